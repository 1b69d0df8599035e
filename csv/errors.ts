import { HubError, neverSent } from '../bus/errors.js'
import { type Problem, type ProblemCode, sentenceOfProblem } from './problem.js'

const of = (code: ProblemCode) => (problem: Problem) =>
  new HubError(code, sentenceOfProblem(problem), { ...neverSent, details: { ...problem } })

// Reading: a file that is not what its definition says.
export const HUB_CSV_ENCODING = of('HUB_CSV_ENCODING')
export const HUB_CSV_QUOTES = of('HUB_CSV_QUOTES')
export const HUB_CSV_LIMIT = of('HUB_CSV_LIMIT')
export const HUB_CSV_HEADER = of('HUB_CSV_HEADER')
export const HUB_CSV_FIELDS = of('HUB_CSV_FIELDS')
export const HUB_CSV_VALUE = of('HUB_CSV_VALUE')

const FACTORIES: Readonly<Record<ProblemCode, (problem: Problem) => HubError>> = {
  HUB_CSV_ENCODING,
  HUB_CSV_QUOTES,
  HUB_CSV_LIMIT,
  HUB_CSV_HEADER,
  HUB_CSV_FIELDS,
  HUB_CSV_VALUE,
}

/** The error that a problem is when nobody collects problems. */
export function errorOf(problem: Problem): HubError {
  return FACTORIES[problem.code](problem)
}

/** What was refused in a record that was to be written; `record` counts from 1, without the header. */
export interface Refused {
  readonly file: string
  readonly record: number
  readonly column: string
  readonly expected: string
  readonly found: string
}
const refusal = ({ file, record, column, expected, found }: Refused) =>
  `${file} record ${record}: ${column} holds ${expected} but got ${found}`

// Writing: a record that its definition cannot hold.
export const HUB_CSV_REFUSED = (refused: Refused) =>
  new HubError('HUB_CSV_REFUSED', refusal(refused), { ...neverSent, details: { ...refused } })
export const HUB_CSV_CHARACTER = (refused: Refused) =>
  new HubError('HUB_CSV_CHARACTER', refusal(refused), { ...neverSent, details: { ...refused } })
export const HUB_CSV_FORMULA = (refused: Refused) =>
  new HubError('HUB_CSV_FORMULA', refusal(refused), { ...neverSent, details: { ...refused } })

// Definitions: wrong at import, before any file is touched.
export const HUB_CSV_DEFINITION = (file: string, reason: string) =>
  new HubError('HUB_CSV_DEFINITION', `the CSV file ${file} ${reason}`, neverSent)

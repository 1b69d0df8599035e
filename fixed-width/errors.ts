import { HubError, neverSent } from '../bus/errors.js'
import { type Problem, type ProblemCode, sentenceOfProblem } from './problem.js'

const of = (code: ProblemCode) => (problem: Problem) =>
  new HubError(code, sentenceOfProblem(problem), { ...neverSent, details: { ...problem } })

// Reading: a file that is not what its layout says.
export const HUB_FIELD_VALUE = of('HUB_FIELD_VALUE')
export const HUB_LINE_LENGTH = of('HUB_LINE_LENGTH')
export const HUB_LINE_END = of('HUB_LINE_END')
export const HUB_RECORD_UNKNOWN = of('HUB_RECORD_UNKNOWN')
export const HUB_RECORD_MISPLACED = of('HUB_RECORD_MISPLACED')
export const HUB_FILE_INCOMPLETE = of('HUB_FILE_INCOMPLETE')
export const HUB_FILE_ENCODING = of('HUB_FILE_ENCODING')
export const HUB_FILE_FILLER = of('HUB_FILE_FILLER')
export const HUB_RULE_BROKEN = of('HUB_RULE_BROKEN')
export const HUB_TOTAL_WRONG = of('HUB_TOTAL_WRONG')
export const HUB_VOUCHER_UNBALANCED = of('HUB_VOUCHER_UNBALANCED')

const FACTORIES: Readonly<Record<ProblemCode, (problem: Problem) => HubError>> = {
  HUB_FIELD_VALUE,
  HUB_LINE_LENGTH,
  HUB_LINE_END,
  HUB_RECORD_UNKNOWN,
  HUB_RECORD_MISPLACED,
  HUB_FILE_INCOMPLETE,
  HUB_FILE_ENCODING,
  HUB_FILE_FILLER,
  HUB_RULE_BROKEN,
  HUB_TOTAL_WRONG,
  HUB_VOUCHER_UNBALANCED,
}

/** The error that a problem is when nobody collects problems. */
export function errorOf(problem: Problem): HubError {
  return FACTORIES[problem.code](problem)
}

/** What was refused in a record that was to be written; `line` is the line it would have become. */
export interface Refused {
  readonly layout: string
  readonly line: number
  readonly record: string
  readonly field: string
  readonly expected: string
  readonly found: string
}
const refusal = (refused: Refused) =>
  `${refused.layout} line ${refused.line}: ${refused.record}.${refused.field} holds ${refused.expected} but got ${refused.found}`

// Writing: a record that its layout cannot hold.
export const HUB_FIELD_OVERFLOW = (refused: Refused) =>
  new HubError('HUB_FIELD_OVERFLOW', refusal(refused), { ...neverSent, details: { ...refused } })
export const HUB_FIELD_CHARACTER = (refused: Refused) =>
  new HubError('HUB_FIELD_CHARACTER', refusal(refused), { ...neverSent, details: { ...refused } })
export const HUB_FIELD_REFUSED = (refused: Refused) =>
  new HubError('HUB_FIELD_REFUSED', refusal(refused), { ...neverSent, details: { ...refused } })

// Layouts: wrong at import, before any file is touched.
export const HUB_LAYOUT_WIDTH = (layout: string, record: string, length: string, sum: number) =>
  new HubError(
    'HUB_LAYOUT_WIDTH',
    `the fields of ${layout}.${record} add up to ${sum}, but the record is ${length} long`,
    neverSent,
  )
export const HUB_LAYOUT_FIELD = (layout: string, field: string, reason: string) =>
  new HubError('HUB_LAYOUT_FIELD', `${layout}: ${field} ${reason}`, neverSent)
export const HUB_LAYOUT_FRAME = (layout: string, reason: string) =>
  new HubError('HUB_LAYOUT_FRAME', `the frame of ${layout} ${reason}`, neverSent)
export const HUB_LAYOUT_TOTAL = (layout: string, field: string, reason: string) =>
  new HubError('HUB_LAYOUT_TOTAL', `the total ${layout}.${field} ${reason}`, neverSent)

export const HUB_BYTES_ONCE = (layout: string, reason: string) =>
  new HubError('HUB_BYTES_ONCE', `the bytes of a ${layout} file ${reason}`, neverSent)

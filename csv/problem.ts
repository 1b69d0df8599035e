/** Where a file is not what its definition says, and what was allowed and what came there. Plain data: it goes into statements and JSON. */
export interface Problem {
  readonly code: ProblemCode
  /** The name of the definition. */
  readonly file: string
  /** Line of the file, counted from 1, where the record begins. */
  readonly line: number
  /** Column of the line by its place, counted from 1; 0 where the problem is about all of the line. */
  readonly place: number
  /** Column by its property, or by its header where no property is known; '' where it is about all of the line. */
  readonly column: string
  readonly expected: string
  /** What stood there; of a personal column only how long it is. */
  readonly found: string
}

export type ProblemCode =
  | 'HUB_CSV_ENCODING'
  | 'HUB_CSV_QUOTES'
  | 'HUB_CSV_LIMIT'
  | 'HUB_CSV_HEADER'
  | 'HUB_CSV_FIELDS'
  | 'HUB_CSV_VALUE'

/** The sentence of a problem, as a colleague would say it. */
export function sentenceOfProblem({ file, line, place, column, expected, found }: Problem): string {
  const where = place === 0 ? '' : `, column ${place}`
  const what = column === '' ? 'the line' : column
  return `${file} line ${line}${where}: ${what} should be ${expected}, found ${found}`
}

const SHOWN = 40

/** A value for an error text: quoted, control characters escaped, long ones shortened, personal ones only measured. */
export function shown(value: unknown, personal: boolean): string {
  if (personal)
    return typeof value === 'string' ? `${value.length} characters (personal)` : `a ${typeof value} (personal)`
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'object' || typeof value === 'function') return `a ${typeof value}`
  if (typeof value !== 'string') return String(value)
  const short = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return JSON.stringify(short).replace(/[\x7f-\x9f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}

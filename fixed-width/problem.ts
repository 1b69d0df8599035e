/** Where a file is not what its layout says, and what was allowed and what came there. Plain data: it goes into statements and JSON. */
export interface Problem {
  readonly code: ProblemCode
  readonly layout: string
  /** Line of the file, counted from 1. */
  readonly line: number
  /** Byte of the file, counted from 0. */
  readonly byte: number
  /** Column of the line in the layout's unit (bytes or characters), counted from 1: where the field begins. */
  readonly column: number
  readonly record: string
  readonly field: string
  readonly expected: string
  /** What stood there; of a personal field only how long it is. */
  readonly found: string
}

export type ProblemCode =
  | 'HUB_FIELD_VALUE'
  | 'HUB_LINE_LENGTH'
  | 'HUB_LINE_END'
  | 'HUB_RECORD_UNKNOWN'
  | 'HUB_RECORD_MISPLACED'
  | 'HUB_FILE_INCOMPLETE'
  | 'HUB_FILE_ENCODING'
  | 'HUB_FILE_FILLER'
  | 'HUB_RULE_BROKEN'
  | 'HUB_TOTAL_WRONG'
  | 'HUB_VOUCHER_UNBALANCED'

/** The sentence of a problem, as a colleague would say it. */
export function sentenceOfProblem(problem: Problem): string {
  const where = `${problem.layout} line ${problem.line}, column ${problem.column} (byte ${problem.byte})`
  return `${where}: ${whatIsWrong(problem)}`
}

/** The sentence without the place: what should be there and what is. */
export function whatIsWrong({ code, record, field, expected, found }: Problem): string {
  switch (code) {
    case 'HUB_LINE_LENGTH':
      return `${record} should be ${expected}, found ${found}${field === 'line end' ? '' : `, which ends in ${field}`}`
    case 'HUB_RECORD_UNKNOWN':
      return `no record begins like this: ${field} should be ${expected}, found ${found}`
    case 'HUB_RECORD_MISPLACED':
    case 'HUB_FILE_INCOMPLETE':
      return `should be ${expected}, found ${found}`
    default:
      return `${record}.${field} should be ${expected}, found ${found}`
  }
}

const SHOWN = 40

/** A value for an error text: quoted, control characters escaped, long ones shortened, personal ones only measured. */
export function shown(value: unknown, personal: boolean): string {
  if (personal)
    return typeof value === 'string' ? `${value.length} characters (personal)` : `a ${typeof value} (personal)`
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'string')
    return value === undefined ? 'nothing' : typeof value === 'object' ? 'an object' : String(value)
  const short = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return JSON.stringify(short).replace(/[\x7f-\x9f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}

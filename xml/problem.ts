/** Where a document is not what its schema says, what was allowed and what came. Plain data: it goes into statements and JSON. */
export interface Problem {
  readonly code: ProblemCode
  readonly document: string
  /** Line of the text, counted from 1. */
  readonly line: number
  /** Character of the line, counted from 1, by which the reader knew. */
  readonly column: number
  /** Names of elements from the root, numbered where they repeat: `/Document/BkToCstmrStmt/Stmt[2]/Id`, `…/Amt/@Ccy`. */
  readonly path: string
  readonly expected: string
  /** What stood there; of a personal value only how long it is. */
  readonly found: string
}

export type ProblemCode =
  | 'HUB_XML_ENCODING'
  | 'HUB_XML_MALFORMED'
  | 'HUB_XML_FORBIDDEN'
  | 'HUB_XML_LIMIT'
  | 'HUB_XML_ROOT'
  | 'HUB_XML_ELEMENT'
  | 'HUB_XML_MISSING'
  | 'HUB_XML_ATTRIBUTE'
  | 'HUB_XML_VALUE'
  | 'HUB_XML_RULE'

/** The sentence of a problem, as a colleague would say it. */
export function sentenceOfProblem({ document, line, column, path, expected, found }: Problem): string {
  // A rule is about the whole document, and has no line.
  const where = line === 0 ? document : `${document} line ${line}, column ${column}`
  return `${where}: ${path}: expected ${expected}, found ${found}`
}

const SHOWN = 40

/** A value for an error text: quoted, control characters escaped, long ones shortened, personal ones only measured. */
export function shown(value: unknown, personal: boolean): string {
  if (personal)
    return typeof value === 'string' ? `${value.length} characters (personal)` : `a ${typeof value} (personal)`
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value !== 'string') return typeof value === 'function' ? 'a function' : String(value)
  const short = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return JSON.stringify(short).replace(/[\x7f-\x9f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}

import { HubError, neverSent } from '../bus/errors.js'
import { type Problem, type ProblemCode, sentenceOfProblem } from './problem.js'

const of = (code: ProblemCode) => (problem: Problem) =>
  new HubError(code, sentenceOfProblem(problem), { ...neverSent, details: { ...problem } })

// Reading: bytes that are no XML, or none that the hub reads.
export const HUB_XML_ENCODING = of('HUB_XML_ENCODING')
export const HUB_XML_MALFORMED = of('HUB_XML_MALFORMED')
export const HUB_XML_FORBIDDEN = of('HUB_XML_FORBIDDEN')
export const HUB_XML_LIMIT = of('HUB_XML_LIMIT')
// Reading: XML that is not what its schema says.
export const HUB_XML_ROOT = of('HUB_XML_ROOT')
export const HUB_XML_ELEMENT = of('HUB_XML_ELEMENT')
export const HUB_XML_MISSING = of('HUB_XML_MISSING')
export const HUB_XML_ATTRIBUTE = of('HUB_XML_ATTRIBUTE')
export const HUB_XML_VALUE = of('HUB_XML_VALUE')
export const HUB_XML_RULE = of('HUB_XML_RULE')

const FACTORIES: Readonly<Record<ProblemCode, (problem: Problem) => HubError>> = {
  HUB_XML_ENCODING,
  HUB_XML_MALFORMED,
  HUB_XML_FORBIDDEN,
  HUB_XML_LIMIT,
  HUB_XML_ROOT,
  HUB_XML_ELEMENT,
  HUB_XML_MISSING,
  HUB_XML_ATTRIBUTE,
  HUB_XML_VALUE,
  HUB_XML_RULE,
}

/** The error that a problem is when nobody collects problems. */
export function errorOf(problem: Problem): HubError {
  return FACTORIES[problem.code](problem)
}

/** What was refused in a document that was to be written, and where. */
export interface Refused {
  readonly document: string
  /** Where in the document, as names of elements from the root: `/Document/BkToCstmrStmt/Stmt[2]/Id`, `…/Amt/@Ccy`. */
  readonly path: string
  readonly expected: string
  readonly found: string
}

// Writing: a value that its schema does not allow.
export const HUB_XML_REFUSED = (refused: Refused) =>
  new HubError(
    'HUB_XML_REFUSED',
    `${refused.document}: ${refused.path}: expected ${refused.expected}, got ${refused.found}`,
    { ...neverSent, details: { ...refused } },
  )
export const HUB_XML_CHARACTER = (refused: Refused) =>
  new HubError(
    'HUB_XML_CHARACTER',
    `${refused.document}: ${refused.path} holds ${refused.found}, and only ${refused.expected} can be written`,
    { ...neverSent, details: { ...refused } },
  )

// Schemas: wrong at import, before any document is touched.
export const HUB_XML_SCHEMA = (where: string, reason: string) =>
  new HubError('HUB_XML_SCHEMA', `${where} ${reason}`, neverSent)

export const HUB_XML_BYTES_ONCE = (document: string) =>
  new HubError(
    'HUB_XML_BYTES_ONCE',
    `the bytes of a ${document} that streams its records can be read once; write it again for another copy`,
    neverSent,
  )

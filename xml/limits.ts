/** What a document may cost. Beyond a limit it is refused (HUB_XML_LIMIT), before it is held in memory. */
export interface XmlLimits {
  /** Bytes of the whole document. */
  readonly bytes: number
  /** Elements within each other. */
  readonly depth: number
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number
  /** Characters of one name, or of one namespace. */
  readonly name: number
  /** Characters of one attribute's value. */
  readonly attribute: number
  /** Characters of one element's own text, of a comment or of XML kept as it is. */
  readonly text: number
  /** Problems of one document, after which reading ends. */
  readonly problems: number
}

/** Far above what business documents need. A document that is streamed may be larger: `STREAMED_BYTES`. */
export const LIMITS: XmlLimits = Object.freeze({
  bytes: 64 * 1024 * 1024,
  depth: 100,
  attributes: 100,
  name: 1_000,
  attribute: 64 * 1024,
  text: 4 * 1024 * 1024,
  problems: 10_000,
})
/** Bytes of a document whose records are streamed. */
export const STREAMED_BYTES = 16 * 1024 ** 3

/** Why reading cannot go on. The reader adds where. */
export class Stop {
  readonly code: 'HUB_XML_ENCODING' | 'HUB_XML_MALFORMED' | 'HUB_XML_FORBIDDEN' | 'HUB_XML_LIMIT'
  readonly expected: string
  readonly found: string
  constructor(code: Stop['code'], expected: string, found: string) {
    this.code = code
    this.expected = expected
    this.found = found
  }
}

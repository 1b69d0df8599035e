/** Where a document is not what its schema says. Plain data: it goes into statements and JSON. */
export interface XsdProblem {
  readonly code: 'HUB_XSD_INVALID' | 'HUB_XSD_NOT_XML' | 'HUB_XSD_DTD'
  /** The name that the schema was given. */
  readonly schema: string
  /** Line of the document, counted from 1; 0 where the validator does not say. */
  readonly line: number
  /** Local name of the element it is about; '' where it is about none. */
  readonly element: string
  /** What is wrong, as libxml2 says it; of the document's own values only their length. */
  readonly says: string
}

/** What the validator's thread tells of one document. */
export interface RawProblem {
  readonly message: string
  readonly line: number
}

const ELEMENT = /^Element '(?:\{[^}]*\})?([^']*)'(?:, attribute '(?:\{[^}]*\})?([^']*)')?: /
const FACET = /^\[facet '\w+'\] /
/** A sentence that quotes a value of the document, which may be a person's: greedy, so that quotes in it do not end it. */
const VALUE = /^((?:The (?:\w+ )*value )?)'(.*)'(?= (?:is|has|must|does|exceeds)\b)/s
/** Sentences that name elements, attributes and types only. */
const NAMES_ONLY =
  /^(?:This element is not expected|Missing child element|The attribute '[^']*' is (?:required|not allowed)|No matching global |Character content |Element content |The type definition |The element |Expected is |The value has )/

/** A problem as the validator gives it, without the document's values. */
export function problemOf(schema: string, { message, line }: RawProblem): XsdProblem {
  const said = message.trim()
  const found = ELEMENT.exec(said)
  const rest = found === null ? said : said.slice(found[0].length)
  const attribute = found?.[2] === undefined ? '' : `attribute ${found[2]}: `
  return { code: 'HUB_XSD_INVALID', schema, line, element: found?.[1] ?? '', says: attribute + masked(rest) }
}

function masked(sentence: string): string {
  const plain = sentence.replace(FACET, '').replaceAll(/\{[^}']*\}(?=[\w*])/g, '')
  if (NAMES_ONLY.test(plain)) return plain
  const value = VALUE.exec(plain)
  if (value !== null) {
    const length = [...value[2]!].length
    return `${value[1] === '' ? 'The value ' : value[1]}of ${length} characters${plain.slice(value[0].length)}`
  }
  // Anything else: what is quoted or listed may come from the document.
  return plain.replace(/'.*'/s, '(a value)').replace(/\[.*\]/s, '(a key)')
}

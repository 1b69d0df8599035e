import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm'

/** An element whatever its prefixes, its attributes' order and the blanks between elements. */
export interface Tree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Tree[]
  /** Its text, where it has no elements. */
  readonly text: string
}

const HINTS = 'http://www.w3.org/2001/XMLSchema-instance'
const expanded = (uri: string, name: string) => (uri ? `{${uri}}${name}` : name)

/** A document as another library reads it, so that a test does not believe what it tests. */
export function treeOf(bytes: Uint8Array): Tree {
  const document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET })
  try {
    return elementTree(document.root)
  } finally {
    document.dispose()
  }
}

function elementTree(element: XmlElement): Tree {
  const children: Tree[] = []
  let text = ''
  for (let child = element.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(elementTree(child))
    else if (child instanceof XmlText || child instanceof XmlCData) text += child.content
  }
  const attributes = element.attrs
    .filter(({ namespaceUri }) => namespaceUri !== HINTS)
    .map(({ name, namespaceUri, value }) => [expanded(namespaceUri, name), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    name: expanded(element.namespaceUri, element.name),
    attributes: Object.fromEntries(attributes),
    children,
    text: children.length > 0 || text.trim() === '' ? '' : text,
  }
}

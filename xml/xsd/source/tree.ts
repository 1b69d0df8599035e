import { ParseOption, XmlDocument, XmlElement, XmlLibError } from 'libxml2-wasm'
import { HUB_XSD_SCHEMA } from '../errors.js'
import type { Xsd } from '../xsd.js'

const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema'

/** An element of a schema file; annotations and comments are left out. */
export interface Node {
  readonly name: string
  readonly line: number
  readonly file: SchemaFile
  readonly children: readonly Node[]
  readonly attributes: Readonly<Record<string, string>>
  /** Namespaces by prefix, '' for the default one, as they are declared here. */
  readonly prefixes: Readonly<Record<string, string>>
}
export interface SchemaFile {
  readonly target: string
  readonly qualifiedElements: boolean
  readonly qualifiedAttributes: boolean
}
export interface QName {
  readonly namespace: string
  readonly local: string
}

/** A schema with everything that it includes and imports, as trees; the first one is the schema itself. */
export function schemaTrees(schema: Xsd): readonly Node[] {
  const trees: Node[] = []
  const seen = new Set<string>()
  const take = (bytes: Uint8Array, location: string, into: string | undefined) => {
    if (seen.has(location)) return
    seen.add(location)
    const root = treeOf(schema.name, bytes, into)
    trees.push(root)
    for (const child of root.children) {
      if (child.name !== 'include' && child.name !== 'import') continue
      const wanted = child.attributes.schemaLocation
      if (wanted === undefined) continue
      const part = schema.parts[wanted]
      if (part === undefined)
        throw HUB_XSD_SCHEMA(schema.name, `line ${child.line}: ${wanted} was not handed over with it`)
      take(part, wanted, child.name === 'include' ? root.file.target : undefined)
    }
  }
  take(schema.file, '', undefined)
  return trees
}

/** `into`: the namespace of the schema that includes this one, which a schema without one takes on. */
function treeOf(schema: string, bytes: Uint8Array, into: string | undefined): Node {
  let document: XmlDocument
  try {
    document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE })
  } catch (error) {
    const first = error instanceof XmlLibError ? error.details[0] : undefined
    throw HUB_XSD_SCHEMA(schema, first === undefined ? 'it is no XML' : `line ${first.line}: ${first.message.trim()}`)
  }
  try {
    const { root } = document
    if (root.name !== 'schema' || root.namespaceUri !== XML_SCHEMA)
      throw HUB_XSD_SCHEMA(schema, `line ${root.line}: its root is no xs:schema`)
    const said = attributesOf(root)
    const file: SchemaFile = {
      target: said.targetNamespace ?? into ?? '',
      qualifiedElements: said.elementFormDefault === 'qualified',
      qualifiedAttributes: said.attributeFormDefault === 'qualified',
    }
    return nodeOf(root, file)
  } finally {
    document.dispose()
  }
}

const attributesOf = (element: XmlElement) =>
  Object.fromEntries(element.attrs.filter(({ namespaceUri }) => !namespaceUri).map(({ name, value }) => [name, value]))

function nodeOf(element: XmlElement, file: SchemaFile): Node {
  const children: Node[] = []
  for (let child = element.firstChild; child !== null; child = child.next)
    if (child instanceof XmlElement && child.namespaceUri === XML_SCHEMA && child.name !== 'annotation')
      children.push(nodeOf(child, file))
  return {
    name: element.name,
    line: element.line,
    file,
    children,
    attributes: attributesOf(element),
    prefixes: element.namespaces,
  }
}

/** The name that a text such as `c:Dummy` stands for where it stands. */
export function nameIn(node: Node, text: string): QName {
  const at = text.indexOf(':')
  const prefix = at < 0 ? '' : text.slice(0, at)
  const namespace = node.prefixes[prefix] ?? ''
  // A schema without a namespace of its own takes on that of its includer, and so do its names without prefix.
  return { namespace: namespace === '' ? node.file.target : namespace, local: text.slice(at + 1) }
}

export const isBuiltIn = ({ namespace }: QName) => namespace === XML_SCHEMA
export const keyOf = ({ namespace, local }: QName) => `{${namespace}}${local}`
export const childrenOf = (node: Node, ...names: readonly string[]) =>
  node.children.filter(({ name }) => names.includes(name))
export const childOf = (node: Node, ...names: readonly string[]) => childrenOf(node, ...names)[0]

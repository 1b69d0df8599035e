import { HUB_XML_SCHEMA } from './errors.js'
import type { NameScope } from './schema.js'
import { XML_NAMESPACE, XSI_NAMESPACE } from './scope.js'

/** The prefixes of a document that is written: declared once, on its root, and always the same. */
export interface Prefixes extends NameScope {
  /** Of elements; '' is the default namespace, which is declared where it changes. */
  ofElement(uri: string): string
  /** Of attributes, which have no default namespace. */
  ofAttribute(uri: string): string
  /** What the root declares besides a default namespace. */
  readonly declared: readonly (readonly [prefix: string, uri: string])[]
}

/** Prefixes for the namespaces that a schema uses. Throws HUB_XML_SCHEMA for given ones that cannot be. */
export function prefixesFor(
  document: string,
  root: string,
  elements: ReadonlySet<string>,
  attributes: ReadonlySet<string>,
  given: Readonly<Record<string, string>>,
): Prefixes {
  const ofElements = new Map([['', '']])
  const ofAttributes = new Map([
    ['', ''],
    [XML_NAMESPACE, 'xml'],
  ])
  const taken = new Map<string, string>([['xml', XML_NAMESPACE]])
  const wrong = (reason: string) => HUB_XML_SCHEMA(`${document}: the prefixes`, reason)
  const take = (prefix: string, uri: string) => {
    if (!/^[A-Za-z_][\w.-]*$/.test(prefix) || /^xml/i.test(prefix))
      throw wrong(`hold ${JSON.stringify(prefix)}, which is none`)
    if (taken.has(prefix) && taken.get(prefix) !== uri) throw wrong(`say ${prefix} twice`)
    taken.set(prefix, uri)
    return prefix
  }
  let made = 0
  const fresh = (uri: string): string => {
    if (uri === XSI_NAMESPACE && !taken.has('xsi')) return take('xsi', uri)
    let prefix = `ns${++made}`
    while (taken.has(prefix)) prefix = `ns${++made}`
    return take(prefix, uri)
  }
  for (const [uri, prefix] of Object.entries(given)) {
    if (prefix !== '') ofAttributes.set(uri, take(prefix, uri))
    ofElements.set(uri, prefix)
  }
  // Elements of no namespace would be in the default one, if there were one around them.
  const defaulted = !elements.has('')
  for (const uri of elements) if (!ofElements.has(uri)) ofElements.set(uri, uri === root && defaulted ? '' : fresh(uri))
  for (const uri of attributes) {
    if (ofAttributes.has(uri)) continue
    const own = ofElements.get(uri)
    ofAttributes.set(uri, own === undefined || own === '' ? fresh(uri) : own)
  }
  const hasDefault = [...ofElements].some(([uri, prefix]) => uri !== '' && prefix === '')
  const declared = [...taken].filter(([prefix]) => prefix !== 'xml')
  return {
    ofElement: (uri) => ofElements.get(uri)!,
    ofAttribute: (uri) => ofAttributes.get(uri)!,
    declared,
    uriOf: (prefix) => (prefix === '' ? (hasDefault ? undefined : '') : taken.get(prefix)),
    prefixOf: (uri) => [...taken].find(([, each]) => each === uri)?.[0],
  }
}

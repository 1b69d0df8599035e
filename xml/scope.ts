import { Stop } from './limits.js'

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance'

/** A name with its namespace as one text, to look it up by. */
export const expanded = (uri: string, local: string) => (uri === '' ? local : `{${uri}}${local}`)

/** Numbers of the names that a schema knows. */
export type NameIds = ReadonlyMap<string, number>
export const UNKNOWN = -1

const SLOTS = 256
const slotOf = (name: string) => {
  const { length } = name
  return (
    (name.charCodeAt(0) * 31 + name.charCodeAt(length >> 1) * 7 + name.charCodeAt(length - 1) * 13 + length) &
    (SLOTS - 1)
  )
}

const malformed = (found: string) => new Stop('HUB_XML_MALFORMED', 'well-formed XML with namespaces', found)

/** The namespace declarations that hold for an element and, unless they declare others, for those within it. */
export class Scope {
  readonly #parent: Scope | undefined
  readonly #declared: ReadonlyMap<string, string>
  readonly #names: NameIds
  /** What names with a prefix mean here. Only names of the schema, so that a document cannot make it grow. */
  readonly #ids = new Map<string, number>()
  /** The same by a quick look at the name: hashing every new string costs more than reading it. */
  #quickNames: string[] | undefined
  #quickIds: number[] = []
  #asked = 0

  constructor(names: NameIds, declared: ReadonlyMap<string, string>, parent?: Scope) {
    this.#names = names
    this.#declared = declared
    this.#parent = parent
  }

  static outermost(names: NameIds): Scope {
    return new Scope(
      names,
      new Map([
        ['', ''],
        ['xml', XML_NAMESPACE],
      ]),
    )
  }

  /** The namespace of a prefix ('' is none), or undefined if it is not declared. */
  uriOf(prefix: string): string | undefined {
    let scope: Scope | undefined = this
    while (scope !== undefined) {
      const uri = scope.#declared.get(prefix)
      if (uri !== undefined) return uri
      scope = scope.#parent
    }
    return undefined
  }

  prefixOf(uri: string): string | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent)
      for (const [prefix, declared] of scope.#declared)
        if (declared === uri && this.uriOf(prefix) === uri) return prefix
    return undefined
  }

  /** The number of an element's name, or UNKNOWN. Throws Stop if its prefix is not declared. */
  idOf(name: string): number {
    const quick = this.#quickNames
    if (quick === undefined) {
      // Many documents declare namespaces on small elements: those are not worth a table.
      if (++this.#asked > SLOTS) this.#makeQuick()
      return this.#looked(name)
    }
    const slot = slotOf(name)
    if (quick[slot] === name) return this.#quickIds[slot]!
    const id = this.#looked(name)
    if (id !== UNKNOWN) {
      quick[slot] = name
      this.#quickIds[slot] = id
    }
    return id
  }

  #makeQuick(): void {
    this.#quickNames = new Array<string>(SLOTS).fill('')
    this.#quickIds = new Array<number>(SLOTS).fill(UNKNOWN)
  }

  #looked(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const { uri, local } = this.resolve(name, 'default')
    const id = this.#names.get(expanded(uri, local))
    if (id === undefined) return UNKNOWN
    this.#ids.set(name, id)
    return id
  }

  /** Namespace and local name; without a prefix an element is in the default namespace and an attribute in none. */
  resolve(name: string, unprefixed: 'default' | 'none'): { readonly uri: string; readonly local: string } {
    const colon = name.indexOf(':')
    if (colon < 0) return { uri: unprefixed === 'none' ? '' : this.uriOf('')!, local: name }
    const prefix = name.slice(0, colon)
    const local = name.slice(colon + 1)
    if (colon === 0 || local === '' || local.includes(':')) throw malformed(`the name ${shortened(name)}`)
    if (!STARTS_NAME.test(local)) throw malformed(`the name ${shortened(name)}`)
    const uri = this.uriOf(prefix)
    if (uri === undefined || prefix === 'xmlns')
      throw malformed(`the prefix ${shortened(prefix)}, which is not declared`)
    return { uri, local }
  }

  /** A scope with more declarations; throws Stop for those that XML does not allow (Namespaces in XML 1.0, 3 and 5). */
  declaring(declarations: readonly (readonly [prefix: string, uri: string])[]): Scope {
    const declared = new Map<string, string>()
    for (const [prefix, uri] of declarations) {
      if (prefix.includes(':') || (prefix !== '' && !STARTS_NAME.test(prefix)))
        throw malformed(`the prefix ${shortened(prefix)}`)
      if (prefix === 'xmlns' || uri === XMLNS_NAMESPACE) throw malformed('a declaration of xmlns itself')
      if ((prefix === 'xml') !== (uri === XML_NAMESPACE)) throw malformed('another declaration of xml')
      if (prefix !== '' && uri === '') throw malformed(`the prefix ${shortened(prefix)} taken back`)
      declared.set(prefix, uri)
    }
    return new Scope(this.#names, declared, this)
  }
}

/** Names are as the tokeniser lets them through, so only what may not stand behind a colon is looked for. */
const STARTS_NAME = /^[^\d.\u00b7\p{M}\u203f\u2040-]/u
const shortened = (name: string) => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)

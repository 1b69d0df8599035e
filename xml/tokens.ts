import { SaxesParser } from 'saxes'
import { Stop, type XmlLimits } from './limits.js'
import { expanded, type NameIds, Scope } from './scope.js'

/** Attributes of one element, without namespace declarations. Read at once: the next element has the same object. */
export class Attributes {
  count = 0
  readonly names: string[] = []
  /** The names with their namespaces: `local` or `{namespace}local`. */
  readonly keys: string[] = []
  readonly values: string[] = []
}

/** What is told of a document, in order. Comments and processing instructions are no part of what a document says. */
export interface Listener {
  /** Before the root: the encoding that the document declares. */
  begin?(encoding: string | undefined): void
  /** `id` is the number of the name in the schema, or UNKNOWN. */
  open(id: number, name: string, scope: Scope, attributes: Attributes): void
  close(): void
  text(text: string): void
}

const OPTIONS = { xmlns: false, position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const

class Parser extends SaxesParser<typeof OPTIONS> {
  override fail(message: string): this {
    throw fault(message)
  }
}

/**
 * A document as tags and texts: XML 1.0 with namespaces, without DTDs and entities of one's own, within limits. Everything
 * that is not so throws Stop. Namespaces are resolved here and not by the tokeniser, which would make an object of every
 * attribute and resolve every name anew.
 */
export class Tokens {
  readonly #parser: Parser
  readonly #limits: XmlLimits
  readonly #listener: Listener
  readonly #attributes = new Attributes()
  readonly #declarations: (readonly [string, string])[] = []
  /** Scopes of open elements; those without declarations share their parent's. */
  readonly #scopes: Scope[]
  #depth = 0
  #all = 0
  /** Whether something was told since the last look, and how much text has gone by since. */
  #told = true
  #silent = 0

  constructor(names: NameIds, limits: XmlLimits, listener: Listener) {
    this.#limits = limits
    this.#listener = listener
    this.#scopes = [Scope.outermost(names)]
    const parser = new Parser(OPTIONS)
    this.#parser = parser
    // Not more than these: with eight listeners the tokeniser becomes a dictionary to V8, and a sixth as fast.
    parser.on('doctype', () => {
      throw new Stop('HUB_XML_FORBIDDEN', 'a document without a DTD', 'a DTD')
    })
    parser.on('attribute', ({ name, value }) => this.#attribute(name, value))
    parser.on('opentag', ({ name }) => this.#open(name))
    parser.on('closetag', () => this.#close())
    parser.on('text', (text) => this.#text(text))
    parser.on('cdata', (text) => this.#text(text))
  }

  /** Where the tokeniser is, counted from 1. */
  get line(): number {
    return this.#parser.line
  }
  get column(): number {
    return Math.max(1, this.#parser.column)
  }

  /** Some text, of which not much should come at a time: what is unfinished between is held to the limits. */
  push(text: string): void {
    this.#told = false
    this.#parser.write(text)
    this.#silent = this.#told ? 0 : this.#silent + text.length
    if (this.#silent > this.#limits.text) throw limit('characters in one text, tag or comment', this.#limits.text)
  }

  end(): void {
    this.#parser.close()
  }

  #attribute(name: string, value: string): void {
    this.#told = true
    const { attributes, name: longest, attribute } = this.#limits
    if (++this.#all > attributes) throw limit('attributes of an element', attributes)
    if (name.length > longest) throw limit('characters in a name', longest)
    if (value.length > attribute) throw limit('characters in an attribute', attribute)
    if (name.charCodeAt(0) === 120 && name.startsWith('xmlns') && (name.length === 5 || name[5] === ':')) {
      if (value.length > longest) throw limit('characters in a namespace', longest)
      if (name.length === 6) throw fault('a namespace declaration without a prefix')
      this.#declarations.push([name.slice(6), value])
      return
    }
    const to = this.#attributes
    to.names[to.count] = name
    to.values[to.count++] = value
  }

  #open(name: string): void {
    this.#told = true
    if (name.length > this.#limits.name) throw limit('characters in a name', this.#limits.name)
    const scopes = this.#scopes
    if (this.#depth === 0) this.#begin()
    if (++this.#depth > this.#limits.depth) throw limit('elements within each other', this.#limits.depth)
    let scope = scopes[this.#depth - 1]!
    if (this.#declarations.length > 0) {
      scope = scope.declaring(this.#declarations)
      this.#declarations.length = 0
    }
    scopes[this.#depth] = scope
    if (this.#attributes.count > 0) this.#resolve(scope)
    this.#listener.open(scope.idOf(name), name, scope, this.#attributes)
    this.#attributes.count = 0
    this.#all = 0
  }

  #begin(): void {
    const { version, encoding } = this.#parser.xmlDecl
    if (version !== undefined && version !== '1.0') throw new Stop('HUB_XML_FORBIDDEN', 'XML 1.0', 'another version')
    this.#listener.begin?.(encoding)
  }

  /** Attributes' namespaces. The tokeniser has refused two of one name; two prefixes may still mean one namespace. */
  #resolve(scope: Scope): void {
    const { count, names, keys } = this.#attributes
    let prefixed = 0
    for (let i = 0; i < count; i++) {
      const name = names[i]!
      if (!name.includes(':')) {
        keys[i] = name
        continue
      }
      const { uri, local } = scope.resolve(name, 'none')
      keys[i] = expanded(uri, local)
      prefixed++
    }
    if (prefixed > 1 && new Set(keys.slice(0, count)).size < count) throw fault('duplicate attribute')
  }

  #close(): void {
    this.#told = true
    this.#depth--
    this.#listener.close()
  }

  #text(text: string): void {
    this.#told = true
    if (text.length > this.#limits.text) throw limit('characters in a text', this.#limits.text)
    if (this.#depth > 0) this.#listener.text(text)
  }
}

const limit = (what: string, most: number) => new Stop('HUB_XML_LIMIT', `at most ${most} ${what}`, 'more')

/** What the tokeniser says, without values of the document: only names stand in its sentences. */
function fault(message: string): Stop {
  const said = message.replace(/\.$/, '')
  if (said === 'undefined entity')
    return new Stop('HUB_XML_FORBIDDEN', 'no entity but amp, lt, gt, quot and apos', 'another one')
  return new Stop('HUB_XML_MALFORMED', 'well-formed XML', said.length > 80 ? `${said.slice(0, 80)}…` : said)
}

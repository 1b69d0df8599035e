import { forbiddenIn, isWhite } from './escape.js'
import { LIMITS, Stop } from './limits.js'
import { RawXml } from './raw.js'
import type { NameIds, Scope } from './scope.js'
import { type Attributes, type Listener, Tokens } from './tokens.js'

const NAMES: NameIds = new Map()
const PIECE = 64 * 1024

/** What was found in XML that is to be put into a document. */
export interface Fragment {
  readonly xml: string
  /** Elements that are not within another. */
  readonly elements: readonly { readonly uri: string; readonly local: string }[]
  /** Text that is not within an element. */
  readonly hasText: boolean
  /** Names that can be written in every encoding. */
  readonly plainNames: boolean
}

/**
 * XML that is to be put into a document, well-formed for itself and with the declarations it needs where `outer` is the
 * default namespace. Throws Stop for what is no XML, such as an end tag too many.
 */
export function fragment(xml: string, outer: string): Fragment {
  const forbidden = forbiddenIn(xml)
  if (forbidden !== undefined) throw new Stop('HUB_XML_MALFORMED', 'well-formed XML', `the character ${forbidden}`)
  const reader = new Kept(outer)
  const tokens = new Tokens(NAMES, LIMITS, reader)
  tokens.push('<_>')
  for (let at = 0; at < xml.length; at += PIECE) tokens.push(xml.slice(at, at + PIECE))
  tokens.push('</_>')
  tokens.end()
  return reader.found
}

class Kept implements Listener {
  readonly #raw: RawXml
  readonly #elements: { uri: string; local: string }[] = []
  #depth = 0
  #hasText = false
  #plainNames = true

  constructor(outer: string) {
    this.#raw = new RawXml(LIMITS.text, outer)
  }

  open(_id: number, name: string, scope: Scope, attributes: Attributes): void {
    if (this.#depth++ === 0) return
    if (this.#depth === 2) this.#elements.push(scope.resolve(name, 'default'))
    const names = [name, ...attributes.names.slice(0, attributes.count)]
    if (names.some((each) => /[^\0-\x7f]/.test(each))) this.#plainNames = false
    this.#raw.open(name, scope, attributes)
  }

  close(): void {
    if (--this.#depth > 0) this.#raw.close()
  }

  text(text: string): void {
    if (this.#depth === 1 && !isWhite(text)) this.#hasText = true
    this.#raw.text(text)
  }

  get found(): Fragment {
    return {
      xml: this.#raw.take(),
      elements: this.#elements,
      hasText: this.#hasText,
      plainNames: this.#plainNames,
    }
  }
}

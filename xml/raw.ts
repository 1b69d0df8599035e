import { escapedAttribute, escapedText } from './escape.js'
import { Stop } from './limits.js'
import type { Scope } from './scope.js'
import type { Attributes } from './tokens.js'

/** The namespace declarations that the XML made so far has on one of its open elements. */
interface Open {
  readonly name: string
  readonly declared: Map<string, string>
}

/** What may be a name with a prefix in a text, such as `soap:Client`; its declaration must not be lost. */
const QUALIFIED = /^\s*([\p{L}_][\p{L}\p{N}_.-]*):[\p{L}_][\p{L}\p{N}_.-]*\s*$/u

/**
 * XML kept as it is: told in tags and texts, given as a text that stands for itself, since each element carries the
 * namespace declarations that it needs and does not have from the elements around it in the same text.
 */
export class RawXml {
  readonly #most: number
  /** The default namespace where the XML is to stand. */
  readonly #outer: string
  readonly #open: Open[] = []
  #out = ''
  /** The start tag that is not closed yet, since its content may need declarations. */
  #start = ''
  /** Of the latest element. */
  #scope: Scope | undefined

  constructor(most: number, outer = '') {
    this.#most = most
    this.#outer = outer
  }

  get depth(): number {
    return this.#open.length
  }

  open(name: string, scope: Scope, { count, names, values }: Attributes): void {
    this.#flush()
    this.#scope = scope
    this.#open.push({ name, declared: new Map() })
    this.#start = `<${name}`
    this.#need(prefixOf(name), scope)
    for (let i = 0; i < count; i++) {
      const [attribute, value] = [names[i]!, values[i]!]
      if (attribute.includes(':')) this.#need(prefixOf(attribute), scope)
      this.#needIn(value, scope)
      this.#start += ` ${attribute}="${escapedAttribute(value)}"`
    }
    if (this.#out.length + this.#start.length > this.#most) throw tooLong(this.#most)
  }

  text(text: string): void {
    if (this.#start !== '' && this.#scope !== undefined && text.length < 1_000) this.#needIn(text, this.#scope)
    this.#flush()
    this.#add(escapedText(text))
  }

  close(): void {
    const { name } = this.#open.pop()!
    if (this.#start !== '') {
      const start = this.#start
      this.#start = ''
      this.#add(`${start}/>`)
    } else this.#add(`</${name}>`)
  }

  /** All of it. */
  take(): string {
    const out = this.#out
    this.#out = ''
    return out
  }

  #flush(): void {
    if (this.#start === '') return
    const start = this.#start
    this.#start = ''
    this.#add(`${start}>`)
  }

  #add(xml: string): void {
    this.#out += xml
    if (this.#out.length > this.#most) throw tooLong(this.#most)
  }

  #needIn(value: string, scope: Scope): void {
    const prefix = value.includes(':') ? QUALIFIED.exec(value)?.[1] : undefined
    if (prefix !== undefined && scope.uriOf(prefix) !== undefined) this.#need(prefix, scope)
  }

  #need(prefix: string, scope: Scope): void {
    if (prefix === 'xml') return
    const uri = scope.uriOf(prefix) ?? ''
    if (this.#seen(prefix) === uri) return
    const { declared } = this.#open[this.#open.length - 1]!
    // The element's own declaration holds; a text that only looks like a name does not change it.
    if (declared.has(prefix)) return
    declared.set(prefix, uri)
    this.#start += prefix === '' ? ` xmlns="${escapedAttribute(uri)}"` : ` xmlns:${prefix}="${escapedAttribute(uri)}"`
  }

  #seen(prefix: string): string | undefined {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const uri = this.#open[i]!.declared.get(prefix)
      if (uri !== undefined) return uri
    }
    return prefix === '' ? this.#outer : undefined
  }
}

const prefixOf = (name: string) => name.slice(0, Math.max(0, name.indexOf(':')))
const tooLong = (most: number) => new Stop('HUB_XML_LIMIT', `at most ${most} characters of XML kept as it is`, 'more')

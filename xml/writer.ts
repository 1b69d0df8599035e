import { HUB_XML_CHARACTER, HUB_XML_REFUSED } from './errors.js'
import { escapedAttribute, escapedText, forbiddenIn } from './escape.js'
import { fragment } from './fragment.js'
import { listed, nameOf } from './groups.js'
import { LIMITS, Stop } from './limits.js'
import { isUnicode, type WriteEncoding } from './output.js'
import type { AttributePlan, ElementPlan, GroupPlan, Particle, TypePlan } from './plan.js'
import type { Prefixes } from './prefixes.js'
import { shown } from './problem.js'
import { expanded, type NameIds, XSI_NAMESPACE } from './scope.js'
import { iteratorOf } from './streams.js'

/** A document type in the form that its writer runs on. */
export interface WriterPlan {
  readonly name: string
  readonly root: ElementPlan
  readonly names: NameIds
  readonly prefixes: Prefixes
  readonly encoding: WriteEncoding
  /** Spaces for each level; undefined writes no white space between elements. */
  readonly indent: number | undefined
  /** What stands in the root's start tag besides its own attributes. */
  readonly rootMarkup: string
  /** What stands before the root. */
  readonly prolog: string
  /** Filled by the writer: the tags of elements it has met. */
  readonly tags: Map<ElementPlan, Tag>
}

interface Tag {
  readonly prefix: string
  readonly start: string
  readonly end: string
}

type Values = Readonly<Record<string, unknown>>
/** What the writer waits for: the next of a stream, or (undefined) only the chance to hand out what is written. */
type InParts = Generator<AsyncIterator<unknown> | undefined, void, IteratorResult<unknown> | undefined>

/** Writes one document; `take` gives what is written so far. Throws HUB_XML_REFUSED and HUB_XML_CHARACTER. */
export class Writer {
  readonly #plan: WriterPlan
  /** Objects with a stream somewhere below. */
  readonly #streaming: ReadonlySet<unknown>
  readonly #open: string[] = []
  readonly #nth: (number | undefined)[] = []
  readonly #close: string[] = []
  #depth = 0
  #out: string
  #default = ''
  /** Nothing stands in the open element yet. */
  #leaf = true

  constructor(plan: WriterPlan, streaming: ReadonlySet<unknown>) {
    this.#plan = plan
    this.#streaming = streaming
    this.#out = plan.prolog
  }

  get length(): number {
    return this.#out.length
  }

  take(): string {
    const out = this.#out
    this.#out = ''
    return out
  }

  /** Writes and waits: each time it is given what it asked for. */
  *write(value: unknown): InParts {
    yield* this.#elementInParts(this.#plan.root, value, undefined)
    if (this.#plan.indent !== undefined) this.#out += '\n'
  }

  #path(below: string): string {
    let path = ''
    for (let i = 0; i < this.#depth; i++)
      path += `/${this.#open[i]}${this.#nth[i] === undefined ? '' : `[${this.#nth[i]}]`}`
    return `${path}${below}`
  }

  #refused(below: string, expected: string, found: string) {
    return HUB_XML_REFUSED({ document: this.#plan.name, path: this.#path(below), expected, found })
  }

  #checked(text: string, below: string): string {
    const found = forbiddenIn(text)
    if (found === undefined) return text
    const expected = 'characters that XML 1.0 allows'
    throw HUB_XML_CHARACTER({ document: this.#plan.name, path: this.#path(below), expected, found })
  }

  #element(element: ElementPlan, value: unknown, nth: number | undefined): void {
    const around = this.#default
    const ends = this.#begin(element, value, nth)
    if (ends === undefined) this.#content(element.type.group!, value as Values)
    this.#end(ends, around)
  }

  *#elementInParts(element: ElementPlan, value: unknown, nth: number | undefined): InParts {
    const around = this.#default
    const ends = this.#begin(element, value, nth)
    if (ends === undefined) {
      if (this.#streaming.has(value)) yield* this.#contentInParts(element.type.group!, value as Values)
      else this.#content(element.type.group!, value as Values)
    }
    this.#end(ends, around)
  }

  #tag(element: ElementPlan): Tag {
    const known = this.#plan.tags.get(element)
    if (known !== undefined) return known
    const prefix = this.#plan.prefixes.ofElement(element.uri)
    const name = prefix === '' ? element.local : `${prefix}:${element.local}`
    const tag = { prefix, start: `<${name}`, end: `</${name}>` }
    this.#plan.tags.set(element, tag)
    return tag
  }

  /** The start tag and, unless it holds elements, the content: undefined says that elements are to follow. */
  #begin(element: ElementPlan, value: unknown, nth: number | undefined): 'done' | undefined {
    const { local, uri, type } = element
    const depth = this.#depth++
    this.#open[depth] = local
    this.#nth[depth] = nth
    if (this.#depth > LIMITS.depth)
      throw this.#refused('', `at most ${LIMITS.depth} elements within each other`, 'more')
    const { prefix, start, end } = this.#tag(element)
    if (this.#plan.indent !== undefined && depth > 0) this.#out += `\n${' '.repeat(depth * this.#plan.indent)}`
    this.#out += start
    this.#close[depth] = end
    if (prefix === '' && uri !== this.#default) {
      this.#out += ` xmlns="${escapedAttribute(uri)}"`
      this.#default = uri
    }
    if (depth === 0) this.#out += this.#plan.rootMarkup
    if (value === null && element.nillable) {
      this.#out += ` ${this.#plan.prefixes.ofAttribute(XSI_NAMESPACE)}:nil="true"/>`
      return 'done'
    }
    return this.#inside(type, value)
  }

  #inside(type: TypePlan, value: unknown): 'done' | undefined {
    const isObject = type.valued || type.kind === 'elements'
    if (isObject && !isPlain(value)) throw this.#refused('', 'an object', shown(value, type.personal))
    if (type.attributes.size > 0 || type.anyAttributes !== undefined) this.#attributes(type, value as Values)
    if (type.kind === 'elements') {
      this.#known(type.keys, value as Values)
      if (type.group!.particles.length === 0) {
        this.#out += '/>'
        return 'done'
      }
      this.#out += '>'
      this.#leaf = true
      return undefined
    }
    if (type.valued) this.#known(type.keys, value as Values)
    const own = type.valued ? (value as Values).value : value
    if (type.kind === 'empty') {
      if (own !== true) throw this.#refused('', 'true, or no property at all', shown(own, type.personal))
      this.#out += '/>'
      return 'done'
    }
    const text = type.kind === 'mixed' ? this.#mixed(own, type.personal) : this.#text(type, own)
    this.#out += text === '' ? '/>' : `>${text}${this.#close[this.#depth - 1]}`
    return 'done'
  }

  #text({ simple, personal }: TypePlan, value: unknown): string {
    const text = simple!.format(value, this.#plan.prefixes)
    if (text === undefined) throw this.#refused('', simple!.holds, shown(value, personal))
    return escapedText(this.#checked(text, ''))
  }

  #mixed(value: unknown, personal: boolean): string {
    if (typeof value !== 'string') throw this.#refused('', 'XML', shown(value, personal))
    return this.#fragment(value, personal).xml
  }

  #fragment(xml: string, personal: boolean) {
    try {
      const found = fragment(xml, this.#default)
      if (!found.plainNames && !isUnicode(this.#plan.encoding))
        throw this.#refused('', `names that ${this.#plan.encoding} holds`, 'others')
      return found
    } catch (error) {
      if (error instanceof Stop) throw this.#refused('', error.expected, personal ? 'none' : error.found)
      throw error
    }
  }

  /** Properties that nobody knows would be lost in silence. */
  #known(keys: ReadonlySet<string>, value: Values): void {
    for (const key in value) {
      if (keys.has(key) || value[key] === undefined) continue
      throw this.#refused('', `one of ${listed([...keys]) || 'no properties'}`, `the property ${shown(key, false)}`)
    }
  }

  #attributes({ attributes, anyAttributes }: TypePlan, value: Values): void {
    for (const plan of attributes.values()) {
      const text = this.#attribute(plan, plan.key === undefined ? undefined : value[plan.key])
      if (text === undefined) continue
      const prefix = this.#plan.prefixes.ofAttribute(plan.uri)
      this.#out += ` ${prefix === '' ? plan.local : `${prefix}:${plan.local}`}="${escapedAttribute(text)}"`
    }
    if (anyAttributes !== undefined && value[anyAttributes] !== undefined)
      this.#others(attributes, value[anyAttributes])
  }

  #attribute({ key, local, fixed, of, required, personal }: AttributePlan, value: unknown): string | undefined {
    const below = `/@${local}`
    if (fixed !== undefined) {
      if (value !== undefined && value !== fixed)
        throw this.#refused(below, JSON.stringify(fixed), shown(value, personal))
      return required || value !== undefined || key === undefined ? fixed : undefined
    }
    if (value === undefined) {
      if (required) throw this.#refused(below, of!.holds, 'nothing')
      return undefined
    }
    const text = of!.format(value, this.#plan.prefixes)
    if (text === undefined) throw this.#refused(below, of!.holds, shown(value, personal))
    return this.#checked(text, below)
  }

  #others(known: TypePlan['attributes'], given: unknown): void {
    if (!isPlain(given)) throw this.#refused('/@*', 'attributes by their names', shown(given, false))
    let made = 0
    for (const [name, value] of Object.entries(given)) {
      const found = /^(?:\{([^{}]+)\})?([\p{L}_][\p{L}\p{N}_.-]*)$/u.exec(name)
      if (found === null || known.has(name)) throw this.#refused('/@*', 'names of other attributes', shown(name, false))
      const [, uri, local] = found
      if (typeof value !== 'string') throw this.#refused(`/@${local}`, 'text', shown(value, false))
      const text = escapedAttribute(this.#checked(value, `/@${local}`))
      const prefix = uri === undefined ? '' : this.#plan.prefixes.prefixOf(uri)
      if (prefix === '') this.#out += ` ${local}="${text}"`
      else if (prefix !== undefined) this.#out += ` ${prefix}:${local}="${text}"`
      else {
        made++
        this.#out += ` xmlns:a${made}="${escapedAttribute(this.#checked(uri!, '/@*'))}" a${made}:${local}="${text}"`
      }
    }
  }

  #content(group: GroupPlan, value: Values): void {
    for (const particle of this.#present(group, value)) {
      const given = value[particle.key]
      if (!particle.list) this.#particle(group, particle, given, undefined)
      else if (!Array.isArray(given)) throw this.#refused(`/${nameOf(particle)}`, 'a list', shown(given, false))
      else {
        this.#counted(particle, given.length)
        for (let i = 0; i < given.length; i++) this.#particle(group, particle, given[i], i + 1)
      }
    }
  }

  *#contentInParts(group: GroupPlan, value: Values): InParts {
    for (const particle of this.#present(group, value)) {
      const given = value[particle.key]
      if (!particle.list) yield* this.#particleInParts(group, particle, given, undefined)
      else if (Array.isArray(given)) {
        this.#counted(particle, given.length)
        for (let i = 0; i < given.length; i++) {
          yield* this.#particleInParts(group, particle, given[i], i + 1)
          yield undefined
        }
      } else yield* this.#streamed(group, particle, given)
    }
  }

  *#streamed(group: GroupPlan, particle: Particle, given: unknown): InParts {
    const stream = iteratorOf(given)
    if (stream === undefined) throw this.#refused(`/${nameOf(particle)}`, 'a list or a stream', shown(given, false))
    let nth = 0
    let done = false
    try {
      for (;;) {
        const next = yield stream
        if (next === undefined || next.done === true) break
        if (++nth > particle.max) this.#counted(particle, nth)
        this.#particle(group, particle, next.value, nth)
      }
      done = true
    } finally {
      // Whoever reads the bytes has left, or a record was refused: the stream is told, and what it says is nobody's.
      if (!done) Promise.resolve(stream.return?.()).catch(() => {})
    }
    this.#counted(particle, nth)
  }

  #counted(particle: Particle, count: number): void {
    const { min, max } = particle
    if (count < min) throw this.#refused(`/${nameOf(particle)}`, `at least ${min}`, String(count))
    if (count > max)
      throw this.#refused(`/${nameOf(particle)}`, `at most ${max}`, count === max + 1 ? 'more' : String(count))
  }

  /** The particles of which the value has something; refused where it lacks what must stand, or has two of a choice. */
  #present({ kind, particles, nullable }: GroupPlan, value: Values): readonly Particle[] {
    const present: Particle[] = []
    for (let i = 0; i < particles.length; i++) if (value[particles[i]!.key] !== undefined) present.push(particles[i]!)
    if (kind === 'choice') {
      if (present.length === 1 || (present.length === 0 && nullable)) return present
      const found = present.length === 0 ? 'none' : listed(present.map(({ key }) => key))
      throw this.#refused('', `exactly one of ${listed(particles.map(({ key }) => key))}`, found)
    }
    for (const particle of particles)
      if (particle.min > 0 && value[particle.key] === undefined)
        throw this.#refused(`/${nameOf(particle)}`, 'a value', 'nothing')
    return present
  }

  #particle(around: GroupPlan, { element, group, admits }: Particle, value: unknown, nth: number | undefined): void {
    if (element !== undefined) this.#element(element, value, nth)
    else if (group !== undefined) this.#content(group, this.#grouped(group, value))
    else this.#any(around, admits!, value)
  }

  *#particleInParts(around: GroupPlan, particle: Particle, value: unknown, nth: number | undefined): InParts {
    if (!this.#streaming.has(value)) this.#particle(around, particle, value, nth)
    else if (particle.element !== undefined) yield* this.#elementInParts(particle.element, value, nth)
    else if (particle.group !== undefined)
      yield* this.#contentInParts(particle.group, this.#grouped(particle.group, value))
    else this.#any(around, particle.admits!, value)
  }

  #grouped(group: GroupPlan, value: unknown): Values {
    if (!isPlain(value)) throw this.#refused('', 'an object', shown(value, false))
    this.#known(group.keys, value)
    return value
  }

  #any(around: GroupPlan, admits: (uri: string) => boolean, value: unknown): void {
    if (typeof value !== 'string') throw this.#refused('', 'an element as XML', shown(value, false))
    const { xml, elements, hasText } = this.#fragment(value, true)
    const [only, ...others] = elements
    if (only === undefined || others.length > 0 || hasText)
      throw this.#refused('', 'exactly one element as XML', `${elements.length}${hasText ? ' and text' : ''}`)
    const id = this.#plan.names.get(expanded(only.uri, only.local))
    if (!admits(only.uri) || (id !== undefined && around.starts.has(id)))
      throw this.#refused('', 'an element of another namespace or name', `the element ${shown(only.local, false)}`)
    this.#out += xml
    this.#leaf = false
  }

  #end(ends: 'done' | undefined, around: string): void {
    const depth = --this.#depth
    if (ends === undefined) {
      if (this.#plan.indent !== undefined && !this.#leaf) this.#out += `\n${' '.repeat(depth * this.#plan.indent)}`
      this.#out += this.#close[depth]
    }
    this.#leaf = false
    this.#default = around
  }
}

function isPlain(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

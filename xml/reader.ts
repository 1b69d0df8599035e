import { parsed, readAttributes, type Say } from './attributes.js'
import { errorOf } from './errors.js'
import { isWhite } from './escape.js'
import { Frame } from './frame.js'
import { EMPTY, type Holder, listed } from './groups.js'
import { Intake } from './intake.js'
import { Stop, type XmlLimits } from './limits.js'
import type { ElementPlan, Particle } from './plan.js'
import { type Problem, type ProblemCode, shown } from './problem.js'
import { RawXml } from './raw.js'
import type { NameIds, Scope } from './scope.js'
import { type Attributes, type Listener, Tokens } from './tokens.js'

/** A document type in the form that its reader runs on. */
export interface ReaderPlan {
  readonly name: string
  readonly root: ElementPlan
  readonly names: NameIds
  /** The elements from below the root to the one that is streamed; empty where nothing is. */
  readonly path: readonly Particle[]
}

/** One of the streamed elements, and the objects around it by their property's name, as far as they have been read. */
export interface Piece {
  readonly value: unknown
  readonly around: Readonly<Record<string, unknown>>
}

const WINDOW = 64 * 1024
/**
 * Reads one document in pieces. `push` gives the streamed elements that are complete, `end` the rest; `document` is the
 * whole then. With `onProblem`, what does not fit its type is reported and reading goes on behind it, and a streamed
 * element with a problem is not given; what is no XML ends the reading. Without, the first problem is thrown.
 */
export class Reader implements Listener {
  readonly #plan: ReaderPlan
  readonly #limits: XmlLimits
  readonly #onProblem: ((problem: Problem) => void) | undefined
  readonly #intake = new Intake()
  readonly #tokens: Tokens
  /** One for each depth, used again and again. */
  readonly #frames: Frame[] = [new Frame()]
  #depth = 0
  /** Elements open within one that nobody knows. */
  #skipping = 0
  #raw: RawXml | undefined
  #rawTotal = 0
  #out: Piece[] = []
  /** Complete, but the tokeniser may still find that its end tag was another element's. */
  #ready: Piece | undefined
  #around: Holder = {}
  #failure: unknown
  #ended = false
  #name = ''
  #scope: Scope | undefined
  readonly #uri = () => this.#scope!.resolve(this.#name, 'default').uri
  bytes = 0
  problems = 0
  /** The root's value, once it is complete. */
  document: unknown

  constructor(plan: ReaderPlan, limits: XmlLimits, onProblem?: (problem: Problem) => void) {
    this.#plan = plan
    this.#limits = limits
    this.#onProblem = onProblem
    this.#tokens = new Tokens(plan.names, limits, this)
  }

  get encoding(): string {
    return this.#intake.encoding
  }

  push(chunk: Uint8Array): Piece[] {
    return this.#run(() => {
      this.bytes += chunk.length
      if (this.bytes > this.#limits.bytes)
        throw new Stop('HUB_XML_LIMIT', `at most ${this.#limits.bytes} bytes`, 'more')
      // Decoded piece by piece: the tokeniser is several times slower on parts of a long string.
      for (let at = 0; at < chunk.length; at += WINDOW) {
        this.#tokens.push(this.#intake.push(chunk.subarray(at, at + WINDOW)))
        this.#intake.throwFailure()
      }
    })
  }

  end(): Piece[] {
    return this.#run(() => {
      if (this.#ended) return
      this.#tokens.push(this.#intake.end())
      this.#intake.throwFailure()
      this.#tokens.end()
      this.#ended = true
    })
  }

  #run(work: () => void): Piece[] {
    this.#out = []
    if (this.#failure === undefined && !this.#ended) {
      try {
        work()
        this.#give()
      } catch (error) {
        this.#failure = error
        if (error instanceof Stop) this.#stopped(error)
      }
    }
    // What was read before the problem is given first.
    if (this.#failure !== undefined && !this.#ended && this.#out.length === 0) throw this.#failure
    return this.#out
  }

  #give(): void {
    if (this.#ready === undefined) return
    this.#out.push(this.#ready)
    this.#ready = undefined
  }

  /** What is no XML, or none within the limits: nothing after it can be read. */
  #stopped({ code, expected, found }: Stop): void {
    const problem = this.#made(code, this.#path(''), expected, found)
    this.problems++
    this.#failure = errorOf(problem)
    if (this.#onProblem === undefined) return
    this.#onProblem(problem)
    this.#ended = true
  }

  #made(code: ProblemCode, path: string, expected: string, found: string): Problem {
    const { line, column } = this.#tokens
    return { code, document: this.#plan.name, line, column, path, expected, found }
  }

  readonly #say: Say = (code, below, expected, found) => {
    const problem = this.#made(code, this.#path(below), expected, found)
    this.problems++
    if (this.#onProblem === undefined) throw errorOf(problem)
    this.#onProblem(problem)
    if (this.problems >= this.#limits.problems)
      throw new Stop('HUB_XML_LIMIT', `fewer than ${this.#limits.problems} problems`, 'as many')
  }

  #path(below: string): string {
    let path = ''
    for (let i = 1; i <= this.#depth; i++) {
      const { name, particle, nth } = this.#frames[i]!
      path += `/${name}${particle?.list === true ? `[${nth}]` : ''}`
    }
    return `${path}${below}` || '/'
  }

  begin(encoding: string | undefined): void {
    this.#intake.confirm(encoding)
  }

  open(id: number, name: string, scope: Scope, attributes: Attributes): void {
    if (this.#ready !== undefined) this.#give()
    if (this.#raw !== undefined) {
      this.#raw.open(name, scope, attributes)
      return
    }
    if (this.#skipping > 0) {
      this.#skipping++
      return
    }
    this.#name = name
    this.#scope = scope
    const parent = this.#frames[this.#depth]!
    if (this.#depth === 0) this.#root(id, attributes)
    else if (parent.content === 'elements') this.#child(parent, id, name, attributes)
    else {
      this.#say(
        'HUB_XML_ELEMENT',
        '',
        parent.content === 'nil' ? 'nothing, as xsi:nil says' : 'text only',
        `the element ${shown(name, false)}`,
      )
      this.#skipping = 1
    }
  }

  #root(id: number, attributes: Attributes): void {
    const { root } = this.#plan
    if (id !== root.id) {
      const { uri, local } = this.#scope!.resolve(this.#name, 'default')
      const said = (name: string, namespace: string) => `${name} of ${namespace === '' ? 'no namespace' : namespace}`
      // Nothing of another document can be read, so this ends the reading of problems too.
      const found = said(local.slice(0, 100), uri.slice(0, 200))
      const problem = this.#made('HUB_XML_ROOT', '/', said(root.local, root.uri), found)
      this.problems++
      this.#onProblem?.(problem)
      if (this.#onProblem !== undefined) this.#ended = true
      throw errorOf(problem)
    }
    const frame = this.#next()
    frame.place(root.local, undefined, undefined, 1, this.#scope!)
    frame.onPath = this.#plan.path.length > 0
    this.#enter(frame, root, attributes)
  }

  #next(): Frame {
    this.#depth++
    let frame = this.#frames[this.#depth]
    if (frame === undefined) {
      frame = new Frame()
      this.#frames.push(frame)
    }
    return frame
  }

  #child(parent: Frame, id: number, name: string, attributes: Attributes): void {
    const taken = parent.cursor.take(id, this.#uri)
    let particle: Particle | undefined
    let holder: Holder | undefined
    let nth = 1
    if (taken !== undefined) ({ particle, holder, nth } = taken)
    else {
      const expected = listed(parent.cursor.expected()) || 'no more elements'
      this.#say('HUB_XML_ELEMENT', '', expected, `the element ${shown(name, false)}`)
      particle = parent.cursor.misplaced(id)
      if (particle?.element === undefined) {
        this.#skipping = 1
        return
      }
    }
    const frame = this.#next()
    const { element } = particle
    frame.place(element === undefined ? name : element.local, particle, holder, nth, this.#scope!)
    const { path } = this.#plan
    frame.onPath = parent.onPath && path[this.#depth - 2] === particle
    if (element !== undefined) this.#enter(frame, element, attributes)
    else {
      frame.content = 'raw'
      this.#raw = new RawXml(this.#limits.text)
      this.#raw.open(name, this.#scope!, attributes)
    }
  }

  /** An element that is known begins. */
  #enter(frame: Frame, element: ElementPlan, attributes: Attributes): void {
    const { type } = element
    frame.begin(element)
    if (attributes.count > 0 || type.required > 0 || type.anyAttributes !== undefined)
      readAttributes(frame, element, attributes, this.#say)
    if (frame.content === 'nil') return
    if (frame.onPath) this.#onPath(frame)
    if (type.kind === 'mixed') this.#raw = new RawXml(this.#limits.text)
  }

  /** What stands around the streamed elements: one object for all of them until one of those begins anew. */
  #onPath(frame: Frame): void {
    const { path } = this.#plan
    frame.problemsBefore = this.problems
    if (this.#depth - 1 === path.length || frame.value === undefined) return
    const around: Holder = {}
    for (let i = 2; i < this.#depth; i++) around[this.#frames[i]!.key] = this.#frames[i]!.value
    if (this.#depth > 1) around[frame.key] = frame.value
    this.#around = around
  }

  text(text: string): void {
    if (this.#ready !== undefined) this.#give()
    if (this.#raw !== undefined) {
      this.#raw.text(text)
      return
    }
    if (this.#skipping > 0) return
    const frame = this.#frames[this.#depth]!
    if (frame.content === 'text') {
      frame.text = frame.text === '' ? text : frame.text + text
      if (frame.text.length > this.#limits.text)
        throw new Stop('HUB_XML_LIMIT', `at most ${this.#limits.text} characters in a text`, 'more')
    } else if (text !== frame.white) {
      if (isWhite(text)) {
        frame.white = text
        return
      }
      const expected = frame.content === 'elements' ? 'elements only' : 'nothing'
      this.#say('HUB_XML_ELEMENT', '', expected, `text, ${text.length} characters`)
    }
  }

  close(): void {
    if (this.#ready !== undefined) this.#give()
    if (this.#raw !== undefined) {
      // An element of any kind is itself part of the XML that is kept; of mixed content only what is in it.
      const own = this.#frames[this.#depth]!.type === undefined ? 1 : 0
      if (this.#raw.depth > own) {
        this.#raw.close()
        return
      }
      if (own === 1) this.#raw.close()
      this.#frames[this.#depth]!.text = this.#kept(this.#raw.take())
      this.#raw = undefined
    }
    if (this.#skipping > 0) {
      this.#skipping--
      return
    }
    this.#leave(this.#frames[this.#depth]!)
    this.#depth--
  }

  /** Declarations are repeated where XML is kept, so that a small document could ask for much memory. */
  #kept(xml: string): string {
    this.#rawTotal += xml.length
    const most = 4 * this.bytes + 64 * 1024
    if (this.#rawTotal > most)
      throw new Stop('HUB_XML_LIMIT', `at most ${most} characters of XML kept as it is`, 'more')
    return xml
  }

  #leave(frame: Frame): void {
    const value = this.#valueOf(frame)
    const { particle, holder } = frame
    if (particle === undefined) this.document = value
    else if (frame.onPath && this.#depth - 1 === this.#plan.path.length) {
      if (this.problems === frame.problemsBefore) this.#ready = { value, around: this.#around }
    } else if (value !== undefined && holder !== undefined) {
      if (!particle.list) particle.set(holder, value)
      else if (frame.nth === 1 || holder[particle.key] === EMPTY) particle.set(holder, [value])
      else (holder[particle.key] as unknown[]).push(value)
    }
  }

  #valueOf(frame: Frame): unknown {
    const { type, value, content, text } = frame
    if (content === 'nil') return null
    if (content === 'empty') return true
    if (content === 'elements') {
      const missing = frame.cursor.end()
      if (missing !== undefined) this.#say('HUB_XML_MISSING', '', missing, 'the end of the element')
      return value
    }
    let own: unknown = text
    if (content === 'text') {
      const simple = type!.simple!
      own = parsed(simple, text, frame.scope!)
      if (own === undefined) this.#say('HUB_XML_VALUE', '', simple.holds, shown(text, type!.personal))
    }
    if (value === undefined || own === undefined) return own
    value.value = own
    return value
  }
}

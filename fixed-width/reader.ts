import type { Units, Values } from './compile.js'
import { Course } from './course.js'
import type { Lines, Machine } from './definition.js'
import { Filling } from './filling.js'
import { Intake } from './intake.js'
import { type Forgiven, Lenient } from './lenient.js'
import { type Ending, type Identified, identify, incomplete, judgeLine } from './line.js'
import type { PlanRecord } from './plan.js'
import { type LineRead, type ReaderOptions, Teller } from './teller.js'

export interface ReadSummary {
  readonly lines: number
  readonly bytes: number
  /** Records read, by name; those with a problem are counted too. */
  readonly records: Readonly<Record<string, number>>
  /** The totals computed from the records, added up over the file, by `record.field`. */
  readonly sums: Readonly<Record<string, bigint>>
  /** What was passed over, and how often. */
  readonly forgiven: Forgiven
}

const LF = 10
const CR = 13
const WINDOW = 256 * 1024
/** A line this much longer than the longest record is no record: it is reported and passed over without being kept. */
const SLACK = 4096
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf)

/**
 * Reads a file in pieces. `push` gives the records that are complete; `end` the rest. With `onProblem`, a wrong line is
 * reported and reading goes on behind it; without, the first problem is thrown (by the call after the one that gave the
 * records before it). Memory does not grow with the file.
 */
export class Reader {
  readonly #machine: Machine
  readonly #intake: Intake
  readonly #course: Course
  readonly #lenient: Lenient
  readonly #teller: Teller
  readonly #filling: Filling | undefined
  #ended = false
  /** The first bytes, until it is known whether a mark stands before the file. */
  #head: Uint8Array | undefined
  /** How lines end, once the first has shown it. */
  #due: Lines['read']
  /** Inside a line so long that it cannot be a record, which began at this byte. */
  #skipping: number | undefined
  /** Where a record ends cannot be known any more: everything from this byte on is one refused line. */
  #lostAt: number | undefined
  #hadEnded = false
  #pushed = 0
  #out: Values[] = []

  constructor(machine: Machine, options: ReaderOptions = {}) {
    this.#machine = machine
    this.#intake = new Intake(machine.encoding)
    this.#lenient = new Lenient(options.lenient)
    this.#teller = new Teller(machine, this.#intake, options)
    this.#course = new Course({ machine, intake: this.#intake, lenient: this.#lenient, teller: this.#teller })
    this.#filling = machine.filler && new Filling(machine.filler, this.#lenient, this.#teller)
    this.#due = machine.lines.read
    // Three bytes that mean a mark in UTF-8 are ordinary characters of other families.
    this.#head = machine.encoding.unitOf === undefined ? new Uint8Array(0) : undefined
  }

  push(chunk: Uint8Array): Values[] {
    this.#out = []
    this.#teller.throwFailure()
    this.#pushed += chunk.length
    if (this.#head === undefined) this.#take(chunk)
    else {
      const head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
      if (head.length < MARK.length && head.every((byte, i) => byte === MARK[i])) this.#head = Buffer.from(head)
      else this.#take(this.#afterMark(head))
    }
    return this.#given()
  }

  end(): Values[] {
    this.#out = []
    this.#teller.throwFailure()
    if (this.#ended) return this.#out
    this.#ended = true
    if (this.#head !== undefined) this.#take(this.#head)
    if (this.#reads) {
      const whole = this.#intake.finish()
      this.#consume(whole)
      if (this.#skipping !== undefined) this.#skipped(this.#pushed)
      if (whole) this.#finish()
      else if (this.#reads) this.#badBytes()
    }
    if (this.#lostAt !== undefined) this.#teller.tellBytes(this.#lostAt, this.#pushed, 'refused', undefined, 1)
    return this.#given()
  }

  /** Nothing has ended the reading. */
  get #reads(): boolean {
    return this.#teller.failure === undefined && this.#lostAt === undefined
  }

  /** Records found before a problem are given out first. */
  #given(): Values[] {
    if (this.#out.length === 0) this.#teller.throwFailure()
    return this.#out
  }

  get summary(): ReadSummary {
    const { plan } = this.#machine
    const records: Record<string, number> = {}
    for (const { index, name, part } of plan.records)
      if (part === undefined || part.isFirst) records[part?.of ?? name] = this.#course.counts[index]!
    return {
      lines: this.#teller.line - 1,
      bytes: this.#lostAt === undefined ? this.#intake.bytesBefore(0) : this.#pushed,
      records,
      sums: this.#course.sums,
      forgiven: this.#lenient.forgiven,
    }
  }

  #afterMark(head: Uint8Array): Uint8Array {
    this.#head = undefined
    if (MARK.some((byte, i) => head[i] !== byte)) return head
    this.#intake.pass(MARK.length)
    const forgiven = this.#lenient.forgives('byte-order-mark')
    if (!forgiven) {
      const found = 'the byte order mark of UTF-8'
      const expected = `text in ${this.#machine.encoding.name} from the first byte`
      this.#teller.problem({
        code: 'HUB_FILE_ENCODING',
        byte: 0,
        column: 1,
        record: 'file',
        field: 'mark',
        expected,
        found,
      })
    }
    this.#teller.tellBytes(0, MARK.length, forgiven ? 'forgiven' : 'refused', undefined, forgiven ? 0 : 1)
    return head.subarray(MARK.length)
  }

  #take(chunk: Uint8Array): void {
    this.#head = undefined
    for (let from = 0; from < chunk.length && this.#reads; from += WINDOW) {
      const areText = this.#intake.take(chunk.subarray(from, from + WINDOW))
      this.#consume(false)
      if (!areText && this.#reads) this.#badBytes()
    }
  }

  /** The fast way: whole records of the right length and line end, one after the other; anything else goes to `#slow`. */
  #consume(final: boolean): void {
    const course = this.#course
    const { plan, compiled } = this.#machine
    const { b, s, d, end } = this.#intake
    if (this.#due === 'optional' && !this.#decide(b, end, final)) return
    const due = this.#due
    const none = due === 'none'
    const lfToo = due !== 'crlf'
    const crlfToo = due !== 'lf'
    const { pick, read } = compiled
    const { positions, start } = plan.frame
    const out = this.#out
    const teller = this.#teller
    const telling = teller.tellsLines
    let at = 0
    while (at < end && this.#reads) {
      const state = course.state
      const edges = state < 0 ? start : positions[state]!.next
      const choice = this.#skipping !== undefined || this.#filling?.begun ? -1 : pick(state, b, at)
      if (choice >= 0) {
        const edge = edges[choice]!
        const record = plan.at[edge.to]!
        const over = at + record.length
        let next = -1
        if (none) next = over <= end ? over : -1
        else if (crlfToo && over + 1 < end && b[over] === CR && b[over + 1] === LF) next = over + 2
        else if (lfToo && over < end && b[over] === LF) next = over + 1
        if (next >= 0) {
          const values = read[record.index]!(b, s, at, d)
          if (values !== null) {
            if (edge.plain) {
              course.state = edge.to
              course.counts[record.index]!++
              out.push(values)
            } else course.advance(edge, record, values, at, out)
            if (telling) teller.tell(at, next, 'record', record)
            teller.line++
            at = next
            continue
          }
        }
      }
      const next = this.#slow(b, s, at, end, final)
      if (next < 0) break
      at = next
    }
    course.hashTo(at)
    this.#intake.drop(at)
  }

  /** Whether the first record is followed by a line end, as all others then are; false: more must come to know. */
  #decide(b: Units, end: number, final: boolean): boolean {
    const found = b.indexOf(LF)
    const { longest } = this.#machine.plan
    if (found >= 0 && found <= longest + 1) this.#due = 'either'
    else if (final || end > longest + 1) this.#due = 'none'
    else return false
    return true
  }

  /** One line that the fast way did not take: says what is wrong with it and returns where the next begins; -1: not all is there yet. */
  #slow(b: Units, s: string, at: number, end: number, final: boolean): number {
    const { plan } = this.#machine
    if (this.#due === 'none') return this.#unseparated(s, at, end, final)
    const found = b.indexOf(LF, at)
    if (found < 0 && !final) {
      if (this.#skipping === undefined && end - at < plan.longest + SLACK) return -1
      if (this.#skipping === undefined) this.#lineTooLong(at)
      this.#skipping ??= this.#intake.bytesBefore(at)
      return end
    }
    const next = found < 0 ? end : found + 1
    // The same whether the line came in one piece or in several.
    if (this.#skipping === undefined && next - at > plan.longest + SLACK) {
      this.#lineTooLong(at)
      this.#skipping = this.#intake.bytesBefore(at)
    }
    if (this.#skipping !== undefined) {
      this.#skipped(this.#intake.bytesBefore(next))
      return next
    }
    const ending = found < 0 ? 'missing' : found > at && b[found - 1] === CR ? 'crlf' : 'lf'
    const stop = found < 0 ? end : ending === 'crlf' ? found - 1 : found
    if (stop === at) {
      const { emptyIgnored } = this.#machine.lines
      const known = emptyIgnored === 'at-the-end' ? this.#course.isOver : emptyIgnored
      if (known || this.#lenient.forgives('empty-lines')) return this.#passed(at, next, known ? 'empty' : 'forgiven')
    }
    return this.#wholeLine(s, at, stop, ending, next)
  }

  /** A line that was too long to be one ends before that byte. */
  #skipped(until: number): void {
    this.#teller.tellBytes(this.#skipping!, until, 'refused', undefined, 1)
    this.#skipping = undefined
    this.#teller.line++
  }

  #wholeLine(s: string, at: number, stop: number, ending: Ending, next: number): number {
    const line = s.slice(at, stop)
    const course = this.#course
    const fills = this.#filling?.take(line, at, course.mayEnd)
    if (fills !== undefined) return this.#passed(at, next, fills)
    const known = identify(this.#machine, course.state, line)
    if (!('edge' in known))
      return this.#unknown(
        known,
        at,
        next,
        line !== '' && 'unknown' in known && this.#lenient.forgives('unknown-records'),
      )
    return this.#judge(known, line, at, next, ending)
  }

  #judge(
    known: Extract<Identified, { edge: unknown }>,
    line: string,
    at: number,
    next: number,
    ending: Ending,
  ): number {
    const teller = this.#teller
    const { edge, record } = known
    const before = teller.problems
    const use = { ending, due: this.#due, lenient: this.#lenient }
    const { values, problems, endsAt } = judgeLine(this.#machine, record, line, use)
    teller.report(at, problems)
    this.#course.advance(edge, record, values, at, this.#out)
    const over = endsAt === undefined ? next : Math.min(next, at + endsAt)
    teller.tell(at, over, values === null ? 'refused' : 'record', record, teller.problems - before)
    teller.line++
    return over
  }

  #unknown(known: Exclude<Identified, { edge: unknown }>, at: number, next: number, forgiven: boolean): number {
    if (forgiven) return this.#passed(at, next, 'forgiven')
    const teller = this.#teller
    const before = teller.problems
    teller.report(at, [known.problem])
    this.#course.spoil()
    const record = 'misplaced' in known ? known.misplaced : undefined
    if (record !== undefined) this.#resume(record, at)
    teller.tell(at, next, 'refused', record, teller.problems - before)
    teller.line++
    return next
  }

  /** Records without line ends: the record says how far it goes, so one that nobody knows ends the reading. */
  #unseparated(s: string, at: number, end: number, final: boolean): number {
    const { plan, lines } = this.#machine
    const filling = this.#filling
    const longest = Math.max(plan.longest, filling?.width ?? 0)
    const line = s.slice(at, Math.min(end, at + longest))
    if (!final && line.length < longest) return -1
    if (lines.read === 'optional' && (line === '\n' || line === '\r\n')) return this.#passed(at, end, 'empty')
    const fills = filling?.take(line.slice(0, filling.width), at, this.#course.mayEnd)
    if (fills !== undefined) return this.#passed(at, Math.min(end, at + filling!.width), fills)
    const known = identify(this.#machine, this.#course.state, line)
    const record = 'edge' in known ? known.record : 'misplaced' in known ? known.misplaced : undefined
    const length = record === undefined ? undefined : this.#lengthOf(record, line)
    if (length === undefined || (!('edge' in known) && line.length < length)) return this.#lost(known, record, at, end)
    if (!('edge' in known)) return this.#unknown(known, at, at + length, false)
    return this.#judge(known, line.slice(0, length), at, Math.min(end, at + length), 'none')
  }

  /** How long a record is that no line end closes: its own word, where it varies. */
  #lengthOf({ length, most, ownLength }: PlanRecord, line: string): number | undefined {
    if (length === most) return length
    const { at, field } = ownLength!
    const own = field.parse(line.slice(at, at + field.width), this.#machine.encoding)
    return typeof own === 'number' && own >= length && own <= most ? own : undefined
  }

  #lost(known: Identified, record: PlanRecord | undefined, at: number, end: number): number {
    if ('problem' in known) this.#teller.report(at, [known.problem])
    else {
      const { at: column, name, field } = record!.ownLength!
      const expected = `a length from ${record!.length} to ${record!.most}`
      const found = `${field.width} other characters`
      const where = { column: column + 1, record: record!.name, field: name }
      this.#teller.report(at, [{ code: 'HUB_FIELD_VALUE', ...where, expected, found }])
    }
    this.#course.spoil()
    this.#lostAt = this.#intake.bytesBefore(at)
    return end
  }

  #passed(at: number, next: number, kind: LineRead['kind']): number {
    this.#teller.tell(at, next, kind, undefined, kind === 'refused' ? 1 : 0)
    this.#teller.line++
    return next
  }

  /** Goes on as if a record out of its place were in its first one. */
  #resume(record: PlanRecord, at: number): void {
    // A record behind the end of the file begins nothing that would have to go on.
    this.#hadEnded ||= this.#course.mayEnd
    const position = this.#machine.plan.frame.positions.find((one) => one.record === record.name)!
    const { index: to, scopes: begins, around: forgets } = position
    const edge = { to, ends: [], begins, forgets, plain: false, doubtful: false }
    this.#course.advance(edge, record, null, at, this.#out)
  }

  #lineTooLong(at: number): void {
    const { longest } = this.#machine.plan
    const column = longest + 1
    const expected = `a line of at most ${longest}`
    const where = { column, record: 'unknown', field: 'line end' }
    this.#teller.report(at, [{ code: 'HUB_LINE_LENGTH', ...where, expected, found: 'a longer one' }])
    this.#course.spoil()
  }

  /** Nothing behind such bytes can be told apart, so this also ends a reading that collects problems. */
  #badBytes(): void {
    const { name } = this.#machine.encoding
    const [expected, found] = [`text in ${name}`, 'bytes that are none']
    const where = { byte: this.#intake.bytesBefore(this.#intake.end), column: this.#intake.end + 1 }
    this.#teller.fail({ code: 'HUB_FILE_ENCODING', ...where, record: 'unknown', field: 'text', expected, found })
    this.#lostAt = this.#intake.bytesBefore(0)
  }

  #finish(): void {
    if (!this.#reads) return
    const course = this.#course
    const byte = this.#intake.bytesBefore(this.#intake.end)
    if (course.mayEnd) {
      course.end()
      const records = course.counts.reduce((sum, count) => sum + count, 0)
      this.#filling?.verify(records, byte)
      return
    }
    if (!this.#hadEnded) this.#teller.problem({ ...incomplete(this.#machine, course.state), byte })
  }
}

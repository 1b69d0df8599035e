import { createHash, type Hash } from 'node:crypto'
import { type Again, againOf } from './again.js'
import { Altered } from './altered.js'
import { closingOf } from './closing.js'
import type { Compiled, Units, Values } from './compile.js'
import { LINE_ENDS, type Machine } from './definition.js'
import { translated } from './encoding.js'
import { errorOf } from './errors.js'
import { Refusal } from './field.js'
import type { Edge } from './frame.js'
import { identify } from './line.js'
import type { PlanField, PlanRecord } from './plan.js'
import { type ProblemCode, shown } from './problem.js'
import { misplaced, mistaken, refused } from './refused.js'
import { type Holder, Scopes } from './scopes.js'

/** What was written: for the statement of a batch, and to be compared with what the other side took. */
export interface WriteReport {
  readonly layout: string
  readonly bytes: number
  /** Records written, all and by name. */
  readonly lines: number
  readonly records: Readonly<Record<string, number>>
  /** Totals as they stand in the file, added up over it, by `record.field`. */
  readonly sums: Readonly<Record<string, bigint>>
  /** How often the text of a field was cut, by `record.field`. */
  readonly cut: Readonly<Record<string, number>>
  /** Characters that the encoding lacks, what was written instead, and how often. */
  readonly transliterated: Readonly<Record<string, { readonly to: string; readonly count: number }>>
  /** SHA-256 of all bytes of the file, lower-case hexadecimal. */
  readonly sha256: string
}

const CHUNK = 64 * 1024

/**
 * Writes records one after the other and hands out what is finished in chunks. A record that does not fit throws
 * HUB_FIELD_OVERFLOW, HUB_FIELD_CHARACTER or HUB_FIELD_REFUSED, one that may not stand there HUB_RECORD_MISPLACED, a given
 * total that is another HUB_TOTAL_WRONG; the file is then not to be sent.
 */
export class Writer {
  readonly #machine: Machine
  readonly #scopes: Scopes
  readonly #counts: number[]
  readonly #digest: Hash
  readonly #lineEnd: string
  readonly #write: Compiled['write']
  readonly #before: Record<string, Values | undefined> = {}
  readonly #altered: Altered
  /** By place of the frame: how the same record is written once more, where that concerns nothing but itself. */
  readonly #again: readonly (Again | undefined)[]
  #b: Units
  #at = 0
  /** Units before this one have been hashed for totals. */
  #hashedTo = 0
  #bytes = 0
  #state = -1
  #line = 1
  /** Finished chunks that nobody has taken. */
  #ready: Uint8Array[] = []

  constructor(machine: Machine) {
    this.#machine = machine
    this.#scopes = new Scopes(machine.plan, machine.compiled)
    this.#scopes.begin(0)
    this.#counts = machine.plan.records.map(() => 0)
    this.#digest = createHash('sha256')
    this.#write = machine.compiled.write
    this.#altered = new Altered(machine)
    this.#again = againOf(machine)
    this.#lineEnd = LINE_ENDS[machine.lines.write]
    this.#b = this.#fresh(CHUNK)
  }

  add(values: Values): void {
    const again = this.#again[this.#state]
    if (again !== undefined && again.name === values.record) {
      if (this.#at + again.room > this.#b.length) this.#flush(again.room)
      if (again.write(values, this.#b, this.#at)) this.#at += again.length
      else this.#at += this.#putSlowly(again.record, values) + this.#lineEnd.length
      this.#counts[again.index]!++
      this.#line++
      return
    }
    const { plan } = this.#machine
    const lines = plan.spread.size === 0 ? undefined : plan.spread.get(values.record)
    if (lines === undefined) this.#addLine(values.record, values)
    else for (const line of lines) this.#addLine(line.name, values)
  }

  #addLine(name: unknown, values: Values): void {
    const { plan, compiled, rules } = this.#machine
    const edges = this.#state < 0 ? plan.frame.start : plan.frame.positions[this.#state]!.next
    let edge: Edge | undefined
    for (let i = 0; i < edges.length && edge === undefined; i++) {
      if (plan.at[edges[i]!.to]!.name === name) edge = edges[i]
    }
    if (edge === undefined) throw this.#misplaced(values)
    const record = plan.at[edge.to]!
    if (rules.size > 0 && record.part?.isFirst !== false) this.#keepRule(values, edge.forgets)
    const scopes = this.#scopes
    if (edge.plain) {
      this.#addPlain(edge, record, values)
      return
    }
    for (const scope of edge.ends) this.#endScope(scope)
    for (const scope of edge.begins) {
      if (scope === 0) continue
      if (scopes.isHashed(scope)) this.#hashTo(this.#at)
      scopes.begin(scope)
    }
    this.#makeRoom(record.most + 2)
    const from = this.#at
    const whole = record.serials.length === 0 ? values : this.#numbered(record, values)
    if (record.slots.length === 0) {
      this.#put(record, whole)
      if (compiled.counts[record.index]) scopes.tally(record, whole)
    } else this.#putHolder(record, whole)
    if (edge.doubtful) this.#keepRecognisable(edge, record, from)
    this.#state = edge.to
    this.#counts[record.index]!++
    this.#line++
    const { over } = plan.frame.positions[edge.to]!
    for (const scope of over) this.#endScope(scope)
  }

  /** A record that concerns no total. */
  #addPlain(edge: Edge, record: PlanRecord, values: Values): void {
    this.#makeRoom(record.most + 2)
    const from = this.#at
    this.#put(record, values)
    if (edge.doubtful) this.#keepRecognisable(edge, record, from)
    this.#state = edge.to
    this.#counts[record.index]!++
    this.#line++
  }

  #makeRoom(need: number): void {
    if (this.#at + need > this.#b.length) this.#flush(need)
  }

  /** A finished chunk, if there is one. */
  take(): Uint8Array | undefined {
    return this.#ready.length === 0 ? undefined : this.#ready.shift()
  }

  /** Ends the file: all chunks that are left. Throws HUB_FILE_INCOMPLETE where the frame wants more records. */
  end(): readonly Uint8Array[] {
    const { frame } = this.#machine.plan
    const position = this.#state < 0 ? undefined : frame.positions[this.#state]!
    if (!(position === undefined ? frame.mayBeEmpty : position.mayEnd)) throw this.#misplaced(undefined)
    for (const scope of [...(position?.scopes ?? [])].reverse()) this.#endScope(scope)
    this.#close()
    this.#flush(0)
    return this.#ready.splice(0)
  }

  /** Whole once `end` has been called. */
  get report(): WriteReport {
    const records: Record<string, number> = {}
    for (const { index, name, part } of this.#machine.plan.records)
      if (part === undefined || part.isFirst) records[part?.of ?? name] = this.#counts[index]!
    return {
      layout: this.#machine.name,
      bytes: this.#bytes,
      lines: this.#line - 1,
      records,
      sums: { ...this.#scopes.sums },
      cut: { ...this.#altered.cut },
      transliterated: { ...this.#altered.transliterated },
      sha256: this.#digest.copy().digest('hex'),
    }
  }

  #put(record: PlanRecord, values: Values): void {
    const fast = this.#write[record.index]!(values, this.#b, this.#at)
    this.#at += (fast ? record.length : this.#putSlowly(record, values)) + this.#lineEnd.length
  }

  /** By the fields' own rules: with reasons, transliteration and cutting. Gives the record's length. */
  #putSlowly(record: PlanRecord, values: Values): number {
    const { open, ownLength } = record
    const length = open === undefined ? record.length : open.at + this.#putOpen(record, open, values[open.name])
    for (const place of record.fields) {
      if (place === open) continue
      const given = place.field.kept ? values[place.name] : undefined
      if (place !== ownLength)
        this.#putField(record, place, given === undefined ? place.field.fallback : given, this.#at)
      else {
        if (given !== undefined && given !== length) throw this.#wrongTotal(record, place, length, given)
        this.#putField(record, place, length, this.#at)
      }
    }
    const end = this.#at + length
    for (let i = 0; i < this.#lineEnd.length; i++) this.#b[end + i] = this.#lineEnd.charCodeAt(i)
    return length
  }

  /** The field that takes what is left: how many units it became. */
  #putOpen(record: PlanRecord, place: PlanField, given: unknown): number {
    const value = given ?? place.field.fallback
    const units = place.field.format(value, this.#altered.format(record, place))
    if (typeof units !== 'string') throw this.#refused(record, place, units)
    const [least, most] = [record.length - place.at, record.most - place.at]
    if (units.length > most || units.length < least) {
      const holds = `${least === 0 ? `at most ${most}` : `${least} to ${most}`} columns`
      throw this.#refused(record, place, new Refusal('overflow', String(value), holds))
    }
    for (let i = 0; i < units.length; i++) this.#b[this.#at + place.at + i] = units.charCodeAt(i)
    return units.length
  }

  /** The record with its running numbers; any that it gives must be the next. */
  #numbered(record: PlanRecord, values: Values): Values {
    const whole = { ...values }
    for (const slot of record.serials) {
      const next = this.#scopes.nextOf(slot)
      const given = values[slot.at.name]
      if (given !== undefined && given !== next && !(slot.total.zeroSaysNothing && Number(given) === 0))
        throw this.#wrongTotal(record, slot.at, next, given)
      whole[slot.at.name] = next
    }
    return whole
  }

  #wrongTotal(record: PlanRecord, place: PlanField, computed: unknown, given: unknown) {
    const holder = { record, line: this.#line, byte: this.#bytes + this.#at }
    return this.#wrong('HUB_TOTAL_WRONG', holder, place, String(computed), String(given))
  }

  #keepRule(values: Values, forgets: readonly string[]): void {
    const { plan, rules } = this.#machine
    const name = String(values.record)
    const broken = rules.get(name)?.(values, this.#before)
    for (const old of forgets) this.#before[old] = undefined
    this.#before[name] = values
    if (broken === undefined) return
    const record = plan.byName.get(name) ?? plan.spread.get(name)![0]!
    const place = record.fields.find((one) => one.name === broken.field) ?? record.fields[0]!
    const holder = { record, line: this.#line, byte: this.#bytes + this.#at }
    const found = shown(values[broken.field], place.field.personal)
    throw this.#wrong('HUB_RULE_BROKEN', holder, place, broken.expected, found)
  }

  /** Lines that make the last block whole, and the end of the file's last line. */
  #close(): void {
    const { cut, text, lines } = closingOf(this.#machine, this.#line - 1)
    // What is cut is still here: it is handed over only when room for another line is needed.
    this.#at -= cut
    this.#makeRoom(text.length)
    for (let i = 0; i < text.length; i++) this.#b[this.#at + i] = text.charCodeAt(i)
    this.#at += text.length
    this.#line += lines
  }

  #putField(record: PlanRecord, place: PlanField, value: unknown, start: number): void {
    const units = place.field.format(value, this.#altered.format(record, place))
    if (typeof units !== 'string') throw this.#refused(record, place, units)
    for (let i = 0; i < units.length; i++) this.#b[start + place.at + i] = units.charCodeAt(i)
  }

  #refused(record: PlanRecord, place: PlanField, refusal: Refusal) {
    return refused(this.#machine.name, this.#line, record, place, refusal)
  }

  #putHolder(record: PlanRecord, values: Values): void {
    const scopes = this.#scopes
    scopes.tally(record, values)
    const holder = { record, values, line: this.#line, byte: this.#bytes + this.#at, at: this.#at }
    if (record.ahead) {
      this.#put(record, values)
      scopes.holders[record.scope!]!.push(holder)
      return
    }
    if (scopes.hashing) this.#hashTo(this.#at)
    const whole = this.#withTotals(holder, this.#totalsOf(holder))
    this.#put(record, whole)
    scopes.tallyAround(record, whole)
  }

  /** The totals that a record holds, as computed; any that it gives must equal them. */
  #totalsOf(holder: Holder): readonly (bigint | number | string)[] {
    return holder.record.slots.map((slot) => {
      const computed = this.#scopes.valueOf(slot)
      const given = holder.values[slot.at.name]
      if (given !== undefined && given !== computed && !(slot.total.zeroSaysNothing && Number(given) === 0)) {
        throw this.#wrong('HUB_TOTAL_WRONG', holder, slot.at, `${computed}, as the records say`, String(given))
      }
      this.#scopes.note(slot, computed)
      return computed
    })
  }

  #withTotals(holder: Holder, totals: readonly unknown[]): Values {
    const whole = this.#machine.compiled.whole[holder.record.index]!(holder.values, totals)
    for (const { record, fields, otherwise } of this.#machine.balances) {
      if (record !== holder.record.name) continue
      const [one, other] = fields
      if (whole[one] === whole[other]) continue
      const place = holder.record.fields.find(({ name }) => name === other)!
      throw this.#wrong(otherwise, holder, place, `equal to ${one}, which is ${whole[one]}`, String(whole[other]))
    }
    return whole
  }

  #wrong(
    code: ProblemCode,
    holder: Pick<Holder, 'record' | 'line' | 'byte'>,
    place: PlanField,
    expected: string,
    found: string,
  ) {
    const { record, line, byte } = holder
    const at = { line, byte: byte + place.at, column: place.at + 1 }
    return errorOf({ code, layout: this.#machine.name, ...at, record: record.name, field: place.name, expected, found })
  }

  /** A scope is over: totals that stand before it are filled in. */
  #endScope(scope: number): void {
    const holders = this.#scopes.holders[scope]!
    for (const holder of holders) {
      const { record, at } = holder
      const totals = this.#totalsOf(holder)
      const whole = this.#withTotals(holder, totals)
      if (!this.#machine.compiled.fillIn[record.index]!(totals, this.#b, at)) {
        for (const { at: place } of record.slots) this.#putField(record, place, whole[place.name], at)
      }
      this.#scopes.tallyAround(record, whole)
    }
    holders.length = 0
  }

  #misplaced(values: Values | undefined) {
    return misplaced(this.#machine, this.#state, values, this.#here)
  }

  get #here() {
    return { line: this.#line, byte: this.#bytes + this.#at }
  }

  /** What a reader would take for another record is not written: the line stands before the place that is written next. */
  #keepRecognisable(edge: Edge, record: PlanRecord, from: number): void {
    const line = unitsOf(this.#b, from, this.#at - this.#lineEnd.length)
    const known = identify(this.#machine, this.#state, line)
    if ('edge' in known && known.edge === edge) return
    const at = { line: this.#line, byte: this.#bytes + from }
    throw mistaken(this.#machine.name, record, 'edge' in known ? known.record.name : 'nothing of the layout', at)
  }

  #hashTo(at: number): void {
    if (at > this.#hashedTo) this.#scopes.hash(this.#encoded(this.#hashedTo, at))
    this.#hashedTo = at
  }

  /** Hands over what is finished. What a record with open totals begins must stay until they are filled in. */
  #flush(need: number): void {
    const open = this.#scopes.holders.flat()
    const until = Math.min(this.#at, ...open.map((holder) => holder.at))
    const left = this.#at - until
    if (until > 0) {
      if (this.#scopes.hashing) this.#hashTo(until)
      const bytes = this.#encoded(0, until)
      this.#digest.update(bytes)
      this.#bytes += bytes.length
      this.#ready.push(bytes)
      this.#hashedTo = 0
      for (const holder of open) holder.at -= until
    }
    const size = Math.max(CHUNK, 2 * (left + need))
    const next = this.#fresh(size)
    next.set(this.#b.subarray(until, this.#at))
    this.#b = next
    this.#at = left
  }

  #fresh(size: number): Units {
    return this.#machine.encoding.widths === 'bytes' ? Buffer.allocUnsafeSlow(size) : new Uint16Array(size)
  }

  #encoded(from: number, to: number): Uint8Array {
    const part = this.#b.subarray(from, to)
    const { byteOf } = this.#machine.encoding
    if (part instanceof Uint8Array) return byteOf === undefined ? part : translated(part, byteOf)
    return Buffer.from(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf16le'))
  }
}

const unitsOf = (b: Units, from: number, to: number) =>
  b instanceof Uint8Array
    ? Buffer.from(b.subarray(from, to)).toString('latin1')
    : String.fromCharCode(...b.subarray(from, to))

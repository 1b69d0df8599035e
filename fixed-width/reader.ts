import type { Units, Values } from './compile.js'
import type { Machine } from './definition.js'
import { errorOf } from './errors.js'
import type { Edge } from './frame.js'
import { Intake } from './intake.js'
import { type Ending, identify, judgeLine, type LineProblem, mayFollow } from './line.js'
import type { PlanRecord } from './plan.js'
import type { Problem } from './problem.js'
import { Scopes } from './scopes.js'

export interface ReadSummary {
  readonly lines: number
  readonly bytes: number
  /** Records read, by name; those with a problem are counted too. */
  readonly records: Readonly<Record<string, number>>
  /** The totals computed from the records, added up over the file, by `record.field`. */
  readonly sums: Readonly<Record<string, bigint>>
}

const LF = 10
const CR = 13
const WINDOW = 256 * 1024
/** A line this much longer than the longest record is no record: it is reported and passed over without being kept. */
const SLACK = 4096

/**
 * Reads a file in pieces. `push` gives the records that are complete; `end` the rest. With `onProblem`, a wrong line is
 * reported and reading goes on behind it; without, the first problem is thrown (by the call after the one that gave the
 * records before it). Memory does not grow with the file.
 */
export class Reader {
  readonly #machine: Machine
  readonly #intake: Intake
  readonly #scopes: Scopes
  readonly #onProblem: ((problem: Problem) => void) | undefined
  readonly #counts: number[]
  #failure: Problem | undefined
  #state = -1
  #line = 1
  #ended = false
  /** Inside a line so long that it cannot be a record. */
  #skipping = false
  #out: Values[] = []

  constructor(machine: Machine, onProblem?: (problem: Problem) => void) {
    this.#machine = machine
    this.#intake = new Intake(machine.encoding)
    this.#scopes = new Scopes(machine.plan, machine.compiled)
    this.#scopes.begin(0)
    this.#onProblem = onProblem
    this.#counts = machine.plan.records.map(() => 0)
  }

  push(chunk: Uint8Array): Values[] {
    this.#out = []
    this.#throwFailure()
    for (let from = 0; from < chunk.length; from += WINDOW) {
      if (this.#failure !== undefined) break
      if (!this.#intake.take(chunk.subarray(from, from + WINDOW))) this.#badBytes()
      this.#consume(false)
    }
    this.#throwFailure()
    return this.#out
  }

  end(): Values[] {
    this.#out = []
    this.#throwFailure()
    if (this.#ended) return this.#out
    this.#ended = true
    if (!this.#intake.finish()) this.#badBytes()
    this.#consume(true)
    this.#finish()
    this.#throwFailure()
    return this.#out
  }

  get summary(): ReadSummary {
    const records: Record<string, number> = {}
    for (const record of this.#machine.plan.records) records[record.name] = this.#counts[record.index]!
    return { lines: this.#line - 1, bytes: this.#intake.bytesBefore(0), records, sums: this.#scopes.sums }
  }

  #throwFailure(): void {
    // Records found before the problem are given out first.
    if (this.#failure !== undefined && this.#onProblem === undefined && this.#out.length === 0)
      throw errorOf(this.#failure)
  }

  #problem(problem: Omit<Problem, 'layout' | 'line'> & { line?: number }): void {
    const whole = { layout: this.#machine.name, line: this.#line, ...problem }
    if (this.#onProblem !== undefined) this.#onProblem(whole)
    else this.#failure ??= whole
  }

  /** The fast way: whole records of the right length and line end, one after the other; anything else goes to `#slow`. */
  #consume(final: boolean): void {
    const { plan, compiled, lines } = this.#machine
    const { b, s, d, end } = this.#intake
    const none = lines.read === 'none'
    const lfToo = lines.read !== 'crlf'
    const crlfToo = lines.read !== 'lf'
    const { pick, read } = compiled
    const { positions, start } = plan.frame
    const out = this.#out
    let at = 0
    while (at < end && this.#failure === undefined) {
      const state = this.#state
      const edges = state < 0 ? start : positions[state]!.next
      const choice = this.#skipping ? -1 : pick(state, b, at)
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
              this.#state = edge.to
              this.#counts[record.index]!++
              out.push(values)
            } else this.#advance(edge, record, values, at)
            this.#line++
            at = next
            continue
          }
        }
      }
      const next = this.#slow(b, s, at, end, final)
      if (next < 0) break
      at = next
    }
    if (this.#scopes.hashing) this.#scopes.hash(this.#intake.raw(this.#hashedTo, at))
    this.#hashedTo = 0
    this.#intake.drop(at)
  }
  #hashedTo = 0

  /** A record in its place: totals, scopes and, where a scope is over, what its totals say. */
  #advance(edge: Edge, record: PlanRecord, values: Values | null, at: number): void {
    const scopes = this.#scopes
    if (edge.ends.length > 0) for (const scope of edge.ends) this.#endScope(scope)
    if (edge.begins.length > 0) {
      for (const scope of edge.begins) {
        if (scope === 0) continue
        if (scopes.isHashed(scope)) this.#hashTo(at)
        scopes.begin(scope)
      }
    }
    this.#state = edge.to
    this.#counts[record.index]!++
    if (values === null) scopes.spoil()
    else {
      if (this.#machine.compiled.counts[record.index]) {
        scopes.tally(record, values)
        scopes.tallyAround(record, values)
      }
      if (record.scope !== undefined) this.#hold(record, values, at)
    }
    const over = this.#machine.plan.frame.positions[edge.to]!.over
    if (over.length > 0) for (const scope of over) this.#endScope(scope)
    if (values !== null) this.#out.push(values)
  }

  #hashTo(at: number): void {
    this.#scopes.hash(this.#intake.raw(this.#hashedTo, at))
    this.#hashedTo = at
  }

  #hold(record: PlanRecord, values: Values, at: number): void {
    const holder = { record, values, line: this.#line, byte: this.#intake.bytesBefore(at), at }
    this.#scopes.holders[record.scope!] = holder
    for (const slot of record.slots) {
      if (slot.total.kind !== 'sha256' || !this.#scopes.isHashing(slot.scope)) continue
      this.#hashTo(at)
      this.#compare(holder, slot)
    }
  }

  #endScope(scope: number): void {
    const holder = this.#scopes.holders[scope]
    if (holder === undefined) return
    this.#scopes.holders[scope] = undefined
    if (this.#scopes.spoiled[scope]) return
    for (const slot of holder.record.slots) if (slot.total.kind !== 'sha256') this.#compare(holder, slot)
    for (const { record, fields, otherwise } of this.#machine.balances) {
      if (record !== holder.record.name) continue
      const [one, other] = fields
      if (holder.values[one] === holder.values[other]) continue
      const place = holder.record.fields.find(({ name }) => name === other)!
      this.#problem({
        code: otherwise,
        line: holder.line,
        byte: holder.byte + place.at,
        column: place.at + 1,
        record,
        field: other,
        expected: `equal to ${one}, which is ${holder.values[one]}`,
        found: String(holder.values[other]),
      })
    }
  }

  #compare(
    holder: { record: PlanRecord; values: Values; line: number; byte: number },
    slot: PlanRecord['slots'][number],
  ): void {
    const computed = this.#scopes.valueOf(slot)
    this.#scopes.note(slot, computed)
    const said = holder.values[slot.at.name]
    if (said === computed || (slot.total.zeroSaysNothing && Number(said) === 0)) return
    this.#problem({
      code: 'HUB_TOTAL_WRONG',
      line: holder.line,
      byte: holder.byte + slot.at.at,
      column: slot.at.at + 1,
      record: holder.record.name,
      field: slot.at.name,
      expected: `${computed}, as the records say`,
      found: String(said),
    })
  }

  /** One line that the fast way did not take: says what is wrong with it and returns where the next begins; -1: not all is there yet. */
  #slow(b: Units, s: string, at: number, end: number, final: boolean): number {
    const { lines, plan } = this.#machine
    if (lines.read === 'none') return this.#unseparated(s, at, end, final)
    const found = b.indexOf(LF, at)
    if (found < 0 && !final) {
      if (!this.#skipping && end - at <= plan.longest + SLACK) return -1
      if (!this.#skipping) this.#lineTooLong(at)
      this.#skipping = true
      return end
    }
    const next = found < 0 ? end : found + 1
    if (this.#skipping) {
      this.#skipping = false
      this.#line++
      return next
    }
    const ending = found < 0 ? 'missing' : found > at && b[found - 1] === CR ? 'crlf' : 'lf'
    const stop = found < 0 ? end : ending === 'crlf' ? found - 1 : found
    if (stop === at && lines.emptyIgnored) {
      this.#line++
      return next
    }
    return this.#wholeLine(s, at, stop, ending, next)
  }

  #wholeLine(s: string, at: number, stop: number, ending: Ending, next: number): number {
    const line = s.slice(at, stop)
    const known = identify(this.#machine, this.#state, line)
    if (!('edge' in known)) {
      this.#report(at, [known.problem])
      this.#scopes.spoil()
      if ('misplaced' in known) this.#resume(known.misplaced, at)
      this.#line++
      return next
    }
    const judged = judgeLine(this.#machine, known.record, line, ending)
    this.#report(at, judged.problems)
    this.#advance(known.edge, known.record, judged.values, at)
    this.#line++
    return judged.endsAt === undefined ? next : at + judged.endsAt
  }

  /** Records without line ends: the record says how far it goes, so one that nobody knows ends the reading. */
  #unseparated(s: string, at: number, end: number, final: boolean): number {
    const line = s.slice(at, Math.min(end, at + this.#machine.plan.longest))
    if (!final && line.length < this.#machine.plan.longest) return -1
    const known = identify(this.#machine, this.#state, line)
    if (!('edge' in known)) {
      this.#report(at, [known.problem])
      this.#scopes.spoil()
      if ('misplaced' in known && line.length >= known.misplaced.length) {
        this.#resume(known.misplaced, at)
        this.#line++
        return at + known.misplaced.length
      }
      return end
    }
    const { edge, record } = known
    const judged = judgeLine(this.#machine, record, line.slice(0, record.length), 'none')
    this.#report(at, judged.problems)
    this.#advance(edge, record, judged.values, at)
    this.#line++
    return Math.min(end, at + record.length)
  }

  #report(at: number, problems: readonly LineProblem[]): void {
    for (const problem of problems) {
      this.#problem({ ...problem, byte: this.#intake.bytesBefore(at + problem.column - 1) })
    }
  }

  /** Goes on as if a record out of its place were in its first one. */
  #resume(record: PlanRecord, at: number): void {
    const position = this.#machine.plan.frame.positions.find((one) => one.record === record.name)!
    this.#advance({ to: position.index, ends: [], begins: position.scopes, plain: false }, record, null, at)
  }

  #lineTooLong(at: number): void {
    const { plan } = this.#machine
    const column = plan.longest + 1
    const expected = `a line of at most ${plan.longest}`
    this.#report(at, [
      { code: 'HUB_LINE_LENGTH', column, record: 'unknown', field: 'line end', expected, found: 'a longer one' },
    ])
    this.#scopes.spoil()
  }

  #badBytes(): void {
    const { name } = this.#machine.encoding
    const byte = this.#intake.bytesBefore(this.#intake.end)
    const problem: Problem = {
      code: 'HUB_FILE_ENCODING',
      layout: this.#machine.name,
      line: this.#line,
      byte,
      column: 1,
      record: 'unknown',
      field: 'text',
      expected: `text in ${name}`,
      found: 'bytes that are none',
    }
    // Nothing after can be told apart, so this also ends a reading that collects problems.
    this.#onProblem?.(problem)
    this.#failure ??= problem
  }

  #finish(): void {
    if (this.#failure !== undefined) return
    const { plan } = this.#machine
    const position = this.#state < 0 ? undefined : plan.frame.positions[this.#state]!
    if (!(position === undefined ? plan.frame.mayBeEmpty : position.mayEnd)) {
      const edge = (position === undefined ? plan.frame.start : position.next)[0]
      const expected = edge === undefined ? undefined : plan.at[edge.to]!
      this.#problem({
        code: 'HUB_FILE_INCOMPLETE',
        byte: this.#intake.bytesBefore(this.#intake.end),
        column: (expected?.tags[0]?.at ?? 0) + 1,
        record: expected?.name ?? 'unknown',
        field: expected?.tags[0]?.name ?? 'record',
        expected: mayFollow(this.#machine, this.#state),
        found: 'the end of the file',
      })
      return
    }
    for (const scope of [...(position?.scopes ?? [])].reverse())
      if (!position!.over.includes(scope)) this.#endScope(scope)
  }
}

import type { Values } from './compile.js'
import type { Machine } from './definition.js'
import type { Edge } from './frame.js'
import type { Intake } from './intake.js'
import type { Lenient } from './lenient.js'
import type { PlanField, PlanRecord, Slot } from './plan.js'
import type { ProblemCode } from './problem.js'
import { type Holder, Scopes } from './scopes.js'
import type { Teller } from './teller.js'

export interface CourseUse {
  readonly machine: Machine
  readonly intake: Intake
  readonly lenient: Lenient
  readonly teller: Teller
}

/** Where in its frame a file that is read has come to, what its totals are so far, and whether it says the same. */
export class Course {
  readonly #use: CourseUse
  readonly #scopes: Scopes
  readonly #before: Record<string, Values | undefined> = {}
  /** Lines of a record that is spread over several, until its last. */
  #begun: Values | undefined
  #forgets: readonly string[] = []
  /** The place in the frame; -1: the file begins. */
  state = -1
  /** Records read, by index. */
  readonly counts: number[]
  /** Units of the intake before this one have been hashed for totals. */
  #hashedTo = 0

  constructor(use: CourseUse) {
    this.#use = use
    this.#scopes = new Scopes(use.machine.plan, use.machine.compiled)
    this.#scopes.begin(0)
    this.counts = use.machine.plan.records.map(() => 0)
  }

  get sums(): Readonly<Record<string, bigint>> {
    return this.#scopes.sums
  }

  get mayEnd(): boolean {
    const { frame } = this.#use.machine.plan
    return this.state < 0 ? frame.mayBeEmpty : frame.positions[this.state]!.mayEnd
  }

  /** No record may follow any more. */
  get isOver(): boolean {
    return this.state >= 0 && this.#use.machine.plan.frame.positions[this.state]!.next.length === 0
  }

  /** What came cannot be read, so totals around it say nothing. */
  spoil(): void {
    this.#scopes.spoil()
  }

  /** A record in its place: totals, scopes and, where a scope is over, what its totals say. `values` null: unreadable. */
  advance(edge: Edge, record: PlanRecord, values: Values | null, at: number, out: Values[]): void {
    const scopes = this.#scopes
    const { compiled, plan } = this.#use.machine
    if (edge.ends.length > 0) for (const scope of edge.ends) this.#endScope(scope)
    if (edge.begins.length > 0) {
      for (const scope of edge.begins) {
        if (scope === 0) continue
        if (scopes.isHashed(scope)) this.#hashTo(at)
        scopes.begin(scope)
      }
    }
    this.state = edge.to
    this.counts[record.index]!++
    if (record.part?.isFirst !== false) this.#forgets = edge.forgets
    if (values === null) {
      scopes.spoil()
      // Nobody knows what rules would look back at.
      this.#remember(record.part?.of ?? record.name, undefined)
    } else {
      if (compiled.counts[record.index]) {
        scopes.tally(record, values)
        scopes.tallyAround(record, values)
      }
      if (record.serials.length > 0) this.#verifySerials(record, values, at)
      if (record.scope !== undefined) this.#hold(record, values, at)
    }
    const over = plan.frame.positions[edge.to]!.over
    if (over.length > 0) for (const scope of over) this.#endScope(scope)
    if (record.part !== undefined) this.#join(record, values, at, out)
    else if (values !== null) this.#give(record.name, record, values, at, out)
  }

  /** For rules that look back. What stood in repetitions that begin with this record is forgotten. */
  #remember(name: string, values: Values | undefined): void {
    for (const old of this.#forgets) this.#before[old] = undefined
    this.#before[name] = values
  }

  /** Bytes up to there belong to every open hash. */
  hashTo(at: number): void {
    if (this.#scopes.hashing) this.#scopes.hash(this.#use.intake.raw(this.#hashedTo, at))
    this.#hashedTo = 0
  }

  /** The file ends here, as it may. */
  end(): void {
    const position = this.#use.machine.plan.frame.positions[this.state]
    for (const scope of [...(position?.scopes ?? [])].reverse())
      if (!position!.over.includes(scope)) this.#endScope(scope)
  }

  /** A record that is spread over lines is given out with its last, and not at all if one of them is unreadable. */
  #join(record: PlanRecord, values: Values | null, at: number, out: Values[]): void {
    const { of, isFirst, isLast } = record.part!
    const begun = isFirst ? { record: of } : this.#begun
    this.#begun = values === null || begun === undefined ? undefined : { ...begun, ...values, record: of }
    if (!isLast || this.#begun === undefined) return
    const whole = this.#begun
    this.#begun = undefined
    this.#give(of, record, whole, at, out)
  }

  #give(name: string, record: PlanRecord, values: Values, at: number, out: Values[]): void {
    const { machine, lenient } = this.#use
    if (machine.rules.size > 0) {
      const broken = machine.rules.get(name)?.(values, this.#before)
      this.#remember(name, values)
      if (broken !== undefined && !lenient.forgives('rules')) {
        const place = record.fields.find((one) => one.name === broken.field)
        this.#say('HUB_RULE_BROKEN', record, place, at, broken.expected, String(values[broken.field]))
      }
    }
    out.push(values)
  }

  #say(
    code: ProblemCode,
    record: PlanRecord,
    place: PlanField | undefined,
    at: number,
    expected: string,
    found: string,
  ): void {
    const column = place?.at ?? 0
    const byte = this.#use.intake.bytesBefore(at + column)
    const field = place?.name ?? 'record'
    this.#use.teller.problem({
      code,
      byte,
      column: column + 1,
      record: record.name,
      field,
      expected,
      found: place?.field.personal ? `${found.length} characters (personal)` : found,
    })
  }

  #verifySerials(record: PlanRecord, values: Values, at: number): void {
    for (const slot of record.serials) {
      const computed = this.#scopes.valueOf(slot)
      const said = values[slot.at.name]
      const { kind, zeroSaysNothing } = slot.total
      if (kind === 'sum') this.#scopes.note(slot, computed)
      if (said === computed || (zeroSaysNothing && Number(said) === 0)) continue
      if (this.#scopes.spoiled[slot.scope] || this.#use.lenient.forgives('totals')) continue
      const why = kind === 'sum' ? 'as the records say' : 'the next number'
      this.#say('HUB_TOTAL_WRONG', record, slot.at, at, `${computed}, ${why}`, String(said))
    }
  }

  #hashTo(at: number): void {
    this.#scopes.hash(this.#use.intake.raw(this.#hashedTo, at))
    this.#hashedTo = at
  }

  #hold(record: PlanRecord, values: Values, at: number): void {
    const holder = { record, values, line: this.#use.teller.line, byte: this.#use.intake.bytesBefore(at), at }
    this.#scopes.holders[record.scope!]!.push(holder)
    for (const slot of record.slots) {
      if (slot.total.kind !== 'sha256' || !this.#scopes.isHashing(slot.scope)) continue
      this.#hashTo(at)
      this.#compare(holder, slot)
    }
  }

  #endScope(scope: number): void {
    const holders = this.#scopes.holders[scope]!
    if (!this.#scopes.spoiled[scope]) for (const holder of holders) this.#verify(holder)
    holders.length = 0
  }

  #verify(holder: Holder): void {
    for (const slot of holder.record.slots) if (slot.total.kind !== 'sha256') this.#compare(holder, slot)
    for (const { record, fields, otherwise } of this.#use.machine.balances) {
      if (record !== holder.record.name) continue
      const [one, other] = fields
      if (holder.values[one] === holder.values[other] || this.#use.lenient.forgives('totals')) continue
      const place = holder.record.fields.find(({ name }) => name === other)!
      this.#use.teller.problem({
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

  #compare(holder: Holder, slot: Slot): void {
    const computed = this.#scopes.valueOf(slot)
    this.#scopes.note(slot, computed)
    const said = holder.values[slot.at.name]
    if (said === computed || (slot.total.zeroSaysNothing && Number(said) === 0)) return
    if (this.#use.lenient.forgives('totals')) return
    this.#use.teller.problem({
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
}

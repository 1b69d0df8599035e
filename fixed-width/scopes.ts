import { createHash, type Hash } from 'node:crypto'
import type { Compiled, Values } from './compile.js'
import type { Plan, PlanRecord, Slot } from './plan.js'

/** The record that holds a scope's totals, with where it stands. */
export interface Holder {
  readonly record: PlanRecord
  readonly values: Values
  readonly line: number
  readonly byte: number
  /** Units of the writer's buffer before it; unused by the reader. */
  at: number
}

/**
 * The running totals of the scopes that are open: counts, sums and hashes, each begun anew with its scope. One scope of a
 * kind is open at a time, so one set of counters is enough, however many times it repeats.
 */
export class Scopes {
  readonly #plan: Plan
  readonly #compiled: Compiled
  /** Sums that still fit a double exactly; what went over is in `#big`. */
  readonly #small: Float64Array
  readonly #big: bigint[]
  readonly #hashes: (Hash | undefined)[]
  readonly #hashed: readonly number[]
  /** By scope, the records with totals that are only known at its end, in the order of the file. */
  readonly holders: readonly Holder[][]
  /** Scopes with a record nobody could read: their sums say nothing. */
  readonly spoiled: boolean[]
  /** Totals of finished scopes, added up by slot: for reports. */
  readonly #noted: (bigint | undefined)[]

  constructor(plan: Plan, compiled: Compiled) {
    this.#plan = plan
    this.#compiled = compiled
    this.#small = new Float64Array(plan.slots.length)
    this.#big = plan.slots.map(() => 0n)
    this.#noted = plan.slots.map(() => undefined)
    this.#hashes = Array.from({ length: plan.frame.scopeCount }, () => undefined)
    this.#hashed = [...new Set(plan.slots.filter((slot) => slot.total.kind === 'sha256').map((slot) => slot.scope))]
    this.holders = this.#hashes.map(() => [])
    this.spoiled = this.#hashes.map(() => false)
  }

  begin(scope: number): void {
    for (const slot of this.#plan.slots) {
      if (slot.scope !== scope) continue
      this.#small[slot.index] = 0
      this.#big[slot.index] = 0n
    }
    this.holders[scope]!.length = 0
    this.spoiled[scope] = false
    if (this.#hashed.includes(scope)) this.#hashes[scope] = createHash('sha256')
  }

  get hashing(): boolean {
    return this.#hashed.length > 0
  }

  isHashed(scope: number): boolean {
    return this.#hashed.includes(scope)
  }

  /** Bytes that belong to every open scope. */
  hash(bytes: Uint8Array): void {
    for (const scope of this.#hashed) this.#hashes[scope]?.update(bytes)
  }

  tally(record: PlanRecord, values: Values): void {
    this.#compiled.tally[record.index]!(values, this.#small, this.#big)
  }

  tallyAround(record: PlanRecord, values: Values): void {
    if (record.scope !== undefined) this.#compiled.tallyAround[record.index]!(values, this.#small, this.#big)
  }

  /** Whether the hash of a scope can still be asked: it can once, and not of a scope that was never begun in its place. */
  isHashing(scope: number): boolean {
    return this.#hashes[scope] !== undefined
  }

  spoil(): void {
    this.spoiled.fill(true)
  }

  /** The total as it stands now, in its field's type. A hash is finished by asking. */
  valueOf(slot: Slot): bigint | number | string {
    const { total, index, scope } = slot
    if (total.kind === 'sha256') {
      const hash = this.#hashes[scope]!
      this.#hashes[scope] = undefined
      return hash.digest('hex').toUpperCase()
    }
    if (total.kind === 'serial' || total.kind === 'count') {
      const all = this.#small[index]! + total.plus
      return total.per === undefined ? all : Math.ceil(all / total.per)
    }
    const sum = this.#big[index]! + BigInt(this.#small[index]!)
    return total.modulo === undefined ? sum : sum % total.modulo
  }

  /** What a running number or sum is in its record, which has not been tallied yet. */
  nextOf(slot: Slot): bigint | number {
    const { kind, terms } = slot.total
    const soFar = this.valueOf(slot)
    if (kind === 'serial') return Number(soFar) + (terms.some(({ of }) => of === '*' || of === slot.record) ? 1 : 0)
    this.note(slot, soFar)
    return soFar as bigint
  }

  /** Adds a finished total to the sums of the report. */
  note(slot: Slot, value: bigint | number | string): void {
    if (typeof value !== 'string') this.#noted[slot.index] = (this.#noted[slot.index] ?? 0n) + BigInt(value)
  }

  /** What was noted, by `record.field`. */
  get sums(): Record<string, bigint> {
    const sums: Record<string, bigint> = {}
    for (const { index, record, at } of this.#plan.slots) {
      const noted = this.#noted[index]
      if (noted !== undefined) sums[`${record}.${at.name}`] = noted
    }
    return sums
  }
}

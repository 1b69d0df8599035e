import type { Meet, Standing } from '../../bus/ports/unit.js'
import type { KnownGates, Stander, Standers } from './known-gates.js'
import { type Place, pair } from './places.js'
import { type Bound, checkedRow, checkedText } from './values.js'

/** Of hub_gate: gate, gate_key, seq, came, role, record, number, at, until, state. */
export const GATE_WIDTH = 10
/** Characters that its texts may have. */
const WIDTHS = [255, 255, undefined, undefined, 100, 500]

/** What happens to one who stands, or stood: its row, or none any more. */
export interface GateChange {
  readonly gate: string
  readonly key: string
  readonly seq: number
  readonly row: Bound[] | undefined
}

const NOBODY: Standers = new Map()

/** What one unit does to gates, over what the commit knows of them. */
export class PlannedGates {
  readonly changes: GateChange[] = []
  readonly #known: KnownGates
  readonly #placeOf: (id: string) => Place | undefined
  readonly #isRevived: (id: string) => boolean
  readonly #own = new Map<string, Map<string, Stander | undefined>>()

  /** `isRevived`: whether the same unit brought a message back, which then stands nowhere. */
  constructor(known: KnownGates, placeOf: (id: string) => Place | undefined, isRevived: (id: string) => boolean) {
    this.#known = known
    this.#placeOf = placeOf
    this.#isRevived = isRevived
  }

  /** The memory and the living, in the order in which they came. */
  standing(meet: Meet): readonly Standing[] {
    const [known, own] = this.#of(meet)
    const seen: Standing[] = []
    for (const [id, stander] of known) {
      const now = this.#standerOf(id, known, own)
      if (now !== undefined && now.came === stander.came && this.#isSeen(now)) seen.push(now.standing)
    }
    const came = [...own].filter(([id, now]) => now !== undefined && now.came !== known.get(id)?.came)
    came.sort(([, one], [, other]) => one!.came - other!.came)
    for (const [, now] of came) if (this.#isSeen(now!)) seen.push(now!.standing)
    return seen
  }

  /** Comes, or changes what is said of one who stands. `seq` is 0 for the memory. */
  stand(meet: Meet, standing: Standing, seq: number): void {
    const [known, own] = this.#of(meet)
    const { messageId, role, record, number, at, until, state } = standing
    const before = this.#standerOf(messageId, known, own)
    const came = seq === 0 ? 0 : (before?.came ?? this.#next(known, own))
    const row = [meet.gate, meet.key, seq, came, role, record, number, at, until, state ?? null]
    this.changes.push({ gate: meet.gate, key: meet.key, seq, row: checkedRow('ttiittiiiB', row, WIDTHS) })
    own.set(messageId, { standing, seq, came })
  }

  leave(meet: Meet, messageId: string): void {
    const [known, own] = this.#of(meet)
    const before = this.#standerOf(messageId, known, own)
    if (before === undefined) return
    const [gate, key] = [checkedText(meet.gate, 1), checkedText(meet.key, 2)]
    this.changes.push({ gate, key, seq: before.seq, row: undefined })
    own.set(messageId, undefined)
  }

  taken(): void {
    for (const [name, own] of this.#own) {
      const known = this.#known.gates.get(name)!
      for (const [id, now] of [...own].sort(([, one], [, other]) => (one?.came ?? 0) - (other?.came ?? 0))) {
        // One who left and came again stands behind the others.
        if (now === undefined || now.came !== known.get(id)?.came) known.delete(id)
        if (now !== undefined) known.set(id, now)
      }
    }
  }

  #of({ gate, key }: Meet): readonly [known: Standers, own: Map<string, Stander | undefined>] {
    const name = pair(gate, key)
    let own = this.#own.get(name)
    if (own === undefined) {
      own = new Map()
      this.#own.set(name, own)
    }
    return [this.#known.gates.get(name) ?? NOBODY, own]
  }

  #standerOf(id: string, known: Standers, own: ReadonlyMap<string, Stander | undefined>): Stander | undefined {
    if (own.has(id)) return own.get(id)
    return this.#isRevived(id) ? undefined : known.get(id)
  }

  #isSeen({ standing }: Stander): boolean {
    if (standing.messageId === '') return !this.#known.isForgotten(standing)
    const place = this.#placeOf(standing.messageId)
    return place === undefined || place.at === 'living'
  }

  #next(known: Standers, own: ReadonlyMap<string, Stander | undefined>): number {
    let last = 0
    for (const { came } of known.values()) last = Math.max(last, came)
    for (const now of own.values()) if (now !== undefined) last = Math.max(last, now.came)
    return last + 1
  }
}

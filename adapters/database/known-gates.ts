import type { Standing } from '../../bus/ports/unit.js'
import type { SqlConnection } from './connection.js'
import { ManyTuples } from './many.js'
import { type Place, pair } from './places.js'

/** One who stands at a gate. `came` numbers them as they came. */
export interface Stander {
  readonly standing: Standing
  readonly seq: number
  readonly came: number
}

export type Standers = Map<string, Stander>

const STANDING = new ManyTuples(
  'WITH w (gate, gate_key) AS (VALUES ?) ' +
    'SELECT w.gate, w.gate_key, m.id, m.fence, m.partition_no, g.seq, g.came, g.role, g.record, g.number, g.at, g.until, g.state ' +
    'FROM w CROSS JOIN hub_gate g ON g.gate = w.gate AND g.gate_key = w.gate_key ' +
    'LEFT JOIN hub_message m ON m.seq = g.seq WHERE g.seq = 0 OR m.seq IS NOT NULL',
  2,
)

/** What a commit knows of gates: those that its units meet at, read once and kept true from unit to unit. */
export class KnownGates {
  /** Who stands at a gate under a key, by message id; the memory under the empty one. In the order in which they came. */
  readonly gates = new Map<string, Standers>()
  /** Places that came with them, of messages that no unit named. */
  readonly places = new Map<string, Place>()
  readonly #now: number

  constructor(now: number) {
    this.#now = now
  }

  async load(from: SqlConnection, wanted: ReadonlyMap<string, readonly [gate: string, key: string]>): Promise<void> {
    const tuples: (readonly [string, string])[] = []
    for (const [name, tuple] of wanted) {
      if (this.gates.has(name)) continue
      this.gates.set(name, new Map())
      tuples.push(tuple)
    }
    const found: (readonly [name: string, stander: Stander])[] = []
    for (const row of await STANDING.rows(from, tuples)) {
      const [gate, key, id, fence, partition, seq, came, role, record, number, at, until, state] = row as [
        ...[string, string, string | null, number, number, number, number, string, string, number, number, number],
        Uint8Array | null,
      ]
      const messageId = id ?? ''
      if (id !== null) this.places.set(id, { seq, fence, at: 'living', partition })
      const standing = { messageId, role, record, number, at, until, ...(state === null ? {} : { state }) }
      found.push([pair(gate, key), { standing, seq, came }])
    }
    found.sort(([, one], [, other]) => one.came - other.came)
    for (const [name, stander] of found) this.gates.get(name)!.set(stander.standing.messageId, stander)
  }

  /** A memory past its time counts as forgotten, whether or not it was removed yet. */
  isForgotten({ until }: Standing): boolean {
    return until !== 0 && until <= this.#now
  }

  /** A message that was given up stands nowhere when it lives again. */
  leaves(messageId: string): void {
    for (const standers of this.gates.values()) standers.delete(messageId)
  }
}

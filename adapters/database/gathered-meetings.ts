import type { ClaimRow } from '../../bus/ports/unit.js'
import type { SqlConnection } from './connection.js'
import { ManyRows, ManyTuples, ManyValues } from './many.js'
import { pair } from './places.js'
import { GATE_WIDTH, type GateChange } from './planned-gates.js'
import { PART_WIDTH, SPLIT_WIDTH } from './planned-parts.js'
import { type Bound, checkedRow } from './values.js'

const PARTS = new ManyRows(
  'REPLACE INTO hub_part (seq, split, no, message_id, child, part_key, state, said, result)',
  PART_WIDTH,
)
const SPLITS = new ManyRows('REPLACE INTO hub_split (seq, split, parts, open)', SPLIT_WIDTH)
const GATES = new ManyRows(
  'REPLACE INTO hub_gate (gate, gate_key, seq, came, role, record, number, at, until, state)',
  GATE_WIDTH,
)
const LEAVE = new ManyValues('DELETE FROM hub_gate WHERE gate = ? AND gate_key = ? AND seq IN ?')
const CLAIMS = new ManyTuples(
  'INSERT INTO hub_claim (id, correlation_id, at, body) WITH v (id, correlation_id, at, body) AS (VALUES ?) ' +
    'SELECT v.id, v.correlation_id, v.at, v.body FROM v LEFT JOIN hub_claim c ON c.id = v.id WHERE c.id IS NULL',
  4,
)

/** Characters that an id and a correlation id may have. */
const CLAIM_WIDTHS = [255, 200]

export function claimRow({ id, correlationId, at, body }: ClaimRow): Bound[] {
  return checkedRow('ttib', [id, correlationId, at, body], CLAIM_WIDTHS)
}

/** What one unit writes of this. */
export interface MeetingRows {
  readonly parts: ReadonlyMap<string, Bound[]>
  readonly splits: ReadonlyMap<string, Bound[]>
  readonly gates: readonly GateChange[]
  readonly claims: readonly Bound[][]
}

/** Rows of gates, parts, splits and claims, gathered so that each is written once with its last state. */
export class GatheredMeetings {
  readonly #parts = new Map<string, Bound[]>()
  readonly #splits = new Map<string, Bound[]>()
  readonly #gates = new Map<string, GateChange>()
  readonly #claims = new Map<string, Bound[]>()

  gather({ parts, splits, gates, claims }: MeetingRows): void {
    for (const [name, row] of parts) this.#parts.set(name, row)
    for (const [name, row] of splits) this.#splits.set(name, row)
    for (const change of gates) this.#gates.set(pair(pair(change.gate, change.key), change.seq), change)
    for (const row of claims) if (!this.#claims.has(row[0] as string)) this.#claims.set(row[0] as string, row)
  }

  async write(to: SqlConnection): Promise<void> {
    await PARTS.run(to, [...this.#parts.values()])
    await SPLITS.run(to, [...this.#splits.values()])
    await CLAIMS.run(to, [...this.#claims.values()])
    const rows: Bound[][] = []
    const leaving = new Map<string, { readonly at: readonly Bound[]; readonly seqs: number[] }>()
    for (const { gate, key, seq, row } of this.#gates.values()) {
      const name = pair(gate, key)
      if (row !== undefined) rows.push(row)
      else if (leaving.get(name)?.seqs.push(seq) === undefined) leaving.set(name, { at: [gate, key], seqs: [seq] })
    }
    await GATES.run(to, rows)
    for (const { at, seqs } of leaving.values()) await LEAVE.run(to, seqs, at)
  }
}

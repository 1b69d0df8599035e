import { PARTITIONS } from '../../bus/partition.js'
import type { SqlConnection } from './connection.js'

/**
 * What a commit has to know of books that other processes write too. It is read under the pen, so that nobody changes it
 * before the commit has ended.
 */
export class Shared {
  /** Highest seq ever given out, as the books have it. */
  lastSeq: number
  /** Fences of the partitions that this process owns. */
  readonly seats: ReadonlyMap<number, number>
  /** Highest seq ever given to a message of each partition. */
  readonly #lastOf: Map<number, number>
  readonly #grown = new Set<number>()

  constructor(lastSeq: number, seats: ReadonlyMap<number, number>, lastOf: Map<number, number>) {
    this.lastSeq = lastSeq
    this.seats = seats
    this.#lastOf = lastOf
  }

  lastOf(partition: number): number {
    return this.#lastOf.get(partition) ?? 0
  }

  grew(partition: number, seq: number): void {
    this.#lastOf.set(partition, seq)
    this.#grown.add(partition)
  }

  /** What was written stands: the next commit may begin with it, when nobody has written in between. */
  stands(lastSeq: number): void {
    this.lastSeq = lastSeq
    this.#grown.clear()
  }

  /** Writes the partitions that have grown, and with them the highest seq given out. */
  async write(connection: SqlConnection, lastSeq: number): Promise<void> {
    if (this.#grown.size > 0) await connection.run(GROW, [...[...this.#lastOf].flat(), lastSeq])
    else if (lastSeq !== this.lastSeq) await connection.run(KEEP_SEQ, [lastSeq])
  }
}

const LAST_SEQ = "SELECT value FROM hub_state WHERE name = 'last-seq'"
const READ = `SELECT no, owner, fence, last_seq, (${LAST_SEQ}) FROM hub_partition`
const KEEP_SEQ = "UPDATE hub_state SET value = ? WHERE name = 'last-seq'"
// The same words for each commit; a row that stays as it is costs next to nothing.
const GROW =
  "UPDATE hub_partition p JOIN hub_state s ON s.name = 'last-seq' SET p.last_seq = CASE p.no " +
  `${'WHEN ? THEN ? '.repeat(PARTITIONS)}ELSE p.last_seq END, s.value = ?`

/** `self` is the id of this process among the members. */
export async function readShared(connection: SqlConnection, self: string): Promise<Shared> {
  const seats = new Map<number, number>()
  const lastOf = new Map<number, number>()
  let highest = 0
  const rows = (await connection.rows(READ, [])) as unknown as [number, string | null, number, number, number | null][]
  for (const [no, owner, fence, lastSeq, ofAll] of rows) {
    lastOf.set(no, lastSeq)
    if (owner === self) seats.set(no, fence)
    highest = ofAll ?? 0
  }
  return new Shared(highest, seats, lastOf)
}

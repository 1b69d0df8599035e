import type { SqlConnection } from './connection.js'

/**
 * What a commit has to know of books that other processes write too. It is read under the pen, so that nobody changes it
 * before the commit has ended.
 */
export class Shared {
  /** Highest seq ever given out. */
  readonly lastSeq: number
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

  /** Writes the partitions that have grown. */
  async write(connection: SqlConnection): Promise<void> {
    const grown = [...this.#grown]
    if (grown.length === 0) return
    const cases = grown.map(() => 'WHEN ? THEN ?').join(' ')
    const places = grown.map(() => '?').join(', ')
    await connection.run(`UPDATE hub_partition SET last_seq = CASE no ${cases} END WHERE no IN (${places})`, [
      ...grown.flatMap((no) => [no, this.lastOf(no)]),
      ...grown,
    ])
  }
}

const LAST_SEQ = "SELECT value FROM hub_state WHERE name = 'last-seq'"
const PARTITIONS = 'SELECT no, owner, fence, last_seq FROM hub_partition'

/** `self` is the id of this process among the members. */
export async function readShared(connection: SqlConnection, self: string): Promise<Shared> {
  const [last] = await connection.rows(LAST_SEQ, [])
  const seats = new Map<number, number>()
  const lastOf = new Map<number, number>()
  const rows = (await connection.rows(PARTITIONS, [])) as unknown as [number, string | null, number, number][]
  for (const [no, owner, fence, lastSeq] of rows) {
    lastOf.set(no, lastSeq)
    if (owner === self) seats.set(no, fence)
  }
  return new Shared(last === undefined ? 0 : (last[0] as number), seats, lastOf)
}

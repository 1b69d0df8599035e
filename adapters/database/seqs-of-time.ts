import type { SqlConnection } from './connection.js'

/**
 * How far the order of acceptance and the clock may be apart, in milliseconds: messages of one commit are numbered as they
 * come, and one that never lived in the books is numbered when it ends.
 */
const APART_MS = 10_000

// Each by itself: both at once would be looked for among all rows.
const ENDS_OF = (table: string) => `SELECT (SELECT MIN(seq) FROM ${table}), (SELECT MAX(seq) FROM ${table})`
const FROM = (table: string) => `SELECT seq, accepted_at FROM ${table} WHERE seq >= ? ORDER BY seq LIMIT 1`

/** From the first up to, but without, the last. */
export interface Seqs {
  readonly from: number
  readonly before: number
}

/** Between which numbers the messages of a table lie that were accepted in a time; a few more lie there too. */
export async function seqsOfTime(
  connection: SqlConnection,
  table: 'hub_message' | 'hub_history',
  { since, until }: { readonly since?: number; readonly until?: number },
): Promise<Seqs> {
  const [ends] = await connection.rows(ENDS_OF(table), [])
  const [first, last] = ends as readonly [number | null, number | null]
  if (first === null || last === null) return { from: 0, before: 0 }
  const from = since === undefined ? first : await firstSince(connection, table, since - APART_MS, first, last)
  const before = until === undefined ? last + 1 : await firstSince(connection, table, until + APART_MS, from, last)
  return { from, before }
}

/** The number of the first message accepted at a time or later, found by halving: times rise with the numbers. */
async function firstSince(
  connection: SqlConnection,
  table: string,
  at: number,
  first: number,
  last: number,
): Promise<number> {
  let low = first
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [row] = await connection.rows(FROM(table), [middle])
    const [seq, acceptedAt] = row as readonly [number, number]
    if (acceptedAt >= at) high = middle
    else low = seq + 1
  }
  return low
}

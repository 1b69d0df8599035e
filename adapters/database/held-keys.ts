import type { HeldKey, KeyHolder, KeyQuery, Page, Store } from '../../bus/ports/store.js'
import type { Row, SqlConnection } from './connection.js'
import { limitOf, markOf, paged, placeOf } from './pages.js'
import { HOLDS_LIVING } from './schema-keys.js'

/** The tables in which holders stand, in the order in which they are listed. */
const TABLES = [
  { from: 'hub_dead_letter h', holds: 'holds_key = 1 AND order_key IS NOT NULL' },
  { from: 'hub_message h', holds: HOLDS_LIVING },
] as const

const PLAIN = ['h.flow, h.order_key, h.id, h.seq', 'h.flow, h.order_key, h.id, h.seq'] as const
/** A living message holds its key since its last run ended; each run leaves a trace. */
const TOLD = [
  `${PLAIN[0]}, 'dead-letter', h.died_at, 0, h.code, h.reason`,
  `${PLAIN[1]}, h.state, COALESCE((SELECT t.ended_at FROM hub_trace t WHERE t.seq = h.seq ORDER BY t.run DESC LIMIT 1), ` +
    'h.accepted_at), h.due, h.last_code, h.last_error',
] as const

const NEXT_FLOW = TABLES.map(
  ({ from, holds }) => `SELECT h.flow FROM ${from} WHERE ${holds} AND h.flow > ? ORDER BY h.flow LIMIT 1`,
)
const ofFlow = (columns: readonly string[]) =>
  TABLES.map(
    ({ from, holds }, at) =>
      `SELECT ${columns[at]} FROM ${from} WHERE ${holds} AND h.flow = ? AND h.order_key >= ? ` +
      'AND (h.order_key > ? OR h.seq > ?) ORDER BY h.order_key, h.seq LIMIT ?',
  )
const OF_FLOW = { plain: ofFlow(PLAIN), told: ofFlow(TOLD) }
const OF_KEY = TABLES.map(
  ({ from, holds }, at) =>
    `SELECT ${TOLD[at]} FROM ${from} WHERE ${holds} AND h.flow = ? AND h.order_key = ? AND h.seq > ? ORDER BY h.seq LIMIT ?`,
)

interface Place {
  readonly table: number
  readonly flow: string
  readonly key: string
  readonly seq: number
}
const START: Place = { table: 0, flow: '', key: '', seq: -1 }

interface Found extends Place {
  readonly row: Row
}

/** Who holds order keys. Every page begins where the one before ended, however many there are. */
export function heldReads(reading: () => SqlConnection): Pick<Store, 'heldKeys' | 'keyHolders'> {
  async function* ofOneFlow(sql: string, flow: string, after: Place, limit: number): AsyncGenerator<Found> {
    const rows = await reading().rows(sql, [flow, after.key, after.key, after.seq, limit])
    for (const row of rows) yield found(row, after.table)
  }

  async function* holders(how: keyof typeof OF_FLOW, only: string | undefined, from: Place, limit: number) {
    for (let { table } = from; table < TABLES.length; table++) {
      let after = table === from.table ? from : { ...START, table }
      let flow: string | undefined = only ?? after.flow
      while (flow !== undefined) {
        if (flow !== '') yield* ofOneFlow(OF_FLOW[how][table]!, flow, after, limit)
        if (only !== undefined) break
        const [next] = await reading().rows(NEXT_FLOW[table]!, [flow])
        flow = next?.[0] as string | undefined
        after = { ...START, table }
      }
    }
  }

  async function* ofOneKey(flow: string, key: string, from: Place, limit: number): AsyncGenerator<Found> {
    for (let { table } = from; table < TABLES.length; table++) {
      const rows = await reading().rows(OF_KEY[table]!, [flow, key, table === from.table ? from.seq : -1, limit])
      for (const row of rows) yield found(row, table)
    }
  }

  async function page<Kept>(page: Page, list: (from: Place, limit: number) => AsyncGenerator<Found>, as: (row: Row) => Kept) {
    const limit = limitOf(page)
    const place = placeOf<[number, string, string, number]>('keys', page, ['number', 'string', 'string', 'number'])
    const [table, flow, key, seq] = place ?? [START.table, START.flow, START.key, START.seq]
    const rows: Found[] = []
    for await (const one of list({ table, flow, key, seq }, limit + 1)) if (rows.push(one) > limit) break
    const { rows: kept, ...more } = paged(rows, limit, (last) =>
      markOf('keys', last.table, last.flow, last.key, last.seq),
    )
    return { rows: kept.map(({ row }) => as(row)), ...more }
  }

  return {
    heldKeys: (asked) => page(asked, (from, limit) => holders('plain', undefined, from, limit), heldKey),
    keyHolders: ({ flow, key }: KeyQuery, asked) =>
      page(
        asked,
        (from, limit) =>
          flow !== undefined && key !== undefined ? ofOneKey(flow, key, from, limit) : holders('told', flow, from, limit),
        keyHolder,
      ),
  }
}

function found(row: Row, table: number): Found {
  const [flow, key, , seq] = row as [string, string, string, number]
  return { table, flow, key, seq, row }
}

function heldKey(row: Row): HeldKey {
  const [flow, key, messageId] = row as [string, string, string]
  return { flow, key, messageId }
}

function keyHolder(row: Row): KeyHolder {
  const [, , , , state, since, due, code, reason] = row as [
    ...unknown[],
    KeyHolder['state'],
    number,
    number,
    string | null,
    string | null,
  ] as unknown as [never, never, never, never, KeyHolder['state'], number, number, string | null, string | null]
  return {
    ...heldKey(row),
    state,
    since,
    ...(due > 0 && (state === 'waiting' || state === 'retrying') ? { due } : {}),
    ...(code === null ? {} : { code }),
    ...(reason === null ? {} : { reason }),
  }
}

import type { HeldKey, KeyHolder, KeyQuery, Page, Store } from '../../bus/ports/store.js'
import type { Row, SqlConnection } from './connection.js'
import { inPartitions } from './living.js'
import { limitOf, markOf, paged, placeOf } from './pages.js'
import { HOLDS_LIVING } from './schema-keys.js'

/** The tables in which holders stand, in the order in which they are listed. */
const TABLES = [
  { from: 'hub_dead_letter h', holds: 'holds_key = 1 AND order_key IS NOT NULL' },
  { from: 'hub_message h', holds: HOLDS_LIVING },
] as const

const COLUMNS = 'h.flow, h.order_key, h.id, h.seq'
/** A living message holds its key since its last run ended; each run leaves a trace. */
const TOLD = [
  `${COLUMNS}, 'dead-letter', h.died_at, 0, h.code, h.reason`,
  `${COLUMNS}, h.state, COALESCE((SELECT t.ended_at FROM hub_trace t WHERE t.seq = h.seq ORDER BY t.run DESC LIMIT 1), ` +
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
const OF_FLOW = { plain: ofFlow([COLUMNS, COLUMNS]), told: ofFlow(TOLD) }
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
const startOf = (table: number): Place => ({ table, flow: '', key: '', seq: -1 })

interface Found {
  readonly table: number
  readonly row: Row
}
type Ask = (table: number, after: Place, limit: number) => Promise<readonly Row[]>

/** Who holds order keys. Every page begins where the one before ended, however many there are. */
export function heldReads(reading: () => SqlConnection): Pick<Store, 'heldKeys' | 'keyHolders'> {
  const inFlow = async (sql: string, flow: string, { key, seq }: Place, limit: number) =>
    reading().rows(sql, [flow, key, key, seq, limit])
  const among = (partitions: readonly number[] | undefined) =>
    partitions === undefined
      ? OF_FLOW.plain
      : OF_FLOW.plain.map((sql) =>
          sql.replace(' AND h.flow = ?', ` AND ${inPartitions(partitions, 'h.partition_no')} AND h.flow = ?`),
        )

  /** Flow by flow, since an index finds the keys of one flow in their order. */
  const inAllFlows =
    (statements: readonly string[]): Ask =>
    async (table, after, limit) => {
      const rows: Row[] = []
      let { flow } = after
      if (flow !== '') rows.push(...(await inFlow(statements[table]!, flow, after, limit)))
      while (rows.length < limit) {
        const [next] = await reading().rows(NEXT_FLOW[table]!, [flow])
        if (next === undefined) break
        flow = next[0] as string
        rows.push(...(await inFlow(statements[table]!, flow, startOf(table), limit - rows.length)))
      }
      return rows
    }

  const askFor = ({ flow, key }: KeyQuery): Ask => {
    if (flow === undefined) return inAllFlows(OF_FLOW.told)
    if (key === undefined) return (table, after, limit) => inFlow(OF_FLOW.told[table]!, flow, after, limit)
    return async (table, { seq }, limit) => reading().rows(OF_KEY[table]!, [flow, key, seq, limit])
  }

  async function page<Kept>(asked: Page, ask: Ask, as: (row: Row) => Kept) {
    const limit = limitOf(asked)
    const place = placeOf<[number, string, string, number]>('keys', asked, ['number', 'string', 'string', 'number'])
    const [from, flow, key, seq] = place ?? [0, '', '', -1]
    const found: Found[] = []
    for (let table = from; table < TABLES.length && found.length <= limit; table++) {
      const after = table === from ? { table, flow, key, seq } : startOf(table)
      for (const row of await ask(table, after, limit + 1 - found.length)) found.push({ table, row })
    }
    const { rows, ...more } = paged(found, limit, ({ table, row }) =>
      markOf('keys', table, row[0] as string, row[1] as string, row[3] as number),
    )
    return { rows: rows.map(({ row }) => as(row)), ...more }
  }

  return {
    heldKeys: (asked, partitions) => page(asked, inAllFlows(among(partitions)), heldKey),
    keyHolders: (query, asked) => page(asked, askFor(query), keyHolder),
  }
}

function heldKey([flow, key, messageId]: Row): HeldKey {
  return { flow: flow as string, key: key as string, messageId: messageId as string }
}

function keyHolder(row: Row): KeyHolder {
  const [state, since, due, code, reason] = row.slice(4) as [KeyHolder['state'], number, number, ...(string | null)[]]
  return {
    ...heldKey(row),
    state,
    since,
    ...(due > 0 && (state === 'waiting' || state === 'retrying') ? { due } : {}),
    ...(code == null ? {} : { code }),
    ...(reason == null ? {} : { reason }),
  }
}

import type { LivingMessage, LivingState } from '../../bus/ports/message.js'
import type { Page, Standing, Store } from '../../bus/ports/store.js'
import type { StepRecord } from '../../bus/ports/unit.js'
import type { Row, SqlConnection } from './connection.js'
import { decodeMessage, decodeRecord } from './decoded.js'
import { ManyValues } from './many.js'
import { limitOf, markOf, paged, placeOf } from './pages.js'
import { MESSAGE_SELECT, RECORD_COLUMNS } from './rows.js'

const ready = (of: string) =>
  `SELECT ${MESSAGE_SELECT} FROM hub_message WHERE ${of} AND state = 'ready' AND seq > ? ORDER BY seq LIMIT ?`
const READY = ready('flow = ?')
const READY_OF_PARTITION = ready('flow = ? AND partition_no = ?')
// `state <> 'ready'` is the condition of the index and has to be said again. One state at a time, so that the index
// gives the order.
// Nobody wakes one that gathers without a time.
const GATHERS_TILL = ' AND due > 0'
const TIMED: readonly (readonly [LivingState, string])[] = [
  ['waiting', ''],
  ['retrying', ''],
  ['gathering', GATHERS_TILL],
]
const due = ([state, more]: readonly [LivingState, string], among: string) =>
  `SELECT ${MESSAGE_SELECT} FROM hub_message WHERE state <> 'ready' AND state = '${state}'${more} AND due <= ?${among} ORDER BY due, seq LIMIT ?`
const next = ([state, more]: readonly [LivingState, string], among: string) =>
  `SELECT MIN(due) FROM hub_message WHERE state <> 'ready' AND state = '${state}'${more} AND due > ?${among}`
const LIVING_AFTER =
  'SELECT seq, id, flow, order_key, partition_no, state FROM hub_message WHERE seq > ? ORDER BY seq LIMIT ?'
const LIVING = `SELECT ${MESSAGE_SELECT} FROM hub_message WHERE id = ?`
const FIRST_OF_KEY = `SELECT ${MESSAGE_SELECT} FROM hub_message WHERE flow = ? AND order_key = ? AND state <> 'gathering' ORDER BY seq LIMIT 1`
const COUNTS = 'SELECT flow, state, COUNT(*) FROM hub_message GROUP BY flow, state'

const WITHOUT_SEQ = RECORD_COLUMNS.split(', ').slice(1)
const RECORD_SELECT = WITHOUT_SEQ.map((name) => `r.${name}`).join(', ')
const recordsOf = (table: string) =>
  new ManyValues(`SELECT m.id, ${RECORD_SELECT} FROM ${table} m JOIN hub_record r ON r.seq = m.seq WHERE m.id IN ?`)
const RECORDS = recordsOf('hub_message')
// The records of a dead letter are kept; it is found by its history, which has the index on id.
const RECORDS_OF_DEAD = recordsOf('hub_history')
const IN_DOUBT =
  `SELECT COALESCE(m.id, d.id), ${RECORD_SELECT}, r.seq FROM hub_record r ` +
  'LEFT JOIN hub_message m ON m.seq = r.seq LEFT JOIN hub_dead_letter d ON d.seq = r.seq ' +
  "WHERE r.state = 'in-doubt' AND (r.seq > ? OR (r.seq = ? AND r.name > ?)) ORDER BY r.seq, r.name LIMIT ?"

type LivingReads = Pick<
  Store,
  'ready' | 'readyIn' | 'livingAfter' | 'due' | 'nextDue' | 'living' | 'records' | 'firstOfKey' | 'counts' | 'inDoubt'
>

/** What the engine asks of the living messages. `reading` gives a connection that sees what is committed. */
export function livingReads(reading: () => SqlConnection): LivingReads {
  const messages = async (sql: string, ...parameters: (string | number)[]) =>
    (await reading().rows(sql, parameters)).map(decodeMessage)

  return {
    ready: (flow, after, limit, partition) =>
      partition === undefined
        ? messages(READY, flow, after, limit)
        : messages(READY_OF_PARTITION, flow, partition, after, limit),

    readyIn: async (partitions, after, limit) =>
      partitions.length === 0 ? [] : messages(ready(inPartitions(partitions)), after, limit),

    livingAfter: async (after, limit) => (await reading().rows(LIVING_AFTER, [after, limit])).map(standing),

    async due(now, limit, partitions) {
      const found: LivingMessage[] = []
      for (const of of TIMED) found.push(...(await messages(due(of, among(partitions)), now, limit)))
      return found.sort((one, other) => one.due - other.due || one.seq - other.seq).slice(0, limit)
    },

    async nextDue(after, partitions) {
      let soonest: number | undefined
      for (const of of TIMED) {
        const [row] = await reading().rows(next(of, among(partitions)), [after])
        const found = row?.[0] as number | null
        if (found !== null && (soonest === undefined || found < soonest)) soonest = found
      }
      return soonest
    },

    async living(id): Promise<LivingMessage | undefined> {
      return (await messages(LIVING, id))[0]
    },

    async records(messageIds) {
      const found = new Map<string, StepRecord[]>()
      const ids = [...new Set(messageIds)]
      const rows = [...(await RECORDS.rows(reading(), ids))]
      const rest = ids.length > rows.length || rows.length === 0 ? await RECORDS_OF_DEAD.rows(reading(), ids) : []
      for (const record of [...rows, ...rest].map(decodeRecord).sort(byTime)) {
        const list = found.get(record.messageId)
        if (list === undefined) found.set(record.messageId, [record])
        else list.push(record)
      }
      return found
    },

    async firstOfKey(flow, key) {
      return (await messages(FIRST_OF_KEY, flow, key))[0]
    },

    async counts() {
      const rows = (await reading().rows(COUNTS, [])) as unknown as [string, LivingState, number][]
      return rows.map(([flow, state, count]) => ({ flow, state, count }))
    },

    async inDoubt(page: Page) {
      const limit = limitOf(page)
      const [seq, name] = placeOf<[number, string]>('in-doubt', page, ['number', 'string']) ?? [-1, '']
      const rows = await reading().rows(IN_DOUBT, [seq, seq, name, limit + 1])
      const { rows: kept, ...more } = paged(rows, limit, (last) =>
        markOf('in-doubt', last[10] as number, last[1] as string),
      )
      return { rows: kept.map(decodeRecord), ...more }
    },
  }
}

/** The numbers stand in the text: a process seldom has other partitions than a moment ago, and the text is kept prepared. */
export function inPartitions(partitions: readonly number[], column = 'partition_no'): string {
  return partitions.length === 0 ? '1 = 0' : `${column} IN (${partitions.map((no) => Math.trunc(no)).join(', ')})`
}

function among(partitions: readonly number[] | undefined): string {
  return partitions === undefined ? '' : ` AND ${inPartitions(partitions)}`
}

function standing([seq, id, flow, key, partition, state]: Row): Standing {
  return { seq, id, flow, partition, state, ...(key === null ? {} : { key }) } as Standing
}

function byTime(one: StepRecord, other: StepRecord): number {
  return one.at - other.at || (one.name < other.name ? -1 : 1)
}

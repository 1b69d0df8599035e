/*
 * The rows of the limit: what the promises need of a message of the three-step flow, no less and no more, as statements
 * over many rows. docs/performance.md lists them.
 */
import { encodeBody } from '../bus/codec.js'
import { newId } from '../bus/ids.js'
import { orderNo } from './shop.js'

export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>

/** One row of each kind as the engine has left it, from which the limit takes what every message has alike. */
export interface Sample {
  readonly history: Row
  readonly announced: Row
  readonly trace: Row
  readonly once: Row
}

/** The tables that a sample is read from. */
export const SAMPLED = {
  history: 'hub_history',
  announced: 'hub_message',
  trace: 'hub_trace',
  once: 'hub_once_key',
} as const

/** Tables that say nothing of a message. */
export const NOT_OF_MESSAGES =
  /_migration$|^hub_(state|flow_state|audit|api_client|history_size|partition|member)$|^sqlite_/

const MESSAGE =
  'seq, id, channel, flow, partition_no, accepted_at, body, content_type, flow_print, schema_print, state, due'

const inserting = (table: string, columns: string, verb: 'INSERT' | 'REPLACE' = 'INSERT') => ({
  head: `${verb} INTO ${table} (${columns}) VALUES`,
  width: columns.split(',').length,
})
const among = (head: string) => ({ head, width: 1 })

/** Statements over many rows: what stands before the rows, and the values of each. */
export const STATEMENTS = {
  message: inserting('hub_message', MESSAGE),
  announced: inserting('hub_message', `${MESSAGE}, correlation_id, cause_id`),
  order: inserting('bench_order', 'order_id, customer, cents, currency, product, note, state', 'REPLACE'),
  once: inserting('hub_once_key', 'once_key, message_id, result, until'),
  change: inserting('hub_record', 'seq, name, kind, state, result, attempts, at'),
  effect: inserting('hub_record', 'seq, name, kind, state, once_key, attempts, at'),
  history: inserting(
    'hub_history',
    'seq, id, day, channel, flow, accepted_at, ended_at, outcome, tries, content_type, flow_print, schema_print',
  ),
  body: inserting('hub_history_body', 'seq, packed, body'),
  trace: inserting('hub_trace', 'seq, run, started_at, ended_at, flow, outcome, steps'),
  endMessage: among('DELETE FROM hub_message WHERE seq IN'),
  endRecords: among('DELETE FROM hub_record WHERE seq IN'),
} as const
export type StatementName = keyof typeof STATEMENTS

/** Its one parameter is the highest seq given out. */
export const LAST_SEQ = "REPLACE INTO hub_state (name, value) VALUES ('last-seq', ?)"

const list = (size: number, one: string) => new Array(size).fill(one).join(', ')

/** The text of a statement for so many rows. */
export function textOf(name: StatementName, rows: number): string {
  const { head, width } = STATEMENTS[name]
  return head.endsWith(' IN') ? `${head} (${list(rows, '?')})` : `${head} ${list(rows, `(${list(width, '?')})`)}`
}

/** What one transaction writes: rows by statement, in this order, and the highest seq given out, if it gave any. */
export interface Transaction {
  readonly writes: readonly (readonly [StatementName, readonly (readonly Value[])[]])[]
  readonly lastSeq?: number
}

export interface Batch {
  /** Number of the first order. */
  readonly from: number
  readonly size: number
  /** The first of their seqs; their announcements come after them. */
  readonly seq: number
}

/** The transactions of a batch of messages: one accepts them, one changes, one ends. */
export function* transactionsOf(
  { history, announced, trace, once }: Sample,
  { from, size, seq }: Batch,
): Generator<Transaction> {
  const all = Array.from({ length: size }, (_, at) => {
    const order = orderNo(from + at)
    return { seq: seq + at, id: newId(), at: Date.now(), order, body: encodeBody(order) }
  })
  const alike = ({ channel, flow, content_type, flow_print, schema_print }: Row) =>
    [channel, flow, content_type, flow_print, schema_print] as string[]
  const [channel, flow, type, flowPrint, schemaPrint] = alike(history) as [string, string, string, string, string]
  const [topic, taker, , takerPrint, topicPrint] = alike(announced) as [string, string, string, string, string]

  yield {
    writes: [
      [
        'message',
        all.map((m) => [
          ...[m.seq, m.id, channel, flow, m.seq % 16, m.at, m.body],
          ...[type, flowPrint, schemaPrint, 'ready', 0],
        ]),
      ],
    ],
    lastSeq: seq + size - 1,
  }
  yield {
    writes: [
      ['order', all.map(({ order: o }) => [o.orderId, o.customer, o.cents, o.currency, o.product, o.note, 'settled'])],
      ['once', all.map((m) => [`${flow}/settle/${m.order.orderId}`, m.id, m.body, once.until as number])],
      [
        'announced',
        all.map((m) => [
          ...[m.seq + size, newId(), topic, taker, m.seq % 16, m.at, m.body],
          ...[type, takerPrint, topicPrint, 'ready', 0, m.id, m.id],
        ]),
      ],
      ['change', all.map((m) => [m.seq, 'change settle#1', 'change', 'answered', m.body, 1, m.at])],
      [
        'effect',
        all.map((m) => [m.seq, 'to ledger.take#1', 'effect', 'intended', `${m.id}/to ledger.take#1`, 1, m.at]),
      ],
    ],
    lastSeq: seq + 2 * size - 1,
  }
  const day = history.day as number
  const seqs = all.map((m) => [m.seq])
  yield {
    writes: [
      [
        'history',
        all.map((m) => [m.seq, m.id, day, channel, flow, m.at, m.at, 'done', 1, type, flowPrint, schemaPrint]),
      ],
      ['body', all.map((m) => [m.seq, 0, m.body])],
      ['endMessage', seqs],
      ['endRecords', seqs],
      ['trace', all.map((m) => [m.seq, 1, m.at, m.at, flow, 'done', trace.steps as Uint8Array])],
    ],
  }
}

/** The batches of so many messages. */
export function* batchesOf(messages: number, batch: number): Generator<Batch> {
  for (let from = 0, seq = 1; from < messages; from += batch) {
    const size = Math.min(batch, messages - from)
    yield { from, size, seq }
    seq += 2 * size
  }
}

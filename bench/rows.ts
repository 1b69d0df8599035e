/*
 * The limit of the flow: the rows that the engine writes for a message of the three-step flow, written in batches without
 * the engine. Plain prepared statements over many rows, one transaction and one fsync per batch, on tables, indexes and
 * settings of real books. Nothing is looked up, decided, validated or remembered. docs/performance.md lists the rows.
 */
import { join } from 'node:path'
import Libsql from 'libsql'
import { openBooks } from '../adapters/database/books.js'
import { encodeBody } from '../bus/codec.js'
import { newId } from '../bus/ids.js'
import { round } from './measure.js'
import { benchMigrations, orderNo } from './shop.js'

export type RowCounts = Readonly<Record<string, number>>

/** Tables that say nothing of a message. */
const NOT_OF_MESSAGES = /_migration$|^hub_(state|flow_state|audit|api_client|history_size)$|^sqlite_/

/** The rows of closed books, by table, of what messages leave. */
export function countRows(folder: string): RowCounts {
  return onFile(folder, (db) => {
    const names = (db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all() as Named[])
      .map(({ name }) => name)
      .filter((name) => !NOT_OF_MESSAGES.test(name))
    const counts = names.map((name) => [name, (db.prepare(`SELECT COUNT(*) AS n FROM "${name}"`).get() as Count).n])
    return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as RowCounts
  })
}
interface Named {
  readonly name: string
}
interface Count {
  readonly n: number
}
type Row = Readonly<Record<string, string | number | Buffer | null>>

/** One row of each kind as the engine has left it, from which the limit takes what every message has alike. */
export interface Sample {
  readonly history: Row
  readonly announced: Row
  readonly trace: Row
  readonly once: Row
}

/** Reads the sample from closed books that hold the messages of a run. */
export function sampleOf(folder: string): Sample {
  return onFile(folder, (db) => {
    const one = (table: string) => db.prepare(`SELECT * FROM ${table} LIMIT 1`).get() as Row
    return {
      history: one('hub_history'),
      announced: one('hub_message'),
      trace: one('hub_trace'),
      once: one('hub_once_key'),
    }
  })
}

function onFile<Result>(folder: string, work: (db: Libsql.Database) => Result): Result {
  const db = new Libsql(join(folder, 'books.sqlite'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

type Value = string | number | Uint8Array | null

/** Above this a statement over more rows gains nothing (measured). */
const ROWS = 64

/** A statement over many rows, prepared for 64 of them and for what remains of a batch. */
class Many {
  private readonly db: Libsql.Database
  private readonly text: (rows: number) => string
  private readonly prepared = new Map<number, Libsql.Statement>()

  constructor(db: Libsql.Database, text: (rows: number) => string) {
    this.db = db
    this.text = text
  }

  run(rows: readonly (readonly Value[])[]): void {
    for (let at = 0; at < rows.length; at += ROWS) {
      const size = Math.min(ROWS, rows.length - at)
      const values: Value[] = []
      for (let row = at; row < at + size; row++) for (const value of rows[row]!) values.push(value)
      this.of(size).run(values)
    }
  }

  private of(size: number): Libsql.Statement {
    let statement = this.prepared.get(size)
    if (statement === undefined) {
      statement = this.db.prepare(this.text(size))
      this.prepared.set(size, statement)
    }
    return statement
  }
}

const list = (size: number, one: string) => new Array(size).fill(one).join(', ')

function inserting(db: Libsql.Database, table: string, columns: string, after = ''): Many {
  const row = `(${list(columns.split(',').length, '?')})`
  return new Many(db, (rows) => `INSERT INTO ${table} (${columns}) VALUES ${list(rows, row)} ${after}`)
}

function among(db: Libsql.Database, text: string): Many {
  return new Many(db, (rows) => `${text} (${list(rows, '?')})`)
}

const MESSAGE =
  'seq, id, channel, flow, partition_no, accepted_at, body, content_type, flow_print, schema_print, state, due'
const FOLLOWING = 'correlation_id, cause_id'
const ORDER = 'order_id, customer, cents, currency, product, note, state'
const HISTORY =
  'seq, id, day, channel, flow, accepted_at, ended_at, outcome, tries, content_type, flow_print, schema_print'

function statementsOf(db: Libsql.Database) {
  return {
    message: inserting(db, 'hub_message', MESSAGE),
    announced: inserting(db, 'hub_message', `${MESSAGE}, ${FOLLOWING}`),
    order: inserting(
      db,
      'bench_order',
      ORDER,
      'ON CONFLICT (order_id) DO UPDATE SET customer = excluded.customer, cents = excluded.cents, ' +
        'currency = excluded.currency, product = excluded.product, note = excluded.note, state = excluded.state',
    ),
    once: inserting(db, 'hub_once_key', 'once_key, message_id, result, until'),
    change: inserting(db, 'hub_record', 'seq, name, kind, state, result, attempts, at'),
    effect: inserting(db, 'hub_record', 'seq, name, kind, state, once_key, attempts, at'),
    history: inserting(db, 'hub_history', HISTORY),
    body: inserting(db, 'hub_history_body', 'seq, packed, body'),
    trace: inserting(db, 'hub_trace', 'seq, run, started_at, ended_at, flow, outcome, steps'),
    endMessage: among(db, 'DELETE FROM hub_message WHERE seq IN'),
    endRecords: among(db, 'DELETE FROM hub_record WHERE seq IN'),
    lastSeq: db.prepare("REPLACE INTO hub_state (name, value) VALUES ('last-seq', ?)"),
  }
}

/** As the books are opened by the hub (adapters/database/books.ts): the limit is held by the same disk in the same way. */
const SETTINGS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'cache_size = -65536',
  'secure_delete = FAST',
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
]

/**
 * Writes the rows of so many messages into new books in the folder, in batches of so many messages: one commit accepts
 * them, one changes, one ends. Resolves with messages per second.
 */
export async function writeRows(folder: string, sample: Sample, messages: number, batch: number): Promise<number> {
  const books = await openBooks({ folder, migrations: [benchMigrations] })
  await books.close()
  return onFile(folder, (db) => {
    for (const setting of SETTINGS) db.exec(`PRAGMA ${setting}`)
    const statements = statementsOf(db)
    const began = performance.now()
    for (let from = 0, seq = 1; from < messages; from += batch) {
      const size = Math.min(batch, messages - from)
      oneBatch(db, statements, sample, { from, size, seq })
      seq += 2 * size
    }
    return round((messages / (performance.now() - began)) * 1_000)
  })
}

interface Batch {
  readonly from: number
  readonly size: number
  /** The first of their seqs; their announcements come after them. */
  readonly seq: number
}

function oneBatch(
  db: Libsql.Database,
  to: ReturnType<typeof statementsOf>,
  { history, announced, trace, once }: Sample,
  { from, size, seq }: Batch,
): void {
  const all = Array.from({ length: size }, (_, at) => {
    const order = orderNo(from + at)
    return { seq: seq + at, id: newId(), at: Date.now(), order, body: encodeBody(order) }
  })
  const alike = ({ channel, flow, content_type, flow_print, schema_print }: Row) =>
    [channel, flow, content_type, flow_print, schema_print] as string[]
  const [channel, flow, type, flowPrint, schemaPrint] = alike(history) as [string, string, string, string, string]
  const [topic, taker, , takerPrint, topicPrint] = alike(announced) as [string, string, string, string, string]
  const commit = (work: () => void) => {
    db.exec('BEGIN IMMEDIATE')
    work()
    db.exec('COMMIT')
  }

  commit(() => {
    to.message.run(
      all.map((m) => [m.seq, m.id, channel, flow, m.seq % 16, m.at, m.body, type, flowPrint, schemaPrint, 'ready', 0]),
    )
    to.lastSeq.run([seq + size - 1])
  })
  commit(() => {
    to.order.run(all.map(({ order: o }) => [o.orderId, o.customer, o.cents, o.currency, o.product, o.note, 'settled']))
    to.once.run(all.map((m) => [`${flow}/settle/${m.order.orderId}`, m.id, m.body, once.until as number]))
    to.announced.run(
      all.map((m) => [
        ...[m.seq + size, newId(), topic, taker, m.seq % 16, m.at, m.body, type, takerPrint, topicPrint, 'ready', 0],
        ...[m.id, m.id],
      ]),
    )
    to.change.run(all.map((m) => [m.seq, 'change settle#1', 'change', 'answered', m.body, 1, m.at]))
    to.effect.run(
      all.map((m) => [...[m.seq, 'to ledger.take#1', 'effect', 'intended'], ...[`${m.id}/to ledger.take#1`, 1, m.at]]),
    )
    to.lastSeq.run([seq + 2 * size - 1])
  })
  commit(() => {
    const day = history.day as number
    to.history.run(
      all.map((m) => [m.seq, m.id, day, channel, flow, m.at, m.at, 'done', 1, type, flowPrint, schemaPrint]),
    )
    to.body.run(all.map((m) => [m.seq, 0, m.body]))
    const seqs = all.map((m) => [m.seq])
    to.endMessage.run(seqs)
    to.endRecords.run(seqs)
    to.trace.run(all.map((m) => [m.seq, 1, m.at, m.at, flow, 'done', trace.steps as Buffer]))
  })
}

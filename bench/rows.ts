/*
 * The limit of the flow on SQLite: the rows of bench/batch.ts, written without the engine. Plain prepared statements over
 * many rows, one transaction and one fsync per step of a batch, on tables, indexes and settings of real books. Nothing is
 * looked up, decided, validated or remembered.
 */
import { join } from 'node:path'
import Libsql from 'libsql'
import { openBooks } from '../adapters/database/books.js'
import {
  batchesOf,
  LAST_SEQ,
  NOT_OF_MESSAGES,
  type Row,
  SAMPLED,
  type Sample,
  type StatementName,
  textOf,
  transactionsOf,
  type Value,
} from './batch.js'
import { round } from './measure.js'
import { benchMigrations } from './shop.js'

export type RowCounts = Readonly<Record<string, number>>

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

/** Reads the sample from closed books that hold the messages of a run. */
export function sampleOf(folder: string): Sample {
  return onFile(folder, (db) => {
    const one = (table: string) => db.prepare(`SELECT * FROM ${table} LIMIT 1`).get() as Row
    const { history, announced, trace, once } = SAMPLED
    return { history: one(history), announced: one(announced), trace: one(trace), once: one(once) }
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

/** Above this a statement over more rows gains nothing (measured). */
const ROWS = 64

/** Statements over many rows, prepared for 64 of them and for what remains of a batch. */
class Prepared {
  private readonly db: Libsql.Database
  private readonly prepared = new Map<string, Libsql.Statement>()

  constructor(db: Libsql.Database) {
    this.db = db
  }

  run(name: StatementName, rows: readonly (readonly Value[])[]): void {
    for (let at = 0; at < rows.length; at += ROWS) {
      const size = Math.min(ROWS, rows.length - at)
      const values: Value[] = []
      for (let row = at; row < at + size; row++) for (const value of rows[row]!) values.push(value)
      this.of(`${name}/${size}`, () => textOf(name, size)).run(values)
    }
  }

  of(key: string, text: () => string): Libsql.Statement {
    let statement = this.prepared.get(key)
    if (statement === undefined) {
      statement = this.db.prepare(text())
      this.prepared.set(key, statement)
    }
    return statement
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

/** Writes the rows of so many messages into new books in the folder, in batches of so many. Resolves with messages per second. */
export async function writeRows(folder: string, sample: Sample, messages: number, batch: number): Promise<number> {
  const books = await openBooks({ folder, migrations: [benchMigrations] })
  await books.close()
  return onFile(folder, (db) => {
    for (const setting of SETTINGS) db.exec(`PRAGMA ${setting}`)
    const statements = new Prepared(db)
    const began = performance.now()
    for (const one of batchesOf(messages, batch))
      for (const { writes, lastSeq } of transactionsOf(sample, one)) {
        db.exec('BEGIN IMMEDIATE')
        for (const [name, rows] of writes) statements.run(name, rows)
        if (lastSeq !== undefined) statements.of('last-seq', () => LAST_SEQ).run([lastSeq])
        db.exec('COMMIT')
      }
    return round((messages / (performance.now() - began)) * 1_000)
  })
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { milliseconds } from '../../bus/duration.js'
import { DEFAULT_HISTORY, type HistorySettings, historyPolicy } from '../../bus/history.js'
import type { Store } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { sqlite } from './dialect.js'
import { HUB_BOOKS_IO } from './errors.js'
import { builderOn, Lease } from './kysely-door.js'
import { GuardedConnection } from './libsql.js'
import { lockFolder } from './lock.js'
import { type Migrations, migrateOn } from './migrations.js'
import { engineMigrations } from './schema.js'
import { sqliteSpace } from './space.js'
import { openStore, type StoreParts } from './store.js'
import type { HubTables } from './tables.js'
import { Writer } from './writer.js'

/** What books on every database take. */
export interface AnyBooksOptions {
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number
  /** The tables of packs, brought up to date with the engine's. */
  readonly migrations?: readonly Migrations[]
  /** Most milliseconds that a change's `apply` may take. Default 5,000. */
  readonly applyWithin?: number
  /** How long things are kept: once-keys of acceptances, runs of jobs, the audit. Default 400 days each. */
  readonly keep?: { readonly onceKeys?: string; readonly jobRuns?: string; readonly audit?: string }
  /** What is kept of messages that have ended, for how long, in how much room. */
  readonly history?: Partial<HistorySettings>
}

export interface BooksOptions extends AnyBooksOptions {
  /** The data folder; made when it is not there. */
  readonly folder: string
}

/** The open books of one process. */
export interface OpenBooks {
  readonly folder: string
  /** What the engine uses. */
  readonly store: Store
  /** The query builder on what is committed. It only reads (HUB_BOOKS_READ_ONLY) and begins no transactions. */
  read<Tables>(): Kysely<Tables>
  /**
   * One transaction beside the flows, for jobs of upkeep, tests and commands. Business changes belong into a flow's
   * `change`, which is once and traced. The builder is refused afterwards (HUB_TX_ENDED).
   */
  write<Tables, Result>(work: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result>
  /** Brings the tables of packs up to date; returns what was carried out, such as `fees/0001-orders`. */
  migrate(owners: readonly Migrations[]): Promise<readonly string[]>
  /** Waits for what is being written, marks the books as closed and gives the folder free. */
  close(): Promise<void>
}

/**
 * Opens the books in a folder, made when they are not there, and brings the engine's tables up to date.
 * Throws HUB_BOOKS_LOCKED when another process holds the folder, HUB_BOOKS_NEWER and HUB_MIGRATION_… when the books do not
 * fit this program, HUB_BOOKS_CORRUPT and HUB_BOOKS_IO.
 */
export async function openBooks(options: BooksOptions): Promise<OpenBooks> {
  const { folder, now = Date.now, migrations = [], applyWithin = 5_000, keep = {} } = options
  makeFolder(folder)
  const lock = lockFolder(folder, now())
  const opened: SqlConnection[] = []
  try {
    const path = join(folder, 'books.sqlite')
    const writing = openWriter(path)
    opened.push(writing)
    const writer = new Writer(writing, applyWithin)
    await writer.transaction((connection) => migrateOn(connection, sqlite, [engineMigrations, ...migrations], now()))
    const reader = openReader(path)
    opened.push(reader)
    return await booksOf(
      { folder, now, keep, history: options.history },
      {
        dialect: sqlite.name,
        writer,
        reader,
        // Between transactions the writer sees the same and has it in its cache; within one, only the reader sees what is
        // committed.
        reading: () => (writing.inTransaction ? reader : writing),
        space: sqliteSpace,
        // The file alone is whole then, though the driver keeps its log open until it has forgotten its statements.
        closing: (connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
        closed: () => {
          reader.close()
          lock.release()
        },
        migrate: (owners) => writer.transaction((connection) => migrateOn(connection, sqlite, owners, now())),
      },
    )
  } catch (error) {
    for (const connection of opened) await connection.close()
    lock.release()
    throw error
  }
}

/** What of open books differs from database to database. */
export interface BooksParts extends Omit<StoreParts, 'db' | 'now' | 'keep' | 'history'> {
  /** For queries of registers: sees what is committed, and writes nothing. */
  readonly reader: SqlConnection
  readonly migrate: OpenBooks['migrate']
}

/** Puts open books together; their tables are up to date. */
export async function booksOf(
  options: Pick<AnyBooksOptions, 'keep'> & {
    readonly folder: string
    readonly now: () => number
    readonly history: Partial<HistorySettings> | undefined
  },
  { reader, migrate, ...parts }: BooksParts,
): Promise<OpenBooks> {
  const { folder, now, keep = {}, history } = options
  const lease = new Lease()
  const store = await openStore({
    ...parts,
    db: builderOn<HubTables>(reader, lease),
    now,
    keep: {
      onceKeys: milliseconds(keep.onceKeys ?? '400d'),
      jobRuns: milliseconds(keep.jobRuns ?? '400d'),
      audit: milliseconds(keep.audit ?? '400d'),
    },
    history: historyPolicy({ ...DEFAULT_HISTORY, ...history }),
  })
  return {
    folder,
    store,
    read: <Tables>() => builderOn<Tables>(reader, lease),
    write: (work) => parts.writer.built(work),
    migrate,
    close: () => store.close(),
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw HUB_BOOKS_IO(`it cannot make ${folder}`, error)
  }
}

function openWriter(path: string): SqlConnection & { close(): void } {
  const connection = new GuardedConnection(path)
  try {
    connection.exec('PRAGMA busy_timeout = 5000')
    // Must be said before the first table is made.
    connection.exec('PRAGMA auto_vacuum = INCREMENTAL')
    connection.exec('PRAGMA journal_mode = WAL')
    connection.exec('PRAGMA synchronous = FULL')
    connection.exec('PRAGMA foreign_keys = ON')
    connection.exec('PRAGMA cache_size = -65536')
    // A body that moves to history or goes leaves no copy in the page it stood in.
    connection.exec('PRAGMA secure_delete = FAST')
    // Fewer, larger checkpoints: a page that changed often is written back once.
    connection.exec('PRAGMA wal_autocheckpoint = 4000')
    connection.exec('PRAGMA journal_size_limit = 67108864')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function openReader(path: string): SqlConnection & { close(): void } {
  const connection = new GuardedConnection(path)
  connection.exec('PRAGMA busy_timeout = 5000')
  connection.exec('PRAGMA query_only = ON')
  connection.exec('PRAGMA cache_size = -32768')
  return connection
}

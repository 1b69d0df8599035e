import type { AnyBooksOptions, OpenBooks } from './books.js'
import { booksOf } from './books.js'
import type { SqlConnection } from './connection.js'
import type { Migrations } from './migrations.js'
import { MysqlConnection } from './mysql-connection.js'
import { migrateMysql } from './mysql-migrating.js'
import { MysqlReaders } from './mysql-readers.js'
import { MysqlServer } from './mysql-server.js'
import type { Durability } from './mysql-settings.js'
import { mysqlAddress } from './mysql-settings.js'
import { engineMigrations } from './schema.js'
import { mysqlSpace } from './space.js'
import type { StoreParts } from './store.js'
import { Writer } from './writer.js'

/** What of the books on a server others build on. */
export interface MysqlParts {
  readonly writer: Writer
  /** The server's number of the connection that writes, or that wrote last; 0 before the first. */
  readonly writing: () => number
  /** A connection for one purpose alone, made anew when it is lost; closed with the books. */
  readonly beside: () => SqlConnection
}

export interface MysqlBooksOptions extends AnyBooksOptions {
  /** As mysqlAddress reads it. */
  readonly url: string
  /** The folder for what is no books: the socket of the command line, files. Default: none. */
  readonly folder?: string
  /** What becomes of a server whose answered commits may be lost when the machine fails. Default: it is refused. */
  readonly lossy?: Durability
  /** Told what the server should have otherwise, and what a migration waits for. */
  readonly warn?: (sentence: string) => void
  /** Connections that read. Default 4. */
  readonly readers?: number
  /** More of the store, such as what several processes share. */
  readonly more?: (parts: MysqlParts) => Partial<StoreParts>
}

export interface OpenMysqlBooks extends OpenBooks {
  /** Cuts all connections, as they are when the process is killed. */
  abandon(): Promise<void>
}

/** What closing waits for a server that is away, in milliseconds. */
const CLOSING_MS = 10_000

/**
 * Opens the books on MariaDB or MySQL and brings the engine's tables up to date, one process at a time. Several processes
 * may have them open; then `more` must say so to the store. Throws HUB_BOOKS_URL, HUB_BOOKS_LOST, HUB_BOOKS_DENIED,
 * HUB_BOOKS_SETTINGS, HUB_BOOKS_NEWER and HUB_MIGRATION_….
 */
export async function openMysqlBooks(options: MysqlBooksOptions): Promise<OpenMysqlBooks> {
  const { url, folder = '', now = Date.now, migrations = [], applyWithin = 5_000, keep = {}, readers = 4 } = options
  const { warn = () => {}, lossy = 'refused' } = options
  const server = new MysqlServer({ address: mysqlAddress(url), lossy, warn, applyWithin })
  await migrated(server, [engineMigrations, ...migrations], now(), warn)
  const writing = new MysqlConnection(server, 'writes')
  const reader = new MysqlReaders(server, readers)
  const aside: SqlConnection[] = []
  const closeAll = async () => {
    for (const connection of [writing, reader, ...aside]) await connection.close()
    server.close()
  }
  try {
    await writing.ready()
    const writer = new Writer(writing, applyWithin)
    const books = await booksOf(
      { folder, now, keep, history: options.history },
      {
        dialect: 'mysql',
        writer,
        reader,
        reading: () => reader,
        space: mysqlSpace,
        closing: () => {},
        closed: closeAll,
        migrate: (owners) => migrated(server, owners, now(), warn),
        ...options.more?.({
          writer,
          writing: () => writing.id,
          beside() {
            const connection = new MysqlConnection(server, 'beside')
            aside.push(connection)
            return connection
          },
        }),
      },
    )
    return {
      ...books,
      async abandon() {
        writing.giveUp()
        await closeAll()
      },
      async close() {
        // What a server that is away does not take any more, the next start finds as after a crash.
        const late = setTimeout(() => writing.giveUp(), CLOSING_MS)
        try {
          await books.close()
        } finally {
          clearTimeout(late)
          await closeAll()
        }
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Holds the pen on another connection meanwhile, so that no other process is in the middle of a commit. */
async function penned(server: MysqlServer, work: () => Promise<void>): Promise<void> {
  const connection = new MysqlConnection(server, 'beside', { within: 0, once: true })
  try {
    await connection.ready()
    await connection.exec('START TRANSACTION')
    // Where tables are changed, those of the engine are there: it migrates first.
    await connection.rows("SELECT value FROM hub_state WHERE name = 'last-seq' FOR UPDATE", [])
    await work()
    await connection.exec('COMMIT')
  } finally {
    await connection.close()
  }
}

/** On a connection of its own, which is not made anew in between; a statement may take long on large tables. */
async function migrated(
  server: MysqlServer,
  owners: readonly Migrations[],
  now: number,
  warn: (sentence: string) => void,
): Promise<readonly string[]> {
  const connection = new MysqlConnection(server, 'beside', { within: 0, once: true })
  try {
    await connection.ready()
    return await migrateMysql(connection, connection.dialect, owners, now, server.database, {
      penned: (work) => penned(server, work),
      warn,
    })
  } finally {
    await connection.close()
  }
}

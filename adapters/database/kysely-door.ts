import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type DialectAdapter,
  type Driver,
  Kysely,
  type Dialect as KyselyDialect,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Soon, SqlConnection } from './connection.js'
import type { Dialect } from './dialect.js'
import { HUB_STREAM_REFUSED, HUB_TX_ENDED, HUB_TX_NESTED } from './errors.js'

/** A query builder's permission to use a connection. Once ended, every use of the builder is refused. */
export class Lease {
  ended = false
  /** Called before a statement is carried out: makes sure of the savepoint, and that what came before is carried out. */
  before: (() => Soon<unknown>) | undefined
  /** Takes a statement whose answer nobody reads, to carry it out later. */
  later: ((sql: string, parameters: readonly unknown[]) => void) | undefined
  /** Told of every statement that may have written. */
  made: ((sql: string, parameters: readonly unknown[]) => void) | undefined

  end(): void {
    this.ended = true
  }
}

/** A query of which it may be known that nobody reads its answer. */
export type MaybeUnread<Row = unknown> = CompiledQuery<Row> & { readonly unread?: boolean }

/** What gives rows and writes nothing. */
const READS = /^\s*(select|values|explain)\b/i

class LeasedConnection implements DatabaseConnection {
  readonly #connection: SqlConnection
  readonly #lease: Lease

  constructor(connection: SqlConnection, lease: Lease) {
    this.#connection = connection
    this.#lease = lease
  }

  async executeQuery<R>({ sql, parameters, unread }: MaybeUnread): Promise<QueryResult<R>> {
    if (this.#lease.ended) throw HUB_TX_ENDED()
    const { before, later } = this.#lease
    if (unread === true && later !== undefined) {
      later(sql, parameters)
      return { rows: [] }
    }
    const ready = before?.()
    if (ready !== undefined) {
      await ready
      // Its time may have been over meanwhile.
      if (this.#lease.ended) throw HUB_TX_ENDED()
    }
    const answer = await this.#connection.query(sql, parameters)
    // Looked at only now: what failed while this was under way is not made again.
    const { made } = this.#lease
    if ('rows' in answer) {
      if (made !== undefined && !READS.test(sql)) made(sql, parameters)
      return { rows: answer.rows as R[] }
    }
    made?.(sql, parameters)
    return { rows: [], numAffectedRows: BigInt(answer.changes), insertId: answer.insertId }
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw HUB_STREAM_REFUSED()
  }
}

/** Begins nothing and gives out nothing: the connection belongs to the books, not to the builder. */
class NoDriver implements Driver {
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    throw HUB_TX_NESTED()
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(): Promise<void> {
    throw HUB_TX_NESTED()
  }
  async commitTransaction(): Promise<void> {
    throw HUB_TX_NESTED()
  }
  async rollbackTransaction(): Promise<void> {
    throw HUB_TX_NESTED()
  }
  async destroy(): Promise<void> {}
}

const driver = new NoDriver()

/** What the builder needs of a database. Stateless, so one serves all builders. */
interface Words {
  readonly compiler: QueryCompiler
  readonly adapter: DialectAdapter
  readonly config: { readonly dialect: KyselyDialect }
}

function words(
  compiler: QueryCompiler,
  adapter: DialectAdapter,
  createIntrospector: KyselyDialect['createIntrospector'],
): Words {
  const dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createAdapter: () => adapter,
    createIntrospector,
  }
  return { compiler, adapter, config: { dialect } }
}

const WORDS: Readonly<Record<Dialect['name'], Words>> = {
  sqlite: words(new SqliteQueryCompiler(), new SqliteAdapter(), (db) => new SqliteIntrospector(db)),
  mysql: words(new MysqlQueryCompiler(), new MysqlAdapter(), (db) => new MysqlIntrospector(db)),
}

/**
 * Kysely's query builder on one of the books' connections. Begins no transaction of its own (HUB_TX_NESTED). Every change
 * gets one of its own, so it is put together from parts instead of through a dialect, which takes thrice as long.
 */
export function builderOn<Tables>(connection: SqlConnection, lease: Lease): Kysely<Tables> {
  const { compiler, adapter, config } = WORDS[connection.dialect.name]
  const leased = new LeasedConnection(connection, lease)
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(leased),
  })
  return new Kysely<Tables>({ config, driver, dialect: config.dialect, executor })
}

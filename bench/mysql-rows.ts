/*
 * The limit of the flow on MariaDB or MySQL: the rows of bench/batch.ts, written through one connection of mysql2 without
 * the engine. Prepared statements over many rows, one transaction per step of a batch, on the tables and indexes of real
 * books.
 */
import { createConnection } from 'mysql2/promise'
import { openMysqlBooks } from '../adapters/database/mysql-books.js'
import {
  batchesOf,
  LAST_SEQ,
  NOT_OF_MESSAGES,
  type Row,
  SAMPLED,
  type Sample,
  textOf,
  transactionsOf,
  type Value,
} from './batch.js'
import { type CpuShares, cpuOf } from './hubs.js'
import { round } from './measure.js'
import type { RowCounts } from './rows.js'
import { benchMigrations } from './shop.js'

export interface MysqlRowsOptions {
  /** Books that the engine has left: what the limit writes must look like this. */
  readonly engineUrl: string
  /** An empty database. */
  readonly url: string
  readonly messages: number
  /** Messages in a transaction. */
  readonly batch: number
  /** Of the servers, by name: what they take of the machine is told. */
  readonly pids: Readonly<Record<string, readonly number[]>>
}

export interface MysqlRowsResult {
  readonly perSecond: number
  readonly rows: RowCounts
  readonly cpu: CpuShares
}

type Connection = Awaited<ReturnType<typeof createConnection>>

/** The rows of books, by table, of what messages leave. */
export async function countMysqlRows(connection: Connection): Promise<RowCounts> {
  const [tables] = await connection.query({ sql: 'SHOW TABLES', rowsAsArray: true })
  const counts: Record<string, number> = {}
  for (const [name] of tables as unknown as [string][]) {
    if (NOT_OF_MESSAGES.test(name)) continue
    const [rows] = await connection.query({ sql: `SELECT COUNT(*) FROM \`${name}\``, rowsAsArray: true })
    const [[count]] = rows as unknown as [[number]]
    if (count !== 0) counts[name] = count
  }
  return counts
}

async function sampleOf(connection: Connection): Promise<Sample> {
  const one = async (table: string) => {
    const [rows] = await connection.query(`SELECT * FROM ${table} LIMIT 1`)
    return (rows as Row[])[0]!
  }
  const { history, announced, trace, once } = SAMPLED
  return {
    history: await one(history),
    announced: await one(announced),
    trace: await one(trace),
    once: await one(once),
  }
}

/** Above this a statement over more rows gains nothing (measured). */
const ROWS = 256

/** Writes the rows; throws when they are others than those of the engine. */
export async function part({ engineUrl, url, messages, batch, pids }: MysqlRowsOptions): Promise<MysqlRowsResult> {
  const books = await openMysqlBooks({ url, migrations: [benchMigrations] })
  await books.close()
  const made = await createConnection(engineUrl)
  const sample = await sampleOf(made)
  const connection = await createConnection({ uri: url, maxPreparedStatements: 400 })
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  const cpu = cpuOf({ writer: [process.pid], ...pids })
  const began = performance.now()
  for (const one of batchesOf(messages, batch))
    for (const { writes, lastSeq } of transactionsOf(sample, one)) {
      await connection.query('BEGIN')
      for (const [name, rows] of writes)
        for (let at = 0; at < rows.length; at += ROWS) {
          const some = rows.slice(at, at + ROWS)
          const values: Value[] = []
          for (const row of some) for (const value of row) values.push(bound(value))
          await connection.execute(textOf(name, some.length), values as string[])
        }
      if (lastSeq !== undefined) await connection.execute(LAST_SEQ, [lastSeq])
      await connection.query('COMMIT')
    }
  const perSecond = round((messages / (performance.now() - began)) * 1_000)
  const shares = cpu()
  const [rows, engineRows] = [await countMysqlRows(connection), await countMysqlRows(made)]
  await connection.end()
  await made.end()
  // What is compared must be the same work: the limit leaves exactly the rows that the engine leaves.
  if (JSON.stringify(rows) !== JSON.stringify(engineRows))
    throw new Error(
      `the limit leaves other rows than the engine: ${JSON.stringify(rows)}, ${JSON.stringify(engineRows)}`,
    )
  return { perSecond, rows, cpu: shares }
}

const bound = (value: Value): Value =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value

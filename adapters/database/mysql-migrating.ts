import { createHash } from 'node:crypto'
import { HubError, neverSent, tryAgain } from '../../bus/errors.js'
import type { Soon, SqlConnection } from './connection.js'
import type { Dialect } from './dialect.js'
import {
  INSERT_STEP,
  type Migrations,
  type PendingStep,
  pendingMigrations,
  refuseOverlap,
  stepRow,
} from './migrations.js'

export const HUB_MIGRATION_LOCKED = (database: string) =>
  new HubError(
    'HUB_MIGRATION_LOCKED',
    `another process has been bringing the tables of ${database} up to date for a minute; wait until it has ended`,
    tryAgain,
  )

export const HUB_MIGRATION_BEGUN = (owner: string, name: string, bookkeeping: string) =>
  new HubError(
    'HUB_MIGRATION_BEGUN',
    `migration ${owner}/${name} was cut off and nobody can tell whether it took place: finish it or undo it by hand, then set done of its row in ${bookkeeping} to 1 or remove the row`,
    neverSent,
  )

/** Does something while nobody else commits. */
export type Penned = (work: () => Promise<void>) => Promise<void>

/** So long is waited for another process that migrates, in seconds. */
const LOCK_SECONDS = 60

const TABLE = 'SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?'
const INDEX =
  'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ? LIMIT 1'

/**
 * As migrateOn, where a statement that changes tables commits by itself: each is written down as begun before and as done
 * after it, and what was cut off in between is found out by looking whether it has taken place. One process does so at a
 * time. `connection` commits each statement by itself, and is made anew by nobody while this runs.
 */
export async function migrateMysql(
  connection: SqlConnection,
  dialect: Dialect,
  owners: readonly Migrations[],
  now: number,
  database: string,
  penned: Penned = (work) => work(),
): Promise<readonly string[]> {
  refuseOverlap(owners)
  // A name of a lock has 64 characters at most.
  const lock = `dromedary:${createHash('sha256').update(database).digest('hex').slice(0, 40)}`
  const [got] = await connection.rows('SELECT GET_LOCK(?, ?)', [lock, LOCK_SECONDS])
  if (got?.[0] !== 1) throw HUB_MIGRATION_LOCKED(database)
  try {
    const done: string[] = []
    for (const migrations of owners) {
      const { bookkeeping, steps } = await pendingMigrations(connection, dialect, migrations)
      for (const step of steps) {
        if (/^(insert|update|delete)\b/i.test(step.text)) await rows(connection, bookkeeping, step, now)
        // A commit that has read the table and is about to write it would be given up for the change of the table. One that
        // builds an index may take long, and is not worth that nobody commits meanwhile.
        else if (/^alter table/i.test(step.text))
          await penned(() => definition(connection, dialect, bookkeeping, step, now))
        else await definition(connection, dialect, bookkeeping, step, now)
        done.push(`${step.owner}/${step.name}`)
      }
    }
    return done
  } finally {
    await quietly(() => connection.rows('SELECT RELEASE_LOCK(?)', [lock]))
  }
}

/** What changes rows commits together with what says so. */
async function rows(connection: SqlConnection, bookkeeping: string, step: PendingStep, now: number): Promise<void> {
  await connection.exec('START TRANSACTION')
  try {
    await connection.exec(step.text)
    await connection.run(INSERT_STEP(bookkeeping), stepRow(step, now, true))
    await connection.exec('COMMIT')
  } catch (error) {
    await quietly(() => connection.exec('ROLLBACK'))
    throw error
  }
}

async function definition(
  connection: SqlConnection,
  dialect: Dialect,
  bookkeeping: string,
  step: PendingStep,
  now: number,
): Promise<void> {
  const finish = `UPDATE ${bookkeeping} SET done = 1 WHERE name = ?`
  if (step.begun) {
    const there = await hasTakenPlace(connection, dialect, step.text)
    if (there === undefined) throw HUB_MIGRATION_BEGUN(step.owner, step.name, bookkeeping)
    if (there) {
      await connection.run(finish, [step.name])
      return
    }
  } else await connection.run(INSERT_STEP(bookkeeping), stepRow(step, now, false))
  try {
    await connection.exec(step.text)
  } catch (error) {
    // What the server refused has not taken place; what was cut off nobody knows.
    if ((error as HubError).code !== 'HUB_BOOKS_LOST')
      await connection.run(`DELETE FROM ${bookkeeping} WHERE name = ?`, [step.name])
    throw error
  }
  await connection.run(finish, [step.name])
}

/** Whether the tables are as a statement would leave them, or undefined where that cannot be seen. */
async function hasTakenPlace(connection: SqlConnection, dialect: Dialect, text: string): Promise<boolean | undefined> {
  const [, verb, kind, name, on] =
    /^(create|drop) (?:unique )?(table|index) (?:if (?:not )?exists )?`(\w+)`(?: on `(\w+)`)?/i.exec(text) ?? []
  if (verb !== undefined && kind !== undefined && name !== undefined) {
    const isTable = kind.toLowerCase() === 'table'
    const found = await connection.rows(isTable ? TABLE : INDEX, isTable ? [name] : [on ?? '', name])
    return found.length > 0 === (verb.toLowerCase() === 'create')
  }
  const [, table, changes] = /^alter table `(\w+)` (.*)$/is.exec(text) ?? []
  if (table === undefined || changes === undefined) return undefined
  const columns = new Set((await connection.rows(dialect.columnsOf, [table])).map(([column]) => column))
  const parts = changes.split(/, (?=(?:add|drop|modify|change|rename|alter)\b)/i)
  const seen = parts.map((part) => {
    const [, word, column] = /^(add|drop) column `(\w+)`/i.exec(part) ?? []
    return word === undefined ? undefined : columns.has(column) === (word.toLowerCase() === 'add')
  })
  // A statement takes place as a whole.
  return seen.includes(undefined) ? undefined : seen.every(Boolean)
}

/** A connection that is lost has given up locks and transactions by itself. */
async function quietly(work: () => Soon<unknown>): Promise<void> {
  try {
    await work()
  } catch {
    // See above.
  }
}

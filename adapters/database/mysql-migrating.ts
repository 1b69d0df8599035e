import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
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

export interface Migrating {
  /** Does something while nobody else commits. */
  readonly penned: (work: () => Promise<void>) => Promise<void>
  /** Told what a migration waits for. */
  readonly warn: (sentence: string) => void
}

/** So long is waited for another process that migrates, in seconds. */
const LOCK_SECONDS = 60

/**
 * While a statement waits for a table that somebody holds in an open transaction, whoever comes after it waits too. So it
 * gives up after these seconds, less than a lease and far less than a commit waits for the pen, and lets the others go on
 * for as long before it comes again.
 */
const PATIENCE_SECONDS = 2
/** So many times it comes before that is told again. */
const TOLD_EVERY = 15

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
  { penned, warn }: Migrating = { penned: (work) => work(), warn: () => {} },
): Promise<readonly string[]> {
  refuseOverlap(owners)
  await connection.exec(`SET SESSION lock_wait_timeout = ${PATIENCE_SECONDS}`)
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
        else
          await inTurn(step, warn, () => {
            const work = () => definition(connection, dialect, bookkeeping, step, now)
            return needsPen(step.text) ? penned(work) : work()
          })
        done.push(`${step.owner}/${step.name}`)
      }
    }
    return done
  } finally {
    await quietly(() => connection.rows('SELECT RELEASE_LOCK(?)', [lock]))
  }
}

/**
 * A commit that has read the table and is about to write it would be given up for the change of the table. One that builds
 * an index may take long, and is not worth that nobody commits meanwhile. The pen itself is a row of hub_state, which nobody
 * could change beside whoever holds it.
 */
function needsPen(text: string): boolean {
  return /^alter table (?!`hub_state`)/i.test(text)
}

/** Comes again for as long as somebody holds what is to be changed. */
async function inTurn(
  { owner, name }: PendingStep,
  warn: (sentence: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  for (let times = 0; ; times++)
    try {
      return await work()
    } catch (error) {
      if ((error as HubError).code !== 'HUB_BOOKS_BUSY') throw error
      if (times % TOLD_EVERY === 0)
        warn(
          `migration ${owner}/${name} waits for somebody whose open transaction (a backup, a database browser) has used what it changes; it comes again every few seconds, and hubs go on meanwhile`,
        )
      await wait(PATIENCE_SECONDS * 1_000)
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
    // What the server refused has not taken place; what was cut off nobody knows, now or before.
    if ((error as HubError).code !== 'HUB_BOOKS_LOST' && !step.begun)
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

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HUB_BOOKS_LOCKED } from './errors.js'
import { GuardedConnection } from './libsql.js'

export interface FolderLock {
  release(): void
}

/** Who holds a data folder. */
export interface Holder {
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly since: number
}

const HOLDER = 'books.holder'

/**
 * Holds a data folder for this process: an exclusive transaction on a database file of its own, which the operating
 * system gives back however the process ends. Who holds it stands beside it, for people. Nothing but SQLite may open the
 * lock's file: POSIX locks of a process go when it closes any handle of the file. Throws HUB_BOOKS_LOCKED.
 */
export function lockFolder(folder: string, now: number): FolderLock {
  const connection = new GuardedConnection(join(folder, 'books.lock'))
  try {
    connection.exec('PRAGMA busy_timeout = 0')
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if ((error as { code?: string }).code !== 'HUB_BOOKS_BUSY') throw error
    throw HUB_BOOKS_LOCKED(folder, describe(holderOf(folder)))
  }
  const holder = join(folder, HOLDER)
  writeFileSync(`${holder}.new`, `${JSON.stringify({ pid: process.pid, since: now } satisfies Holder)}\n`)
  renameSync(`${holder}.new`, holder)
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      rmSync(holder, { force: true })
      connection.exec('ROLLBACK')
      connection.close()
    },
  }
}

/** Who held the folder last, as far as it is written down. Whether it still does, only taking the lock tells. */
export function holderOf(folder: string): Holder | undefined {
  try {
    const said = JSON.parse(readFileSync(join(folder, HOLDER), 'utf8')) as Partial<Holder>
    if (Number.isSafeInteger(said.pid) && Number.isSafeInteger(said.since)) return said as Holder
  } catch {
    // Not written yet, or half removed: the lock itself decides, the name is for people.
  }
  return undefined
}

function describe(holder: Holder | undefined): string {
  if (holder === undefined) return 'another process'
  return `process ${holder.pid} since ${new Date(holder.since).toISOString()}`
}

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HUB_BOOKS_IO } from './errors.js'
import { GuardedConnection } from './libsql.js'

/**
 * Opens books, by their folder or their file, beside a hub that may run on them: takes no lock and writes nothing. Throws
 * HUB_BOOKS_IO when there are none.
 */
export function openBeside(path: string): GuardedConnection {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'books.sqlite') : path
  if (!existsSync(file)) throw HUB_BOOKS_IO(`there are no books at ${file}`, undefined)
  const connection = new GuardedConnection(file)
  connection.exec('PRAGMA busy_timeout = 5000')
  connection.exec('PRAGMA query_only = ON')
  return connection
}

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SqlConnection } from './connection.js'
import { HUB_BOOKS_IO } from './errors.js'
import { GuardedConnection } from './libsql.js'
import { MysqlConnection } from './mysql-connection.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'

const isAddress = (books: string) => /^(mysql|mariadb):/i.test(books)

/** Books for people: their folder or file as it came, or host and database of an address, without a password. */
export function nameOfBooks(books: string): string {
  if (!isAddress(books)) return books
  const { host, port, database } = mysqlAddress(books)
  return `${host}:${port}/${database}`
}

/**
 * Opens books, by their folder, their file or their address (mysql://…), beside a hub that may run on them: takes no lock
 * and writes nothing. Throws HUB_BOOKS_IO when there are none, HUB_BOOKS_LOST, HUB_BOOKS_DENIED, HUB_BOOKS_SETTINGS.
 */
export async function openBeside(books: string): Promise<SqlConnection> {
  if (!isAddress(books)) return openFile(books)
  const server = new MysqlServer({ address: mysqlAddress(books), lossy: 'warned', warn: () => {} })
  const connection = new MysqlConnection(server, 'reads')
  try {
    await connection.ready()
    if ((await connection.rows(connection.dialect.columnsOf, ['hub_migration'])).length === 0)
      throw HUB_BOOKS_IO(`there are no books at ${nameOfBooks(books)}`, undefined)
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

function openFile(path: string): GuardedConnection {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'books.sqlite') : path
  if (!existsSync(file)) throw HUB_BOOKS_IO(`there are no books at ${file}`, undefined)
  const connection = new GuardedConnection(file)
  connection.exec('PRAGMA busy_timeout = 5000')
  connection.exec('PRAGMA query_only = ON')
  return connection
}

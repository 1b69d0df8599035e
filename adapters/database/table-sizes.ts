import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HUB_BOOKS_IO } from './errors.js'
import { GuardedConnection } from './libsql.js'

export interface TableSize {
  /** A table or an index. */
  readonly name: string
  /** The table, also of an index. */
  readonly table: string
  readonly bytes: number
  readonly pages: number
  /** Share of the pages that is used. */
  readonly full: number
}

const SIZES =
  'SELECT d.name, COALESCE(m.tbl_name, d.name), SUM(d.pgsize), COUNT(*), SUM(d.payload) ' +
  'FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name GROUP BY d.name ORDER BY 3 DESC'

/**
 * How large each table and index of the books in a folder is, the largest first. Reads every page, and so takes a second
 * for some hundred megabytes; takes no lock and writes nothing, so that a hub may run beside it. Throws HUB_BOOKS_IO.
 */
export function tableSizes(folder: string): readonly TableSize[] {
  const file = join(folder, 'books.sqlite')
  if (!existsSync(file)) throw HUB_BOOKS_IO(`there are no books at ${file}`, undefined)
  const connection = new GuardedConnection(file)
  try {
    connection.exec('PRAGMA busy_timeout = 5000')
    connection.exec('PRAGMA query_only = ON')
    const rows = connection.rows(SIZES, []) as unknown as [string, string, number, number, number][]
    return rows.map(([name, table, bytes, pages, payload]) => ({ name, table, bytes, pages, full: payload / bytes }))
  } finally {
    connection.close()
  }
}

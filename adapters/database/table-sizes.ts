import { join } from 'node:path'
import { openBeside } from './beside.js'

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
  const connection = openBeside(join(folder, 'books.sqlite'))
  try {
    const rows = connection.rows(SIZES, []) as unknown as [string, string, number, number, number][]
    return rows.map(([name, table, bytes, pages, payload]) => ({ name, table, bytes, pages, full: payload / bytes }))
  } finally {
    connection.close()
  }
}

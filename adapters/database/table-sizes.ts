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

const SERVER_SIZES =
  'SELECT table_name, data_length, index_length, data_free FROM information_schema.tables ' +
  "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
const PAGE = 16_384

/**
 * How large each table and index of some books is, the largest first. Of a file it reads every page, and so takes a second
 * for some hundred megabytes; a server tells what it has counted, all indexes of a table together. Takes no lock and writes
 * nothing, so that a hub may run beside it. `books` as of openBeside, which says what is thrown.
 */
export async function tableSizes(books: string): Promise<readonly TableSize[]> {
  const connection = await openBeside(books)
  try {
    if (connection.dialect.name === 'sqlite') {
      const rows = (await connection.rows(SIZES, [])) as unknown as [string, string, number, number, number][]
      return rows.map(([name, table, bytes, pages, payload]) => ({ name, table, bytes, pages, full: payload / bytes }))
    }
    const rows = (await connection.rows(SERVER_SIZES, [])) as unknown as [string, number, number, number][]
    const sizes = rows.flatMap(([table, data, indexes, free]) => {
      const full = data === 0 ? 0 : data / (data + free)
      const of = (name: string, bytes: number) => ({ name, table, bytes, pages: Math.ceil(bytes / PAGE), full })
      return indexes === 0 ? [of(table, data)] : [of(table, data), of(`indexes of ${table}`, indexes)]
    })
    return sizes.sort((one, other) => other.bytes - one.bytes)
  } finally {
    await connection.close()
  }
}

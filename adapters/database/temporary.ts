import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BooksOptions, type OpenBooks, openBooks } from './books.js'
import { type MysqlBooksOptions, type OpenMysqlBooks, openMysqlBooks } from './mysql-books.js'
import { MysqlConnection } from './mysql-connection.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'

export interface TemporaryBooks extends OpenBooks {
  /** Closes the books and removes their folder. */
  remove(): Promise<void>
}

/** What a new database holds of rows, beside which migrations it went through. */
const FRESH = 'UPDATE hub_partition SET owner = NULL, fence = 0, last_seq = 0'

/** Takes all rows out of books on a server that nobody has open, as if they were new; does nothing where there are none. */
export async function emptied(url: string): Promise<void> {
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const connection = new MysqlConnection(server, 'beside')
  try {
    const tables = await connection.rows(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()',
      [],
    )
    for (const [name] of tables as unknown as [string][]) {
      if (name.endsWith('_migration') || name === 'hub_partition') continue
      await connection.exec(`DELETE FROM \`${name}\``)
    }
    if (tables.length === 0) return
    await connection.exec("INSERT INTO hub_state (name, value) VALUES ('last-seq', 0)")
    await connection.exec(FRESH)
  } finally {
    await connection.close()
  }
}

/** Books on a server, in a database of their own that whoever asks drops, for tests. */
export function temporaryMysqlBooks(options: MysqlBooksOptions): Promise<OpenMysqlBooks> {
  return openMysqlBooks({ readers: 2, lossy: 'warned', ...options })
}

/** Books in a throwaway folder, for tests. */
export async function temporaryBooks(options: Omit<BooksOptions, 'folder'> = {}): Promise<TemporaryBooks> {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-books-'))
  const books = await openBooks({ ...options, folder })
  return {
    ...books,
    async remove() {
      await books.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

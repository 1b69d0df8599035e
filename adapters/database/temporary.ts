import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BooksOptions, type OpenBooks, openBooks } from './books.js'

export interface TemporaryBooks extends OpenBooks {
  /** Closes the books and removes their folder. */
  remove(): Promise<void>
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

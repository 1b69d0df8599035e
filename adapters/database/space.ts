import type { SqlConnection } from './connection.js'

/** The room on the disk, where the database leaves it to us. */
export interface Space {
  pages(connection: SqlConnection): Promise<Pages>
  /** Gives up to so many free pages back to the file system. */
  giveBack(connection: SqlConnection, most: number): Promise<void>
  /** Lets the file become as short as what was given back allows. */
  settle(connection: SqlConnection): Promise<void>
}

export interface Pages {
  readonly bytesEach: number
  readonly all: number
  /** Of all, those that hold nothing. */
  readonly free: number
}

export const sqliteSpace: Space = {
  async pages(connection) {
    const one = async (pragma: string) => (await connection.rows(`PRAGMA ${pragma}`, []))[0]![0] as number
    return { bytesEach: await one('page_size'), all: await one('page_count'), free: await one('freelist_count') }
  },

  async giveBack(connection, most) {
    await connection.exec(`PRAGMA incremental_vacuum(${most})`)
  },

  // The end of the file is cut off when the log has been written back into it.
  async settle(connection) {
    await connection.exec('PRAGMA wal_checkpoint(PASSIVE)')
  },
}

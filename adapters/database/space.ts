import type { SqlConnection } from './connection.js'

/** The room on the disk, where the database leaves it to us. */
export interface Space {
  /** Whether free pages can be given back to the file system. */
  readonly givesBack: boolean
  pages(connection: SqlConnection): Promise<Pages>
  /** Gives up to so many free pages back to the file system. */
  giveBack(connection: SqlConnection, most: number): Promise<void>
  /** Lets the file become as short as what was given back allows. */
  settle(connection: SqlConnection): Promise<void>
  /** From now on deleted bytes are overwritten, or only as far as that costs nothing. */
  overwrite(connection: SqlConnection, all: boolean): Promise<void>
  /** What free pages and logs still hold of what was deleted goes too, as far as the database lets us. */
  leaveNoCopies(connection: SqlConnection): Promise<void>
}

export interface Pages {
  readonly bytesEach: number
  readonly all: number
  /** Of all, those that hold nothing. */
  readonly free: number
}

export const sqliteSpace: Space = {
  givesBack: true,

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
  async overwrite(connection, all) {
    await connection.exec(`PRAGMA secure_delete = ${all ? 'ON' : 'FAST'}`)
  },

  async leaveNoCopies(connection) {
    await connection.exec('PRAGMA incremental_vacuum')
    await connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  },
}

const BYTES =
  'SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables ' +
  "WHERE table_schema = DATABASE() AND engine = 'InnoDB'"

/** InnoDB writes free pages again and keeps its files as long as they are. */
export const mysqlSpace: Space = {
  givesBack: false,

  async pages(connection) {
    const [row] = await connection.rows(BYTES, [])
    return { bytesEach: 1, all: row![0] as number, free: 0 }
  },

  async giveBack() {},
  async settle() {},
  async overwrite() {},
  async leaveNoCopies() {},
}

import { type ColumnDataType, type CompiledQuery, type Expression, type Kysely, type RawBuilder, sql } from 'kysely'

/** Everything in which the databases differ, so that no other file says a database's name. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql'
  readonly type: ColumnTypes
  /** Completes a CREATE TABLE statement. */
  finishTable(sql: string): string
  /** Keeps the rows in the order of the primary key instead of in a table of their own. */
  readonly byKey: Expression<unknown>
  /** An index over some rows only, where the database knows such. */
  readonly partial: boolean
  /** Removes an index of a table. */
  // biome-ignore lint/suspicious/noExplicitAny: a migration stands for a moment in time, not for today's tables
  dropIndex(db: Kysely<any>, index: string, table: string): { compile(): CompiledQuery }
  /** Asks for the names of a table's columns; the table is its one parameter. */
  readonly columnsOf: string
  /** So many rows of so many placeholders each, to be read from as a table. */
  placeholders(rows: number, width: number): string
  /** Rows that one statement writes at most: a power of two. */
  readonly mostRows: number
}

export function list(size: number, one: string): string {
  return new Array(size).fill(one).join(', ')
}

type Type = ColumnDataType | RawBuilder<unknown>

/** Column types that hold the same on every database. In SQLite all tables are STRICT, so a wrong type is refused. */
export interface ColumnTypes {
  /** Integer primary key that numbers itself; add `.autoIncrement()` where numbers must never be reused. */
  readonly rowNumber: Type
  /** Whole numbers to 64 bits. */
  readonly integer: Type
  /** Floating point. Money is integer minor units, never this. */
  readonly real: Type
  /** 0 or 1. */
  readonly flag: Type
  /** Milliseconds since 1970. */
  readonly moment: Type
  /** A UUID in its usual form. */
  readonly id: Type
  /** Text that may stand in a key or index; length in characters. */
  text(length: number): Type
  /** Text of any length; cannot be indexed. */
  readonly longText: Type
  /** JSON as text. */
  readonly json: Type
  readonly bytes: Type
}

export const sqlite: Dialect = {
  name: 'sqlite',
  type: {
    rowNumber: 'integer',
    integer: 'integer',
    real: 'real',
    flag: 'integer',
    moment: 'integer',
    id: 'text',
    text: () => 'text',
    longText: 'text',
    json: 'text',
    bytes: 'blob',
  },
  // STRICT: without it a column takes any type, and what one database stores the other refuses.
  finishTable: (text) => `${text}${/\bwithout rowid$/i.test(text) ? ', ' : ' '}strict`,
  byKey: sql`without rowid`,
  partial: true,
  dropIndex: (db, index) => db.schema.dropIndex(index),
  columnsOf: 'SELECT name FROM pragma_table_info(?)',
  placeholders: (rows, width) => `VALUES ${list(rows, `(${list(width, '?')})`)}`,
  // Above this nothing is gained (measured).
  mostRows: 64,
}

/** What MariaDB and MySQL share; `collation` tells texts apart as SQLite does: by case, by accent, by blanks at the end. */
function server(collation: string): Dialect {
  return {
    name: 'mysql',
    type: {
      rowNumber: sql`bigint auto_increment`,
      integer: 'bigint',
      real: 'double precision',
      flag: sql`tinyint`,
      moment: 'bigint',
      id: 'varchar(36)',
      text: (length) => `varchar(${length})`,
      longText: sql`longtext`,
      json: sql`longtext`,
      bytes: sql`longblob`,
    },
    finishTable: (text) =>
      `${text} engine=InnoDB row_format=dynamic default character set utf8mb4 collate ${collation}`,
    // InnoDB does so with every table.
    byKey: sql``,
    partial: false,
    dropIndex: (db, index, table) => db.schema.dropIndex(index).on(table),
    columnsOf:
      'SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ' +
      'ORDER BY ordinal_position',
    // MariaDB takes placeholders in VALUES that is read from for empty texts.
    placeholders: (rows, width) => new Array(rows).fill(`SELECT ${list(width, '?')}`).join(' UNION ALL '),
    mostRows: 256,
  }
}

export const MARIADB_COLLATION = 'utf8mb4_nopad_bin'
export const MYSQL_COLLATION = 'utf8mb4_0900_bin'
export const mariadb: Dialect = server(MARIADB_COLLATION)
export const mysql: Dialect = server(MYSQL_COLLATION)

import { type ColumnDataType, type Expression, type RawBuilder, sql } from 'kysely'

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
}

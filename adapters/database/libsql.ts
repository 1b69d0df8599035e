import Libsql from 'libsql'
import type { Answer, Row, SqlConnection } from './connection.js'
import { sqlite } from './dialect.js'
import {
  booksError,
  HUB_BIND_COUNT,
  HUB_BIND_VALUE,
  HUB_BOOKS_CLOSED,
  HUB_BOOKS_IO,
  HUB_INTEGER_TOO_LARGE,
} from './errors.js'
import { countPlaceholders } from './sql-text.js'
import { type Bound, bindable, refuseUnbound } from './values.js'

interface Prepared {
  readonly statement: Libsql.Statement
  readonly placeholders: number
  /** Whether it answers rows. */
  readonly reads: boolean
}

/** Statements kept prepared per connection; the builder makes few distinct texts, and an old one costs one more prepare. */
const KEPT = 400

/**
 * The only door to `libsql`. The driver aborts the whole process when a boolean or a lone Buffer is bound; binds undefined
 * and NaN as NULL; cuts text at NUL and replaces half surrogate pairs; binds whole numbers as REAL; loses precision above
 * 2^53 unless asked for safe integers; fills missing parameters with NULL or with those of the call before and ignores
 * surplus ones; leaves out a second statement; goes on reading after close; mixes `_metadata` into the row of `get`; and
 * keeps a transaction open as long as an iterator is unfinished. So: arrays only, everything checked, `all` only.
 * (What it also does, and no guard can see: text read from bytes that are not UTF-8, as by a cast, aborts the process.)
 */
export class GuardedConnection implements SqlConnection {
  readonly dialect = sqlite
  readonly #db: Libsql.Database
  readonly #arrays = new Map<string, Prepared>()
  readonly #objects = new Map<string, Prepared>()
  #open = true

  constructor(path: string) {
    try {
      this.#db = new Libsql(path)
    } catch (error) {
      throw HUB_BOOKS_IO(`it cannot open ${path}`, error)
    }
  }

  get inTransaction(): boolean {
    return this.#open && this.#db.inTransaction
  }

  begin(): void {
    this.exec('BEGIN IMMEDIATE')
  }

  commit(): void {
    this.exec('COMMIT')
  }

  rollBack(): void {
    this.exec('ROLLBACK')
  }

  rows(sql: string, parameters: readonly Bound[]): readonly Row[] {
    const { statement, placeholders } = this.#prepare(this.#arrays, sql)
    checkBound(parameters, placeholders)
    try {
      const rows = statement.all(parameters) as unknown[][]
      for (const row of rows)
        for (let at = 0; at < row.length; at++) {
          const value = row[at]
          // Arrays of values hold Buffers, objects hold ArrayBuffers: the port speaks of plain bytes.
          if (value instanceof Buffer) row[at] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        }
      return rows
    } catch (error) {
      throw booksError(error)
    }
  }

  run(sql: string, parameters: readonly Bound[]): number {
    const { statement, placeholders } = this.#prepare(this.#arrays, sql)
    checkBound(parameters, placeholders)
    try {
      return statement.run(parameters).changes
    } catch (error) {
      throw booksError(error)
    }
  }

  query(sql: string, parameters: readonly unknown[]): Answer {
    const { statement, placeholders, reads } = this.#prepare(this.#objects, sql)
    if (!Array.isArray(parameters)) throw HUB_BIND_VALUE(1, 'a lone value', 'bind an array')
    if (parameters.length !== placeholders) throw HUB_BIND_COUNT(placeholders, parameters.length)
    const bound = parameters.map((value, index) => bindable(value, index + 1))
    try {
      if (reads) {
        const rows = statement.all(bound) as Record<string, unknown>[]
        for (const row of rows) exact(row)
        return { rows }
      }
      const { changes, lastInsertRowid } = statement.run(bound)
      return { changes, insertId: BigInt(lastInsertRowid) }
    } catch (error) {
      throw booksError(error)
    }
  }

  exec(sql: string): void {
    if (!this.#open) throw HUB_BOOKS_CLOSED()
    try {
      this.#db.exec(sql)
    } catch (error) {
      throw booksError(error)
    }
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    // A statement keeps its connection alive in the driver, and with it files and locks.
    this.#arrays.clear()
    this.#objects.clear()
    this.#db.close()
  }

  #prepare(kept: Map<string, Prepared>, sql: string): Prepared {
    if (!this.#open) throw HUB_BOOKS_CLOSED()
    const known = kept.get(sql)
    if (known !== undefined) return known
    const placeholders = countPlaceholders(sql)
    let prepared: Prepared
    try {
      const statement = this.#db.prepare(sql)
      const reads = statement.reader
      if (kept === this.#objects) statement.safeIntegers(true)
      else if (reads) statement.raw()
      prepared = { statement, placeholders, reads }
    } catch (error) {
      throw booksError(error)
    }
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string)
    kept.set(sql, prepared)
    return prepared
  }
}

function checkBound(parameters: readonly Bound[], placeholders: number): void {
  if (!Array.isArray(parameters)) throw HUB_BIND_VALUE(1, 'a lone value', 'bind an array')
  if (parameters.length !== placeholders) throw HUB_BIND_COUNT(placeholders, parameters.length)
  for (let at = 0; at < parameters.length; at++) refuseUnbound(parameters[at], at + 1)
}

/** Integers as numbers where a number carries them exactly, blobs as bytes. Throws HUB_INTEGER_TOO_LARGE. */
function exact(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column]
    if (typeof value === 'bigint') {
      const number = Number(value)
      if (!Number.isSafeInteger(number)) throw HUB_INTEGER_TOO_LARGE(column)
      row[column] = number
    } else if (value instanceof ArrayBuffer) row[column] = new Uint8Array(value)
  }
}

import type { HubError } from '../../bus/errors.js'
import type { Dialect } from './dialect.js'
import type { Bound } from './values.js'

/** SQLite answers at once, a server later; awaiting fits both. */
export type Soon<T> = T | Promise<T>

/** One row in the order of the selected columns. Blobs are Uint8Array, integers numbers. */
export type Row = readonly unknown[]

export type Answer =
  | { readonly rows: Record<string, unknown>[] }
  | { readonly changes: number; readonly insertId: bigint }

/** One connection as the store uses it. Every method throws HubErrors only. */
export interface SqlConnection {
  readonly dialect: Dialect
  /** Whether what is written now can still be undone. Not so any more when the database gave the transaction up. */
  readonly inTransaction: boolean
  /**
   * Begins a transaction that may write, and waits for its turn where other processes write too: it holds the pen, the
   * lock of hub_state's `last-seq`, until it ends.
   */
  begin(): Soon<void>
  /** Where a server may end a transaction by itself: why the present one is no more. It has written nothing, and may be tried again. */
  readonly gone?: HubError | undefined
  /**
   * Where other processes write too: number of the present transaction among all that took the pen and wrote. The next
   * number after one's own last means that nobody has written in between. 0 after a transaction that has written nothing:
   * its number goes to another.
   */
  readonly turn?: number
  /**
   * Where a database gives a number once only, even when what it was for is undone: how many statements have come to
   * something that they would not come to again.
   */
  readonly unrepeatable?: number
  /** Ends it; what was written is durable then. Throws only when nothing of it was written, or when nobody can tell. */
  commit(): Soon<void>
  rollBack(): Soon<void>
  /**
   * Rows of a statement of the engine's own, whose parameters were checked and whose integers fit a number because they
   * were written from numbers.
   */
  rows(sql: string, parameters: readonly Bound[]): Soon<readonly Row[]>
  /** Carries out a statement of the engine's own and returns how many rows it changed. */
  run(sql: string, parameters: readonly Bound[]): Soon<number>
  /**
   * Where every statement is a journey: carries out `head (…), (…) tail` with these rows, in as few statements as can be.
   * Rows are of the engine's own, unless they are to be `checked`.
   */
  runRows?(head: string, rows: readonly (readonly unknown[])[], tail?: string, checked?: 'checked'): Promise<void>
  /** Bytes that one row may have at most, where the database has such a limit. */
  readonly mostOfRow?: number
  /** Any statement, parameters unchecked: for the query builder. */
  query(sql: string, parameters: readonly unknown[]): Soon<Answer>
  /** Settings and definitions; never with values. */
  exec(sql: string): Soon<void>
  close(): Soon<void>
}

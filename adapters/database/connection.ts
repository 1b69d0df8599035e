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
  readonly inTransaction: boolean
  /** What stands before each row of a VALUES list that is read from: nothing, or ROW. */
  readonly rowWord: string
  /**
   * Rows of a statement of the engine's own, whose parameters were checked and whose integers fit a number because they
   * were written from numbers.
   */
  rows(sql: string, parameters: readonly Bound[]): Soon<readonly Row[]>
  /** Carries out a statement of the engine's own and returns how many rows it changed. */
  run(sql: string, parameters: readonly Bound[]): Soon<number>
  /** Any statement, parameters unchecked: for the query builder. */
  query(sql: string, parameters: readonly unknown[]): Soon<Answer>
  /** Transaction control and settings; never with values. */
  exec(sql: string): Soon<void>
  close(): Soon<void>
}

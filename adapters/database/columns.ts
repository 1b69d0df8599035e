import { type Expression, type RawBuilder, sql } from 'kysely'

/** A Date as it is stored: milliseconds since 1970. */
export function fromDate(date: Date): number {
  return date.getTime()
}

/** A stored moment as a Date. */
export function toDate(stored: number): Date {
  return new Date(stored)
}

/** A boolean as it is stored. */
export function fromFlag(flag: boolean): 0 | 1 {
  return flag ? 1 : 0
}

/** A stored 0 or 1 as a boolean. */
export function toFlag(stored: number): boolean {
  return stored !== 0
}

/** A value as JSON text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value)
}

/** A stored JSON text as the value it was written from. */
export function fromJson<Value>(stored: string): Value {
  return JSON.parse(stored) as Value
}

/**
 * Selects an integer that may exceed 2^53 - 1 as digits; `BigInt(row.total)` makes it exact.
 * Without it such an integer is refused with HUB_INTEGER_TOO_LARGE.
 */
export function exactInteger(column: Expression<number | bigint | null>): RawBuilder<string> {
  return sql<string>`cast(${column} as char)`
}

/**
 * Reads rows in pages that each begin after the last row of the one before, so that a long reading holds neither memory
 * nor a cursor. `page` selects up to `limit` rows after `after` in the order of `after`; rows written meanwhile behind
 * the place reached are seen.
 */
export async function* rowsInPages<Row, After>(reading: {
  readonly page: (after: After, limit: number) => Promise<readonly Row[]>
  readonly from: After
  readonly afterOf: (row: Row) => After
  readonly size?: number
}): AsyncGenerator<Row, void, undefined> {
  const size = reading.size ?? 1_000
  let after = reading.from
  for (;;) {
    const rows = await reading.page(after, size)
    for (const row of rows) yield row
    if (rows.length < size) return
    after = reading.afterOf(rows[rows.length - 1]!)
  }
}

import type { Bound } from './values.js'

const SPECIAL = /[\\']/
const EVERY_SPECIAL = /[\\']/g

/**
 * A value as it stands in the text of a statement. Sound where texts are utf8mb4 and the mode has neither
 * NO_BACKSLASH_ESCAPES nor ANSI_QUOTES, which mysql-settings.ts sees to for every session; values were checked before.
 */
export function literal(value: Bound): string {
  if (typeof value === 'string') return `'${SPECIAL.test(value) ? value.replace(EVERY_SPECIAL, '\\$&') : value}'`
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array)
    return `x'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}'`
  return String(value)
}

/** One row, `(…, …)`. */
export function literals(row: readonly Bound[]): string {
  let text = '('
  for (let at = 0; at < row.length; at++) text += at === 0 ? literal(row[at]!) : `,${literal(row[at]!)}`
  return `${text})`
}

/** About how long a row is as text. */
export function lengthOf(row: readonly Bound[]): number {
  let length = 0
  for (const value of row)
    length += typeof value === 'string' ? value.length : value instanceof Uint8Array ? 2 * value.length : 20
  return length
}

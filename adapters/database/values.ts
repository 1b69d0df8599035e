import { HUB_BIND_VALUE } from './errors.js'

/** What the driver binds exactly. Everything else it changes silently, or it ends the process. */
export type Bound = number | bigint | string | Uint8Array | null

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n

type WellFormed = { isWellFormed(): boolean }

/** Refuses text that the driver would cut (at NUL) or change (half a surrogate pair). Throws HUB_BIND_VALUE. */
export function checkedText(value: string, position: number): string {
  if (value.includes('\u0000'))
    throw HUB_BIND_VALUE(position, `text of ${value.length} characters with a NUL in it`, 'store it as bytes')
  if (!(value as unknown as WellFormed).isWellFormed())
    throw HUB_BIND_VALUE(position, `text of ${value.length} characters with half a surrogate pair`, 'store it as bytes')
  return value
}

/** Refuses a number that is no number, endless, or an integer beyond what a number carries. Throws HUB_BIND_VALUE. */
export function checkedNumber(value: number, position: number): number {
  if (!Number.isFinite(value)) throw HUB_BIND_VALUE(position, String(value), 'a database holds finite numbers')
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw HUB_BIND_VALUE(position, 'an integer beyond 2^53 - 1', 'pass it as a bigint')
  return value
}

/**
 * One parameter as the driver can take it. Whole numbers become bigint, since the driver binds every number as REAL: in a
 * TEXT column 1 would become "1.0", and 5 / 2 would be 2.5. Throws HUB_BIND_VALUE.
 */
export function bindable(value: unknown, position: number): Bound {
  switch (typeof value) {
    case 'string':
      return checkedText(value, position)
    case 'number':
      return Number.isInteger(checkedNumber(value, position)) ? BigInt(value) : value
    case 'bigint':
      if (value < LEAST || value > MOST) throw HUB_BIND_VALUE(position, 'a bigint beyond 64 bits', 'store it as text')
      return value
    case 'boolean':
      return value ? 1n : 0n
    case 'undefined':
      throw HUB_BIND_VALUE(position, 'undefined', 'say null where nothing is meant')
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return value
      if (value instanceof Date)
        throw HUB_BIND_VALUE(position, 'a Date', 'store milliseconds since 1970: fromDate(date)')
      throw HUB_BIND_VALUE(position, `a ${nameOf(value)}`, 'store JSON text: toJson(value)')
    default:
      throw HUB_BIND_VALUE(position, `a ${typeof value}`, 'it cannot be stored')
  }
}

function nameOf(value: object): string {
  return (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name ?? 'object'
}

/**
 * Checks a row that goes into columns of known types, one letter for each: `t` text, `i` a whole number, `b` bytes; upper
 * case where null is allowed. `widths` are the characters that texts may have, undefined where any number. Whole numbers
 * may stay numbers there. Throws HUB_BIND_VALUE.
 */
export function checkedRow<Row extends readonly Bound[]>(
  types: string,
  row: Row,
  widths: readonly (number | undefined)[] = ANY,
): Row {
  for (let at = 0; at < row.length; at++) {
    const value = row[at]
    const type = types[at]
    if (value === null) {
      if (type! >= 'a') throw HUB_BIND_VALUE(at + 1, 'null', 'the column must have a value')
    } else if (typeof value === 'string') {
      if (type !== 't' && type !== 'T') throw wrongType(at, 'text')
      checkedText(value, at + 1)
      const width = widths[at]
      if (width !== undefined && value.length > width) refuseWide(value, width, at)
    } else if (typeof value === 'number') {
      if (type !== 'i' && type !== 'I') throw wrongType(at, 'a number')
      if (!Number.isSafeInteger(value)) throw HUB_BIND_VALUE(at + 1, String(value), 'the column holds whole numbers')
    } else if (value instanceof Uint8Array) {
      if (type !== 'b' && type !== 'B') throw wrongType(at, 'bytes')
    } else throw wrongType(at, typeof value)
  }
  return row
}

const ANY: readonly undefined[] = []

/** A server refuses the whole statement, and with it the rows of others; SQLite takes texts of any length. */
function refuseWide(value: string, width: number, at: number): void {
  // Characters beyond the first 65,536 of Unicode count once there, and twice here.
  const came = [...value].length
  if (came > width) throw HUB_BIND_VALUE(at + 1, `text of ${came} characters`, `its column holds ${width} of them`)
}

function wrongType(at: number, came: string) {
  return HUB_BIND_VALUE(at + 1, came, 'the column holds another type')
}

/** The least that must hold of what was checked before: nothing in it may end the process or vanish. Throws HUB_BIND_VALUE. */
export function refuseUnbound(value: unknown, position: number): void {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return
    case 'number':
      if (Number.isFinite(value)) return
      break
    case 'object':
      if (value === null || value instanceof Uint8Array) return
  }
  throw HUB_BIND_VALUE(position, `a ${typeof value} that was not checked`, 'it cannot be stored as it is')
}

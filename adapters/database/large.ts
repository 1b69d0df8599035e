import { HUB_BOOKS_PACKET } from './mysql-errors.js'
import type { Plan } from './plan.js'
import type { Bound } from './values.js'

/**
 * A row that the server would not take fails its own unit, before anything of it is written: together with others it
 * would fail all of them, and again with every try. Throws HUB_BOOKS_PACKET.
 */
export function refuseLarge(plan: Plan, most: number | undefined): void {
  if (most === undefined) return
  const look = (row: readonly Bound[] | undefined) => {
    const bytes = row === undefined ? 0 : bytesOf(row)
    if (bytes > most) throw HUB_BOOKS_PACKET(bytes, most)
  }
  for (const { row } of plan.accepts) look(row)
  for (const { row } of plan.records) look(row)
  for (const { row } of plan.traces) look(row)
  for (const { row } of plan.once) look(row)
  for (const { body, dead } of plan.ends) {
    look(body)
    look(dead)
  }
  const { parts, gates = [], claims = [] } = plan.meetingRows ?? {}
  for (const row of parts?.values() ?? []) look(row)
  for (const { row } of gates) look(row)
  for (const row of claims) look(row)
}

function bytesOf(row: readonly Bound[]): number {
  let bytes = 0
  for (const value of row)
    if (value instanceof Uint8Array) bytes += value.length
    // Three at most for one unit of UTF-16; only long ones are counted exactly.
    else if (typeof value === 'string') bytes += value.length < 10_000 ? 3 * value.length : Buffer.byteLength(value)
  return bytes
}

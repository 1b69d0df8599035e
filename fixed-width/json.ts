import { HUB_FIELD_REFUSED } from './errors.js'
import type { AnyLayout } from './layout.js'
import type { PlanField } from './plan.js'
import { shown } from './problem.js'

/** A record for JSON: bigints as digit strings, so that no reader loses a cent. */
export function toJson(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) out[name] = typeof value === 'bigint' ? String(value) : value
  return out
}

/** The record that `toJson` made JSON of. Totals may be left out. Throws HUB_FIELD_REFUSED for what the layout does not know. */
export function fromJson(layout: AnyLayout, line: number, json: unknown): Record<string, unknown> {
  const refuse = (record: string, field: string, expected: string, found: string) =>
    HUB_FIELD_REFUSED({ layout: layout.name, line, record, field, expected, found })
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refuse('unknown', 'record', 'an object', Array.isArray(json) ? 'a list' : String(json))
  }
  const given = json as Readonly<Record<string, unknown>>
  const known = typeof given.record === 'string' ? recordsOf(layout).get(given.record) : undefined
  if (known === undefined) {
    throw refuse(
      'unknown',
      'record',
      `one of ${[...recordsOf(layout).keys()].join(', ')}`,
      JSON.stringify(given.record) ?? 'nothing',
    )
  }
  const out: Record<string, unknown> = { record: given.record }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'record') continue
    const place = known.find((one) => one.name === name && one.field.kept)
    if (place === undefined) throw refuse(String(given.record), JSON.stringify(name), 'no such field', 'one')
    if (place.field.json !== 'bigint') out[name] = value
    else if (typeof value === 'string' && /^-?[0-9]+$/.test(value)) out[name] = BigInt(value)
    else if (Number.isSafeInteger(value)) out[name] = BigInt(value as number)
    else
      throw refuse(
        String(given.record),
        name,
        'whole minor units as a string of digits',
        shown(value, place.field.personal),
      )
  }
  return out
}

/** The fields of each record by its name; those of one that is spread over lines stand together. */
export function recordsOf(layout: AnyLayout): ReadonlyMap<string, readonly PlanField[]> {
  const { records } = layout.machine.plan
  const byName = new Map<string, readonly PlanField[]>()
  for (const { name, part, fields } of records) {
    const whole = part?.of ?? name
    byName.set(whole, [...(byName.get(whole) ?? []), ...fields])
  }
  return byName
}

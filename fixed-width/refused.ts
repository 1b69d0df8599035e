import type { Values } from './compile.js'
import type { Machine } from './definition.js'
import { errorOf, HUB_FIELD_CHARACTER, HUB_FIELD_OVERFLOW, HUB_FIELD_REFUSED } from './errors.js'
import type { Refusal } from './field.js'
import type { PlanField, PlanRecord } from './plan.js'
import { shown } from './problem.js'

/** Where in a file that is being written. */
export interface Place {
  readonly line: number
  readonly byte: number
}

/** A field that does not hold the value it was given. */
export function refused(
  layout: string,
  line: number,
  record: PlanRecord,
  { name, field }: PlanField,
  refusal: Refusal,
) {
  const tooLong = refusal.reason === 'overflow' && typeof refusal.found === 'string' ? refusal.found : undefined
  const found = shown(tooLong ?? refusal.found, field.personal && tooLong === undefined)
  const refused = {
    layout,
    line,
    record: record.name,
    field: name,
    expected: refusal.expected ?? field.holds,
    found: tooLong === undefined ? found : `${tooLong.length}${field.personal ? ' (personal)' : `: ${found}`}`,
  }
  if (refusal.reason === 'overflow') return HUB_FIELD_OVERFLOW(refused)
  return refusal.reason === 'character' ? HUB_FIELD_CHARACTER(refused) : HUB_FIELD_REFUSED(refused)
}

/** A record, or without values the end of the file, where something else must stand. */
export function misplaced({ plan, name }: Machine, state: number, values: Values | undefined, at: Place) {
  const edges = state < 0 ? plan.frame.start : plan.frame.positions[state]!.next
  const names = edges.map((edge) => plan.at[edge.to]!.name)
  const after = state < 0 ? 'at the beginning' : `after ${plan.at[state]!.name}`
  return errorOf({
    code: values === undefined ? 'HUB_FILE_INCOMPLETE' : 'HUB_RECORD_MISPLACED',
    layout: name,
    ...at,
    column: 1,
    record: names[0] ?? 'file',
    field: 'record',
    expected: `${names.length === 0 ? 'the end of the file' : names.join(' or ')} ${after}`,
    found: values === undefined ? 'the end of the file' : shown(values.record, false),
  })
}

/** A record whose values make it look like another, which is what a reader would take it for. */
export function mistaken(layout: string, { name, tags }: PlanRecord, other: string, at: Place) {
  const [tag] = tags
  return errorOf({
    code: 'HUB_RECORD_MISPLACED',
    layout,
    ...at,
    column: (tag?.at ?? 0) + 1,
    record: name,
    field: tag?.name ?? 'record',
    expected: `values with which it is read as ${name}`,
    found: `some with which it is read as ${other}`,
  })
}

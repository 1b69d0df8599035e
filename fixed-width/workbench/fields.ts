import type { Machine } from '../definition.js'
import type { PlanField, PlanRecord } from '../plan.js'
import { shown } from '../problem.js'

/** A field's value in one line for people; of a list, each member. */
export const shownValue = (value: unknown, personal: boolean): string =>
  Array.isArray(value) ? `[${value.map((one) => shown(one, personal)).join(', ')}]` : shown(value, personal)

/** The lines that a record stands on: one, unless it is spread over several. */
export const linesOf = (machine: Machine, record: string): readonly PlanRecord[] =>
  machine.plan.spread.get(record) ?? machine.plan.records.filter(({ name }) => name === record)

/** The fields that are part of a record, by the name that reading gives it, in the order of the file. */
export function keptFieldsOf(machine: Machine): ReadonlyMap<string, readonly PlanField[]> {
  const names = new Set(machine.plan.records.map(({ name, part }) => part?.of ?? name))
  const kept = (record: string) =>
    linesOf(machine, record).flatMap(({ fields }) => fields.filter(({ field }) => field.kept))
  return new Map([...names].map((name) => [name, kept(name)]))
}

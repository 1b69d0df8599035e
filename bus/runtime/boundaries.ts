import type { Unit } from '../ports/unit.js'

/** What a commit can make durable, by name. Each has a `:before` and an `:after`. */
export const commits = [
  'accept',
  'fire',
  'intend',
  'answer',
  'read',
  'change',
  'publish',
  'wait',
  'meet',
  'split',
  'retry',
  'park',
  'dead-letter',
  'end',
  'operate',
] as const
export type CommitName = (typeof commits)[number]

/** Moments beside the commits of units at which a killed process must lose nothing and repeat nothing. */
export const moments = ['effect:before', 'effect:after', 'release:before', 'release:after'] as const

/** Every durable boundary by name: for those who test by killing. */
export const boundaries: readonly string[] = Object.freeze([
  ...commits.flatMap((name) => [`${name}:before`, `${name}:after`]),
  ...moments,
])

const RECORDED: Readonly<Record<string, CommitName>> = { reading: 'read', publish: 'publish', split: 'split' }
const MOVED: Readonly<Record<string, CommitName>> = { waiting: 'wait', retrying: 'retry', 'in-doubt': 'park' }

/** What a unit makes durable. */
export function namesOf({ writes = {}, ...unit }: Unit): ReadonlySet<CommitName> {
  const names = new Set<CommitName>()
  if (unit.jobRun !== undefined) names.add('fire')
  if (unit.apply !== undefined) names.add('change')
  if (unit.meets !== undefined) names.add('meet')
  if (unit.holds === undefined && unit.jobRun === undefined && (writes.accept?.length ?? 0) > 0) names.add('accept')
  for (const { kind, state } of writes.records ?? []) {
    if (kind === 'effect') names.add(state === 'intended' ? 'intend' : 'answer')
    else if (RECORDED[kind] !== undefined) names.add(RECORDED[kind])
  }
  for (const { state } of writes.moves ?? []) if (MOVED[state] !== undefined) names.add(MOVED[state])
  for (const { outcome } of writes.ends ?? []) names.add(outcome === 'dead-letter' ? 'dead-letter' : 'end')
  if (!names.has('accept') && (writes.audit?.length ?? 0) + (writes.revive?.length ?? 0) > 0) names.add('operate')
  return names
}

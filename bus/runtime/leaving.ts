import type { UnitResult, Writes } from '../ports/unit.js'
import type { Ended } from '../step.js'
import type { Came } from './shop.js'
import type { Pending } from './writes.js'

/** Thrown inside a run to leave it at once; never seen outside. */
export class Leave extends Error {
  readonly came: Came
  constructor(came: Came) {
    super(came.is)
    this.came = came
  }
}

/** What a run came to when it was left; for any other error, what `otherwise` makes of it. */
export async function leaving(error: unknown, otherwise: () => Promise<Came>): Promise<Came> {
  if (error instanceof Leave) return error.came
  try {
    return await otherwise()
  } catch (again) {
    if (again instanceof Leave) return again.came
    throw again
  }
}

export function cameOf(as: Ended): Came {
  if (as.outcome === 'replied') return { is: 'replied', answer: as.answer }
  return as.outcome === 'dropped' ? { is: 'dropped', reason: as.reason } : { is: 'done' }
}

/** Two lists of writes as one, in their order. */
export function joined(first: Writes, second: Writes): Writes {
  const both: { -readonly [Key in keyof Writes]: Writes[Key] } = { ...first, ...second }
  if (first.accept && second.accept) both.accept = [...first.accept, ...second.accept]
  if (first.records && second.records) both.records = [...first.records, ...second.records]
  if (first.moves && second.moves) both.moves = [...first.moves, ...second.moves]
  if (first.ends && second.ends) both.ends = [...first.ends, ...second.ends]
  if (first.traces && second.traces) both.traces = [...first.traces, ...second.traces]
  if (first.claims && second.claims) both.claims = [...first.claims, ...second.claims]
  return both
}

/** Puts back what was taken for a commit that did not happen. */
export function restore(pending: Pending, writes: Writes): void {
  pending.accept.unshift(...(writes.accept ?? []))
  pending.ends.unshift(...(writes.ends ?? []))
  pending.claims.unshift(...(writes.claims ?? []))
  for (const record of writes.records ?? []) pending.records.set(record.name, record)
}

/** A unit that was committed. Leaves the run when the message is no longer ours; throws what made the unit fail. */
export function standing(result: UnitResult): Extract<UnitResult, { readonly state: 'committed' }> {
  if (result.state === 'refused') throw new Leave({ is: 'fenced' })
  if (result.state === 'failed') throw result.error
  return result
}

/** Whether the message holds its key although it does not run. */
export function keepsKey(came: Came): boolean {
  if (came.is === 'waiting') return came.frees !== true
  return came.is === 'in-doubt' || (came.is === 'dead-letter' && came.holdsKey)
}

import type { ClosedFlow } from '../../bus/flow.js'
import { type CrashPlan, type CrashReport, crashes } from './crash-everywhere.js'
import { Trial } from './trial.js'
import type { TrialOptions } from './trial-options.js'

/** Whatever clears up at the end of a test: tap's `t`, the context of `node:test`, or an object of one's own. */
export type Cleanup = { teardown(work: () => Promise<void>): unknown } | { after(work: () => Promise<void>): unknown }

type Flows = ClosedFlow | readonly ClosedFlow[]

export function clearUp(cleanup: Cleanup, work: () => Promise<void>): void {
  if ('teardown' in cleanup) cleanup.teardown(work)
  else cleanup.after(work)
}

/**
 * Runs flows on the real engine and real books in a throwaway folder, with everything outside replaced and the clock in
 * the test's hand. With a test's context it clears up after itself; without one, `await using` or `trial.close()` does.
 */
export function trialOf(flows: Flows, options?: TrialOptions): Promise<Trial>
export function trialOf(cleanup: Cleanup, flows: Flows, options?: TrialOptions): Promise<Trial>
export async function trialOf(
  first: Cleanup | Flows,
  second?: Flows | TrialOptions,
  third?: TrialOptions,
): Promise<Trial> {
  const isCleanup = 'teardown' in first || 'after' in first
  const flows = (isCleanup ? second : first) as Flows
  const options = ((isCleanup ? third : second) ?? {}) as TrialOptions
  const trial = new Trial('id' in flows ? [flows as ClosedFlow] : (flows as readonly ClosedFlow[]), options)
  if (isCleanup) clearUp(first, () => trial.close())
  return trial.begun()
}

/**
 * Kills the hub at every durable boundary that a load reaches, once each on fresh books, starts another on what the books
 * held at that moment, and checks promises 1 to 5 of docs/promises.md: nothing accepted is lost, changes and effects
 * happen once, keys stay in order, nothing is stuck or gone. Throws an AssertionError that says where and what.
 */
export async function crashEverywhere(flows: Flows, plan: CrashPlan): Promise<CrashReport> {
  return crashes('id' in flows ? [flows as ClosedFlow] : (flows as readonly ClosedFlow[]), plan)
}

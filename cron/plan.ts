import type { JobRun } from '../bus/ports/store.js'
import type { Job } from './job.js'
import type { Due } from './times.js'

/** A daily job that was down for a year gets each of its days; a job of every minute is not let loose on the hub. */
export const MOST_MISSED = 400

/** How late a run may be and still count as on time, in milliseconds: a restart at the wrong moment misses nothing. */
export const ON_TIME_MS = 60_000

/** What is to be done about the times of one job between its last recorded run and now. */
export interface Plan {
  /** Runs to make, oldest first. */
  readonly fire: readonly Due[]
  /** The newest time that is given up, recorded so that it is not looked at again, and why. */
  readonly skip?: { readonly due: Due; readonly why: string }
  /** The newest time for which the first run of `fire` stands in. */
  readonly folded?: Due
}

/** Decides by the job's policy. `since` is the time of its last recorded run, `now` when the clock looked. */
export function planOf({ times, ifMissed }: Job, since: Date, now: Date): Plan {
  if (ifMissed === 'run-each') {
    const { due, leftOut } = times.between(since, now, MOST_MISSED)
    if (leftOut === undefined) return { fire: due }
    return { fire: due, skip: { due: leftOut, why: `only the newest ${MOST_MISSED} missed runs are made up for` } }
  }
  if (ifMissed === 'run-once') {
    const { due, leftOut } = times.between(since, now, 1)
    return { fire: due, ...(leftOut === undefined ? {} : { folded: leftOut }) }
  }
  const tooLate = new Date(Math.max(since.getTime(), now.getTime() - ON_TIME_MS - 1))
  const { due: fire } = times.between(tooLate, now, MOST_MISSED)
  const skipped = times.between(since, tooLate, 1).due[0]
  return skipped === undefined
    ? { fire }
    : { fire, skip: { due: skipped, why: 'the hub was not running, and the job skips missed runs' } }
}

const MINUTE = 60_000

/** Whether a run was made for a time of a schedule: those are whole minutes, and runs by hand never are. */
export function isOnSchedule(scheduledFor: number): boolean {
  return scheduledFor % MINUTE === 0
}

/**
 * The last run that the clock recorded. Without leaving out runs by hand, a run by hand would hide the nights that were missed before it.
 */
export function lastRecorded(runs: readonly JobRun[]): Date | undefined {
  let last: number | undefined
  for (const { scheduledFor, outcome } of runs)
    if ((outcome === 'skipped' || isOnSchedule(scheduledFor)) && (last === undefined || scheduledFor > last))
      last = scheduledFor
  return last === undefined ? undefined : new Date(last)
}

/** The time under which a run by hand is recorded. */
export function timeByHand(now: Date): Date {
  return isOnSchedule(now.getTime()) ? new Date(now.getTime() + 1) : now
}

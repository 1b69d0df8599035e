import type { JobRun } from '../bus/ports/unit.js'
import { dayAfterCutOff, lastLate } from './cut-off.js'
import type { Job } from './job.js'
import type { Due } from './times.js'

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
  /** The newest time that missed its cut-off, and the time, to come or in `fire`, that stands in for it. */
  readonly moved?: { readonly due: Due; readonly to: Due }
}

/**
 * Decides by the job's policies. `since` is the time of its last recorded run, `now` when the clock looked. It follows
 * from them alone, so that a restart decides the same. Throws HUB_CALENDAR_ENDS.
 */
export function planOf(job: Job, since: Date, now: Date): Plan {
  const late = lastLate(job, now)
  if (late === undefined || late.scheduledFor <= since) return planByMissed(job, since, now)
  const rest = planByMissed(job, late.scheduledFor, now)
  if (job.on?.afterCutOff === 'skip' || job.ifMissed === 'skip')
    return { ...rest, skip: rest.skip ?? { due: late, why: `it was not run before its cut-off at ${job.on?.cutOff}` } }
  const { times } = job
  const day = dayAfterCutOff(job, now)
  if (times.comesOn(day)) {
    const to = rest.fire[0] ?? times.next(now)
    return { ...rest, moved: { due: late, to } }
  }
  const { due: missed } = times.between(since, late.scheduledFor, job.mostMissed)
  const first = missed.map(({ localTime }) => localTime).sort()[0]!
  const to = times.at(day, first)
  return { fire: to.scheduledFor <= now ? [to] : [], moved: { due: late, to } }
}

function planByMissed({ times, ifMissed, mostMissed }: Job, since: Date, now: Date): Plan {
  if (ifMissed === 'run-each') {
    const { due, leftOut } = times.between(since, now, mostMissed)
    if (leftOut === undefined) return { fire: due }
    return { fire: due, skip: { due: leftOut, why: `only the newest ${mostMissed} missed runs are made up for` } }
  }
  if (ifMissed === 'run-once') {
    const { due, leftOut } = times.between(since, now, 1)
    return { fire: due, ...(leftOut === undefined ? {} : { folded: leftOut }) }
  }
  const tooLate = new Date(Math.max(since.getTime(), now.getTime() - ON_TIME_MS - 1))
  const { due: fire } = times.between(tooLate, now, mostMissed)
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

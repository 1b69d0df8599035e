import { openOnOrAfter } from './calendar.js'
import { dateOfDay, dayOfDate } from './holidays.js'
import type { Job } from './job.js'
import type { Due } from './times.js'
import { dateOfWall, zoneOf } from './zone.js'

// Where daylight saving skips both a run and its cut-off, they are the same moment: the run still has its minute.
const LEAST_MS = 60_000

/**
 * The first moment at which a run may no longer be made: the cut-off of the day it belongs to, the first one where autumn
 * shows it twice. undefined when the job has none.
 */
export function cutOffOf({ times, on }: Job, { scheduledFor, localDate }: Due): Date | undefined {
  if (on?.cutOff === undefined) return undefined
  const cutOff = times.at(localDate, on.cutOff).scheduledFor.getTime()
  return new Date(Math.max(cutOff, scheduledFor.getTime() + LEAST_MS))
}

/** Whether it is too late for a run on its own day. */
export function isLate(job: Job, due: Due, now: Date): boolean {
  const cutOff = cutOffOf(job, due)
  return cutOff !== undefined && cutOff <= now
}

/** The newest time of a job whose cut-off has passed; undefined when the job has no cut-off or no such time. */
export function lastLate(job: Job, now: Date): Due | undefined {
  if (job.on?.cutOff === undefined) return undefined
  let found = job.times.last(new Date(now.getTime() + 1))
  while (found !== undefined && !isLate(job, found, now)) found = job.times.last(found.scheduledFor)
  return found
}

/** The first open day, today or later, whose cut-off has not passed, `YYYY-MM-DD`. Throws HUB_CALENDAR_ENDS. */
export function dayAfterCutOff({ times, on }: Job, now: Date): string {
  const today = dayOfDate(dateOfWall(zoneOf(times.timeZone)!.wallAt(now.getTime())))!
  const day = openOnOrAfter(on!.calendar, today)
  const passed = times.at(dateOfDay(day), on!.cutOff!).scheduledFor <= now
  return dateOfDay(passed ? openOnOrAfter(on!.calendar, day + 1) : day)
}

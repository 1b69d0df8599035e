import { HUB_JOB_TIME_ZONE } from './errors.js'
import { DAY, dateOfDay, dayOfDate } from './holidays.js'
import { type OnCalendar, onOpenDays } from './open-days.js'
import { timeOfDay, timeOfWall, wallsOf } from './walls.js'
import { changeBetween, dateOfWall, zoneOf } from './zone.js'

/** One time of a schedule. */
export interface Due {
  readonly scheduledFor: Date
  /** The date on the wall that the run belongs to, `YYYY-MM-DD`; also when daylight saving moved the run past midnight. */
  readonly localDate: string
  /** The time on the wall that the schedule names, `HH:MM`; the run comes later where daylight saving skips it. */
  readonly localTime: string
}

/**
 * The times of one schedule in one time zone. A schedule with fixed hours goes by the clock on the wall: each of its
 * times comes once a day; one that spring skips comes at the first moment after the gap, one that autumn shows twice
 * comes the first time. A schedule for every hour (`*` as hour) goes by elapsed time: it skips the gap and runs in both
 * passes of the repeated hour. Times that fall together are one. Where the schedule has a calendar, its dates are those
 * it was moved to.
 */
export interface Times {
  readonly cron: string
  readonly timeZone: string
  /** The first time after an instant. */
  next(after: Date): Due
  /** The last time before an instant; undefined when the calendar begins later. */
  last(before: Date): Due | undefined
  /** The next `count` times after an instant. */
  preview(after: Date, count: number): readonly Due[]
  /** The newest `most` times in (from, to], oldest first, and the newest of those left out. */
  between(from: Date, to: Date, most: number): { readonly due: readonly Due[]; readonly leftOut?: Due }
  /** Whether the schedule has times on a date. */
  comesOn(localDate: string): boolean
  /** A time of day, `HH:MM`, on a date, whether the schedule has it or not. */
  at(localDate: string, localTime: string): Due
  /** The schedule's own dates that come on this one: itself, and closed ones that were moved here. */
  standsFor(localDate: string): readonly string[]
  /** Closed dates of the schedule in (after, before) that are left out. */
  skippedBetween(after: string, before: string): readonly string[]
  /** The latest of its times of day, `HH:MM`. */
  readonly latestTime: string
}

const HOUR = 3_600_000
// Two days are more than any zone ever moved its clocks.
const FAR = 48 * HOUR
const NONE = Number.NEGATIVE_INFINITY

/** The times of a schedule. Throws HUB_JOB_CRON, HUB_JOB_TIME_ZONE and HUB_JOB_NEVER; `job` is what they name. */
export function timesOf(job: string, cron: string, timeZone: string, on?: OnCalendar): Times {
  const zone = zoneOf(timeZone)
  if (zone === undefined) throw HUB_JOB_TIME_ZONE(job, timeZone)
  const own = wallsOf(job, cron)
  const open = on === undefined ? undefined : onOpenDays({ job, cron }, own, on)
  const walls = open ?? own
  const { offsetAt, wallAt, instantOf } = zone

  const due = (instant: number, wall: number): Due =>
    Object.freeze({ scheduledFor: new Date(instant), localDate: dateOfWall(wall), localTime: timeOfWall(wall) })

  const nextByWall = (after: number): Due => {
    let wall = walls.after(wallAt(after))
    let instant = instantOf(wall)
    while (instant <= after) {
      wall = walls.after(wall)
      instant = instantOf(wall)
    }
    // Only times that a gap skips fall together, on the first moment after it.
    if (wallAt(instant) !== wall)
      for (let more = walls.after(wall); instantOf(more) === instant; more = walls.after(more)) wall = more
    return due(instant, wall)
  }

  const lastByWall = (before: number): Due | undefined => {
    // In the second pass of a repeated hour, times that the clock shows again came in the first pass.
    const wallBefore = Math.max(wallAt(before), before + offsetAt(before - 3 * HOUR))
    let wall = walls.before(wallBefore)
    while (wall > NONE && instantOf(wall) >= before) wall = walls.before(wall)
    return wall === NONE ? undefined : due(instantOf(wall), wall)
  }

  // Between two changes of the offset a wall time is an instant; a change begins anew with the new offset.
  const nextElapsed = (after: number): Due => {
    let from = after
    let offset = offsetAt(from)
    for (;;) {
      const instant = walls.after(from + offset) - offset
      const horizon = Math.min(instant, from + FAR)
      if (offsetAt(horizon) !== offset) {
        const change = changeBetween(Math.max(from, after), horizon, (at) => (at <= from ? offset : offsetAt(at)))
        offset = offsetAt(change)
        from = change - 1
      } else if (horizon === instant) {
        return due(instant, instant + offset)
      } else {
        from = Math.max(from + FAR, instant - FAR)
        offset = offsetAt(from)
      }
    }
  }

  const lastElapsed = (before: number): Due | undefined => {
    let to = before
    for (;;) {
      const offset = offsetAt(to - 1)
      const instant = walls.before(to + offset) - offset
      if (instant === NONE) return undefined
      const horizon = Math.max(instant, to - FAR)
      if (offsetAt(horizon) !== offset) to = changeBetween(horizon, to - 1, offsetAt)
      else if (horizon === instant) return due(instant, instant + offset)
      else to = Math.min(to - FAR, instant + FAR)
    }
  }

  const next = walls.everyHour ? nextElapsed : nextByWall
  const last = walls.everyHour ? lastElapsed : lastByWall

  return Object.freeze({
    cron,
    timeZone,
    next: (after: Date) => next(after.getTime()),
    last: (before: Date) => last(before.getTime()),
    preview(after: Date, count: number) {
      const found: Due[] = []
      for (let from = after; found.length < count; from = found.at(-1)!.scheduledFor) found.push(next(from.getTime()))
      return found
    },
    between(from: Date, to: Date, most: number) {
      const found: Due[] = []
      let before = to.getTime() + 1
      for (;;) {
        const one = last(before)
        if (one === undefined || one.scheduledFor <= from) return { due: found.reverse() }
        if (found.length === most) return { due: found.reverse(), leftOut: one }
        found.push(one)
        before = one.scheduledFor.getTime()
      }
    },
    comesOn(localDate: string) {
      const start = dayOfDate(localDate)! * DAY
      return walls.before(start + DAY) >= start
    },
    at(localDate: string, localTime: string) {
      const wall = dayOfDate(localDate)! * DAY + timeOfDay(localTime)!
      return due(instantOf(wall), wall)
    },
    standsFor: (localDate: string) => open?.standsFor(dayOfDate(localDate)!).map(dateOfDay) ?? [localDate],
    skippedBetween: (after: string, before: string) =>
      open?.skippedBetween(dayOfDate(after)!, dayOfDate(before)!).map(dateOfDay) ?? [],
    latestTime: timeOfWall(walls.timesOfDay.at(-1)!),
  })
}

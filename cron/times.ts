import { CronExpressionParser } from 'cron-parser'
import { HUB_JOB_CRON, HUB_JOB_TIME_ZONE } from './errors.js'
import { changeBetween, dateOfWall, zoneOf } from './zone.js'

/** One time of a schedule. */
export interface Due {
  readonly scheduledFor: Date
  /** The date on the wall that the run belongs to, `YYYY-MM-DD`; also when daylight saving moved the run past midnight. */
  readonly localDate: string
}

/**
 * The times of one schedule in one time zone. A schedule with fixed hours goes by the clock on the wall: each of its
 * times comes once a day; one that spring skips comes at the first moment after the gap, one that autumn shows twice
 * comes the first time. A schedule for every hour (`*` as hour) goes by elapsed time: it skips the gap and runs in both
 * passes of the repeated hour. Times that fall together are one.
 */
export interface Times {
  readonly cron: string
  readonly timeZone: string
  /** The first time after an instant. */
  next(after: Date): Due
  /** The last time before an instant. */
  last(before: Date): Due
  /** The next `count` times after an instant. */
  preview(after: Date, count: number): readonly Due[]
  /** The newest `most` times in (from, to], oldest first, and the newest of those left out. */
  between(from: Date, to: Date, most: number): { readonly due: readonly Due[]; readonly leftOut?: Due }
}

const HOUR = 3_600_000
// Two days are more than any zone ever moved its clocks.
const FAR = 48 * HOUR

const ALIASES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
}

interface Walls {
  /** The first wall time after, and the last before. */
  after(wall: number): number
  before(wall: number): number
  readonly everyHour: boolean
}

function wallsOf(job: string, cron: string): Walls {
  const plain = ALIASES[cron] ?? cron
  if (plain.split(/\s+/).length !== 5 || plain.trim() !== plain)
    throw HUB_JOB_CRON(job, cron, 'write five fields with a space between, such as 15 2 * * *')
  // H means a time picked by chance, which would be another one after every start.
  if (/(^|[\s,])H/.test(plain)) throw HUB_JOB_CRON(job, cron, 'H is not taken, since the times would change by chance')
  try {
    const expression = CronExpressionParser.parse(plain, { tz: 'UTC', currentDate: new Date(0) })
    const step = (wall: number, way: 'next' | 'prev') => {
      expression.reset(new Date(wall))
      return expression[way]().getTime()
    }
    step(Date.UTC(2024, 0, 1), 'next')
    return {
      after: (wall) => step(wall, 'next'),
      before: (wall) => step(wall, 'prev'),
      everyHour: expression.fields.hour.values.length === 24,
    }
  } catch (error) {
    throw HUB_JOB_CRON(job, cron, error instanceof Error ? error.message : 'it cannot be read')
  }
}

/** The times of a schedule. Throws HUB_JOB_CRON and HUB_JOB_TIME_ZONE; `job` is what they name. */
export function timesOf(job: string, cron: string, timeZone: string): Times {
  const zone = zoneOf(timeZone)
  if (zone === undefined) throw HUB_JOB_TIME_ZONE(job, timeZone)
  const walls = wallsOf(job, cron)
  const { offsetAt, wallAt, instantOf } = zone

  const due = (instant: number, wall: number): Due =>
    Object.freeze({ scheduledFor: new Date(instant), localDate: dateOfWall(wall) })

  const nextByWall = (after: number): Due => {
    let wall = walls.after(wallAt(after))
    let instant = instantOf(wall)
    while (instant <= after) {
      wall = walls.after(wall)
      instant = instantOf(wall)
    }
    for (let more = walls.after(wall); instantOf(more) === instant; more = walls.after(more)) wall = more
    return due(instant, wall)
  }

  const lastByWall = (before: number): Due => {
    // In the second pass of a repeated hour, times that the clock shows again came in the first pass.
    const wallBefore = Math.max(wallAt(before), before + offsetAt(before - 3 * HOUR))
    let wall = walls.before(wallBefore)
    while (instantOf(wall) >= before) wall = walls.before(wall)
    return due(instantOf(wall), wall)
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

  const lastElapsed = (before: number): Due => {
    let to = before
    for (;;) {
      const offset = offsetAt(to - 1)
      const instant = walls.before(to + offset) - offset
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
        if (one.scheduledFor <= from) return { due: found.reverse() }
        if (found.length === most) return { due: found.reverse(), leftOut: one }
        found.push(one)
        before = one.scheduledFor.getTime()
      }
    },
  })
}

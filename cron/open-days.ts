import { codeOf } from '../bus/errors.js'
import { type Calendar, closedOn, firstDay, lastDay, openOnOrAfter, openOnOrBefore } from './calendar.js'
import { HUB_JOB_NEVER } from './errors.js'
import { DAY } from './holidays.js'
import { firstDayFrom, lastDayUpTo, type Walls } from './walls.js'

/**
 * What happens to a time on a closed day.
 * - `skip`: it is left out.
 * - `next-open-day`, `previous-open-day`: it comes on that day instead, at the same time on the wall clock. Times that
 *   fall together with others there are one.
 */
export type IfClosed = 'skip' | 'next-open-day' | 'previous-open-day'

export const IF_CLOSED: readonly string[] = ['skip', 'next-open-day', 'previous-open-day'] satisfies IfClosed[]

/** The calendar a schedule keeps to, and what becomes of its times on closed days. */
export interface OnCalendar {
  readonly calendar: Calendar
  readonly ifClosed: IfClosed
}

/** The wall times of a schedule once its dates were moved to open days. */
export interface OpenWalls extends Walls {
  /** The schedule's own days whose times come on this day, the day itself included if it is one. */
  standsFor(day: number): readonly number[]
  /** The schedule's own days in (after, before) that are left out because they are closed. */
  skippedBetween(after: number, before: number): readonly number[]
}

// The longest that anything waits for an open day is a 29 February across a year like 2100 that has none.
const NEVER_YEARS = 40
const SOME_DAY = Date.UTC(2024, 0, 1) / DAY

/** Keeps the last answer: the many times of a day all ask for the same day. */
function remembered(compute: (day: number) => number): (day: number) => number {
  let last: readonly [asked: number, found: number] | undefined
  return (day) => {
    if (last?.[0] !== day) last = [day, compute(day)]
    return last[1]
  }
}

/**
 * Moves a schedule to open days. Five fields make every date of a schedule have the same times of day, so it is the
 * dates alone that move. Going forward throws HUB_CALENDAR_ENDS rather than guess; going back ends where the calendar
 * begins. Throws HUB_JOB_NEVER.
 */
export function onOpenDays(
  { job, cron }: { readonly job: string; readonly cron: string },
  walls: Walls,
  { calendar, ifClosed }: OnCalendar,
): OpenWalls {
  const { timesOfDay } = walls
  const never = () => HUB_JOB_NEVER(job, cron, calendar.name)
  const begin = firstDay(calendar) ?? Number.NEGATIVE_INFINITY
  const end = lastDay(calendar) ?? Number.POSITIVE_INFINITY
  const isOpen = (day: number) => closedOn(calendar, day) === undefined

  // Days whose times come on an open day: it and the closed ones before or after it.
  const groupOf = (open: number): readonly [first: number, last: number] => {
    if (ifClosed === 'next-open-day')
      return [Math.max((openOnOrBefore(calendar, open - 1) ?? begin - 1) + 1, begin), open]
    if (ifClosed === 'skip') return [open, open]
    let last = open
    while (last < end && !isOpen(last + 1)) last++
    return [open, last]
  }

  // The first day from this one on that has times once they were moved.
  const firstFrom = remembered((from: number): number => {
    const day = Math.max(from, begin)
    if (ifClosed === 'next-open-day')
      return openOnOrAfter(calendar, firstDayFrom(walls, groupOf(openOnOrAfter(calendar, day))[0]))
    if (ifClosed === 'previous-open-day') {
      const own = firstDayFrom(walls, openOnOrAfter(calendar, day))
      closedOn(calendar, own)
      return openOnOrBefore(calendar, own)!
    }
    for (let own = firstDayFrom(walls, day); own < day + NEVER_YEARS * 366; own = firstDayFrom(walls, own + 1))
      if (isOpen(own)) return own
    throw never()
  })

  // The last such day up to this one.
  const lastUpTo = remembered((upTo: number): number => {
    const day = Math.min(upTo, end)
    const none = Number.NEGATIVE_INFINITY
    if (day < begin) return none
    const open = openOnOrBefore(calendar, day)
    if (open === undefined) return none
    if (ifClosed === 'skip') {
      for (let own = lastDayUpTo(walls, open); own >= begin && own > day - NEVER_YEARS * 366; ) {
        if (isOpen(own)) return own
        own = lastDayUpTo(walls, own - 1)
      }
      return none
    }
    const own = lastDayUpTo(walls, ifClosed === 'next-open-day' ? open : groupOf(open)[1])
    if (own < begin) return none
    return (ifClosed === 'next-open-day' ? openOnOrAfter(calendar, own) : openOnOrBefore(calendar, own)) ?? none
  })

  const ownDays = (first: number, last: number): readonly number[] => {
    const found: number[] = []
    for (let day = lastDayUpTo(walls, last); day >= first; day = lastDayUpTo(walls, day - 1)) found.push(day)
    return found.reverse()
  }

  try {
    firstFrom(firstDay(calendar) ?? SOME_DAY)
  } catch (error) {
    throw codeOf(error) === 'HUB_CALENDAR_ENDS' ? never() : error
  }
  return {
    everyHour: walls.everyHour,
    timesOfDay,
    after(wall) {
      const day = Math.floor(wall / DAY)
      const found = firstFrom(day)
      if (found > day) return found * DAY + timesOfDay[0]!
      const later = timesOfDay.find((time) => day * DAY + time > wall)
      return later === undefined ? firstFrom(day + 1) * DAY + timesOfDay[0]! : day * DAY + later
    },
    before(wall) {
      const day = Math.floor(wall / DAY)
      const found = lastUpTo(day)
      if (found < day) return found * DAY + timesOfDay.at(-1)!
      const earlier = timesOfDay.findLast((time) => day * DAY + time < wall)
      return earlier === undefined ? lastUpTo(day - 1) * DAY + timesOfDay.at(-1)! : day * DAY + earlier
    },
    standsFor: (day) => ownDays(...groupOf(day)),
    skippedBetween: (after, before) =>
      ifClosed === 'skip' ? ownDays(after + 1, before - 1).filter((day) => !isOpen(day)) : [],
  }
}

import { codeOf, sentenceOf } from '../bus/errors.js'
import { closedOn } from './calendar.js'
import { DAY, dayOfDate, weekdayOf } from './holidays.js'
import type { Job } from './job.js'
import { changeBetween, dateOfWall, textOfWall, type Zone, zoneOf } from './zone.js'

/** One time that a schedule will come to. */
export interface PreviewedRun {
  readonly kind: 'run'
  /** The instant, in UTC. */
  readonly at: string
  /** What the clock on the wall shows then, and how far it is ahead of UTC: `2027-03-29 04:00`, `+03:00`. */
  readonly local: string
  readonly weekday: string
  readonly offset: string
  /** The business date the run belongs to. */
  readonly localDate: string
  /** Why it is not where one might look for it. */
  readonly notes: readonly string[]
}

/** A date of the schedule that is left out. */
export interface PreviewedSkip {
  readonly kind: 'skipped'
  readonly localDate: string
  readonly weekday: string
  readonly notes: readonly string[]
}

export interface Preview {
  readonly times: readonly (PreviewedRun | PreviewedSkip)[]
  /** Why there are no more, though more were asked for. */
  readonly ends?: string
}

/** What is asked for: runs from an instant on, so many of them or up to another instant, which is not included. */
export interface Wanted {
  readonly from: Date
  readonly count?: number
  readonly until?: Date
}

/** More than every hour of a year; what a person reads is much less. */
const MOST_PREVIEWED = 10_000

/**
 * The runs a job will have, from its definition alone: no hub, no books, no network. Nothing is known of runs that are
 * missed or moved by a cut-off, since those come of what happens.
 */
export function previewOf(job: Job, { from, count = MOST_PREVIEWED, until }: Wanted): Preview {
  const { times } = job
  const zone = zoneOf(times.timeZone)!
  const found: (PreviewedRun | PreviewedSkip)[] = []
  const most = Math.min(count, MOST_PREVIEWED)
  // One before, so that a run at the very moment is one of them.
  let after = new Date(from.getTime() - 1)
  let lastDate = dateOfWall(zone.wallAt(from.getTime()) - DAY)
  for (let runs = 0; runs < most; runs++) {
    let due: ReturnType<typeof times.next>
    try {
      due = times.next(after)
    } catch (error) {
      if (codeOf(error) !== 'HUB_CALENDAR_ENDS') throw error
      return { times: found, ends: sentenceOf(error) }
    }
    const ended = until !== undefined && due.scheduledFor >= until
    const lastSkipped = ended ? dateOfWall(zone.wallAt(until.getTime())) : due.localDate
    found.push(...times.skippedBetween(lastDate, lastSkipped).map((date) => skipOf(job, date)))
    if (ended) return { times: found }
    const notes = [
      ...movedNotes(job, due.localDate),
      ...clockNotes(zone, after, due.scheduledFor, `${due.localDate} ${due.localTime}`),
    ]
    const wall = zone.wallAt(due.scheduledFor.getTime())
    found.push({
      kind: 'run',
      at: due.scheduledFor.toISOString(),
      local: textOfWall(wall),
      weekday: shortWeekday(Math.floor(wall / DAY)),
      offset: textOfOffset(zone.offsetAt(due.scheduledFor.getTime())),
      localDate: due.localDate,
      notes,
    })
    after = due.scheduledFor
    lastDate = due.localDate
  }
  return count > most || until !== undefined
    ? { times: found, ends: `only the first ${most} runs are shown` }
    : { times: found }
}

/** The moment a year or a date begins in a job's time zone. `YYYY-MM-DD`. */
export function startOfDate({ times }: Job, date: string): Date {
  return new Date(zoneOf(times.timeZone)!.instantOf(dayOfDate(date)! * DAY))
}

const MINUTE = 60_000
// Clocks go back by an hour or less; what is further away is another matter.
const NEAR = 3 * 3_600_000
const STRETCH = 20 * DAY

function shortWeekday(day: number): string {
  return weekdayOf(day).slice(0, 3)
}

function skipOf({ on }: Job, date: string): PreviewedSkip {
  const day = dayOfDate(date)!
  const why = closedOn(on!.calendar, day) ?? 'closed'
  return { kind: 'skipped', localDate: date, weekday: shortWeekday(day), notes: [`closed: ${why}`] }
}

function movedNotes({ times, on }: Job, localDate: string): readonly string[] {
  if (on === undefined) return []
  const own = times.standsFor(localDate)
  const closed = own
    .filter((date) => date !== localDate)
    .map((date) => `${date} (${closedOn(on.calendar, dayOfDate(date)!) ?? 'closed'})`)
  if (closed.length === 0) return []
  return [`${own.includes(localDate) ? 'stands in for' : 'moved from'} ${closed.join(', ')}`]
}

/** What a change of the clocks did to this run, or that there was one since the run before. */
function clockNotes(zone: Zone, before: Date, at: Date, planned: string): readonly string[] {
  const instant = at.getTime()
  const offset = zone.offsetAt(instant)
  const near = [before.getTime(), instant - NEAR, instant + NEAR]
  if (near.every((other) => zone.offsetAt(other) === offset)) return []
  const notes: string[] = []
  const wall = instant + offset
  if (textOfWall(wall) !== planned) notes.push(`${planned.slice(11)} does not exist on ${planned.slice(0, 10)}`)
  const change = lastChange(zone, before.getTime(), instant)
  if (change !== undefined) notes.push(textOfChange(zone, change))
  if (zone.instantOf(wall) !== instant) notes.push('this time is shown twice; this is the second')
  else if (isShownAgain(zone, wall, instant)) notes.push('this time is shown twice; this is the first')
  return notes
}

/** The last change of the offset in (from, to], if there is one. A stretch this short holds one change at most. */
function lastChange(zone: Zone, from: number, to: number): number | undefined {
  for (let end = to; end > from; end -= STRETCH) {
    const start = Math.max(from, end - STRETCH)
    if (zone.offsetAt(start) !== zone.offsetAt(end)) return changeBetween(start, end, zone.offsetAt)
  }
  return undefined
}

function isShownAgain(zone: Zone, wall: number, instant: number): boolean {
  const again = wall - zone.offsetAt(instant + NEAR)
  return again > instant && zone.wallAt(again) === wall
}

function textOfChange(zone: Zone, change: number): string {
  const [before, after] = [zone.offsetAt(change - 1), zone.offsetAt(change)]
  const shown = (offset: number) => textOfWall(change + offset)
  // A zone that has two offsets within the year has summer time, and the greater one is it.
  const year = new Date(change).getUTCFullYear()
  const ofYear = [Date.UTC(year, 0, 1), Date.UTC(year, 6, 1)].map((at) => zone.offsetAt(at))
  const summer = Math.max(...ofYear) > Math.min(...ofYear)
  const words = !summer ? 'the offset changes' : after > before ? 'summer time begins' : 'summer time ends'
  return `${words}: on ${shown(before).slice(0, 10)} clocks go from ${shown(before).slice(11)} to ${shown(after).slice(11)}`
}

function textOfOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / MINUTE)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

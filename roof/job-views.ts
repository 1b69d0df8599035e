import { holidaysFrom } from '../cron/calendar.js'
import { dateOfDay, dayOfDate } from '../cron/holidays.js'
import { type Job, MOST_MISSED } from '../cron/job.js'
import { previewOf, type Wanted } from '../cron/preview.js'
import { dateOfWall, zoneOf } from '../cron/zone.js'
import type { JobView, OnView, PreviewView } from './views.js'

const HOLIDAYS_SHOWN = 4

function definitionOf({ id, summary, times, ifMissed, mostMissed, on, to }: Job, now: Date) {
  const { cron, timeZone } = times
  return {
    id,
    ...(summary === undefined ? {} : { summary }),
    cron,
    timeZone,
    ifMissed,
    ...(mostMissed === MOST_MISSED ? {} : { mostMissed }),
    ...(on === undefined ? {} : { on: viewOfDays(on, timeZone, now) }),
    to: to.uri,
  }
}

function viewOfDays(on: NonNullable<Job['on']>, timeZone: string, now: Date): OnView {
  const { calendar, ifClosed, cutOff, afterCutOff } = on
  const today = dayOfDate(dateOfWall(zoneOf(timeZone)!.wallAt(now.getTime())))!
  return {
    calendar: calendar.name,
    summary: calendar.summary,
    ifClosed,
    ...(cutOff === undefined ? {} : { cutOff, afterCutOff }),
    ...(calendar.through === undefined ? {} : { through: calendar.through }),
    closed: holidaysFrom(calendar, today, HOLIDAYS_SHOWN).map(({ day, why }) => ({ date: dateOfDay(day), why })),
  }
}

/** A job with its next runs, as `check` and `jobs list` show it. */
export function viewOfJob(job: Job, now: Date, runs = 5): JobView {
  // A run at this very moment is not to come any more.
  const { times, ends } = previewOf(job, { from: new Date(now.getTime() + 1), count: runs })
  const next = times
    .filter((one) => one.kind === 'run')
    .map(({ at, weekday, local, notes }) => ({
      at,
      local: `${weekday} ${local}`,
      ...(notes.length === 0 ? {} : { notes }),
    }))
  return { ...definitionOf(job, now), next, ...(ends === undefined ? {} : { ends }) }
}

/** A job with what it will do, as `jobs preview` shows it. */
export function viewOfPreview(job: Job, wanted: Wanted): PreviewView {
  return { ...definitionOf(job, wanted.from), ...previewOf(job, wanted) }
}

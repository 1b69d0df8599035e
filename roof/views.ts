import type { Job } from '../cron/job.js'
import { textOfWall, zoneOf } from '../cron/zone.js'

export interface JobView {
  readonly id: string
  readonly summary?: string
  readonly cron: string
  readonly timeZone: string
  readonly ifMissed: string
  readonly to: string
  /** The next runs: the instant, and what the clock on the wall shows then. */
  readonly next: readonly { readonly at: string; readonly local: string }[]
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A job with its next runs, as `check` and `jobs list` show it. */
export function viewOfJob({ id, summary, times, ifMissed, to }: Job, now: Date, runs = 5): JobView {
  const zone = zoneOf(times.timeZone)!
  const next = times.preview(now, runs).map(({ scheduledFor }) => {
    const wall = zone.wallAt(scheduledFor.getTime())
    return { at: scheduledFor.toISOString(), local: `${WEEKDAYS[new Date(wall).getUTCDay()]} ${textOfWall(wall)}` }
  })
  const { cron, timeZone } = times
  return { id, ...(summary === undefined ? {} : { summary }), cron, timeZone, ifMissed, to: to.uri, next }
}

/** The lines of a job: its schedule, its channel, and when it runs next. */
export function linesOfJob({ id, summary, cron, timeZone, ifMissed, to, next }: JobView): string[] {
  return [
    id,
    ...(summary === undefined ? [] : [`  ${summary}`]),
    `  ${cron} in ${timeZone}, if missed ${ifMissed}, to ${to}`,
    ...next.map(({ at, local }, index) => `  ${index === 0 ? 'next' : '    '} ${local}  (${at.slice(0, 16)}Z)`),
  ]
}

/** Columns, each as wide as its widest cell; the last is left as it is. */
export function aligned(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows.map((row) =>
    (
      indent + row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index]!))).join('  ')
    ).trimEnd(),
  )
}

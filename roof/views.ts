import type { Preview, PreviewedRun, PreviewedSkip } from '../cron/preview.js'

/** The calendar a job keeps to. */
export interface OnView {
  readonly calendar: string
  readonly summary: string
  readonly ifClosed: string
  readonly cutOff?: string
  readonly afterCutOff?: string
  /** The last date that the calendar knows. */
  readonly through?: string
  /** The next closed days that are more than a weekend. */
  readonly closed: readonly { readonly date: string; readonly why: string }[]
}

export interface JobView {
  readonly id: string
  readonly summary?: string
  readonly cron: string
  readonly timeZone: string
  readonly ifMissed: string
  readonly mostMissed?: number
  readonly on?: OnView
  readonly to: string
  /** The next runs: the instant, what the clock on the wall shows then, and why a run is not where one might look. */
  readonly next: readonly { readonly at: string; readonly local: string; readonly notes?: readonly string[] }[]
  /** Why there are fewer. */
  readonly ends?: string
}

/** The runs of a job to come, as `jobs preview` shows them. */
export interface PreviewView extends Omit<JobView, 'next' | 'ends'>, Preview {}

function linesOfDefinition(view: Omit<JobView, 'next'>): string[] {
  const { id, summary, cron, timeZone, ifMissed, mostMissed, on, to } = view
  const most = mostMissed === undefined ? '' : ` (at most ${mostMissed})`
  return [
    id,
    ...(summary === undefined ? [] : [`  ${summary}`]),
    `  ${cron} in ${timeZone}, if missed ${ifMissed}${most}, to ${to}`,
    ...(on === undefined ? [] : linesOfDays(on)),
  ]
}

function linesOfDays({ calendar, summary, ifClosed, cutOff, afterCutOff, through, closed }: OnView): string[] {
  const late = cutOff === undefined ? '' : `, cut-off ${cutOff} and after it ${afterCutOff}`
  return [
    `  on open days of ${calendar} (${summary}), if closed ${ifClosed}${late}`,
    ...(closed.length === 0 ? [] : [`  closed ${closed.map(({ date, why }) => `${date} ${why}`).join(', ')}`]),
    ...(through === undefined ? [] : [`  ${calendar} is known through ${through}`]),
  ]
}

const noted = (notes: readonly string[]) => (notes.length === 0 ? '' : `  ${notes.join('; ')}`)

/** The lines of a job: its schedule, its calendar, its channel, and when it runs next. */
export function linesOfJob(view: JobView): string[] {
  return [
    ...linesOfDefinition(view),
    ...view.next.map(
      ({ at, local, notes = [] }, index) =>
        `  ${index === 0 ? 'next' : '    '} ${local}  (${at.slice(0, 16)}Z)${noted(notes)}`,
    ),
    ...(view.ends === undefined ? [] : [`  no more: ${view.ends}`]),
  ]
}

/** The lines of a preview. Dates left out one after the other are one line. */
export function linesOfPreview(view: PreviewView): string[] {
  const lines: string[] = []
  let skipped: PreviewedSkip[] = []
  const saySkipped = () => {
    const [first, last] = [skipped[0], skipped.at(-1)]
    if (first === undefined || last === undefined) return
    const dates = first === last ? '' : ` to ${last.weekday} ${last.localDate}`
    const reasons = [...new Set(skipped.flatMap(({ notes }) => notes.map((note) => note.replace('closed: ', ''))))]
    lines.push(`  ${first.weekday} ${first.localDate}${dates} skipped because closed: ${reasons.join(', ')}`)
    skipped = []
  }
  for (const one of view.times)
    if (one.kind === 'skipped') skipped.push(one)
    else {
      saySkipped()
      lines.push(lineOfRun(one))
    }
  saySkipped()
  return [
    ...linesOfDefinition(view),
    ...lines,
    ...(lines.length === 0 && view.ends === undefined ? ['  (no run in this time)'] : []),
    ...(view.ends === undefined ? [] : [`  no more: ${view.ends}`]),
  ]
}

function lineOfRun({ weekday, local, offset, at, notes }: PreviewedRun): string {
  return `  ${weekday} ${local} ${offset}  ${at.slice(0, 16)}Z${noted(notes)}`
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

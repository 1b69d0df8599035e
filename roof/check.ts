import { describeFlow } from '../bus/describe.js'
import type { HubError } from '../bus/errors.js'
import { HUB_SETTINGS, shownValue } from '../bus/settings.js'
import type { Job } from '../cron/job.js'
import { textOfWall, zoneOf } from '../cron/zone.js'
import type { Operation } from '../routes/operation.js'
import type { Configuration } from './configuration.js'
import type { Discovery } from './discover.js'

/** Everything a hub is made of, as `dromedary check` shows it. No secret is in it. */
export interface Checked {
  readonly flows: readonly { readonly id: string; readonly file: string; readonly tree: readonly string[] }[]
  readonly operations: readonly {
    readonly id: string
    readonly method: string
    readonly path: string
    readonly scope: string
    readonly runs: string
    readonly summary: string
  }[]
  readonly routes: readonly { readonly id: string; readonly file: string }[]
  readonly jobs: readonly JobView[]
  readonly layouts: readonly { readonly id: string; readonly file: string }[]
  readonly connections: readonly {
    readonly name: string
    readonly adapter: string
    readonly summary: string
    readonly usedBy: readonly string[]
    readonly settings: readonly { readonly variable: string; readonly value: string; readonly origin: string }[]
  }[]
  readonly errors: readonly { readonly code: string; readonly sentence: string }[]
}

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

function runsOf({ run }: Operation): string {
  if (run.kind === 'ask') return `asks ${run.question.uri}`
  if (run.kind === 'send') return `sends to ${run.inlet.uri}`
  return run.kind === 'read' ? 'reads' : 'commands'
}

/** Puts together what discovery and configuration found. */
export function checked(
  discovery: Discovery,
  configuration: Pick<Configuration, 'connections' | 'problems'>,
  now: Date,
): Checked {
  const settingsOf = new Map(configuration.connections.map((connection) => [connection.name, connection.settings]))
  const errors: readonly HubError[] = [
    ...discovery.errors,
    ...(configuration.problems.length === 0 ? [] : [HUB_SETTINGS(configuration.problems)]),
  ]
  return {
    flows: discovery.flows.map(({ id, file, thing }) => ({ id, file, tree: describeFlow(thing) })),
    operations: discovery.operations.map(({ id, thing }) => ({
      id,
      method: thing.method,
      path: thing.path,
      scope: thing.scope,
      runs: runsOf(thing),
      summary: thing.summary,
    })),
    routes: discovery.routes.map(({ id, file }) => ({ id, file })),
    jobs: discovery.jobs.map(({ thing }) => viewOfJob(thing, now)),
    layouts: discovery.layouts.map(({ id, file }) => ({ id, file })),
    connections: discovery.connections.map(({ handle: { name, adapter, summary }, usedBy }) => ({
      name,
      adapter,
      summary,
      usedBy,
      settings: (settingsOf.get(name) ?? []).map((one) => ({
        variable: one.variable,
        value: shownValue(one),
        origin: one.origin,
      })),
    })),
    errors: errors.map(({ code, message }) => ({ code, sentence: message })),
  }
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

function section(title: string, count: number, lines: readonly string[]): string[] {
  return [`${title} (${count})`, '', ...lines, '']
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

/** What people read. What is broken is not part of it: that goes where errors go. */
export function linesOfCheck(found: Checked): string[] {
  const spaced = (blocks: readonly (readonly string[])[]) =>
    blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))
  return [
    ...section('Flows', found.flows.length, spaced(found.flows.map(({ tree }) => tree))),
    ...section(
      'Operations',
      found.operations.length,
      spaced(
        found.operations.map(({ id, method, path, scope, runs, summary }) => [
          id,
          `  ${method} ${path}  ${runs}  needs ${scope}`,
          `  ${summary}`,
        ]),
      ),
    ),
    ...section('Routes', found.routes.length, aligned(found.routes.map(({ id, file }) => [id, file]))),
    ...section('Jobs', found.jobs.length, spaced(found.jobs.map(linesOfJob))),
    ...section('Layouts', found.layouts.length, aligned(found.layouts.map(({ id, file }) => [id, file]))),
    ...section(
      'Connections',
      found.connections.length,
      spaced(
        found.connections.map(({ name, adapter, summary, usedBy, settings }) => [
          `${name}  ${adapter}: ${summary}`,
          `  used by ${usedBy.length === 0 ? 'no flow' : usedBy.join(', ')}`,
          ...aligned(
            settings.map(({ variable, value, origin }) => [variable, value, origin]),
            '  ',
          ),
        ]),
      ),
    ),
  ].slice(0, -1)
}

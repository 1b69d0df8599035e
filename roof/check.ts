import { describeFlow } from '../bus/describe.js'
import { type HubError, isHubError } from '../bus/errors.js'
import { HUB_SETTINGS, shownValue } from '../bus/settings.js'
import type { Job } from '../cron/job.js'
import type { Operation } from '../routes/operation.js'
import type { Configuration } from './configuration.js'
import type { Discovery } from './discover.js'
import { viewOfJob } from './job-views.js'
import { aligned, type JobView, linesOfJob } from './views.js'

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
  readonly layouts: readonly {
    readonly id: string
    readonly summary: string
    readonly encoding: string
    readonly records: readonly { readonly name: string; readonly length: number; readonly fields: number }[]
  }[]
  readonly connections: readonly {
    readonly name: string
    readonly adapter: string
    readonly summary: string
    readonly usedBy: readonly string[]
    readonly settings: readonly { readonly variable: string; readonly value: string; readonly origin: string }[]
  }[]
  readonly errors: readonly { readonly code: string; readonly sentence: string }[]
}

function runsOf({ run }: Operation): string {
  if (run.kind === 'ask') return `asks ${run.question.uri}`
  if (run.kind === 'send') return `sends to ${run.inlet.uri}`
  return run.kind === 'read' ? 'reads' : 'commands'
}

/** What stands in the way of a job's next run: a calendar whose days have run out. */
function endedCalendar({ times }: Job, now: Date): readonly HubError[] {
  try {
    times.next(now)
    return []
  } catch (error) {
    if (isHubError(error)) return [error]
    throw error
  }
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
    ...discovery.jobs.flatMap(({ thing }) => endedCalendar(thing, now)),
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
    layouts: discovery.layouts.map(({ id, thing: { summary, machine } }) => ({
      id,
      summary,
      encoding: machine.encoding.name,
      records: machine.plan.records.map(({ name, length, fields }) => ({ name, length, fields: fields.length })),
    })),
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

function section(title: string, count: number, lines: readonly string[]): string[] {
  return [`${title} (${count})`, '', ...lines, '']
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
    ...section(
      'Layouts',
      found.layouts.length,
      spaced(
        found.layouts.map(({ id, summary, encoding, records }) => [
          id,
          `  ${summary}`,
          `  encoding ${encoding}`,
          ...aligned(
            records.map(({ name, length, fields }) => [`record ${name}`, `${length} long`, `${fields} fields`]),
            '  ',
          ),
        ]),
      ),
    ),
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

import { type ConnectionHandle, connectionOf } from '../bus/adapter.js'
import { flowNodeOf } from '../bus/builder.js'
import { type Declared, declaredOf } from '../bus/ends.js'
import { codeOf, type HubError, isHubError } from '../bus/errors.js'
import type { FlowNode } from '../bus/node.js'
import { isJob, type Job } from '../cron/job.js'
import type { AnyLayout } from '../fixed-width/layout.js'
import { isOperation, type Operation } from '../routes/operation.js'
import { type Touched, touchedBy } from './ends.js'
import { HUB_BROKEN, HUB_FILE_EXPORT, HUB_FILE_NAME, HUB_TWICE } from './errors.js'
import { type FoundFile, filesIn, filesNamed, load } from './files.js'
import { declaredIn, readersOf, type Sending, unread } from './inlets.js'

/** A thing that was found, and the file it was found in. */
export interface Found<Thing> {
  readonly id: string
  readonly file: string
  readonly thing: Thing
}

/** One configured outside system and who needs it. */
export interface Contact {
  readonly handle: ConnectionHandle
  readonly usedBy: readonly string[]
}

/** Everything a root holds. What is broken is in `errors` and nowhere else. */
export interface Discovery {
  readonly root: string
  readonly flows: readonly (Found<FlowNode> & { readonly touched: Touched })[]
  readonly operations: readonly Found<Operation>[]
  /** Fastify plugins. */
  readonly routes: readonly Found<(...args: never[]) => unknown>[]
  readonly jobs: readonly Found<Job>[]
  readonly layouts: readonly Found<AnyLayout>[]
  readonly connections: readonly Contact[]
  /** Channels, topics, questions and signals that are declared, sent to or read. */
  readonly inlets: readonly Declared[]
  readonly errors: readonly HubError[]
}

interface Kind<Thing> {
  readonly folder: string
  readonly suffix: string
  readonly what: string
  /** The thing behind a default export, or undefined. May throw a HubError that says what is wrong. */
  take(exported: unknown): { readonly id?: string; readonly thing: Thing } | undefined
}

const FLOW: Kind<FlowNode> = {
  folder: 'flows',
  suffix: '.flow.js',
  what: 'a finished flow',
  take(exported) {
    if (typeof exported !== 'object' || exported === null) return undefined
    const thing = flowNodeOf(exported)
    return { id: thing.id, thing }
  },
}
const OPERATION: Kind<Operation> = {
  folder: 'routes',
  suffix: '.operation.js',
  what: 'an operation',
  take: (exported) => (isOperation(exported) ? { id: exported.name, thing: exported } : undefined),
}
const ROUTE: Kind<(...args: never[]) => unknown> = {
  folder: 'routes',
  suffix: '.route.js',
  what: 'a Fastify plugin',
  take: (exported) => (typeof exported === 'function' ? { thing: exported as () => unknown } : undefined),
}
const JOB: Kind<Job> = {
  folder: 'cron',
  suffix: '.job.js',
  what: 'a job',
  take: (exported) => (isJob(exported) ? { id: exported.id, thing: exported } : undefined),
}
const LAYOUT: Kind<AnyLayout> = {
  folder: 'fixed-width/layouts',
  suffix: '.layout.js',
  what: 'a layout',
  take: (exported) => (isLayout(exported) ? { id: exported.name, thing: exported } : undefined),
}

function isLayout(exported: unknown): exported is AnyLayout {
  const { name, machine } = (exported ?? {}) as Partial<AnyLayout>
  return typeof name === 'string' && typeof machine?.plan === 'object'
}

async function take<Thing>(kind: Kind<Thing>, file: FoundFile): Promise<Found<Thing> | HubError> {
  const loaded = await load(file)
  if ('error' in loaded) return loaded.error
  const exported = loaded.exports.default
  const came = exported === undefined ? 'none' : typeof exported
  let taken: ReturnType<Kind<Thing>['take']>
  try {
    taken = kind.take(exported)
  } catch (error) {
    return HUB_FILE_EXPORT(file.name, kind.what, isHubError(error) ? `${codeOf(error)}: ${error.message}` : came)
  }
  if (taken === undefined) return HUB_FILE_EXPORT(file.name, kind.what, came)
  if (taken.id !== undefined && taken.id !== file.id) return HUB_FILE_NAME(file.name, file.id, taken.id)
  return { id: file.id, file: file.name, thing: taken.thing }
}

function unique<Thing>(found: readonly Found<Thing>[], of: (one: Found<Thing>) => string, errors: HubError[]): void {
  const seen = new Map<string, string>()
  for (const one of found) {
    const what = of(one)
    const other = seen.get(what)
    if (other !== undefined) errors.push(HUB_TWICE(one.file, what, other))
    seen.set(what, one.file)
  }
}

async function takeAll<Thing>(root: string, kind: Kind<Thing>, errors: HubError[]): Promise<Found<Thing>[]> {
  const files = filesIn(root, kind.folder, kind.suffix)
  const all = await Promise.all(files.map((file) => take(kind, file)))
  const found: Found<Thing>[] = []
  for (const one of all) {
    if (isHubError(one)) errors.push(one)
    else found.push(one)
  }
  unique(found, ({ id }) => `${kind.what} ${id}`, errors)
  return found
}

async function contactsOf(root: string, flows: Discovery['flows'], errors: HubError[]): Promise<Contact[]> {
  const seen = new Map<string, { handle: ConnectionHandle; file: string; usedBy: string[] }>()
  const add = (handle: ConnectionHandle, file: string, user?: string) => {
    const known = seen.get(handle.name)
    if (known !== undefined && known.handle !== handle)
      errors.push(HUB_TWICE(file, `connection ${handle.name}`, known.file))
    const contact = known ?? { handle, file, usedBy: [] }
    if (user !== undefined) contact.usedBy.push(user)
    seen.set(handle.name, contact)
  }
  for (const file of filesNamed(root, 'adapters', 'connections.js')) {
    const loaded = await load(file)
    if ('error' in loaded) errors.push(loaded.error)
    else
      for (const ends of Object.values(loaded.exports)) {
        const handle = typeof ends === 'object' && ends !== null ? connectionOf(ends) : undefined
        if (handle !== undefined) add(handle, file.name)
      }
  }
  for (const { id, file, touched } of flows) for (const handle of touched.connections) add(handle, file, id)
  return [...seen.values()].sort((a, b) => a.handle.name.localeCompare(b.handle.name))
}

/** The inlet behind what an operation runs, if it runs one. */
function inletOf({ run }: Operation): unknown {
  if (run.kind === 'ask') return run.question
  return run.kind === 'send' ? run.inlet : undefined
}

/**
 * Finds and loads everything a root holds and says what is broken. Opens nothing: no socket, no file but the modules.
 * Throws HUB_ROOT.
 */
export async function discover(root: string): Promise<Discovery> {
  const errors: HubError[] = []
  const nodes = await takeAll(root, FLOW, errors)
  const operations = await takeAll(root, OPERATION, errors)
  const routes = await takeAll(root, ROUTE, errors)
  const jobs = await takeAll(root, JOB, errors)
  const layouts = await takeAll(root, LAYOUT, errors)
  const flows = nodes.map((found) => ({ ...found, touched: touchedBy(found.thing) }))
  unique(operations, ({ thing }) => `${thing.method} ${thing.path}`, errors)

  const sendings: Sending[] = [
    ...flows.flatMap(({ id, file, touched }) => touched.sends.map((to) => ({ to, file, how: `flow ${id} sends to` }))),
    ...operations.map(({ id, file, thing }) => ({ to: inletOf(thing), file, how: `operation ${id} runs` })),
    ...jobs.map(({ id, file, thing }) => ({ to: thing.to, file, how: `job ${id} sends to` })),
    ...(await declaredIn(root, errors)),
  ]
  const readers = readersOf(flows, errors)
  errors.push(...unread(sendings, readers))
  const connections = await contactsOf(root, flows, errors)
  const inlets = new Map([...readers].map(([uri, inlet]) => [uri, inlet]))
  for (const { to } of sendings) {
    const declared = declaredOf(to)
    if (declared !== undefined && !inlets.has(declared.uri)) inlets.set(declared.uri, declared)
  }
  return { root, flows, operations, routes, jobs, layouts, connections, inlets: [...inlets.values()], errors }
}

/** Throws HUB_BROKEN, which names everything that is broken. */
export function refuseBroken({ errors }: Pick<Discovery, 'errors'>): void {
  if (errors.length > 0) throw HUB_BROKEN(errors)
}

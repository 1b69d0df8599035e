import { type TSchema, Type } from 'typebox'
import { decodeBody } from '../bus/codec.js'
import { type Schema, schema } from '../bus/ends.js'
import type { ConnectionState, Hub } from '../bus/hub.js'
import { masked } from '../bus/masked.js'
import type { Member } from '../bus/ports/seats.js'
import type { DeadLetter, Fate, KeyHolder } from '../bus/ports/store.js'
import type { JobRun, StepRecord, TraceRow } from '../bus/ports/unit.js'
import { fitting } from '../bus/validate.js'
import { HUB_JOB_UNKNOWN } from '../cron/errors.js'
import { runByHand } from '../cron/fire.js'
import type { Job } from '../cron/job.js'
import { isOnSchedule } from '../cron/plan.js'
import { type ClientsOperated, clientCommands } from '../routes/client-commands.js'
import { HUB_COMMAND_UNKNOWN, HUB_MESSAGE_GONE } from './errors.js'
import { viewOfHistory } from './history-views.js'
import { viewOfJob } from './job-views.js'
import { drained } from './upkeep.js'

/** What an operator's command works on: a running hub, whether in this process or behind its control socket. */
export interface Operated extends ClientsOperated {
  readonly hub: Hub
  /** Ids of all flows, those that take events of signals too. */
  readonly flows: readonly string[]
  readonly jobs: readonly Job[]
  /** What the bodies of a flow's messages look like, where something says it. */
  schemaOf(flow: string): TSchema | undefined
}

const MOST = 500
const Id = Type.String({ minLength: 1, maxLength: 100 })
/** Ids of flows that take events of signals are made of two names. */
const FlowId = Type.String({ minLength: 1, maxLength: 150 })
const Key = Type.String({ minLength: 1, maxLength: 255 })
const Reason = Type.String({ minLength: 1, maxLength: 500 })
const paging = { limit: Type.Integer({ minimum: 1, maximum: MOST }), after: Type.Optional(Type.String()) }
const State = Type.Union([
  Type.Literal('ready'),
  Type.Literal('waiting'),
  Type.Literal('retrying'),
  Type.Literal('in-doubt'),
  Type.Literal('gathering'),
  Type.Literal('splitting'),
  Type.Literal('held'),
  Type.Literal('done'),
  Type.Literal('dropped'),
  Type.Literal('dead-letter'),
])
const closed = { additionalProperties: false }

/** A message as operators see it. Its body only when asked for, and masked: it may hold personal data. */
function viewOfFate({ answer: _, acceptedAt, endedAt, due, ...rest }: Fate) {
  return {
    ...rest,
    acceptedAt: new Date(acceptedAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
    ...(due === undefined || due === 0 ? {} : { due: new Date(due).toISOString() }),
  }
}

function viewOfTrace({ run, startedAt, endedAt, outcome, steps }: TraceRow) {
  const walked = decodeBody(steps) as readonly { readonly step: string; readonly came?: string; readonly ms?: number }[]
  return { run, startedAt: new Date(startedAt).toISOString(), ms: endedAt - startedAt, outcome, steps: walked }
}

/** An effect in doubt. Never its request or answer: they may hold personal data. */
function viewOfEffect({ messageId, name, attempts, code, error, onceKey, at }: StepRecord) {
  return { id: messageId, record: name, attempts, code, error, key: onceKey, since: new Date(at).toISOString() }
}

function viewOfConnection({ since, until, ...rest }: ConnectionState) {
  return {
    ...rest,
    since: new Date(since).toISOString(),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  }
}

function viewOfDeadLetter({ message, code, reason, at, holdsKey }: DeadLetter) {
  const { id, flow, channel, correlationId, tries } = message
  return { id, flow, channel, correlationId, code, reason, tries, holdsKey, at: new Date(at).toISOString() }
}

/** An order key that is held, by which message, since when and why. */
function viewOfKey({ messageId: id, since, due, ...rest }: KeyHolder) {
  return {
    ...rest,
    id,
    since: new Date(since).toISOString(),
    ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
  }
}

/** One of those that share the books, and what it runs. */
function viewOfMember({ id, name, version, startedAt, until, leaving }: Member, now: number, partitions: number[]) {
  const state = until <= now ? ('silent' as const) : leaving ? ('leaving' as const) : ('alive' as const)
  return { id, name, version, startedAt: new Date(startedAt).toISOString(), state, leaseMs: until - now, partitions }
}

/** The last run of a job. The clock's first look at a job is recorded like a skipped run, and is none. */
function viewOfRun({ scheduledFor, outcome, messageId }: JobRun) {
  return {
    at: new Date(scheduledFor).toISOString(),
    outcome: outcome === 'skipped' && !isOnSchedule(scheduledFor) ? ('known since' as const) : outcome,
    ...(messageId === undefined ? {} : { messageId }),
  }
}

interface Command<Params, Result> {
  readonly params: TSchema
  run(params: Params, on: Operated): Promise<Result>
}

const command = <Params, Result>(
  params: Schema<Params>,
  run: (params: Params, on: Operated) => Promise<Result>,
): Command<Params, Result> => ({ params: params as TSchema, run })

/** Every command of an operator. Parameters and results are plain JSON, so that they can cross a socket. */
export const commands = {
  ...clientCommands,
  'flows.list': command(schema(Type.Object({}, closed)), async (_, { hub, flows }) => {
    const counts = await hub.store.counts()
    const paused = new Set((await hub.store.flowStates()).filter((state) => state.paused).map(({ flow }) => flow))
    const running = new Map(hub.flows().map((flow) => [flow.id, flow.running]))
    const of = (flow: string, state: string) =>
      counts.filter((row) => row.flow === flow && row.state === state).reduce((sum, { count }) => sum + count, 0)
    return flows.map((id) => ({
      id,
      paused: paused.has(id),
      running: running.get(id) ?? 0,
      ready: of(id, 'ready'),
      waiting: of(id, 'waiting'),
      retrying: of(id, 'retrying'),
      inDoubt: of(id, 'in-doubt'),
      gathering: of(id, 'gathering'),
      splitting: of(id, 'splitting'),
      held: of(id, 'held'),
    }))
  }),
  'flows.pause': command(schema(Type.Object({ flow: FlowId }, closed)), async ({ flow }, { hub, by }) => {
    await hub.pause(flow, by)
    return { flow, paused: true }
  }),
  'flows.resume': command(schema(Type.Object({ flow: FlowId }, closed)), async ({ flow }, { hub, by }) => {
    await hub.resume(flow, by)
    return { flow, paused: false }
  }),
  'hubs.list': command(schema(Type.Object({}, closed)), async (_, { hub: { store } }) => {
    if (store.seats === undefined) return { shared: false, hubs: [], unowned: [] }
    const { now, members, partitions } = await store.seats.look()
    const ownedBy = (id: string) => partitions.filter(({ owner }) => owner === id).map(({ no }) => no)
    const unowned = partitions.filter(({ owner }) => !members.some(({ id }) => id === owner)).map(({ no }) => no)
    return { shared: true, hubs: members.map((one) => viewOfMember(one, now, ownedBy(one.id))), unowned }
  }),
  'connections.list': command(schema(Type.Object({}, closed)), async (_, { hub }) =>
    hub.connections().map(viewOfConnection),
  ),
  'messages.list': command(
    schema(
      Type.Object(
        {
          flow: Type.Optional(FlowId),
          state: Type.Optional(State),
          businessKey: Type.Optional(Type.Object({ name: Id, value: Type.String() }, closed)),
          correlationId: Type.Optional(Id),
          since: Type.Optional(Type.String({ format: 'date-time' })),
          until: Type.Optional(Type.String({ format: 'date-time' })),
          ...paging,
        },
        closed,
      ),
    ),
    async ({ limit, after, since, until, ...asked }, { hub }) => {
      const page = { limit, ...(after === undefined ? {} : { after }) }
      const query = {
        ...asked,
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      }
      const { rows, next } = await hub.messages(query as Parameters<Hub['messages']>[0], page)
      return { rows: rows.map(viewOfFate), ...(next === undefined ? {} : { next }) }
    },
  ),
  'messages.show': command(
    schema(Type.Object({ id: Id, body: Type.Optional(Type.Boolean()) }, closed)),
    async ({ id, body }, { hub, schemaOf }) => {
      const fate = await hub.fate(id)
      if (fate === undefined) throw HUB_MESSAGE_GONE(id)
      const message = body ? ((await hub.store.living(id)) ?? (await hub.deadLetter(id))?.message) : undefined
      return {
        ...viewOfFate(fate),
        // Hidden here, not where it is printed: what must not be shown does not cross the socket either.
        ...(message && { body: masked(message.part ? undefined : schemaOf(message.flow), decodeBody(message.body)) }),
        runs: (await hub.store.traces(id)).map(viewOfTrace),
      }
    },
  ),
  'deadLetters.list': command(schema(Type.Object(paging, closed)), async (page, { hub }) => {
    const { rows, next } = await hub.store.deadLetters(page as { limit: number; after?: string })
    return {
      total: await hub.store.countDeadLetters(),
      rows: rows.map(viewOfDeadLetter),
      ...(next === undefined ? {} : { next }),
    }
  }),
  'deadLetters.replay': command(schema(Type.Object({ id: Id }, closed)), async ({ id }, { hub, by }) => {
    await hub.replay(id, by)
    return { id, state: 'replayed' }
  }),
  'deadLetters.drop': command(
    schema(Type.Object({ id: Id, reason: Reason }, closed)),
    async ({ id, reason }, { hub, by }) => {
      await hub.dropDeadLetter(id, reason, by)
      return { id, state: 'dropped', reason }
    },
  ),
  'effects.list': command(schema(Type.Object(paging, closed)), async (page, { hub }) => {
    const { rows, next } = await hub.store.inDoubt(page)
    return { rows: rows.map(viewOfEffect), ...(next === undefined ? {} : { next }) }
  }),
  'effects.decide': command(
    schema(
      Type.Object(
        {
          id: Id,
          record: Type.String({ minLength: 1, maxLength: 1000 }),
          notDone: Type.Boolean(),
          answer: Type.Optional(Type.Unknown()),
          reason: Reason,
        },
        closed,
      ),
    ),
    async ({ id, record, notDone, answer, reason }, { hub, by }) => {
      const decision = notDone ? ({ state: 'not-done' } as const) : ({ state: 'answered', answer } as const)
      await hub.decide({ messageId: id, record, decision, by, reason })
      return { id, record, state: decision.state }
    },
  ),
  'keys.list': command(
    schema(Type.Object({ flow: Type.Optional(FlowId), ...paging }, closed)),
    async ({ flow, ...page }, { hub }) => {
      const { rows, next } = await hub.store.keyHolders(flow === undefined ? {} : { flow }, page)
      return { rows: rows.map(viewOfKey), ...(next === undefined ? {} : { next }) }
    },
  ),
  'keys.free': command(
    schema(Type.Object({ flow: FlowId, key: Key, reason: Reason }, closed)),
    async ({ flow, key, reason }, { hub, by }) => ({ flow, key, freed: await hub.freeKey({ flow, key, reason, by }) }),
  ),
  'history.show': command(schema(Type.Object({}, closed)), async (_, { hub }) =>
    viewOfHistory(await hub.store.history()),
  ),
  'history.prune': command(schema(Type.Object({}, closed)), async (_, { hub, now, by }) => {
    const before = await hub.store.history()
    const went = await drained(hub.store, () => now().getTime(), { all: true })
    const { file, bytes } = await hub.store.history()
    await hub.audit(by, 'history.prune', 'history', 'pruned', { ...went })
    const fileBytes = { from: before.file.bytes, to: file.bytes }
    return { ...went, historyBytes: { from: before.bytes, to: bytes }, fileBytes }
  }),
  'jobs.list': command(
    schema(Type.Object({ runs: Type.Integer({ minimum: 1, maximum: 100 }) }, closed)),
    async ({ runs }, { hub, jobs, now }) =>
      Promise.all(
        jobs.map(async (job) => {
          const [last] = await hub.store.jobRuns(job.id, 1)
          return { ...viewOfJob(job, now(), runs), ...(last === undefined ? {} : { last: viewOfRun(last) }) }
        }),
      ),
  ),
  'jobs.run': command(
    schema(Type.Object({ job: Id, standsFor: Type.Optional(Type.String({ format: 'date-time' })) }, closed)),
    async ({ job: id, standsFor }, { hub, jobs, now, by }) => {
      const job = jobs.find((one) => one.id === id)
      if (job === undefined)
        throw HUB_JOB_UNKNOWN(
          id,
          jobs.map((one) => one.id),
        )
      const ran = await runByHand(hub, job, {
        by,
        now: now(),
        ...(standsFor === undefined ? {} : { standsFor: new Date(standsFor) }),
      })
      return { job: id, ...ran }
    },
  ),
}

export type Commands = typeof commands
export type CommandName = keyof Commands
export type ParamsOf<Name extends CommandName> = Parameters<Commands[Name]['run']>[0]
export type ResultOf<Name extends CommandName> = Awaited<ReturnType<Commands[Name]['run']>>

/** Gives an operator's command, wherever the hub is. */
export type Operate = <Name extends CommandName>(name: Name, params: ParamsOf<Name>) => Promise<ResultOf<Name>>

/** Carries out a command by name, as it came over the control socket. Throws HUB_COMMAND_UNKNOWN, HUB_BODY_REFUSED. */
export async function carryOut(name: string, params: unknown, on: Operated): Promise<unknown> {
  const found = (commands as Readonly<Record<string, Command<unknown, unknown> | undefined>>)[name]
  if (found === undefined) throw HUB_COMMAND_UNKNOWN(name)
  return found.run(fitting(found.params, params, `the command ${name}`), on)
}

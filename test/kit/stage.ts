import type {
  ConnectionHandle,
  Deliver,
  EffectEnd,
  EffectUse,
  End,
  ReaderEnd,
  ReadUse,
  SourceEnd,
} from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import type { Callable, Channel, Declared, Question } from '../../bus/ends.js'
import { type ClosedFlow, flow } from '../../bus/flow.js'
import type { FlowNode } from '../../bus/node.js'
import { HUB_TRIAL_SHAPE, HUB_TRIAL_UNKNOWN_END } from './errors.js'
import { touchedBy, withEnds } from './replaced.js'
import { CallableStandIn, type EffectStandIn, ReaderStandIn, SinkStandIn } from './stand-in.js'
import type { World } from './world.js'

/** Flows whose id begins so belong to the trial: they stand where flows of others would. */
export const OURS = 'trial/'

/** The flows of a trial with stand-ins in the place of everything outside, and what stands where. */
export class Stage {
  flows: readonly FlowNode[] = []
  readonly effects = new Map<string, EffectStandIn<never, unknown>>()
  readonly readers = new Map<string, ReaderStandIn<never, unknown>>()
  /** How to hand something over as an outside source would, while a hub listens. */
  readonly sources = new Map<string, Deliver | undefined>()
  /** Channels and topics by uri, with the flow that takes them first. */
  readonly inlets = new Map<string, string>()
  readonly given: Readonly<Record<string, unknown>>
  readonly #world: World

  /** Connections that `given` tells the options of take part for real, as do the books. */
  constructor(world: World, given: Readonly<Record<string, unknown>>) {
    this.#world = world
    this.given = given
  }

  /** Puts these flows on, in the place of those before. */
  put(closed: readonly ClosedFlow[]): void {
    const nodes = closed.map(flowNodeOf)
    const ids = nodes.map(({ id }) => id)
    if (new Set(ids).size !== ids.length)
      throw HUB_TRIAL_SHAPE(`two flows of this trial have one id: ${ids.join(', ')}`)
    if (ids.length === 0) throw HUB_TRIAL_SHAPE('a trial needs at least one flow')
    const taken = new Set(nodes.map(({ from }) => from.uri))
    const others: FlowNode[] = []
    for (const inlet of nodes.flatMap((node) => touchedBy(node).inlets)) {
      if (taken.has(inlet.uri) || inlet.kind === 'signal') continue
      taken.add(inlet.uri)
      others.push(inlet.kind === 'question' ? this.#answering(inlet) : collecting(inlet))
    }
    const all = [...nodes, ...others]
    this.inlets.clear()
    for (const { from, id } of all) if (!this.inlets.has(from.uri)) this.inlets.set(from.uri, id)
    this.flows = all.map((node) => withEnds(node, (end) => this.#replace(end)))
    const known = new Set(this.flows.flatMap((node) => touchedBy(node).ends.map(({ connection }) => connection.name)))
    for (const name of Object.keys(this.given))
      if (!known.has(name)) throw HUB_TRIAL_UNKNOWN_END('uses the connection', name, [...known].sort())
  }

  /** A flow in the place of the one that another pack would answer with. */
  #answering(question: Declared): FlowNode {
    const asked = question as unknown as Question<unknown, unknown>
    const end = { kind: 'callable', uri: question.uri, connection: NOWHERE, how: { inDoubt: 'resend' } }
    return flowNodeOf(
      flow(`${OURS}answers-${question.name}`)
        .from(asked)
        .call(end as unknown as Callable<unknown, unknown>)
        .reply((answer) => answer),
    )
  }

  #isReal({ name, adapter }: ConnectionHandle): boolean {
    return adapter === 'books' || Object.hasOwn(this.given, name)
  }

  #replace(end: End): End {
    const { connection } = end
    const real = this.#isReal(connection)
    const seat: ConnectionHandle = real
      ? connection
      : { ...connection, open: async () => undefined, close: async () => {} }
    switch (end.kind) {
      case 'reader':
        return this.#reader(end, seat, real)
      case 'source':
        return this.#source(end, seat, real)
      default:
        return this.#effect(end, seat, real)
    }
  }

  #effect(end: EffectEnd, connection: ConnectionHandle, real: boolean): EffectEnd {
    const { kind, uri, how } = end
    const made = () =>
      kind === 'sink'
        ? new SinkStandIn<never>(uri, how.inDoubt, this.#world)
        : new CallableStandIn<never, unknown>(uri, how.inDoubt, this.#world)
    const standIn: EffectStandIn<never, unknown> = this.effects.get(uri) ?? made()
    this.effects.set(uri, standIn)
    const perform = (client: unknown, request: unknown, use: EffectUse) =>
      real && !standIn.wasTold
        ? this.#world.use(() => how.perform(client, request, use))
        : standIn.perform(request as never, use)
    const ask =
      how.ask &&
      ((client: unknown, request: unknown, use: EffectUse) =>
        real && !standIn.wasTold ? this.#world.use(() => how.ask!(client, request, use)) : standIn.found(use.key))
    return Object.freeze({ ...end, connection, how: Object.freeze({ ...how, perform, ...(ask && { ask }) }) })
  }

  #reader(end: ReaderEnd, connection: ConnectionHandle, real: boolean): ReaderEnd {
    const found = this.readers.get(end.uri)
    const standIn = found ?? (new ReaderStandIn(end.uri, this.#world) as ReaderStandIn<never, unknown>)
    this.readers.set(end.uri, standIn)
    const read = (client: unknown, query: unknown, use: ReadUse) =>
      real && !standIn.wasTold ? end.read(client, query, use) : standIn.read(query as never, use)
    return Object.freeze({ ...end, connection, read })
  }

  #source(end: SourceEnd, connection: ConnectionHandle, real: boolean): SourceEnd {
    this.sources.set(end.uri, undefined)
    const listen: SourceEnd['listen'] = (client, deliver, signal) => {
      this.sources.set(end.uri, deliver)
      if (real) return end.listen(client, deliver, signal)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    }
    return Object.freeze({ ...end, connection, listen })
  }
}

const NOWHERE: ConnectionHandle = {
  name: 'another-flow',
  adapter: 'trial',
  summary: 'A question that a flow outside of the trial would answer.',
  options: {},
  open: async () => undefined,
}

/** A flow that keeps what is sent to a channel or topic whose own flow does not take part. */
function collecting(inlet: Declared): FlowNode {
  return flowNodeOf(
    flow(`${OURS}collects-${inlet.name}`)
      .from(inlet as unknown as Channel<unknown>)
      .drop('collected for the test'),
  )
}

/** The stand-in in the place of an end. Throws HUB_TRIAL_UNKNOWN_END. */
export function standInOf<Kind>(all: ReadonlyMap<string, unknown>, what: string, end: { readonly uri: string }): Kind {
  const found = all.get(end.uri)
  if (found === undefined) throw HUB_TRIAL_UNKNOWN_END(what, end.uri, [...all.keys()].sort())
  return found as Kind
}

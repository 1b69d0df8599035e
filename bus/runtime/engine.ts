import { setMaxListeners } from 'node:events'
import type { ConnectionHandle, OpenUse, SourceEnd } from '../adapter.js'
import { deliveries } from '../deliveries.js'
import type { Declared, Inlet, Question } from '../ends.js'
import type { Accepted, Answered, EffectDecision, Hub, KeyRelease, SendOptions } from '../hub.js'
import type { ConnectionLimits } from '../limits.js'
import type { FlowNode } from '../node.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { MessageQuery, Page, Store } from '../ports/store.js'
import type { Transport } from '../ports/transport.js'
import type { Watch } from '../ports/watch.js'
import { fitting } from '../validate.js'
import { admit, type Origin } from './acceptance.js'
import { Asking } from './asking.js'
import { Committer } from './committer.js'
import { Dispatcher } from './dispatcher.js'
import * as failure from './failure.js'
import { Front } from './front.js'
import { readHeld } from './key-turns.js'
import type { Startable } from './lane.js'
import { Living } from './living.js'
import { Operating } from './operating.js'
import { Outside } from './outside.js'
import { Processes } from './processes.js'
import { Recorded } from './recorded.js'
import { Run } from './run.js'
import type { Came, Chance, Shop } from './shop.js'
import { listenTo } from './sources.js'
import { Suspects } from './suspects.js'
import { within } from './timers.js'
import { Watching } from './watching.js'

const DAY = 86_400_000

export interface EngineOptions {
  readonly store: Store
  readonly flows: readonly FlowNode[]
  readonly connections: readonly ConnectionHandle[]
  readonly optionsOf: (connection: ConnectionHandle) => unknown
  /** What each connection is held to; its defaults unless told. */
  readonly limitsOf?: (connection: ConnectionHandle) => ConnectionLimits
  readonly open: OpenUse
  readonly chance?: Chance
  /** Living messages above this refuse new ones with HUB_BACKLOG_FULL; a million unless told. */
  readonly backlogLimit?: number
  /** Runs at one time per flow; 256 unless told. */
  readonly concurrency?: number
  /** How long the once-keys of changes are kept, in milliseconds; 400 days unless told. */
  readonly onceKeepMs?: number
  /** How long a reading may take, in milliseconds; 30,000 unless told. */
  readonly deadlineMs?: number
  /** How long a caller waits for an answer before it is told `running`, in milliseconds; 10,000 unless told. */
  readonly askMs?: number
  /** Called at every durable boundary by its name in boundaries.ts: for those who test by killing. */
  readonly boundary?: (name: string) => void
  /** Of books that several processes may share, which need one: the way to the others. */
  readonly transport?: Transport
  /** Of such books: how long a process counts as alive after it was last heard, in milliseconds; 5,000 unless told. */
  readonly leaseMs?: number
  /** Told what the hub does: metrics, spans, logs. */
  readonly watch?: Watch
  /** Told of each message that a run gave up on, with the error itself: books and logs keep only its sentence. */
  readonly gaveUp?: (message: LivingMessage, error: unknown) => void
}

const byTheClock: Chance = { now: Date.now, random: Math.random }

/** The hub's engine: accepts, runs, waits, retries, recovers. One per process and books. */
export class Engine implements Hub {
  readonly store: Store
  private readonly given: EngineOptions
  private readonly chance: Chance
  private readonly flowById = new Map<string, FlowNode>()
  private readonly flowsByUri = new Map<string, FlowNode[]>()
  private readonly outside: Outside
  private readonly recorded: Recorded
  private readonly stopping = new AbortController()
  private readonly committer: Committer
  private readonly dispatcher: Dispatcher
  private readonly front: Front
  private readonly asking: Asking
  private readonly shop: Shop
  private readonly operating: Operating
  private readonly suspects: Suspects
  private readonly processes: Processes | undefined
  private readonly living = new Living()
  private readonly watching: Watching | undefined
  private draining = false

  constructor(given: EngineOptions) {
    this.given = given
    this.store = given.store
    const { store, chance = byTheClock, onceKeepMs = 400 * DAY, deadlineMs = 30_000, askMs = 10_000 } = given
    this.chance = chance
    this.recorded = new Recorded(store)
    // Every effect under way listens to it.
    setMaxListeners(0, this.stopping.signal)
    for (const flow of [...given.flows, ...deliveries(given.flows)]) {
      this.flowById.set(flow.id, flow)
      this.flowsByUri.set(flow.from.uri, [...(this.flowsByUri.get(flow.from.uri) ?? []), flow])
    }
    const { limitsOf, open } = given
    const { signal: stop } = this.stopping
    this.outside = new Outside({ stop, chance, log: open.log, ...(limitsOf && { limitsOf }) })
    this.watching = given.watch && new Watching(given.watch, chance, given.open.log)
    const { watching } = this
    this.committer = new Committer(store, given.boundary, watching, (results) => this.processes?.committed(results))
    const admitTo: Shop['admitTo'] = (inlet, body, origin) => this.admitTo(inlet, body, origin)
    const accepted: Shop['accepted'] = (messages, seqs) => this.accepted(messages, seqs)
    const assertOpen = () => this.assertOpen()
    const trouble = (sentence: string, error: unknown) => given.open.log('error', sentence, { error: String(error) })
    this.dispatcher = new Dispatcher({
      store,
      now: () => chance.now(),
      after: chance.after,
      run: (flow, startable) =>
        watching === undefined ? this.run(flow, startable) : watching.run(startable, () => this.run(flow, startable)),
      guard: (startables) => this.suspects.guard(startables),
      heldBack: () => this.suspects.count,
      letGo: (partition) => this.suspects.letGo(partition),
      trouble,
      ...(store.seats && { parted: true }),
    })
    this.suspects = new Suspects({
      store,
      quiet: () => this.dispatcher.quiet(),
      run: (startable) => this.dispatcher.runNow(startable),
      park: ({ message }) => this.operating.parkKiller(message, this.processes?.fenceOf(message.partition)),
      isAsked: ({ causeId, flow }) => causeId !== undefined && this.flowById.get(flow)?.from.kind === 'question',
      owns: (partition) => this.processes === undefined || this.processes.fenceOf(partition) !== undefined,
      now: () => Date.now(),
      trouble: (error) => trouble('a started-mark could not be written', error),
    })
    this.processes = this.among(trouble)
    this.front = new Front({ committer: this.committer, chance, admitTo, accepted, assertOpen })
    this.asking = new Asking({
      store,
      chance,
      admitTo,
      assertOpen,
      first: (startable) => this.dispatcher.first(startable),
      among: this.processes,
      commit: (unit) => this.committer.commit(unit),
      askMs,
      deadlineMs,
    })
    this.shop = {
      store,
      committer: this.committer,
      outside: this.outside,
      chance,
      ...(given.boundary && { boundary: given.boundary }),
      ...(watching && { watching }),
      stop: this.stopping.signal,
      onceKeepMs,
      deadlineMs,
      admitTo,
      accepted,
      wake: (ids) => {
        // On shared books the commit itself has told whom it has stirred.
        if (this.processes === undefined) for (const id of ids) this.dispatcher.awaken(id)
      },
      wakeBy: (due) => this.dispatcher.wakeBy(due),
      rewind: (flow, seq) => (this.processes ?? this.dispatcher).rewind(flow, seq),
      gone: (flow, messages) => this.living.add(flow, -messages),
      askFor: (question, request, message, name) => this.asking.askFor(question, request, message, name),
    }
    this.operating = new Operating({
      store,
      chance,
      dispatcher: this.dispatcher,
      handOn: this.processes ?? this.dispatcher,
      living: this.living,
      flows: this.flowById,
      onceKeepMs,
      commit: (unit) => this.committer.commit(unit),
      wake: (ids) => this.shop.wake(ids),
      paused: (flow, paused) => watching?.paused(flow, paused),
    })
  }

  /** Opens the connections, takes up what a former process left, and begins. */
  async start(): Promise<void> {
    const { store, processes } = this
    const { unclean } = processes === undefined ? await store.takeOver(this.chance.now()) : { unclean: false }
    await this.outside.open(this.given.connections, this.given.optionsOf, this.given.open)
    if (unclean) this.suspects.suspect('all', await store.lastSeq())
    const counted = await store.counts()
    this.living.count(counted)
    const behind = new Set(counted.map(({ flow }) => flow))
    const paused = new Set((await store.flowStates()).filter((state) => state.paused).map(({ flow }) => flow))
    for (const flow of this.flowById.values())
      this.dispatcher.addLane(flow, this.given.concurrency ?? 256, behind.has(flow.id), paused.has(flow.id))
    if (processes === undefined) await readHeld(store, this.dispatcher.keys)
    this.dispatcher.start()
    await processes?.start()
  }

  private among(trouble: (sentence: string, error: unknown) => void): Processes | undefined {
    const { store, transport, leaseMs } = this.given
    const { chance, dispatcher, living } = this
    if (store.seats === undefined) return undefined
    if (transport === undefined) throw new TypeError('books that several processes may share need a transport')
    return new Processes({
      store,
      seats: store.seats,
      transport,
      ...(leaseMs !== undefined && { leaseMs }),
      dispatcher,
      living,
      chance,
      suspect: (partition, upTo) => this.suspects.suspect(partition, upTo),
      lost: (partition) => this.asking.lost(partition),
      moved: (message) => this.asking.moved(message),
      trouble,
    })
  }

  /** Begins to take from the outside sources of the flows. */
  listen(): void {
    const { committer, chance } = this
    for (const flow of this.flowById.values()) {
      const source = flow.from as SourceEnd
      if (source.kind !== 'source') continue
      const client = this.outside.clientOf(source.connection)
      const { accepted } = this.shop
      const begin = (stop: AbortSignal) =>
        listenTo({
          flow,
          source,
          client,
          committer,
          chance,
          stop,
          log: this.given.open.log,
          accepted,
          traced: (origin) => this.traced(flow, origin),
        })
      const { signal } = this.stopping
      if (this.processes === undefined) begin(signal)
      else this.processes.listen(flow, (stop) => begin(AbortSignal.any([signal, stop])))
    }
  }

  private admitTo(inlet: Declared, body: unknown, origin: Origin): readonly NewMessage[] {
    const flows = this.flowsByUri.get(inlet.uri) ?? []
    if (flows.length === 0 && inlet.kind !== 'topic') throw failure.HUB_NOBODY_READS(inlet.uri)
    // A topic that no flow takes yet still refuses what would not fit.
    if (flows.length === 0) fitting(inlet.schema!, body, `a message for ${inlet.uri}`)
    const now = this.chance.now()
    return flows.map((flow) => admit(flow, inlet, body, this.traced(flow, origin), now))
  }

  /** With the trace context of what it comes from: the run that makes it, the call that sends it, or its own arrival. */
  private traced(flow: FlowNode, origin: Origin): Origin {
    if (this.watching === undefined) return origin
    const traceparent = this.watching.contextOf(flow.id, origin.causeId, origin.traceparent)
    return traceparent === undefined ? origin : { ...origin, traceparent }
  }

  private accepted(messages: readonly NewMessage[], seqs: readonly number[]): void {
    for (const { flow } of messages) this.living.add(flow, 1)
    this.watching?.accepted(messages)
    // On shared books the commit itself has told who runs them.
    if (this.processes === undefined) this.dispatcher.arrived(messages, seqs)
  }

  private assertOpen(): void {
    if (this.draining) throw failure.HUB_DRAINING()
    const { backlogLimit = 1_000_000 } = this.given
    if (this.living.total >= backlogLimit) throw failure.HUB_BACKLOG_FULL(this.living.total, backlogLimit)
  }

  send<Body>(inlet: Inlet<Body>, body: Body, options: SendOptions = {}): Promise<Accepted> {
    return this.front.send(inlet as unknown as Inlet<never>, body, options)
  }

  async sendTo(channel: string, body: unknown, options: SendOptions = {}): Promise<Accepted> {
    const kinds = ['channel', 'topic', 'signal']
    const [flow] = kinds.flatMap((kind) => this.flowsByUri.get(`${kind}:${channel}`) ?? [])
    if (flow === undefined) throw failure.HUB_NOBODY_READS(`channel:${channel}`)
    return this.front.send(flow.from as unknown as Inlet<never>, body, options)
  }

  async ask<Request, Answer>(
    question: Question<Request, Answer>,
    request: Request,
    options: SendOptions & { within?: string } = {},
  ): Promise<Answered<Answer>> {
    const flow = this.flowsByUri.get(question.uri)?.[0]
    // A caller must not wait for a flow that an operator has paused.
    if (flow !== undefined && this.dispatcher.isPaused(flow.id)) throw failure.HUB_FLOW_PAUSED(flow.id)
    return this.asking.ask(question, request, options)
  }

  fire(run: Parameters<Hub['fire']>[0]): ReturnType<Hub['fire']> {
    return this.front.fire(run)
  }

  private async run(flow: FlowNode, { message, fresh }: Startable): Promise<Came> {
    const begun = this.asking.take(message.id)
    // Asked, but nobody waits any more and no book holds it.
    if (begun === undefined && message.seq < 0) return { is: 'fenced' }
    const seat = this.processes?.fenceOf(message.partition)
    if (this.processes !== undefined && seat === undefined) {
      this.asking.moved(message)
      return { is: 'fenced' }
    }
    const records = fresh ? [] : await this.recorded.of(message.id)
    const unstored =
      begun === undefined
        ? {}
        : { unstored: begun.message, ...(begun.idempotency && { idempotency: begun.idempotency }) }
    const run = new Run(this.shop, { flow, message, ...(seat === undefined ? {} : { seat }), ...unstored }, records)
    if (begun !== undefined) begun.isStored = () => run.isStored
    let came: Came
    try {
      came = await run.go()
    } catch (error) {
      // A question that is in no book is told at once; a stored message is tried again by the dispatcher.
      if (begun === undefined || run.isStored) throw error
      came = { is: 'dead-letter', error, holdsKey: false, stored: false }
    }
    if (run.isStored)
      this.living.add(
        flow.id,
        (begun === undefined ? 0 : 1) -
          (came.is === 'waiting' || came.is === 'in-doubt' || came.is === 'fenced' ? 0 : 1),
      )
    if (came.is === 'dead-letter') this.given.gaveUp?.(message, came.error)
    this.asking.tell(message.id, came)
    return came
  }

  fate(messageId: string) {
    return this.store.fate(messageId)
  }
  messages(query: MessageQuery, page: Page) {
    return this.store.messages(query, page)
  }
  deadLetter(id: string) {
    return this.store.deadLetter(id)
  }

  replay(id: string, by: string): Promise<void> {
    return this.operating.replay(id, by)
  }
  dropDeadLetter(id: string, reason: string, by: string): Promise<void> {
    return this.operating.drop(id, reason, by)
  }
  decide(decision: EffectDecision): Promise<void> {
    return this.operating.decide(decision)
  }
  freeKey(release: KeyRelease): Promise<readonly string[]> {
    return this.operating.freeKey(release)
  }
  pause(flow: string, by: string): Promise<void> {
    return this.operating.setPaused(flow, true, by)
  }
  resume(flow: string, by: string): Promise<void> {
    return this.operating.setPaused(flow, false, by)
  }

  flows() {
    return this.dispatcher.states().map((state) => ({ ...state, living: this.living.of(state.id) }))
  }
  connections() {
    return this.outside.connections()
  }
  /** Whether this process does what one of those that share the books does for all, such as upkeep. */
  get isFirst(): boolean {
    return this.processes?.isFirst ?? true
  }
  /** This process among those that share the books; undefined where nobody does. */
  get membership() {
    return this.processes?.membership
  }
  idle(): Promise<void> {
    return this.dispatcher.idle()
  }

  audit(...row: Parameters<Hub['audit']>): Promise<void> {
    return this.operating.audit(...row)
  }

  /** Accepts nothing more, lets what runs come to an end of its run for at most `drainMs`, then closes the connections. */
  async close(drainMs: number): Promise<void> {
    this.draining = true
    const until = performance.now() + drainMs
    await this.processes?.leave(drainMs)
    const drained = this.dispatcher.stop()
    await within(drained, Math.max(until - performance.now(), 0))
    this.stopping.abort()
    // Effects that were cut off write down that they are in doubt: one more commit.
    await within(drained, 2_000)
    await this.processes?.close()
    await this.outside.close()
  }
}

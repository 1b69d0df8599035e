import { setMaxListeners } from 'node:events'
import type { ConnectionHandle, OpenUse, SourceEnd } from '../adapter.js'
import { deliveries } from '../deliveries.js'
import type { Declared, Inlet, Question } from '../ends.js'
import type { Accepted, Answered, EffectDecision, Hub, KeyRelease, SendOptions } from '../hub.js'
import type { ConnectionLimits } from '../limits.js'
import type { FlowNode } from '../node.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { MessageQuery, Page, Store } from '../ports/store.js'
import type { Writes } from '../ports/unit.js'
import type { Watch } from '../ports/watch.js'
import { fitting } from '../validate.js'
import { admit, type Origin } from './acceptance.js'
import { Asking } from './asking.js'
import { Committer } from './committer.js'
import { Dispatcher, type Startable } from './dispatcher.js'
import * as failure from './failure.js'
import { Front } from './front.js'
import { readHeld } from './key-turns.js'
import { Living } from './living.js'
import { Operating } from './operating.js'
import { Outside } from './outside.js'
import { Recorded } from './recorded.js'
import { Run } from './run.js'
import type { Came, Chance, Shop } from './shop.js'
import { listenTo } from './sources.js'
import { Suspects } from './suspects.js'
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
  private suspects: Suspects | undefined
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
    this.committer = new Committer(store, given.boundary, watching)
    const admitTo: Shop['admitTo'] = (inlet, body, origin) => this.admitTo(inlet, body, origin)
    const accepted: Shop['accepted'] = (messages, seqs) => this.accepted(messages, seqs)
    const assertOpen = () => this.assertOpen()
    this.dispatcher = new Dispatcher({
      store,
      now: () => chance.now(),
      after: chance.after,
      run: (flow, startable) =>
        watching === undefined ? this.run(flow, startable) : watching.run(startable, () => this.run(flow, startable)),
      guard: (startables) => (this.suspects === undefined ? startables : this.suspects.guard(startables)),
      heldBack: () => this.suspects?.count ?? 0,
      trouble: (sentence, error) => given.open.log('error', sentence, { error: String(error) }),
    })
    this.front = new Front({ committer: this.committer, chance, admitTo, accepted, assertOpen })
    this.asking = new Asking({
      store,
      chance,
      admitTo,
      assertOpen,
      first: (startable) => this.dispatcher.first(startable),
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
        for (const id of ids) this.dispatcher.awaken(id)
      },
      wakeBy: (due) => this.dispatcher.wakeBy(due),
      rewind: (flow, seq) => this.dispatcher.rewind(flow, seq),
      gone: (flow, messages) => this.living.add(flow, -messages),
      askFor: (question, request, message, name) => this.asking.askFor(question, request, message, name),
    }
    this.operating = new Operating({
      store,
      chance,
      dispatcher: this.dispatcher,
      living: this.living,
      flows: this.flowById,
      written: (writes) => this.written(writes),
      paused: (flow, paused) => watching?.paused(flow, paused),
    })
  }

  /** Opens the connections, takes up what a former process left, and begins. */
  async start(): Promise<void> {
    const { store } = this
    const { unclean } = await store.takeOver(this.chance.now())
    await this.outside.open(this.given.connections, this.given.optionsOf, this.given.open)
    if (unclean)
      this.suspects = new Suspects({
        store,
        upTo: await store.lastSeq(),
        quiet: () => this.dispatcher.quiet(),
        run: (startable) => this.dispatcher.runNow(startable),
        park: (startable) => this.operating.parkKiller(startable.message),
        now: () => Date.now(),
        trouble: (error) =>
          this.given.open.log('error', 'a started-mark could not be written', { error: String(error) }),
      })
    const behind = new Set<string>()
    for (const { flow, count } of await store.counts()) {
      this.living.add(flow, count)
      behind.add(flow)
    }
    const paused = new Set((await store.flowStates()).filter((state) => state.paused).map(({ flow }) => flow))
    for (const flow of this.flowById.values())
      this.dispatcher.addLane(flow, this.given.concurrency ?? 256, behind.has(flow.id), paused.has(flow.id))
    await readHeld(store, this.dispatcher.keys)
    this.dispatcher.start()
  }

  /** Begins to take from the outside sources of the flows. */
  listen(): void {
    const { committer, chance } = this
    for (const flow of this.flowById.values()) {
      const source = flow.from as SourceEnd
      if (source.kind !== 'source') continue
      const client = this.outside.clientOf(source.connection)
      listenTo({
        flow,
        source,
        client,
        committer,
        chance,
        stop: this.stopping.signal,
        log: this.given.open.log,
        accepted: this.shop.accepted,
        traced: (origin) => this.traced(flow, origin),
      })
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
    this.dispatcher.arrived(messages, seqs)
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
    const records = fresh ? [] : await this.recorded.of(message.id)
    const unstored =
      begun === undefined
        ? {}
        : { unstored: begun.message, ...(begun.idempotency && { idempotency: begun.idempotency }) }
    const run = new Run(this.shop, { flow, message, ...unstored }, records)
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

  private async written(writes: Writes): Promise<void> {
    const result = await this.committer.commit({ writes })
    if (result.state === 'failed') throw result.error
    if (result.state === 'committed' && result.woken !== undefined) this.shop.wake(result.woken)
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
  idle(): Promise<void> {
    return this.dispatcher.idle()
  }

  audit(...row: Parameters<Hub['audit']>): Promise<void> {
    return this.operating.audit(...row)
  }

  /** Accepts nothing more, lets what runs come to an end of its run for at most `drainMs`, then closes the connections. */
  async close(drainMs: number): Promise<void> {
    this.draining = true
    const drained = this.dispatcher.stop()
    await within(drained, drainMs)
    this.stopping.abort()
    // Effects that were cut off write down that they are in doubt: one more commit.
    await within(drained, 2_000)
    await this.outside.close()
  }
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

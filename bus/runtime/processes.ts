import type { FlowNode } from '../node.js'
import { partitionOf } from '../partition.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Membership, Seats } from '../ports/seats.js'
import type { Store } from '../ports/store.js'
import type { Transport } from '../ports/transport.js'
import type { UnitResult } from '../ports/unit.js'
import type { Dispatcher } from './dispatcher.js'
import { Distribution } from './distribution.js'
import { HUB_NOT_ALONE } from './failure.js'
import type { Startable } from './lane.js'
import type { Living } from './living.js'
import { Ownership } from './ownership.js'
import type { Chance } from './shop.js'

interface ProcessesUse {
  readonly store: Store
  readonly seats: Seats
  /** The way to the others. */
  readonly transport: Transport
  readonly dispatcher: Dispatcher
  readonly living: Living
  readonly chance: Chance
  /** How long a process counts as alive after it was last heard; 5,000 unless told. */
  readonly leaseMs?: number
  /** A partition was taken over from a process that has died: up to this seq, its messages stood there then. */
  readonly suspect: (partition: number, upTo: number) => void
  /** The messages of a partition are begun here no more. */
  readonly lost: (partition: number) => void
  readonly moved: (message: LivingMessage) => void
  readonly trouble: (sentence: string, error: unknown) => void
}

/** Beats between two countings of what lives in the shared books: commands and processes that are gone changed it untold. */
const COUNTED = 15

/** This process as one of those that share the books. */
export class Processes {
  private readonly use: ProcessesUse
  private readonly transport: Transport
  private readonly leaseMs: number
  private readonly ownership: Ownership
  private readonly distribution: Distribution
  /** Sources that are taken from while their flow's partition is ours. */
  private readonly sources = new Map<string, { begin(stop: AbortSignal): void; stop: AbortController | undefined }>()
  private started = false
  private beats = 0

  constructor(use: ProcessesUse) {
    this.use = use
    const { store, seats, transport, dispatcher, chance, leaseMs = 5_000, suspect, trouble } = use
    this.transport = transport
    this.leaseMs = leaseMs
    const { after } = chance
    this.distribution = new Distribution({ store, transport, dispatcher, after, trouble })
    this.ownership = new Ownership({
      store,
      seats,
      transport,
      dispatcher,
      distribution: this.distribution,
      after,
      now: () => chance.now(),
      leaseMs,
      suspect,
      moved: (messages) => messages.forEach(use.moved),
      gained: (partition) => this.listenIn(partition),
      lost: (partition) => {
        this.deafIn(partition)
        use.lost(partition)
      },
      beaten: () => this.beaten(),
      trouble,
    })
  }

  /** Throws HUB_NOT_ALONE when others are there that this one has no way to, or that have none to it. */
  async start(): Promise<void> {
    // Before the others hear of this one: they would keep partitions for a process that does not come.
    await this.transport.open(this.distribution)
    try {
      await this.assertReached()
    } catch (error) {
      await this.use.seats.leave().catch(() => {})
      await this.transport.close()
      throw error
    }
    this.started = true
    await this.ownership.start()
  }

  /** It is a member when it looks: of two that start at one time, at least one sees the other. */
  private async assertReached(): Promise<void> {
    const { seats } = this.use
    const { members } = await seats.beat(this.leaseMs, false)
    const unreached = members.filter((one) => one.id !== seats.self && (this.transport.isAlone || one.alone))
    if (unreached.length > 0) throw HUB_NOT_ALONE(unreached.map(({ name }) => name))
  }

  private async beaten(): Promise<void> {
    const { store, dispatcher, living } = this.use
    for (const { flow, paused } of await store.flowStates())
      if (dispatcher.isPaused(flow) !== paused) dispatcher.setPaused(flow, paused)
    if (this.beats++ % COUNTED === 0) living.count(await store.counts())
  }

  /** The fence of a partition that is run here. */
  fenceOf(partition: number): number | undefined {
    return this.ownership.fenceOf(partition)
  }

  /** Whether messages of a partition are begun here. */
  owns(partition: number): boolean {
    return this.ownership.owns(partition)
  }

  committed(results: readonly UnitResult[]): void {
    if (this.started) this.distribution.committed(results)
  }

  /** Parts of a flow from this seq on are ready, in all partitions. */
  rewind(flow: string, seq: number): void {
    this.distribution.rewind(flow, seq)
  }

  /** A message is to run next, here or where its partition is run. */
  first(startable: Startable): void {
    const { id, partition, state } = startable.message
    if (this.ownership.owns(partition)) this.use.dispatcher.first(startable)
    else if (this.started) this.distribution.stir({ id, partition, due: state === 'ready' ? 0 : this.use.chance.now() })
  }

  releaseKey(flow: string, key: string, messageId: string): void {
    if (this.started) this.distribution.freed(partitionOf(key), flow, key, messageId)
  }

  /**
   * Where a question runs: as it is, when its partition is run here; in one of ours, when nothing binds it to another;
   * undefined when another process has to run it.
   */
  placed(question: NewMessage): NewMessage | undefined {
    const { owned } = this.ownership
    if (owned.includes(question.partition)) return question
    if (question.key !== undefined || owned.length === 0) return undefined
    return { ...question, partition: owned[Math.floor(this.use.chance.random() * owned.length)]! }
  }

  /** A source of a flow is listened to by one process, which runs the partition of the flow's name. */
  listen(flow: FlowNode, begin: (stop: AbortSignal) => void): void {
    const source = { begin, stop: undefined }
    this.sources.set(flow.id, source)
    if (this.ownership.owns(partitionOf(flow.id))) this.hear(source)
  }

  private hear(source: { begin(stop: AbortSignal): void; stop: AbortController | undefined }): void {
    source.stop?.abort()
    source.stop = new AbortController()
    source.begin(source.stop.signal)
  }

  private listenIn(partition: number): void {
    for (const [flow, source] of this.sources) if (partitionOf(flow) === partition) this.hear(source)
  }

  private deafIn(partition: number): void {
    for (const [flow, source] of this.sources) if (partitionOf(flow) === partition) source.stop?.abort()
  }

  /** Whether this process does what one of them does for all, such as upkeep. */
  get isFirst(): boolean {
    return this.ownership.owns(0)
  }

  get membership(): Membership {
    const { linked: isLinked, givenUp } = this.transport
    const { sent, arrived: came, found } = this.distribution
    return { ...this.ownership.state, isLinked, envelopes: { sent, givenUp, came }, found }
  }

  /** What runs may end within `ms` milliseconds; others take over partition by partition. */
  async leave(ms: number): Promise<void> {
    if (this.started) await this.ownership.leave(ms)
  }

  async close(): Promise<void> {
    if (!this.started) return
    this.started = false
    await this.ownership.left().catch((error: unknown) => this.use.trouble('the books could not be left', error))
    await this.transport.close()
  }
}

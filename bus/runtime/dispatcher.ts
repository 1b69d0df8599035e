import type { FlowNode } from '../node.js'
import { partitionOf } from '../partition.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Standing, Store } from '../ports/store.js'
import { living } from './acceptance.js'
import { Bustle } from './bustle.js'
import { Due } from './due.js'
import type { Inboxes } from './inboxes.js'
import { Breath, turnOf } from './key-turns.js'
import { type KeyLimits, KeyLines, staysInMemory, type Turned } from './keys.js'
import { hasMore, type Lane, newLane, type Startable, stateOf, takenBack } from './lane.js'
import { keepsKey } from './leaving.js'
import type { Came } from './shop.js'
import type { After } from './timers.js'

export interface DispatcherUse {
  readonly store: Store
  readonly now: () => number
  /** The system's timers unless given. */
  readonly after?: After | undefined
  /** Runs one message to the end of its run. Rejects only when the books could not be written. */
  readonly run: (lane: FlowNode, startable: Startable) => Promise<Came>
  /** Holds back what may have killed the process before; what it returns may start now. */
  readonly guard: (startables: readonly Startable[]) => readonly Startable[]
  /** Takes back from the guard what it holds of a partition that is run here no more. */
  readonly letGo?: (partition: number) => readonly Startable[]
  /** How many the guard holds back at present. */
  readonly heldBack: () => number
  readonly trouble: (sentence: string, error: unknown) => void
  /** How many followers are kept in memory; measured for a whole hub unless told. */
  readonly keyLimits?: KeyLimits
  /** Of shared books: partitions are gained and lost. Without it, all are run here. */
  readonly parted?: true
}

/** How long a message rests when the books could not be written. */
const REST_MS = 1_000
/** A partition with a run that is older keeps its owner while there are others to give. */
const BRISK_MS = 2_000
/** Keys of a lane that the books are asked about at one time, before the lane goes on. */
const MOST_ASKED = 256

/** Decides which message runs when: order of acceptance, order per key, the limit of each flow, what is due. */
export class Dispatcher {
  readonly keys: KeyLines
  /** Begins to read what lives from the books; `ended` learns whose run ends meanwhile. */
  readonly reading = () => this.bustle.reading()
  private readonly use: DispatcherUse
  private readonly lanes = new Map<string, Lane>()
  private readonly underWay = new Set<string>()
  /** Under way when they were awakened. */
  private readonly again = new Set<string>()
  private readonly breath = new Breath()
  private readonly due: Due
  /** The partitions that are run here, on shared books. */
  private readonly owned: Set<number> | undefined
  private readonly bustle: Bustle
  private stopped = true

  constructor(use: DispatcherUse) {
    this.use = use
    this.bustle = new Bustle(
      () => this.isIdle(),
      () => this.stopped,
      REST_MS,
    )
    this.keys = new KeyLines(use.keyLimits, use.parted)
    const owned = use.parted && new Set<number>()
    this.owned = owned
    this.due = new Due({
      ...use,
      underWay: () => this.underWay.size,
      partitions: owned && (() => [...owned]),
      begin: this.reading,
      found: (message) => this.first({ message, fresh: false }),
    })
  }

  addLane(flow: FlowNode, limit: number, behind: boolean, paused: boolean): void {
    const parted = this.owned !== undefined
    this.lanes.set(flow.id, newLane(flow, this.use.store, { limit, behind, paused, parted }))
  }

  /** Begins to hand out messages. */
  start(): void {
    this.stopped = false
    for (const lane of this.lanes.values()) this.pump(lane)
    this.due.start()
  }

  /**
   * From now on the messages of a partition are run here. `behind`: the flows of which the books may hold ready ones.
   */
  gain(partition: number, behind: ReadonlySet<string>): void {
    this.owned!.add(partition)
    for (const lane of this.lanes.values()) {
      ;(lane.inbox as Inboxes).gain(partition, behind.has(lane.flow.id))
      this.pump(lane)
    }
    this.due.by(this.use.now())
  }

  /**
   * Nothing more of a partition is begun here. Answers with those that stood in line and are in no book, and resolves
   * `quiet` when none of its runs is under way.
   */
  lose(partition: number): { readonly left: readonly LivingMessage[]; readonly quiet: Promise<void> } {
    this.owned!.delete(partition)
    const gone = [...(this.use.letGo?.(partition) ?? [])]
    for (const lane of this.lanes.values()) {
      ;(lane.inbox as Inboxes).lose(partition)
      gone.push(...takenBack(lane, partition))
    }
    const messages = gone.map(({ message }) => message)
    const left = [...this.keys.drop(partition), ...messages.filter(({ seq }) => seq < 0)]
    for (const { id } of [...left, ...messages]) this.underWay.delete(id)
    return { left, quiet: this.bustle.quietIn(partition) }
  }

  /** Whether no run of a partition is under way here, from a time before it was lost. */
  isQuietIn(partition: number): boolean {
    return this.bustle.isQuietIn(partition)
  }

  /** Whether no run of a partition has been under way here for long: it would be quiet soon. */
  isBriskIn(partition: number): boolean {
    return this.use.now() - (this.bustle.oldestIn(partition) ?? Number.POSITIVE_INFINITY) < BRISK_MS
  }

  private owns({ partition }: Pick<LivingMessage, 'partition'>): boolean {
    return this.owned === undefined || this.owned.has(partition)
  }

  /**
   * Takes up a message that is ready in the books when memory knows nothing of it. Answers whether the books are asked
   * about its key.
   */
  recall({ id, seq, flow, key, partition }: Standing): boolean {
    const lane = this.lanes.get(flow)
    if (lane === undefined || this.underWay.has(id) || lane.inbox.knows(seq, partition)) return false
    const place = key === undefined ? 'free' : this.keys.recall(flow, key)
    if (place === 'free') this.rewind(flow, seq, partition)
    else if (place === 'asks') this.ask(lane, key!)
    return place === 'asks'
  }

  /** Hands out nothing more; resolves when what runs has come to an end of its run. */
  async stop(): Promise<void> {
    this.stopped = true
    this.due.stop()
    await this.quiet()
  }

  /** Resolves when nothing runs, whatever stands ready. */
  quiet(): Promise<void> {
    return this.bustle.quiet()
  }

  get running(): number {
    return this.bustle.count
  }

  /** Messages were committed: hand them on without reading them back. */
  arrived(messages: readonly NewMessage[], seqs: readonly number[]): void {
    this.found(messages.flatMap((message, index) => (message.state === 'ready' ? [living(message, seqs[index]!)] : [])))
  }

  /** Ready messages, next in their partitions. One that is under way already, such as a question, is passed over. */
  found(messages: readonly LivingMessage[]): void {
    const touched = new Set<Lane>()
    for (const message of messages) {
      const lane = this.lanes.get(message.flow)
      if (lane === undefined || this.underWay.has(message.id)) continue
      lane.inbox.arrive(message)
      touched.add(lane)
    }
    for (const lane of touched) this.pump(lane)
  }

  /** A message whose turn comes out of order: a question's, a replayed one, one that is due. */
  first(startable: Startable): void {
    const { message } = startable
    const lane = this.lanes.get(message.flow)
    if (lane === undefined || this.underWay.has(message.id) || !this.owns(message)) return
    if (!this.enters(lane, message, true)) return
    lane.first.push(startable)
    this.pump(lane)
  }

  /** Whether it may run now. When not, it stands in line, or in the books. */
  private enters(lane: Lane, message: LivingMessage, outOfTurn: boolean): boolean {
    const place = this.keys.enter(message, outOfTurn, lane.inbox.length > 0 || !lane.inbox.complete)
    if (place === 'runs' || place === 'stands' || (place === 'asks' && staysInMemory(message)))
      this.underWay.add(message.id)
    if (place === 'asks') this.ask(lane, message.key!)
    return place === 'runs'
  }

  /**
   * Messages of this flow with this seq and later ones became ready in the books, older than what its lane has read: the
   * lane reads again from there. What is under way is not started a second time.
   */
  rewind(flow: string, seq: number, partition?: number): void {
    const lane = this.lanes.get(flow)
    if (lane === undefined) return
    lane.inbox.rewind(seq, partition)
    this.pump(lane)
  }

  /** Everything ready of a partition is read again. */
  rewindAll(partition: number): void {
    for (const flow of this.lanes.keys()) this.rewind(flow, 0, partition)
  }

  /** A message was made ready by what another one has committed; one that still runs is looked at when its run is over. */
  awaken(id: string): void {
    if (this.underWay.has(id)) {
      this.again.add(id)
      return
    }
    const { ended, over } = this.bustle.reading()
    this.use.store
      .living(id)
      .then((message) => {
        if (message?.state === 'ready' && !ended.has(id)) this.first({ message, fresh: false })
        else if (message !== undefined && message.due > 0) this.due.by(message.due)
      })
      .catch((error: unknown) => {
        this.use.trouble(`message ${id} could not be read from the books`, error)
        this.bustle.later(() => this.awaken(id))
      })
      .finally(over)
  }

  wakeBy(due: number): void {
    this.due.by(due)
  }

  isPaused(flow: string): boolean {
    return this.lanes.get(flow)?.paused === true
  }

  setPaused(flow: string, paused: boolean): void {
    const lane = this.lanes.get(flow)
    // An engine that was not started has no lanes; the books remember.
    if (lane === undefined) return
    lane.paused = paused
    if (!paused) this.pump(lane)
  }

  states() {
    return [...this.lanes.values()].map(stateOf)
  }

  private pump(lane: Lane): void {
    if (this.stopped) {
      this.bustle.tell()
      return
    }
    while (!lane.paused && lane.running < lane.limit && lane.asking < MOST_ASKED) {
      const next = lane.first.shift() ?? this.taken(lane)
      if (next === undefined) break
      for (const startable of this.use.guard([next])) this.run(lane, startable)
    }
    if (!lane.paused && lane.inbox.needsMore()) {
      const { over } = this.bustle.reading()
      lane.inbox
        .load(
          (id) => this.underWay.has(id),
          () => this.breath.take(),
        )
        .then(
          () => this.pump(lane),
          (error: unknown) => {
            this.use.trouble(`${lane.flow.id}: the books could not be read`, error)
            this.bustle.later(() => this.pump(lane))
          },
        )
        .finally(over)
    }
    this.bustle.tell()
  }

  private taken(lane: Lane): Startable | undefined {
    for (;;) {
      const message = lane.inbox.take()
      if (message === undefined) return undefined
      if (this.underWay.has(message.id)) continue
      if (this.enters(lane, message, false)) return { message, fresh: (message as { fresh?: boolean }).fresh === true }
      if (lane.asking >= MOST_ASKED) return undefined
    }
  }

  /** Starts a message that the guard let pass, at once or after it was held back. */
  runNow(startable: Startable): Promise<void> {
    return this.run(this.lanes.get(startable.message.flow)!, startable)
  }

  private async run(lane: Lane, startable: Startable): Promise<void> {
    const { message } = startable
    lane.running++
    const ran = this.bustle.runsIn(message.partition, this.use.now())
    let came: Came | undefined
    try {
      came = await this.use.run(lane.flow, startable)
    } catch (error) {
      this.use.trouble(`${lane.flow.id}: message ${message.id} could not be written; it is tried again`, error)
      this.bustle.later(() => {
        this.underWay.delete(message.id)
        this.first({ message, fresh: false })
      })
    }
    lane.running--
    ran()
    if (came !== undefined) this.after(message, came)
    this.pump(lane)
    this.bustle.tell()
  }

  private after(message: LivingMessage, came: Came): void {
    if (came.is === 'waiting') this.due.by(came.due)
    this.ended(message, keepsKey(came))
    const isStirred = this.again.delete(message.id)
    // Only the books know what it is now. Not at once: this process may be the last to learn that others run it.
    if (came.is === 'fenced' && this.owned !== undefined) this.bustle.later(() => this.awaken(message.id))
    else if (isStirred) this.awaken(message.id)
  }

  /** A message that was under way runs no more. `held`: it keeps its key. */
  ended(message: LivingMessage, held: boolean): void {
    const { id, flow, key } = message
    const lane = this.lanes.get(flow)
    this.underWay.delete(id)
    if (lane === undefined) return
    lane.inbox.ended(id)
    this.bustle.ended(id)
    if (key === undefined || !this.owns(message)) return
    if (held) for (const behind of this.keys.park(flow, key, id)) this.underWay.delete(behind.id)
    else this.follow(lane, key, this.keys.leave(flow, key, id))
  }

  /** A key is held no more by a message that did not run: a dead letter was dropped, or lets go of its key. */
  releaseKey(flow: string, key: string, messageId: string): void {
    const lane = this.lanes.get(flow)
    if (lane === undefined) this.keys.forget(flow, key, messageId)
    else if (this.owned === undefined || this.owned.has(partitionOf(key)))
      this.follow(lane, key, this.keys.free(flow, key, messageId))
  }

  private follow(lane: Lane, key: string, next: LivingMessage | 'ask-the-books' | undefined): void {
    if (next === 'ask-the-books') this.ask(lane, key)
    else if (next !== undefined) {
      lane.first.push({ message: next, fresh: false })
      this.pump(lane)
    }
  }

  /** Asks the books whose turn it is under a key of which nothing runs. */
  private ask(lane: Lane, key: string): void {
    const { store, now } = this.use
    const flow = lane.flow.id
    this.bustle.begin()
    lane.asking++
    this.breath
      .take()
      .then(() => turnOf({ store, now, mayBeHeld: (...of) => this.keys.mayBeHeld(...of) }, flow, key))
      .then(
        (turn) => this.turned(lane, key, this.keys.turned(flow, key, turn)),
        (error: unknown) => {
          this.use.trouble(`${flow}: the next of a key could not be read`, error)
          this.bustle.later(() => this.ask(lane, key))
        },
      )
      .finally(() => {
        this.bustle.over()
        lane.asking--
        this.pump(lane)
      })
  }

  private turned(lane: Lane, key: string, { begins, leave = [], askAgain }: Turned): void {
    for (const { id } of leave) this.underWay.delete(id)
    if (askAgain) this.ask(lane, key)
    if (begins === undefined || !this.owns(begins)) return
    lane.inbox.remove(begins)
    this.underWay.add(begins.id)
    lane.first.push({ message: begins, fresh: false })
  }

  /** Resolves when nothing runs and nothing is ready in a flow that is not paused. */
  idle(): Promise<void> {
    return this.bustle.idle()
  }

  private isIdle(): boolean {
    return this.use.heldBack() === 0 && ![...this.lanes.values()].some(hasMore)
  }
}

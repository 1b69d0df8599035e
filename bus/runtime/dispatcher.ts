import type { FlowNode } from '../node.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import { living } from './acceptance.js'
import { Inbox } from './inbox.js'
import { Breath, turnOf } from './key-turns.js'
import { type KeyLimits, KeyLines, staysInMemory, type Turned } from './keys.js'
import type { Came } from './shop.js'
import type { After } from './timers.js'
import { Wake } from './wake.js'

/** A message that may be started, with what only memory knows of it. */
export interface Startable {
  readonly message: LivingMessage
  /** Just accepted by this process: it cannot have records. */
  readonly fresh: boolean
}

interface Lane {
  readonly flow: FlowNode
  readonly inbox: Inbox
  /** Those whose turn has come otherwise: due again, next of their key, replayed, asked. */
  readonly first: Startable[]
  readonly limit: number
  running: number
  /** Questions to the books whose turn it is under a key. */
  asking: number
  paused: boolean
}

export interface DispatcherUse {
  readonly store: Store
  readonly now: () => number
  /** The system's timers unless given. */
  readonly after?: After | undefined
  /** Runs one message to the end of its run. Rejects only when the books could not be written. */
  readonly run: (lane: FlowNode, startable: Startable) => Promise<Came>
  /** Holds back what may have killed the process before; what it returns may start now. */
  readonly guard: (startables: readonly Startable[]) => readonly Startable[]
  /** How many the guard holds back at present. */
  readonly heldBack: () => number
  readonly trouble: (sentence: string, error: unknown) => void
  /** How many followers are kept in memory; measured for a whole hub unless told. */
  readonly keyLimits?: KeyLimits
}

const DUE_AT_ONCE = 256
/** How long a message rests when the books could not be written. */
const REST_MS = 1_000
/** Keys of a lane that the books are asked about at one time, before the lane goes on. */
const MOST_ASKED = 256

/** Decides which message runs when: order of acceptance, order per key, the limit of each flow, what is due. */
export class Dispatcher {
  readonly keys: KeyLines
  private readonly use: DispatcherUse
  private readonly lanes = new Map<string, Lane>()
  private readonly underWay = new Set<string>()
  /** Under way when they were awakened. */
  private readonly again = new Set<string>()
  private readonly breath = new Breath()
  /** For each answer of the books that is under way: whose run has ended meanwhile, so that it may be old. */
  private readonly endedSince = new Set<Set<string>>()
  private readonly wake: Wake
  private idleWaiters: (() => void)[] = []
  private quietWaiters: (() => void)[] = []
  private dueLoading = false
  private busy = 0
  private stopped = true

  constructor(use: DispatcherUse) {
    this.use = use
    this.keys = new KeyLines(use.keyLimits)
    this.wake = new Wake(use.now, () => void this.loadDue(), use.after)
  }

  addLane(flow: FlowNode, limit: number, behind: boolean, paused: boolean): void {
    this.lanes.set(flow.id, {
      flow,
      inbox: new Inbox(flow.id, this.use.store, behind),
      first: [],
      limit,
      running: 0,
      asking: 0,
      paused,
    })
  }

  /** Begins to hand out messages. */
  start(): void {
    this.stopped = false
    for (const lane of this.lanes.values()) this.pump(lane)
    this.wake.by(this.use.now())
  }

  /** Hands out nothing more; resolves when what runs has come to an end of its run. */
  async stop(): Promise<void> {
    this.stopped = true
    this.wake.close()
    await this.quiet()
  }

  /** Resolves when nothing runs, whatever stands ready. */
  async quiet(): Promise<void> {
    while (this.busy > 0) await new Promise<void>((resolve) => this.quietWaiters.push(resolve))
  }

  get running(): number {
    return this.busy
  }

  /** Messages were committed: hand them on without reading them back. */
  arrived(messages: readonly NewMessage[], seqs: readonly number[]): void {
    const touched = new Set<Lane>()
    for (const [index, message] of messages.entries()) {
      const lane = this.lanes.get(message.flow)
      if (lane === undefined || message.state !== 'ready') continue
      lane.inbox.arrive(living(message, seqs[index]!))
      touched.add(lane)
    }
    for (const lane of touched) this.pump(lane)
  }

  /** A message whose turn comes out of order: a question's, a replayed one, one that is due. */
  first(startable: Startable): void {
    const { message } = startable
    const lane = this.lanes.get(message.flow)
    if (lane === undefined || this.underWay.has(message.id)) return
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
  rewind(flow: string, seq: number): void {
    const lane = this.lanes.get(flow)
    if (lane === undefined) return
    lane.inbox.rewind(seq)
    this.pump(lane)
  }

  /** A message was made ready by what another one has committed; one that still runs is looked at when its run is over. */
  awaken(id: string): void {
    if (this.underWay.has(id)) {
      this.again.add(id)
      return
    }
    this.busy++
    const ended = this.noteEnds()
    this.use.store
      .living(id)
      .then((message) => {
        if (message?.state === 'ready' && !ended.has(id)) this.first({ message, fresh: false })
      })
      .catch((error: unknown) => {
        this.use.trouble(`message ${id} could not be read from the books`, error)
        this.later(() => this.awaken(id))
      })
      .finally(() => {
        this.endedSince.delete(ended)
        this.busy--
        this.tellIdle()
      })
  }

  wakeBy(due: number): void {
    this.wake.by(due)
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
    return [...this.lanes.values()].map(({ flow, paused, inbox, first, running }) => ({
      id: flow.id,
      paused,
      waiting: inbox.length + first.length,
      running,
    }))
  }

  private pump(lane: Lane): void {
    if (this.stopped) {
      this.tellIdle()
      return
    }
    while (!lane.paused && lane.running < lane.limit && lane.asking < MOST_ASKED) {
      const next = lane.first.shift() ?? this.taken(lane)
      if (next === undefined) break
      for (const startable of this.use.guard([next])) this.run(lane, startable)
    }
    if (!lane.paused && lane.inbox.needsMore()) {
      this.busy++
      lane.inbox
        .load(
          (id) => this.underWay.has(id),
          () => this.breath.take(),
        )
        .then(
          () => this.pump(lane),
          (error: unknown) => {
            this.use.trouble(`${lane.flow.id}: the books could not be read`, error)
            this.later(() => this.pump(lane))
          },
        )
        .finally(() => {
          this.busy--
          this.tellIdle()
        })
    }
    this.tellIdle()
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
    this.busy++
    let came: Came | undefined
    try {
      came = await this.use.run(lane.flow, startable)
    } catch (error) {
      this.use.trouble(`${lane.flow.id}: message ${message.id} could not be written; it is tried again`, error)
      this.later(() => {
        this.underWay.delete(message.id)
        this.first({ message, fresh: false })
      })
    }
    lane.running--
    this.busy--
    if (came !== undefined) this.after(message, came)
    this.pump(lane)
    this.tellIdle()
  }

  private after(message: LivingMessage, came: Came): void {
    if (came.is === 'waiting') this.wake.by(came.due)
    this.ended(message, keepsKey(came))
    if (this.again.delete(message.id)) this.awaken(message.id)
  }

  private noteEnds(): Set<string> {
    const ended = new Set<string>()
    this.endedSince.add(ended)
    return ended
  }

  /** A message that was under way runs no more. `held`: it keeps its key. */
  ended(message: LivingMessage, held: boolean): void {
    const { id, flow, key } = message
    const lane = this.lanes.get(flow)
    this.underWay.delete(id)
    if (lane === undefined) return
    lane.inbox.ended(id)
    for (const ended of this.endedSince) ended.add(id)
    if (key === undefined) return
    if (held) for (const behind of this.keys.park(flow, key, id)) this.underWay.delete(behind.id)
    else this.follow(lane, key, this.keys.leave(flow, key, id))
  }

  /** A key is held no more by a message that did not run: a dead letter was dropped, or lets go of its key. */
  releaseKey(flow: string, key: string, messageId: string): void {
    const lane = this.lanes.get(flow)
    if (lane === undefined) this.keys.forget(flow, key, messageId)
    else this.follow(lane, key, this.keys.free(flow, key, messageId))
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
    this.busy++
    lane.asking++
    this.breath
      .take()
      .then(() => turnOf({ store, now, mayBeHeld: (...of) => this.keys.mayBeHeld(...of) }, flow, key))
      .then(
        (turn) => this.turned(lane, key, this.keys.turned(flow, key, turn)),
        (error: unknown) => {
          this.use.trouble(`${flow}: the next of a key could not be read`, error)
          this.later(() => this.ask(lane, key))
        },
      )
      .finally(() => {
        this.busy--
        lane.asking--
        this.pump(lane)
      })
  }

  private turned(lane: Lane, key: string, { begins, leave = [], askAgain }: Turned): void {
    for (const { id } of leave) this.underWay.delete(id)
    if (askAgain) this.ask(lane, key)
    if (begins === undefined) return
    lane.inbox.remove(begins.id)
    this.underWay.add(begins.id)
    lane.first.push({ message: begins, fresh: false })
  }

  private async loadDue(): Promise<void> {
    if (this.dueLoading || this.stopped) return
    this.dueLoading = true
    this.busy++
    const ended = this.noteEnds()
    try {
      const now = this.use.now()
      const limit = DUE_AT_ONCE + this.underWay.size
      const rows = await this.use.store.due(now, limit)
      for (const message of rows) if (!ended.has(message.id)) this.first({ message, fresh: false })
      const next = rows.length >= limit ? now + 50 : await this.use.store.nextDue(now)
      if (next !== undefined) this.wake.by(next)
    } catch (error) {
      this.use.trouble('the books could not be read for what is due', error)
      this.wake.by(this.use.now() + REST_MS)
    } finally {
      this.endedSince.delete(ended)
      this.busy--
      this.dueLoading = false
      this.tellIdle()
    }
  }

  private later(work: () => void): void {
    this.busy++
    setTimeout(() => {
      this.busy--
      if (!this.stopped) work()
      this.tellIdle()
    }, REST_MS)
  }

  /** Resolves when nothing runs and nothing is ready in a flow that is not paused. */
  idle(): Promise<void> {
    return this.isIdle()
      ? Promise.resolve()
      : new Promise<void>((resolve) => this.idleWaiters.push(resolve)).then(() => this.idle())
  }

  private isIdle(): boolean {
    if (this.busy > 0 || this.use.heldBack() > 0) return false
    for (const { paused, inbox, first } of this.lanes.values())
      if (!paused && (first.length > 0 || inbox.length > 0 || !inbox.complete)) return false
    return true
  }

  private tellIdle(): void {
    if (this.busy === 0 && this.quietWaiters.length > 0) for (const waiter of this.quietWaiters.splice(0)) waiter()
    if (this.idleWaiters.length > 0 && this.isIdle()) for (const waiter of this.idleWaiters.splice(0)) waiter()
  }
}

/** Whether the message holds its key although it does not run. */
function keepsKey(came: Came): boolean {
  if (came.is === 'waiting') return came.frees !== true
  return came.is === 'in-doubt' || (came.is === 'dead-letter' && came.holdsKey)
}

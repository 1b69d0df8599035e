import type { FlowNode } from '../node.js'
import type { LivingMessage, NewMessage, Store } from '../ports/store.js'
import { Inbox } from './inbox.js'
import { KeyLines } from './keys.js'
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
}

const DUE_AT_ONCE = 256
/** How long a message rests when the books could not be written. */
const REST_MS = 1_000

/** Decides which message runs when: order of acceptance, order per key, the limit of each flow, what is due. */
export class Dispatcher {
  readonly keys = new KeyLines()
  private readonly use: DispatcherUse
  private readonly lanes = new Map<string, Lane>()
  private readonly underWay = new Set<string>()
  private readonly wake: Wake
  private idleWaiters: (() => void)[] = []
  private quietWaiters: (() => void)[] = []
  private dueLoading = false
  private busy = 0
  private stopped = true

  constructor(use: DispatcherUse) {
    this.use = use
    this.wake = new Wake(use.now, () => void this.loadDue(), use.after)
  }

  addLane(flow: FlowNode, limit: number, behind: boolean, paused: boolean): void {
    this.lanes.set(flow.id, {
      flow,
      inbox: new Inbox(flow.id, this.use.store, behind),
      first: [],
      limit,
      running: 0,
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
      lane.inbox.arrive({ ...message, seq: seqs[index]!, tries: 0, starts: 0, fence: 0, fresh: true } as LivingMessage)
      touched.add(lane)
    }
    for (const lane of touched) this.pump(lane)
  }

  /** A message whose turn comes out of order: a question's, a replayed one, one that is due. */
  first(startable: Startable, kept = false): void {
    const { message } = startable
    const lane = this.lanes.get(message.flow)
    if (lane === undefined || this.underWay.has(message.id)) return
    this.underWay.add(message.id)
    const place = this.keys.enter(message, kept)
    if (place === 'left') this.underWay.delete(message.id)
    if (place !== 'runs') return
    lane.first.push(startable)
    this.pump(lane)
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
    while (!lane.paused && lane.running < lane.limit) {
      const next = lane.first.shift() ?? this.taken(lane)
      if (next === undefined) break
      for (const startable of this.use.guard([next])) this.run(lane, startable)
    }
    if (!lane.paused && lane.inbox.needsMore()) {
      this.busy++
      lane.inbox
        .load((id) => this.underWay.has(id))
        .catch((error: unknown) => {
          this.use.trouble(`${lane.flow.id}: the books could not be read`, error)
          this.later(() => this.pump(lane))
        })
        .finally(() => {
          this.busy--
          if (lane.inbox.length > 0 || lane.inbox.needsMore()) this.pump(lane)
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
      const place = this.keys.enter(message)
      if (place !== 'left') this.underWay.add(message.id)
      if (place === 'runs') return { message, fresh: (message as { fresh?: boolean }).fresh === true }
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
    if (came !== undefined) this.after(lane, message, came)
    this.pump(lane)
    this.tellIdle()
  }

  private after(lane: Lane, message: LivingMessage, came: Came): void {
    this.underWay.delete(message.id)
    lane.inbox.ended(message.id)
    if (came.is === 'waiting') this.wake.by(came.due)
    const held = came.is === 'waiting' || came.is === 'in-doubt' || (came.is === 'dead-letter' && came.holdsKey)
    if (message.key !== undefined && !held) this.release(lane, message.key, message.id)
  }

  /** Frees a key for the next in line; also what an operator does with a held one. */
  releaseKey(flow: string, key: string, messageId: string): void {
    const lane = this.lanes.get(flow)
    if (lane === undefined) return
    this.release(lane, key, messageId)
    this.pump(lane)
  }

  private release(lane: Lane, key: string, messageId: string): void {
    const next = this.keys.leave(lane.flow.id, key, messageId)
    if (next === undefined) return
    if (next !== 'ask-the-books') {
      lane.first.push({ message: next, fresh: false })
      return
    }
    this.busy++
    this.use.store
      .firstOfKey(lane.flow.id, key)
      .then((found) => {
        const head = this.keys.found(lane.flow.id, key, found)
        if (head === undefined) return
        lane.inbox.remove(head.id)
        this.underWay.add(head.id)
        if (head.state === 'ready' || head.due <= this.use.now()) lane.first.push({ message: head, fresh: false })
        else this.underWay.delete(head.id)
      })
      .catch((error: unknown) => {
        this.use.trouble(`${lane.flow.id}: the next of a key could not be read`, error)
        this.later(() => {
          this.keys.hold(lane.flow.id, key, messageId)
          this.releaseKey(lane.flow.id, key, messageId)
        })
      })
      .finally(() => {
        this.busy--
        this.pump(lane)
      })
  }

  private async loadDue(): Promise<void> {
    if (this.dueLoading || this.stopped) return
    this.dueLoading = true
    this.busy++
    try {
      const now = this.use.now()
      const limit = DUE_AT_ONCE + this.underWay.size
      const rows = await this.use.store.due(now, limit)
      for (const message of rows) this.first({ message, fresh: false })
      const next = rows.length >= limit ? now + 50 : await this.use.store.nextDue(now)
      if (next !== undefined) this.wake.by(next)
    } catch (error) {
      this.use.trouble('the books could not be read for what is due', error)
      this.wake.by(this.use.now() + REST_MS)
    } finally {
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

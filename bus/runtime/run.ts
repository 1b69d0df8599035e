import { decodeBody, encodeBody } from '../codec.js'
import type { HubError } from '../errors.js'
import { type Message, toldOf } from '../message.js'
import { type PartStart, partStart } from '../parts.js'
import type { LivingMessage } from '../ports/message.js'
import type { StepRecord, TraceRow, Unit, UnitResult, Writes } from '../ports/unit.js'
import type { ChangeDone, Ended } from '../step.js'
import { holdsStream } from '../steps/shared.js'
import { type Asked, HUB_FLOW_CHANGED, Walk } from '../walk.js'
import { answerOf, rowsOf, waited } from './acting.js'
import { keptApart, redeemed } from './claims.js'
import { changeKey, effectOf, intended } from './effects.js'
import { type Failing, failed } from './failing.js'
import { gathered } from './gathering.js'
import { cameOf, joined, Leave, leaving, restore, standing } from './leaving.js'
import { afterMeeting, overheard } from './meetings.js'
import { parted } from './parting.js'
import type { Committed } from './running.js'
import { linedUp, type Passage, passing } from './sequence.js'
import type { Came, RunOf, Shop } from './shop.js'
import { delivered, signalled } from './signals.js'
import { groupsOf } from './stream.js'
import { drained } from './streams.js'
import { throttled } from './throttling.js'
import { failureIn, noteUndo, type Undo } from './undoing.js'
import { endRow, heldBy, Pending, toRun, traceRow } from './writes.js'

const NOTHING = new Uint8Array(0)

/** One walk of a message through its flow, until an end or a wait. */
export class Run implements Failing {
  readonly shop: Shop
  readonly message: LivingMessage
  readonly pending = new Pending()
  readonly records = new Map<string, StepRecord>()
  readonly fresh = new Set<string>()
  readonly holds: NonNullable<Unit['holds']>
  private readonly of: RunOf
  private readonly startedAt: number
  private walk: Walk
  private stored: boolean
  private idempotency: RunOf['idempotency']
  /** Worked out inside the commit of a change: what comes next, so that it need not be worked out again. */
  private ahead: { readonly asked: Asked } | { readonly error: unknown } | undefined
  private ended = false
  private inGroup = false
  private readonly passages: Passage[] = []
  readonly undos: Undo[] = []
  /** The message has been given up, and what it did is being taken back. */
  private readonly failure: HubError | undefined

  constructor(shop: Shop, of: RunOf, records: readonly StepRecord[]) {
    this.shop = shop
    this.of = of
    this.message = of.message
    this.holds = heldBy(of)
    this.startedAt = shop.chance.now()
    this.stored = of.unstored === undefined
    this.idempotency = of.idempotency
    if (of.unstored !== undefined) this.pending.accept.push(of.unstored)
    for (const record of records) this.records.set(record.name, record)
    this.failure = failureIn(this.records)
    const { id, correlationId, headers, acceptedAt, body, part } = of.message
    const message: Message = Object.freeze({
      id,
      correlationId,
      headers,
      acceptedAt: new Date(acceptedAt),
      body: decodeBody(body),
    })
    const start: PartStart | undefined = part === undefined ? undefined : partStart(of.flow, part.record)
    this.walk = new Walk(of.flow, message.body, toldOf(message), start)
    if (part !== undefined && start === undefined) this.ahead = { error: HUB_FLOW_CHANGED(of.flow.id, [part.record]) }
  }

  get flow() {
    return this.of.flow
  }

  /** Whether the message stands in the books by now. */
  get isStored(): boolean {
    return this.stored
  }

  async go(): Promise<Came> {
    try {
      return await this.follow(this.walk)
    } catch (error) {
      return await leaving(error, () => {
        this.walk.failed()
        return failed(this, this.failure ?? error)
      })
    }
  }

  /** Does what the walk asks for until it ends. Returns only for an end; everything else leaves by throwing. */
  private async follow(walk: Walk): Promise<Came> {
    this.walk = walk
    for (;;) {
      const asked = this.step(walk)
      if (asked.do === 'end') return this.end(asked.as)
      await this.act(walk, asked)
      if (this.ended) return cameOf((this.ahead as { asked: Asked & { do: 'end' } }).asked.as)
    }
  }

  /** The next instruction that needs somebody to wait: announcements only gather. */
  private step(walk: Walk): Asked {
    const { ahead } = this
    this.ahead = undefined
    if (ahead !== undefined) {
      if ('error' in ahead) throw ahead.error
      return ahead.asked
    }
    return this.advance(walk)
  }

  private advance(walk: Walk): Asked {
    for (;;) {
      const asked = walk.next()
      // What is being taken back does nothing new, but passes all that it had passed: there its undoing is noted.
      if (this.failure !== undefined && this.acts(asked)) throw this.failure
      // Before anything new is done: what stands recorded must have been passed on the way.
      if (this.records.size > 0 && this.acts(asked)) walk.assertReached(this.records.values())
      if (asked.do !== 'announce') return asked
      if (!this.records.has(asked.name)) {
        this.announce(asked.announcements)
        this.record({ name: asked.name, kind: 'publish', state: 'answered', attempts: 1 })
      }
      walk.resume(asked.body)
    }
  }

  private acts({ do: what, name }: Asked): boolean {
    if (what === 'read' || what === 'stream' || what === 'redeem' || (what === 'end' && this.inGroup)) return false
    return what === 'note-undo' ? !this.records.has(name) : !this.isDone({ name })
  }

  private isDone({ name }: Pick<Asked, 'name'>): boolean {
    const state = this.records.get(name)?.state
    return state === 'answered' || state === 'abandoned'
  }

  announce(announced: ChangeDone['announced']): void {
    const { id, correlationId, traceparent } = this.message
    for (const { inlet, body } of announced)
      this.pending.accept.push(
        ...this.shop.admitTo(inlet, body, {
          causeId: id,
          correlationId,
          ...(traceparent === undefined ? {} : { traceparent }),
        }),
      )
  }

  private async act(walk: Walk, asked: Asked): Promise<void> {
    const began = this.shop.chance.now()
    const goOn = (body: unknown, came?: string) => walk.resume(body, came, this.shop.chance.now() - began)
    switch (asked.do) {
      case 'read':
        return goOn(asked.into(await rowsOf(this, asked)))
      case 'effect':
        return goOn(asked.into(await effectOf(this, asked)))
      case 'ask':
        return goOn(asked.into(await answerOf(this, asked)))
      case 'change':
        return this.change(walk, asked)
      case 'wait':
        await waited(this, asked)
        return goOn(walk.carried, 'over')
      case 'stream':
        return this.stream(walk, asked)
      case 'await': {
        const came = await signalled(this, asked)
        return goOn(asked.into(came), came === 'timed-out' ? 'timed out' : 'came')
      }
      case 'deliver':
        return delivered(this, asked)
      case 'gather': {
        const bodies = await gathered(this, asked, walk.carried)
        return goOn(asked.into(bodies), `${bodies.length} together`)
      }
      case 'line-up': {
        const passage = await linedUp(this, asked)
        if (passage !== undefined) this.passages.push(passage)
        return goOn(walk.carried, passage === undefined ? 'late' : undefined)
      }
      case 'throttle':
        await throttled(this, asked)
        return goOn(walk.carried)
      case 'keep-apart':
        return goOn(asked.leave(keptApart(this, asked)))
      case 'redeem':
        return goOn(asked.into([await redeemed(this, asked)]))
      case 'note-undo':
        noteUndo(this, asked)
        this.undos.push(asked)
        return goOn(walk.carried, 'noted')
      case 'split-each':
        return goOn(await parted(this, asked))
      default:
        throw new TypeError(`nobody acts on ${asked.do}`)
    }
  }

  private async change(walk: Walk, asked: Asked & { do: 'change' }): Promise<void> {
    const known = this.records.get(asked.name)
    if (known !== undefined) return walk.resume(decodeBody(known.result ?? NOTHING), 'resumed')
    const began = this.shop.chance.now()
    const key = changeKey(this.of.flow.id, asked)
    const { deadlineMs: ms, stop, chance } = this.shop
    const body = await drained(asked.body, { ms, stop, chance })
    const before = this.pending.take(false)
    let over = false
    const result = await this.commit({
      once: { key, messageId: this.message.id, until: began + this.shop.onceKeepMs },
      apply: async (tx) => {
        const done = await asked.apply(body, tx)
        // One that comes back after its deadline finds its run gone on.
        if (over) throw new Leave({ is: 'fenced' })
        this.announce(done.announced)
        const next = encodeBody(done.body)
        this.lookAhead(walk, done.body, began)
        if (!this.ended) this.record({ name: asked.name, kind: 'change', state: 'answered', attempts: 1, result: next })
        const after = this.pending.take(this.ended)
        return { writes: joined(before, after), result: next }
      },
    })
    over = true
    if (result.state === 'committed') return
    this.records.delete(asked.name)
    this.ended = false
    this.ahead = undefined
    this.pending.take(true)
    restore(this.pending, before)
    if (result.state === 'failed') throw result.error
    if (result.refused !== 'once') throw new Leave({ is: 'fenced' })
    if (result.row.messageId !== this.message.id)
      throw new Leave(await this.finish({ outcome: 'dropped', reason: `repeated ${asked.once}` }))
    walk.resume(decodeBody(result.row.result ?? NOTHING), 'resumed')
  }

  /** After a change, inside its commit: what follows without waiting is part of the same commit. */
  private lookAhead(walk: Walk, body: unknown, began: number): void {
    try {
      walk.resume(body, undefined, this.shop.chance.now() - began)
      const asked = this.advance(walk)
      this.ahead = { asked }
      if (asked.do === 'end' && !this.inGroup && this.passages.length === 0) {
        this.conclude(asked.as)
        this.ended = true
      } else if (asked.do === 'effect' && asked.once === undefined && !this.records.has(asked.name)) {
        this.record(intended(this.message, asked, 1))
        this.fresh.add(asked.name)
      }
    } catch (error) {
      // The change stands; what comes after it has failed, and is judged when the change is durable.
      this.ahead = { error }
    }
  }

  private async stream(walk: Walk, asked: Asked & { do: 'stream' }): Promise<void> {
    const node = asked.node
    let groups = 0
    await this.keepAnswers()
    for await (const { key, body } of groupsOf(this, asked)) {
      groups++
      const rest = walk.fork(node.oneGroup ? 'all' : key, body)
      this.inGroup = true
      const came = await this.follow(rest)
      if (came.is === 'replied') throw new Leave(came)
    }
    this.inGroup = false
    this.walk = walk
    walk.assertReached(this.records.values())
    const came: Ended =
      groups === 0 ? { outcome: 'dropped', reason: `${node.kind} ${node.name} gave no parts` } : { outcome: 'done' }
    throw new Leave(await this.finish(came))
  }

  private async end(as: Ended): Promise<Came> {
    if (this.inGroup && as.outcome !== 'replied') return cameOf(as)
    return this.finish(as)
  }

  private async finish(as: Ended): Promise<Came> {
    // A question that only read and computed has nothing to keep.
    if (!this.stored && this.pending.accept.length === 1 && this.idempotency === undefined) return cameOf(as)
    this.conclude(as)
    await this.flush(true)
    return cameOf(as)
  }

  private conclude(as: Ended): void {
    const { ends, traces } = this.concluded(as)
    this.pending.ends.push(...ends!)
    this.pending.traces.push(...traces!)
  }

  concluded(as: Ended): Writes {
    const body = this.walk.carried
    const isPart = this.message.part !== undefined && as.outcome === 'done'
    const partResult = isPart && !holdsStream(body) ? encodeBody(body) : undefined
    return {
      ends: [endRow(this.message, as, this.shop.chance.now(), partResult)],
      traces: [this.traced(as.outcome)],
    }
  }

  traced(outcome: string): TraceRow {
    const endedAt = this.shop.chance.now()
    return traceRow(this.message, this.walk.trace, { outcome, startedAt: this.startedAt, endedAt })
  }

  draft(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord {
    const { name, kind, state, attempts, onceKey, result, code, error } = record
    const full: { -readonly [Key in keyof StepRecord]: StepRecord[Key] } = {
      messageId: this.message.id,
      name,
      kind,
      state,
      attempts,
      at: this.shop.chance.now(),
    }
    if (onceKey !== undefined) full.onceKey = onceKey
    if (result !== undefined) full.result = result
    if (code !== undefined) full.code = code
    if (error !== undefined) full.error = error
    return full
  }

  record(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord {
    const full = this.draft(record)
    this.records.set(record.name, full)
    this.pending.records.set(record.name, full)
    return full
  }

  async reload(): Promise<void> {
    const { id } = this.message
    for (const record of (await this.shop.store.records([id])).get(id) ?? []) this.records.set(record.name, record)
  }

  /** Before something slow: what a partner has answered must not be asked again because the process died meanwhile. */
  async keepAnswers(): Promise<void> {
    if ([...this.pending.records.values()].some(({ kind }) => kind === 'effect')) await this.flush()
  }

  /** Writes what is pending; resolves when it is durable. */
  flush(endsNow = false): Promise<unknown> {
    return this.pending.empty ? DONE : this.settle({}, endsNow)
  }

  settle({ writes, meets, ...unit }: Unit, endsNow = false): Promise<Committed> {
    const leaving = this.passages.length > 0 && this.pending.ends.some(({ message }) => message.id === this.message.id)
    const taken = this.pending.take(endsNow)
    const full: Unit = { ...unit, writes: writes === undefined ? taken : joined(taken, writes) }
    if (meets === undefined && !leaving) return this.commit(full).then(standing)
    const { heard, decided } = overheard([
      ...(meets ?? []),
      ...(leaving ? this.passages.map((one) => passing(this, one)) : []),
    ])
    return this.commit({ ...full, meets: heard }).then((result) => {
      const committed = standing(result)
      for (const met of decided()) afterMeeting(this, met)
      return committed
    })
  }

  private commit(unit: Unit): Promise<UnitResult> {
    const first = !this.stored
    let writes: Writes = unit.writes ?? {}
    const full: { -readonly [Key in keyof Unit]: Unit[Key] } = unit
    if (!first) full.holds = this.holds
    else if (this.idempotency !== undefined) full.idempotency = this.idempotency
    const { apply } = unit
    if (apply !== undefined)
      full.apply = async (tx) => {
        const done = await apply(tx)
        writes = done.writes
        return done
      }
    return this.shop.committer.commit(full, this.shop.stop).then((result) => this.written(result, writes))
  }

  private written(result: UnitResult, writes: Writes): UnitResult {
    if (result.state !== 'committed') return result
    this.stored = true
    const { messages, seqs } = toRun(writes, result.seqs, this.message.id)
    if (messages.length > 0) this.shop.accepted(messages, seqs)
    const others = result.woken?.filter((id) => id !== this.message.id) ?? []
    if (others.length > 0) this.shop.wake(others)
    return result
  }
}

const DONE = Promise.resolve()

import { decodeBody, encodeBody } from '../codec.js'
import { codeOf, HubError, sentenceOf } from '../errors.js'
import { type Message, toldOf } from '../message.js'
import type { LivingMessage, StepRecord, Unit, UnitResult, Writes } from '../ports/store.js'
import type { ChangeDone, Ended } from '../step.js'
import { type Asked, Walk } from '../walk.js'
import { changeKey, effectOf, intended } from './effects.js'
import { ASKING, HUB_TOO_MANY, judge, policyFor } from './failure.js'
import { cameOf, joined, Leave, leaving, restore } from './leaving.js'
import { withDeadline } from './outside.js'
import type { Came, RunOf, Shop } from './shop.js'
import { groupsOf } from './stream.js'
import { drained } from './streams.js'
import { endRow, Pending, toRun, traceRow } from './writes.js'

const MOST_ROWS = 10_000
const NOTHING = new Uint8Array(0)

/** One walk of a message through its flow, until an end or a wait. */
export class Run {
  readonly shop: Shop
  readonly message: LivingMessage
  readonly pending = new Pending()
  readonly records = new Map<string, StepRecord>()
  private readonly of: RunOf
  private readonly startedAt: number
  private walk: Walk
  private stored: boolean
  private idempotency: RunOf['idempotency']
  /** Worked out inside the commit of a change: what comes next, so that it need not be worked out again. */
  private ahead: { readonly asked: Asked } | { readonly error: unknown } | undefined
  private ended = false
  private inGroup = false
  /** Effects whose intention this very run has made durable: everything else that is found intended is in doubt. */
  readonly fresh = new Set<string>()

  constructor(shop: Shop, of: RunOf, records: readonly StepRecord[]) {
    this.shop = shop
    this.of = of
    this.message = of.message
    this.startedAt = shop.chance.now()
    this.stored = of.unstored === undefined
    this.idempotency = of.idempotency
    if (of.unstored !== undefined) this.pending.accept.push(of.unstored)
    for (const record of records) this.records.set(record.name, record)
    const { id, correlationId, headers, acceptedAt, body } = of.message
    const message: Message = Object.freeze({
      id,
      correlationId,
      headers,
      acceptedAt: new Date(acceptedAt),
      body: decodeBody(body),
    })
    this.walk = new Walk(of.flow, message.body, toldOf(message))
  }

  /** Whether the message stands in the books by now. */
  get isStored(): boolean {
    return this.stored
  }

  async go(): Promise<Came> {
    try {
      return await this.follow(this.walk)
    } catch (error) {
      return await leaving(error, () => this.failed(error))
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
    if (what === 'read' || what === 'stream' || (what === 'end' && this.inGroup)) return false
    const state = this.records.get(name)?.state
    return state !== 'answered' && state !== 'abandoned'
  }

  private announce(announced: ChangeDone['announced']): void {
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
    const ms = () => this.shop.chance.now() - began
    switch (asked.do) {
      case 'read':
        return walk.resume(asked.into(await this.read(asked)), undefined, ms())
      case 'effect':
        return walk.resume(asked.into(await effectOf(this, asked)), undefined, ms())
      case 'ask': {
        const known = this.records.get(asked.name)
        if (known?.state === 'answered') return walk.resume(asked.into(decodeBody(known.result!)))
        await this.flush()
        const answer = await this.shop.askFor(asked.question, asked.request, this.message, asked.name)
        this.record({ name: asked.name, kind: 'effect', state: 'answered', attempts: 1, result: encodeBody(answer) })
        return walk.resume(asked.into(answer), undefined, ms())
      }
      case 'change':
        return this.change(walk, asked)
      case 'wait':
        return this.wait(walk, asked)
      case 'stream':
        return this.stream(walk, asked)
      default:
        throw new TypeError(`nobody acts on ${asked.do}`)
    }
  }

  private async read(asked: Asked & { do: 'read' }): Promise<readonly unknown[]> {
    const known = this.records.get(asked.name)
    if (known !== undefined) return decodeBody(known.result!) as unknown[]
    await this.keepAnswers()
    const client = this.shop.outside.clientOf(asked.reader.connection)
    const rows = await withDeadline(asked.reader.uri, this.shop.deadlineMs, this.shop, async (signal) => {
      const all: unknown[] = []
      for await (const row of asked.reader.read(client, asked.query, {
        messageId: this.message.id,
        now: this.walk.told.now,
        signal,
      })) {
        if (all.push(row) > MOST_ROWS) throw HUB_TOO_MANY(`what enrich reads from ${asked.reader.uri}`, MOST_ROWS)
      }
      return all
    })
    this.record({ name: asked.name, kind: 'reading', state: 'answered', attempts: 1, result: encodeBody(rows) })
    return rows
  }

  private async change(walk: Walk, asked: Asked & { do: 'change' }): Promise<void> {
    const known = this.records.get(asked.name)
    if (known !== undefined) return walk.resume(decodeBody(known.result ?? NOTHING), 'resumed')
    const began = this.shop.chance.now()
    const key = changeKey(this.of.flow.id, asked)
    const body = await drained(asked.body)
    const before = this.pending.take(false)
    const result = await this.commit({
      once: { key, messageId: this.message.id, until: began + this.shop.onceKeepMs },
      apply: async (tx) => {
        const done = await asked.apply(body, tx)
        this.announce(done.announced)
        const next = encodeBody(done.body)
        this.lookAhead(walk, done.body, began)
        if (!this.ended) this.record({ name: asked.name, kind: 'change', state: 'answered', attempts: 1, result: next })
        const after = this.pending.take(this.ended)
        return { writes: joined(before, after), result: next }
      },
    })
    if (result.state === 'committed') return
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
      if (asked.do === 'end' && !this.inGroup) {
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

  private async wait(walk: Walk, asked: Asked & { do: 'wait' }): Promise<void> {
    const now = this.shop.chance.now()
    const known = this.records.get(asked.name)
    const until =
      known !== undefined
        ? (decodeBody(known.result!) as Date).getTime()
        : 'until' in asked
          ? asked.until.getTime()
          : now + asked.forMs
    if (until <= now) return walk.resume(walk.carried, 'over')
    if (known === undefined)
      this.record({
        name: asked.name,
        kind: 'wait',
        state: 'answered',
        attempts: 1,
        result: encodeBody(new Date(until)),
      })
    this.pending.moves.push({ id: this.message.id, state: 'waiting', due: until, tries: 0 })
    this.trace('waiting')
    await this.flush()
    throw new Leave({ is: 'waiting', due: until })
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
    this.pending.ends.push(endRow(this.message, as, this.shop.chance.now()))
    this.trace(as.outcome)
  }

  private trace(outcome: string): void {
    const endedAt = this.shop.chance.now()
    this.pending.traces.push(traceRow(this.message, this.walk.trace, { outcome, startedAt: this.startedAt, endedAt }))
  }

  record(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord {
    const full: StepRecord = { ...record, messageId: this.message.id, at: this.shop.chance.now() }
    this.records.set(record.name, full)
    this.pending.records.set(record.name, full)
    return full
  }

  /** Before something slow: what a partner has answered must not be asked again because the process died meanwhile. */
  private async keepAnswers(): Promise<void> {
    if ([...this.pending.records.values()].some(({ kind }) => kind === 'effect')) await this.flush()
  }

  /** Writes what is pending; resolves when it is durable. */
  async flush(endsNow = false): Promise<void> {
    if (this.pending.empty) return
    const result = await this.commit({ writes: this.pending.take(endsNow) })
    if (result.state === 'refused') throw new Leave({ is: 'fenced' })
    if (result.state === 'failed') throw result.error
  }

  private async commit(unit: Unit): Promise<UnitResult> {
    const first = !this.stored
    let writes: Writes = unit.writes ?? {}
    const { apply } = unit
    const result = await this.shop.committer.commit({
      ...unit,
      ...(first
        ? this.idempotency === undefined
          ? {}
          : { idempotency: this.idempotency }
        : { holds: { messageId: this.message.id, fence: this.message.fence } }),
      ...(apply === undefined
        ? {}
        : {
            apply: async (tx: unknown) => {
              const done = await apply(tx)
              writes = done.writes
              return done
            },
          }),
    })
    if (result.state === 'committed') {
      this.stored = true
      const { messages, seqs } = toRun(writes, result.seqs, this.message.id)
      if (messages.length > 0) this.shop.accepted(messages, seqs)
    }
    return result
  }

  private async failed(error: unknown): Promise<Came> {
    const { chance } = this.shop
    const now = chance.now()
    // Nothing was written and nobody was promised anything: the asker is told, and that is all.
    if (!this.stored) return { is: 'dead-letter', error, holdsKey: false, stored: false }
    const tries = this.message.tries + (this.shop.stop.aborted ? 0 : 1)
    const doubt = error instanceof HubError && error.code === 'HUB_EFFECT_IN_DOUBT' ? error.details.policy : undefined
    if (doubt === 'park') return this.park(error, tries)
    const { door } = this.of.flow
    const policy = policyFor(this.shop.stop, doubt === 'ask' ? ASKING : door.retry)
    const verdict = judge(error, { policy, tries, now, random: chance.random() })
    if (verdict.next === 'dead-letter' && doubt === 'ask') return this.park(error, tries)
    this.pending.forget(this.stored)
    if (verdict.next === 'retry') {
      this.pending.moves.push({
        id: this.message.id,
        state: 'retrying',
        due: verdict.due,
        tries,
        code: codeOf(error),
        error: sentenceOf(error),
      })
      this.trace(`retry ${codeOf(error)}`)
      await this.flush()
      return { is: 'waiting', due: verdict.due }
    }
    const holdsKey = door.order?.afterDeadLetter === 'hold-the-key'
    if (door.thenTo !== undefined) this.announce([{ inlet: door.thenTo, body: decodeBody(this.message.body) }])
    this.pending.ends.push({
      message: this.message,
      outcome: 'dead-letter',
      code: verdict.code,
      reason: verdict.reason,
      tries,
      at: now,
      holdsKey,
    })
    this.trace(`dead-letter ${verdict.code}`)
    await this.flush()
    return { is: 'dead-letter', error, holdsKey, stored: true }
  }

  private async park(error: unknown, tries: number): Promise<Came> {
    this.pending.forget(this.stored)
    this.pending.moves.push({
      id: this.message.id,
      state: 'in-doubt',
      due: 0,
      tries,
      code: codeOf(error),
      error: sentenceOf(error),
    })
    this.trace('in-doubt')
    await this.flush()
    return { is: 'in-doubt' }
  }
}

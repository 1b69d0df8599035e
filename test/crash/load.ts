import { EventEmitter, once } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import type { Hubs } from './hubs.js'
import type { Sent } from './judge.js'
import type { Chance, Kind, Sending } from './shapes.js'

interface LoadUse {
  readonly hubs: Hubs
  readonly kinds: readonly Kind[]
  readonly chance: Chance
  /** Messages in a second, about. */
  readonly rate: number
}

/** So many living messages are enough: the load waits for the hub. */
const MOST_LIVING = 80
const REST_MS = 15

/**
 * Sends work of all kinds, and writes down what the hub has accepted. What was not answered is sent again under the same
 * idempotency key, as a caller would that must not lose it.
 */
export class Load {
  readonly sent: Sent[] = []
  readonly twoAnswers: string[] = []
  /** Living messages, as the operator saw them last. */
  living = 0
  private readonly use: LoadUse
  private readonly answers = new EventEmitter()
  private readonly numbers = new Map<string, number>()
  private readonly following = new Set<Promise<void>>()
  private stopping = false
  private gaveUp = false

  constructor(use: LoadUse) {
    this.use = use
  }

  /** Sends until `stop` is called; resolves when all that was begun has been accepted. */
  async run(): Promise<void> {
    const { kinds, rate } = this.use
    const lanes = kinds.flatMap((kind) => Array.from({ length: kind.lanes ?? 0 }, (_, lane) => ({ kind, lane })))
    const mixed = kinds.filter(({ lanes, share }) => lanes === undefined && share > 0)
    const all = kinds.reduce((sum, { share }) => sum + share, 0)
    const perSecond = ({ share }: Kind) => (rate * share) / all
    await Promise.all([
      ...lanes.map(({ kind, lane }) => this.lane(kind, lane, 1_000 / (perSecond(kind) / kind.lanes!))),
      ...mixed.map((kind) => this.mixed(kind, 1_000 / perSecond(kind))),
    ])
    while (this.following.size > 0) await Promise.all(this.following)
  }

  /** The next time that the hub says that it has accepted something. */
  async answered(): Promise<void> {
    await once(this.answers, 'accepted')
  }

  /** `now`: what has not been accepted by now is left. */
  stop(how: 'when-accepted' | 'now'): void {
    this.stopping = true
    if (how === 'now') this.gaveUp = true
  }

  /** One key after another: the next of a key is sent when the one before was accepted. */
  private async lane(kind: Kind, lane: number, everyMs: number): Promise<void> {
    for (let no = lane; !this.stopping; no += kind.lanes!) {
      for (const sending of kind.make(no, this.use.chance)) await this.deliver(kind, sending)
      await this.pace(everyMs)
    }
  }

  private async mixed(kind: Kind, everyMs: number): Promise<void> {
    while (!this.stopping) {
      const no = this.numbers.get(kind.name) ?? 0
      this.numbers.set(kind.name, no + 1)
      for (const sending of kind.make(no, this.use.chance)) this.follow(this.deliver(kind, sending))
      await this.pace(everyMs)
    }
  }

  private follow(work: Promise<void>): void {
    const tracked = work.finally(() => this.following.delete(tracked))
    this.following.add(tracked)
  }

  private async pace(everyMs: number): Promise<void> {
    await rest(everyMs * (0.5 + this.use.chance()))
    while (!this.stopping && (this.living > MOST_LIVING || this.following.size > 100)) await rest(REST_MS)
  }

  private async deliver(kind: Kind, sending: Sending): Promise<void> {
    const { work, copies = 1, afterwards } = sending
    const keys = Array.from({ length: copies }, (_, copy) => `${sending.to.uri} ${work.id} ${copy}`)
    const messageIds: string[] = []
    const sent: Sent = { kind: kind.name, work, messageIds }
    await Promise.all(
      keys.map(async (key) => {
        const messageId = await this.accept(sending, key)
        if (messageId === undefined) return
        if (messageIds.push(messageId) === 1) this.sent.push(sent)
        this.answers.emit('accepted')
        // Now and then a caller that was answered calls again.
        if (this.use.chance() < 0.05 && !this.stopping) this.follow(this.again(sending, key, messageId))
      }),
    )
    if (afterwards !== undefined)
      this.follow(rest(afterwards.afterMs).then(() => this.deliver(kind, afterwards.sending)))
  }

  private async again(sending: Sending, key: string, messageId: string): Promise<void> {
    const second = await this.accept(sending, key)
    if (second !== undefined && second !== messageId) this.twoAnswers.push(key)
  }

  private async accept({ to, work }: Sending, idempotencyKey: string): Promise<string | undefined> {
    const isQuestion = to.uri.startsWith('question:')
    let promised: string | undefined
    while (!this.gaveUp) {
      const answer = await this.use.hubs.call(isQuestion ? 'ask' : 'send', { to: to.uri, body: work, idempotencyKey })
      const { messageId } = (answer?.body ?? {}) as { messageId?: string }
      if (messageId !== undefined && answer!.status < 300) {
        if (promised !== undefined && promised !== messageId) this.twoAnswers.push(idempotencyKey)
        promised = messageId
        // A question is asked again until it is answered.
        if (answer!.status !== 202 || !isQuestion) return messageId
      }
      if (answer?.status === 422 && !isQuestion)
        throw new Error(`the hub refuses ${idempotencyKey}: ${JSON.stringify(answer.body)}`)
      await rest(REST_MS)
    }
    return promised
  }
}

import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'
import type { OpenUse } from '../../bus/adapter.js'
import { sentenceOf } from '../../bus/errors.js'
import type { Envelope, Receiver } from '../../bus/ports/transport.js'
import type { After } from '../../bus/runtime/timers.js'
import { decodedEnvelopes } from './envelopes.js'
import { NOT_FOUND, refusalOf } from './topology.js'

/** Bodies of one partition that the broker brings before the first is acknowledged. */
const PREFETCH = 64
/** Before a partition is begun again that the broker or the receiver refused. */
const AGAIN_MS = 1_000
/** How long a channel has to close. */
const CLOSE_MS = 2_000

export interface InboundUse {
  readonly queue: (partition: number) => string
  readonly receiver: Receiver
  readonly log: OpenUse['log']
  readonly after: After
  /** A queue is not there. */
  readonly missing: () => void
}

/** Takes what comes for partitions: those it is told, while a link stands. */
export class Inbound {
  readonly #use: InboundUse
  readonly #takers = new Map<number, Taker>()
  #model: ChannelModel | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(use: InboundUse) {
    this.#use = use
  }

  attach(model: ChannelModel): Promise<unknown> {
    this.#model = model
    return Promise.all([...this.#takers.values()].map((taker) => taker.begin(model)))
  }

  detach(): void {
    this.#model = undefined
    for (const taker of this.#takers.values()) taker.lost()
  }

  /** Exactly these; one call after another. */
  take(partitions: ReadonlySet<number>): Promise<void> {
    const wanted = new Set(partitions)
    this.#turn = this.#turn.then(() => this.#change(wanted))
    return this.#turn
  }

  async #change(wanted: ReadonlySet<number>): Promise<void> {
    const leaving = [...this.#takers].filter(([partition]) => !wanted.has(partition))
    const left = leaving.map(async ([partition, taker]) => {
      await taker.leave()
      this.#takers.delete(partition)
    })
    const begun = [...wanted]
      .filter((partition) => !this.#takers.has(partition))
      .map((partition) => {
        const taker = new Taker(partition, this.#use, () => this.#model)
        this.#takers.set(partition, taker)
        return this.#model === undefined ? undefined : taker.begin(this.#model)
      })
    await Promise.all([...left, ...begun])
  }
}

/**
 * One partition, on a channel of its own: several bodies are acknowledged at one time, and closing the channel gives
 * everything that was not back to the queue, in its old order.
 */
class Taker {
  readonly #partition: number
  readonly #use: InboundUse
  readonly #model: () => ChannelModel | undefined
  #channel: Channel | undefined
  #beginning: ChannelModel | undefined
  #came: ConsumeMessage[] = []
  #leaving = false
  #refused = false
  /** What lay in the queue may be gone. */
  #look = false
  /** Resolves when the receiver is done with what it was given. */
  #busy: Promise<void> | undefined

  constructor(partition: number, use: InboundUse, model: () => ChannelModel | undefined) {
    this.#partition = partition
    this.#use = use
    this.#model = model
  }

  /** Never rejects: a partition that cannot be begun is tried again while the link stands. */
  async begin(model: ChannelModel): Promise<void> {
    // One consumer and no more: a second one would stand behind the first and its channel be nobody's.
    if (this.#beginning === model || this.#channel !== undefined) return
    this.#beginning = model
    const queue = this.#use.queue(this.#partition)
    let channel: Channel | undefined
    let failed: unknown
    try {
      const fresh = await model.createChannel()
      channel = fresh
      fresh.on('error', (error: unknown) => {
        failed = error
      })
      // In a moment: when the whole link is lost, that is known by then and told there.
      fresh.on('close', () => queueMicrotask(() => this.#closed(fresh)))
      await fresh.prefetch(PREFETCH)
      if (this.#leaving || this.#model() !== model) return await closed(fresh, this.#use.after)
      this.#channel = fresh
      await fresh.consume(queue, (message) => {
        if (this.#channel !== fresh) return
        if (message === null) this.#cancelled(fresh)
        else this.#take(message)
      })
      if (this.#look) this.#wake()
    } catch (error) {
      if (this.#channel === channel) this.lost()
      if (channel !== undefined) void closed(channel, this.#use.after)
      this.#again(model, refusalOf(failed ?? error, `queue ${queue}`))
    } finally {
      if (this.#beginning === model) this.#beginning = undefined
    }
  }

  lost(): void {
    this.#channel = undefined
    this.#came = []
  }

  /** Resolves when nothing more is told, and what was not acknowledged lies in the queue again. */
  async leave(): Promise<void> {
    this.#leaving = true
    await this.#busy
    const channel = this.#channel
    this.lost()
    if (channel !== undefined) await closed(channel, this.#use.after)
  }

  #closed(channel: Channel): void {
    const model = this.#model()
    // While it is begun, that tells. Without a link, the link tells.
    if (this.#channel !== channel || this.#beginning !== undefined) return
    this.lost()
    if (model !== undefined) this.#again(model, new Error('the broker closed the channel'))
  }

  /** The queue was deleted under us, and what lay in it is gone. */
  #cancelled(channel: Channel): void {
    this.lost()
    this.#look = true
    void closed(channel, this.#use.after)
    const model = this.#model()
    if (model !== undefined) this.#again(model, new Error('the broker took the queue away'))
  }

  #again(model: ChannelModel, why: Error & { readonly details?: Readonly<Record<string, unknown>> }): void {
    if (this.#leaving || this.#model() !== model) return
    if (why.details?.brokerCode === NOT_FOUND) {
      this.#look = true
      this.#use.missing()
    }
    this.#use.log('warn', `partition ${this.#partition} is taken again in a moment: ${why.message}`)
    this.#use.after(AGAIN_MS, () => {
      if (!this.#leaving && this.#model() === model) void this.begin(model)
    })
  }

  #take(message: ConsumeMessage): void {
    this.#came.push(message)
    this.#wake()
  }

  #wake(): void {
    this.#busy ??= this.#tell().finally(() => {
      this.#busy = undefined
    })
  }

  async #tell(): Promise<void> {
    // At the end of this turn, so that all that one read of the socket brought goes together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (!this.#leaving && (this.#look || this.#came.length > 0)) {
      const channel = this.#channel
      if (channel === undefined) return
      const messages = this.#came
      this.#came = []
      const envelopes = messages.flatMap((message) => this.#read(message))
      if (this.#look) envelopes.unshift({ kind: 'look', partition: this.#partition })
      try {
        await this.#use.receiver.came(envelopes)
      } catch (error) {
        this.#use.log('error', `what came for partition ${this.#partition} was not taken: ${sentenceOf(error)}`)
        this.#giveBack(channel)
        return
      }
      this.#look = false
      const last = messages.at(-1)
      if (last !== undefined && this.#channel === channel) acknowledge(channel, last)
    }
  }

  /** Closing the channel puts everything back into its place, and a moment later it comes again. */
  #giveBack(channel: Channel): void {
    if (this.#channel !== channel) return
    this.lost()
    void closed(channel, this.#use.after).then(() => {
      const model = this.#model()
      if (model !== undefined) this.#again(model, new Error('it comes again'))
    })
  }

  /** Garbage, and what only a later version understands, becomes a look: the books know better. */
  #read({ content, properties }: ConsumeMessage): readonly Envelope[] {
    const partition = this.#partition
    try {
      const envelopes = decodedEnvelopes(content)
      if (envelopes.every((each) => each.partition === partition)) return envelopes
      this.#garbage('it holds envelopes of another partition', properties.appId)
    } catch (error) {
      this.#garbage(sentenceOf(error), properties.appId)
    }
    return [{ kind: 'look', partition }]
  }

  #garbage(why: string, from: unknown): void {
    if (this.#refused) return
    this.#refused = true
    const facts = typeof from === 'string' ? { from: from.slice(0, 100) } : {}
    const sentence = `a body in ${this.#use.queue(this.#partition)} is passed over, and so are others like it`
    this.#use.log('error', `${sentence}: ${why}`, facts)
  }
}

function acknowledge(channel: Channel, upTo: ConsumeMessage): void {
  try {
    channel.ack(upTo, true)
  } catch {
    // Closed, and the event that says so has not come yet: it comes again.
  }
}

async function closed(channel: Channel, after: After): Promise<void> {
  let cancel = () => {}
  const tooLate = new Promise<void>((resolve) => {
    cancel = after(CLOSE_MS, resolve)
  })
  // One that is closed already throws.
  const asked = Promise.resolve().then(() => channel.close())
  await Promise.race([asked.catch(() => {}), tooLate])
  cancel()
}

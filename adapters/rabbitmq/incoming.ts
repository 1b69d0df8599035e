import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage, Message } from 'amqplib'
import { codeOf, isHubError, sentenceOf } from '../../bus/errors.js'
import type { Hub } from '../../bus/hub.js'
import { type After, systemTimers } from '../../bus/runtime/timers.js'
import { type ArrivalRules, arrivalOf } from './arrival.js'
import { HUB_AMQP_NOT_CONFIRMED } from './errors.js'
import { foreignNames, inletsDeclared, REFUSED_KEY } from './foreign.js'
import { Link, type LinkOptions } from './link.js'
import { declareAll, isNack, NOT_FOUND, refusalOf } from './topology.js'

export interface IncomingOptions extends ArrivalRules, Omit<LinkOptions, 'name'> {
  /** Begins the name of each queue and exchange; `dromedary` unless told. */
  readonly prefix?: string
  /** Name of this process, for the broker's operators. */
  readonly self: string
  /** Channels that applications may publish to. */
  readonly channels: readonly string[]
  readonly hub: Pick<Hub, 'sendTo' | 'fate'>
  /** First pause when nothing can be accepted; 1,000 unless told. It grows thirtyfold. */
  readonly pauseMs?: number
}

export interface Incoming {
  /** Links up and takes what is published. Throws HUB_AMQP_… as a transport does. */
  open(): Promise<void>
  readonly linked: boolean
  /** Takes nothing more, waits for what is being accepted, and unlinks. */
  close(): Promise<void>
}

/** Messages of one channel that are being accepted at one time: they share commits. */
const PREFETCH = 200
/** Failures that nobody can name before a message is refused for them. */
const MOST_FAILURES = 3
const CONFIRM_MS = 10_000
const SETTLE_MS = 5_000

/**
 * Takes what other applications publish to channels: each message is accepted durably and acknowledged then, or laid
 * aside with the reason. While nothing can be accepted it stays on the broker.
 */
export function incoming(options: IncomingOptions): Incoming {
  const { prefix = 'dromedary', log, after = systemTimers, channels, self } = options
  let inlets: Inlet[] = []
  let refusals: ConfirmChannel | undefined
  let closing = false
  let refused = 0
  let unsaid = 0
  let quiet = false
  let declared = () => {}
  const link = new Link(
    { ...options, name: `${prefix} in ${self}`, after },
    {
      async stands(model) {
        await declareAll(model, inletsDeclared(prefix, channels))
        const fresh = await model.createConfirmChannel()
        let why: unknown
        fresh.on('error', (error: unknown) => {
          why = error
        })
        // In a moment: when the whole link is lost, that is known by then and told there.
        fresh.on('close', () =>
          queueMicrotask(() => {
            if (refusals !== fresh || closing) return
            refusals = undefined
            log('error', refusalOf(why ?? new Error(), `exchange ${foreignNames(prefix).refused}`).message)
            again(model)
          }),
        )
        // One for each message that is being laid aside.
        fresh.setMaxListeners(0)
        refusals = fresh
        const use: InletUse = { ...options, prefix, after, refuse: laidAside, again: () => again(model) }
        declared = () => again(model)
        inlets = channels.map((channel) => new Inlet(channel, model, use))
        for (const inlet of inlets) await inlet.begin()
      },
      lost() {
        for (const inlet of inlets) void inlet.end()
        inlets = []
        refusals = undefined
      },
      blocked() {},
    },
  )

  /** A queue or a channel is gone: with a new link everything is declared again. */
  function again(model: ChannelModel): void {
    if (!closing) void model.close().catch(() => {})
  }

  /** Resolves when the broker has it in the queue of what was refused. Throws HUB_AMQP_NOT_CONFIRMED. */
  async function laidAside(message: ConsumeMessage, error: unknown, channel: string): Promise<void> {
    const on = refusals
    const { refused: name } = foreignNames(prefix)
    const failed = (why: string) => HUB_AMQP_NOT_CONFIRMED('what was refused', why)
    if (on === undefined || closing) throw failed('the link was lost')
    const refusal = `${self}-${++refused}`
    const code = codeOf(error)
    const properties = {
      ...kept(message),
      persistent: true,
      mandatory: true,
      headers: { code, sentence: sentenceOf(error).slice(0, 2_000), channel, refusal },
    }
    let returned = false
    const came = (back: Message) => {
      returned ||= back.properties.headers?.refusal === refusal
    }
    on.on('return', came)
    let late = () => {}
    await new Promise<void>((resolve, reject) => {
      late = after(CONFIRM_MS, () => reject(failed('it said nothing in time')))
      on.publish(name, REFUSED_KEY, message.content, properties, (error: unknown) => {
        if (error) reject(failed(isNack(error) ? 'it took nothing' : 'the channel was lost'))
        else if (returned) {
          reject(failed(`there is no queue ${name}`))
          declared()
        } else resolve()
      })
    }).finally(() => {
      late()
      on.off('return', came)
    })
    tellRefused(`a message for ${channel} was refused and lies in ${name}: ${code}`, kept(message).appId)
  }

  /** An application that goes mad must not fill the log: one line a second, with the number of those left out. */
  function tellRefused(sentence: string, app: string | undefined): void {
    if (quiet) {
      unsaid++
      return
    }
    quiet = true
    log('warn', sentence, { app, ...(unsaid === 0 ? {} : { othersSinceTheLastLine: unsaid }) })
    unsaid = 0
    after(1_000, () => {
      quiet = false
    })
  }

  return {
    open: () => link.open(),
    get linked() {
      return link.stands
    },
    async close() {
      let cancel = () => {}
      const late = new Promise<void>((resolve) => {
        cancel = after(SETTLE_MS, resolve)
      })
      await Promise.race([Promise.all(inlets.map((inlet) => inlet.end())), late])
      cancel()
      closing = true
      await link.close()
    },
  }
}

/** What is handed on of the properties, so that somebody can mend and publish it again. */
function kept({ properties }: ConsumeMessage) {
  const { messageId, appId, correlationId, contentType, contentEncoding } = properties
  const known = { messageId, appId, correlationId, contentType, contentEncoding }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'string')) as {
    readonly appId?: string
  }
}

interface InletUse extends IncomingOptions {
  readonly prefix: string
  readonly after: After
  readonly refuse: (message: ConsumeMessage, error: unknown, channel: string) => Promise<void>
  readonly again: () => void
}

type Outcome = 'done' | 'later'

/** What is published to one channel, on an AMQP channel of its own. */
class Inlet {
  readonly #name: string
  readonly #model: ChannelModel
  readonly #use: InletUse
  readonly #failures = new Map<string, number>()
  #channel: Channel | undefined
  #came: ConsumeMessage[] = []
  #busy: Promise<void> | undefined
  #ended = false
  #told = false
  #pauses = 0

  constructor(name: string, model: ChannelModel, use: InletUse) {
    this.#name = name
    this.#model = model
    this.#use = use
  }

  /** Never rejects: it is tried again while the link stands. */
  async begin(): Promise<void> {
    const queue = foreignNames(this.#use.prefix).queue(this.#name)
    let channel: Channel | undefined
    let failed: unknown
    let beginning = true
    try {
      const fresh = await this.#model.createChannel()
      channel = fresh
      fresh.on('error', (error: unknown) => {
        failed = error
      })
      // In a moment: when the whole link is lost, that is known by then and told there.
      fresh.on('close', () =>
        queueMicrotask(() => {
          if (this.#channel === fresh && !beginning && !this.#ended) this.#pause('the broker closed the channel')
        }),
      )
      await fresh.prefetch(PREFETCH)
      if (this.#ended) return await fresh.close()
      this.#channel = fresh
      await fresh.consume(queue, (message) => {
        if (this.#channel !== fresh) return
        if (message === null) this.#use.again()
        else this.#take(message)
      })
    } catch (error) {
      void channel?.close().catch(() => {})
      if (!this.#ended) this.#pause(refusalOf(failed ?? error, `queue ${queue}`).message)
      if ((failed as { code?: unknown } | undefined)?.code === NOT_FOUND) this.#use.again()
    } finally {
      beginning = false
    }
  }

  /** Resolves when nothing more is being accepted; what was not goes back to the queue. */
  async end(): Promise<void> {
    this.#ended = true
    await this.#busy
    const channel = this.#channel
    this.#forget()
    await channel?.close().catch(() => {})
  }

  #forget(): void {
    this.#channel = undefined
    this.#came = []
  }

  #take(message: ConsumeMessage): void {
    this.#came.push(message)
    this.#busy ??= this.#work().finally(() => {
      this.#busy = undefined
    })
  }

  async #work(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (!this.#ended && this.#channel !== undefined && this.#came.length > 0) {
      const channel = this.#channel
      const messages = this.#came
      this.#came = []
      // Begun in their order in one turn, so that they are accepted in it, unless one of them alone has to wait.
      const outcomes = await Promise.all(messages.map((message) => this.#accept(message)))
      // Lost meanwhile: all of these come again, and what has come over a new one is next.
      if (this.#channel !== channel) continue
      for (const [at, outcome] of outcomes.entries()) if (outcome === 'done') acknowledged(channel, messages[at]!)
      if (outcomes.includes('later')) return this.#pause()
      this.#pauses = 0
    }
  }

  /** Never rejects. */
  async #accept(message: ConsumeMessage): Promise<Outcome> {
    const id = String(message.properties.messageId)
    try {
      const { body, options } = arrivalOf(message, this.#use)
      await this.#use.hub.sendTo(this.#name, body, options)
      this.#failures.delete(id)
      return 'done'
    } catch (error) {
      try {
        if (!(await this.#isItsOwn(error, id))) {
          this.#waits(error)
          return 'later'
        }
        await this.#use.refuse(message, error, this.#name)
        this.#failures.delete(id)
        return 'done'
      } catch (trouble) {
        this.#waits(trouble)
        return 'later'
      }
    }
  }

  /** Told once for each pause, and not for each of the messages that wait. */
  #waits(why: unknown): void {
    if (!this.#told) this.#use.log('warn', `what is published to ${this.#name} waits on the broker: ${sentenceOf(why)}`)
    this.#told = true
  }

  /** Whether the message is to blame, and not that the hub cannot accept anything now. */
  async #isItsOwn(error: unknown, id: string): Promise<boolean> {
    if (isHubError(error)) {
      if (error.instruction.retry === 'retry' || error.code === 'HUB_NOBODY_READS') return false
      if (!error.code.startsWith('HUB_BOOKS_')) return true
    }
    // Code of a flow threw it, or the database for a reason that has no name. Twice it is believed to be the database.
    const failures = (this.#failures.get(id) ?? 0) + 1
    if (this.#failures.size > 1_000) this.#failures.clear()
    this.#failures.set(id, failures)
    if (failures < MOST_FAILURES) return false
    // Throws while the books cannot even be read.
    await this.#use.hub.fate(id)
    return true
  }

  /** Everything that was not acknowledged goes back into its place; after a while it is taken again. */
  #pause(why?: string): void {
    const channel = this.#channel
    this.#forget()
    this.#told = false
    void channel?.close().catch(() => {})
    if (this.#ended) return
    if (why !== undefined)
      this.#use.log('warn', `what is published to ${this.#name} is taken again in a moment: ${why}`)
    const pause = (this.#use.pauseMs ?? 1_000) * Math.min(30, 2 ** this.#pauses++)
    this.#use.after(pause, () => {
      if (!this.#ended) void this.begin()
    })
  }
}

function acknowledged(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message)
  } catch {
    // Closed meanwhile: it comes again, and its message id tells that it was accepted.
  }
}

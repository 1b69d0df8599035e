import { type ChannelModel, connect, type SocketOptions } from 'amqplib'
import type { OpenUse } from '../../bus/adapter.js'
import { HubError, isHubError } from '../../bus/errors.js'
import { type After, systemTimers } from '../../bus/runtime/timers.js'
import { type Broker, brokerAt, socketOptions } from './address.js'
import { HUB_AMQP_LOGIN, HUB_AMQP_UNREACHED, HUB_AMQP_VIRTUAL_HOST } from './errors.js'

export interface LinkOptions {
  /** amqp:// or amqps:// with user, password and virtual host, and the files that TLS needs. */
  readonly url: string
  /** Name of the connection, as the broker shows it to its operators. */
  readonly name: string
  readonly log: OpenUse['log']
  /** From 0 to below 1; spreads the tries of many processes that lost the same broker. */
  readonly chance?: () => number
  readonly after?: After
  /** After two of these without a word the connection counts as lost, on both sides; 10 unless told. */
  readonly heartbeatSeconds?: number
  /** For the first link and each try; 10,000 unless told. */
  readonly connectWithinMs?: number
  /** How long the first link is tried before `open` gives up; 15,000 unless told. */
  readonly firstWithinMs?: number
}

/** Whom a link tells. */
export interface LinkOwner {
  /** A connection stands: what is needed on it is made. When it throws, the connection is closed and made again later. */
  stands(model: ChannelModel): Promise<void>
  /** The connection is gone, and everything on it. */
  lost(): void
  /** The broker takes nothing for now (memory or disk alarm), or again. */
  blocked(now: boolean): void
}

const LEAST_MS = 100
const MOST_MS = 3_000
/** How long a broker has to answer a goodbye. */
const GOODBYE_MS = 2_000

/** Milliseconds before the next try: twice as long each time, of which up to half is taken off by chance. */
export function pauseBefore(attempt: number, chance: () => number): number {
  const most = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(most * (1 - chance() / 2))
}

/** One connection to a broker, made again whenever it is lost. */
export class Link {
  readonly #options: LinkOptions
  readonly #owner: LinkOwner
  readonly #broker: Broker
  readonly #after: After
  readonly #chance: () => number
  #model: ChannelModel | undefined
  #stands = false
  #stopped = false
  #attempt = 0
  #told = 0
  #cancel: () => void = () => {}
  #connecting = new AbortController()
  #first: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined

  /** Throws HUB_AMQP_ADDRESS. */
  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#broker = brokerAt(options.url, options.heartbeatSeconds ?? 10)
    this.#after = options.after ?? systemTimers
    this.#chance = options.chance ?? Math.random
  }

  get stands(): boolean {
    return this.#stands
  }

  /**
   * Makes the first link; a broker that is not there yet is tried for a while. Throws HUB_AMQP_UNREACHED, HUB_AMQP_LOGIN,
   * HUB_AMQP_VIRTUAL_HOST, and what the owner refuses.
   */
  async open(): Promise<void> {
    let late = false
    const tooLate = this.#after(this.#options.firstWithinMs ?? 15_000, () => {
      late = true
    })
    try {
      for (;;) {
        const failed = await this.#try()
        if (failed === undefined) return
        if (this.#stopped || late || (isHubError(failed) && failed.instruction.retry === 'give-up')) {
          this.#stopped = true
          throw failed
        }
        await new Promise<void>((resolve, reject) => {
          this.#first = { resolve, reject }
          this.#cancel = this.#after(pauseBefore(++this.#attempt, this.#chance), resolve)
        })
      }
    } finally {
      this.#first = undefined
      tooLate()
    }
  }

  /** Says goodbye and is done for good, whatever `open` is waiting for. A broker that does not answer is not waited for. */
  async close(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    this.#first?.resolve()
    const model = this.#model
    if (model === undefined) return this.#connecting.abort()
    let cancel = () => {}
    const tooLate = new Promise<void>((resolve) => {
      cancel = this.#after(GOODBYE_MS, resolve)
    })
    await Promise.race([model.close().catch(() => {}), tooLate])
    cancel()
    destroy(model)
    this.#gone(model, undefined)
  }

  /** One try; answers with why it failed. */
  async #try(): Promise<Error | undefined> {
    let model: ChannelModel | undefined
    if (this.#stopped) return HUB_AMQP_UNREACHED(this.#broker.where, 'the hub is stopping')
    try {
      const { name, connectWithinMs = 10_000 } = this.#options
      // One for each try: a socket that has failed stays with its listeners. The library hands the signal on to the socket,
      // which ends when the link is closed.
      this.#connecting = new AbortController()
      const { signal } = this.#connecting
      model = await connect(this.#broker.connect, {
        ...socketOptions(name, connectWithinMs, this.#broker.tls),
        signal,
      } as SocketOptions)
      this.#watch(model)
      this.#model = model
      if (!this.#stopped) await this.#owner.stands(model)
      // Lost again in the meantime, or stopped.
      if (this.#model !== model || this.#stopped)
        throw HUB_AMQP_UNREACHED(this.#broker.where, 'the link was lost again')
      this.#stands = true
      this.#attempt = 0
      this.#told = 0
      return undefined
    } catch (error) {
      const failed = this.#named(error)
      if (model !== undefined) {
        destroy(model)
        this.#gone(model, undefined)
      }
      return failed
    }
  }

  #watch(model: ChannelModel): void {
    let why: Error | undefined
    model.on('error', (error: Error) => {
      why = error
    })
    model.on('blocked', (reason: string) => {
      this.#options.log('warn', `the broker at ${this.#broker.where} takes nothing for now: ${reason}`)
      this.#owner.blocked(true)
    })
    model.on('unblocked', () => {
      this.#options.log('info', `the broker at ${this.#broker.where} takes messages again`)
      this.#owner.blocked(false)
    })
    model.on('close', (error?: Error) => {
      // The library ends the socket politely, which waits for one that answers nothing any more.
      destroy(model)
      this.#gone(model, why ?? error ?? new Error('the connection was closed'))
    })
  }

  #gone(model: ChannelModel, why: Error | undefined): void {
    if (this.#model !== model) return
    this.#model = undefined
    const stood = this.#stands
    this.#stands = false
    this.#owner.lost()
    if (!stood || this.#stopped) return
    const sentence = why === undefined ? 'it was closed' : this.#named(why).message
    this.#options.log(
      'warn',
      `the link to the broker at ${this.#broker.where} is lost and will be made again: ${sentence}`,
    )
    this.#again()
  }

  #again(): void {
    this.#cancel = this.#after(pauseBefore(++this.#attempt, this.#chance), () => {
      void this.#try().then((failed) => {
        if (this.#stopped) return
        if (failed === undefined) {
          this.#options.log('info', `the link to the broker at ${this.#broker.where} stands again`)
          return
        }
        // Once for each power of two, so that a broker that is away for a night does not fill the log.
        if (this.#attempt >= this.#told * 2) {
          this.#told = this.#attempt
          this.#options.log('warn', `the link does not stand after ${this.#attempt} tries: ${failed.message}`)
        }
        this.#again()
      })
    })
  }

  #named(error: unknown): HubError {
    if (error instanceof HubError) return error
    const { where, virtualHost, masked } = this.#broker
    const text = masked(error instanceof Error ? error.message || error.name : 'something else was thrown')
    if (/Handshake terminated by server: 403/.test(text)) return HUB_AMQP_LOGIN(where)
    // The login was good; opening the virtual host was answered with a close, whose reason the library keeps to itself.
    if (text.startsWith('Expected ConnectionOpenOk; got <ConnectionClose'))
      return HUB_AMQP_VIRTUAL_HOST(where, virtualHost)
    return HUB_AMQP_UNREACHED(where, text.length > 300 ? `${text.slice(0, 300)}…` : text)
  }
}

/**
 * Ends the socket at once. The library keeps it to itself, and has no other way than a goodbye; the error makes it stop
 * its timers.
 */
function destroy(model: ChannelModel): void {
  const { stream } = model.connection as unknown as { readonly stream?: { destroy?(error: Error): void } }
  stream?.destroy?.(new Error('the link was given up'))
}

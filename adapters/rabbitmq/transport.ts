import type { ChannelModel } from 'amqplib'
import type { Envelope, Receiver, Transport } from '../../bus/ports/transport.js'
import { systemTimers } from '../../bus/runtime/timers.js'
import { Inbound } from './inbound.js'
import { Link, type LinkOptions } from './link.js'
import { Outbound } from './outbound.js'
import { declareAll, namesUnder, partitionsDeclared, refusalOf } from './topology.js'

export interface RabbitTransportOptions extends Omit<LinkOptions, 'name'> {
  /** Begins the name of each queue and exchange; hubs with the same one are one hub. `dromedary` unless told. */
  readonly prefix?: string
  /** Name of this process, for the broker's operators. */
  readonly self: string
  /** Monotonic milliseconds. */
  readonly now?: () => number
  /** What is not confirmed after so many milliseconds is given up; 5,000 unless told. */
  readonly giveUpMs?: number
}

/** How long `close` waits for what is being sent. */
const SETTLE_MS = 3_000
const TELL_EVERY_MS = 10_000
const DECLARE_AFTER_MS = 2_000

/** Brings envelopes through RabbitMQ: one quorum queue for each partition, publisher confirms, manual acknowledgement. */
export function rabbitTransport(options: RabbitTransportOptions): Transport {
  const { self, log, prefix = 'dromedary', after = systemTimers, now = () => performance.now() } = options
  const names = namesUnder(prefix)
  let inbound: Inbound | undefined
  let receiver: Receiver | undefined
  let linkedBefore = false
  let declaring = false
  let closing = false
  let toldAt = Number.NEGATIVE_INFINITY

  /** A broker that is away makes one line now and then, not one for each message. */
  function tellGivenUp(why: string): void {
    if (now() - toldAt < TELL_EVERY_MS) return
    toldAt = now()
    log('warn', `envelopes were given up, and their owners will look into the books: ${why}`)
  }

  const outbound = new Outbound({
    exchange: names.exchange,
    self,
    after,
    now,
    ...(options.giveUpMs === undefined ? {} : { giveUpMs: options.giveUpMs }),
    unroutable: declareAgain,
    gaveUp: tellGivenUp,
  })

  let model: ChannelModel | undefined
  const link = new Link(
    { ...options, name: `${prefix} ${self}`, after },
    {
      async stands(fresh) {
        await declareAll(fresh, partitionsDeclared(prefix))
        const channel = await fresh.createConfirmChannel({ highWaterMark: 4_096 })
        let why: unknown
        channel.on('error', (error: unknown) => {
          why = error
        })
        channel.on('close', () =>
          queueMicrotask(() => {
            // When the whole connection is gone, that is known by now.
            if (model !== fresh || closing) return
            log('error', refusalOf(why ?? new Error(), `exchange ${names.exchange}`).message)
            // A connection without the channel to publish on is of no use: all of it is made again.
            void fresh.close().catch(() => {})
          }),
        )
        model = fresh
        outbound.attach(channel)
        await inbound?.attach(fresh)
        if (linkedBefore) receiver?.linked()
        linkedBefore = true
      },
      lost() {
        model = undefined
        outbound.detach()
        inbound?.detach()
      },
      blocked: (is) => outbound.block(is),
    },
  )

  /**
   * Somebody deleted a queue or a binding while the link stood. Not at once: when a queue of the same name stands too
   * soon, the broker forgets to tell its consumers that theirs is gone (seen with 3.10).
   */
  function declareAgain(): void {
    const on = model
    if (declaring || on === undefined) return
    declaring = true
    log('error', `a queue of ${prefix} was taken away on the broker; it is declared again in a moment`)
    after(DECLARE_AFTER_MS, () => {
      const tried = on === model ? declareAll(on, partitionsDeclared(prefix)) : Promise.resolve()
      void tried
        .catch((error: unknown) => log('error', refusalOf(error, `the queues of ${prefix}`).message))
        .then(() => {
          declaring = false
        })
    })
  }

  return {
    name: 'rabbitmq',
    async open(to: Receiver) {
      receiver = to
      inbound = new Inbound({ queue: names.queue, receiver: to, log, after, missing: declareAgain })
      await link.open()
    },
    send: (envelopes: readonly Envelope[]) => outbound.send(envelopes),
    async take(partitions) {
      await inbound?.take(partitions)
    },
    get linked() {
      return link.stands
    },
    get givenUp() {
      return outbound.givenUp
    },
    async close() {
      closing = true
      let cancel = () => {}
      const late = new Promise<void>((resolve) => {
        cancel = after(SETTLE_MS, resolve)
      })
      await Promise.race([Promise.all([outbound.idle(), inbound?.take(new Set())]), late])
      cancel()
      await link.close()
    },
  }
}

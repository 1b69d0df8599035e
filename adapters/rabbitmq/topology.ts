import type { Channel, ChannelModel, Options } from 'amqplib'
import { isHubError } from '../../bus/errors.js'
import { ALL_PARTITIONS } from '../../bus/partition.js'
import { HUB_AMQP_CHANNEL_CLOSED, HUB_AMQP_DECLARED_DIFFERENTLY, HUB_AMQP_NOT_ALLOWED } from './errors.js'

/** Names on the broker; `prefix` keeps several hubs apart on one virtual host. */
export const namesUnder = (prefix: string) => ({
  exchange: `${prefix}.partitions`,
  /** Queue of a partition, and its routing key. */
  queue: (partition: number) => `${prefix}.${keyOf(partition)}`,
})

export const keyOf = (partition: number) => `p${String(partition).padStart(2, '0')}`

/**
 * Kept by a majority of the brokers and written to disk. One process at a time is told (single active consumer), the
 * next one when it is gone.
 */
const QUEUE: Options.AssertQueue = {
  durable: true,
  arguments: {
    'x-queue-type': 'quorum',
    'x-single-active-consumer': true,
    // Nobody took the partition for long: what comes now is refused, and is read from the books later.
    'x-max-length-bytes': 256 * 1024 * 1024,
    'x-overflow': 'reject-publish',
    // From version 4 on a broker throws a message away after 20 deliveries, unless told otherwise.
    'x-delivery-limit': 1_000_000,
  },
}

/** What one thing on the broker is called, and how it is declared. */
export interface Declaration {
  readonly what: string
  declare(channel: Channel): Promise<unknown>
}

export const queueDeclared = (queue: string, options: Options.AssertQueue): Declaration => ({
  what: `queue ${queue}`,
  declare: (channel) => channel.assertQueue(queue, options),
})

export const exchangeDeclared = (exchange: string, type: 'direct' | 'topic'): Declaration => ({
  what: `exchange ${exchange}`,
  declare: (channel) => channel.assertExchange(exchange, type, { durable: true }),
})

export const bound = (queue: string, exchange: string, key: string): Declaration => ({
  what: `the binding of ${queue} to ${exchange}`,
  declare: (channel) => channel.bindQueue(queue, exchange, key),
})

/** The queues of the partitions and the exchange before them. */
export function partitionsDeclared(prefix: string): readonly Declaration[] {
  const { exchange, queue } = namesUnder(prefix)
  return [
    exchangeDeclared(exchange, 'direct'),
    ...ALL_PARTITIONS.map((partition) => queueDeclared(queue(partition), QUEUE)),
    ...ALL_PARTITIONS.map((partition) => bound(queue(partition), exchange, keyOf(partition))),
  ]
}

/**
 * Declares what is missing and checks what is there. Throws HUB_AMQP_DECLARED_DIFFERENTLY, HUB_AMQP_NOT_ALLOWED,
 * HUB_AMQP_CHANNEL_CLOSED.
 */
export async function declareAll(model: ChannelModel, declarations: readonly Declaration[]): Promise<void> {
  const channel = await model.createChannel()
  channel.on('error', () => {})
  for (const { what, declare } of declarations) {
    try {
      await declare(channel)
    } catch (error) {
      throw refusalOf(error, what)
    }
  }
  await channel.close()
}

/** AMQP's code for a queue or exchange that does not exist. */
export const NOT_FOUND = 404

/** The library tells apart by words alone whether the broker said no, or the channel went with everything on it. */
export const isNack = (error: unknown): boolean => (error as Error).message === 'message nacked'

interface BrokerError {
  readonly code?: unknown
  readonly message?: string
}

/** The argument's name, what was asked for and what is there, from the broker's sentence. */
const DIFFERENCE = /inequivalent arg '([^']*)' for (?:queue|exchange) .*?: received (.*?) but current is (.*?)"?$/

/** `the value 'quorum' of type 'longstr'` is quorum; `none` is not set. */
const valueIn = (text = '') =>
  text === 'none' ? 'not set' : (/^the value '(.*)' of type '.*'$/.exec(text)?.[1] ?? text)

/** The HubError for what the broker said about a declaration, a consumer or a channel. */
export function refusalOf(error: unknown, what: string): Error {
  if (isHubError(error)) return error
  const { code, message = '' } = error as BrokerError
  if (code === 406) {
    const [, argument, received, current] = DIFFERENCE.exec(message) ?? []
    return HUB_AMQP_DECLARED_DIFFERENTLY(
      what,
      argument === undefined
        ? message
        : `${argument} is ${valueIn(current)} there, and this hub needs ${valueIn(received)}`,
    )
  }
  if (code === 403) return HUB_AMQP_NOT_ALLOWED(`declare or use ${what}`)
  return HUB_AMQP_CHANNEL_CLOSED(what, message || 'it gave no reason', code)
}

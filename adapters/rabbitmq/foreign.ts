import type { Options } from 'amqplib'
import { bound, type Declaration, exchangeDeclared, queueDeclared } from './topology.js'

// What other applications see of a hub on the broker. Names and properties are public: they stand in
// docs/how-to/send-over-amqp.md.

/** `study-fees/orders` is `study-fees.orders` on the broker, where dots part the words of a key. */
export const dotted = (name: string) => name.replaceAll('/', '.')

export const foreignNames = (prefix: string) => ({
  /** Where applications publish; the routing key is the channel's name with dots. */
  inlet: `${prefix}.in`,
  queue: (channel: string) => `${prefix}.in.${dotted(channel)}`,
  /** Queue of what was refused, and the exchange before it. Whoever may bind one to the other may write to both. */
  refused: `${prefix}.refused`,
  /** Where topics are announced; the routing key is the topic's name with dots. */
  announcements: `${prefix}.announcements`,
})

const KEPT = { 'x-queue-type': 'quorum', 'x-max-length-bytes': 1024 * 1024 * 1024 }

/** One hub takes it at a time, so that what one application publishes is accepted in its order. Full, it refuses. */
const INLET: Options.AssertQueue = {
  durable: true,
  arguments: {
    ...KEPT,
    'x-single-active-consumer': true,
    'x-overflow': 'reject-publish',
    'x-delivery-limit': 1_000_000,
  },
}

/** For people to look at. Full, the oldest goes: garbage must not stop what is good. */
const REFUSED: Options.AssertQueue = {
  durable: true,
  arguments: { ...KEPT, 'x-max-length-bytes': 256 * 1024 * 1024, 'x-overflow': 'drop-head' },
}

/** Routing key of what is laid aside. */
export const REFUSED_KEY = 'refused'

export function inletsDeclared(prefix: string, channels: readonly string[]): readonly Declaration[] {
  const { inlet, queue, refused } = foreignNames(prefix)
  return [
    exchangeDeclared(inlet, 'direct'),
    exchangeDeclared(refused, 'direct'),
    queueDeclared(refused, REFUSED),
    bound(refused, refused, REFUSED_KEY),
    ...channels.map((channel) => queueDeclared(queue(channel), INLET)),
    ...channels.map((channel) => bound(queue(channel), inlet, dotted(channel))),
  ]
}

export const announcementsDeclared = (prefix: string): readonly Declaration[] => [
  exchangeDeclared(foreignNames(prefix).announcements, 'topic'),
]

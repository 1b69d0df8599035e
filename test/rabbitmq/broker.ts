import { type ChannelModel, connect } from 'amqplib'
import { swept as sweptOf } from '../../sandbox/servers/rabbitmq.js'
import { amqpUrl } from '../services.js'

/** The same broker by another door. */
export function throughPort(url: string, port: number): string {
  const other = new URL(url)
  other.port = String(port)
  return other.href
}

/** Does something on the broker over a connection of its own. */
export async function onBroker<Result>(work: (model: ChannelModel) => Promise<Result>): Promise<Result> {
  const model = await connect(await amqpUrl())
  // A refused declaration closes its channel; what matters is what the call throws.
  model.on('error', () => {})
  try {
    return await work(model)
  } finally {
    await model.close().catch(() => {})
  }
}

/** Takes away what the hubs of a test made, and what else the test made there. */
export async function swept(
  prefix: string,
  others: { queues?: readonly string[]; exchanges?: readonly string[] } = {},
) {
  await sweptOf(await amqpUrl(), prefix)
  await onBroker(async (model) => {
    const channel = await model.createChannel()
    for (const queue of others.queues ?? []) await channel.deleteQueue(queue)
    for (const exchange of others.exchanges ?? []) await channel.deleteExchange(exchange)
  })
}

/** What was logged, for looking at it. */
export function logged() {
  const lines: { readonly level: string; readonly sentence: string }[] = []
  const log = (level: 'info' | 'warn' | 'error', sentence: string) => {
    lines.push({ level, sentence })
  }
  return { lines, log }
}

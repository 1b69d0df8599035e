import { type ChannelModel, connect } from 'amqplib'
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

/** Takes away the queues and exchanges that a test made. */
export async function swept(
  prefix: string,
  others: { queues?: readonly string[]; exchanges?: readonly string[] } = {},
) {
  await onBroker(async (model) => {
    const channel = await model.createChannel()
    const partitions = Array.from({ length: 16 }, (_, no) => `${prefix}.p${String(no).padStart(2, '0')}`)
    for (const queue of [...partitions, ...(others.queues ?? [])]) await channel.deleteQueue(queue)
    for (const exchange of [`${prefix}.partitions`, ...(others.exchanges ?? [])]) await channel.deleteExchange(exchange)
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

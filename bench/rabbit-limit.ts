import { randomBytes } from 'node:crypto'
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'

export interface BareLoad {
  readonly messages: number
  /** Bytes of each body. */
  readonly bytes: number
  /** Published and not confirmed at one time; 2,000 unless told. 1 is one after another. */
  readonly window?: number
  /** Quorum queues, in turn; 16 unless told. */
  readonly queues?: number
}

/**
 * Messages a second that a client publishes to quorum queues, persistent and confirmed, and does nothing else: the limit
 * of one message for one publish. Leaves nothing on the broker.
 */
export async function barePublish(url: string, load: BareLoad): Promise<number> {
  const { messages, bytes, window = 2_000, queues = 16 } = load
  const model = await connect(url, { noDelay: true })
  const names = Array.from({ length: queues }, (_, no) => `bench-${randomBytes(6).toString('hex')}-${no}`)
  try {
    const channel = await model.createConfirmChannel()
    for (const name of names)
      await channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
    const body = Buffer.alloc(bytes, 'x')
    // Unmeasured: queues and code warm up.
    await published(channel, names, body, Math.min(200, messages), window)
    const began = performance.now()
    await published(channel, names, body, messages, window)
    return messages / ((performance.now() - began) / 1_000)
  } finally {
    await swept(model, names)
    await model.close()
  }
}

function published(
  channel: ConfirmChannel,
  names: readonly string[],
  body: Buffer,
  messages: number,
  window: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let confirmed = 0
    const more = () => {
      while (sent < messages && sent - confirmed < window) {
        channel.sendToQueue(names[sent++ % names.length]!, body, { persistent: true }, (error) => {
          if (error) return void reject(error)
          confirmed++
          if (confirmed === messages) resolve()
          else more()
        })
      }
    }
    more()
  })
}

async function swept(model: ChannelModel, names: readonly string[]): Promise<void> {
  const channel = await model.createChannel()
  for (const name of names) await channel.deleteQueue(name)
  await channel.close()
}

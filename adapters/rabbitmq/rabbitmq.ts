import type { ConfirmChannel } from 'amqplib'
import { type Static, Type } from 'typebox'
import { defineAdapter, type EffectUse } from '../../bus/adapter.js'
import { bodyAsJson } from '../../bus/codec.js'
import { codeOf, HubError, isHubError, sentenceOf, tryAgain } from '../../bus/errors.js'
import { HUB_AMQP_BLOCKED, HUB_AMQP_NOT_CONFIRMED, HUB_AMQP_UNREACHED } from './errors.js'
import { announcementsDeclared, dotted, foreignNames } from './foreign.js'
import { Link } from './link.js'
import { declareAll } from './topology.js'

export const RabbitOptions = Type.Object(
  {
    url: Type.String({
      description: 'The broker, as amqp://user:password@host:5672/vhost; amqps://…?ca=/path/ca.pem for TLS.',
      'x-secret': true,
      minLength: 1,
    }),
    prefix: Type.String({
      description: 'What the names of queues and exchanges begin with.',
      default: 'dromedary',
      minLength: 1,
      maxLength: 40,
    }),
  },
  { additionalProperties: false },
)
export type RabbitOptions = Static<typeof RabbitOptions>

/** How long the broker has to be reached for the first announcement. */
const REACH_MS = 5_000

interface Client {
  readonly prefix: string
  /** The channel to publish on. Throws HUB_AMQP_…, and then nothing was sent. */
  ready(): Promise<ConfirmChannel>
  close(): Promise<void>
}

/** Announces topics of the hub to other applications (docs/how-to/send-over-amqp.md). */
export const rabbitmq = defineAdapter({
  name: 'rabbitmq',
  summary: 'Announces topics to other applications over RabbitMQ, confirmed.',
  options: RabbitOptions,
  async open({ url, prefix }: RabbitOptions, { log }): Promise<Client> {
    let channel: ConfirmChannel | undefined
    let blocked = false
    let opening: Promise<void> | undefined
    let closed = false
    let link: Link | undefined
    let told: string | undefined
    const linked = () =>
      new Link(
        { url, name: `${prefix} announcements`, log, firstWithinMs: REACH_MS },
        {
          async stands(model) {
            await declareAll(model, announcementsDeclared(prefix))
            const fresh = await model.createConfirmChannel()
            fresh.on('error', () => {})
            fresh.on('close', () =>
              queueMicrotask(() => {
                // The channel alone was closed, as when the exchange is gone: all of it is made again.
                if (channel === fresh) void model.close().catch(() => {})
              }),
            )
            blocked = false
            channel = fresh
          },
          lost() {
            channel = undefined
          },
          blocked(now) {
            blocked = now
          },
        },
      )
    async function opened(): Promise<void> {
      try {
        link = linked()
        await link.open()
        told = undefined
      } catch (error) {
        link = undefined
        const code = codeOf(error)
        if (code !== told && !closed) log('error', `announcements wait: ${sentenceOf(error)}`)
        told = code
        throw inTime(error)
      }
    }
    const client: Client = {
      prefix,
      async ready() {
        // After a failure the next use tries anew.
        if (link === undefined && !closed) opening = opened()
        await opening
        if (closed || channel === undefined) throw HUB_AMQP_UNREACHED(`for ${prefix}`, 'the link does not stand')
        if (blocked) throw HUB_AMQP_BLOCKED(`for ${prefix}`)
        return channel
      },
      async close() {
        closed = true
        await link?.close()
      },
    }
    // Listeners find the exchange before anything was announced. What fails has been told, and the first use tries anew.
    client.ready().catch(() => {})
    return client
  },
  close: (client) => client.close(),
  ends: (make) => ({
    /**
     * Publishes a body as JSON under the topic's name. In doubt it is sent again under the same message id, by which
     * listeners know it.
     */
    announce: (topic: string) =>
      make.sink<unknown>(`announce(${topic})`, {
        inDoubt: 'resend',
        concurrency: 256,
        perform: (client, body, use) => announced(client, topic, body, use),
      }),
  }),
})

/** A login or a right is mended while the hub runs or before it starts again, so nothing announced is given up for it. */
const inTime = (error: unknown) =>
  isHubError(error) ? new HubError(error.code, error.message, { ...tryAgain, cause: error }) : error

async function announced(client: Client, topic: string, body: unknown, use: EffectUse): Promise<void> {
  const content = Buffer.from(bodyAsJson(body))
  const channel = await client.ready()
  await new Promise<void>((resolve, reject) => {
    const lost = (why: string) => {
      use.signal.removeEventListener('abort', aborted)
      reject(HUB_AMQP_NOT_CONFIRMED(`an announcement of ${topic}`, why))
    }
    const aborted = () => lost('the deadline passed or the hub is stopping')
    use.signal.addEventListener('abort', aborted, { once: true })
    const properties = {
      persistent: true,
      contentType: 'application/json',
      messageId: use.messageId,
      correlationId: use.correlationId,
      appId: client.prefix,
      type: topic,
      timestamp: Math.floor(use.now.getTime() / 1_000),
      ...(use.traceparent === undefined ? {} : { headers: { traceparent: use.traceparent } }),
    }
    try {
      channel.publish(foreignNames(client.prefix).announcements, dotted(topic), content, properties, (error) => {
        if (error) return lost('the link was lost, or the broker refused it')
        use.signal.removeEventListener('abort', aborted)
        resolve()
      })
    } catch {
      use.signal.removeEventListener('abort', aborted)
      reject(HUB_AMQP_UNREACHED(`for ${client.prefix}`, 'the link was lost'))
    }
  })
}

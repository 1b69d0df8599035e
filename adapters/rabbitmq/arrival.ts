import type { ConsumeMessage } from 'amqplib'
import type { SendOptions } from '../../bus/hub.js'
import { HUB_AMQP_MESSAGE } from './errors.js'

/** What an application published, read but not yet judged by the channel's schema. */
export interface Arrival {
  readonly body: unknown
  readonly options: SendOptions
}

export interface ArrivalRules {
  /** Reads JSON as the web floor does; throws HubErrors. */
  readonly parse: (bytes: Uint8Array) => unknown
  /** Bytes of a body at most. */
  readonly mostBytes: number
}

const JSON_TYPE = /^application\/(?:json|[a-z0-9.+-]+\+json)(?:\s*;\s*charset\s*=\s*"?utf-8"?)?$/i
const APP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/
const MESSAGE_ID = /^[\x21-\x7e]{1,128}$/
const CORRELATION_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/
/** W3C Trace Context, section 3.2.2, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * Reads a message by its AMQP properties (docs/how-to/send-over-amqp.md). Headers steer nothing: of all of them only
 * `traceparent` is read. Throws HUB_AMQP_MESSAGE, and what reading JSON throws.
 */
export function arrivalOf({ content, properties }: ConsumeMessage, { parse, mostBytes }: ArrivalRules): Arrival {
  const { messageId, appId, userId, correlationId, contentType, contentEncoding } = properties as unknown as {
    readonly [name: string]: unknown
  }
  const wrong = (property: string, allowed: string) => HUB_AMQP_MESSAGE(`the property ${property} ${allowed}`)
  if (typeof messageId !== 'string' || !MESSAGE_ID.test(messageId))
    throw wrong('message-id', 'is 1 to 128 visible ASCII characters, and the same when a message is sent again')
  if (typeof appId !== 'string' || !APP_ID.test(appId))
    throw wrong(
      'app-id',
      'names the application with 1 to 60 letters, digits and . _ -, beginning with a letter or digit',
    )
  if (typeof contentType !== 'string' || !JSON_TYPE.test(contentType))
    throw wrong('content-type', 'is application/json, in UTF-8')
  // Some clients tell the character set here.
  if (contentEncoding !== undefined && !/^(utf-?8|identity)$/i.test(String(contentEncoding)))
    throw wrong('content-encoding', 'is not set: a body is neither packed nor encrypted')
  if (correlationId !== undefined && (typeof correlationId !== 'string' || !CORRELATION_ID.test(correlationId)))
    throw wrong(
      'correlation-id',
      'is 1 to 64 letters, digits and . _ : / -, beginning with a letter or digit, or not set',
    )
  if (content.length > mostBytes)
    throw HUB_AMQP_MESSAGE(`a body has at most ${mostBytes} bytes; ${content.length} came`)
  const body = parse(content)
  const traceparent: unknown = properties.headers?.traceparent
  // A user id is checked by the broker, so that no application can use up the message ids of another one.
  const who = typeof userId === 'string' ? `${userId.slice(0, 60)}/${appId}` : `/${appId}`
  return {
    body,
    options: {
      once: `amqp/${who}/${messageId}`,
      client: `amqp:${appId}`,
      contentType: 'application/json',
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? { traceparent } : {}),
    },
  }
}

import { createHash } from 'node:crypto'
import { encodeBody } from '../codec.js'
import { flowPrint } from '../describe.js'
import { bodySchemaOf, type Declared } from '../ends.js'
import { newId } from '../ids.js'
import type { FlowNode } from '../node.js'
import { partitionOf } from '../partition.js'
import type { BusinessKey, LivingMessage, NewMessage } from '../ports/message.js'
import { keyIn } from '../steps/shared.js'
import { fitting, schemaName, schemaPrint } from '../validate.js'

/** What is known of a message besides its body when it is accepted. */
export interface Origin {
  readonly id?: string
  readonly correlationId?: string
  readonly causeId?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly traceparent?: string
  readonly client?: string
  readonly idempotencyKey?: string
  readonly onceKey?: string
  readonly raw?: Uint8Array
  readonly contentType?: string
}

/**
 * Settles everything that is settled at the door: the body fits the schemas, the order key and the business keys are
 * worked out. Throws HUB_BODY_REFUSED; then nothing was accepted.
 */
export function admit(
  flow: FlowNode,
  inlet: Declared | { readonly kind: 'source'; readonly uri: string },
  body: unknown,
  origin: Origin,
  now: number,
): NewMessage {
  const schema = bodySchemaOf(inlet)
  if (schema !== undefined) fitting(schema, body, `a message for ${inlet.uri}`)
  for (const validate of flow.door.validates) fitting(validate, body, schemaName(validate))
  const id = origin.id ?? newId(now)
  const key = flow.door.order === undefined ? undefined : keyIn(flow.id, flow.door.order.keyOf(body), 'the order key')
  const businessKeys: BusinessKey[] = []
  for (const [name, of] of Object.entries(flow.door.knownBy)) {
    const value = of(body)
    if (value !== undefined) businessKeys.push({ name, value: keyIn(flow.id, value, `business key ${name}`) })
  }
  // Put together in one order without copying, so that messages of a flow have one shape.
  const message: { -readonly [Key in keyof NewMessage]: NewMessage[Key] } = {
    id,
    correlationId: origin.correlationId ?? id,
    channel: 'name' in inlet ? inlet.name : inlet.uri,
    flow: flow.id,
    partition: partitionOf(key ?? id),
    state: 'ready',
    due: 0,
    acceptedAt: now,
    body: encodeBody(body),
    contentType: origin.contentType ?? 'application/json',
    headers: origin.headers ?? NO_HEADERS,
    flowPrint: flowPrint(flow),
    schemaPrint: schema === undefined ? '' : schemaPrint(schema),
    businessKeys,
  }
  if (origin.id === undefined) message.isNew = true
  if (key !== undefined) message.key = key
  if (origin.causeId !== undefined) message.causeId = origin.causeId
  if (origin.raw !== undefined) message.raw = origin.raw
  if (origin.traceparent !== undefined) message.traceparent = origin.traceparent
  if (origin.client !== undefined) message.client = origin.client
  if (origin.idempotencyKey !== undefined) message.idempotencyKey = origin.idempotencyKey
  if (origin.onceKey !== undefined) message.onceKey = origin.onceKey
  return message
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({})

/** What tells a repetition from another body under the same idempotency key. */
export function bodyHash(channel: string, body: unknown): string {
  return createHash('sha256').update(channel).update('\u0000').update(encodeBody(body)).digest('hex')
}

/** The message as it lives from now on. It was made at the door for this, so it is not copied. */
export function living(message: NewMessage, seq: number): LivingMessage {
  return Object.assign(message, { seq, tries: 0, starts: 0, fence: 0, fresh: true })
}

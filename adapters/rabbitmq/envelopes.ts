import { crc32 } from 'node:zlib'
import type { BusinessKey, LivingState, NewMessage, PartOf } from '../../bus/ports/message.js'
import type { Envelope } from '../../bus/ports/transport.js'
import { HUB_AMQP_ENVELOPES } from './errors.js'

// The body of one AMQP message: a head of 16 bytes, then envelopes one after another. Numbers are big-endian.
//
//   head      "DRM", version (1 byte), count (4), length of all that follows (4), its CRC-32 (4)
//   envelope  kind (1), length of the rest (4), length of its JSON (4), JSON in UTF-8, body and raw bytes as they are
//
// Two versions of a hub run side by side while it is updated, so a reader passes over kinds of envelopes, properties of
// the JSON and bytes after the last part that it does not know: what a later version adds is no harm to the one before.
// The version number in the head rises only for what cannot be passed over, and then the version before reads a `look`.

const VERSION = 1
const HEAD = 16
const FRAME_HEAD = 9
const MAGIC = Buffer.from('DRM')
/** Kind of envelope by its byte. A number that was given away is never used for anything else. */
const KINDS = { message: 1, passed: 2, stirred: 3, freed: 4, look: 5 } as const
const STATES: ReadonlySet<unknown> = new Set<LivingState>([
  'ready',
  'waiting',
  'retrying',
  'in-doubt',
  'gathering',
  'splitting',
  'held',
])

/** Nothing longer is sent or read, so that one envelope cannot take all of the memory. */
export const MOST_BYTES = 8 * 1024 * 1024
/** Envelopes in one body at most. */
export const MOST_ENVELOPES = 4_096

/** One envelope as bytes; `joined` makes a body of several. The note `isNew` is for the books alone and stays behind. */
export function encodedEnvelope(envelope: Envelope): Buffer {
  const kind = KINDS[envelope.kind]
  if (envelope.kind !== 'message') {
    const { kind: _, ...rest } = envelope
    return framed(kind, rest)
  }
  const { partition, seq, after, message } = envelope
  const { body, raw, isNew: _, ...rest } = message
  const json = {
    partition,
    seq,
    after,
    bodyBytes: body.length,
    ...(raw ? { rawBytes: raw.length } : {}),
    message: rest,
  }
  return raw ? framed(kind, json, body, raw) : framed(kind, json, body)
}

function framed(kind: number, json: unknown, ...parts: readonly Uint8Array[]): Buffer {
  const text = JSON.stringify(json)
  const textBytes = Buffer.byteLength(text)
  const length = parts.reduce((sum, part) => sum + part.length, FRAME_HEAD + textBytes)
  const bytes = Buffer.allocUnsafe(length)
  bytes[0] = kind
  bytes.writeUInt32BE(length - 5, 1)
  bytes.writeUInt32BE(textBytes, 5)
  bytes.write(text, FRAME_HEAD, 'utf8')
  let at = FRAME_HEAD + textBytes
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The body of one AMQP message. */
export function joined(envelopes: readonly Buffer[]): Buffer {
  const length = envelopes.reduce((sum, each) => sum + each.length, 0)
  const bytes = Buffer.allocUnsafe(HEAD + length)
  MAGIC.copy(bytes)
  bytes[3] = VERSION
  bytes.writeUInt32BE(envelopes.length, 4)
  bytes.writeUInt32BE(length, 8)
  let at = HEAD
  for (const each of envelopes) at += each.copy(bytes, at)
  bytes.writeUInt32BE(crc32(bytes.subarray(HEAD)), 12)
  return bytes
}

/**
 * What `joined` made. Kinds that this version does not know are left out. Throws HUB_AMQP_ENVELOPES for bytes that were
 * cut off, changed, or made by something else.
 */
export function decodedEnvelopes(bytes: Buffer): readonly Envelope[] {
  if (bytes.length < HEAD) throw HUB_AMQP_ENVELOPES(`a head is ${HEAD} bytes long; the body ends`, bytes.length)
  if (MAGIC.compare(bytes, 0, 3) !== 0) throw HUB_AMQP_ENVELOPES('a body begins with "DRM"; something else stands', 0)
  if (bytes[3] !== VERSION) throw HUB_AMQP_ENVELOPES(`this hub reads version ${VERSION}; version ${bytes[3]} stands`, 3)
  const count = bytes.readUInt32BE(4)
  if (count > MOST_ENVELOPES) throw HUB_AMQP_ENVELOPES(`at most ${MOST_ENVELOPES} envelopes; ${count} are announced`, 4)
  const length = bytes.readUInt32BE(8)
  if (HEAD + length !== bytes.length)
    throw HUB_AMQP_ENVELOPES(`${length} bytes follow the head; ${bytes.length - HEAD} came, announced`, 8)
  if (crc32(bytes.subarray(HEAD)) !== bytes.readUInt32BE(12))
    throw HUB_AMQP_ENVELOPES('the bytes were changed on their way; another checksum stands', 12)
  const envelopes: Envelope[] = []
  let at = HEAD
  for (let no = 0; no < count; no++) {
    if (at + FRAME_HEAD > bytes.length) throw HUB_AMQP_ENVELOPES('an envelope has a head; the body ends', at)
    const end = at + 5 + bytes.readUInt32BE(at + 1)
    const parts = at + FRAME_HEAD + bytes.readUInt32BE(at + 5)
    if (parts > end || end > bytes.length) throw HUB_AMQP_ENVELOPES('the length of an envelope does not fit', at + 1)
    const envelope = decodedEnvelope(bytes, at, parts, end)
    if (envelope) envelopes.push(envelope)
    at = end
  }
  if (at !== bytes.length) throw HUB_AMQP_ENVELOPES('bytes stand after the last envelope', at)
  return envelopes
}

function decodedEnvelope(bytes: Buffer, at: number, parts: number, end: number): Envelope | undefined {
  const kind = bytes[at]
  // Of a later version, or for somebody else.
  if (kind === 0 || kind === undefined || kind > KINDS.look) return undefined
  const json = fieldsIn(bytes, at + FRAME_HEAD, parts)
  const partition = json.number('partition', 15)
  switch (kind) {
    case KINDS.message: {
      const body = json.number('bodyBytes')
      const raw = json.optional('rawBytes', () => json.number('rawBytes'))
      if (parts + body + (raw ?? 0) > end) throw HUB_AMQP_ENVELOPES('a body is longer than its envelope', parts)
      // Copied, since a view would keep the bytes of all others in memory for as long as this message lives.
      const cut = (from: number, bytesLong: number) => new Uint8Array(bytes.subarray(from, from + bytesLong))
      const message = messageOf(json.fields('message'), partition, {
        body: cut(parts, body),
        ...(raw === undefined ? {} : { raw: cut(parts + body, raw) }),
      })
      return { kind: 'message', partition, seq: json.number('seq'), after: json.number('after'), message }
    }
    case KINDS.passed:
      return { kind: 'passed', partition, seq: json.number('seq'), after: json.number('after') }
    case KINDS.stirred: {
      const due = json.optional('due', () => json.number('due'))
      return { kind: 'stirred', partition, id: json.text('id'), ...(due === undefined ? {} : { due }) }
    }
    case KINDS.freed: {
      const [flow, key, messageId] = [json.text('flow'), json.text('key'), json.text('messageId')]
      return { kind: 'freed', partition, flow, key, messageId }
    }
    default: {
      const flow = json.optional('flow', () => json.text('flow'))
      const seq = json.optional('seq', () => json.number('seq'))
      return { kind: 'look', partition, ...(flow === undefined ? {} : { flow }), ...(seq === undefined ? {} : { seq }) }
    }
  }
}

/** What this version knows of a message; a property that a later one added is left behind. */
function messageOf(json: Fields, partition: number, bytes: Pick<NewMessage, 'body' | 'raw'>): NewMessage {
  if (json.number('partition', 15) !== partition) throw json.wrong('message/partition is not that of its envelope')
  const optionalText = <Name extends string>(name: Name): { readonly [key in Name]?: string } => {
    const value = json.optional(name, () => json.text(name))
    return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: string }
  }
  const part = json.optional('part', () => partOf(json.fields('part')))
  return {
    id: json.text('id'),
    correlationId: json.text('correlationId'),
    ...optionalText('causeId'),
    channel: json.text('channel'),
    flow: json.text('flow'),
    ...optionalText('key'),
    partition,
    state: json.state(),
    due: json.number('due'),
    acceptedAt: json.number('acceptedAt'),
    ...bytes,
    contentType: json.text('contentType'),
    headers: json.headers(),
    flowPrint: json.text('flowPrint'),
    schemaPrint: json.text('schemaPrint'),
    ...optionalText('traceparent'),
    ...optionalText('client'),
    ...optionalText('idempotencyKey'),
    ...optionalText('onceKey'),
    businessKeys: json
      .list('businessKeys')
      .map((each): BusinessKey => ({ name: each.text('name'), value: each.text('value') })),
    ...(part === undefined ? {} : { part }),
  }
}

function partOf(json: Fields): PartOf {
  return {
    parentId: json.text('parentId'),
    split: json.number('split'),
    record: json.text('record'),
    no: json.number('no'),
    key: json.text('key'),
  }
}

function fieldsIn(bytes: Buffer, from: number, to: number): Fields {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8', from, to))
  } catch {
    throw HUB_AMQP_ENVELOPES('the JSON of an envelope cannot be parsed; it begins', from)
  }
  return fieldsOf(value, from, 'the JSON of an envelope')
}

function fieldsOf(value: unknown, at: number, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw HUB_AMQP_ENVELOPES(`${what} is no object; it belongs to the JSON`, at)
  return new Fields(value as Readonly<Record<string, unknown>>, at)
}

/** Reads what it is asked for and passes over the rest. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #at: number
  constructor(values: Readonly<Record<string, unknown>>, at: number) {
    this.#values = values
    this.#at = at
  }
  wrong(what: string): Error {
    return HUB_AMQP_ENVELOPES(`${what}; it belongs to the JSON`, this.#at)
  }
  text(name: string): string {
    const value = this.#values[name]
    if (typeof value !== 'string') throw this.wrong(`${name} is no text`)
    return value
  }
  number(name: string, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.#values[name]
    if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most)
      throw this.wrong(`${name} is no whole number from 0 to ${most}`)
    return value as number
  }
  state(): LivingState {
    const value = this.#values.state
    if (!STATES.has(value)) throw this.wrong('state is none that this version knows')
    return value as LivingState
  }
  fields(name: string): Fields {
    return fieldsOf(this.#values[name], this.#at, name)
  }
  list(name: string): readonly Fields[] {
    const value = this.#values[name]
    if (!Array.isArray(value)) throw this.wrong(`${name} is no list`)
    return value.map((each) => fieldsOf(each, this.#at, name))
  }
  headers(): Readonly<Record<string, string>> {
    const value = this.fields('headers').#values
    for (const name in value) if (typeof value[name] !== 'string') throw this.wrong('a header is no text')
    return value as Readonly<Record<string, string>>
  }
  optional<Value>(name: string, read: () => Value): Value | undefined {
    return this.#values[name] === undefined ? undefined : read()
  }
}

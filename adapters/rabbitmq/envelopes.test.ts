import fc from 'fast-check'
import t from 'tap'
import { isHubError } from '../../bus/errors.js'
import type { Envelope } from '../../bus/ports/transport.js'
import { everything, messageEnvelope } from '../../test/conformance/transport-made.js'
import { decodedEnvelopes, encodedEnvelope, joined, MOST_ENVELOPES } from './envelopes.js'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const whole = fc.nat()
const partition = fc.integer({ min: 0, max: 15 })
const bytes = fc.uint8Array({ maxLength: 60 })
const optional = { requiredKeys: [] as [] }
const part = fc.record({ parentId: text, split: whole, record: text, no: whole, key: text })
const state = fc.constantFrom('ready', 'waiting', 'retrying', 'in-doubt', 'gathering', 'splitting', 'held')

const message = fc
  .tuple(
    fc.record({
      id: text,
      correlationId: text,
      channel: text,
      flow: text,
      partition,
      state,
      due: whole,
      acceptedAt: whole,
      body: bytes,
      contentType: text,
      headers: fc.dictionary(text, text, { maxKeys: 3 }),
      flowPrint: text,
      schemaPrint: text,
      businessKeys: fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }),
    }),
    fc.record(
      {
        causeId: text,
        key: text,
        raw: bytes,
        traceparent: text,
        client: text,
        idempotencyKey: text,
        onceKey: text,
        part,
      },
      optional,
    ),
    fc.record({ seq: whole, after: whole }),
  )
  .map(([needed, more, place]) => ({
    kind: 'message' as const,
    partition: needed.partition,
    ...place,
    message: { ...needed, ...more } as Extract<Envelope, { kind: 'message' }>['message'],
  }))

const envelope: fc.Arbitrary<Envelope> = fc.oneof(
  message,
  fc.record({ kind: fc.constant('passed' as const), partition, seq: whole, after: whole }),
  fc.record(
    { kind: fc.constant('stirred' as const), partition, id: text, due: whole },
    { requiredKeys: ['kind', 'partition', 'id'] },
  ),
  fc.record({ kind: fc.constant('freed' as const), partition, flow: text, key: text, messageId: text }),
  fc.record(
    { kind: fc.constant('look' as const), partition, flow: text, seq: whole },
    { requiredKeys: ['kind', 'partition'] },
  ),
) as fc.Arbitrary<Envelope>

const bodyOf = (envelopes: readonly Envelope[]) => joined(envelopes.map(encodedEnvelope))
/** The same, without prototypes that tell nothing. */
const plain = (envelopes: readonly Envelope[]) =>
  JSON.stringify(envelopes, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : sorted(value)))
const sorted = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

t.test('any envelopes are read as they were written', async (t) => {
  fc.assert(
    fc.property(
      fc.array(envelope, { maxLength: 6 }),
      (envelopes) => plain(decodedEnvelopes(bodyOf(envelopes))) === plain(envelopes),
    ),
  )
  t.same(decodedEnvelopes(bodyOf(everything(5))), everything(5))
})

t.test('a body that ends anywhere before its end is refused', async (t) => {
  const whole = bodyOf(everything(5))
  const cuts = Array.from({ length: whole.length }, (_, end) => end)
  t.same(
    cuts.filter((end) => !refused(whole.subarray(0, end))),
    [],
  )
})

t.test('a body in which one byte was changed is refused', async (t) => {
  fc.assert(
    fc.property(
      fc.array(envelope, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (envelopes, at, by) => {
        const body = bodyOf(envelopes)
        const place = at % body.length
        body[place] = body[place]! ^ by
        return refused(body)
      },
    ),
  )
  t.pass('every one of them')
})

t.test('bytes of something else are refused', async (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refused(Buffer.from(bytes))))
  t.pass('every one of them')
})

t.test('what is wrong inside a body whose checksum is right is refused too, and nothing of it is told', async (t) => {
  const wrong = (kind: number, json: unknown, tail: Uint8Array = new Uint8Array()) => {
    const content = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))
    const head = Buffer.alloc(9)
    head[0] = kind
    head.writeUInt32BE(4 + content.length + tail.length, 1)
    head.writeUInt32BE(content.length, 5)
    return joined([Buffer.concat([head, content, tail])])
  }
  const personal = '131052-308T'
  for (const [kind, json] of [
    [2, `{"${personal}`],
    [2, [personal]],
    [2, { partition: 16, seq: 1, after: 0 }],
    [2, { partition: 1, seq: personal, after: 0 }],
    [2, { partition: 1, seq: 1.5, after: 0 }],
    [3, { partition: 1, id: 7 }],
    [4, { partition: 1, flow: 'f', key: 'k' }],
    [5, { partition: -1 }],
    [1, { partition: 1, seq: 1, after: 0, bodyBytes: 50, message: {} }],
    [1, { partition: 1, seq: 1, after: 0, bodyBytes: 0, message: { partition: 2 } }],
    [1, { partition: 1, seq: 1, after: 0, bodyBytes: 0, message: { partition: 1, id: personal } }],
  ] as const) {
    const error = errorOf(() => decodedEnvelopes(wrong(kind, json)))
    t.equal((error as { code?: string } | undefined)?.code, 'HUB_AMQP_ENVELOPES', JSON.stringify(json))
    t.notMatch(String((error as Error | undefined)?.message), personal)
  }
})

t.test('lengths that do not fit are refused, and so are too many envelopes', async (t) => {
  const one = encodedEnvelope({ kind: 'look', partition: 1 })
  const longer = Buffer.from(one)
  longer.writeUInt32BE(longer.readUInt32BE(1) + 1, 1)
  t.throws(() => decodedEnvelopes(joined([longer])), { code: 'HUB_AMQP_ENVELOPES' })
  const shorter = Buffer.from(one)
  shorter.writeUInt32BE(3, 1)
  t.throws(() => decodedEnvelopes(joined([shorter])), { code: 'HUB_AMQP_ENVELOPES' })
  const many = Array.from({ length: MOST_ENVELOPES + 1 }, () => one)
  t.throws(() => decodedEnvelopes(joined(many)), { code: 'HUB_AMQP_ENVELOPES' })
  t.throws(() => decodedEnvelopes(joined([one, Buffer.from([1])])), { code: 'HUB_AMQP_ENVELOPES' })
})

t.test('what a later version adds is passed over: kinds, properties, and bytes after the last part', async (t) => {
  const { message } = messageEnvelope(4, 9, 10)
  const later = { ...message, priority: 3, headers: { ...message.headers } }
  const known = encodedEnvelope({ kind: 'message', partition: 4, seq: 9, after: 8, message: later } as Envelope)
  const longer = Buffer.concat([known, Buffer.from('more')])
  longer.writeUInt32BE(longer.length - 5, 1)
  const unknown = encodedEnvelope({ kind: 'look', partition: 4 })
  unknown[0] = 77
  const look = encodedEnvelope({ kind: 'look', partition: 4 })
  t.same(decodedEnvelopes(joined([unknown, longer, look])), [
    { kind: 'message', partition: 4, seq: 9, after: 8, message },
    { kind: 'look', partition: 4 },
  ])
})

t.test('a body of another version of the format is refused by name', async (t) => {
  const body = bodyOf([{ kind: 'look', partition: 4 }])
  body[3] = 2
  t.throws(() => decodedEnvelopes(body), { code: 'HUB_AMQP_ENVELOPES', message: /reads version 1; version 2 stands/ })
})

t.test('a body does not keep the bytes of its neighbours in memory', async (t) => {
  const [first] = decodedEnvelopes(bodyOf([messageEnvelope(4, 1, 10), messageEnvelope(4, 2, 100_000)]))
  if (first?.kind !== 'message') throw new Error('a message was sent')
  t.equal(first.message.body.buffer.byteLength, 10)
})

function refused(body: Buffer): boolean {
  const error = errorOf(() => decodedEnvelopes(body))
  return isHubError(error) && error.code === 'HUB_AMQP_ENVELOPES'
}

function errorOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

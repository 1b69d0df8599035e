import type { ConsumeMessage, Options } from 'amqplib'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { type IncomingOptions, incoming } from '../../adapters/rabbitmq/incoming.js'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Hub, SendOptions } from '../../bus/hub.js'
import { HUB_BACKLOG_FULL } from '../../bus/runtime/failure.js'
import { parseJson } from '../../routes/json-body.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { amqpUrl, freshPrefix } from '../services.js'
import { logged, onBroker, swept } from './broker.js'

const Order = schema(
  Type.Object(
    { orderId: Type.String(), name: Type.String({ 'x-personal': true, maxLength: 20 }) },
    { additionalProperties: false },
  ),
)
const orders = channel('shop/orders', Order)
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const good = { messageId: 'm-1', appId: 'webshop', contentType: 'application/json' } as const

/** Opens the channel of a hub to applications, and publishes and looks as one. */
async function opened(t: Test, hub: IncomingOptions['hub'], more: Partial<IncomingOptions> = {}) {
  const prefix = freshPrefix()
  const { log, lines } = logged()
  const door = incoming({
    url: await amqpUrl(),
    prefix,
    self: 'test',
    channels: ['shop/orders'],
    hub,
    parse: parseJson,
    mostBytes: 10_000,
    log,
    pauseMs: 20,
    ...more,
  })
  t.teardown(async () => {
    await door.close()
    await swept(prefix, {
      queues: [`${prefix}.in.shop.orders`, `${prefix}.refused`],
      exchanges: [`${prefix}.in`, `${prefix}.refused`],
    })
  })
  await door.open()
  const publish = (...messages: readonly (readonly [body: unknown, properties?: Options.Publish])[]) =>
    onBroker(async (model) => {
      const on = await model.createConfirmChannel()
      for (const [body, properties = {}] of messages) {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
        on.publish(`${prefix}.in`, 'shop.orders', bytes, { ...good, ...properties })
      }
      await on.waitForConfirms()
    })
  const left = () =>
    onBroker(async (model) => (await (await model.createChannel()).checkQueue(`${prefix}.in.shop.orders`)).messageCount)
  const refused = (count: number): Promise<readonly ConsumeMessage[]> =>
    onBroker(async (model) => {
      const on = await model.createChannel()
      const found: ConsumeMessage[] = []
      await on.consume(`${prefix}.refused`, (message) => message && found.push(message))
      await until(`${count} refused messages`, () => found.length >= count)
      on.ackAll()
      return found
    })
  return { prefix, door, lines, publish, left, refused }
}

/** A hub that keeps what it is sent, and does first what a test says. */
function keeper(first: (body: unknown, times: number) => void = () => {}) {
  const kept: { readonly body: unknown; readonly options: SendOptions }[] = []
  let times = 0
  const hub: Pick<Hub, 'sendTo' | 'fate'> = {
    async sendTo(_channel, body, options = {}) {
      first(body, ++times)
      kept.push({ body, options })
      return { messageId: 'x', repeated: false }
    },
    fate: async () => undefined,
  }
  return { hub, kept, times: () => times }
}

t.test(
  'what an application publishes is accepted durably, once for each message id, with what it said about itself',
  async (t) => {
    const { engine } = await testHub(t, [flow('shop/take').from(orders).drop('taken')])
    const { publish, left } = await opened(t, engine)
    const order = { orderId: 'o-1', name: 'Testi' }
    await publish([
      order,
      { correlationId: 'story-7', headers: { traceparent: TRACE, 'x-dromedary-channel': 'shop/other' } },
    ])
    await publish([order], [order, { appId: 'other-shop' }], [{ ...order, orderId: 'o-2' }, { messageId: 'm-2' }])
    await until('nothing left', async () => (await left()) === 0)
    await engine.idle()
    const { rows } = await engine.messages({}, { limit: 10 })
    t.equal(rows.length, 3, 'a repetition of one application is one message')
    const first = rows.find(({ correlationId }) => correlationId === 'story-7')
    t.match(first, { flow: 'shop/take', state: 'dropped' })
  },
)

t.test('who published, its trace and its words about the message reach the hub; other headers do not', async (t) => {
  const { hub, kept } = keeper()
  const { publish } = await opened(t, hub)
  await publish([
    { orderId: 'o-1', name: 'T' },
    {
      userId: 'guest',
      correlationId: 'story-7',
      contentType: 'application/json; charset=utf-8',
      contentEncoding: 'UTF-8',
      headers: { traceparent: TRACE, 'x-dromedary-channel': 'shop/other', client: 'portal' },
    },
  ])
  await until('it came', () => kept.length === 1)
  t.strictSame(kept[0]?.options, {
    once: 'amqp/guest/webshop/m-1',
    client: 'amqp:webshop',
    contentType: 'application/json',
    correlationId: 'story-7',
    traceparent: TRACE,
  })
})

t.test(
  'garbage is laid aside with code and sentence and without personal data, and what is good goes on',
  async (t) => {
    const { engine } = await testHub(t, [flow('shop/take').from(orders).drop('taken')])
    const { publish, left, refused, lines } = await opened(t, engine)
    const secret = 'Aku Ankka, 131052-308T, Paratiisitie 13'
    const fine = { orderId: 'o-1', name: 'T' }
    await publish(
      ['this is no JSON', { messageId: 'g-1' }],
      [{ orderId: 'o-1', name: secret }, { messageId: 'g-2' }],
      [fine, { messageId: '' }],
      [fine, { messageId: 'g-4', appId: 'no good name' }],
      [fine, { messageId: 'g-5', contentType: 'text/xml' }],
      [fine, { messageId: 'g-6', contentEncoding: 'gzip' }],
      [{ orderId: 'o'.repeat(20_000), name: '' }, { messageId: 'g-7' }],
      ['['.repeat(500) + ']'.repeat(500), { messageId: 'g-8' }],
      ['{"orderId":"a","orderId":"b","name":""}', { messageId: 'g-9' }],
      [Buffer.from([0x22, 0xff, 0x22]), { messageId: 'g-10' }],
      [fine, { messageId: 'g-11', correlationId: 'not a token' }],
      [Buffer.alloc(0), { messageId: 'g-12' }],
      [fine, { messageId: 'last' }],
    )
    const found = await refused(12)
    await until('nothing left', async () => (await left()) === 0)
    await engine.idle()
    t.equal((await engine.messages({}, { limit: 50 })).rows.length, 1, 'the good one was accepted')
    const codes = new Map(found.map(({ properties }) => [properties.messageId ?? '', properties.headers?.code]))
    t.strictSame(Object.fromEntries(codes), {
      'g-1': 'HUB_JSON_MALFORMED',
      'g-2': 'HUB_BODY_REFUSED',
      '': 'HUB_AMQP_MESSAGE',
      'g-4': 'HUB_AMQP_MESSAGE',
      'g-5': 'HUB_AMQP_MESSAGE',
      'g-6': 'HUB_AMQP_MESSAGE',
      'g-7': 'HUB_AMQP_MESSAGE',
      'g-8': 'HUB_JSON_REFUSED',
      'g-9': 'HUB_JSON_REPEATED_NAME',
      'g-10': 'HUB_TEXT_ENCODING',
      'g-11': 'HUB_AMQP_MESSAGE',
      'g-12': 'HUB_JSON_MALFORMED',
    })
    const personal = found.find(({ properties }) => properties.messageId === 'g-2')!
    t.match(personal.properties.headers, { channel: 'shop/orders', sentence: /\/name/ })
    t.notMatch(JSON.stringify(found.map(({ properties }) => properties.headers)), /Ankka|131052/)
    t.notMatch(JSON.stringify(lines), /Ankka|131052/)
    t.match(JSON.parse(personal.content.toString()), { name: secret }, 'the body itself is kept for mending')
  },
)

t.test('while nothing can be accepted, everything stays on the broker, and then goes on in its order', async (t) => {
  let full = true
  const { hub, kept, times } = keeper(() => {
    if (full) throw HUB_BACKLOG_FULL(10, 10)
  })
  const { publish, lines } = await opened(t, hub)
  await publish(...Array.from({ length: 50 }, (_, no) => [{ no }, { messageId: `m-${no}` }] as const))
  await until('it was tried several times', () => times() >= 150)
  t.same(kept, [])
  t.ok(
    lines.some(
      ({ level, sentence }) => level === 'warn' && /waits on the broker: 10 messages are waiting/.test(sentence),
    ),
  )
  full = false
  await until('all of them', () => kept.length >= 50)
  t.same(
    kept.map(({ body }) => (body as { no: number }).no),
    Array.from({ length: 50 }, (_, no) => no),
  )
})

t.test(
  'a message that makes the code of a flow throw is refused after some tries, and the next ones go on',
  async (t) => {
    const { hub, kept } = keeper((body) => {
      if ((body as { no: number }).no === 1) throw new TypeError('cannot read properties of Aku Ankka')
    })
    const { publish, refused } = await opened(t, hub)
    await publish(...[0, 1, 2].map((no) => [{ no }, { messageId: `m-${no}` }] as const))
    const [one] = await refused(1)
    t.match(one?.properties, { messageId: 'm-1', headers: { code: 'HUB_UNCLASSIFIED' } })
    t.notMatch(one?.properties.headers?.sentence, /Ankka/)
    t.same([...new Set(kept.map(({ body }) => (body as { no: number }).no))].sort(), [0, 2])
  },
)

t.test(
  'errors of the books without a name are not taken for the fault of a message while the books cannot be read',
  async (t) => {
    let down = true
    const { hub, kept, times } = keeper(() => {
      if (down) throw new Error('connection lost')
    })
    const fate = async () => {
      if (down) throw new Error('connection lost')
      return undefined
    }
    const { publish } = await opened(t, { ...hub, fate })
    await publish([{ no: 1 }])
    await until('it was tried often', () => times() >= 6)
    down = false
    await until('it was accepted', () => kept.length === 1)
  },
)

t.test('a queue that an operator deletes is declared again', async (t) => {
  const { hub, kept } = keeper()
  const { prefix, publish, door } = await opened(t, hub)
  await onBroker(async (model) => (await model.createChannel()).deleteQueue(`${prefix}.in.shop.orders`))
  await until('the loss is noticed', () => !door.linked)
  await until('the link stands again', () => door.linked)
  await publish([{ no: 1 }])
  await until('it came', () => kept.length === 1)
})

t.test(
  'garbage is laid aside again after an operator has deleted the exchange for it, and the log says why',
  async (t) => {
    const { hub, kept } = keeper()
    const { prefix, publish, refused, lines } = await opened(t, hub)
    await onBroker(async (model) => (await model.createChannel()).deleteExchange(`${prefix}.refused`))
    await publish(['this is no JSON', { messageId: 'g-1' }], [{ no: 1 }, { messageId: 'm-1' }])
    const [one] = await refused(1)
    t.match(one?.properties, { messageId: 'g-1', headers: { code: 'HUB_JSON_MALFORMED' } })
    await until('the good one was accepted', () => kept.length > 0)
    t.ok(lines.some(({ level, sentence }) => level === 'error' && /NOT_FOUND.*\.refused/.test(sentence)))
  },
)

t.test('close waits for what is being accepted, and leaves the rest on the broker', async (t) => {
  let go = () => {}
  const gone = new Promise<void>((resolve) => {
    go = resolve
  })
  let begun = false
  let over = false
  const { publish, door, left } = await opened(t, {
    async sendTo() {
      begun = true
      await gone
      over = true
      return { messageId: 'x', repeated: false }
    },
    fate: async () => undefined,
  })
  await publish([{ no: 1 }])
  await until('it is being accepted', () => begun)
  const closing = door.close().then(() => over)
  await publish([{ no: 2 }, { messageId: 'm-2' }])
  go()
  t.equal(await closing, true, 'close waited')
  t.equal(await left(), 1, 'the later one is still there')
})

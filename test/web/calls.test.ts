import t from 'tap'
import { encodeBody } from '../../bus/codec.js'
import { HubError, inDoubt, neverSent, tryAgain } from '../../bus/errors.js'
import { newId } from '../../bus/ids.js'
import type { Fate } from '../../bus/ports/store.js'
import { addClient } from '../../routes/clients.js'
import { everyScope, openShop, order } from './shop.js'

const json = JSON.stringify(order)

t.test('what is sent is accepted with 202, and its fate can be asked for', async (t) => {
  const shop = await openShop(t)
  const called = await shop.call('/shop/orders', { body: json })
  t.equal(called.status, 202)
  t.equal(called.headers.get('content-type'), 'application/json; charset=utf-8')
  const { messageId } = called.json
  t.equal(called.headers.get('location'), `/messages/${messageId}`)
  t.match(shop.stand.sent, [{ to: 'shop/orders', body: order, options: { client: 'portal' } }])
  const fate: Fate = {
    id: messageId,
    correlationId: messageId,
    flow: 'shop/take',
    channel: 'shop/orders',
    client: 'portal',
    state: 'retrying',
    acceptedAt: 0,
    due: 60_000,
    tries: 2,
    lastCode: 'HUB_HTTP_REFUSED',
    lastError: 'partner.internal:443 said no',
  }
  shop.stand.fates.set(messageId, fate)
  const told = await shop.call(called.headers.get('location')!)
  t.strictSame(told.json, {
    messageId,
    correlationId: messageId,
    flow: 'shop/take',
    state: 'retrying',
    acceptedAt: '1970-01-01T00:00:00.000Z',
    due: '1970-01-01T00:01:00.000Z',
    tries: 2,
    code: 'HUB_HTTP_REFUSED',
  })
})

t.test(
  'a message of another client is unknown, but for those who may read all; its answer is for nobody else',
  async (t) => {
    const shop = await openShop(t)
    const scopes = { other: ['shop:*:*'], monitor: ['hub:messages:read'] }
    const keys: Record<string, string> = {}
    for (const [name, granted] of Object.entries(scopes))
      keys[name] = (await addClient(shop.stand.store, { name, scopes: granted, known: everyScope, now: 0 })).key
    shop.server.clients.changed()
    const id = newId()
    const base = {
      id,
      correlationId: id,
      flow: 'shop/price',
      channel: 'shop/pricing',
      client: 'portal',
      acceptedAt: 0,
      tries: 1,
    }
    shop.stand.fates.set(id, { ...base, state: 'done', endedAt: 5, answer: encodeBody({ orderId: 'A1', total: 10n }) })
    t.strictSame((await shop.call(`/messages/${id}`)).json.answer, { orderId: 'A1', total: '10' })
    const other = await shop.call(`/messages/${id}`, { key: keys.other! })
    t.match([other.status, other.json.code], [404, 'HUB_MESSAGE_UNKNOWN'])
    const none = await shop.call(`/messages/${newId()}`)
    t.same({ ...none.json, instance: '' }, { ...other.json, instance: '' }, 'exactly as if there were none')
    const monitor = await shop.call(`/messages/${id}`, { key: keys.monitor! })
    t.equal(monitor.status, 200)
    t.notOk('answer' in monitor.json)
    shop.stand.fates.set(id, { ...base, state: 'dropped', endedAt: 5, reason: 'the shop is closed' })
    t.match((await shop.call(`/messages/${id}`)).json, { state: 'dropped', reason: 'the shop is closed' })
    shop.stand.fates.set(id, { ...base, state: 'dead-letter', endedAt: 5, code: 'HUB_X', reason: 'inside' })
    const dead = await shop.call(`/messages/${id}`)
    t.match(dead.json, { state: 'dead-letter', code: 'HUB_X' })
    t.notOk('reason' in dead.json, 'a dead letter tells its code, not the inside of the hub')
    t.equal((await shop.call('/messages/nonsense')).status, 422)
  },
)

t.test('a question is answered with the status of its operation', async (t) => {
  const shop = await openShop(t)
  shop.stand.reply = () => ({ answer: { orderId: 'A1', total: 3500 } })
  const called = await shop.call('/shop/prices', { body: json })
  t.equal(called.status, 201)
  t.strictSame(called.json, { orderId: 'A1', total: 3500 })
  t.ok(called.headers.get('x-message-id'))
  t.strictSame(shop.stand.withins, ['2s'])
})

t.test('a dropped question is a problem with the reason and the status of its operation', async (t) => {
  const shop = await openShop(t)
  shop.stand.reply = () => ({ reason: 'no trade with this country' })
  const called = await shop.call('/shop/prices', { body: json })
  t.match(called.json, {
    status: 422,
    code: 'HUB_DROPPED',
    detail: 'no trade with this country',
    messageId: /^[0-9a-f-]{36}$/,
  })
  t.match(shop.stand.audited, [
    { actor: 'client:portal', action: 'shop/price', object: called.json.messageId, outcome: 'dropped' },
  ])
})

t.test('a question that is not ready in time is accepted, with where to look', async (t) => {
  const shop = await openShop(t)
  shop.stand.reply = () => 'running'
  const called = await shop.call('/shop/prices', { body: json })
  t.equal(called.status, 202)
  t.equal(called.headers.get('location'), `/messages/${called.json.messageId}`)
  t.ok(called.headers.get('retry-after'))
})

t.test('under one Idempotency-Key a call is carried out once, and another body is a conflict', async (t) => {
  const shop = await openShop(t)
  const headers = { 'idempotency-key': 'order-7' }
  const first = await shop.call('/shop/orders', { body: json, headers })
  t.equal(first.headers.get('idempotency-replayed'), null)
  const again = await shop.call('/shop/orders', { body: json, headers: { 'idempotency-key': '"order-7"' } })
  t.match([again.status, again.json], [202, first.json])
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal(shop.stand.sent.length, 1)
  const other = await shop.call('/shop/orders', { body: JSON.stringify({ ...order, cents: 1 }), headers })
  t.match([other.status, other.json.code], [409, 'HUB_IDEMPOTENCY_CONFLICT'])
  t.match(
    shop.stand.audited.map(({ outcome }) => outcome),
    ['accepted', 'repeated'],
  )
})

t.test('correlation id and trace context are passed on when they are well-formed', async (t) => {
  const shop = await openShop(t)
  const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const send = async (traceparent: string) => {
    await shop.call('/shop/orders', { body: json, headers: { traceparent, 'x-correlation-id': 'case:7/2' } })
    return shop.stand.sent.at(-1)!.options
  }
  t.match(await send(good), { traceparent: good, correlationId: 'case:7/2' })
  t.equal((await send(`cc${good.slice(2)}-more`)).traceparent, good, 'of a later version the known fields')
  for (const bad of [
    good.toUpperCase(),
    `${good}-x`,
    `ff${good.slice(2)}`,
    good.replace(/[0-9a-f]{32}/, '0'.repeat(32)),
    '00',
  ])
    t.notOk('traceparent' in (await send(bad)), bad)
})

t.test('a request id of the caller is kept if it is well-formed', async (t) => {
  const shop = await openShop(t)
  const id = async (given?: string) =>
    (await shop.call('/health/live', { headers: given === undefined ? {} : { 'x-request-id': given } })).headers.get(
      'x-request-id',
    )
  t.equal(await id('caller-0001'), 'caller-0001')
  t.match(await id('<script>alert(1)</script>'), /^[0-9a-f]{8}-/)
  t.not(await id(), await id())
})

t.test('every call that changes something is audited, and none that only reads', async (t) => {
  const shop = await openShop(t)
  await shop.call('/shop/orders/A1')
  await shop.call('/shop/orders', { body: '{' })
  t.strictSame(shop.stand.audited, [])
  const sent = await shop.call('/shop/orders', { body: json, headers: { 'x-request-id': 'caller-0001' } })
  t.equal((await shop.call('/shop/orders/A1', { method: 'DELETE' })).status, 200)
  t.match(shop.stand.audited, [
    {
      actor: 'client:portal',
      action: 'shop/send-order',
      object: sent.json.messageId,
      outcome: 'accepted',
      details: { requestId: 'caller-0001' },
    },
    { actor: 'client:portal', action: 'shop/forget', outcome: 'done' },
  ])
  shop.stand.fails = new HubError('HUB_PARTNER_SILENT', 'no answer', inDoubt)
  t.equal((await shop.call('/shop/orders', { body: json })).status, 500)
  t.match(shop.stand.audited.at(-1), { outcome: 'failed HUB_PARTNER_SILENT' }, 'what may have happened is audited too')
})

t.test('errors of the hub become statuses here, and only here', async (t) => {
  const shop = await openShop(t)
  const cases: readonly (readonly [unknown, number, string])[] = [
    [
      new HubError('HUB_BACKLOG_FULL', 'ten thousand messages wait', {
        ...tryAgain,
        details: { retryAfterSeconds: 7 },
      }),
      503,
      'HUB_BACKLOG_FULL',
    ],
    [new HubError('HUB_DRAINING', 'the hub is stopping', tryAgain), 503, 'HUB_DRAINING'],
    [
      new HubError('HUB_BODY_REFUSED', 'does not fit', {
        ...neverSent,
        details: { errors: [{ pointer: '/cents', sentence: 'too much' }] },
      }),
      422,
      'HUB_BODY_REFUSED',
    ],
    [new HubError('HUB_SOMETHING_INSIDE', 'host db-7 is down', neverSent), 500, 'HUB_SOMETHING_INSIDE'],
    [new TypeError('cannot read aino.esimerkki of undefined'), 500, 'HUB_INTERNAL'],
    ['a text', 500, 'HUB_INTERNAL'],
  ]
  for (const [thrown, status, code] of cases) {
    shop.stand.fails = thrown
    const called = await shop.call('/shop/orders', { body: json })
    t.match([called.status, called.json.code], [status, code])
    t.notMatch(called.text, /db-7|aino/, 'a 500 tells nothing of the inside')
    t.equal(called.headers.has('retry-after'), status === 503)
    if (code === 'HUB_BACKLOG_FULL') t.equal(called.headers.get('retry-after'), '7')
    if (code === 'HUB_BODY_REFUSED') t.match(called.json.errors, [{ pointer: '#/cents', detail: 'too much' }])
  }
})

t.test('an operation gives its own codes their statuses', async (t) => {
  const find = () => {
    throw new HubError('HUB_SHOP_CLOSED', 'the shop closed for good', neverSent)
  }
  const shop = await openShop(t, { db: { find } })
  const called = await shop.call('/shop/orders/A1')
  t.match([called.status, called.json.detail], [410, 'the shop closed for good'])
})

t.test('reading what is not there is 404, and an answer that breaks its own schema never leaves', async (t) => {
  const shop = await openShop(t)
  t.match((await shop.call('/shop/orders/A404')).json, { status: 404, code: 'HUB_NOT_FOUND' })
  t.match((await shop.call('/shop/orders/X0', { method: 'DELETE' })).json, { status: 404 })
  shop.stand.reply = () => ({ answer: { orderId: 'A1', total: 1, secret: 'hidden words' } })
  const called = await shop.call('/shop/prices', { body: json })
  t.match([called.status, called.json.code], [500, 'HUB_ANSWER_REFUSED'])
  t.notMatch(called.text, 'hidden words')
})

t.test('HEAD answers like GET without a body', async (t) => {
  const shop = await openShop(t)
  const called = await shop.call('/shop/orders/A1', { method: 'HEAD' })
  t.match([called.status, called.text], [200, ''])
})

t.test('an operation that takes too long answers 503 and says that it may still happen', async (t) => {
  const shop = await openShop(t, { settings: { answerMs: 50 } })
  shop.stand.send = () => new Promise(() => undefined)
  const called = await shop.call('/shop/orders', { body: json })
  t.match([called.status, called.json.code], [503, 'HUB_ANSWER_LATE'])
  t.match(called.json.detail, 'Idempotency-Key')
})

t.test('every answer carries the headers that keep browsers from guessing', async (t) => {
  const shop = await openShop(t)
  for (const path of ['/shop/orders/A1', '/nowhere', '/health/live', '/shop/orders/%zz']) {
    const { headers } = await shop.call(path)
    t.match(Object.fromEntries(headers), {
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': /default-src 'none'/,
      'x-request-id': /./,
    })
  }
})

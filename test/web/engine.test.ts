import t, { type Test } from 'tap'
import { flow } from '../../bus/flow.js'
import { clientCommands, scopesOf } from '../../routes/client-commands.js'
import { webServer } from '../../routes/server.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { closings, type Order, operations, order, orders, pricing, shelf } from './shop.js'

// The web floor on a real engine with real books: what the two promise together.

const take = flow('shop/take').from(orders).drop('the shop keeps no orders')
const close = flow('shop/close').from(closings).delay('1h').drop('closed')
const price = flow('shop/price')
  .from(pricing)
  .chooseAndMeet(sizeOf, {
    free: (free) => free.drop('nothing is free'),
    sold: (sold) => sold.transform(receipt),
  })
  .reply((priced) => priced)

function sizeOf({ cents }: Order) {
  return cents === 1 ? ('free' as const) : ('sold' as const)
}
function receipt({ orderId, cents }: Order) {
  return { orderId, total: cents }
}

async function open(t: Test, backlogLimit?: number) {
  const hub = await testHub(t, [take, close, price], backlogLimit === undefined ? {} : { backlogLimit })
  const operated = { hub: hub.engine, now: () => new Date(), by: 'operator:aino', scopes: scopesOf(operations) }
  const { key } = await clientCommands['clients.add'].run({ name: 'portal', scopes: ['shop:*:*'] }, operated)
  const server = await webServer({ hub: hub.engine, operations, db: shelf, version: '0.0.0' })
  server.state = 'ready'
  t.teardown(() => server.close())
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const call = async (
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    method = body === undefined ? 'GET' : 'POST',
  ) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came
    return { status: answer.status, headers: answer.headers, json: (await answer.json()) as any }
  }
  return { hub, call, operated, server }
}

t.test('an order that was accepted ends, and its caller learns how', async (t) => {
  const { call } = await open(t)
  const { status, json, headers } = await call('/shop/orders', order, { 'x-correlation-id': 'case-7' })
  t.equal(status, 202)
  const fate = await until('the end of the message', async () => {
    const told = await call(headers.get('location')!)
    return told.json.state === 'dropped' && told.json
  })
  t.match(fate, {
    messageId: json.messageId,
    correlationId: 'case-7',
    flow: 'shop/take',
    reason: 'the shop keeps no orders',
  })
})

t.test('a question is answered from its flow, or refused with the reason of its drop', async (t) => {
  const { call } = await open(t)
  t.match(await call('/shop/prices', order), { status: 201, json: { orderId: 'A1', total: 3500 } })
  t.match(await call('/shop/prices', { ...order, cents: 1 }), {
    status: 422,
    json: { code: 'HUB_DROPPED', detail: 'nothing is free' },
  })
})

t.test('one Idempotency-Key stands for one call of one client, whatever is asked under it', async (t) => {
  const { call } = await open(t)
  const headers = { 'idempotency-key': 'k-1' }
  const first = await call('/shop/orders', order, headers)
  const again = await call('/shop/orders', order, headers)
  t.strictSame(again.json, first.json)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  for (const [path, body] of [
    ['/shop/orders', { ...order, cents: 7 }],
    ['/shop/prices', order],
  ] as const)
    t.match(await call(path, body, headers), { status: 409, json: { code: 'HUB_IDEMPOTENCY_CONFLICT' } })
})

t.test('the books account for who changed what', async (t) => {
  const { hub, call } = await open(t)
  const sent = await call('/shop/orders', order)
  const priced = await call('/shop/prices', order)
  await call('/shop/orders/A1')
  await call('/shop/orders', '{')
  const { rows } = await hub.books.store.audit({ limit: 10 })
  t.match(rows.map(({ actor, action, object, outcome }) => [actor, action, object, outcome]).reverse(), [
    ['operator:aino', 'clients add', 'portal', 'added'],
    ['client:portal', 'shop/send-order', sent.json.messageId, 'accepted'],
    ['client:portal', 'shop/price', priced.headers.get('x-message-id'), 'answered'],
  ])
  t.equal(rows.length, 3)
})

t.test('above the backlog limit callers are asked to come back, and reading goes on', async (t) => {
  const { call } = await open(t, 3)
  const closing = (number: number) => call(`/shop/orders/A${number}/closing`, { reason: 'x' }, {}, 'PUT')
  let refused = await closing(1)
  for (let number = 2; number < 20 && refused.status === 202; number++) refused = await closing(number)
  t.match(refused, { status: 503, json: { code: 'HUB_BACKLOG_FULL' } })
  t.ok(Number(refused.headers.get('retry-after')) > 0)
  t.equal((await call('/shop/orders/A1')).status, 200)
})

t.test('a hub that drains refuses what changes something, with time to come back', async (t) => {
  const { hub, call } = await open(t)
  await hub.stop()
  const refused = await call('/shop/orders', order)
  t.match(refused, { status: 503, json: { code: 'HUB_DRAINING' } })
  t.ok(refused.headers.get('retry-after'))
})

t.test('every wrong request of a clumsy caller is a clear 4xx, and the hub goes on', async (t) => {
  const { call, hub } = await open(t)
  const cases: readonly (readonly [unknown, Record<string, string>, number])[] = [
    ['{"orderId": "A1",', {}, 400],
    ['<order/>', { 'content-type': 'application/xml' }, 415],
    [' '.repeat(50 * 1024 * 1024), {}, 413],
    [order, { authorization: `Bearer dk_${'x'.repeat(43)}` }, 401],
    [{ ...order, colour: 'red' }, {}, 422],
    [{ ...order, cents: '3500' }, {}, 422],
  ]
  for (const [body, headers, status] of cases) {
    const called = await call('/shop/orders', body, headers)
    t.equal(called.status, status)
    t.match(called.headers.get('content-type'), 'application/problem+json')
    t.match(called.json, { code: /^HUB_/, detail: /./ })
    t.equal((await call('/shop/orders', order)).status, 202)
  }
  t.strictSame(hub.logged, [])
})

t.test(
  'clients live in the books: one name once, and a revoked key is refused at once when the server is told',
  async (t) => {
    const { call, operated, server } = await open(t)
    await t.rejects(clientCommands['clients.add'].run({ name: 'portal', scopes: ['shop:*:*'] }, operated), {
      code: 'HUB_CLIENT_EXISTS',
    })
    t.equal((await call('/shop/orders/A1')).status, 200)
    await clientCommands['clients.revoke'].run(
      { name: 'portal' },
      { ...operated, clientsChanged: () => server.clients.changed() },
    )
    t.match(await call('/shop/orders/A1'), { status: 401, json: { code: 'HUB_API_KEY' } })
  },
)

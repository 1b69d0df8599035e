import { PassThrough } from 'node:stream'
import { pino } from 'pino'
import t from 'tap'
import { HubError, neverSent } from '../../bus/errors.js'
import type { Hub } from '../../bus/hub.js'
import { addClient } from '../../routes/clients.js'
import type { RoutePlugin } from '../../routes/plugin.js'
import { webServer } from '../../routes/server.js'
import { everyScope, openShop, operations, order } from './shop.js'
import { StandInHub } from './stand-in-hub.js'

const json = JSON.stringify(order)

t.test('alive and ready are apart: a hub that starts or drains is alive and not ready', async (t) => {
  const shop = await openShop(t)
  const status = async (path: string) => (await shop.call(path, { key: null })).status
  t.strictSame([await status('/health/live'), await status('/health/ready')], [200, 200])
  shop.server.state = 'starting'
  t.strictSame([await status('/health/live'), await status('/health/ready')], [200, 503])
  const early = await shop.call('/shop/orders', { body: json })
  t.match([early.status, early.json.code, early.headers.get('retry-after')], [503, 'HUB_STARTING', '2'])
  shop.server.state = 'draining'
  t.strictSame([await status('/health/live'), await status('/health/ready')], [200, 503])
  t.match((await shop.call('/shop/orders', { body: json })).json, { status: 503, code: 'HUB_STOPPING' })
  t.equal((await shop.call('/shop/orders/A1')).status, 200, 'what only reads goes on while it drains')
})

t.test('a hub whose books are away is alive, and a balancer is told to send nothing', async (t) => {
  let away = false
  const server = await webServer({
    hub: new StandInHub() as unknown as Hub,
    operations: [],
    version: '1.2.3',
    booksAway: () => away,
  })
  t.teardown(() => server.close())
  const asked = async (path: string) => {
    const { statusCode, body, headers } = await server.app.inject(path)
    return [statusCode, JSON.parse(body).status, headers['retry-after']]
  }
  server.state = 'ready'
  t.strictSame(await asked('/health/ready'), [200, 'ready', undefined])
  away = true
  t.strictSame(await asked('/health/ready'), [503, 'books-away', '1'])
  t.strictSame(await asked('/health/live'), [200, 'live', undefined])
  server.state = 'draining'
  t.strictSame(await asked('/health/ready'), [503, 'draining', '1'])
  away = false
  server.state = 'ready'
  t.strictSame(await asked('/health/ready'), [200, 'ready', undefined])
})

t.test('closing lets a running call end', async (t) => {
  const shop = await openShop(t)
  let free: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    shop.stand.send = async () => {
      resolve()
      await new Promise<void>((go) => {
        free = go
      })
      return { messageId: 'm', repeated: false }
    }
  })
  const called = shop.call('/shop/orders', { body: json })
  await begun
  const closed = shop.server.close()
  free()
  t.equal((await called).status, 202)
  await closed
  await t.rejects(fetch(`${shop.url}/health/live`), 'and then nobody listens')
})

t.test('a revoked key stops working within a second, and a new one works sooner', async (t) => {
  const shop = await openShop(t)
  t.equal((await shop.call('/shop/orders/A1')).status, 200)
  await shop.stand.store.revokeClient('portal', 1)
  const revokedAt = performance.now()
  while ((await shop.call('/shop/orders/A1')).status === 200)
    if (performance.now() - revokedAt > 1_500) return t.fail('the key still works')
  t.ok(performance.now() - revokedAt < 1_100)
  const { key } = await addClient(shop.stand.store, { name: 'portal', scopes: ['shop:*:*'], known: everyScope, now: 0 })
  const madeAt = performance.now()
  while ((await shop.call('/shop/orders/A1', { key })).status !== 200)
    if (performance.now() - madeAt > 1_000) return t.fail('the new key does not work')
  t.ok(performance.now() - madeAt < 500)
})

t.test('when the clients cannot be read, nobody is let in', async (t) => {
  const shop = await openShop(t)
  shop.server.clients.changed()
  const { clients } = shop.stand.store
  Object.assign(shop.stand.store, { clients: () => Promise.reject(new Error('disk full')) })
  const called = await shop.call('/shop/orders/A1')
  t.match([called.status, called.json.code], [503, 'HUB_CLIENTS_UNREADABLE'])
  t.notMatch(called.text, 'disk')
  Object.assign(shop.stand.store, { clients })
  t.equal((await shop.call('/shop/orders/A1')).status, 200)
})

t.test('the log names every call and holds no key, body, query or text of a foreign error', async (t) => {
  const lines = new PassThrough()
  let text = ''
  lines.on('data', (chunk) => {
    text += String(chunk)
  })
  const shop = await openShop(t, { log: pino({ level: 'debug' }, lines) as never })
  await shop.call('/shop/orders/A7?text=secretquery')
  await shop.call('/shop/orders', { body: JSON.stringify({ ...order, email: 'aino@example.invalid' }) })
  await shop.call('/shop/orders', { body: '{"secretbody": 1}' })
  await shop.call('/secretpath/of/nobody')
  shop.stand.fails = new Error('secrettext of a driver', { cause: new Error('secretcause') })
  await shop.call('/shop/orders', { body: json })
  shop.stand.fails = new HubError('HUB_INSIDE', 'the disk is full', neverSent)
  await shop.call('/shop/orders', { body: json })
  const rows = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const calls = rows.filter(({ msg }) => msg === 'call answered')
  t.match(calls, [
    {
      method: 'GET',
      route: '/shop/orders/:orderId',
      status: 200,
      client: 'portal',
      operation: 'shop/find',
      requestId: /./,
    },
    { method: 'POST', route: '/shop/orders', status: 202, messageId: /./ },
    { status: 422, code: 'HUB_REQUEST_REFUSED' },
    { route: 'none', status: 404 },
    { status: 500 },
    { status: 500 },
  ])
  const failures = rows.filter(({ level }) => level >= 50)
  t.match(failures, [
    { err: { code: 'HUB_UNCLASSIFIED', at: [/running\.test/] } },
    { err: { code: 'HUB_INSIDE', message: 'the disk is full' } },
  ])
  t.notMatch(text, /secret|aino|A7/)
  t.notOk(text.includes(shop.key))
})

t.test('route plugins get the hub and have their own forms, and their failures are problems', async (t) => {
  const plugin: RoutePlugin<{ find(id: string): unknown }> = async (app, { hub, db, config }) => {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    app.post('/shop/returns', async (request, reply) => {
      t.ok(hub && db.find('A1') && config)
      return reply
        .type('text/html')
        .header('content-security-policy', "default-src 'self'")
        .send(`<p>${String(request.body)}</p>`)
    })
    app.get('/shop/broken', async () => {
      throw new Error('secret')
    })
  }
  const shop = await openShop(t, { routes: [plugin as never], config: {} })
  const returned = await shop.call('/shop/returns', {
    key: null,
    body: 'a=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  t.match([returned.status, returned.text], [200, '<p>a=1</p>'])
  t.equal(returned.headers.get('content-security-policy'), "default-src 'self'")
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.equal((await shop.call('/shop/orders', { body: 'a=1', headers: form })).status, 415, 'operations take no forms')
  const broken = await shop.call('/shop/broken', { key: null })
  t.match([broken.status, broken.json.code], [500, 'HUB_INTERNAL'])
})

t.test('two operations of one name or one address are refused before anything listens', async (t) => {
  const [, first] = operations
  const parts = { hub: new StandInHub().hub, version: '0' }
  await t.rejects(webServer({ ...parts, operations: [first, first] }), { code: 'HUB_OPERATION_TWICE' })
  const other = { ...operations[4], name: 'shop/other', path: '/shop/orders/{id}' as const }
  await t.rejects(webServer({ ...parts, operations: [operations[4], other] }), { code: 'HUB_OPERATION_TWICE' })
})

t.test('the documents are shown from the hub itself, and nothing in them is fetched from elsewhere', async (t) => {
  const shop = await openShop(t)
  const page = await shop.call('/docs/', { key: null })
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), 'text/html')
  t.notMatch(page.text, /(?:src|href)="(?:https?:)?\/\//)
  const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, to]) => new URL(to!, `${shop.url}/docs/`).pathname,
  )
  t.ok(parts.length > 3)
  for (const part of parts) t.equal((await shop.call(part, { key: null })).status, 200, part)
  t.notMatch(page.headers.get('content-security-policy'), /default-src 'none'/, 'the page may load its own parts')
  const document = await shop.call('/docs/json', { key: null })
  t.match(document.json, { openapi: '3.1.0', paths: { '/shop/orders': { post: { operationId: 'shopSendOrder' } } } })
})

t.test('the documents can be left out', async (t) => {
  const shop = await openShop(t, { settings: { docs: false } })
  t.equal((await shop.call('/docs/', { key: null })).status, 404)
})

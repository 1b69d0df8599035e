import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { addClient } from '../../routes/clients.js'
import { type Called, everyScope, openShop, order, type Shop } from './shop.js'

const json = JSON.stringify(order)

/** A refusal is a problem with its code, and the next call is answered as if nothing had been. */
async function refused(t: Test, shop: Shop, called: Called, status: number, code: string) {
  t.equal(called.status, status)
  t.equal(called.headers.get('content-type'), 'application/problem+json')
  t.match(called.json, { status, code, type: `urn:dromedary:problem:${code}` })
  t.ok(called.json.title && called.json.detail, 'it says what and why')
  t.equal(called.json.instance, `urn:dromedary:request:${called.headers.get('x-request-id')}`)
  const sent = shop.stand.sent.length
  t.equal((await shop.call('/shop/orders', { body: json })).status, 202, 'the hub goes on')
  t.equal(shop.stand.sent.length, sent + 1, 'what was refused did not reach the hub')
}

t.test('malformed JSON is refused with its place', async (t) => {
  const shop = await openShop(t)
  const called = await shop.call('/shop/orders', { body: '{"orderId": "A1",\n "cents": 35,,}' })
  await refused(t, shop, called, 400, 'HUB_JSON_MALFORMED')
  t.match(called.json.detail, 'line 2, column 14')
})

t.test('JSON that ends too early is refused', async (t) => {
  const shop = await openShop(t)
  await refused(t, shop, await shop.call('/shop/orders', { body: '{"orderId": "A1"' }), 400, 'HUB_JSON_MALFORMED')
})

t.test('XML where JSON is due is refused as a media type', async (t) => {
  const shop = await openShop(t)
  for (const type of ['application/xml', 'text/xml; charset=utf-8', 'text/plain', 'application/soap+xml', 'nonsense']) {
    const called = await shop.call('/shop/orders', { body: '<order/>', headers: { 'content-type': type } })
    await refused(t, shop, called, 415, 'HUB_MEDIA_TYPE')
    t.equal(called.headers.get('accept'), 'application/json')
  }
  const called = await shop.call('/shop/orders', { body: '<order/>' })
  await refused(t, shop, called, 400, 'HUB_JSON_MALFORMED')
  t.notMatch(called.text, '<order', 'and nothing of it is repeated')
})

t.test('a body of 50 MB is refused before it is read', async (t) => {
  const shop = await openShop(t)
  const big = Buffer.alloc(50 * 1024 * 1024, 0x20)
  const called = await shop.call('/shop/orders', { body: big })
  await refused(t, shop, called, 413, 'HUB_BODY_TOO_LARGE')
  t.match(called.json.detail, '1048576 bytes')
})

t.test('a caller that writes all of 50 MB before it reads still gets its answer', async (t) => {
  const shop = await openShop(t)
  const before = process.memoryUsage().rss
  const refusal = /^HTTP\/1\.1 413 [\s\S]*HUB_BODY_TOO_LARGE/
  t.match(await pour(shop, 50, `Content-Length: ${50 * 1024 * 1024}`), refusal)
  t.match(await pour(shop, 50, 'Transfer-Encoding: chunked'), refusal, 'also when it did not say how long it is')
  t.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024, 'and nothing of it was kept')
  t.equal((await shop.call('/shop/orders', { body: json })).status, 202, 'the hub goes on')
})

/** Writes the whole body, and only then looks for an answer. */
async function pour(shop: Shop, megabytes: number, length: string) {
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
  socket.pause()
  const chunked = length.startsWith('Transfer')
  const piece = Buffer.alloc(1024 * 1024, 0x20)
  const bytes = chunked ? Buffer.concat([Buffer.from('100000\r\n'), piece, Buffer.from('\r\n')]) : piece
  socket.write(
    `POST /shop/orders HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${shop.key}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
  )
  for (let left = megabytes; left > 0; left--) if (!socket.write(bytes)) await once(socket, 'drain')
  if (chunked) socket.write('0\r\n\r\n')
  const answered = once(socket, 'data') as Promise<[Buffer]>
  socket.resume()
  const [answer] = await answered
  socket.destroy()
  return String(answer)
}

t.test('a caller that waits to be told to go on is told no before it sends', async (t) => {
  const shop = await openShop(t)
  const { port } = new URL(shop.url)
  const socket = connect(Number(port), '127.0.0.1')
  const lines = [
    'POST /shop/orders HTTP/1.1',
    'Host: hub',
    `Authorization: Bearer ${shop.key}`,
    'Content-Type: application/json',
    'Content-Length: 52428800',
    'Expect: 100-continue',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  t.match(String(answer), /^HTTP\/1\.1 413 /)
  socket.destroy()
})

t.test('an unknown API key is refused', async (t) => {
  const shop = await openShop(t)
  for (const key of [null, `dk_${'A'.repeat(43)}`, 'dk_short', `${shop.key}x`, shop.key.toLowerCase()]) {
    const called = await shop.call('/shop/orders', { body: json, key })
    await refused(t, shop, called, 401, 'HUB_API_KEY')
    t.equal(called.headers.get('www-authenticate'), 'Bearer realm="dromedary"')
    if (key !== null) t.notMatch(called.text, key, 'it is not repeated')
  }
  const basic = await shop.call('/shop/orders', {
    body: json,
    key: null,
    headers: { authorization: `Basic ${shop.key}` },
  })
  await refused(t, shop, basic, 401, 'HUB_API_KEY')
})

t.test('a missing scope is refused by name', async (t) => {
  const shop = await openShop(t)
  const { key } = await addClient(shop.stand.store, {
    name: 'reader',
    scopes: ['shop:orders:read'],
    known: everyScope,
    now: 0,
  })
  shop.server.clients.changed()
  const called = await shop.call('/shop/orders', { body: json, key })
  await refused(t, shop, called, 403, 'HUB_SCOPE_MISSING')
  t.match(called.json.detail, 'shop:orders:write')
})

t.test('an unknown property is refused, at the top and inside', async (t) => {
  const shop = await openShop(t)
  const top = await shop.call('/shop/orders', { body: JSON.stringify({ ...order, colour: 'red' }) })
  await refused(t, shop, top, 422, 'HUB_REQUEST_REFUSED')
  t.match(top.json.errors, [{ pointer: '#', detail: /colour/ }])
  t.notMatch(top.text, 'red')
  const inside = await shop.call('/shop/orders', {
    body: JSON.stringify({ ...order, rows: [{ product: 'x', count: 1, colour: 'red' }] }),
  })
  t.match(inside.json.errors, [{ pointer: '#/rows/0' }])
  const query = await shop.call('/shop/orders?kind=small', { body: json })
  t.match(query.json.errors, [{ pointer: '#/kind', detail: /query/ }])
  const inBody = await shop.call('/shop/orders/A1/closing', {
    method: 'PUT',
    body: JSON.stringify({ orderId: 'A2', reason: 'x' }),
  })
  t.match(inBody.json.errors, [{ pointer: '#/orderId', detail: /path/ }])
})

t.test('a number sent as text is refused, and so is text sent as a number', async (t) => {
  const shop = await openShop(t)
  const number = await shop.call('/shop/orders', { body: JSON.stringify({ ...order, cents: '3500' }) })
  await refused(t, shop, number, 422, 'HUB_REQUEST_REFUSED')
  t.match(number.json.errors, [{ pointer: '#/cents', detail: 'must be integer' }])
  t.notMatch(number.text, '"3500"')
  const text = await shop.call('/shop/orders', { body: JSON.stringify({ ...order, orderId: 1 }) })
  await refused(t, shop, text, 422, 'HUB_REQUEST_REFUSED')
})

t.test('every wrong place is named, and at most twenty', async (t) => {
  const shop = await openShop(t)
  const several = await shop.call('/shop/orders', { body: JSON.stringify({ orderId: 'a', kind: 'huge', cents: 0 }) })
  const pointers = new Set((several.json.errors as { pointer: string }[]).map(({ pointer }) => pointer))
  t.strictSame([...pointers].sort(), ['#/cents', '#/kind', '#/orderId'])
  const rows = Array.from({ length: 20_000 }, () => 1)
  const many = await shop.call('/shop/orders', { body: JSON.stringify({ ...order, rows }) })
  await refused(t, shop, many, 422, 'HUB_REQUEST_REFUSED')
  t.equal(many.json.errors.length, 20)
})

t.test('a personal value is told by length, never repeated', async (t) => {
  const shop = await openShop(t)
  const called = await shop.call('/shop/orders', {
    body: JSON.stringify({ ...order, email: 'aino.esimerkki(at)example.invalid' }),
  })
  await refused(t, shop, called, 422, 'HUB_REQUEST_REFUSED')
  t.match(called.json.errors, [{ pointer: '#/email', detail: /33 characters/ }])
  t.notMatch(called.text, 'aino')
})

t.test('a name that stands twice, a poisoned prototype and what JSON cannot carry exactly are refused', async (t) => {
  const shop = await openShop(t)
  const cases: readonly (readonly [string, string])[] = [
    ['{"orderId":"A1","kind":"small","cents":1,"cents":3500}', 'HUB_JSON_REPEATED_NAME'],
    ['{"orderId":"A1","kind":"small","cents":1,"c\\u0065nts":3500}', 'HUB_JSON_REPEATED_NAME'],
    ['{"__proto__":{"admin":true},"orderId":"A1","kind":"small","cents":1}', 'HUB_JSON_REFUSED'],
    ['{"orderId":"A1","kind":"small","cents":9007199254740993}', 'HUB_JSON_REFUSED'],
    ['{"orderId":"A1","kind":"small","cents":1e999}', 'HUB_JSON_REFUSED'],
    ['{"orderId":"A1\\u0000","kind":"small","cents":1}', 'HUB_JSON_REFUSED'],
    ['{"orderId":"A1\\ud800","kind":"small","cents":1}', 'HUB_JSON_REFUSED'],
    ['['.repeat(100_000), 'HUB_JSON_REFUSED'],
    ['', 'HUB_BODY_MISSING'],
    ['\ufeff{}', 'HUB_JSON_MALFORMED'],
  ]
  for (const [body, code] of cases) await refused(t, shop, await shop.call('/shop/orders', { body }), 400, code)
})

t.test('a constructor in the body is an unknown property', async (t) => {
  const shop = await openShop(t)
  const called = await shop.call('/shop/orders', {
    body: '{"constructor":{"prototype":{"x":1}},"orderId":"A1","kind":"small","cents":1}',
  })
  await refused(t, shop, called, 422, 'HUB_REQUEST_REFUSED')
  t.equal(({} as { x?: number }).x, undefined)
})

t.test('bytes that are not UTF-8, another charset and a compressed body are refused', async (t) => {
  const shop = await openShop(t)
  const latin = Buffer.from(JSON.stringify({ ...order, orderId: 'Ä1' }), 'latin1')
  await refused(t, shop, await shop.call('/shop/orders', { body: latin }), 400, 'HUB_TEXT_ENCODING')
  const charset = await shop.call('/shop/orders', {
    body: json,
    headers: { 'content-type': 'application/json; charset=iso-8859-1' },
  })
  await refused(t, shop, charset, 415, 'HUB_MEDIA_TYPE')
  const gzip = await shop.call('/shop/orders', { body: json, headers: { 'content-encoding': 'gzip' } })
  await refused(t, shop, gzip, 415, 'HUB_MEDIA_TYPE')
  const utf8 = await shop.call('/shop/orders', {
    body: json,
    headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' },
  })
  t.equal(utf8.status, 202)
})

t.test('an unknown address, a method not offered and a broken path are problems too', async (t) => {
  const shop = await openShop(t)
  await refused(t, shop, await shop.call('/nowhere'), 404, 'HUB_ADDRESS_UNKNOWN')
  const patch = await shop.call('/shop/orders/A1', { method: 'PATCH', body: '{}' })
  await refused(t, shop, patch, 405, 'HUB_METHOD')
  t.equal(patch.headers.get('allow'), 'DELETE, GET, HEAD')
  await refused(t, shop, await shop.call('/shop/orders/%zz'), 400, 'HUB_ADDRESS_MALFORMED')
  await refused(t, shop, await shop.call(`/shop/orders/${'A'.repeat(300)}`), 414, 'HUB_ADDRESS_TOO_LONG')
})

t.test('path and query are read in one spelling only', async (t) => {
  const shop = await openShop(t)
  const good = await shop.call('/shop/orders/A1?limit=12&open=true&text=a+b%C3%A4')
  t.strictSame(good.json, { orderId: 'A1', limit: 12, open: true, text: 'a bä', sum: '12345678901234567890' })
  for (const query of [
    'limit=%2012',
    'limit=1e2',
    'limit=012',
    'limit=',
    'limit=1.0',
    'limit=%2B1',
    'limit=101',
    'open=1',
    'open=TRUE',
    'unknown=1',
    'limit=99999999999999999999',
    '__proto__=1',
  ])
    await refused(t, shop, await shop.call(`/shop/orders/A1?${query}`), 422, 'HUB_REQUEST_REFUSED')
  for (const query of ['limit=1&limit=2', 'text=%zz', 'text=%ff', '=1', 'limit=1&'])
    await refused(t, shop, await shop.call(`/shop/orders/A1?${query}`), 400, 'HUB_ADDRESS_MALFORMED')
  await refused(t, shop, await shop.call('/shop/orders/a1'), 422, 'HUB_REQUEST_REFUSED')
  await refused(
    t,
    shop,
    await shop.call('/shop/orders/A1', { method: 'DELETE', body: '{}' }),
    400,
    'HUB_BODY_UNEXPECTED',
  )
})

t.test('a caller that cannot read JSON is told so before anything happens', async (t) => {
  const shop = await openShop(t)
  for (const accept of ['application/xml', 'text/html;q=1, application/json;q=0'])
    await refused(
      t,
      shop,
      await shop.call('/shop/orders', { body: json, headers: { accept } }),
      406,
      'HUB_NOT_ACCEPTABLE',
    )
  for (const accept of ['*/*', 'text/html, application/*;q=0.5', 'application/problem+json'])
    t.equal((await shop.call('/shop/orders', { body: json, headers: { accept } })).status, 202)
})

t.test('headers that do not count are refused, not ignored', async (t) => {
  const shop = await openShop(t)
  for (const headers of [
    { 'idempotency-key': 'a b' },
    { 'idempotency-key': 'x'.repeat(129) },
    { 'idempotency-key': '""' },
    { 'x-correlation-id': 'a b' },
    { 'x-correlation-id': 'x'.repeat(65) },
  ]) {
    const called = await shop.call('/shop/orders', { body: json, headers })
    await refused(t, shop, called, 400, 'HUB_HEADER')
  }
})

t.test('what is not HTTP gets a problem and its connection is closed', async (t) => {
  const shop = await openShop(t)
  const expecting = 'POST /shop/orders HTTP/1.1\r\nHost: hub\r\nExpect: the-moon\r\nContent-Length: 0\r\n\r\n'
  t.match(await raw(shop, expecting), /^HTTP\/1\.1 417 [\s\S]*HUB_EXPECTATION/)
  t.match(
    await raw(shop, 'HELO hub\r\n\r\n'),
    /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*HUB_HTTP_MALFORMED/,
  )
  const header = `X-Long: ${'x'.repeat(100_000)}`
  t.match(
    await raw(shop, `GET / HTTP/1.1\r\nHost: hub\r\n${header}\r\n\r\n`),
    /^HTTP\/1\.1 431 [\s\S]*HUB_HEADERS_TOO_LARGE/,
  )
  t.equal((await shop.call('/shop/orders', { body: json })).status, 202)
})

t.test('a request that does not arrive in time is answered 408', async (t) => {
  const shop = await openShop(t, { settings: { requestMs: 300, headersMs: 200, lookAtConnectionsMs: 50 } })
  t.match(await raw(shop, 'GET /shop/orders/A1 HTTP/1.1\r\nHost'), /^HTTP\/1\.1 408 [\s\S]*HUB_REQUEST_TIMEOUT/)
  const slow = `POST /shop/orders HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${shop.key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":`
  t.match(await raw(shop, slow), /^HTTP\/1\.1 408 [\s\S]*HUB_REQUEST_TIMEOUT/)
  t.equal((await shop.call('/shop/orders', { body: json })).status, 202)
  t.equal(shop.stand.sent.length, 1)
})

/** Writes bytes and gives back everything until the other side closes. */
async function raw(shop: Shop, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  socket.on('error', () => undefined)
  socket.write(bytes)
  await once(socket, 'close')
  return text
}

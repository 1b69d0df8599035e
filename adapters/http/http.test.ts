import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { type HttpOptions, httpPartner } from './http.js'

async function partnerOf(t: Test, listener: RequestListener, options?: HttpOptions) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const partner = httpPartner(`http://127.0.0.1:${port}/base/`, options)
  t.teardown(async () => {
    await partner.close()
    server.closeAllConnections()
    server.close()
  })
  return partner
}
async function tcpPartnerOf(t: Test, onSocket: (socket: Socket) => void, options?: HttpOptions) {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const partner = httpPartner(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options)
  t.teardown(async () => {
    await partner.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return partner
}

const notDone = { instruction: { effect: 'not-done', retry: 'retry' } }
const unknown = { instruction: { effect: 'unknown', retry: 'retry' } }

t.test('the exact bytes leave, and the whole answer comes back whatever its status', async (t) => {
  const partner = await partnerOf(t, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(500, { 'X-Method': `${request.method} ${request.url}`, 'Set-Cookie': ['a=1', 'b=2'] })
      response.end(Buffer.concat(chunks))
    })
  })
  const body = Buffer.from('{"a":"Ö\u0000"}', 'latin1')
  const answer = await partner.ask({ method: 'POST', path: '/x?y=1', body, headers: { 'content-type': 'text/plain' } })
  t.match(answer, { status: 500, headers: { 'x-method': 'POST /base/x?y=1', 'set-cookie': 'a=1, b=2' } })
  t.same(answer.body, body)
})

t.test('trace context is handed on as the header that W3C names', async (t) => {
  const partner = await partnerOf(t, ({ headers }, response) => response.end(JSON.stringify(headers)))
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const headersOf = async (more: object) =>
    JSON.parse((await partner.ask({ method: 'GET', path: '/', ...more })).body.toString()) as Record<string, string>
  t.equal((await headersOf({ traceparent, headers: { accept: 'text/xml' } })).traceparent, traceparent)
  t.notOk('traceparent' in (await headersOf({})))
})

t.test('a partner who refuses the connection was not sent anything: not done', async (t) => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const partner = httpPartner(`http://127.0.0.1:${port}`)
  t.teardown(() => partner.close())
  await t.rejects(partner.ask({ method: 'POST', path: '/' }), {
    code: 'HUB_HTTP_UNREACHED',
    message: /ECONNREFUSED; nothing was sent/,
    ...notDone,
  })
})

t.test('a name nobody knows is not done', async (t) => {
  const partner = httpPartner('http://nobody.invalid')
  t.teardown(() => partner.close())
  await t.rejects(partner.ask({ method: 'GET', path: '/' }), { code: 'HUB_HTTP_UNREACHED', ...notDone })
})

t.test('a partner who takes the request and drops the connection leaves it unknown', async (t) => {
  const partner = await tcpPartnerOf(t, (socket) => socket.once('data', () => socket.destroy()))
  await t.rejects(partner.ask({ method: 'POST', path: '/', body: Buffer.from('x') }), {
    code: 'HUB_HTTP_NO_ANSWER',
    ...unknown,
  })
})

t.test('half an answer is no answer: unknown', async (t) => {
  const partner = await tcpPartnerOf(t, (socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')),
  )
  await t.rejects(partner.ask({ method: 'GET', path: '/' }), { code: 'HUB_HTTP_NO_ANSWER', ...unknown })
})

t.test('what is no HTTP is no answer: unknown', async (t) => {
  const partner = await tcpPartnerOf(t, (socket) => socket.once('data', () => socket.end('220 mail ready\r\n')))
  await t.rejects(partner.ask({ method: 'GET', path: '/' }), { code: 'HUB_HTTP_NO_ANSWER', ...unknown })
})

t.test('a partner who never answers is unknown when the deadline passes', async (t) => {
  const partner = await tcpPartnerOf(t, () => {}, { deadlineMs: 50 })
  await t.rejects(partner.ask({ method: 'POST', path: '/' }), {
    code: 'HUB_HTTP_NO_ANSWER',
    message: /within 50 ms/,
    ...unknown,
  })
})

t.test('a request that still waits for a connection when it is given up was never sent: not done', async (t) => {
  let arrived = 0
  const free = new AbortController()
  const partner = await partnerOf(
    t,
    (_, response) => {
      arrived++
      if (free.signal.aborted) response.end()
      else free.signal.addEventListener('abort', () => response.end('late'))
    },
    { connections: 1 },
  )
  const first = partner.ask({ method: 'GET', path: '/1' })
  const stop = new AbortController()
  const second = partner.ask({ method: 'POST', path: '/2', signal: stop.signal })
  stop.abort()
  await t.rejects(second, { code: 'HUB_HTTP_UNREACHED', ...notDone })
  free.abort()
  t.equal((await first).status, 200)
  t.equal((await partner.ask({ method: 'GET', path: '/3' })).status, 200)
  t.equal(arrived, 2, 'the request that was given up never arrived')
})

t.test('aborting after the request left is unknown', async (t) => {
  const stop = new AbortController()
  const partner = await partnerOf(t, () => stop.abort())
  await t.rejects(partner.ask({ method: 'POST', path: '/', signal: stop.signal }), {
    code: 'HUB_HTTP_NO_ANSWER',
    ...unknown,
  })
})

t.test('a signal that was aborted before sends nothing', async (t) => {
  const partner = await partnerOf(t, () => t.fail('must not arrive'))
  await t.rejects(partner.ask({ method: 'POST', path: '/', signal: AbortSignal.abort() }), {
    code: 'HUB_HTTP_UNREACHED',
    ...notDone,
  })
})

t.test('an endless answer is cut off', async (t) => {
  const partner = await partnerOf(t, (_, response) => response.end(Buffer.alloc(5_000)), { maxAnswerBytes: 4_999 })
  await t.rejects(partner.ask({ method: 'GET', path: '/' }), {
    code: 'HUB_HTTP_ANSWER_TOO_LONG',
    message: /4999 bytes/,
    ...unknown,
  })
})

t.test('a redirect is an answer and is not followed', async (t) => {
  const partner = await partnerOf(t, (_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
  t.match(await partner.ask({ method: 'GET', path: '/' }), { status: 302, headers: { location: '/elsewhere' } })
})

t.test('more waiting requests than allowed are refused at once', async (t) => {
  const partner = await tcpPartnerOf(t, () => {}, { maxWaiting: 1, deadlineMs: 1_000 })
  const first = partner.ask({ method: 'GET', path: '/' }).catch((error) => error)
  await t.rejects(partner.ask({ method: 'GET', path: '/' }), { code: 'HUB_HTTP_BUSY', ...notDone })
  await partner.close()
  await first
})

t.test('an address that is none, another scheme and a password in it are refused when opened', async (t) => {
  for (const address of ['', 'services.example.fi', 'ftp://x.example', 'https://user:secret@x.example']) {
    t.throws(() => httpPartner(address), { code: 'HUB_HTTP_ADDRESS', message: /^(?!.*secret)/ }, address)
  }
})

import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { type BalancerOptions, start } from './balancer.js'
import { addressOfNobody, until } from './harness.js'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** A backend whose readiness the test decides. */
async function backendOf(t: Test, name: string, handler?: Handler) {
  const state = { ready: true, asked: 0, lines: new Set<number | undefined>() }
  const server: Server = createServer((incoming, outgoing) => {
    if (incoming.url === '/health/ready') return void outgoing.writeHead(state.ready ? 200 : 503).end()
    state.asked++
    state.lines.add(incoming.socket.remotePort)
    if (handler !== undefined) return handler(incoming, outgoing)
    incoming.resume().on('end', () => outgoing.end(name))
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  t.teardown(close)
  return { address: `http://127.0.0.1:${port}`, state, close }
}

async function balancerOf(t: Test, options: BalancerOptions, ready = options.backends?.length ?? 0) {
  const balancer = await start({ everyMs: 20, ...options })
  t.teardown(() => balancer.close())
  await until(() => balancer.ready().length === ready)
  return balancer
}

const textOf = async (url: string) => (await fetch(url)).text()

t.test('requests go in turn to those that are ready', async (t) => {
  const [one, two, sick] = [await backendOf(t, 'one'), await backendOf(t, 'two'), await backendOf(t, 'sick')]
  sick.state.ready = false
  const balancer = await balancerOf(t, { backends: [one.address, two.address, sick.address] }, 2)
  const seen: string[] = []
  for (let n = 0; n < 6; n++) seen.push(await textOf(balancer.url))
  t.equal(seen.filter((name) => name === 'one').length, 3)
  t.equal(seen.filter((name) => name === 'two').length, 3)
  t.equal(sick.state.asked, 0)
  sick.state.ready = true
  one.state.ready = false
  await until(() => balancer.ready().join() === `${two.address},${sick.address}`)
  t.same(new Set([await textOf(balancer.url), await textOf(balancer.url)]), new Set(['two', 'sick']))
  t.match(balancer.figures(), { requests: 8, refused: 0, backends: [{ requests: 3, ready: false }, {}, {}] })
})

t.test('method, path, headers and body of a request and of its answer come through as they are', async (t) => {
  const pieces: Buffer[] = []
  let seen: IncomingMessage | undefined
  const backend = await backendOf(t, 'one', (incoming, outgoing) => {
    seen = incoming
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => {
      outgoing.writeHead(207, 'Some Of It', [
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Odd-Case', 'kept', 'Connection', 'close, X-Hop', 'X-Hop', '1'],
      ])
      outgoing.write('first ')
      outgoing.end('last')
    })
  })
  const balancer = await balancerOf(t, { backends: [backend.address] })
  const asking = request(`${balancer.url}/a%20b/?c=d&c=%C3%A4`, {
    method: 'PATCH',
    headers: { Host: 'hub.example.fi', 'Idempotency-Key': 'k', 'X-Many': ['1', '2'], te: 'trailers' },
  })
  const body = Buffer.alloc(300_000, 'ä')
  asking.write(body.subarray(0, 100_000))
  asking.end(body.subarray(100_000))
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const answered: Buffer[] = []
  for await (const piece of answer) answered.push(piece as Buffer)
  t.match(seen, {
    method: 'PATCH',
    url: '/a%20b/?c=d&c=%C3%A4',
    headers: { host: 'hub.example.fi', 'idempotency-key': 'k', 'x-many': '1, 2', te: undefined },
  })
  t.ok(Buffer.concat(pieces).equals(body), 'the body, byte for byte')
  t.match(answer, { statusCode: 207, statusMessage: 'Some Of It' })
  t.strictSame(answer.headers['set-cookie'], ['a=1', 'b=2'])
  t.ok(answer.rawHeaders.includes('X-Odd-Case'))
  t.equal(answer.headers['x-hop'], undefined, 'what concerned the line to the backend stays there')
  t.equal(Buffer.concat(answered).toString(), 'first last')
})

t.test('a long answer and a long request pass piece by piece', async (t) => {
  const backend = await backendOf(t, 'one', (incoming, outgoing) => {
    outgoing.writeHead(200)
    incoming.pipe(outgoing)
  })
  const balancer = await balancerOf(t, { backends: [backend.address] })
  const asking = request(balancer.url, { method: 'POST' })
  asking.write('ping')
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const [first] = (await once(answer, 'data')) as [Buffer]
  t.equal(first.toString(), 'ping', 'came back before the request was over')
  asking.end('pong')
  const [second] = (await once(answer, 'data')) as [Buffer]
  t.equal(second.toString(), 'pong')
})

t.test('clients and backends keep their lines', async (t) => {
  const backend = await backendOf(t, 'one')
  const balancer = await balancerOf(t, { backends: [backend.address] })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const ports = new Set<number | undefined>()
  for (let n = 0; n < 5; n++) {
    const asking = request(balancer.url, { agent }).end()
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    ports.add(asking.socket?.localPort)
    answer.resume()
    await once(answer, 'close')
  }
  t.equal(backend.state.asked, 5)
  t.equal(ports.size, 1)
  t.equal(backend.state.lines.size, 1)
})

t.test('a backend where nobody listens is passed over, and one that broke off is not replaced', async (t) => {
  const good = await backendOf(t, 'good')
  const gone = await backendOf(t, 'gone')
  const balancer = await balancerOf(t, { backends: [gone.address, good.address], everyMs: 60_000 })
  await gone.close()
  t.same([await textOf(balancer.url), await textOf(balancer.url), await textOf(balancer.url)], ['good', 'good', 'good'])
  t.match(balancer.figures(), { refused: 0, backends: [{ requests: 0, ready: false }, { requests: 3 }] })

  const rude = await backendOf(t, 'rude', (incoming) => incoming.socket.destroy())
  const other = await balancerOf(t, { backends: [rude.address, good.address] })
  const statuses = new Set([(await fetch(other.url)).status, (await fetch(other.url)).status])
  t.same(statuses, new Set([502, 200]))
  t.match(other.figures(), {
    backends: [
      { requests: 1, failures: 1, open: 0 },
      { requests: 1, failures: 0 },
    ],
  })
  t.equal(rude.state.asked, 1, 'a request that was sent is sent once')
})

t.test('nobody ready is 503, and refusals that a backend gives are counted as its own', async (t) => {
  const busy = await backendOf(t, 'busy', (_, outgoing) => void outgoing.writeHead(503).end())
  const balancer = await balancerOf(t, { backends: [await addressOfNobody()] }, 0)
  const answer = await fetch(balancer.url)
  t.equal(answer.status, 503)
  t.equal(answer.headers.get('retry-after'), '1')
  balancer.add(busy.address)
  await until(() => balancer.ready().length === 1)
  t.equal((await fetch(balancer.url)).status, 503)
  t.match(balancer.figures(), { refused: 1, backends: [{ requests: 0 }, { requests: 1, refusals: 1, failures: 0 }] })
})

t.test('one that is removed ends what it has and gets nothing more', async (t) => {
  let answer: (() => void) | undefined
  const slow = await backendOf(t, 'slow', (_, outgoing) => {
    answer = () => outgoing.end('slow')
  })
  const balancer = await balancerOf(t, { backends: [slow.address] })
  const open = textOf(balancer.url)
  await until(() => answer !== undefined)
  balancer.remove(slow.address)
  t.equal((await fetch(balancer.url)).status, 503)
  answer!()
  t.equal(await open, 'slow')
})

t.test('a backend that is silent too long is 504, and one that stands still is not ready', async (t) => {
  const silent = await backendOf(t, 'silent', () => {})
  const balancer = await balancerOf(t, { backends: [silent.address], answerMs: 50 })
  t.equal((await fetch(balancer.url)).status, 504)
  t.match(balancer.figures().backends, [{ failures: 1, open: 0 }])

  const stopped = createServer(() => {}).listen(0, '127.0.0.1')
  await once(stopped, 'listening')
  t.teardown(() => void stopped.close().closeAllConnections())
  let looks = 0
  stopped.on('connection', () => looks++)
  const other = await balancerOf(
    t,
    { backends: [`http://127.0.0.1:${(stopped.address() as AddressInfo).port}`], lookMs: 30 },
    0,
  )
  await until(() => looks > 2)
  t.same(other.ready(), [])
})

t.test('a client that goes away takes its request with it', async (t) => {
  let cut = false
  const slow = await backendOf(t, 'slow', (incoming) => void incoming.socket.on('close', () => (cut = true)))
  const balancer = await balancerOf(t, { backends: [slow.address] })
  const line = connect(balancer.port, '127.0.0.1')
  line.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => slow.state.asked === 1)
  line.destroy()
  await until(() => cut)
  await until(() => balancer.figures().backends[0]!.open === 0)
  t.equal(balancer.figures().backends[0]!.failures, 0, 'which is not the fault of the backend')
})

t.test('faults happen on command, over the wire too', async (t) => {
  const one = await backendOf(t, 'one', (incoming, outgoing) =>
    incoming.resume().on('end', () => outgoing.end('0123456789')),
  )
  const balancer = await balancerOf(t, { backends: [one.address] })
  const command = async (name: string, given: unknown) => {
    const answer = await fetch(`${balancer.control}/control/${name}`, { method: 'POST', body: JSON.stringify(given) })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  t.equal((await command('faults', { refuse: 1 })).status, 200)
  t.equal((await fetch(balancer.url)).status, 503)
  balancer.faults.set({ drop: 1 })
  await t.rejects(fetch(balancer.url))
  t.equal(one.state.asked, 0)
  balancer.faults.set({ 'drop-answer': 1 })
  await t.rejects(fetch(balancer.url))
  t.equal(one.state.asked, 1, 'it was done all the same')
  balancer.faults.set({ half: 1 })
  await t.rejects(textOf(balancer.url))
  await command('faults', { delay: 1, delayMs: 60 })
  const began = performance.now()
  t.equal(await textOf(balancer.url), '0123456789')
  t.ok(performance.now() - began > 50)
  t.equal((await command('faults', { rain: 1 })).status, 400)

  const unready = await backendOf(t, 'unready')
  unready.state.ready = false
  t.equal((await command('add', { address: unready.address })).status, 200)
  balancer.faults.set({ unready: 1 })
  t.equal(await textOf(balancer.url), 'unready')
  t.equal(await textOf(balancer.url), '0123456789')
  await command('remove', { address: unready.address })
  t.match((await command('figures', {})).body, { backends: [{ address: one.address, ready: true }] })
  t.equal((await fetch(`${balancer.control}/elsewhere`)).status, 404)
})

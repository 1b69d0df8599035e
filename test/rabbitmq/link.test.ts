import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { join } from 'node:path'
import { createServer as tlsServer } from 'node:tls'
import t, { type Test } from 'tap'
import { Link, pauseBefore } from '../../adapters/rabbitmq/link.js'
import { rabbitTransport } from '../../adapters/rabbitmq/transport.js'
import { type After, systemTimers } from '../../bus/runtime/timers.js'
import { tcpProxy } from '../../sandbox/servers/tcp-proxy.js'
import { standInCertificate, standInKey } from '../../sandbox/stand-ins/tls.js'
import { listener, passed } from '../conformance/transport-made.js'
import { until } from '../kit/event.js'
import { amqpUrl, freshPrefix } from '../services.js'
import { logged, onBroker, swept, throughPort } from './broker.js'

const owner = { stands: async () => {}, lost() {}, blocked() {} }
const SOON = { connectWithinMs: 2_000, firstWithinMs: 500 }

async function brokerPlace() {
  const { hostname: host, port } = new URL(await amqpUrl())
  return { host, port: Number(port) }
}

/** The stand-ins' certificate, which is its own authority, as files. */
function tlsFiles(t: Test) {
  const folder = t.testdir({ 'cert.pem': standInCertificate, 'key.pem': standInKey })
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
}

t.test('an address that is none is refused without being told', async (t) => {
  const files = tlsFiles(t)
  const { log } = logged()
  for (const url of [
    'secret-thing',
    'http://user:secret@127.0.0.1',
    'amqp://user:secret@',
    'amqp://u:secret@h/a/b',
    'amqp://u:secret@h/?heartbeat=0',
    'amqp://u:12?secret@h/',
    'amqps://u:secret@h/#secret',
    'amqp://u:secret@h/?ca=/etc/ca.pem',
    'amqps://u:secret@h/?ca=/nowhere/ca.pem',
    `amqps://u:secret@h/?cert=${files.cert}`,
    'amqp://u:secret%ZZ@h',
  ])
    t.throws(
      () => new Link({ url, name: 'test', log }, owner),
      { code: 'HUB_AMQP_ADDRESS', message: /^(?!.*secret).*$/ },
      `${url.length} characters`,
    )
})

t.test('a broker that is not there is tried for a while and then told', async (t) => {
  const { log } = logged()
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port } = nobody.address() as AddressInfo
  nobody.close()
  await once(nobody, 'close')
  const link = new Link({ url: `amqp://user:geheim@127.0.0.1:${port}`, name: 'test', log, ...SOON }, owner)
  await t.rejects(link.open(), { code: 'HUB_AMQP_UNREACHED', message: /ECONNREFUSED/ })
  t.equal(link.stands, false)
})

t.test('tries leave nothing behind that grows with them', async (t) => {
  const { log } = logged()
  let tries = 0
  const broken = createServer((socket) => {
    tries++
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(broken, 'listening')
  t.teardown(() => broken.close())
  const warned: Error[] = []
  const warn = (warning: Error) => warned.push(warning)
  process.on('warning', warn)
  t.teardown(() => process.off('warning', warn))
  const url = `amqp://u:p@127.0.0.1:${(broken.address() as AddressInfo).port}`
  const after: After = (ms, work) => systemTimers(ms / 1_000, work)
  const link = new Link({ url, name: 'test', log, after, firstWithinMs: 5_000_000 }, owner)
  const opening = t.rejects(link.open(), { code: 'HUB_AMQP_UNREACHED' })
  await until('many tries', () => tries > 30)
  await link.close()
  await opening
  t.same(warned, [])
})

t.test('something that does not speak AMQP is told in time', async (t) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const { log } = logged()
  const url = `amqp://user:geheim@127.0.0.1:${port}`
  const link = new Link({ url, name: 'test', log, connectWithinMs: 200, firstWithinMs: 100 }, owner)
  await t.rejects(link.open(), { code: 'HUB_AMQP_UNREACHED', message: /ETIMEDOUT/ })
  silent.close()
})

t.test('a refused login and a missing virtual host are told at once, without the password', async (t) => {
  const { log, lines } = logged()
  const url = new URL(await amqpUrl())
  const wrong = new URL(url)
  wrong.password = 'not-the-password'
  await t.rejects(new Link({ url: wrong.href, name: 'test', log }, owner).open(), {
    code: 'HUB_AMQP_LOGIN',
    message: /^(?!.*not-the-password).*$/,
  })
  const elsewhere = new URL(url)
  elsewhere.pathname = '/no-such-host'
  await t.rejects(new Link({ url: elsewhere.href, name: 'test', log }, owner).open(), {
    code: 'HUB_AMQP_VIRTUAL_HOST',
    message: /"no-such-host"/,
  })
  t.same(lines, [])
})

t.test('a queue that stands otherwise on the broker is told with its argument', async (t) => {
  const prefix = freshPrefix()
  await onBroker(async (model) => {
    const channel = await model.createChannel()
    await channel.assertQueue(`${prefix}.p05`, { durable: true })
  })
  const { log } = logged()
  const transport = rabbitTransport({ url: await amqpUrl(), prefix, self: 'a', log })
  t.teardown(async () => {
    await transport.close()
    await swept(prefix)
  })
  await t.rejects(transport.open(listener().receiver), {
    code: 'HUB_AMQP_DECLARED_DIFFERENTLY',
    message: /\.p05 stands on the broker otherwise: x-[a-z-]+ is not set there, and this hub needs /,
  })
})

t.test('over TLS the certificate is checked, and the hub shows its own to a broker that asks', async (t) => {
  const to = await brokerPlace()
  const { cert, key } = tlsFiles(t)
  const pems = { key: standInKey, cert: standInCertificate, ca: standInCertificate }
  const shown: boolean[] = []
  const door = tlsServer({ ...pems, requestCert: true, rejectUnauthorized: false }, (client) => {
    shown.push(client.authorized)
    const server = dial(to.port, to.host)
    for (const socket of [client, server]) socket.on('error', () => {})
    client.pipe(server).pipe(client)
    client.on('close', () => server.destroy())
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  const url = new URL(await amqpUrl())
  const secure = `amqps://${url.username}:${url.password}@127.0.0.1:${(door.address() as AddressInfo).port}`
  const { log } = logged()
  for (const files of [`ca=${cert}`, `ca=${cert}&cert=${cert}&key=${key}`]) {
    const trusting = new Link({ url: `${secure}?${files}`, name: 'test', log }, owner)
    await trusting.open()
    t.ok(trusting.stands)
    await trusting.close()
  }
  t.same(shown, [false, true])
  const strict = new Link({ url: secure, name: 'test', log, ...SOON }, owner)
  await t.rejects(strict.open(), { code: 'HUB_AMQP_UNREACHED', message: /certificate/ })
  door.close()
})

t.test('what a broker blocks waits, is given up in time, and goes on when it takes messages again', async (t) => {
  const prefix = freshPrefix()
  const url = await amqpUrl()
  const proxy = await tcpProxy(await brokerPlace())
  const { log, lines } = logged()
  const told = listener()
  const transport = rabbitTransport({ url: throughPort(url, proxy.port), prefix, self: 'a', log, giveUpMs: 300 })
  t.teardown(async () => {
    await transport.close()
    await proxy.close()
    await swept(prefix)
  })
  await transport.open(told.receiver)
  await transport.take(new Set([3]))
  // connection.blocked and connection.unblocked, as the broker says them when its memory or disk is full.
  const frame = (payload: Buffer) => {
    const head = Buffer.from([1, 0, 0, 0, 0, 0, payload.length])
    return Buffer.concat([head, payload, Buffer.from([0xce])])
  }
  proxy.say(frame(Buffer.concat([Buffer.from([0, 10, 0, 60, 6]), Buffer.from('memory')])))
  await until('the block is told', () => lines.some(({ sentence }) => /takes nothing for now: memory/.test(sentence)))
  await transport.send([passed(3, 1)])
  t.same(told.came, [], 'nothing was published')
  t.equal(transport.givenUp, 1)
  const waiting = transport.send([passed(3, 2)])
  proxy.say(frame(Buffer.from([0, 10, 0, 61])))
  await waiting
  await until('a look for the first, and the second', () => told.came.length >= 2)
  t.same(told.came, [{ kind: 'look', partition: 3 }, passed(3, 2)])
  t.equal(transport.givenUp, 1, 'what was sent in time counts as sent')
})

t.test('a queue that an operator deletes is declared again, and its owner looks', async (t) => {
  const prefix = freshPrefix()
  const { log, lines } = logged()
  const url = await amqpUrl()
  const told = listener()
  const a = rabbitTransport({ url, prefix, self: 'a', log })
  const b = rabbitTransport({ url, prefix, self: 'b', log })
  t.teardown(async () => {
    await a.close()
    await b.close()
    await swept(prefix)
  })
  await a.open(listener().receiver)
  await b.open(told.receiver)
  await b.take(new Set([3]))
  await onBroker(async (model) => {
    const channel = await model.createChannel()
    await channel.deleteQueue(`${prefix}.p03`)
  })
  await a.send([passed(3, 1)])
  await until('a look', () => told.came.some(({ kind }) => kind === 'look'))
  let seq = 1
  await until('what was sent afterwards', async () => {
    // One that finds the queue before its binding is given up too.
    await a.send([passed(3, ++seq)])
    return told.came.some(({ kind }) => kind === 'passed')
  })
  t.ok(lines.some(({ sentence }) => /declared again/.test(sentence)))
})

t.test('garbage in a queue becomes a look, is logged once, and stops nothing', async (t) => {
  const prefix = freshPrefix()
  const { log, lines } = logged()
  const told = listener()
  const transport = rabbitTransport({ url: await amqpUrl(), prefix, self: 'a', log })
  t.teardown(async () => {
    await transport.close()
    await swept(prefix)
  })
  await transport.open(told.receiver)
  await transport.take(new Set([3]))
  await onBroker(async (model) => {
    const channel = await model.createConfirmChannel()
    for (const body of ['{"hello":"world"}', '', 'DRM'])
      channel.publish(`${prefix}.partitions`, 'p03', Buffer.from(body), { appId: 'somebody' })
    await channel.waitForConfirms()
  })
  await transport.send([passed(3, 1)])
  await until('what came after the garbage', () => told.came.some(({ kind }) => kind === 'passed'))
  t.same(
    told.came.map(({ kind }) => kind),
    ['look', 'look', 'look', 'passed'],
  )
  t.equal(lines.filter(({ level }) => level === 'error').length, 1)
  await transport.close()
  const left = await onBroker(async (model) => (await model.createChannel()).checkQueue(`${prefix}.p03`))
  t.equal(left.messageCount, 0, 'it was acknowledged')
})

t.test('the pause between tries doubles up to three seconds, and chance takes off up to half', async (t) => {
  t.same(
    [1, 2, 3, 5, 6, 100].map((attempt) => pauseBefore(attempt, () => 0)),
    [100, 200, 400, 1_600, 3_000, 3_000],
  )
  t.equal(
    pauseBefore(3, () => 0.999),
    200,
  )
})

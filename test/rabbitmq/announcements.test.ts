import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { ConsumeMessage } from 'amqplib'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { announcer, announcing } from '../../adapters/rabbitmq/announcements.js'
import { connectionOf } from '../../bus/adapter.js'
import { channel, type Declared, schema, topic } from '../../bus/ends.js'
import type { EngineOptions } from '../../bus/runtime/engine.js'
import { tcpProxy } from '../../sandbox/servers/tcp-proxy.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { amqpUrl, freshPrefix } from '../services.js'
import { onBroker, throughPort } from './broker.js'

const Paid = schema(Type.Object({ orderId: Type.String(), cents: Type.Unsafe<bigint>({}) }))
const paid = topic('shop/paid', Paid)
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** A listener as another application writes one, with a queue of its own. */
async function listening(t: Test, prefix: string) {
  const queue = `${prefix}-listener`
  const heard: ConsumeMessage[] = []
  await onBroker(async (model) => {
    const on = await model.createChannel()
    await on.assertExchange(`${prefix}.announcements`, 'topic', { durable: true })
    await on.assertQueue(queue, { durable: true })
    await on.bindQueue(queue, `${prefix}.announcements`, 'shop.#')
  })
  t.teardown(() =>
    onBroker(async (model) => {
      const on = await model.createChannel()
      await on.deleteQueue(queue)
      await on.deleteExchange(`${prefix}.announcements`)
    }),
  )
  const look = () =>
    onBroker(async (model) => {
      const on = await model.createChannel()
      for (;;) {
        const message = await on.get(queue, { noAck: true })
        if (message === false) return heard
        heard.push(message as unknown as ConsumeMessage)
      }
    })
  return { heard, look }
}

const announcingOptions = (url: string, prefix: string): Partial<EngineOptions> => ({
  flows: announcing([paid as unknown as Declared]),
  connections: [connectionOf(announcer)!],
  optionsOf: () => ({ url, prefix }),
  limitsOf: () => ({ breaker: { failures: 0, openMs: 1 } }),
})

const announcingHub = (t: Test, url: string, prefix: string) => testHub(t, [], announcingOptions(url, prefix))

t.test('an announcement reaches applications as JSON, with its message id, story and trace', async (t) => {
  const prefix = freshPrefix()
  const { look, heard } = await listening(t, prefix)
  const { engine } = await announcingHub(t, await amqpUrl(), prefix)
  const { messageId } = await engine.send(
    paid,
    { orderId: 'o-1', cents: 9_007_199_254_740_993n },
    { correlationId: 'story-7', traceparent: TRACE },
  )
  await engine.idle()
  await until('it is heard', async () => (await look()).length > 0)
  t.equal(heard.length, 1)
  const [{ content, fields, properties }] = heard as [ConsumeMessage]
  t.same(JSON.parse(content.toString()), { orderId: 'o-1', cents: '9007199254740993' })
  t.equal(fields.routingKey, 'shop.paid')
  t.match(properties, {
    messageId,
    correlationId: 'story-7',
    contentType: 'application/json',
    appId: prefix,
    type: 'shop/paid',
    deliveryMode: 2,
  })
  t.match(properties.headers?.traceparent, new RegExp(TRACE.slice(0, 35)))
  t.match(await engine.fate(messageId), { state: 'done', flow: 'shop/paid over amqp' })
})

t.test('announcements wait for a broker that is away, and each is heard under its own id', async (t) => {
  const prefix = freshPrefix()
  const { look, heard } = await listening(t, prefix)
  const url = new URL(await amqpUrl())
  const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) })
  t.teardown(() => proxy.close())
  const { engine } = await announcingHub(t, throughPort(url.href, proxy.port), prefix)
  const say = async (no: number) => (await engine.send(paid, { orderId: `o-${no}`, cents: 1n })).messageId
  const ids = [await say(0)]
  await until('the first is heard', async () => (await look()).length > 0)
  proxy.cut()
  for (let no = 1; no <= 20; no++) ids.push(await say(no))
  await until('they wait', async () => {
    const { rows } = await engine.messages({ state: 'retrying' }, { limit: 50 })
    return rows.length > 0
  })
  proxy.heal()
  await until(
    'all are heard',
    async () => new Set((await look()).map(({ properties }) => properties.messageId)).size === 21,
  )
  t.same(new Set(heard.map(({ properties }) => properties.messageId)), new Set(ids))
})

t.test('what is announced waits for a login that is mended, and the log says why', async (t) => {
  const prefix = freshPrefix()
  const { look } = await listening(t, prefix)
  const wrong = new URL(await amqpUrl())
  wrong.password = 'not-the-password'
  const hub = await announcingHub(t, wrong.href, prefix)
  const { messageId } = await hub.engine.send(paid, { orderId: 'o-1', cents: 1n })
  await until('it was tried', async () => (await hub.engine.fate(messageId))?.state === 'retrying')
  const told = () => hub.logged.filter((line) => /announcements wait/.test(line))
  await until('it is tried again', async () => (await hub.engine.messages({}, { limit: 1 })).rows[0]!.tries >= 2)
  t.equal(told().length, 1, 'once, not for each try')
  t.match(told()[0], /did not accept user and password/)
  t.notMatch(told()[0], /not-the-password/)
  const url = await amqpUrl()
  await hub.restart(undefined, announcingOptions(url, prefix))
  await until('it is heard', async () => (await look()).length > 0)
})

t.test('a hub that stops does not wait for a broker that does not answer', async (t) => {
  const silent = createServer((client) => void client.on('error', () => {}).resume()).listen(0, '127.0.0.1')
  t.teardown(() => void silent.close())
  await once(silent, 'listening')
  const came = once(silent, 'connection')
  const { port } = silent.address() as AddressInfo
  const hub = await announcingHub(t, `amqp://127.0.0.1:${port}`, freshPrefix())
  const [client] = (await came) as [Socket]
  const gone = once(client, 'close')
  let late = false
  const deadline = setTimeout(() => {
    late = true
    client.destroy()
  }, 3_000)
  await hub.stop()
  await gone
  clearTimeout(deadline)
  t.notOk(late, 'neither stop nor the connection took seconds')
})

t.test('only topics are announced', async (t) => {
  const orders = channel('shop/orders', Paid)
  t.throws(() => announcing([orders as unknown as Declared]), { code: 'HUB_NAME' })
})

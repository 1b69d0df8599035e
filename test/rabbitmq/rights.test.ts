import { readFileSync } from 'node:fs'
import { connect } from 'amqplib'
import t from 'tap'
import { Type } from 'typebox'
import { announcer, announcing } from '../../adapters/rabbitmq/announcements.js'
import { incoming } from '../../adapters/rabbitmq/incoming.js'
import { rabbitTransport } from '../../adapters/rabbitmq/transport.js'
import { connectionOf } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { channel, type Declared, schema, topic } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { parseJson } from '../../routes/json-body.js'
import { findRabbitmq } from '../../sandbox/servers/installed.js'
import { startRabbitmq } from '../../sandbox/servers/rabbitmq.js'
import { listener, passed } from '../conformance/transport-made.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { logged } from './broker.js'

t.setTimeout(180_000) // one start of an Erlang system, maybe beside other tests

const Order = schema(Type.Object({ orderId: Type.String() }, { additionalProperties: false }))
const orders = channel('shop/orders', Order)
const paid = topic('shop/paid', Order)

/** The rights that a page tells an operator to give, by user, the last ones first. */
function rightsOn(page: string) {
  const told = readFileSync(page, 'utf8').matchAll(
    /^rabbitmqctl set_permissions (?:-p|--vhost) \S+ (\w+) '(.*)' '(.*)' '(.*)'$/gm,
  )
  return [...told].map(([, user, configure, write, read]) => ({
    user: user!,
    configure: configure!,
    write: write!,
    read: read!,
  }))
}

const VHOST = 'dromedary'
const users = ['dromedary', 'publisher', 'listener'] as const

if (findRabbitmq() === undefined) {
  t.test('where no RabbitMQ is installed, there is none whose users a test may make', async (t) => {
    await t.rejects(startRabbitmq(), /no RabbitMQ is installed/)
  })
} else {
  t.test('the rights that the pages name are enough for a hub and for applications', async (t) => {
    const [hub, ...more] = rightsOn('docs/running-in-production.md')
    const [publisher, listening, ...others] = rightsOn('docs/how-to/send-over-amqp.md')
    t.match(hub, { user: 'dromedary' })
    t.same([more, others], [[], []], 'and no page says it twice')
    const broker = await startRabbitmq({
      definitions: {
        vhosts: [{ name: VHOST }],
        users: users.map((name) => ({ name, password: name, tags: '' })),
        permissions: [hub!, { ...publisher!, user: 'publisher' }, { ...listening!, user: 'listener' }].map((each) => ({
          ...each,
          vhost: VHOST,
        })),
      },
    })
    t.teardown(() => broker.stop())
    const as = (user: (typeof users)[number]) => `amqp://${user}:${user}@127.0.0.1:${broker.port}/${VHOST}`
    const { log, lines } = logged()

    const told = listener()
    const transport = rabbitTransport({ url: as('dromedary'), self: 'test', log })
    t.teardown(() => transport.close())
    await transport.open(told.receiver)
    await transport.take(new Set([3]))
    await transport.send([passed(3, 1)])
    await until('an envelope of another hub', () => told.came.length === 1)

    const { engine } = await testHub(t, [], {
      flows: [flowNodeOf(flow('shop/take').from(orders).drop('taken')), ...announcing([paid as unknown as Declared])],
      connections: [connectionOf(announcer)!],
      optionsOf: () => ({ url: as('dromedary'), prefix: 'dromedary' }),
    })
    const door = incoming({
      url: as('dromedary'),
      self: 'test',
      channels: ['shop/orders'],
      hub: engine,
      parse: parseJson,
      mostBytes: 10_000,
      log,
      pauseMs: 20,
    })
    t.teardown(() => door.close())
    await door.open()

    const application = await connect(as('publisher'))
    t.teardown(() => application.close())
    const on = await application.createConfirmChannel()
    const publish = (messageId: string, body: string) =>
      on.publish('dromedary.in', 'shop.orders', Buffer.from(body), {
        messageId,
        appId: 'webshop',
        contentType: 'application/json',
      })
    publish('m-1', 'this is no JSON')
    publish('m-2', '{"orderId":"o-1"}')
    await on.waitForConfirms()
    await until('the good one to be accepted', async () => {
      const { rows } = await engine.messages({ flow: 'shop/take' }, { limit: 5 })
      return rows.length === 1
    })
    const operator = await connect(`${broker.url}/${VHOST}`)
    t.teardown(() => operator.close())
    const looking = await operator.createChannel()
    const left = async (queue: string) => (await looking.checkQueue(queue)).messageCount
    await until('the garbage to be laid aside', async () => (await left('dromedary.refused')) === 1)
    t.equal(await left('dromedary.in.shop.orders'), 0)
    t.same(
      lines.filter(({ sentence }) => !/was refused and lies in/.test(sentence)),
      [],
    )

    const other = await connect(as('listener'))
    t.teardown(() => other.close())
    const hears = await other.createChannel()
    await hears.assertQueue('webshop.paid', { durable: true, arguments: { 'x-queue-type': 'quorum' } })
    await hears.bindQueue('webshop.paid', 'dromedary.announcements', 'shop.paid')
    await engine.send(paid, { orderId: 'o-1' })
    const heard = await until('the announcement', () => hears.get('webshop.paid', { noAck: true }))
    t.same(JSON.parse(heard.content.toString()), { orderId: 'o-1' })
  })

  t.test('an application cannot write where the hub lays aside what was refused', async (t) => {
    for (const { write } of rightsOn('docs/how-to/send-over-amqp.md'))
      for (const name of ['dromedary.refused', 'dromedary.partitions', 'dromedary.p00', 'dromedary.announcements'])
        t.notMatch(name, new RegExp(write))
  })
}

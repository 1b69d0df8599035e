import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { declaredOf } from '../../bus/ends.js'
import { orderPaid, statusRounds } from '../../flows/study-fees/channels.js'
import { openHub, prepare } from '../../hub.js'
import { HOUSE } from '../../roof/files.js'
import { until } from '../kit/event.js'
import { amqpUrl, freshPrefix } from '../services.js'
import { onBroker } from './broker.js'

const ROUNDS = declaredOf(statusRounds)!.name
const PAID = declaredOf(orderPaid)!.name
const dotted = (name: string) => name.replaceAll('/', '.')

async function settings(more: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-amqp-'))
  const prefix = freshPrefix()
  const env = {
    HUB_DATA: folder,
    HUB_PORT: '0',
    HUB_AMQP_URL: await amqpUrl(),
    HUB_AMQP_PREFIX: prefix,
    HUB_LOG_LEVEL: 'error',
    ...more,
  }
  return { env, prefix, folder }
}

t.test('a hub takes what is published to an opened channel, and announces a topic', async (t) => {
  const { env, prefix, folder } = await settings({
    HUB_AMQP_CHANNELS: ROUNDS,
    HUB_AMQP_ANNOUNCEMENTS: PAID,
  })
  const hub = await openHub({
    ...(await prepare(HOUSE, { env, cwd: process.cwd() })),
    listen: true,
    schedule: false,
    logTo: new PassThrough(),
  })
  t.teardown(async () => {
    await hub.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await onBroker(async (broker) => {
    const channel = await broker.createConfirmChannel()
    const { queue } = await channel.assertQueue('', { exclusive: true })
    const heard: unknown[] = []
    await channel.consume(queue, (message) => void heard.push(JSON.parse(message!.content.toString())), { noAck: true })

    const round = { scheduledFor: '2030-01-02T03:04:05.000Z', page: 0 }
    channel.publish(`${prefix}.in`, dotted(ROUNDS), Buffer.from(JSON.stringify(round)), {
      contentType: 'application/json',
      appId: 'clock',
      messageId: 'round-1',
      mandatory: true,
    })
    await channel.waitForConfirms()
    const taken = await until('the message to be accepted', async () => {
      const { rows } = await hub.store.messages({}, { limit: 10 })
      return rows.find(({ channel: name }) => name === ROUNDS)
    })
    t.match(taken, { flow: /status/ })

    const paid = {
      orderId: '0199a5c2-0000-7000-8000-000000000001',
      kind: 'study-fee',
      reference: '12345672',
      amountCents: 4_200,
      stamp: '20300102030405000001',
    } as const
    await until('the exchange to be there', () =>
      channel.bindQueue(queue, `${prefix}.announcements`, dotted(PAID)).then(() => true),
    )
    await hub.hub.send(orderPaid, paid)
    await until('the announcement to be heard', () => heard.length > 0)
    t.match(heard, [paid])
  })
})

t.test('a channel that the hub has not is refused at the start, with the name that is near', async (t) => {
  const { env, folder } = await settings({ HUB_AMQP_CHANNELS: 'study-fees/status-round' })
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  await t.rejects(openHub({ ...(await prepare(HOUSE, { env, cwd: process.cwd() })), listen: false, schedule: false }), {
    code: 'HUB_AMQP_INLET',
    message: /did you mean study-fees\/status-rounds/,
  })
})

import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { announcer, announcing } from '../../adapters/rabbitmq/announcements.js'
import { incoming } from '../../adapters/rabbitmq/incoming.js'
import { connectionOf } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { channel, type Declared, schema, topic } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { parseJson } from '../../routes/json-body.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { amqpUrl, freshPrefix } from '../services.js'
import { logged, swept } from './broker.js'

// Whoever follows docs/how-to/send-over-amqp.md ends with programs that work: they are run as they stand there.

const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { additionalProperties: false }))
const orders = channel('shop/orders', Order)
const paid = topic('shop/paid', Order)
const run = promisify(execFile)

function programs(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-application-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(process.cwd(), 'node_modules', 'amqplib'), join(folder, 'node_modules', 'amqplib'))
  const page = readFileSync('docs/how-to/send-over-amqp.md', 'utf8')
  for (const [, name, text] of page.matchAll(/^```js\n\/\/ (\w+\.mjs)\n([\s\S]*?)^```$/gm))
    writeFileSync(join(folder, name!), text!)
  return folder
}

t.test('the programs of the how-to publish to a hub and hear what it announces', async (t) => {
  const prefix = freshPrefix()
  const url = await amqpUrl()
  const nodes = [
    flowNodeOf(flow('shop/take').from(orders).publish(paid).drop('taken')),
    ...announcing([paid as unknown as Declared]),
  ]
  const { engine } = await testHub(t, [], {
    flows: nodes,
    connections: [connectionOf(announcer)!],
    optionsOf: () => ({ url, prefix }),
  })
  const { log } = logged()
  const door = incoming({
    url,
    prefix,
    self: 'test',
    channels: ['shop/orders'],
    hub: engine,
    parse: parseJson,
    mostBytes: 10_000,
    log,
  })
  t.teardown(async () => {
    await door.close()
    await swept(prefix, {
      queues: [`${prefix}.in.shop.orders`, `${prefix}.refused`, 'webshop.paid'],
      exchanges: [`${prefix}.in`, `${prefix}.announcements`],
    })
  })
  await door.open()
  // Declared with the first announcement; a listener that comes before it would find no exchange.
  const first = await engine.send(paid, { orderId: 'o-0', cents: 1 })
  await engine.idle()
  t.match(await engine.fate(first.messageId), { state: 'done' })

  const folder = programs(t)
  const env = { ...process.env, BROKER: url, PREFIX: prefix }
  const listener = spawn(process.execPath, [join(folder, 'listen.mjs')], { env })
  t.teardown(() => void listener.kill())
  let heard = ''
  listener.stdout.on('data', (text) => {
    heard += text
  })
  listener.stderr.on('data', (text) => {
    heard += text
  })
  await until('the listener listens', () => heard.includes('listening'))
  const publish = () => run(process.execPath, [join(folder, 'publish.mjs'), '{"orderId":"o-1","cents":3500}'], { env })
  t.match((await publish()).stdout, /the broker has it/)
  await publish()
  await until('the announcement is heard', () => /cents: 3500/.test(heard))
  await engine.idle()
  const { rows } = await engine.messages({ flow: 'shop/take' }, { limit: 10 })
  t.equal(rows.length, 1, 'published twice, accepted once')
  t.equal(rows[0]?.correlationId, 'basket-o-1')
})

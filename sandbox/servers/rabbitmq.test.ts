import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'amqplib'
import t from 'tap'
import { until } from '../../test/kit/event.js'
import { isAlive } from './guard.js'
import { findRabbitmq } from './installed.js'
import { startRabbitmq } from './rabbitmq.js'

/** What the broker has written of queues and exchanges. */
function declaredIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const tables = files.filter((file) => /\.(LOG|DCL|DCD)$/.test(file))
  return tables.map((file) => readFileSync(join(folder, file), 'latin1')).join()
}

t.setTimeout(240_000) // three starts of an Erlang system, maybe beside other tests

if (findRabbitmq() === undefined) {
  // npm test has come by a broker in another way; there is no program here that could be killed.
  t.test('where no RabbitMQ is installed, whoever wants to start one is told', async (t) => {
    await t.rejects(startRabbitmq(), /no RabbitMQ is installed/)
  })
} else {
  t.test('a RabbitMQ that is killed comes back on its port with what it has confirmed', async (t) => {
    const folder = t.testdir()
    const server = await startRabbitmq({ folder })
    t.teardown(() => server.stop())
    const before = await connect(server.url)
    before.on('error', () => {})
    const channel = await before.createConfirmChannel()
    channel.on('error', () => {})
    await channel.assertQueue('kept', { durable: true })
    channel.sendToQueue('kept', Buffer.from('one'), { persistent: true })
    await channel.waitForConfirms()
    // What is confirmed is the message. That there is such a queue is written a moment later.
    await until('the queue to be on the disk', () => declaredIn(folder).includes('kept'))

    const { pid, url } = server
    await server.kill()
    t.notOk(isAlive(pid!))
    t.equal(server.pid, undefined)
    await t.rejects(connect(url), { code: 'ECONNREFUSED' })
    await server.restart()
    t.not(server.pid, pid)
    t.equal(server.url, url)
    const after = await connect(url)
    const message = await (await after.createChannel()).get('kept', { noAck: true })
    t.equal(message === false ? 'nothing' : message.content.toString(), 'one')
    await after.close()

    const last = server.pid!
    await server.stop()
    t.notOk(isAlive(last), 'and it ends when it is told to')
  })
}

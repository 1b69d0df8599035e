import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createConnection } from 'mysql2/promise'
import t from 'tap'
import { declareAll, namesUnder, partitionsDeclared } from '../../adapters/rabbitmq/topology.js'
import { until } from '../../test/kit/event.js'
import { onBroker, throughPort } from '../../test/rabbitmq/broker.js'
import { amqpUrl, mysqlUrl } from '../../test/services.js'
import { plainEnvironment } from '../../test/spawned.js'
import { freePort } from '../servers/ports.js'
import { tcpProxy } from '../servers/tcp-proxy.js'
import { RETURN_ADDRESS } from './customers.js'
import { production } from './production.js'
import type { DemoResult } from './report.js'
import { openServers } from './servers.js'
import { oneHub } from './stage.js'
import { openTown } from './town.js'

// What is looked for on the servers is named like a demo's, so all of it is one file: no other test plays one there.

// Hubs start and stop, on a machine that runs other tests beside them.
t.setTimeout(300_000)

const DROMEDARY = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const silent = () => {}
const given = async () => ({ HUB_TEST_MYSQL_URL: await mysqlUrl(), HUB_TEST_AMQP_URL: await amqpUrl() })

async function rows<Row>(statement: string): Promise<readonly Row[]> {
  const connection = await createConnection(await mysqlUrl())
  try {
    const [found] = await connection.query(statement)
    return found as unknown as readonly Row[]
  } finally {
    await connection.end()
  }
}

/** What demos have on the database server now. */
async function databases(): Promise<readonly string[]> {
  const found = await rows<{ name: string }>(
    "SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'demo\\_%'",
  )
  return found.map(({ name }) => name)
}

/** Whether the broker has something of this name. */
const isThere = (kind: 'checkQueue' | 'checkExchange', name: string) =>
  onBroker(async (model) => {
    const channel = await model.createChannel()
    channel.on('error', silent)
    return channel[kind](name).then(
      () => true,
      () => false,
    )
  })

interface Case {
  testdir(): string
  teardown(work: () => void): unknown
}

interface Running {
  readonly pid: number
  readonly said: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/** A demo as somebody starts it, in a process group of its own. */
async function started(t: Case, ...words: readonly string[]): Promise<Running> {
  const folder = t.testdir()
  const child = spawn(process.execPath, [DROMEDARY, 'demo', '--json', '--data', join(folder, 'played'), ...words], {
    cwd: folder,
    detached: true,
    env: { ...plainEnvironment(), ...(await given()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid!
  t.teardown(() => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // All of the group have ended.
    }
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  return { pid, said: () => text, ended }
}

/** Command lines of what runs in a process group. */
function groupOf({ pid }: Running): readonly string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => {
    const [, group, state = '', args = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return Number(group) === pid && !state.startsWith('Z') ? [args] : []
  })
}

t.test('in production two hubs share the work on the servers that are given, and nothing is left there', async (t) => {
  const demo = await started(t, '--production', '--orders', '20')
  const [database] = await until('a database', async () => {
    const found = await databases()
    return found.length > 0 && found
  })
  const { queue, exchange } = namesUnder(database!.replace('_', '-'))
  await until('the queues', () => isThere('checkQueue', queue(15)), 60_000)
  const { code } = await demo.ended
  t.equal(code, 0, demo.said())
  const result = JSON.parse(demo.said().trimEnd().split('\n').at(-1)!) as DemoResult
  t.match(result, { orders: 20, deadLetters: 0, inDoubt: 0, production: { broker: /^RabbitMQ \d/ } })
  t.equal(result.production!.hubs.length, 2)
  for (const { runs, calls } of result.production!.hubs) t.ok(runs > 0 && calls > 0, `${runs} runs, ${calls} calls`)
  t.strictSame(groupOf(demo), [], 'every process has ended')
  t.strictSame(await databases(), [])
  t.notOk(await isThere('checkQueue', queue(0)))
  t.notOk(await isThere('checkQueue', queue(15)))
  t.notOk(await isThere('checkExchange', exchange))
})

t.test('a demo in production that is told to end while its hubs work ends them and leaves nothing', async (t) => {
  const demo = await started(t, '--production', '--orders', '5000')
  const [database] = await until('a database', async () => {
    const found = await databases()
    return found.length > 0 && found
  })
  const working = `SELECT id FROM ${database}.hub_history LIMIT 1`
  await until('ended messages', async () => (await rows(working).catch(() => [])).length > 0, 60_000)
  process.kill(demo.pid, 'SIGTERM')
  t.match(await demo.ended, { signal: 'SIGTERM' }, 'it ends as the signal wants')
  t.strictSame(groupOf(demo), [])
  t.strictSame(await databases(), [])
  t.notOk(await isThere('checkQueue', namesUnder(database!.replace('_', '-')).queue(0)))
})

t.test('a demo that is told to end before its hub is started starts none', async (t) => {
  const demo = await started(t)
  await until('the key to be made', () => groupOf(demo).some((args) => args.includes('clients add')))
  process.kill(demo.pid, 'SIGTERM')
  t.match(await demo.ended, { signal: 'SIGTERM' })
  await until('everything to end', () => groupOf(demo).length === 0)
})

t.test('a stage that is closed starts nothing any more', async (t) => {
  const town = await openTown(t.testdir())
  t.teardown(() => town.close())
  const port = await freePort()
  for (const stage of [
    oneHub(town, port, RETURN_ADDRESS),
    await production(town, RETURN_ADDRESS, silent, await given()),
  ]) {
    await stage.close()
    t.teardown(() => stage.close())
    await t.rejects(stage.start(), /the demo is being closed/)
  }
})

t.test('what hubs made on the servers that are given is taken away', async (t) => {
  const servers = await openServers(silent, await given())
  const prefix = servers.settings.HUB_AMQP_PREFIX!
  await onBroker((model) => declareAll(model, partitionsDeclared(prefix)))
  const { queue, exchange } = namesUnder(prefix)
  t.ok(await isThere('checkQueue', queue(15)))
  await servers.close()
  for (const no of [0, 15]) t.notOk(await isThere('checkQueue', queue(no)), queue(no))
  t.notOk(await isThere('checkExchange', exchange))
  t.strictSame(await databases(), [])
})

t.test('what cannot be taken away is told by its name', async (t) => {
  const { HUB_TEST_AMQP_URL: amqp, ...others } = await given()
  const { hostname, port } = new URL(amqp)
  const proxy = await tcpProxy({ host: hostname, port: Number(port) })
  t.teardown(() => proxy.close())
  const servers = await openServers(silent, { ...others, HUB_TEST_AMQP_URL: throughPort(amqp, proxy.port) })
  const prefix = servers.settings.HUB_AMQP_PREFIX!
  proxy.cut()
  await t.rejects(servers.close(), {
    message: new RegExp(`^the demo leaves behind what begins with ${prefix}\\. on the broker \\(.+\\)$`),
  })
  t.strictSame(await databases(), [], 'what can be taken away is')
})

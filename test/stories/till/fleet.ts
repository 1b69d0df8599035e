import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { dromedaryOf, type HubProcess, type StartUse, startHub } from '../../../sandbox/demo/hub-process.js'
import { freePort } from '../../../sandbox/servers/ports.js'
import { type Balancer, start as startBalancer } from '../../../sandbox/stand-ins/balancer.js'
import { until } from '../../kit/event.js'
import { swept } from '../../rabbitmq/broker.js'
import { amqpUrl, freshDatabase } from '../../services.js'
import { openPaper, type Paper } from './paper.js'

/** The hub of this folder: a pack `till`, compiled beside this file. */
const ROOT = import.meta.dirname
/** A busy machine starts slowly. */
const READY_MS = 60_000

interface Teardown {
  teardown(work: () => Promise<void>): void
}

/** A place in the fleet: the same port and folder, with one process after another. */
export interface Hub {
  readonly name: string
  /** The one that runs now. */
  process: HubProcess
  /** What those said at level warn or worse that have ended. */
  readonly trouble: string[]
  readonly address: string
}

/** Processes of one hub, started with `dromedary start` on MariaDB and RabbitMQ behind a balancer. */
export interface Fleet {
  readonly balancer: Balancer
  readonly paper: Paper
  /** A caller's key. */
  readonly key: string
  readonly hubs: readonly Hub[]
  /** One more process, which the balancer gives calls to as soon as it is ready. */
  add(use?: StartUse): Promise<Hub>
  /** Starts a process again at its place, after it has ended. */
  again(hub: Hub, use?: StartUse): Promise<void>
  /**
   * SIGTERM, the end, and a new start. Resolves when the balancer gives it calls again, with the milliseconds that it
   * took to stop.
   */
  restart(hub: Hub, use?: StartUse): Promise<number>
  command(...words: string[]): Promise<unknown>
  rows<Row>(query: string): Promise<readonly Row[]>
  /** The living processes with the number of partitions each owns. */
  seats(): Promise<readonly { readonly version: string; readonly partitions: number }[]>
}

export interface FleetUse {
  readonly settings?: Readonly<Record<string, string>>
  /** A balancer looks at a hub that stands still so long, in milliseconds. */
  readonly lookMs?: number
}

export async function openFleet(t: Teardown, { settings: more = {}, lookMs }: FleetUse = {}): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'dromedary-fleet-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const booksUrl = await freshDatabase(t)
  const prefix = `till-${randomBytes(6).toString('hex')}`
  t.teardown(() => swept(prefix))
  const paper = await openPaper()
  t.teardown(() => paper.close())
  const balancer = await startBalancer(lookMs === undefined ? {} : { lookMs })
  t.teardown(() => balancer.close())
  const hubs: Hub[] = []
  let places = 0
  t.teardown(async () => {
    for (const { process: hub } of hubs) wake(hub)
    await Promise.all(hubs.map(({ process: hub }) => hub.stop()))
  })
  const common = {
    HUB_BOOKS: 'mysql',
    HUB_BOOKS_URL: booksUrl,
    HUB_TRANSPORT: 'rabbitmq',
    HUB_AMQP_URL: await amqpUrl(),
    HUB_AMQP_PREFIX: prefix,
    // Long enough that no process of a busy machine is taken for dead.
    HUB_LEASE: '10s',
    HUB_STAND_DOWN: '1s',
    HUB_ROLL_URL: paper.url,
    ...more,
  }
  const started = (use: StartUse, own: Readonly<Record<string, string>>) =>
    startHub({ ...common, ...own }, { ...use, cwd: folder, words: use.words ?? ['--root', ROOT] })
  const settingsOf = (name: string, port: string) => ({ HUB_DATA: join(folder, name), HUB_PORT: port })
  const ready = (hub: Hub) => until(`${hub.name} to be ready`, () => balancer.ready().includes(hub.address), READY_MS)
  const again = async (hub: Hub, use: StartUse = {}) => {
    hub.trouble.push(...hub.process.trouble)
    hub.process = await started(use, settingsOf(hub.name, new URL(hub.address).port))
    await ready(hub)
  }
  const command = (...words: string[]) => {
    const own = settingsOf(hubs[0]?.name ?? 'hub-1', '0')
    return dromedaryOf({ cwd: folder, words: ['--root', ROOT] }, { ...common, ...own }, ...words)
  }
  await mkdir(join(folder, 'hub-1'), { recursive: true })
  const client = await command('clients', 'add', 'cashiers', '--scope', 'till:sales:write')
  const rows = async <Row>(query: string) => {
    const connection = await createConnection(booksUrl)
    try {
      const [found] = await connection.query(query)
      return found as unknown as readonly Row[]
    } finally {
      await connection.end()
    }
  }
  return {
    balancer,
    paper,
    key: (client as { key: string }).key,
    hubs,
    async add(use = {}) {
      const name = `hub-${++places}`
      const own = await started(use, settingsOf(name, String(await freePort())))
      const hub: Hub = { name, process: own, address: own.address, trouble: [] }
      hubs.push(hub)
      balancer.add(hub.address)
      await ready(hub)
      return hub
    },
    again,
    async restart(hub, use) {
      const began = performance.now()
      const code = await hub.process.stop()
      const ms = performance.now() - began
      if (code !== 0) throw new Error(`${hub.name} ended with ${code}: ${hub.process.trouble.slice(-5).join('\n')}`)
      await again(hub, use)
      return ms
    },
    command,
    rows,
    seats: () =>
      rows(
        `SELECT member.version AS version, CAST(COUNT(part.no) AS SIGNED) AS partitions FROM hub_member member
         LEFT JOIN hub_partition part ON part.owner = member.id GROUP BY member.id, member.version`,
      ),
  }
}

/** Lets a process go on that a failed test has left standing still. */
function wake({ pid }: HubProcess): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It has ended.
  }
}

const SHARED_MS = 60_000

/** Resolves when each of the processes owns its share of the partitions. */
export async function shared({ seats, hubs }: Fleet): Promise<void> {
  const least = Math.floor(16 / hubs.length)
  await until(
    `${hubs.length} processes to share the partitions`,
    async () => {
      const all = await seats()
      return all.length === hubs.length && all.every(({ partitions }) => partitions >= least)
    },
    SHARED_MS,
  )
}

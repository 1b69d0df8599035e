import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { openMysqlBooks } from '../../adapters/database/mysql-books.js'
import { startMariadb } from '../../sandbox/servers/mariadb.js'
import type { Server } from '../../sandbox/servers/private-server.js'
import { startRabbitmq } from '../../sandbox/servers/rabbitmq.js'
import { drained, evidenceOf, finished, spread } from './ending.js'
import { type FaultKind, inflict } from './faults.js'
import type { CrashOptions, CrashResult } from './harness.js'
import { HubPool } from './hub-pool.js'
import { judge, type Verdict } from './judge.js'
import { Load } from './load.js'
import { Operator } from './operator.js'
import { Partner } from './partner.js'
import { chanceOf, Plan } from './plan.js'

export interface ManyOptions extends Omit<CrashOptions, 'most'> {
  /** Hubs that work at one time. */
  readonly processes: number
  /** How long they work at least, for those who do nothing to them. */
  readonly loadMs?: number
}

export interface ManyResult extends CrashResult {
  readonly processes: number
  /** How often each thing was done. */
  readonly faults: ReadonlyMap<FaultKind, number>
}

/** How long a hub counts as alive after it was last heard. */
const LEASE_MS = 2_500
/** The clock of the schedule runs this many times as fast as the system's. */
const CLOCK_SPEED = 150

/**
 * Loads several hubs on one database and one broker, does to all of them what happens in production, lets them finish, and
 * judges what became of all work.
 */
export async function crashMany(options: ManyOptions): Promise<ManyResult> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'dromedary-crash-')))
  const servers = await Promise.allSettled([
    startMariadb(options.folder === undefined ? {} : { folder: join(folder, 'mariadb') }),
    startRabbitmq(options.folder === undefined ? {} : { folder: join(folder, 'rabbitmq') }),
  ])
  try {
    const [database, broker] = servers.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    }) as [Server, Server]
    return await crashOn(options, folder, database, broker)
  } finally {
    await Promise.all(servers.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)))
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
}

async function crashOn(options: ManyOptions, folder: string, database: Server, broker: Server): Promise<ManyResult> {
  const { kinds, kills, processes, boundaries, drainMs, sabotage } = options
  const chance = chanceOf(options.seed)
  const books = await freshDatabase(database)
  const partner = new Partner(chance)
  const pool = new HubPool({
    orders: {
      folder,
      partner: await partner.listen(),
      clock: { from: Date.now(), speed: CLOCK_SPEED },
      ...(sabotage && { sabotage }),
    },
    chance,
    processes,
    books,
    broker: new URL(broker.url),
    leaseMs: LEASE_MS,
  })
  const load = new Load({ hubs: pool, kinds: options.load ?? kinds, chance, rate: options.rate })
  const operator = new Operator(pool, partner)
  const plan = new Plan(boundaries, chance)
  try {
    await pool.open()
    const sending = load.run()
    const operating = operator.run(60, (living) => {
      load.living = living
    })
    let killed = 0
    const done = (kind: FaultKind, at: string) => options.killed?.(++killed, `${kind}: ${at}`, load.living)
    const [faults] = await Promise.all([
      inflict({ pool, database, broker, load, plan, chance, leaseMs: LEASE_MS, done }, kills),
      rest(options.loadMs ?? 0),
    ])
    await pool.ready()
    await pool.calm()
    load.stop('when-accepted')
    await finished(sending, load, drainMs)
    operator.stop()
    await operating
    await drained(operator, drainMs)
    await pool.stop()
    if (pool.failure !== undefined) throw pool.failure
    const { counts, wrong } = await judged(books, { kinds, load, operator, partner, isShared: true })
    return {
      kills,
      processes,
      faults,
      ...plan.figures,
      counts,
      wrong,
      trouble: pool.trouble,
      restartMs: spread(pool.readyMs),
    }
  } finally {
    load.stop('now')
    operator.stop()
    await pool.kill()
    await partner.close()
  }
}

/** A database on the server, as one reaches it. */
async function freshDatabase({ url }: Server): Promise<URL> {
  const connection = await createConnection(url)
  try {
    await connection.query('CREATE DATABASE IF NOT EXISTS hub CHARACTER SET utf8mb4')
  } finally {
    await connection.end()
  }
  const books = new URL(url)
  books.pathname = '/hub'
  return books
}

async function judged(url: URL, seen: Omit<Parameters<typeof evidenceOf>[0], 'books'>): Promise<Verdict> {
  const books = await openMysqlBooks({ url: url.href })
  try {
    return judge(await evidenceOf({ books, ...seen }))
  } finally {
    await books.close()
  }
}

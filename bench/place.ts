import { type Connection, createConnection } from 'mysql2/promise'
import { startMariadb } from '../sandbox/servers/mariadb.js'
import type { Server } from '../sandbox/servers/private-server.js'
import { startRabbitmq } from '../sandbox/servers/rabbitmq.js'

/** The servers of one run, private to it. */
export class Place {
  readonly database: Server
  readonly broker: Server | undefined
  readonly connection: Connection
  private made = 0

  private constructor(database: Server, broker: Server | undefined, connection: Connection) {
    this.database = database
    this.broker = broker
    this.connection = connection
  }

  static async open(withBroker: boolean): Promise<Place> {
    const database = await startMariadb()
    const broker = withBroker ? await startRabbitmq() : undefined
    return new Place(database, broker, await createConnection(database.url))
  }

  get pids(): Readonly<Record<string, readonly number[]>> {
    const { database, broker } = this
    return { database: [database.pid!], ...(broker && { broker: [broker.pid!] }) }
  }

  /** A new, empty database. */
  async fresh(): Promise<string> {
    const name = `bench_${++this.made}`
    await this.connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
    return `${this.database.url}${name}`
  }

  async drop(url: string): Promise<void> {
    await this.connection.query(`DROP DATABASE ${nameOf(url)}`)
  }

  /** Resolves when so many processes have their share of the partitions. */
  async seated(url: string, processes: number): Promise<void> {
    const until = performance.now() + 60_000
    const query = `SELECT COUNT(*) AS n FROM ${nameOf(url)}.hub_partition WHERE owner IS NOT NULL GROUP BY owner`
    for (;;) {
      const [rows] = await this.connection.query(query)
      const shares = (rows as { n: number }[]).map(({ n }) => n)
      const all = shares.reduce((sum, n) => sum + n, 0)
      if (shares.length === processes && all === 16 && Math.max(...shares) - Math.min(...shares) <= 1) return
      if (performance.now() > until) throw new Error(`the partitions are shared out as ${shares} of 16`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async version(): Promise<string> {
    const [rows] = await this.connection.query('SELECT VERSION() AS version')
    return (rows as { version: string }[])[0]!.version
  }

  async close(): Promise<void> {
    await this.connection.end()
    await this.broker?.stop()
    await this.database.stop()
  }
}

const nameOf = (url: string) => new URL(url).pathname.slice(1)

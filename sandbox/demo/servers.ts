import { randomBytes } from 'node:crypto'
import { connect } from 'amqplib'
import { createConnection } from 'mysql2/promise'
import { swept } from '../servers/rabbitmq.js'
import { messageOf, startServices } from '../servers/services.js'
import type { Settings } from './stage.js'

/** MariaDB and RabbitMQ for the hubs of one demo, with names that nobody else has. */
export interface Servers {
  /** HUB_BOOKS… and HUB_AMQP… of every process. */
  readonly settings: Settings
  /** `MariaDB 10.11.6`, `RabbitMQ 3.10.8`. */
  readonly database: string
  readonly broker: string
  /**
   * Takes away what the hubs made there, and ends the servers that were started here. Throws a sentence about what is
   * left behind.
   */
  close(): Promise<void>
}

/** Those of HUB_TEST_…, or else private ones; see docs/how-to/test-servers.md. Throws a sentence about what is missing. */
export async function openServers(
  say: (line: string) => void,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Servers> {
  const services = await startServices({ log: say, env })
  const { HUB_TEST_MYSQL_URL: mysql, HUB_TEST_AMQP_URL: amqp } = services.env
  const mark = randomBytes(6).toString('hex')
  const name = `demo_${mark}`
  const prefix = `demo-${mark}`
  const close = async () => {
    // What is thrown away with its server need not be taken away.
    const left = await Promise.all([
      env.HUB_TEST_MYSQL_URL && leftBehind(`the database ${name}`, asked(mysql, `DROP DATABASE IF EXISTS ${name}`)),
      env.HUB_TEST_AMQP_URL && leftBehind(`what begins with ${prefix}. on the broker`, swept(amqp, prefix)),
    ])
    await services.stop()
    const sentences = left.filter(Boolean)
    if (sentences.length > 0) throw new Error(`the demo leaves behind ${sentences.join(' and ')}`)
  }
  try {
    await asked(mysql, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
    const database = await databaseOf(mysql)
    const broker = await brokerOf(amqp)
    const url = new URL(mysql)
    url.pathname = `/${name}`
    return {
      settings: {
        HUB_BOOKS: 'mysql',
        HUB_BOOKS_URL: url.href,
        HUB_TRANSPORT: 'rabbitmq',
        HUB_AMQP_URL: amqp,
        HUB_AMQP_PREFIX: prefix,
      },
      database,
      broker,
      close,
    }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** What could not be taken away, and why; undefined when it is gone. */
async function leftBehind(what: string, taking: Promise<unknown>): Promise<string | undefined> {
  try {
    await taking
    return undefined
  } catch (error) {
    return `${what} (${messageOf(error)})`
  }
}

async function asked(url: string, statement: string): Promise<unknown> {
  const connection = await createConnection(url)
  try {
    const [rows] = await connection.query(statement)
    return rows
  } finally {
    await connection.end()
  }
}

async function databaseOf(url: string): Promise<string> {
  const [row] = (await asked(url, 'SELECT VERSION() AS version')) as { version: string }[]
  const [number, kind] = row!.version.split('-')
  return `${kind === 'MariaDB' ? 'MariaDB' : 'MySQL'} ${number}`
}

async function brokerOf(url: string): Promise<string> {
  const model = await connect(url)
  const { product, version } = model.connection.serverProperties
  await model.close()
  return `${product} ${version}`
}

// Where tests find MariaDB and RabbitMQ. `npm test` starts them itself; a test file that is run by hand needs
// `npm run services` beside it. See docs/how-to/test-servers.md.
import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'

type Tap = { teardown(work: () => Promise<void>): void }

function given(variable: string, server: string): string {
  const url = process.env[variable]
  if (url === undefined || url === '')
    throw new Error(
      `this test needs ${server}: run \`npm run services\` in another terminal and export the line with ${variable} that it prints, or start the tests with \`npm test\``,
    )
  return url
}

/** Address of a MariaDB or MySQL whose user may make databases, such as `mysql://root@127.0.0.1:23306/`. Names no database. */
export async function mysqlUrl(): Promise<string> {
  return given('HUB_TEST_MYSQL_URL', 'MariaDB')
}

/** Address of a RabbitMQ, such as `amqp://guest:guest@127.0.0.1:25672`. Use names with a prefix of `freshPrefix()`. */
export async function amqpUrl(): Promise<string> {
  return given('HUB_TEST_AMQP_URL', 'RabbitMQ')
}

/** A name that nobody else has, for a database, or for the exchanges and queues of one test. Letters, digits and `_`. */
export const freshPrefix = (): string => `t_${randomBytes(8).toString('hex')}`

/** Address of a new, empty database, which is dropped when the test has ended, with whatever is in it. */
export async function freshDatabase(t: Tap): Promise<string> {
  const url = new URL(await mysqlUrl())
  const name = freshPrefix()
  await toldTo(url, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  t.teardown(() => toldTo(url, `DROP DATABASE IF EXISTS ${name}`))
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** Whoever still holds a table makes the drop fail, not wait for a day. */
const PATIENCE = 'SET lock_wait_timeout = 30'

async function toldTo(url: URL, statement: string): Promise<void> {
  const connection = await createConnection(url.href)
  try {
    await connection.query(PATIENCE)
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}

import { createConnection } from 'mysql2/promise'
import t from 'tap'
import { amqpAnswers } from '../sandbox/servers/rabbitmq.js'
import { amqpUrl, freshDatabase, freshPrefix, mysqlUrl } from './services.js'

async function asked(url: string, statement: string, ...values: string[]) {
  const connection = await createConnection(url)
  try {
    const [rows] = await connection.query(statement, values)
    return rows
  } finally {
    await connection.end()
  }
}

const named = 'SELECT default_character_set_name AS charset FROM information_schema.schemata WHERE schema_name = ?'

t.test('a test gets an empty database of its own, which is gone after it', async (t) => {
  const names: string[] = []
  await t.test('while it runs', async (t) => {
    for (const url of [await freshDatabase(t), await freshDatabase(t)]) {
      names.push(new URL(url).pathname.slice(1))
      t.same(await asked(url, 'SHOW TABLES'), [])
      await asked(url, 'CREATE TABLE left_over (n INT)')
    }
    for (const name of names) t.same(await asked(await mysqlUrl(), named, name), [{ charset: 'utf8mb4' }])
    t.equal(new Set(names).size, 2)
  })
  for (const name of names) t.same(await asked(await mysqlUrl(), named, name), [])
})

t.test('a test gets a broker, and names that nobody else has', async (t) => {
  await amqpAnswers(await amqpUrl())
  t.match(freshPrefix(), /^t_[0-9a-f]{16}$/)
  t.not(freshPrefix(), freshPrefix())
})

t.test('who runs a test by hand is told how to come by the servers', async (t) => {
  for (const [variable, url] of [
    ['HUB_TEST_MYSQL_URL', mysqlUrl],
    ['HUB_TEST_AMQP_URL', amqpUrl],
  ] as const) {
    const given = process.env[variable]
    t.teardown(() => {
      if (given !== undefined) process.env[variable] = given
    })
    for (const value of [undefined, '']) {
      if (value === undefined) delete process.env[variable]
      else process.env[variable] = value
      await t.rejects(url(), new RegExp(`npm run services.*${variable}`))
    }
  }
})

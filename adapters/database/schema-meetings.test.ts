import t from 'tap'
import type { SqlConnection } from './connection.js'
import { sqlite } from './dialect.js'
import { GuardedConnection } from './libsql.js'
import { livingReads } from './living.js'
import { type Migrations, migrateOn } from './migrations.js'
import { engineMigrations } from './schema.js'

/** The engine's tables as they were before messages could meet and split. */
const before: Migrations = {
  owner: engineMigrations.owner,
  steps: engineMigrations.steps.filter(({ name }) => name < '0033'),
}

t.test('books of before are brought up to date with what lives in them', async (t) => {
  const connection: SqlConnection & { close(): void } = new GuardedConnection(':memory:')
  t.teardown(() => connection.close())
  t.equal((await migrateOn(connection, sqlite, [before], 0)).length, 32)
  const columns = 'channel, flow, partition_no, accepted_at, body, content_type, flow_print, schema_print'
  await connection.run(
    `INSERT INTO hub_message (seq, id, ${columns}, state, due) VALUES (4, 'x', 'c', 'a/b', 0, 7, ?, '', '', '', 'ready', 0)`,
    [new Uint8Array([1])],
  )
  t.same(
    await migrateOn(connection, sqlite, [engineMigrations], 1),
    engineMigrations.steps.slice(32).map(({ name }) => `hub/${name}`),
  )
  const living = await livingReads(() => connection).living('x')
  t.match(living, { seq: 4, acceptedAt: 7, body: new Uint8Array([1]) })
  t.notOk(living !== undefined && 'part' in living, 'no part of anything')
})

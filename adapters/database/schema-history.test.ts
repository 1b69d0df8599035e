import t from 'tap'
import { sqlite } from './dialect.js'
import { GuardedConnection } from './libsql.js'
import { defineMigrations, migrateOn } from './migrations.js'
import { engineMigrations } from './schema.js'

t.test('history of before is counted when the books are brought up to date', async (t) => {
  const connection = new GuardedConnection(':memory:')
  t.teardown(() => connection.close())
  const migrated = async (migrations: typeof engineMigrations) => {
    connection.exec('BEGIN')
    await migrateOn(connection, sqlite, [migrations], 0)
    connection.exec('COMMIT')
  }
  const before = engineMigrations.steps.filter(({ name }) => name < '0060')
  await migrated(defineMigrations('hub', Object.fromEntries(before.map(({ name, make }) => [name, make]))))
  const ended = (seq: number, day: number, outcome: string) =>
    connection.run(
      'INSERT INTO hub_history (seq, id, day, channel, flow, accepted_at, ended_at, outcome, tries, content_type, ' +
        "flow_print, schema_print) VALUES (?, ?, ?, 'c', 'a/b', 1, 2, ?, 1, 't', '', '')",
      [seq, `m-${seq}`, day, outcome],
    )
  for (const [seq, day, outcome] of [
    [1, 10, 'done'],
    [2, 10, 'done'],
    [3, 11, 'done'],
    [4, 10, 'dropped'],
    [5, 10, 'dead-letter'],
  ] as const)
    ended(seq, day, outcome)
  for (const seq of [1, 2])
    connection.run('INSERT INTO hub_history_body (seq, packed, body, answer) VALUES (?, 0, ?, ?)', [
      seq,
      new Uint8Array(100),
      seq === 1 ? new Uint8Array(50) : null,
    ])
  await migrated(engineMigrations)
  t.same(connection.rows('SELECT kind, day, flow, messages, body_bytes FROM hub_history_size ORDER BY kind, day', []), [
    [1, 10, 'a/b', 2, 250],
    [1, 11, 'a/b', 1, 0],
    [2, 10, 'a/b', 1, 0],
    [3, 10, 'a/b', 1, 0],
  ])
})

import { createConnection } from 'mysql2/promise'
import t from 'tap'
import { isAlive } from './guard.js'
import { findMariadb } from './installed.js'
import { startMariadb } from './mariadb.js'

async function asked(url: string, ...statements: readonly string[]) {
  const connection = await createConnection(url)
  try {
    let rows: unknown
    for (const statement of statements) [rows] = await connection.query(statement)
    return rows
  } finally {
    await connection.end()
  }
}

if (findMariadb() === undefined) {
  // npm test has come by a server in another way; there is no program here that could be killed.
  t.test('where no MariaDB is installed, whoever wants to start one is told', async (t) => {
    await t.rejects(startMariadb(), /no MariaDB is installed/)
  })
} else {
  t.test('a MariaDB that is killed comes back on its port with what was committed', async (t) => {
    const server = await startMariadb({ folder: t.testdir() })
    t.teardown(() => server.stop())
    await asked(
      server.url,
      'CREATE DATABASE kept',
      'CREATE TABLE kept.row (n INT)',
      'INSERT INTO kept.row VALUES (1), (2)',
    )
    const { pid, url } = server
    await server.kill()
    t.notOk(isAlive(pid!))
    t.equal(server.pid, undefined)
    await t.rejects(asked(url, 'SELECT 1'), { code: 'ECONNREFUSED' })
    await server.restart()
    t.not(server.pid, pid)
    t.equal(server.url, url)
    t.same(await asked(url, 'SELECT n FROM kept.row ORDER BY n'), [{ n: 1 }, { n: 2 }])
  })

  t.test('it syncs every commit and writes no binary log, as in production', async (t) => {
    const server = await startMariadb()
    t.teardown(() => server.stop())
    const names = 'SELECT @@innodb_flush_log_at_trx_commit AS sync, @@log_bin AS log, @@character_set_server AS charset'
    t.same(await asked(server.url, names), [{ sync: 1, log: 0, charset: 'utf8mb4' }])
  })
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { mysqlAddress, sessionOf, traitsOf } from './mysql-settings.js'

t.test('an address is read with its parts', async (t) => {
  t.strictSame(mysqlAddress('mysql://hub:p%40ss@db.example:3307/hub_books'), {
    host: 'db.example',
    port: 3307,
    user: 'hub',
    password: 'p@ss',
    database: 'hub_books',
  })
  t.match(mysqlAddress('mariadb://hub@[::1]/books'), { host: '::1', port: 3306, password: '' })
  const ca = join(t.testdir(), 'ca.pem')
  writeFileSync(ca, 'a certificate')
  t.match(mysqlAddress(`mysql://hub@db/books?tls=true&ca=${ca}`).tls, {
    ca: 'a certificate',
    rejectUnauthorized: true,
    verifyIdentity: true,
  })
  t.equal(mysqlAddress('mysql://hub@db/books?tls=false').tls, undefined)
})

t.test('an address that cannot be used is refused without its password', async (t) => {
  for (const url of [
    'books',
    'postgres://hub:sesame@db/books',
    'mysql://hub:sesame@/books',
    'mysql://:sesame@db/books',
    'mysql://hub:sesame@db/',
    'mysql://hub:sesame@db/a;b',
    'mysql://hub:sesame@db/books?ssl=1',
    'mysql://hub:sesame@db/books?tls=yes',
    'mysql://hub:sesame@db/books?ca=/ca.pem',
    'mysql://hub:sesame@db/books?tls=true&ca=/nowhere/ca.pem',
    'mysql://hub:%zz@db/books',
  ])
    try {
      mysqlAddress(url)
      t.fail(url)
    } catch (error) {
      t.match(error, { code: 'HUB_BOOKS_URL' }, url)
      t.notMatch((error as Error).message, /sesame|%zz/)
    }
})

const mode =
  'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'
const maria = {
  version: '10.11.6-MariaDB-0+deb12u1',
  max_allowed_packet: 16_777_216,
  innodb_rollback_on_timeout: 0,
  innodb_flush_log_at_trx_commit: 1,
  log_bin: 0,
  sync_binlog: 0,
  binlog_format: 'MIXED',
  sql_mode: mode,
  time_zone: '+00:00',
  character_set_connection: 'utf8mb4',
  collation_connection: 'utf8mb4_nopad_bin',
  read_only: 0,
  default_storage_engine: 'InnoDB',
}
const mysql = { ...maria, version: '8.0.36', collation_connection: 'utf8mb4_0900_bin', log_bin: 1, sync_binlog: 1 }

t.test('a server that keeps what it answers is taken', async (t) => {
  const read = (row: object) => traitsOf(Object.values(row), 'db:3306', 'refused', () => t.fail('nothing to say'))
  t.match(read(maria), { version: '10.11.6-MariaDB-0+deb12u1', rollsBackOnTimeout: false })
  t.match(read({ ...mysql, innodb_rollback_on_timeout: 1 }), { rollsBackOnTimeout: true })
  t.match(read({ ...maria, version: '11.4.2-MariaDB' }).dialect.name, 'mysql')
  t.match(read({ ...maria, version: '10.6.0-MariaDB' }).maxPacket, 16_776_192)
})

t.test('a setting that would lose or change what is kept is refused by name', async (t) => {
  for (const [server, wrong] of [
    [maria, { version: '10.5.20-MariaDB' }],
    [mysql, { version: '8.0.18' }],
    [mysql, { version: '5.7.44' }],
    [maria, { max_allowed_packet: 1_048_576 }],
    [maria, { sql_mode: 'STRICT_TRANS_TABLES' }],
    [maria, { time_zone: 'SYSTEM' }],
    [maria, { character_set_connection: 'latin1' }],
    [maria, { collation_connection: 'utf8mb4_general_ci' }],
    [maria, { read_only: 1 }],
    [maria, { default_storage_engine: 'Aria' }],
    [mysql, { binlog_format: 'STATEMENT' }],
  ] as const) {
    const [variable] = Object.keys(wrong)
    const read = () => traitsOf(Object.values({ ...server, ...wrong }), 'db:3306', 'warned', () => {})
    t.throws(read, { code: 'HUB_BOOKS_SETTINGS', message: new RegExp(`db:3306 has ${variable} = `) })
  }
})

t.test('a server that may lose what it answered is refused, or warned of', async (t) => {
  for (const [server, lossy, variable] of [
    [maria, { innodb_flush_log_at_trx_commit: 2 }, 'innodb_flush_log_at_trx_commit'],
    [mysql, { sync_binlog: 0 }, 'sync_binlog'],
  ] as const) {
    const row = Object.values({ ...server, ...lossy })
    t.throws(() => traitsOf(row, 'db:3306', 'refused', () => {}), {
      code: 'HUB_BOOKS_SETTINGS',
      details: { variable, wanted: /^1/ },
    })
    const told: string[] = []
    traitsOf(row, 'db:3306', 'warned', (sentence) => told.push(sentence))
    t.equal(told.length, 1)
    t.match(told[0], `${variable} = `)
  }
})

t.test('a session is set by what the server calls things', async (t) => {
  const said = (version: string, role: 'writes' | 'reads') => sessionOf(version, role, 5_500).join('; ')
  t.match(said(maria.version, 'writes'), /utf8mb4_nopad_bin.*autocommit = 0.*idle_transaction_timeout = 9/)
  t.match(said(mysql.version, 'writes'), /utf8mb4_0900_bin/)
  t.notMatch(said(mysql.version, 'writes'), /idle_transaction_timeout/)
  t.match(said(maria.version, 'reads'), /autocommit = 1.*READ COMMITTED, READ ONLY/)
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { GuardedConnection } from './libsql.js'
import type { Bound } from './values.js'

function memory(t: Test): GuardedConnection {
  const connection = new GuardedConnection(':memory:')
  t.teardown(() => connection.close())
  connection.exec('CREATE TABLE loose (a, b)')
  connection.exec('CREATE TABLE typed (i INTEGER, t TEXT, b BLOB, r REAL) STRICT')
  return connection
}

const rowsOf = (connection: GuardedConnection, sql: string) => {
  const answer = connection.query(sql, [])
  return 'rows' in answer ? answer.rows : []
}

t.test('a boolean, which would abort the process, is stored as 0 or 1', async (t) => {
  const connection = memory(t)
  connection.query('INSERT INTO loose (a, b) VALUES (?, ?)', [true, false])
  t.same(rowsOf(connection, 'SELECT a, b, typeof(a) AS t FROM loose'), [{ a: 1, b: 0, t: 'integer' }])
})

t.test('nothing unstorable reaches the driver from the engine’s own statements', async (t) => {
  const connection = memory(t)
  const unchecked = [
    true,
    false,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(0),
    { a: 1 },
    Symbol('a'),
    () => 1,
  ]
  for (const value of unchecked) {
    t.throws(() => connection.run('INSERT INTO loose (a) VALUES (?)', [value as unknown as Bound]), {
      code: 'HUB_BIND_VALUE',
    })
    t.throws(() => connection.rows('SELECT ?', [value as unknown as Bound]), { code: 'HUB_BIND_VALUE' })
  }
  t.same(rowsOf(connection, 'SELECT * FROM loose'), [])
})

t.test('a lone Buffer, which would abort the process, is refused', async (t) => {
  const connection = memory(t)
  const lone = Buffer.from('x') as unknown as Bound[]
  t.throws(() => connection.run('INSERT INTO loose (a) VALUES (?)', lone), { code: 'HUB_BIND_VALUE' })
  t.throws(() => connection.rows('SELECT ?', lone), { code: 'HUB_BIND_VALUE' })
  t.throws(() => connection.query('SELECT ?', lone), { code: 'HUB_BIND_VALUE' })
})

t.test('the driver still aborts on what the guard refuses, so the guard is still needed', async (t) => {
  const script = (bound: string) =>
    `const D = require('libsql'); const db = new D(':memory:'); db.exec('create table t (a)'); ` +
    `db.prepare('insert into t values (?)').run(${bound})`
  for (const bound of ['[true]', `Buffer.from('x')`])
    t.equal(spawnSync(process.execPath, ['-e', script(bound)], { stdio: 'ignore' }).signal, 'SIGABRT', bound)
})

t.test('undefined, NaN, the infinities and values of no column type are refused', async (t) => {
  const connection = memory(t)
  const refused = [
    ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, -(2 ** 60)],
    ...[2n ** 63n, -(2n ** 63n) - 1n, new Date(), [1], { a: 1 }, new Uint16Array(2), new ArrayBuffer(2)],
    ...[Symbol('a'), () => 1, Object('text')],
  ]
  for (const value of refused)
    t.throws(() => connection.query('INSERT INTO loose (a) VALUES (?)', [value]), { code: 'HUB_BIND_VALUE' })
  t.same(rowsOf(connection, 'SELECT * FROM loose'), [])
})

t.test('a refusal says which parameter and what to do, and never the value', async (t) => {
  const connection = memory(t)
  t.throws(() => connection.query('INSERT INTO loose (a, b) VALUES (?, ?)', [1, 'secret\u0000']), {
    message: 'parameter 2 cannot be stored exactly: text of 7 characters with a NUL in it; store it as bytes',
  })
  t.throws(() => connection.query('SELECT ?', [new Date()]), { message: /fromDate/ })
})

t.test(
  'text with NUL, which would be cut, and half surrogate pairs, which would be replaced, are refused',
  async (t) => {
    const connection = memory(t)
    for (const text of ['a\u0000b', '\u0000', 'a\ud800b', '\udc00'])
      t.throws(() => connection.query('INSERT INTO loose (a) VALUES (?)', [text]), { code: 'HUB_BIND_VALUE' })
    const whole = 'Äänekoski \u{1F42A} \ufeff'
    connection.query('INSERT INTO loose (a) VALUES (?)', [whole])
    t.same(rowsOf(connection, 'SELECT a FROM loose'), [{ a: whole }])
  },
)

t.test('a whole number stays a whole number, also in a column of text', async (t) => {
  const connection = memory(t)
  connection.query('INSERT INTO loose (a, b) VALUES (?, ?)', [1, -0])
  t.same(rowsOf(connection, 'SELECT typeof(a) AS a, typeof(b) AS b FROM loose'), [{ a: 'integer', b: 'integer' }])
  connection.query('INSERT INTO typed (t, i) VALUES (?, ?)', [17, 5])
  t.same(rowsOf(connection, 'SELECT t FROM typed'), [{ t: '17' }])
  t.same(connection.query('SELECT i / ? AS half FROM typed', [2]), { rows: [{ half: 2 }] })
  t.same(connection.query('SELECT ? AS r', [1.5]), { rows: [{ r: 1.5 }] })
})

t.test('large integers are exact or refused', async (t) => {
  const connection = memory(t)
  const most = 2n ** 63n - 1n
  connection.query('INSERT INTO typed (i, t) VALUES (?, ?)', [most, 'most'])
  connection.query('INSERT INTO typed (i, t) VALUES (?, ?)', [Number.MAX_SAFE_INTEGER, 'safe'])
  t.throws(() => rowsOf(connection, 'SELECT i AS "amount" FROM typed'), {
    code: 'HUB_INTEGER_TOO_LARGE',
    message: /amount/,
  })
  t.same(rowsOf(connection, "SELECT i FROM typed WHERE t = 'safe'"), [{ i: Number.MAX_SAFE_INTEGER }])
  t.same(rowsOf(connection, 'SELECT cast(i AS char) AS i FROM typed'), [
    { i: most.toString() },
    { i: String(Number.MAX_SAFE_INTEGER) },
  ])
})

t.test('bytes go in and come out as they are, also from the middle of a larger buffer', async (t) => {
  const connection = memory(t)
  const kinds = [new Uint8Array([0, 1, 255]), Buffer.from('xabcx').subarray(1, 4), new Uint8Array(0)]
  for (const bytes of kinds) connection.query('INSERT INTO typed (b) VALUES (?)', [bytes])
  for (const bytes of kinds) connection.run('INSERT INTO typed (b) VALUES (?)', [bytes])
  const wanted = [...kinds, ...kinds].map((bytes) => new Uint8Array(bytes))
  t.strictSame(
    rowsOf(connection, 'SELECT b FROM typed').map(({ b }) => b),
    wanted,
  )
  t.strictSame(
    connection.rows('SELECT b FROM typed', []).map(([b]) => b),
    wanted,
  )
})

t.test('too few and too many parameters are refused', async (t) => {
  const connection = memory(t)
  const insert = 'INSERT INTO loose (a, b) VALUES (?, ?)'
  connection.query(insert, [1, 2])
  for (const parameters of [[], [1], [1, 2, 3]]) {
    t.throws(() => connection.query(insert, parameters), { code: 'HUB_BIND_COUNT' })
    t.throws(() => connection.run(insert, parameters), { code: 'HUB_BIND_COUNT' })
    t.throws(() => connection.rows('SELECT ?, ?', parameters), { code: 'HUB_BIND_COUNT' })
  }
  t.same(rowsOf(connection, 'SELECT a, b FROM loose'), [{ a: 1, b: 2 }])
})

t.test('a second statement, which would be left out, is refused', async (t) => {
  const connection = memory(t)
  const two = 'INSERT INTO loose (a) VALUES (1); INSERT INTO loose (a) VALUES (2)'
  t.throws(() => connection.query(two, []), { code: 'HUB_SQL_REFUSED' })
  t.throws(() => connection.query('', []), { code: 'HUB_SQL_REFUSED' })
  t.same(rowsOf(connection, 'SELECT * FROM loose'), [])
})

t.test('a prepared statement goes on after a failure of its own', async (t) => {
  const connection = memory(t)
  connection.exec('CREATE UNIQUE INDEX one ON loose (a)')
  const insert = 'INSERT INTO loose (a) VALUES (?)'
  connection.query(insert, [1])
  t.throws(() => connection.query(insert, [1]), { code: 'HUB_BOOKS_CONSTRAINT', message: /loose\.a/ })
  connection.query(insert, [2])
  t.same(rowsOf(connection, 'SELECT a FROM loose ORDER BY a'), [{ a: 1 }, { a: 2 }])
})

t.test('nothing is left open that would keep a table from being changed', async (t) => {
  const connection = memory(t)
  for (let n = 0; n < 250; n++) connection.query('INSERT INTO loose (a) VALUES (?)', [n])
  t.equal(connection.rows('SELECT a FROM loose', []).length, 250)
  connection.exec('DROP TABLE loose')
})

t.test('a connection that was closed refuses everything, though the driver would go on reading', async (t) => {
  const connection = memory(t)
  const select = 'SELECT a FROM loose'
  connection.rows(select, [])
  connection.close()
  connection.close()
  for (const use of [
    () => connection.rows(select, []),
    () => connection.query(select, []),
    () => connection.run('DELETE FROM loose', []),
    () => connection.exec('BEGIN'),
  ])
    t.throws(use, { code: 'HUB_BOOKS_CLOSED' })
  t.equal(connection.inTransaction, false)
})

t.test('more statements than are kept prepared still work', async (t) => {
  const connection = memory(t)
  for (let round = 0; round < 2; round++)
    for (let n = 0; n < 450; n++) t.equal(connection.rows(`SELECT ${n}`, [])[0]![0], n)
})

t.test('what the database refuses comes as an error of the hub that says what to do', async (t) => {
  const connection = memory(t)
  t.throws(() => connection.exec('SELEC'), {
    code: 'HUB_BOOKS_SQL',
    instruction: { retry: 'give-up', effect: 'not-done' },
  })
  t.throws(() => connection.query('SELECT a FROM nowhere', []), { code: 'HUB_BOOKS_SQL', message: /nowhere/ })
  t.throws(() => connection.query('INSERT INTO typed (i) VALUES (?)', ['x']), { code: 'HUB_BOOKS_CONSTRAINT' })
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-libsql-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  t.throws(() => new GuardedConnection(join(folder, 'no', 'folder', 'x')), {
    code: 'HUB_BOOKS_IO',
    instruction: { retry: 'retry', effect: 'not-done' },
  })
  const path = join(folder, 'shared')
  const [one, other] = [new GuardedConnection(path), new GuardedConnection(path)]
  one.exec('BEGIN IMMEDIATE')
  t.throws(() => other.exec('BEGIN IMMEDIATE'), { code: 'HUB_BOOKS_BUSY', instruction: { retry: 'retry' } })
  one.close()
  other.exec('PRAGMA query_only = ON')
  t.throws(() => other.exec('CREATE TABLE t (a)'), { code: 'HUB_BOOKS_READ_ONLY' })
  other.close()
})

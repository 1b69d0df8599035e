import t from 'tap'
import { add, shop } from '../../test/books/mysql-shop.js'

t.test('values come back as they went, and as SQLite gives them', async (t) => {
  const { beside } = await shop(t)
  const body = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
  await beside.run('INSERT INTO shop_step VALUES (?, ?, ?, ?, ?)', [
    9_007_199_254_740_991,
    'ä€😀 ',
    body,
    '{"a":1}',
    0.1,
  ])
  await beside.run('INSERT INTO shop_step VALUES (?, ?, ?, ?, ?)', [-5, '', new Uint8Array(0), null, null])
  const [small, large] = await beside.rows('SELECT n, name, body, note, rate FROM shop_step ORDER BY n LIMIT ?', [2])
  t.strictSame(small, [-5, '', new Uint8Array(0), null, null])
  t.strictSame(large, [9_007_199_254_740_991, 'ä€😀 ', body, '{"a":1}', 0.1])
  t.equal(Object.getPrototypeOf(large![2]), Uint8Array.prototype, 'plain bytes')
  t.strictSame(await beside.rows('SELECT COUNT(*), SUM(n), MAX(n), AVG(rate) FROM shop_step WHERE n < ?', [0]), [
    [1, -5, -5, null],
  ])
  t.strictSame(
    await beside.rows('WITH w (n, b) AS (SELECT ?, ? UNION ALL SELECT ?, ?) SELECT n, b FROM w', [1, body, 2, null]),
    [
      [1, body],
      [2, null],
    ],
  )
  t.strictSame(await beside.query('SELECT n, name FROM shop_step WHERE n = ?', [-5n]), { rows: [{ n: -5, name: '' }] })
  t.match(
    await beside.query('UPDATE shop_step SET name = ? WHERE n = ?', ['', -5]),
    { changes: 1 },
    'found, if not changed',
  )
  await t.rejects(beside.query('SELECT SUM(n) + ? AS big FROM shop_step', [9_007_199_254_740_993n]), {
    code: 'HUB_INTEGER_TOO_LARGE',
    message: /column big/,
  })
})

t.test('texts are told apart by case, accent and blanks, and are in the order of their code points', async (t) => {
  const { beside } = await shop(t)
  const names = ['a', 'A', 'a ', 'á', 'z', 'Z', '😀', '\uffee']
  for (const [n, name] of names.entries()) await beside.run(add, [n, name])
  for (const [n, name] of names.entries())
    t.strictSame(await beside.rows('SELECT n FROM shop_step WHERE name = ?', [name]), [[n]])
  const sorted = (await beside.rows('SELECT name FROM shop_step ORDER BY name', [])).map(([name]) => name)
  t.strictSame(
    sorted,
    [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
  )
})

t.test('what cannot be stored as it is does not reach the server', async (t) => {
  const { beside } = await shop(t)
  await t.rejects(beside.run(add, [1]), { code: 'HUB_BIND_COUNT' })
  await t.rejects(beside.query(add, [1, undefined]), { code: 'HUB_BIND_VALUE' })
  await t.rejects(beside.query(add, [1, 'a\u0000']), { code: 'HUB_BIND_VALUE' })
  await t.rejects(beside.run(add, [Number.NaN, 'a']), { code: 'HUB_BIND_VALUE' })
  await t.rejects(beside.query('SELECT 1; SELECT 2', []), { code: 'HUB_SQL_REFUSED' })
  const large = new Uint8Array(17 * 1024 * 1024)
  const packet = { code: 'HUB_BOOKS_PACKET', message: /max_allowed_packet/ }
  await t.rejects(beside.run('INSERT INTO shop_step (n, name, body) VALUES (?, ?, ?)', [1, 'a', large]), packet)
  const wide = 'ä'.repeat(9_000_000)
  await t.rejects(beside.run('INSERT INTO shop_step (n, name, note) VALUES (?, ?, ?)', [1, 'a', wide]), packet)
  await t.rejects(beside.rows(`SELECT LENGTH('${wide}')`, []), packet)
  t.strictSame(await beside.rows('SELECT LENGTH(?)', ['ä'.repeat(8_000_000)]), [[16_000_000]])
  t.strictSame(await beside.rows('SELECT COUNT(*) FROM shop_step', []), [[0]], 'and the connection goes on')
})

t.test('what the server refuses is told by what to do about it, without the value', async (t) => {
  const { beside, connection } = await shop(t)
  await beside.run(add, [1, 'secret'])
  const told = async (code: string, sql: string, ...parameters: readonly (string | number | null)[]) => {
    const error = await Promise.resolve(beside.run(sql, parameters)).catch((error: Error) => error)
    t.match(error, { code })
    t.notMatch(`${(error as Error).message} ${(error as Error).cause}`, /secret/)
  }
  await told('HUB_BOOKS_CONSTRAINT', add, 1, 'secret')
  await told('HUB_BOOKS_CONSTRAINT', add, 2, 'a secret that is too long')
  await told('HUB_BOOKS_CONSTRAINT', add, 2, null)
  await told('HUB_BOOKS_CONSTRAINT', "INSERT INTO shop_step (n, name) VALUES ('secret', ?)", 'x')
  await told('HUB_BOOKS_CONSTRAINT', 'UPDATE shop_step SET note = ? WHERE name = 5', 'x')
  await told('HUB_BOOKS_CONSTRAINT', 'UPDATE shop_step SET n = ?', "it's a secret' for")
  await told('HUB_BOOKS_CONSTRAINT', 'UPDATE shop_step SET n = CAST(? AS DATE)', 'secret')
  await told('HUB_BOOKS_SQL', "UPDATE shop_step SET n = STR_TO_DATE(?, '%Y')", 'secret')
  await told('HUB_BOOKS_SQL', "UPDATE shop_step SET n = EXP(REPLACE(?, 'secret', 999))", 'secret')
  await told('HUB_BOOKS_SQL', 'INSERT INTO shop_nothing (n) VALUES (?)', 1)
  await told('HUB_BOOKS_SQL', 'SELEC ?', 1)
  await t.rejects(connection('reads').run(add, [3, 'c']), { code: 'HUB_BOOKS_READ_ONLY' })
})

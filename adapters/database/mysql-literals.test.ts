import fc from 'fast-check'
import { createConnection } from 'mysql2/promise'
import t from 'tap'
import { mysqlUrl } from '../../test/services.js'
import { literals } from './mysql-literals.js'
import { mysqlAddress, sessionOf } from './mysql-settings.js'
import type { Bound } from './values.js'

t.test('whatever text, bytes or number is written as a literal is read by the server as the same', async (t) => {
  const { host, port, user, password } = mysqlAddress(`${await mysqlUrl()}mysql`)
  const connection = await createConnection({ host, port, user, password, charset: 'utf8mb4', supportBigNumbers: true })
  t.teardown(() => connection.end())
  const [[{ version }]] = (await connection.query('SELECT VERSION() AS version')) as unknown as [[{ version: string }]]
  for (const statement of sessionOf(version, 'reads', 0)) await connection.query(statement)
  const read = async (row: readonly Bound[]) => {
    const sql = `SELECT ${literals(row).slice(1, -1)}`
    return ((await connection.query({ sql, rowsAsArray: true })) as unknown as [unknown[][]])[0][0]!
  }
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).filter((value) => !value.includes('\u0000')),
    fc.string({ unit: fc.constantFrom("'", '\\', '"', '`', '\n', '\r', '\u001a', '%', '?', '-', 'å', '💶') }),
  )
  await fc.assert(
    fc.asyncProperty(text, fc.uint8Array(), fc.maxSafeInteger(), async (one, bytes, number) => {
      const came = await read([one, bytes, number, null])
      t.same([came[0], Buffer.from(came[1] as Uint8Array), came[2], came[3]], [one, Buffer.from(bytes), number, null])
    }),
    { numRuns: 200 },
  )
})

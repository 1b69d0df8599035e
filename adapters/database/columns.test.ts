import t from 'tap'
import { exactInteger, fromDate, fromFlag, fromJson, rowsInPages, toDate, toFlag, toJson } from './columns.js'
import { builderOn, Lease } from './kysely-door.js'
import { GuardedConnection } from './libsql.js'

t.test('dates, flags and JSON come back as they went', async (t) => {
  const date = new Date(Date.UTC(2026, 2, 2, 12, 0, 0, 7))
  t.same(toDate(fromDate(date)), date)
  for (const flag of [true, false]) t.equal(toFlag(fromFlag(flag)), flag)
  t.same(fromJson(toJson({ a: [1, 'ä', null] })), { a: [1, 'ä', null] })
})

t.test('an integer beyond 2^53 is read as digits', async (t) => {
  const connection = new GuardedConnection(':memory:')
  t.teardown(() => connection.close())
  connection.exec('CREATE TABLE probe_sum (cents INTEGER) STRICT')
  const db = builderOn<{ probe_sum: { cents: number | bigint } }>(connection, new Lease())
  await db.insertInto('probe_sum').values({ cents: 9_007_199_254_740_993n }).execute()
  await t.rejects(db.selectFrom('probe_sum').select('cents').execute(), { code: 'HUB_INTEGER_TOO_LARGE' })
  const row = await db
    .selectFrom('probe_sum')
    .select(({ ref }) => exactInteger(ref('cents')).as('cents'))
    .executeTakeFirstOrThrow()
  t.equal(BigInt(row.cents), 9_007_199_254_740_993n)
})

t.test('pages end with the first that is not full', async (t) => {
  const asked: number[] = []
  const all = [1, 2, 3, 4, 5, 6]
  const read = async (size: number) => {
    const found: number[] = []
    const page = async (after: number, limit: number) => {
      asked.push(after)
      return all.filter((n) => n > after).slice(0, limit)
    }
    for await (const n of rowsInPages({ page, from: 0, afterOf: (n) => n, size })) found.push(n)
    return found
  }
  t.same(await read(4), all)
  t.same(asked.splice(0), [0, 4])
  t.same(await read(3), all)
  t.same(asked.splice(0), [0, 3, 6])
})

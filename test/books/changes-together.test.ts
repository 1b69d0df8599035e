import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { defineMigrations } from '../../adapters/database/migrations.js'
import { prepared } from '../../adapters/database/prepared.js'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import type { Unit } from '../../bus/ports/unit.js'
import { freshDatabase } from '../services.js'

// On a server, what changes only write is sent together. Nobody may notice but by the clock.

interface Tables {
  shop_order: { id: string; cents: number }
}
type Tx = Kysely<Tables>
const migrations = defineMigrations('shop', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('shop_order')
      .addColumn('id', type.text(10), (column) => column.primaryKey().notNull())
      .addColumn('cents', type.integer, (column) => column.notNull()),
})
const insert = prepared<Tables, { id: string; cents: number }>((db, { id, cents }) =>
  db.insertInto('shop_order').values({ id, cents }),
)

const pay = prepared<Tables, { id: string; cents: number }>((db, { id, cents }) =>
  db
    .updateTable('shop_order')
    .set({ cents: sql`cents + ${cents}` })
    .where('id', '=', id),
)
const slowly = prepared<Tables, { id: string; cents: number }>((db, { id, cents }) =>
  db
    .updateTable('shop_order')
    .set({ cents: sql`cents + ${cents} + SLEEP(0.8)` })
    .where('id', '=', id),
)

async function setUp(t: { teardown(work: () => Promise<void>): void }, applyWithin = 5_000) {
  const books = await openSharedBooks({
    url: await freshDatabase(t),
    version: 'test',
    migrations: [migrations],
    applyWithin,
  })
  t.teardown(() => books.close())
  const rows = async () => await books.read<Tables>().selectFrom('shop_order').selectAll().orderBy('id').execute()
  const states = async (units: readonly Unit[]) => {
    const results = await books.store.commit(units)
    return results.map((one) => (one.state === 'failed' ? (one.error as { code?: string }).code : one.state))
  }
  return { books, rows, states }
}

let called = 0
const adding = (id: string, cents: number): Unit => ({
  async apply(tx) {
    called++
    await insert.run(tx as Tx, { id, cents })
    return { writes: {} }
  },
})

t.test('changes that are sent together stand as if each had been sent alone', async (t) => {
  const { rows, states } = await setUp(t)
  const ids = Array.from({ length: 300 }, (_, n) => `o-${String(n).padStart(3, '0')}`)
  t.strictSame(new Set(await states(ids.map((id, n) => adding(id, n)))), new Set(['committed']))
  t.strictSame(
    await rows(),
    ids.map((id, cents) => ({ id, cents })),
  )
})

t.test('the change whose statement fails is the one that fails, and no change is asked twice', async (t) => {
  const { rows, states } = await setUp(t)
  t.strictSame(await states([adding('b', 0)]), ['committed'])
  called = 0
  const all = [adding('a', 1), adding('b', 2), adding('c', 3), adding('too-long-for-it', 4), adding('d', 5)]
  t.strictSame(await states(all), [
    'committed',
    'HUB_BOOKS_CONSTRAINT',
    'committed',
    'HUB_BOOKS_CONSTRAINT',
    'committed',
  ])
  t.equal(called, all.length)
  t.strictSame(
    (await rows()).map(({ id, cents }) => `${id}${cents}`),
    ['a1', 'b0', 'c3', 'd5'],
  )
})

t.test('a change that reads finds what those before it have written, and hears of none that failed', async (t) => {
  const { rows, states } = await setUp(t)
  const found: string[][] = []
  const reading: Unit = {
    async apply(tx) {
      const came = await (tx as Tx).selectFrom('shop_order').select('id').orderBy('id').execute()
      found.push(came.map(({ id }) => id))
      await insert.run(tx as Tx, { id: 'r', cents: came.length })
      return { writes: {} }
    },
  }
  const all = [adding('a', 1), adding('a', 2), reading, adding('z', 3)]
  t.strictSame(await states(all), ['committed', 'HUB_BOOKS_CONSTRAINT', 'committed', 'committed'])
  t.strictSame(found, [['a']])
  t.strictSame(
    (await rows()).map(({ id, cents }) => `${id}${cents}`),
    ['a1', 'r1', 'z3'],
  )
})

t.test('a change that throws leaves nothing, whether or not its statements were sent by then', async (t) => {
  const { books, rows, states } = await setUp(t)
  const throwing = (reads: boolean): Unit => ({
    async apply(tx) {
      await insert.run(tx as Tx, { id: 'gone', cents: 1 })
      if (reads) t.equal((await (tx as Tx).selectFrom('shop_order').selectAll().execute()).length, 2)
      throw Object.assign(new Error('changed its mind'), { code: 'MINE' })
    },
  })
  t.strictSame(await states([adding('a', 1), throwing(false), throwing(true), adding('b', 2)]), [
    'committed',
    'MINE',
    'MINE',
    'committed',
  ])
  t.strictSame(
    (await rows()).map(({ id }) => id),
    ['a', 'b'],
  )
  t.equal(await books.store.lastSeq(), 0)
})

t.test('a change that is refused after it was carried out leaves nothing', async (t) => {
  const { rows, states } = await setUp(t)
  const refused: Unit = {
    async apply(tx) {
      await insert.run(tx as Tx, { id: 'gone', cents: 1 })
      const message = { messageId: 'nobody', name: 'x', kind: 'change', state: 'answered', attempts: 1, at: 1 } as const
      return { writes: { records: [message] } }
    },
  }
  t.strictSame(await states([adding('a', 1), refused, adding('b', 2)]), ['committed', 'refused', 'committed'])
  t.strictSame(
    (await rows()).map(({ id }) => id),
    ['a', 'b'],
  )
})

const reads = (tx: unknown) => (tx as Tx).selectFrom('shop_order').select('id').execute()

t.test('what a change asks at the same time sends what has waited once, and all of it', async (t) => {
  const { rows, states } = await setUp(t)
  await states([adding('a', 1)])
  const asking = (id: string): Unit => ({
    async apply(tx) {
      // Takes the savepoint.
      await reads(tx)
      await pay.run(tx as Tx, { id: 'a', cents: 10 })
      await Promise.all([reads(tx), reads(tx), pay.run(tx as Tx, { id: 'a', cents: 100 })])
      const direct = (tx as Tx).insertInto('shop_order').values({ id, cents: 0 }).execute()
      // Waits while the other one is under way.
      await new Promise((soon) => setImmediate(soon))
      await Promise.all([direct, pay.run(tx as Tx, { id: 'a', cents: 1_000 })])
      return { writes: {} }
    },
  })
  t.strictSame(await states([asking('b'), adding('c', 1)]), ['committed', 'committed'])
  const shown = async () => (await rows()).map(({ id, cents }) => `${id}${cents}`)
  t.strictSame(await shown(), ['a1111', 'b0', 'c1'])
  // With one that fails, all that has waited is made again.
  t.strictSame(await states([asking('d'), adding('c', 2)]), ['committed', 'HUB_BOOKS_CONSTRAINT'])
  t.strictSame(await shown(), ['a2221', 'b0', 'c1', 'd0'])
})

t.test('a change whose time is over while what has waited is sent leaves nothing, and that is sent once', async (t) => {
  const { rows, states } = await setUp(t, 600)
  await states([adding('a', 1)])
  const paying: Unit = {
    async apply(tx) {
      for (const cents of [10, 100]) await slowly.run(tx as Tx, { id: 'a', cents })
      return { writes: {} }
    },
  }
  const late: Unit = {
    async apply(tx) {
      await (tx as Tx).insertInto('shop_order').values({ id: 'late', cents: 0 }).execute()
      return { writes: {} }
    },
  }
  t.strictSame(await states([paying, late, adding('b', 1)]), ['committed', 'HUB_CHANGE_SLOW', 'committed'])
  t.strictSame(
    (await rows()).map(({ id, cents }) => `${id}${cents}`),
    ['a111', 'b1'],
  )
})

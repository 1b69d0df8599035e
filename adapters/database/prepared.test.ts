import type { Generated } from 'kysely'
import t from 'tap'
import { defineMigrations } from './migrations.js'
import { prepared } from './prepared.js'
import { temporaryBooks } from './temporary.js'

interface Tables {
  shop_order: { id: string; cents: number; note: string | null; state: Generated<string> }
}
interface Order {
  readonly id: string
  readonly cents: number
  readonly note: string | null
}
const migrations = defineMigrations('shop', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('shop_order')
      .addColumn('id', type.text(40), (column) => column.primaryKey().notNull())
      .addColumn('cents', type.integer, (column) => column.notNull())
      .addColumn('note', type.text(40))
      .addColumn('state', type.text(20), (column) => column.notNull()),
})

t.test('a statement is compiled once and run with many values', async (t) => {
  const books = await temporaryBooks({ migrations: [migrations] })
  t.teardown(() => books.remove())
  let built = 0
  const upsert = prepared<Tables, Order>((db, order) => {
    built++
    return db
      .insertInto('shop_order')
      .values({ id: order.id, cents: order.cents, note: order.note, state: 'new' })
      .onConflict((met) => met.column('id').doUpdateSet({ cents: order.cents, note: order.note }))
  })
  const byState = prepared<Tables, { readonly state: string }>((db, { state }) =>
    db.selectFrom('shop_order').selectAll().where('state', '=', state).orderBy('id'),
  )
  const all: readonly Order[] = [
    { id: 'a', cents: 1, note: 'x' },
    { id: 'b', cents: 2, note: null },
    { id: 'a', cents: 3, note: null },
  ]
  await books.write<Tables, void>(async (tx) => {
    for (const order of all) await upsert.run(tx, order)
  })
  t.strictSame((await byState.run(books.read<Tables>(), { state: 'new' })).rows, [
    { id: 'a', cents: 3, note: null, state: 'new' },
    { id: 'b', cents: 2, note: null, state: 'new' },
  ])
  t.equal(built, 1)
})

t.test('a value that is looked into instead of placed is refused', async (t) => {
  const books = await temporaryBooks({ migrations: [migrations] })
  t.teardown(() => books.remove())
  const run = (make: Parameters<typeof prepared<Tables, Order>>[0]) =>
    books.write<Tables, unknown>((tx) => prepared<Tables, Order>(make).run(tx, { id: 'a', cents: 1, note: null }))
  await t.rejects(
    run((db, order) => db.insertInto('shop_order').values({ ...order, state: 'new' })),
    { name: 'TypeError', message: /names each value/ },
  )
  await t.rejects(
    run((db, order) => db.deleteFrom('shop_order').where('id', '=', `order-${order.id}`)),
    { name: 'TypeError', message: /looked at only|by their names/ },
  )
})

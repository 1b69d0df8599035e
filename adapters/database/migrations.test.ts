import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { sqlite } from './dialect.js'
import { GuardedConnection } from './libsql.js'
import { defineMigrations, type Migration, type Migrations, migrateOn } from './migrations.js'

const table =
  (name: string): Migration =>
  (db, type) =>
    db.schema.createTable(name).addColumn('id', type.id, (column) => column.primaryKey())

function books(t: Test) {
  const connection = new GuardedConnection(':memory:')
  t.teardown(() => connection.close())
  return {
    connection,
    async migrate(...owners: readonly Migrations[]) {
      connection.exec('BEGIN')
      try {
        const done = await migrateOn(connection, sqlite, owners, 7)
        connection.exec('COMMIT')
        return done
      } catch (error) {
        connection.exec('ROLLBACK')
        throw error
      }
    },
    tables: () =>
      connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", []).map(([name]) => name),
  }
}

const first = { '0001-order': table('fees_order') }

t.test('each owner’s migrations are carried out once, in the order of their names', async (t) => {
  const { migrate, tables, connection } = books(t)
  const fees = defineMigrations('fees', {
    '0002-order-by-state': (db) => db.schema.createIndex('fees_order_by_id').on('fees_order').column('id'),
    ...first,
    '0010-first-order': (db) => db.insertInto('fees_order').values({ id: sql.lit('1') }),
  })
  const shop = defineMigrations('web-shop', { '0001-item': table('web_shop_item') })
  t.same(await migrate(fees, shop), [
    'fees/0001-order',
    'fees/0002-order-by-state',
    'fees/0010-first-order',
    'web-shop/0001-item',
  ])
  t.same(await migrate(fees, shop), [])
  t.same(tables(), ['fees_migration', 'fees_order', 'web_shop_item', 'web_shop_migration'])
  t.same(connection.rows('SELECT id FROM fees_order', []), [['1']])
  const more = defineMigrations('fees', {
    ...first,
    '0002-order-by-state': fees.steps[1]!.make,
    '0010-first-order': fees.steps[2]!.make,
    '0011-payment': table('fees_payment'),
  })
  t.same(await migrate(more), ['fees/0011-payment'])
})

t.test('tables are strict, so that a column holds what it says', async (t) => {
  const { migrate, connection } = books(t)
  await migrate(
    defineMigrations('fees', {
      '0001-order': (db, type) => db.schema.createTable('fees_order').addColumn('n', type.integer),
      '0002-row': (db, type, { byKey }) =>
        db.schema
          .createTable('fees_row')
          .addColumn('n', type.integer, (column) => column.notNull().primaryKey())
          .modifyEnd(byKey),
    }),
  )
  for (const name of ['fees_order', 'fees_row'])
    t.throws(() => connection.query(`INSERT INTO ${name} (n) VALUES (?)`, ['many']), { code: 'HUB_BOOKS_CONSTRAINT' })
})

t.test('a migration that was changed after it was carried out is refused', async (t) => {
  const { migrate } = books(t)
  await migrate(defineMigrations('fees', first))
  const changed = defineMigrations('fees', {
    '0001-order': (db, type) => db.schema.createTable('fees_order').addColumn('id', type.integer),
  })
  await t.rejects(migrate(changed), { code: 'HUB_MIGRATION_CHANGED', message: /fees\/0001-order/ })
})

t.test('books that are newer than the program are refused, unless it can live with what is new', async (t) => {
  const nullable: Migration = (db, type) => db.schema.alterTable('fees_order').addColumn('note', type.longText)
  const filled: Migration = (db, type) =>
    db.schema
      .alterTable('fees_order')
      .addColumn('kind', type.integer, (column) => column.notNull().defaultTo(sql.lit(1)))
  const unique: (of: string) => Migration = (of) => (db) =>
    db.schema.createIndex(`${of}_by_id`).unique().on(of).column('id')
  const dropped: Migration = (db) => db.schema.dropTable('fees_payment')
  const lives = async (...steps: readonly Migration[]) => {
    const { migrate } = books(t)
    const newer = { ...first, ...Object.fromEntries(steps.map((step, at) => [`000${at + 2}-step`, step])) }
    await migrate(defineMigrations('fees', first))
    await migrate(defineMigrations('fees', newer))
    return migrate(defineMigrations('fees', first))
  }
  t.same(await lives(table('fees_payment')), [])
  t.same(await lives(table('fees_payment'), unique('fees_payment'), dropped), [], 'an index and an end of what is new')
  t.same(await lives(nullable, filled), [])
  t.same(await lives((db) => db.schema.createIndex('fees_order_again').on('fees_order').column('id')), [])
  t.same(await lives((db) => db.insertInto('fees_order').values({ id: sql.lit('1') })), [])
  const refused = { code: 'HUB_BOOKS_NEWER', message: /fees\/0002-step/ }
  await t.rejects(lives(unique('fees_order')), refused)
  await t.rejects(
    lives((db) => db.deleteFrom('fees_order')),
    refused,
  )
  await t.rejects(
    lives((db) => db.schema.dropTable('fees_order')),
    refused,
  )
  await t.rejects(
    lives((db) => db.schema.alterTable('fees_order').renameColumn('id', 'order_id')),
    refused,
  )
  await t.rejects(
    lives((db, type) => db.schema.alterTable('fees_order').addColumn('n', type.integer).dropColumn('id')),
    /./,
  )
})

t.test('books whose bookkeeping says less get the columns they lack', async (t) => {
  const { migrate, connection } = books(t)
  connection.exec(
    'CREATE TABLE fees_migration (name TEXT PRIMARY KEY NOT NULL, print TEXT NOT NULL, at INTEGER NOT NULL)',
  )
  await migrate(defineMigrations('fees', first))
  connection.exec('UPDATE fees_migration SET additive = 0')
  t.same(await migrate(defineMigrations('fees', { ...first, '0002-payment': table('fees_payment') })), [
    'fees/0002-payment',
  ])
  t.strictSame(connection.rows('SELECT name, additive, done FROM fees_migration ORDER BY name', []), [
    ['0001-order', 0, 1],
    ['0002-payment', 1, 1],
  ])
  // As a program of before writes it.
  connection.run('INSERT INTO fees_migration (name, print, at) VALUES (?, ?, ?)', ['0003-old', 'x', 1])
  await t.rejects(migrate(defineMigrations('fees', first)), { code: 'HUB_BOOKS_NEWER' })
})

t.test('a migration that is missing among the others is refused', async (t) => {
  const { migrate } = books(t)
  const third = { '0003-refund': table('fees_refund') }
  await migrate(defineMigrations('fees', { ...first, '0002-payment': table('fees_payment'), ...third }))
  await t.rejects(migrate(defineMigrations('fees', { ...first, ...third })), { code: 'HUB_MIGRATION_MISSING' })
})

t.test('a new migration that comes before one already carried out is refused', async (t) => {
  const { migrate } = books(t)
  const third = { '0003-refund': table('fees_refund') }
  await migrate(defineMigrations('fees', { ...first, ...third }))
  const late = defineMigrations('fees', { ...first, '0002-payment': table('fees_payment'), ...third })
  await t.rejects(migrate(late), { code: 'HUB_MIGRATION_ORDER', message: /fees\/0002-payment/ })
})

t.test('when one fails, none of them was carried out', async (t) => {
  const { migrate, tables } = books(t)
  const failing = defineMigrations('fees', {
    ...first,
    '0002-again': (db, type) => db.schema.createTable('fees_order').addColumn('id', type.id),
  })
  await t.rejects(migrate(failing), { code: 'HUB_BOOKS_SQL' })
  t.same(tables(), [])
})

t.test('names tell owner and order', async (t) => {
  for (const owner of ['', 'Fees', 'fees_x', '1fees', 'fees/x'])
    t.throws(() => defineMigrations(owner, first), { code: 'HUB_MIGRATION_NAME' }, owner)
  for (const name of ['order', '1-order', '0001', '0001-Order', '0001_order'])
    t.throws(() => defineMigrations('fees', { [name]: table('fees_order') }), { code: 'HUB_MIGRATION_NAME' }, name)
  t.throws(() => defineMigrations('fees', { ...first, '0001-other': table('fees_other') }), {
    code: 'HUB_MIGRATION_NAME',
    message: /number/,
  })
})

t.test('an owner touches its own tables and indexes only, one statement each', async (t) => {
  const wrong: readonly Migration[] = [
    table('order'),
    table('hub_message'),
    (db) => db.schema.dropTable('hub_message'),
    (db) => db.schema.createIndex('fees_by_id').on('hub_message').column('id'),
    (db) => db.schema.createIndex('by_id').on('fees_order').column('id'),
    (db) => db.deleteFrom('hub_message'),
    (db) => db.insertInto('fees_order').values({ id: '1' }),
    (db) => db.schema.createView('fees_view').as(db.selectFrom('fees_order').selectAll()),
    () => ({
      compile: () => ({ sql: 'create table "fees_a" (a int); drop table "hub_message"', parameters: [] }) as never,
    }),
  ]
  for (const make of wrong) {
    const { migrate, tables } = books(t)
    const code = /HUB_MIGRATION_NAME|HUB_SQL_REFUSED/
    await t.rejects(migrate(defineMigrations('fees', { '0001-wrong': make })), { code })
    t.same(tables(), [])
  }
})

t.test('owners whose tables could be taken for one another’s do not go together', async (t) => {
  const { migrate } = books(t)
  const [fees, late] = [defineMigrations('fees', first), defineMigrations('fees-late', {})]
  await t.rejects(migrate(fees, late), { code: 'HUB_MIGRATION_NAME' })
  await t.rejects(migrate(fees, fees), { code: 'HUB_MIGRATION_NAME' })
})

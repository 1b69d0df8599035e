import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { freshDatabase } from '../../test/services.js'
import { defineMigrations, type Migration, type Migrations } from './migrations.js'
import { MysqlConnection } from './mysql-connection.js'
import { migrateMysql } from './mysql-migrating.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'
import { engineMigrations } from './schema.js'

async function books(t: Test) {
  const server = new MysqlServer({ address: mysqlAddress(await freshDatabase(t)), lossy: 'warned', warn: () => {} })
  const connected = async () => {
    const connection = new MysqlConnection(server, 'beside')
    t.teardown(() => connection.close())
    await connection.ready()
    return connection
  }
  const connection = await connected()
  const one = async (text: string) => (await connection.rows(text, [])).map(([value]) => value)
  return {
    connection,
    migrate: (...owners: readonly Migrations[]) =>
      migrateMysql(connection, connection.dialect, owners, 7, server.database),
    migrateElsewhere: async (...owners: readonly Migrations[]) => {
      const other = await connected()
      return migrateMysql(other, other.dialect, owners, 7, server.database)
    },
    tables: () =>
      one('SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name'),
    steps: () => one('SELECT CONCAT(name, " ", additive, done) FROM fees_migration ORDER BY name'),
  }
}

const table =
  (name: string): Migration =>
  (db, type) =>
    db.schema.createTable(name).addColumn('id', type.id, (column) => column.primaryKey().notNull())
const first = { '0001-order': table('fees_order') }

t.test('each owner’s migrations are carried out once, in the order of their names', async (t) => {
  const { migrate, tables, connection, steps } = await books(t)
  const fees = defineMigrations('fees', {
    '0002-order-by-id': (db) => db.schema.createIndex('fees_order_by_id').on('fees_order').column('id'),
    ...first,
    '0010-first-order': (db) => db.insertInto('fees_order').values({ id: sql.lit('1') }),
    '0011-second-order': (db) =>
      db
        .updateTable('fees_order')
        .set({ id: sql.lit('2') })
        .where('id', '=', sql.lit('1')),
    '0012-order-number': (db, type) =>
      db.schema.alterTable('fees_order').addColumn('n', type.rowNumber, (n) => n.unique()),
    '0013-no-order-by-id': (db, _type, dialect) => dialect.dropIndex(db, 'fees_order_by_id', 'fees_order'),
  })
  const shop = defineMigrations('web-shop', { '0001-item': table('web_shop_item') })
  t.equal((await migrate(fees, shop)).length, 7)
  t.same(await migrate(fees, shop), [])
  t.same(await tables(), ['fees_migration', 'fees_order', 'web_shop_item', 'web_shop_migration'])
  t.same(await connection.rows('SELECT id, n FROM fees_order', []), [['2', 1]])
  t.ok((await steps()).every((step) => / 11$/.test(String(step))))
})

t.test('the engine’s own tables are made by two processes at one time', async (t) => {
  const { migrate, migrateElsewhere, tables } = await books(t)
  const [here, elsewhere] = await Promise.all([migrate(engineMigrations), migrateElsewhere(engineMigrations)])
  t.equal(here.length + elsewhere.length, engineMigrations.steps.length)
  t.ok((await tables()).includes('hub_message'))
  t.same(await migrate(engineMigrations), [])
})

t.test('a migration that was cut off is finished, whether or not it took place', async (t) => {
  const { migrate, connection, steps } = await books(t)
  const all = defineMigrations('fees', {
    ...first,
    '0002-note': (db, type) => db.schema.alterTable('fees_order').addColumn('note', type.longText),
    '0003-by-id': (db) => db.schema.createIndex('fees_order_by_id').on('fees_order').column('id'),
    '0004-no-note': (db) => db.schema.alterTable('fees_order').dropColumn('note'),
    '0005-none-by-id': (db, _type, dialect) => dialect.dropIndex(db, 'fees_order_by_id', 'fees_order'),
    '0006-none': (db) => db.schema.dropTable('fees_order'),
  })
  const upTo = (count: number) =>
    defineMigrations('fees', Object.fromEntries(all.steps.slice(0, count).map(({ name, make }) => [name, make])))
  for (const [at, { name }] of all.steps.entries()) {
    await migrate(upTo(at))
    // Cut off before it took place.
    await migrate(upTo(at + 1))
    const undo = [
      'DROP TABLE fees_order',
      'ALTER TABLE fees_order DROP COLUMN note',
      'DROP INDEX fees_order_by_id ON fees_order',
      'ALTER TABLE fees_order ADD COLUMN note longtext',
      'CREATE INDEX fees_order_by_id ON fees_order (id)',
      'CREATE TABLE fees_order (id varchar(36) PRIMARY KEY)',
    ]
    await connection.exec(undo[at]!)
    await connection.run('UPDATE fees_migration SET done = 0 WHERE name = ?', [name])
    t.same(await migrate(upTo(at + 1)), [`fees/${name}`])
    // And after it.
    await connection.run('UPDATE fees_migration SET done = 0 WHERE name = ?', [name])
    t.same(await migrate(upTo(at + 1)), [`fees/${name}`], name)
    t.same(await migrate(upTo(at + 1)), [])
  }
  t.equal((await steps()).length, 6)
})

t.test('what nobody can see from outside is left to people', async (t) => {
  const { migrate, connection } = await books(t)
  const all = defineMigrations('fees', {
    ...first,
    '0002-long-id': (db, type) => db.schema.alterTable('fees_order').modifyColumn('id', type.text(100)),
  })
  await migrate(all)
  await connection.run('UPDATE fees_migration SET done = 0 WHERE name = ?', ['0002-long-id'])
  await t.rejects(migrate(all), { code: 'HUB_MIGRATION_BEGUN', message: /fees\/0002-long-id/ })
})

t.test('one that is refused leaves those before it, and no trace of itself', async (t) => {
  const { migrate, steps } = await books(t)
  const failing = defineMigrations('fees', { ...first, '0002-again': table('fees_order') })
  await t.rejects(migrate(failing), { code: 'HUB_BOOKS_SQL' })
  t.same(await steps(), ['0001-order 11'])
  const rows = defineMigrations('fees', {
    ...first,
    '0002-rows': (db) => db.insertInto('fees_order').values([{ id: sql.lit('1') }, { id: sql.lit('1') }]),
  })
  await t.rejects(migrate(rows), { code: 'HUB_BOOKS_CONSTRAINT' })
  t.same(await steps(), ['0001-order 11'])
})

t.test(
  'a program one version back lives with new tables and columns, and is refused what it cannot live with',
  async (t) => {
    const { migrate } = await books(t)
    const newer = {
      ...first,
      '0002-payment': table('fees_payment'),
      '0003-note': ((db, type) => db.schema.alterTable('fees_order').addColumn('note', type.longText)) as Migration,
    }
    await migrate(defineMigrations('fees', newer))
    t.same(await migrate(defineMigrations('fees', first)), [])
    const gone: Migration = (db) => db.schema.alterTable('fees_order').dropColumn('note')
    await migrate(defineMigrations('fees', { ...newer, '0004-no-note': gone }))
    await t.rejects(migrate(defineMigrations('fees', newer)), { code: 'HUB_BOOKS_NEWER', message: /0004-no-note/ })
  },
)

import t, { type Test } from 'tap'
import { accepted, DAY, dead, end, message, NOON } from '../../test/conformance/store-made.js'
import { freshDatabase } from '../../test/services.js'
import { openBooks } from './books.js'
import type { SqlConnection } from './connection.js'
import { type Diagnosis, diagnose } from './doctor.js'
import { GuardedConnection } from './libsql.js'
import { defineMigrations, type Migrations } from './migrations.js'
import { openMysqlBooks } from './mysql-books.js'
import { MysqlConnection } from './mysql-connection.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'
import { openSharedBooks } from './shared-books.js'
import { temporaryBooks } from './temporary.js'

const fees = defineMigrations('fees', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('fees_order')
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('cents', type.integer, (column) => column.notNull().defaultTo(0))
      .addColumn('note', type.text(100)),
  '0002-order-by-cents': (db) => db.schema.createIndex('fees_order_cents').on('fees_order').columns(['cents', 'id']),
  '0003-order-mark': (db, type) => db.schema.alterTable('fees_order').addColumn('mark', type.text(20)),
})

const seats = defineMigrations('seats', {
  '0001-hall': (db, type) =>
    db.schema.createTable('seats_hall').addColumn('id', type.id, (column) => column.primaryKey().notNull()),
  '0002-seat': (db, type) =>
    db.schema
      .createTable('seats_seat')
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('hall', type.id, (column) => column.notNull())
      .addColumn('no', type.integer, (column) => column.notNull())
      .addColumn('ticket', type.text(20), (column) => column.unique())
      .addUniqueConstraint('seats_seat_place', ['no', 'hall'])
      .addForeignKeyConstraint('seats_seat_hall', ['hall'], 'seats_hall', ['id']),
})
/** Further steps that only a server can take, or that only people understand. */
const later = (steps: Parameters<typeof defineMigrations>[1]) =>
  defineMigrations('seats', { ...Object.fromEntries(seats.steps.map(({ name, make }) => [name, make])), ...steps })

/** Books that were opened once and are closed, with a connection to do harm by. */
interface Patient {
  readonly books: string
  readonly harm: SqlConnection
}

async function onSqlite(t: Test, ...packs: readonly Migrations[]): Promise<Patient> {
  const books = await temporaryBooks({ migrations: [fees, ...packs] })
  await books.store.close()
  const harm = new GuardedConnection(`${books.folder}/books.sqlite`)
  t.teardown(async () => {
    harm.close()
    await books.remove()
  })
  return { books: books.folder, harm }
}

async function onServer(t: Test, ...packs: readonly Migrations[]): Promise<Patient> {
  const url = await freshDatabase(t)
  const opened = await openMysqlBooks({ url, migrations: [fees, ...packs], lossy: 'warned', readers: 1 })
  await opened.close()
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const harm = new MysqlConnection(server, 'beside')
  t.teardown(() => harm.close())
  await harm.ready()
  return { books: url, harm }
}

const told = ({ findings }: Diagnosis) => findings.map(({ table, what }) => `${table}: ${what}`)

for (const [name, open] of [
  ['sqlite', onSqlite],
  ['mysql', onServer],
] as const) {
  const isServer = name === 'mysql'

  t.test(`${name}: books as their migrations make them are sound`, async (t) => {
    const { books } = await open(t)
    t.match(await diagnose(books, [fees]), { findings: [], pending: [], newer: [] })
    t.notMatch((await diagnose(books, [fees])).books, /root/)
  })

  t.test(`${name}: what is missing is named, and the repair puts it right`, async (t) => {
    const { books, harm } = await open(t)
    for (const text of [
      isServer ? 'DROP INDEX fees_order_cents ON fees_order' : 'DROP INDEX fees_order_cents',
      'ALTER TABLE fees_order DROP COLUMN note',
      isServer ? 'DROP INDEX hub_history_kind ON hub_history' : 'DROP INDEX hub_history_kind',
      'CREATE INDEX hub_history_kind ON hub_history (day)',
      'DROP TABLE hub_gate',
      'DELETE FROM hub_partition WHERE no IN (3, 4)',
      "DELETE FROM hub_state WHERE name = 'last-seq'",
    ])
      await harm.exec(text)
    const found = await diagnose(books, [fees])
    t.same(told(found).sort(), [
      'fees_order: column note is missing',
      'fees_order: index fees_order_cents is missing',
      'hub_gate: the table is missing',
      'hub_history: index hub_history_kind is over (day), not (kind, day)',
      'hub_partition: the rows of partitions 3, 4 are missing',
      'hub_state: the row last-seq is missing',
    ])
    for (const { repair } of found.findings) for (const statement of repair) await harm.exec(statement)
    t.same((await diagnose(books, [fees])).findings, [])
  })

  t.test(`${name}: numbers go on where they were, whatever of the newest messages is left`, async (t) => {
    const { books, harm } = await open(t)
    const { store, close } = isServer
      ? await openSharedBooks({ url: books, version: '0', lossy: 'warned', migrations: [fees], now: () => NOON })
      : await openBooks({ folder: books, migrations: [fees], now: () => NOON })
    const living = await accepted(store, message(), message(), message({ partition: 5 }))
    await store.commit(living.map((one, at) => ({ writes: { ends: [at === 1 ? dead(one) : end(one)] } })))
    await store.prune(NOON + 1_000 * DAY, 1_000)
    await close()
    // On a server the partitions remember; a file has only what is kept.
    const last = isServer ? 3 : 2
    t.equal((await harm.rows('SELECT COALESCE(MAX(seq), 0) FROM hub_history', []))[0]?.[0], 2, 'the newest is gone')
    await harm.exec("DELETE FROM hub_state WHERE name = 'last-seq'")
    for (const { repair } of (await diagnose(books, [fees])).findings)
      for (const statement of repair) await harm.exec(statement)
    t.same(await harm.rows("SELECT value FROM hub_state WHERE name = 'last-seq'", []), [[last]])
    await harm.exec('DELETE FROM hub_partition WHERE no IN (3, 5)')
    for (const { repair } of (await diagnose(books, [fees])).findings)
      for (const statement of repair) await harm.exec(statement)
    t.same(await harm.rows('SELECT last_seq FROM hub_partition WHERE no IN (3, 5)', []), [[last], [last]])
    t.same((await diagnose(books, [fees])).findings, [])
  })

  t.test(`${name}: unique constraints are looked at as indexes are`, async (t) => {
    const { books, harm } = await open(t, seats)
    t.match(await diagnose(books, [fees, seats]), { findings: [], unexamined: [] })
    if (isServer) {
      await harm.exec('ALTER TABLE seats_seat DROP INDEX ticket')
      await harm.exec('ALTER TABLE seats_seat DROP INDEX seats_seat_place, ADD INDEX seats_seat_place (no)')
    } else {
      await harm.exec('DROP TABLE seats_seat')
      await harm.exec(
        'CREATE TABLE seats_seat (id text NOT NULL PRIMARY KEY, hall text NOT NULL, no integer NOT NULL, ticket text)',
      )
    }
    const found = await diagnose(books, [fees, seats])
    t.same(told(found).sort(), [
      isServer
        ? 'seats_seat: index seats_seat_place is over (no), not unique (no, hall)'
        : 'seats_seat: nothing keeps (no, hall) unique',
      'seats_seat: nothing keeps (ticket) unique',
    ])
    for (const { repair } of found.findings) for (const statement of repair) await harm.exec(statement)
    t.same((await diagnose(books, [fees, seats])).findings, [])
  })

  t.test(
    `${name}: a table that a migration changes in a way that is not understood is told as not examined`,
    async (t) => {
      const renamed = later({ '0003-row': (db) => db.schema.alterTable('seats_seat').renameColumn('no', 'place') })
      const { books } = await open(t, renamed)
      t.match(await diagnose(books, [fees, renamed]), { findings: [], unexamined: ['seats_seat'] })
    },
  )

  t.test(`${name}: what no migration makes is named and left alone`, async (t) => {
    const { books, harm } = await open(t)
    await harm.exec('CREATE TABLE fees_mine (id varchar(10))')
    await harm.exec('CREATE TABLE mine (id varchar(10))')
    await harm.exec('ALTER TABLE fees_order ADD COLUMN mine integer')
    await harm.exec('CREATE INDEX fees_mine_too ON fees_order (mine)')
    const found = await diagnose(books, [fees])
    t.same(told(found).sort(), [
      'fees_mine: no migration makes this table',
      'fees_order: no migration makes column mine',
      'fees_order: no migration makes index fees_mine_too',
    ])
    t.ok(found.findings.every(({ repair }) => repair.length === 0))
  })

  t.test(`${name}: books that are older or newer than the program are told apart from broken ones`, async (t) => {
    const { books, harm } = await open(t)
    const older: Migrations = { ...fees, steps: fees.steps.slice(0, 2) }
    t.match(await diagnose(books, [older]), { findings: [], pending: [], newer: ['fees/0003-order-mark'] })
    const next = defineMigrations('fees', {
      ...Object.fromEntries(fees.steps.map((step) => [step.name, step.make])),
      '0004-payment': (db, type) => db.schema.createTable('fees_payment').addColumn('id', type.id),
    })
    t.match(await diagnose(books, [next]), { findings: [], pending: ['fees/0004-payment'], newer: [] })
    await harm.run('UPDATE fees_migration SET done = 0 WHERE name = ?', ['0003-order-mark'])
    t.match(told(await diagnose(books, [fees])), [/fees_migration: migration 0003-order-mark was cut off/])
  })
}

t.test('mysql: a column, a key, an engine and a collation that were changed are put right', async (t) => {
  const { books, harm } = await onServer(t)
  for (const text of [
    'ALTER TABLE fees_order MODIFY COLUMN cents int',
    'ALTER TABLE fees_order MODIFY COLUMN mark varchar(10) NOT NULL',
    'ALTER TABLE hub_split DROP PRIMARY KEY, ADD PRIMARY KEY (seq)',
    'ALTER TABLE hub_claim ENGINE=Aria',
    'ALTER TABLE hub_audit CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci',
  ])
    await harm.exec(text)
  const found = await diagnose(books, [fees])
  const what = told(found).join('\n')
  for (const said of [
    'fees_order: column cents is int, not bigint and may be null and is nothing by default, not 0',
    'fees_order: column mark is varchar(10), not varchar(20) and may not be null',
    'hub_split: its key is (seq), not (seq, split)',
    'hub_claim: its engine is Aria, not InnoDB',
    'hub_audit: its collation is utf8mb4_general_ci, not utf8mb4_nopad_bin',
  ])
    t.match(what, said)
  for (const { repair } of found.findings) for (const statement of repair) await harm.exec(statement)
  t.same((await diagnose(books, [fees])).findings, [])
})

t.test('mysql: columns and constraints that later migrations change are examined', async (t) => {
  const changed = later({
    '0003-wide': (db, type) => db.schema.alterTable('seats_seat').modifyColumn('ticket', type.text(40)),
    '0004-free': (db) => db.schema.alterTable('seats_seat').addUniqueConstraint('seats_seat_free', ['no', 'id']),
    '0005-not-free': (db) => db.schema.alterTable('seats_seat').dropConstraint('seats_seat_free'),
    '0006-name': (db) => db.schema.alterTable('seats_hall').addColumn('name', 'varchar(9)', (name) => name.unique()),
    '0007-no-name': (db) => db.schema.alterTable('seats_hall').dropColumn('name'),
    '0008-hall': (db) =>
      db.schema.alterTable('seats_seat').addColumn('next', 'varchar(36)', (next) => next.references('seats_hall.id')),
  })
  const { books, harm } = await onServer(t, changed)
  t.match(await diagnose(books, [fees, changed]), { findings: [], unexamined: [] })
  await harm.exec('ALTER TABLE seats_seat MODIFY COLUMN ticket varchar(10)')
  const found = await diagnose(books, [fees, changed])
  t.same(told(found), ['seats_seat: column ticket is varchar(10), not varchar(40)'])
  for (const statement of found.findings[0]!.repair) await harm.exec(statement)
  t.same((await diagnose(books, [fees, changed])).findings, [])
})

t.test('sqlite: a column that was made otherwise is named', async (t) => {
  const { books, harm } = await onSqlite(t)
  await harm.exec('DROP TABLE fees_order')
  await harm.exec('CREATE TABLE fees_order (id text primary key, cents text, note text, mark text)')
  const found = await diagnose(books, [fees])
  t.match(told(found), [/column cents is text, not integer and may be null/, /index fees_order_cents is missing/])
  t.same(found.findings[0]?.repair, [], 'SQLite changes no column')
})

t.test('books that are not there are told', async (t) => {
  await t.rejects(diagnose('/nowhere/at/all', []), { code: 'HUB_BOOKS_IO' })
  await t.rejects(diagnose('mysql://nobody@127.0.0.1:1/books', []), { code: 'HUB_BOOKS_LOST' })
})

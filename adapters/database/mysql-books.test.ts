import { type Kysely, sql } from 'kysely'
import t from 'tap'
import type { Unit } from '../../bus/ports/unit.js'
import { tcpProxy } from '../../sandbox/servers/tcp-proxy.js'
import { accepted, bytes, dead, end, message, one } from '../../test/conformance/store-made.js'
import { freshDatabase } from '../../test/services.js'
import { glance } from './glance.js'
import { defineMigrations } from './migrations.js'
import { openMysqlBooks } from './mysql-books.js'
import { MysqlConnection } from './mysql-connection.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'
import { engineMigrations } from './schema.js'
import { openSharedBooks } from './shared-books.js'
import { tableSizes } from './table-sizes.js'

const fees = defineMigrations('fees', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('fees_order')
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('cents', type.integer, (column) => column.notNull()),
})
interface Tables {
  fees_order: { id: string; cents: number }
}

t.test('registers read what is committed, and write in transactions only', async (t) => {
  const url = await freshDatabase(t)
  const books = await openMysqlBooks({ url, lossy: 'warned' })
  t.teardown(() => books.close())
  t.same(await books.migrate([fees]), ['fees/0001-order'])
  t.same(await books.migrate([fees]), [])
  const db = books.read<Tables>()
  await books.write<Tables, void>(async (tx) => {
    await tx.insertInto('fees_order').values({ id: 'a', cents: 5 }).execute()
    t.same(await db.selectFrom('fees_order').selectAll().execute(), [], 'not yet')
  })
  t.same(await db.selectFrom('fees_order').selectAll().execute(), [{ id: 'a', cents: 5 }])
  await t.rejects(
    books.write<Tables, void>(async (tx) => {
      await tx.deleteFrom('fees_order').execute()
      throw new Error('changed its mind')
    }),
    { message: 'changed its mind' },
  )
  const { numUpdatedRows } = await books.write<Tables, { numUpdatedRows: bigint }>((tx) =>
    tx.updateTable('fees_order').set({ cents: 5 }).where('id', '=', 'a').executeTakeFirstOrThrow(),
  )
  t.equal(numUpdatedRows, 1n, 'found, though nothing changed')
  await t.rejects(db.deleteFrom('fees_order').execute(), { code: 'HUB_BOOKS_READ_ONLY' })
  await t.rejects(
    db.transaction().execute(async () => {}),
    { code: 'HUB_TX_NESTED' },
  )
})

t.test('a table that somebody holds makes its migration wait and no hub beside it', async (t) => {
  const url = await freshDatabase(t)
  const { store, close } = await openSharedBooks({ url, lossy: 'warned', version: '0', migrations: [fees] })
  t.teardown(close)
  let isWaiting = false
  const told: string[] = []
  const warn = (sentence: string) => {
    isWaiting = true
    told.push(sentence)
  }
  const newer = await openMysqlBooks({ url, lossy: 'warned', migrations: [fees], warn })
  t.teardown(() => newer.close())
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const holder = new MysqlConnection(server, 'beside')
  t.teardown(() => holder.close())
  await holder.exec('START TRANSACTION')
  await holder.rows('SELECT * FROM fees_order', [])
  const noted = defineMigrations('fees', {
    ...Object.fromEntries(fees.steps.map(({ name, make }) => [name, make])),
    '0002-note': (db, type) => db.schema.alterTable('fees_order').addColumn('note', type.longText),
    '0003-by-cents': (db) => db.schema.createIndex('fees_order_by_cents').on('fees_order').column('cents'),
  })
  told.length = 0
  isWaiting = false
  const migrating = newer.migrate([noted])
  const deadline = performance.now() + 20_000
  while (!isWaiting && performance.now() < deadline) await accepted(store, message())
  t.match(told, [/^migration fees\/0002-note waits/])
  await accepted(store, message())
  await holder.exec('ROLLBACK')
  t.same(await migrating, ['fees/0002-note', 'fees/0003-by-cents'])
})

t.test('the table of the pen can be changed too', async (t) => {
  const url = await freshDatabase(t)
  const books = await openMysqlBooks({ url, lossy: 'warned' })
  t.teardown(() => books.close())
  const noted = defineMigrations('hub', {
    ...Object.fromEntries(engineMigrations.steps.map(({ name, make }) => [name, make])),
    '9999-note': (db, type) => db.schema.alterTable('hub_state').addColumn('note', type.longText),
  })
  const late = AbortSignal.timeout(15_000)
  const tooLate = new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(new Error('it waits'))))
  t.same(await Promise.race([books.migrate([noted]), tooLate]), ['hub/9999-note'])
  await accepted(books.store, message())
})

t.test('while the server is away commits fail at once, and go on when it is back', async (t) => {
  const url = new URL(await freshDatabase(t))
  const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) })
  t.teardown(() => proxy.close())
  const through = new URL(url)
  through.port = String(proxy.port)
  const books = await openMysqlBooks({ url: through.href, lossy: 'warned' })
  t.teardown(() => books.close())
  const [first] = await accepted(books.store, message())
  proxy.cut()
  const began = performance.now()
  const lost = { code: 'HUB_BOOKS_LOST', instruction: { retry: 'retry', effect: 'not-done' } }
  await t.rejects(books.store.commit([{ writes: { accept: [message()] } }]), lost)
  await t.rejects(books.store.commit([{ writes: { accept: [message()] } }]), lost)
  await t.rejects(books.store.living(first!.id), lost)
  t.ok(performance.now() - began < 3_000)
  proxy.heal()
  const deadline = performance.now() + 10_000
  for (;;)
    try {
      t.match(await one(books.store, { writes: { ends: [end(first!)] } }), { state: 'committed' })
      break
    } catch (error) {
      t.match(error, lost)
      if (performance.now() > deadline) throw error
      await new Promise((again) => setTimeout(again, 50))
    }
  t.match(await books.store.fate(first!.id), { state: 'done' })
  t.same(await books.store.counts(), [])
})

t.test('a server that is not there, or no server, is told when the books are opened', async (t) => {
  await t.rejects(openMysqlBooks({ url: 'mysql://hub@127.0.0.1:1/books' }), { code: 'HUB_BOOKS_LOST' })
  await t.rejects(openMysqlBooks({ url: 'mysql://hub@127.0.0.1:1/' }), { code: 'HUB_BOOKS_URL' })
})

t.test('large bodies share a commit, whatever one statement may hold', async (t) => {
  const books = await openMysqlBooks({ url: await freshDatabase(t), lossy: 'warned' })
  t.teardown(() => books.close())
  const body = (n: number) => new Uint8Array(6_000_000).fill(n)
  const all = [1, 2, 3, 4].map((n) => message({ body: body(n) }))
  const living = await accepted(books.store, ...all, message())
  // Byte by byte, which takes the test's own comparison minutes.
  const isBody = (stored: Uint8Array | undefined, n: number) => Buffer.compare(stored ?? bytes(''), body(n)) === 0
  for (const [n, { id }] of all.entries()) t.ok(isBody((await books.store.living(id))?.body, n + 1))
  const results = await books.store.commit(living.map((each) => ({ writes: { ends: [end(each)] } })))
  t.ok(results.every(({ state }) => state === 'committed'))
  t.ok(isBody((await books.store.body(all[3]!.id))?.body, 4))
})

t.test('a text that has too many bytes, whatever its characters, fails only its own change', async (t) => {
  const books = await openMysqlBooks({ url: await freshDatabase(t), lossy: 'warned', migrations: [fees] })
  t.teardown(() => books.close())
  const adds = (id: string, text: string): Unit => ({
    apply: async (tx) => {
      const cents = sql<number>`LENGTH(${text})`
      await (tx as Kysely<Tables>).insertInto('fees_order').values({ id, cents }).execute()
      return { writes: {} }
    },
  })
  const results = await books.store.commit([adds('a', 'ä'), adds('b', 'ä'.repeat(9_000_000)), adds('c', 'ää')])
  t.match(results, [
    { state: 'committed' },
    { state: 'failed', error: { code: 'HUB_BOOKS_PACKET', instruction: { retry: 'give-up' } } },
    { state: 'committed' },
  ])
  t.same(await books.read<Tables>().selectFrom('fees_order').select('cents').orderBy('id').execute(), [
    { cents: 2 },
    { cents: 4 },
  ])
})

t.test('books on a server are looked into and measured beside a hub', async (t) => {
  const url = await freshDatabase(t)
  const books = await openMysqlBooks({ url, lossy: 'warned' })
  t.teardown(() => books.close())
  const [, given] = await accepted(books.store, message({ body: bytes('lives') }), message({ body: bytes('died') }))
  await one(books.store, { writes: { ends: [dead(given!)] } })
  const seen: string[] = []
  for await (const { message, isDeadLetter } of glance(url))
    seen.push(`${Buffer.from(message.body).toString()} ${isDeadLetter}`)
  t.same(seen, ['lives false', 'died true'])
  const sizes = await tableSizes(url)
  t.ok(sizes.some(({ name, bytes }) => name === 'hub_message' && bytes > 0))
  t.ok(sizes.some(({ name, table }) => name === 'indexes of hub_message' && table === 'hub_message'))
  const nothing = glance(await freshDatabase(t))
  await t.rejects(nothing.next(), { code: 'HUB_BOOKS_IO', message: /no books at 127\.0\.0\.1/ })
})

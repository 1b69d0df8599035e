import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { accepted, bytes, end, message, NOON, one } from '../../test/conformance/store-made.js'
import { openBooks } from './books.js'
import { rowsInPages } from './columns.js'
import { GuardedConnection } from './libsql.js'
import { defineMigrations } from './migrations.js'
import { temporaryBooks } from './temporary.js'

interface Tables {
  fees_order: { id: string; cents: number }
}

const fees = defineMigrations('fees', {
  '0001-order': (db, type) =>
    db.schema
      .createTable('fees_order')
      .addColumn('id', type.id, (column) => column.primaryKey())
      .addColumn('cents', type.integer, (column) => column.notNull()),
})

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'dromedary-books-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function opened(t: Test, options: Parameters<typeof temporaryBooks>[0] = {}) {
  const books = await temporaryBooks({ migrations: [fees], ...options })
  t.teardown(() => books.remove())
  return books
}

t.test('the file is made for crashes and for shrinking', async (t) => {
  const books = await opened(t)
  const pragma = async (name: string) => (await sql.raw(`PRAGMA ${name}`).execute(books.read())).rows[0]
  t.same(await pragma('journal_mode'), { journal_mode: 'wal' })
  t.same(await pragma('auto_vacuum'), { auto_vacuum: 2 })
  t.same(await pragma('integrity_check'), { integrity_check: 'ok' })
  t.equal(statSync(books.folder).mode & 0o777, 0o700)
})

t.test('a folder is made with all above it, and held by one', async (t) => {
  const path = join(folder(t), 'a', 'b')
  const books = await openBooks({ folder: path })
  await t.rejects(openBooks({ folder: path }), { code: 'HUB_BOOKS_LOCKED', message: new RegExp(String(process.pid)) })
  await books.close()
  await (await openBooks({ folder: path })).close()
  t.equal(existsSync(join(path, 'books.holder')), false)
  const log = join(path, 'books.sqlite-wal')
  t.equal(existsSync(log) ? statSync(log).size : 0, 0, 'after a close the file alone is whole')
})

t.test('a folder that cannot be made and a file that is no database are refused, and nothing stays held', async (t) => {
  const path = folder(t)
  writeFileSync(join(path, 'file'), '')
  await t.rejects(openBooks({ folder: join(path, 'file', 'x') }), { code: 'HUB_BOOKS_IO' })
  const held = join(path, 'held')
  await (await openBooks({ folder: held })).close()
  writeFileSync(join(held, 'books.sqlite'), 'no database, but long enough to be looked at as one'.repeat(100))
  await t.rejects(openBooks({ folder: held }), { code: 'HUB_BOOKS_CORRUPT', instruction: { retry: 'give-up' } })
  await t.rejects(openBooks({ folder: held }), { code: 'HUB_BOOKS_CORRUPT' }, 'and not: locked')
})

t.test('registers read what is committed and cannot write beside a change', async (t) => {
  const books = await opened(t)
  await books.write<Tables, unknown>((tx) => tx.insertInto('fees_order').values({ id: '1', cents: 5 }).execute())
  const db = books.read<Tables>()
  t.same(await db.selectFrom('fees_order').selectAll().execute(), [{ id: '1', cents: 5 }])
  await t.rejects(db.deleteFrom('fees_order').execute(), { code: 'HUB_BOOKS_READ_ONLY' })
  await t.rejects(
    db.transaction().execute(async () => {}),
    { code: 'HUB_TX_NESTED' },
  )
  await t.rejects(
    (async () => {
      for await (const _ of db.selectFrom('fees_order').selectAll().stream()) t.fail('no cursor is opened')
    })(),
    { code: 'HUB_STREAM_REFUSED' },
  )
  t.same(await db.selectFrom('fees_order').select('id').execute(), [{ id: '1' }])
})

t.test('a reader does not see a change that still runs', async (t) => {
  const books = await opened(t)
  const seen: unknown[] = []
  await books.write<Tables, void>(async (tx) => {
    await tx.insertInto('fees_order').values({ id: '1', cents: 5 }).execute()
    seen.push(await books.read<Tables>().selectFrom('fees_order').selectAll().execute())
    seen.push(await tx.selectFrom('fees_order').selectAll().execute())
  })
  t.same(seen, [[], [{ id: '1', cents: 5 }]])
})

t.test('a write that throws leaves nothing, and its builder is refused afterwards', async (t) => {
  const books = await opened(t)
  let kept: Parameters<Parameters<typeof books.write<Tables, void>>[0]>[0] | undefined
  await t.rejects(
    books.write<Tables, void>(async (tx) => {
      kept = tx
      await tx.insertInto('fees_order').values({ id: '1', cents: 5 }).execute()
      throw new Error('no')
    }),
    { message: 'no' },
  )
  await t.rejects(kept!.selectFrom('fees_order').selectAll().execute(), { code: 'HUB_TX_ENDED' })
  t.same(await books.read<Tables>().selectFrom('fees_order').selectAll().execute(), [])
})

t.test('many rows are read in pages, with writers between', async (t) => {
  const books = await opened(t)
  const insert = (from: number, count: number) =>
    books.write<Tables, unknown>((tx) =>
      tx
        .insertInto('fees_order')
        .values(Array.from({ length: count }, (_, n) => ({ id: String(from + n).padStart(6, '0'), cents: from + n })))
        .execute(),
    )
  await insert(0, 2_500)
  let count = 0
  let last = ''
  const db = books.read<Tables>()
  for await (const { id } of rowsInPages({
    page: (after: string, limit) =>
      db.selectFrom('fees_order').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    from: '',
    afterOf: ({ id }) => id,
    size: 700,
  })) {
    t.ok(id > last) || t.bailout(id)
    last = id
    if (count++ === 100) await insert(2_500, 10)
  }
  t.equal(count, 2_510)
})

t.test('a full disk fails the whole commit, and the books go on when there is room', async (t) => {
  const path = folder(t)
  await (await openBooks({ folder: path })).close()
  const { Writer } = await import('./writer.js')
  const { Committer } = await import('./commit.js')
  const connection = new GuardedConnection(join(path, 'books.sqlite'))
  const writer = new Writer(connection, 1_000)
  const { Totals } = await import('./history-sizes.js')
  const keeping = { onceMs: 1, whole: () => true }
  const committer = new Committer(writer, { now: () => NOON, keeping, totals: new Totals(), lastSeq: 0 })
  const small = message()
  t.match(await committer.commit([{ writes: { accept: [small] } }]), [{ state: 'committed', seqs: [1] }])
  const [[pages]] = connection.rows('PRAGMA page_count', []) as [[number]]
  connection.exec(`PRAGMA max_page_count = ${pages + 3}`)
  const big = message({ body: bytes('x'.repeat(100_000)) })
  const units = [{ writes: { accept: [message()] } }, { writes: { accept: [big] } }]
  await t.rejects(committer.commit(units), {
    code: 'HUB_BOOKS_FULL',
    instruction: { retry: 'retry', effect: 'not-done' },
  })
  await t.rejects(
    committer.commit([
      {
        apply: async (tx) => {
          const db = tx as Parameters<Parameters<typeof writer.built>[0]>[0]
          await sql`UPDATE hub_message SET last_error = ${'x'.repeat(100_000)}`.execute(db)
          return { writes: {} }
        },
      },
      { writes: { accept: [big] } },
    ]),
    { code: 'HUB_BOOKS_FULL' },
    'also when a change is what fills it',
  )
  t.equal(committer.lastSeq, 1)
  t.same(connection.rows('SELECT id FROM hub_message', []), [[small.id]], 'nothing of the commit was written')
  connection.exec('PRAGMA max_page_count = 100000')
  t.match(await committer.commit(units), [{ seqs: [2] }, { seqs: [3] }])
  await writer.close(async () => {})
})

t.test('what was erased is on the disk no more', async (t) => {
  const books = await opened(t)
  const needle = 'Testi Henkilö, Puistokatu 7'
  const known = [{ name: 'person', value: '1' }]
  const [living] = await accepted(books.store, message({ body: bytes(needle), businessKeys: known }))
  await one(books.store, { writes: { ends: [end(living!)] } })
  const { readFileSync } = await import('node:fs')
  const found = () =>
    ['books.sqlite', 'books.sqlite-wal'].filter(
      (file) => existsSync(join(books.folder, file)) && readFileSync(join(books.folder, file)).includes(needle),
    )
  t.not(found().length, 0)
  await books.store.erase(known[0]!)
  t.same(found(), [])
})

t.test('pruning gives the room back to the disk', async (t) => {
  let now = NOON
  const books = await opened(t, { now: () => now, history: { for: '1d' } })
  const noise = (n: number) => bytes(Array.from({ length: 900 }, (_, at) => (at * 7_919 * (n + 1)) % 10).join(''))
  const living = await accepted(books.store, ...Array.from({ length: 400 }, (_, n) => message({ body: noise(n) })))
  await one(books.store, { writes: { ends: living.map((each) => end(each, { at: now })) } })
  const pages = async () =>
    (await sql<{ page_count: number }>`PRAGMA page_count`.execute(books.read())).rows[0]!.page_count
  const before = await pages()
  now += 3 * 86_400_000
  t.equal(await books.store.prune(now, 10_000), 400)
  t.ok((await pages()) < before / 2, `from ${before} to ${await pages()} pages`)
})

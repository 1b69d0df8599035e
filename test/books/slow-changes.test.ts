import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { openMysqlBooks } from '../../adapters/database/mysql-books.js'
import { MysqlConnection } from '../../adapters/database/mysql-connection.js'
import { MysqlServer } from '../../adapters/database/mysql-server.js'
import { mysqlAddress } from '../../adapters/database/mysql-settings.js'
import type { Unit, UnitResult } from '../../bus/ports/unit.js'
import { message, probeMigrations, rows, writesRow } from '../conformance/store-made.js'
import { freshDatabase } from '../services.js'

// A server ends a transaction that stands still, and a connection may be lost. What is one change's fault stays its own.

type Tap = { teardown(work: () => Promise<void>): void }

async function setUp(t: Tap, applyWithin: number) {
  const url = await freshDatabase(t)
  const books = await openMysqlBooks({ url, migrations: [probeMigrations], applyWithin, lossy: 'warned' })
  t.teardown(() => books.close())
  const server = new MysqlServer({ address: mysqlAddress(url), lossy: 'warned', warn: () => {} })
  const beside = new MysqlConnection(server, 'beside')
  t.teardown(() => beside.close())
  /** Cuts the connection of the transaction that asks, so that its next statement finds it gone. */
  const cut = async (tx: unknown) => {
    const { rows } = await sql<{ id: number }>`SELECT CONNECTION_ID() AS id`.execute(tx as Kysely<unknown>)
    await beside.exec(`KILL CONNECTION ${rows[0]!.id}`)
  }
  return { store: books.store, cut }
}

const codes = (results: readonly UnitResult[]) =>
  results.map((one) => (one.state === 'failed' ? (one.error as { code?: string }).code : one.state))
const forEver = () => new Promise<never>(() => {})
const silent: Unit = { apply: forEver }

t.test('a change that waits for something else fails alone, longer than a server lets others wait', async (t) => {
  const [one, many] = await Promise.all([setUp(t, 5_500), setUp(t, 2_100)])
  const written: Unit = {
    apply: async (tx) => {
      await writesRow('slow', 1)(tx)
      return forEver()
    },
  }
  const [ofOne, ofMany] = await Promise.all([
    one.store.commit([{ apply: writesRow('before', 1) }, written, { apply: writesRow('after', 1) }]),
    many.store.commit([silent, silent, silent, { apply: writesRow('after', 1) }]),
  ])
  t.strictSame(codes(ofOne), ['committed', 'HUB_CHANGE_SLOW', 'committed'])
  t.strictSame(codes(ofMany), ['HUB_CHANGE_SLOW', 'HUB_CHANGE_SLOW', 'HUB_CHANGE_SLOW', 'committed'])
  t.same(await rows(one.store), { before: 1, after: 1 })
})

t.test('when the connection is gone, only what fails by itself is given up', async (t) => {
  const { store, cut } = await setUp(t, 300)
  const own = Object.assign(new Error('no such order'), { code: 'MINE' })
  const lost: Unit = {
    apply: async (tx) => {
      await cut(tx)
      await writesRow('lost', 1)(tx).catch(() => {})
      throw own
    },
  }
  const slow: Unit = {
    apply: async (tx) => {
      await cut(tx)
      return forEver()
    },
  }
  for (const [unit, code] of [
    [lost, 'MINE'],
    [slow, 'HUB_CHANGE_SLOW'],
  ] as const) {
    const results = await store.commit([{ apply: writesRow('before', 1) }, unit, { writes: { accept: [message()] } }])
    t.strictSame(codes(results), ['HUB_BOOKS_LOST', code, 'HUB_BOOKS_LOST'])
    t.match(results[2], { error: { instruction: { retry: 'retry', effect: 'not-done' } } })
    t.same(await rows(store), {}, 'and nothing was written')
  }
  t.equal(await store.lastSeq(), 0)
  t.strictSame(codes(await store.commit([{ apply: writesRow('after', 1) }])), ['committed'])
})

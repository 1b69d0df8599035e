import t from 'tap'
import { builderOn, Lease } from './kysely-door.js'
import { GuardedConnection } from './libsql.js'
import { Writer } from './writer.js'

interface Tables {
  shop_step: { n: number; name: string }
}
type Tx = ReturnType<typeof builderOn<Tables>>

async function writerOf(t: { teardown(work: () => void): void }) {
  const connection = new GuardedConnection(':memory:')
  connection.exec('CREATE TABLE shop_step (n INTEGER PRIMARY KEY, name TEXT NOT NULL)')
  const writer = new Writer(connection, 5_000)
  t.teardown(() => connection.close())
  const rows = () => connection.rows('SELECT n, name FROM shop_step ORDER BY n', []).map((row) => [...row])
  return { connection, writer, rows }
}

const stands = async () => ({ stands: true, value: 'stood' })
const falls = async () => ({ stands: false, value: 'fell' })
const add = (n: number, name: string) => async (tx: unknown) => {
  await (tx as Tx).insertInto('shop_step').values({ n, name }).execute()
}

t.test('a work that fails leaves nothing, and those before and after it stand', async (t) => {
  const { writer, rows } = await writerOf(t)
  await writer.transaction(async () => {
    await writer.savepoint(add(1, 'first'), stands)
    await writer.savepoint(async (tx) => {
      await (tx as Tx).updateTable('shop_step').set({ name: 'changed' }).where('n', '=', 1).execute()
      const { name } = await (tx as Tx)
        .insertInto('shop_step')
        .values({ n: 2, name: 'second' })
        .returning('name')
        .executeTakeFirstOrThrow()
      t.equal(name, 'second')
    }, stands)
    await t.rejects(
      writer.savepoint(async (tx) => {
        await (tx as Tx).deleteFrom('shop_step').execute()
        throw new Error('changed its mind')
      }, stands),
      { message: 'changed its mind' },
    )
    t.equal(await writer.savepoint(add(3, 'refused'), falls), 'fell')
    await writer.savepoint(async (tx) => {
      const { length } = await (tx as Tx).selectFrom('shop_step').selectAll().execute()
      await add(4, `after ${length}`)(tx)
    }, stands)
  })
  t.strictSame(rows(), [
    [1, 'changed'],
    [2, 'second'],
    [4, 'after 2'],
  ])
})

t.test('what others have written in between stands too, when it was sealed', async (t) => {
  const { connection, writer, rows } = await writerOf(t)
  await writer.transaction(async () => {
    await writer.savepoint(add(1, 'first'), stands)
    await writer.seal()
    connection.run('INSERT INTO shop_step (n, name) VALUES (?, ?)', [2, 'between'])
    await writer.savepoint(add(3, 'third'), stands)
    await t.rejects(writer.savepoint(add(3, 'again'), stands), { code: 'HUB_BOOKS_CONSTRAINT' })
  })
  t.strictSame(rows(), [
    [1, 'first'],
    [2, 'between'],
    [3, 'third'],
  ])
})

t.test('when what stood cannot be made again, nothing of the transaction stands', async (t) => {
  const { connection, writer, rows } = await writerOf(t)
  connection.exec('CREATE TABLE shop_once (n INTEGER)')
  connection.exec(
    "CREATE TRIGGER shop_count BEFORE INSERT ON shop_step WHEN NEW.n = 1 AND (SELECT COUNT(*) FROM shop_once) > 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
  )
  await t.rejects(
    writer.transaction(async () => {
      await writer.savepoint(add(1, 'first'), stands)
      // Behind the builder's back, and before the savepoint that everything goes back to.
      await writer.savepoint(async () => {
        connection.exec('ROLLBACK TO unit')
        connection.exec('RELEASE unit')
        connection.run('INSERT INTO shop_once (n) VALUES (?)', [1])
        connection.run('SAVEPOINT unit', [])
      }, stands)
      await writer.savepoint(add(2, 'refused'), falls)
    }),
  )
  t.equal(connection.inTransaction, false)
  t.strictSame(rows(), [])
})

t.test('a builder whose work is over is refused', async (t) => {
  const { connection, writer } = await writerOf(t)
  let kept: Tx | undefined
  await writer.transaction(async () => {
    await writer.savepoint(async (tx) => {
      kept = tx as Tx
    }, stands)
    await t.rejects(kept!.selectFrom('shop_step').selectAll().execute(), { code: 'HUB_TX_ENDED' })
  })
  const lease = new Lease()
  lease.end()
  await t.rejects(builderOn<Tables>(connection, lease).selectFrom('shop_step').selectAll().execute(), {
    code: 'HUB_TX_ENDED',
  })
})

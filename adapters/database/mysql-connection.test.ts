import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { add, shop } from '../../test/books/mysql-shop.js'
import { builderOn, Lease } from './kysely-door.js'
import { MysqlServer } from './mysql-server.js'
import { mysqlAddress } from './mysql-settings.js'
import { Writer } from './writer.js'

t.test('an address that leads nowhere, or to where one may not be, is told', async (t) => {
  const { url } = await shop(t)
  const open = (change: (url: URL) => void) => {
    const other = new URL(url)
    change(other)
    const server = new MysqlServer({ address: mysqlAddress(other.href), lossy: 'warned', warn: () => {} })
    return server.open('reads')
  }
  const denied = { code: 'HUB_BOOKS_DENIED' }
  const nobody = (other: URL) => {
    other.username = 'nobody'
    other.password = 'open-sesame'
  }
  await t.rejects(open(nobody), denied)
  await t.rejects(
    open((other) => {
      other.pathname = '/t_nowhere'
    }),
    denied,
  )
  const error = await open((other) => {
    nobody(other)
    other.port = '1'
  }).catch((error: Error) => error)
  t.match(error, { code: 'HUB_BOOKS_LOST', message: /127\.0\.0\.1:1 .*ECONNREFUSED/ })
  t.notMatch(String((error as Error).cause), /sesame/)
})

t.test('writers take turns by the pen', async (t) => {
  const { connection, names } = await shop(t)
  const writers = [1, 2, 3].map(() => new Writer(connection('writes'), 1_000))
  let inside = 0
  await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      writers[n % 3]!.transaction(async (on) => {
        t.equal(++inside, 1, 'alone')
        await on.run(add, [n, `n${n}`])
        await on.rows('SELECT SLEEP(0.005)', [])
        inside--
      }),
    ),
  )
  t.equal((await names()).length, 12)
})

t.test('a deadlock ends the transaction, and nothing that still comes is written', async (t) => {
  const { connection, beside, names } = await shop(t)
  await beside.exec("INSERT INTO shop_step (n, name) VALUES (1, 'a'), (2, 'b')")
  const writing = connection('writes')
  const writer = new Writer(writing, 5_000)
  const other = connection('writes')
  await other.exec('SET SESSION innodb_lock_wait_timeout = 5')
  const wire = await other.ready()
  // Somebody beside the hub, who takes no pen.
  await wire.query('UPDATE shop_step SET note = 1 WHERE n = 2')
  // The server gives up whoever has written less.
  for (let n = 100; n < 140; n++) await wire.query(`INSERT INTO shop_step (n, name) VALUES (${n}, 'other')`)
  const late: Promise<unknown>[] = []
  await t.rejects(
    writer.transaction(async (on) => {
      await on.run("UPDATE shop_step SET name = 'x' WHERE n = ?", [1])
      const blocked = wire.query('UPDATE shop_step SET note = 2 WHERE n = 1').catch(() => {})
      await wait(50)
      const mine = Promise.resolve(on.run("UPDATE shop_step SET name = 'y' WHERE n = ?", [2]))
      // Given before anybody knows that the transaction is over.
      late.push(Promise.resolve(on.run(add, [9, 'late'])))
      await mine.finally(() => {
        late.push(Promise.resolve(on.run(add, [10, 'later'])))
      })
      await blocked
    }),
    { code: 'HUB_BOOKS_BUSY' },
  )
  await Promise.allSettled(late)
  t.equal(writing.inTransaction, false)
  await wire.query('ROLLBACK')
  await writer.transaction(async (on) => {
    await on.run(add, [3, 'c'])
  })
  t.strictSame(await names(), ['a', 'b', 'c'])
})

t.test('a lock that is not given in time fails one work, and the transaction goes on', async (t) => {
  const { connection, beside, names } = await shop(t)
  await beside.run(add, [1, 'a'])
  const writing = connection('writes')
  await writing.exec('SET SESSION innodb_lock_wait_timeout = 1')
  const writer = new Writer(writing, 5_000)
  const other = await connection('writes').ready()
  await other.query('UPDATE shop_step SET note = 1 WHERE n = 1')
  await writer.transaction(async (on) => {
    await on.run(add, [2, 'b'])
    await t.rejects(
      writer.savepoint(
        async (tx) => {
          const db = tx as ReturnType<typeof builderOn<{ shop_step: { n: number; name: string } }>>
          await db.insertInto('shop_step').values({ n: 3, name: 'c' }).execute()
          await db.updateTable('shop_step').set({ name: 'x' }).where('n', '=', 1).execute()
        },
        async () => ({ stands: true, value: undefined }),
      ),
      { code: 'HUB_BOOKS_BUSY' },
    )
    t.equal(on.inTransaction, true)
  })
  await other.query('ROLLBACK')
  t.strictSame(await names(), ['a', 'b'])
})

t.test('a change whose statement is still under way when its time is over is undone behind it', async (t) => {
  const { connection, names } = await shop(t)
  const writer = new Writer(connection('writes'), 50)
  await writer.transaction(async (on) => {
    await on.run(add, [1, 'a'])
    await t.rejects(
      writer.savepoint(
        async (tx) => {
          const db = tx as ReturnType<typeof builderOn<{ shop_step: { n: number; name: string } }>>
          await db
            .insertInto('shop_step')
            .columns(['n', 'name'])
            .expression(
              db.selectNoFrom(({ fn, val }) => [fn<number>('sleep', [val(0.2)]).as('n'), val('slow').as('name')]),
            )
            .execute()
        },
        async () => ({ stands: true, value: undefined }),
      ),
      { code: 'HUB_CHANGE_SLOW' },
    )
    await on.run(add, [2, 'b'])
  })
  t.strictSame(await names(), ['a', 'b'])
})

t.test('a connection that is lost has written nothing, and is made anew', async (t) => {
  const { connection, beside, names } = await shop(t)
  const writing = connection('writes')
  const writer = new Writer(writing, 1_000)
  const lost = { code: 'HUB_BOOKS_LOST', instruction: { retry: 'retry', effect: 'not-done' } }
  await t.rejects(
    writer.transaction(async (on) => {
      await on.run(add, [1, 'gone'])
      const kill = async () => {
        await wait(30)
        await beside.exec(`KILL CONNECTION ${writing.id}`)
      }
      await Promise.all([on.rows('SELECT SLEEP(10)', []), kill()])
    }),
    lost,
  )
  t.equal(writing.inTransaction, false)
  await writer.transaction(async (on) => {
    await on.run(add, [2, 'kept'])
  })
  await beside.exec(`KILL CONNECTION ${writing.id}`)
  await writer.transaction(async (on) => {
    await on.run(add, [3, 'kept too'])
  })
  const reading = connection('reads')
  await reading.rows('SELECT 1', [])
  await beside.exec(`KILL CONNECTION ${reading.id}`)
  t.strictSame(await reading.rows('SELECT 1', []), [[1]], 'one that lay idle is nobody’s trouble')
  t.strictSame(await names(), ['kept', 'kept too'])
})

t.test('marks of those who were killed long ago are taken away', async (t) => {
  const { connection, beside } = await shop(t)
  const long = Date.now() - 31 * 86_400_000
  const lately = Date.now() - 86_400_000
  for (const [name, value] of Object.entries({ old: long, unused: -long, living: lately, fresh: -lately }))
    await beside.run('INSERT INTO hub_state VALUES (?, ?)', [`commit/${name}`, value])
  const writing = connection('writes')
  await writing.ready()
  const named = async () => (await beside.rows('SELECT name FROM hub_state ORDER BY name', [])).map(([name]) => name)
  t.equal((await named()).length, 5, 'with its own')
  await writing.close()
  t.strictSame(await named(), ['commit/fresh', 'commit/living', 'last-seq', 'turn'])
})

t.test('a process that stands still with the pen stops the others for seconds only', async (t) => {
  const { connection, names } = await shop(t)
  const [still, other] = [connection('writes'), connection('writes')]
  await still.begin()
  await still.run(add, [1, 'still'])
  const began = performance.now()
  await new Writer(other, 1_000).transaction(async (on) => {
    await on.run(add, [2, 'other'])
  })
  t.ok(performance.now() - began < 9_000)
  t.strictSame(await names(), ['other'])
  await t.rejects(still.commit(), { code: 'HUB_BOOKS_LOST' })
})

t.test('a change cannot commit what was written before it', async (t) => {
  const { connection, names } = await shop(t)
  const writer = new Writer(connection('writes'), 1_000)
  const lease = new Lease()
  await t.rejects(
    writer.transaction(async (on) => {
      await on.run(add, [1, 'a'])
      await builderOn<object>(on, lease).schema.createTable('shop_more').addColumn('n', 'bigint').execute()
    }),
    { code: 'HUB_SQL_REFUSED' },
  )
  t.strictSame(await names(), [])
})

t.test('what is asked after closing is refused', async (t) => {
  const { connection } = await shop(t)
  const reading = connection('reads')
  await reading.close()
  await t.rejects(reading.rows('SELECT 1', []), { code: 'HUB_BOOKS_CLOSED' })
})

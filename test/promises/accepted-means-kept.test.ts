import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { openBooks } from '../../adapters/database/books.js'
import { temporaryBooks } from '../../adapters/database/temporary.js'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Store } from '../../bus/ports/store.js'
import { crashFolder, startCrashHub } from '../kit/crash.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'

// Processes that start and die on a busy machine take their time.
t.setTimeout(300_000)

const Order = schema(Type.Object({ orderId: Type.String() }))
const orders = channel('shop/orders', Order)

t.test('what was answered before a SIGKILL stands in the books after it', async (t) => {
  for (const answers of [1, 10, 60]) {
    const folder = crashFolder(t)
    const hub = await startCrashHub(folder)
    for (let n = 0; n < 200; n++) hub.send({ id: `o-${n}`, account: `a-${n % 5}`, n })
    await until('answers', () => hub.accepted.size >= answers, 60_000)
    await hub.kill()
    const books = await openBooks({ folder })
    for (const id of hub.accepted) t.ok(await books.store.once(`crash/orders/accept/${id}`), `${id} is kept`)
    await books.close()
  }
})

t.test('nobody is answered before the commit has returned, and nobody is answered when it fails', async (t) => {
  const books = await temporaryBooks()
  t.teardown(() => books.remove())
  let fails = false
  const order: string[] = []
  const slow: Store = new Proxy(books.store, {
    get(store, name) {
      if (name !== 'commit') return Reflect.get(store, name)
      return async (units: Parameters<Store['commit']>[0]) => {
        if (fails) throw new Error('the disk is full')
        const results = await store.commit(units)
        order.push('committed')
        return results
      }
    },
  })
  const { engine } = await testHub(t, [flow('shop/pick').from(orders).drop('seen')], { store: slow })
  await engine.pause('shop/pick', 'operator:test')
  order.length = 0
  await engine.send(orders, { orderId: 'o-1' }).then(() => order.push('answered'))
  t.strictSame(order, ['committed', 'answered'])
  fails = true
  await t.rejects(engine.send(orders, { orderId: 'o-2' }), /the disk is full/)
  fails = false
  t.equal((await engine.messages({}, { limit: 5 })).rows.length, 1)
})

t.test('the books tell the operating system to bring every commit to the disk', async (t) => {
  const books = await temporaryBooks()
  t.teardown(() => books.remove())
  const settings: unknown[] = []
  await books.store.commit([
    {
      apply: async (tx) => {
        const ask = tx as Kysely<unknown>
        settings.push(
          (await sql`pragma journal_mode`.execute(ask)).rows[0],
          (await sql`pragma synchronous`.execute(ask)).rows[0],
        )
        return { writes: {} }
      },
    },
  ])
  t.strictSame(settings, [{ journal_mode: 'wal' }, { synchronous: 2 }], '2 is FULL')
})

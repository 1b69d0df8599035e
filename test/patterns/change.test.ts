import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { booksOf, deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, type Order, order, orderPaid, orders, partner, warehouse } from './shop.js'

interface Tables {
  shop_payments: { orderId: string; cents: number }
}
type Tx = Kysely<Tables>
t.beforeEach(() => partner.clear())

// #region example
const shopBooks = booksOf<Tx>()

const settleOrder = flow('shop/settle-order')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .change({ in: shopBooks, once: ({ orderId }) => orderId, announces: [orderPaid], apply: settle })
  .to(warehouse.picks)

async function settle({ orderId, cents }: Order, tx: Tx, announce: Announce<typeof orderPaid>) {
  await tx.insertInto('shop_payments').values({ orderId, cents }).execute()
  announce(orderPaid, { orderId, cents })
  return { orderId }
}
// #endregion

async function withTable(hub: Awaited<ReturnType<typeof testHub>>) {
  const apply = async (tx: unknown) => {
    await sql`create table shop_payments (orderId text not null, cents integer not null)`.execute(tx as Tx)
    return { writes: {} }
  }
  const [made] = await hub.engine.store.commit([{ apply }])
  if (made?.state !== 'committed') throw new Error('no table')
  return hub.books.read<Tables>()
}
const payments = (db: Tx) => db.selectFrom('shop_payments').selectAll().execute()

t.test('state and announcement stand together, and a retry of a later step does not change again', async (t) => {
  partner.next.push(notDone())
  const told: unknown[] = []
  const tell = flow('shop/tell')
    .from(orderPaid)
    .transform((paid) => void told.push(paid))
    .drop('told')
  const hub = await testHub(t, [settleOrder, tell])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  await hub.engine.idle()
  t.strictSame(await payments(db), [{ orderId: 'o-1', cents: 3500 }])
  t.strictSame(told, [{ orderId: 'o-1', cents: 3500 }])
  t.strictSame(partner.requests('take'), [{ orderId: 'o-1' }, { orderId: 'o-1' }])
})

t.test('another message with the key changes nothing and ends as dropped', async (t) => {
  const hub = await testHub(t, [settleOrder])
  const db = await withTable(hub)
  await ended(hub, (await hub.engine.send(orders, order)).messageId)
  const again = await hub.engine.send(orders, order)
  t.match(await ended(hub, again.messageId), { state: 'dropped', reason: 'repeated o-1' })
  t.equal((await payments(db)).length, 1)
  t.equal(partner.calls.length, 1)
})

t.test('what apply throws takes everything with it: no state, no announcement, no key', async (t) => {
  const broken = flow('shop/settle-order')
    .from(orders)
    .change({
      in: shopBooks,
      once: ({ orderId }) => orderId,
      announces: [orderPaid],
      apply: async (o, tx, announce) => {
        await settle(o, tx, announce)
        throw notDone()
      },
    })
  const hub = await testHub(t, [broken])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_TEST_NOT_DONE' })
  t.strictSame(await payments(db), [])
  const mended = await hub.restart([settleOrder])
  await mended.engine.replay(messageId, 'operator:test')
  await mended.engine.idle()
  t.match(await mended.engine.fate(messageId), { state: 'done' })
  t.equal((await payments(mended.books.read<Tables>())).length, 1)
})

t.test('two changes of one name under one key are two changes', async (t) => {
  const insert = async (o: Order, tx: Tx) => {
    await tx.insertInto('shop_payments').values({ orderId: o.orderId, cents: o.cents }).execute()
    return o
  }
  const once = ({ orderId }: Order) => orderId
  const hub = await testHub(t, [
    flow('shop/twice')
      .from(orders)
      .change({ in: shopBooks, once, apply: insert })
      .change({ in: shopBooks, once, apply: insert }),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.equal((await payments(db)).length, 2)
})

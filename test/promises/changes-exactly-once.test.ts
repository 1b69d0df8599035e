import { type Kysely, sql } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, deadLetters, schema, topic } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }))
type Order = { orderId: string; cents: number }
const orders = channel('shop/orders', Order)
const paid = topic('shop/paid', Order)
interface Tables {
  shop_total: { id: string; cents: number }
}
const books = booksOf<Kysely<Tables>>()

const create = (db: Kysely<Tables>) =>
  sql`create table shop_total (id text primary key, cents integer not null)`.execute(db)
async function add({ orderId, cents }: Order, tx: Kysely<Tables>) {
  await tx
    .insertInto('shop_total')
    .values({ id: 'all', cents })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ cents: sql`shop_total.cents + ${cents}` }))
    .execute()
  return { orderId, cents }
}
const total = async (db: Kysely<Tables>) =>
  (await db.selectFrom('shop_total').select('cents').executeTakeFirst())?.cents ?? 0

const withTable = async (hub: Awaited<ReturnType<typeof testHub>>) => {
  const [made] = await hub.engine.store.commit([
    {
      apply: async (tx) => {
        await create(tx as Kysely<Tables>)
        return { writes: {} }
      },
    },
  ])
  if (made?.state !== 'committed') throw new Error('no table')
  return hub.books.read<Tables>()
}

t.test('a change, its announcement and the end of its message are one commit', async (t) => {
  const partner = new Partner()
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({
        in: books,
        once: ({ orderId }) => orderId,
        announces: [paid],
        apply: async (order, tx, announce) => {
          await add(order, tx)
          announce(paid, order)
        },
      }),
    flow('shop/tell').from(paid).to(endsOf(partner).take),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1', cents: 3500 })
  await hub.engine.idle()
  t.equal(await total(db), 3500)
  t.strictSame(partner.requests('take'), [{ orderId: 'o-1', cents: 3500 }])
  t.match(await hub.engine.fate(messageId), { state: 'done' })
})

t.test('another message with the same once-key changes nothing and ends as repeated', async (t) => {
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({ in: books, once: ({ orderId }) => orderId, apply: add }),
  ])
  const db = await withTable(hub)
  const sent = await Promise.all([1, 2, 3].map(() => hub.engine.send(orders, { orderId: 'o-1', cents: 100 })))
  await hub.engine.idle()
  t.equal(await total(db), 100)
  const fates = await Promise.all(sent.map(({ messageId }) => hub.engine.fate(messageId)))
  t.strictSame(fates.map((fate) => fate?.state).sort(), ['done', 'dropped', 'dropped'])
  t.match(
    fates.find((fate) => fate?.state === 'dropped'),
    { reason: 'repeated o-1' },
  )
})

t.test('the same message resumes with what its change returned', async (t) => {
  const partner = new Partner()
  partner.next.push(notDone(), notDone())
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .onFailure({ retry: { attempts: 5, delay: '5ms' }, thenTo: deadLetters })
      .change({ in: books, once: ({ orderId }) => orderId, apply: add })
      .to(endsOf(partner).take),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1', cents: 100 })
  await until('the end', async () => (await hub.engine.fate(messageId))?.state === 'done')
  t.equal(await total(db), 100)
  t.equal(partner.calls.length, 3)
  t.strictSame(partner.calls.at(-1)!.request, { orderId: 'o-1', cents: 100 })
})

t.test('a change that throws leaves no trace of itself, and does not disturb those in the same commit', async (t) => {
  const refusal = new HubError('HUB_TEST_CLOSED', 'the order is closed', neverSent)
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({
        in: books,
        once: ({ orderId }) => orderId,
        announces: [paid],
        apply: async (order, tx, announce) => {
          await add(order, tx)
          announce(paid, order)
          if (order.cents < 0) throw refusal
        },
      }),
  ])
  const db = await withTable(hub)
  const bad = await Promise.all(
    [5, -1, 7, -2, 9].map((cents, n) => hub.engine.send(orders, { orderId: `o-${n}`, cents })),
  )
  await hub.engine.idle()
  t.equal(await total(db), 21)
  t.match(await hub.engine.fate(bad[1]!.messageId), { state: 'dead-letter', code: 'HUB_TEST_CLOSED' })
  const replayed = bad[1]!.messageId
  await hub.engine.replay(replayed, 'operator:test')
  await hub.engine.idle()
  t.match(await hub.engine.fate(replayed), { state: 'dead-letter' }, 'its once-key was not taken')
})

t.test('an announcement that does not fit its topic rolls the change back', async (t) => {
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({
        in: books,
        once: ({ orderId }) => orderId,
        announces: [paid],
        apply: async (order, tx, announce) => {
          await add(order, tx)
          announce(paid, { orderId: order.orderId } as never)
        },
      }),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1', cents: 100 })
  await hub.engine.idle()
  t.equal(await total(db), 0)
  t.match(await hub.engine.fate(messageId), { state: 'dead-letter', code: 'HUB_BODY_REFUSED' })
})

t.test('what fails after a change does not undo it', async (t) => {
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({ in: books, once: ({ orderId }) => orderId, apply: add })
      .transform(function broken(): string {
        throw new Error('bug')
      })
      .drop('never'),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1', cents: 100 })
  await hub.engine.idle()
  t.equal(await total(db), 100)
  t.match(await hub.engine.fate(messageId), { state: 'dead-letter', code: 'HUB_STEP_FAILED' })
})

t.test('a thousand changes at once are all there', async (t) => {
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({ in: books, once: ({ orderId }) => orderId, apply: add }),
  ])
  const db = await withTable(hub)
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => hub.engine.send(orders, { orderId: `o-${n}`, cents: 1 })))
  await hub.engine.idle()
  t.equal(await total(db), 1_000)
})

t.test('two changes and an effect in one flow each happen once', async (t) => {
  const partner = new Partner()
  const hub = await testHub(t, [
    flow('shop/settle')
      .from(orders)
      .change({ in: books, once: ({ orderId }) => `${orderId}/1`, apply: add })
      .call(endsOf(partner).park, { ask: (o) => o, into: (o) => o })
      .change({ in: books, once: ({ orderId }) => `${orderId}/2`, apply: add }),
  ])
  const db = await withTable(hub)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1', cents: 10 })
  await hub.engine.idle()
  t.equal(await total(db), 20)
  t.equal(partner.calls.length, 1)
  t.match(await hub.engine.fate(messageId), { state: 'done' })
})

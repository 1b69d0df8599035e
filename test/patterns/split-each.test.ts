import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow, type Outcome } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { bank, customs, type Day, days, ended, order, orders, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

async function counted(day: Day, outcomes: AsyncIterable<Outcome<{ declarationId: string }>>) {
  const of = { done: 0, dropped: 0, 'dead-letter': 0 }
  for await (const { state } of outcomes) of[state]++
  return { ...day, ...of }
}

// #region example
const declareEach = flow('shop/declare-each')
  .from(days)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .splitEach(bank.paymentsOf, {
    key: ({ orderId }) => orderId,
    ifPartFails: 'dead-letter-the-part',
    each: (payment) =>
      payment
        .filter(({ cents }) => cents > 0, { drop: 'nothing was paid' })
        .transform(({ orderId }) => ({ orderId }))
        .call(customs.declare),
    into: counted,
  })
  .to(warehouse.picks)
// #endregion

const day = { day: '2030-01-02' }
const row = (orderId: string, cents = 100) => ({ bank: 'A', orderId, cents })
const refused = () => new HubError('HUB_TEST_REFUSED', 'customs do not take it', neverSent)

t.test('each part is a message of its own, and the whole goes on with what became of them', async (t) => {
  partner.next.push(() => [row('o-1'), row('o-2', 0), row('o-3')])
  const hub = await testHub(t, [declareEach])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ ...day, done: 2, dropped: 1, 'dead-letter': 0 }])
  const { rows } = await hub.books.store.messages({}, { limit: 10 })
  t.strictSame(rows.map(({ causeId }) => causeId === messageId).filter(Boolean).length, 3)
})

t.test('one bad part is one dead letter; replayed, it ends on its own', async (t) => {
  partner.next.push(() => [row('o-1'), row('o-2')], refused())
  const hub = await testHub(t, [declareEach])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ ...day, done: 1, dropped: 0, 'dead-letter': 1 }])
  const { rows } = await hub.books.store.deadLetters({ limit: 10 })
  t.match(rows, [{ code: 'HUB_TEST_REFUSED' }])
  await hub.engine.replay(rows[0]!.message.id, 'operator:test')
  t.match(await ended(hub, rows[0]!.message.id), { state: 'done' })
  t.equal(partner.requests('take').length, 1)
})

t.test('a part is retried alone, and the whole waits for it across a restart', async (t) => {
  partner.next.push(() => [row('o-1'), row('o-2')], notDone())
  const hub = await testHub(t, [declareEach])
  const { messageId } = await hub.engine.send(days, day)
  await reached(hub, messageId, ['splitting', 'done'])
  const again = await hub.restart()
  t.match(await ended(again, messageId), { state: 'done' })
  t.equal(partner.requests('rows').length, 1, 'the source was read once')
  t.strictSame(partner.requests('take'), [{ ...day, done: 2, dropped: 0, 'dead-letter': 0 }])
})

t.test(
  'with fail-the-whole the whole is a dead letter when all have ended, and goes on when all are mended',
  async (t) => {
    const strict = flow('shop/strict')
      .from(days)
      .splitEach(bank.paymentsOf, {
        key: ({ orderId }) => orderId,
        ifPartFails: 'fail-the-whole',
        each: (payment) => payment.transform(({ orderId }) => ({ orderId })).call(customs.declare),
        into: counted,
      })
      .to(warehouse.picks)
    partner.next.push(() => [row('o-1'), row('o-2'), row('o-3')], refused())
    const hub = await testHub(t, [strict])
    const { messageId } = await hub.engine.send(days, day)
    t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_PART_FAILED', reason: /1 of 3 parts/ })
    const { rows } = await hub.books.store.deadLetters({ limit: 10 })
    const part = rows.find(({ code }) => code === 'HUB_TEST_REFUSED')!.message.id
    await hub.engine.replay(part, 'operator:test')
    t.match(await ended(hub, part), { state: 'done' })
    await hub.engine.replay(messageId, 'operator:test')
    t.match(await ended(hub, messageId), { state: 'done' })
    t.strictSame(partner.requests('take'), [{ ...day, done: 3, dropped: 0, 'dead-letter': 0 }])
  },
)

t.test('two parts of one key are refused, and no part of them runs', async (t) => {
  partner.next.push(() => [row('o-1'), row('o-1')])
  const hub = await testHub(t, [declareEach])
  const { messageId } = await hub.engine.send(days, day)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_PART_REPEATED' })
  await hub.engine.idle()
  t.strictSame(partner.requests('ask'), [])
  t.strictSame(
    (await hub.books.store.counts()).filter(({ count }) => count > 0),
    [],
  )
})

t.test('no parts are no wait, parts may split again, and a branch may hold the split', async (t) => {
  const nested = flow('shop/nested')
    .from(orders)
    .chooseAndMeet((each) => (each.cents > 0 ? 'some' : 'none'), {
      some: (some) =>
        some.splitEach(
          function boxes({ cents }) {
            return Array.from({ length: cents }, (_, box) => ({ box }))
          },
          {
            key: ({ box }) => String(box),
            ifPartFails: 'fail-the-whole',
            each: (box) =>
              box.splitEach(
                function items({ box }) {
                  return Array.from({ length: box }, (_, item) => ({ box, item }))
                },
                {
                  key: ({ item }) => String(item),
                  ifPartFails: 'fail-the-whole',
                  each: (item) => item.transform(({ item }) => item + 1),
                  into: async (_box, items) => {
                    let sum = 0
                    for await (const each of items) if (each.state === 'done') sum += each.body
                    return { sum }
                  },
                },
              ),
            into: async (whole, boxes) => {
              const sums: number[] = []
              for await (const each of boxes) if (each.state === 'done') sums.push(each.body.sum)
              return { orderId: whole.orderId, sums }
            },
          },
        ),
      none: (none) => none.transform(({ orderId }) => ({ orderId, sums: [] as number[] })),
    })
    .to(warehouse.picks)
  const hub = await testHub(t, [nested])
  const some = await hub.engine.send(orders, { ...order, cents: 4 })
  t.match(await ended(hub, some.messageId), { state: 'done' })
  const none = await hub.engine.send(orders, { ...order, cents: 0 })
  t.match(await ended(hub, none.messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [
    { orderId: 'o-1', sums: [0, 1, 3, 6] },
    { orderId: 'o-1', sums: [] },
  ])
})

import t from 'tap'
import { Type } from 'typebox'
import { temporaryBooks } from '../../adapters/database/temporary.js'
import { booksOf, channel, deadLetters, question, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Store } from '../../bus/ports/store.js'
import { latch, until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner, unknown } from '../kit/outside.js'

// What the crash harness has found, each as small as it can be shown.

const Order = schema(Type.Object({ orderId: Type.String() }))
const orders = channel('shop/orders', Order)
const quick = { retry: { attempts: 4, delay: '5ms' }, thenTo: deadLetters } as const

const setUp = (policy: 'park' | 'abandon' = 'park') => {
  const partner = new Partner()
  const ends = endsOf(partner)
  const paying = flow('shop/pay')
    .from(orders)
    .onFailure(quick)
    .call(ends[policy], { ask: (o) => o, into: (_o, answer) => answer, once: ({ orderId }) => orderId })
    .to(ends.take)
  return { partner, ends, paying }
}

/** Books whose process dies in the commit that `dies` picks: nothing of it is written, and nothing after it. */
function dying(store: Store, dies: (units: Parameters<Store['commit']>[0]) => boolean): Store {
  let dead = false
  return {
    ...store,
    async commit(units) {
      dead ||= dies(units)
      return dead ? new Promise<never>(() => {}) : store.commit(units)
    },
  }
}

t.test('a delay that was over when it was reached is passed by a later run as well', async (t) => {
  const partner = new Partner()
  const ends = endsOf(partner)
  partner.next.push(() => ({}), notDone())
  const { engine } = await testHub(t, [
    flow('shop/late')
      .from(orders)
      .onFailure(quick)
      .delay((_order, { now }) => now)
      .call(ends.park)
      .to(ends.take),
  ])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('park').length, 1)
  t.equal(partner.requests('take').length, 2, 'the second run has passed the delay and the call')
})

t.test('a process that dies after an answer and before others are told of it: they are told afterwards', async (t) => {
  const { partner, paying } = setUp()
  partner.next.push(() => ({ paymentId: 'p-1' }))
  const books = await temporaryBooks()
  t.teardown(() => books.remove())
  const store = dying(books.store, (units) => units.some(({ once }) => once?.key.endsWith('/answer') === true))
  const first = await testHub(t, [paying], { store }, books)
  const { messageId } = await first.engine.send(orders, { orderId: 'o-1' })
  await until('the answer', async () =>
    (await books.store.records([messageId])).get(messageId)?.some(({ state }) => state === 'answered'),
  )
  const again = await testHub(t, [paying], {}, books)
  await until('the end of the first', async () => (await again.engine.fate(messageId))?.state === 'done')
  const second = await again.engine.send(orders, { orderId: 'o-1' })
  await until('the end of the second', async () => (await again.engine.fate(second.messageId))?.state === 'done')
  t.equal(partner.requests('park').length, 1)
  t.strictSame(partner.requests('take'), [{ paymentId: 'p-1' }, { paymentId: 'p-1' }])
})

t.test('what an operator has decided under a once-key is the answer for other messages too', async (t) => {
  const { partner, paying } = setUp()
  partner.next.push(unknown())
  const { engine } = await testHub(t, [paying])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the doubt', async () => (await engine.fate(messageId))?.state === 'in-doubt')
  await engine.decide({
    messageId,
    record: 'call partner.park#1',
    decision: { state: 'answered', answer: { paymentId: 'p-7' } },
    by: 'operator:test',
    reason: 'the partner was asked',
  })
  await until('the end of the first', async () => (await engine.fate(messageId))?.state === 'done')
  const second = await engine.send(orders, { orderId: 'o-1' })
  await until('the end of the second', async () => (await engine.fate(second.messageId))?.state === 'done')
  t.equal(partner.requests('park').length, 1)
  t.strictSame(partner.requests('take'), [{ paymentId: 'p-7' }, { paymentId: 'p-7' }])
})

t.test('of two decisions of one doubt that come at the same time, one is taken and the other is told so', async (t) => {
  const { partner, paying } = setUp()
  partner.next.push(unknown())
  const { engine } = await testHub(t, [paying])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the doubt', async () => (await engine.fate(messageId))?.state === 'in-doubt')
  const doubt = { messageId, record: 'call partner.park#1', by: 'operator:test', reason: 'the partner was asked' }
  const decided = await Promise.allSettled([
    engine.decide({ ...doubt, decision: { state: 'answered', answer: { paymentId: 'p-7' } } }),
    engine.decide({ ...doubt, decision: { state: 'not-done' } }),
  ])
  t.match(decided, [{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'HUB_NOT_IN_DOUBT' } }])
  await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('park').length, 1)
  t.strictSame(partner.requests('take'), [{ paymentId: 'p-7' }])
})

t.test('what was abandoned under a once-key is abandoned for other messages too', async (t) => {
  const { partner, paying } = setUp('abandon')
  partner.next.push(unknown())
  const { engine } = await testHub(t, [paying])
  for (const _ of [1, 2]) {
    const { messageId } = await engine.send(orders, { orderId: 'o-1' })
    await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  }
  t.equal(partner.requests('abandon').length, 1)
  t.strictSame(partner.requests('take'), [{ outcome: 'no-answer' }, { outcome: 'no-answer' }])
})

t.test('a message that runs among few after two unclean stops gets the answer of the flow that it asks', async (t) => {
  const partner = new Partner()
  const ends = endsOf(partner)
  const price = question('shop/price', Order, Order)
  const flows = [
    flow('shop/ask').from(orders).onFailure(quick).call(price).to(ends.take),
    flow('shop/price')
      .from(price)
      .onFailure(quick)
      .change({ in: booksOf<unknown>(), once: ({ orderId }) => orderId, apply: async (order) => order })
      .delay('20ms')
      .reply((order) => order),
  ]
  const books = await temporaryBooks()
  t.teardown(() => books.remove())
  const store = dying(books.store, (units) => units.some(({ once }) => once?.key.startsWith('shop/price') === true))
  const first = await testHub(t, flows, { store, deadlineMs: 1_000 }, books)
  const { messageId } = await first.engine.send(orders, { orderId: 'o-1' })
  // Two unclean stops with this message under way.
  await books.store.markStarted([messageId])
  const again = await testHub(t, flows, { deadlineMs: 5_000 }, books)
  const began = Date.now()
  await until('the end', async () => (await again.engine.fate(messageId))?.state === 'done')
  t.ok(Date.now() - began < 4_000, 'it has not waited for a deadline')
  t.equal(partner.requests('take').length, 1)
})

/** A question that reads before it changes something, so that it is in no book for as long as the reading takes. */
function slowQuestion() {
  const partner = new Partner()
  const ends = endsOf(partner)
  const price = question('shop/price', Order, Order)
  const asked = flow('shop/price')
    .from(price)
    .onFailure(quick)
    .enrich(ends.rows, (order) => order as { orderId: string })
    .change({ in: booksOf<unknown>(), once: ({ orderId }) => orderId, apply: async (order) => order })
    .reply((order) => order)
  const readings = [latch<unknown>(), latch<unknown>()]
  partner.next.push(
    ...readings.map(
      ({ opened }) =>
        () =>
          opened,
    ),
  )
  return { price, asked, partner, readings }
}
const call = { client: 'caller', idempotencyKey: 'k-1' }

t.test('who asks again because the first call took too long gets the answer and the id of the first', async (t) => {
  const { price, asked, partner, readings } = slowQuestion()
  const { engine } = await testHub(t, [asked])
  await t.rejects(engine.ask(price, { orderId: 'o-1' }, { ...call, within: '20ms' }), { code: 'HUB_NOT_ANSWERED' })
  const second = engine.ask(price, { orderId: 'o-1' }, { ...call, within: '20s' })
  await until('the second reading', () => partner.requests('rows').length === 2)
  readings[0]!.open([])
  await until('the first in the books', async () => (await engine.store.idempotency('caller', 'k-1')) !== undefined)
  const { messageId } = (await engine.store.idempotency('caller', 'k-1'))!
  readings[1]!.open([])
  t.match(await second, { state: 'answered', answer: { orderId: 'o-1' }, messageId })
})

t.test('nobody is told that a question runs which is in no book, however many ask at once', async (t) => {
  const { price, asked, readings } = slowQuestion()
  const { engine } = await testHub(t, [asked])
  const both = [1, 2].map(() => engine.ask(price, { orderId: 'o-1' }, { ...call, within: '20ms' }))
  for (const asking of both) await t.rejects(asking, { code: 'HUB_NOT_ANSWERED' })
  for (const { open } of readings) open([])
})

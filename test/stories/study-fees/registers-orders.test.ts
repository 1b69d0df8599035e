import t from 'tap'
import { idFrom } from '../../../bus/ids.js'
import { putCustomer } from '../../../registers/study-fees/customers.js'
import { listOrders } from '../../../registers/study-fees/lists.js'
import {
  addStudyFee,
  changeOrder,
  closeOrder,
  createProcessingFee,
  renewOrder,
} from '../../../registers/study-fees/order-changes.js'
import { expireRound, remindRound } from '../../../registers/study-fees/rounds.js'
import { cancelled, NOON, registerBooks } from './register-books.js'

t.test('a study fee is aimed, edited while open, closed, and renewed when its payment failed', async (t) => {
  const books = await registerBooks()
  const row = {
    product: 'ERIK-1',
    text: 'Erikoistumisopinnot',
    quantity: 2,
    unitCents: 60_000,
    vatCode: '0',
    vatRate: 0,
  }
  const payer = { name: 'Opiskelija Esimerkki', email: 'opiskelija@example.fi' }
  const making = { id: idFrom('fee'), now: NOON, dueAt: NOON + 1000 }
  const request = { customer: '1000001', title: 'Erikoistumisopinnot 2026', rows: [row] }
  t.match(await books.within((tx) => addStudyFee(tx, request, making)), { code: 'HUB_FEES_PAYER_MISSING' })
  const added = await books.within((tx) => addStudyFee(tx, { ...request, payer }, making))
  t.match(added, { order: { totalCents: 120_000, customer: '1000001', payerName: payer.name } })
  const changed = await books.within((tx) =>
    changeOrder(tx, { orderId: making.id, rows: [{ ...row, quantity: 1 }] }, { now: NOON }),
  )
  t.match(changed, { order: { totalCents: 60_000, rows: [{ quantity: 1 }] } })
  const { stamp } = await books.begin(making.id)
  t.match(await books.within((tx) => changeOrder(tx, { orderId: making.id, title: 'x' }, { now: NOON })), {
    code: 'HUB_FEES_ORDER_BEING_PERFORMED',
  })
  t.match(await books.within((tx) => renewOrder(tx, making.id, { ...making, id: idFrom('renewed') })), {
    code: 'HUB_FEES_NOT_RENEWABLE',
  })
  await books.hear(stamp, cancelled)
  const renewed = await books.within((tx) => renewOrder(tx, making.id, { ...making, id: idFrom('renewed') }))
  t.match(renewed, { order: { state: 'open', renewalOf: making.id, totalCents: 60_000 } })
  t.match(await books.within((tx) => renewOrder(tx, making.id, { ...making, id: idFrom('again') })), {
    code: 'HUB_FEES_NOT_RENEWABLE',
  })
  t.match(await books.within((tx) => closeOrder(tx, { orderId: idFrom('renewed'), note: 'lasku' }, NOON)), {
    order: { state: 'closed', note: 'lasku' },
  })
  books.close()
})

t.test('a processing fee needs a known customer or a payer, and not both', async (t) => {
  const books = await registerBooks()
  const making = { id: idFrom('fee'), now: NOON, dueAt: NOON + 1000, cents: 3500 }
  const payer = { name: 'Testi Henkilö', email: 'testi@example.fi' }
  const make = (request: object) =>
    books.within((tx) => createProcessingFee(tx, { kind: 'restoring', ...request }, making))
  t.match(await make({}), { code: 'HUB_FEES_CUSTOMER_OR_PAYER' })
  t.match(await make({ payer, customer: '1' }), { code: 'HUB_FEES_CUSTOMER_OR_PAYER' })
  t.match(await make({ customer: '1' }), { code: 'HUB_FEES_CUSTOMER_UNKNOWN' })
  await books.within((tx) => putCustomer(tx, '1', { ...payer, language: 'sv' }, NOON))
  t.match(await make({ customer: '1' }), {
    order: { customer: '1', language: 'sv', title: 'Handläggningsavgift för återställd studierätt' },
  })
  books.close()
})

t.test('orders nobody pays expire, and open study fees are reminded of at their distance', async (t) => {
  const books = await registerBooks()
  const day = 86_400_000
  const order = await books.order()
  t.same((await books.within((tx) => expireRound(tx, NOON + day))).expired, [])
  t.match((await books.within((tx) => expireRound(tx, NOON + day + 1))).expired, [{ orderId: order.id }])
  t.same((await books.within((tx) => expireRound(tx, NOON + 2 * day))).expired, [])
  const row = { product: 'E', text: 'E', quantity: 1, unitCents: 1, vatCode: '0', vatRate: 0 }
  const fee = idFrom('fee')
  await books.within((tx) =>
    addStudyFee(
      tx,
      { customer: '7', payer: { name: 'A', email: 'a@example.fi' }, title: 'E', rows: [row] },
      { id: fee, now: NOON, dueAt: NOON + 30 * day },
    ),
  )
  const remind = (now: number) => books.within((tx) => remindRound(tx, { now, everyMs: 7 * day }))
  t.same((await remind(NOON + 6 * day)).reminders, [])
  t.same((await remind(NOON + 7 * day)).reminders, [{ orderId: fee, n: 1 }])
  t.same((await remind(NOON + 8 * day)).reminders, [])
  t.same((await remind(NOON + 14 * day)).reminders, [{ orderId: fee, n: 2 }])
  t.same((await remind(NOON + 31 * day)).reminders, [], 'not after the last day to pay')
  books.close()
})

t.test('pages of orders follow each other without gap', async (t) => {
  const books = await registerBooks()
  const ids = new Set<string>()
  for (let i = 0; i < 7; i++) ids.add((await books.order()).id)
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listOrders(books.db, {
      kinds: ['extra-time'],
      limit: 3,
      ...(after === undefined ? {} : { after }),
    })
    seen.push(...page.orders.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  t.same(new Set(seen), ids)
  t.equal(seen.length, 7)
  books.close()
})

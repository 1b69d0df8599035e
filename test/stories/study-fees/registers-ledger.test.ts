import t from 'tap'
import { idFrom } from '../../../bus/ids.js'
import { putCustomer } from '../../../registers/study-fees/customers.js'
import { erasePerson } from '../../../registers/study-fees/erasure.js'
import { listTransactions, readTotals } from '../../../registers/study-fees/figures.js'
import {
  batchFrom,
  batchOf,
  claimBatch,
  eventsOfBatch,
  recordBatch,
} from '../../../registers/study-fees/ledger-batches.js'
import { listOrders, readOrder } from '../../../registers/study-fees/lists.js'
import { createProcessingFee } from '../../../registers/study-fees/order-changes.js'
import { bankPaid, claiming, importKtl, ktlRow, NOON, paytrailOk, registerBooks } from './register-books.js'

t.test(
  'the account confirms bank button payments; duplicates, unmatched and wrong amounts are told apart',
  async (t) => {
    const books = await registerBooks()
    const [paid, wrong, lost] = [await books.order(), await books.order(), await books.order()]
    for (const order of [paid, wrong]) {
      const { stamp } = await books.begin(order.id)
      await books.hear(stamp, bankPaid(order.reference))
    }
    await books.begin(lost.id)
    t.same(
      await books.db.selectFrom('study_fees_paid_event').selectAll().execute(),
      [],
      'nothing is posted unconfirmed',
    )
    const rows = [
      ktlRow(paid.reference),
      ktlRow(wrong.reference, { amountCents: 3499, archiveId: 'A2' }),
      ktlRow(lost.reference, { archiveId: 'A3' }),
      ktlRow('13', { archiveId: 'A4' }),
      ktlRow(paid.reference, { archiveId: 'A5' }),
      ktlRow(paid.reference, { archiveId: 'A6', returnCode: '7' }),
    ]
    const { statement, told } = await importKtl(books, 1, rows)
    t.match(statement, {
      read_count: 6,
      matched: 2,
      mismatched: 1,
      unmatched: 1,
      surplus: 1,
      not_paid: 1,
      duplicates: 0,
      corrections: 0,
    })
    t.same(told.alerts.map(({ kind }) => kind).sort(), ['amount-mismatch', 'surplus', 'unmatched'])
    t.match(told.paid, [{ orderId: lost.id }], 'the lost return is settled by the money')
    t.match(await readOrder(books.db, wrong.id), { state: 'unfinished', reason: 'mismatch' })
    const again = await importKtl(books, 2, rows)
    t.match(again.statement, { read_count: 6, duplicates: 6, matched: 0 })
    t.same(again.told, { paid: [], alerts: [] })
    t.match(await listTransactions(books.db, 'unmatched', 10), { transactions: [{ reference: '13', row: 4 }] })
    t.equal((await books.db.selectFrom('study_fees_paid_event').selectAll().execute()).length, 2)
    books.close()
  },
)

t.test('a correction takes the payment back with a voucher of its own', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id)
  await books.hear(stamp, bankPaid(order.reference))
  const row = ktlRow(order.reference)
  const { statement, told } = await importKtl(books, 1, [row, { ...row, correction: true }])
  t.match(statement, { read_count: 2, read_cents: 3500, matched: 1, corrections: 1 })
  t.match(told.alerts, [{ kind: 'reversed' }])
  t.match(await readOrder(books.db, order.id), { state: 'unfinished', reason: 'reversed', paidAt: undefined })
  t.same((await books.hear(stamp, bankPaid(order.reference))).told.paid, [], 'an old return does not bring it back')
  const batch = await books.within((tx) => claimBatch(tx, claiming(1)))
  const events = []
  for await (const event of eventsOfBatch(books.db, batch)) events.push(event)
  t.match(events, [
    { seq: 1, kind: 'paid', amountCents: 3500, valueDay: '20260302' },
    { seq: 2, kind: 'correction', corrects: 1, amountCents: 3500 },
  ])
  t.match(await batchOf(books.db, batch.number), {
    events_in: 2,
    debit_cents: 7000,
    credit_cents: 7000,
    corrections: 1,
    correction_cents: 3500,
  })
  books.close()
})

t.test('batches take ranges without gap or overlap, and an empty day is a batch too', async (t) => {
  const books = await registerBooks()
  const pay = async () => {
    const order = await books.order()
    const { stamp } = await books.begin(order.id, 'paytrail')
    await books.hear(stamp, paytrailOk(order.reference))
    return order
  }
  const orders = [await pay(), await pay()]
  const first = await books.within((tx) => claimBatch(tx, claiming(1)))
  t.match(first, { number: 1, fromSeq: 1, toSeq: 2, eventsIn: 2, created: '20260302120000' })
  t.equal((await readOrder(books.db, orders[0]!.id))?.state, 'paid', 'claimed is not yet transferred')
  const empty = await books.within((tx) => claimBatch(tx, claiming(2)))
  t.match(empty, { number: 2, fromSeq: 3, toSeq: 2, eventsIn: 0, created: '20260302120001' })
  await pay()
  const third = await books.within((tx) => claimBatch(tx, claiming(3)))
  t.match(third, { number: 3, fromSeq: 3, toSeq: 3, eventsIn: 1 })
  t.equal(new Set([first, empty, third].map(({ fileName }) => fileName)).size, 3)
  const written = { sha256: 'a'.repeat(64), bytes: 200, vouchers: 2, cutFields: 0, transliterated: 0 }
  await books.within((tx) => recordBatch(tx, 1, written, NOON))
  t.match(await readOrder(books.db, orders[0]!.id), { state: 'transferred', batch: 1 })
  t.match(await readTotals(books.db), { orders: 3, paid: 3, transferred: 2, postedCents: 7000, paidCents: 10500 })
  t.equal((await listOrders(books.db, { kinds: ['extra-time'], state: 'transferred', limit: 10 })).orders.length, 2)
  t.equal((await listOrders(books.db, { kinds: ['extra-time'], state: 'paid', limit: 10 })).orders.length, 1)
  t.same(batchFrom((await batchOf(books.db, 1))!), { ...first, sha256: written.sha256 })
  books.close()
})

t.test('erasure takes the person out and leaves what accounting law needs', async (t) => {
  const books = await registerBooks()
  await books.within((tx) => putCustomer(tx, '55', { name: 'Testi Henkilö', email: 'testi@example.fi' }, NOON))
  const making = { id: idFrom('o'), now: NOON, dueAt: NOON + 1000, cents: 3500 }
  await books.within((tx) => createProcessingFee(tx, { kind: 'restoring', customer: '55' }, making))
  const erase = () => books.within((tx) => erasePerson(tx, { customer: '55' }, NOON, books.chance))
  const { stamp, reference } = await books.begin(making.id)
  t.same(await erase(), { refused: 'person-has-payment' })
  await books.hear(stamp, bankPaid(reference))
  await importKtl(books, 1, [ktlRow(reference)])
  t.match(await erase(), { orders: [making.id], references: [reference], transactions: 1, keptVouchers: 0 })
  const order = await readOrder(books.db, making.id)
  t.match(order, { state: 'paid', totalCents: 3500, reference, payerName: undefined, payerEmail: undefined })
  const everything = JSON.stringify(
    await Promise.all(
      (['study_fees_customer', 'study_fees_order', 'study_fees_paid_event', 'study_fees_ktl_transaction'] as const).map(
        (table) => books.db.selectFrom(table).selectAll().execute(),
      ),
    ),
  )
  t.notMatch(everything, /Testi|TESTI|testi@|"55"/)
  t.same(await erase(), { refused: 'person-unknown' })
  books.close()
})

t.test('a voucher that stands by name in a ledger file keeps its name', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id, 'paytrail')
  await books.hear(stamp, paytrailOk(order.reference))
  const batch = await books.within((tx) => claimBatch(tx, { ...claiming(1), layout: 'proe' }))
  t.match(await books.within((tx) => erasePerson(tx, { orderId: order.id }, NOON, books.chance)), { keptVouchers: 1 })
  for await (const event of eventsOfBatch(books.db, batch)) t.equal(event.payerName, 'Testi Henkilö')
  books.close()
})

t.test('a large file is matched in chunks, and its statement is complete after the last', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id)
  await books.hear(stamp, bankPaid(order.reference))
  const strangers = Array.from({ length: 500 }, (_, i) => ktlRow('13', { archiveId: `S${i}` }))
  const { chunks, statement, told } = await importKtl(books, 1, [...strangers, ktlRow(order.reference), strangers[0]!])
  t.same(
    chunks.map(({ fromRow, toRow }) => [fromRow, toRow]),
    [
      [1, 200],
      [201, 400],
      [401, 502],
    ],
  )
  t.match(statement, { read_count: 502, waiting: 0, matched: 1, unmatched: 500, duplicates: 1 })
  t.same(
    told.alerts.map(({ kind }) => kind),
    ['unmatched'],
    'one mail for the whole file',
  )
  books.close()
})

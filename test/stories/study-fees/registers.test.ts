import t from 'tap'
import { idFrom } from '../../../bus/ids.js'
import { type Told, together } from '../../../registers/study-fees/announcements.js'
import { putCustomer } from '../../../registers/study-fees/customers.js'
import { erasePerson } from '../../../registers/study-fees/erasure.js'
import { listTransactions, readTotals } from '../../../registers/study-fees/figures.js'
import { type KtlRow, matchKtl, storeKtl } from '../../../registers/study-fees/ktl.js'
import {
  batchFrom,
  batchOf,
  claimBatch,
  eventsOfBatch,
  recordBatch,
} from '../../../registers/study-fees/ledger-batches.js'
import { listOrders, readOrder } from '../../../registers/study-fees/lists.js'
import {
  addStudyFee,
  changeOrder,
  closeOrder,
  createProcessingFee,
  renewOrder,
} from '../../../registers/study-fees/order-changes.js'
import type { PaymentReport } from '../../../registers/study-fees/payment-life.js'
import { eventsOf, paymentByStamp } from '../../../registers/study-fees/payments.js'
import { takeResult } from '../../../registers/study-fees/results.js'
import { askRound, expireRound, remindRound } from '../../../registers/study-fees/rounds.js'
import { makeTicket } from '../../../registers/study-fees/settle.js'
import { NOON, registerBooks, ZONE } from './register-books.js'

const paytrailOk = (reference: string, amountCents = 3500): PaymentReport => ({
  by: 'callback',
  proven: true,
  outcome: 'PAID',
  providerId: '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  amountCents,
  currency: 'EUR',
  reference,
})
const bankPaid = (reference: string): PaymentReport => ({
  by: 'browser',
  proven: true,
  outcome: 'PAID',
  providerId: 'PEPM20260302000001',
  reference,
})
const cancelled: PaymentReport = { by: 'browser', proven: false, outcome: 'CANCELLED' }

const posting = {
  sender: 'HUB',
  company: 'UNI1',
  mode: 'T',
  voucherType: 'VM',
  receivableAccount: '1739',
  bankAccount: '1910',
  extraTimeAccount: '3271',
  restoringAccount: '3272',
  studyFeeAccount: '3250',
  costCentre: '2627',
} as const
const claiming = (n: number) => ({
  layout: 'hub-gl' as const,
  posting,
  now: NOON,
  timeZone: ZONE,
  messageId: idFrom('claim', String(n)),
})
const ktlRow = (reference: string, more: Partial<KtlRow> = {}): KtlRow => ({
  account: '12345600000785',
  bookingDay: '20260302',
  paymentDay: '20260301',
  archiveId: '2603ABCD00000001',
  reference: reference.padStart(20, '0'),
  payerName: 'TESTIHENKILÖ',
  amountCents: 3500,
  correction: false,
  returnCode: '0',
  ...more,
})
const ktlFile = (n: number) => ({ id: idFrom('ktl', String(n)), name: `ktl-${n}.txt`, now: NOON })
/** A file as the flows take it: stored, then matched chunk by chunk. */
async function importKtl(books: Awaited<ReturnType<typeof registerBooks>>, n: number, rows: readonly KtlRow[]) {
  const chunks = await books.within((tx) => storeKtl(tx, ktlFile(n), rows))
  const told: Told[] = []
  for (const chunk of chunks) told.push(await books.within((tx) => matchKtl(tx, chunk, { now: NOON, timeZone: ZONE })))
  const statement = await books.db
    .selectFrom('study_fees_ktl_file')
    .selectAll()
    .where('id', '=', ktlFile(n).id)
    .executeTakeFirstOrThrow()
  return { statement, told: together(...told), chunks }
}

t.test(
  'a payment that Paytrail signed is paid, confirmed and ready for the ledger, whoever reports it how often',
  async (t) => {
    const books = await registerBooks()
    const order = await books.order()
    t.match(order, { state: 'open', totalCents: 3500, title: 'Lisäajan käsittelymaksu' })
    const { stamp } = await books.begin(order.id, 'paytrail')
    t.match(stamp, /^20260302\d{12}$/)
    const first = await books.hear(stamp, paytrailOk(order.reference))
    t.match(first.told.paid, [{ orderId: order.id, stamp, amountCents: 3500 }])
    for (let i = 0; i < 10; i++) {
      const again = await books.hear(stamp, {
        ...paytrailOk(order.reference),
        by: i % 2 === 0 ? 'browser' : 'callback',
      })
      t.same(again.told, { paid: [], alerts: [] })
    }
    t.match(await readOrder(books.db, order.id), {
      state: 'paid',
      payments: [{ outcome: 'PAID', amountConfirmed: true }],
    })
    const events = await books.db.selectFrom('study_fees_paid_event').selectAll().execute()
    t.equal(events.length, 1, 'posted once')
    const log = await eventsOf(books.db, stamp)
    t.same(
      log.map(({ kind, reported_by, repeats }) => [kind, reported_by, Number(repeats)]),
      [
        ['started', 'hub', 0],
        ['settled', 'callback', 0],
        ['replayed', 'browser', 4],
        ['replayed', 'callback', 4],
      ],
      'the log does not grow with repetitions',
    )
    books.close()
  },
)

t.test('success after cancel pays the order, and the study office hears of it once', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id)
  await books.hear(stamp, cancelled)
  t.match(await readOrder(books.db, order.id), { state: 'unfinished', reason: 'cancelled' })
  t.equal((await books.hear(stamp, bankPaid(order.reference))).told.paid.length, 1)
  t.match(await readOrder(books.db, order.id), { state: 'paid', reason: undefined })
  t.same((await books.hear(stamp, cancelled)).told, { paid: [], alerts: [] })
  t.equal((await readOrder(books.db, order.id))?.state, 'paid')
  books.close()
})

t.test('a wrong amount leaves the order unfinished and unposted, and the main users are told once', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id, 'paytrail')
  const { told } = await books.hear(stamp, paytrailOk(order.reference, 3400))
  t.match(told.alerts, [{ kind: 'amount-mismatch', orderId: order.id, stamp }])
  t.same((await books.hear(stamp, paytrailOk(order.reference, 3400))).told.alerts, [])
  t.match(await readOrder(books.db, order.id), { state: 'unfinished', reason: 'mismatch' })
  t.same(await books.db.selectFrom('study_fees_paid_event').selectAll().execute(), [])
  t.match(await readTotals(books.db), { orders: 1, unfinished: 1, mismatched: 1, paid: 0, paidCents: 0 })
  books.close()
})

t.test(
  'a late callback for an abandoned stamp still counts, and a second paid stamp is told to the main users',
  async (t) => {
    const books = await registerBooks()
    const order = await books.order()
    const first = await books.begin(order.id, 'paytrail')
    const { abandonPayment } = await import('../../../registers/study-fees/payments.js')
    await books.within((tx) => abandonPayment(tx, first.stamp, NOON, idFrom('abandon')))
    t.equal((await readOrder(books.db, order.id))?.state, 'open')
    const second = await books.begin(order.id, 'paytrail')
    await books.hear(second.stamp, paytrailOk(order.reference))
    const late = await books.hear(first.stamp, { ...paytrailOk(order.reference), providerId: 'other' })
    t.match(late.told, { paid: [], alerts: [{ kind: 'paid-twice', stamp: first.stamp }] })
    t.equal(
      (await books.db.selectFrom('study_fees_paid_event').selectAll().execute()).length,
      1,
      'only the first is posted',
    )
    books.close()
  },
)

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

t.test('a payment nobody hears of becomes unknown and is asked about a limited number of times', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id)
  const ask = (now: number) =>
    books.within((tx) =>
      askRound(tx, { now, everyMs: 900_000, atMost: 2, messageId: idFrom('r', String(now)), timeZone: ZONE }),
    )
  t.same((await ask(NOON)).asked, [])
  t.same((await ask(NOON + 1_800_000)).asked, [{ stamp, last: false }])
  t.match(await paymentByStamp(books.db, stamp), { outcome: 'UNKNOWN' })
  t.same((await ask(NOON + 1_800_001)).asked, [])
  t.same((await ask(NOON + 2_700_000)).asked, [{ stamp, last: true }])
  t.same((await ask(NOON + 9_000_000)).asked, [])
  books.close()
})

t.test('a one-time reference answers once, soon, and only to its own session', async (t) => {
  const books = await registerBooks()
  const order = await books.order()
  const { stamp } = await books.begin(order.id)
  await books.db.updateTable('study_fees_payment').set({ session_hash: 'mine' }).where('stamp', '=', stamp).execute()
  const reference = await books.within((tx) => makeTicket(tx, stamp, NOON, books.chance))
  const take = (more: object) =>
    books.within((tx) => takeResult(tx, { reference, sessionHash: 'mine', now: NOON, ...more }))
  t.same(await take({ reference: 'neverGivenOut123' }), { refused: 'reference-unknown' })
  t.same(await take({ sessionHash: 'theirs' }), { refused: 'session-foreign' })
  t.same(await take({ now: NOON + 3_600_000 }), { refused: 'reference-expired' })
  t.match(await take({}), { payment: { stamp } })
  t.same(await take({}), { refused: 'reference-used' })
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

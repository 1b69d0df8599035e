import t from 'tap'
import { idFrom } from '../../../bus/ids.js'
import { readTotals } from '../../../registers/study-fees/figures.js'
import { readOrder } from '../../../registers/study-fees/lists.js'
import { abandonPayment, eventsOf, paymentByStamp } from '../../../registers/study-fees/payments.js'
import { takeResult } from '../../../registers/study-fees/results.js'
import { askRound } from '../../../registers/study-fees/rounds.js'
import { makeTicket } from '../../../registers/study-fees/settle.js'
import { bankPaid, cancelled, NOON, paytrailOk, registerBooks, ZONE } from './register-books.js'

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

import t from 'tap'
import {
  bankReturnReport,
  bankStatusReport,
  paytrailReturnReport,
  paytrailStatusReport,
  toBankWay,
  toPaytrailWay,
} from './reports.js'

const payment = { stamp: '20260301000000010001', outcome: 'STARTED' } as const
const first = { last: false }
const last = { last: true }
const unproven = { proven: false, outcome: 'PAID' }

t.test(
  'a signed bank return is proof; cancel and reject are hints; anything wrong with it proves nothing',
  async (t) => {
    const facts = {
      way: 'return',
      outcome: 'PAID',
      macValid: true,
      stamp: payment.stamp,
      ref: '12345672',
      paid: 'PEPM1',
    } as const
    t.same(bankReturnReport(facts, payment, 'return'), {
      by: 'browser',
      proven: true,
      outcome: 'PAID',
      providerId: 'PEPM1',
      reference: '12345672',
    })
    t.match(bankReturnReport({ ...facts, stamp: '1' }, payment, 'return'), unproven, 'signed, but for another payment')
    t.match(
      bankReturnReport({ way: 'return', outcome: 'ERROR', macValid: false, problem: 'bad-mac' }, payment, 'return'),
      unproven,
    )
    for (const outcome of ['CANCELLED', 'REJECTED', 'UNKNOWN'] as const)
      t.same(bankReturnReport({ way: 'cancel', outcome, macValid: false }, payment, 'cancel'), {
        by: 'browser',
        proven: false,
        outcome,
      })
  },
)

t.test('redirect and callback of Paytrail with the same facts differ only in who brought them', async (t) => {
  const facts = {
    way: 'success',
    outcome: 'PAID',
    macValid: true,
    stamp: payment.stamp,
    cents: 3500,
    reference: '12345672',
    transactionId: 'tx',
  } as const
  const { by: _, ...redirect } = paytrailReturnReport(facts, payment, 'return')
  const { by, ...callback } = paytrailReturnReport({ ...facts, way: 'callback-success' }, payment, 'callback-success')
  t.same(redirect, callback)
  t.equal(by, 'callback')
  t.match(redirect, { proven: true, amountCents: 3500, providerId: 'tx' })
  t.match(paytrailReturnReport({ ...facts, macValid: false, outcome: 'ERROR' }, payment, 'return'), unproven)
  t.match(paytrailReturnReport({ ...facts, stamp: '1' }, payment, 'return'), unproven)
  t.match(paytrailReturnReport({ ...facts, outcome: 'CANCELLED' }, payment, 'cancel'), {
    proven: true,
    outcome: 'CANCELLED',
  })
})

t.test('not found means not paid only when nobody will ask again', async (t) => {
  const notFound = { stamp: payment.stamp, outcome: 'NOT_FOUND', respcode: 'Notfound' } as const
  t.match(bankStatusReport(notFound, payment, first), { proven: false, outcome: 'UNKNOWN' })
  t.match(bankStatusReport(notFound, payment, last), { proven: true, outcome: 'CANCELLED' })
  t.match(bankStatusReport(notFound, { ...payment, outcome: 'REJECTED' }, last), { outcome: 'REJECTED' })
  t.match(bankStatusReport({ ...notFound, outcome: 'UNKNOWN', respcode: 'Error' }, payment, last), {
    outcome: 'UNKNOWN',
  })
  t.match(paytrailStatusReport(undefined, payment, first), { outcome: 'UNKNOWN' })
  t.match(paytrailStatusReport(undefined, payment, last), { proven: false, outcome: 'CANCELLED' })
})

t.test('a status that says paid confirms the amount', async (t) => {
  t.match(
    bankStatusReport(
      { stamp: payment.stamp, outcome: 'PAID', respcode: 'OK', cents: 3500, currency: 'EUR', paid: 'P' },
      payment,
      first,
    ),
    { by: 'status', proven: true, outcome: 'PAID', amountCents: 3500, currency: 'EUR', providerId: 'P' },
  )
  const status = {
    transactionId: 'tx',
    outcome: 'PAID',
    status: 'ok',
    cents: 3500,
    currency: 'EUR',
    stamp: payment.stamp,
    reference: '1',
  } as const
  t.match(paytrailStatusReport(status, payment, first), { proven: true, amountCents: 3500 })
  t.match(paytrailStatusReport({ ...status, stamp: '9' }, payment, first), unproven)
})

t.test('every way of coming back has its word for each provider', async (t) => {
  const ways = ['return', 'cancel', 'reject', 'callback-success', 'callback-cancel'] as const
  t.same(ways.map(toBankWay), ['return', 'cancel', 'reject', 'return', 'cancel'])
  t.same(ways.map(toPaytrailWay), ['success', 'cancel', 'cancel', 'callback-success', 'callback-cancel'])
})

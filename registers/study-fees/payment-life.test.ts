import fc from 'fast-check'
import t from 'tap'
import { decidePayment, type PaymentDecision, type PaymentFacts, type PaymentReport } from './payment-life.js'

const started: PaymentFacts = {
  stamp: '20260301000000010001',
  outcome: 'STARTED',
  amountCents: 3500,
  currency: 'EUR',
  reference: '12345672',
  proven: false,
  amountConfirmed: false,
  reversed: false,
}

const bankSaysPaid: PaymentReport = {
  by: 'browser',
  proven: true,
  outcome: 'PAID',
  providerId: 'PEPM1',
  reference: '12345672',
}
const bankStatus: PaymentReport = { ...bankSaysPaid, by: 'status', amountCents: 3500, currency: 'EUR' }
const account: PaymentReport = {
  by: 'account',
  proven: true,
  outcome: 'PAID',
  reference: '00012345672',
  amountCents: 3500,
  currency: 'EUR',
  archiveId: 'ARC1',
}
const paytrailOk: PaymentReport = {
  by: 'callback',
  proven: true,
  outcome: 'PAID',
  providerId: 'tx-1',
  amountCents: 3500,
  reference: '12345672',
}
const paytrailFail: PaymentReport = { ...paytrailOk, outcome: 'CANCELLED' }
const cancelHint: PaymentReport = { by: 'browser', proven: false, outcome: 'CANCELLED' }
const rejectHint: PaymentReport = { by: 'browser', proven: false, outcome: 'REJECTED' }

function evolve(payment: PaymentFacts, decision: PaymentDecision): PaymentFacts {
  if (decision.kind !== 'settled') return payment
  const { kind: _, mismatch: __, ...seen } = decision
  return { ...payment, ...seen }
}
function given(...history: PaymentReport[]) {
  const payment = history.reduce((facts, report) => evolve(facts, decidePayment(facts, report)), started)
  return {
    payment,
    when: (report: PaymentReport) => decidePayment(payment, report),
  }
}

t.test(
  'a signed success settles; the bank button leaves the amount to be confirmed, Paytrail confirms it',
  async (t) => {
    t.match(given().when(bankSaysPaid), {
      kind: 'settled',
      outcome: 'PAID',
      proven: true,
      amountConfirmed: false,
      providerId: 'PEPM1',
    })
    t.match(given().when(paytrailOk), { kind: 'settled', outcome: 'PAID', amountConfirmed: true })
  },
)

t.test('success after cancel wins, cancel after success is noted only', async (t) => {
  t.match(given(cancelHint).when(bankSaysPaid), { kind: 'settled', outcome: 'PAID' })
  t.match(given(paytrailFail).when(paytrailOk), { kind: 'settled', outcome: 'PAID' })
  t.same(given(bankSaysPaid).when(cancelHint), { kind: 'noted', outcome: 'PAID' })
})

t.test('the same return again replays the stored outcome', async (t) => {
  t.same(given(bankSaysPaid).when(bankSaysPaid), { kind: 'replayed', outcome: 'PAID' })
  t.same(given(cancelHint).when(cancelHint), { kind: 'replayed', outcome: 'CANCELLED' })
  t.same(given(paytrailOk).when({ ...paytrailOk, by: 'browser' }), { kind: 'replayed', outcome: 'PAID' })
})

t.test('another proof under a used stamp is a security event and changes nothing', async (t) => {
  t.same(given(bankSaysPaid).when({ ...bankSaysPaid, providerId: 'PEPM2' }), {
    kind: 'security',
    reason: 'different-second-return',
    outcome: 'PAID',
  })
  t.same(given(paytrailOk).when(paytrailFail), { kind: 'security', reason: 'failure-after-proof', outcome: 'PAID' })
})

t.test('success that nobody signed is a security event', async (t) => {
  t.same(given().when({ by: 'browser', proven: false, outcome: 'PAID' }), {
    kind: 'security',
    reason: 'unproven-return',
    outcome: 'STARTED',
  })
})

t.test('a wrong amount, currency or reference under a valid signature is a mismatch', async (t) => {
  for (const wrong of [{ amountCents: 3400 }, { currency: 'SEK' }, { reference: '12345685' }]) {
    t.match(given().when({ ...paytrailOk, currency: 'EUR', ...wrong }), {
      kind: 'settled',
      outcome: 'MISMATCH',
      amountConfirmed: false,
    })
  }
  t.match(given({ ...paytrailOk, amountCents: 3400 }).when(paytrailOk), { kind: 'security' })
})

t.test(
  'the account confirms the amount of a bank button payment; leading zeros of the reference mean nothing',
  async (t) => {
    const { payment, when } = given(bankSaysPaid, account)
    t.match(payment, { outcome: 'PAID', amountConfirmed: true, archiveId: 'ARC1', providerId: 'PEPM1' })
    t.same(when(account), { kind: 'replayed', outcome: 'PAID' })
  },
)

t.test(
  'the account shows another amount than the bank button promised: mismatch, unless somebody confirmed before',
  async (t) => {
    t.match(given(bankSaysPaid).when({ ...account, amountCents: 3400 }), {
      kind: 'settled',
      outcome: 'MISMATCH',
      mismatch: 'amount 3400 instead of 3500 cents',
    })
    t.same(given(bankSaysPaid, account).when({ ...account, archiveId: 'ARC2', amountCents: 100 }), {
      kind: 'surplus',
      outcome: 'PAID',
    })
  },
)

t.test('a second transaction for a confirmed payment is money too much', async (t) => {
  t.same(given(bankSaysPaid, account).when({ ...account, archiveId: 'ARC2' }), { kind: 'surplus', outcome: 'PAID' })
})

t.test('the account settles a payment whose return was lost', async (t) => {
  t.match(given().when(account), { kind: 'settled', outcome: 'PAID', amountConfirmed: true, archiveId: 'ARC1' })
})

t.test(
  'the status query confirms the amount, and the transaction on the account is still matched after it',
  async (t) => {
    const { payment, when } = given(bankSaysPaid, bankStatus)
    t.match(payment, { outcome: 'PAID', amountConfirmed: true })
    t.match(when(account), { kind: 'settled', outcome: 'PAID', archiveId: 'ARC1' })
  },
)

t.test('pending is proven: a hint does not undo it, success follows it', async (t) => {
  const pending = { ...paytrailOk, outcome: 'PENDING' } as const
  t.same(given(pending).when(cancelHint), { kind: 'noted', outcome: 'PENDING' })
  t.match(given(pending).when(paytrailOk), { kind: 'settled', outcome: 'PAID' })
  t.match(given(pending).when(paytrailFail), { kind: 'settled', outcome: 'CANCELLED', proven: true })
})

t.test('a payment that nothing is heard of becomes unknown, and anything heard later settles it', async (t) => {
  const silence: PaymentReport = { by: 'clock', proven: false, outcome: 'UNKNOWN' }
  t.match(given().when(silence), { kind: 'settled', outcome: 'UNKNOWN' })
  t.match(given(silence).when(cancelHint), { kind: 'settled', outcome: 'CANCELLED' })
  t.match(given(silence).when(bankSaysPaid), { kind: 'settled', outcome: 'PAID' })
  t.same(given(cancelHint).when(silence), { kind: 'noted', outcome: 'CANCELLED' })
})

t.test('an abandoned stamp that is paid after all counts', async (t) => {
  t.match(decidePayment({ ...started, outcome: 'ABANDONED' }, paytrailOk), { kind: 'settled', outcome: 'PAID' })
  t.same(decidePayment({ ...started, outcome: 'ABANDONED' }, cancelHint), { kind: 'noted', outcome: 'ABANDONED' })
})

t.test('in whatever order and number they come, one proven success and any hints end as paid', async (t) => {
  const hints = fc.constantFrom(
    cancelHint,
    rejectHint,
    { by: 'clock', proven: false, outcome: 'UNKNOWN' } as PaymentReport,
    {
      by: 'browser',
      proven: false,
      outcome: 'PAID',
    } as PaymentReport,
  )
  const proofs = fc.constantFrom(bankSaysPaid, bankStatus, account, {
    ...bankSaysPaid,
    by: 'callback',
  } as PaymentReport)
  fc.assert(
    fc.property(
      fc.array(hints),
      fc.array(proofs, { minLength: 1 }),
      fc.array(hints),
      fc.nat(),
      (before, proven, after, seed) => {
        const reports = [...before, ...proven, ...after]
        const shuffled = reports
          .map((report, i) => ({ report, at: ((i + 1) * (seed + 7919)) % 104_729 }))
          .sort((a, b) => a.at - b.at)
        const { payment } = given(...shuffled.map(({ report }) => report))
        return payment.outcome === 'PAID' && payment.proven
      },
    ),
  )
  t.pass('held for every sequence')
})

import t from 'tap'
import type { PaymentOutcome } from '../../schemas/study-fees/values.js'
import { decideOrder, evolveOrder, type OrderCommand, type OrderFacts } from './order-life.js'

const NOON = Date.UTC(2026, 2, 1, 10)
const open: OrderFacts = { state: 'open', dueAt: NOON + 1000 }
const start = (stamp = 'A'): OrderCommand => ({ type: 'start-payment', stamp, now: NOON })
const settle = (outcome: PaymentOutcome, stamp = 'A'): OrderCommand => ({ type: 'settle', stamp, outcome })

/** given an order and what happened to it, when a command comes, then … */
function given(order: OrderFacts, ...history: OrderCommand[]) {
  const now = history.reduce((facts, command) => {
    const decision = decideOrder(facts, command)
    if ('refused' in decision) throw new Error(`the history itself was refused: ${decision.refused}`)
    return decision.events.reduce(evolveOrder, facts)
  }, order)
  return {
    when(command: OrderCommand) {
      const decision = decideOrder(now, command)
      const after = 'refused' in decision ? now : decision.events.reduce(evolveOrder, now)
      return { decision, after }
    },
  }
}

t.test('an order goes from open over being performed and paid to transferred', async (t) => {
  const { after } = given(open, start(), settle('PAID')).when({ type: 'transfer' })
  t.match(after, { state: 'transferred', paidStamp: 'A' })
})

t.test('one payment at a time: a second start is refused while the first has control', async (t) => {
  t.same(given(open, start()).when(start('B')).decision, { refused: 'order-being-performed' })
})

t.test(
  'a cancelled, rejected, failed or mismatched payment leaves the order unfinished, and it cannot be completed',
  async (t) => {
    for (const [outcome, reason] of [
      ['CANCELLED', 'cancelled'],
      ['REJECTED', 'rejected'],
      ['ERROR', 'error'],
      ['MISMATCH', 'mismatch'],
    ] as const) {
      const { after } = given(open, start()).when(settle(outcome))
      t.match(after, { state: 'unfinished', reason })
      t.same(given(after).when(start('B')).decision, { refused: 'order-unfinished' })
    }
  },
)

t.test('pending and unknown leave the order where it is', async (t) => {
  t.same(given(open, start()).when(settle('PENDING')).decision, { events: [] })
  t.same(given(open, start()).when(settle('UNKNOWN')).decision, { events: [] })
})

t.test(
  'a payment that the provider never answered gives the order back, so that paying may be tried again',
  async (t) => {
    const { after } = given(open, start()).when(settle('ABANDONED'))
    t.equal(after.state, 'open')
    t.match(given(after).when(start('B')).after, { state: 'being-performed', stamp: 'B' })
  },
)

t.test('money that has moved wins over what was said before', async (t) => {
  t.same(given(open, start(), settle('CANCELLED')).when(settle('PAID')).decision, {
    events: [{ type: 'paid', stamp: 'A', after: 'unfinished' }],
  })
  t.same(given({ state: 'closed' }).when(settle('PAID')).decision, {
    events: [{ type: 'paid', stamp: 'A', after: 'closed' }],
  })
  t.same(given({ state: 'expired' }).when(settle('PAID')).decision, {
    events: [{ type: 'paid', stamp: 'A', after: 'expired' }],
  })
})

t.test('the paid stamp again changes nothing; a second paid stamp is told', async (t) => {
  const paid = given(open, start(), settle('ABANDONED'), start('B'), settle('PAID', 'B'))
  t.same(paid.when(settle('PAID', 'B')).decision, { events: [] })
  t.same(paid.when(settle('PAID', 'A')).decision, { events: [{ type: 'paid-twice', stamp: 'A', paidStamp: 'B' }] })
})

t.test('the failure of another payment says nothing about the one that has control', async (t) => {
  const second = given(open, start(), settle('ABANDONED'), start('B'))
  t.same(second.when(settle('CANCELLED', 'A')).decision, { events: [] })
  t.same(given(open, start(), settle('PAID')).when(settle('CANCELLED')).decision, { events: [] })
})

t.test('a paid order whose amount turns out wrong becomes unfinished', async (t) => {
  const { after } = given(open, start(), settle('PAID')).when(settle('MISMATCH'))
  t.same(after, { state: 'unfinished', stamp: 'A', reason: 'mismatch', dueAt: open.dueAt })
})

t.test('a reversal takes the payment back, and only of the stamp that paid', async (t) => {
  const paid = given(open, start(), settle('PAID'))
  t.match(paid.when({ type: 'reverse', stamp: 'A' }).after, { state: 'unfinished', reason: 'reversed' })
  t.same(paid.when({ type: 'reverse', stamp: 'B' }).decision, { events: [] })
})

t.test('an order is edited only while it has not been performed', async (t) => {
  t.same(given(open).when({ type: 'change' }).decision, { events: [{ type: 'changed' }] })
  t.same(given(open, start()).when({ type: 'change' }).decision, { refused: 'order-being-performed' })
  t.same(given(open, start(), settle('PAID')).when({ type: 'change' }).decision, { refused: 'order-paid' })
  t.same(given({ state: 'transferred' }).when({ type: 'change' }).decision, { refused: 'order-paid' })
  t.same(given({ state: 'closed' }).when({ type: 'change' }).decision, { refused: 'order-closed' })
})

t.test('an open or expired order can be closed, one at the bank or paid cannot', async (t) => {
  t.equal(given(open).when({ type: 'close' }).after.state, 'closed')
  t.equal(given({ state: 'expired' }).when({ type: 'close' }).after.state, 'closed')
  t.same(given(open, start()).when({ type: 'close' }).decision, { refused: 'order-being-performed' })
  t.same(given({ state: 'paid' }).when({ type: 'close' }).decision, { refused: 'order-paid' })
})

t.test('an order expires after its due time and not before, and never while it is being performed', async (t) => {
  t.same(given(open).when({ type: 'expire', now: NOON + 1000 }).decision, { refused: 'order-not-due' })
  t.equal(given(open).when({ type: 'expire', now: NOON + 1001 }).after.state, 'expired')
  t.same(given({ state: 'open' }).when({ type: 'expire', now: NOON }).decision, { refused: 'order-not-due' })
  t.same(given(open, start()).when({ type: 'expire', now: NOON + 5000 }).decision, { refused: 'order-being-performed' })
  t.same(given(open).when({ type: 'start-payment', stamp: 'A', now: NOON + 1001 }).decision, {
    refused: 'order-expired',
  })
})

t.test('only a paid order is transferred', async (t) => {
  t.same(given(open).when({ type: 'transfer' }).decision, { refused: 'order-not-paid' })
  t.same(given({ state: 'transferred' }).when({ type: 'transfer' }).decision, { refused: 'order-not-paid' })
})

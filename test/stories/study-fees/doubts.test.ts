import t from 'tap'
import { APP, openStory, type Story } from './town.js'

// What nobody knows for certain: lost returns, silence, answers that never come (FI-121, protocols/fi.md 1.10 and 7.4).

let story: Story
t.before(async () => {
  story = await openStory(t)
})

const mailsAbout = (order: { id: string }) => story.town.post.distinct().filter(({ raw }) => raw.includes(order.id))

t.test('a lost return is settled by asking the bank, which also confirms the amount', async (t) => {
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  await story.askAbout()
  t.match(await story.read(order), { state: 'paid', payments: [{ outcome: 'PAID', amountConfirmed: true }] })
  t.match(mailsAbout(order), [{ subject: /^Paid/ }])
})

t.test('a lost return of Paytrail is settled by asking for the transaction', async (t) => {
  const order = await story.order()
  const started = await story.start(order, 'paytrail')
  story.town.paytrail.customer({ transactionId: story.transactionOf(started), status: 'ok', holdCallbacks: true })
  await story.askAbout()
  t.match(await story.read(order), { state: 'paid', payments: [{ amountConfirmed: true }] })
  await story.town.paytrail.deliver()
  t.equal((await story.read(order)).state, 'paid', 'the late callback changes nothing')
})

t.test(
  'a payer who left the bank without paying: unfinished when nobody asks any more, and paid if the money comes later',
  async (t) => {
    const order = await story.order()
    const started = await story.start(order, 'solopmt')
    await story.askAbout()
    t.match(await story.read(order), { state: 'being-performed', payments: [{ outcome: 'UNKNOWN' }] })
    await story.askAgain(started)
    t.match(await story.read(order), { state: 'unfinished', reason: 'cancelled' })
    t.same(mailsAbout(order), [], 'nobody need look at it')
    await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'pay' }).location)
    t.equal((await story.read(order)).state, 'paid', 'a return after the time-out still counts')
  },
)

t.test('what stays unclear is told to the main users, once', async (t) => {
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  story.town.bank.faults({ error: 3 })
  await story.askAbout()
  await story.askAgain(started)
  t.match(await story.read(order), { state: 'being-performed', payments: [{ outcome: 'UNKNOWN' }] })
  t.match(mailsAbout(order), [{ subject: /unclear/, to: ['paakayttajat@example.fi'] }])
  const decide = (outcome: string) =>
    story.call('POST', `/study-fees/payments/${started.stamp}/decision`, { outcome, evidence: 'PEPM-INQUIRY-1' })
  t.match(await decide('PAID'), { status: 200, body: { outcome: 'PAID', amountConfirmed: true } })
  t.equal((await story.read(order)).state, 'paid')
  t.match(await decide('CANCELLED'), { status: 409, body: { code: 'HUB_FEES_PAYMENT_DECIDED' } })
  story.town.bank.faults({ error: 0 })
})

t.test('what the payer cancelled is asked about once, since money may have moved all the same', async (t) => {
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'cancel' })
  await story.browse(location)
  story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  await story.askAbout()
  t.equal((await story.read(order)).state, 'paid')
})

t.test(
  'Paytrail never answers: the stamp is abandoned, a new one is made, and a late callback for the old one counts',
  async (t) => {
    const order = await story.order()
    story.town.paytrail.faults({ drop: 1 })
    const started = await story.start(order, 'paytrail')
    const { payments } = await story.read(order)
    t.match(payments, [{ outcome: 'ABANDONED' }, { outcome: 'STARTED', stamp: started.stamp }])
    // It did create the first one, and somebody pays it after all.
    const first = story.transactionOf(payments[0]!)
    story.town.paytrail.customer({ transactionId: first, status: 'ok' })
    await story.town.paytrail.deliver()
    t.match(await story.read(order), { state: 'paid', payments: [{ outcome: 'PAID' }, { outcome: 'STARTED' }] })
    story.town.paytrail.customer({ transactionId: story.transactionOf(started), status: 'ok' })
    await story.town.paytrail.deliver()
    await story.settled()
    t.match(
      mailsAbout(order)
        .map(({ subject }) => subject)
        .sort(),
      [/^Paid/, /paid twice/],
    )
  },
)

t.test('Paytrail stays silent: the payer reads plainly that paying may be tried again, and can', async (t) => {
  const order = await story.order()
  story.town.paytrail.faults({ drop: 2 })
  const asked = { method: 'paytrail', returnAddress: APP }
  t.match(await story.call('POST', `/study-fees/orders/${order.id}/payments`, asked), {
    status: 503,
    body: { code: 'HUB_FEES_TRY_AGAIN', detail: /Nothing was paid; paying may be tried again/ },
  })
  t.match(await story.read(order), { state: 'open', payments: [{ outcome: 'ABANDONED' }, { outcome: 'ABANDONED' }] })
  t.match(await story.start(order, 'paytrail'), { result: 'started', address: /^http/ })
})

t.test('a payment under way survives a restart of the hub', async (t) => {
  const order = await story.order()
  const started = await story.start(order, 'solopmt')
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  await story.restart()
  t.equal((await story.browse(location)).status, 303)
  t.equal((await story.read(order)).state, 'paid')
})

t.test('the same request under the same key starts one payment', async (t) => {
  const order = await story.order()
  const ask = () =>
    story.call(
      'POST',
      `/study-fees/orders/${order.id}/payments`,
      { method: 'paytrail', returnAddress: APP },
      { 'idempotency-key': order.id },
    )
  const [first, again] = [await ask(), await ask()]
  t.equal(first.status, 201)
  t.same(again.body, first.body)
  t.equal((await story.read(order)).payments.length, 1)
})

t.test('a bank that cannot be asked at all leaves it to the main users', { timeout: 60_000 }, async (t) => {
  const order = await story.order()
  const { stamp } = await story.start(order, 'solopmt')
  const { hub } = story.hub()
  await hub.sendTo('study-fees/unanswered-asks', { stamp, last: false })
  await story.settled()
  t.same(mailsAbout(order), [], 'while it is asked about again')
  await story.browse(story.town.bank.customer({ stamp, choice: 'cancel' }).location)
  const other = await story.order()
  const started = await story.start(other, 'solopmt')
  for (let i = 0; i < 2; i++) await hub.sendTo('study-fees/unanswered-asks', { stamp: started.stamp, last: true })
  await story.settled()
  t.match(mailsAbout(other), [{ subject: /unclear/ }])
  t.equal(mailsAbout(other).length, 1)
})

t.test('and nothing was given up on the way', async (t) => {
  await story.settled()
  t.equal(await story.deadLetters(), 0)
})

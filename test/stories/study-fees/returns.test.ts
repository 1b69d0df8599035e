import t from 'tap'
import { APP, openStory, type Story } from './town.js'

// Every return, in any order and any number (protocols/fi.md section 13, points 2, 3 and 4), on the whole hub.

let story: Story
t.before(async () => {
  story = await openStory(t)
})
const paidSubject = (reference: string) =>
  story.subjects().filter((subject) => subject.startsWith('Paid') && subject.endsWith(reference))

async function atTheBank() {
  const order = await story.order()
  return { order, started: await story.start(order, 'solopmt') }
}
async function atPaytrail() {
  const order = await story.order('restoring')
  const started = await story.start(order, 'paytrail')
  return { order, started, transactionId: story.transactionOf(started) }
}

t.test('a fee is paid at the bank button, the browser comes home, and the study office is told', async (t) => {
  const { order, started } = await atTheBank()
  t.equal((await story.read(order)).state, 'being-performed')
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  t.ok(location.split('?')[0]!.length <= 60, 'the return address is short')
  const home = await story.browse(location)
  t.equal(home.status, 303)
  t.ok(home.location.startsWith(`${APP}?reference=`), home.location)
  t.match(await story.read(order), { state: 'paid', payments: [{ outcome: 'PAID', amountConfirmed: false }] })
  const take = () => story.call('POST', '/study-fees/payment-results', { reference: home.reference })
  t.match(await take(), { status: 200, body: { stamp: started.stamp, outcome: 'PAID', sentence: /received/ } })
  t.match(await take(), { status: 410, body: { code: 'HUB_FEES_REFERENCE_USED' } })
  await story.settled()
  t.equal(paidSubject(order.reference).length, 1)
})

t.test('a fee is paid at Paytrail; redirect and callback are one event', async (t) => {
  const { order, started, transactionId } = await atPaytrail()
  t.ok(started.address?.startsWith(story.town.paytrail.url))
  const { location } = story.town.paytrail.customer({ transactionId, status: 'ok' })
  t.equal((await story.browse(location)).status, 303)
  await story.town.paytrail.deliver()
  t.match(await story.read(order), { state: 'paid', payments: [{ amountConfirmed: true }] })
  const { events = [] } = await story.payment(started)
  t.equal(events.filter(({ kind }) => kind === 'settled').length, 1)
})

t.test('the callback comes before the redirect, or without it', async (t) => {
  const { order, started, transactionId } = await atPaytrail()
  const { location } = story.town.paytrail.customer({ transactionId, status: 'ok' })
  await story.town.paytrail.deliver()
  t.equal((await story.read(order)).state, 'paid')
  const home = await story.browse(location)
  t.equal(home.status, 303, 'the browser still comes home')
  t.match((await story.payment(started)).events, [
    { kind: 'started' },
    { kind: 'settled', by: 'callback' },
    { kind: 'replayed', by: 'browser' },
  ])
})

t.test('ten parallel callbacks change one order once', async (t) => {
  const { order, started, transactionId } = await atPaytrail()
  story.town.paytrail.customer({ transactionId, status: 'ok', callbacks: 10 })
  await story.town.paytrail.deliver()
  t.equal((await story.read(order)).state, 'paid')
  const { events = [] } = await story.payment(started)
  t.match(events, [{ kind: 'started' }, { kind: 'settled' }, { kind: 'replayed' }])
  t.equal(events.length, 3)
  t.equal(events[2]!.repeats, 8)
  await story.settled()
  t.equal(paidSubject(order.reference).length, 1, 'told once')
})

t.test('a replayed return replays the stored outcome', async (t) => {
  const { order, started } = await atTheBank()
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  for (let i = 0; i < 3; i++) t.equal((await story.browse(location)).status, 303)
  t.equal((await story.read(order)).state, 'paid')
  await story.settled()
  t.equal(paidSubject(order.reference).length, 1)
})

t.test('a return in a foreign session confirms the payment and tells that session nothing', async (t) => {
  const order = await story.order()
  const mine = 'session-of-the-payer'
  const started = await story.start(order, 'solopmt', mine)
  const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
  const { reference } = await story.browse(location)
  const take = (session?: string) =>
    story.call('POST', '/study-fees/payment-results', { reference, ...(session && { session }) })
  t.match(await take('session-of-a-stranger'), { status: 403, body: { code: 'HUB_FEES_SESSION_FOREIGN' } })
  t.match(await take(), { status: 403 })
  t.equal((await story.read(order)).state, 'paid', 'money moved all the same')
  t.match(await take(mine), { status: 200, body: { outcome: 'PAID' } })
})

t.test('success after cancel pays, cancel after success changes nothing', async (t) => {
  const first = await atTheBank()
  await story.browse(story.town.bank.customer({ stamp: first.started.stamp, choice: 'cancel' }).location)
  t.match(await story.read(first.order), { state: 'unfinished', reason: 'cancelled' })
  t.match(
    await story.call('POST', `/study-fees/orders/${first.order.id}/payments`, {
      method: 'solopmt',
      returnAddress: APP,
    }),
    {
      status: 409,
      body: { code: 'HUB_FEES_ORDER_UNFINISHED' },
    },
  )
  await story.browse(story.town.bank.customer({ stamp: first.started.stamp, choice: 'pay' }).location)
  t.equal((await story.read(first.order)).state, 'paid')
  await story.browse(story.town.bank.customer({ stamp: first.started.stamp, choice: 'cancel' }).location)
  t.equal((await story.read(first.order)).state, 'paid')

  const second = await atPaytrail()
  const failed = story.town.paytrail.customer({ transactionId: second.transactionId, status: 'fail' })
  await story.browse(failed.location)
  t.match(await story.read(second.order), { state: 'unfinished', reason: 'cancelled' })
  story.town.paytrail.customer({ transactionId: second.transactionId, status: 'ok' })
  await story.town.paytrail.deliver()
  t.equal((await story.read(second.order)).state, 'paid')
})

t.test('a rejected payment leaves the order unfinished', async (t) => {
  const { order, started } = await atTheBank()
  await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'reject' }).location)
  t.match(await story.read(order), { state: 'unfinished', reason: 'rejected' })
})

t.test('pending is not paid, and becomes paid when Paytrail says so', async (t) => {
  const { order, transactionId } = await atPaytrail()
  const { location } = story.town.paytrail.customer({ transactionId, status: 'pending' })
  await story.browse(location)
  await story.town.paytrail.deliver()
  t.match(await story.read(order), { state: 'being-performed', payments: [{ outcome: 'PENDING' }] })
  story.town.paytrail.customer({ transactionId, status: 'ok' })
  await story.town.paytrail.deliver()
  t.equal((await story.read(order)).state, 'paid')
})

t.test('a wrong amount under a valid signature: unfinished, unposted, and the main users are told', async (t) => {
  const { order, transactionId } = await atPaytrail()
  await story.browse(story.town.paytrail.customer({ transactionId, status: 'ok', cents: 3400 }).location)
  await story.town.paytrail.deliver()
  t.match(await story.read(order), {
    state: 'unfinished',
    reason: 'mismatch',
    payments: [{ outcome: 'MISMATCH', mismatch: 'amount 3400 instead of 3500 cents', amountConfirmed: false }],
  })
  await story.settled()
  const told = story.town.post.distinct().filter(({ raw }) => raw.includes(order.id))
  t.match(told, [{ subject: /differs/, to: ['paakayttajat@example.fi'] }])
  t.equal(told.length, 1)
})

t.test(
  'a bank return that is tampered, downgraded, doubled, foreign or without proof never changes an order',
  async (t) => {
    for (const fault of ['tamper', 'downgrade', 'duplicate', 'foreign-charset'] as const) {
      const { order, started } = await atTheBank()
      story.town.bank.faults({ [fault]: 1 })
      const { location } = story.town.bank.customer({ stamp: started.stamp, choice: 'pay' })
      t.equal((await story.browse(location)).status, 303, fault)
      t.match(await story.read(order), { state: 'being-performed', payments: [{ outcome: 'STARTED' }] }, fault)
      t.match((await story.payment(started)).events?.at(-1), { kind: 'security' }, fault)
      await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'pay' }).location)
      t.equal((await story.read(order)).state, 'paid', 'the true return still counts')
    }
    const { order, started } = await atTheBank()
    story.town.bank.faults({ 'no-paid': 1 })
    await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'pay' }).location)
    t.match(
      await story.read(order),
      { state: 'being-performed', payments: [{ outcome: 'UNKNOWN' }] },
      'no PAID is not proven',
    )
  },
)

t.test('names without SOLOPMT_ are understood', async (t) => {
  const { order, started } = await atTheBank()
  story.town.bank.faults({ 'no-prefix': 1 })
  await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'pay' }).location)
  t.equal((await story.read(order)).state, 'paid')
})

t.test('a Paytrail return that is tampered, resigned, doubled or foreign never changes an order', async (t) => {
  for (const wrong of ['amount-after-signing', 'signature', 'algorithm', 'duplicate', 'foreign-account'] as const) {
    const { order, started, transactionId } = await atPaytrail()
    const { location } = story.town.paytrail.customer({ transactionId, status: 'ok', wrong, holdCallbacks: true })
    await story.browse(location)
    await story.town.paytrail.deliver()
    t.match(await story.read(order), { state: 'being-performed', payments: [{ outcome: 'STARTED' }] }, wrong)
    t.match((await story.payment(started)).events?.at(-1), { kind: 'security' }, wrong)
  }
})

t.test('a second, different return under a used stamp is told as a security event', async (t) => {
  const { order, transactionId } = await atPaytrail()
  story.town.paytrail.customer({ transactionId, status: 'ok' })
  await story.town.paytrail.deliver()
  story.town.paytrail.customer({ transactionId, status: 'fail' })
  await story.town.paytrail.deliver()
  t.equal((await story.read(order)).state, 'paid')
  await story.settled()
  t.equal(
    story.town.post
      .distinct()
      .filter(({ raw, subject }) => raw.includes(order.id) && /could not be trusted/.test(subject)).length,
    1,
  )
})

t.test('an address that was never given out leads nowhere', async (t) => {
  const base = `http://127.0.0.1:${new URL(story.hub().address!).port}`
  for (const path of [
    '/p/rAAAAAAAAAAAAAAAA',
    '/p/',
    '/p/zAAAAAAAAAAAAAAAA',
    '/p/rshort',
    `/p/r${'A'.repeat(16)}?${'x'.repeat(9000)}`,
  ])
    t.equal((await story.browse(`${base}${path}`)).status, 404, path.slice(0, 40))
})

t.test('a browser is sent to registered addresses only', async (t) => {
  const order = await story.order()
  for (const returnAddress of [
    'https://evil.example/',
    `${APP.replace('https', 'http')}`,
    'https://app.example.fi.evil.example/done',
  ])
    t.match(await story.call('POST', `/study-fees/orders/${order.id}/payments`, { method: 'solopmt', returnAddress }), {
      status: 422,
      body: { code: 'HUB_FEES_RETURN_ADDRESS' },
    })
  t.equal((await story.read(order)).state, 'open')
})

t.test('a second start while one payment is under way is refused', async (t) => {
  const { order } = await atTheBank()
  t.match(
    await story.call('POST', `/study-fees/orders/${order.id}/payments`, { method: 'paytrail', returnAddress: APP }),
    {
      status: 409,
      body: { code: 'HUB_FEES_ORDER_BEING_PERFORMED' },
    },
  )
})

t.test('and nothing was given up on the way', async (t) => {
  await story.settled()
  t.equal(await story.deadLetters(), 0)
})

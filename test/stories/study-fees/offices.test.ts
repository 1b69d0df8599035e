import t from 'tap'
import { openStory, PAYER, type Story } from './town.js'

// What the offices and the payers' application do with orders (FI-69 to FI-74, FI-98 to FI-106, FI-125 to FI-135).

let story: Story
t.before(async () => {
  story = await openStory(t)
})

const ROW = { product: 'ERIK-1', text: 'Erikoistumisopinnot', quantity: 1, unitCents: 60_000, vatCode: '0', vatRate: 0 }
const fee = (more: object = {}) => ({
  customer: '1000001',
  title: 'Erikoistumisopinnot 2026',
  rows: [ROW],
  payer: PAYER,
  ...more,
})
const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const problem = (status: number, code: string) => ({ status, body: { code } })
const round = () => ({ scheduledFor: new Date().toISOString(), page: 0 })

t.test('restoring the study right costs 35.00 euros, with and without a known customer', async (t) => {
  t.match(await story.call('POST', '/study-fees/processing-fees', { kind: 'restoring', payer: PAYER }), {
    status: 201,
    body: { kind: 'restoring', state: 'open', totalCents: 3500, currency: 'EUR', payerName: PAYER.name },
  })
  t.match(
    await story.call('POST', '/study-fees/processing-fees', { kind: 'restoring', customer: '77' }),
    problem(422, 'HUB_FEES_CUSTOMER_UNKNOWN'),
  )
  const person = { name: 'Opiskelija Esimerkki', email: 'opiskelija@example.fi', language: 'sv' }
  t.match(await story.call('PUT', '/study-fees/customers/77', person), {
    status: 200,
    body: { number: '77', created: true },
  })
  t.match(await story.call('PUT', '/study-fees/customers/77', person), { body: { created: false } })
  t.match(await story.call('POST', '/study-fees/processing-fees', { kind: 'restoring', customer: '77' }), {
    status: 201,
    body: { customer: '77', language: 'sv', payerName: person.name },
  })
})

t.test(
  'a study fee is added, changed while it is open, closed when an invoice is asked for, and then not paid here',
  async (t) => {
    const added = await story.good(story.call('POST', '/study-fees/study-fees', fee({ dueDate: soon(10) })))
    t.match(added, { kind: 'study-fee', state: 'open', customer: '1000001', totalCents: 60_000 })
    const path = `/study-fees/orders/${added.id}`
    t.match(await story.call('PATCH', path, { rows: [{ ...ROW, quantity: 2 }], title: 'Uusi nimi' }), {
      status: 200,
      body: { totalCents: 120_000, title: 'Uusi nimi' },
    })
    t.match(await story.call('PATCH', path, { dueDate: '2020-01-01' }), problem(422, 'HUB_FEES_DUE_DATE_PAST'))
    t.match(await story.call('POST', `${path}/closure`, { note: 'lasku kolmannelle' }), {
      status: 200,
      body: { state: 'closed' },
    })
    t.match(await story.call('PATCH', path, { title: 'x' }), problem(409, 'HUB_FEES_ORDER_CLOSED'))
    const start = { method: 'solopmt', returnAddress: 'https://app.example.fi/done' }
    t.match(await story.call('POST', `${path}/payments`, start), problem(409, 'HUB_FEES_ORDER_CLOSED'))
  },
)

t.test('an order of several rows is one payment', async (t) => {
  const rows = [ROW, { ...ROW, product: 'ERIK-2', quantity: 3, unitCents: 1050, vatCode: '1', vatRate: 2550 }]
  const order = await story.good(story.call('POST', '/study-fees/study-fees', fee({ rows })))
  t.equal(order.totalCents, 63_150)
  const started = await story.start(order, 'paytrail')
  t.equal(started.amountCents, 63_150)
  story.town.paytrail.customer({ transactionId: story.transactionOf(started), status: 'ok' })
  await story.town.paytrail.deliver()
  await story.settled()
  const told = story.town.post.distinct().filter(({ raw }) => raw.includes(order.id))
  t.match(told, [{ to: ['hakutoimisto@example.fi'], subject: /^Paid: study fee/ }])
})

t.test('an unfinished study fee is renewed, once', async (t) => {
  const order = await story.good(story.call('POST', '/study-fees/study-fees', fee()))
  const started = await story.start(order, 'solopmt')
  await story.browse(story.town.bank.customer({ stamp: started.stamp, choice: 'cancel' }).location)
  const renew = () => story.call('POST', `/study-fees/orders/${order.id}/renewal`)
  t.match(await renew(), { status: 201, body: { state: 'open', renewalOf: order.id, totalCents: 60_000 } })
  t.match(await renew(), problem(409, 'HUB_FEES_NOT_RENEWABLE'))
})

t.test('orders nobody pays expire and are shown to the admissions office; open ones are reminded of', async (t) => {
  const [late, open] = [
    await story.good(story.call('POST', '/study-fees/study-fees', fee())),
    await story.good(story.call('POST', '/study-fees/study-fees', fee({ dueDate: soon(20) }))),
  ]
  await story.tamper(async (db) => {
    await db
      .updateTable('study_fees_order')
      .set({ due_at: Date.now() - 1 })
      .where('id', '=', late.id)
      .execute()
    await db
      .updateTable('study_fees_order')
      .set({ created_at: Date.now() - 8 * 86_400_000 })
      .where('id', '=', open.id)
      .execute()
  })
  const { hub } = story.hub()
  await hub.sendTo('study-fees/expiry-rounds', round())
  await hub.sendTo('study-fees/reminder-rounds', round())
  await story.settled()
  const { orders } = await story.good(story.call('GET', '/study-fees/orders?kind=study-fee&state=expired'))
  t.match(orders, [{ id: late.id }])
  const mails = story.town.post.distinct()
  t.match(
    mails.filter(({ raw }) => raw.includes(late.id)),
    [{ to: ['hakutoimisto@example.fi'], subject: 'Expired: 1 study fee' }],
  )
  t.match(
    mails.filter(({ subject }) => subject.includes('Muistutus')),
    [{ to: [PAYER.email] }],
  )
  await hub.sendTo('study-fees/reminder-rounds', round())
  await story.settled()
  t.equal(story.town.post.distinct().filter(({ subject }) => subject.includes('Muistutus')).length, 1, 'not every day')
})

t.test('who sees which orders is a matter of scope', async (t) => {
  const kindsOf = async (...scopes: string[]) => {
    const key = await story.clientWith(scopes)
    const list = await story.call('GET', '/study-fees/orders?limit=500', undefined, { authorization: `Bearer ${key}` })
    return list.status === 200 ? new Set(list.body.orders.map(({ kind }: { kind: string }) => kind)) : list.body.code
  }
  t.same(await kindsOf('study-fees:processing-fees:read'), new Set(['restoring']))
  t.same(await kindsOf('study-fees:study-fees:read'), new Set(['study-fee']))
  t.equal(await kindsOf('study-fees:payments:start'), 'HUB_FEES_NOT_VISIBLE')
  const key = await story.clientWith(['study-fees:own-orders:read'])
  const own = await story.call('GET', '/study-fees/orders?customer=77', undefined, { authorization: `Bearer ${key}` })
  t.match(own, { status: 200, body: { orders: [{ customer: '77' }] } })
})

t.test('a person is erased from registers and messages; what the ledger needs stays', async (t) => {
  const person = { name: 'Katoava Henkilö', email: 'katoava@example.fi' }
  const order = await story.good(story.call('POST', '/study-fees/study-fees', fee({ customer: '4242', payer: person })))
  const started = await story.start(order, 'paytrail')
  t.match(
    await story.call('POST', '/study-fees/erasures', { customer: '4242' }),
    problem(409, 'HUB_FEES_PERSON_HAS_PAYMENT'),
  )
  story.town.paytrail.customer({ transactionId: story.transactionOf(started), status: 'ok' })
  await story.town.paytrail.deliver()
  await story.settled()
  t.match(await story.call('POST', '/study-fees/erasures', {}), problem(422, 'HUB_FEES_CUSTOMER_OR_ORDER'))
  t.match(await story.call('POST', '/study-fees/erasures', { customer: '4242' }), {
    status: 200,
    body: { orders: [order.id], keptVouchers: 0 },
  })
  t.match(
    await story.call('POST', '/study-fees/erasures', { customer: '4242' }),
    problem(404, 'HUB_FEES_PERSON_UNKNOWN'),
  )
  const kept = await story.read(order)
  t.match(kept, { state: 'paid', totalCents: 60_000, reference: order.reference })
  t.notOk(JSON.stringify(kept).includes('Katoava'))
  t.match(await story.transfer(), { vouchers: 2, debitCents: 123_150 }, 'it is still posted')
  t.notOk(await story.somewhere('Katoava'), 'nowhere in the books')
  t.notMatch(await story.bodyOf(order), /Katoava|katoava/, 'nor in the message that made the order')
})

t.test('a payer without a number is erased by the order', async (t) => {
  const payer = { name: 'Nimi Kadonnut', email: 'nimi.kadonnut@example.fi' }
  const order = await story.good(story.call('POST', '/study-fees/processing-fees', { kind: 'restoring', payer }))
  t.match(await story.bodyOf(order), /Nimi Kadonnut/)
  t.match(await story.call('POST', '/study-fees/erasures', { orderId: order.id }), { status: 200 })
  t.match(await story.read(order), { state: 'closed', payerName: undefined })
  t.notMatch(await story.bodyOf(order), /Kadonnut|kadonnut/)
  t.notOk(await story.somewhere('Kadonnut'))
})

t.test('what the schema does not know is refused with a sentence, and no name of a person', async (t) => {
  const refused = await story.call('POST', '/study-fees/processing-fees', {
    kind: 'restoring',
    payer: { name: 'Testi Henkilö', email: 'not an address' },
    price: 1,
  })
  t.match(refused, { status: 422, body: { errors: [{ pointer: /./ }] } })
  t.notOk(JSON.stringify(refused.body).includes('not an address'))
})

t.test('and nothing was given up on the way', async (t) => {
  await story.settled()
  t.equal(await story.deadLetters(), 0)
})

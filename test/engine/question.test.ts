import t from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, deadLetters, question, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { latch, until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Start = schema(Type.Object({ orderId: Type.String() }))
const Started = schema(Type.Object({ href: Type.String() }))
const startPayment = question('shop/start-payment', Start, Started)
const books = booksOf<unknown>()
const nothing = async (start: { orderId: string }) => start

const paying = (partner: Partner) =>
  flow('shop/start-payment')
    .from(startPayment)
    .onFailure({ retry: { attempts: 5, delay: '20ms' }, thenTo: deadLetters })
    .change({ in: books, once: ({ orderId }) => orderId, apply: nothing })
    .call(endsOf(partner).resend)
    .reply((answer) => ({ href: (answer as { href: string }).href }))

t.test('a question is answered by its flow', async (t) => {
  const partner = new Partner()
  partner.next.push(() => ({ href: '/pay/1' }))
  const { engine } = await testHub(t, [paying(partner)])
  const answered = await engine.ask(startPayment, { orderId: 'o-1' })
  t.match(answered, { state: 'answered', answer: { href: '/pay/1' }, repeated: false })
  t.match(await engine.fate(answered.messageId), { state: 'done' })
})

t.test('a question that only reads and computes leaves nothing in the books', async (t) => {
  const { engine } = await testHub(t, [
    flow('shop/start-payment')
      .from(startPayment)
      .reply(({ orderId }) => ({ href: `/pay/${orderId}` })),
  ])
  t.match(await engine.ask(startPayment, { orderId: 'o-1' }), { answer: { href: '/pay/o-1' } })
  t.strictSame((await engine.messages({}, { limit: 5 })).rows, [])
})

t.test('a dropped question is told why', async (t) => {
  const { engine } = await testHub(t, [flow('shop/start-payment').from(startPayment).drop('no payments at night')])
  t.match(await engine.ask(startPayment, { orderId: 'o-1' }), { state: 'dropped', reason: 'no payments at night' })
})

t.test('the same call with the same idempotency key gets the stored answer, another body is a conflict', async (t) => {
  const partner = new Partner()
  partner.next.push(() => ({ href: '/pay/1' }))
  const hub = await testHub(t, [paying(partner)])
  const key = { client: 'portal', idempotencyKey: 'k-1' }
  const first = await hub.engine.ask(startPayment, { orderId: 'o-1' }, key)
  const again = await hub.engine.ask(startPayment, { orderId: 'o-1' }, key)
  t.match(again, { state: 'answered', answer: { href: '/pay/1' }, messageId: first.messageId, repeated: true })
  await t.rejects(hub.engine.ask(startPayment, { orderId: 'o-2' }, key), { code: 'HUB_IDEMPOTENCY_CONFLICT' })
  partner.next.push(() => ({ href: '/pay/3' }))
  const other = await hub.engine.ask(startPayment, { orderId: 'o-2' }, { ...key, client: 'crm' })
  t.match(other, { state: 'answered', repeated: false }, 'keys are per client')
  const restarted = await hub.restart()
  t.match(
    await restarted.engine.ask(startPayment, { orderId: 'o-1' }, key),
    { state: 'answered', repeated: true, messageId: first.messageId },
    'also after a restart',
  )
  t.equal(partner.calls.filter(({ request }) => (request as { orderId: string }).orderId === 'o-1').length, 1)
})

t.test('ten calls at once with one key are one message and one answer', async (t) => {
  const partner = new Partner()
  const held = latch()
  partner.next.push(async () => {
    await held.opened
    return { href: '/pay/1' }
  })
  const { engine } = await testHub(t, [paying(partner)])
  const calls = Array.from({ length: 10 }, () =>
    engine.ask(startPayment, { orderId: 'o-1' }, { client: 'portal', idempotencyKey: 'k-1' }),
  )
  await until('the call', () => partner.calls.length === 1)
  held.open()
  const answers = await Promise.all(calls)
  t.equal(new Set(answers.map(({ messageId }) => messageId)).size, 1)
  t.ok(answers.every(({ state }) => state === 'answered'))
  t.equal(partner.calls.length, 1)
})

t.test('a slow question is told running, and its fate has the answer later', async (t) => {
  const partner = new Partner()
  const held = latch()
  partner.next.push(async () => {
    await held.opened
    return { href: '/pay/1' }
  })
  const { engine } = await testHub(t, [paying(partner)])
  const answered = await engine.ask(startPayment, { orderId: 'o-1' }, { within: '50ms' })
  t.equal(answered.state, 'running')
  t.ok(await engine.fate(answered.messageId), 'running is a promise that the books keep')
  held.open()
  await until('the end', async () => (await engine.fate(answered.messageId))?.state === 'done')
})

t.test(
  'a question that has begun to act is finished after a restart, and the same call then gets its answer',
  async (t) => {
    const partner = new Partner()
    partner.next.push(notDone())
    const hub = await testHub(t, [
      flow('shop/start-payment')
        .from(startPayment)
        .onFailure({ retry: { attempts: 5, delay: '200ms' }, thenTo: deadLetters })
        .change({ in: books, once: ({ orderId }) => orderId, apply: nothing })
        .call(endsOf(partner).resend)
        .reply((answer) => ({ href: (answer as { href: string }).href })),
    ])
    const key = { client: 'portal', idempotencyKey: 'k-1' }
    const running = await hub.engine.ask(startPayment, { orderId: 'o-1' }, { ...key, within: '50ms' })
    t.equal(running.state, 'running')
    const again = await hub.restart()
    partner.next.push(() => ({ href: '/pay/2' }))
    await until('the end', async () => (await again.engine.fate(running.messageId))?.state === 'done')
    t.match(await again.engine.ask(startPayment, { orderId: 'o-1' }, key), {
      state: 'answered',
      answer: { href: '/pay/2' },
      repeated: true,
    })
  },
)

t.test('a failure before anything was written is told to the asker, and nothing is kept', async (t) => {
  const { engine } = await testHub(t, [
    flow('shop/start-payment')
      .from(startPayment)
      .transform(function broken(): { href: string } {
        throw new Error('bug')
      })
      .reply((o) => o),
  ])
  await t.rejects(engine.ask(startPayment, { orderId: 'o-1' }), { code: 'HUB_STEP_FAILED' })
  t.equal(await engine.store.countDeadLetters(), 0)
})

t.test('a paused flow refuses a question instead of letting its caller wait', async (t) => {
  const { engine } = await testHub(t, [flow('shop/start-payment').from(startPayment).drop('x')])
  await engine.pause('shop/start-payment', 'operator:test')
  await t.rejects(engine.ask(startPayment, { orderId: 'o-1' }), { code: 'HUB_FLOW_PAUSED' })
})

t.test('a flow can ask another flow, which answers once whatever happens to the asking one', async (t) => {
  const partner = new Partner()
  const { take } = endsOf(partner)
  partner.next.push(() => ({ href: '/pay/9' }), notDone())
  const orders = channel('shop/orders', Start)
  const { engine } = await testHub(t, [
    paying(partner),
    flow('shop/order')
      .from(orders)
      .onFailure({ retry: { attempts: 3, delay: '5ms' }, thenTo: deadLetters })
      .call(startPayment, { ask: ({ orderId }) => ({ orderId }), into: (_o, { href }) => ({ href }) })
      .to(take),
  ])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('resend').length, 1)
  t.strictSame(partner.requests('take'), [{ href: '/pay/9' }, { href: '/pay/9' }])
})

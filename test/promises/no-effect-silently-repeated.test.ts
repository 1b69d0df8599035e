import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner, unknown } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String() }))
const orders = channel('shop/orders', Order)
const quick = { retry: { attempts: 4, delay: '5ms' }, thenTo: deadLetters } as const

const setUp = () => {
  const partner = new Partner()
  return { partner, ends: endsOf(partner) }
}

t.test('an answered effect is not sent again when a later step is tried again', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(() => ({ paymentId: 'p-1' }), notDone(), notDone())
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.park).to(ends.take)])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('park').length, 1)
  t.equal(partner.requests('take').length, 3)
  t.strictSame(
    partner.calls.filter(({ what }) => what === 'take').map(({ attempt }) => attempt),
    [1, 2, 3],
  )
  t.equal(
    new Set(partner.calls.filter(({ what }) => what === 'take').map(({ key }) => key)).size,
    1,
    'every try has the same key',
  )
})

t.test('resend: an effect in doubt is sent again under the same key', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.resend).drop('paid')])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await engine.fate(messageId))?.state === 'dropped')
  t.equal(partner.calls.length, 2)
  t.equal(partner.calls[0]!.key, partner.calls[1]!.key)
})

t.test('ask: an effect in doubt is looked up, and what the partner says counts', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  partner.found = () => ({ state: 'answered', answer: { paymentId: 'p-7' } })
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.ask).to(ends.take)])
  await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  t.equal(partner.requests('ask').length, 1)
  t.strictSame(partner.requests('take'), [{ paymentId: 'p-7' }])
})

t.test('ask: when the partner says that it did nothing, it is sent again', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  partner.found = () => ({ state: 'not-done' })
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.ask).drop('paid')])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  t.equal(partner.requests('ask').length, 2)
  t.match(await engine.fate(messageId), { state: 'dropped', reason: 'paid' })
})

t.test('ask: while nobody knows, the message waits and asks again; it is never sent again', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  const answers = ['unknown', 'unknown', 'answered'] as const
  partner.found = ({ attempt: _ }) => {
    const state = answers[partner.asked.length - 1] ?? 'unknown'
    return state === 'answered' ? { state, answer: { paymentId: 'late' } } : { state }
  }
  let now = Date.now()
  const hub = await testHub(t, [flow('shop/pay').from(orders).call(ends.ask).to(ends.take)], {
    chance: { now: () => now, random: () => 0.5 },
  })
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the first asking', async () => (await hub.engine.fate(messageId))?.state === 'retrying')
  now += 3_600_000
  const again = await hub.restart()
  await until('the second asking', () => partner.asked.length >= 2)
  await until('the wait', async () => (await again.engine.fate(messageId))?.state === 'retrying')
  now += 3_600_000
  const last = await again.restart()
  await until('the end', async () => (await last.engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('ask').length, 1)
  t.strictSame(partner.requests('take'), [{ paymentId: 'late' }])
})

t.test('park: an effect in doubt waits for somebody to decide, and is listed', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.park).drop('paid')])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'in-doubt', lastCode: 'HUB_EFFECT_IN_DOUBT' })
  t.equal(partner.calls.length, 1)
  const { rows } = await engine.store.inDoubt({ limit: 10 })
  t.match(rows, [{ messageId, name: 'call partner.park#1', state: 'in-doubt', code: 'HUB_TEST_UNKNOWN' }])
})

t.test('abandon: the flow goes on with the stand-in answer, and the record says abandoned', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(unknown())
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).call(ends.abandon).to(ends.take)])
  await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  t.strictSame(partner.requests('take'), [{ outcome: 'no-answer' }])
  t.equal(partner.requests('abandon').length, 1)
})

t.test('an error that nobody classified counts as unknown', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(new TypeError('x is not a function'))
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).onFailure(quick).call(ends.park).drop('paid')])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'in-doubt' })
})

t.test('a partner that never answers is left at its deadline; what it says later changes nothing', async (t) => {
  const { partner, ends } = setUp()
  let late: (value: unknown) => void = () => {}
  partner.next.push(() => new Promise((resolve) => (late = resolve)))
  const { engine } = await testHub(t, [flow('shop/pay').from(orders).call(ends.park).drop('paid')])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  const fate = await until('the deadline', async () => {
    const found = await engine.fate(messageId)
    return found?.state === 'in-doubt' && found
  })
  t.ok(fate)
  late({ paymentId: 'late' })
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'in-doubt' })
  t.match((await engine.store.records([messageId])).get(messageId), [{ code: 'HUB_DEADLINE', state: 'in-doubt' }])
})

t.test('a once that the flow names holds across messages: the second gets the answer of the first', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(() => ({ declarationId: 'd-1' }))
  const { engine } = await testHub(t, [
    flow('shop/pay')
      .from(orders)
      .call(ends.park, { ask: (o) => o, into: (_o, answer) => answer, once: ({ orderId }) => orderId })
      .to(ends.take),
  ])
  await engine.send(orders, { orderId: 'o-1' })
  await engine.idle()
  await engine.send(orders, { orderId: 'o-1' })
  await engine.send(orders, { orderId: 'o-2' })
  await engine.idle()
  t.strictSame(partner.requests('park'), [{ orderId: 'o-1' }, { orderId: 'o-2' }])
  t.strictSame(partner.requests('take').slice(0, 2), [{ declarationId: 'd-1' }, { declarationId: 'd-1' }])
})

t.test('enrich reads once: a retry takes what was read', async (t) => {
  const { partner, ends } = setUp()
  partner.next.push(() => [{ row: 1 }, { row: 2 }], notDone())
  const { engine } = await testHub(t, [
    flow('shop/rows')
      .from(orders)
      .onFailure(quick)
      .enrich(ends.rows, ({ orderId }, rows) => ({ orderId, sum: rows.reduce((sum, { row }) => sum + row, 0) }))
      .to(ends.take),
  ])
  const { messageId } = await engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await engine.fate(messageId))?.state === 'done')
  t.equal(partner.requests('rows').length, 1)
  t.strictSame(partner.requests('take'), [
    { orderId: 'o-1', sum: 3 },
    { orderId: 'o-1', sum: 3 },
  ])
})

t.test(
  'an operator decides: not done is tried again under the same key, answered goes on with that answer',
  async (t) => {
    const { partner, ends } = setUp()
    partner.next.push(unknown(), unknown())
    const { engine } = await testHub(t, [flow('shop/pay').from(orders).call(ends.park).to(ends.take)])
    const first = await engine.send(orders, { orderId: 'o-1' })
    await engine.idle()
    const second = await engine.send(orders, { orderId: 'o-2' })
    await engine.idle()
    const effect = { record: 'call partner.park#1', by: 'operator:test', reason: 'asked by phone' }
    await engine.decide({ ...effect, messageId: first.messageId, decision: { state: 'not-done' } })
    await engine.idle()
    await engine.decide({
      ...effect,
      messageId: second.messageId,
      decision: { state: 'answered', answer: { told: 'by phone' } },
    })
    await engine.idle()
    t.match(await engine.fate(first.messageId), { state: 'done' })
    t.match(await engine.fate(second.messageId), { state: 'done' })
    const parked = partner.calls.filter(({ what }) => what === 'park')
    t.strictSame(
      parked.map(({ request }) => (request as { orderId: string }).orderId),
      ['o-1', 'o-2', 'o-1'],
    )
    t.equal(parked[0]!.key, parked[2]!.key)
    t.strictSame(partner.requests('take'), [{ ok: true }, { told: 'by phone' }])
    const { rows } = await engine.store.audit({ limit: 10 })
    t.equal(rows.filter(({ action }) => action === 'effects decide').length, 2)
    await t.rejects(engine.decide({ ...effect, messageId: first.messageId, decision: { state: 'not-done' } }), {
      code: 'HUB_NOT_IN_DOUBT',
    })
  },
)

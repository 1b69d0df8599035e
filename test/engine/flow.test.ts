import t from 'tap'
import { Type } from 'typebox'
import { decodeBody } from '../../bus/codec.js'
import { channel, deadLetters, schema, topic } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { additionalProperties: false }))
const orders = channel('shop/orders', Order)
const quick = { retry: { attempts: 3, delay: '5ms' }, thenTo: deadLetters } as const
const order = { orderId: 'o-1', cents: 3500 }

t.test(
  'a message goes through its flow and ends as done, with one trace row that says what each step came to',
  async (t) => {
    const partner = new Partner()
    const { take } = endsOf(partner)
    const { engine } = await testHub(t, [
      flow('shop/pick')
        .from(orders)
        .transform(function toPick({ orderId }) {
          return { pick: orderId }
        })
        .to(take),
    ])
    const { messageId } = await engine.send(orders, order)
    await engine.idle()
    t.strictSame(partner.requests('take'), [{ pick: 'o-1' }])
    t.match(await engine.fate(messageId), { state: 'done', flow: 'shop/pick', tries: 1 })
    const traces = await engine.store.traces(messageId)
    t.equal(traces.length, 1)
    t.match(decodeBody(traces[0]!.steps), [{ step: 'transform toPick' }, { step: 'to partner.take' }])
  },
)

t.test('a body that does not fit is refused at the door, and nothing was accepted', async (t) => {
  const { engine } = await testHub(t, [flow('shop/pick').from(orders).drop('seen')])
  await t.rejects(engine.send(orders, { orderId: 'o-1', cents: '3500' } as never), {
    code: 'HUB_BODY_REFUSED',
    message: /\/cents must be integer/,
  })
  await t.rejects(engine.send(orders, { ...order, more: 1 } as never), { code: 'HUB_BODY_REFUSED', message: /more/ })
  t.strictSame((await engine.messages({}, { limit: 10 })).rows, [])
})

t.test('a dropped message keeps its reason', async (t) => {
  const { engine } = await testHub(t, [
    flow('shop/pick')
      .from(orders)
      .filter(({ cents }) => cents > 10_000, { drop: 'too small to pick' })
      .drop('big'),
  ])
  const { messageId } = await engine.send(orders, order)
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'dropped', reason: 'too small to pick' })
})

t.test('branches that meet go on together, and a chosen end ends', async (t) => {
  const partner = new Partner()
  const { take } = endsOf(partner)
  const { engine } = await testHub(t, [
    flow('shop/vat')
      .from(orders)
      .chooseAndMeet(({ cents }) => (cents > 100 ? 'big' : cents === 100 ? 'odd' : 'small'), {
        big: (o) => o.transform(({ orderId }) => ({ orderId, vat: 24 })),
        small: (o) =>
          o.choose(({ orderId }) => (orderId === 'x' ? 'x' : 'y'), {
            x: (p) => p.drop('x is no order'),
            y: (p) => p.to(take),
          }) as never,
        odd: (o) => o.drop('odd'),
      })
      .to(take),
  ])
  const fates = []
  for (const [orderId, cents] of [
    ['a', 500],
    ['x', 1],
    ['y', 1],
    ['o', 100],
  ] as const)
    fates.push((await engine.send(orders, { orderId, cents })).messageId)
  await engine.idle()
  t.strictSame(await Promise.all(fates.map(async (id) => (await engine.fate(id))?.state)), [
    'done',
    'dropped',
    'done',
    'dropped',
  ])
  t.strictSame(
    partner.requests('take'),
    [
      { orderId: 'a', vat: 24 },
      { orderId: 'y', cents: 1 },
    ],
    'what ended inside a branch did not go on after the meeting',
  )
})

t.test('every flow that takes a topic gets its own copy, with the same correlation id', async (t) => {
  const partner = new Partner()
  const ends = endsOf(partner)
  const paid = topic('shop/paid', Order)
  const { engine } = await testHub(t, [
    flow('shop/settle').from(orders).publish(paid),
    flow('shop/tell').from(paid).to(ends.take),
    flow('shop/count').from(paid).call(ends.park).drop('counted'),
  ])
  const { messageId } = await engine.send(orders, order)
  await engine.idle()
  t.equal(partner.calls.length, 2)
  const { rows } = await engine.messages({ correlationId: messageId }, { limit: 10 })
  t.strictSame(rows.map(({ flow, state }) => `${flow} ${state}`).sort(), [
    'shop/count dropped',
    'shop/settle done',
    'shop/tell done',
  ])
})

t.test(
  'a failure that may pass is tried again, and what comes after the attempts is a dead letter with its history',
  async (t) => {
    const partner = new Partner()
    const { take } = endsOf(partner)
    partner.next.push(notDone(), notDone(), notDone(), notDone())
    const { engine } = await testHub(t, [flow('shop/pick').from(orders).onFailure(quick).to(take)])
    const { messageId } = await engine.send(orders, order)
    const fate = await until('the dead letter', async () => {
      const found = await engine.fate(messageId)
      return found?.state === 'dead-letter' && found
    })
    t.match(fate, { code: 'HUB_TEST_NOT_DONE', reason: 'the partner refused before it did anything', tries: 3 })
    t.equal(partner.calls.length, 3)
    t.equal((await engine.store.traces(messageId)).length, 3, 'one trace row per run')
  },
)

t.test('a replayed dead letter goes on where it failed: what was answered is not done again', async (t) => {
  const partner = new Partner()
  const { take, park } = endsOf(partner)
  partner.next.push(() => ({ declared: 'd-1' }), notDone())
  const { engine } = await testHub(t, [flow('shop/pick').from(orders).call(park).to(take)])
  const { messageId } = await engine.send(orders, order)
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'dead-letter' })
  await engine.replay(messageId, 'operator:test')
  await engine.idle()
  t.match(await engine.fate(messageId), { state: 'done' })
  t.equal(partner.requests('park').length, 1)
  t.strictSame(partner.requests('take'), [{ declared: 'd-1' }, { declared: 'd-1' }])
  await t.rejects(engine.replay(messageId, 'operator:test'), { code: 'HUB_NOT_A_DEAD_LETTER' })
})

t.test('a dead letter can be announced on a channel, with the message as it came', async (t) => {
  const partner = new Partner()
  const { take, park } = endsOf(partner)
  const broken = channel('shop/broken', Order)
  partner.next.push(notDone())
  const { engine } = await testHub(t, [
    flow('shop/pick').from(orders).onFailure({ thenTo: broken }).call(park).drop('never'),
    flow('shop/mend').from(broken).to(take),
  ])
  await engine.send(orders, order)
  await engine.idle()
  t.strictSame(partner.requests('take'), [order])
  t.equal(await engine.store.countDeadLetters(), 1)
})

t.test(
  'a step that throws is a bug: it is not tried again, and the text of the error stays out of the reason',
  async (t) => {
    const { engine } = await testHub(t, [
      flow('shop/pick')
        .from(orders)
        .onFailure(quick)
        .transform(function toPick(): string {
          throw new Error('card 4444 3333 2222 1111')
        })
        .drop('never'),
    ])
    const { messageId } = await engine.send(orders, order)
    await engine.idle()
    const fate = await engine.fate(messageId)
    t.match(fate, { state: 'dead-letter', code: 'HUB_STEP_FAILED', tries: 1 })
    t.notMatch(fate?.reason, /4444/)
  },
)

t.test('the same once on a channel is accepted once', async (t) => {
  const { engine } = await testHub(t, [flow('shop/pick').from(orders).drop('seen')])
  const first = await engine.send(orders, order, { once: 'file-1' })
  const again = await engine.send(orders, order, { once: 'file-1' })
  t.strictSame(again, { messageId: first.messageId, repeated: true })
})

t.test('a channel that nobody reads is refused', async (t) => {
  const { engine } = await testHub(t, [flow('shop/pick').from(orders).drop('seen')])
  await t.rejects(engine.send(channel('shop/nowhere', Order), order), { code: 'HUB_NOBODY_READS' })
})

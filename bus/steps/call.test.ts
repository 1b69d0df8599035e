import t from 'tap'
import { build, decided, describe, ends, order, orders, price, refusal } from '../../test/patterns/step-kit.js'

const how = {
  ask: ({ cents }: { cents: number }) => ({ cents }),
  into: (body: object, answer: object) => ({ ...body, ...answer }),
}

t.test('call asks a callable of a connection, or a question of ours', async (t) => {
  for (const no of [undefined, 'partner.park', ends.rows])
    t.throws(() => build('call', [no]), refusal(/call takes a sink or callable of a connection/))
  t.throws(() => build('call', [orders]), refusal(/call asks a callable or a question; publish sends to a channel/))
})

t.test('call takes both what it asks and what joins the answer, as functions', async (t) => {
  t.throws(() => build('call', [ends.park, { into: how.into }]), refusal(/call takes what it asks as a function/))
  t.throws(() => build('call', [ends.park, { ask: how.ask }]), refusal(/call takes what joins body and answer/))
  t.throws(() => build('call', [ends.park, { ...how, once: 'o-1' }]), refusal(/its once-key as a function; got string/))
})

t.test('call is called like what it asks', async (t) => {
  t.equal(describe(build('call', [ends.park, how])), 'partner.park')
  t.equal(describe(build('call', [price])), 'question:shop/price')
})

t.test('without more said the body is the request and the answer is the next body', async (t) => {
  const decision = decided(build('call', [ends.park]), order, 'effect')
  t.equal(decision.end, ends.park as unknown)
  t.equal(decision.request, order)
  t.strictSame(decision.into({ paymentId: 'p-1' }), { paymentId: 'p-1' })
  t.notOk('once' in decision, 'its key is then message id and record name')
})

t.test('ask makes the request, into joins body and answer', async (t) => {
  const decision = decided(build('call', [ends.park, how]), order, 'effect')
  t.strictSame(decision.request, { cents: 3500 })
  t.strictSame(decision.into({ paymentId: 'p-1' }), { ...order, paymentId: 'p-1' })
})

t.test('a once-key of the flow’s own goes with the effect', async (t) => {
  const node = build('call', [ends.park, { ...how, once: ({ orderId }: { orderId: string }) => orderId }])
  t.equal(decided(node, order, 'effect').once, 'o-1')
})

t.test('a once-key that is no text, or an empty one, is refused: it would stand for every message', async (t) => {
  for (const no of ['', undefined, null, 7]) {
    const node = build('call', [ends.park, { ...how, once: () => no }])
    t.throws(() => decided(node, order, 'effect'), refusal(/call partner.park needs a once-key; its once gave/))
  }
})

t.test('a question is asked as a question', async (t) => {
  const { question, request, into } = decided(build('call', [price, how]), order, 'ask')
  t.equal(question, price as unknown)
  t.strictSame(request, { cents: 3500 })
  t.strictSame(into({ vat: 24 }), { ...order, vat: 24 })
})

t.test(
  'a question takes no once-key: its message is made from the asking one, so it is asked once anyway',
  async (t) => {
    t.throws(
      () => build('call', [price, { ...how, once: () => 'x' }]),
      refusal(/call question:shop\/price .* once-key/),
    )
  },
)

t.test('what makes the request and what joins the answer compute; promises are refused', async (t) => {
  const late = async () => ({})
  t.throws(
    () => decided(build('call', [ends.park, { ...how, ask: late }]), order, 'effect'),
    refusal(/call partner.park returned a promise/),
  )
  const { into } = decided(build('call', [ends.park, { ...how, into: late }]), order, 'effect')
  t.throws(() => into({}), refusal(/call partner.park returned a promise/))
})

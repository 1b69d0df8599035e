import t from 'tap'
import { build, decide, decided, describe, ends, order, orders, price, refusal } from '../../test/patterns/step-kit.js'

const once = ({ orderId }: { orderId: string }) => orderId

t.test('to hands over to a sink of a connection, or to an inlet of ours', async (t) => {
  for (const no of [undefined, 'partner.take', ends.rows, {}])
    t.throws(() => build('to', [no]), refusal(/to takes a sink or callable of a connection/))
  t.throws(() => build('to', [price]), refusal(/to sends to a channel, topic or signal/))
  t.throws(() => build('to', [ends.take, { once: 'o-1' }]), refusal(/to takes its once-key as a function; got string/))
})

t.test('to is called like where it hands over', async (t) => {
  t.equal(describe(build('to', [ends.take])), 'partner.take')
  t.equal(describe(build('to', [orders])), 'channel:shop/orders')
})

t.test('a sink is given the body, and the flow goes on with the same one whatever the sink says', async (t) => {
  const decision = decided(build('to', [ends.take]), order, 'effect')
  t.equal(decision.end, ends.take as unknown)
  t.equal(decision.request, order)
  t.equal(decision.into({ ignored: true }), order)
  t.notOk('once' in decision)
})

t.test('a once-key of the flow’s own goes with the effect', async (t) => {
  t.equal(decided(build('to', [ends.take, { once }]), order, 'effect').once, 'o-1')
})

t.test('a once-key that is no text, or an empty one, is refused: it would stand for every message', async (t) => {
  for (const no of ['', undefined, null, 7])
    t.throws(
      () => decide(build('to', [ends.take, { once: () => no }]), order),
      refusal(/to partner.take needs a once-key; its once gave/),
    )
})

t.test('an inlet of ours is announced to, as publish does', async (t) => {
  t.strictSame(decide(build('to', [orders]), order), {
    do: 'announce',
    announcements: [{ inlet: orders, body: order }],
    body: order,
  })
})

t.test(
  'an inlet of ours takes no once-key: the announcement is part of a commit, so it happens once anyway',
  async (t) => {
    t.throws(() => build('to', [orders, { once }]), refusal(/to channel:shop\/orders .* once-key/))
  },
)

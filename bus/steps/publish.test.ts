import t from 'tap'
import { build, confirmed, decide, describe, ends, order, paid, price, refusal } from '../../test/patterns/step-kit.js'

t.test('publish sends to a channel, topic or signal of ours', async (t) => {
  for (const no of [undefined, 'channel:shop/paid', ends.take, price])
    t.throws(() => build('publish', [no]), refusal(/publish sends to a channel, topic or signal made by/))
  t.throws(() => build('publish', [paid, { orderId: 'x' }]), refusal(/publish takes a map as a function; got object/))
})

t.test('publish is called like the inlet it sends to', async (t) => {
  t.equal(describe(build('publish', [paid])), 'topic:shop/paid')
  t.equal(describe(build('publish', [confirmed, (o: unknown) => o])), 'signal:shop/confirmed')
})

t.test('the body is announced as it is, and goes on as it is', async (t) => {
  t.strictSame(decide(build('publish', [paid]), order), {
    do: 'announce',
    announcements: [{ inlet: paid, body: order }],
    body: order,
  })
})

t.test('a map makes the announcement, not the body that goes on', async (t) => {
  const node = build('publish', [paid, ({ orderId }: { orderId: string }) => ({ orderId, cents: 0 })])
  t.strictSame(decide(node, order), {
    do: 'announce',
    announcements: [{ inlet: paid, body: { orderId: 'o-1', cents: 0 } }],
    body: order,
  })
  t.throws(() => decide(build('publish', [paid, async () => {}]), order), refusal(/returned a promise/))
})

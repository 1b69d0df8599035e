import t from 'tap'
import { Type } from 'typebox'
import { type Claim, channel, claimed, deadLetters, schema, signal } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow, type Outcome } from '../../bus/flow.js'
import { endsOf, Partner } from './outside.js'
import { crashEverywhere, trialOf } from './testing.js'
import type { Trial } from './trial.js'

// The stateful patterns under the kit: time moved by hand, and hubs killed wherever something becomes durable.

t.setTimeout(180_000)

const Order = schema(Type.Object({ orderId: Type.String(), no: Type.Integer() }, { additionalProperties: false }))
interface Order {
  readonly orderId: string
  readonly no: number
}
const orders = channel('shop/orders', Order)
const Batch = schema(Type.Object({ orders: Type.Array(Order) }, { additionalProperties: false }))
const batches = channel('shop/batches', Batch)
const payment = signal('shop/payment', Order, { keyOf: ({ orderId }) => orderId, keep: '7d' })
const ends = endsOf(new Partner(), 'partner')
const retry = { retry: { attempts: 3, delay: '1m' }, thenTo: deadLetters } as const
const order = (no: number, orderId = `o-${no}`): Order => ({ orderId, no })

const got = (trial: Trial) => trial.sink(ends.take).got

async function counted(_: unknown, outcomes: AsyncIterable<Outcome<unknown>>) {
  const states: string[] = []
  for await (const { key, state } of outcomes) states.push(`${key} ${state}`)
  return states
}
const declareEach = flow('shop/declare-each')
  .from(batches)
  .onFailure(retry)
  .splitEach(({ orders }) => orders, {
    key: ({ orderId }) => orderId,
    ifPartFails: 'dead-letter-the-part',
    each: (part) =>
      part
        .filter(({ no }) => no > 0, { drop: 'nothing to declare' })
        .call(ends.park, { ask: (o) => o, into: (o) => o }),
    into: counted,
  })
  .to(ends.take)

t.test(
  'parts are messages of their own, and the whole ends with what became of them, wherever the hub dies',
  async (t) => {
    const report = await crashEverywhere(declareEach, {
      each: 2,
      async load(trial) {
        trial.callable(ends.park).failsWith(undefined, { times: 1 }).answers('yes')
        await trial.send(batches, { orders: [order(1), order(0), order(2)] })
      },
      check: (trial) => got(trial),
    })
    t.strictSame(report.ended, { 'shop/declare-each done': 3, 'shop/declare-each dropped': 1 })
    for (const name of ['split:after', 'release:before', 'release:after'])
      t.ok(
        report.reached.some(({ boundary }) => boundary === name),
        name,
      )
  },
)

const pickWhenPaid = flow('shop/pick-when-paid')
  .from(orders)
  .waitFor(payment, {
    key: ({ orderId }) => orderId,
    until: '3d',
    into: (order, paid) => ({ ...order, state: paid === 'timed-out' ? ('late' as const) : ('paid' as const) }),
  })
  .choose('state', {
    late: (late) => late.drop('nobody paid in three days'),
    paid: (paid) => paid.to(ends.take),
  })

t.test('a message waits for its signal until its time is over', async (t) => {
  const trial = await trialOf(t, pickWhenPaid)
  const first = await trial.send(orders, order(1))
  const second = await trial.send(orders, order(2))
  await trial.clock.advance('2d')
  await trial.send(payment, order(1))
  await trial.assertDone(first.messageId)
  await trial.assertWaiting(second.messageId)
  await trial.clock.advance('1d')
  await trial.assertDropped(second.messageId, 'nobody paid in three days')
  t.match(got(trial), [{ orderId: 'o-1', state: 'paid' }])
})

t.test('signals meet their messages wherever the hub dies, whichever comes first', async (t) => {
  const { kills, ended } = await crashEverywhere(pickWhenPaid, {
    each: 3,
    async load(trial) {
      await trial.send(payment, order(1))
      for (const no of [1, 2, 3]) await trial.send(orders, order(no))
      await trial.clock.advance('1d')
      await trial.send(payment, order(2))
    },
    check: (trial) => got(trial),
  })
  t.ok(kills > 8)
  t.match(ended, { 'shop/pick-when-paid done': 2, 'shop/pick-when-paid dropped': 1 })
})

t.test('groups are whole and in order wherever the hub dies', async (t) => {
  const gather = flow('shop/gather')
    .from(orders)
    .onFailure(retry)
    .resequence({ by: () => 'all', position: ({ no }) => no, within: '1h', ifGap: 'go-on' })
    .to(ends.take)
  const { ended } = await crashEverywhere(gather, {
    each: 3,
    async load(trial) {
      for (const no of [3, 1, 2, 5]) await trial.send(orders, order(no))
    },
    check: (trial) => got(trial),
  })
  t.strictSame(ended, { 'shop/gather done': 4 })

  const group = flow('shop/group')
    .from(orders)
    .collect({
      by: ({ orderId }) => orderId,
      until: { count: 2, quietFor: '1h' },
      into: (key, bodies) => ({ key, numbers: bodies.map(({ no }) => no) }),
    })
    .to(ends.take)
  await crashEverywhere(group, {
    each: 3,
    async load(trial) {
      for (const no of [1, 2, 3]) await trial.send(orders, order(no, 'o'))
    },
    check: (trial) => got(trial),
  })
})

t.test('a throttle lets through what it may, and goes on when the clock gets there', async (t) => {
  const slow = flow('shop/slow').from(orders).throttle({ count: 2, per: '1m' }).to(ends.take)
  const trial = await trialOf(t, slow)
  for (const no of [1, 2, 3, 4, 5]) await trial.send(orders, order(no))
  await trial.settled()
  t.equal(got(trial).length, 2)
  await trial.clock.advance('1m')
  t.equal(got(trial).length, 4)
  await trial.clock.advance('1m')
  t.equal(got(trial).length, 5)
})

const Filed = schema(
  Type.Object({ orderId: Type.String(), claim: Type.Unsafe<Claim<number>>(Type.Object({ id: Type.String() })) }),
)
const filed = channel('shop/filed', Filed)

t.test('what is taken back is taken back once, and claims are kept, wherever the hub dies', async (t) => {
  const flows = [
    flow('shop/aside')
      .from(orders)
      .claimCheck({ take: ({ no }) => no, leave: ({ orderId }) => ({ orderId }) })
      .publish(filed),
    flow('shop/fetch')
      .from(filed)
      .onFailure(retry)
      .enrich(claimed<number>(), ({ orderId }, [no]) => ({ orderId, no: no! }))
      .call(ends.ask, { ask: (order) => order, into: (order) => order })
      .compensate(ends.resend, { ask: (order) => order })
      .to(ends.take),
  ]
  const { ended } = await crashEverywhere(flows, {
    each: 2,
    async load(trial) {
      trial.callable(ends.ask).answers('reserved')
      trial.callable(ends.resend).answers('released')
      trial.sink(ends.take).takes((body) => {
        if ((body as Order).no === 1) throw new HubError('HUB_REFUSED', 'not this one', neverSent)
      })
      for (const no of [1, 2]) await trial.send(orders, order(no))
    },
    check: (trial) => [trial.callable(ends.resend).done.length, got(trial).length],
  })
  t.strictSame(ended, { 'shop/aside done': 2, 'shop/fetch dead-letter': 1, 'shop/fetch done': 1 })
})

import t from 'tap'
import { Type } from 'typebox'
import { archive, ends, Order, orders, paid, price } from '../test/patterns/step-kit.js'
import { flowNodeOf } from './builder.js'
import { describeFlow, flowPrint } from './describe.js'
import { booksOf, channel, deadLetters, schema } from './ends.js'
import type { ClosedFlow, OpenFlow } from './flow.js'
import { flow } from './flow.js'

const begin = () => flow('shop/x').from(orders)
const lines = (closed: ClosedFlow) => describeFlow(flowNodeOf(closed))
const print = (closed: ClosedFlow) => flowPrint(flowNodeOf(closed))
const rowsOf = ({ cents }: Order) => [{ cents }]
const toPick = (o: Order) => o
const isLarge = ({ cents }: Order) => cents > 100
const settle = async (o: Order) => o
const csv = {
  name: 'csv',
  async *write(o: Order) {
    yield Buffer.from(o.orderId)
  },
}

t.test('every step is a line of its own, in the order of the flow, with what matters about it', async (t) => {
  t.strictSame(
    lines(
      begin()
        .transform(toPick)
        .filter(isLarge, { drop: 'too small' })
        .enrich(ends.rows, toPick)
        .call(price, { ask: toPick, into: toPick })
        .call(ends.park, { ask: toPick, into: toPick })
        .change({ in: booksOf<unknown>(), once: ({ orderId }) => orderId, announces: [paid], apply: settle })
        .wireTap(archive)
        .multicast([paid, archive])
        .recipients(
          function interested() {
            return ['paid' as const]
          },
          { paid, archive } as never,
        )
        .publish(paid)
        .delay('5m')
        .encode(csv)
        .to(ends.take),
    ),
    [
      'shop/x',
      '  from channel:shop/orders',
      '  onFailure then dead letters',
      '  transform toPick',
      '  filter isLarge, else drop too small',
      '  enrich partner.rows',
      '  call question:shop/price',
      '  call partner.park',
      '  change settle, announces topic:shop/paid',
      '  wireTap channel:shop/archive',
      '  multicast topic:shop/paid, channel:shop/archive',
      '  recipients interested among paid, archive',
      '  publish topic:shop/paid',
      '  delay 5m',
      '  encode csv',
      '  to partner.take',
    ],
  )
})

t.test('steps on parts and the aggregate stand under their split', async (t) => {
  const parts = begin()
    .split(rowsOf, { ifPartFails: 'dead-letter-the-part' })
    .filter(() => true, { drop: 'no' })
  const into = () => ({ orderId: 'o', cents: 1 })
  t.strictSame(lines(parts.aggregate({ by: () => 'all', into }).to(ends.take)).slice(3), [
    '  split rowsOf, dead-letter-the-part',
    '    filter (anonymous), else drop no',
    '    aggregate into one group',
    '  to partner.take',
  ])
  t.match(lines(parts.aggregate({ by: ({ cents }) => String(cents), into }).to(ends.take)), /aggregate by group/)
})

t.test('branches are a tree, as deep as they are', async (t) => {
  const way = (o: OpenFlow<Order>) =>
    o.choose(() => 'b', { b: (p) => p.chooseAndMeet(() => 'c', { c: (q) => q }).to(ends.take) })
  t.strictSame(lines(begin().choose(() => 'a', { a: way })).slice(3), [
    '  choose (anonymous)',
    '    ├ a',
    '    │  choose (anonymous)',
    '    │    ├ b',
    '    │    │  chooseAndMeet (anonymous)',
    '    │    │    ├ c',
    '    │    │  to partner.take',
  ])
})

t.test('what is settled at the door stands above the steps', async (t) => {
  t.strictSame(
    lines(
      begin()
        .inOrderBy(
          function orderOf({ orderId }) {
            return orderId
          },
          { afterDeadLetter: 'go-on' },
        )
        .knownBy({ order: ({ orderId }) => orderId, sum: ({ cents }) => String(cents) })
        .onFailure({ retry: { attempts: 3, delay: '1m', maxDelay: '1h' }, thenTo: archive })
        .drop('x'),
    ).slice(0, 5),
    [
      'shop/x',
      '  from channel:shop/orders',
      '  inOrderBy orderOf, after a dead letter go-on',
      '  knownBy order, sum',
      '  onFailure 3 tries, first after 60000 ms, then channel:shop/archive',
    ],
  )
})

t.test('the fingerprint is short, and the same for the same flow built again', async (t) => {
  const build = () =>
    begin()
      .transform(toPick)
      .choose(() => 'a', { a: (o: OpenFlow<Order>) => o.to(ends.take) })
  t.match(print(build()), /^[0-9a-f]{12}$/)
  t.equal(print(build()), print(build()))
})

t.test('the fingerprint changes with every step, wherever it stands', async (t) => {
  const base = () => begin().transform(toPick)
  const part = (o: OpenFlow<Order>) => o.split(rowsOf, { ifPartFails: 'fail-the-whole' })
  const all = { by: () => 'all', into: () => ({ orderId: 'o', cents: 1 }) }
  const versions: Readonly<Record<string, ClosedFlow>> = {
    plain: base().to(ends.take),
    'another id': flow('shop/y').from(orders).transform(toPick).to(ends.take),
    'another source': flow('shop/x').from(archive).transform(toPick).to(ends.take),
    'a step more': base().filter(isLarge, { drop: 'too small' }).to(ends.take),
    'another reason': base().filter(isLarge, { drop: 'small' }).to(ends.take),
    'a step less': begin().to(ends.take),
    'steps changed about': begin().delay('5m').transform(toPick).to(ends.take),
    'steps in their old order': begin().transform(toPick).delay('5m').to(ends.take),
    'another length': begin().transform(toPick).delay('6m').to(ends.take),
    'another end': base().to(archive),
    'another kind of end': base().publish(archive),
    'a branch': base().choose(() => 'a', { a: (o: OpenFlow<Order>) => o.to(ends.take) }),
    'a branch of another name': base().choose(() => 'b', { b: (o: OpenFlow<Order>) => o.to(ends.take) }),
    'a step in a branch': base().choose(() => 'a', { a: (o: OpenFlow<Order>) => o.transform(toPick).to(ends.take) }),
    parts: part(base()).aggregate(all).to(ends.take),
    'a step on parts': part(base())
      .filter(() => true, { drop: 'x' })
      .aggregate(all)
      .to(ends.take),
    'another way to group': part(base())
      .aggregate({ ...all, by: ({ cents }) => String(cents) })
      .to(ends.take),
    'other announcements': base().change({ in: booksOf(), once: () => 'x', apply: settle, announces: [paid] }),
    'no announcements': base().change({ in: booksOf(), once: () => 'x', apply: settle }),
    ordered: begin()
      .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
      .transform(toPick)
      .to(ends.take),
    'another failure policy': begin()
      .onFailure({ retry: { attempts: 2, delay: '1s' }, thenTo: deadLetters })
      .transform(toPick)
      .to(ends.take),
  }
  const seen = new Map<string, string>()
  for (const [name, closed] of Object.entries(versions)) {
    const made = print(closed)
    t.notOk(seen.has(made), `${name} is not ${seen.get(made)}`)
    seen.set(made, name)
  }
})

t.test('it does not change with what a function does inside, but with its schemas and its retries', async (t) => {
  const one = (o: Order) => o
  const other = (o: Order) => ({ ...o, cents: 0 })
  const named = (map: typeof one) => Object.defineProperty(map, 'name', { value: 'mapped' })
  t.equal(print(begin().transform(named(one)).drop('x')), print(begin().transform(named(other)).drop('x')))
  const Wider = schema(Type.Object({ orderId: Type.String() }, { $id: 'Order' }))
  t.not(print(flow('shop/x').from(channel('shop/orders', Wider)).drop('x')), print(begin().drop('x')))
  t.not(print(begin().validate(Wider).drop('x')), print(begin().validate(Order).drop('x')))
  const tried = (factor: number) =>
    begin()
      .onFailure({ retry: { attempts: 2, delay: '1s', factor }, thenTo: deadLetters })
      .drop('x')
  t.not(print(tried(2)), print(tried(3)))
})

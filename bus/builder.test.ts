import t from 'tap'
import { Type } from 'typebox'
import { defineAdapter } from './adapter.js'
import { flowNodeOf } from './builder.js'
import { describeFlow } from './describe.js'
import { booksOf, channel, deadLetters, question, schema } from './ends.js'
import { flow } from './flow.js'

const Order = schema(
  Type.Object({ orderId: Type.String(), country: Type.Union([Type.Literal('FI'), Type.Literal('SE')]) }),
)
const orders = channel('shop/orders', Order)
const paid = channel('shop/paid', Order)
const price = question('shop/price', Order, schema(Type.Object({ cents: Type.Integer() })))
const warehouse = defineAdapter({
  name: 'list',
  summary: 'Keeps what it is given.',
  options: Type.Object({}),
  open: async () => ({}),
  ends: ({ sink }) => ({ picks: sink<{ orderId: string }>('picks', { inDoubt: 'park', perform: async () => {} }) }),
})('warehouse')
const books = booksOf<unknown>()
const shape = (sentence: RegExp) => ({ code: 'HUB_FLOW_SHAPE', message: sentence })
type Loose = Record<string, (...args: unknown[]) => never>
const loose = (from: unknown) => from as never
const open = (from: unknown) => from as Loose

function toPick({ orderId }: { orderId: string }) {
  return { orderId }
}

t.test('a flow is frozen data that prints as the business', async (t) => {
  const built = flow('shop/route-orders')
    .from(orders)
    .onFailure({ retry: { attempts: 5, delay: '2s', factor: 2 }, thenTo: deadLetters })
    .inOrderBy((order) => order.orderId, { afterDeadLetter: 'hold-the-key' })
    .knownBy({ order: (order) => order.orderId })
    .choose('country', {
      FI: (order) => order.transform(toPick).to(warehouse.picks),
      SE: (order) => order.drop('no trade with this country'),
    })
  const node = flowNodeOf(built)
  t.ok(Object.isFrozen(node) && Object.isFrozen(node.steps) && Object.isFrozen(node.steps[0]))
  t.strictSame(describeFlow(node), [
    'shop/route-orders',
    '  from channel:shop/orders',
    '  inOrderBy (anonymous), after a dead letter hold-the-key',
    '  knownBy order',
    '  onFailure 5 tries, first after 2000 ms, then dead letters',
    '  choose country',
    '    ├ FI',
    '    │  transform toPick',
    '    │  to warehouse.picks',
    '    ├ SE',
    '    │  drop no trade with this country',
  ])
})

t.test('an open flow can be gone on with twice without the two knowing of each other', async (t) => {
  const open = flow('shop/twice').from(orders).transform(toPick)
  const one = flowNodeOf(open.to(warehouse.picks))
  const other = flowNodeOf(open.drop('not today'))
  t.equal(one.steps.at(-1)?.kind, 'to')
  t.equal(other.steps.at(-1)?.kind, 'drop')
})

t.test('the builder refuses what types cannot', async (t) => {
  const begun = () => flow('shop/x').from(orders)
  t.throws(() => flow('Shop Orders'), { code: 'HUB_NAME' })
  t.throws(() => begun().onFailure({ retry: { attempts: 0, delay: '1s' }, thenTo: deadLetters }), shape(/attempts/))
  t.throws(
    () => begun().onFailure({ retry: { attempts: 2, delay: '1m', maxDelay: '1s' }, thenTo: deadLetters }),
    shape(/maxDelay/),
  )
  t.throws(() => begun().drop(' '), shape(/empty reason/))
  t.throws(() => begun().filter(() => true, { drop: '' }), shape(/empty reason/))
  const other = flow('shop/other').from(orders)
  t.throws(
    () => begun().choose('country', { FI: () => other.drop('x'), SE: (o) => o.drop('y') }),
    shape(/branch FI .* another flow/),
  )
  t.throws(
    () => begun().choose('country', { FI: loose((o: unknown) => o), SE: (o) => o.drop('y') }),
    shape(/branch FI of choose just stops/),
  )
  t.throws(
    () =>
      open(begun().transform(toPick)).inOrderBy!(() => 'x', {
        afterDeadLetter: 'go-on',
      }),
    shape(/before the first step/),
  )
  t.throws(() => begun().delay('soon' as '1s'), { code: 'HUB_DURATION' })
})

t.test('a flow with an open end, or one that is no flow, is refused', async (t) => {
  t.throws(() => flowNodeOf(flow('shop/x').from(orders).transform(toPick)), shape(/just stops after transform/))
  t.throws(() => flowNodeOf({ id: 'shop/x' }), shape(/not a finished flow/))
  t.throws(() => flowNodeOf(undefined), shape(/not a finished flow/))
})

t.test('a flow that owes an answer ends with reply or drop', async (t) => {
  const asked = flow('shop/price').from(price)
  t.throws(
    () => flowNodeOf(loose(asked.change({ in: books, once: (o) => o.orderId, apply: async (o) => o }))),
    shape(/owed an answer/),
  )
  t.equal(flowNodeOf(asked.reply(() => ({ cents: 1 }))).steps[0]?.kind, 'reply')
  t.throws(() => open(flow('shop/x').from(orders)).reply!(() => 1), shape(/reply answers a question/))
})

t.test('a change announces only what it lists', async (t) => {
  const node = flowNodeOf(
    flow('shop/x')
      .from(orders)
      .change({
        in: books,
        once: (o) => o.orderId,
        announces: [paid],
        apply: async (order, _tx, announce) => (announce as (...args: unknown[]) => void)(orders, order) as never,
      }),
  )
  const { stepOf } = await import('./steps.js')
  const asked = stepOf(node.steps[0]!).decide(node.steps[0]!, {
    body: { orderId: '1', country: 'FI' },
    told: {} as never,
  })
  if (asked.do !== 'change') return t.fail('no change')
  await t.rejects(asked.apply(asked.body, {}), shape(/channel:shop\/orders is not among them/))
})

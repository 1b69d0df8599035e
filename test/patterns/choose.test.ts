import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { customs, ended, type Order, order, orders, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const routeOrder = flow('shop/route-order')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .chooseAndMeet(sizeOf, {
    large: (order) =>
      order.call(customs.declare, { ask: ({ orderId }) => ({ orderId }), into: (o, d) => ({ ...o, ...d }) }),
    small: (order) => order.transform((o) => ({ ...o, declarationId: 'none' })),
  })
  .choose('country', {
    FI: (order) => order.to(warehouse.picks),
    SE: (order) => order.to(warehouse.picks),
    NO: (order) => order.drop('no trade with this country'),
  })

function sizeOf({ cents }: Order) {
  return cents > 100_000 ? 'large' : 'small'
}
// #endregion

t.test('each message follows one branch at a time', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-1' }))
  const hub = await testHub(t, [routeOrder])
  const { messageId } = await hub.engine.send(orders, { ...order, cents: 200_000 })
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ ...order, cents: 200_000, declarationId: 'd-1' }])
  const other = await hub.engine.send(orders, { ...order, country: 'NO' })
  t.match(await ended(hub, other.messageId), { state: 'dropped', reason: 'no trade with this country' })
})

t.test('a retry follows the same branches again and takes what they recorded', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-1' }), notDone())
  const hub = await testHub(t, [routeOrder])
  const { messageId } = await hub.engine.send(orders, { ...order, cents: 200_000 })
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.equal(partner.requests('ask').length, 1)
  t.equal(partner.requests('take').length, 2)
})

t.test('a branch that is renamed while a message stands in it parks the message', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-1' }), notDone())
  const slow = { retry: { attempts: 3, delay: '300ms' }, thenTo: deadLetters } as const
  const declare = { ask: (o: Order) => o, into: (o: Order) => o }
  const begun = () => flow('shop/route-order').from(orders).onFailure(slow)
  const former = begun()
    .chooseAndMeet(() => 'large', { large: (o) => o.call(customs.declare, declare) })
    .to(warehouse.picks)
  const present = begun()
    .chooseAndMeet(() => 'big', { big: (o) => o.call(customs.declare, declare) })
    .to(warehouse.picks)
  const hub = await testHub(t, [former])
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['retrying'])
  const changed = await hub.restart([present])
  t.match(await ended(changed, messageId), { state: 'dead-letter', code: 'HUB_FLOW_CHANGED', reason: /\/large\/call/ })
  t.equal(partner.requests('ask').length, 1)
})

t.test('two choices of one name act twice', async (t) => {
  const declare = { ask: (o: Order) => o, into: (o: Order) => o }
  const hub = await testHub(t, [
    flow('shop/twice')
      .from(orders)
      .chooseAndMeet(() => 'on', { on: (o) => o.call(customs.declare, declare) })
      .chooseAndMeet(() => 'on', { on: (o) => o.call(customs.declare, declare) })
      .drop('declared twice'),
  ])
  await hub.engine.send(orders, order)
  await hub.engine.idle()
  t.equal(partner.requests('ask').length, 2)
})

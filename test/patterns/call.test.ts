import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone, unknown } from '../kit/outside.js'
import { customs, ended, type Order, order, orders, partner, price, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const declareAndPick = flow('shop/declare-and-pick')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .call(customs.declare, { ask: toDeclare, into: withDeclaration, once: ({ orderId }) => orderId })
  .to(warehouse.picks)

function toDeclare({ orderId }: Order) {
  return { orderId }
}
function withDeclaration({ orderId }: Order, { declarationId }: { declarationId: string }) {
  return { orderId, declarationId }
}
// #endregion

const pick = { orderId: 'o-1', declarationId: 'd-1' }

t.test('what was answered is not asked again when a later step is tried again', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-1' }), notDone())
  const hub = await testHub(t, [declareAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.requests('ask'), [{ orderId: 'o-1' }])
  t.strictSame(partner.requests('take'), [pick, pick])
})

t.test('in doubt, the policy of the callable decides: customs is asked, and nothing is sent twice', async (t) => {
  partner.next.push(unknown())
  partner.found = () => ({ state: 'answered', answer: { declarationId: 'd-1' } })
  const hub = await testHub(t, [declareAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.equal(partner.requests('ask').length, 1)
  t.match(partner.asked, [{ what: 'ask', request: { orderId: 'o-1' } }])
  t.strictSame(partner.requests('take'), [pick])
})

t.test('under a once-key another message gets the answer that the first one got', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-1' }))
  const hub = await testHub(t, [declareAndPick])
  for (const cents of [1, 2]) await ended(hub, (await hub.engine.send(orders, { ...order, cents })).messageId)
  t.equal(partner.requests('ask').length, 1)
  t.strictSame(partner.requests('take'), [pick, pick])
})

t.test(
  'a question of ours is called alike, and its flow answers once whatever happens to the asking one',
  async (t) => {
    let priced = 0
    partner.next.push(notDone())
    const hub = await testHub(t, [
      flow('shop/price')
        .from(price)
        .call(customs.declare, { ask: ({ orderId }) => ({ orderId }), into: () => ({ cents: ++priced }) })
        .reply((o) => o),
      flow('shop/order')
        .from(orders)
        .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
        .call(price)
        .to(warehouse.picks),
    ])
    partner.next.unshift(() => ({ declarationId: 'd-1' }))
    const { messageId } = await hub.engine.send(orders, order)
    t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
    t.strictSame(partner.requests('take'), [{ cents: 1 }, { cents: 1 }])
  },
)

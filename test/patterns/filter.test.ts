import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, type Order, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickDomestic = flow('shop/pick-domestic')
  .from(orders)
  .filter(isDomestic, { drop: 'picked by the warehouse abroad' })
  .to(warehouse.picks)

function isDomestic({ country }: Order) {
  return country === 'FI'
}
// #endregion

t.test('what is kept goes on, the rest ends as dropped with the reason', async (t) => {
  const hub = await testHub(t, [pickDomestic])
  const kept = await hub.engine.send(orders, order)
  const other = await hub.engine.send(orders, { ...order, orderId: 'o-2', country: 'NO' })
  t.match(await ended(hub, kept.messageId), { state: 'done' })
  t.match(await ended(hub, other.messageId), { state: 'dropped', reason: 'picked by the warehouse abroad' })
  t.strictSame(partner.requests('take'), [order])
  t.equal(await hub.engine.store.countDeadLetters(), 0)
})

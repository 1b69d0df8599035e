import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickOrDrop = flow('shop/pick-or-drop')
  .from(orders)
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'hold-the-key' })
  .choose('country', {
    FI: (order) => order.to(warehouse.picks),
    SE: (order) => order.to(warehouse.picks),
    NO: (order) => order.drop('no trade with this country'),
  })
// #endregion

t.test('a dropped message is over, its reason is kept, and its key is free', async (t) => {
  const hub = await testHub(t, [pickOrDrop])
  const dropped = await hub.engine.send(orders, { ...order, country: 'NO' })
  const next = await hub.engine.send(orders, order)
  t.match(await ended(hub, dropped.messageId), { state: 'dropped', reason: 'no trade with this country', tries: 1 })
  t.match(await ended(hub, next.messageId), { state: 'done' })
  const { rows } = await hub.engine.messages({ state: 'dropped' }, { limit: 5 })
  t.strictSame(
    rows.map(({ id }) => id),
    [dropped.messageId],
  )
  await t.rejects(hub.engine.replay(dropped.messageId, 'operator:test'), { code: 'HUB_NOT_A_DEAD_LETTER' })
})

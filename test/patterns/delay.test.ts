import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, order, orders, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickLater = flow('shop/pick-later')
  .from(orders)
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .delay('15m') // the customer may still change their mind
  .to(warehouse.picks)
// #endregion

t.test('the message waits in the books, across restarts, and goes on at its time', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [pickLater], { chance })
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await reached(hub, messageId, ['waiting']), { due: now + 900_000 })
  now += 899_999
  const early = await hub.restart()
  await early.engine.idle()
  t.equal(partner.calls.length, 0)
  now += 1
  const due = await early.restart()
  t.match(await ended(due, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [order])
})

t.test('its key is held meanwhile: the next of the key stands behind it, others do not wait for them', async (t) => {
  const hub = await testHub(t, [pickLater])
  const first = await hub.engine.send(orders, order)
  const second = await hub.engine.send(orders, order)
  const other = await hub.engine.send(orders, { ...order, orderId: 'o-2' })
  await reached(hub, first.messageId, ['waiting'])
  await reached(hub, other.messageId, ['waiting'])
  await hub.engine.idle()
  t.match(await hub.engine.fate(second.messageId), { state: 'ready' })
})

import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, order, orders, partner, payment, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickWhenPaid = flow('shop/pick-when-paid')
  .from(orders)
  .waitFor(payment, {
    key: ({ orderId }) => orderId,
    until: '3d',
    into: (order, paid) => ({ ...order, state: paid === 'timed-out' ? ('late' as const) : ('paid' as const) }),
  })
  .choose('state', {
    late: (late) => late.drop('nobody paid in three days'),
    paid: (paid) => paid.to(warehouse.picks),
  })
// #endregion

const paid = { orderId: order.orderId, cents: order.cents }

t.test('the message waits in the books until the event of its key comes', async (t) => {
  const hub = await testHub(t, [pickWhenPaid])
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['waiting'])
  const other = await hub.engine.send(payment, { ...paid, orderId: 'o-2' })
  await reached(hub, other.messageId, ['waiting'])
  t.match(await hub.engine.fate(messageId), { state: 'waiting' }, 'an event of another key is not for it')
  const event = await hub.engine.send(payment, paid)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.match(await ended(hub, event.messageId), { state: 'done' })
  t.match(partner.requests('take'), [{ orderId: 'o-1', state: 'paid' }])
})

t.test('an event that comes first is kept, and each is taken once, the oldest first', async (t) => {
  const hub = await testHub(t, [pickWhenPaid])
  const events = []
  for (const cents of [1, 2]) events.push(await hub.engine.send(payment, { ...paid, cents }))
  await reached(hub, events[0]!.messageId, ['waiting'])
  const first = await hub.engine.send(orders, order)
  t.match(await ended(hub, first.messageId), { state: 'done' })
  t.match(await ended(hub, events[0]!.messageId), { state: 'done' })
  await reached(hub, events[1]!.messageId, ['waiting'])
  const second = await hub.engine.send(orders, order)
  t.match(await ended(hub, second.messageId), { state: 'done' })
  t.match(await ended(hub, events[1]!.messageId), { state: 'done' })
})

t.test('when nobody comes in time, the message goes on without, and the event is dropped with a reason', async (t) => {
  let now = Date.now()
  const hub = await testHub(t, [pickWhenPaid], { chance: { now: () => now, random: () => 0.5 } })
  const { messageId } = await hub.engine.send(orders, order)
  const event = await hub.engine.send(payment, { ...paid, orderId: 'o-2' })
  await reached(hub, messageId, ['waiting'])
  await reached(hub, event.messageId, ['waiting'])
  now += 3 * 86_400_000
  const later = await hub.restart()
  t.match(await ended(later, messageId), { state: 'dropped', reason: 'nobody paid in three days' })
  t.match(await later.engine.fate(event.messageId), { state: 'waiting' }, 'the event is kept for seven days')
  now += 4 * 86_400_000
  const last = await later.restart()
  t.match(await ended(last, event.messageId), { state: 'dropped', reason: /no message of shop\/pick-when-paid waited/ })
})

t.test('a hundred pairs that come at the same time all meet, across a restart', async (t) => {
  const hub = await testHub(t, [pickWhenPaid])
  const ids = Array.from({ length: 100 }, (_, index) => `o-${index}`)
  const sent = ids.flatMap((orderId, index) => {
    const ordering = () => hub.engine.send(orders, { ...order, orderId })
    const paying = () => hub.engine.send(payment, { orderId, cents: 1 })
    return index % 2 === 0 ? [ordering(), paying()] : [paying(), ordering()]
  })
  const accepted = await Promise.all(sent)
  const again = await hub.restart()
  for (const { messageId } of accepted) t.match(await ended(again, messageId), { state: 'done' })
  t.strictSame(
    partner
      .requests('take')
      .map((pick) => (pick as { orderId: string }).orderId)
      .sort(),
    [...ids].sort(),
  )
})

import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, order, orders, partner, payment, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const loadTrucks = flow('shop/load-trucks')
  .from(orders)
  .collect({
    by: ({ country }) => country,
    until: { count: 3, quietFor: '2h' },
    into: (country, orders) => ({ country, orderIds: orders.map(({ orderId }) => orderId) }),
  })
  .to(warehouse.picks)
// #endregion

const one = (orderId: string, country: 'FI' | 'SE' = 'FI') => ({ ...order, orderId, country })

t.test('the first of a group carries the others, and goes on when the last has come', async (t) => {
  const hub = await testHub(t, [loadTrucks])
  const first = await hub.engine.send(orders, one('o-1'))
  await reached(hub, first.messageId, ['gathering'])
  const swedish = await hub.engine.send(orders, one('o-2', 'SE'))
  const second = await hub.engine.send(orders, one('o-3'))
  t.match(await ended(hub, second.messageId), { state: 'done' })
  t.match(await hub.engine.fate(first.messageId), { state: 'gathering' })
  const again = await hub.restart()
  const third = await again.engine.send(orders, one('o-4'))
  for (const { messageId } of [first, third]) t.match(await ended(again, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ country: 'FI', orderIds: ['o-1', 'o-3', 'o-4'] }])
  t.match(await again.engine.fate(swedish.messageId), { state: 'gathering' })
})

t.test('a group that nobody joins for long enough goes on as it is; each that joins lengthens the time', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [loadTrucks], { chance })
  const first = await hub.engine.send(orders, one('o-1'))
  await reached(hub, first.messageId, ['gathering'])
  now += 3_600_000
  const second = await hub.engine.send(orders, one('o-2'))
  await ended(hub, second.messageId)
  now += 3_600_000
  const early = await hub.restart()
  await early.engine.idle()
  t.match(await early.engine.fate(first.messageId), { state: 'gathering' })
  now += 3_600_000
  const due = await early.restart()
  t.match(await ended(due, first.messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ country: 'FI', orderIds: ['o-1', 'o-2'] }])
})

t.test('a signal completes a group, and who comes later begins the next one', async (t) => {
  const untilPaid = flow('shop/until-paid')
    .from(orders)
    .collect({
      by: ({ country }) => country,
      until: { signal: payment },
      into: (country, all) => ({ country, all: all.length }),
    })
    .to(warehouse.picks)
  const hub = await testHub(t, [untilPaid])
  const first = await hub.engine.send(orders, one('o-1'))
  await reached(hub, first.messageId, ['gathering'])
  const second = await hub.engine.send(orders, one('o-2'))
  await ended(hub, second.messageId)
  await hub.engine.send(payment, { orderId: 'FI', cents: 0 })
  t.match(await ended(hub, first.messageId), { state: 'done' })
  const third = await hub.engine.send(orders, one('o-3'))
  await reached(hub, third.messageId, ['gathering'])
  t.strictSame(partner.requests('take'), [{ country: 'FI', all: 2 }])
})

t.test('many at once fall into groups without losing or doubling one, whatever their order key', async (t) => {
  const all = Array.from({ length: 300 }, (_, index) => `o-${index}`)
  const keyed = flow('shop/keyed')
    .from(orders)
    .inOrderBy(({ country }) => country, { afterDeadLetter: 'go-on' })
    .collect({
      by: ({ country }) => country,
      until: { count: 10 },
      into: (_country, group) => group.map(({ orderId }) => orderId),
    })
    .to(warehouse.picks)
  for (const each of [loadTrucks, keyed]) {
    partner.clear()
    const hub = await testHub(t, [each])
    const accepted = await Promise.all(all.map((orderId) => hub.engine.send(orders, one(orderId))))
    const again = await hub.restart()
    for (const { messageId } of accepted) t.match(await ended(again, messageId), { state: 'done' })
    const taken = partner
      .requests('take')
      .flatMap((group) => (Array.isArray(group) ? group : (group as { orderIds: string[] }).orderIds))
    t.strictSame([...taken].sort(), [...all].sort())
    await again.stop()
  }
})

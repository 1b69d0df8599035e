import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, order, orders, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const politePicks = flow('shop/polite-picks')
  .from(orders)
  .throttle({ count: 2, per: '1m', by: ({ country }) => country }) // each warehouse takes two a minute
  .to(warehouse.picks)
// #endregion

t.test('so many go on at once, the others wait in the books for their time', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [politePicks], { chance })
  const sent = []
  for (let index = 0; index < 5; index++) sent.push((await hub.engine.send(orders, order)).messageId)
  const swedish = await hub.engine.send(orders, { ...order, country: 'SE' })
  await ended(hub, swedish.messageId)
  for (const id of sent.slice(0, 2)) t.match(await ended(hub, id), { state: 'done' })
  t.match(await reached(hub, sent[2]!, ['waiting']), { due: now + 60_000 })
  t.match(await reached(hub, sent[3]!, ['waiting']), { due: now + 60_000 })
  t.match(await reached(hub, sent[4]!, ['waiting']), { due: now + 120_000 })
  now += 60_000
  const later = await hub.restart()
  for (const id of sent.slice(2, 4)) t.match(await ended(later, id), { state: 'done' })
  t.equal(partner.requests('take').length, 5)
})

t.test('after a long stop those that waited do not all go at once', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [politePicks], { chance })
  const sent = []
  for (let index = 0; index < 6; index++) sent.push((await hub.engine.send(orders, order)).messageId)
  for (const id of sent.slice(2)) await reached(hub, id, ['waiting'])
  now += 3_600_000
  const later = await hub.restart()
  for (const id of sent.slice(2, 4)) await ended(later, id)
  await later.engine.idle()
  t.equal(partner.requests('take').length, 4, 'two more, not four')
})

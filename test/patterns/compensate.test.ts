import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, order, orders, partner, reached, stock, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const reserveAndPick = flow('shop/reserve-and-pick')
  .from(orders)
  .onFailure({ retry: { attempts: 2, delay: '20ms' }, thenTo: deadLetters })
  .call(stock.reserve, { ask: ({ orderId }) => ({ orderId }), into: (order) => order })
  .compensate(stock.release, { ask: ({ orderId }) => ({ orderId }) })
  .to(warehouse.picks)
// #endregion

const refused = () => new HubError('HUB_TEST_REFUSED', 'the warehouse does not take it', neverSent)
const ends = () => partner.calls.map(({ what, key }) => `${what} ${key.slice(37)}`)

t.test('nothing is taken back from a message that ends well', async (t) => {
  const hub = await testHub(t, [reserveAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(ends(), ['resend call stock.resend#1', 'take to warehouse.take#1'])
})

t.test('when the message is given up, what it did is taken back first, and the dead letter says so', async (t) => {
  partner.next.push(() => ({}), refused())
  const hub = await testHub(t, [reserveAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), {
    state: 'dead-letter',
    code: 'HUB_TEST_REFUSED',
    reason: 'the warehouse does not take it; taken back: stock-release.resend',
  })
  t.strictSame(ends(), [
    'resend call stock.resend#1',
    'take to warehouse.take#1',
    'resend compensate stock-release.resend#1/undo',
  ])
  await t.rejects(hub.engine.replay(messageId, 'operator:test'), { code: 'HUB_COMPENSATED' })
})

t.test('a try that will be repeated takes nothing back', async (t) => {
  partner.next.push(() => ({}), notDone())
  const hub = await testHub(t, [reserveAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.equal(partner.requests('resend').length, 1)
})

t.test('taking back is tried again, across a restart, and done once', async (t) => {
  partner.next.push(() => ({}), refused(), notDone())
  const hub = await testHub(t, [reserveAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['retrying'])
  const again = await hub.restart()
  t.match(await ended(again, messageId), { state: 'dead-letter', reason: /taken back/ })
  t.equal(ends().filter((each) => each.endsWith('/undo')).length, 2, 'once in vain, once with effect')
  t.equal(partner.requests('take').length, 1, 'what failed is not tried again')
})

t.test('what cannot be taken back is said, and a replay goes on with it', async (t) => {
  partner.next.push(() => ({}), refused(), refused())
  const hub = await testHub(t, [reserveAndPick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', reason: /could not be taken back: the warehouse/ })
  await hub.engine.replay(messageId, 'operator:test')
  await hub.engine.idle()
  t.match(await ended(hub, messageId), { state: 'dead-letter', reason: /does not take it; taken back: stock-release/ })
  t.equal(partner.requests('take').length, 1)
})

import t from 'tap'
import { claimed, deadLetters } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { notDone, unknown } from '../kit/outside.js'
import { customs, ended, order, orders, partner, reached, stock, warehouse } from './shop.js'

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

t.test('taking back goes on after a failure, past what the message had redeemed and read as a stream', async (t) => {
  const heavy = flow('shop/heavy')
    .from(orders)
    .onFailure({ retry: { attempts: 1, delay: '20ms' }, thenTo: deadLetters })
    .claimCheck({ take: ({ country }) => country, leave: ({ orderId }) => ({ orderId }) })
    .enrich(claimed<string>(), ({ orderId }, [country]) => ({ orderId, country }))
    .call(stock.reserve, { ask: ({ orderId }) => ({ orderId }), into: (order) => order })
    .compensate(stock.release, { ask: ({ orderId }) => ({ orderId }) })
    .to(warehouse.picks)
  partner.next.push(() => ({}), refused(), notDone())
  const hub = await testHub(t, [heavy])
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['retrying'])
  const again = await hub.restart()
  t.match(await ended(again, messageId), { state: 'dead-letter', reason: /taken back: stock-release/ })
  const inStream = flow('shop/in-stream')
    .from(orders)
    .onFailure({ retry: { attempts: 1, delay: '20ms' }, thenTo: deadLetters })
    .split(
      function halves({ orderId }) {
        return [{ orderId, half: 1 }]
      },
      { ifPartFails: 'fail-the-whole' },
    )
    .aggregate({ by: ({ orderId }) => orderId, into: (orderId) => ({ orderId }) })
    .call(stock.reserve)
    .compensate(stock.release, { ask: () => ({ orderId: 'o-1' }) })
    .to(warehouse.picks)
  partner.clear()
  partner.next.push(() => ({}), refused(), notDone())
  const streaming = await again.restart([inStream])
  const second = await streaming.engine.send(orders, order)
  t.match(await ended(streaming, second.messageId), { state: 'dead-letter', reason: /taken back: stock-release/ })
  t.equal(ends().filter((each) => each.endsWith('/undo')).length, 2, 'once in vain, once with effect')
})

t.test('taking back that stays in doubt waits for an operator, and goes on with the decision', async (t) => {
  const unsure = flow('shop/unsure')
    .from(orders)
    .call(stock.reserve, { ask: ({ orderId }) => ({ orderId }), into: (order) => order })
    .compensate(customs.declare, { ask: ({ orderId }) => ({ orderId }) })
    .to(warehouse.picks)
  let now = Date.now()
  partner.next.push(() => ({}), refused(), unknown())
  let hub = await testHub(t, [unsure], { chance: { now: () => now, random: () => 0.5 } })
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['retrying'])
  for (let asked = 1; (await hub.engine.fate(messageId))?.state === 'retrying'; asked++) {
    now += 3_600_000
    hub = await hub.restart()
    await until(`asked more than ${asked} times`, () => partner.asked.length > asked)
    await hub.engine.idle()
  }
  t.match(await hub.engine.fate(messageId), { state: 'in-doubt' })
  const { rows } = await hub.books.store.inDoubt({ limit: 10 })
  const decision = { state: 'answered', answer: {} } as const
  const by = { by: 'operator:test', reason: 'customs were called' }
  await hub.engine.decide({ messageId, record: rows[0]!.name, decision, ...by })
  t.match(await ended(hub, messageId), { state: 'dead-letter', reason: /taken back: customs/ })
  t.equal(partner.requests('ask').length, 1)
})

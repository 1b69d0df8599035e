import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone, unknown } from '../kit/outside.js'
import { ended, order, orders, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pick = flow('shop/pick')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms', factor: 2 }, thenTo: deadLetters })
  .to(warehouse.picks)
// #endregion

t.test('a sink that says it did nothing is tried again under the same key', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [pick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.match(partner.calls, [{ attempt: 1 }, { attempt: 2 }])
  t.equal(partner.calls[0]!.key, partner.calls[1]!.key)
})

t.test('after the attempts it is a dead letter, and a replay goes on under the same key', async (t) => {
  partner.next.push(notDone(), notDone(), notDone())
  const hub = await testHub(t, [pick])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_TEST_NOT_DONE', tries: 3 })
  await hub.engine.replay(messageId, 'operator:test')
  await hub.engine.idle()
  t.match(await hub.engine.fate(messageId), { state: 'done' })
  t.equal(new Set(partner.calls.map(({ key }) => key)).size, 1)
})

t.test('when nobody knows whether it was done and nobody can be asked, an operator decides', async (t) => {
  partner.next.push(unknown())
  const hub = await testHub(t, [pick])
  const { messageId } = await hub.engine.send(orders, order)
  await reached(hub, messageId, ['in-doubt'])
  const again = await hub.restart()
  await again.engine.idle()
  t.match(await again.engine.fate(messageId), { state: 'in-doubt' })
  t.equal(partner.calls.length, 1)
})

t.test('the body goes on after a sink, and a sink that was done is not done again', async (t) => {
  partner.next.push(() => undefined, notDone())
  const hub = await testHub(t, [
    flow('shop/pick-twice')
      .from(orders)
      .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
      .to(warehouse.picks)
      .to(warehouse.picks),
  ])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.requests('take'), [order, order, order])
  t.equal(new Set(partner.calls.map(({ key }) => key)).size, 2)
})

import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { archive, ended, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickWatched = flow('shop/pick-watched')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .wireTap(archive)
  .to(warehouse.picks)
// #endregion

const seen: unknown[] = []
const watching = (then: () => unknown = () => ({})) =>
  flow('shop/archive')
    .from(archive)
    .transform((copy) => {
      seen.push(copy)
      return then() as object
    })
    .drop('seen')
t.beforeEach(() => seen.splice(0))

t.test('a copy goes to the tap, once, and the message goes on untouched', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [pickWatched, watching()])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  await hub.engine.idle()
  t.strictSame(seen, [order])
  t.strictSame(partner.requests('take'), [order, order])
})

t.test('what becomes of the copy does not touch the message', async (t) => {
  const hub = await testHub(t, [
    pickWatched,
    watching(() => {
      throw new Error('the archive is broken')
    }),
  ])
  const { messageId } = await hub.engine.send(orders, order)
  await hub.engine.idle()
  t.match(await hub.engine.fate(messageId), { state: 'done' })
  t.equal(await hub.engine.store.countDeadLetters(), 1)
})

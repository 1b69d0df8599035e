import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { Told } from '../../bus/message.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, type Order, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickOrder = flow('shop/pick-order')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .transform(toPick)
  .to(warehouse.picks)

function toPick({ orderId, country }: Order, { now, messageId }: Told) {
  const express = country === 'FI'
  return { orderId, express, on: now.toISOString().slice(0, 10), reference: messageId }
}
// #endregion

t.test('every run computes the same, because time and chance are told and not asked for', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [pickOrder])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  const on = new Date((await hub.engine.fate(messageId))!.acceptedAt).toISOString().slice(0, 10)
  const pick = { orderId: 'o-1', express: true, on, reference: messageId }
  t.strictSame(partner.requests('take'), [pick, pick])
})

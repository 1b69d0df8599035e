import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { archive, ended, invoices, type Order, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const spreadOrder = flow('shop/spread-order').from(orders).multicast([invoices, archive]).to(warehouse.picks)
// #endregion

const seen: string[] = []
const taking = (name: string, from: typeof invoices) =>
  flow(`shop/${name}`)
    .from(from)
    .transform(({ orderId }) => void seen.push(`${name} ${orderId}`))
    .drop('taken')
t.beforeEach(() => seen.splice(0))

t.test('the same body goes to every channel, and on', async (t) => {
  const hub = await testHub(t, [spreadOrder, taking('invoice', invoices), taking('archive', archive)])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  await hub.engine.idle()
  t.strictSame(seen.sort(), ['archive o-1', 'invoice o-1'])
  t.strictSame(partner.requests('take'), [order])
})

t.test('all or none: where one of them refuses the body, nobody gets it', async (t) => {
  const small = channel(
    'shop/small',
    schema(Type.Object({ cents: Type.Integer({ maximum: 10 }) })),
  ) as never as typeof archive
  const hub = await testHub(t, [
    flow('shop/spread-order').from(orders).multicast([invoices, small]),
    taking('invoice', invoices),
    flow('shop/small')
      .from(small)
      .transform((o: Order) => o)
      .drop('small'),
  ])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_BODY_REFUSED' })
  await hub.engine.idle()
  t.strictSame(seen, [])
})

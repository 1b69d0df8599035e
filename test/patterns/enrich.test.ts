import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { crm, ended, type Order, order, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const pickForCustomer = flow('shop/pick-for-customer')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .enrich(crm.customerOf, withName)
  .to(warehouse.picks)

function withName({ orderId }: Order, [customer]: readonly { name: string }[]) {
  return { orderId, name: customer?.name ?? 'unknown customer' }
}
// #endregion

t.test('the rows are read once and recorded: a retry goes on with what was read first', async (t) => {
  partner.next.push(
    () => [{ name: 'Aino Esimerkki' }],
    notDone(),
    () => undefined,
  )
  const hub = await testHub(t, [pickForCustomer])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.requests('rows'), [order])
  const pick = { orderId: 'o-1', name: 'Aino Esimerkki' }
  t.strictSame(partner.requests('take'), [pick, pick])
})

t.test('a reading that fails is tried again, and no row is an answer too', async (t) => {
  partner.next.push(notDone(), () => [])
  const hub = await testHub(t, [pickForCustomer])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.requests('take'), [{ orderId: 'o-1', name: 'unknown customer' }])
})

import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { customs, ended, Order, partner, warehouse } from './shop.js'

const anything = channel('shop/anything', schema(Type.Unknown()))
t.beforeEach(() => partner.clear())

// #region example
const Declared = schema(Type.Object({ declarationId: Type.String({ pattern: '^d-' }) }, { $id: 'Declared' }))

const declareOrder = flow('shop/declare-order')
  .from(anything)
  .validate(Order) // at the door: what does not fit is not accepted
  .call(customs.declare)
  .validate(Declared) // later on: what does not fit becomes a dead letter
  .to(warehouse.picks)
// #endregion

const order = { orderId: 'o-1', country: 'FI', cents: 3500 }

t.test('what does not fit at the door is refused to its sender, and nothing is accepted', async (t) => {
  const { engine } = await testHub(t, [declareOrder])
  await t.rejects(engine.send(anything, { ...order, cents: '3500' }), {
    code: 'HUB_BODY_REFUSED',
    message: 'Order does not fit: /cents must be integer',
  })
  t.strictSame((await engine.messages({}, { limit: 5 })).rows, [])
})

t.test('what does not fit later is a dead letter at once; what was answered before stays answered', async (t) => {
  partner.next.push(() => ({ declarationId: 'x-7' }))
  const hub = await testHub(t, [declareOrder])
  const { messageId } = await hub.engine.send(anything, order)
  t.match(await ended(hub, messageId), {
    state: 'dead-letter',
    code: 'HUB_BODY_REFUSED',
    reason: /Declared does not fit: \/declarationId must match pattern/,
    tries: 1,
  })
  await hub.engine.replay(messageId, 'operator:test')
  await hub.engine.idle()
  t.equal(partner.requests('ask').length, 1)
})

t.test('what fits goes on as it came', async (t) => {
  partner.next.push(() => ({ declarationId: 'd-7' }))
  const { engine } = await testHub(t, [declareOrder])
  await engine.send(anything, order)
  await engine.idle()
  t.strictSame(partner.requests('take'), [{ declarationId: 'd-7' }])
})

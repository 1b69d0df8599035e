import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { books, customs, ended, type Order, order, partner, price } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const priceOrder = flow('shop/price-order')
  .from(price)
  .filter(({ cents }) => cents > 0, { drop: 'nothing to pay' })
  .change({ in: books, once: ({ orderId }) => orderId, apply: reserve })
  .call(customs.declare, { ask: ({ orderId }) => ({ orderId }), into: (o) => o })
  .reply(({ cents }) => ({ cents: Math.round(cents * 1.24) }))

async function reserve(order: Order) {
  return order // a real one writes to a register
}
// #endregion

const mine = { client: 'portal', idempotencyKey: 'k-1' }

t.test('the asker gets the answer, and the same call again gets the stored one', async (t) => {
  const hub = await testHub(t, [priceOrder])
  const first = await hub.engine.ask(price, order, mine)
  t.match(first, { state: 'answered', answer: { cents: 4340 }, repeated: false })
  const again = await hub.restart()
  t.match(await again.engine.ask(price, order, mine), {
    state: 'answered',
    answer: { cents: 4340 },
    messageId: first.messageId,
    repeated: true,
  })
  t.equal(partner.requests('ask').length, 1)
})

t.test('a dropped question is told why', async (t) => {
  const hub = await testHub(t, [priceOrder])
  t.match(await hub.engine.ask(price, { ...order, cents: 0 }), { state: 'dropped', reason: 'nothing to pay' })
  t.strictSame((await hub.engine.messages({}, { limit: 5 })).rows, [], 'it began nothing, so nothing is kept')
})

t.test('an answer that does not fit its schema is never given, nor stored as one', async (t) => {
  const wrong = flow('shop/price-order')
    .from(price)
    .change({ in: books, once: ({ orderId }) => orderId, apply: reserve })
    .reply(() => ({ cents: 1.5 }))
  const hub = await testHub(t, [wrong])
  await t.rejects(hub.engine.ask(price, order, mine), {
    code: 'HUB_BODY_REFUSED',
    message: /the answer of question:shop/,
  })
  const { rows } = await hub.engine.messages({}, { limit: 5 })
  t.match(await ended(hub, rows[0]!.id), { state: 'dead-letter', code: 'HUB_BODY_REFUSED' })
  await t.rejects(hub.engine.ask(price, order, mine), { code: 'HUB_ASKED_IN_VAIN' })
})

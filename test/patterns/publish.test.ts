import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, type Order, order, orderPaid, orders, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const announcePaid = flow('shop/announce-paid')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .publish(orderPaid, toPaid)
  .to(warehouse.picks)

function toPaid({ orderId, cents }: Order) {
  return { orderId, cents }
}
// #endregion

const heard: unknown[] = []
const listening = (name: string) =>
  flow(`shop/${name}`)
    .from(orderPaid)
    .transform((paid) => void heard.push([name, paid]))
    .drop('heard')
t.beforeEach(() => heard.splice(0))

t.test('every flow that takes the topic gets one copy, although the message was tried again', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [announcePaid, listening('mail'), listening('count')])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  await hub.engine.idle()
  const paid = { orderId: 'o-1', cents: 3500 }
  t.strictSame(heard.sort(), [
    ['count', paid],
    ['mail', paid],
  ])
  t.strictSame(partner.requests('take'), [order, order], 'the body itself goes on')
  const { rows } = await hub.engine.messages({ correlationId: messageId }, { limit: 10 })
  t.strictSame(
    rows.filter(({ id }) => id !== messageId).map(({ causeId }) => causeId),
    [messageId, messageId],
  )
})

t.test('a failure before the next commit takes the announcement back', async (t) => {
  const broken = flow('shop/announce-paid')
    .from(orders)
    .publish(orderPaid, toPaid)
    .transform(function bug(): Order {
      throw new Error('bug')
    })
    .to(warehouse.picks)
  const hub = await testHub(t, [broken, listening('mail')])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_STEP_FAILED' })
  await hub.engine.idle()
  t.strictSame(heard, [])
})

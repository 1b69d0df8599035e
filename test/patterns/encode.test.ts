import t from 'tap'
import { deadLetters } from '../../bus/ends.js'
import { type Codec, flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, ledger, type Order, order, orders, partner } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const csv: Codec<Order> = {
  name: 'order csv',
  async *write({ orderId, cents }) {
    yield Buffer.from('order;cents\r\n')
    yield Buffer.from(`${orderId};${cents}\r\n`)
  },
}

const fileOrder = flow('shop/file-order')
  .from(orders)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .encode(csv)
  .to(ledger.outbox)
// #endregion

const file = 'order;cents\r\no-1;3500\r\n'

t.test('the bytes are written when the sink reads them, and written again for another try', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [fileOrder])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(partner.files, [file, file])
})

t.test('a second sink gets the whole file too', async (t) => {
  const hub = await testHub(t, [flow('shop/file-twice').from(orders).encode(csv).to(ledger.outbox).to(ledger.outbox)])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.files, [file, file])
})

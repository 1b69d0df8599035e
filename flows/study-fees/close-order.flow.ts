import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { closeOrder as closeInRegister } from '../../registers/study-fees/order-changes.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { CloseOrder, OrderAnswer } from '../../schemas/study-fees/orders.js'
import { closeOrder } from './channels.js'
import { messageId, type Timed, withTime } from './with.js'

/** The payer asked for an invoice: the order is closed (FI-72). */
export default flow('study-fees/close-order')
  .from(closeOrder)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .knownBy({ order: ({ orderId }) => orderId })
  .transform(withTime)
  .change({ in: feesBooks, once: messageId, apply: close })
  .reply(asItStands)

async function close({ request, now }: Timed<CloseOrder>, tx: Db): Promise<OrderAnswer> {
  return closeInRegister(tx, request, now)
}
function asItStands(answer: OrderAnswer): OrderAnswer {
  return answer
}

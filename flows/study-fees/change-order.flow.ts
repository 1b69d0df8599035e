import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { payerKey } from '../../registers/study-fees/customers.js'
import { endOfDay } from '../../registers/study-fees/local-time.js'
import { changeOrder as changeInRegister } from '../../registers/study-fees/order-changes.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { ChangeOrder, OrderAnswer } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { changeOrder } from './channels.js'
import { messageId, type Timed, withSettings, withTime } from './with.js'

/** Maintenance of an order by the admissions office, as long as nobody has begun to pay it (FI-127 to FI-129). */
export default flow('study-fees/change-order')
  .from(changeOrder)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .knownBy({ order: ({ orderId }) => orderId, payer: ({ payer }) => payer && payerKey(payer.email) })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, once: messageId, apply: change })
  .reply(asItStands)

async function change(
  { request, now, settings }: Timed<ChangeOrder> & { readonly settings: StudyFeesSettings },
  tx: Db,
): Promise<OrderAnswer> {
  const { dueDate } = request
  return changeInRegister(tx, request, {
    now,
    ...(dueDate === undefined ? {} : { dueAt: endOfDay(dueDate, settings.timeZone) }),
  })
}
function asItStands(answer: OrderAnswer): OrderAnswer {
  return answer
}

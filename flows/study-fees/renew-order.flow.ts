import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { renewOrder as renewInRegister } from '../../registers/study-fees/order-changes.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { OrderAnswer, RenewOrder } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { renewOrder } from './channels.js'
import { DAY_MS, messageId, type Timed, withSettings, withTime } from './with.js'

/** A new order in the place of one whose payment failed: the old one stays unfinished for ever (FI-112, FI-118). */
export default flow('study-fees/renew-order')
  .from(renewOrder)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .knownBy({ order: ({ orderId }) => orderId })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, once: messageId, apply: renew })
  .reply(asItStands)

async function renew(
  { request, id, now, settings }: Timed<RenewOrder> & { readonly settings: StudyFeesSettings },
  tx: Db,
): Promise<OrderAnswer> {
  return renewInRegister(tx, request.orderId, { id, now, dueAt: now + settings.expiryDays * DAY_MS })
}
function asItStands(answer: OrderAnswer): OrderAnswer {
  return answer
}

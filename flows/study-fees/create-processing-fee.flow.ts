import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { payerKey } from '../../registers/study-fees/customers.js'
import { createProcessingFee as createInRegister } from '../../registers/study-fees/order-changes.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { CreateProcessingFee, OrderAnswer } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { createProcessingFee } from './channels.js'
import { DAY_MS, messageId, type Timed, withSettings, withTime } from './with.js'

/** The start of a guided function: extra time, or restoring the study right (FI-110, FI-114). */
export default flow('study-fees/create-processing-fee')
  .from(createProcessingFee)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .knownBy({ customer: ({ customer }) => customer, payer: ({ payer }) => payer && payerKey(payer.email) })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, once: messageId, apply: create })
  .reply(asItStands)

async function create(
  { request, id, now, settings }: Timed<CreateProcessingFee> & { readonly settings: StudyFeesSettings },
  tx: Db,
): Promise<OrderAnswer> {
  const cents = request.kind === 'extra-time' ? settings.extraTimeCents : settings.restoringCents
  return createInRegister(tx, request, { id, now, cents, dueAt: now + settings.expiryDays * DAY_MS })
}
function asItStands(answer: OrderAnswer): OrderAnswer {
  return answer
}

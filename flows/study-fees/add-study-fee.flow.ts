import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { payerKey } from '../../registers/study-fees/customers.js'
import { endOfDay } from '../../registers/study-fees/local-time.js'
import { addStudyFee as addToRegister } from '../../registers/study-fees/order-changes.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { AddStudyFee, OrderAnswer } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { addStudyFee } from './channels.js'
import { DAY_MS, messageId, type Timed, withSettings, withTime } from './with.js'

/** The admissions office aims a study fee at a selected student (FI-69, FI-125). */
export default flow('study-fees/add-study-fee')
  .from(addStudyFee)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ customer }) => customer, { afterDeadLetter: 'go-on' })
  .knownBy({ customer: ({ customer }) => customer, payer: ({ payer }) => payer && payerKey(payer.email) })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, once: messageId, apply: add })
  .reply(asItStands)

async function add(
  { request, id, now, settings }: Timed<AddStudyFee> & { readonly settings: StudyFeesSettings },
  tx: Db,
): Promise<OrderAnswer> {
  const { dueDate } = request
  const dueAt = dueDate === undefined ? now + settings.expiryDays * DAY_MS : endOfDay(dueDate, settings.timeZone)
  return addToRegister(tx, request, { id, now, dueAt })
}
function asItStands(answer: OrderAnswer): OrderAnswer {
  return answer
}

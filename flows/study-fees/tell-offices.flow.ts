import { feesSettings, mail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { OrderPaid } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { orderPaid } from './channels.js'
import { paidMail } from './mails.js'

/** The handler in the study office is told that the fee is paid: only then does the handling begin (FI-37, FI-58). */
export default flow('study-fees/tell-offices')
  .from(orderPaid)
  .onFailure({ retry: { attempts: 10, delay: '5s', factor: 2, maxDelay: '30m' }, thenTo: deadLetters })
  .knownBy({ order: ({ orderId }) => orderId })
  .enrich(feesSettings.read, toMail)
  .to(mail.send)

function toMail(paid: OrderPaid, [settings]: readonly StudyFeesSettings[]) {
  return paidMail(paid, settings!)
}

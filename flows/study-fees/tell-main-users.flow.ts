import { feesSettings, mail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { OperatorAlert } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { operatorAlerts } from './channels.js'
import { alertMail } from './mails.js'

/** What a person must look at is told to the main users by mail (FI-121). */
export default flow('study-fees/tell-main-users')
  .from(operatorAlerts)
  .onFailure({ retry: { attempts: 10, delay: '5s', factor: 2, maxDelay: '30m' }, thenTo: deadLetters })
  .knownBy({ order: ({ orderId }) => orderId, stamp: ({ stamp }) => stamp })
  .enrich(feesSettings.read, toMail)
  .to(mail.send)

function toMail(alert: OperatorAlert, [settings]: readonly StudyFeesSettings[]) {
  return alertMail(alert, settings!)
}

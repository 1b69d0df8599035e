import { feesSettings, mail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { OrdersExpired } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { ordersExpired } from './channels.js'
import { expiredMail } from './mails.js'

/** The admissions office tells the waiting list of the places that became free (FI-73). */
export default flow('study-fees/tell-admissions-expired')
  .from(ordersExpired)
  .onFailure({ retry: { attempts: 10, delay: '5s', factor: 2, maxDelay: '30m' }, thenTo: deadLetters })
  .transform(onlyStudyFees)
  .filter(isNotEmpty, { drop: 'no study fee is among the expired orders' })
  .enrich(feesSettings.read, toMail)
  .to(mail.send)

function onlyStudyFees({ orders }: OrdersExpired): OrdersExpired {
  return { orders: orders.filter(({ kind }) => kind === 'study-fee') }
}
function isNotEmpty({ orders }: OrdersExpired): boolean {
  return orders.length > 0
}
function toMail(expired: OrdersExpired, [settings]: readonly StudyFeesSettings[]) {
  return expiredMail(expired, settings!)
}

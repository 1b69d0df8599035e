import { feesSettings, mail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { orderOfId } from '../../registers/study-fees/books.js'
import { localTime } from '../../registers/study-fees/local-time.js'
import type { ReminderDue } from '../../schemas/study-fees/announcements.js'
import type { Order } from '../../schemas/study-fees/orders.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { remindersDue } from './channels.js'
import { reminderMail } from './mails.js'
import { withSettings } from './with.js'

/** The payer of an open study fee is reminded, unless it was paid or closed in the meantime (FI-74). */
export default flow('study-fees/send-reminder')
  .from(remindersDue)
  .onFailure({ retry: { attempts: 6, delay: '30s', factor: 3, maxDelay: '2h' }, thenTo: deadLetters })
  .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'go-on' })
  .knownBy({ order: ({ orderId }) => orderId })
  .enrich(feesSettings.read, withSettings)
  .enrich(orderOfId, withOrder)
  .filter(isStillOpen, { drop: 'the order is not open any more, or nobody can be written to' })
  .transform(toMail)
  .to(mail.send, { once: reminderOnce })

type Reminding = ReminderDue & { readonly settings: StudyFeesSettings; readonly order?: Order }
type Open = Reminding & { readonly order: Order & { readonly payerEmail: string } }

function withOrder(due: ReminderDue & { readonly settings: StudyFeesSettings }, [order]: readonly Order[]): Reminding {
  return { ...due, ...(order === undefined ? {} : { order }) }
}
function isStillOpen(due: Reminding): due is Open {
  return due.order?.state === 'open' && due.order.payerEmail !== undefined
}
function toMail({ order, settings, orderId, n }: Open) {
  const due = order.dueAt === undefined ? '' : dateOf(Date.parse(order.dueAt), settings.timeZone)
  return { ...reminderMail(order, order.payerEmail, due), orderId, n }
}
function reminderOnce({ orderId, n }: { readonly orderId: string; readonly n: number }): string {
  return `${orderId}/${n}`
}
/** 31.3.2026 */
function dateOf(moment: number, timeZone: string): string {
  const { day } = localTime(moment, timeZone)
  return `${Number(day.slice(6, 8))}.${Number(day.slice(4, 6))}.${day.slice(0, 4)}`
}

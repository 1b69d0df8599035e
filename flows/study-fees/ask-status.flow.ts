import { feesSettings, nordea, paytrail } from '../../adapters/connections.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks, paymentOfStamp } from '../../registers/study-fees/books.js'
import type { PaymentReport } from '../../registers/study-fees/payment-life.js'
import { abandonPayment } from '../../registers/study-fees/payments.js'
import { settle, unclearAlert } from '../../registers/study-fees/settle.js'
import type { Db, PaymentTable } from '../../registers/study-fees/tables.js'
import type { PaytrailStatus } from '../../schemas/partners/paytrail.js'
import type { SolopmtStatus } from '../../schemas/partners/solopmt.js'
import type { StatusAsk } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { operatorAlerts, orderPaid, statusAsks, unansweredAsks } from './channels.js'
import { bankStatusReport, paytrailStatusReport } from './reports.js'
import { tell } from './tell.js'
import { messageId, type Timed, withSettings, withTime } from './with.js'

/** Asks the provider what became of a payment. What is unclear after the last time of asking is for people (FI-121). */
export default flow('study-fees/ask-status')
  .from(statusAsks)
  .onFailure({ retry: { attempts: 6, delay: '5s', factor: 3, maxDelay: '5m' }, thenTo: unansweredAsks })
  .inOrderBy(({ stamp }) => stamp, { afterDeadLetter: 'go-on' })
  .knownBy({ stamp: ({ stamp }) => stamp })
  .transform(withTime)
  .transform(withStamp)
  .enrich(feesSettings.read, withSettings)
  .enrich(paymentOfStamp, withPayment)
  .filter(isKnown, { drop: 'the payment is not in the books' })
  .chooseAndMeet(providerOf, {
    solopmt: (asked) => asked.transform(withReference).enrich(nordea.status, withBankReport),
    paytrail: (asked) => asked.transform(withTransaction).enrich(paytrail.status, withPaytrailReport),
    'never-created': (asked) => asked.change({ in: feesBooks, once: messageId, apply: giveUp }),
  })
  .change({ in: feesBooks, announces: [orderPaid, operatorAlerts], once: messageId, apply: settleStatus })

type Asked = Timed<StatusAsk> & {
  readonly stamp: string
  readonly settings: StudyFeesSettings
  readonly payment?: PaymentTable
}
type Known = Asked & { readonly payment: PaymentTable }

function withStamp(asked: Timed<StatusAsk>) {
  return { ...asked, stamp: asked.request.stamp }
}
function withPayment<Body>(
  asked: Body,
  [payment]: readonly PaymentTable[],
): Body & { readonly payment?: PaymentTable } {
  return { ...asked, ...(payment === undefined ? {} : { payment }) }
}
function isKnown(asked: Asked): asked is Known {
  return asked.payment !== undefined
}
/** A payment that Paytrail never named was never given to a browser, and cannot be asked about. */
function providerOf({ payment }: Known) {
  if (payment.method === 'solopmt') return 'solopmt'
  return payment.transaction_id === null ? 'never-created' : 'paytrail'
}

function withReference(asked: Known) {
  return { ...asked, reference: asked.payment.reference }
}
function withBankReport(asked: Known, [status]: readonly SolopmtStatus[]): Known & { readonly report?: PaymentReport } {
  return { ...asked, report: bankStatusReport(status, asked.payment, asked.request) }
}
function withTransaction(asked: Known) {
  return { ...asked, transactionId: asked.payment.transaction_id ?? '' }
}
function withPaytrailReport(
  asked: Known,
  [status]: readonly PaytrailStatus[],
): Known & { readonly report?: PaymentReport } {
  return { ...asked, report: paytrailStatusReport(status, asked.payment, asked.request) }
}
async function giveUp(asked: Known, tx: Db): Promise<Known & { readonly report?: PaymentReport }> {
  await abandonPayment(tx, asked.stamp, asked.now, asked.id)
  return asked
}

async function settleStatus(
  { request, report, id, now, settings, stamp }: Known & { readonly report?: PaymentReport },
  tx: Db,
  announce: Announce<typeof orderPaid | typeof operatorAlerts>,
): Promise<void> {
  if (report === undefined) return
  const settled = await settle(tx, { stamp, report, now, messageId: id, timeZone: settings.timeZone })
  tell(announce, settled.told)
  const alert = request.last ? await unclearAlert(tx, stamp, now) : undefined
  if (alert !== undefined) announce(operatorAlerts, alert)
}

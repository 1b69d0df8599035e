import { feesSettings, nordea, paytrail } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks, paymentOfToken } from '../../registers/study-fees/books.js'
import { chance } from '../../registers/study-fees/chance.js'
import type { PaymentReport } from '../../registers/study-fees/payment-life.js'
import { withReference } from '../../registers/study-fees/return-address.js'
import { makeTicket, settle } from '../../registers/study-fees/settle.js'
import type { Db, PaymentTable } from '../../registers/study-fees/tables.js'
import type { PaytrailReturnFacts } from '../../schemas/partners/paytrail.js'
import type { SolopmtReturnFacts } from '../../schemas/partners/solopmt.js'
import type { PaymentReturn, PaymentReturnAnswer } from '../../schemas/study-fees/payments.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { operatorAlerts, orderPaid, paymentReturn } from './channels.js'
import { bankReturnReport, paytrailReturnReport, reportedBy, toBankWay, toPaytrailWay } from './reports.js'
import { tell } from './tell.js'
import { messageId, type Timed, withSettings, withTime } from './with.js'

/**
 * Somebody comes back: a browser from the bank or from Paytrail, or Paytrail's server, in any order and any number. What
 * the browser says is a hint, what is signed is proof. Every browser gets a one-time reference and goes on to the
 * application's registered address; nobody is sent anywhere else.
 */
export default flow('study-fees/payment-return')
  .from(paymentReturn)
  .onFailure({ retry: { attempts: 3, delay: '500ms', factor: 2 }, thenTo: deadLetters })
  .inOrderBy(({ token }) => token, { afterDeadLetter: 'go-on' })
  .transform(withTime)
  .transform(withToken)
  .enrich(feesSettings.read, withSettings)
  .enrich(paymentOfToken, withPayment)
  .chooseAndMeet(methodOf, {
    unknown: (back) => back.reply(nobodyKnows),
    solopmt: (back) => back.transform(toBankReturn).enrich(nordea.verifyReturn, withBankReport),
    paytrail: (back) => back.transform(toPaytrailReturn).enrich(paytrail.verifyReturn, withPaytrailReport),
  })
  .change({ in: feesBooks, announces: [orderPaid, operatorAlerts], once: messageId, apply: settleReturn })
  .reply(asItStands)

type Returned = Timed<PaymentReturn> & {
  readonly token: string
  readonly settings: StudyFeesSettings
  readonly payment?: PaymentTable
}
type Known = Returned & { readonly payment: PaymentTable }

function withToken(returned: Timed<PaymentReturn>) {
  return { ...returned, token: returned.request.token }
}
function withPayment<Body>(
  returned: Body,
  [payment]: readonly PaymentTable[],
): Body & { readonly payment?: PaymentTable } {
  return { ...returned, ...(payment === undefined ? {} : { payment }) }
}
function methodOf({ payment }: Returned) {
  return payment === undefined ? 'unknown' : payment.method
}
function nobodyKnows(): PaymentReturnAnswer {
  return { result: 'unknown' }
}

function toBankReturn(returned: Returned) {
  const { way, query } = returned.request
  return { ...returned, payment: returned.payment!, query, way: toBankWay(way) }
}
function withBankReport(returned: Known, [facts]: readonly SolopmtReturnFacts[]) {
  return { ...returned, report: bankReturnReport(facts!, returned.payment, returned.request.way) }
}
function toPaytrailReturn(returned: Returned) {
  const { way, query } = returned.request
  return { ...returned, payment: returned.payment!, query, way: toPaytrailWay(way) }
}
function withPaytrailReport(returned: Known, [facts]: readonly PaytrailReturnFacts[]) {
  return { ...returned, report: paytrailReturnReport(facts!, returned.payment, returned.request.way) }
}

async function settleReturn(
  { request, payment, report, id, now, settings }: Known & { readonly report: PaymentReport },
  tx: Db,
  announce: Announce<typeof orderPaid | typeof operatorAlerts>,
): Promise<PaymentReturnAnswer> {
  const { stamp, return_address } = payment
  const { outcome, told } = await settle(tx, { stamp, report, now, messageId: id, timeZone: settings.timeZone })
  tell(announce, told)
  if (reportedBy(request.way) === 'callback') return { result: 'known', outcome }
  const reference = await makeTicket(tx, stamp, now, chance)
  return { result: 'known', outcome, redirect: withReference(return_address, reference) }
}
function asItStands(answer: PaymentReturnAnswer): PaymentReturnAnswer {
  return answer
}

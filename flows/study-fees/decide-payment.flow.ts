import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { decideByHand } from '../../registers/study-fees/decide.js'
import { refusal } from '../../registers/study-fees/refusals.js'
import { paymentAnswer } from '../../registers/study-fees/results.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { DecidePayment, PaymentResultAnswer } from '../../schemas/study-fees/payments.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { decidePayment, operatorAlerts, orderPaid } from './channels.js'
import { tell } from './tell.js'
import { messageId, type Timed, withSettings, withTime } from './with.js'

/** A main user has looked at the provider's pages and says what became of a payment. */
export default flow('study-fees/decide-payment')
  .from(decidePayment)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ stamp }) => stamp, { afterDeadLetter: 'go-on' })
  .knownBy({ stamp: ({ stamp }) => stamp })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, announces: [orderPaid, operatorAlerts], once: messageId, apply: decide })
  .reply(asItStands)

async function decide(
  { request, id, now, settings }: Timed<DecidePayment> & { readonly settings: StudyFeesSettings },
  tx: Db,
  announce: Announce<typeof orderPaid | typeof operatorAlerts>,
): Promise<PaymentResultAnswer> {
  const decided = await decideByHand(tx, request, { now, messageId: id, timeZone: settings.timeZone })
  if ('refused' in decided) return refusal(decided.refused)
  tell(announce, decided.told)
  return { result: 'done', payment: paymentAnswer(decided.payment) }
}
function asItStands(answer: PaymentResultAnswer): PaymentResultAnswer {
  return answer
}

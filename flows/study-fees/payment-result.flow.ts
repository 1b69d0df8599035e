import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { hashOf } from '../../registers/study-fees/chance.js'
import { refusal } from '../../registers/study-fees/refusals.js'
import { paymentAnswer, takeResult } from '../../registers/study-fees/results.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { AskPaymentResult, PaymentResultAnswer } from '../../schemas/study-fees/payments.js'
import { paymentResult } from './channels.js'
import { messageId, type Timed, withTime } from './with.js'

/** The calling application asks, once, what its browser came back with. A foreign session is told nothing. */
export default flow('study-fees/payment-result')
  .from(paymentResult)
  .onFailure({ retry: { attempts: 3, delay: '500ms' }, thenTo: deadLetters })
  .transform(withTime)
  .change({ in: feesBooks, once: messageId, apply: take })
  .reply(asItStands)

async function take({ request, now }: Timed<AskPaymentResult>, tx: Db): Promise<PaymentResultAnswer> {
  const { reference, session } = request
  const taken = await takeResult(tx, { reference, sessionHash: session === undefined ? null : hashOf(session), now })
  if ('refused' in taken) return refusal(taken.refused)
  return { result: 'done', payment: paymentAnswer(taken.payment) }
}
function asItStands(answer: PaymentResultAnswer): PaymentResultAnswer {
  return answer
}

import { startPayment } from '../../flows/study-fees/channels.js'
import { PaymentStarted, StartPayment, type StartPaymentAnswer } from '../../schemas/study-fees/payments.js'
import { ask, operation } from '../operation.js'
import { done, HUB_FEES_TRY_AGAIN, PAYMENT_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/start-payment',
  summary: 'Starts the payment of an order and answers where to send the browser',
  description:
    'A bank button answers a form that the browser posts in the charset it names; Paytrail answers an address. The browser comes back to the hub, and from there to the registered return address with a one-time reference.',
  method: 'POST',
  path: '/study-fees/orders/{orderId}/payments',
  scope: 'study-fees:payments:start',
  status: 201,
  problems: PAYMENT_PROBLEMS,
  request: StartPayment,
  response: PaymentStarted,
  run: ask(startPayment, { request: (request: StartPayment) => request, response: started, within: '60s' }),
})

function started(answer: StartPaymentAnswer): PaymentStarted {
  const begun = done(answer)
  if (begun.result === 'try-again') throw HUB_FEES_TRY_AGAIN(begun.sentence)
  return begun
}

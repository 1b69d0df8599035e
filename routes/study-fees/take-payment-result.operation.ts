import { paymentResult } from '../../flows/study-fees/channels.js'
import { AskPaymentResult, Payment } from '../../schemas/study-fees/payments.js'
import { ask, operation } from '../operation.js'
import { done, RESULT_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/take-payment-result',
  summary: 'Answers what a browser came back with, once per reference',
  method: 'POST',
  path: '/study-fees/payment-results',
  scope: 'study-fees:payments:start',
  problems: RESULT_PROBLEMS,
  request: AskPaymentResult,
  response: Payment,
  run: ask(paymentResult, {
    request: (request: AskPaymentResult) => request,
    response: (answer): Payment => done(answer).payment,
  }),
})

import { decidePayment } from '../../flows/study-fees/channels.js'
import { DecidePayment, Payment } from '../../schemas/study-fees/payments.js'
import { ask, operation } from '../operation.js'
import { DECISION_PROBLEMS, done } from './refusals.js'

export default operation({
  name: 'study-fees/decide-payment',
  summary: 'Says by hand what became of a payment that nobody could tell',
  description: 'For main users who have looked at the provider’s own pages. What is proven cannot be decided so.',
  method: 'POST',
  path: '/study-fees/payments/{stamp}/decision',
  scope: 'study-fees:payments:decide',
  problems: DECISION_PROBLEMS,
  request: DecidePayment,
  response: Payment,
  run: ask(decidePayment, {
    request: (request: DecidePayment) => request,
    response: (answer): Payment => done(answer).payment,
  }),
})

import { renewOrder } from '../../flows/study-fees/channels.js'
import { Order, RenewOrder } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'
import { done, ORDER_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/renew-order',
  summary: 'Makes a new order in the place of an unfinished or expired one',
  description: 'An order whose payment failed stays unfinished for ever; the new one has the same rows and payer.',
  method: 'POST',
  path: '/study-fees/orders/{orderId}/renewal',
  scope: 'study-fees:orders:renew',
  status: 201,
  problems: ORDER_PROBLEMS,
  request: RenewOrder,
  response: Order,
  run: ask(renewOrder, {
    request: (request: RenewOrder) => request,
    response: (answer): Order => done(answer).order,
  }),
})

import { closeOrder } from '../../flows/study-fees/channels.js'
import { CloseOrder, Order } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'
import { done, ORDER_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/close-order',
  summary: 'Closes an order that will be paid another way',
  method: 'POST',
  path: '/study-fees/orders/{orderId}/closure',
  scope: 'study-fees:study-fees:close',
  problems: ORDER_PROBLEMS,
  request: CloseOrder,
  response: Order,
  run: ask(closeOrder, {
    request: (request: CloseOrder) => request,
    response: (answer): Order => done(answer).order,
  }),
})

import { changeOrder } from '../../flows/study-fees/channels.js'
import { ChangeOrder, Order } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'
import { done, ORDER_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/change-order',
  summary: 'Changes a study fee that nobody has begun to pay',
  method: 'PATCH',
  path: '/study-fees/orders/{orderId}',
  scope: 'study-fees:study-fees:change',
  problems: ORDER_PROBLEMS,
  request: ChangeOrder,
  response: Order,
  run: ask(changeOrder, {
    request: (request: ChangeOrder) => request,
    response: (answer): Order => done(answer).order,
  }),
})

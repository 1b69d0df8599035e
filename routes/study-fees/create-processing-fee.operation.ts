import { createProcessingFee } from '../../flows/study-fees/channels.js'
import { CreateProcessingFee, Order } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'
import { done, ORDER_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/create-processing-fee',
  summary: 'Makes the order of a processing fee: extra time, or restoring the study right',
  description:
    'For a known customer, or for a payer who is known only by what is given here. The price is the hub’s own.',
  method: 'POST',
  path: '/study-fees/processing-fees',
  scope: 'study-fees:processing-fees:create',
  status: 201,
  problems: ORDER_PROBLEMS,
  request: CreateProcessingFee,
  response: Order,
  run: ask(createProcessingFee, {
    request: (request: CreateProcessingFee) => request,
    response: (answer): Order => done(answer).order,
  }),
})

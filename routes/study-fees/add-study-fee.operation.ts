import { addStudyFee } from '../../flows/study-fees/channels.js'
import { AddStudyFee, Order } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'
import { done, ORDER_PROBLEMS } from './refusals.js'

export default operation({
  name: 'study-fees/add-study-fee',
  summary: 'Aims a study fee at a student',
  method: 'POST',
  path: '/study-fees/study-fees',
  scope: 'study-fees:study-fees:create',
  status: 201,
  problems: ORDER_PROBLEMS,
  request: AddStudyFee,
  response: Order,
  run: ask(addStudyFee, {
    request: (request: AddStudyFee) => request,
    response: (answer): Order => done(answer).order,
  }),
})

import { registerCustomer } from '../../flows/study-fees/channels.js'
import { CustomerAnswer, RegisterCustomer } from '../../schemas/study-fees/orders.js'
import { ask, operation } from '../operation.js'

export default operation({
  name: 'study-fees/register-customer',
  summary: 'Registers a customer, or brings name and address up to date',
  method: 'PUT',
  path: '/study-fees/customers/{number}',
  scope: 'study-fees:customers:write',
  request: RegisterCustomer,
  response: CustomerAnswer,
  run: ask(registerCustomer),
})

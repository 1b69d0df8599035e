import { paymentWithLog } from '../../registers/study-fees/results.js'
import type { Db } from '../../registers/study-fees/tables.js'
import { Payment } from '../../schemas/study-fees/payments.js'
import { ReadPayment } from '../../schemas/study-fees/requests.js'
import { type Context, operation, read } from '../operation.js'

export default operation({
  name: 'study-fees/read-payment',
  summary: 'Shows a payment with everything that was heard about it',
  method: 'GET',
  path: '/study-fees/payments/{stamp}',
  scope: 'study-fees:payments:read',
  request: ReadPayment,
  response: Payment,
  run: read(({ stamp }: ReadPayment, { db }: Context<Db>) => paymentWithLog(db, stamp)),
})

import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { payerKey, putCustomer } from '../../registers/study-fees/customers.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { CustomerAnswer, RegisterCustomer } from '../../schemas/study-fees/orders.js'
import { registerCustomer } from './channels.js'
import { messageId, type Timed, withTime } from './with.js'

/** Name and address of a person under the number the calling application knows. */
export default flow('study-fees/register-customer')
  .from(registerCustomer)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ number }) => number, { afterDeadLetter: 'go-on' })
  .knownBy({ customer: ({ number }) => number, payer: ({ email }) => payerKey(email) })
  .transform(withTime)
  .change({ in: feesBooks, once: messageId, apply: putIntoRegister })
  .reply(asItStands)

async function putIntoRegister({ request, now }: Timed<RegisterCustomer>, tx: Db): Promise<CustomerAnswer> {
  return { number: request.number, created: await putCustomer(tx, request.number, request, now) }
}
function asItStands(answer: CustomerAnswer): CustomerAnswer {
  return answer
}

import { deadLetters } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { chance } from '../../registers/study-fees/chance.js'
import { erasePerson as eraseInRegister } from '../../registers/study-fees/erasure.js'
import { refusal } from '../../registers/study-fees/refusals.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { ErasePerson, ErasureAnswer } from '../../schemas/study-fees/erasure.js'
import { erasePerson } from './channels.js'
import { messageId, type Timed, withTime } from './with.js'

/** A person is forgotten; what accounting law needs stays without the person. */
export default flow('study-fees/erase-person')
  .from(erasePerson)
  .onFailure({ retry: { attempts: 3, delay: '1s' }, thenTo: deadLetters })
  .knownBy({ customer: ({ customer }) => customer, order: ({ orderId }) => orderId })
  .transform(withTime)
  .change({ in: feesBooks, once: messageId, apply: erase })
  .reply(asItStands)

async function erase({ request, now }: Timed<ErasePerson>, tx: Db): Promise<ErasureAnswer> {
  const { customer, orderId } = request
  if ((customer === undefined) === (orderId === undefined)) return refusal('customer-or-order')
  const whom = customer === undefined ? { orderId: orderId! } : { customer }
  const erased = await eraseInRegister(tx, whom, now, chance)
  if ('refused' in erased) return refusal(erased.refused)
  return {
    result: 'done',
    ...erased,
    orders: [...erased.orders],
    references: [...erased.references],
    payers: [...erased.payers],
  }
}
function asItStands(answer: ErasureAnswer): ErasureAnswer {
  return answer
}

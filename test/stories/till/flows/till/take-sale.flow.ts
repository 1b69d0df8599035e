import { deadLetters } from '../../../../../bus/ends.js'
import { flow } from '../../../../../bus/flow.js'
import type { Told } from '../../../../../bus/message.js'
import { roll } from '../../adapters/connections.js'
import { type Db, tillBooks, writeSale } from '../../registers/till/sales.js'
import { type Sale, sales } from './channels.js'

interface Written extends Sale {
  readonly messageId: string
}

/** A sale is written down at its till, then printed; one after another at each till. */
export default flow('till/take-sale')
  .from(sales)
  .onFailure({ retry: { attempts: 50, delay: '200ms', maxDelay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ till }) => till, { afterDeadLetter: 'hold-the-key' })
  .transform((sale: Sale, { messageId }: Told): Written => ({ ...sale, messageId }))
  .change({ in: tillBooks, once: ({ messageId }) => messageId, apply: writtenDown })
  .to(roll.print)

async function writtenDown({ till, n, messageId }: Written, tx: Db): Promise<Sale> {
  await writeSale(tx, { till, n, message: messageId })
  return { till, n }
}

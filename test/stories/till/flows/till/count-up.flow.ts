import { deadLetters } from '../../../../../bus/ends.js'
import { flow } from '../../../../../bus/flow.js'
import type { Told } from '../../../../../bus/message.js'
import { countUp, type Db, tillBooks } from '../../registers/till/sales.js'
import { type Counted, counts, type Sale } from './channels.js'

interface Asked extends Sale {
  readonly messageId: string
}

/** Who asks waits for the number, whichever process has to give it. */
export default flow('till/count-up')
  .from(counts)
  .onFailure({ retry: { attempts: 50, delay: '200ms', maxDelay: '1s' }, thenTo: deadLetters })
  .inOrderBy(({ till }) => till, { afterDeadLetter: 'hold-the-key' })
  .transform((sale: Sale, { messageId }: Told): Asked => ({ ...sale, messageId }))
  .change({ in: tillBooks, once: ({ messageId }) => messageId, apply: counted })
  .reply((answer: Counted) => answer)

async function counted({ till }: Asked, tx: Db): Promise<Counted> {
  return { till, value: await countUp(tx, till), pid: process.pid }
}

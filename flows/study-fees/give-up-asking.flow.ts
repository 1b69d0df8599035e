import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { unclearAlert } from '../../registers/study-fees/settle.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { StatusAsk } from '../../schemas/study-fees/announcements.js'
import { operatorAlerts, unansweredAsks } from './channels.js'
import { messageId, type Timed, withTime } from './with.js'

/** The provider did not answer the last question either: the main users are told (FI-121). */
export default flow('study-fees/give-up-asking')
  .from(unansweredAsks)
  .onFailure({ retry: { attempts: 3, delay: '10s' }, thenTo: deadLetters })
  .knownBy({ stamp: ({ stamp }) => stamp })
  .filter(isLast, { drop: 'it is asked about again' })
  .transform(withTime)
  .change({ in: feesBooks, announces: [operatorAlerts], once: messageId, apply: alert })

function isLast({ last }: StatusAsk): boolean {
  return last
}
async function alert(
  { request, now }: Timed<StatusAsk>,
  tx: Db,
  announce: Announce<typeof operatorAlerts>,
): Promise<void> {
  const unclear = await unclearAlert(tx, request.stamp, now)
  if (unclear !== undefined) announce(operatorAlerts, unclear)
}

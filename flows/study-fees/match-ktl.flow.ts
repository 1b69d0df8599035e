import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { matchKtl } from '../../registers/study-fees/ktl.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { KtlChunk } from '../../schemas/study-fees/ktl.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { ktlChunks, operatorAlerts, orderPaid } from './channels.js'
import { tell } from './tell.js'
import { type Timed, withSettings, withTime } from './with.js'

/** Money on the account is matched by reference: it confirms amounts, settles lost returns, and takes payments back. */
export default flow('study-fees/match-ktl')
  .from(ktlChunks)
  .onFailure({ retry: { attempts: 3, delay: '10s' }, thenTo: deadLetters })
  .inOrderBy(() => 'account', { afterDeadLetter: 'hold-the-key' })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({ in: feesBooks, announces: [orderPaid, operatorAlerts], once: chunkOnce, apply: match })

type Matching = Timed<KtlChunk> & { readonly settings: StudyFeesSettings }

function chunkOnce({ request: { fileId, fromRow } }: Matching): string {
  return `${fileId}/${fromRow}`
}
async function match(
  { request, now, settings }: Matching,
  tx: Db,
  announce: Announce<typeof orderPaid | typeof operatorAlerts>,
): Promise<void> {
  tell(announce, await matchKtl(tx, request, { now, timeZone: settings.timeZone }))
}

import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { expireRound } from '../../registers/study-fees/rounds.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { Round } from '../../schemas/study-fees/announcements.js'
import { expiryRounds, ordersExpired } from './channels.js'
import { nextPage, roundOnce } from './rounds.js'
import { type Timed, withTime } from './with.js'

/** Orders nobody has paid in time expire, and the admissions office hears of its own (FI-73). */
export default flow('study-fees/expiry-rounds')
  .from(expiryRounds)
  .onFailure({ retry: { attempts: 3, delay: '10s' }, thenTo: deadLetters })
  .inOrderBy(() => 'round', { afterDeadLetter: 'go-on' })
  .transform(withTime)
  .change({ in: feesBooks, announces: [ordersExpired, expiryRounds], once: roundOnce, apply: expire })

async function expire(
  { request, now }: Timed<Round>,
  tx: Db,
  announce: Announce<typeof ordersExpired | typeof expiryRounds>,
): Promise<void> {
  const { expired, more } = await expireRound(tx, now)
  if (expired.length > 0) announce(ordersExpired, { orders: [...expired] })
  if (more) announce(expiryRounds, nextPage(request))
}

import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { forgetTickets } from '../../registers/study-fees/results.js'
import { askRound } from '../../registers/study-fees/rounds.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { Round } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { operatorAlerts, orderPaid, statusAsks, statusRounds } from './channels.js'
import { nextPage, roundOnce } from './rounds.js'
import { tell } from './tell.js'
import { type Timed, withSettings, withTime } from './with.js'

/** Payments nobody has heard the end of: each is asked about by a message of its own (FI-121). */
export default flow('study-fees/status-rounds')
  .from(statusRounds)
  .onFailure({ retry: { attempts: 3, delay: '10s' }, thenTo: deadLetters })
  .inOrderBy(() => 'round', { afterDeadLetter: 'go-on' })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .change({
    in: feesBooks,
    announces: [statusAsks, statusRounds, orderPaid, operatorAlerts],
    once: roundOnce,
    apply: askAbout,
  })

async function askAbout(
  { request, id, now, settings }: Timed<Round> & { readonly settings: StudyFeesSettings },
  tx: Db,
  announce: Announce<typeof statusAsks | typeof statusRounds | typeof orderPaid | typeof operatorAlerts>,
): Promise<void> {
  const { asked, told, more } = await askRound(tx, {
    now,
    everyMs: settings.statusEveryMinutes * 60_000,
    atMost: settings.statusAsks,
    messageId: id,
    timeZone: settings.timeZone,
  })
  tell(announce, told)
  for (const { stamp, last } of asked) announce(statusAsks, { stamp, last })
  if (more) announce(statusRounds, nextPage(request))
  if (request.page === 0) await forgetTickets(tx, now)
}

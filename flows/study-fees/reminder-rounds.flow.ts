import { feesSettings } from '../../adapters/connections.js'
import { deadLetters } from '../../bus/ends.js'
import { type Announce, flow } from '../../bus/flow.js'
import { feesBooks } from '../../registers/study-fees/books.js'
import { remindRound } from '../../registers/study-fees/rounds.js'
import type { Db } from '../../registers/study-fees/tables.js'
import type { Round } from '../../schemas/study-fees/announcements.js'
import type { StudyFeesSettings } from '../../schemas/study-fees/settings.js'
import { reminderRounds, remindersDue } from './channels.js'
import { nextPage, roundOnce } from './rounds.js'
import { DAY_MS, type Timed, withSettings, withTime } from './with.js'

/** Open study fees that nobody has been reminded of for so many days (FI-74). */
export default flow('study-fees/reminder-rounds')
  .from(reminderRounds)
  .onFailure({ retry: { attempts: 3, delay: '10s' }, thenTo: deadLetters })
  .inOrderBy(() => 'round', { afterDeadLetter: 'go-on' })
  .transform(withTime)
  .enrich(feesSettings.read, withSettings)
  .filter(isWanted, { drop: 'reminders are turned off' })
  .change({ in: feesBooks, announces: [remindersDue, reminderRounds], once: roundOnce, apply: remind })

type Reminding = Timed<Round> & { readonly settings: StudyFeesSettings }

function isWanted({ settings }: Reminding): boolean {
  return settings.reminderDays > 0
}
async function remind(
  { request, now, settings }: Reminding,
  tx: Db,
  announce: Announce<typeof remindersDue | typeof reminderRounds>,
): Promise<void> {
  const { reminders, more } = await remindRound(tx, { now, everyMs: settings.reminderDays * DAY_MS })
  for (const reminder of reminders) announce(remindersDue, reminder)
  if (more) announce(reminderRounds, nextPage(request))
}

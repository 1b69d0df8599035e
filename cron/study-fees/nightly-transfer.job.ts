import { transferRuns } from '../../flows/study-fees/channels.js'
import { job } from '../job.js'

export default job('study-fees/nightly-transfer', {
  summary: 'Transfers everything that was paid and confirmed to the ledger.',
  cron: '0 4 * * *',
  timeZone: 'Europe/Helsinki',
  // One file holds everything since the last, so a night the hub was down needs no file of its own.
  ifMissed: 'run-once',
  send: ({ scheduledFor }) => ({ run: `night/${scheduledFor.toISOString()}` }),
  to: transferRuns,
})

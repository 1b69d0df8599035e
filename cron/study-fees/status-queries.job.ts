import { statusRounds } from '../../flows/study-fees/channels.js'
import { job } from '../job.js'

export default job('study-fees/status-queries', {
  summary: 'Asks banks and Paytrail about payments whose end nobody has heard.',
  cron: '*/5 * * * *',
  timeZone: 'Europe/Helsinki',
  ifMissed: 'run-once',
  send: ({ scheduledFor }) => ({ scheduledFor: scheduledFor.toISOString(), page: 0 }),
  to: statusRounds,
})

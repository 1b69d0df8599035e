import { expiryRounds } from '../../flows/study-fees/channels.js'
import { job } from '../job.js'

export default job('study-fees/expire-orders', {
  summary: 'Expires open orders whose last day to pay has passed.',
  cron: '10 0 * * *',
  timeZone: 'Europe/Helsinki',
  ifMissed: 'run-once',
  send: ({ scheduledFor }) => ({ scheduledFor: scheduledFor.toISOString(), page: 0 }),
  to: expiryRounds,
})

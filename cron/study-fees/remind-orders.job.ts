import { reminderRounds } from '../../flows/study-fees/channels.js'
import { job } from '../job.js'

export default job('study-fees/remind-orders', {
  summary: 'Reminds the payers of open study fees.',
  cron: '0 9 * * *',
  timeZone: 'Europe/Helsinki',
  ifMissed: 'skip', // a late reminder is worse than none; tomorrow's covers it
  send: ({ scheduledFor }) => ({ scheduledFor: scheduledFor.toISOString(), page: 0 }),
  to: reminderRounds,
})

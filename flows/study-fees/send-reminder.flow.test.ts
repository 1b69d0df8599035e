import t from 'tap'
import { mail } from '../../adapters/connections.js'
import expireOrders from '../../cron/study-fees/expire-orders.job.js'
import remindOrders from '../../cron/study-fees/remind-orders.job.js'
import type { StudyFeesTables } from '../../registers/study-fees/tables.js'
import { migrations } from '../../registers/study-fees/tables.migrations.js'
import { trialOf } from '../../test/kit/testing.js'
import addFee from './add-study-fee.flow.js'
import { addStudyFee, ordersExpired } from './channels.js'
import expiryRounds from './expiry-rounds.flow.js'
import reminderRounds from './reminder-rounds.flow.js'
import sendReminder from './send-reminder.flow.js'

const fee = {
  customer: '1000001',
  payer: { name: 'Testi Henkilö', email: 'testi.henkilo@example.fi' },
  title: 'Erikoistumisopinnot 2026',
  rows: [{ product: 'EO-1', text: 'Opintomaksu', quantity: 1, unitCents: 60_000, vatCode: '0', vatRate: 0 }],
}
const flows = [addFee, reminderRounds, sendReminder, expiryRounds]
const jobs = [remindOrders, expireOrders]

/** The date and time in Helsinki, which is two hours before UTC in January. */
const helsinki = (at: Date) => new Date(at.getTime() + 7_200_000).toISOString().slice(0, 16)

t.test('an open study fee is reminded of at nine, and again until it expires', async (t) => {
  const given = { 'study-fees': { reminderDays: 5, expiryDays: 14 } }
  const trial = await trialOf(t, flows, { migrations: [migrations], given, jobs, now: '2026-01-05T08:00:00Z' })
  const mails = trial.sink(mail.send)
  t.match(await trial.ask(addStudyFee, fee), { answer: { result: 'done' } })
  await trial.clock.advance('13d')
  t.match(await trial.announced(ordersExpired), [])
  await trial.clock.advance('30d')
  t.strictSame(
    mails.uses.map(({ at }) => helsinki(at)),
    ['2026-01-11T09:00', '2026-01-16T09:00'],
  )
  t.match(mails.got, [{ to: 'testi.henkilo@example.fi' }, { to: 'testi.henkilo@example.fi' }])
  t.match(await trial.announced(ordersExpired), [{ orders: [{}] }])
  const books = await trial.books<StudyFeesTables>()
  t.match(await books.selectFrom('study_fees_order').select('state').execute(), [{ state: 'expired' }])
})

t.test('a mail server that is down delays a reminder, and nobody is reminded twice of the same', async (t) => {
  const given = { 'study-fees': { reminderDays: 5, expiryDays: 14 } }
  const trial = await trialOf(t, flows, { migrations: [migrations], given, jobs, now: '2026-01-05T08:00:00Z' })
  const mails = trial.sink(mail.send).failsWith(undefined, { times: 4 }).losesItsAnswer({ times: 1 })
  await trial.ask(addStudyFee, fee)
  await trial.clock.to('2026-01-11T12:00:00Z')
  t.strictSame(
    mails.uses.map(({ at, came }) => `${helsinki(at).slice(11)} ${came}`),
    ['09:00 failed', '09:00 failed', '09:02 failed', '09:06 failed', '09:20 lost', '10:00 repeated'],
  )
  t.equal(mails.got.length, 1)
})

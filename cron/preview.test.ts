import t from 'tap'
import { Type } from 'typebox'
import { channel, schema } from '../bus/ends.js'
import { finnishBanks } from './calendars/finland.js'
import { latvianBanks } from './calendars/latvia.js'
import { type JobSpec, job } from './job.js'
import { previewOf, startOfDate } from './preview.js'

const days = channel('fees/days', schema(Type.Object({})))
const made = (cron: string, timeZone: string, on?: JobSpec<object>['on']) =>
  job('fees/nightly', {
    cron,
    timeZone,
    ifMissed: 'run-once',
    send: () => ({}),
    to: days,
    ...(on === undefined ? {} : { on }),
  })

/** The first times from a date on, one line each. */
function lines(of: ReturnType<typeof made>, from: string, count: number): readonly string[] {
  return previewOf(of, { from: startOfDate(of, from), count }).times.map((one) =>
    one.kind === 'run'
      ? [one.weekday, one.local, one.offset, one.at.slice(0, 16), ...one.notes].join(' | ')
      : ['-', one.weekday, one.localDate, ...one.notes].join(' | '),
  )
}

t.test('each run has its weekday, what the wall clock shows, its offset and the instant', async (t) => {
  t.same(lines(made('30 9 * * *', 'America/New_York'), '2026-12-31', 2), [
    'Thu | 2026-12-31 09:30 | -05:00 | 2026-12-31T14:30',
    'Fri | 2027-01-01 09:30 | -05:00 | 2027-01-01T14:30',
  ])
  t.same(lines(made('0 0 29 2 *', 'Australia/Lord_Howe'), '2027-01-01', 1), [
    'Tue | 2028-02-29 00:00 | +11:00 | 2028-02-28T13:00',
  ])
})

t.test('a run at the first moment of the date is one of them', async (t) => {
  t.same(lines(made('0 0 * * *', 'Europe/Helsinki'), '2027-01-01', 1), [
    'Fri | 2027-01-01 00:00 | +02:00 | 2026-12-31T22:00',
  ])
})

t.test('spring and autumn are said where they are met, in several zones', async (t) => {
  t.same(lines(made('30 3 * * *', 'Europe/Helsinki'), '2026-03-28', 3), [
    'Sat | 2026-03-28 03:30 | +02:00 | 2026-03-28T01:30',
    'Sun | 2026-03-29 04:00 | +03:00 | 2026-03-29T01:00 | 03:30 does not exist on 2026-03-29 | summer time begins: on 2026-03-29 clocks go from 03:00 to 04:00',
    'Mon | 2026-03-30 03:30 | +03:00 | 2026-03-30T00:30',
  ])
  t.same(lines(made('30 2 * * *', 'Europe/Warsaw'), '2026-10-25', 2), [
    'Sun | 2026-10-25 02:30 | +02:00 | 2026-10-25T00:30 | this time is shown twice; this is the first',
    'Mon | 2026-10-26 02:30 | +01:00 | 2026-10-26T01:30 | summer time ends: on 2026-10-25 clocks go from 03:00 to 02:00',
  ])
  t.same(lines(made('30 * * * *', 'America/New_York'), '2026-11-01', 3).slice(1), [
    'Sun | 2026-11-01 01:30 | -04:00 | 2026-11-01T05:30 | this time is shown twice; this is the first',
    'Sun | 2026-11-01 01:30 | -05:00 | 2026-11-01T06:30 | summer time ends: on 2026-11-01 clocks go from 02:00 to 01:00 | this time is shown twice; this is the second',
  ])
  t.same(lines(made('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-04', 1), [
    'Sun | 2026-10-04 02:30 | +11:00 | 2026-10-03T15:30 | 02:15 does not exist on 2026-10-04 | summer time begins: on 2026-10-04 clocks go from 02:00 to 02:30',
  ])
})

t.test('a job that skips closed days says which and why', async (t) => {
  t.same(lines(made('0 4 * * *', 'Europe/Helsinki', { calendar: finnishBanks, ifClosed: 'skip' }), '2026-12-24', 2), [
    '- | Thu | 2026-12-24 | closed: Christmas Eve',
    '- | Fri | 2026-12-25 | closed: Christmas Day',
    "- | Sat | 2026-12-26 | closed: St Stephen's Day",
    '- | Sun | 2026-12-27 | closed: Sunday',
    'Mon | 2026-12-28 04:00 | +02:00 | 2026-12-28T02:00',
    'Tue | 2026-12-29 04:00 | +02:00 | 2026-12-29T02:00',
  ])
})

t.test('a run says where it was moved from, and what else it stands in for', async (t) => {
  const yearly = made('0 4 24 12 *', 'Europe/Helsinki', { calendar: finnishBanks, ifClosed: 'previous-open-day' })
  t.same(lines(yearly, '2026-12-01', 1), [
    'Wed | 2026-12-23 04:00 | +02:00 | 2026-12-23T02:00 | moved from 2026-12-24 (Christmas Eve)',
  ])
  const weekly = made('0 4 * * 1,5', 'Europe/Helsinki', { calendar: finnishBanks, ifClosed: 'next-open-day' })
  t.same(lines(weekly, '2026-12-24', 1), [
    'Mon | 2026-12-28 04:00 | +02:00 | 2026-12-28T02:00 | stands in for 2026-12-25 (Christmas Day)',
  ])
})

t.test('a year is that of the job’s time zone, from its first moment to its last', async (t) => {
  const hourly = made('0 * * * *', 'Europe/Warsaw')
  const { times, ends } = previewOf(hourly, {
    from: startOfDate(hourly, '2027-01-01'),
    until: startOfDate(hourly, '2028-01-01'),
  })
  t.equal(times.length, 365 * 24, 'the hour that spring takes, autumn gives back')
  t.match(times[0], { local: '2027-01-01 00:00' })
  t.match(times.at(-1), { local: '2027-12-31 23:00' })
  t.equal(ends, undefined)
})

t.test('a preview ends where the calendar does and says so', async (t) => {
  const daily = made('0 9 * * *', 'Europe/Riga', { calendar: latvianBanks, ifClosed: 'skip' })
  const { times, ends } = previewOf(daily, { from: startOfDate(daily, '2027-12-29'), count: 10 })
  t.same(
    times.map(({ localDate }) => localDate),
    ['2027-12-29', '2027-12-30'],
  )
  t.match(ends, /lv-banks lists its days through 2027-12-31/)
})

t.test('a preview of very many runs stops and says so', async (t) => {
  const often = made('* * * * *', 'UTC')
  const { times, ends } = previewOf(often, {
    from: startOfDate(often, '2027-01-01'),
    until: startOfDate(often, '2028-01-01'),
  })
  t.equal(times.length, 10_000)
  t.equal(ends, 'only the first 10000 runs are shown')
})

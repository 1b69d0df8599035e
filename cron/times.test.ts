import fc from 'fast-check'
import t from 'tap'
import { timesOf } from './times.js'
import { zoneOf } from './zone.js'

const at = (iso: string) => new Date(iso)
const iso = (date: Date) => date.toISOString().replace(':00.000Z', 'Z')
const runs = (cron: string, timeZone: string, after: string, count: number) =>
  timesOf('pack/job', cron, timeZone)
    .preview(at(after), count)
    .map(({ scheduledFor, localDate }) => `${iso(scheduledFor)} ${localDate}`)

t.test(
  'a daily job runs once per local date across the spring gap of Helsinki, at the first moment after it',
  async (t) => {
    t.same(runs('30 3 * * *', 'Europe/Helsinki', '2026-03-27T12:00:00Z', 4), [
      '2026-03-28T01:30Z 2026-03-28',
      '2026-03-29T01:00Z 2026-03-29', // 03:30 does not exist; 04:00 summer time is the first moment after
      '2026-03-30T00:30Z 2026-03-30',
      '2026-03-31T00:30Z 2026-03-31',
    ])
  },
)

t.test('a daily job runs once per local date when autumn repeats its hour in Helsinki, the first time', async (t) => {
  t.same(runs('30 3 * * *', 'Europe/Helsinki', '2026-10-23T12:00:00Z', 4), [
    '2026-10-24T00:30Z 2026-10-24',
    '2026-10-25T00:30Z 2026-10-25', // 03:30 summer time; 03:30 winter time an hour later is not another run
    '2026-10-26T01:30Z 2026-10-26',
    '2026-10-27T01:30Z 2026-10-27',
  ])
})

t.test('times of one job that all fall into the gap are one run', async (t) => {
  t.same(runs('*/10 3 * * *', 'Europe/Helsinki', '2026-03-28T22:00:00Z', 3), [
    '2026-03-29T01:00Z 2026-03-29',
    '2026-03-30T00:00Z 2026-03-30',
    '2026-03-30T00:10Z 2026-03-30',
  ])
  const times = timesOf('pack/job', '*/10 3 * * *', 'Europe/Helsinki')
  const gap = times.next(at('2026-03-28T22:00:00Z'))
  t.match(gap, { localTime: '03:50' }, 'it is named after the last of them')
  t.same(times.last(at('2026-03-29T01:01:00Z')), gap, 'from either side')
})

t.test('an hourly job goes by elapsed time: it skips the gap and runs in both passes', async (t) => {
  t.same(runs('30 * * * *', 'Europe/Helsinki', '2026-03-28T23:45:00Z', 3), [
    '2026-03-29T00:30Z 2026-03-29',
    '2026-03-29T01:30Z 2026-03-29',
    '2026-03-29T02:30Z 2026-03-29',
  ])
  t.same(runs('30 * * * *', 'Europe/Helsinki', '2026-10-24T23:45:00Z', 3), [
    '2026-10-25T00:30Z 2026-10-25',
    '2026-10-25T01:30Z 2026-10-25',
    '2026-10-25T02:30Z 2026-10-25',
  ])
})

t.test('New York: 02:30 is skipped in March and 01:30 shown twice in November', async (t) => {
  t.same(runs('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2), [
    '2026-03-08T07:00Z 2026-03-08',
    '2026-03-09T06:30Z 2026-03-09',
  ])
  t.same(runs('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2), [
    '2026-11-01T05:30Z 2026-11-01',
    '2026-11-02T06:30Z 2026-11-02',
  ])
})

t.test('Lord Howe moves its clocks by half an hour', async (t) => {
  t.same(runs('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2), [
    '2026-10-03T15:30Z 2026-10-04',
    '2026-10-04T15:15Z 2026-10-05',
  ])
  t.same(runs('45 1 * * *', 'Australia/Lord_Howe', '2026-04-03T20:00:00Z', 2), [
    '2026-04-04T14:45Z 2026-04-05',
    '2026-04-05T15:15Z 2026-04-06',
  ])
})

t.test('Tokyo and UTC never move their clocks', async (t) => {
  t.same(runs('15 2 * * *', 'Asia/Tokyo', '2026-03-28T00:00:00Z', 2), [
    '2026-03-28T17:15Z 2026-03-29',
    '2026-03-29T17:15Z 2026-03-30',
  ])
  t.same(runs('0 0 29 2 *', 'UTC', '2026-03-28T00:00:00Z', 2), [
    '2028-02-29T00:00Z 2028-02-29',
    '2032-02-29T00:00Z 2032-02-29',
  ])
})

t.test('a run that the gap moves past midnight keeps the date it belongs to', async (t) => {
  t.same(runs('30 23 * * *', 'America/Nuuk', '2026-03-28T12:00:00Z', 2), [
    '2026-03-29T01:00Z 2026-03-28', // 23:30 on the 28th does not exist; midnight is the first moment after
    '2026-03-30T00:30Z 2026-03-29',
  ])
})

t.test('a date that a zone skipped whole is still run, once', async (t) => {
  t.same(runs('0 12 * * *', 'Pacific/Apia', '2011-12-29T12:00:00Z', 3), [
    '2011-12-29T22:00Z 2011-12-29',
    '2011-12-30T10:00Z 2011-12-30',
    '2011-12-30T22:00Z 2011-12-31',
  ])
})

t.test('every minute of one date also runs in an hour that midnight repeats', async (t) => {
  const cairo = timesOf('pack/job', '* * 29 10 *', 'Africa/Cairo')
  // 24:00 becomes 23:00: the 29th has 25 hours.
  const { due } = cairo.between(at('2026-10-28T00:00:00Z'), at('2026-10-31T00:00:00Z'), 2_000)
  t.equal(due.length, 25 * 60)
  t.equal(iso(cairo.next(at('2026-10-29T20:59:00Z')).scheduledFor), '2026-10-29T21:00Z')
  t.equal(iso(cairo.next(at('2026-10-29T21:59:00Z')).scheduledFor), '2027-10-28T22:00Z')
})

t.test('missed times are those after the last run up to now, now included', async (t) => {
  const times = timesOf('pack/job', '0 2 * * *', 'Europe/Helsinki')
  const { due, leftOut } = times.between(at('2026-01-01T00:00:00Z'), at('2026-01-04T00:00:00Z'), 10)
  t.same(
    due.map(({ scheduledFor }) => iso(scheduledFor)),
    ['2026-01-02T00:00Z', '2026-01-03T00:00Z', '2026-01-04T00:00Z'],
  )
  t.equal(leftOut, undefined)
})

t.test('a year of missed minutes costs no more than the newest that are asked for', async (t) => {
  const times = timesOf('pack/job', '* * * * *', 'Europe/Helsinki')
  const { due, leftOut } = times.between(at('2025-06-01T00:00:00Z'), at('2026-06-01T00:00:00Z'), 400)
  t.equal(due.length, 400)
  t.equal(iso(due.at(-1)!.scheduledFor), '2026-06-01T00:00Z')
  t.equal(iso(due[0]!.scheduledFor), '2026-05-31T17:21Z')
  t.equal(iso(leftOut!.scheduledFor), '2026-05-31T17:20Z')
})

t.test('a weekday and a day of the month together mean either, as in crontab', async (t) => {
  t.same(runs('0 6 1 * 1', 'UTC', '2026-03-28T00:00:00Z', 3), [
    '2026-03-30T06:00Z 2026-03-30',
    '2026-04-01T06:00Z 2026-04-01',
    '2026-04-06T06:00Z 2026-04-06',
  ])
})

t.test('@daily and its like are taken', async (t) => {
  t.same(runs('@daily', 'Europe/Helsinki', '2026-06-01T12:00:00Z', 1), ['2026-06-01T21:00Z 2026-06-02'])
})

for (const [cron, why] of [
  ['', 'nothing'],
  ['0 0', 'two fields'],
  ['0 0 0 * * *', 'six fields, with seconds'],
  ['61 0 * * *', 'a minute of 61'],
  ['0 24 * * *', 'an hour of 24'],
  ['0 0 31 2 *', 'a day that never comes'],
  ['H H * * *', 'a time picked by chance'],
  ['@reboot', 'an unknown alias'],
  ['every day', 'words'],
] as const)
  t.test(`a schedule of ${why} is refused by name`, async (t) => {
    t.throws(() => timesOf('fees/nightly', cron, 'UTC'), { code: 'HUB_JOB_CRON', message: /fees\/nightly/ })
  })

for (const zone of ['Mars/Olympus', '', '+02:00', 'Etc/GMT+2', 'GMT+2'])
  t.test(`"${zone}" is refused as a time zone`, async (t) => {
    t.throws(() => timesOf('fees/nightly', '0 2 * * *', zone), { code: 'HUB_JOB_TIME_ZONE', message: /fees\/nightly/ })
  })

const ZONES = [
  'Europe/Helsinki',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Nuuk',
  'Africa/Cairo',
  'America/St_Johns',
]
const CRONS = [
  '30 3 * * *',
  '*/7 * * * *',
  '15 */2 * * *',
  '0,30 0,23 * * *',
  '59 23 * * *',
  '20-40 1-3 * * *',
  '5 * * * 0',
  '0 2 29 * 4',
]
const nearAChange = fc
  .tuple(
    fc.constantFrom(2024, 2025, 2026),
    fc.constantFrom(2, 3, 8, 9, 10),
    fc.integer({ min: 0, max: 31 * 86_400_000 }),
  )
  .map(([year, month, within]) => new Date(Date.UTC(year, month, 1) + within))

t.test('walking back over the times finds those that walking forward found', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.constantFrom(...CRONS), nearAChange, (zone, cron, from) => {
      const times = timesOf('pack/job', cron, zone)
      const forward = times.preview(from, 12)
      const back = times.between(from, forward.at(-1)!.scheduledFor, 100).due
      return JSON.stringify(forward) === JSON.stringify(back)
    }),
    { numRuns: 300 },
  )
})

t.test('times agree with a clock on the wall that is looked at every minute', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), nearAChange, fc.integer({ min: 0, max: 59 }), (zone, day, minute) => {
      const { wallAt } = zoneOf(zone)!
      const start = Math.floor(day.getTime() / 60_000) * 60_000
      const seen: number[] = []
      for (let at = start + 60_000; at <= start + 6 * 3_600_000; at += 60_000)
        if (new Date(wallAt(at)).getUTCMinutes() === minute) seen.push(at)
      const { due } = timesOf('pack/job', `${minute} * * * *`, zone).between(
        new Date(start),
        new Date(start + 6 * 3_600_000),
        100,
      )
      return JSON.stringify(due.map(({ scheduledFor }) => scheduledFor.getTime())) === JSON.stringify(seen)
    }),
    { numRuns: 150 },
  )
})

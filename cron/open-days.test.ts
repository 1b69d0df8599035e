import fc from 'fast-check'
import t from 'tap'
import { type Calendar, calendar, closedOn, openOnOrAfter, openOnOrBefore } from './calendar.js'
import { finnishBanks } from './calendars/finland.js'
import { latvianBanks } from './calendars/latvia.js'
import { polishBanks } from './calendars/poland.js'
import { target2 } from './calendars/target2.js'
import { dateOfDay, dayOfDate, fixed, yearOfDay } from './holidays.js'
import type { IfClosed } from './open-days.js'
import { timesOf } from './times.js'

// Whatever else the machine does meanwhile: the properties take seconds of computing.
t.setTimeout(180_000)

const runs = (
  [cron, timeZone]: readonly [string, string],
  [calendar, ifClosed]: readonly [Calendar, IfClosed],
  after: string,
  count: number,
) =>
  timesOf('pack/job', cron, timeZone, { calendar, ifClosed })
    .preview(new Date(after), count)
    .map(({ scheduledFor, localDate }) => `${scheduledFor.toISOString().slice(0, 16)}Z ${localDate}`)

const HELSINKI = ['0 14 * * *', 'Europe/Helsinki'] as const

t.test('a daily job skips closed days', async (t) => {
  t.same(runs(HELSINKI, [finnishBanks, 'skip'], '2026-12-23T00:00:00Z', 4), [
    '2026-12-23T12:00Z 2026-12-23',
    '2026-12-28T12:00Z 2026-12-28',
    '2026-12-29T12:00Z 2026-12-29',
    '2026-12-30T12:00Z 2026-12-30',
  ])
})

for (const ifClosed of ['next-open-day', 'previous-open-day'] as const)
  t.test(`times of a daily job that fall together by ${ifClosed} are one`, async (t) => {
    t.same(
      runs(HELSINKI, [finnishBanks, ifClosed], '2026-12-23T00:00:00Z', 2),
      ['2026-12-23T12:00Z 2026-12-23', '2026-12-28T12:00Z 2026-12-28'],
      'four closed days add nothing to the two open ones beside them',
    )
  })

t.test(
  'a monthly job keeps its time of day on the day it is moved to, also across a change of the clocks',
  async (t) => {
    const last = ['0 14 28 3,10 *', 'Europe/Helsinki'] as const
    t.same(runs(last, [finnishBanks, 'next-open-day'], '2027-03-01T00:00:00Z', 1), ['2027-03-30T11:00Z 2027-03-30'])
    t.same(runs(last, [finnishBanks, 'previous-open-day'], '2027-03-01T00:00:00Z', 1), ['2027-03-25T12:00Z 2027-03-25'])
  },
)

t.test('a moved time may leave its month and its year', async (t) => {
  const first = ['30 6 1 1 *', 'Europe/Warsaw'] as const
  t.same(runs(first, [polishBanks, 'previous-open-day'], '2026-06-01T00:00:00Z', 2), [
    '2026-12-31T05:30Z 2026-12-31',
    '2027-12-31T05:30Z 2027-12-31',
  ])
  t.same(runs(['30 6 31 12 *', 'Europe/Riga'], [latvianBanks, 'next-open-day'], '2025-06-01T00:00:00Z', 2), [
    '2026-01-02T04:30Z 2026-01-02',
    '2027-01-04T04:30Z 2027-01-04',
  ])
})

t.test('a job of 29 February comes in leap years, moved if that day is closed', async (t) => {
  const leap = ['0 9 29 2 *', 'Europe/Helsinki'] as const
  t.same(runs(leap, [finnishBanks, 'next-open-day'], '2024-01-01T00:00:00Z', 3), [
    '2024-02-29T07:00Z 2024-02-29',
    '2028-02-29T07:00Z 2028-02-29',
    '2032-03-01T07:00Z 2032-03-01', // 29 February 2032 is a Sunday
  ])
  t.same(runs(leap, [finnishBanks, 'skip'], '2028-03-01T00:00:00Z', 1), ['2036-02-29T07:00Z 2036-02-29'])
})

t.test('several times a day move together', async (t) => {
  t.same(runs(['0 9,15 * * 6', 'UTC'], [target2, 'next-open-day'], '2027-03-26T00:00:00Z', 3), [
    '2027-03-30T09:00Z 2027-03-30', // Saturday before Easter
    '2027-03-30T15:00Z 2027-03-30',
    '2027-04-05T09:00Z 2027-04-05',
  ])
})

t.test('an hourly job keeps all hours of its open days, those of the day the clocks go back, too', async (t) => {
  const sundays = calendar('test/sundays', {
    summary: 'Sundays',
    weekend: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    holidays: [],
  })
  const times = timesOf('pack/job', '0 * * * *', 'Europe/Helsinki', { calendar: sundays, ifClosed: 'skip' })
  const hours = (from: string, to: string) => times.between(new Date(from), new Date(to), 100).due.length
  t.equal(hours('2026-10-19T00:00:00Z', '2026-10-26T12:00:00Z'), 25)
  t.equal(hours('2026-03-23T00:00:00Z', '2026-03-30T12:00:00Z'), 23)
})

t.test('a schedule goes no further than its calendar, and begins with it', async (t) => {
  const known = calendar('test/known', {
    summary: 'x',
    weekend: ['Saturday', 'Sunday'],
    holidays: [],
    from: '2026-06-01',
    through: '2026-06-30',
  })
  for (const ifClosed of ['skip', 'next-open-day', 'previous-open-day'] as const) {
    const times = timesOf('pack/job', '0 9 * * *', 'UTC', { calendar: known, ifClosed })
    t.equal(times.next(new Date('2026-01-01T00:00:00Z')).localDate, '2026-06-01')
    t.equal(times.last(new Date('2026-06-01T00:00:00Z')), undefined)
    t.equal(times.next(new Date('2026-06-30T08:00:00Z')).localDate, '2026-06-30', 'the last day still runs')
    t.throws(() => times.next(new Date('2026-06-30T09:00:00Z')), { code: 'HUB_CALENDAR_ENDS' })
    const all = times.between(new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z'), 100).due
    t.equal(all.length, 22, 'and looking back finds all of them')
  }
})

for (const [says, cron, of] of [
  ['only on Sundays', '0 9 * * 0', finnishBanks],
  ['only at Christmas', '0 9 25 12 *', target2],
  [
    'never while its calendar is known',
    '0 9 29 2 *',
    calendar('test/known', { summary: 'x', weekend: [], holidays: [], from: '2026-01-01', through: '2027-12-31' }),
  ],
] as const)
  t.test(`a job that skips closed days and comes ${says} is refused`, async (t) => {
    t.throws(() => timesOf('pack/job', cron, 'UTC', { calendar: of, ifClosed: 'skip' }), {
      code: 'HUB_JOB_NEVER',
      message: new RegExp(`pack/job.*${of.name}`),
    })
  })

// A calendar of its own for each run: some weekdays and some holidays, never so many that nothing is open.
const someCalendar = fc
  .record({
    weekend: fc.subarray(['Monday', 'Wednesday', 'Thursday', 'Saturday', 'Sunday'] as const),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 364 }), { maxLength: 60 }),
  })
  .map(({ weekend, holidays }) =>
    calendar('test/some', {
      summary: 'x',
      weekend,
      holidays: holidays.map((at) => fixed(dateOfDay(dayOfDate('2025-01-01')! + at).slice(5), 'Holiday')),
    }),
  )
const ZONES = ['Europe/Helsinki', 'Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe'] as const
const CRONS = [
  '30 3 * * *',
  '30 2 * * *',
  '15 1,13 * * 6',
  '0 9 31 * *',
  '45 */4 1-7 * 2',
  '0 * * * *',
  '0 0 1 1 *',
  '59 23 29 2 *',
] as const
const someTime = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }).map((time) => new Date(time))
const NOT_SKIPPING = ['next-open-day', 'previous-open-day'] as const

t.test('runs rise strictly, never lie on a closed day, and come once each, whatever the calendar', async () => {
  fc.assert(
    fc.property(
      someCalendar,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...CRONS),
      fc.constantFrom(...NOT_SKIPPING),
      someTime,
      (of, zone, cron, ifClosed, from) => {
        const times = timesOf('pack/job', cron, zone, { calendar: of, ifClosed })
        const found = times.preview(from, 6)
        let last = from.getTime()
        for (const { scheduledFor, localDate } of found) {
          if (scheduledFor.getTime() <= last || closedOn(of, dayOfDate(localDate)!) !== undefined) return false
          last = scheduledFor.getTime()
        }
        const back = times.between(from, found.at(-1)!.scheduledFor, 100).due
        return JSON.stringify(back) === JSON.stringify(found)
      },
    ),
    { numRuns: 60 },
  )
})

t.test('the dates of a moved schedule are those of the plain one, each moved by hand', async () => {
  fc.assert(
    fc.property(
      someCalendar,
      fc.constantFrom('0 9 * * 6', '0 9 1,15 * *', '0 9 31 * *', '0 9 * * *', '0 9 25-31 12 *'),
      fc.constantFrom('skip' as const, ...NOT_SKIPPING),
      (of, cron, ifClosed) => {
        const plain = timesOf('pack/job', cron, 'UTC')
        const year = plain.between(new Date('2024-11-01T00:00:00Z'), new Date('2026-03-01T00:00:00Z'), 1_000).due
        const moved = year.flatMap(({ localDate }) => {
          const day = dayOfDate(localDate)!
          if (closedOn(of, day) === undefined) return [day]
          if (ifClosed === 'skip') return []
          return [ifClosed === 'next-open-day' ? openOnOrAfter(of, day) : openOnOrBefore(of, day)!]
        })
        const expected = [...new Set(moved)].filter((day) => yearOfDay(day) === 2025).map(dateOfDay)
        let times: ReturnType<typeof timesOf>
        try {
          times = timesOf('pack/job', cron, 'UTC', { calendar: of, ifClosed })
        } catch {
          return expected.length === 0
        }
        const found = times.between(new Date('2025-01-01T00:00:00Z'), new Date('2025-12-31T23:00:00Z'), 1_000).due
        return JSON.stringify(found.map(({ localDate }) => localDate)) === JSON.stringify(expected)
      },
    ),
    { numRuns: 15 },
  )
})

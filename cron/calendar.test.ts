import t from 'tap'
import {
  type CalendarSpec,
  calendar,
  closedOn,
  holidaysFrom,
  isCalendar,
  openInAll,
  openOnOrAfter,
  openOnOrBefore,
} from './calendar.js'
import { dateOfDay, dayOfDate, easter, firstOn, fixed } from './holidays.js'

const spec = {
  summary: 'Days of a test',
  weekend: ['Saturday', 'Sunday'],
  holidays: [fixed('12-25', 'Christmas Day'), easter(-2, 'Good Friday'), firstOn('Monday', '05-25', 'Last of May')],
} satisfies CalendarSpec
const why = (of: ReturnType<typeof calendar>, date: string) => closedOn(of, dayOfDate(date)!)

t.test('a calendar is frozen data that says why a day is closed', async (t) => {
  const made = calendar('test/days', spec)
  t.ok(isCalendar(made) && Object.isFrozen(made) && Object.isFrozen(made.holidays))
  t.notOk(isCalendar({}))
  t.notOk(isCalendar(undefined))
  t.equal(why(made, '2026-12-24'), undefined)
  t.equal(why(made, '2026-12-25'), 'Christmas Day')
  t.equal(why(made, '2027-12-25'), 'Christmas Day', 'the holiday says more than the Saturday')
  t.equal(why(made, '2026-12-26'), 'Saturday')
  t.equal(why(made, '2027-03-26'), 'Good Friday')
  t.equal(why(made, '2026-05-25'), 'Last of May')
})

t.test('single days are closed or open whatever the rules say', async (t) => {
  const made = calendar('test/days', {
    ...spec,
    closed: { '2026-12-31': 'stocktaking' },
    open: ['2026-12-25', '2026-12-26'],
  })
  t.equal(why(made, '2026-12-31'), 'stocktaking')
  t.equal(why(made, '2026-12-25'), undefined)
  t.equal(why(made, '2026-12-26'), undefined)
  t.equal(why(made, '2027-12-31'), undefined)
})

t.test('a holiday at the end of a year closes the first Monday of the next', async (t) => {
  const made = calendar('test/days', {
    ...spec,
    holidays: [fixed('12-31', 'Last day', { ifWeekend: 'also-monday' })],
  })
  t.equal(why(made, '2023-01-02'), 'Last day')
})

t.test('the next and the last open day pass over a long weekend', async (t) => {
  const made = calendar('test/days', { ...spec, holidays: [easter(-2, 'Good Friday'), easter(1, 'Easter Monday')] })
  t.equal(dateOfDay(openOnOrAfter(made, dayOfDate('2027-03-26')!)), '2027-03-30')
  t.equal(dateOfDay(openOnOrBefore(made, dayOfDate('2027-03-29')!)!), '2027-03-25')
  t.equal(dateOfDay(openOnOrAfter(made, dayOfDate('2027-03-25')!)), '2027-03-25')
})

t.test('a calendar that is listed by year knows nothing outside of it', async (t) => {
  const made = calendar('test/days', { ...spec, from: '2026-01-01', through: '2027-12-31' })
  t.equal(why(made, '2025-12-31'), 'before 2026-01-01')
  t.equal(openOnOrBefore(made, dayOfDate('2025-12-31')!), undefined)
  t.equal(dateOfDay(openOnOrAfter(made, dayOfDate('2025-06-01')!)), '2026-01-01')
  t.equal(dateOfDay(openOnOrBefore(made, dayOfDate('2028-06-01')!)!), '2027-12-31')
  for (const ask of [() => why(made, '2028-01-01'), () => openOnOrAfter(made, dayOfDate('2028-01-01')!)])
    t.throws(ask, { code: 'HUB_CALENDAR_ENDS', message: /test\/days .*2027-12-31.*2028-01-01/ })
})

t.test('days open in all of several calendars are known as long as each of them is', async (t) => {
  const one = calendar('test/one', { ...spec, from: '2020-01-01', through: '2030-12-31' })
  const two = calendar('test/two', {
    summary: 'y',
    weekend: ['Monday'],
    holidays: [],
    from: '2021-01-01',
    through: '2029-12-31',
  })
  const both = openInAll('test/both', one, two)
  t.match(both, { from: '2021-01-01', through: '2029-12-31', summary: 'open in all of test/one, test/two' })
  t.same(
    ['2026-12-25', '2026-12-26', '2026-12-28', '2026-12-29'].map((date) => why(both, date)),
    ['Christmas Day', 'Saturday', 'Monday', undefined],
  )
  t.throws(() => openInAll('test/both', one), { code: 'HUB_CALENDAR_SHAPE' })
  const early = calendar('test/early', { ...spec, through: '2019-12-31' })
  t.throws(() => openInAll('test/both', one, early), { code: 'HUB_CALENDAR_SHAPE', message: /2020-01-01.*2019-12-31/ })
})

t.test('the next holidays are those that are more than a weekend', async (t) => {
  const made = calendar('test/days', { ...spec, through: '2027-01-31' })
  t.same(
    holidaysFrom(made, dayOfDate('2026-04-01')!, 9).map(({ day, why }) => `${dateOfDay(day)} ${why}`),
    ['2026-04-03 Good Friday', '2026-05-25 Last of May', '2026-12-25 Christmas Day'],
  )
})

const month = (days: number) =>
  Object.fromEntries(
    Array.from({ length: days }, (_, at) => [dateOfDay(dayOfDate('2026-07-01')! + at), 'works holiday']),
  )

t.test('more than 31 closed days on end are refused, 31 are not', async (t) => {
  // 1 July 2026 is a Wednesday, so that the days beside the works holiday are open: 31 closed ones, then 32.
  t.ok(calendar('test/days', { ...spec, weekend: [], closed: month(31) }))
  t.throws(() => calendar('test/days', { ...spec, weekend: [], closed: month(32) }), {
    code: 'HUB_CALENDAR_CLOSED',
    message: /test\/days: at 2026-07-01 there is no open day within 31 days/,
  })
  t.throws(
    () =>
      calendar('test/days', {
        ...spec,
        weekend: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
      }),
    { code: 'HUB_CALENDAR_CLOSED' },
  )
  const even = calendar('test/even', { ...spec, weekend: ['Monday', 'Wednesday', 'Friday', 'Sunday'] })
  const odd = calendar('test/odd', { ...spec, weekend: ['Tuesday', 'Thursday', 'Saturday'] })
  t.throws(() => openInAll('test/both', even, odd), { code: 'HUB_CALENDAR_CLOSED' })
})

for (const [says, change, message] of [
  ['a weekend of no weekday', { weekend: ['Caturday' as 'Saturday'] }, /"Caturday"/],
  ['a holiday without a name', { holidays: [fixed('12-25', '')] }, /no name/],
  ['a holiday on 31 February', { holidays: [fixed('02-31', 'Never')] }, /Never/],
  ['half a day from Easter', { holidays: [easter(0.5, 'Half')] }, /Half/],
  ['the first of no weekday', { holidays: [firstOn('Caturday' as 'Friday', '01-01', 'Cats')] }, /Cats/],
  ['a holiday that ends before it begins', { holidays: [fixed('12-25', 'X', { since: 2, until: 1 })] }, /never/],
  ['a closed day that is no date', { closed: { '31.12.2026': 'x' } }, /31\.12\.2026/],
  ['a first date that is none', { from: '2026' }, /"2026"/],
  ['a day both open and closed', { closed: { '2026-12-31': 'x' }, open: ['2026-12-31'] }, /2026-12-31/],
  ['an end before the beginning', { from: '2027-01-01', through: '2026-12-31' }, /2027-01-01/],
  ['a day outside of what it knows', { closed: { '2029-01-02': 'x' }, through: '2028-12-31' }, /through 2028-12-31/],
] as const satisfies readonly (readonly [string, Partial<CalendarSpec>, RegExp])[])
  t.test(`${says} is refused`, async (t) => {
    t.throws(() => calendar('test/days', { ...spec, ...change }), { code: 'HUB_CALENDAR_SHAPE', message })
  })

t.test('a name that could not be a file is refused', async (t) => {
  t.throws(() => calendar('Bank Days', spec), { code: 'HUB_NAME' })
  t.throws(() => openInAll('Bank Days'), { code: 'HUB_NAME' })
})

import fc from 'fast-check'
import t from 'tap'
import { dateOfDay, dayOfDate, daysOf, easter, easterSunday, firstOn, fixed, weekdayOf } from './holidays.js'

// Tables of the United States Naval Observatory and of the Church of England; 1818 and 1943 are the earliest and the
// latest Easter there can be, 1954 and 1981 the years in which the plain rule would go wrong.
for (const date of [
  '1818-03-22',
  '1943-04-25',
  '1954-04-18',
  '1981-04-19',
  '2000-04-23',
  '2019-04-21',
  '2024-03-31',
  '2025-04-20',
  '2026-04-05',
  '2027-03-28',
  '2028-04-16',
  '2035-03-25',
  '2038-04-25',
  '2049-04-18',
  '2076-04-19',
])
  t.test(`Easter of ${date.slice(0, 4)} is on ${date}`, async (t) => {
    t.equal(dateOfDay(easterSunday(Number(date.slice(0, 4)))), date)
  })

t.test('Easter is a Sunday from 22 March to 25 April in every year', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 4099 }), (year) => {
      const day = easterSunday(year)
      const date = dateOfDay(day).slice(5)
      return weekdayOf(day) === 'Sunday' && date >= '03-22' && date <= '04-25'
    }),
  )
})

const dates = (...asked: Parameters<typeof daysOf>) => daysOf(...asked).map(dateOfDay)

t.test('Ascension Day, Whit Monday and Corpus Christi follow Easter', async (t) => {
  t.same(
    [39, 50, 60].flatMap((days) => dates(easter(days, 'x'), 2026)),
    ['2026-05-14', '2026-05-25', '2026-06-04'],
  )
})

t.test('the first weekday from a date on includes that date', async (t) => {
  const eve = firstOn('Friday', '06-19', 'Midsummer Eve')
  t.same(
    [2024, 2025, 2026, 2027].flatMap((year) => dates(eve, year)),
    ['2024-06-21', '2025-06-20', '2026-06-19', '2027-06-25'],
  )
})

t.test('a fixed holiday on a weekend closes the Monday, too, where its law says so', async (t) => {
  const day = fixed('05-04', 'Restoration of Independence', { ifWeekend: 'also-monday' })
  t.same(dates(day, 2024), ['2024-05-04', '2024-05-06'])
  t.same(dates(day, 2025), ['2025-05-04', '2025-05-05'])
  t.same(dates(day, 2026), ['2026-05-04'])
})

t.test('a holiday is kept in its years only', async (t) => {
  const eve = fixed('12-24', 'Christmas Eve', { since: 2025, until: 2026 })
  t.same(
    [2024, 2025, 2026, 2027].flatMap((year) => dates(eve, year)),
    ['2025-12-24', '2026-12-24'],
  )
})

t.test('29 February is a holiday in leap years', async (t) => {
  const leap = fixed('02-29', 'Leap Day')
  t.same(
    [2023, 2024, 2100, 2000].flatMap((year) => dates(leap, year)),
    ['2024-02-29', '2000-02-29'],
  )
})

t.test('a date is a day and back, and what is no date is none', async (t) => {
  fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => dayOfDate(dateOfDay(day)) === day))
  for (const text of ['2027-02-29', '2027-13-01', '2027-1-1', '', 'today', '2027-03-28T00:00:00Z'])
    t.equal(dayOfDate(text), undefined, text)
})

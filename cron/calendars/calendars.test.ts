import t from 'tap'
import { type Calendar, closedOn } from '../calendar.js'
import { dateOfDay, dayOfDate, weekdayOf } from '../holidays.js'
import { finnishBanks } from './finland.js'
import { frenchBanks } from './france.js'
import { latvianBanks } from './latvia.js'
import { polishBanks } from './poland.js'
import { swedishBanks } from './sweden.js'
import { target2 } from './target2.js'

// Closed days from Monday to Friday, written down from the laws, not computed. Sweden 2026 is the list of Sveriges
// Riksbank, Finland 2024 and 2025 agree with the notices of OP Financial Group, France 2024 with the calendar of the
// banks there.
const KNOWN: readonly (readonly [Calendar, Readonly<Record<number, string>>])[] = [
  [
    target2,
    {
      2024: '01-01 03-29 04-01 05-01 12-25 12-26',
      2025: '01-01 04-18 04-21 05-01 12-25 12-26',
      2026: '01-01 04-03 04-06 05-01 12-25',
      2027: '01-01 03-26 03-29',
    },
  ],
  [
    finnishBanks,
    {
      2024: '01-01 03-29 04-01 05-01 05-09 06-21 12-06 12-24 12-25 12-26',
      2025: '01-01 01-06 04-18 04-21 05-01 05-29 06-20 12-24 12-25 12-26',
      2026: '01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25',
      2027: '01-01 01-06 03-26 03-29 05-06 06-25 12-06 12-24',
    },
  ],
  [
    swedishBanks,
    {
      2024: '01-01 03-29 04-01 05-01 05-09 06-06 06-21 12-24 12-25 12-26 12-31',
      2025: '01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 12-24 12-25 12-26 12-31',
      2026: '01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31',
      2027: '01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31',
    },
  ],
  [
    polishBanks,
    {
      2024: '01-01 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26', // 24 December is a day off since 2025
      2025: '01-01 01-06 04-21 05-01 06-19 08-15 11-11 12-24 12-25 12-26',
      2026: '01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25',
      2027: '01-01 01-06 03-29 05-03 05-27 11-01 11-11 12-24',
    },
  ],
  [
    latvianBanks,
    {
      2024: '01-01 03-29 04-01 05-01 05-06 06-24 11-18 12-24 12-25 12-26 12-31', // 4 May is a Saturday
      2025: '01-01 04-18 04-21 05-01 05-05 06-23 06-24 11-18 12-24 12-25 12-26 12-31',
      2026: '01-01 04-03 04-06 05-01 05-04 06-23 06-24 11-18 12-24 12-25 12-31',
      2027: '01-01 03-26 03-29 05-04 06-23 06-24 11-18 12-24 12-31',
    },
  ],
  [
    frenchBanks,
    {
      2024: '01-01 04-01 05-01 05-08 05-09 05-20 08-15 11-01 11-11 12-25',
      2025: '01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-11 12-25',
      2026: '01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25',
      2027: '01-01 03-29 05-06 05-17 07-14 11-01 11-11',
    },
  ],
]

for (const [calendar, years] of KNOWN)
  for (const [year, known] of Object.entries(years))
    t.test(
      `${calendar.name} is closed on the known days of ${year}, and on no other from Monday to Friday`,
      async (t) => {
        const closed: string[] = []
        const openWeekends: string[] = []
        for (let day = dayOfDate(`${year}-01-01`)!; dateOfDay(day).startsWith(year); day++) {
          const reason = closedOn(calendar, day)
          const weekend = ['Saturday', 'Sunday'].includes(weekdayOf(day))
          if (weekend && reason === undefined) openWeekends.push(dateOfDay(day))
          if (!weekend && reason !== undefined) closed.push(dateOfDay(day).slice(5))
        }
        t.same(closed.join(' '), known)
        t.same(openWeekends, [])
      },
    )

t.test('Poland kept 12 November 2018 for the hundredth year of its independence', async (t) => {
  t.equal(closedOn(polishBanks, dayOfDate('2018-11-12')!), 'Independence Day, 100 years')
})

t.test('Latvia ends before the festival whose day nobody knows yet', async (t) => {
  t.throws(() => closedOn(latvianBanks, dayOfDate('2028-01-03')!), { code: 'HUB_CALENDAR_ENDS' })
})

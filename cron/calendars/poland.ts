import { calendar } from '../calendar.js'
import { easter, fixed } from '../holidays.js'

/**
 * Bank days in Poland: Monday to Friday but for days off work by law. Good Friday is a working day.
 *
 * Source: Act of 18 January 1951 on days off work (ustawa o dniach wolnych od pracy), as amended; Christmas Eve by the
 * Act of 6 December 2024, from 2025 on. Easter Sunday and Whit Sunday need no line of their own.
 */
export const polishBanks = calendar('pl-banks', {
  summary: 'Bank days in Poland',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    fixed('01-01', "New Year's Day"),
    fixed('01-06', 'Epiphany'),
    easter(1, 'Easter Monday'),
    fixed('05-01', 'Labour Day'),
    fixed('05-03', 'Constitution Day'),
    easter(60, 'Corpus Christi'),
    fixed('08-15', 'Assumption Day'),
    fixed('11-01', "All Saints' Day"),
    fixed('11-11', 'Independence Day'),
    fixed('12-24', 'Christmas Eve', { since: 2025 }),
    fixed('12-25', 'Christmas Day'),
    fixed('12-26', 'Second Day of Christmas'),
  ],
  closed: { '2018-11-12': 'Independence Day, 100 years' },
  // Epiphany became a day off in 2011.
  from: '2011-01-01',
})

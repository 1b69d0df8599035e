import { calendar } from '../calendar.js'
import {
  ALL_SAINTS_DAY,
  ASSUMPTION_DAY,
  CHRISTMAS_DAY,
  EASTER_MONDAY,
  EPIPHANY,
  easter,
  fixed,
  NEW_YEARS_DAY,
} from '../holidays.js'

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
    NEW_YEARS_DAY,
    EPIPHANY,
    EASTER_MONDAY,
    fixed('05-01', 'Labour Day'),
    fixed('05-03', 'Constitution Day'),
    easter(60, 'Corpus Christi'),
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    fixed('11-11', 'Independence Day'),
    fixed('12-24', 'Christmas Eve', { since: 2025 }),
    CHRISTMAS_DAY,
    fixed('12-26', 'Second Day of Christmas'),
  ],
  closed: { '2018-11-12': 'Independence Day, 100 years' },
  // Epiphany became a day off in 2011.
  from: '2011-01-01',
})

import { calendar } from '../calendar.js'
import {
  ASCENSION_DAY,
  CHRISTMAS_DAY,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  EPIPHANY,
  fixed,
  GOOD_FRIDAY,
  MIDSUMMER_EVE,
  NEW_YEARS_DAY,
  NEW_YEARS_EVE,
} from '../holidays.js'

/**
 * Bank days in Sweden: Monday to Friday but for public holidays and the three eves that count as such.
 *
 * Sources: public holidays by the Act on public holidays (lag 1989:253), with the National Day since 2005; Midsummer Eve,
 * Christmas Eve and New Year's Eve stand beside Saturdays and public holidays in section 2 of the Act on calculating
 * statutory time (lag 1930:173). The list of Sveriges Riksbank agrees.
 */
export const swedishBanks = calendar('se-banks', {
  summary: 'Bank days in Sweden',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    NEW_YEARS_DAY,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    fixed('05-01', 'May Day'),
    ASCENSION_DAY,
    fixed('06-06', 'National Day'),
    MIDSUMMER_EVE,
    CHRISTMAS_EVE,
    CHRISTMAS_DAY,
    fixed('12-26', 'Boxing Day'),
    NEW_YEARS_EVE,
  ],
  // Whit Monday gave way to the National Day in 2005.
  from: '2005-01-01',
})

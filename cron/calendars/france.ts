import { calendar } from '../calendar.js'
import {
  ALL_SAINTS_DAY,
  ASCENSION_DAY,
  ASSUMPTION_DAY,
  CHRISTMAS_DAY,
  EASTER_MONDAY,
  easter,
  fixed,
  NEW_YEARS_DAY,
} from '../holidays.js'

/**
 * Bank days in France: Monday to Friday but for public holidays. Those of Alsace and Moselle alone are not in it.
 *
 * Source: Code du travail, article L3133-1. On Good Friday and 26 December banks are open while payments between banks
 * are not settled; where they matter, use `openInAll('fr-payments', frenchBanks, target2)`.
 */
export const frenchBanks = calendar('fr-banks', {
  summary: 'Bank days in France',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    NEW_YEARS_DAY,
    EASTER_MONDAY,
    fixed('05-01', 'Labour Day'),
    fixed('05-08', 'Victory Day'),
    ASCENSION_DAY,
    easter(50, 'Whit Monday'),
    fixed('07-14', 'National Day'),
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    fixed('11-11', 'Armistice Day'),
    CHRISTMAS_DAY,
  ],
  // 8 May became a public holiday again by the Act of 2 October 1981.
  from: '1982-01-01',
})

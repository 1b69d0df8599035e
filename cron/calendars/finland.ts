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
} from '../holidays.js'

/**
 * Bank days in Finland: Monday to Friday but for public holidays, Midsummer Eve and Christmas Eve.
 *
 * Sources: church holidays by the Church Act (kirkkolaki 652/2023); Independence Day by Act 388/1937 and May Day by Act
 * 272/1944, which make them days off; Midsummer Eve and Christmas Eve by section 5 of the Act on calculating statutory
 * time limits (150/1930), under which a payment that falls due on one of them is in time on the next weekday.
 * Holidays that are always on a Saturday or Sunday need no line of their own. Payments between banks also need TARGET:
 * where they matter, use `openInAll('fi-payments', finnishBanks, target2)`.
 */
export const finnishBanks = calendar('fi-banks', {
  summary: 'Bank days in Finland',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    NEW_YEARS_DAY,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    fixed('05-01', 'May Day'),
    ASCENSION_DAY,
    MIDSUMMER_EVE,
    fixed('12-06', 'Independence Day'),
    CHRISTMAS_EVE,
    CHRISTMAS_DAY,
    fixed('12-26', "St Stephen's Day"),
  ],
  // Epiphany and Ascension Day were moved to weekends until 1991.
  from: '1992-01-01',
})

import { calendar } from '../calendar.js'
import { CHRISTMAS_DAY, EASTER_MONDAY, fixed, GOOD_FRIDAY, NEW_YEARS_DAY } from '../holidays.js'

/**
 * Days on which TARGET settles payments in euro, and with it SEPA credit transfers between banks.
 *
 * Source: European Central Bank, "Long-term calendar for TARGET closing days", decision of the Governing Council of
 * 14 December 2000, in force from 2002 until further notice; kept by Guideline (EU) 2022/912 for T2.
 */
export const target2 = calendar('target2', {
  summary: 'Settlement days of TARGET (T2), the payment system of the euro',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    fixed('05-01', 'Labour Day'),
    CHRISTMAS_DAY,
    fixed('12-26', '26 December'),
  ],
  from: '2002-01-01',
})

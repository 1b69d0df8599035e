import { calendar } from '../calendar.js'
import { easter, fixed } from '../holidays.js'

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
    fixed('01-01', "New Year's Day"),
    easter(-2, 'Good Friday'),
    easter(1, 'Easter Monday'),
    fixed('05-01', 'Labour Day'),
    fixed('12-25', 'Christmas Day'),
    fixed('12-26', '26 December'),
  ],
  from: '2002-01-01',
})

import { calendar } from '../calendar.js'
import {
  CHRISTMAS_DAY,
  CHRISTMAS_EVE,
  EASTER_MONDAY,
  fixed,
  GOOD_FRIDAY,
  NEW_YEARS_DAY,
  NEW_YEARS_EVE,
} from '../holidays.js'

/**
 * Bank days in Latvia: Monday to Friday but for public holidays.
 *
 * Source: Act "On public holidays, commemoration days and notable days" (likums "Par svētku, atceres un atzīmējamām
 * dienām"): where 4 May, 18 November or the closing day of the Song and Dance Festival falls on a Saturday or Sunday, the
 * next working day is off. Working days that the Cabinet moves for public institutions are not bank holidays and not
 * listed. The festival comes every five years on a date of its own, next in 2028, so the calendar ends before: list its
 * closing day under `closed` and move `through` on.
 */
export const latvianBanks = calendar('lv-banks', {
  summary: 'Bank days in Latvia',
  weekend: ['Saturday', 'Sunday'],
  holidays: [
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    fixed('05-01', 'Labour Day'),
    fixed('05-04', 'Restoration of Independence', { ifWeekend: 'also-monday' }),
    fixed('06-23', 'Midsummer Eve (Līgo)'),
    fixed('06-24', 'Midsummer Day (Jāņi)'),
    fixed('11-18', 'Proclamation Day', { ifWeekend: 'also-monday' }),
    CHRISTMAS_EVE,
    CHRISTMAS_DAY,
    fixed('12-26', 'Second Day of Christmas'),
    NEW_YEARS_EVE,
  ],
  from: '2024-01-01',
  through: '2027-12-31',
})

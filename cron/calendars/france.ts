import { calendar } from '../calendar.js'
import { easter, fixed } from '../holidays.js'

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
    fixed('01-01', "New Year's Day"),
    easter(1, 'Easter Monday'),
    fixed('05-01', 'Labour Day'),
    fixed('05-08', 'Victory Day'),
    easter(39, 'Ascension Day'),
    easter(50, 'Whit Monday'),
    fixed('07-14', 'National Day'),
    fixed('08-15', 'Assumption Day'),
    fixed('11-01', "All Saints' Day"),
    fixed('11-11', 'Armistice Day'),
    fixed('12-25', 'Christmas Day'),
  ],
  // 8 May became a public holiday again by the Act of 2 October 1981.
  from: '1982-01-01',
})

import { calendar } from '../calendar.js'
import { easter, firstOn, fixed } from '../holidays.js'

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
    fixed('01-01', "New Year's Day"),
    fixed('01-06', 'Epiphany'),
    easter(-2, 'Good Friday'),
    easter(1, 'Easter Monday'),
    fixed('05-01', 'May Day'),
    easter(39, 'Ascension Day'),
    fixed('06-06', 'National Day'),
    firstOn('Friday', '06-19', 'Midsummer Eve'),
    fixed('12-24', 'Christmas Eve'),
    fixed('12-25', 'Christmas Day'),
    fixed('12-26', 'Boxing Day'),
    fixed('12-31', "New Year's Eve"),
  ],
  // Whit Monday gave way to the National Day in 2005.
  from: '2005-01-01',
})

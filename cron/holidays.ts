/** A day of the week. */
export type Weekday = 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday'

/** In the order in which `Date` counts them. */
export const WEEKDAYS: readonly Weekday[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]

/** The years in which a holiday is kept, both included; every year unless told. */
export interface Years {
  readonly since?: number
  readonly until?: number
}

/** A rule that gives a holiday its date in a year. Made by `fixed`, `easter` and `firstOn`. */
export type Holiday = Years & { readonly name: string } & (
    | { readonly rule: 'fixed'; readonly monthDay: string; readonly ifWeekend?: 'also-monday' }
    | { readonly rule: 'easter'; readonly days: number }
    | { readonly rule: 'first'; readonly weekday: Weekday; readonly monthDay: string }
  )

/**
 * The same date every year, `MM-DD`. With `ifWeekend: 'also-monday'` a holiday on a Saturday or Sunday closes the Monday
 * after it, too.
 */
export function fixed(
  monthDay: string,
  name: string,
  more: Years & { readonly ifWeekend?: 'also-monday' } = {},
): Holiday {
  return Object.freeze({ rule: 'fixed', monthDay, name, ...more })
}

/** So many days after Easter Sunday; before it when negative: -2 is Good Friday, 39 Ascension Day. */
export function easter(days: number, name: string, years: Years = {}): Holiday {
  return Object.freeze({ rule: 'easter', days, name, ...years })
}

/** The first such weekday on or after a date, `MM-DD`: the last Monday of May is the first from 05-25 on. */
export function firstOn(weekday: Weekday, monthDay: string, name: string, years: Years = {}): Holiday {
  return Object.freeze({ rule: 'first', weekday, monthDay, name, ...years })
}

/** Days that several countries keep under one name. Which of them a country keeps, its calendar says. */
export const NEW_YEARS_DAY = fixed('01-01', "New Year's Day")
export const EPIPHANY = fixed('01-06', 'Epiphany')
export const GOOD_FRIDAY = easter(-2, 'Good Friday')
export const EASTER_MONDAY = easter(1, 'Easter Monday')
export const ASCENSION_DAY = easter(39, 'Ascension Day')
/** As in Finland and Sweden; the Latvian one is on a date of its own. */
export const MIDSUMMER_EVE = firstOn('Friday', '06-19', 'Midsummer Eve')
export const ASSUMPTION_DAY = fixed('08-15', 'Assumption Day')
export const ALL_SAINTS_DAY = fixed('11-01', "All Saints' Day")
export const CHRISTMAS_EVE = fixed('12-24', 'Christmas Eve')
export const CHRISTMAS_DAY = fixed('12-25', 'Christmas Day')
export const NEW_YEARS_EVE = fixed('12-31', "New Year's Eve")

/** Milliseconds of a day on a clock that is never moved. */
export const DAY = 86_400_000

/** A date as the number of days since 1970-01-01; undefined when there is no such date. `YYYY-MM-DD`. */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined
  const time = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(time) || dateOfDay(time / DAY) !== date ? undefined : time / DAY
}

/** The date of a day: `YYYY-MM-DD`. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

export function yearOfDay(day: number): number {
  return new Date(day * DAY).getUTCFullYear()
}

export function weekdayOf(day: number): Weekday {
  return WEEKDAYS[new Date(day * DAY).getUTCDay()]!
}

/**
 * Easter Sunday of the Gregorian calendar, by the computus of Meeus, Jones and Butcher (Jean Meeus, Astronomical
 * Algorithms, chapter 8). The letters are theirs.
 */
export function easterSunday(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const march = h + l - 7 * m + 22
  return Date.UTC(year, 2, march) / DAY
}

/** The days a holiday closes because of one year; none when it is not kept in that year or has no such date. */
export function daysOf(holiday: Holiday, year: number): readonly number[] {
  if (year < (holiday.since ?? year) || year > (holiday.until ?? year)) return []
  if (holiday.rule === 'easter') return [easterSunday(year) + holiday.days]
  const day = dayOfDate(`${String(year).padStart(4, '0')}-${holiday.monthDay}`)
  if (day === undefined) return []
  if (holiday.rule === 'first') {
    const ahead = WEEKDAYS.indexOf(holiday.weekday) - WEEKDAYS.indexOf(weekdayOf(day))
    return [day + ((ahead + 7) % 7)]
  }
  if (holiday.ifWeekend === undefined) return [day]
  const weekday = weekdayOf(day)
  if (weekday === 'Saturday') return [day, day + 2]
  return weekday === 'Sunday' ? [day, day + 1] : [day]
}

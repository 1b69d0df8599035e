import { checkedName } from '../bus/ends.js'
import { HUB_CALENDAR_CLOSED, HUB_CALENDAR_ENDS, HUB_CALENDAR_SHAPE } from './errors.js'
import { dateOfDay, dayOfDate, daysOf, type Holiday, WEEKDAYS, type Weekday, weekdayOf, yearOfDay } from './holidays.js'

export interface CalendarSpec {
  /** One line for operators: whose open days these are. */
  readonly summary: string
  /** Days of the week that are always closed. */
  readonly weekend: readonly Weekday[]
  /** Holidays that follow a rule, made by `fixed`, `easter` and `firstOn`. */
  readonly holidays: readonly Holiday[]
  /** Single days that are closed, too, with the reason: `{ '2026-12-31': 'stocktaking' }`. */
  readonly closed?: Readonly<Record<string, string>>
  /** Single days that are open whatever the rules say, such as a Saturday worked in. `YYYY-MM-DD`. */
  readonly open?: readonly string[]
  /**
   * The first and last date of which the calendar knows something; needed where days are listed year by year. Schedules
   * on this calendar begin with `from`. After `through` they stand still with HUB_CALENDAR_ENDS instead of guessing.
   */
  readonly from?: string
  readonly through?: string
}

/** Which days are open: frozen data that jobs share. */
export interface Calendar {
  readonly kind: 'calendar'
  readonly name: string
  readonly summary: string
  readonly weekend: readonly Weekday[]
  readonly holidays: readonly Holiday[]
  readonly closed: Readonly<Record<string, string>>
  readonly open: readonly string[]
  readonly from?: string
  readonly through?: string
  /** A day is open only where it is in all of these, too. */
  readonly and: readonly Calendar[]
}

/** From one open day to the next there are never more days than this. */
const MOST_CLOSED = 31

/**
 * A calendar of open and closed days. Throws HUB_NAME, HUB_CALENDAR_SHAPE, and HUB_CALENDAR_CLOSED when it knows a time
 * of more than 31 closed days on end.
 */
export function calendar(name: string, spec: CalendarSpec): Calendar {
  const { summary, weekend, holidays, closed = {}, open = [], from, through } = spec
  checkedName('calendar', name)
  const wrong = wrongIn(spec)
  if (wrong !== undefined) throw HUB_CALENDAR_SHAPE(name, wrong)
  return checkedGaps({
    kind: 'calendar',
    name,
    summary,
    weekend: Object.freeze([...weekend]),
    holidays: Object.freeze([...holidays]),
    closed: Object.freeze({ ...closed }),
    open: Object.freeze([...open]),
    ...(from === undefined ? {} : { from }),
    ...(through === undefined ? {} : { through }),
    and: [],
  })
}

/**
 * The days that are open in every one of these calendars, such as those of the country's banks and of the payment
 * system. Known as long as all of them are. Throws HUB_NAME, HUB_CALENDAR_SHAPE, HUB_CALENDAR_CLOSED.
 */
export function openInAll(name: string, ...calendars: readonly Calendar[]): Calendar {
  checkedName('calendar', name)
  if (calendars.length < 2) throw HUB_CALENDAR_SHAPE(name, `takes two calendars or more; got ${calendars.length}`)
  const from = calendars
    .flatMap((one) => one.from ?? [])
    .sort()
    .at(-1)
  const through = calendars.flatMap((one) => one.through ?? []).sort()[0]
  if (from !== undefined && through !== undefined && from > through)
    throw HUB_CALENDAR_SHAPE(
      name,
      `has no day that all its calendars know: one begins at ${from}, one ends at ${through}`,
    )
  return checkedGaps({
    kind: 'calendar',
    name,
    summary: `open in all of ${calendars.map((one) => one.name).join(', ')}`,
    weekend: [],
    holidays: [],
    closed: {},
    open: [],
    ...(from === undefined ? {} : { from }),
    ...(through === undefined ? {} : { through }),
    and: Object.freeze([...calendars]),
  })
}

export function isCalendar(value: unknown): value is Calendar {
  return (value as Partial<Calendar> | null | undefined)?.kind === 'calendar'
}

function wrongIn({ weekend, holidays, closed = {}, open = [], from, through }: CalendarSpec): string | undefined {
  const notAWeekday = weekend.find((day) => !WEEKDAYS.includes(day))
  if (notAWeekday !== undefined) return `its weekend is of ${WEEKDAYS.join(', ')}; got ${JSON.stringify(notAWeekday)}`
  for (const holiday of holidays) {
    const { name, since, until } = holiday
    if (typeof name !== 'string' || name === '') return 'a holiday has no name'
    if (
      holiday.rule === 'easter' ? !Number.isInteger(holiday.days) : dayOfDate(`2024-${holiday.monthDay}`) === undefined
    )
      return `the holiday ${name} has a month and day such as 12-06, or whole days from Easter`
    if (holiday.rule === 'first' && !WEEKDAYS.includes(holiday.weekday))
      return `the holiday ${name} is on one of ${WEEKDAYS.join(', ')}; got ${JSON.stringify(holiday.weekday)}`
    if (since !== undefined && until !== undefined && since > until)
      return `the holiday ${name} is kept since ${since} until ${until}, which is never`
  }
  const dates = [...Object.keys(closed), ...open, from, through].filter((date) => date !== undefined)
  const notADate = dates.find((date) => dayOfDate(date) === undefined)
  if (notADate !== undefined) return `"${notADate}" is not a date such as 2026-12-31`
  const both = open.find((date) => Object.hasOwn(closed, date))
  if (both !== undefined) return `${both} is listed as open and as closed`
  if (from !== undefined && through !== undefined && from > through)
    return `it is known from ${from} through ${through}`
  const outside = [...Object.keys(closed), ...open].find(
    (date) => (from !== undefined && date < from) || (through !== undefined && date > through),
  )
  return outside === undefined ? undefined : `${outside} lies outside of what it knows, ${rangeOf({ from, through })}`
}

const rangeOf = ({ from, through }: { readonly from?: string | undefined; readonly through?: string | undefined }) =>
  [...(from === undefined ? [] : [`from ${from}`]), ...(through === undefined ? [] : [`through ${through}`])].join(' ')

// Forty years hold every pattern of weekdays, leap years and early and late Easters that matters here.
const LOOKED_THROUGH = 40 * 366

function checkedGaps(made: Calendar): Calendar {
  const first = firstDay(made) ?? dayOfDate('2020-01-01')!
  const last = Math.min(lastDay(made) ?? Number.POSITIVE_INFINITY, first + LOOKED_THROUGH)
  let open = first - 1
  for (let day = first; day <= last; day++)
    if (closedOn(made, day) === undefined) open = day
    else if (day - open > MOST_CLOSED) throw HUB_CALENDAR_CLOSED(made.name, dateOfDay(open + 1), MOST_CLOSED)
  return Object.freeze(made)
}

/** The first day the calendar knows. */
export function firstDay({ from }: Calendar): number | undefined {
  return from === undefined ? undefined : dayOfDate(from)
}

/** The last day the calendar knows. */
export function lastDay({ through }: Calendar): number | undefined {
  return through === undefined ? undefined : dayOfDate(through)
}

const years = new WeakMap<Calendar, Map<number, ReadonlyMap<number, string>>>()

/** The holidays of a year by their day. They follow from the calendar alone, so they are computed once. */
function holidaysIn(of: Calendar, year: number): ReadonlyMap<number, string> {
  const known = years.get(of) ?? new Map<number, ReadonlyMap<number, string>>()
  years.set(of, known)
  const before = known.get(year)
  if (before !== undefined) return before
  const found = new Map<number, string>()
  // A holiday at the end of a year may close the first Monday of the next.
  for (const from of [year - 1, year])
    for (const holiday of of.holidays)
      for (const day of daysOf(holiday, from))
        if (yearOfDay(day) === year && !found.has(day)) found.set(day, holiday.name)
  for (const [date, reason] of Object.entries(of.closed))
    if (date.startsWith(`${year}-`)) found.set(dayOfDate(date)!, reason)
  known.set(year, found)
  return found
}

/**
 * Why a day is closed: the holiday's name before the weekday's. undefined when it is open. Days before the calendar
 * begins are closed; throws HUB_CALENDAR_ENDS for days after its end.
 */
export function closedOn(of: Calendar, day: number): string | undefined {
  const end = lastDay(of)
  if (end !== undefined && day > end) throw HUB_CALENDAR_ENDS(of.name, of.through!, dateOfDay(day))
  const begin = firstDay(of)
  if (begin !== undefined && day < begin) return `before ${of.from}`
  if (of.open.length > 0 && of.open.includes(dateOfDay(day))) return undefined
  const holiday = holidaysIn(of, yearOfDay(day)).get(day)
  if (holiday !== undefined) return holiday
  const weekday = weekdayOf(day)
  if (of.weekend.includes(weekday)) return weekday
  for (const one of of.and) {
    const reason = closedOn(one, day)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** The first open day from this one on. Throws HUB_CALENDAR_ENDS, HUB_CALENDAR_CLOSED. */
export function openOnOrAfter(of: Calendar, day: number): number {
  const start = Math.max(day, firstDay(of) ?? day)
  for (let one = start; one <= start + MOST_CLOSED; one++) if (closedOn(of, one) === undefined) return one
  throw HUB_CALENDAR_CLOSED(of.name, dateOfDay(start), MOST_CLOSED)
}

/** The last open day up to this one; undefined when the calendar begins later. Throws HUB_CALENDAR_CLOSED. */
export function openOnOrBefore(of: Calendar, day: number): number | undefined {
  const start = Math.min(day, lastDay(of) ?? day)
  const begin = firstDay(of) ?? Number.NEGATIVE_INFINITY
  for (let one = start; one >= start - MOST_CLOSED; one--) {
    if (one < begin) return undefined
    if (closedOn(of, one) === undefined) return one
  }
  throw HUB_CALENDAR_CLOSED(of.name, dateOfDay(start), MOST_CLOSED)
}

const YEAR = 366

/** The next closed days that are more than a weekend, from this one on, within a year and what the calendar knows. */
export function holidaysFrom(of: Calendar, day: number, most: number): readonly { day: number; why: string }[] {
  const found: { day: number; why: string }[] = []
  const end = Math.min(day + YEAR, lastDay(of) ?? Number.POSITIVE_INFINITY)
  for (let one = Math.max(day, firstDay(of) ?? day); one <= end && found.length < most; one++) {
    const why = closedOn(of, one)
    if (why !== undefined && !(WEEKDAYS as readonly string[]).includes(why)) found.push({ day: one, why })
  }
  return found
}

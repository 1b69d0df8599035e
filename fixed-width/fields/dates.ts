import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawDate } from './samples.js'

/** How a date or time stands in the columns: digits, and where the pattern shows them, the marks between. */
export type DatePattern = keyof typeof PARTS

export interface DateOptions {
  /** What stands in every column when there is no date; it reads as `''`. Without it there must be one. */
  readonly none?: '0' | ' '
  /** The year that `00` … `99` may first mean: 1970 (unless told) makes them 1970 … 2069. */
  readonly from?: number
}

const PARTS = {
  yymmdd: ['yy', 'mm', 'dd'],
  yyyymmdd: ['yyyy', 'mm', 'dd'],
  ddmmyy: ['dd', 'mm', 'yy'],
  ddmmyyyy: ['dd', 'mm', 'yyyy'],
  mmddyy: ['mm', 'dd', 'yy'],
  mmddyyyy: ['mm', 'dd', 'yyyy'],
  'yyyy-mm-dd': ['yyyy', '-', 'mm', '-', 'dd'],
  'dd.mm.yyyy': ['dd', '.', 'mm', '.', 'yyyy'],
  'dd/mm/yyyy': ['dd', '/', 'mm', '/', 'yyyy'],
  /** The day of the year, as of old mainframes: 2026-02-01 is 26032. */
  yyddd: ['yy', 'ddd'],
  yyyyddd: ['yyyy', 'ddd'],
  yymm: ['yy', 'mm'],
  yyyymm: ['yyyy', 'mm'],
  mmyyyy: ['mm', 'yyyy'],
  hhmm: ['HH', 'MM'],
  hhmmss: ['HH', 'MM', 'SS'],
  'hh:mm': ['HH', ':', 'MM'],
  'hh:mm:ss': ['HH', ':', 'MM', ':', 'SS'],
  yymmddHHMM: ['yy', 'mm', 'dd', 'HH', 'MM'],
  yymmddHHMMSS: ['yy', 'mm', 'dd', 'HH', 'MM', 'SS'],
  yyyymmddHHMM: ['yyyy', 'mm', 'dd', 'HH', 'MM'],
  yyyymmddHHMMSS: ['yyyy', 'mm', 'dd', 'HH', 'MM', 'SS'],
  ddmmyyHHMMSS: ['dd', 'mm', 'yy', 'HH', 'MM', 'SS'],
  ddmmyyyyHHMMSS: ['dd', 'mm', 'yyyy', 'HH', 'MM', 'SS'],
  'yyyy-mm-ddTHH:MM:SS': ['yyyy', '-', 'mm', '-', 'dd', 'T', 'HH', ':', 'MM', ':', 'SS'],
} as const
const MARKS: ReadonlySet<string> = new Set(['-', '.', '/', ':', 'T'])
const DIGITS = /^[0-9]+$/
const REMEMBERED = 1024

/**
 * A date or time as ISO 8601 says it: `2026-03-01`, `2026-03`, `23:59`, `23:59:30`, `2026-03-02T04:00:00` (the wall clock
 * of whoever wrote the file). Only days that the calendar has are taken.
 */
export function date(pattern: DatePattern, options: DateOptions = {}): Field<string> {
  const width = pattern.length
  const { none, from = 1970 } = options
  const nothing = none?.repeat(width)
  const parts: readonly string[] = PARTS[pattern]
  const years = parts.includes('yy') ? ` from ${from} to ${from + 99}` : ''
  const holds = `a ${pattern.startsWith('hh') ? 'time' : 'date'} ${pattern}${years}${none === undefined ? '' : ` or ${none === ' ' ? 'blanks' : 'zeros'}`}`
  const read = (units: string): string | Wrong => {
    if (units === nothing) return ''
    const found: Record<string, number> = {}
    let at = 0
    for (const part of parts) {
      const own = units.slice(at, at + part.length)
      at += part.length
      if (MARKS.has(part) ? own !== part : !DIGITS.test(own)) return new Wrong(holds)
      if (!MARKS.has(part)) found[part] = Number(own)
    }
    if (found.yy !== undefined) found.yyyy = found.yy + Math.ceil((from - found.yy) / 100) * 100
    return isoOf(found) ?? new Wrong(holds)
  }
  // A file holds few different dates in many records.
  const remembered = new Map<string, string>()
  const written = new Map<unknown, string>()
  return field<string>({
    width,
    holds,
    sample: drawDate(pattern, from),
    parse(units) {
      const known = remembered.get(units)
      if (known !== undefined) return known
      const found = read(units)
      if (found instanceof Wrong) return found
      if (remembered.size >= REMEMBERED) remembered.clear()
      // A copy of its own: a slice would keep the chunk it was cut from.
      remembered.set(Buffer.from(units, 'latin1').toString('latin1'), found)
      return found
    },
    format(value) {
      const known = written.get(value)
      if (known !== undefined) return known
      if (typeof value !== 'string') return new Refusal('value', value, holds)
      if (value === '' && nothing !== undefined) return nothing
      const found = partsOf(value, parts)
      if (found === undefined) return new Refusal('value', value, holds)
      const units = parts
        .map((part) => (MARKS.has(part) ? part : String(part === 'yy' ? found.yyyy! % 100 : found[part])))
        .map((own, i) => own.padStart(parts[i]!.length, '0'))
        .join('')
      if (read(units) !== value) return new Refusal('value', value, holds)
      if (written.size >= REMEMBERED) written.clear()
      written.set(value, units)
      return units
    },
  })
}

const two = (value: number) => String(value).padStart(2, '0')

function isoOf(found: Readonly<Record<string, number>>): string | undefined {
  const { yyyy, ddd, HH, MM, SS } = found
  const { mm, dd } = yyyy === undefined || ddd === undefined ? found : dayOfYear(yyyy, ddd)
  if ((HH ?? 0) > 23 || (MM ?? 0) > 59 || (SS ?? 0) > 59) return undefined
  const time = HH === undefined ? '' : `${two(HH)}:${two(MM!)}${SS === undefined ? '' : `:${two(SS)}`}`
  if (yyyy === undefined) return time
  if (mm! < 1 || mm! > 12 || yyyy < 1) return undefined
  const month = `${String(yyyy).padStart(4, '0')}-${two(mm!)}`
  if (dd === undefined) return month
  if (dd < 1 || dd > daysOf(yyyy, mm!)) return undefined
  return time === '' ? `${month}-${two(dd)}` : `${month}-${two(dd)}T${time}`
}

function dayOfYear(yyyy: number, ddd: number): { readonly mm: number; readonly dd: number } {
  let [mm, dd] = [1, ddd]
  for (; mm < 12 && dd > daysOf(yyyy, mm); mm++) dd -= daysOf(yyyy, mm)
  return { mm, dd }
}

const daysOf = (year: number, month: number) =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

const ISO_DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/
const ISO_TIME = /^(\d{2}):(\d{2})(?::(\d{2}))?$/

function partsOf(value: string, parts: readonly string[]): Record<string, number> | undefined {
  const hasTime = parts.includes('HH')
  const hasDate = parts.includes('yy') || parts.includes('yyyy')
  const [first, second] = hasTime && hasDate ? value.split('T') : hasDate ? [value, undefined] : [undefined, value]
  const day = first === undefined ? undefined : ISO_DATE.exec(first)
  const time = second === undefined ? undefined : ISO_TIME.exec(second)
  if ((hasDate && !day) || (hasTime && !time)) return undefined
  const found: Record<string, number> = {}
  if (day)
    Object.assign(found, { yyyy: Number(day[1]), mm: Number(day[2]), dd: day[3] === undefined ? 0 : Number(day[3]) })
  if (parts.includes('ddd') && day?.[3] !== undefined) {
    found.ddd = found.dd!
    for (let month = 1; month < found.mm!; month++) found.ddd += daysOf(found.yyyy!, month)
  }
  if (time)
    Object.assign(found, { HH: Number(time[1]), MM: Number(time[2]), SS: time[3] === undefined ? 0 : Number(time[3]) })
  return found
}

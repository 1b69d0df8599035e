import { Type } from 'typebox'
import type { SimpleType } from './schema.js'
import { simple } from './simple.js'

export interface ZoneFacets {
  /** Whether a zone (`Z`, `+02:00`) may stand, must stand or must not; `may` unless told. It is kept as it stands. */
  readonly zone?: 'may' | 'must' | 'must-not'
}

const ZONE = '(Z|[+-](?:0\\d|1[0-3]):[0-5]\\d|[+-]14:00)'
const DATE = '(\\d{4})-(\\d\\d)-(\\d\\d)'
const TIME = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,12})?|24:00:00(?:\\.0{1,12})?)'
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether the calendar has the day. Year 0 is none. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= DAYS[month - 1]! + (leap ? 1 : 0)
}

const digits = (text: string, from: number, to: number) => {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}

interface Kind {
  readonly form: string
  /** Whether digits 0-4, 5-7 and 8-10 are a day that must be in the calendar. */
  readonly dated: boolean
  readonly holds: string
  readonly format?: string
  sample(random: () => number): string
}

function moment({ form, dated, holds, format, sample }: Kind, { zone = 'may' }: ZoneFacets): SimpleType<string> {
  const whole = new RegExp(`^${form}${zone === 'must-not' ? '' : `${ZONE}${zone === 'may' ? '?' : ''}`}$`)
  const fits = (value: string) =>
    whole.test(value) && (!dated || isDay(digits(value, 0, 4), digits(value, 5, 7), digits(value, 8, 10)))
  const said = { may: ', with or without a zone', must: ' and a zone', 'must-not': ' and no zone' }[zone]
  return simple({
    holds: `${holds}${said}`,
    solid: true,
    parse: (text) => (fits(text) ? text : undefined),
    format: (value) => (typeof value === 'string' && fits(value) ? value : undefined),
    message: Type.String(format !== undefined && zone === 'must-not' ? { format } : { pattern: whole.source }),
    sample: (random) => `${sample(random)}${zone === 'must' ? 'Z' : ''}`,
  })
}

const two = (value: number) => String(value).padStart(2, '0')
const day = (random: () => number) =>
  `${2020 + Math.floor(random() * 10)}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`
const clock = (random: () => number) =>
  `${two(Math.floor(random() * 24))}:${two(Math.floor(random() * 60))}:${two(Math.floor(random() * 60))}`

/** xs:date, such as `2026-11-22`, kept as it stands with its zone if it has one. Years have four digits. */
export const date = (facets: ZoneFacets = {}): SimpleType<string> =>
  moment({ form: DATE, dated: true, holds: 'a date like 2026-11-22', format: 'date', sample: day }, facets)

/** xs:dateTime, such as `2026-11-22T10:15:00+02:00`, kept as it stands. */
export const dateTime = (facets: ZoneFacets = {}): SimpleType<string> =>
  moment(
    {
      form: `${DATE}T${TIME}`,
      dated: true,
      holds: 'a date and time like 2026-11-22T10:15:00',
      sample: (random) => `${day(random)}T${clock(random)}`,
    },
    facets,
  )

/** xs:time, such as `10:15:00`, kept as it stands. */
export const time = (facets: ZoneFacets = {}): SimpleType<string> =>
  moment({ form: TIME, dated: false, holds: 'a time like 10:15:00', sample: clock }, facets)

/** xs:gYear, such as `2026`. */
export const year = (facets: ZoneFacets = {}): SimpleType<string> =>
  moment({ form: '\\d{4}', dated: false, holds: 'a year', sample: (random) => day(random).slice(0, 4) }, facets)

/** xs:gYearMonth, such as `2026-11`. */
export const yearMonth = (facets: ZoneFacets = {}): SimpleType<string> =>
  moment(
    {
      form: '\\d{4}-(?:0[1-9]|1[0-2])',
      dated: false,
      holds: 'a month like 2026-11',
      sample: (random) => day(random).slice(0, 7),
    },
    facets,
  )

/** How dates stand in documents that do not use xs:date: Y, M and D are digits, anything else stands as it is. */
export type DatePicture = 'CCYYMMDD' | 'DD.MM.CCYY' | 'DDMMCCYY' | 'CCYY/MM/DD' | 'MM/DD/CCYY'

/** A date in a form of its own, such as Finvoice's CCYYMMDD; the value is an ISO date. */
export function dateIn(picture: DatePicture): SimpleType<string> {
  const [y, m, d] = [picture.indexOf('CCYY'), picture.indexOf('MM'), picture.indexOf('DD')]
  const whole = new RegExp(`^${picture.replace(/[CYMD]/g, '\\d').replaceAll('.', '\\.')}$`)
  return simple({
    holds: `a date as ${picture}`,
    solid: true,
    parse(text) {
      if (!whole.test(text) || !isDay(digits(text, y, y + 4), digits(text, m, m + 2), digits(text, d, d + 2)))
        return undefined
      return `${text.slice(y, y + 4)}-${text.slice(m, m + 2)}-${text.slice(d, d + 2)}`
    },
    format(value) {
      if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
      const [year, month, day] = [value.slice(0, 4), value.slice(5, 7), value.slice(8)]
      if (!isDay(Number(year), Number(month), Number(day))) return undefined
      return picture.replace('CCYY', year).replace('MM', month).replace('DD', day)
    },
    message: Type.String({ format: 'date' }),
    sample: day,
  })
}

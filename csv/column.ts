import { HUB_CSV_DEFINITION } from './errors.js'

declare const held: unique symbol

/**
 * What a column holds. `parse` and `format` give undefined for what it does not hold; a field that is empty reads as what
 * `parse('')` gives.
 */
export interface Column<Out, Presence extends 'always' | 'maybe' = 'always' | 'maybe'> {
  readonly [held]?: Presence
  /** What the column holds, for error texts: "a date DD.MM.YYYY". */
  readonly holds: string
  /** Whether values concern a person and are never told. */
  readonly personal: boolean
  /** Whether an empty field is no value: undefined. */
  readonly optional: boolean
  /** Whether the whole column may be missing in a file that is read. */
  readonly mayLack: boolean
  /** Its header where that is not the property's name. */
  readonly header: string | undefined
  /** Whether a spreadsheet could take what is written for a formula. */
  readonly free: boolean
  parse(text: string): Out | undefined
  format(value: Out): string | undefined
}
// biome-ignore lint/suspicious/noExplicitAny: what a column holds is said by its own type only
export type AnyColumn = Column<any>
export type Columns = Readonly<Record<string, AnyColumn>>

type OutOf<C> = C extends Column<infer Out> ? Out : never
type Optional<C> = {
  [K in keyof C]: C[K] extends { readonly [held]?: infer P } ? ('maybe' extends P ? K : never) : never
}[keyof C]
type Flat<T> = { [K in keyof T]: T[K] }
/** A record of a file: its required columns, and the optional ones that are not empty. */
export type RecordOf<C> = Flat<
  { readonly [K in Exclude<keyof C, Optional<C>>]: OutOf<C[K]> } & {
    readonly [K in Optional<C>]?: OutOf<C[K]> | undefined
  }
>

type Spec<Out> = Pick<Column<Out>, 'holds' | 'parse' | 'format'> & { readonly free?: boolean }
/** A column of one's own. */
export function column<Out>(spec: Spec<Out>): Column<Out, 'always'> {
  const plain = { personal: false, optional: false, mayLack: false, header: undefined, free: false }
  return Object.freeze({ ...plain, ...spec })
}

/** An empty field is no value. `mayLack`: files without the column at all are read too. */
export function optional<Out>(
  of: Column<Out>,
  { mayLack = false }: { readonly mayLack?: boolean } = {},
): Column<Out, 'maybe'> {
  return Object.freeze({ ...of, optional: true, mayLack }) as Column<Out, 'maybe'>
}

/** A column whose header is not its property's name: `headed('Unit price', minorUnits(2))`. */
export function headed<Out, P extends 'always' | 'maybe'>(header: string, of: Column<Out, P>): Column<Out, P> {
  return Object.freeze({ ...of, header })
}

/** Values that concern a person: errors tell their length only. */
export function personal<Out, P extends 'always' | 'maybe'>(of: Column<Out, P>): Column<Out, P> {
  return Object.freeze({ ...of, personal: true })
}

export interface TextOptions {
  /** Characters; 0 unless told, so that an empty field is the empty text. */
  readonly min?: number
  readonly max?: number
  /** The whole text must match. */
  readonly pattern?: RegExp
}
/** Text as it stands between delimiters or quotes, blanks and line ends included. */
export function text({ min = 0, max = Number.POSITIVE_INFINITY, pattern }: TextOptions = {}): Column<string, 'always'> {
  const whole =
    pattern === undefined ? undefined : new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace('g', ''))
  const fits = (value: unknown): value is string => {
    if (typeof value !== 'string') return false
    const length = value.length <= max && value.length >= min * 2 ? value.length : [...value].length
    return length >= min && length <= max && (whole === undefined || whole.test(value))
  }
  const range = Number.isFinite(max)
    ? ` of ${min} to ${max} characters`
    : min > 0
      ? ` of at least ${min} characters`
      : ''
  return column({
    holds: `text${range}${pattern ? ` that matches ${pattern.source}` : ''}`,
    free: true,
    parse: (value) => (fits(value) ? value : undefined),
    format: (value) => (fits(value) ? value : undefined),
  })
}

/** One of these texts. */
export function oneOf<const V extends string>(...values: readonly V[]): Column<V, 'always'> {
  const is = (value: string): value is V => (values as readonly string[]).includes(value)
  return column<V>({
    holds: `one of ${values.join(', ')}`,
    parse: (value) => (is(value) ? value : undefined),
    format: (value) => (is(value) ? value : undefined),
  })
}

/** Yes or no, as two texts: `flag('K', 'E')`. */
export function flag(yes: string, no: string): Column<boolean, 'always'> {
  return column({
    holds: `${yes} or ${no}`,
    parse: (value) => (value === yes ? true : value === no ? false : undefined),
    format: (value) => (typeof value === 'boolean' ? (value ? yes : no) : undefined),
  })
}

const INTEGER = /^-?\d+$/
/** A whole number that a number holds exactly. No thousands separators. Leading zeros are read and not written again. */
export function integer({
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
}: {
  readonly min?: number
  readonly max?: number
} = {}): Column<number, 'always'> {
  const fits = (value: number) => Number.isSafeInteger(value) && value >= min && value <= max
  return column({
    holds: `an integer from ${min} to ${max}`,
    parse(value) {
      const number = INTEGER.test(value) ? Number(value) : Number.NaN
      return fits(number) ? (number === 0 ? 0 : number) : undefined
    },
    format: (value) => (fits(value) ? String(value === 0 ? 0 : value) : undefined),
  })
}

/** A whole number of at most `digits` digits, as a bigint. */
export function bigInteger(digits = 38): Column<bigint, 'always'> {
  const most = 10n ** BigInt(digits)
  const fits = (value: unknown): value is bigint => typeof value === 'bigint' && value < most && value > -most
  return column({
    holds: `an integer of at most ${digits} digits`,
    parse(value) {
      if (!INTEGER.test(value) || value.length > digits * 2 + 1) return undefined
      const number = BigInt(value)
      return fits(number) ? number : undefined
    },
    format: (value) => (fits(value) ? String(value) : undefined),
  })
}

export interface MinorUnitsOptions {
  /** What stands between whole and fraction; '.' unless told. */
  readonly point?: '.' | ','
  /** Digits in all; 18 unless told. */
  readonly digits?: number
}
/**
 * Money and other decimals, exactly: an integer of the smallest unit. `minorUnits(2)` reads `12.5`, `12.50` and `12` as
 * 1250n, 1250n and 1200n and writes `12.50`. More digits behind the point are refused, unless they are zeros.
 */
export function minorUnits(
  scale: number,
  { point = '.', digits = 18 }: MinorUnitsOptions = {},
): Column<bigint, 'always'> {
  if (!Number.isInteger(scale) || scale < 0 || scale > digits)
    throw HUB_CSV_DEFINITION('minorUnits', `takes 0 to ${digits} digits behind the point, not ${scale}`)
  const form = new RegExp(`^(-?)(\\d+)(?:\\${point}(\\d+))?$`)
  const most = 10n ** BigInt(digits)
  return column({
    holds: `a decimal with at most ${scale} digits behind "${point}"`,
    parse(value) {
      if (value.length > digits * 2 + 2) return undefined
      const [, sign, whole = '', fraction = ''] = form.exec(value) ?? [undefined, '', '', undefined]
      if (whole === '' || !/^0*$/.test(fraction.slice(scale))) return undefined
      const units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
      return units < most ? (sign === '-' ? -units : units) : undefined
    },
    format(value) {
      if (typeof value !== 'bigint' || value >= most || value <= -most) return undefined
      const all = String(value < 0n ? -value : value).padStart(scale + 1, '0')
      const whole = all.slice(0, all.length - scale)
      return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : point + all.slice(all.length - scale)}`
    },
  })
}

/** How a date stands in the file; D and M alone are days and months without a leading zero. */
export type DatePicture = 'YYYY-MM-DD' | 'YYYYMMDD' | 'DD.MM.YYYY' | 'D.M.YYYY' | 'DD/MM/YYYY' | 'MM/DD/YYYY'
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** A date, as ISO 8601 says it: `2026-11-22`. Only days that the calendar has are taken. */
export function date(picture: DatePicture = 'YYYY-MM-DD'): Column<string, 'always'> {
  const loose = picture === 'D.M.YYYY'
  const part = (name: string, digits: string) => `(?<${name}>\\d{${digits}})`
  const form = new RegExp(
    `^${picture
      .replaceAll(/[./-]/g, '\\$&')
      .replace('YYYY', part('year', '4'))
      .replace(/M+/, part('month', loose ? '1,2' : '2'))
      .replace(/D+/, part('day', loose ? '1,2' : '2'))}$`,
  )
  const iso = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/
  const found = (value: string, by: RegExp) => {
    const groups = by.exec(value)?.groups as Record<'year' | 'month' | 'day', string> | undefined
    if (groups === undefined) return undefined
    const [year, month, day] = [Number(groups.year), Number(groups.month), Number(groups.day)]
    const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]! + (leap ? 1 : 0)) return undefined
    if (loose && (groups.day.startsWith('0') || groups.month.startsWith('0'))) return undefined
    return { year: groups.year, month, day }
  }
  const two = (value: number) => String(value).padStart(2, '0')
  return column({
    holds: `a date ${picture}`,
    // A file holds few different dates in many records.
    parse: remembering((value) => {
      const is = found(value, form)
      return is && `${is.year}-${two(is.month)}-${two(is.day)}`
    }),
    format: remembering((value) => {
      const [, year, month, day] = iso.exec(value) ?? []
      if (year === undefined) return undefined
      const shape = (digits: string) => (loose ? String(Number(digits)) : digits)
      const written = picture.replace('YYYY', year).replace(/M+/, shape(month!)).replace(/D+/, shape(day!))
      return found(written, form) && written
    }),
  })
}

const REMEMBERED = 1024
/** The same answers, looked up where the same text comes again; anything but text has none. */
function remembering(of: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (typeof text !== 'string') return undefined
    if (known.has(text)) return known.get(text)
    if (known.size >= REMEMBERED) known.clear()
    const answer = of(text)
    known.set(text, answer)
    return answer
  }
}

import { Type } from 'typebox'
import { HUB_XML_SCHEMA } from './errors.js'
import type { SimpleType } from './schema.js'
import { simple } from './simple.js'

export interface DecimalFacets {
  /** Digits in all, zeros at the ends not counted. */
  readonly totalDigits?: number
  /** Digits behind the point, zeros at the end not counted. */
  readonly fractionDigits?: number
  /** Such as '0' for amounts that may not be negative. */
  readonly min?: string
  readonly max?: string
  /** What stands between whole and fraction in the XML; the value always has a point. Finvoice has commas. */
  readonly point?: '.' | ','
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/
/** Longer numbers are none of business, and counting with them takes long. */
const LONGEST = 1_000
const isDecimal = (text: string) => text.length <= LONGEST && DECIMAL.test(text)

/** A decimal as an integer of `scale` digits behind the point, or undefined if that would cut it or it is none. */
export function unitsOf(decimal: string, scale: number): bigint | undefined {
  if (!isDecimal(decimal)) return undefined
  const at = decimal.indexOf('.')
  const whole = at < 0 ? decimal : decimal.slice(0, at)
  const fraction = at < 0 ? '' : decimal.slice(at + 1)
  for (let i = scale; i < fraction.length; i++) if (fraction[i] !== '0') return undefined
  const digits = `${whole}${fraction.slice(0, scale).padEnd(scale, '0')}`
  if (digits[0] === '-') return -BigInt(digits.slice(1) || '0')
  return BigInt((digits[0] === '+' ? digits.slice(1) : digits) || '0')
}

/** The decimal of an integer with `scale` digits behind the point: `decimalOf(-5n, 2)` is `-0.05`. */
export function decimalOf(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const sign = units < 0n ? '-' : ''
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(digits.length - scale)}`
}

/** Below 0, 0 or above 0, exactly: decimals are never made floats. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(a.length, b.length)
  const [one, other] = [unitsOf(a, scale), unitsOf(b, scale)]
  if (one === undefined || other === undefined) throw HUB_XML_SCHEMA('a decimal', 'is compared with what is none')
  return one < other ? -1 : one > other ? 1 : 0
}

/** Whether the digits that say something are no more than allowed. */
function fitsDigits(value: string, total: number, fraction: number): boolean {
  const point = value.indexOf('.')
  let end = value.length
  if (point >= 0) while (end > point + 1 && value.charCodeAt(end - 1) === 48) end--
  const behind = point < 0 ? 0 : end - point - 1
  if (behind > fraction) return false
  let from = value[0] === '-' || value[0] === '+' ? 1 : 0
  const stop = point < 0 ? value.length : point
  while (from < stop && value.charCodeAt(from) === 48) from++
  return stop - from + behind <= total
}

/**
 * xs:decimal, exactly: a text of digits with a point, kept as it stood (`18.150`, not `18.15`). Count with it by `unitsOf`,
 * once the currency says how many digits there are; where the schema itself says it, use `minorUnits`.
 */
export function decimal(facets: DecimalFacets = {}): SimpleType<string> {
  const { totalDigits = Number.POSITIVE_INFINITY, fractionDigits = Number.POSITIVE_INFINITY, min, max, point } = facets
  const fits = (value: string) =>
    isDecimal(value) &&
    fitsDigits(value, totalDigits, fractionDigits) &&
    (min === undefined ||
      (min === '0' ? value[0] !== '-' || unitsOf(value, value.length) === 0n : compareDecimals(value, min) >= 0)) &&
    (max === undefined || compareDecimals(value, max) <= 0)
  const comma = point === ','
  const limits = [
    ...(Number.isFinite(totalDigits) ? [`${totalDigits} digits`] : []),
    ...(Number.isFinite(fractionDigits) ? [`${fractionDigits} of them behind the ${comma ? 'comma' : 'point'}`] : []),
  ]
  const range = `${min === undefined ? '' : `, not below ${min}`}${max === undefined ? '' : `, not above ${max}`}`
  return simple({
    holds: `a decimal${limits.length === 0 ? '' : ` of at most ${limits.join(', ')}`}${range}`,
    solid: true,
    parse(text) {
      if (!comma) return fits(text) ? text : undefined
      const value = text.replace(',', '.')
      return text.includes('.') || !fits(value) ? undefined : value
    },
    format: (value) =>
      typeof value === 'string' && fits(value) ? (comma ? value.replace('.', ',') : value) : undefined,
    message: Type.String({ pattern: DECIMAL.source }),
    sample(random) {
      const scale = Math.min(2, fractionDigits)
      const value = decimalOf(BigInt(Math.floor(random() * 10 ** Math.min(7, totalDigits))), scale)
      return fits(value) ? value : (min ?? max ?? '0')
    },
  })
}

/**
 * A decimal with as many digits behind its point as the money has, read as an integer of the smallest unit: `minorUnits(2)`
 * reads `12.5` and `12.50` as 1250n and writes `12.50`. More digits are refused, unless they are zeros.
 */
export function minorUnits(
  scale: number,
  { totalDigits = 18, min, point }: Pick<DecimalFacets, 'totalDigits' | 'point'> & { readonly min?: bigint } = {},
): SimpleType<bigint> {
  const comma = point === ','
  const most = 10n ** BigInt(totalDigits)
  const fits = (units: bigint) => units < most && units > -most && (min === undefined || units >= min)
  return simple({
    holds: `money with ${scale} digits behind the ${comma ? 'comma' : 'point'}${min === undefined ? '' : `, not below ${decimalOf(min, scale)}`}`,
    solid: true,
    parse(text) {
      if (comma && text.includes('.')) return undefined
      const units = unitsOf(comma ? text.replace(',', '.') : text, scale)
      return units === undefined || !fits(units) ? undefined : units
    },
    format(value) {
      if (typeof value !== 'bigint' || !fits(value)) return undefined
      const text = decimalOf(value, scale)
      return comma ? text.replace('.', ',') : text
    },
    message: Type.Unsafe<bigint>({ description: 'A whole number of any length (bigint).' }),
    sample: (random) => (min ?? 0n) + BigInt(Math.floor(random() * 1_000_000)),
  })
}

export interface IntegerFacets {
  readonly min?: number
  readonly max?: number
}
const INTEGER = /^[+-]?\d+$/

/** xs:integer and what is derived from it, as a number; what a number cannot hold exactly is refused, see `bigInteger`. */
export function integer({
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
}: IntegerFacets = {}): SimpleType<number> {
  const fits = (value: number) => Number.isSafeInteger(value) && value >= min && value <= max
  return simple({
    holds: `an integer from ${min} to ${max}`,
    solid: true,
    parse(text) {
      const value = INTEGER.test(text) ? Number(text) + 0 : Number.NaN
      return fits(value) ? (value === 0 ? 0 : value) : undefined
    },
    format: (value) => (typeof value === 'number' && fits(value) ? String(value === 0 ? 0 : value) : undefined),
    message: Type.Integer({ minimum: min, maximum: max }),
    sample: (random) => Math.max(min, Math.min(max, Math.max(0, min) + Math.floor(random() * 1000))),
  })
}

/** xs:integer of any length. */
export function bigInteger({ min, totalDigits = 1000 }: { readonly min?: bigint; readonly totalDigits?: number } = {}) {
  const most = 10n ** BigInt(totalDigits)
  const fits = (value: bigint) => value < most && value > -most && (min === undefined || value >= min)
  return simple<bigint>({
    holds: `an integer of at most ${totalDigits} digits${min === undefined ? '' : `, not below ${min}`}`,
    solid: true,
    parse(text) {
      if (!INTEGER.test(text) || text.length > totalDigits + LONGEST) return undefined
      const value = BigInt(text[0] === '+' ? text.slice(1) : text)
      return fits(value) ? value : undefined
    },
    format: (value) => (typeof value === 'bigint' && fits(value) ? String(value) : undefined),
    message: Type.Unsafe<bigint>({ description: 'A whole number of any length (bigint).' }),
    sample: (random) => (min ?? 0n) + BigInt(Math.floor(random() * 1000)),
  })
}

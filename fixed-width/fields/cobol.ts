import type { Encoding } from '../encoding.js'
import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawAmount, drawSigned } from './samples.js'
import { halvesOf, reversed, unitsOf, unitsOfWords, wordsOf } from './units.js'

// Numbers as COBOL programs and banks' mainframes write them. All are exact: bigint, in whole units of the last decimal.

export interface SignOptions {
  /**
   * `preferred` (default) takes only the signs that are also written, so that a file comes out again as it went in; a
   * negative zero is refused. `any` also reads the others that machines take (packed A C E F plus, B D minus; zones the
   * same; a plain last digit; a negative zero) and writes the preferred ones.
   */
  readonly signs?: 'preferred' | 'any'
}
export interface DecimalsOption {
  /** Implied decimals: with 2, 12.50 is 1250n. Below zero the number counts tens, hundreds, …: -2 is hundreds. */
  readonly decimals?: number
}

const DIGITS = /^[0-9]+$/

/** A bigint that fits, or why not. */
interface Range {
  readonly least: bigint
  readonly most: bigint
  readonly holds: string
}
function refused(value: unknown, { least, most, holds }: Range): Refusal | undefined {
  if (typeof value !== 'bigint' || (value < 0n && least === 0n))
    return new Refusal('value', value, `${holds}, as a bigint`)
  return value < least || value > most ? new Refusal('overflow', value, holds) : undefined
}

const mostOf = (digits: number) => 10n ** BigInt(digits) - 1n

function digitsInWords(digits: number, decimals: number): string {
  if (decimals === 0) return `${digits} digits`
  if (decimals < 0) return `${digits} digits, counting ${10 ** -decimals}s`
  const all = decimals >= digits
  return `${digits} digits, ${all ? `the last of them decimal ${decimals}` : `the last ${decimals} of them decimals`}`
}

// What stands in the column of an overpunched sign, by its unit or, in EBCDIC, by its byte: the digit, and more if need be.
const MINUS = 16
const NOT_PREFERRED = 32
const NO_SIGN = 64
const PLUS_DIGITS = '{ABCDEFGHI'
const MINUS_DIGITS = '}JKLMNOPQR'
const ASCII_ZONES = new Uint8Array(256).fill(NO_SIGN)
const EBCDIC_ZONES = new Uint8Array(256).fill(NO_SIGN)
for (let digit = 0; digit < 10; digit++) {
  ASCII_ZONES[PLUS_DIGITS.charCodeAt(digit)] = digit
  ASCII_ZONES[MINUS_DIGITS.charCodeAt(digit)] = digit | MINUS
  ASCII_ZONES[48 + digit] = digit | NOT_PREFERRED
  EBCDIC_ZONES[0xc0 | digit] = digit
  EBCDIC_ZONES[0xd0 | digit] = digit | MINUS
  for (const zone of [0xa0, 0xe0, 0xf0]) EBCDIC_ZONES[zone | digit] = digit | NOT_PREFERRED
  EBCDIC_ZONES[0xb0 | digit] = digit | MINUS | NOT_PREFERRED
}

function zoneOf(unit: number, { byteOf }: Encoding): number {
  return (byteOf === undefined ? ASCII_ZONES[unit] : EBCDIC_ZONES[byteOf[unit]!]) ?? NO_SIGN
}
function signedDigit(digit: number, negative: boolean, { unitOf }: Encoding): string {
  if (unitOf === undefined) return (negative ? MINUS_DIGITS : PLUS_DIGITS)[digit]!
  return String.fromCharCode(unitOf[(negative ? 0xd0 : 0xc0) | digit]!)
}

export interface ZonedOptions extends SignOptions, DecimalsOption {
  /**
   * Where the sign is: in the zone of the last or first digit (overpunched), in a column of its own, which makes the field
   * one wider, or (unless told) nowhere, and then the number is never negative.
   */
  readonly sign?: 'none' | 'trailing' | 'leading' | 'separate-trailing' | 'separate-leading'
}

/**
 * A COBOL number of USAGE DISPLAY: one column for each digit. Overpunched signs are `{` and A to I for plus, `}` and J to R
 * for minus; in EBCDIC the zones C and D, whatever characters those are on the code page.
 */
export function zoned(digits: number, options: ZonedOptions = {}): Field<bigint> {
  const { sign = 'none', signs = 'preferred', decimals = 0 } = options
  const most = mostOf(digits)
  const separate = sign.startsWith('separate')
  const leading = sign.endsWith('leading')
  const width = separate ? digits + 1 : digits
  const column = leading ? 0 : width - 1
  const mark = separate
    ? `+ or - ${leading ? 'before' : 'after'} them`
    : `the sign in the ${leading ? 'first' : 'last'} one`
  const holds = `${digitsInWords(digits, decimals)}${sign === 'none' ? '' : `, ${mark}`}`
  const wrong = new Wrong(sign === 'none' ? holds : `${holds}${signs === 'any' ? '' : ', and no negative zero'}`)
  const range = { least: sign === 'none' ? 0n : -most, most, holds }
  return field<bigint>({
    width,
    holds,
    adds: true,
    json: 'bigint',
    sample: sign === 'none' ? drawAmount(digits) : drawSigned(drawAmount(digits)),
    parse(units, encoding) {
      if (sign === 'none') return DIGITS.test(units) ? BigInt(units) : wrong
      let own = ''
      let negative: boolean
      if (separate) {
        if (units[column] !== '+' && units[column] !== '-') return wrong
        negative = units[column] === '-'
      } else {
        const zone = zoneOf(units.charCodeAt(column), encoding)
        if (zone >= (signs === 'any' ? NO_SIGN : NOT_PREFERRED)) return wrong
        negative = (zone & MINUS) !== 0
        own = String(zone & 15)
      }
      const plain = leading ? own + units.slice(1) : units.slice(0, -1) + own
      if (!DIGITS.test(plain)) return wrong
      const value = BigInt(plain)
      if (negative && value === 0n && signs !== 'any') return wrong
      return negative ? -value : value
    },
    format(value, { encoding }) {
      const refusal = refused(value, range)
      if (refusal !== undefined) return refusal
      const negative = (value as bigint) < 0n
      const plain = String(negative ? -(value as bigint) : value).padStart(digits, '0')
      if (sign === 'none') return plain
      if (separate) return leading ? `${negative ? '-' : '+'}${plain}` : `${plain}${negative ? '-' : '+'}`
      const punched = signedDigit(plain.charCodeAt(column) - 48, negative, encoding)
      return leading ? punched + plain.slice(1) : plain.slice(0, -1) + punched
    },
  })
}

/**
 * An amount whose last character carries digit and sign at once, such as `0000000001904}` for -190.40 in CFONB 120: `{` is +0,
 * A to I +1 to +9, `}` -0, J to R -1 to -9. An amount of negative zero is refused, since nothing would write it again.
 */
export const overpunched = (width: number, options: SignOptions & DecimalsOption = {}): Field<bigint> =>
  zoned(width, { ...options, sign: 'trailing' })

/** Bytes can only be looked at where units are bytes. */
const ONLY_BYTES = 'in a layout whose widths count bytes'

export interface PackedOptions extends SignOptions, DecimalsOption {
  /** Signed: the last half byte is C (plus) or D (minus). Unsigned (unless told): F. */
  readonly signed?: boolean
}

/**
 * A packed decimal (COMP-3, PACKED-DECIMAL): two digits to a byte and the sign in the last half byte, so digits / 2 + 1 bytes.
 * With an even number of digits the first half byte is 0. Anything else is refused.
 */
export function packed(digits: number, options: PackedOptions = {}): Field<bigint> {
  const { signed = false, signs = 'preferred', decimals = 0 } = options
  const width = Math.floor(digits / 2) + 1
  const most = mostOf(digits)
  const holds = `${signed ? 'signed ' : ''}packed ${digitsInWords(digits, decimals)}`
  const range = { least: signed ? -most : 0n, most, holds }
  const any = signs === 'any'
  const plus = any ? 'ACEF' : signed ? 'C' : 'F'
  const minus = !signed ? '' : any ? 'BD' : 'D'
  const wrong = new Wrong(`${holds}, sign ${[...plus, ...minus].join(', ')}`)
  const pad = digits % 2 === 0 ? '0' : ''
  return field<bigint>({
    width,
    holds,
    anyByte: true,
    adds: true,
    json: 'bigint',
    sample: signed ? drawSigned(drawAmount(digits)) : drawAmount(digits),
    parse(units, encoding) {
      if (encoding.widths !== 'bytes') return new Wrong(`${holds} ${ONLY_BYTES}`)
      const halves = halvesOf(units, encoding)
      const sign = halves.at(-1)!
      const negative = minus.includes(sign)
      const plain = halves.slice(0, -1)
      if (!DIGITS.test(plain) || !plain.startsWith(pad) || !(negative || plus.includes(sign))) return wrong
      const value = BigInt(plain)
      if (negative && value === 0n && !any) return wrong
      return negative ? -value : value
    },
    format(value, { encoding }) {
      if (encoding.widths !== 'bytes') return new Refusal('value', value, `${holds} ${ONLY_BYTES}`)
      const refusal = refused(value, range)
      if (refusal !== undefined) return refusal
      const negative = (value as bigint) < 0n
      const plain = String(negative ? -(value as bigint) : value).padStart(digits, '0')
      return unitsOf(Buffer.from(`${pad}${plain}${signed ? (negative ? 'D' : 'C') : 'F'}`, 'hex'), encoding)
    },
  })
}

export interface BinaryOptions extends DecimalsOption {
  /** Two's complement; unless told, the number is never negative. */
  readonly signed?: boolean
  /** At most so many decimal digits, as the picture of a COMP item says; without it (COMP-5), all that the bytes hold. */
  readonly digits?: number
  /** Which byte comes first; the highest unless told, as on mainframes. */
  readonly order?: 'big' | 'little'
}

/** A binary number (COMP, COMP-4, COMP-5, BINARY) of 1 to 16 bytes. */
export function binary(bytes: number, options: BinaryOptions = {}): Field<bigint> {
  const { signed = false, digits, decimals = 0, order = 'big' } = options
  const bits = BigInt(8 * bytes)
  const size = 1n << bits
  const half = size >> 1n
  const top = signed ? half - 1n : size - 1n
  const bound = digits === undefined ? top : mostOf(digits)
  const most = bound < top ? bound : top
  const least = !signed ? 0n : digits !== undefined && bound < half ? -bound : -half
  const places = digits ?? String(most).length - 1
  const decimalsInWords = decimals === 0 ? '' : ` (${digitsInWords(places, decimals)})`
  const holds = `${signed ? 'signed ' : ''}binary number of ${bytes} bytes from ${least} to ${most}${decimalsInWords}`
  const range = { least, most, holds }
  const wrong = new Wrong(holds)
  return field<bigint>({
    width: bytes,
    holds,
    anyByte: true,
    adds: true,
    json: 'bigint',
    sample: signed ? drawSigned(drawAmount(places)) : drawAmount(places),
    parse(units, encoding) {
      if (encoding.widths !== 'bytes') return new Wrong(`${holds} ${ONLY_BYTES}`)
      const value = order === 'big' ? wordsOf(units, signed, encoding) : wordsOf(reversed(units), signed, encoding)
      return value < least || value > most ? wrong : value
    },
    format(value, { encoding }) {
      if (encoding.widths !== 'bytes') return new Refusal('value', value, `${holds} ${ONLY_BYTES}`)
      const refusal = refused(value, range)
      if (refusal !== undefined) return refusal
      const written = unitsOfWords(value as bigint, bytes, encoding)
      return order === 'little' ? reversed(written) : written
    },
  })
}

export interface DecimalPointOptions {
  /** What stands between whole and decimals; a point unless told. */
  readonly point?: '.' | ','
  /** What fills the columns; zeros unless told. */
  readonly fill?: '0' | ' '
  /** Where the number stands between blanks; on the right unless told. */
  readonly align?: 'left' | 'right'
  /** So many digits stand before the point even if they are zeros; 1 unless told. */
  readonly least?: number
  /** A minus stands before the first digit, or in the first column where zeros fill. Unless told, never negative. */
  readonly signed?: boolean
}

/**
 * A number written with its decimal point or comma, such as `00000789.09`, `789.09` or `   789,09`: 78909n. Only the form that is
 * written is read, so that a file comes out as it went in.
 */
export function decimalPoint(width: number, decimals: number, options: DecimalPointOptions = {}): Field<bigint> {
  const { point = '.', fill = '0', align = 'right', least = 1, signed = false } = options
  const scale = 10n ** BigInt(decimals)
  const size = decimals === 0 ? width : width - 1
  const filled = fill === '0' ? '' : align === 'left' ? ', then blanks' : ' after blanks'
  const behind = decimals === 0 ? '' : ` with ${decimals} decimals after "${point}"`
  const holds = `${signed ? 'signed ' : ''}number of ${width} columns${behind}${filled}`
  const range = { least: signed ? -mostOf(size) : 0n, most: mostOf(size), holds }
  const wrong = new Wrong(holds)
  const written = (value: bigint): string => {
    const magnitude = value < 0n ? -value : value
    const whole = magnitude / scale
    const before = whole === 0n && least === 0 ? '' : String(whole).padStart(least, '0')
    const number = decimals === 0 ? before : `${before}${point}${String(magnitude % scale).padStart(decimals, '0')}`
    const minus = value < 0n ? '-' : ''
    if (fill === '0') return minus + number.padStart(width - minus.length, '0')
    return align === 'left' ? (minus + number).padEnd(width) : (minus + number).padStart(width)
  }
  const digits = size - (signed ? 1 : 0)
  return field<bigint>({
    width,
    holds,
    adds: true,
    json: 'bigint',
    sample: signed ? drawSigned(drawAmount(digits)) : drawAmount(digits),
    parse(units) {
      const plain = units.trim().replace(point, '')
      if (!/^-?[0-9]*$/.test(plain)) return wrong
      const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain)
      return value >= range.least && written(value) === units ? value : wrong
    },
    format(value) {
      const refusal = refused(value, range)
      if (refusal !== undefined) return refusal
      const units = written(value as bigint)
      return units.length > width ? new Refusal('overflow', value, holds) : units
    },
  })
}

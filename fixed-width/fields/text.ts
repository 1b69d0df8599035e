import { type Field, type Format, field, Refusal, Wrong } from '../field.js'
import { drawDigits, drawDigitsUpTo, drawText } from './samples.js'

export interface TextOptions {
  /** Of a person: errors then give length and position, never the value. */
  readonly personal?: boolean
  /** What is too long is cut on the right, counted and reported. Without it, too long is an error. */
  readonly mayCut?: boolean
  /** At most so many units are written, though the columns are wider; such as a reader that takes 30 of 50. */
  readonly most?: number
  /** Right: blanks stand on the left. */
  readonly align?: 'left' | 'right'
}

/** Text, filled with blanks. Reading drops the fill; blanks inside stay. Empty columns read as `''`. */
export function text(width: number, options: TextOptions = {}): Field<string> {
  const { personal = false, mayCut = false, most = width, align = 'left' } = options
  const left = align === 'left'
  const holds = `${most} characters of text`
  return field<string>({
    width,
    holds,
    personal,
    mayCut,
    sample: drawText(most, personal),
    parse(units, encoding) {
      const found = encoding.toText(units)
      if (found === undefined) return new Wrong(`printable text in ${encoding.name}`)
      return left ? withoutBlanksAfter(found) : withoutBlanksBefore(found)
    },
    format(value, out) {
      if (typeof value !== 'string') return new Refusal('value', value, 'text')
      const units = unitsOf(value, out)
      if (typeof units !== 'string') return units
      let fit = left ? withoutBlanksAfter(units) : withoutBlanksBefore(units)
      if (fit.length > most) {
        if (!mayCut) return new Refusal('overflow', value, holds)
        fit = cutTo(fit, most, out)
        out.cut()
      }
      return left ? fit.padEnd(width) : fit.padStart(width)
    },
    ...(left
      ? {
          readCode: (at: number, name: string) => ({
            before: `const ${name} = text(b, s, d, at+${at}, at+${at + width}); if (${name} === null) return null`,
            value: name,
          }),
          writeCode: (at: number, value: string) =>
            most === width
              ? `if (!putText(${value}, b, at+${at}, ${width})) return false`
              : `if (typeof ${value} !== 'string' || ${value}.length > ${most} || !putText(${value}, b, at+${at}, ${width})) return false`,
        }
      : {}),
  })
}

/** Units of text, with what stands for characters that the encoding lacks; else the character that nothing stands for. */
function unitsOf(value: string, out: Format): string | Refusal {
  const composed = value.normalize('NFC')
  const direct = out.encoding.toUnits(composed)
  if (direct !== undefined) return direct
  let units = ''
  for (const character of composed) {
    const own = out.encoding.toUnits(character)
    if (own !== undefined) {
      units += own
      continue
    }
    const instead = out.substitute(character)
    const insteadUnits = instead === undefined ? undefined : out.encoding.toUnits(instead)
    if (instead === undefined || insteadUnits === undefined) {
      return new Refusal('character', character, `characters of ${out.encoding.name}`)
    }
    out.transliterated(character, instead)
    units += insteadUnits
  }
  return units
}

/** At most `most` units that still are whole characters. */
function cutTo(units: string, most: number, out: Format): string {
  let end = most
  while (end > 0 && out.encoding.toText(units.slice(0, end)) === undefined) end--
  return units.slice(0, end)
}

function withoutBlanksAfter(units: string): string {
  let end = units.length
  while (end > 0 && units.charCodeAt(end - 1) === 32) end--
  return units.slice(0, end)
}
function withoutBlanksBefore(units: string): string {
  let from = 0
  while (from < units.length && units.charCodeAt(from) === 32) from++
  return units.slice(from)
}

export interface DigitsOptions {
  readonly personal?: boolean
  /**
   * `kept` (default): all columns are the value. `dropped`: leading zeros mean nothing and are not read; all zeros read
   * as `''`, which is how such files say that there is none.
   */
  readonly leadingZeros?: 'kept' | 'dropped'
}

/** Digits as a string, however many, filled with zeros on the left: accounts, references, identifiers. */
export function digits(width: number, options: DigitsOptions = {}): Field<string> {
  const { personal = false, leadingZeros = 'kept' } = options
  const dropped = leadingZeros === 'dropped'
  const holds = `${width} digits`
  // Nothing at all is a value only where all zeros mean that there is none.
  const all = dropped ? /^[0-9]*$/ : /^[0-9]+$/
  return field<string>({
    width,
    holds,
    personal,
    adds: true,
    sample: dropped ? drawDigitsUpTo(width) : drawDigits(width),
    parse: (units) => (!all.test(units) ? new Wrong(holds) : dropped ? units.replace(/^0+/, '') : units),
    format(value) {
      if (typeof value !== 'string' || !all.test(value)) return new Refusal('value', value, holds)
      return value.length > width ? new Refusal('overflow', value, holds) : value.padStart(width, '0')
    },
    readCode: (at, name) => ({
      digits: [at, at + width],
      ...(dropped
        ? {
            before: `const ${name} = afterZeros(b, d, at+${at}, at+${at + width})`,
            value: `s.slice(${name}, at+${at + width})`,
          }
        : { value: `s.slice(at+${at}, at+${at + width})` }),
    }),
    writeCode: (at, value) =>
      `if (${dropped ? '' : `${value} === '' || `}!putDigits(${value}, b, at+${at}, ${width})) return false`,
  })
}

/** Digits on the left and blanks after them, such as an account number in a text column. Never a letter. */
export function digitsLeft(width: number): Field<string> {
  const holds = `up to ${width} digits, then blanks`
  return field<string>({
    width,
    holds,
    adds: true,
    sample: drawDigitsUpTo(width),
    parse: (units) => (/^[0-9]+ *$/.test(units) ? withoutBlanksAfter(units) : new Wrong(holds)),
    format(value) {
      if (typeof value !== 'string' || !/^[0-9]+$/.test(value)) return new Refusal('value', value, holds)
      return value.length > width ? new Refusal('overflow', value, holds) : value.padEnd(width)
    },
    readCode: (at, name) => ({
      before: `let ${name} = at+${at}; while (${name} < at+${at + width} && (b[${name}] ^ 48) <= 9) ${name}++; if (${name} === at+${at}) return null; if (!areBlanks(b, d, ${name}, at+${at + width})) return null`,
      value: `s.slice(at+${at}, ${name})`,
    }),
    writeCode: (at, value) => `if (!putDigitsLeft(${value}, b, at+${at}, ${width})) return false`,
  })
}

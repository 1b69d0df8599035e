import { type Field, field, Refusal, Wrong } from '../field.js'
import { drawAmount, drawNumber, drawSigned } from './samples.js'

const DIGITS = /^[0-9]+$/

/** The number that `width` digits from column `from` are; exact up to 15 digits. Groups of 8 stay in small integers. */
export function numberCode(from: number, width: number): string {
  const eights: string[] = []
  for (let end = width; end > 0; end -= 8) {
    const fours: string[] = []
    for (let stop = end; stop > Math.max(0, end - 8); stop -= 4) {
      const start = Math.max(0, stop - 4)
      const scale = 10 ** (end - stop)
      fours.unshift(
        `${stop - start === 4 ? `four(d.getInt32(at+${from + start}, true))` : fewCode(from + start, stop - start)}*${scale}`,
      )
    }
    eights.unshift(`(${fours.join('+')})`)
  }
  return eights
    .map((eight, i) => (i === eights.length - 1 ? eight : `${eight}*1e${8 * (eights.length - 1 - i)}`))
    .join('+')
}

/** One to three digits. */
function fewCode(from: number, width: number): string {
  const terms = Array.from({ length: width }, (_, i) => `b[at+${from + i}]*${10 ** (width - 1 - i)}`)
  return `(${terms.join('+')}-${48 * Number('1'.repeat(width))})`
}

/** A whole number from 0, at most 15 digits so that it stays exact, filled with zeros on the left. */
export function integer(width: number): Field<number> {
  const holds = `${width} digits`
  const limit = 10 ** width
  return field<number>({
    width,
    holds,
    adds: true,
    sample: drawNumber(width),
    parse: (units) => (DIGITS.test(units) ? Number(units) : new Wrong(holds)),
    format(value) {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return new Refusal('value', value, holds)
      return value >= limit ? new Refusal('overflow', value, holds) : String(value).padStart(width, '0')
    },
    readCode: (at) => ({ digits: [at, at + width], value: `(${numberCode(at, width)})` }),
    writeCode: (at, value) =>
      width <= 9
        ? `if (!putSmall(${value}, b, at+${at}, ${width}, ${limit})) return false`
        : `if (!putNumber(${value}, b, at+${at}, ${width}, ${limit})) return false`,
  })
}

/** Money in minor units (cents, öre, …): never negative, exact at any width, filled with zeros on the left. */
export const cents = (width: number): Field<bigint> => decimal(width, 0)

/**
 * A number with implied decimals, as whole units of the last one: with 4 decimals 482,00 is 4820000n. Never negative; the
 * sign of such files stands in a column of its own, see `signed`.
 */
export function decimal(width: number, decimals: number): Field<bigint> {
  const holds = decimals === 0 ? `${width} digits` : `${width} digits, the last ${decimals} of them decimals`
  const limit = 10n ** BigInt(width)
  return field<bigint>({
    width,
    holds,
    adds: true,
    json: 'bigint',
    sample: drawAmount(width),
    parse: (units) => (DIGITS.test(units) ? BigInt(units) : new Wrong(holds)),
    format(value) {
      if (typeof value !== 'bigint' || value < 0n)
        return new Refusal('value', value, `${holds} without a sign, as a bigint`)
      return value >= limit ? new Refusal('overflow', value, holds) : String(value).padStart(width, '0')
    },
    readCode: (at, name) => ({ digits: [at, at + width], ...bigintCode(at, width, name) }),
    writeCode: (at, value) => `if (!putBig(${value}, b, at+${at}, ${width}, ${limit}n)) return false`,
  })
}

function bigintCode(at: number, width: number, name: string) {
  if (width <= 15) return { value: `BigInt(${numberCode(at, width)})` }
  if (width > 23) return { value: `BigInt(s.slice(at+${at}, at+${at + width}))` }
  // Most amounts in wide columns are small: one BigInt instead of four.
  const high = width - 8
  return {
    before: `const ${name}h = ${numberCode(at, high)}, ${name}l = ${numberCode(at + high, 8)}`,
    value: `(${name}h < 90071992 ? BigInt(${name}h*1e8+${name}l) : BigInt(${name}h)*100000000n+BigInt(${name}l))`,
  }
}

export interface SignColumn {
  readonly plus: string
  readonly minus: string
  /** Where the sign's column stands; before the digits unless told. */
  readonly at?: 'before' | 'after'
}

/** An amount with a column for its sign, such as `-000000003500`. The width is the amount's and one more. */
export function signed(amount: Field<bigint>, sign: SignColumn): Field<bigint> {
  const { plus, minus, at: where = 'before' } = sign
  const before = where === 'before'
  const width = amount.width + 1
  const column = before ? 0 : amount.width
  const holds = `"${plus}" or "${minus}" ${before ? 'before' : 'after'} ${amount.holds}`
  return field<bigint>({
    width,
    holds,
    adds: true,
    json: 'bigint',
    sample: drawSigned(drawAmount(amount.width)),
    parse(units, encoding) {
      const found = units[column]
      if (found !== plus && found !== minus) return new Wrong(holds)
      const value = amount.parse(before ? units.slice(1) : units.slice(0, -1), encoding)
      return value instanceof Wrong ? new Wrong(holds) : found === minus ? -(value as bigint) : value
    },
    format(value, out) {
      if (typeof value !== 'bigint') return new Refusal('value', value, `${holds}, as a bigint`)
      const units = amount.format(value < 0n ? -value : value, out)
      if (typeof units !== 'string') return new Refusal(units.reason, value, holds)
      const mark = value < 0n ? minus : plus
      return before ? mark + units : units + mark
    },
    readCode(at, name) {
      const inner = amount.readCode!(before ? at + 1 : at, name)
      const unit = `b[at+${at + column}]`
      return {
        ...inner,
        test: `(${unit} === ${plus.charCodeAt(0)} || ${unit} === ${minus.charCodeAt(0)})`,
        value: `(${unit} === ${minus.charCodeAt(0)} ? -(${inner.value}) : ${inner.value})`,
      }
    },
    writeCode: (at, value) =>
      `if (typeof ${value} !== 'bigint') return false; b[at+${at + column}] = ${value} < 0n ? ${minus.charCodeAt(0)} : ${plus.charCodeAt(0)}; ${amount.writeCode!(before ? at + 1 : at, `(${value} < 0n ? -${value} : ${value})`)}`,
  })
}

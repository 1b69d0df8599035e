import { type Field, field, type Total, type Where, Wrong } from '../field.js'
import { cents, integer } from './numbers.js'

export interface CountOptions {
  /** Only records whose fields hold these values (or one of them). */
  readonly where?: Where
  /** Writers of such files may leave the columns unfilled: blanks and zeros are then not compared. */
  readonly zeroSaysNothing?: boolean
}
export interface SumOptions extends CountOptions {
  /** Only the remainder is kept, such as 10n ** 14n for the sum of account numbers. */
  readonly modulo?: bigint
}

const totalOf = (
  kind: 'count' | 'sum',
  of: string | readonly string[],
  options: SumOptions,
  named?: string,
): Total => ({
  kind,
  of: typeof of === 'string' ? [of] : of,
  ...(named === undefined ? {} : { field: named }),
  where: options.where ?? {},
  ...(options.modulo === undefined ? {} : { modulo: options.modulo }),
  zeroSaysNothing: options.zeroSaysNothing ?? false,
})

function unfilled<T>(inner: Field<T>, zero: T, total: Total): Field<T, T | undefined> {
  const blanks = ' '.repeat(inner.width)
  const { readCode, ...rest } = inner
  const mayBeBlank = total.zeroSaysNothing
  return Object.freeze({
    ...rest,
    ...(mayBeBlank || readCode === undefined ? {} : { readCode }),
    parse: (units: string, encoding: Parameters<Field['parse']>[1]) =>
      mayBeBlank && units === blanks ? zero : inner.parse(units, encoding),
    role: 'total',
    // What a writer puts there until the total is known.
    fallback: zero,
    total,
  }) as unknown as Field<T, T | undefined>
}

/**
 * How many records of these names stand in the scope of the total: what one repetition of its `repeat` holds, or the whole
 * file. `*` counts every record of the scope, the total's own included.
 */
export function count(
  width: number,
  of: string | readonly string[],
  options: CountOptions = {},
): Field<number, number | undefined> {
  return unfilled(integer(width), 0, totalOf('count', of, options))
}

/** The sum of a field over the records of the scope, as `'row.amount'`. Exact at any size. */
export function sum(width: number, of: string, options: SumOptions = {}): Field<bigint, bigint | undefined> {
  const [record = '', named = ''] = of.split('.')
  return unfilled(cents(width), 0n, totalOf('sum', record, options, named))
}

/** SHA-256, 64 upper-case hexadecimal digits, of every byte of the scope before the record it stands in, line ends included. */
export function sha256(): Field<string, string | undefined> {
  const holds = '64 hexadecimal digits, upper case'
  return field<string, string | undefined>({
    width: 64,
    holds,
    role: 'total',
    total: { kind: 'sha256', of: [], where: {}, zeroSaysNothing: false },
    parse: (units) => (/^[0-9A-F]{64}$/.test(units) ? units : new Wrong(holds)),
    format: (value) => String(value).padStart(64, '0'),
  })
}

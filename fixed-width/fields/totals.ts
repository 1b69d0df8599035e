import { type Field, field, type Total, type Where, Wrong } from '../field.js'
import { cents, integer } from './numbers.js'

export interface CountOptions {
  /** Only records whose fields hold these values (or one of them). */
  readonly where?: Where
  /** Writers of such files may leave the columns unfilled: blanks and zeros are then not compared. */
  readonly zeroSaysNothing?: boolean
  /** Taken off the count: 1 where the total's own record is not to count. */
  readonly less?: number
}
export interface SumOptions extends Omit<CountOptions, 'less'> {
  /** Only the remainder is kept, such as 10n ** 14n for the sum of account numbers. */
  readonly modulo?: bigint
  /**
   * Of what came so far in the repetition around it that begins with this record, instead of all of the innermost one: a
   * balance that goes on from day to day of a statement. Not over its own record.
   */
  readonly soFarIn?: string
}
/** `'row.amount'` is added, `'-row.amount'` taken away; the long form is for those with a condition of their own. */
export type SumTerm = string | { readonly of: string; readonly where?: Where }

const BARE = { terms: [], plus: 0, within: undefined, zeroSaysNothing: false } as const
const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T])

const termsOf = (of: SumTerm | readonly SumTerm[], where: Where) =>
  listOf(of).map((term) => {
    const { of: text, where: own } = typeof term === 'string' ? { of: term } : term
    const minus = text.startsWith('-')
    const [record = '', named = ''] = text.slice(minus ? 1 : 0).split('.')
    return { of: record, field: named, minus, where: { ...where, ...own } }
  })

function unfilled<T>(inner: Field<T>, zero: T, total: Total): Field<T, T | undefined> {
  const blanks = ' '.repeat(inner.width)
  const { readCode, sample: _, ...rest } = inner
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

const wide = <T>(width: number | Field<T>, make: (width: number) => Field<T>) =>
  typeof width === 'number' ? make(width) : width

/**
 * How many records of these names stand in the scope of the total: what one repetition of its `repeat` holds, or the whole
 * file. `*` counts every line of the scope, the total's own included.
 */
export function count(
  width: number | Field<number>,
  of: string | readonly string[],
  options: CountOptions = {},
): Field<number, number | undefined> {
  const { where = {}, zeroSaysNothing = false, less = 0 } = options
  const terms = listOf(of).map((name) => ({ of: name, minus: false, where }))
  return unfilled(wide(width, integer), 0, { ...BARE, kind: 'count', terms, plus: -less, zeroSaysNothing })
}

/** How many blocks of so many lines the file has, those that are filled up included. */
export function blocks(width: number | Field<number>, per: number): Field<number, number | undefined> {
  const terms = [{ of: '*', minus: false, where: {} }]
  return unfilled(wide(width, integer), 0, { ...BARE, kind: 'count', terms, per, within: 'file' })
}

/**
 * The sum of fields over the records of the scope, as `'row.amount'`: exact at any size. Several are added up, those with a
 * minus taken away: a closing balance is `['opening.balance', 'entry.amount']`.
 */
export function sum(
  width: number | Field<bigint>,
  of: SumTerm | readonly SumTerm[],
  options: SumOptions = {},
): Field<bigint, bigint | undefined> {
  const { where = {}, zeroSaysNothing = false, modulo, soFarIn } = options
  const terms = termsOf(of, where)
  const total: Total = {
    ...BARE,
    kind: 'sum',
    terms,
    zeroSaysNothing,
    ...(modulo === undefined ? {} : { modulo }),
    ...(soFarIn === undefined ? {} : { within: soFarIn, soFar: true }),
  }
  return unfilled(wide(width, cents), 0n, total)
}

/**
 * The running number of this record: how many of these records (every line, unless told) came so far, itself included: in
 * the whole file, or since the record that `within` names.
 */
export function serial(
  width: number | Field<number>,
  of: string | readonly string[] = '*',
  options: { readonly within?: string; readonly from?: number } = {},
): Field<number, number | undefined> {
  const terms = listOf(of).map((name) => ({ of: name, minus: false, where: {} }))
  const { within = 'file', from = 1 } = options
  return unfilled(wide(width, integer), 0, { ...BARE, kind: 'serial', terms, within, plus: from - 1 })
}

/** How long its own record is, in the units of the layout and without the line end. */
export function selfLength(width: number | Field<number>): Field<number, number | undefined> {
  return unfilled(wide(width, integer), 0, { ...BARE, kind: 'length' })
}

/** SHA-256, 64 upper-case hexadecimal digits, of every byte of the scope before the record it stands in, line ends included. */
export function sha256(): Field<string, string | undefined> {
  const holds = '64 hexadecimal digits, upper case'
  return field<string, string | undefined>({
    width: 64,
    holds,
    role: 'total',
    total: { ...BARE, kind: 'sha256' },
    parse: (units) => (/^[0-9A-F]{64}$/.test(units) ? units : new Wrong(holds)),
    format: (value) => String(value).padStart(64, '0'),
  })
}

import { HubError, neverSent } from '../../bus/errors.js'
import { decimalOf, unitsOf } from '../numbers.js'

/** An amount as ISO 20022 has it: an exact decimal and its currency. */
export interface Amount {
  readonly value: string
  readonly Ccy: string
}

/** ISO 4217: currencies whose smallest unit is not a hundredth, by digits behind the point. */
const DIGITS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ].flatMap(([digits, currencies]) =>
    String(currencies)
      .split(' ')
      .map((currency) => [currency, Number(digits)]),
  ),
)

/** Digits behind the point of a currency, by ISO 4217: 2 for EUR, 0 for JPY. */
export const minorUnitDigits = (currency: string): number => DIGITS[currency] ?? 2

export const HUB_XML_MONEY = (currency: string, digits: number) =>
  new HubError(
    'HUB_XML_MONEY',
    `an amount in ${currency} should be a decimal with at most ${digits} digits behind the point that are not zero`,
    neverSent,
  )

/** `{ value: '18.150', Ccy: 'EUR' }` is 1815n. Throws HUB_XML_MONEY rather than cut. */
export function minorUnitsOf({ value, Ccy }: Amount): bigint {
  const digits = minorUnitDigits(Ccy)
  const units = unitsOf(value, digits)
  if (units === undefined) throw HUB_XML_MONEY(Ccy, digits)
  return units
}

/** 1815n in EUR is `{ value: '18.15', Ccy: 'EUR' }`, and 500n in JPY is `{ value: '500', Ccy: 'JPY' }`. */
export function amountOf(minorUnits: bigint, Ccy: string): Amount {
  return { value: decimalOf(minorUnits, minorUnitDigits(Ccy)), Ccy }
}

/** More digits than ISO 20022 allows behind any point. */
const SCALE = 17

/** The exact sum of decimals, whatever their currencies, without zeros at its end: how control sums are made. */
export function sumOf(decimals: Iterable<string>): string {
  let sum = 0n
  for (const decimal of decimals) {
    const units = unitsOf(decimal, SCALE)
    if (units === undefined) throw HUB_XML_MONEY('any currency', SCALE)
    sum += units
  }
  return decimalOf(sum, SCALE).replace(/\.?0+$/, '')
}

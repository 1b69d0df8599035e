/**
 * The Finnish reference number (viitenumero): a base of 3 to 19 digits and a check digit, weights 7, 3, 1 from the
 * right. Leading zeros are not significant (protocols/fi.md section 8).
 */

import { HUB_IDENTIFIER } from './errors.js'

const WEIGHTS = [7, 3, 1] as const

/** The check digit of a base of digits. Pure arithmetic: does not check the length of the base. */
export function referenceCheckDigit(base: string): string {
  let sum = 0
  for (let index = 0; index < base.length; index++) {
    sum += Number(base[base.length - 1 - index]) * WEIGHTS[index % 3]!
  }
  return String((10 - (sum % 10)) % 10)
}

/** The reference number of a base of 3 to 19 digits. Throws HUB_IDENTIFIER. */
export function referenceNumberFrom(base: string): string {
  if (!/^\d{3,19}$/.test(base) || /^0+$/.test(base)) {
    throw HUB_IDENTIFIER('the base of a reference number', '3 to 19 digits, not all zero', base.length)
  }
  return base + referenceCheckDigit(base)
}

/** Whether this is a reference number: 4 to 20 digits after leading zeros, with the right check digit. */
export function isReferenceNumber(text: string): boolean {
  if (!/^\d{4,20}$/.test(text)) return false
  const significant = withoutLeadingZeros(text)
  return significant.length >= 4 && referenceCheckDigit(significant.slice(0, -1)) === significant.at(-1)
}

/** Without the leading zeros that bank files fill references with: the form to compare and store. */
export function withoutLeadingZeros(reference: string): string {
  return reference.replace(/^0+(?=\d)/, '')
}

/** As it is printed: groups of five from the right. */
export function printedReference(reference: string): string {
  return withoutLeadingZeros(reference).replace(/\B(?=(\d{5})+$)/g, ' ')
}

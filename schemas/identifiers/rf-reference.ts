import { HUB_IDENTIFIER } from './errors.js'
import { mod97, rotatedIsOne } from './mod97.js'

/** The RF creditor reference (ISO 11649) of 1 to 21 letters and digits, upper case. Throws HUB_IDENTIFIER. */
export function rfReferenceFrom(reference: string): string {
  const upper = reference.toUpperCase()
  if (!/^[0-9A-Z]{1,21}$/.test(upper)) {
    throw HUB_IDENTIFIER('the reference inside an RF reference', '1 to 21 letters and digits', reference.length)
  }
  // "2715" is RF in numbers, "00" stands for the check digits to be found.
  const check = 98 - mod97(`${upper}271500`)
  return `RF${String(check).padStart(2, '0')}${upper}`
}

/** Whether this is an RF creditor reference. Blanks between groups are not part of it: take them out before. */
export function isRfReference(text: string): boolean {
  return /^RF\d{2}[0-9A-Z]{1,21}$/.test(text) && rotatedIsOne(text)
}

/** What an RF reference carries, without leading zeros; undefined when it is not one. */
export function insideRfReference(text: string): string | undefined {
  return isRfReference(text) ? text.slice(4).replace(/^0+(?=.)/, '') : undefined
}

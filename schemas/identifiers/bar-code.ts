import { HUB_IDENTIFIER } from './errors.js'
import { isIban } from './iban.js'
import { isReferenceNumber, withoutLeadingZeros } from './reference-number.js'
import { isRfReference } from './rf-reference.js'

export interface BarCodeContent {
  readonly iban: string
  /** Integer cents, 0 to 99,999,999; 0 when the sum is left open. */
  readonly cents: number
  /** A reference number (version 4) or an RF reference with digits only (version 5). */
  readonly reference: string
  /** yyyy-mm-dd; left out when the invoice has no due date. */
  readonly due?: string
}

/** The 54 digits of the virtual bar code on a Finnish invoice (Bank Bar Code guide 5.3). Throws HUB_IDENTIFIER. */
export function barCodeOf({ iban, cents, reference, due }: BarCodeContent): string {
  if (!iban.startsWith('FI') || !isIban(iban)) throw HUB_IDENTIFIER('the account in a bar code', 'a Finnish IBAN')
  if (!Number.isInteger(cents) || cents < 0 || cents > 99_999_999) {
    throw HUB_IDENTIFIER('the amount in a bar code', 'integer cents from 0 to 99999999')
  }
  if (due !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(due)) {
    throw HUB_IDENTIFIER('the due date in a bar code', 'yyyy-mm-dd', due.length)
  }
  const day = due === undefined ? '000000' : due.slice(2).replaceAll('-', '')
  const start = iban.slice(2) + String(cents).padStart(8, '0')
  if (isReferenceNumber(reference)) {
    return `4${start}000${withoutLeadingZeros(reference).padStart(20, '0')}${day}`
  }
  if (isRfReference(reference) && /^RF\d+$/.test(reference)) {
    return `5${start}${reference.slice(2, 4)}${reference.slice(4).padStart(21, '0')}${day}`
  }
  throw HUB_IDENTIFIER('the reference in a bar code', 'a reference number or an RF reference with digits only')
}

import { isReferenceNumber } from '../../schemas/identifiers/reference-number.js'
import type { SolopmtForm, SolopmtPayment } from '../../schemas/partners/solopmt.js'
import { macOf } from '../mac/mac.js'
import { HUB_SOLOPMT_FIELD } from './errors.js'
import type { SolopmtOptions, SolopmtRecipes } from './protocol.js'

const LANGUAGE = { fi: '1', sv: '2', en: '3' } as const
const MAX_URL = 60 // SOLOPMT_RETURN, _CANCEL and _REJECT are AN60
const [ROWS, ROW_LENGTH] = [6, 35]

/** The signed form of a payment. Throws HUB_SOLOPMT_FIELD, HUB_MAC_CHARACTER. */
export function solopmtForm(payment: SolopmtPayment, options: SolopmtOptions, recipes: SolopmtRecipes): SolopmtForm {
  const { stamp, reference, cents, language = 'fi', message } = payment
  if (!/^\d{1,20}$/.test(stamp)) throw HUB_SOLOPMT_FIELD('STAMP', '1 to 20 digits', `${stamp.length} characters`)
  if (!isReferenceNumber(reference)) {
    throw HUB_SOLOPMT_FIELD(
      'REF',
      'a reference number with its check digit',
      `${reference.length} characters that are none`,
    )
  }
  if (!Number.isSafeInteger(cents) || cents < 1)
    throw HUB_SOLOPMT_FIELD('AMOUNT', 'integer cents, at least 1', String(cents))
  const fields: Record<string, string | undefined> = {
    SOLOPMT_VERSION: options.version,
    SOLOPMT_STAMP: stamp,
    SOLOPMT_RCV_ID: options.receiverId,
    SOLOPMT_RCV_ACCOUNT: options.receiverAccount,
    SOLOPMT_RCV_NAME: options.receiverName,
    SOLOPMT_LANGUAGE: LANGUAGE[language],
    SOLOPMT_AMOUNT: euros(cents),
    SOLOPMT_REF: reference,
    SOLOPMT_DATE: 'EXPRESS',
    SOLOPMT_MSG: message === undefined ? undefined : messageRows(message),
    SOLOPMT_RETURN: checkedUrl('RETURN', payment.returnUrl),
    SOLOPMT_CANCEL: checkedUrl('CANCEL', payment.cancelUrl),
    SOLOPMT_REJECT: checkedUrl('REJECT', payment.rejectUrl),
    SOLOPMT_CONFIRM: 'YES', // without it the return has no PAID, and without PAID nothing is proven
    SOLOPMT_KEYVERS: options.keyVersion,
    SOLOPMT_CUR: 'EUR',
  }
  // Everything travels in ISO-8859-1, not only what is signed.
  for (const [name, value] of Object.entries(fields)) {
    for (const character of value ?? '') {
      if (character > '\u00ff') throw HUB_SOLOPMT_FIELD(name.slice(8), 'text in ISO-8859-1', 'a character outside it')
    }
  }
  fields.SOLOPMT_MAC = macOf(recipes.request, fields, options.key)
  return {
    action: options.action,
    method: 'POST',
    acceptCharset: 'ISO-8859-1',
    fields: Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  }
}

/** Cents as Finnish banks write euros: `35,00`. */
export function euros(cents: number): string {
  const digits = String(cents).padStart(3, '0')
  return `${digits.slice(0, -2)},${digits.slice(-2)}`
}

function checkedUrl(field: string, url: string): string {
  if (url.length > MAX_URL) {
    throw HUB_SOLOPMT_FIELD(field, `an address of at most ${MAX_URL} characters`, `${url.length} characters`)
  }
  if (!/^https?:\/\/[!-~]+$/.test(url)) throw HUB_SOLOPMT_FIELD(field, 'an http or https address', 'something else')
  return url
}

/** Breaks a text into rows between words; a word longer than a row is broken. Throws HUB_SOLOPMT_FIELD. */
function messageRows(text: string): string {
  const rows: string[] = []
  for (const paragraph of text.split(/\r?\n/)) {
    let row = ''
    for (const word of paragraph.split(/[ \t]+/).filter(Boolean)) {
      for (let rest = word; rest !== ''; rest = rest.slice(ROW_LENGTH)) {
        const piece = rest.slice(0, ROW_LENGTH)
        if (row !== '' && row.length + 1 + piece.length > ROW_LENGTH) {
          rows.push(row)
          row = ''
        }
        row = row === '' ? piece : `${row} ${piece}`
      }
    }
    rows.push(row)
  }
  if (rows.length > ROWS)
    throw HUB_SOLOPMT_FIELD('MSG', `at most ${ROWS} rows of ${ROW_LENGTH} characters`, `${rows.length} rows`)
  return rows.join('\r\n')
}

import { rotatedIsOne } from './mod97.js'

/** Whether this is an IBAN (ISO 13616) by form and check digits; a Finnish one must have 18 characters. No blanks. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(text)) return false
  if (text.startsWith('FI') && !/^FI\d{16}$/.test(text)) return false
  return rotatedIsOne(text)
}

/** The fourteen digits that KTL files name an account by; undefined when it is not a Finnish IBAN. */
export function finnishBban(iban: string): string | undefined {
  return iban.startsWith('FI') && isIban(iban) ? iban.slice(4) : undefined
}

/**
 * The Finnish personal identity code (henkilötunnus) `ddmmyyCnnnX`. The sign C tells the century and, since 2023, is
 * part of the identity: two people may differ by it alone, so it is never dropped or normalised
 * (protocols/fi.md section 8).
 */

const CENTURY: Readonly<Record<string, number>> = {
  '+': 1800,
  ...Object.fromEntries([...'-YXWVU'].map((sign) => [sign, 1900])),
  ...Object.fromEntries([...'ABCDEF'].map((sign) => [sign, 2000])),
}
const CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY'
const SHAPE = /^(\d{2})(\d{2})(\d{2})([-+YXWVUABCDEF])(\d{3})([0-9ABCDEFHJKLMNPRSTUVWXY])$/

export interface PersonalIdentityCode {
  /** All eleven characters, upper case: the only form to store and compare. */
  readonly code: string
  /** Date of birth, yyyy-mm-dd. */
  readonly born: string
  /** The individual number nnn is 900 to 999: temporary or fictitious, given to nobody for good. */
  readonly fictitious: boolean
}

/**
 * Reads a code, in upper or lower case. Undefined when form, date, individual number or check character is wrong, and
 * for fictitious codes unless they are allowed: production must not allow them.
 */
export function personalIdentityCode(
  text: string,
  options: { readonly allowFictitious: boolean },
): PersonalIdentityCode | undefined {
  const code = text.toUpperCase()
  const found = SHAPE.exec(code)
  if (found === null) return undefined
  const [, day, month, year, sign, individual, check] = found
  const fullYear = CENTURY[sign!]! + Number(year)
  const date = new Date(Date.UTC(fullYear, Number(month) - 1, Number(day)))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  if (CHECK[Number(`${day}${month}${year}${individual}`) % 31] !== check) return undefined
  const number = Number(individual)
  const fictitious = number >= 900
  if (number < 2 || (fictitious && !options.allowFictitious)) return undefined
  return { code, born: `${fullYear}-${month}-${day}`, fictitious }
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { HUB_MAC_CHARACTER, HUB_MAC_FIELD_MISSING } from './errors.js'

/**
 * How one message of the legacy MAC family (Tupas, bank buttons, Vetuma, card forms) is signed: a hash over its fields
 * and a shared key. It is not HMAC. One recipe per direction and version, as configuration (protocols/fi.md section 1).
 */
export interface MacRecipe {
  /** Names of the fields in MAC order. */
  readonly fields: readonly string[]
  /** Stands between two slots; `''` for OP. */
  readonly separator: string
  /** The key is a slot of its own, before or after the fields. */
  readonly keyPosition: 'start' | 'end'
  /** Whether the separator also stands after the last slot. */
  readonly trailingSeparator: boolean
  /** A field that was not sent leaves no slot. Without this it must be there, if need be empty. */
  readonly skipAbsent: boolean
  /** A field that was sent empty leaves no slot either. Without this it keeps its slot. */
  readonly skipEmpty?: boolean
  /** Blanks around a value do not count. */
  readonly trimValues?: boolean
  readonly algorithm: MacAlgorithm
  /** Case of the hexadecimal digits on sending; verifying takes either. */
  readonly case: 'upper' | 'lower'
  /** How values become bytes. These protocols are older than UTF-8. */
  readonly charset: 'latin1' | 'utf8'
}

export type MacAlgorithm = 'md5' | 'sha1' | 'sha256'
/** Absent is undefined, which is not the same as empty. */
export type MacFields = { readonly [name: string]: string | undefined }

/** The text that is hashed. It holds the key: never log it. Throws HUB_MAC_FIELD_MISSING. */
function macInput(recipe: MacRecipe, values: MacFields, key: string): string {
  const slots: string[] = []
  for (const name of recipe.fields) {
    const sent = values[name]
    if (sent === undefined) {
      if (recipe.skipAbsent) continue
      throw HUB_MAC_FIELD_MISSING(name)
    }
    const value = recipe.trimValues ? sent.trim() : sent
    if (value === '' && recipe.skipEmpty) continue
    slots.push(value)
  }
  if (recipe.keyPosition === 'start') slots.unshift(key)
  else slots.push(key)
  return slots.join(recipe.separator) + (recipe.trailingSeparator ? recipe.separator : '')
}

/** The MAC of the values. Throws HUB_MAC_FIELD_MISSING, HUB_MAC_CHARACTER. */
export function macOf(recipe: MacRecipe, values: MacFields, key: string): string {
  const input = macInput(recipe, values, key)
  // Buffer.from(…, 'latin1') would cut a character above ÿ to its low byte and sign another text than the one shown.
  if (recipe.charset === 'latin1' && hasAboveLatin1(input)) {
    throw HUB_MAC_CHARACTER(recipe.fields.find((name) => hasAboveLatin1(values[name] ?? '')) ?? 'the key')
  }
  const hex = createHash(recipe.algorithm).update(Buffer.from(input, recipe.charset)).digest('hex')
  return recipe.case === 'upper' ? hex.toUpperCase() : hex
}

/** Whether `mac` is the MAC of the values. A missing field, a foreign character or a MAC of another length is false. */
export function macMatches(recipe: MacRecipe, values: MacFields, key: string, mac: string | undefined): boolean {
  if (mac === undefined) return false
  let expected: string
  try {
    expected = macOf(recipe, values, key)
  } catch {
    return false
  }
  return sameText(expected.toLowerCase(), mac.toLowerCase())
}

/** Compares in a time that depends on the length only. */
export function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function hasAboveLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return true
  return false
}

/**
 * The remainder of a text of digits and letters (A = 10 … Z = 35) by 97, as ISO 7064 MOD 97-10 wants it for RF
 * references and IBANs. Works character by character, since the whole is far above 2^53.
 */
export function mod97(text: string): number {
  let rest = 0
  for (const character of text) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/** Whether the text, its first four characters moved to the end, leaves 1. */
export function rotatedIsOne(text: string): boolean {
  return mod97(text.slice(4) + text.slice(0, 4)) === 1
}

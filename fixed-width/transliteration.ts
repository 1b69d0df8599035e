/** Characters that an encoding lacks, with what is written in their place. A layout names a table; nothing is guessed. */
export type Transliteration = Readonly<Record<string, string>>

/** For Latin-1 ledgers and banks: punctuation of word processors, the euro sign and Latin letters that ISO-8859-1 lacks. */
// biome-ignore format: a table reads better in rows
export const latinLetters: Transliteration = {
  '\t': ' ', '\n': ' ', '\r': ' ', '\u2007': ' ', '\u2009': ' ', '\u202f': ' ',
  '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '‹': '<', '›': '>',
  '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-', '…': '...', '•': '*', '€': 'EUR', '™': 'TM',
  Œ: 'OE', œ: 'oe', Ł: 'L', ł: 'l', Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', ĸ: 'k', Ŋ: 'N', ŋ: 'n', Ŧ: 'T', ŧ: 't',
  ẞ: 'SS', ſ: 's', Ə: 'E', ə: 'e', Ǥ: 'G', ǥ: 'g', Ʒ: 'Z', ʒ: 'z',
}

/**
 * What stands for a character: the table's word; else the letter without its marks (š → s), where the table's owner
 * asked for transliteration at all; else nothing, and the writer refuses.
 */
export function substitute(table: Transliteration, character: string): string | undefined {
  const own = table[character]
  if (own !== undefined) return own
  const bare = character.normalize('NFD').replace(/\p{M}+/gu, '')
  return bare !== '' && bare !== character ? bare : undefined
}

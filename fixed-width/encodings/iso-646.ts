/**
 * National variants of ISO 646 (7 bits): ASCII with other characters in a few places, written here as pairs of the ASCII
 * character and what stands in its place. Files in them are clean ASCII to any detector. Sources: the ISO register of coded
 * character sets (ISO-IR) under the number that stands beside each.
 */
export const ISO_646 = {
  /** SFS 4017 and SEN 850200 B, IR 10: Finnish bank files. */
  'iso-646-fi': '$¤ [Ä \\Ö ]Å {ä |ö }å ~‾',
  /** SEN 850200 B, IR 10. */
  'iso-646-se': '$¤ [Ä \\Ö ]Å {ä |ö }å ~‾',
  /** SEN 850200 C, IR 11: with the letters that names need. */
  'iso-646-se2': '$¤ @É [Ä \\Ö ]Å ^Ü `é {ä |ö }å ~ü',
  /** NS 4551-1, IR 60. */
  'iso-646-no': '[Æ \\Ø ]Å {æ |ø }å ~‾',
  /** NS 4551-2, IR 61. */
  'iso-646-no2': '#§ [Æ \\Ø ]Å {æ |ø }å ~|',
  /** DS 2089. */
  'iso-646-dk': '[Æ \\Ø ]Å {æ |ø }å',
  /** DIN 66003, IR 21. */
  'iso-646-de': '@§ [Ä \\Ö ]Ü {ä |ö }ü ~ß',
  /** NF Z 62-010 of 1982, IR 69. */
  'iso-646-fr': '#£ @à [° \\ç ]§ `µ {é |ù }è ~¨',
  /** NF Z 62-010 of 1973, IR 25. */
  'iso-646-fr1': '#£ @à [° \\ç ]§ {é |ù }è ~¨',
  /** BS 4730, IR 4. */
  'iso-646-gb': '#£ ~‾',
  /** Olivetti, IR 17. */
  'iso-646-es': '#£ @§ [¡ \\Ñ ]¿ {° |ñ }ç',
  /** UNI 0204-70 (Olivetti), IR 15. */
  'iso-646-it': '#£ @§ [° \\ç ]é `ù {à |ò }è ~ì',
  /** Olivetti, IR 16. */
  'iso-646-pt': '@§ [Ã \\Ç ]Õ {ã |ç }õ ~°',
  /** CSA Z 243.4-1985 no. 1, IR 121. */
  'iso-646-ca': '@à [â \\ç ]ê ^î `ô {é |ù }è ~û',
  /** MSZ 7795.3, IR 86. */
  'iso-646-hu': '$¤ @Á [É \\Ö ]Ü `á {é |ö }ü ~˝',
} as const

export type Iso646Name = keyof typeof ISO_646

/** What each unit stands for; U+FFFD for the upper half, which these encodings do not have. */
export function iso646Characters(name: Iso646Name): readonly string[] {
  const characters = Array.from({ length: 256 }, (_, code) => (code < 128 ? String.fromCharCode(code) : '\ufffd'))
  for (const pair of ISO_646[name].split(' ')) characters[pair.charCodeAt(0)] = pair.slice(1)
  return characters
}

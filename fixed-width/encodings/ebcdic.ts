/**
 * EBCDIC code pages that hold the characters of ISO-8859-1, each by its bytes X'40' to X'FE', sixteen to a row: every printable
 * character of Latin-1 once. Source: IBM's code page identifiers (CDRA) and the Unicode mappings of ICU, ibm-1140 to ibm-1149.
 */
const PAGES = {
  // USA, Canada, Brazil, Netherlands, Portugal
  cp037: [
    ' \u00a0âäàáãåçñ¢.<(+|',
    '&éêëèíîïìß!$*);¬',
    '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
    'øÉÊËÈÍÎÏÌ`:#@\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µ~stuvwxyz¡¿ÐÝÞ®',
    '^£¥·©§¶¼½¾[]¯¨´×',
    '{ABCDEFGHI\u00adôöòóõ',
    '}JKLMNOPQR¹ûüùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // Germany, Austria
  cp273: [
    ' \u00a0â{àáãåçñÄ.<(+!',
    '&éêëèíîïì~Ü$*);^',
    '-/Â[ÀÁÃÅÇÑö,%_>?',
    'øÉÊËÈÍÎÏÌ`:#§\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µßstuvwxyz¡¿ÐÝÞ®',
    '¢£¥·©@¶¼½¾¬|¯¨´×',
    'äABCDEFGHI\u00adô¦òóõ',
    'üJKLMNOPQR¹û}ùúÿ',
    'Ö÷STUVWXYZ²Ô\\ÒÓÕ',
    '0123456789³Û]ÙÚ',
  ],
  // Denmark, Norway
  cp277: [
    ' \u00a0âäàáã}çñ#.<(+!',
    '&éêëèíîïìß¤Å*);^',
    '-/ÂÄÀÁÃ$ÇÑø,%_>?',
    '¦ÉÊËÈÍÎÏÌ`:ÆØ\'="',
    '@abcdefghi«»ðýþ±',
    '°jklmnopqrªº{¸[]',
    'µüstuvwxyz¡¿ÐÝÞ®',
    '¢£¥·©§¶¼½¾¬|¯¨´×',
    'æABCDEFGHI\u00adôöòóõ',
    'åJKLMNOPQR¹û~ùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // Finland, Sweden
  cp278: [
    ' \u00a0â{àáã}çñ§.<(+!',
    '&`êëèíîïìß¤Å*);^',
    '-/Â#ÀÁÃ$ÇÑö,%_>?',
    'ø\\ÊËÈÍÎÏÌé:ÄÖ\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ]',
    'µüstuvwxyz¡¿ÐÝÞ®',
    '¢£¥·©[¶¼½¾¬|¯¨´×',
    'äABCDEFGHI\u00adô¦òóõ',
    'åJKLMNOPQR¹û~ùúÿ',
    'É÷STUVWXYZ²Ô@ÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // Italy
  cp280: [
    ' \u00a0âä{áãå\\ñ°.<(+!',
    '&]êë}íîï~ßé$*);^',
    '-/ÂÄÀÁÃÅÇÑò,%_>?',
    'øÉÊËÈÍÎÏÌù:£§\'="',
    'Øabcdefghi«»ðýþ±',
    '[jklmnopqrªºæ¸Æ¤',
    'µìstuvwxyz¡¿ÐÝÞ®',
    '¢#¥·©@¶¼½¾¬|¯¨´×',
    'àABCDEFGHI\u00adôö¦óõ',
    'èJKLMNOPQR¹ûü`úÿ',
    'ç÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // Spain, Latin America
  cp284: [
    ' \u00a0âäàáãåç¦[.<(+|',
    '&éêëèíîïìß]$*);¬',
    '-/ÂÄÀÁÃÅÇ#ñ,%_>?',
    'øÉÊËÈÍÎÏÌ`:Ñ@\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µ¨stuvwxyz¡¿ÐÝÞ®',
    '¢£¥·©§¶¼½¾^!¯~´×',
    '{ABCDEFGHI\u00adôöòóõ',
    '}JKLMNOPQR¹ûüùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // United Kingdom, Ireland
  cp285: [
    ' \u00a0âäàáãåçñ$.<(+|',
    '&éêëèíîïìß!£*);¬',
    '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
    'øÉÊËÈÍÎÏÌ`:#@\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µ¯stuvwxyz¡¿ÐÝÞ®',
    '¢[¥·©§¶¼½¾^]~¨´×',
    '{ABCDEFGHI\u00adôöòóõ',
    '}JKLMNOPQR¹ûüùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // France
  cp297: [
    ' \u00a0âä@áãå\\ñ°.<(+!',
    '&{êë}íîïìß§$*);^',
    '-/ÂÄÀÁÃÅÇÑù,%_>?',
    'øÉÊËÈÍÎÏÌµ:£à\'="',
    'Øabcdefghi«»ðýþ±',
    '[jklmnopqrªºæ¸Æ¤',
    '`¨stuvwxyz¡¿ÐÝÞ®',
    '¢#¥·©]¶¼½¾¬|¯~´×',
    'éABCDEFGHI\u00adôöòóõ',
    'èJKLMNOPQR¹ûü¦úÿ',
    'ç÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // international, Belgium, Switzerland
  cp500: [
    ' \u00a0âäàáãåçñ[.<(+!',
    '&éêëèíîïìß]$*);^',
    '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
    'øÉÊËÈÍÎÏÌ`:#@\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µ~stuvwxyz¡¿ÐÝÞ®',
    '¢£¥·©§¶¼½¾¬|¯¨´×',
    '{ABCDEFGHI\u00adôöòóõ',
    '}JKLMNOPQR¹ûüùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // Iceland
  cp871: [
    ' \u00a0âäàáãåçñÞ.<(+!',
    '&éêëèíîïìßÆ$*);Ö',
    '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
    'øÉÊËÈÍÎÏÌð:#Ð\'="',
    'Øabcdefghi«»`ý{±',
    '°jklmnopqrªº}¸]¤',
    'µöstuvwxyz¡¿@Ý[®',
    '¢£¥·©§¶¼½¾¬|¯¨\\×',
    'þABCDEFGHI\u00adô~òóõ',
    'æJKLMNOPQR¹ûüùúÿ',
    '´÷STUVWXYZ²Ô^ÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
  // z/OS Unix, C programs
  cp1047: [
    ' \u00a0âäàáãåçñ¢.<(+|',
    '&éêëèíîïìß!$*);^',
    '-/ÂÄÀÁÃÅÇÑ¦,%_>?',
    'øÉÊËÈÍÎÏÌ`:#@\'="',
    'Øabcdefghi«»ðýþ±',
    '°jklmnopqrªºæ¸Æ¤',
    'µ~stuvwxyz¡¿Ð[Þ®',
    '¬£¥·©§¶¼½¾Ý¨¯]´×',
    '{ABCDEFGHI\u00adôöòóõ',
    '}JKLMNOPQR¹ûüùúÿ',
    '\\÷STUVWXYZ²ÔÖÒÓÕ',
    '0123456789³ÛÜÙÚ',
  ],
} as const satisfies Record<string, readonly string[]>

/** With the euro sign where the page before had the general currency sign. */
const WITH_EURO = {
  cp1140: 'cp037',
  cp1141: 'cp273',
  cp1142: 'cp277',
  cp1143: 'cp278',
  cp1144: 'cp280',
  cp1145: 'cp284',
  cp1146: 'cp285',
  cp1147: 'cp297',
  cp1148: 'cp500',
  cp1149: 'cp871',
} as const

type Page = keyof typeof PAGES
type EuroPage = keyof typeof WITH_EURO
export type EbcdicName = Page | EuroPage
export const EBCDIC_NAMES = [...Object.keys(PAGES), ...Object.keys(WITH_EURO)] as readonly EbcdicName[]

// Control characters stand below X'40' and at X'FF', the same in all pages: line feed is X'25', next line X'15'.
const CONTROLS = Buffer.from(
  '000102039c09867f978d8e0b0c0d0e0f101112139d8508871819928f1c1d1e1f' +
    '80818283840a171b88898a8b8c050607909116939495960498999a9b14159e1a',
  'hex',
)
const LAST_CONTROL = 0x9f

const isEuroPage = (name: EbcdicName): name is EuroPage => name in WITH_EURO

/** The Latin-1 code that stands for each byte, 256 different ones; and whether ¤ (A4) means the euro sign there. */
export function ebcdicPage(name: EbcdicName): { readonly unitOf: Uint8Array; readonly euro: boolean } {
  const euro = isEuroPage(name)
  const printable = Buffer.from(PAGES[euro ? WITH_EURO[name] : name].join(''), 'latin1')
  return { unitOf: Uint8Array.from([...CONTROLS, ...printable, LAST_CONTROL]), euro }
}

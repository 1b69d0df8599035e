/** Text between tags; a carriage return would be read as a line feed if it were written as itself. */
export function escapedText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (found) => REFERENCES[found]!) : text
}

/** Text of an attribute between double quotes; line ends and tabs would be read as spaces. */
export function escapedAttribute(text: string): string {
  return /[&<>"\t\n\r]/.test(text) ? text.replace(/[&<>"\t\n\r]/g, (found) => REFERENCES[found]!) : text
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const MAYBE = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** The first character that XML 1.0 does not allow, as `U+0000`; undefined if all are allowed (2.2, Char). */
export function forbiddenIn(text: string): string | undefined {
  if (!MAYBE.test(text)) return undefined
  const found = FORBIDDEN.exec(text)
  return found === null ? undefined : `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Whether a text is nothing but white space. */
export function isWhite(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13) return false
  }
  return true
}

const SPACED = /[\t\n\r]|^ | $| {2}/

/** White space as XML Schema part 2, 4.3.6 says. */
export function normalized(text: string, whitespace: 'preserve' | 'replace' | 'collapse'): string {
  if (whitespace === 'preserve' || !SPACED.test(text)) return text
  const replaced = text.replace(/[\t\n\r]/g, ' ')
  return whitespace === 'replace' ? replaced : replaced.replace(/ +/g, ' ').replace(/^ | $/g, '')
}

import { Buffer } from 'node:buffer'
import { encoderTo } from './single-bytes.js'

/** Encodings that are written, by the names that documents declare. */
export type WriteEncoding = 'UTF-8' | 'UTF-16' | 'US-ASCII' | 'ISO-8859-1' | 'ISO-8859-15' | 'windows-1252'

/** Whether names of any language can be written: a character reference cannot stand in a name. */
export const isUnicode = (encoding: WriteEncoding) => encoding.startsWith('UTF')

/** Markup as bytes. What the encoding lacks becomes a character reference, which says the same in texts and attributes. */
export function encoderOf(encoding: WriteEncoding): (markup: string) => Uint8Array {
  switch (encoding) {
    case 'UTF-8':
      return (markup) => Buffer.from(markup, 'utf8')
    case 'UTF-16':
      return (markup) => Buffer.from(markup, 'utf16le')
    case 'US-ASCII':
      return (markup) => Buffer.from(referred(markup, /[^\0-\x7f]/gu), 'latin1')
    case 'ISO-8859-1':
      // Without 80 to 9F, which are control characters there.
      return (markup) => Buffer.from(referred(markup, /[^\0-\x7f\xa0-\xff]/gu), 'latin1')
    default:
      return singleBytes(encoding)
  }
}

const referred = (markup: string, lacking: RegExp) =>
  lacking.test(markup) ? markup.replace(lacking, (found) => `&#${found.codePointAt(0)};`) : markup

function singleBytes(encoding: 'ISO-8859-15' | 'windows-1252'): (markup: string) => Uint8Array {
  const { bytes, lacks } = encoderTo(encoding)
  const beyond = /[^\0-\x7f]/
  const other = new RegExp(`[^\\0-\\x7f\\xa0-\\xff]|[${lacks}]`, 'gu')
  return (markup) => {
    const latin = beyond.test(markup)
      ? markup.replace(other, (found) => bytes.get(found) ?? `&#${found.codePointAt(0)};`)
      : markup
    return Buffer.from(latin, 'latin1')
  }
}

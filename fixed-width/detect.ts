/** What a piece of a file is probably encoded in. */
export type Detected = 'us-ascii' | 'utf-8' | 'windows-1252' | 'iso-8859-1' | 'cp037'

/** Bytes of cp037 that are letters, digits, blanks and what business data has besides: none of them ASCII text. */
const EBCDIC = (byte: number) =>
  byte === 0x40 ||
  byte === 0x4b ||
  byte === 0x60 ||
  byte === 0x6b ||
  (byte >= 0x81 && byte <= 0xa9 && (byte & 0xf) >= 1 && (byte & 0xf) <= 9) ||
  (byte >= 0xc1 && byte <= 0xe9 && (byte & 0xf) >= 1 && (byte & 0xf) <= 9) ||
  byte >= 0xf0

const ASCII = (byte: number) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Codes that windows-1252 leaves free; what has them and is not UTF-8 can only be ISO-8859-1 with control characters. */
const FREE_IN_1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

const ENOUGH = 0.5

/**
 * A guess at the encoding of a piece of a file, for people: `dromedary file show` and error messages. No reader uses it on
 * its own. What differs from US-ASCII in no byte is called that, national variants of ISO 646 included; ISO-8859-1 and
 * windows-1252 differ only in codes 0x80 to 0x9f, so text without them is called windows-1252, which has all of it.
 */
export function detectEncoding(bytes: Uint8Array): Detected {
  let ascii = 0
  let ebcdic = 0
  let high = 0
  let free = 0
  for (const byte of bytes) {
    if (ASCII(byte)) ascii++
    if (EBCDIC(byte)) ebcdic++
    if (byte >= 0x80) high++
    if (FREE_IN_1252.has(byte)) free++
  }
  if (high === 0) return 'us-ascii'
  if (ebcdic > ascii && ebcdic > ENOUGH * bytes.length) return 'cp037'
  if (isUtf8(bytes)) return 'utf-8'
  return free > 0 ? 'iso-8859-1' : 'windows-1252'
}

/** Whether all of it is UTF-8, up to a last character that may be cut. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

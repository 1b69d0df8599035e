import { HUB_QUERY_DUPLICATE, HUB_QUERY_MALFORMED } from './errors.js'

const MAX_LENGTH = 16_384 // far above any return address; a bound for what an outsider can make us hash
const MAX_PARAMETERS = 100

/**
 * Reads a raw query string, without the question mark, or an application/x-www-form-urlencoded body. Node's own parser
 * assumes UTF-8 and keeps the last of two parameters of one name; the signed protocols are ISO-8859-1 and a second
 * parameter of one name is an attack. `+` means space. Throws HUB_QUERY_MALFORMED, HUB_QUERY_DUPLICATE.
 */
export function parseQuery(raw: string, charset: 'latin1' | 'utf8'): ReadonlyMap<string, string> {
  if (raw.length > MAX_LENGTH) throw HUB_QUERY_MALFORMED(`${raw.length} characters, at most ${MAX_LENGTH} are read`)
  const found = new Map<string, string>()
  for (const pair of raw.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals), charset)
    if (found.has(name)) throw HUB_QUERY_DUPLICATE(name)
    if (found.size >= MAX_PARAMETERS) throw HUB_QUERY_MALFORMED(`more than ${MAX_PARAMETERS} parameters`)
    found.set(name, equals < 0 ? '' : decoded(pair.slice(equals + 1), charset))
  }
  return found
}

const decoders = {
  latin1: (bytes: Buffer) => bytes.toString('latin1'),
  utf8: (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
}

function decoded(text: string, charset: 'latin1' | 'utf8'): string {
  const bytes = Buffer.alloc(text.length)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x25) {
      const hex = text.slice(index + 1, index + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) throw HUB_QUERY_MALFORMED('a percent sign without two hexadecimal digits')
      bytes[length++] = Number.parseInt(hex, 16)
      index += 2
    } else if (code > 0xff) {
      throw HUB_QUERY_MALFORMED('a character that cannot stand in an address')
    } else {
      // Above 7F: Node hands raw bytes of the request line over as ISO-8859-1 characters.
      bytes[length++] = code === 0x2b ? 0x20 : code
    }
  }
  try {
    return decoders[charset](bytes.subarray(0, length))
  } catch {
    throw HUB_QUERY_MALFORMED('bytes that are not UTF-8')
  }
}

/** The parameters as an application/x-www-form-urlencoded text in ISO-8859-1. Characters outside it must not come. */
export function formUrlEncoded(fields: Iterable<readonly [string, string]>): string {
  return [...fields].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
}

function encoded(text: string): string {
  let out = ''
  for (const byte of Buffer.from(text, 'latin1')) {
    const character = String.fromCharCode(byte)
    if (/[A-Za-z0-9._*-]/.test(character)) out += character
    else out += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

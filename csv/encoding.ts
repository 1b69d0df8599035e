export type EncodingName = 'utf-8' | 'iso-8859-1' | 'iso-8859-15' | 'windows-1252'

/** Bytes of one encoding to text and back; `take` gives undefined for bytes that are none of it. */
export interface TextIntake {
  take(bytes: Uint8Array | undefined): string | undefined
}

/** Where a single-byte encoding differs from ISO 8859-1: byte and character, or nothing for a byte that it lacks. */
const DIFFERS: Readonly<Record<Exclude<EncodingName, 'utf-8'>, Readonly<Record<number, string>>>> = {
  'iso-8859-1': {},
  'iso-8859-15': { 164: '€', 166: 'Š', 168: 'š', 180: 'Ž', 184: 'ž', 188: 'Œ', 189: 'œ', 190: 'Ÿ' },
  // Node's own decoder takes windows-1252 for ISO 8859-1 in some versions, so its 32 characters stand here.
  'windows-1252': Object.fromEntries(
    [...'€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'].map((character, at) => [0x80 + at, character === ' ' ? '' : character]),
  ),
}

interface Table {
  /** Character of each byte; '' where there is none. */
  readonly characters: readonly string[]
  readonly bytes: ReadonlyMap<string, number>
  /** Bytes that are not what they are in ISO 8859-1. */
  readonly differing: RegExp | undefined
}
const tables = new Map<string, Table>()

function tableOf(encoding: Exclude<EncodingName, 'utf-8'>): Table {
  const known = tables.get(encoding)
  if (known !== undefined) return known
  const differs = DIFFERS[encoding]
  const characters = Array.from({ length: 256 }, (_, byte) => differs[byte] ?? String.fromCharCode(byte))
  const bytes = new Map(characters.map((character, byte) => [character, byte]))
  bytes.delete('')
  const codes = Object.keys(differs).map((byte) => `\\x${Number(byte).toString(16)}`)
  const differing = codes.length === 0 ? undefined : new RegExp(`[${codes.join('')}]`, 'g')
  const table = { characters, bytes, differing }
  tables.set(encoding, table)
  return table
}

/** Text of a file piece by piece; a last call without bytes tells whether a character was cut. */
export function textIntake(encoding: EncodingName): TextIntake {
  if (encoding !== 'utf-8') return { take: (bytes) => (bytes === undefined ? '' : textOf(bytes, tableOf(encoding))) }
  // The byte order mark is ours to judge, so the decoder leaves it in place.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return {
    take(bytes) {
      try {
        return decoder.decode(bytes, { stream: bytes !== undefined })
      } catch {
        return undefined
      }
    },
  }
}

function textOf(bytes: Uint8Array, { characters, differing }: Table): string | undefined {
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (differing === undefined) return plain
  let lacking = false
  const text = plain.replace(differing, (one) => {
    const character = characters[one.charCodeAt(0)]!
    if (character === '') lacking = true
    return character
  })
  return lacking ? undefined : text
}

/** The bytes of text, or the first character that the encoding lacks. */
export function bytesOf(text: string, encoding: EncodingName): Uint8Array | { readonly lacks: string } {
  if (encoding === 'utf-8') {
    const lone = /\p{Surrogate}/u.exec(text)
    return lone === null ? Buffer.from(text, 'utf8') : { lacks: lone[0] }
  }
  const { bytes: table, differing } = tableOf(encoding)
  const bytes = Buffer.allocUnsafe(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = code < 128 || (code < 256 && differing === undefined) ? code : table.get(text[i]!)
    if (byte === undefined) return { lacks: String.fromCodePoint(text.codePointAt(i)!) }
    bytes[i] = byte
  }
  return bytes
}

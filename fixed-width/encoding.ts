import { HubError, neverSent } from '../bus/errors.js'
import { EBCDIC_NAMES, type EbcdicName, ebcdicPage } from './encodings/ebcdic.js'
import { ISO_646, type Iso646Name, iso646Characters } from './encodings/iso-646.js'
import { type SingleByteName, singleByteCharacters, UPPER_HALVES } from './encodings/single-byte.js'

/**
 * Between the units a record is laid out in and text. A unit is one byte seen as a character of code 0…255, or, where a
 * layout counts its widths in characters, one UTF-16 code unit. All field code works on units; only text asks further.
 */
export interface Encoding {
  readonly name: EncodingName
  readonly widths: Widths
  /** 1 for every unit that stands for the character of its own code, so that compiled code may pass it through. */
  readonly plain: Uint8Array
  /** Of EBCDIC: the unit that each byte stands for, so that digits and blanks of a layout are ordinary text; 256 different ones. */
  readonly unitOf?: Uint8Array
  /** The way back: the byte of each unit. */
  readonly byteOf?: Uint8Array
  /** Text of units; undefined where they hold a control character or no character at all. */
  toText(units: string): string | undefined
  /** Units of text; undefined where the encoding lacks a character. */
  toUnits(text: string): string | undefined
}
export type EncodingName = 'us-ascii' | 'iso-8859-1' | 'utf-8' | SingleByteName | Iso646Name | EbcdicName
export type Widths = 'bytes' | 'characters'

/** Another byte for each byte, by a table of 256. */
export function translated(bytes: Uint8Array, by: Uint8Array): Buffer<ArrayBuffer> {
  const to = Buffer.allocUnsafeSlow(bytes.length)
  for (let i = 0; i < bytes.length; i++) to[i] = by[bytes[i]!]!
  return to
}

// Control characters (C0, DEL, C1) never stand in a field: a tab would shift what an editor shows, a line feed the file.
const CONTROL = /\p{Cc}/u
const LONE_SURROGATE = /\p{Surrogate}/u
const plainWhere = (allowed: (code: number) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, code) => (allowed(code) ? 1 : 0))
const isAscii = (code: number) => code >= 0x20 && code < 0x7f
const isLatin1 = (code: number) => isAscii(code) || code >= 0xa0

function passing(name: EncodingName, widths: Widths, allowed: (code: number) => boolean): Encoding {
  const all = (text: string) => {
    for (let i = 0; i < text.length; i++) if (!allowed(text.charCodeAt(i))) return undefined
    return text
  }
  return { name, widths, plain: plainWhere(allowed), toText: all, toUnits: all }
}

/** By what each unit stands for; U+FFFD where it is no character. */
function table(name: EncodingName, characters: readonly string[]): Encoding {
  const ofUnit = new Map<string, string>()
  const ofText = new Map<string, string>()
  for (let code = 0; code < 256; code++) {
    const unit = String.fromCharCode(code)
    const text = characters[code]!
    if (CONTROL.test(text) || text === '\ufffd') continue
    ofUnit.set(unit, text)
    ofText.set(text, unit)
  }
  const through = (map: Map<string, string>) => (from: string) => {
    let to = ''
    for (const one of from) {
      const found = map.get(one)
      if (found === undefined) return undefined
      to += found
    }
    return to
  }
  const plain = plainWhere((code) => ofUnit.get(String.fromCharCode(code)) === String.fromCharCode(code))
  return { name, widths: 'bytes', plain, toText: through(ofUnit), toUnits: through(ofText) }
}

function utf8Bytes(): Encoding {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return {
    name: 'utf-8',
    widths: 'bytes',
    plain: plainWhere(isAscii),
    toText(units) {
      try {
        const text = decoder.decode(Buffer.from(units, 'latin1'))
        return CONTROL.test(text) ? undefined : text
      } catch {
        return undefined
      }
    },
    toUnits: (text) =>
      CONTROL.test(text) || LONE_SURROGATE.test(text) ? undefined : Buffer.from(text).toString('latin1'),
  }
}

const isCharacter = (code: number) => isLatin1(code) && (code < 0xd800 || code > 0xdfff)

function ebcdic(name: EbcdicName): Encoding {
  const { unitOf, euro } = ebcdicPage(name)
  const byteOf = new Uint8Array(256)
  for (const [byte, unit] of unitOf.entries()) byteOf[unit] = byte
  const latin1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  const own = euro
    ? table(name, latin1.with('¤'.charCodeAt(0), '€'))
    : passing(name, 'bytes', (code) => isLatin1(code) && code < 0x100)
  return { ...own, unitOf, byteOf }
}

/** All encodings that a layout or a command may name. */
export const ENCODING_NAMES: readonly EncodingName[] = [
  'us-ascii',
  'iso-8859-1',
  'utf-8',
  ...(Object.keys(UPPER_HALVES) as SingleByteName[]),
  ...(Object.keys(ISO_646) as Iso646Name[]),
  ...EBCDIC_NAMES,
]
const isSingleByte = (name: EncodingName): name is SingleByteName => Object.hasOwn(UPPER_HALVES, name)
const isIso646 = (name: EncodingName): name is Iso646Name => Object.hasOwn(ISO_646, name)

/**
 * The encoding of that name. Characters and bytes differ in UTF-8 only; characters beyond the basic plane have no fixed
 * width. Throws HUB_ENCODING_UNKNOWN.
 */
export function encodingOf(name: EncodingName, widths: Widths): Encoding {
  if (name === 'iso-8859-1') return passing(name, 'bytes', (code) => isLatin1(code) && code < 0x100)
  if (name === 'us-ascii') return passing(name, 'bytes', isAscii)
  if (name === 'utf-8') return widths === 'bytes' ? utf8Bytes() : passing(name, 'characters', isCharacter)
  if (isSingleByte(name)) return table(name, singleByteCharacters(name))
  if (isIso646(name)) return table(name, iso646Characters(name))
  // A name may come from a command line.
  if (!ENCODING_NAMES.includes(name)) throw HUB_ENCODING_UNKNOWN(name)
  return ebcdic(name)
}

export const HUB_ENCODING_UNKNOWN = (name: string) =>
  new HubError(
    'HUB_ENCODING_UNKNOWN',
    `there is no encoding ${JSON.stringify(name)}; there are ${ENCODING_NAMES.join(', ')}`,
    neverSent,
  )

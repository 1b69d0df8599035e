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
export type EncodingName = 'iso-8859-1' | 'us-ascii' | 'windows-1252' | 'iso-8859-15' | 'utf-8'
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

// Written out: the decoders of some Node releases read windows-1252 as if it were ISO-8859-1.
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const ISO_8859_15: Readonly<Record<number, string>> = {
  164: '€',
  166: 'Š',
  168: 'š',
  180: 'Ž',
  184: 'ž',
  188: 'Œ',
  189: 'œ',
  190: 'Ÿ',
}

function table(name: EncodingName, characterOf: (code: number) => string | undefined): Encoding {
  const ofUnit = new Map<string, string>()
  const ofText = new Map<string, string>()
  for (let code = 0; code < 256; code++) {
    const unit = String.fromCharCode(code)
    const text = characterOf(code) ?? unit
    if (CONTROL.test(text)) continue
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

/** The encoding of that name. Characters and bytes differ in UTF-8 only; characters beyond the basic plane have no fixed width. */
export function encodingOf(name: EncodingName, widths: Widths): Encoding {
  if (name === 'iso-8859-1') return passing(name, 'bytes', (code) => isLatin1(code) && code < 0x100)
  if (name === 'us-ascii') return passing(name, 'bytes', isAscii)
  if (name === 'utf-8') return widths === 'bytes' ? utf8Bytes() : passing(name, 'characters', isCharacter)
  if (name === 'iso-8859-15') return table(name, (code) => ISO_8859_15[code])
  return table(name, (code) => WINDOWS_1252[code - 128])
}

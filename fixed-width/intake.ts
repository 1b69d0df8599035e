import { isUtf8 } from 'node:buffer'
import { type Units, type Words, wordsOf } from './compile.js'
import { type Encoding, translated } from './encoding.js'

const NONE = Buffer.alloc(0)

/**
 * What came and is not yet read, as units and as a string of the same indexes. Bytes are looked at in place; where widths
 * count characters, bytes are decoded first and the count of bytes is kept beside.
 */
export class Intake {
  readonly #encoding: Encoding
  b: Units = NONE
  s = ''
  /** `b` four units at a time. */
  d: Words = new DataView(NONE.buffer, 0, 0)
  /** Bytes of the file before unit 0. */
  #base = 0
  /** The beginning of a character whose other bytes are still to come. */
  #cut: Buffer = NONE
  /** The place whose bytes were asked for last. */
  #asked = { at: 0, bytes: 0 }

  constructor(encoding: Encoding) {
    this.#encoding = encoding
  }

  get end(): number {
    return this.b.length
  }

  /** Adds bytes; false if they are not of the encoding. */
  take(chunk: Uint8Array): boolean {
    if (this.#encoding.widths === 'characters') return this.#takeText(chunk)
    const { unitOf } = this.#encoding
    const came =
      unitOf === undefined ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : translated(chunk, unitOf)
    this.#setBytes(this.b.length === 0 ? came : Buffer.concat([this.b as Uint8Array, came]))
    return true
  }

  #setBytes(bytes: Buffer): void {
    this.b = bytes
    this.s = bytes.toString('latin1')
    this.d = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  #setText(text: string): void {
    const units = new Uint16Array(text.length)
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i)
    this.#asked = { at: 0, bytes: 0 }
    this.s = text
    this.b = units
    this.d = wordsOf(units)
  }

  /** No more bytes will come; false if the last character is cut. */
  finish(): boolean {
    return this.#cut.length === 0
  }

  /** Takes all that is text; false if something is not, and then nothing behind it. */
  #takeText(chunk: Uint8Array): boolean {
    const bytes = Buffer.concat([this.#cut, chunk])
    const whole = wholeCharacters(bytes)
    const areText = isUtf8(bytes.subarray(0, whole))
    const end = areText ? whole : textBefore(bytes, whole)
    this.#cut = bytes.subarray(areText ? end : bytes.length)
    this.#setText(this.s + bytes.toString('utf8', 0, end))
    return areText
  }

  /** Bytes of the file before unit `at`. */
  bytesBefore(at: number): number {
    if (this.#encoding.widths === 'bytes') return this.#base + at
    const { s } = this
    // Mostly asked of one place after the other.
    const known = this.#asked.at <= at ? this.#asked : { at: 0, bytes: 0 }
    const bytes = known.bytes + Buffer.byteLength(s.slice(known.at, at))
    this.#asked = { at, bytes }
    return this.#base + bytes
  }

  /** Bytes that stand before the file and are no part of its text. */
  pass(bytes: number): void {
    this.#base += bytes
  }

  /** The bytes of the units from `from` to `to`. */
  raw(from: number, to: number): Uint8Array {
    if (this.#encoding.widths === 'characters') return Buffer.from(this.s.slice(from, to))
    const units = (this.b as Uint8Array).subarray(from, to)
    const { byteOf } = this.#encoding
    return byteOf === undefined ? units : translated(units, byteOf)
  }

  /** Forgets the units before `at`. */
  drop(at: number): void {
    this.#base = this.bytesBefore(at)
    // A copy: the caller may use its buffer again, and a slice would keep a whole chunk in memory for part of a line.
    if (this.#encoding.widths === 'bytes') this.#setBytes(Buffer.from(this.b.subarray(at) as Uint8Array))
    else this.#setText(this.s.slice(at))
  }
}

/** How many of the bytes are whole characters of UTF-8; what follows is at most the beginning of one. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** How many bytes are text, of some that are not all text. */
function textBefore(bytes: Uint8Array, end: number): number {
  let at = 0
  // In smaller and smaller steps, at last by single characters of one to four bytes.
  for (const step of [4096, 256, 16]) {
    for (let next = at + step; next <= end; next = at + step) {
      const whole = at + wholeCharacters(bytes.subarray(at, next))
      if (!isUtf8(bytes.subarray(at, whole))) break
      at = whole
    }
  }
  const isCharacter = (length: number) => at + length <= end && isUtf8(bytes.subarray(at, at + length))
  for (let length = 1; length <= 4; length++) {
    if (!isCharacter(length)) continue
    at += length
    length = 0
  }
  return at
}

import { type Units, type Words, wordsOf } from './compile.js'
import { type Encoding, translated } from './encoding.js'

type Decoder = InstanceType<typeof TextDecoder>
const NONE = Buffer.alloc(0)

/**
 * What came and is not yet read, as units and as a string of the same indexes. Bytes are looked at in place; where widths
 * count characters, bytes are decoded first and the count of bytes is kept beside.
 */
export class Intake {
  readonly #decoder: Decoder | undefined
  readonly #encoding: Encoding
  b: Units = NONE
  s = ''
  /** `b` four units at a time. */
  d: Words = new DataView(NONE.buffer, 0, 0)
  /** Bytes of the file before unit 0. */
  #base = 0

  constructor(encoding: Encoding) {
    this.#encoding = encoding
    this.#decoder = encoding.widths === 'bytes' ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  }

  get end(): number {
    return this.b.length
  }

  /** Adds bytes; false if they are not of the encoding. */
  take(chunk: Uint8Array): boolean {
    if (this.#decoder !== undefined) return this.#takeText(this.#decoder, chunk)
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
    this.s = text
    this.b = units
    this.d = wordsOf(units)
  }

  /** No more bytes will come; false if the last character is cut. */
  finish(): boolean {
    return this.#decoder === undefined || this.#takeText(this.#decoder, undefined)
  }

  #takeText(decoder: Decoder, chunk: Uint8Array | undefined): boolean {
    let text: string
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      return false
    }
    this.#setText(this.s + text)
    return true
  }

  /** Bytes of the file before unit `at`. */
  bytesBefore(at: number): number {
    return this.#base + (this.#decoder === undefined ? at : Buffer.byteLength(this.s.slice(0, at)))
  }

  /** The bytes of the units from `from` to `to`. */
  raw(from: number, to: number): Uint8Array {
    if (this.#decoder !== undefined) return Buffer.from(this.s.slice(from, to))
    const units = (this.b as Uint8Array).subarray(from, to)
    const { byteOf } = this.#encoding
    return byteOf === undefined ? units : translated(units, byteOf)
  }

  /** Forgets the units before `at`. */
  drop(at: number): void {
    this.#base = this.bytesBefore(at)
    // A copy: the caller may use its buffer again, and a slice would keep a whole chunk in memory for part of a line.
    if (this.#decoder === undefined) this.#setBytes(Buffer.from(this.b.subarray(at) as Uint8Array))
    else this.#setText(this.s.slice(at))
  }
}

import { type Units, type Words, wordsOf } from './compile.js'
import type { Encoding } from './encoding.js'

type Decoder = InstanceType<typeof TextDecoder>
const NONE = Buffer.alloc(0)

/**
 * What came and is not yet read, as units and as a string of the same indexes. Bytes are looked at in place; where widths
 * count characters, bytes are decoded first and the count of bytes is kept beside.
 */
export class Intake {
  readonly #decoder: Decoder | undefined
  b: Units = NONE
  s = ''
  /** `b` four units at a time. */
  d: Words = new DataView(NONE.buffer, 0, 0)
  /** Bytes of the file before unit 0. */
  #base = 0

  constructor(encoding: Encoding) {
    this.#decoder = encoding.widths === 'bytes' ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  }

  get end(): number {
    return this.b.length
  }

  /** Adds bytes; false if they are not of the encoding. */
  take(chunk: Uint8Array): boolean {
    if (this.#decoder !== undefined) return this.#takeText(this.#decoder, chunk)
    const came = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const whole = this.b.length === 0 ? came : Buffer.concat([this.b as Uint8Array, came])
    this.b = whole
    this.s = whole.toString('latin1')
    this.d = new DataView(whole.buffer, whole.byteOffset, whole.length)
    return true
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
    this.s += text
    const bytes = Buffer.from(this.s, 'utf16le')
    const units = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    this.b = units
    this.d = wordsOf(units)
    return true
  }

  /** Bytes of the file before unit `at`. */
  bytesBefore(at: number): number {
    return this.#base + (this.#decoder === undefined ? at : Buffer.byteLength(this.s.slice(0, at)))
  }

  /** The bytes of the units from `from` to `to`. */
  raw(from: number, to: number): Uint8Array {
    return this.#decoder === undefined ? (this.b as Uint8Array).subarray(from, to) : Buffer.from(this.s.slice(from, to))
  }

  /** Forgets the units before `at`. */
  drop(at: number): void {
    this.#base = this.bytesBefore(at)
    // A copy: the caller may use its buffer again, and a slice would keep a whole chunk in memory for one part of a line.
    this.b = this.b.slice(at)
    this.s = this.#decoder === undefined ? '' : this.s.slice(at)
  }
}

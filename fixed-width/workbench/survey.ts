import { type Detected, detectEncoding } from '../detect.js'

/** What a file is like, whatever its layout. */
export interface SurveyReport {
  readonly bytes: number
  /** A guess by the first bytes. */
  readonly encoding: Detected
  /** The mark of UTF-8 stands before the first line. */
  readonly byteOrderMark: boolean
  /** Lines follow each other, as far as counts can tell; false in EBCDIC, where these bytes mean something else. */
  readonly separated: boolean
  /** Lines by how they end; `missing`: the file ends without one. */
  readonly lineEnds: { readonly crlf: number; readonly lf: number; readonly cr: number; readonly missing: number }
  /** How many lines have how many bytes, without their ends, most lines first; at most so many as were told apart. */
  readonly lengths: readonly (readonly [length: number, lines: number])[]
  readonly emptyLines: number
  /** Control characters other than line ends: code, how many, and the first place. */
  readonly controls: readonly Control[]
  /** Bytes from 0x80. */
  readonly high: number
  /** Where nothing ends lines: how long records may be, likeliest first. */
  readonly guesses: readonly number[]
}
export interface Control {
  readonly code: number
  readonly count: number
  readonly line: number
  /** Byte of the line, counted from 1. */
  readonly column: number
}

/** So many different lengths are counted one by one. */
const MOST_LENGTHS = 1000
/** So many bytes decide on the encoding and on a length of records. */
export const HEAD = 64 * 1024
const LF = 10
const CR = 13
const DEL = 127

/** Looks at all bytes of a file and keeps only counts. */
export class Survey {
  #head: Buffer = Buffer.alloc(0)
  #bytes = 0
  #line = 1
  #lineStart = 0
  #crlf = 0
  #lf = 0
  #cr = 0
  #empty = 0
  #high = 0
  #lastWasCr = false
  readonly #lengths = new Map<number, number>()
  readonly #controls = new Map<number, { code: number; count: number; line: number; column: number }>()

  push(chunk: Uint8Array): void {
    if (this.#head.length < HEAD) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD - this.#head.length)])
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte >= 0x20 && byte < DEL) {
        if (this.#lastWasCr) this.#bareCr(i)
        continue
      }
      this.#unusual(byte, i)
    }
    this.#bytes += chunk.length
  }

  #unusual(byte: number, i: number): void {
    if (byte === LF) {
      const end = this.#bytes + i - (this.#lastWasCr ? 1 : 0)
      if (this.#lastWasCr) this.#crlf++
      else this.#lf++
      this.#lastWasCr = false
      this.#lineOf(end - this.#lineStart)
      this.#line++
      this.#lineStart = this.#bytes + i + 1
      return
    }
    if (this.#lastWasCr) this.#bareCr(i)
    if (byte === CR) {
      this.#lastWasCr = true
      return
    }
    if (byte > DEL) this.#high++
    if (byte <= DEL) this.#control(byte, i)
  }

  /** A carriage return that no line feed followed is a control character like others. */
  #bareCr(i: number): void {
    this.#lastWasCr = false
    this.#cr++
    this.#control(CR, i - 1)
  }

  #control(code: number, i: number): void {
    const known = this.#controls.get(code)
    if (known !== undefined) known.count++
    else this.#controls.set(code, { code, count: 1, line: this.#line, column: this.#bytes + i - this.#lineStart + 1 })
  }

  #lineOf(length: number): void {
    if (length === 0) this.#empty++
    const known = this.#lengths.get(length)
    if (known !== undefined || this.#lengths.size < MOST_LENGTHS) this.#lengths.set(length, (known ?? 0) + 1)
  }

  /** What was found, once the last byte is in. */
  end(): SurveyReport {
    if (this.#lastWasCr) this.#bareCr(0)
    const left = this.#bytes - this.#lineStart
    if (left > 0) this.#lineOf(left)
    const encoding = detectEncoding(this.#head)
    const ends = this.#crlf + this.#lf
    // In EBCDIC these bytes are something else; one line end may close records that have none between them.
    const separated = encoding !== 'cp037' && ends > 1
    const records = encoding === 'cp037' ? this.#bytes : left || this.#lineStart - 1
    return {
      bytes: this.#bytes,
      encoding,
      separated,
      byteOrderMark: this.#head[0] === 0xef && this.#head[1] === 0xbb && this.#head[2] === 0xbf,
      lineEnds: { crlf: this.#crlf, lf: this.#lf, cr: this.#cr, missing: left > 0 ? 1 : 0 },
      lengths: [...this.#lengths].sort(([a, m], [b, n]) => n - m || a - b),
      emptyLines: this.#empty,
      controls: [...this.#controls.values()].sort((a, b) => a.code - b.code),
      high: this.#high,
      guesses: separated ? [] : recordLengths(this.#head, records),
    }
  }
}

const LEAST_RECORD = 8
const MOST_RECORD = 4096
const MOST_GUESSES = 3
/** From 0, no more alike than by chance, to 1, all columns alike. */
const LIKE_ENOUGH = 0.5

/** What kind of character a byte is, alike in ASCII and EBCDIC: records of one layout have the same kind in the same column. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || byte === 0x40) return 1
  if ((byte >= 0x30 && byte <= 0x39) || byte >= 0xf0) return 2
  if (byte < 0x20) return 3
  return 4
})

/** Lengths that divide `total` and at which columns repeat their kind, the most regular first. */
export function recordLengths(head: Uint8Array, total: number): readonly number[] {
  const found: { readonly length: number; readonly like: number }[] = []
  const counts = [0, 0, 0, 0, 0]
  for (const byte of head) counts[KINDS[byte]!]!++
  // How often two columns are alike that have nothing to do with each other.
  const byChance = counts.reduce((sum, count) => sum + (count / head.length) ** 2, 0)
  for (let length = LEAST_RECORD; length <= Math.min(MOST_RECORD, total / 2); length++) {
    if (total % length !== 0) continue
    let same = 0
    const most = Math.min(head.length, total) - length
    for (let i = 0; i < most; i++) if (KINDS[head[i]!] === KINDS[head[i + length]!]) same++
    const like = (same / most - byChance) / (1 - byChance)
    if (most > 0 && like >= LIKE_ENOUGH) found.push({ length, like })
  }
  found.sort((a, b) => b.like - a.like || a.length - b.length)
  const best = found[0]?.like ?? 0
  // A multiple of the right length is as regular, and says nothing new.
  const good = found.filter(({ like }) => like >= best - 0.02).map(({ length }) => length)
  return good
    .sort((a, b) => a - b)
    .filter((length, i) => !good.slice(0, i).some((shorter) => length % shorter === 0))
    .slice(0, MOST_GUESSES)
}

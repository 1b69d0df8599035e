import { Stop } from './limits.js'
import { decoderFrom } from './single-bytes.js'

type Decoder = InstanceType<typeof TextDecoder>

/** Encodings that are read, by the names that documents call them. */
const NAMES: Readonly<Record<string, ReadName>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'us-ascii': 'us-ascii',
  ascii: 'us-ascii',
  'iso-8859-1': 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  iso_8859_1: 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'iso-8859-15': 'iso-8859-15',
  'iso8859-15': 'iso-8859-15',
  'iso_8859-15': 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
}
type ReadName =
  | 'utf-8'
  | 'utf-16'
  | 'utf-16le'
  | 'utf-16be'
  | 'us-ascii'
  | 'iso-8859-1'
  | 'iso-8859-15'
  | 'windows-1252'

/** An XML declaration is looked for in so many bytes, and its encoding must stand within them. */
const PROLOG = 1_024
const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/

/**
 * Bytes of a document as text, whatever its encoding: told by its byte order mark, its declaration, or UTF-8. Bytes that
 * are not of the encoding are refused; so are 80 to 9F in the single-byte ones where they mean control characters, since
 * then the declaration is wrong (XML 1.0, 4.3.3 and appendix F).
 */
export class Intake {
  #waiting: Uint8Array = new Uint8Array(0)
  #decode: ((chunk: Uint8Array, last: boolean) => string) | undefined
  #begun = false
  encoding = 'utf-8'

  push(chunk: Uint8Array): string {
    if (this.#decode !== undefined) return this.#text(chunk, false)
    const bytes = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk])
    if (!isEnough(bytes)) {
      // A copy: the caller may use its buffer again.
      this.#waiting = Uint8Array.from(bytes)
      return ''
    }
    return this.#begin(bytes, false)
  }

  end(): string {
    if (this.#decode !== undefined) return this.#text(new Uint8Array(0), true)
    return this.#begin(this.#waiting, true)
  }

  /** What the tokeniser read in the declaration, wherever that ended. Throws Stop if the bytes were taken for another. */
  confirm(declared: string | undefined): void {
    if (declared === undefined) return
    const said = known(declared)
    if (said === this.encoding || (said === 'utf-16' && this.encoding.startsWith('utf-16'))) return
    throw new Stop('HUB_XML_ENCODING', `a declaration of ${said} within ${PROLOG} bytes`, 'one behind them')
  }

  #begin(bytes: Uint8Array, last: boolean): string {
    const { name, mark } = encodingOf(bytes)
    this.encoding = name
    this.#decode = decoderOf(name)
    this.#waiting = new Uint8Array(0)
    return this.#text(bytes.subarray(mark), last)
  }

  #text(chunk: Uint8Array, last: boolean): string {
    let text: string
    try {
      text = this.#decode!(chunk, last)
    } catch (error) {
      if (error instanceof Stop) throw error
      throw new Stop('HUB_XML_ENCODING', `text in ${this.encoding}`, 'bytes that are none')
    }
    if (!this.#begun && text !== '') {
      this.#begun = true
      if (text.charCodeAt(0) === 0xfeff) throw new Stop('HUB_XML_ENCODING', 'one byte order mark', 'two')
    }
    return text
  }
}

/** Whether the bytes are enough to know the encoding. */
function isEnough(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false
  if (bytes.length >= PROLOG) return true
  const [a, b] = bytes
  // UTF-16 is known by its first bytes; the declaration is looked at once it is decoded.
  if ((a === 0xfe && b === 0xff) || (a === 0xff && b === 0xfe) || a === 0 || b === 0) return true
  const text = Buffer.from(bytes).toString('latin1')
  const at = a === 0xef ? 3 : 0
  const begins = text.slice(at, at + 5)
  return '<?xml'.startsWith(begins) ? begins.length === 5 && text.includes('?>') : true
}

function encodingOf(bytes: Uint8Array): { readonly name: ReadName; readonly mark: number } {
  const [a, b, c] = bytes
  const wide = a === 0xfe && b === 0xff ? 'utf-16be' : a === 0xff && b === 0xfe ? 'utf-16le' : undefined
  if (wide !== undefined) return { name: agreed(wide, declaredIn(bytes.subarray(2), wide), 'byte order mark'), mark: 2 }
  if (a === 0xef && b === 0xbb && c === 0xbf)
    return { name: agreed('utf-8', declaredIn(bytes.subarray(3)), 'byte order mark'), mark: 3 }
  const unmarked = a === 0 && b === 0x3c ? 'utf-16be' : a === 0x3c && b === 0 ? 'utf-16le' : undefined
  if (unmarked !== undefined) return { name: agreed(unmarked, declaredIn(bytes, unmarked), 'bytes'), mark: 0 }
  const declared = declaredIn(bytes)
  if (declared === undefined) return { name: 'utf-8', mark: 0 }
  const name = known(declared)
  if (name.startsWith('utf-16')) throw new Stop('HUB_XML_ENCODING', `text in ${name}, as declared`, 'single bytes')
  return { name, mark: 0 }
}

function declaredIn(bytes: Uint8Array, wide?: 'utf-16le' | 'utf-16be'): string | undefined {
  const begin = Buffer.from(bytes.subarray(0, wide === undefined ? PROLOG : PROLOG * 2))
  if (wide === undefined) return DECLARED.exec(begin.toString('latin1'))?.[1]
  const even = begin.subarray(0, begin.length & ~1)
  return DECLARED.exec((wide === 'utf-16be' ? even.swap16() : even).toString('utf16le'))?.[1]
}

function known(declared: string): ReadName {
  const name = declared.toLowerCase()
  if (Object.hasOwn(NAMES, name)) return NAMES[name]!
  const readable = [...new Set(Object.values(NAMES))].join(', ')
  throw new Stop('HUB_XML_ENCODING', `in one of ${readable}`, `the encoding ${JSON.stringify(declared.slice(0, 40))}`)
}

/** What the bytes say, where the declaration says the same or nothing. */
function agreed(seen: ReadName, declared: string | undefined, by: string): ReadName {
  if (declared === undefined) return seen
  const said = known(declared)
  if (said === seen || (said === 'utf-16' && seen.startsWith('utf-16'))) return seen
  throw new Stop('HUB_XML_ENCODING', `in ${seen}, as its ${by} says`, `a declaration of ${said}`)
}

const CONTROLS = /[\x80-\x9f]/
const BEYOND_ASCII = /[\x80-\xff]/

function decoderOf(name: ReadName): (chunk: Uint8Array, last: boolean) => string {
  switch (name) {
    case 'utf-8':
    case 'utf-16le':
    case 'utf-16be': {
      const decoder: Decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true })
      return (chunk, last) => decoder.decode(chunk, { stream: !last })
    }
    case 'us-ascii':
      return (chunk) => without(BEYOND_ASCII, name, latin1(chunk))
    case 'iso-8859-1':
      // Not by TextDecoder, for which ISO-8859-1 is another name of windows-1252.
      return (chunk) => without(CONTROLS, name, latin1(chunk))
    case 'utf-16':
      throw new Stop('HUB_XML_ENCODING', 'UTF-16 with its order known', 'none')
    default: {
      const decode = decoderFrom(name === 'iso-8859-15' ? 'ISO-8859-15' : name)
      return (chunk) => without(CONTROLS, name, decode(latin1(chunk)))
    }
  }
}

const latin1 = (chunk: Uint8Array) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')

function without(refused: RegExp, name: string, text: string): string {
  const found = refused.exec(text)
  if (found === null) return text
  throw new Stop('HUB_XML_ENCODING', `text in ${name}`, `a byte that is no character of it`)
}

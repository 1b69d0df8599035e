import { Stop } from './limits.js'
import { decoderFrom } from './single-bytes.js'

/** The text of some bytes; where some are none, the text before them, and `bad` is told what is there. */
type Decode = (chunk: Uint8Array, last: boolean, bad: (found: string) => void) => string

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
  #decode: Decode | undefined
  #failure: Stop | undefined
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

  /** Throws Stop once all text has been given that stands before bytes which are none. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  #text(chunk: Uint8Array, last: boolean): string {
    if (this.#failure !== undefined) return ''
    const text = this.#decode!(chunk, last, (found) => {
      this.#failure = new Stop('HUB_XML_ENCODING', `text in ${this.encoding}`, found)
    })
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
  const [a, b] = bytes
  const wide = a === 0xfe || a === 0 ? 'utf-16be' : a === 0xff || b === 0 ? 'utf-16le' : undefined
  if (bytes.length >= (wide === undefined ? PROLOG : 2 * PROLOG)) return true
  const text = beginning(bytes, wide).replace(/^(?:\ufeff|\xef\xbb\xbf)/, '')
  const begins = text.slice(0, 5)
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

const declaredIn = (bytes: Uint8Array, wide?: Wide) => DECLARED.exec(beginning(bytes, wide))?.[1]

type Wide = 'utf-16le' | 'utf-16be'
/** So much of the bytes as an XML declaration may take, which is ASCII in whatever encoding. */
function beginning(bytes: Uint8Array, wide: Wide | undefined): string {
  if (wide === undefined) return latin1(bytes.subarray(0, PROLOG))
  const begin = Buffer.from(bytes.subarray(0, 2 * PROLOG))
  const even = begin.subarray(0, begin.length & ~1)
  return (wide === 'utf-16be' ? even.swap16() : even).toString('utf16le')
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

function decoderOf(name: ReadName): Decode {
  switch (name) {
    case 'utf-8':
    case 'utf-16le':
    case 'utf-16be':
      return unicode(name)
    case 'us-ascii':
      return without(BEYOND_ASCII, latin1)
    case 'iso-8859-1':
      // Not by TextDecoder, for which ISO-8859-1 is another name of windows-1252.
      return without(CONTROLS, latin1)
    case 'utf-16':
      throw new Stop('HUB_XML_ENCODING', 'UTF-16 with its order known', 'none')
    default: {
      const decode = decoderFrom(name === 'iso-8859-15' ? 'ISO-8859-15' : name)
      return without(CONTROLS, (chunk) => decode(latin1(chunk)))
    }
  }
}

const latin1 = (chunk: Uint8Array) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')

function without(refused: RegExp, decode: (chunk: Uint8Array) => string): Decode {
  return (chunk, _, bad) => {
    const text = decode(chunk)
    const found = refused.exec(text)
    if (found === null) return text
    bad('a byte that is no character of it')
    return text.slice(0, found.index)
  }
}

type Unicode = 'utf-8' | 'utf-16le' | 'utf-16be'
const strict = (name: Unicode) => new TextDecoder(name, { fatal: true, ignoreBOM: true })

function unicode(name: Unicode): Decode {
  const decoder = strict(name)
  let cut: Uint8Array = new Uint8Array(0)
  return (chunk, last, bad) => {
    const bytes = cut.length === 0 ? chunk : Buffer.concat([cut, chunk])
    const whole = last ? bytes.length : name === 'utf-8' ? wholeUtf8(bytes) : wholeUtf16(bytes, name)
    const characters = bytes.subarray(0, whole)
    cut = Uint8Array.from(bytes.subarray(whole))
    try {
      return decoder.decode(characters)
    } catch {
      bad('bytes that are none')
      return textBefore(name, characters)
    }
  }
}

/** How many of the bytes are whole characters, if they are characters; what follows is at most the beginning of one. */
function wholeUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
function wholeUtf16(bytes: Uint8Array, name: Unicode): number {
  const even = bytes.length & ~1
  const high = bytes[even - (name === 'utf-16le' ? 1 : 2)]
  return high !== undefined && (high & 0xfc) === 0xd8 ? even - 2 : even
}

/** The text of as many bytes as are text, of some that are not all text. */
function textBefore(name: Unicode, bytes: Uint8Array): string {
  let text = ''
  for (let least = 0, most = bytes.length; least < most; ) {
    const half = (least + most + 1) >> 1
    try {
      text = strict(name).decode(bytes.subarray(0, half), { stream: true })
      least = half
    } catch {
      most = half - 1
    }
  }
  return text
}

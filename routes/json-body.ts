import { isUtf8 } from 'node:buffer'
import { HUB_JSON_MALFORMED, HUB_JSON_REFUSED, HUB_JSON_REPEATED_NAME, HUB_TEXT_ENCODING } from './errors.js'

/** Deeper nesting is an attack or a mistake, and everything that walks a body does so on the stack. */
const MOST_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_U = 0x75

/**
 * JSON of an outside caller (RFC 8259), read so that nothing is lost on the way: UTF-8 only, no name twice in an
 * object, no `__proto__`, no whole number that a double cannot hold, no text that the books cannot keep. Throws
 * HUB_TEXT_ENCODING, HUB_JSON_MALFORMED, HUB_JSON_REPEATED_NAME, HUB_JSON_REFUSED; none of them repeats a value.
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw HUB_TEXT_ENCODING()
  const seen = scan(bytes)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw HUB_JSON_MALFORMED(placeOf(error, text))
  }
  // JSON.parse lets the last of two equal names win silently; then there are fewer names than colons.
  if (names(value, seen.escapes) !== seen.colons) {
    refuseWhatIsWrong(value, '#')
    throw HUB_JSON_REPEATED_NAME(repeatedName(text))
  }
  return value
}

function scan(bytes: Uint8Array): { readonly colons: number; readonly escapes: boolean } {
  let colons = 0
  let depth = 0
  let escapes = false
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        for (at++; at < bytes.length && bytes[at] !== QUOTE; at++)
          if (bytes[at] === BACKSLASH && bytes[++at] === LETTER_U) escapes = true
        break
      case 0x3a:
        colons++
        break
      case 0x7b:
      case 0x5b:
        if (++depth > MOST_DEPTH) throw HUB_JSON_REFUSED('#', `is nested more than ${MOST_DEPTH} deep`)
        break
      case 0x7d:
      case 0x5d:
        depth--
        break
    }
  }
  return { colons, escapes }
}

/** How many names there are in all objects; NaN if a value would not survive the way through the hub. */
function names(value: unknown, escapes: boolean): number {
  if (typeof value === 'string') return escapes && wrongIn(value) ? Number.NaN : 0
  if (typeof value === 'number') return wrongIn(value) ? Number.NaN : 0
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += names(item, escapes)
    return count
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || (escapes && wrongIn(name))) return Number.NaN
    count += 1 + names((value as Record<string, unknown>)[name], escapes)
  }
  return count
}

/** What keeps a text or number from being kept as it is, or undefined. Nothing here repeats the value. */
export function wrongIn(value: string | number): string | undefined {
  if (typeof value === 'number')
    return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
      ? 'is a number too large to be exact; the largest is 9007199254740991'
      : undefined
  if (value.includes('\u0000')) return 'holds the character U+0000, which cannot be kept'
  // Declared from ES2024 on; Node has it since version 20.
  return (value as string & { isWellFormed(): boolean }).isWellFormed()
    ? undefined
    : 'holds half of a surrogate pair, which is not a character'
}

function refuseWhatIsWrong(value: unknown, pointer: string): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const wrong = wrongIn(value)
    if (wrong !== undefined) throw HUB_JSON_REFUSED(pointer, wrong)
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') throw HUB_JSON_REFUSED(pointer, 'has a property __proto__, which no schema here knows')
    const wrong = wrongIn(name)
    if (wrong !== undefined) throw HUB_JSON_REFUSED(pointer, `has a property whose name ${wrong}`)
    refuseWhatIsWrong(item, `${pointer}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`)
  }
}

/** Line and column, where the engine tells a position; never its snippet of the body. */
function placeOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec((error as Error).message)?.[1]
  if (position === undefined)
    return /end of JSON/.test((error as Error).message)
      ? ': it ends too early'
      : text.startsWith('\ufeff')
        ? ': it begins with a byte order mark'
        : ''
  const before = text.slice(0, Number(position))
  const line = before.split('\n').length
  return `: line ${line}, column ${before.length - before.lastIndexOf('\n')}`
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

/** The first name that stands twice in one object of well-formed JSON. */
function repeatedName(text: string): string {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const name = JSON.parse(last) as string
      const known = open.at(-1)
      if (known?.has(name)) return name
      known?.add(name)
    }
    last = token
  }
  return ''
}

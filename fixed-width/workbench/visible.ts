import type { Encoding } from '../encoding.js'

/** Stands for a unit that is no character, or one that nobody could see. */
export const NOTHING = '\u2426'

// What takes no room, or turns the direction of text around it: on a terminal it would hide or move its neighbours.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u

/** A character as everybody sees it: control characters by their picture (␀ ␉ ␊ ␍ ␡), a no-break space as ⍽. */
export function visible(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  if (code === 0xa0) return '\u237d'
  return UNSEEN.test(character) ? NOTHING : character
}

/** The columns of a piece of a file, each as one visible character. */
export function cellsOf(bytes: Uint8Array, encoding: Encoding): string[] {
  if (encoding.name !== 'utf-8') return singly(bytes, encoding)
  const cells: string[] = []
  for (const character of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) {
    cells.push(character === '\ufffd' ? NOTHING : visible(character))
    // A character of several units is one column and what it takes besides.
    const units = encoding.widths === 'characters' ? character.length : Buffer.byteLength(character)
    for (let i = 1; i < units; i++) cells.push(REST)
  }
  return cells
}
const REST = '\u00b7'

/** Where one byte is one column. */
function singly(bytes: Uint8Array, encoding: Encoding): string[] {
  let known = TABLES.get(encoding)
  if (known === undefined) {
    known = Array.from({ length: 256 }, (_, byte) => {
      const unit = String.fromCharCode(encoding.unitOf === undefined ? byte : encoding.unitOf[byte]!)
      return visible(encoding.toText(unit) ?? (byte < 0x80 && encoding.unitOf === undefined ? unit : NOTHING))
    })
    TABLES.set(encoding, known)
  }
  return Array.from(bytes, (byte) => known[byte]!)
}
const TABLES = new WeakMap<Encoding, readonly string[]>()

import { HUB_COPYBOOK_PICTURE, HUB_COPYBOOK_UNSUPPORTED } from './errors.js'

/** What a PICTURE says. `width` is in columns of USAGE DISPLAY, without a separate sign. */
export type Picture =
  | { readonly kind: 'text'; readonly width: number }
  /** `decimals` below zero: the number counts tens, hundreds, …, as P on the right says. */
  | {
      readonly kind: 'number'
      readonly width: number
      readonly digits: number
      readonly decimals: number
      readonly signed: boolean
    }
  /** A number as a person reads it. `plain`: nothing but digits and one point, zeros or blanks on the left. */
  | { readonly kind: 'edited'; readonly width: number; readonly plain?: PlainEdited }
export interface PlainEdited {
  readonly decimals: number
  readonly fill: '0' | ' '
  readonly least: number
  readonly point: '.' | ','
}

/** Digits of one number, as COBOL compilers allow (31 with extended arithmetic). */
const MOST_DIGITS = 31
const MOST_WIDTH = 1_000_000

/** Throws HUB_COPYBOOK_PICTURE, HUB_COPYBOOK_UNSUPPORTED. */
export function pictureOf(line: number, name: string, written: string, point: '.' | ','): Picture {
  const wrong = (reason: string) => HUB_COPYBOOK_PICTURE(line, name, written, reason)
  const parts = [...written.toUpperCase().matchAll(/(CR|DB|[^()])(?:\(([0-9]{1,7})\))?/g)]
  if (parts.map(([all]) => all).join('') !== written.toUpperCase()) throw wrong('has a bracket that holds no number')
  const counts = parts.map(([, symbol, times]) => ({ symbol: symbol!, times: times === undefined ? 1 : Number(times) }))
  if (counts.reduce((sum, { times }) => sum + times, 0) > MOST_WIDTH) throw wrong(`is wider than ${MOST_WIDTH}`)
  if (counts.some(({ times }) => times === 0)) throw wrong('repeats something 0 times')
  const picture = counts.map(({ symbol, times }) => symbol.repeat(times)).join('')
  const other = /[^XA9SVPZB0*+\-.,/$CRDB]/.exec(picture)
  if (other !== null) {
    const known = { N: 'national text', G: 'double-byte text', E: 'a floating-point picture', '1': 'a bit' }[other[0]]
    if (known === undefined) throw wrong(`holds ${JSON.stringify(other[0])}, which no picture does`)
    throw HUB_COPYBOOK_UNSUPPORTED(line, `${known} (${name})`, 'write PIC X(n) of as many bytes in its place')
  }
  if (/^[XA9B0/]+$/.test(picture) && /[XA]/.test(picture)) return { kind: 'text', width: picture.length }
  if (/^[S9VP]+$/.test(picture)) return numberOf(picture, wrong)
  return editedOf(picture, point, wrong)
}

function numberOf(picture: string, wrong: (reason: string) => Error): Picture {
  const digits = picture.split('9').length - 1
  if (digits === 0) throw wrong('has no digit')
  if (digits > MOST_DIGITS) throw wrong(`has more than ${MOST_DIGITS} digits`)
  const found = /^(S?)(?:9+(?:V(9*))?|V(9+)|9+(P+)V?|V?(P+)9+)$/.exec(picture)
  if (found === null) throw wrong('should be digits 9 with at most one V, or P on one side of them, S first')
  const [, sign, behind = '', only = '', right = '', left = ''] = found
  const scale = left === '' ? behind.length + only.length - right.length : left.length + digits
  return { kind: 'number', width: digits, digits, decimals: scale, signed: sign === 'S' }
}

function editedOf(picture: string, point: '.' | ',', wrong: (reason: string) => Error): Picture {
  const other = /[XASCRD]/.exec(picture.replace(/CR|DB/g, ''))
  if (other !== null) throw wrong(`has ${other[0]} among the signs of an edited number`)
  const points = picture.split(point).length - 1
  if (points > 1) throw wrong('has more than one decimal point')
  // V and P take no column.
  const width = picture.replace(/[VP]/g, '').length
  if (width === 0) throw wrong('has no column')
  const plain = (point === '.' ? /^(Z*)(9*)(?:\.(9+))?$/ : /^(Z*)(9*)(?:,(9+))?$/).exec(picture)
  if (plain === null) return { kind: 'edited', width }
  const [, blanks = '', nines = '', decimals = ''] = plain
  const fill = blanks === '' ? '0' : ' '
  return { kind: 'edited', width, plain: { decimals: decimals.length, fill, least: nines.length, point } }
}

// What fields of each kind draw for a sample: values that a person takes for real ones, of nobody in particular.

type Random = () => number
/** Draws a value with numbers from 0 up to, and without, 1. */
export type Draw<T> = (random: Random) => T

const one = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

// Upper-case letters, digits and blanks: what every encoding has, national variants of ISO 646 and EBCDIC too.
const NAMES = 'ALDER BIRGER CECILIA DAGNY EINAR FREDRIK GRETA HILMA INGRID JOHAN KERTTU LINNEA MAURI OSKAR'.split(' ')
const FAMILIES = 'ESIMERKKI EXEMPEL MALLI MUSTER SAMPLE TESTI TESTMAN KOKEILU PROVE EKSEMPEL'.split(' ')
const WORDS = 'MAKSU LASKU VUOKRA INVOICE HYVITYS AVGIFT FAKTURA SERVICE RENT ORDER COURSE PARKING REFUND BOOKS'.split(
  ' ',
)
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CHOICES = 256

/** A fixed list of different texts that fit, so that drawing one is only an index. */
function textsOf(most: number, personal: boolean): readonly string[] {
  const texts: string[] = []
  for (let i = 0; i < CHOICES; i++) {
    const full = personal
      ? `${FAMILIES[i % FAMILIES.length]} ${NAMES[(i * 7) % NAMES.length]}`
      : `${WORDS[i % WORDS.length]} ${1000 + ((i * 7919) % 9000)}`
    const short = personal ? FAMILIES[i % FAMILIES.length]! : WORDS[i % WORDS.length]!
    const letters = Array.from({ length: Math.min(most, 4) }, (_, k) => LETTERS[(i * 5 + k * 11) % LETTERS.length])
    texts.push(full.length <= most ? full : short.length <= most ? short : letters.join(''))
  }
  return texts
}

/** Text of at most so many units; of a person, an invented name. */
export function drawText(most: number, personal = false): Draw<string> {
  let texts: readonly string[] | undefined
  return (random) => {
    texts ??= textsOf(most, personal)
    return one(random, texts)
  }
}

/** Four digits each: longer strings are put together of these, which is far cheaper than printing large numbers. */
const FOURS = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, '0'))

/** So many digits, the first not 0 unless there is one only. */
function digitString(random: Random, width: number): string {
  const first = ((width - 1) % 4) + 1
  const low = width === 1 ? 0 : 10 ** (first - 1)
  let digits = String(low + Math.floor(random() * (10 ** first - low)))
  for (let left = width - first; left > 0; left -= 4) digits += FOURS[Math.floor(random() * 10_000)]
  return digits
}

/** All columns digits. */
export const drawDigits =
  (width: number): Draw<string> =>
  (random) =>
    digitString(random, width)

/** Digits without zeros before them, short ones too. */
export function drawDigitsUpTo(width: number): Draw<string> {
  const least = Math.min(width, 4)
  return (random) => digitString(random, least + Math.floor(random() * (width - least + 1)))
}

const MOST = 100_000

/** A whole number, small ones more often: sums over millions of them still fit the totals of real files. */
export function drawNumber(width: number): Draw<number> {
  const most = Math.min(10 ** width, MOST)
  return (random) => {
    const r = random()
    return Math.floor(r * r * r * most)
  }
}

/** As `drawNumber`, as money or another number with implied decimals. */
export function drawAmount(width: number): Draw<bigint> {
  const draw = drawNumber(width)
  return (random) => BigInt(draw(random))
}

/** One in eight is negative. */
export function drawSigned(draw: Draw<bigint>): Draw<bigint> {
  return (random) => {
    const amount = draw(random)
    return random() < 0.125 ? -amount : amount
  }
}

export const drawOneOf =
  <T>(list: readonly T[]): Draw<T> =>
  (random) =>
    one(random, list)

const FIRST_YEAR = 2024
const YEARS = 3
const two = (value: number) => String(value).padStart(2, '0')

/** A date or time in the form that the pattern's field takes; years 2024 to 2026 where `from` lets them be said. */
export function drawDate(pattern: string, from: number): Draw<string> {
  const said = pattern.includes('yyyy') || (from <= FIRST_YEAR && from + 100 >= FIRST_YEAR + YEARS)
  const year = said ? FIRST_YEAR : from
  let dates: readonly string[] | undefined
  return (random) => {
    dates ??= Array.from({ length: CHOICES }, (_, i) => dateOf(pattern, year, i))
    return one(random, dates)
  }
}

function dateOf(pattern: string, year: number, i: number): string {
  const month = `${year + (i % YEARS)}-${two(1 + ((i * 5) % 12))}`
  const day = `${month}-${two(1 + ((i * 11) % 28))}`
  const seconds = /ss|SS/.test(pattern) ? `:${two((i * 17) % 60)}` : ''
  const time = `${two((i * 7) % 24)}:${two((i * 13) % 60)}${seconds}`
  if (pattern.startsWith('hh')) return time
  if (pattern.includes('HH')) return `${day}T${time}`
  return pattern.includes('dd') ? day : month
}

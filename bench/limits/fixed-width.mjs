// Origin: limits/fixed-width.mjs of the house's design papers, unchanged below this line: the limit the bench holds the layouts to.
// The limit for fixed-width work: one record of 128 bytes + CRLF, 13 fields, read and written by code made by hand for it
// alone. It is as strict as the product must be: digits are checked, widths are checked, money is exact (bigint).
// node fixed-width.mjs prints {readPerSecond, writePerSecond}. A product's bench runs the same records in the same process.
//
//  #  field       pos      kind                     value
//  1  type        1        literal 3
//  2  account     2-15     digits                   string of 14
//  3  booked      16-21    digits yymmdd            string
//  4  value       22-27    digits yymmdd            string
//  5  archiveId   28-43    text, space-filled       string
//  6  reference   44-63    digits, zero-filled      string without leading zeros
//  7  payer       64-75    text ISO-8859-1          string
//  8  currency    76       digit                    number
//  9  source      77       text                     string
// 10  amount      78-95    digits, minor units      bigint
// 11  correction  96       digit                    number
// 12  delivery    97       text                     string
// 13  message     98-128   text ISO-8859-1          string
import { performance } from 'node:perf_hooks'

export const SIZE = 130
const E9 = 1_000_000_000n

export function write(r, b, at) {
  b[at] = 51
  digits(r.account, b, at + 1, 14)
  digits(r.booked, b, at + 15, 6)
  digits(r.value, b, at + 21, 6)
  text(r.archiveId, b, at + 27, 16)
  digits(r.reference, b, at + 43, 20)
  text(r.payer, b, at + 63, 12)
  digit(r.currency, b, at + 75)
  text(r.source, b, at + 76, 1)
  if (r.amount < 0n || r.amount >= E9 * E9) throw new RangeError('amount')
  number(Number(r.amount / E9), b, at + 77, 9)
  number(Number(r.amount % E9), b, at + 86, 9)
  digit(r.correction, b, at + 95)
  text(r.delivery, b, at + 96, 1)
  text(r.message, b, at + 97, 31)
  b[at + 128] = 13
  b[at + 129] = 10
}

export function read(b, s, at) {
  if (b[at] !== 51) throw new RangeError('type')
  if (b[at + 128] !== 13 || b[at + 129] !== 10) throw new RangeError('end of line')
  check(b, at + 1, 26)
  check(b, at + 43, 20)
  let r = at + 43
  while (r < at + 62 && b[r] === 48) r++
  return {
    account: s.slice(at + 1, at + 15),
    booked: s.slice(at + 15, at + 21),
    value: s.slice(at + 21, at + 27),
    archiveId: trimmed(b, s, at + 27, 16),
    reference: s.slice(r, at + 63),
    payer: trimmed(b, s, at + 63, 12),
    currency: value(b, at + 75, 1),
    source: trimmed(b, s, at + 76, 1),
    amount: BigInt(value(b, at + 77, 9)) * E9 + BigInt(value(b, at + 86, 9)),
    correction: value(b, at + 95, 1),
    delivery: trimmed(b, s, at + 96, 1),
    message: trimmed(b, s, at + 97, 31),
  }
}

function digits(v, b, at, w) {
  const n = v.length
  if (n > w) throw new RangeError('too long')
  let p = at
  for (let i = n; i < w; i++) b[p++] = 48
  for (let i = 0; i < n; i++) {
    const c = v.charCodeAt(i)
    if (c < 48 || c > 57) throw new RangeError('not a digit')
    b[p++] = c
  }
}
function text(v, b, at, w) {
  const n = v.length
  if (n > w) throw new RangeError('too long')
  for (let i = 0; i < n; i++) {
    const c = v.charCodeAt(i)
    if (c > 255 || c < 32) throw new RangeError('not in the charset')
    b[at + i] = c
  }
  for (let i = n; i < w; i++) b[at + i] = 32
}
function digit(v, b, at) {
  if (!(v >= 0 && v <= 9)) throw new RangeError('not a digit')
  b[at] = 48 + v
}
function number(v, b, at, w) {
  for (let p = at + w - 1; p >= at; p--) {
    const q = Math.trunc(v / 10)
    b[p] = 48 + v - q * 10
    v = q
  }
}
function check(b, at, w) {
  for (let p = at; p < at + w; p++) if (b[p] < 48 || b[p] > 57) throw new RangeError('not a digit')
}
function value(b, at, w) {
  let n = 0
  for (let p = at; p < at + w; p++) {
    const d = b[p] - 48
    if (d < 0 || d > 9) throw new RangeError('not a digit')
    n = n * 10 + d
  }
  return n
}
function trimmed(b, s, at, w) {
  let e = at + w
  while (e > at && b[e - 1] === 32) e--
  return s.slice(at, e)
}

export const records = Array.from({ length: 1000 }, (_, i) => ({
  account: String(10_000_000_000_000 + i * 7919), booked: '260301', value: '260302', archiveId: `ARK${i}X`, reference: String(1_234_567 + i * 13),
  payer: `MEIKÄLÄ ${i % 10}`, currency: 1, source: 'J', amount: BigInt(3500 + i * 977) * 100_003n, correction: i % 97 ? 0 : 1,
  delivery: 'A', message: `KÄSITTELYMAKSU ${i}`,
}))

const median = (runs) => runs.sort((a, b) => a - b)[runs.length >> 1]

export function measure(total = 2_000_000, rounds = 3) {
  const chunk = Buffer.allocUnsafe(SIZE * 1000)
  const time = (work) => {
    const from = performance.now()
    for (let done = 0; done < total; done += 1000) work()
    return total / ((performance.now() - from) / 1000)
  }
  const writeAll = () => { for (let i = 0; i < 1000; i++) write(records[i], chunk, i * SIZE) }
  let sum = 0n
  const readAll = () => { const s = chunk.latin1Slice(); for (let i = 0; i < 1000; i++) sum += read(chunk, s, i * SIZE).amount }
  writeAll(); readAll()
  const writes = [], reads = []
  for (let i = 0; i < rounds; i++) { writes.push(time(writeAll)); reads.push(time(readAll)) }
  return { readPerSecond: Math.round(median(reads)), writePerSecond: Math.round(median(writes)), sum: String(sum) }
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) {
  const chunk = Buffer.alloc(SIZE * 1000)
  records.forEach((r, i) => write(r, chunk, i * SIZE))
  const s = chunk.latin1Slice()
  records.forEach((r, i) => { const back = read(chunk, s, i * SIZE); for (const k of Object.keys(r)) if (back[k] !== r[k]) throw new Error(`${k} ${back[k]} ${r[k]}`) })
  console.log(JSON.stringify(measure()))
}

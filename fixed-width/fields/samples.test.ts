import t from 'tap'
import { encodingOf } from '../encoding.js'
import { type AnyField, Wrong } from '../field.js'
import { randomOf } from '../workbench/random.js'
import { code, flag, tag } from './constants.js'
import { type DatePattern, date } from './dates.js'
import { cents, decimal, integer, signed } from './numbers.js'
import { exactly, list, orBlank, rest } from './open.js'
import { digits, digitsLeft, text } from './text.js'

const PATTERNS: readonly DatePattern[] = [
  'yymmdd',
  'yyyymmdd',
  'ddmmyy',
  'ddmmyyyy',
  'yymm',
  'yyyymm',
  'hhmm',
  'hhmmss',
  'yyyymmddHHMMSS',
]
const WIDTHS = [1, 2, 3, 4, 5, 9, 14, 15, 16, 20, 35]

const FIELDS: readonly (readonly [string, AnyField])[] = [
  ...WIDTHS.flatMap((width): (readonly [string, AnyField])[] => [
    [`text(${width})`, text(width)],
    [`text(${width}), personal`, text(width, { personal: true })],
    [`text(${width}), on the right`, text(width, { align: 'right' })],
    [`exactly(${width})`, exactly(width)],
    [`digits(${width})`, digits(width)],
    [`digits(${width}), zeros dropped`, digits(width, { leadingZeros: 'dropped' })],
    [`digitsLeft(${width})`, digitsLeft(width)],
    [`integer(${width})`, integer(Math.min(width, 15))],
    [`cents(${width})`, cents(width)],
    [`decimal(${width}, 1)`, decimal(width, 1)],
    [`signed(${width})`, signed(cents(width), { plus: ' ', minus: '-' })],
    [`orBlank(cents(${width}))`, orBlank(cents(width))],
  ]),
  ...PATTERNS.map((pattern): readonly [string, AnyField] => [pattern, date(pattern)]),
  ['dates of the last century', date('yymmdd', { from: 1900 })],
  ['dates of the next', date('yymmdd', { from: 2050 })],
  ['text(50) of which 30 are read', text(50, { most: 30 })],
  ['code', code('A', 'BC', '')],
  ['flag', flag()],
  ['tag of several', tag('1', '2')],
  ['rest', rest()],
  ['list', list(integer(3), { most: 4 })],
]
const encodings = [encodingOf('us-ascii', 'bytes'), encodingOf('iso-646-fi', 'bytes'), encodingOf('cp037', 'bytes')]

t.test('what any kind of field draws can be written and comes back, in every kind of encoding', async (t) => {
  const random = randomOf('fields')
  for (const [name, field] of FIELDS) {
    for (const encoding of encodings) {
      const out = { encoding, substitute: () => undefined, cut: () => t.fail('cut'), transliterated() {} }
      const wrong: unknown[] = []
      for (let i = 0; i < 300; i++) {
        const value = field.sample!(random)
        const units = field.format(value, out)
        const back = typeof units === 'string' ? field.parse(units, encoding) : units
        const same = typeof value === 'object' ? String(back) === String(value) : back === value
        // Zeros before digits that mean nothing are written and not read.
        if (back instanceof Wrong || (!same && Number(back) !== Number(value))) wrong.push([value, units, back])
      }
      t.same(wrong.slice(0, 2), [], `${name} in ${encoding.name}`)
    }
  }
})

t.test('drawn values differ, and are as wide as they may be now and then', async (t) => {
  const random = randomOf('widths')
  const drawn = (field: AnyField) => Array.from({ length: 1000 }, () => String(field.sample!(random)))
  t.ok(new Set(drawn(text(12))).size > 50)
  t.ok(new Set(drawn(digits(20))).size === 1000)
  t.same(
    [...new Set(drawn(digits(20, { leadingZeros: 'dropped' })).map((one) => one.length))].sort((a, b) => a - b),
    Array.from({ length: 17 }, (_, i) => i + 4),
  )
  t.ok(
    drawn(cents(10)).every((one) => Number(one) < 100_000),
    'amounts stay small enough to be added up by millions',
  )
  const signs = drawn(signed(cents(10), { plus: '+', minus: '-' })).filter((one) => one.startsWith('-'))
  t.ok(signs.length > 50 && signs.length < 250, `${signs.length} of 1000 are negative`)
  t.ok(drawn(orBlank(cents(4))).includes('undefined'))
})

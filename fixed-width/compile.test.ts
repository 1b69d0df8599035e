import { deepStrictEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Wrong } from './field.js'
import { blank, code, flag, literal, spare, tag } from './fields/constants.js'
import { date } from './fields/dates.js'
import { cents, decimal, integer, signed } from './fields/numbers.js'
import { digits, digitsLeft, text } from './fields/text.js'
import { repeat } from './frame.js'
import { layout, record } from './layout.js'
import { parseRecord } from './line.js'

// Compiled code is fast and the fields' own rules are the truth: whatever comes, both must say the same.

const LENGTH = 163
const everything = layout('everything', {
  summary: 'Every kind of field.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'crlf' },
  frame: [repeat('row')],
  records: {
    row: record(LENGTH, {
      type: tag('R', 'S'),
      version: literal('01'),
      account: digits(14),
      reference: digits(20, { leadingZeros: 'dropped' }),
      ledger: digitsLeft(7),
      small: integer(3),
      large: integer(15),
      amount: cents(10),
      wide: cents(18),
      widest: cents(26),
      price: signed(decimal(9, 4), { plus: ' ', minus: '-' }),
      after: signed(cents(4), { plus: '+', minus: '-', at: 'after' }),
      name: text(13),
      right: text(5, { align: 'right' }),
      day: date('yymmdd', { none: '0' }),
      mark: code('', 'AB', 'C'),
      yes: flag(),
      gap: blank(3),
      nobody: spare(2),
    }),
  },
})
const { machine } = everything
const row = machine.plan.records[0]!

const digitString = (most: number, least = 0) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most })
const latin1 = (most: number) =>
  fc
    .string({
      unit: fc
        .integer({ min: 32, max: 255 })
        .filter((c) => c < 127 || c > 159)
        .map((c) => String.fromCharCode(c)),
      maxLength: most,
    })
    .map((value) => value.normalize('NFC'))
const below = (digitCount: number) => fc.bigInt({ min: 0n, max: 10n ** BigInt(digitCount) - 1n })
const row$ = fc.record(
  {
    record: fc.constant('row' as const),
    type: fc.constantFrom('R' as const, 'S' as const),
    account: digitString(14, 14),
    reference: digitString(20).map((value) => value.replace(/^0+/, '')),
    ledger: digitString(7, 1),
    small: fc.integer({ min: 0, max: 999 }),
    large: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    amount: below(10),
    wide: fc.oneof(below(18), below(3)),
    widest: fc.oneof(below(26), below(16)),
    price: fc.bigInt({ min: -999_999_999n, max: 999_999_999n }),
    after: fc.bigInt({ min: -9_999n, max: 9_999n }),
    name: latin1(13).map((value) => value.replace(/ +$/, '')),
    right: latin1(5).map((value) => value.replace(/^ +/, '')),
    day: fc.oneof(
      fc.constant(''),
      fc
        .date({ min: new Date('1970-01-01'), max: new Date('2069-12-31'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10)),
    ),
    mark: fc.constantFrom('' as const, 'AB' as const, 'C' as const),
    yes: fc.boolean(),
  },
  { noNullPrototype: true },
)

const format = { encoding: machine.encoding, substitute: () => undefined, cut: () => {}, transliterated: () => {} }

const wordsOf = (b: Buffer) => new DataView(b.buffer, b.byteOffset, b.length)
const compiledRead = (b: Buffer) => machine.compiled.read[0]!(b, b.toString('latin1'), 0, wordsOf(b))

t.test('a record is written by compiled code as its fields say, and read back as it was', async (t) => {
  fc.assert(
    fc.property(row$, (values) => {
      const b = Buffer.alloc(LENGTH + 2)
      if (!machine.compiled.write[0]!(values, b, 0)) throw new Error('compiled code gave up on a good record')
      const slow = row.fields
        .map(({ name, field }) => field.format(values[name as keyof typeof values], format))
        .join('')
      if (b.toString('latin1') !== `${slow}\r\n`) throw new Error(`${b.toString('latin1')}\n${slow}`)
      deepStrictEqual(compiledRead(b), values)
      deepStrictEqual(parseRecord(machine, row, slow).values, values)
    }),
    { numRuns: 500 },
  )
  t.pass('500 records')
})

t.test(
  'where bytes are changed, compiled code refuses exactly what the fields refuse, and reads the rest alike',
  async (t) => {
    let refused = 0
    fc.assert(
      fc.property(
        row$,
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: LENGTH - 1 }),
            fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 48, max: 57 }), fc.constant(32)),
          ),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        (values, changes) => {
          const b = Buffer.alloc(LENGTH + 2)
          machine.compiled.write[0]!(values, b, 0)
          for (const [at, byte] of changes) b[at] = byte
          const fast = compiledRead(b)
          const slow = parseRecord(machine, row, b.toString('latin1').slice(0, LENGTH))
          if (slow.problems.length > 0) refused++
          deepStrictEqual(fast, slow.values)
          equal(slow.values === null, slow.problems.length > 0)
        },
      ),
      { numRuns: 2000 },
    )
    t.ok(refused > 500 && refused < 1950, `${refused} of 2000 were refused`)
  },
)

t.test('every single byte in every column is judged alike', async (t) => {
  const b = Buffer.alloc(LENGTH + 2)
  const [values] = fc.sample(row$, { numRuns: 1, seed: 7 })
  machine.compiled.write[0]!(values!, b, 0)
  const differ: string[] = []
  for (let at = 0; at < LENGTH; at++) {
    const was = b[at]!
    for (let byte = 0; byte < 256; byte++) {
      b[at] = byte
      // Where a line ends is for the slow path to find, in spare columns too.
      if ((byte === 10 || byte === 13) && compiledRead(b) === null) continue
      const slow = parseRecord(machine, row, b.toString('latin1').slice(0, LENGTH)).values
      if ((compiledRead(b) === null) !== (slow === null)) differ.push(`${at}: ${byte}`)
    }
    b[at] = was
  }
  t.same(differ, [])
})

t.test('compiled code never writes what the fields would refuse', async (t) => {
  let wrote = 0
  const odd = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.double(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, true, -1, 1.5, 1e15, 2 ** 60, '', '0', '12345678', '-1', {}),
  )
  fc.assert(
    fc.property(row$, fc.constantFrom(...row.fields.filter(({ field }) => field.kept)), odd, (values, place, value) => {
      const b = Buffer.alloc(LENGTH + 2)
      const whole = { ...values, [place.name]: value }
      const bare = { ...format }
      const slow = place.field.format(value, bare)
      const did = machine.compiled.write[0]!(whole, b, 0)
      if (!did) return
      wrote++
      equal(b.toString('latin1').slice(place.at, place.at + place.field.width), slow, `${place.name} ${String(value)}`)
    }),
    { numRuns: 3000 },
  )
  t.ok(wrote > 50, `${wrote} of 3000 were written`)
})

t.test('a field without code of its own is read and written by its rules', async (t) => {
  const { readCode: _r, writeCode: _w, ...bare } = integer(4)
  const plain = layout('plain', {
    summary: 'A kind of field that nobody compiles.',
    encoding: 'iso-8859-1',
    lines: { write: 'lf' },
    frame: [repeat('row')],
    records: { row: record(5, { type: tag('P'), number: bare as ReturnType<typeof integer> }) },
  })
  const b = Buffer.alloc(6)
  t.ok(plain.machine.compiled.write[0]!({ record: 'row', number: 42 }, b, 0))
  t.equal(b.toString(), 'P0042\n')
  t.same(plain.machine.compiled.read[0]!(b, b.toString(), 0, wordsOf(b)), { record: 'row', number: 42 })
  t.equal(plain.machine.compiled.write[0]!({ record: 'row', number: 42_000 }, b, 0), false)
  b[2] = 65
  t.equal(plain.machine.compiled.read[0]!(b, b.toString(), 0, wordsOf(b)), null)
  t.ok(bare.parse('0A42', plain.machine.encoding) instanceof Wrong)
})

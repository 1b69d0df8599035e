import fc from 'fast-check'
import t from 'tap'
import { type Encoding, type EncodingName, encodingOf } from '../encoding.js'
import { type Field, type Format, Refusal, Wrong } from '../field.js'
import { optional, repeat } from '../frame.js'
import { layout, record } from '../layout.js'
import { binary, decimalPoint, overpunched, packed, zoned } from './cobol.js'
import { tag } from './constants.js'
import { orBlank } from './open.js'
import { sum } from './totals.js'
import { bytesOf, unitsOf } from './units.js'

const ENCODINGS = (['iso-8859-1', 'us-ascii', 'iso-646-fr', 'utf-8', 'cp037', 'cp273', 'cp1143'] as const).map((name) =>
  encodingOf(name, 'bytes'),
)
const latin1 = encodingOf('iso-8859-1', 'bytes')
const cp037 = encodingOf('cp037', 'bytes')
const outIn = (encoding: Encoding): Format => ({ encoding, substitute: () => undefined, cut() {}, transliterated() {} })

const readHex = (of: Field<bigint>, hex: string, encoding = cp037) => {
  const value = of.parse(unitsOf(Buffer.from(hex.replaceAll(' ', ''), 'hex'), encoding), encoding)
  return value instanceof Wrong ? 'wrong' : value
}
const hexOf = (of: Field<bigint>, value: unknown, encoding = cp037) => {
  const units = of.format(value, outIn(encoding))
  return units instanceof Refusal ? units.reason : bytesOf(units, encoding).toString('hex')
}
const read = (of: Field<bigint>, units: string) => {
  const value = of.parse(units, latin1)
  return value instanceof Wrong ? 'wrong' : value
}
const write = (of: Field<bigint>, value: unknown) => {
  const units = of.format(value, outIn(latin1))
  return units instanceof Refusal ? units.reason : units
}

t.test('overpunched signs of CFONB: the last character is digit and sign', (t) => {
  const amount = overpunched(14)
  t.equal(read(amount, '0000000001904}'), -19040n)
  t.equal(read(amount, '0000000000974I'), 9749n)
  t.equal(read(amount, '0000000000000{'), 0n)
  t.equal(read(amount, '0000000000001J'), -11n)
  t.equal(write(amount, -24121n), '0000000002412J')
  t.equal(write(amount, -16372n), '0000000001637K')
  t.equal(write(amount, 10n ** 14n), 'overflow')
  t.equal(write(amount, 5), 'value')
  for (const units of ['00000000019040', '0000000000000}', ' 000000000190{', '000000000000J{', '0000000000190a'])
    t.equal(read(amount, units), 'wrong', units)
  t.match(amount.parse('0000000000000}', latin1), { expected: /no negative zero/ })
  t.end()
})

t.test('any sign that machines take is read where the layout says so, and the preferred one is written', (t) => {
  const amount = overpunched(3, { signs: 'any' })
  t.equal(read(amount, '00}'), 0n)
  t.equal(read(amount, '125'), 125n)
  t.equal(readHex(amount, 'f1f2a5'), 125n)
  t.equal(readHex(amount, 'f1f2f5'), 125n)
  t.equal(readHex(amount, 'f1f2b5'), -125n)
  t.equal(hexOf(amount, 125n), 'f1f2c5')
  const money = packed(3, { signed: true, signs: 'any' })
  for (const [hex, value] of [
    ['125f', 125n],
    ['125a', 125n],
    ['125e', 125n],
    ['125b', -125n],
    ['000d', 0n],
  ] as const)
    t.equal(readHex(money, hex), value, hex)
  t.equal(hexOf(money, 125n), '125c')
  t.equal(readHex(packed(3, { signs: 'any' }), '125c'), 125n)
  t.equal(readHex(packed(3, { signs: 'any' }), '125d'), 'wrong')
  t.end()
})

t.test('zones of EBCDIC are bytes, whatever characters they are on the code page', (t) => {
  for (const name of ['cp037', 'cp273', 'cp278', 'cp297', 'cp1142'] as const) {
    const encoding = encodingOf(name, 'bytes')
    const amount = zoned(4, { sign: 'trailing', decimals: 2 })
    t.equal(readHex(amount, 'f1f2f3d0', encoding), -1230n, name)
    t.equal(readHex(amount, 'f1f2f3c0', encoding), 1230n)
    t.equal(hexOf(amount, -1230n, encoding), 'f1f2f3d0')
    t.equal(hexOf(zoned(4, { sign: 'leading' }), 1230n, encoding), 'c1f2f3f0')
  }
  t.equal(readHex(zoned(2), 'f4f2'), 42n)
  t.equal(readHex(zoned(2), 'f4c2'), 'wrong')
  t.equal(readHex(zoned(2), '4040'), 'wrong')
  t.equal(readHex(zoned(2, { sign: 'trailing' }), 'f4f2'), 'wrong')
  t.equal(readHex(zoned(2, { sign: 'separate-trailing' }), 'f4f260'), -42n)
  t.equal(readHex(zoned(2, { sign: 'separate-leading' }), '4ef4f2'), 42n)
  t.equal(readHex(zoned(2, { sign: 'separate-leading' }), '40f4f2'), 'wrong')
  t.equal(readHex(zoned(2, { sign: 'separate-leading' }), '60f0f0'), 'wrong')
  t.equal(hexOf(zoned(2, { sign: 'separate-leading' }), -7n), '60f0f7')
  t.equal(hexOf(zoned(2), -7n), 'value')
  t.end()
})

t.test('packed decimals: two digits to a byte, the sign in the last half', (t) => {
  const money = packed(5, { signed: true, decimals: 2 })
  t.equal(money.width, 3)
  t.equal(readHex(money, '12345c'), 12345n)
  t.equal(readHex(money, '12345d'), -12345n)
  t.equal(hexOf(money, -1n), '00001d')
  t.equal(hexOf(packed(4), 1234n), '01234f')
  t.equal(readHex(packed(4), '01234f'), 1234n)
  t.equal(readHex(packed(31, { signed: true }), `${'9'.repeat(31)}d`), -(10n ** 31n - 1n))
  for (const [of, hex] of [
    [money, '12345f'],
    [money, '1a345c'],
    [money, '00000d'],
    [money, '123450'],
    [money, '404040'],
    [packed(4), '11234f'],
    [packed(4), '01234c'],
  ] as const)
    t.equal(readHex(of, hex), 'wrong', hex)
  t.equal(hexOf(money, 100_000n), 'overflow')
  t.equal(hexOf(packed(4), -1n), 'value')
  t.match(money.parse('000', encodingOf('utf-8', 'characters')), { expected: /widths count bytes/ })
  t.end()
})

t.test('binary numbers: high byte first, two’s complement, as many digits as the picture says', (t) => {
  const amount = binary(8, { signed: true, digits: 11, decimals: 2 })
  t.equal(readHex(amount, '000000000001824b'), 98891n)
  t.equal(readHex(amount, 'ffffffffffffffff'), -1n)
  t.equal(readHex(amount, '7fffffffffffffff'), 'wrong')
  t.equal(hexOf(amount, -98891n), 'fffffffffffe7db5')
  t.equal(hexOf(amount, 10n ** 11n), 'overflow')
  t.equal(readHex(binary(8, { signed: true }), '8000000000000000'), -(2n ** 63n))
  t.equal(readHex(binary(2), 'ffff'), 65535n)
  t.equal(readHex(binary(2, { signed: true }), 'ffff'), -1n)
  t.equal(readHex(binary(4, { order: 'little' }), '01000000'), 1n)
  t.equal(hexOf(binary(4, { order: 'little' }), 258n), '02010000')
  t.equal(readHex(binary(2, { digits: 4 }), '270f'), 9999n)
  t.equal(readHex(binary(2, { digits: 4 }), '2710'), 'wrong')
  t.equal(hexOf(binary(2, { signed: true }), 32768n), 'overflow')
  t.equal(hexOf(binary(2), -1n), 'value')
  t.end()
})

t.test('a real point or comma', (t) => {
  t.equal(read(decimalPoint(11, 2), '00000789.09'), 78909n)
  t.equal(read(decimalPoint(11, 2), '789.09     '), 'wrong')
  const left = decimalPoint(11, 2, { fill: ' ', align: 'left' })
  t.equal(read(left, '789.09     '), 78909n)
  t.equal(read(left, '     789.09'), 'wrong')
  t.equal(write(left, 3894509n), '38945.09   ')
  const right = decimalPoint(9, 2, { fill: ' ', point: ',', signed: true })
  t.equal(read(right, '   -12,50'), -1250n)
  t.equal(write(right, 5n), '     0,05')
  t.equal(read(right, '    -0,00'), 'wrong')
  t.equal(read(right, '    12.50'), 'wrong')
  t.equal(read(right, '  0012,50'), 'wrong')
  t.equal(write(decimalPoint(6, 2, { signed: true }), -150n), '-01.50')
  t.equal(write(decimalPoint(6, 2), 100_000n), 'overflow')
  t.equal(write(decimalPoint(6, 2), -1n), 'value')
  t.equal(write(decimalPoint(5, 0, { fill: ' ' }), 42n), '   42')
  t.equal(write(decimalPoint(6, 2, { fill: ' ', least: 0 }), 5n), '   .05')
  t.equal(read(decimalPoint(6, 2, { fill: ' ', least: 0 }), '   .05'), 5n)
  t.equal(read(decimalPoint(3, 0, { fill: ' ', least: 0 }), '   '), 0n)
  t.equal(read(decimalPoint(3, 0, { fill: ' ' }), '   '), 'wrong')
  t.end()
})

/** Every value that the bytes of a field can be is refused or comes out as the same bytes. */
function everyTwoBytes(of: Field<bigint>, encoding: Encoding): { taken: number; changed: string[] } {
  let taken = 0
  const changed: string[] = []
  for (let code = 0; code < 65536; code++) {
    const units = String.fromCharCode(code >> 8, code & 255)
    const value = of.parse(units, encoding)
    if (value instanceof Wrong) continue
    taken++
    if (of.format(value, outIn(encoding)) !== units) changed.push(code.toString(16))
  }
  return { taken, changed }
}

t.test('of all values of two bytes each field takes exactly its numbers, and writes the same bytes', (t) => {
  for (const encoding of ENCODINGS) {
    const expect = (of: Field<bigint>, taken: number, what: string) =>
      t.same(everyTwoBytes(of, encoding), { taken, changed: [] }, `${what} in ${encoding.name}`)
    expect(packed(3), 1000, 'packed')
    expect(packed(3, { signed: true }), 1999, 'signed packed')
    expect(packed(2, { signed: true }), 199, 'two digits')
    expect(zoned(2), 100, 'zoned')
    expect(zoned(2, { sign: 'trailing' }), 199, 'overpunched')
    expect(zoned(2, { sign: 'leading' }), 199, 'leading')
    expect(zoned(1, { sign: 'separate-leading' }), 19, 'separate')
    expect(zoned(1, { sign: 'separate-trailing' }), 19, 'separate')
    expect(binary(2), 65536, 'binary')
    expect(binary(2, { signed: true }), 65536, 'signed binary')
    expect(binary(2, { signed: true, digits: 4 }), 19999, 'four digits')
    expect(decimalPoint(2, 0), 100, 'no point')
    expect(decimalPoint(2, 1, { least: 0 }), 10, 'a point')
    expect(decimalPoint(2, 0, { fill: ' ', signed: true }), 109, 'blanks')
  }
  t.end()
})

const options = { signs: fc.constantFrom('preferred', 'any'), decimals: fc.integer({ min: -3, max: 6 }) } as const
const anyField: fc.Arbitrary<{ readonly of: Field<bigint>; readonly most: bigint; readonly least: bigint }> = fc.oneof(
  fc
    .record({
      ...options,
      digits: fc.integer({ min: 1, max: 31 }),
      sign: fc.constantFrom('none', 'trailing', 'leading', 'separate-trailing', 'separate-leading'),
    })
    .map(({ digits, ...rest }) => {
      const most = 10n ** BigInt(digits) - 1n
      return { of: zoned(digits, rest), most, least: rest.sign === 'none' ? 0n : -most }
    }),
  fc
    .record({ ...options, digits: fc.integer({ min: 1, max: 31 }), signed: fc.boolean() })
    .map(({ digits, ...rest }) => {
      const most = 10n ** BigInt(digits) - 1n
      return { of: packed(digits, rest), most, least: rest.signed ? -most : 0n }
    }),
  fc
    .record({
      bytes: fc.integer({ min: 1, max: 16 }),
      signed: fc.boolean(),
      order: fc.constantFrom('big', 'little'),
    })
    .map(({ bytes, ...rest }) => {
      const size = 1n << BigInt(8 * bytes)
      return {
        of: binary(bytes, rest),
        most: rest.signed ? size / 2n - 1n : size - 1n,
        least: rest.signed ? -size / 2n : 0n,
      }
    }),
  fc
    .record({
      width: fc.integer({ min: 7, max: 30 }),
      decimals: fc.integer({ min: 0, max: 4 }),
      fill: fc.constantFrom('0', ' '),
      align: fc.constantFrom('left', 'right'),
      point: fc.constantFrom('.', ','),
      signed: fc.boolean(),
    })
    .map(({ width, decimals, ...rest }) => {
      const most = 10n ** BigInt(width - (decimals > 0 ? 1 : 0)) - 1n
      const least = rest.signed ? -(10n ** BigInt(width - (decimals > 0 ? 1 : 0) - 1) - 1n) : 0n
      return { of: decimalPoint(width, decimals, rest), most, least }
    }),
)

t.test('every value in range is written in the field’s width and read back; one beyond is refused', (t) => {
  fc.assert(
    fc.property(
      anyField,
      fc.constantFrom(...ENCODINGS),
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      (one, encoding, draw) => {
        const { of, most, least } = one
        for (const value of [most, least, 0n, least + (draw % (most - least + 1n))]) {
          const units = of.format(value, outIn(encoding))
          if (typeof units !== 'string' || units.length !== of.width) return false
          if (of.parse(units, encoding) !== value) return false
        }
        return [most + 1n, least - 1n, 5, '5', undefined].every(
          (value) => of.format(value, outIn(encoding)) instanceof Refusal,
        )
      },
    ),
    { numRuns: 2000 },
  )
  t.end()
})

t.test('what a field draws for a sample, it can write', (t) => {
  fc.assert(
    fc.property(anyField, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ of }, random) => {
      const units = of.format(
        of.sample!(() => random),
        outIn(latin1),
      )
      return typeof units === 'string' && units.length === of.width
    }),
  )
  t.end()
})

const statement = (encoding: EncodingName) =>
  layout('statement', {
    summary: 'For a test.',
    encoding,
    lines: { write: 'none' },
    records: {
      row: record(20, {
        type: tag('1'),
        amount: overpunched(6),
        rate: packed(5, { decimals: 2 }),
        share: orBlank(zoned(3)),
        id: binary(4, { signed: true }),
        price: decimalPoint(3, 1),
      }),
      end: record(11, { type: tag('9'), total: sum(overpunched(10), ['row.amount']) }),
    },
    frame: [repeat('row'), optional('end')],
  })

t.test(
  'in a layout they are read and written through compiled code, add up, and are named where they are wrong',
  async (t) => {
    for (const encoding of ['iso-8859-1', 'cp037', 'cp273', 'utf-8'] as const) {
      const of = statement(encoding)
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              record: fc.constant('row' as const),
              amount: fc.bigInt({ min: -999_999n, max: 999_999n }),
              rate: fc.bigInt({ min: 0n, max: 99_999n }),
              share: fc.option(fc.bigInt({ min: 0n, max: 999n }), { nil: undefined }),
              id: fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }),
              price: fc.bigInt({ min: 0n, max: 99n }),
            }),
            { maxLength: 5 },
          ),
          async (rows) => {
            const chunks: Uint8Array[] = []
            for await (const chunk of of.write([...rows, { record: 'end' as const }])) chunks.push(chunk)
            const found: unknown[] = []
            for await (const one of of.read(chunks)) found.push(one)
            const total = rows.reduce((sum, { amount }) => sum + amount, 0n)
            t.same(found, [...rows, { record: 'end', total }])
          },
        ),
        { numRuns: 50 },
      )
    }
    const bytes = Buffer.from('f1f0f0f0f0f0c501250f4040c10000002af14bf5', 'hex')
    const { problems } = await statement('cp037').check([bytes])
    t.match(problems, [
      { code: 'HUB_FIELD_VALUE', column: 11, field: 'share', expected: '3 digits, or blanks', found: '"  A"' },
    ])
  },
)

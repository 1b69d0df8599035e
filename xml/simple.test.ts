import t from 'tap'
import { bigInteger, compareDecimals, decimal, decimalOf, integer, minorUnits, unitsOf } from './numbers.js'
import type { NameScope, SimpleType } from './schema.js'
import { base64, bool, list, oneOf, qname, text, token } from './simple.js'
import { date, dateIn, dateTime, time, year, yearMonth } from './time.js'

const scope: NameScope = {
  uriOf: (prefix) => ({ '': 'urn:default', s: 'urn:s' })[prefix],
  prefixOf: (uri) => ({ 'urn:default': '', 'urn:s': 's' })[uri],
}
/** What is read of texts, and that what was read is written as a text that reads the same. */
function reads<T>(type: SimpleType<T>, texts: Readonly<Record<string, T | undefined>>): void {
  for (const [written, value] of Object.entries(texts)) {
    t.same(type.parse(written, scope), value, `${type.holds}: ${JSON.stringify(written)}`)
    if (value === undefined) continue
    const again = type.format(value, scope)
    t.same(again === undefined ? undefined : type.parse(again, scope), value, `${type.holds}: ${again}`)
  }
}
function refuses(type: SimpleType<unknown, never>, ...values: readonly unknown[]): void {
  for (const value of values) t.equal(type.format(value, scope), undefined, `${type.holds}: ${String(value)}`)
}

reads(text({ min: 1, max: 3 }), {
  '': undefined,
  a: 'a',
  abc: 'abc',
  abcd: undefined,
  '🐪🐪🐪': '🐪🐪🐪',
  '🐪🐪🐪🐪': undefined,
})
reads(text({ min: 2 }), { '🐪': undefined, '🐪a': '🐪a' })
reads(text({ pattern: /[A-Z]{3}|x/ }), { EUR: 'EUR', x: 'x', EURx: undefined, eur: undefined, 'EUR\n': undefined })
reads(oneOf('CRDT', 'DBIT'), { CRDT: 'CRDT', crdt: undefined, '': undefined, constructor: undefined as never })
reads(bool(), { true: true, '1': true, false: false, '0': false, TRUE: undefined, '': undefined })
reads(integer({ min: 0, max: 100 }), {
  '0': 0,
  '-0': 0,
  '+7': 7,
  '007': 7,
  '100': 100,
  '101': undefined,
  '-1': undefined,
  '1.0': undefined,
  '1e2': undefined,
  '0x1': undefined,
})
reads(integer(), { '9007199254740991': 9007199254740991, '9007199254740993': undefined, '': undefined })
reads(bigInteger(), { '9007199254740993': 9007199254740993n, '-1': -1n, '1.0': undefined })
reads(decimal({ totalDigits: 5, fractionDigits: 2, min: '0' }), {
  '18.150': '18.150',
  '0': '0',
  '-0.00': '-0.00',
  '.5': '.5',
  '5.': '5.',
  '+5': '+5',
  '0001234.5': '0001234.5',
  '1234.56': undefined,
  '1.234': undefined,
  '-1': undefined,
  '1,5': undefined,
  '': undefined,
  '.': undefined,
  '1e3': undefined,
  INF: undefined,
})
reads(decimal({ point: ',' }), { '100,50': '100.50', '1.5': undefined, '1,5,0': undefined, '-25': '-25' })
reads(decimal({ min: '0.5', max: '10' }), { '0.5': '0.5', '0.49': undefined, '10.00': '10.00', '10.01': undefined })
reads(minorUnits(2), { '12.5': 1250n, '12.50': 1250n, '12.500': 1250n, '12.505': undefined, '-0.01': -1n, '+.1': 10n })
reads(minorUnits(2, { point: ',', min: 0n }), { '100,00': 10000n, '100.00': undefined, '-1,00': undefined })
reads(minorUnits(0), { '5': 5n, '5.0': 5n, '5.5': undefined })
reads(date(), {
  '2024-02-29': '2024-02-29',
  '2023-02-29': undefined,
  '1900-02-29': undefined,
  '2026-13-01': undefined,
  '2026-11-22Z': '2026-11-22Z',
  '2026-11-22+02:00': '2026-11-22+02:00',
  '2026-11-22+14:01': undefined,
  '0000-01-01': undefined,
  '26-11-22': undefined,
})
reads(date({ zone: 'must-not' }), { '2026-11-22': '2026-11-22', '2026-11-22Z': undefined })
reads(dateTime(), {
  '2026-11-22T10:15:00': '2026-11-22T10:15:00',
  '2026-11-22T10:15:00.123+02:00': '2026-11-22T10:15:00.123+02:00',
  '2026-11-22T24:00:00': '2026-11-22T24:00:00',
  '2026-11-22T24:00:01': undefined,
  '2026-11-22T10:60:00': undefined,
  '2026-11-22': undefined,
  '2026-11-22T10:15': undefined,
})
reads(dateTime({ zone: 'must' }), { '2026-11-22T10:15:00Z': '2026-11-22T10:15:00Z', '2026-11-22T10:15:00': undefined })
reads(time(), { '10:15:00': '10:15:00', '10:15:61': undefined, '25:00:00': undefined })
reads(year(), { '2026': '2026', '26': undefined })
reads(yearMonth(), { '2026-11': '2026-11', '2026-13': undefined })
reads(dateIn('CCYYMMDD'), {
  '20261122': '2026-11-22',
  '20260230': undefined,
  '2026112': undefined,
  '2026-1122': undefined,
})
reads(dateIn('DD.MM.CCYY'), { '22.11.2026': '2026-11-22', '22x11x2026': undefined })
reads(base64({ max: 3 }), {
  '': new Uint8Array(0),
  AQID: Uint8Array.of(1, 2, 3),
  'AQ ID': Uint8Array.of(1, 2, 3),
  AQIDBA: undefined,
  'AQIDBA==': undefined,
  'AQ==': Uint8Array.of(1),
  'AR==': undefined,
  'AQ=': undefined,
})
reads(list(integer(), { max: 2 }), { '1 2': [1, 2], '': [], '1 x': undefined, '1 2 3': undefined })
reads(qname(), { 's:Client': '{urn:s}Client', Client: '{urn:default}Client', 'x:Client': undefined, 's:': undefined })
t.equal(token().whitespace, 'collapse')

refuses(text({ max: 2 }), 'abc', 1, null, undefined, {})
refuses(integer(), 1.5, Number.NaN, 2 ** 53, '1', 1n)
refuses(decimal(), 1.5, '1,5', 'x', 1n)
refuses(minorUnits(2), 1, '1.00', 10n ** 18n)
refuses(date(), new Date(), '22.11.2026')
refuses(dateIn('CCYYMMDD'), '20261122', '2026-02-30')
refuses(bool(), 'true', 1)
refuses(base64({ max: 1 }), 'AQ==', new Uint8Array(2))
refuses(list(text()), ['a b'], [''], 'a')
refuses(qname(), 'Client', '{urn:x}Client', '{urn:s}a:b')
refuses(oneOf('a'), 'b', undefined)

t.test('decimals are counted with and compared exactly', async (t) => {
  t.equal(unitsOf('18.150', 2), 1815n)
  t.equal(unitsOf('18.155', 2), undefined, 'nothing is cut')
  t.equal(unitsOf('-.5', 5), -50000n)
  t.equal(unitsOf('x', 2), undefined)
  t.equal(decimalOf(-5n, 2), '-0.05')
  t.equal(decimalOf(123456789012345678901n, 2), '1234567890123456789.01')
  t.equal(decimalOf(5n, 0), '5')
  t.ok(compareDecimals('0.1', '0.10') === 0 && compareDecimals('-2', '1.5') < 0 && compareDecimals('10', '9.9') > 0)
  t.throws(() => compareDecimals('x', '1'), { code: 'HUB_XML_SCHEMA' })
})

t.test('numbers and bytes without end are refused or read soon', async (t) => {
  const begun = performance.now()
  const long = '9'.repeat(3_000_000)
  for (const type of [decimal(), decimal({ min: '0' }), minorUnits(2), bigInteger(), integer()])
    for (const value of [long, `-${long}`, `0.${long}`]) t.equal(type.parse(value, scope), undefined, type.holds)
  t.equal(base64().parse('AAAA'.repeat(750_000), scope)?.length, 2_250_000)
  t.equal(base64().parse(`${'AAAA'.repeat(750_000)}*`, scope), undefined)
  t.ok(performance.now() - begun < 5_000)
})

t.test('a sample is a value of its type', async (t) => {
  const types: readonly SimpleType<unknown, never>[] = [
    text({ min: 3, max: 9 }),
    text({ pattern: /A\d/, examples: ['A1'] }),
    oneOf('a', 'b'),
    bool(),
    integer({ min: 5, max: 9 }),
    decimal({ totalDigits: 4, fractionDigits: 1 }),
    minorUnits(2),
    bigInteger(),
    date(),
    dateTime({ zone: 'must' }),
    time(),
    year(),
    yearMonth(),
    dateIn('CCYYMMDD'),
    base64(),
    list(integer(), { min: 2 }),
  ]
  let n = 0
  const random = () => {
    n = (n * 69_069 + 1) % 2 ** 32
    return n / 2 ** 32
  }
  for (const type of types)
    for (let i = 0; i < 20; i++) t.not(type.format(type.sample(random), scope), undefined, type.holds)
  t.throws(() => text({ pattern: /A/ }).sample(random), { code: 'HUB_XML_SCHEMA' })
})

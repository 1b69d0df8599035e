import t from 'tap'
import { bigInteger, column, date, flag, integer, minorUnits, oneOf, text } from './column.js'

t.test('amounts are exact and never cut', async (t) => {
  const euros = minorUnits(2, { point: ',' })
  for (const [written, value] of [
    ['12,5', 1250n],
    ['12,50', 1250n],
    ['12,500', 1250n],
    ['12', 1200n],
    ['-0,05', -5n],
    ['0,00', 0n],
    ['1234567890123456,78', 123456789012345678n],
  ] as const)
    t.equal(euros.parse(written), value, written)
  for (const wrong of ['', ',5', '12,', '12.50', '1 200,00', '12,505', '+1,00', '1e3', '12345678901234567,00'])
    t.equal(euros.parse(wrong), undefined, wrong)
  t.equal(euros.format(-5n), '-0,05')
  t.equal(minorUnits(0).format(12n), '12')
  t.equal(minorUnits(0).parse('12.0'), 12n)
  t.equal(minorUnits(3).parse('0.001'), 1n)
  t.equal(euros.format(12.5 as unknown as bigint), undefined)
})

t.test('whole numbers are exact, or are refused', async (t) => {
  t.equal(integer().parse('007'), 7)
  t.ok(Object.is(integer().parse('-0'), 0))
  for (const wrong of ['', '1.0', '1e3', ' 1', '9007199254740993', '0x10'])
    t.equal(integer().parse(wrong), undefined, wrong)
  t.equal(integer({ min: 1 }).parse('0'), undefined)
  t.equal(integer().format(0.5), undefined)
  t.equal(bigInteger().parse('9007199254740993'), 9007199254740993n)
  t.equal(bigInteger(3).parse('1000'), undefined)
  t.equal(bigInteger(3).format(-999n), '-999')
})

t.test('text is counted in characters, not in halves of them', async (t) => {
  t.equal(text({ max: 2 }).parse('😀😀'), '😀😀')
  t.equal(text({ max: 2 }).parse('😀😀😀'), undefined)
  t.equal(text({ min: 2 }).parse('😀'), undefined)
  t.equal(text({ pattern: /a|b/ }).parse('ab'), undefined)
})

t.test('a column of one’s own', async (t) => {
  const upper = column<string>({
    holds: 'a word in capitals',
    parse: (value) => (/^[A-Z]+$/.test(value) ? value.toLowerCase() : undefined),
    format: (value) => value.toUpperCase(),
  })
  t.equal(upper.parse('ABC'), 'abc')
  t.equal(upper.parse('Abc'), undefined)
  t.equal(upper.format('abc'), 'ABC')
})

t.test('flags and codes', async (t) => {
  t.equal(flag('K', 'E').parse('K'), true)
  t.equal(flag('K', 'E').format(false), 'E')
  t.equal(flag('K', 'E').parse('k'), undefined)
  t.equal(oneOf('new', 'old').parse('old'), 'old')
  t.equal(oneOf('new', 'old').parse('older'), undefined)
  t.equal(oneOf('new', 'old').holds, 'one of new, old')
})

t.test('dates of every picture', async (t) => {
  for (const [picture, written] of [
    ['YYYY-MM-DD', '2026-03-01'],
    ['YYYYMMDD', '20260301'],
    ['DD.MM.YYYY', '01.03.2026'],
    ['D.M.YYYY', '1.3.2026'],
    ['DD/MM/YYYY', '01/03/2026'],
    ['MM/DD/YYYY', '03/01/2026'],
  ] as const) {
    const one = date(picture)
    t.equal(one.parse(written), '2026-03-01', picture)
    t.equal(one.format('2026-03-01'), written, picture)
    t.equal(one.parse('2026-13-01'), undefined)
    t.equal(one.format('2026-02-29'), undefined)
  }
  t.equal(date('D.M.YYYY').parse('01.3.2026'), undefined)
})

import { equal } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { encodingOf } from '../encoding.js'
import { Refusal, Wrong } from '../field.js'
import { type DateOptions, type DatePattern, date } from './dates.js'

const encoding = encodingOf('iso-8859-1', 'bytes')
const format = { encoding, substitute: () => undefined, cut: () => {}, transliterated: () => {} }
const read = (pattern: DatePattern, units: string, options?: DateOptions) => {
  const found = date(pattern, options).parse(units, encoding)
  return found instanceof Wrong ? 'wrong' : found
}
const write = (pattern: DatePattern, value: unknown, options?: DateOptions) => {
  const found = date(pattern, options).format(value, format)
  return found instanceof Refusal ? 'refused' : found
}

t.test('each pattern is read and written as ISO 8601 says it', async (t) => {
  for (const [pattern, units, iso] of [
    ['yymmdd', '260301', '2026-03-01'],
    ['yyyymmdd', '20260301', '2026-03-01'],
    ['ddmmyy', '010326', '2026-03-01'],
    ['ddmmyyyy', '01032026', '2026-03-01'],
    ['yymm', '2603', '2026-03'],
    ['yyyymm', '202603', '2026-03'],
    ['hhmm', '2359', '23:59'],
    ['hhmmss', '000001', '00:00:01'],
    ['yyyymmddHHMMSS', '20260302040000', '2026-03-02T04:00:00'],
    ['mmddyy', '030126', '2026-03-01'],
    ['mmddyyyy', '03012026', '2026-03-01'],
    ['mmyyyy', '032026', '2026-03'],
    ['yyyy-mm-dd', '2026-03-01', '2026-03-01'],
    ['dd.mm.yyyy', '01.03.2026', '2026-03-01'],
    ['dd/mm/yyyy', '01/03/2026', '2026-03-01'],
    ['yyddd', '26060', '2026-03-01'],
    ['yyyyddd', '2024366', '2024-12-31'],
    ['yyyyddd', '2026001', '2026-01-01'],
    ['hh:mm', '23:59', '23:59'],
    ['hh:mm:ss', '23:59:58', '23:59:58'],
    ['yymmddHHMM', '2603020405', '2026-03-02T04:05'],
    ['yymmddHHMMSS', '260302040506', '2026-03-02T04:05:06'],
    ['yyyymmddHHMM', '202603020405', '2026-03-02T04:05'],
    ['ddmmyyHHMMSS', '020326040506', '2026-03-02T04:05:06'],
    ['ddmmyyyyHHMMSS', '02032026040506', '2026-03-02T04:05:06'],
    ['yyyy-mm-ddTHH:MM:SS', '2026-03-02T04:05:06', '2026-03-02T04:05:06'],
  ] as const) {
    t.equal(read(pattern, units), iso, pattern)
    t.equal(write(pattern, iso), units, pattern)
  }
})

t.test('only days and times that there are', async (t) => {
  for (const units of ['260230', '261301', '260001', '260100', '26 301', '2603-1'])
    t.equal(read('yymmdd', units), 'wrong', units)
  t.equal(read('yyyymmdd', '20240229'), '2024-02-29')
  for (const units of ['2026366', '2026000', '2026999']) t.equal(read('yyyyddd', units), 'wrong', units)
  for (const units of ['2026/03/01', '2026-3-010', '2026-03-1 ']) t.equal(read('yyyy-mm-dd', units), 'wrong', units)
  t.equal(read('yyyymmdd', '21000229'), 'wrong')
  t.equal(read('yyyymmdd', '20000229'), '2000-02-29')
  t.equal(read('hhmm', '2400'), 'wrong')
  t.equal(read('hhmmss', '235960'), 'wrong')
  for (const value of ['2026-02-30', '2026-3-1', '01.03.2026', '', null, 20260301, '2026-03-01T00:00', '1926-03-01']) {
    t.equal(write('yymmdd', value), 'refused', String(value))
  }
  t.equal(write('yyyymmddHHMMSS', '2026-03-02'), 'refused')
  t.equal(write('hhmm', '9:30'), 'refused')
})

t.test('years of two digits mean the hundred years that the layout says', async (t) => {
  t.equal(read('yymmdd', '700101'), '1970-01-01')
  t.equal(read('yymmdd', '691231'), '2069-12-31')
  t.equal(read('yymmdd', '000101', { from: 2000 }), '2000-01-01')
  t.equal(read('yymmdd', '990101', { from: 1950 }), '1999-01-01')
  t.equal(read('yymmdd', '490101', { from: 1950 }), '2049-01-01')
})

t.test('no date is only where the layout says how it looks', async (t) => {
  t.equal(read('yymmdd', '000000'), 'wrong')
  t.equal(read('yymmdd', '000000', { none: '0' }), '')
  t.equal(read('yymmdd', '      ', { none: ' ' }), '')
  t.equal(read('yymmdd', '      ', { none: '0' }), 'wrong')
  t.equal(write('yymmdd', '', { none: '0' }), '000000')
  t.equal(write('yymmdd', '', { none: ' ' }), '      ')
})

t.test('any day comes back, also after more days than are remembered', async (t) => {
  const field = date('yyyymmdd')
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (day) => {
      const iso = day.toISOString().slice(0, 10)
      equal(field.parse(field.format(iso, format) as string, encoding), iso)
    }),
    { numRuns: 3000 },
  )
  t.equal(field.parse('20260301', encoding), '2026-03-01')
})

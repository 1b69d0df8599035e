import { createHash } from 'node:crypto'
import t from 'tap'
import { orElse } from './field.js'
import { code, tag } from './fields/constants.js'
import { date } from './fields/dates.js'
import { cents, decimal, integer, signed } from './fields/numbers.js'
import { digits, text } from './fields/text.js'
import { count } from './fields/totals.js'
import { repeat } from './frame.js'
import { layout, record } from './layout.js'
import { latinLetters } from './transliteration.js'

const records = {
  row: record(60, {
    type: tag('R'),
    name: text(8, { personal: true }),
    words: text(10, { mayCut: true }),
    n: integer(3),
    amount: cents(6),
    reference: digits(8, { leadingZeros: 'dropped' }),
    price: signed(decimal(7, 2), { plus: ' ', minus: '-' }),
    day: date('yyyymmdd'),
    side: code('+', '-'),
    note: orElse(text(7), 'none'),
  }),
  end: record(4, { type: tag('E'), rows: count(3, 'row') }),
}
const definition = {
  summary: 'For a test.',
  encoding: 'iso-8859-1',
  lines: { write: 'lf' },
  records,
  frame: [repeat('row'), 'end'],
} as const
const plain = layout('rows', definition)
const kind = layout('rows', { ...definition, transliterate: latinLetters })

const row = {
  record: 'row',
  name: 'ÅSA',
  words: 'HELLO',
  n: 7,
  amount: 1250n,
  reference: '12345672',
  price: -4820n,
  day: '2026-03-01',
  side: '+',
} as const
type Row = { [K in keyof typeof row | 'note']?: unknown }
const end = { record: 'end' } as const

async function written(rows: readonly Row[], by: typeof plain = plain, last: Row & { rows?: unknown } = end) {
  const bytes = by.write([...rows, last] as never)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return { text: Buffer.concat(chunks).toString('latin1'), report: await bytes.report }
}

t.test('a record is written as its layout says, and the report says what was written', async (t) => {
  const { text, report } = await written([row])
  t.equal(text, 'RÅSA     HELLO     00700125012345672-000482020260301+none   \nE001\n')
  t.same(report, {
    layout: 'rows',
    bytes: 66,
    lines: 2,
    records: { row: 1, end: 1 },
    sums: { 'end.rows': 1n },
    cut: {},
    transliterated: {},
    sha256: createHash('sha256').update(text, 'latin1').digest('hex'),
  })
})

t.test('what does not fit is refused with where, what was allowed and what came', async (t) => {
  const refused = (change: Row) => written([row, { ...row, ...change }])
  await t.rejects(refused({ n: 1000 }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: 'rows line 2: row.n holds 3 digits but got 1000',
    instruction: { retry: 'give-up', effect: 'not-done' },
  })
  await t.rejects(refused({ amount: 10_000_000_000_000n }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: /row\.amount holds 6 digits but got 10000000000000/,
  })
  await t.rejects(refused({ reference: '123456789' }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: /8 digits but got 9: "123456789"/,
  })
  await t.rejects(refused({ note: 'too long' }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: /7 characters of text but got 8: "too long"/,
  })
  await t.rejects(refused({ price: -10_000_000n }), { code: 'HUB_FIELD_OVERFLOW' })
  for (const wrong of [
    { n: -1 },
    { n: 1.5 },
    { n: Number.NaN },
    { n: '7' },
    { amount: 1 },
    { amount: -1n },
    { reference: 'RF12' },
    { day: '2026-02-30' },
    { day: '1.3.2026' },
    { side: '*' },
    { words: null },
    { words: undefined },
  ]) {
    await t.rejects(refused(wrong), { code: 'HUB_FIELD_REFUSED' })
  }
})

t.test('digits are never made up: an empty account is refused, an empty reference is none', async (t) => {
  const accounts = layout('accounts', {
    ...definition,
    records: {
      row: record(7, { type: tag('R'), account: digits(3), reference: digits(3, { leadingZeros: 'dropped' }) }),
    },
    frame: [repeat('row')],
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of accounts.write([{ record: 'row', account: '7', reference: '' }])) chunks.push(chunk)
  t.equal(Buffer.concat(chunks).toString(), 'R007000\n')
  const empty = accounts.write([{ record: 'row', account: '', reference: '' }])
  await t.rejects(empty[Symbol.asyncIterator]().next(), { code: 'HUB_FIELD_REFUSED', message: /row\.account/ })
})

t.test('a personal value is not in the refusal, only its length', async (t) => {
  await t.rejects(written([{ ...row, name: 'MEIKÄLÄINEN' }]), {
    message: 'rows line 1: row.name holds 8 characters of text but got 11 (personal)',
  })
  await t.rejects(written([{ ...row, name: 'ŁUCJA' }]), {
    code: 'HUB_FIELD_CHARACTER',
    message: /row\.name holds characters of iso-8859-1 but got 1 characters \(personal\)/,
  })
})

t.test('only text that may be cut is cut, and it is counted', async (t) => {
  const { text, report } = await written([
    row,
    { ...row, words: 'TEN LETTERS' },
    { ...row, words: 'EXACTLY 10   ' },
    { ...row, words: 'MUCH LONGER TEXT' },
  ])
  t.match(text, /^RÅSA {5}TEN LETTER007/m)
  t.same(report.cut, { 'row.words': 2 })
})

t.test('a character that the encoding lacks is refused, never replaced on the quiet', async (t) => {
  await t.rejects(written([{ ...row, words: '5 €' }]), {
    code: 'HUB_FIELD_CHARACTER',
    message: 'rows line 1: row.words holds characters of iso-8859-1 but got "€"',
  })
  await t.rejects(written([{ ...row, words: 'A\tB' }]), { code: 'HUB_FIELD_CHARACTER' })
  await t.rejects(written([{ ...row, words: '日本' }], kind), { code: 'HUB_FIELD_CHARACTER' })
})

t.test('with a table it is written as the table says, and each use is counted', async (t) => {
  const { text, report } = await written(
    [
      { ...row, words: '5 € – Łódź' },
      { ...row, words: '€\tŠ' },
    ],
    kind,
  )
  t.match(text, /^RÅSA {5}5 EUR - Ló007/m)
  t.match(text, /^RÅSA {5}EUR S {5}007/m)
  t.same(report.transliterated, {
    '€': { to: 'EUR', count: 2 },
    '–': { to: '-', count: 1 },
    Ł: { to: 'L', count: 1 },
    ź: { to: 'z', count: 1 },
    '\t': { to: ' ', count: 1 },
    Š: { to: 'S', count: 1 },
  })
  t.same(report.cut, { 'row.words': 1 })
})

t.test('letters that come as a letter and its mark are the same letters', async (t) => {
  const { text, report } = await written([{ ...row, words: 'A\u0308A\u030a' }])
  t.match(text, /^RÅSA {5}ÄÅ/)
  t.same(report.transliterated, {})
})

t.test('a total that is given must be the one that the records say', async (t) => {
  t.match((await written([row], plain, { ...end, rows: 1 } as never)).text, /E001\n$/)
  await t.rejects(written([row], plain, { ...end, rows: 2 } as never), {
    code: 'HUB_TOTAL_WRONG',
    message: 'rows line 2, column 2 (byte 62): end.rows should be 1, as the records say, found 2',
  })
})

t.test('a record out of its place, an unknown one and a missing one are refused', async (t) => {
  await t.rejects(written([end, row]), {
    code: 'HUB_RECORD_MISPLACED',
    message: /should be the end of the file after end, found "row"/,
  })
  await t.rejects(written([{ ...row, record: 'tow' }]), {
    code: 'HUB_RECORD_MISPLACED',
    message: /should be end or row at the beginning|should be row or end at the beginning/,
  })
  await t.rejects(written([], plain, row as never), { code: 'HUB_FILE_INCOMPLETE' })
})

t.test('the bytes can be read once, and the report fails with whatever ended them', async (t) => {
  const bytes = plain.write([row, end])
  for await (const chunk of bytes) t.ok(chunk.length)
  t.throws(() => bytes[Symbol.asyncIterator](), { code: 'HUB_BYTES_ONCE' })

  const failing = plain.write([{ ...row, n: 1000 }, end])
  await t.rejects(failing[Symbol.asyncIterator]().next(), { code: 'HUB_FIELD_OVERFLOW' })
  await t.rejects(failing.report, { code: 'HUB_FIELD_OVERFLOW' })

  const left = plain.write(
    (function* () {
      for (let i = 0; i < 5000; i++) yield row
      yield end
    })(),
  )
  for await (const _ of left) break
  await t.rejects(left.report, { code: 'HUB_BYTES_ONCE' })
})

t.test('records may come one by one, in groups, at once or in time', async (t) => {
  const expected = (await written([row, row, row])).text
  async function* slowly() {
    yield row
    await new Promise((resolve) => setImmediate(resolve))
    yield [row, row]
    yield end
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of plain.write(slowly())) chunks.push(chunk)
  t.equal(Buffer.concat(chunks).toString('latin1'), expected.replace('E003', 'E003'))
  t.equal(plain.codec.name, 'rows')
  const coded: Uint8Array[] = []
  for await (const chunk of plain.codec.write([[row, row], row, end])) coded.push(chunk)
  t.equal(Buffer.concat(coded).toString('latin1'), expected)
})

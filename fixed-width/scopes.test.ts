import t from 'tap'
import { orElse } from './field.js'
import { code, flag, tag } from './fields/constants.js'
import { cents, integer, signed } from './fields/numbers.js'
import { rest } from './fields/open.js'
import { count, selfLength, sum } from './fields/totals.js'
import { oneOf, optional, repeat } from './frame.js'
import { layout, record } from './layout.js'

const summary = 'A file of this test.'
const money = () => signed(cents(5), { plus: '+', minus: '-' })

// An account of several days: each ends with the balance so far and, perhaps, with totals of its own.
const account = layout('account', {
  summary,
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either', emptyIgnored: 'at-the-end' },
  records: {
    opening: record(9, { type: tag('O'), lines: count(2, '*'), opening: money() }),
    entry: record(9, {
      type: tag('E'),
      amount: money(),
      kind: orElse(code('A', 'B'), 'A'),
      note: orElse(flag(), false),
    }),
    balance: record(7, {
      type: tag('B'),
      so: sum(money(), ['opening.opening', 'entry.amount'], { soFarIn: 'opening' }),
    }),
    day: record(8, { type: tag('D'), entries: count(1, 'entry'), all: sum(money(), 'entry.amount') }),
    kinds: record(8, {
      type: tag('K'),
      a: count(1, 'entry', { where: { kind: 'A' } }),
      sum: sum(money(), 'entry.amount', { where: { note: false } }),
    }),
    end: record(3, { type: tag('Z'), days: count(2, 'balance') }),
  },
  frame: [repeat('opening', repeat(repeat('entry'), 'balance', optional('day'), optional('kinds'))), 'end'],
})
const FILE = [
  'O08+00100',
  'E+00030A0',
  'E-00010B1',
  'B+00120',
  'D2+00020',
  'K1+00030',
  'E+00005A0',
  'B+00125',
  'O02-00001',
  'B-00001',
  'Z03',
]
const bytes = (lines: readonly string[]) => [Buffer.from(lines.map((line) => `${line}\n`).join(''))]
const said = async (lines: readonly string[]) =>
  (await account.check(bytes(lines))).problems.map(
    ({ code, line, field, expected, found }) => `${code} ${line} ${field} should be ${expected}, found ${found}`,
  )
async function written(records: Parameters<typeof account.write>[0]): Promise<readonly string[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of account.write(records)) chunks.push(chunk)
  return Buffer.concat(chunks).toString().trimEnd().split('\n')
}

t.test('a balance goes on from day to day and begins anew with the next account', async (t) => {
  t.same(await said(FILE), [])
  t.same(await said(FILE.with(7, 'B+00105')), ['HUB_TOTAL_WRONG 8 so should be 125, as the records say, found 105'])
  t.same(await said(FILE.with(9, 'B+00124')), ['HUB_TOTAL_WRONG 10 so should be -1, as the records say, found 124'])
})

t.test('several records may sum up one repetition, each for itself', async (t) => {
  t.same(await said(FILE.with(4, 'D3+00020').with(5, 'K2+00031')), [
    'HUB_TOTAL_WRONG 5 entries should be 2, as the records say, found 3',
    'HUB_TOTAL_WRONG 6 a should be 1, as the records say, found 2',
    'HUB_TOTAL_WRONG 6 sum should be 30, as the records say, found 31',
  ])
})

t.test('a writer fills all of them in, and takes what a record leaves out for what it writes there', async (t) => {
  const lines = await written([
    { record: 'opening', opening: 100n },
    { record: 'entry', amount: 30n },
    { record: 'entry', amount: -10n, kind: 'B', note: true },
    { record: 'balance' },
    { record: 'day' },
    { record: 'kinds' },
    { record: 'entry', amount: 5n },
    { record: 'balance', so: 125n },
    { record: 'opening', opening: -1n },
    { record: 'balance' },
    { record: 'end' },
  ])
  t.same(lines, FILE)
  await t.rejects(written([{ record: 'opening', opening: 1n }, { record: 'balance', so: 2n }, { record: 'end' }]), {
    code: 'HUB_TOTAL_WRONG',
    message: 'account line 2, column 2 (byte 11): balance.so should be 1, found 2',
  })
})

t.test('what is left of a record of varying length may be left out', async (t) => {
  const notes = layout('notes', {
    summary,
    encoding: 'iso-8859-1',
    lines: { write: 'lf' },
    records: {
      note: record({ least: 3, most: 9 }, { length: selfLength(1), n: integer(2), more: orElse(rest(), '') }),
    },
    frame: [repeat('note')],
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of notes.write([
    { record: 'note', n: 7 },
    { record: 'note', n: 8, more: ' x' },
  ]))
    chunks.push(chunk)
  t.equal(Buffer.concat(chunks).toString(), '307\n508 x\n')
})

t.test('empty lines behind the last record are passed over, and nowhere else', async (t) => {
  t.same(await said([...FILE, '', '']), [])
  t.match(await said(FILE.toSpliced(3, 0, '')), [/^HUB_RECORD_UNKNOWN 4 type .* found an empty line$/])
})

t.test('a sum so far must be within a repetition that begins with a record around it, and not over itself', (t) => {
  const made = (of: string, soFarIn: string) => () =>
    layout('wrong', {
      summary,
      encoding: 'iso-8859-1',
      lines: { write: 'lf' },
      records: {
        row: record(3, { type: tag('R'), amount: cents(2) }),
        total: record(6, { type: tag('T'), sum: sum(5, of, { soFarIn }) }),
        other: record(2, { type: tag('X'), n: integer(1) }),
      },
      frame: [repeat(oneOf('row', 'total')), 'other'],
    })
  t.doesNotThrow(made('row.amount', 'row'))
  t.throws(made('row.amount', 'other'), { code: 'HUB_LAYOUT_TOTAL', message: /total\.sum is within other/ })
  t.throws(made('total.sum', 'row'), { code: 'HUB_LAYOUT_TOTAL', message: /is over its own record/ })
  t.end()
})

import t from 'tap'
import { codeOf } from '../bus/errors.js'
import { blank, literal, tag } from './fields/constants.js'
import { cents, integer } from './fields/numbers.js'
import { digits, text } from './fields/text.js'
import { count, sha256, sum } from './fields/totals.js'
import { atLeastOnce, type Item, inOrder, oneOf, optional, repeat } from './frame.js'
import { type InputsOf, layout, type RecordsOf, record } from './layout.js'
import type { RecordShape } from './plan.js'

const common = { summary: 'For a test.', encoding: 'iso-8859-1', lines: { write: 'lf' } } as const

function refusal(records: Record<string, RecordShape>, frame: readonly Item[]): string {
  try {
    layout('odd', { ...common, records, frame })
    return 'taken'
  } catch (error) {
    return `${codeOf(error)}: ${(error as Error).message}`
  }
}
const row = record(4, { type: tag('R'), n: integer(3) })

t.test('widths that do not add up are refused at import, with both numbers', async (t) => {
  t.equal(
    refusal({ row: record(5, { type: tag('R'), n: integer(3) }) }, ['row']),
    'HUB_LAYOUT_WIDTH: the fields of odd.row add up to 4, but the record is 5 long',
  )
})

t.test('a field needs a name that is a plain word and a width of at least one', async (t) => {
  t.match(
    refusal({ row: record(1, { '1st': text(1) }) }, ['row']),
    /^HUB_LAYOUT_FIELD: odd: row\.1st needs another name/,
  )
  t.match(refusal({ row: record(1, { 'a); evil(': text(1) }) }, ['row']), /^HUB_LAYOUT_FIELD/)
  t.match(refusal({ row: record(1, { record: text(1) }) }, ['row']), /^HUB_LAYOUT_FIELD/)
  t.match(refusal({ row: record(1, { a: text(1), b: text(0) }) }, ['row']), /^HUB_LAYOUT_FIELD: odd: row\.b is 0 wide/)
})

t.test('a frame that leaves a question open is refused', async (t) => {
  const other = record(4, { type: tag('R'), t: text(3) })
  t.match(
    refusal({ row, other }, [repeat(oneOf('row', 'other'))]),
    /^HUB_LAYOUT_FRAME: the frame of odd lets row or other follow/,
  )
  t.match(refusal({ row }, [repeat('row'), repeat('row')]), /^HUB_LAYOUT_FRAME: .* which place a row has/)
  t.match(refusal({ row }, [repeat(repeat('row'))]), /^HUB_LAYOUT_FRAME: .* repeats something that may be empty/)
  t.match(refusal({ row }, [repeat(atLeastOnce('row'))]), /^HUB_LAYOUT_FRAME: .* to which repetition a row belongs/)
  t.match(refusal({ row }, ['row', 'lost']), /^HUB_LAYOUT_FRAME: .* names the record lost/)
  t.match(
    refusal({ row, lost: record(1, { type: tag('L') }) }, ['row']),
    /^HUB_LAYOUT_FRAME: .* no place for the record lost/,
  )
})

t.test('a total over what there is not, or over what cannot be added, is refused', async (t) => {
  const end = (field: ReturnType<typeof count> | ReturnType<typeof sum>) =>
    refusal({ row, end: record(6, { type: tag('E'), total: field }) }, [repeat('row'), 'end'])
  t.match(end(count(5, 'lost')), /^HUB_LAYOUT_TOTAL: the total odd\.end\.total is over the record lost/)
  t.match(end(sum(5, 'row.lost')), /^HUB_LAYOUT_TOTAL: .* uses row\.lost/)
  t.match(end(count(5, 'row', { where: { type: 'R' } })), /^HUB_LAYOUT_TOTAL: .* uses row\.type/)
  t.match(end(sum(5, 'end.total')), /^HUB_LAYOUT_TOTAL: .* over a total of its own scope/)
  const named = record(4, { type: tag('R'), n: text(3) })
  t.match(
    refusal({ row: named, end: record(6, { type: tag('E'), total: sum(5, 'row.n') }) }, [repeat('row'), 'end']),
    /^HUB_LAYOUT_TOTAL: .* adds up row\.n, which is no number/,
  )
  t.match(
    refusal(
      {
        head: record(4, { type: tag('H'), rows: count(3, 'row') }),
        row,
        end: record(65, { type: tag('E'), hash: sha256() }),
      },
      ['head', repeat('row'), 'end'],
    ),
    /^HUB_LAYOUT_TOTAL: .* would cover head, whose totals are only known later/,
  )
})

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of from) found.push(one)
  return found
}
const bytes = (content: string) => [Buffer.from(content, 'latin1')]
async function textOf(from: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await all(from)).toString('latin1')
}

t.test('a layout is its own type', async (t) => {
  const records = {
    head: record(9, { type: tag('H'), bank: text(8) }),
    pay: record(9, { type: tag('3', '5'), amount: cents(5), _: blank(3) }),
    end: record(9, { type: tag('9'), total: sum(8, 'pay.amount') }),
  }
  const typed = layout('typed', { ...common, records, frame: ['head', repeat('pay'), 'end'] })
  type Out = RecordsOf<typeof records>
  type In = InputsOf<typeof records>
  const head: Extract<Out, { record: 'head' }> = { record: 'head', bank: 'X' }
  const pay: Extract<Out, { record: 'pay' }> = { record: 'pay', type: '3', amount: 1n }
  const end: Extract<In, { record: 'end' }> = { record: 'end' }
  // @ts-expect-error a literal is no part of the record
  const literalGiven: Extract<In, { record: 'head' }> = { record: 'head', bank: 'X', type: 'H' }
  // @ts-expect-error money is a bigint
  const numberGiven: Extract<In, { record: 'pay' }> = { record: 'pay', type: '3', amount: 1 }
  // @ts-expect-error 4 is none of the tags
  const tagGiven: Extract<In, { record: 'pay' }> = { record: 'pay', type: '4', amount: 1n }
  // @ts-expect-error a record that is read has its totals
  const totalMissing: Extract<Out, { record: 'end' }> = { record: 'end' }
  // @ts-expect-error the frame names records of the layout only
  t.throws(() => layout('odd', { ...common, records, frame: ['head', repeat('payment'), 'end'] }))
  t.ok([literalGiven, numberGiven, tagGiven, totalMissing].length)
  t.equal(await textOf(typed.write([head, pay, end])), 'HX       \n300001   \n900000001\n')
  for await (const found of typed.read(bytes('HX       \n500001   \n900000001\n'))) {
    if (found.record === 'pay') t.equal(found.amount satisfies bigint, 1n)
  }
})

t.test('records without a tag are told apart by their place in the file', async (t) => {
  const placed = layout('placed', {
    ...common,
    records: {
      first: record(3, { day: digits(3) }),
      second: record(3, { word: text(3) }),
      last: record(3, { n: integer(3) }),
    },
    frame: ['first', 'second', 'last'],
  })
  t.same(await all(placed.read(bytes('123\nABC\n007\n'))), [
    { record: 'first', day: '123' },
    { record: 'second', word: 'ABC' },
    { record: 'last', n: 7 },
  ])
})

t.test('the same tag means different records in different batches, and totals are over their own batch', async (t) => {
  const entries = layout('entries', {
    ...common,
    records: {
      domestic: record(5, { type: tag('5'), kind: tag('PPD'), _: blank(1) }),
      foreign: record(5, { type: tag('5'), kind: tag('IAT'), _: blank(1) }),
      domesticEntry: record(5, { type: tag('6'), amount: cents(4) }),
      foreignEntry: record(5, { type: tag('6'), country: text(2), amount: cents(2) }),
      addenda: record(5, { type: tag('7'), words: text(4) }),
      control: record(5, { type: tag('8'), entries: count(4, ['domesticEntry', 'foreignEntry']) }),
      fileControl: record(5, { type: tag('9'), batches: count(2, 'control'), records: count(2, '*') }),
    },
    frame: [
      repeat(
        oneOf(
          inOrder('domestic', atLeastOnce('domesticEntry', optional('addenda'))),
          inOrder('foreign', atLeastOnce('foreignEntry')),
        ),
        'control',
      ),
      'fileControl',
    ],
  })
  const file = '5PPD \n60100\n7WORD\n60250\n80002\n5IAT \n6SE07\n80001\n90209\n'
  const [, entry, addenda, , , , foreign] = await all(entries.read(bytes(file)))
  t.same(entry, { record: 'domesticEntry', amount: 100n })
  t.same(addenda, { record: 'addenda', words: 'WORD' })
  t.same(foreign, { record: 'foreignEntry', country: 'SE', amount: 7n })
  t.equal(await textOf(entries.write(await all(entries.read(bytes(file))))), file)
  t.match((await entries.check(bytes(file.replace('80001', '80003')))).problems, [
    { line: 8, field: 'entries', found: '3' },
  ])
})

t.test('totals may stand before what they are over; a writer fills them in', async (t) => {
  const ahead = layout('ahead', {
    ...common,
    records: {
      head: record(9, { type: tag('H'), rows: count(3, 'row'), sum: sum(5, 'row.n') }),
      row: record(4, { type: tag('R'), n: integer(3) }),
      foot: record(9, { type: tag('F'), groups: count(3, 'head'), ofHeads: sum(5, 'head.sum') }),
    },
    frame: [repeat('head', repeat('row')), 'foot'],
  })
  const rows = (...numbers: number[]) => numbers.map((n) => ({ record: 'row' as const, n }))
  const written = ahead.write([
    [{ record: 'head' }, ...rows(1, 2)],
    [{ record: 'head' }],
    [{ record: 'head' }, ...rows(900)],
    [{ record: 'foot' }],
  ])
  const file = 'H00200003\nR001\nR002\nH00000000\nH00100900\nR900\nF00300903\n'
  t.equal(await textOf(written), file)
  t.same((await ahead.check(bytes(file))).problems, [])
  t.match((await ahead.check(bytes(file.replace('H00200003', 'H00200004')))).problems, [
    { code: 'HUB_TOTAL_WRONG', line: 1, column: 5, byte: 4, record: 'head', field: 'sum', found: '4' },
    { code: 'HUB_TOTAL_WRONG', line: 7, column: 5, record: 'foot', field: 'ofHeads', found: '903' },
  ])
})

t.test('a group longer than a chunk is kept until its totals are known', async (t) => {
  const rows = 50_000
  const ahead = layout('ahead', {
    ...common,
    records: {
      head: record(9, { type: tag('H'), rows: count(5, 'row'), _: blank(3) }),
      row: record(4, { type: tag('R'), n: integer(3) }),
    },
    frame: [repeat('head', repeat('row'))],
  })
  function* records() {
    for (const last of [rows, 3]) {
      yield { record: 'head' as const }
      for (let i = 0; i < last; i++) yield { record: 'row' as const, n: i % 1000 }
    }
  }
  const file = await textOf(ahead.write(records()))
  t.equal(file.length, (rows + 3) * 5 + 20)
  t.same([file.slice(0, 10), file.slice(rows * 5 + 10, rows * 5 + 20)], ['H50000   \n', 'H00003   \n'])
  t.same((await ahead.check(bytes(file))).problems, [])
})

t.test('sums stay exact beyond what a double holds', async (t) => {
  const sums = layout('sums', {
    ...common,
    records: {
      row: record(34, { type: tag('R'), small: cents(15), wide: cents(18) }),
      end: record(61, { type: tag('E'), small: sum(30, 'row.small'), wide: sum(30, 'row.wide') }),
    },
    frame: [repeat('row'), 'end'],
  })
  const row = { record: 'row' as const, small: 999_999_999_999_999n, wide: 999_999_999_999_999_999n }
  const file = await textOf(sums.write([Array.from({ length: 1001 }, () => row), { record: 'end' }]))
  const end = (await all(sums.read(bytes(file)))).at(-1)
  t.same(end, { record: 'end', small: 1001n * row.small, wide: 1001n * row.wide })
})

t.test('records that follow each other without line ends are read by their lengths', async (t) => {
  const packed = layout('packed', {
    ...common,
    lines: { write: 'none' },
    records: {
      long: record(6, { type: tag('L'), words: text(5) }),
      short: record(3, { type: tag('S'), n: integer(2) }),
    },
    frame: [repeat(oneOf('long', 'short'))],
  })
  const file = 'LABCDES01LXYZ  '
  const found = await all(packed.read(bytes(file)))
  t.same(
    found.map((one) => one.record),
    ['long', 'short', 'long'],
  )
  t.equal(await textOf(packed.write(found)), file)
  t.match((await packed.check(bytes('LABCDES0'))).problems, [
    { code: 'HUB_LINE_LENGTH', line: 2, column: 3, record: 'short', field: 'n' },
  ])
  t.match((await packed.check(bytes('LABCDEX01'))).problems, [{ code: 'HUB_RECORD_UNKNOWN', byte: 6, found: '"X"' }])
})

t.test('layouts of several records share fields without sharing anything else', async (t) => {
  const shared = { account: digits(4), _: literal('-') }
  const both = layout('both', {
    ...common,
    records: { a: record(6, { type: tag('A'), ...shared }), b: record(6, { type: tag('B'), ...shared }) },
    frame: [repeat(oneOf('a', 'b'))],
  })
  t.same(await all(both.read(bytes('A0001-\nB0002-\n'))), [
    { record: 'a', account: '0001' },
    { record: 'b', account: '0002' },
  ])
})

import t from 'tap'
import { blank, code, literal, tag } from '../fixed-width/fields/constants.js'
import { cents, integer, signed } from '../fixed-width/fields/numbers.js'
import { exactly, list, orBlank, rest } from '../fixed-width/fields/open.js'
import { digits, text } from '../fixed-width/fields/text.js'
import { blocks, count, selfLength, serial, sum } from '../fixed-width/fields/totals.js'
import { inOrder, oneOf, repeat } from '../fixed-width/frame.js'
import { layout, record, spread } from '../fixed-width/layout.js'
import type { Problem } from '../fixed-width/problem.js'
import type { LineRead, ReaderOptions } from '../fixed-width/teller.js'

const summary = 'A file of this test.'

async function readAll<Out>(
  given: {
    readBatches(bytes: Iterable<Uint8Array>, options: ReaderOptions & { onEnd?: never }): AsyncIterable<readonly Out[]>
  },
  bytes: string | Uint8Array,
  options: ReaderOptions = {},
  pieces = 7,
) {
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  const problems: Problem[] = []
  const lines: LineRead[] = []
  const cut = Array.from({ length: Math.ceil(all.length / pieces) }, (_, i) =>
    all.subarray(i * pieces, (i + 1) * pieces),
  )
  const records: Out[] = []
  const told = {
    ...options,
    onProblem: (problem: Problem) => void problems.push(problem),
    onLine: (l: LineRead) => void lines.push(l),
  }
  for await (const batch of given.readBatches(cut, told)) records.push(...batch)
  let byte = 0
  for (const line of lines) {
    if (line.byte !== byte) throw new Error(`line ${line.line} begins at ${line.byte}, the one before ended at ${byte}`)
    byte += line.bytes
  }
  if (byte !== all.length) throw new Error(`lines cover ${byte} of ${all.length} bytes`)
  return { records, problems, lines }
}
async function written(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
const said = (problems: readonly Problem[]) =>
  problems.map(
    ({ code, line, column, field, expected, found }) =>
      `${code} ${line}:${column} ${field} should be ${expected}, found ${found}`,
  )

const statement = layout('statement', {
  summary,
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either' },
  frame: [repeat('opening', repeat(oneOf('entry', 'note', 'other')), 'closing')],
  records: {
    opening: record(13, {
      type: tag('T0'),
      length: selfLength(3),
      balance: signed(cents(7), { plus: '+', minus: '-' }),
    }),
    entry: record(13, {
      type: tag('T1'),
      length: selfLength(3),
      amount: signed(cents(7), { plus: '+', minus: '-' }),
    }),
    note: record(
      { least: 5, most: 35 },
      { type: tag('T2'), length: selfLength(3), words: list(text(10), { most: 3 }) },
    ),
    other: record({ least: 5, most: 40 }, { type: tag('T'), kind: digits(1), length: selfLength(3), rest: rest() }),
    closing: record(13, {
      type: tag('T9'),
      length: selfLength(3),
      balance: sum(signed(cents(7), { plus: '+', minus: '-' }), ['opening.balance', 'entry.amount']),
    }),
  },
})
const STATEMENT = [
  'T0013+0000100',
  'T1013-0000030',
  'T2025first     second    ',
  'T7010  x  ',
  'T9013+0000070',
  '',
].join('\n')

t.test('records say how long they are, and what is left of one is a list or text', async (t) => {
  const { records, problems } = await readAll(statement, STATEMENT)
  t.strictSame(problems, [])
  t.match(records, [
    { record: 'opening', length: 13, balance: 100n },
    { record: 'entry', amount: -30n },
    { record: 'note', words: ['first', 'second'] },
    { record: 'other', kind: '7', rest: '  x  ' },
    { record: 'closing', balance: 70n },
  ])
  t.equal(await written(statement.write(records)), STATEMENT, 'the same bytes')
  const again = records.map((one) => {
    const { length: _, ...given } = one
    return given.record === 'closing' ? { record: 'closing' as const } : given
  })
  t.equal(await written(statement.write(again)), STATEMENT, 'lengths and balance are computed')
})

t.test('a length or a balance that is wrong is said', async (t) => {
  const wrong = STATEMENT.replace('T7010', 'T7011').replace('+0000070', '+0000071')
  const { records, problems } = await readAll(statement, wrong)
  t.strictSame(said(problems), [
    'HUB_TOTAL_WRONG 4:3 length should be 10, as long as the record is, found 11',
    'HUB_TOTAL_WRONG 5:6 balance should be 70, as the records say, found 71',
  ])
  t.equal(records.length, 5)
  const given = statement.write([{ record: 'opening', length: 12, balance: 1n }, { record: 'closing' }])
  await t.rejects(written(given), { code: 'HUB_TOTAL_WRONG' })
})

t.test('what is left is held to its bounds', async (t) => {
  const open = { record: 'opening', balance: 0n } as const
  const long = { record: 'other', kind: '5', rest: 'x'.repeat(36) } as const
  await t.rejects(written(statement.write([open, long])), { code: 'HUB_FIELD_OVERFLOW', message: /at most 35 columns/ })
  const many = { record: 'note', words: ['a', 'b', 'c', 'd'] } as const
  await t.rejects(written(statement.write([open, many])), { code: 'HUB_FIELD_OVERFLOW' })
  const bad = STATEMENT.replace('T2025first     second    ', 'T2024first     second   ')
  const { problems } = await readAll(statement, bad)
  t.match(said(problems)[0], /HUB_FIELD_VALUE 3:6 words should be .*a multiple of 10 columns/)
  const { problems: tooLong } = await readAll(statement, STATEMENT.replace('T7010  x  ', `T7049${'y'.repeat(44)}`))
  t.match(said(tooLong)[0], /HUB_LINE_LENGTH 4:41 .* a line of 5 to 40, found one of 49/)
})

t.test('records of varying length may follow each other without line ends, by their own word', async (t) => {
  const joined = statement.variant({ lines: { write: 'none', read: 'none' } })
  const bytes = STATEMENT.replaceAll('\n', '')
  const { records, problems } = await readAll(joined, bytes)
  t.strictSame(problems, [])
  t.equal(await written(joined.write(records)), bytes)
  const lost = await readAll(joined, bytes.replace('T7010', 'T7ABC'))
  t.match(said(lost.problems), [/HUB_FIELD_VALUE 4:3 length should be a length from 5 to 40/])
  t.equal(lost.lines.at(-1)!.kind, 'refused')
  t.equal(lost.records.length, 3, 'what came before is given')
})

const lineNumber = () => serial(3)
const blocked = layout('blocked', {
  summary,
  encoding: 'us-ascii',
  lines: { write: 'lf', read: 'optional' },
  filler: { text: '9999999999', blockOf: 4, mayLack: true },
  frame: ['head', repeat('batch', repeat('entry'), 'batchEnd'), 'tail'],
  records: {
    head: record(10, { type: tag('1'), line: lineNumber(), _: blank(6) }),
    batch: record(10, {
      type: tag('2'),
      line: lineNumber(),
      number: serial(2, 'batch'),
      _: blank(4),
    }),
    entry: record(10, {
      type: tag('3'),
      line: lineNumber(),
      inBatch: serial(2, 'entry', { within: 'batch' }),
      amount: cents(4),
    }),
    batchEnd: record(10, {
      type: tag('4'),
      line: lineNumber(),
      entries: count(2, 'entry'),
      lines: count(2, '*', { less: 2 }),
      _: blank(2),
    }),
    tail: record(10, {
      type: tag('9'),
      line: lineNumber(),
      blocks: blocks(2, 4),
      batches: count(2, 'batch'),
      sum: sum(2, 'entry.amount', { modulo: 100n }),
    }),
  },
})
const BLOCKED = [
  '1001      ',
  '200201    ',
  '3003010090',
  '3004020020',
  '40050202  ',
  '200602    ',
  '3007010001',
  '40080101  ',
  '9009030211',
  '9999999999',
  '9999999999',
  '9999999999',
]
const LF = `${BLOCKED.join('\n')}\n`

t.test('running numbers, blocks and filler are computed and verified', async (t) => {
  const { records, problems, lines } = await readAll(blocked, LF)
  t.strictSame(problems, [])
  t.equal(lines.filter(({ kind }) => kind === 'filler').length, 3)
  const bare = records.map((one) => ({ record: one.record, ...('amount' in one && { amount: one.amount }) }))
  t.equal(await written(blocked.write(bare as never)), LF)
  t.equal(await written(blocked.write(records)), LF)
  const { problems: wrong } = await readAll(
    blocked,
    LF.replace('3004020020', '3005030020').replace('9009030211', '9009040211'),
  )
  t.strictSame(said(wrong), [
    'HUB_TOTAL_WRONG 4:2 line should be 4, the next number, found 5',
    'HUB_TOTAL_WRONG 4:5 inBatch should be 2, the next number, found 3',
    'HUB_TOTAL_WRONG 9:5 blocks should be 3, as the records say, found 4',
  ])
  await t.rejects(written(blocked.write([{ record: 'head', line: 2 }])), { code: 'HUB_TOTAL_WRONG' })
})

t.test('filler is whole or not there, and nothing stands behind it', async (t) => {
  const none = await readAll(blocked, `${BLOCKED.slice(0, 9).join('\n')}\n`)
  t.strictSame(none.problems, [], 'mayLack')
  const few = await readAll(blocked, `${BLOCKED.slice(0, 11).join('\n')}\n`)
  t.strictSame(said(few.problems), [
    'HUB_FILE_FILLER 12:1 filler should be 3 lines, so that 9 records fill blocks of 4, found 2',
  ])
  const forgiven = await readAll(blocked, `${BLOCKED.slice(0, 11).join('\n')}\n`, { lenient: ['filler'] })
  t.strictSame(forgiven.problems, [])
  const behind = await readAll(blocked, `${LF}3010010001\n`)
  t.match(said(behind.problems), [/HUB_FILE_FILLER 13:1 filler should be nothing but filler/])
})

t.test('line ends may be left out altogether, and the last one may stand', async (t) => {
  for (const bytes of [
    BLOCKED.join(''),
    `${BLOCKED.join('')}\n`,
    `${BLOCKED.join('')}\r\n`,
    BLOCKED.map((l) => `${l}\r\n`).join(''),
  ])
    for (const pieces of [1, 3, 1000]) {
      const { records, problems } = await readAll(blocked, bytes, {}, pieces)
      t.strictSame([said(problems), records.length], [[], 9], `${bytes.length} bytes in pieces of ${pieces}`)
    }
  const { problems } = await readAll(blocked, `${BLOCKED.join('')}\nx`)
  t.match(said(problems), [/HUB_FILE_FILLER/])
})

const payments = layout('payments', {
  summary,
  encoding: 'us-ascii',
  lines: { write: 'crlf' },
  frame: ['head', repeat('payment'), 'tail'],
  records: {
    head: record(8, { type: tag('0'), bank: digits(3), mode: code('T', 'P'), _: blank(3) }),
    payment: spread(
      record(8, { type: tag('3T'), line: serial(2), title: cents(4) }),
      record(8, { type: tag('3U'), lineU: serial(2), paid: cents(4) }),
    ),
    tail: record(8, {
      type: tag('9'),
      payments: count(2, 'payment'),
      lines: count(2, '*'),
      paid: sum(3, 'payment.paid'),
    }),
  },
  rules: {
    payment: ({ title, paid }, { head }) =>
      head?.mode === 'P' && paid > title ? { field: 'paid', expected: `at most the title, ${title}` } : undefined,
  },
})
const PAYMENTS = ['0237P   ', '3T020500', '3U030400', '3T040100', '3U050100', '90206500', ''].join('\r\n')

t.test('one record may stand on several lines', async (t) => {
  const { records, problems } = await readAll(payments, PAYMENTS)
  t.strictSame(problems, [])
  t.match(records[1], { record: 'payment', line: 2, title: 500n, lineU: 3, paid: 400n })
  t.equal(records.length, 4)
  const bare = [
    { record: 'head', bank: '237', mode: 'P' },
    { record: 'payment', title: 500n, paid: 400n },
    { record: 'payment', title: 100n, paid: 100n },
    { record: 'tail' },
  ] as const
  t.equal(await written(payments.write(bare)), PAYMENTS)
  const lines = PAYMENTS.split('\r\n')
  const half = await readAll(payments, [...lines.slice(0, 4), ...lines.slice(5)].join('\r\n'))
  t.match(said(half.problems)[0], /HUB_RECORD_MISPLACED 5:1 .*payment\/2 after payment\/1/)
  const broken = await readAll(payments, PAYMENTS.replace('3U030400', '3U03ABCD'))
  t.match(said(broken.problems), [/HUB_FIELD_VALUE 3:5 paid/])
  t.equal(broken.records.length, 3, 'a payment of which one line cannot be read is none')
})

t.test('rules above the columns are kept by readers and writers', async (t) => {
  const { problems, records } = await readAll(payments, PAYMENTS.replace('3T040100', '3T040099'))
  t.strictSame(said(problems), ['HUB_RULE_BROKEN 5:5 paid should be at most the title, 99, found 100'])
  t.equal(records.length, 4)
  const lenient = await readAll(payments, PAYMENTS.replace('3T040100', '3T040099'), { lenient: ['rules'] })
  t.strictSame(lenient.problems, [])
  const head = { record: 'head', bank: '237', mode: 'P' } as const
  await t.rejects(written(payments.write([head, { record: 'payment', title: 1n, paid: 2n }])), {
    code: 'HUB_RULE_BROKEN',
  })
})

const plain = layout('plain', {
  summary,
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'crlf' },
  frame: [oneOf(inOrder('special', repeat('wide')), inOrder('usual', repeat('narrow'))), 'end'],
  records: {
    special: record(6, { type: tag('H'), kind: tag('IAT'), _: blank(2) }),
    usual: record(6, { type: tag('H'), kind: text(3), _: blank(2) }),
    narrow: record(6, { type: tag('D'), amount: orBlank(integer(3)), note: exactly(2) }),
    wide: record(6, { type: tag('D'), country: text(2), amount: cents(3) }),
    end: record(6, { type: tag('E'), version: literal('01'), sum: sum(3, ['narrow.amount', 'wide.amount']) }),
  },
})
const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')

t.test('what a record is may depend on what came before', async (t) => {
  t.match((await readAll(plain, lines('HIAT  ', 'DFI100', 'E01100'))).records[1], {
    record: 'wide',
    country: 'FI',
    amount: 100n,
  })
  const { records, problems } = await readAll(plain, lines('HPPD  ', 'D100 x', 'D   yy', 'E01100'))
  t.strictSame(problems, [])
  t.match(records.slice(1, 3), [
    { record: 'narrow', amount: 100, note: ' x' },
    { record: 'narrow', amount: undefined, note: 'yy' },
  ])
  t.equal(await written(plain.write(records)), lines('HPPD  ', 'D100 x', 'D   yy', 'E01100'))
})

t.test('each thing is forgiven by its own name and counted, and by no other', async (t) => {
  const cases = [
    ['short-lines', lines('HPPD', 'D100 x', 'E01100')],
    ['long-lines', lines('HPPD     ', 'D100 x', 'E01100')],
    ['line-ends', 'HPPD  \nD100 x\r\nE01100'],
    ['empty-lines', lines('HPPD  ', '', 'D100 x', 'E01100')],
    ['totals', lines('HPPD  ', 'D100 x', 'E01101')],
    ['unknown-records', lines('HPPD  ', 'D100 x', 'Xwhat?', 'E01100')],
    ['byte-order-mark', `\xef\xbb\xbf${lines('HPPD  ', 'D100 x', 'E01100')}`],
  ] as const
  for (const [rule, bytes] of cases) {
    const strict = await readAll(plain, bytes)
    t.not(strict.problems.length, 0, `${rule}: strict`)
    const others = cases.map(([name]) => name).filter((name) => name !== rule)
    t.not((await readAll(plain, bytes, { lenient: others })).problems.length, 0, `${rule}: others do not forgive it`)
    const report = await plain.check([Buffer.from(bytes, 'latin1')], { lenient: [rule] })
    t.strictSame([report.problems, Object.keys(report.forgiven)], [[], [rule]])
    t.ok(report.forgiven[rule]! > 0)
  }
})

t.test('characters that are none are said with their place, and what stands before them is read', async (t) => {
  const utf8 = plain.inEncoding('utf-8', 'characters')
  const good = Buffer.from(lines('HÄÖå  ', 'D100 x'), 'utf8')
  const bytes = Buffer.concat([good, Buffer.from('D1'), Buffer.of(0xc3, 0x28), Buffer.from(lines('0 x', 'E01100'))])
  for (const pieces of [1, 2, 5, 1000]) {
    const { records, problems, lines: told } = await readAll(utf8, bytes, {}, pieces)
    t.equal(records.length, 2)
    t.match(problems, [{ code: 'HUB_FILE_ENCODING', line: 3, column: 3, byte: good.length + 2 }])
    t.match(told.at(-1), { kind: 'refused', line: 3 })
  }
  const cut = await readAll(utf8, Buffer.concat([good, Buffer.of(0xc3)]))
  t.match(cut.problems, [{ code: 'HUB_FILE_ENCODING', line: 3, column: 1 }])
})

t.test('a layout that leaves something open is refused at import', (t) => {
  const bare = { summary, encoding: 'us-ascii', lines: { write: 'lf' }, frame: [repeat('row')] } as const
  const open = { type: tag('1'), left: rest() }
  t.throws(() => layout('x', { ...bare, records: { row: record(5, open) } }), { code: 'HUB_LAYOUT_WIDTH' })
  const behind = { left: rest(), type: tag('1') }
  t.throws(() => layout('x', { ...bare, records: { row: record({ least: 1, most: 5 }, behind) } }), {
    code: 'HUB_LAYOUT_FIELD',
  })
  t.throws(
    () => layout('x', { ...bare, lines: { write: 'none' }, records: { row: record({ least: 1, most: 5 }, open) } }),
    { code: 'HUB_LAYOUT_FIELD', message: /neither lines nor a selfLength/ },
  )
  const never = { type: tag('1', '2'), rows: count(2, 'row', { where: { type: '3' } }) }
  t.throws(() => layout('x', { ...bare, frame: ['row'], records: { row: record(3, never) } }), {
    code: 'HUB_LAYOUT_TOTAL',
    message: /wants row\.type to be "3", which it cannot hold: it holds one of "1", "2"/,
  })
  const twice = spread(record(2, { type: tag('1'), a: digits(1) }), record(2, { type: tag('2'), a: digits(1) }))
  t.throws(() => layout('x', { ...bare, records: { row: twice } }), { code: 'HUB_LAYOUT_FIELD', message: /two lines/ })
  t.end()
})

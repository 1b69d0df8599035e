import fc from 'fast-check'
import t from 'tap'
import { bigInteger, date, headed, integer, minorUnits, optional, personal, text } from './column.js'
import { type Csv, csv, type Stream } from './csv.js'
import type { Problem } from './problem.js'
import type { ReadSummary } from './reader.js'

const prices = csv('price-list', {
  summary: 'What the warehouse sells, from the ledger to the shop.',
  delimiter: ';',
  columns: {
    sku: text({ min: 1, max: 8 }),
    name: headed('Product name', text()),
    price: headed('Price', minorUnits(2, { point: ',' })),
    from: date('DD.MM.YYYY'),
    stock: integer({ min: 0 }),
    note: optional(text(), { mayLack: true }),
  },
})
const HEADER = 'sku;Product name;Price;from;stock;note'
const plain = (file: string, encoding: BufferEncoding = 'utf8') => [Buffer.from(file, encoding)]

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of from) found.push(one)
  return found
}
async function problemsOf(file: Csv, bytes: Stream<Uint8Array>) {
  const problems: Problem[] = []
  let summary: ReadSummary | undefined
  const records = await all(
    file.read(bytes, {
      onProblem: (problem) => problems.push(problem),
      onEnd: (end) => {
        summary = end
      },
    }),
  )
  return { problems, records, summary }
}
const bytesOf = async (file: AsyncIterable<Uint8Array>) => Buffer.concat(await all(file))

t.test('records are read with their types', async (t) => {
  const file = `${HEADER}\r\nA1;Kettle;1234,50;22.11.2026;7;\r\nB2;"Mug; ""large""\nblue";0,9;01.02.2027;0;soon\r\n`
  t.strictSame(await all(prices.read(plain(file))), [
    { sku: 'A1', name: 'Kettle', price: 123450n, from: '2026-11-22', stock: 7 },
    { sku: 'B2', name: 'Mug; "large"\nblue', price: 90n, from: '2027-02-01', stock: 0, note: 'soon' },
  ])
})

t.test('records are written so that they read the same', async (t) => {
  const records = [
    { sku: 'A1', name: 'Kettle', price: -5n, from: '2026-11-22', stock: 7 },
    { sku: ' x ', name: 'a;"b"\r\nc', price: 123456789012345678n, from: '2027-02-01', stock: 0, note: '\tsoon' },
  ]
  const written = await bytesOf(prices.write(records))
  t.equal(
    written.toString(),
    `${HEADER}\r\nA1;Kettle;-0,05;22.11.2026;7;\r\n" x ";"a;""b""\r\nc";1234567890123456,78;01.02.2027;0;"\tsoon"\r\n`,
  )
  t.strictSame(await all(prices.read([written])), records)
})

t.test('any text and any amount come back as they were, however the file is cut on its way', async (t) => {
  const record = fc.record(
    {
      sku: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }),
      name: fc.string({ unit: 'grapheme' }),
      price: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
      from: fc.constantFrom('2024-02-29', '1999-12-31'),
      stock: fc.nat(),
      note: fc.string({ minLength: 1, unit: fc.constantFrom('"', ';', '\r', '\n', ' ', 'é', '\ufeff', '=') }),
    },
    { requiredKeys: ['sku', 'name', 'price', 'from', 'stock'] },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 20 }), fc.integer({ min: 1, max: 64 }), async (records, size) => {
      const written = await bytesOf(prices.write(records.map((one) => ({ ...one }))))
      const pieces = Array.from({ length: Math.ceil(written.length / size) }, (_, i) =>
        written.subarray(i * size, (i + 1) * size),
      )
      t.strictSame(
        await all(prices.read(pieces)),
        records.map((one) => ({ ...one })),
      )
    }),
    { numRuns: 60 },
  )
})

t.test('columns are found by their header, in any order, and an optional one may be missing', async (t) => {
  const file = 'stock;from;Price;Product name;sku\n7;22.11.2026;1;Kettle;A1'
  t.strictSame(await all(prices.read(plain(file))), [
    { sku: 'A1', name: 'Kettle', price: 100n, from: '2026-11-22', stock: 7 },
  ])
})

t.test('unknown, missing and doubled columns are refused, all of them told', async (t) => {
  const { problems, records, summary } = await problemsOf(prices, plain('sku;sku;Colour;Price;stock\nA;A;red;1;2\n'))
  t.match(problems, [
    { code: 'HUB_CSV_HEADER', line: 1, place: 2, column: 'sku', found: 'a second one' },
    { code: 'HUB_CSV_HEADER', line: 1, place: 3, expected: 'a known column', found: '"Colour"' },
    { code: 'HUB_CSV_HEADER', line: 1, place: 0, column: 'name', expected: 'a column with the header Product name' },
    { code: 'HUB_CSV_HEADER', line: 1, place: 0, column: 'from' },
  ])
  t.equal(problems.length, 4)
  t.same(records, [], 'nothing is read as the wrong column')
  t.match(summary, { records: 0 })
})

t.test('a file without its header is refused, and so is an empty one', async (t) => {
  await t.rejects(all(prices.read(plain('A1;Kettle;1;22.11.2026;7;\r\n'))), { code: 'HUB_CSV_HEADER' })
  await t.rejects(all(prices.read([])), { code: 'HUB_CSV_HEADER', message: /found the end of the file/ })
  await t.rejects(all(prices.read(plain('\r\n'))), { code: 'HUB_CSV_FIELDS', message: /an empty line/ })
})

const pair = { a: text(), b: integer() }

t.test('columns in order must stand so, and a file without header has them in order', async (t) => {
  const ordered = csv('ordered', { summary: 's', columns: pair, header: 'in-order' })
  t.same(await all(ordered.read(plain('a,b\nx,1\n'))), [{ a: 'x', b: 1 }])
  t.match((await problemsOf(ordered, plain('b,a\n1,x\n'))).problems, [
    { code: 'HUB_CSV_HEADER', place: 1, expected: 'a', found: '"b"' },
    { code: 'HUB_CSV_HEADER', place: 2, expected: 'b', found: '"a"' },
  ])
  t.match((await problemsOf(ordered, plain('a\nx\n'))).problems, [{ code: 'HUB_CSV_HEADER', column: 'b' }])
  t.match((await problemsOf(ordered, plain('a,b,c\n'))).problems, [
    { code: 'HUB_CSV_HEADER', place: 3, expected: 'the end of the line' },
  ])
  const bare = csv('bare', { summary: 's', columns: pair, header: 'none', lines: 'lf' })
  t.same(await all(bare.read(plain('x,1\ny,2\n'))), [
    { a: 'x', b: 1 },
    { a: 'y', b: 2 },
  ])
  t.equal((await bytesOf(bare.write([{ a: 'x', b: 1 }]))).toString(), 'x,1\n')
  t.same(await all(bare.read([])), [], 'and may be empty')
})

t.test('every problem is told with line, column, expected and found, and reading goes on behind it', async (t) => {
  const file = `${HEADER}\nA1;"two\nlines";x;22.11.2026;7;\nB2;Mug;1,005;31.02.2026;-1;\nC3;Pot;1\nD4;Pan;1,00;01.01.2026;1;\n`
  const { problems, records, summary } = await problemsOf(prices, plain(file))
  t.strictSame(problems[0], {
    code: 'HUB_CSV_VALUE',
    file: 'price-list',
    line: 2,
    place: 3,
    column: 'price',
    expected: 'a decimal with at most 2 digits behind ","',
    found: '"x"',
  })
  t.match(problems.slice(1), [
    { line: 4, place: 3, column: 'price', found: '"1,005"' },
    { line: 4, place: 4, column: 'from', expected: 'a date DD.MM.YYYY' },
    { line: 4, place: 5, column: 'stock' },
    { code: 'HUB_CSV_FIELDS', line: 5, place: 0, column: '', expected: 'a record of 6 fields', found: '3' },
  ])
  t.match(records, [{ sku: 'D4' }])
  t.strictSame(summary, { records: 1, lines: 6, emptyLines: 0 })
  const report = await prices.check(plain(file), { most: 2 })
  t.match(report, { file: 'price-list', records: 1, problemCount: 5 })
  t.equal(report.problems.length, 2)
})

t.test('without a listener the first problem is thrown, with all it says', async (t) => {
  await t.rejects(all(prices.decoder.read(async_(plain(`${HEADER}\nA1;K;x;22.11.2026;7;\n`)))), {
    code: 'HUB_CSV_VALUE',
    message: 'price-list line 2, column 3: price should be a decimal with at most 2 digits behind ",", found "x"',
    details: { line: 2, column: 'price' },
    instruction: { retry: 'give-up', effect: 'not-done' },
  })
})
async function* async_<T>(from: Iterable<T>) {
  yield* from
}

t.test('quotes that do not match end the reading, with the line where the record begins', async (t) => {
  const two = csv('two', { summary: 's', columns: pair })
  for (const [bad, found] of [
    ['"never closed,1\ny,2\n', /never closed/],
    ['x"y,1\n', /behind the field’s beginning/],
    ['"x"y,1\n', /more behind a closing quote/],
  ] as const) {
    const { problems, records } = await problemsOf(two, plain(`a,b\nfirst,0\n${bad}`))
    t.match(problems, [{ code: 'HUB_CSV_QUOTES', line: 3, found }], bad)
    t.same(records, [{ a: 'first', b: 0 }], 'what stands before is read')
  }
})

t.test('a record without end is refused before it fills the memory', async (t) => {
  const small = csv('small', { summary: 's', columns: pair, mostCharacters: 100 })
  const { problems } = await problemsOf(small, plain(`a,b\n"${'x'.repeat(1000)}`))
  t.match(problems, [{ code: 'HUB_CSV_LIMIT', line: 2, expected: 'at most 100 characters' }])
})

t.test('empty lines are refused, or passed over and counted', async (t) => {
  const strict = csv('strict', { summary: 's', columns: pair })
  const file = 'a,b\n\nx,1\n\n'
  t.match(await problemsOf(strict, plain(file)), {
    problems: [
      { code: 'HUB_CSV_FIELDS', line: 2, found: 'an empty line' },
      { code: 'HUB_CSV_FIELDS', line: 4 },
    ],
    records: [{ a: 'x' }],
  })
  const mild = csv('mild', { summary: 's', columns: pair, emptyLines: 'passed-over' })
  t.match(await problemsOf(mild, plain(file)), { problems: [], summary: { records: 1, emptyLines: 2, lines: 4 } })
})

t.test('blanks outside quotes are content unless they are trimmed', async (t) => {
  const trimmed = csv('trimmed', { summary: 's', columns: pair, blanks: 'trimmed' })
  t.same(await all(trimmed.read(plain('a, b\n x , 1\n" y ", 2\n'))), [
    { a: 'x', b: 1 },
    { a: ' y ', b: 2 },
  ])
  const kept = csv('kept', { summary: 's', columns: { a: text() } })
  t.same(await all(kept.read(plain('a\n x \n'))), [{ a: ' x ' }])
})

t.test('each encoding reads and writes its own characters', async (t) => {
  const columns = { a: text() }
  for (const [encoding, bytes, value] of [
    ['utf-8', 'c3a5e282ac', 'å€'],
    ['iso-8859-1', 'e5a4', 'å¤'],
    ['iso-8859-15', 'e5a4', 'å€'],
    ['windows-1252', 'e580', 'å€'],
  ] as const) {
    const file = csv(encoding, { summary: 's', columns, encoding, lines: 'lf' })
    const expected = Buffer.concat([Buffer.from('a\n'), Buffer.from(bytes, 'hex'), Buffer.from('\n')])
    t.same(await all(file.read([expected])), [{ a: value }], encoding)
    t.same(await bytesOf(file.write([{ a: value }])), expected, encoding)
  }
})

t.test('bytes of another encoding are refused, and so are characters that the encoding lacks', async (t) => {
  const utf8 = csv('utf8', { summary: 's', columns: pair })
  t.match(await problemsOf(utf8, plain('a,b\n\xe5,1\n', 'latin1')), {
    problems: [{ code: 'HUB_CSV_ENCODING', line: 1, expected: 'bytes of utf-8' }],
  })
  await t.rejects(all(utf8.read([Buffer.from('a,b\nx,1\n'), Buffer.from([0xe5])])), { code: 'HUB_CSV_ENCODING' })
  const windows = csv('windows', { summary: 's', columns: pair, encoding: 'windows-1252' })
  await t.rejects(all(windows.read(plain('a,b\n\x81,1\n', 'latin1'))), { code: 'HUB_CSV_ENCODING' })
  await t.rejects(bytesOf(windows.write([{ a: '\x81', b: 1 }])), { code: 'HUB_CSV_CHARACTER', message: /U\+0081/ })
  const latin1 = csv('latin1', { summary: 's', columns: pair, encoding: 'iso-8859-1' })
  await t.rejects(
    bytesOf(
      latin1.write([
        { a: 'x', b: 1 },
        { a: 'price in €', b: 2 },
      ]),
    ),
    { code: 'HUB_CSV_CHARACTER', message: 'latin1 record 2: a holds characters of iso-8859-1 but got U+20AC' },
  )
  await t.rejects(bytesOf(utf8.write([{ a: '\ud800', b: 1 }])), { code: 'HUB_CSV_CHARACTER' })
})

t.test('a byte order mark is passed over, demanded or refused', async (t) => {
  const marked = plain('\ufeffa,b\nx,1\n')
  const may = csv('may', { summary: 's', columns: pair })
  t.same(await all(may.read(marked)), [{ a: 'x', b: 1 }])
  const must = csv('must', { summary: 's', columns: pair, byteOrderMark: 'must', lines: 'lf' })
  t.equal((await bytesOf(must.write([{ a: 'x', b: 1 }]))).toString(), '\ufeffa,b\nx,1\n')
  await t.rejects(all(must.read(plain('a,b\n'))), { code: 'HUB_CSV_ENCODING' })
  const never = csv('never', { summary: 's', columns: pair, byteOrderMark: 'never' })
  await t.rejects(all(never.read(marked)), { code: 'HUB_CSV_ENCODING' })
})

t.test('what a column does not hold is not written', async (t) => {
  const row = { sku: 'A1', name: 'n', price: 1n, from: '2026-11-22', stock: 1 }
  for (const [wrong, message] of [
    [{ price: 1.5 }, /record 1: price holds a decimal with at most 2 digits behind "," but got 1.5/],
    [{ price: 10n ** 18n }, /price/],
    [{ sku: 'too long a text' }, /sku holds text of 1 to 8 characters/],
    [{ from: '2026-02-30' }, /from holds a date DD.MM.YYYY/],
    [{ stock: -1 }, /stock/],
    [{ stock: undefined }, /stock holds .* but got nothing/],
    [{ note: '' }, /note/],
    [{ colour: 'red' }, /colour holds no such column/],
  ] as const) {
    await t.rejects(bytesOf(prices.write([{ ...row, ...wrong } as typeof row])), { code: 'HUB_CSV_REFUSED', message })
  }
})

t.test('a personal value is told by its length only', async (t) => {
  const people = csv('people', {
    summary: 's',
    columns: { code: personal(text({ max: 11 })), born: personal(date()) },
    encoding: 'iso-8859-1',
  })
  const { problems } = await problemsOf(people, plain('code,born\n131052-308T0,13.10.1952\n'))
  t.match(problems, [{ found: '12 characters (personal)' }, { found: '10 characters (personal)' }])
  const bare = await problemsOf(people, plain('131052-308T,1952-10-13\n'))
  t.notMatch(JSON.stringify(bare.problems), '308T', 'nor where the header should be')
  await t.rejects(bytesOf(people.write([{ code: 'Matti Ⅱ', born: '1952-10-13' }])), {
    code: 'HUB_CSV_CHARACTER',
    message: /got another one \(personal\)/,
  })
  await t.rejects(bytesOf(people.write([{ code: '131052-308T0', born: '1952-10-13' }])), {
    message: /got 12 characters \(personal\)$/,
  })
})

t.test('text that a spreadsheet would compute is written as it is, refused, or with an apostrophe', async (t) => {
  const columns = { a: text(), b: integer() }
  const write = async (formulas: 'as-they-are' | 'refused' | 'apostrophe', a: string) =>
    (
      await bytesOf(csv('f', { summary: 's', columns, header: 'none', lines: 'lf', formulas }).write([{ a, b: -1 }]))
    ).toString()
  t.equal(await write('as-they-are', '=1+1'), '=1+1,-1\n')
  t.equal(await write('apostrophe', '=1+1'), "'=1+1,-1\n", 'numbers are numbers')
  t.equal(await write('apostrophe', 'a=1'), 'a=1,-1\n')
  await t.rejects(write('refused', '@SUM(A1)'), { code: 'HUB_CSV_FORMULA', message: /^f record 1: a holds/ })
})

t.test('quotes may stand around every field', async (t) => {
  const quoted = csv('quoted', {
    summary: 's',
    columns: pair,
    quoted: 'always',
    quote: "'",
    delimiter: '\t',
    lines: 'lf',
  })
  const written = await bytesOf(quoted.write([{ a: "it's", b: 1 }]))
  t.equal(written.toString(), "'a'\t'b'\n'it''s'\t'1'\n")
  t.same(await all(quoted.read([written])), [{ a: "it's", b: 1 }])
})

t.test('a file of one column keeps its empty fields', async (t) => {
  const one = csv('one', { summary: 's', columns: { a: text() }, lines: 'lf' })
  const written = await bytesOf(one.write([{ a: '' }, { a: 'x' }]))
  t.equal(written.toString(), 'a\n""\nx\n')
  t.same(await all(one.read([written])), [{ a: '' }, { a: 'x' }])
})

t.test('the codec takes what the business says', async (t) => {
  const totals = csv('totals', {
    summary: 's',
    columns: { day: date(), sum: minorUnits(2) },
    lines: 'lf',
    file: (book: { readonly days: readonly (readonly [string, bigint])[] }) =>
      book.days.map(([day, sum]) => ({ day, sum })),
  })
  t.equal(totals.codec.name, 'totals')
  const written = await bytesOf(totals.codec.write({ days: [['2026-11-22', 1250n]] }))
  t.equal(written.toString(), 'day,sum\n2026-11-22,12.50\n')
})

t.test('a hundred thousand records go through one at a time or many', async (t) => {
  const two = csv('two', { summary: 's', columns: { n: integer(), big: bigInteger() } })
  const count = 100_000
  function* records() {
    for (let n = 0; n < count; n++) yield { n, big: BigInt(n) ** 3n }
  }
  let sum = 0
  for await (const batch of two.readBatches(two.write(records()))) {
    t.ok(batch.length < 20_000 || t.fail('a piece at a time'))
    for (const { n } of batch) sum += n
  }
  t.equal(sum, (count * (count - 1)) / 2)
})

t.test('a definition that leaves a question open is refused at import', async (t) => {
  const columns = { a: text(), b: text() }
  for (const [wrong, message] of [
    [{ columns: {} }, /no columns/],
    [{ columns: { a: headed('b', text()), b: text() } }, /two columns with the header "b"/],
    [{ columns, delimiter: ';;' }, /delimiter that is not one ASCII character/],
    [{ columns, quote: 'ä' }, /quote that is not one/],
    [{ columns, quote: ',' }, /same character/],
    [{ columns, delimiter: '\t', blanks: 'trimmed' }, /trims blanks/],
    [{ columns, byteOrderMark: 'must', encoding: 'iso-8859-1' }, /only UTF-8/],
    [{ columns: { a: optional(text(), { mayLack: true }) }, header: 'none' }, /only a header by-name/],
  ] as const) {
    t.throws(() => csv('wrong', { summary: 's', ...wrong }), { code: 'HUB_CSV_DEFINITION', message })
  }
  t.throws(() => minorUnits(-1), { code: 'HUB_CSV_DEFINITION' })
})

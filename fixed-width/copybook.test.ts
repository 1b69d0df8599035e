import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { HubError } from '../bus/errors.js'
import { type CopybookLayoutOptions, copybook, layoutOfCopybook } from './copybook.js'
import { hexadecimal } from './fields/bytes.js'
import { integer } from './fields/numbers.js'
import { optional, repeat } from './frame.js'
import { layout } from './layout.js'
import { cobolDisplay } from './layouts/cobol-display.layout.js'
import { cobolTransactions } from './layouts/cobol-transactions.layout.js'

const fixture = (name: string) => readFileSync(`test/fixtures/cobol-ebcdic/${name}`, 'utf8')
/** COBOL from column 8 on. */
const cobol = (...lines: readonly string[]) => lines.map((line) => `       ${line}\n`).join('')
const columns = (text: string, options: CopybookLayoutOptions = {}) =>
  Object.entries(copybook(text, options).records).map(
    ([name, { fields }]) =>
      `${name}: ${Object.entries(fields)
        .map(([field, { width }]) => `${field} ${width}`)
        .join(', ')}`,
  )
const holds = (picture: string, options: CopybookLayoutOptions = {}) =>
  copybook(cobol('01 R.', `05 A ${picture}.`), options).records.R!.fields.A!.holds
const refused = (
  t: Pick<typeof import('tap').t, 'throws'>,
  text: string,
  code: string,
  message: RegExp,
  options: CopybookLayoutOptions = {},
) => t.throws(() => layoutOfCopybook('x', text, options), { code, message })

type Row = Readonly<Record<string, unknown>> & { readonly record: string }
async function roundTrip(text: string, bytes: Buffer, options: CopybookLayoutOptions = {}) {
  const of = layoutOfCopybook('x', text, options)
  const rows: Row[] = []
  for await (const row of of.read([bytes])) rows.push(row)
  const chunks: Uint8Array[] = []
  for await (const chunk of of.write(rows)) chunks.push(chunk)
  t.same(Buffer.concat(chunks), bytes)
  return rows
}

t.test('the published copybooks have the columns of their layouts', (t) => {
  for (const [file, layout] of [
    ['test19_display_num.cob', cobolDisplay],
    ['test3_copybook.cob', cobolTransactions],
  ] as const) {
    const { plan } = layoutOfCopybook('x', fixture(file)).machine
    const places = ({ plan }: typeof layout.machine) =>
      plan.records.map(({ name, fields }) => [name, fields.map(({ name, at, field }) => [name, at, field.width])])
    t.same(places(layout.machine), places(layoutOfCopybook('x', fixture(file)).machine))
    t.equal(plan.records[0]!.length, file.startsWith('test19') ? 80 : 45)
  }
  t.end()
})

t.test('each picture and usage has its field', (t) => {
  for (const [picture, expected] of [
    ['PIC X(8)', '8 characters of text'],
    ['PIC 9(8)', '8 digits, or blanks'],
    ['PIC S9(8)', '8 digits, the sign in the last one, or blanks'],
    [
      'PIC S9(3)V99 SIGN IS LEADING SEPARATE CHARACTER',
      '5 digits, the last 2 of them decimals, + or - before them, or blanks',
    ],
    ['PIC S9(3) LEADING', '3 digits, the sign in the first one, or blanks'],
    ['PIC S9(7)V99 COMP-3', 'signed packed 9 digits, the last 2 of them decimals'],
    ['PIC 9(4) USAGE IS PACKED-DECIMAL', 'packed 4 digits'],
    ['PIC S9(4) COMP', 'signed binary number of 2 bytes from -9999 to 9999'],
    ['PIC 9(9) BINARY', 'binary number of 4 bytes from 0 to 999999999'],
    ['PIC S9(4) COMP-5', 'signed binary number of 2 bytes from -32768 to 32767'],
    ['PIC 9(3)PP', '3 digits, counting 100s, or blanks'],
    ['PIC 9(6).99', 'number of 9 columns with 2 decimals after ".", or blanks'],
    ['PIC $$,$$9.99-', '10 characters of text'],
    ['PIC 9(4) BLANK WHEN ZERO', '4 digits, blanks for zero'],
    ['PIC X(3) JUST RIGHT', '3 characters of text'],
  ] as const)
    t.equal(holds(picture), expected, picture)
  t.equal(holds('PIC 9(8)', { blankNumbers: 'refused' }), '8 digits')
  t.equal(holds('PIC X(8)', { text: 'exact' }), 'exactly 8 characters')
  t.equal(holds('PIC X(8)', { nulFilled: 'all' }), '8 characters of text, then NUL')
  t.equal(holds('PIC 9(4),99', { decimalComma: true }), 'number of 7 columns with 2 decimals after ",", or blanks')
  t.end()
})

t.test('groups hand on usage and sign, and level 88 says what values mean', (t) => {
  const text = cobol(
    '01 R.',
    '  05 G COMP-3.',
    '    10 A PIC S9(5).',
    '    10 B PIC 9(3) VALUE ZERO.',
    '  05 H SIGN LEADING SEPARATE.',
    '    10 C PIC S9(2).',
    '  05 STATE PIC X.',
    "    88 OPEN-STATE VALUE 'O'.",
    "    88 OTHERS VALUES ARE 'A' THRU 'C', 'X'.",
  )
  t.same(columns(text), ['R: A 3, B 2, C 3, STATE 1'])
  t.equal(
    copybook(text).records.R!.fields.STATE!.holds,
    "1 characters of text (OPEN-STATE 'O'; OTHERS 'A' THRU 'C' 'X')",
  )
  t.end()
})

t.test('tables are flat, names stay as short as they are clear', (t) => {
  const text = cobol(
    '01 R.',
    '  05 LINE-COUNT PIC 9.',
    '  05 LINES OCCURS 2 TIMES INDEXED BY I.',
    '    10 DATE PIC 9(6).',
    '    10 RATES PIC S9V9(3) COMP-3 OCCURS 3.',
    '  05 HEAD.',
    '    10 DATE PIC 9(8).',
    '  05 2ND-NAME PIC X.',
  )
  t.same(columns(text), [
    'R: LINE_COUNT 1, LINES_DATE_1 6, RATES_1_1 3, RATES_1_2 3, RATES_1_3 3, LINES_DATE_2 6, RATES_2_1 3, RATES_2_2 3, RATES_2_3 3, HEAD_DATE 8, _2ND_NAME 1',
  ])
  t.end()
})

t.test(
  'of several forms of the same columns the first is read, or the one that is chosen, and the rest is said',
  (t) => {
    const text = cobol(
      '01 R.',
      '  05 KIND PIC X.',
      '  05 PERSON.',
      '    10 NAME PIC X(6).',
      '  05 COMPANY REDEFINES PERSON.',
      '    10 ID PIC 9(8).',
      '  05 RAW REDEFINES PERSON PIC X(2).',
      '  05 LAST PIC X.',
    )
    t.same(columns(text), ['R: KIND 1, NAME 6, FILLER_1 2, LAST 1'])
    t.same(copybook(text).notes, [
      'line 5: COMPANY, which redefines PERSON, is passed over in R',
      'line 7: RAW, which redefines PERSON, is passed over in R',
    ])
    const both = {
      person: { tags: { KIND: 'P' } },
      company: { redefines: ['COMPANY'], tags: { KIND: ['C', 'D'] as const } },
    }
    t.same(columns(text, { records: both }), [
      'person: KIND 1, NAME 6, FILLER_1 2, LAST 1',
      'company: KIND 1, ID 8, LAST 1',
    ])
    refused(t, text, 'HUB_COPYBOOK_RECORDS', /COMPANY and RAW in the same columns/, {
      records: { one: { redefines: ['COMPANY', 'RAW'] } },
    })
    t.end()
  },
)

t.test('records of several shapes are told apart by their tags', async (t) => {
  const text = cobol(
    '01 HEADER.',
    '  05 KIND PIC X.',
    '  05 MADE-ON PIC 9(8).',
    '01 DETAIL.',
    '  05 KIND PIC X.',
    '  05 AMOUNT PIC S9(5)V99 COMP-3.',
  )
  refused(t, text, 'HUB_LAYOUT_FRAME', /no tag tells them apart/)
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /several records \(HEADER, DETAIL\)/, { records: { detail: {} } })
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /no record FOOTER/, { records: { detail: { of: 'FOOTER' } } })
  const records = {
    header: { of: 'HEADER', tags: { KIND: 'H' } },
    detail: { of: 'detail', tags: { kind: 'D' } },
  } as const
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /KIND 1 wide, but a tag is "HH"/, {
    records: { header: { of: 'HEADER', tags: { KIND: 'HH' } } },
  })
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /no field SORT in header/, {
    records: { header: { of: 'HEADER', tags: { SORT: 'H' } } },
  })
  const bytes = Buffer.from('c8f2f0f2f6f0f3f0f1c40012345cc40000001d', 'hex')
  t.same(await roundTrip(text, bytes, { records }), [
    { record: 'header', MADE_ON: 20260301n },
    { record: 'detail', AMOUNT: 12345n },
    { record: 'detail', AMOUNT: -1n },
  ])
  const own = layout('own', {
    summary: 'For a test.',
    encoding: 'cp037',
    lines: { write: 'none' },
    records: copybook(text, { records }).records,
    frame: ['header', optional(repeat('detail'))],
  })
  t.match((await own.check([bytes.subarray(9)])).problems, [{ code: 'HUB_RECORD_MISPLACED' }])
})

t.test('SYNC leaves bytes between, and all of them come out again', async (t) => {
  const text = cobol(
    '01 R.',
    '  05 A PIC X.',
    '  05 B PIC S9(9) COMP SYNC.',
    '  05 T OCCURS 2.',
    '    10 C PIC X.',
    '    10 D PIC S9(4) COMP SYNC.',
  )
  t.same(columns(text), ['R: A 1, FILLER_1 3, B 4, C_1 1, FILLER_2 1, D_1 2, C_2 1, FILLER_3 1, D_2 2'])
  const [row] = await roundTrip(text, Buffer.from('c10001020000000ac1400001c2400002', 'hex'))
  t.same(row, {
    record: 'R',
    A: 'A',
    FILLER_1: '000102',
    B: 10n,
    C_1: 'A',
    FILLER_2: undefined,
    D_1: 1n,
    C_2: 'B',
    FILLER_3: undefined,
    D_2: 2n,
  })
})

t.test('columns without a name are kept, must be blank or are ignored, as told', async (t) => {
  const text = cobol('01 R.', '  05 A PIC X.', '  05 FILLER PIC X(2).', '  05 PIC X.')
  const filled = Buffer.from('c1c2c340', 'hex')
  t.same(await roundTrip(text, filled), [{ record: 'R', A: 'A', FILLER_1: 'C2C3', FILLER_2: undefined }])
  const blank = await layoutOfCopybook('x', text, { fillers: 'blank' }).check([filled])
  t.match(blank.problems, [{ code: 'HUB_FIELD_VALUE', field: 'FILLER_1', expected: '2 blanks' }])
  const spare = await layoutOfCopybook('x', text, { fillers: 'spare' }).check([filled])
  t.same(spare.problems, [])
})

t.test('zero as blanks, text on the right, absent numbers and signs come out as they came', async (t) => {
  const text = cobol(
    '01 R.',
    '  05 A PIC 9(3) BLANK WHEN ZERO.',
    '  05 B PIC X(4) JUSTIFIED RIGHT.',
    '  05 C PIC S9(2).',
    '  05 D PIC ZZ9.9.',
    '  05 E PIC -,--9.99.',
  )
  const of = (line: string) => Buffer.from(line, 'latin1')
  const options = { encoding: 'iso-8859-1', lines: { write: 'lf' } } as const
  t.same(await roundTrip(text, of(`     AB1J  1.5   12.50\n${'007ABCD'.padEnd(22)}\n`), options), [
    { record: 'R', A: 0n, B: 'AB', C: -11n, D: 15n, E: '12.50' },
    { record: 'R', A: 7n, B: 'ABCD', C: undefined, D: undefined, E: '' },
  ])
})

t.test('a field may be given instead, of the same width', async (t) => {
  const text = cobol('01 R.', '  05 RATE COMP-1.', '  05 CODE-NO PIC 9(3).')
  refused(t, text, 'HUB_COPYBOOK_UNSUPPORTED', /line 2: a floating-point number \(RATE\).*hexadecimal\(4\)/)
  const fields = { rate: hexadecimal(4), 'CODE-NO': integer(3) }
  t.same(await roundTrip(text, Buffer.from('41200000f0f0f7', 'hex'), { fields }), [
    { record: 'R', RATE: '41200000', CODE_NO: 7 },
  ])
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /RATE 4 wide, but the field given for it is 8 wide/, {
    fields: { RATE: hexadecimal(8) },
  })
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /no item RATES/, { fields: { RATES: hexadecimal(4) } })
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /no item NAMES/, { nulFilled: ['NAMES'] })
})

t.test('of what is known of a person, errors say the length only', async (t) => {
  const text = cobol('01 R.', '  05 PERSON-ID PIC 9(6).', '  05 HOLDER PIC X(6).')
  const of = layoutOfCopybook('x', text, { encoding: 'us-ascii', personal: ['PERSON-ID', 'HOLDER'] })
  const { problems } = await of.check([Buffer.from('01017A\0\0\0\0\0\0')])
  t.match(problems, [{ found: '6 characters (personal)' }, { found: '6 characters (personal)' }])
  refused(t, text, 'HUB_COPYBOOK_RECORDS', /no item NAME/, { personal: ['NAME'] })
})

t.test('a table that depends on a field stands in full where the file has fixed length, else it is refused', (t) => {
  const text = cobol('01 R.', '  05 N PIC 9.', '  05 T PIC X(2) OCCURS 1 TO 3 TIMES DEPENDING ON N OF R.')
  refused(t, text, 'HUB_COPYBOOK_UNSUPPORTED', /line 3: OCCURS DEPENDING ON N \(T\).*dependingOn: 'most'/)
  t.same(columns(text, { dependingOn: 'most' }), ['R: N 1, T_1 2, T_2 2, T_3 2'])
  t.end()
})

t.test('a copybook without level 01 is one record; RENAMES and level 77 are passed over and said', (t) => {
  t.same(columns(cobol('05 A PIC X.', '05 B PIC 9(2).')), ['RECORD: A 1, B 2'])
  const { records, notes } = copybook(
    cobol('77 COUNTER PIC 9(4).', '01 R.', '  05 A PIC X.', '  05 B PIC X.', '  66 AB RENAMES A THRU B.'),
  )
  t.same(Object.keys(records), ['R'])
  t.same(notes, ['line 5: RENAMES (AB) is passed over', 'line 1: COUNTER, level 77, is passed over'])
  t.same(columns(cobol('01 ONLY PIC X(5).')), ['ONLY: ONLY 5'])
  t.end()
})

t.test('what a layout cannot say is refused with its line and a way out', (t) => {
  for (const [line, message] of [
    ['COPY OTHER.', /line 2: COPY cannot be read/],
    ['05 A PIC 9(4) COMP-6.', /COMP-6/],
    ['05 A PIC N(4).', /national text/],
    ['05 A USAGE POINTER.', /a pointer \(A\)/],
    ['05 A PIC X OCCURS 6000.', /more than 5000 fields/],
  ] as const)
    t.throws(() => layoutOfCopybook('x', cobol('01 R.', `  ${line}`)), { code: 'HUB_COPYBOOK_UNSUPPORTED', message })
  refused(t, cobol('01 R.', ' 05 A PIC 9(4) COMP-3.'), 'HUB_COPYBOOK_UNSUPPORTED', /line 2: A, whose bytes/, {
    lines: { write: 'lf' },
  })
  t.end()
})

t.test('what is no data description is refused with its line', (t) => {
  for (const [lines, message] of [
    [['01 R.', '05 A.'], /line 2: expected PIC for A, found none/],
    [['01 R PIC X.', '05 A PIC X.'], /line 1: expected no items below R/],
    [['01 R.', '51 A PIC X.'], /line 2: expected a level number/],
    [['01 R.', '05 A PIC X WIDE.'], /line 2: expected a clause .* found "WIDE"/],
    [['01 R.', '05 A PIC.'], /line 2: expected more of the clause/],
    [['01 R.', '05 A PIC X OCCURS MANY.'], /a number from 1 to 100000, found "MANY"/],
    [['01 R.', '05 A REDEFINES Z PIC X.'], /expected an item before A that it redefines, found Z/],
    [['01 R.', '05 A PIC X(4) COMP-3.'], /a picture of digits for A/],
    [['01 R.', '05 A PIC 9 COMP-1.'], /no PIC for A/],
    [['01 R.', '05 A% PIC X.'], /a name of letters/],
    [['88 A VALUE 1.'], /an item before level 88/],
    [[''], /an entry such as 01 NAME/],
    [['01 R.', '05 A PIC 9 SIGN MIDDLE.'], /LEADING or TRAILING, found "MIDDLE"/],
  ] as const)
    refused(t, cobol(...lines), 'HUB_COPYBOOK_SYNTAX', message)
  t.end()
})

t.test('any text is a copybook or is refused by name, at once', (t) => {
  const words = fc.constantFrom(
    ...'01 05 10 77 88 66 A B FILLER PIC PICTURE IS X 9(3) S9(4)V99 Z9.9 COMP COMP-3 COMP-1 OCCURS 3 TIMES TO 5 DEPENDING ON REDEFINES A. B. . VALUE ZERO SIGN LEADING SEPARATE SYNC BLANK WHEN "x" \' \n \t - * ,'.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), fc.constantFrom('fixed', 'free'), (some, format) => {
      try {
        layoutOfCopybook('x', `       01 R.\n       ${some.join(' ')}`, { format })
        return true
      } catch (error) {
        return error instanceof HubError
      }
    }),
    { numRuns: 1500 },
  )
  t.end()
})

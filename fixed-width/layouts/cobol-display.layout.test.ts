import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Problem } from '../problem.js'
import { cobolDisplay } from './cobol-display.layout.js'

const FIXTURES = 'test/fixtures/cobol-ebcdic'
const file = readFileSync(`${FIXTURES}/test19_data.dat`)
/** What the origin expects, numbers as they are written: `12134568.76`. */
const expected = readFileSync(`${FIXTURES}/test19_expected.txt`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line.replace(/:([0-9.]+)/g, ':"$1"')) as Record<string, string>)

type Row = Readonly<Record<string, unknown>> & { readonly record: string }
async function read(bytes: Uint8Array) {
  const rows: Row[] = []
  const problems: Problem[] = []
  for await (const row of cobolDisplay.read([bytes], { onProblem: (problem) => problems.push(problem) })) rows.push(row)
  return { rows, problems }
}
async function written(rows: readonly Row[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of cobolDisplay.write(rows)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const hundredths = (value: string | undefined) => (value === undefined ? undefined : BigInt(value.replace('.', '')))
const wholes = (value: string | undefined) => (value === undefined ? undefined : BigInt(value))

t.test('every record without letters in its numbers is read as the origin expects', async (t) => {
  const { rows } = await read(file)
  t.equal(expected.length, 7)
  t.equal(rows.length, 6)
  for (const [i, row] of rows.entries()) {
    const origin = expected[i]!
    t.match(origin, { Record_Id: String(i) })
    t.same(row, {
      record: 'WS_INPUT_RECORD',
      WS_DATE_NUM: wholes(origin.WS_DATE_NUM),
      WS_DATE_ALPHA: origin.WS_DATE_ALPHA,
      WS_ACCT_ALPHA: origin.WS_ACCT_ALPHA,
      WS_AMOUNT_NUMERIC: wholes(origin.WS_AMOUNT_NUMERIC),
      // The origin reads blanks as nothing in one number and as 0.00 in another. Here blanks are nothing.
      WS_AMOUNT_FRACTION: i === 5 ? undefined : hundredths(origin.WS_AMOUNT_FRACTION),
      WS_NAME_ALPHABET: origin.WS_NAME_ALPHABET,
      WS_AMOUNT_FRACTION2: hundredths(origin.WS_AMOUNT_FRACTION2),
    })
  }
  t.match(rows[0], { WS_DATE_NUM: 20191115n, WS_AMOUNT_FRACTION: 1213456876n, WS_AMOUNT_FRACTION2: 78909n })
})

t.test('blank columns of a number are no number, and are written as blanks again', async (t) => {
  const { rows } = await read(file)
  t.equal(expected[5]!.WS_AMOUNT_FRACTION, '0.00')
  for (const name of ['WS_DATE_NUM', 'WS_AMOUNT_NUMERIC', 'WS_AMOUNT_FRACTION'])
    t.equal(rows[5]![name], undefined, name)
  t.same(await written([rows[5]!]), file.subarray(400, 480))
})

t.test('letters in a number are named one by one where the origin leaves the value out', async (t) => {
  const { problems } = await read(file)
  t.same(
    problems.map(({ code, line, byte, column, field, found }) => ({ code, line, byte, column, field, found })),
    [
      ['WS_DATE_NUM', 1, '"ABCDE   "'],
      ['WS_AMOUNT_NUMERIC', 30, '"EFGH      "'],
      ['WS_AMOUNT_FRACTION', 41, '"CITI      "'],
    ].map(([field, column, found]) => ({
      code: 'HUB_FIELD_VALUE',
      line: 7,
      byte: 480 + (column as number) - 1,
      column,
      field,
      found,
    })),
  )
  for (const { field } of problems) t.notOk(field in expected[6]!, `the origin has no ${field} either`)
  await t.rejects(
    async () => {
      for await (const _ of cobolDisplay.read([file]));
    },
    { code: 'HUB_FIELD_VALUE' },
  )
})

t.test('read and written again, the valid records are the same bytes', async (t) => {
  const { rows } = await read(file)
  t.same(await written(rows), file.subarray(0, 480))
})

t.test('a file cut inside a record is named', async (t) => {
  const { problems } = await read(file.subarray(0, 470))
  t.match(problems, [{ code: 'HUB_LINE_LENGTH', line: 6 }])
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { cobolTransactions } from './cobol-transactions.layout.js'

const FIXTURES = 'test/fixtures/cobol-ebcdic'
const file = readFileSync(`${FIXTURES}/test3_TRAN2.AUG31.DATA.dat`)
/** What the origin expects of the first 60 records, numbers as they are written: `988.91`. */
const expected = (name: string) =>
  readFileSync(`${FIXTURES}/${name}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.replace(/:(-?[0-9.]+)/g, ':"$1"')) as Record<string, string>)

interface Transaction extends Readonly<Record<string, unknown>> {
  readonly record: string
  readonly CURRENCY: string
  readonly AMOUNT: bigint
}
async function all(bytes: readonly Uint8Array[]): Promise<readonly Transaction[]> {
  const rows: Transaction[] = []
  for await (const row of cobolTransactions.read(bytes)) rows.push(row as Transaction)
  return rows
}
/** An expected record as ours, its text by `text`. */
const ours = (origin: Record<string, string>, text: (value: string) => string) => ({
  record: 'TRANSDATA',
  CURRENCY: text(origin.CURRENCY!),
  SIGNATURE: text(origin.SIGNATURE!),
  COMPANY_NAME: text(origin.COMPANY_NAME!),
  COMPANY_ID: text(origin.COMPANY_ID!),
  WEALTH_QFY: BigInt(origin.WEALTH_QFY!),
  AMOUNT: BigInt(origin.AMOUNT!.replace('.', '')),
})

t.test('the first 60 records are those that the origin expects, trimmed', async (t) => {
  const rows = await all([file])
  const trimmed = expected('test3_expected.txt')
  t.equal(trimmed.length, 60)
  t.same(
    rows.slice(0, 60),
    trimmed.map((origin) => ours(origin, (value) => value)),
  )
})

t.test('untrimmed they are the same, with a blank for every NUL at the end', async (t) => {
  const rows = await all([file])
  const widths = { CURRENCY: 3, SIGNATURE: 8, COMPANY_NAME: 15, COMPANY_ID: 10 }
  const untrimmed = expected('test3_expected_trim_none.txt')
  t.equal(untrimmed.length, 60)
  t.same(
    rows.slice(0, 60).map((row) => ({
      ...row,
      ...Object.fromEntries(Object.entries(widths).map(([name, width]) => [name, String(row[name]).padEnd(width)])),
    })),
    untrimmed.map((origin) => ours(origin, (value) => value)),
  )
})

t.test('all 1000 amounts add up, and every currency is there as often as it should be', async (t) => {
  const rows = await all([file])
  t.equal(rows.length, 1000)
  t.equal(
    rows.reduce((sum, { AMOUNT }) => sum + AMOUNT, 0n),
    16_544_779_434n,
  )
  const counts: Record<string, number> = {}
  for (const { CURRENCY } of rows) counts[CURRENCY] = (counts[CURRENCY] ?? 0) + 1
  t.same(counts, { ZAR: 524, CZK: 73, GBP: 71, CAD: 71, CYN: 69, CHF: 67, EUR: 63, USD: 62 })
})

t.test('names are padded with NUL, and read and written again the file is the same bytes', async (t) => {
  t.equal(file.subarray(11, 26).toString('hex'), 'c48593a38140d789a596a581990000')
  // In pieces of 7 bytes, so that every record is cut somewhere.
  const pieces = Array.from({ length: Math.ceil(file.length / 7) }, (_, i) => file.subarray(7 * i, 7 * i + 7))
  const rows = await all(pieces)
  const chunks: Uint8Array[] = []
  for await (const chunk of cobolTransactions.write(rows)) chunks.push(chunk)
  t.same(Buffer.concat(chunks), file)
})

t.test('a NUL inside a name is refused', async (t) => {
  const damaged = Buffer.from(file.subarray(0, 45))
  damaged[12] = 0
  const { problems } = await cobolTransactions.check([damaged])
  t.match(problems, [{ code: 'HUB_FIELD_VALUE', field: 'COMPANY_NAME', expected: 'printable text in cp037, then NUL' }])
})

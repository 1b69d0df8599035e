import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { all, fileOf, joined, over } from '../../test/files.js'
import { type KtlRecord, type KtlTransaction, ktl } from './ktl.layout.js'

const sample = readFileSync('test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt')

// protocols/fi.md section 9, every line filled to 90.
const WORKED = [
  '02603020930501234567891'.padEnd(90),
  '3123456000007852603012603012602ABCD0000000100000000000012345672TESTIHENKILÖ1J00000035000J ',
  '9000001000000035000000000000000000000000000000000000'.padEnd(90),
]
const file = (lines: readonly string[], end?: string) => [fileOf(lines, end)]

const written = (records: readonly KtlRecord[]) => joined(ktl.write(records))
const problemsOf = async (lines: readonly string[]) => (await ktl.check(file(lines))).problems

t.test('the worked file is read, and written again byte for byte', async (t) => {
  const records = await all(ktl.read(file(WORKED)))
  t.same(records, [
    {
      record: 'header',
      createdOn: '2026-03-02',
      createdAt: '09:30',
      bank: '50',
      serviceId: '123456789',
      owner: '',
      spare: '',
    },
    {
      record: 'transaction',
      type: '3',
      account: '12345600000785',
      bookedOn: '2026-03-01',
      paidOn: '2026-03-01',
      archiveId: '2602ABCD00000001',
      reference: '12345672',
      payer: 'TESTIHENKILÖ',
      nameSource: 'J',
      amount: 3500n,
      correction: false,
      delivery: 'J',
      returnCode: '',
    },
    { record: 'trailer', count: 1, sum: 3500n, corrections: 0, correctionSum: 0n, failed: 0, failedSum: 0n, spare: '' },
  ])
  t.same(await written(records), file(WORKED)[0])
})

t.test('the bank’s demo file: 13 rows, of which the trailer counts the 11 that were paid', async (t) => {
  const records = await all(ktl.read([sample]))
  const rows = records.filter((one) => one.record === 'transaction')
  t.equal(rows.length, 13)
  t.match(rows[0], {
    account: '19503000000010',
    bookedOn: '2006-03-03',
    paidOn: '2006-03-02',
    archiveId: '03025LM     6545',
    reference: '13',
    payer: 'LOPEN PERUNA',
    amount: 32324n,
  })
  t.match(records[0], { createdOn: '2006-03-03', createdAt: '23:59', serviceId: '011111111' })
  t.same(records.at(-1), {
    record: 'trailer',
    count: 11,
    sum: 860289n,
    corrections: 0,
    correctionSum: 0n,
    failed: 2,
    failedSum: 29136n,
    spare: '0'.repeat(38),
  })
  t.same(
    rows.filter(({ returnCode }) => returnCode > '0').map(({ returnCode, amount }) => `${returnCode} ${amount}`),
    ['7 17064', '4 12072'],
  )
})

t.test('the demo file: every row’s values, and what may be said of those that were not paid', async (t) => {
  const records = await all(ktl.read([sample]))
  t.same(records[0], {
    record: 'header',
    createdOn: '2006-03-03',
    createdAt: '23:59',
    bank: '2',
    serviceId: '011111111',
    owner: '44444444A',
    spare: '0'.repeat(58),
  })
  const rows = records.filter((one) => one.record === 'transaction')
  const paid = rows.filter(({ returnCode }) => returnCode === '0')
  t.equal(paid.length, 11)
  t.equal(
    paid.reduce((sum, { amount }) => sum + amount, 0n),
    860289n,
  )
  t.notOk(rows.some(({ correction }) => correction))
  t.equal(new Set(rows.map(({ account }) => account)).size, 1)
  t.equal((await ktl.check([sample])).lines, 15)
})

t.test('the demo file is written again byte for byte, totals computed, with its own line ends', async (t) => {
  const records = await all(ktl.read([sample]))
  const lf = ktl.variant({ lines: { write: 'lf' } })
  t.same(await joined(lf.write(records)), sample)
  const bare = records.map((one) =>
    one.record === 'trailer'
      ? { record: 'trailer' as const, failed: 2, failedSum: 29136n, spare: '0'.repeat(38) }
      : one,
  )
  t.same(await joined(lf.write(bare)), sample)
  t.equal((await written(records)).toString('latin1'), sample.toString('latin1').replaceAll('\n', '\r\n'))
})

t.test('CR LF and LF are taken, and whatever stands in spare columns', async (t) => {
  t.same((await ktl.check(file(WORKED, '\n'))).problems, [])
  const scribbled = [over(WORKED[0]!, 24, 'WHATEVER'), WORKED[1]!, over(WORKED[2]!, 53, '\x1a?')]
  t.same(await problemsOf(scribbled), [])
})

t.test('a wrong count and a wrong sum are named in the trailer, also where failed debits stand', async (t) => {
  t.match(await problemsOf(WORKED.with(2, over(WORKED[2]!, 2, '000002'))), [
    { code: 'HUB_TOTAL_WRONG', line: 3, column: 2, record: 'trailer', field: 'count', found: '2' },
  ])
  t.match(await problemsOf(WORKED.with(2, over(WORKED[2]!, 18, '1'))), [
    {
      code: 'HUB_TOTAL_WRONG',
      line: 3,
      column: 8,
      field: 'sum',
      expected: '3500, as the records say',
      found: '3501',
    },
  ])
  const lines = sample.toString('latin1').trimEnd().split('\n')
  t.match(await problemsOf(lines.with(14, over(lines[14]!, 2, '000013'))), [{ field: 'count', found: '13' }])
  t.match(await problemsOf(lines.with(14, over(lines[14]!, 36, '000003'))), [
    { field: 'failed', found: '3', column: 36 },
  ])
})

t.test('where a bank leaves the columns of failed debits unfilled, nothing is compared', async (t) => {
  const lines = sample.toString('latin1').trimEnd().split('\n')
  const zeros = over(lines[14]!, 36, '0'.repeat(17))
  const blanks = over(lines[14]!, 36, ' '.repeat(17))
  t.same(await problemsOf(lines.with(14, zeros)), [])
  t.same(await problemsOf(lines.with(14, blanks)), [])
})

t.test('a correction counts apart', async (t) => {
  const correction = over(WORKED[1]!, 88, '1')
  t.same(await problemsOf([WORKED[0]!, WORKED[1]!, correction, over(WORKED[2]!, 19, '00000100000003500')]), [])
  t.match(await problemsOf([WORKED[0]!, WORKED[1]!, correction, over(WORKED[2]!, 2, '00000200000007000')]), [
    { field: 'count', expected: '1, as the records say' },
    { field: 'sum' },
    { field: 'corrections', found: '0' },
    { field: 'correctionSum', found: '0' },
  ])
})

t.test('a file holds several batches, each with totals of its own', async (t) => {
  t.same(await problemsOf([...WORKED, ...WORKED]), [])
  t.match(await problemsOf([...WORKED, ...WORKED.with(2, over(WORKED[2]!, 7, '2'))]), [{ line: 6, field: 'count' }])
  t.same((await ktl.check(file([...WORKED, ...WORKED]))).sums['trailer.sum'], 7000n)
})

t.test('a truncated last line, a missing trailer, a missing header and an empty file are errors', async (t) => {
  const [whole] = file(WORKED)
  t.match((await ktl.check([whole!.subarray(0, whole!.length - 30)])).problems, [
    { code: 'HUB_LINE_LENGTH', line: 3, record: 'trailer', found: 'one of 62', expected: 'a line of 90' },
  ])
  t.match(await problemsOf(WORKED.slice(0, 2)), [{ code: 'HUB_FILE_INCOMPLETE', expected: 'transaction or trailer' }])
  t.match(await problemsOf(WORKED.slice(1)), [
    { code: 'HUB_RECORD_MISPLACED', line: 1, expected: 'header', found: 'a transaction' },
  ])
  t.match(await problemsOf([WORKED[0]!, WORKED[1]!, ...WORKED]), [
    { code: 'HUB_RECORD_MISPLACED', line: 3, found: 'a header' },
  ])
  t.match(await problemsOf([]), [{ code: 'HUB_FILE_INCOMPLETE', expected: 'header' }])
})

t.test('an unknown record type is an error that names it', async (t) => {
  const unknown = over(WORKED[1]!, 1, '7')
  t.match(await problemsOf([WORKED[0]!, unknown, WORKED[1]!, WORKED[2]!]), [
    {
      code: 'HUB_RECORD_UNKNOWN',
      line: 2,
      column: 1,
      field: 'type',
      expected: 'one of "0", "3", "5", "9"',
      found: '"7"',
    },
  ])
  await t.rejects(all(ktl.read(file(WORKED.with(1, unknown)))), {
    code: 'HUB_RECORD_UNKNOWN',
    message:
      'ktl line 2, column 1 (byte 92): no record begins like this: type should be one of "0", "3", "5", "9", found "7"',
  })
})

t.test('the payer’s name is in no error', async (t) => {
  const [problem] = await problemsOf(WORKED.with(1, over(WORKED[1]!, 70, '\x07')))
  t.match(problem, { code: 'HUB_FIELD_VALUE', line: 2, column: 64, field: 'payer', found: '12 characters (personal)' })
  t.notMatch(JSON.stringify(problem), 'TESTI')
})

t.test('leading zeros of a reference mean nothing, and all zeros are no reference', async (t) => {
  const rows = async (reference: string) => {
    const [, row] = await all(ktl.read(file(WORKED.with(1, over(WORKED[1]!, 44, reference)))))
    return (row as KtlTransaction).reference
  }
  t.equal(await rows('00000000000000000013'), '13')
  t.equal(await rows('20140129110413123490'), '20140129110413123490')
  t.equal(await rows('0'.repeat(20)), '')
})

const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const printable = (most: number) =>
  fc.string({ unit: fc.constantFrom(...'ABCÅÄÖ é09-&'), maxLength: most }).map((value) => value.replace(/ +$/, ''))
const transaction: fc.Arbitrary<KtlTransaction> = fc.record(
  {
    record: fc.constant('transaction' as const),
    type: fc.constantFrom('3' as const, '5' as const),
    account: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 14, maxLength: 14 }),
    bookedOn: day,
    paidOn: fc.oneof(day, fc.constant('')),
    archiveId: printable(16),
    reference: fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }).map((value) => (value === 0n ? '' : String(value))),
    payer: printable(12),
    nameSource: fc.constantFrom('A' as const, 'J' as const, 'K' as const, '' as const),
    amount: fc.bigInt({ min: 0n, max: 9_999_999n }),
    correction: fc.boolean(),
    delivery: fc.constantFrom('A' as const, 'J' as const, 'K' as const, '' as const),
    returnCode: fc.constantFrom('' as const, '0' as const, '1' as const, '9' as const),
  },
  { noNullPrototype: true },
)

t.test('any batches come back as they were written', async (t) => {
  const header = {
    record: 'header' as const,
    createdOn: '2026-03-02',
    createdAt: '09:30',
    bank: '50',
    serviceId: 'A',
    owner: 'B',
    spare: '',
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(transaction, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
      async (batches) => {
        const records = batches.flatMap((rows) => [header, ...rows, { record: 'trailer' as const }])
        const bytes = await joined(ktl.write(records))
        const back = await all(ktl.read([bytes]))
        deepStrictEqual(
          back.filter((one) => one.record !== 'trailer'),
          records.filter((one) => one.record !== 'trailer'),
        )
        deepStrictEqual(await joined(ktl.write(back)), bytes)
      },
    ),
    { numRuns: 60 },
  )
  t.pass('60 files')
})

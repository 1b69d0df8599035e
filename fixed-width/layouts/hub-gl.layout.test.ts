import { deepStrictEqual } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { isHubError } from '../../bus/errors.js'
import { all, fileOf, joined } from '../../test/files.js'
import { type HubGlFile, type HubGlRow, type HubGlVoucher, hubGl, hubGlVouchers } from './hub-gl.layout.js'

// The worked file of protocols/fi.md 11.3, every line filled to 200.
const WORKED = [
  'G0200001HUB     UNI1    00000000001720260302040000EURT2026030120260301',
  'G100000001VM00000000202603012603KÄSITTELYMAKSU LISÄAIKA                 000000000000123456724b300af6-9a22-11e8-9184-abb6de7fd2d000020000000000035000000000000035000',
  'G20000000100011739                            +0000000000035000  0000000000000000000020260301MAKSUNVÄLITTÄJÄSAAMINEN                 00000000000012345672',
  'G20000000100023271    2627                    -0000000000035000  0000000000000000000020260301KÄSITTELYMAKSUTUOTTO                    00000000000012345672',
  'G90000000100000002000000050000000000000035000000000000000035000000000000000000000000000000000000005010F0768B67F541B72C4DE34164D512B3E0F58E19AD3C3D6B1A561E3EF3B4302AE9',
].map((line) => line.padEnd(200))
const worked = fileOf(WORKED)

const header = {
  sender: 'HUB',
  company: 'UNI1',
  batchId: 17,
  created: '2026-03-02T04:00:00',
  currency: 'EUR',
  mode: 'T',
  periodFrom: '2026-03-01',
  periodTo: '2026-03-01',
} as const
const row = (account: string, side: '+' | '-', amount: bigint, text = 'TEXT'): HubGlRow => ({
  account,
  side,
  amount,
  vatCode: '0',
  valueDate: '2026-03-01',
  text,
  reference: '12345672',
})
const voucher: HubGlVoucher = {
  voucherType: 'VM',
  date: '2026-03-01',
  description: 'KÄSITTELYMAKSU LISÄAIKA',
  reference: '12345672',
  providerId: '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  rows: [
    row('1739', '+', 3500n, 'MAKSUNVÄLITTÄJÄSAAMINEN'),
    { ...row('3271', '-', 3500n, 'KÄSITTELYMAKSUTUOTTO'), costCentre: '2627' },
  ],
}

async function written(file: HubGlFile) {
  const bytes = hubGl.codec.write(file)
  const content = await joined(bytes)
  return { content, report: await bytes.report }
}
const problemsOf = async (content: Buffer) => (await hubGl.check([content])).problems

t.test('the worked file is written byte for byte from a header and a voucher', async (t) => {
  const { content, report } = await written({ header, vouchers: [voucher] })
  t.equal(content.toString('latin1'), worked.toString('latin1'))
  t.match(report, {
    bytes: 1010,
    lines: 5,
    records: { header: 1, voucher: 1, row: 2, trailer: 1 },
    sums: { 'trailer.debit': 3500n, 'trailer.credit': 3500n, 'trailer.accounts': 5010n, 'trailer.vouchers': 1n },
    cut: {},
    transliterated: {},
    sha256: createHash('sha256').update(worked).digest('hex'),
  })
})

t.test(
  'the worked file is read, and its hash is that of the records before the trailer with their line ends',
  async (t) => {
    t.same(await problemsOf(worked), [])
    const trailer = (await all(hubGl.read([worked]))).at(-1)
    t.match(trailer, {
      record: 'trailer',
      vouchers: 1,
      rows: 2,
      records: 5,
      debit: 3500n,
      credit: 3500n,
      accounts: 5010n,
    })
    const before = worked.subarray(0, worked.length - 202)
    t.match(trailer, { hash: createHash('sha256').update(before).digest('hex').toUpperCase() })
  },
)

t.test('a resend from the records that were read is byte-identical', async (t) => {
  t.same(await joined(hubGl.write(await all(hubGl.read([worked])))), worked)
  const vouchers = hubGlVouchers.read(hubGl.codec.write({ header, vouchers: [voucher] }))
  t.same((await written({ header, vouchers })).content, worked)
})

t.test('an empty day is a header and a trailer of zeros', async (t) => {
  const { content, report } = await written({ header, vouchers: [] })
  const lines = content.toString('latin1').split('\r\n')
  t.equal(lines.length, 3)
  const hash = createHash('sha256').update(content.subarray(0, 202)).digest('hex').toUpperCase()
  t.equal(lines[1], `G9${'0'.repeat(16)}00000002${'0'.repeat(76)}${hash}${' '.repeat(34)}`)
  t.equal(report.sums['trailer.debit'], 0n)
  t.same(await problemsOf(content), [])
})

t.test('a voucher that does not balance refuses the batch', async (t) => {
  const file = { header, vouchers: [voucher, { ...voucher, rows: [row('1739', '+', 3500n), row('3271', '-', 3499n)] }] }
  const bytes = hubGl.codec.write(file)
  const seen: Uint8Array[] = []
  try {
    for await (const chunk of bytes) seen.push(chunk)
    t.fail('it was written')
  } catch (error) {
    t.ok(isHubError(error))
    t.match(error, {
      code: 'HUB_VOUCHER_UNBALANCED',
      message:
        'hub-gl line 5, column 148 (byte 955): voucher.credit should be equal to debit, which is 3500, found 3499',
      details: { line: 5, record: 'voucher', field: 'credit' },
    })
  }
  t.same(seen, [], 'nothing of it left')
  await t.rejects(bytes.report, { code: 'HUB_VOUCHER_UNBALANCED' })
  await t.rejects(written({ header, vouchers: [{ ...voucher, rows: [] }] }), { code: 'HUB_RECORD_MISPLACED' })
})

t.test('an unbalanced voucher in a file is found on reading, too', async (t) => {
  const lines = WORKED.with(3, WORKED[3]!.replace('-000000000003500', '-000000000003400')).with(
    1,
    WORKED[1]!.replace('000000000003500000000000003500', '000000000003500000000000003400'),
  )
  t.match(await problemsOf(fileOf(lines)), [
    { code: 'HUB_VOUCHER_UNBALANCED', line: 2, column: 148, field: 'credit' },
    { code: 'HUB_TOTAL_WRONG', line: 5, field: 'hash' },
    { code: 'HUB_TOTAL_WRONG', line: 5, field: 'credit' },
  ])
})

t.test('corrections are counted apart, by the debit of their vouchers', async (t) => {
  const correction = { ...voucher, correction: true, corrects: 'VM 00000001' }
  const { content, report } = await written({ header, vouchers: [voucher, correction, correction] })
  t.match(report.sums, { 'trailer.vouchers': 3n, 'trailer.corrections': 2n, 'trailer.correctionSum': 7000n })
  t.same(await problemsOf(content), [])
})

t.test('the sum of account numbers keeps its last 14 digits, and an account is digits', async (t) => {
  const { report } = await written({
    header,
    vouchers: [{ ...voucher, rows: [row('99999999', '+', 1n), row('00000002', '-', 1n)] }],
  })
  t.equal(report.sums['trailer.accounts'], 100_000_001n)
  await t.rejects(written({ header, vouchers: [{ ...voucher, rows: [row('17A9', '+', 1n), row('3271', '-', 1n)] }] }), {
    code: 'HUB_FIELD_REFUSED',
    message: /row\.account/,
  })
})

t.test('descriptions may be cut, and characters are transliterated; both are counted', async (t) => {
  const long = 'Käsittelymaksu – opinto-oikeuden palauttaminen, Łukasz'
  const { content, report } = await written({ header, vouchers: [{ ...voucher, description: long }] })
  t.match(content.toString('latin1'), 'Käsittelymaksu - opinto-oikeuden palautt00000000000012345672')
  t.same(report.cut, { 'voucher.description': 1 })
  t.match(report.transliterated, { '–': { to: '-', count: 1 }, Ł: { to: 'L', count: 1 } })
  await t.rejects(written({ header, vouchers: [{ ...voucher, providerId: 'x'.repeat(37) }] }), {
    code: 'HUB_FIELD_OVERFLOW',
  })
  await t.rejects(written({ header: { ...header, sender: 'TOO LONG A SENDER' }, vouchers: [] }), {
    code: 'HUB_FIELD_OVERFLOW',
  })
})

t.test('amounts beyond 15 digits of cents are refused, sums beyond them are exact', async (t) => {
  const most = 999_999_999_999_999n
  const rich = { ...voucher, rows: [row('1', '+', most), row('2', '-', most)] }
  const { content, report } = await written({ header, vouchers: Array.from({ length: 100 }, () => rich) })
  t.equal(report.sums['trailer.debit'], 100n * most)
  t.same(await problemsOf(content), [])
  await t.rejects(
    written({ header, vouchers: [{ ...voucher, rows: [row('1', '+', most + 1n), row('2', '-', most + 1n)] }] }),
    {
      code: 'HUB_FIELD_OVERFLOW',
    },
  )
})

t.test('after any one byte is changed anywhere, a check names line, column and field', async (t) => {
  const missed: string[] = []
  for (let at = 0; at < worked.length; at++) {
    for (const flip of [1, 2, 16, 32, 128]) {
      const damaged = Buffer.from(worked)
      damaged[at]! ^= flip
      const { problems } = await hubGl.check([damaged])
      const line = Math.floor(at / 202) + 1
      const column = (at % 202) + 1
      const named = problems.every((one) => one.line > 0 && one.column > 0 && one.field !== '')
      // Either the damaged line itself is named, or the totals that no longer agree: the hash sees every byte before it.
      const found = problems.some(
        (one) => one.line === line || (one.record === 'trailer' && one.field === 'hash') || one.line === line + 1,
      )
      if (problems.length === 0 || !named || !found) missed.push(`line ${line}, column ${column}, flip ${flip}`)
    }
  }
  t.same(missed, [])
})

t.test('a change is named as closely as the columns allow', async (t) => {
  const flipped = async (line: number, column: number, to: string) => {
    const damaged = Buffer.from(worked)
    damaged.write(to, (line - 1) * 202 + column - 1, 'latin1')
    return (await problemsOf(damaged)).map((one) => `${one.line}:${one.column} ${one.record}.${one.field}`)
  }
  t.same(await flipped(2, 40, 'x'), ['5:103 trailer.hash'], 'text: only the hash can tell')
  t.same(await flipped(1, 36, '8'), ['5:103 trailer.hash'], 'the batch id')
  t.same(await flipped(1, 120, 'x'), ['1:71 header._', '5:103 trailer.hash'], 'filler')
  t.same(await flipped(3, 62, '9'), ['2:133 voucher.debit', '5:103 trailer.hash', '5:27 trailer.debit'], 'an amount')
  t.same(await flipped(5, 10, '2'), ['5:3 trailer.vouchers'], 'the trailer’s own count')
  t.same(await flipped(5, 170, 'x'), ['5:167 trailer._'], 'the trailer’s filler')
  t.same(await flipped(5, 103, 'E'), ['5:103 trailer.hash'], 'the hash itself')
  t.same(await flipped(5, 103, 'f'), ['5:103 trailer.hash'], 'the hash in lower case')
  t.same(await flipped(3, 2, '8'), ['3:1 unknown.type', '5:103 trailer.hash'], 'a record type')
  t.same(await flipped(4, 3, 'x'), ['4:3 row.seq', '5:103 trailer.hash'], 'a digit that is none')
  t.same(await flipped(4, 201, 'x'), ['4:201 row.line end', '5:103 trailer.hash'], 'a carriage return')
  t.same(await flipped(4, 202, 'x'), ['4:201 row.line end', '5:103 trailer.hash'], 'a line feed')
})

t.test('what stands behind the trailer, a second batch, and a cut file are errors', async (t) => {
  t.match(await problemsOf(Buffer.concat([worked, Buffer.from('x')])), [{ code: 'HUB_RECORD_UNKNOWN', line: 6 }])
  t.match(await problemsOf(Buffer.concat([worked, worked])), [
    { code: 'HUB_RECORD_MISPLACED', line: 6, found: 'a header' },
  ])
  for (const end of [1, 2, 100, 202, 404, 1009]) {
    t.ok((await problemsOf(worked.subarray(0, worked.length - end))).length > 0, `${end} bytes less`)
  }
})

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const text = (most: number) =>
  fc.string({ unit: fc.constantFrom(...'abcÅÄÖé 0/-'), maxLength: most }).map((value) => value.replace(/ +$/, ''))
const reference = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }).map((value) => (value === 0n ? '' : String(value)))
const posting = fc.record(
  {
    account: fc.integer({ min: 0, max: 99_999_999 }).map(String),
    costCentre: text(8),
    project: text(8),
    function: text(8),
    amount: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
    vatCode: text(3),
    vatRate: fc.integer({ min: 0, max: 99_999 }),
    vat: fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
    valueDate: day,
    text: text(40),
    reference,
  },
  { noNullPrototype: true },
)
const anyVoucher: fc.Arbitrary<HubGlVoucher> = fc
  .record(
    {
      voucherType: text(2),
      number: fc.integer({ min: 0, max: 99_999_999 }),
      date: day,
      description: text(40),
      reference,
      providerId: text(36),
      correction: fc.boolean(),
      corrects: text(20),
      postings: fc.array(posting, { minLength: 1, maxLength: 5 }),
    },
    { noNullPrototype: true },
  )
  .map(({ postings, ...head }) => ({
    ...head,
    period: head.date.slice(0, 7),
    rows: postings.flatMap((one) => [
      { ...one, side: '+' as const },
      { ...one, side: '-' as const },
    ]),
  }))

t.test('any vouchers come back as they were written', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyVoucher, { maxLength: 6 }), async (vouchers) => {
      const { content, report } = await written({ header, vouchers })
      deepStrictEqual(
        await all(
          hubGlVouchers.read(
            (async function* () {
              yield content
            })(),
          ),
        ),
        vouchers,
      )
      deepStrictEqual(report.records.voucher, vouchers.length)
      deepStrictEqual((await hubGl.check([content])).sums, report.sums)
    }),
    { numRuns: 60 },
  )
  t.pass('60 files')
})

import { deepStrictEqual } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { all, fileOf, joined } from '../../test/files.js'
import {
  type HubArEntry,
  type HubArFile,
  type HubArInvoice,
  type HubArRow,
  type HubArSettlement,
  hubAr,
  hubArEntries,
} from './hub-ar.layout.js'

// By hand from the columns of protocol section 11.4: an invoice of two rows, a credit note, two settlements.
const money = (cents: number) => String(cents).padStart(15, '0')
const day = '20260301'
const WORKED = [
  'A0300001HUB     UNI1    00000000001720260302040000EURT2026030120260301'.padEnd(300),
  [
    `A1${'00000001'}${'000000004711'}${' '.repeat(11)}${'C0001'.padEnd(12)}${'TESTI ÅSA'.padEnd(50)}`,
    `${'ESIMERKKIKATU 1'.padEnd(30)}00100${'HELSINKI'.padEnd(20)}FI${day}20260331${day}`,
    `00000000000012345672${'RF8512345672'.padEnd(25)}1${'0'.repeat(12)}EUR${money(5550)}${money(1130)}`,
    'LUKUKAUSI'.padEnd(30),
  ]
    .join('')
    .padEnd(300),
  [
    `A200000001${'0001'}${'FEE'.padEnd(10)}${'LUKUKAUSIMAKSU'.padEnd(40)}+000000500000KPL+000000010000255`,
    `02550${money(5000)}${money(1275)}${money(6275)}${'3271'.padEnd(60)}${'1739'.padEnd(60)}`,
  ]
    .join('')
    .padEnd(300),
  [
    `A200000001${'0002'}${'OFF'.padEnd(10)}${'ALENNUS'.padEnd(40)}-000000058000KPL+000000010000255`,
    `02550${money(580)}${money(145)}${money(725)}${'3271'.padEnd(60)}${'1739'.padEnd(60)}`,
  ]
    .join('')
    .padEnd(300),
  `A300000001${'00000000000012345672'}${day}20260302+${money(5550)}PAYTRAIL${'4b300af6-9a22-11e8-9184-abb6de7fd2d0'}${'2602ABCD00000001'.padEnd(20)}0${' '.repeat(20)}${money(35)}`.padEnd(
    300,
  ),
  `A300000002${'00000000000012345672'}${day}20260302-${money(50)}PAYTRAIL${' '.repeat(56)}1${'S1'.padEnd(20)}${money(0)}`.padEnd(
    300,
  ),
]
const hashed = fileOf(WORKED)
const sums = (n: number, width: number) => String(n).padStart(width, '0')
const TRAILER = [
  `A9${sums(1, 8)}${sums(2, 8)}${sums(2, 8)}${sums(7, 8)}${sums(5550, 18)}${sums(5550, 18)}${sums(1, 8)}${sums(50, 18)}`,
  sums(3 * 12345672, 14),
  createHash('sha256').update(hashed).digest('hex').toUpperCase(),
]
  .join('')
  .padEnd(300)
const worked = Buffer.concat([hashed, Buffer.from(`${TRAILER}\r\n`, 'latin1')])

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
const fee: HubArRow = {
  product: 'FEE',
  text: 'LUKUKAUSIMAKSU',
  price: 500_000n,
  unit: 'KPL',
  quantity: 10_000n,
  vatCode: '255',
  vatRate: 2550,
  net: 5000n,
  vat: 1275n,
  gross: 6275n,
  credit: '3271',
  debit: '1739',
}
const discount: HubArRow = {
  ...fee,
  product: 'OFF',
  text: 'ALENNUS',
  price: -58_000n,
  net: 580n,
  vat: 145n,
  gross: 725n,
}
const invoice: HubArInvoice = {
  number: '4711',
  customer: 'C0001',
  name: 'TESTI ÅSA',
  street: 'ESIMERKKIKATU 1',
  postcode: '00100',
  town: 'HELSINKI',
  country: 'FI',
  invoicedOn: '2026-03-01',
  dueOn: '2026-03-31',
  accountedOn: '2026-03-01',
  reference: '12345672',
  rf: 'RF8512345672',
  kind: '1',
  currency: 'EUR',
  description: 'LUKUKAUSI',
  rows: [fee, discount],
}
const paid: HubArSettlement = {
  reference: '12345672',
  paidOn: '2026-03-01',
  bookedOn: '2026-03-02',
  amount: 5550n,
  method: 'PAYTRAIL',
  providerId: '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  archiveId: '2602ABCD00000001',
  fee: 35n,
}
const back: HubArSettlement = {
  reference: '12345672',
  paidOn: '2026-03-01',
  bookedOn: '2026-03-02',
  amount: -50n,
  method: 'PAYTRAIL',
  correction: true,
  settlement: 'S1',
}
const entries: readonly HubArEntry[] = [{ invoice }, { settlement: paid }, { settlement: back }]

async function written(file: HubArFile) {
  const bytes = hubAr.codec.write(file)
  const content = await joined(bytes)
  return { content, report: await bytes.report }
}
async function* piece(content: Uint8Array) {
  yield content
}
const problemsOf = async (content: Buffer) => (await hubAr.check([content])).problems
const changed = (line: number, column: number, to: string) => {
  const damaged = Buffer.from(worked)
  damaged.write(to, (line - 1) * 302 + column - 1, 'latin1')
  return damaged
}

t.test('the worked file is written byte for byte from a header, an invoice and settlements', async (t) => {
  const { content, report } = await written({ header, entries })
  t.equal(content.toString('latin1'), worked.toString('latin1'))
  t.match(report, {
    lines: 7,
    records: { header: 1, invoice: 1, row: 2, settlement: 2, trailer: 1 },
    sums: {
      'invoice.gross': 5550n,
      'trailer.gross': 5550n,
      'trailer.settled': 5550n,
      'trailer.corrections': 1n,
      'trailer.correctionSum': 50n,
      'trailer.references': 37_037_016n,
    },
    cut: {},
  })
})

t.test('it is read, and a resend from what was read is byte-identical', async (t) => {
  t.same(await problemsOf(worked), [])
  t.same(await joined(hubAr.write(await all(hubAr.read([worked])))), worked)
  const again = hubArEntries.read(hubAr.codec.write({ header, entries }))
  t.same((await written({ header, entries: again })).content, worked)
})

t.test('an empty day is a header and a trailer of zeros', async (t) => {
  const { content } = await written({ header, entries: [] })
  const lines = content.toString('latin1').split('\r\n')
  const hash = createHash('sha256').update(content.subarray(0, 302)).digest('hex').toUpperCase()
  t.equal(lines[1], `A9${'0'.repeat(24)}00000002${'0'.repeat(76)}${hash}`.padEnd(300))
  t.same(await problemsOf(content), [])
})

t.test('an invoice is the sum of its rows: one minus takes off, two add', async (t) => {
  const rows = [fee, { ...fee, price: -500_000n }, { ...fee, price: -500_000n, quantity: -10_000n }]
  const { report } = await written({ header, entries: [{ invoice: { ...invoice, rows } }] })
  t.equal(report.sums['invoice.gross'], 6275n)
  await t.rejects(written({ header, entries: [{ invoice: { ...invoice, rows: [discount] } }] }), {
    code: /HUB_FIELD/,
    message: /invoice\.gross/,
  })
  await t.rejects(written({ header, entries: [{ invoice: { ...invoice, rows: [] } }] }), {
    code: 'HUB_RECORD_MISPLACED',
  })
})

t.test('a row without VAT has none', async (t) => {
  const { vat: _, ...bare } = { ...fee, net: 6275n }
  const { report } = await written({ header, entries: [{ invoice: { ...invoice, rows: [bare, { ...bare }] } }] })
  t.match(report.sums, { 'invoice.gross': 12550n, 'invoice.vat': 0n })
})

t.test('a row whose gross is not net and VAT is refused', async (t) => {
  const rows = [{ ...fee, gross: 6276n }]
  await t.rejects(written({ header, entries: [{ invoice: { ...invoice, rows } }] }), {
    code: 'HUB_RULE_BROKEN',
    message: /row\.gross should be 6275/,
  })
})

t.test('a change is named as closely as the columns allow', async (t) => {
  const flipped = async (line: number, column: number, to: string) =>
    (await problemsOf(changed(line, column, to))).map((one) => `${one.line}:${one.column} ${one.record}.${one.field}`)
  t.same(await flipped(2, 47, 'x'), ['7:111 trailer.hash'], 'a letter of a name')
  t.ok((await flipped(3, 132, '1')).includes('2:238 invoice.gross'), 'a row’s gross')
  t.same(await flipped(3, 10, '2'), ['3:3 row.seq', '7:111 trailer.hash'], 'the number of a row’s invoice')
  t.same(await flipped(4, 14, '3'), ['4:11 row.row', '7:111 trailer.hash'], 'the number of a row')
  t.same(await flipped(6, 10, '3'), ['6:3 settlement.seq', '7:111 trailer.hash'], 'the number of a settlement')
  t.same(await flipped(7, 10, '2'), ['7:3 trailer.invoices'], 'the trailer’s own count')
  t.same(await flipped(7, 200, 'x'), ['7:175 trailer._'], 'the trailer’s filler')
})

t.test('after any one byte is changed, a check finds it', async (t) => {
  const missed: number[] = []
  for (let at = 0; at < worked.length; at += 3) {
    const damaged = Buffer.from(worked)
    damaged[at]! ^= 1
    if ((await problemsOf(damaged)).length === 0) missed.push(at)
  }
  t.same(missed, [])
})

t.test('names may be cut and are counted; a reference or an identifier is not', async (t) => {
  const long = { ...invoice, name: 'X'.repeat(60), description: 'Käsittelymaksu – opinto-oikeuden palauttaminen' }
  const { report } = await written({ header, entries: [{ invoice: long }] })
  t.same(report.cut, { 'invoice.name': 1, 'invoice.description': 1 })
  t.match(report.transliterated, { '–': { to: '-', count: 1 } })
  await t.rejects(written({ header, entries: [{ invoice: { ...invoice, customer: 'C'.repeat(13) } }] }), {
    code: 'HUB_FIELD_OVERFLOW',
  })
  await t.rejects(written({ header, entries: [{ settlement: { ...paid, reference: '12A' } }] }), {
    code: 'HUB_FIELD_REFUSED',
  })
})

const anyDay = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const text = (most: number) =>
  fc.string({ unit: fc.constantFrom(...'abcÅÄÖé 0/-'), maxLength: most }).map((value) => value.replace(/ +$/, ''))
const digits = (most: bigint) => fc.bigInt({ min: 0n, max: most }).map((value) => (value === 0n ? '' : String(value)))
const amount = fc.bigInt({ min: 0n, max: 999_999_999n })
const anyRow: fc.Arbitrary<HubArRow> = fc
  .record(
    {
      product: text(10),
      text: text(40),
      price: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
      unit: text(3),
      quantity: fc.bigInt({ min: 1n, max: 999_999_999_999n }),
      vatCode: text(3),
      vatRate: fc.integer({ min: 0, max: 99_999 }),
      net: amount,
      vat: amount,
      credit: text(60),
      debit: text(60),
    },
    { noNullPrototype: true },
  )
  .map((row) => ({ ...row, gross: row.net + row.vat }))
const anyInvoice: fc.Arbitrary<HubArEntry> = fc
  .record(
    {
      number: digits(999_999_999_999n),
      personId: text(11),
      customer: text(12),
      name: text(50),
      street: text(30),
      postcode: text(5),
      town: text(20),
      country: text(2),
      invoicedOn: anyDay,
      dueOn: anyDay,
      accountedOn: anyDay,
      reference: digits(10n ** 20n - 1n),
      rf: text(25),
      kind: fc.constantFrom('1' as const, '2' as const),
      credits: digits(999_999_999_999n),
      currency: fc.constant('EUR'),
      description: text(30),
      rows: fc.array(anyRow, { minLength: 1, maxLength: 4 }),
    },
    { noNullPrototype: true },
  )
  .map((invoice) => ({ invoice }))
const anySettlement: fc.Arbitrary<HubArEntry> = fc
  .record(
    {
      reference: digits(10n ** 20n - 1n),
      paidOn: anyDay,
      bookedOn: anyDay,
      amount: fc.bigInt({ min: -999_999_999n, max: 999_999_999n }),
      method: text(8),
      providerId: text(36),
      archiveId: text(20),
      correction: fc.boolean(),
      settlement: text(20),
      fee: amount,
    },
    { noNullPrototype: true },
  )
  .map((settlement) => ({ settlement }))

t.test('any entries come back as they were written', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anyInvoice, anySettlement), { maxLength: 6 }), async (given) => {
      const { content, report } = await written({ header, entries: given })
      deepStrictEqual(await all(hubArEntries.read(piece(content))), given)
      const checked = await hubAr.check([content])
      deepStrictEqual(checked.problems, [])
      deepStrictEqual(checked.sums, report.sums)
    }),
    { numRuns: 40 },
  )
  t.pass('40 files')
})

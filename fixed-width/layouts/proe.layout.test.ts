import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { all, joined } from '../../test/files.js'
import { type ProeFile, type ProeInvoice, proe } from './proe.layout.js'

const golden = readFileSync('test/fixtures/proe/proe-20260301-040000.txt')

const invoice: ProeInvoice = {
  customerId: '010594Y9032', // a fictitious code of the Digital and Population Data Services Agency
  name: 'Testihenkilö Åke',
  street: 'Keksitynkatu 1 A 2',
  postal: '99999 KORVATUNTURI',
  invoicedOn: '2026-03-01',
  dueOn: '2026-03-15',
  accountedOn: '2026-03-01',
  invoiceNumber: '1000017',
  reference: '12345672',
  currency: 'EUR',
  description: 'Opiskelumaksu',
  rows: [
    { kind: 'text', text: 'Opiskelumaksu, lisäaika 1.8.2026-31.12.2026' },
    {
      kind: 'detail',
      product: 'Lisäaika',
      priceCents: 48_200n,
      vatCode: '00',
      debitPosting: '1739',
      creditPosting: '3271    2627',
    },
  ],
}
const withCoDebtor: ProeInvoice = {
  ...invoice,
  customerId: '020594X903P',
  invoiceNumber: '1000018',
  coDebtor: { id: '030594W903B', name: 'Toinen Testi', street: 'Keksitynkatu 1 A 2', postal: '99999 KORVATUNTURI' },
  rows: [
    {
      kind: 'detail',
      product: 'Hyvitys',
      priceCents: -3500n,
      quantity: 2,
      debitPosting: '1739',
      creditPosting: '3271',
    },
  ],
}

async function written(file: ProeFile) {
  const bytes = proe.codec.write(file)
  const content = await joined(bytes)
  return { content, lines: content.toString('latin1').split('\n'), report: await bytes.report }
}
/** Columns as protocols/fi.md 11.1 counts them: from 1, both ends included. */
const columns = (line: string, from: number, to: number) => line.slice(from - 1, to)

t.test('the golden file is written byte for byte', async (t) => {
  const { content, report } = await written({ invoices: [invoice, withCoDebtor] })
  t.equal(content.toString('latin1'), golden.toString('latin1'))
  t.match(report, { lines: 6, records: { invoice: 2, coDebtor: 1, text: 1, detail: 2 }, cut: {}, transliterated: {} })
})

t.test('every row has its length, and every field its columns', async (t) => {
  const { lines } = await written({ invoices: [invoice, withCoDebtor] })
  t.same(
    lines.map((line) => line.length),
    [662, 191, 275, 662, 442, 275, 0],
  )
  const [header, text, detail, , coDebtor, credit] = lines as [string, string, string, string, string, string]
  const at = (line: string, places: Readonly<Record<string, readonly [number, number]>>) =>
    Object.fromEntries(Object.entries(places).map(([name, [from, to]]) => [name, columns(line, from, to)]))
  t.same(
    at(header, {
      customer: [1, 11],
      row: [12, 12],
      group: [13, 14],
      name: [15, 64],
      street: [115, 144],
      postal: [145, 174],
      type: [280, 280],
      language: [281, 281],
      method: [283, 283],
      defaults: [284, 284],
      print: [285, 285],
      invoiced: [286, 293],
      due: [294, 301],
      accounted: [302, 309],
      interest: [310, 317],
      number: [330, 337],
      reference: [338, 357],
      payment: [358, 358],
      currency: [369, 371],
      unit: [374, 376],
      description: [377, 406],
      rest: [407, 662],
    }),
    {
      customer: '010594Y9032',
      row: 'L',
      group: '10',
      name: 'Testihenkilö Åke'.padEnd(50),
      street: 'Keksitynkatu 1 A 2'.padEnd(30),
      postal: '99999 KORVATUNTURI'.padEnd(30),
      type: '0',
      language: '1',
      method: 'N',
      defaults: '0',
      print: 'K',
      invoiced: '20260301',
      due: '20260315',
      accounted: '20260301',
      interest: '00000000',
      number: '1000017 ',
      reference: '12345672'.padEnd(20),
      payment: 'N',
      currency: 'EUR',
      unit: '000',
      description: 'Opiskelumaksu'.padEnd(30),
      rest: ' '.repeat(256),
    },
  )
  t.same(at(text, { customer: [1, 11], row: [12, 12], words: [13, 90], rest: [91, 191] }), {
    customer: '010594Y9032',
    row: '3',
    words: 'Opiskelumaksu, lisäaika 1.8.2026-31.12.2026'.padEnd(78),
    rest: ' '.repeat(101),
  })
  const places = {
    row: [12, 12],
    product: [13, 52],
    sign: [53, 53],
    price: [54, 65],
    unit: [66, 68],
    quantitySign: [69, 69],
    quantity: [70, 81],
    vat: [82, 83],
    gross: [144, 144],
    debit: [145, 204],
    credit: [205, 264],
    sum: [265, 275],
  } as const
  t.same(at(detail, places), {
    row: '1',
    product: 'Lisäaika'.padEnd(40),
    sign: ' ',
    price: '000004820000',
    unit: 'kpl',
    quantitySign: ' ',
    quantity: '000000010000',
    vat: '00',
    gross: '0',
    debit: '1739'.padEnd(60),
    credit: '3271    2627'.padEnd(60),
    sum: ' '.repeat(11),
  })
  t.match(at(credit, places), { sign: '-', price: '000000350000', quantitySign: ' ', quantity: '000000020000' })
  t.match(
    at(coDebtor, {
      customer: [1, 11],
      row: [12, 12],
      id: [13, 23],
      name: [24, 73],
      street: [74, 103],
      postal: [104, 133],
      gap: [134, 238],
      language: [239, 239],
      rest: [240, 442],
    }),
    {
      customer: '020594X903P',
      row: 'Y',
      id: '030594W903B',
      name: 'Toinen Testi'.padEnd(50),
      street: 'Keksitynkatu 1 A 2'.padEnd(30),
      postal: '99999 KORVATUNTURI'.padEnd(30),
      gap: ' '.repeat(105),
      language: '1',
      rest: ' '.repeat(203),
    },
  )
})

t.test('a resend from the records that were read is byte-identical', async (t) => {
  t.same((await proe.check([golden])).problems, [])
  const records = await all(proe.read([golden]))
  t.match(records[2], { record: 'detail', unitPrice: 4_820_000n, quantity: 10_000n })
  t.match(records[5], { record: 'detail', unitPrice: -350_000n })
  t.same(await joined(proe.write(records)), golden)
})

t.test('no invoices make an empty file', async (t) => {
  const { content, report } = await written({ invoices: [] })
  t.equal(content.length, 0)
  t.match(report, { bytes: 0, lines: 0 })
  t.same((await proe.check([])).problems, [])
})

t.test('names keep 30 of their 50 columns; that and every character put for another are counted', async (t) => {
  const { lines, report } = await written({
    invoices: [{ ...invoice, name: 'Wiśniewska-Testihenkilö Maria Katarzyna', description: 'Maksu – erä 1' }],
  })
  t.equal(columns(lines[0]!, 15, 64), 'Wisniewska-Testihenkilö Maria '.padEnd(50))
  t.same(report.cut, { 'invoice.name': 1 })
  t.match(report.transliterated, { ś: { to: 's', count: 1 }, '–': { to: '-', count: 1 } })
})

t.test('what does not fit is refused, and a personal code is not in the error', async (t) => {
  const refused = (change: Partial<ProeInvoice>) => written({ invoices: [{ ...invoice, ...change }] })
  await t.rejects(refused({ customerId: '010594Y9032X' }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: 'proe line 1: invoice.customerId holds 11 characters of text but got 12 (personal)',
  })
  await t.rejects(refused({ invoiceNumber: '123456789' }), {
    code: 'HUB_FIELD_OVERFLOW',
    message: /invoice\.invoiceNumber/,
  })
  await t.rejects(refused({ reference: 'RF8512345672RF8512345672' }), { code: 'HUB_FIELD_OVERFLOW' })
  const dear = { kind: 'detail', product: 'X', priceCents: 10_000_000_000n } as const
  await t.rejects(refused({ rows: [dear] }), { code: 'HUB_FIELD_OVERFLOW', message: /detail\.unitPrice/ })
  await t.rejects(refused({ name: '山田' }), { code: 'HUB_FIELD_CHARACTER', message: /\(personal\)/ })
})

t.test('a row before any invoice, a second co-debtor and an unknown row are errors', async (t) => {
  const lines = golden.toString('latin1').split('\n').slice(0, -1)
  const problems = async (...found: string[]) =>
    (await proe.check([Buffer.from(found.map((line) => `${line}\n`).join(''), 'latin1')])).problems
  t.match(await problems(lines[2]!), [{ code: 'HUB_RECORD_MISPLACED', line: 1, column: 12, found: 'a detail' }])
  t.match(await problems(lines[3]!, lines[4]!, lines[4]!), [
    { code: 'HUB_RECORD_MISPLACED', line: 3, found: 'a coDebtor' },
  ])
  const unknown = `${lines[1]!.slice(0, 11)}8${lines[1]!.slice(12)}`
  t.match(await problems(lines[0]!, unknown), [
    {
      code: 'HUB_RECORD_UNKNOWN',
      line: 2,
      column: 12,
      field: 'row',
      expected: 'one of "L", "Y", "3", "1"',
      found: '"8"',
    },
  ])
})

const text = (most: number, least = 0) =>
  fc
    .string({ unit: fc.constantFrom(...'abcÅÄÖé 0/-'), minLength: least, maxLength: most })
    .map((value) => value.replace(/ +$/, ''))
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const anyInvoice: fc.Arbitrary<ProeInvoice> = fc.record({
  customerId: text(11),
  name: text(30),
  street: text(30),
  invoicedOn: day,
  dueOn: day,
  accountedOn: day,
  lateInterestIncluded: fc.bigInt({ min: 0n, max: 99_999_999n }),
  deliveredOn: fc.oneof(day, fc.constant('')),
  rows: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text: text(78), heading: text(91) }),
      fc.record({
        kind: fc.constant('detail' as const),
        product: text(40),
        priceCents: fc.bigInt({ min: -9_999_999_999n, max: 9_999_999_999n }),
        quantity: fc.integer({ min: -99, max: 99 }),
      }),
    ),
    { maxLength: 6 },
  ),
})

t.test('any invoices are read as they were written, and written again alike', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyInvoice, { maxLength: 5 }), async (invoices) => {
      const { content } = await written({ invoices })
      const records = await all(proe.read([content]))
      const heads = records.filter((one) => one.record === 'invoice')
      deepStrictEqual(
        heads.map(({ customerId, name, dueOn, lateInterestIncluded }) => [
          customerId,
          name,
          dueOn,
          lateInterestIncluded,
        ]),
        invoices.map(({ customerId, name, dueOn, lateInterestIncluded }) => [
          customerId,
          name,
          dueOn,
          lateInterestIncluded,
        ]),
      )
      deepStrictEqual(
        records.flatMap((one) => (one.record === 'detail' ? [one.unitPrice * one.quantity] : [])),
        invoices.flatMap(({ rows }) =>
          rows.flatMap((row) =>
            row.kind === 'detail' ? [row.priceCents * 100n * BigInt(row.quantity ?? 1) * 10_000n] : [],
          ),
        ),
      )
      deepStrictEqual(await joined(proe.write(records)), content)
    }),
    { numRuns: 60 },
  )
  t.pass('60 files')
})

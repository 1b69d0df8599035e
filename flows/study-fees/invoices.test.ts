import t from 'tap'
import { proe } from '../../fixed-width/layouts/proe.layout.js'
import type { Batch } from '../../registers/study-fees/ledger-batches.js'
import type { PaidEvent } from '../../registers/study-fees/paid-events.js'
import { toInvoice } from './invoices.js'

const posting = {
  receivableAccount: '1739',
  bankAccount: '1910',
  studyFeeAccount: '3250',
  extraTimeAccount: '3271',
  costCentre: '2627',
}
const batch = { posting } as Batch
const event: PaidEvent = {
  seq: 42,
  kind: 'paid',
  stamp: '20260301000000010001',
  orderKind: 'study-fee',
  method: 'solopmt',
  amountCents: 48_200,
  currency: 'EUR',
  reference: '100000016',
  providerId: 'PEPM1',
  valueDay: '20260301',
  description: 'OPINTOMAKSU',
  rows: [{ product: 'ERIK-1', text: 'Erikoistumisopinnot', quantity: 1, unitCents: 48_200, vatCode: '0', vatRate: 0 }],
  customer: '1000001',
  payerName: 'Opiskelija Esimerkki',
}

async function lines(...events: readonly PaidEvent[]): Promise<readonly string[]> {
  async function* invoices() {
    for (const each of events) yield toInvoice(each, batch)
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of proe.codec.write({ invoices: invoices() })) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1').split('\n').slice(0, -1)
}

t.test('a paid study fee is an invoice with its detail rows in the columns of the layout', async (t) => {
  const [invoice, detail] = (await lines(event)) as [string, string]
  t.equal(invoice.length, 662)
  t.equal(detail.length, 275)
  const at = (line: string, from: number, to: number) => line.slice(from - 1, to).trimEnd()
  t.equal(at(invoice, 1, 12), '1000001    L')
  t.equal(at(invoice, 15, 64), 'Opiskelija Esimerkki')
  t.equal(at(invoice, 286, 309), '202603012026030120260301')
  t.equal(at(invoice, 330, 337), '00000042')
  t.equal(at(invoice, 338, 357), '100000016')
  t.equal(at(invoice, 548, 558), '', 'no personal code')
  t.equal(at(detail, 13, 52), 'ERIK-1')
  t.equal(at(detail, 54, 65), '000004820000')
  t.equal(at(detail, 70, 81), '000000010000')
  t.equal(at(detail, 145, 204), '1910')
  t.equal(at(detail, 205, 264), '3250        2627')
})

t.test('a payer without a number is known by the reference of the payment', async (t) => {
  const { customer: _, payerName: __, ...nameless } = event
  const [invoice] = (await lines(nameless)) as [string]
  t.equal(invoice.slice(0, 12), '100000016  L')
})

t.test('a correction credits the invoice it takes back', async (t) => {
  const [credit, detail] = (await lines({ ...event, seq: 43, kind: 'correction', corrects: 42 })) as [string, string]
  t.equal(credit.slice(317, 329).trimEnd(), '00000042')
  t.equal(detail[52], '-')
})

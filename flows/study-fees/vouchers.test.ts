import t from 'tap'
import { hubGl } from '../../fixed-width/layouts/hub-gl.layout.js'
import type { PaidEvent } from '../../registers/study-fees/paid-events.js'
import type { AskedBatch } from './ledger-files.js'
import { hubGlFile, toVoucher, vatWithin } from './vouchers.js'

const batch: AskedBatch = {
  id: 'message',
  now: 0,
  number: 17,
  layout: 'hub-gl',
  posting: {
    sender: 'HUB',
    company: 'UNI1',
    mode: 'T',
    voucherType: 'VM',
    receivableAccount: '1739',
    bankAccount: '1910',
    extraTimeAccount: '3271',
    restoringAccount: '3272',
    studyFeeAccount: '3250',
    costCentre: '2627',
  },
  created: '20260302040000',
  createdDay: '20260302',
  fromSeq: 1,
  toSeq: 1,
  periodFrom: '20260301',
  periodTo: '20260301',
  eventsIn: 1,
  fileName: 'gl.txt',
}
const event: PaidEvent = {
  seq: 1,
  kind: 'paid',
  stamp: '20260301000000010001',
  orderKind: 'extra-time',
  method: 'paytrail',
  amountCents: 3500,
  currency: 'EUR',
  reference: '12345672',
  providerId: '4b300af6-9a22-11e8-9184-abb6de7fd2d0',
  valueDay: '20260301',
  description: 'KÄSITTELYMAKSU LISÄAIKA',
  rows: [
    { product: 'extra-time', text: 'Lisäajan käsittelymaksu', quantity: 1, unitCents: 3500, vatCode: '0', vatRate: 0 },
  ],
}

async function written(events: readonly PaidEvent[]): Promise<readonly string[]> {
  async function* vouchers() {
    for (const each of events) yield toVoucher(each, batch)
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of hubGl.codec.write(hubGlFile('all', vouchers(), batch))) chunks.push(chunk)
  return Buffer.concat(chunks)
    .toString('latin1')
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.trimEnd())
}

t.test('one fee paid through Paytrail is the worked file of the protocol reference, byte for byte', async (t) => {
  t.same(await written([event]), [
    'G0200001HUB     UNI1    00000000001720260302040000EURT2026030120260301',
    'G100000001VM00000000202603012603KÄSITTELYMAKSU LISÄAIKA                 000000000000123456724b300af6-9a22-11e8-9184-abb6de7fd2d000020000000000035000000000000035000',
    'G20000000100011739                            +0000000000035000  0000000000000000000020260301MAKSUNVÄLITTÄJÄSAAMINEN                 00000000000012345672',
    'G20000000100023271    2627                    -0000000000035000  0000000000000000000020260301KÄSITTELYMAKSUTUOTTO                    00000000000012345672',
    'G90000000100000002000000050000000000000035000000000000000035000000000000000000000000000000000000005010F0768B67F541B72C4DE34164D512B3E0F58E19AD3C3D6B1A561E3EF3B4302AE9',
  ])
})

t.test('an empty day has a header and a trailer of zeros', async (t) => {
  const [header, trailer, ...rest] = await written([])
  t.match(header, /^G0/)
  t.match(trailer, /^G900000000000000000000000200000000000000000000000000000000000000000000/)
  t.same(rest, [])
})

t.test(
  'money that came straight to the bank is debited there, and each kind of fee credits its own account',
  async (t) => {
    const accounts = (more: Partial<PaidEvent>) =>
      toVoucher({ ...event, ...more }, batch).rows.map(({ account }) => account)
    t.same(accounts({ method: 'solopmt' }), ['1910', '3271'])
    t.same(accounts({ orderKind: 'restoring' }), ['1739', '3272'])
    t.same(accounts({ orderKind: 'study-fee' }), ['1739', '3250'])
  },
)

t.test('a correction changes the sides and names what it corrects', async (t) => {
  const voucher = toVoucher({ ...event, seq: 2, kind: 'correction', corrects: 1 }, batch)
  t.match(voucher, { correction: true, corrects: event.stamp })
  t.same(
    voucher.rows.map(({ side, amount }) => [side, amount]),
    [
      ['-', 3500n],
      ['+', 3500n],
    ],
  )
  const lines = await written([event, { ...event, seq: 2, kind: 'correction', corrects: 1 }])
  t.match(lines.at(-1), /^G9000000020000000400000008000000000000007000000000000000007000/, 'and still balances')
})

t.test('rows of an order are rows of the voucher, with the tax within them', async (t) => {
  const row = { product: 'A', text: 'A', quantity: 2, unitCents: 12_550, vatCode: '1', vatRate: 2550 }
  const { rows } = toVoucher(
    { ...event, amountCents: 28_600, rows: [row, { ...row, quantity: 1, unitCents: 3500, vatRate: 0 }] },
    batch,
  )
  t.same(
    rows.map(({ side, amount, vat }) => [side, amount, vat ?? 0n]),
    [
      ['+', 28_600n, 0n],
      ['-', 25_100n, 5_100n],
      ['-', 3_500n, 0n],
    ],
  )
  t.equal(vatWithin(100n, 2400), 19n)
  t.equal(vatWithin(1n, 10_000), 1n, 'a half goes up')
})

import type { Decoder } from '../../bus/flow.js'
import { orElse } from '../field.js'
import { blank, code, flag, literal, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { cents, decimal, integer } from '../fields/numbers.js'
import { digits, text } from '../fields/text.js'
import { count, serial, sha256, sum } from '../fields/totals.js'
import { atLeastOnce, inOrder, oneOf, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record, type Stream } from '../layout.js'
import { latinLetters } from '../transliteration.js'

const LENGTH = 300
const number = (width: number) => orElse(digits(width, { leadingZeros: 'dropped' }), '')
const maybe = (width: number) => orElse(text(width), '')
const sign = () => code('+', '-')

// A row counts for its invoice by the signs of its price and its quantity: a discount takes off, two minuses add.
const over = (field: string) => [
  { of: `row.${field}`, where: { priceSign: '+', quantitySign: '+' } },
  { of: `row.${field}`, where: { priceSign: '-', quantitySign: '-' } },
  { of: `-row.${field}`, where: { priceSign: '+', quantitySign: '-' } },
  { of: `-row.${field}`, where: { priceSign: '-', quantitySign: '+' } },
]

const records = {
  header: record(LENGTH, {
    type: tag('A0'),
    length: literal('300'),
    version: literal('001'),
    sender: text(8),
    company: text(8),
    /** One more on each run; never used again for other bytes. */
    batchId: integer(12),
    /** Wall clock of the hub, `2026-03-02T04:00:00`. */
    created: date('yyyymmddHHMMSS'),
    currency: text(3),
    /** T for a test, P for production. */
    mode: code('T', 'P'),
    periodFrom: date('yyyymmdd'),
    periodTo: date('yyyymmdd'),
    _: blank(230),
  }),
  invoice: record(LENGTH, {
    type: tag('A1'),
    /** Invoices of the file counted from 1. */
    seq: serial(8, 'invoice'),
    number: digits(12, { leadingZeros: 'dropped' }),
    /** Person or business; left out unless the ledger needs it. */
    personId: orElse(text(11, { personal: true }), ''),
    customer: text(12),
    name: text(50, { personal: true, mayCut: true }),
    street: orElse(text(30, { personal: true, mayCut: true }), ''),
    postcode: maybe(5),
    town: orElse(text(20, { mayCut: true }), ''),
    country: maybe(2),
    invoicedOn: date('yyyymmdd'),
    dueOn: date('yyyymmdd'),
    accountedOn: date('yyyymmdd'),
    reference: number(20),
    /** The reference in the form of ISO 11649. */
    rf: maybe(25),
    /** 1 debit, 2 credit. The amounts of a credit note are positive, too. */
    kind: code('1', '2'),
    /** The invoice that a credit note credits. */
    credits: number(12),
    currency: text(3),
    gross: sum(15, over('gross')),
    vat: sum(15, over('vat')),
    description: orElse(text(30, { mayCut: true }), ''),
    _: blank(3),
  }),
  row: record(LENGTH, {
    type: tag('A2'),
    /** The invoice's. */
    seq: serial(8, 'invoice'),
    /** Rows of the invoice counted from 1. */
    row: serial(4, 'row', { within: 'invoice' }),
    product: maybe(10),
    text: text(40, { mayCut: true }),
    priceSign: sign(),
    price: decimal(12, 4),
    unit: maybe(3),
    quantitySign: sign(),
    quantity: decimal(12, 4),
    vatCode: maybe(3),
    /** Hundredths of a per cent: 25,50 % is 2550. */
    vatRate: orElse(integer(5), 0),
    net: cents(15),
    vat: orElse(cents(15), 0n),
    gross: cents(15),
    /** Where the ledger posts it. */
    credit: maybe(60),
    debit: maybe(60),
    _: blank(34),
  }),
  settlement: record(LENGTH, {
    type: tag('A3'),
    /** Settlements of the file counted from 1. */
    seq: serial(8, 'settlement'),
    reference: number(20),
    paidOn: date('yyyymmdd'),
    bookedOn: date('yyyymmdd'),
    sign: sign(),
    amount: cents(15),
    method: text(8),
    providerId: maybe(36),
    archiveId: maybe(20),
    correction: orElse(flag(), false),
    settlement: maybe(20),
    fee: orElse(cents(15), 0n),
    _: blank(138),
  }),
  trailer: record(LENGTH, {
    type: tag('A9'),
    invoices: count(8, 'invoice'),
    rows: count(8, 'row'),
    settlements: count(8, 'settlement'),
    records: count(8, '*'),
    gross: sum(18, 'invoice.gross'),
    settled: sum(18, 'settlement.amount', { where: { correction: false } }),
    corrections: count(8, 'settlement', { where: { correction: true } }),
    correctionSum: sum(18, 'settlement.amount', { where: { correction: true } }),
    references: sum(14, ['invoice.reference', 'settlement.reference'], { modulo: 10n ** 14n }),
    hash: sha256(),
    _: blank(126),
  }),
}

export type HubArRecord = RecordsOf<typeof records>
type Input<Name = HubArRecord['record']> = Extract<InputsOf<typeof records>, { record: Name }>

export type HubArHeader = Omit<Input<'header'>, 'record'>
/**
 * A row of an invoice. `price` and `quantity` are in ten-thousandths and may be negative; net, VAT and gross, in cents, never
 * are: where just one of the two is negative, they are taken off the invoice.
 */
export type HubArRow = Omit<Input<'row'>, 'record' | 'seq' | 'row' | 'priceSign' | 'quantitySign'>
/** An invoice or a credit note with its rows; its gross and VAT are those of the rows. */
export type HubArInvoice = Omit<Input<'invoice'>, 'record' | 'seq' | 'gross' | 'vat'> & {
  readonly rows: readonly HubArRow[]
}
/** What was paid, in cents; negative where it was paid back. */
export type HubArSettlement = Omit<Input<'settlement'>, 'record' | 'seq' | 'sign'>
/** Invoices and settlements in the order of the file. */
export type HubArEntry = { readonly invoice: HubArInvoice } | { readonly settlement: HubArSettlement }
/** One batch. No entries make an empty day: a header and a trailer of zeros. */
export interface HubArFile {
  readonly header: HubArHeader
  readonly entries: Stream<HubArEntry>
}

/**
 * Sales-ledger invoices and settlements, HUB-AR/1. An invoice is the sum of its rows. The trailer adds up amounts as they
 * stand in their columns: credit notes and paid-back amounts too; corrected settlements are counted apart. Its hash covers
 * all records before it with their line ends.
 */
export const hubAr = layout('hub-ar', {
  summary: 'Sales-ledger invoices and settlements, HUB-AR/1: from the hub to the ledger, one batch per file.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'crlf' },
  records,
  frame: ['header', repeat(oneOf(inOrder('invoice', atLeastOnce('row')), 'settlement')), 'trailer'],
  transliterate: latinLetters,
  rules: {
    // A writer's record may leave its VAT out.
    row: ({ net, vat = 0n, gross }) =>
      gross === net + vat ? undefined : { field: 'gross', expected: `${net + vat}, which is net and VAT` },
  },
  sample,
  file: recordsOf,
})
export default hubAr

async function* recordsOf({ header, entries }: HubArFile): AsyncGenerator<readonly Input[]> {
  yield [{ ...header, record: 'header' }]
  for await (const entry of entries) {
    if ('settlement' in entry) {
      const { amount, ...settlement } = entry.settlement
      yield [{ ...settlement, record: 'settlement', ...signOf('sign', 'amount', amount) }]
      continue
    }
    const { rows, ...invoice } = entry.invoice
    yield [{ ...invoice, record: 'invoice' }, ...rows.map(rowRecord)]
  }
  yield [{ record: 'trailer' }]
}

const signOf = <S extends string, A extends string>(sign: S, amount: A, value: bigint) =>
  ({ [sign]: value < 0n ? '-' : '+', [amount]: value < 0n ? -value : value }) as Record<S, '+' | '-'> &
    Record<A, bigint>

const rowRecord = ({ price, quantity, ...row }: HubArRow): Input<'row'> => ({
  ...row,
  record: 'row',
  ...signOf('priceSign', 'price', price),
  ...signOf('quantitySign', 'quantity', quantity),
})

/** Reads a batch back, invoice by invoice and settlement by settlement; its header and totals are checked and not given. */
export const hubArEntries: Decoder<HubArEntry> = { name: 'hub-ar entries', read: entriesOf }

async function* entriesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<HubArEntry> {
  let open: (HubArInvoice & { rows: HubArRow[] }) | undefined
  for await (const found of hubAr.read(bytes)) {
    if (found.record === 'row') {
      const { record: _, seq: _seq, row: _row, priceSign, quantitySign, price, quantity, ...row } = found
      open?.rows.push({ ...row, price: signed(priceSign, price), quantity: signed(quantitySign, quantity) })
      continue
    }
    if (open !== undefined) yield { invoice: open }
    open = undefined
    if (found.record === 'invoice') {
      const { record: _, seq: _seq, gross: _gross, vat: _vat, ...invoice } = found
      open = { ...invoice, rows: [] }
    } else if (found.record === 'settlement') {
      const { record: _, seq: _seq, sign, amount, ...settlement } = found
      yield { settlement: { ...settlement, amount: signed(sign, amount) } }
    }
  }
}

const signed = (sign: '+' | '-', amount: bigint) => (sign === '-' ? -amount : amount)

/** Invoices of one to three rows, every other one paid. */
function* sample(random: () => number, wanted: number): Generator<readonly Input[]> {
  const below = (limit: number) => Math.floor(random() * limit)
  const [periodFrom, periodTo] = ['2026-03-01', '2026-03-31']
  const period = { created: '2026-04-01T04:00:00', currency: 'EUR', mode: 'T', periodFrom, periodTo } as const
  yield [{ record: 'header', sender: 'HUB', company: 'UNI1', batchId: 1 + below(1_000_000), ...period }]
  let left = wanted - 2
  for (let number = 1; left > 0; number++) {
    const on = `2026-03-${10 + below(20)}`
    const reference = String(10_000 + below(10 ** 9))
    const dates = { invoicedOn: on, dueOn: '2026-04-30', accountedOn: on }
    const who = { customer: `C${below(10 ** 6)}`, name: 'TESTI ESIMERKKI', town: 'HELSINKI', country: 'FI' }
    const invoice = { number: String(number), ...who, ...dates, reference, kind: '1', currency: 'EUR' } as const
    const rows = Array.from({ length: 1 + below(3) }, (): Input<'row'> => {
      const net = BigInt(100 + below(100_000))
      const vat = (net * 255n) / 1000n
      const amounts = { price: net * 100n, unit: 'KPL', quantity: 10_000n, vatRate: 2550, net, vat, gross: net + vat }
      return { record: 'row', product: 'FEE', text: 'LUKUKAUSIMAKSU', priceSign: '+', quantitySign: '+', ...amounts }
    })
    yield [{ record: 'invoice', ...invoice }, ...rows]
    left -= 1 + rows.length
    if (number % 2 === 0 || left <= 0) continue
    const amount = rows.reduce((sum, { gross }) => sum + gross, 0n)
    const fee = BigInt(below(100))
    yield [{ record: 'settlement', reference, paidOn: on, bookedOn: on, sign: '+', amount, method: 'PAYTRAIL', fee }]
    left--
  }
  yield [{ record: 'trailer' }]
}

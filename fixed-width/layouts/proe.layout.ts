import { orElse } from '../field.js'
import { blank, code, tag } from '../fields/constants.js'
import { date } from '../fields/dates.js'
import { decimal, signed } from '../fields/numbers.js'
import { text } from '../fields/text.js'
import { oneOf, optional, repeat } from '../frame.js'
import { type InputsOf, layout, type RecordsOf, record, type Stream } from '../layout.js'
import { latinLetters } from '../transliteration.js'

const SIGN = { plus: ' ', minus: '-' }
const personal = true
const mayCut = true
/** Of the customer: an id, a name, an address. Never in an error text. */
const own = (width: number) => text(width, { personal })
const name = (width: number) => text(width, { personal, mayCut, most: 30 }) // the ledger reads 30 of the 50
const empty = (width: number) => orElse(text(width), '')
const ownOrEmpty = (width: number) => orElse(own(width), '')
const cutOrEmpty = (width: number) => orElse(text(width, { personal, mayCut }), '')

const records = {
  invoice: record(662, {
    customerId: own(11),
    row: tag('L'),
    customerGroup: orElse(text(2), '10'),
    name: name(50),
    name2: orElse(name(50), ''),
    street: cutOrEmpty(30),
    postal: cutOrEmpty(30),
    phone: ownOrEmpty(15),
    fax: ownOrEmpty(15),
    contact: cutOrEmpty(30),
    bank: empty(30),
    bankAccount: ownOrEmpty(15),
    /** 0: outside the organisation. */
    customerType: orElse(text(1), '0'),
    /** 1: Finnish. */
    language: orElse(text(1), '1'),
    reminderCode: empty(1),
    paymentMethod: orElse(text(1), 'N'),
    defaultCode: orElse(text(1), '0'),
    printCode: orElse(text(1), 'K'),
    invoicedOn: date('yyyymmdd'),
    dueOn: date('yyyymmdd'),
    accountedOn: date('yyyymmdd'),
    /** Late interest that the invoice includes, in cents. */
    lateInterestIncluded: orElse(decimal(8, 2), 0n),
    creditedInvoice: empty(12),
    invoiceNumber: empty(8),
    reference: empty(20),
    paymentType: orElse(text(1), 'N'),
    partnerCode: empty(10),
    currency: empty(3),
    invoiceType: empty(2),
    invoicingUnit: orElse(text(3), '000'),
    description: orElse(text(30, { mayCut }), ''),
    nonDisclosure: empty(1),
    contractNumber: empty(40),
    orderNumber: empty(40),
    address2: cutOrEmpty(30),
    country: empty(30),
    /** Only if the ledger needs it. */
    personalCode: ownOrEmpty(11),
    lateInterest: empty(6),
    vatId: empty(35),
    deliveredOn: orElse(date('yyyymmdd', { none: ' ' }), ''),
    ovt: empty(35),
    paymentTerm: empty(10),
    /** Too short for a creditor reference (RF): left blank. */
    _: blank(10),
  }),
  coDebtor: record(442, {
    customerId: own(11),
    row: tag('Y'),
    id: own(11),
    name: name(50),
    street: cutOrEmpty(30),
    postal: cutOrEmpty(30),
    phone: ownOrEmpty(15),
    _1: blank(90),
    language: orElse(text(1), '1'),
    _2: blank(1),
    partnerCode: empty(10),
    _3: blank(1),
    address2: cutOrEmpty(30),
    country: empty(30),
    name2: orElse(name(50), ''),
    personalCode: ownOrEmpty(11),
    vatId: empty(35),
    ovt: empty(35),
  }),
  text: record(191, {
    customerId: own(11),
    row: tag('3'),
    text: text(78, { mayCut }),
    heading: orElse(text(91, { mayCut }), ''),
    constantTextId: empty(10),
  }),
  detail: record(275, {
    customerId: own(11),
    row: tag('1'),
    product: text(40, { mayCut }),
    /** In ten-thousandths of the currency: 482,00 is 4820000n. */
    unitPrice: signed(decimal(12, 4), SIGN),
    unit: orElse(text(3), 'kpl'),
    /** In ten-thousandths: 1 is 10000n. */
    quantity: orElse(signed(decimal(12, 4), SIGN), 10_000n),
    vatCode: empty(2),
    vatAccount: empty(60),
    /** 0: the price is without VAT. */
    grossOrNet: orElse(code('0', '1'), '0'),
    debitPosting: empty(60),
    creditPosting: empty(60),
    _: blank(11),
  }),
}

export type ProeRecord = RecordsOf<typeof records>
type Input<Name> = Extract<InputsOf<typeof records>, { record: Name }>
type Own<Name> = Omit<Input<Name>, 'record' | 'customerId'>

/** A row of an invoice: words, or something that costs. `priceCents` is the unit price, `quantity` a whole number (1). */
export type ProeRow =
  | ({ readonly kind: 'text' } & Own<'text'>)
  | ({ readonly kind: 'detail'; readonly priceCents: bigint; readonly quantity?: number } & Omit<
      Own<'detail'>,
      'unitPrice' | 'quantity'
    >)
export type ProeInvoice = Omit<Input<'invoice'>, 'record'> & {
  readonly coDebtor?: Own<'coDebtor'>
  readonly rows: readonly ProeRow[]
}
/** The invoices of a file; it has neither header nor trailer, and no invoices make an empty file. */
export type ProeFile = { readonly invoices: Stream<ProeInvoice> }

/** Sales invoices as Finnish municipalities send them to Intime Plus ("ProE"). Confirm with the ledger's supplier. */
export const proe = layout('proe', {
  summary: 'Sales invoices to Intime Plus ("ProE"), as Finnish municipalities write them.',
  encoding: 'iso-8859-1',
  lines: { write: 'lf', read: 'either' },
  records,
  frame: [repeat('invoice', optional('coDebtor'), repeat(oneOf('text', 'detail')))],
  transliterate: latinLetters,
  file: recordsOf,
})
export default proe

async function* recordsOf({ invoices }: ProeFile): AsyncGenerator<readonly InputsOf<typeof records>[]> {
  for await (const { rows, coDebtor, ...invoice } of invoices) {
    const { customerId } = invoice
    const out: InputsOf<typeof records>[] = [{ record: 'invoice', ...invoice }]
    if (coDebtor !== undefined) out.push({ record: 'coDebtor', ...coDebtor, customerId })
    for (const row of rows) out.push(recordOfRow(row, customerId))
    yield out
  }
}

function recordOfRow(given: ProeRow, customerId: string): InputsOf<typeof records> {
  if (given.kind === 'text') {
    const { kind: _, ...row } = given
    return { record: 'text', ...row, customerId }
  }
  const { kind: _, priceCents, quantity = 1, ...row } = given
  return { record: 'detail', ...row, customerId, unitPrice: priceCents * 100n, quantity: BigInt(quantity) * 10_000n }
}

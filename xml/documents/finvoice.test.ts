import { readFileSync } from 'node:fs'
import t from 'tap'
import { finvoiceWithOriginalDate } from '../../test/xml/generate.js'
import { treeOf } from '../../test/xml/tree.js'
import { unitsOf } from '../numbers.js'
import { validateXsd, xsd } from '../xsd/xsd.js'
import { finvoice } from './finvoice.js'

const fixture = (name: string) => readFileSync(`test/fixtures/finvoice-xml/${name}`)
const published = xsd('Finvoice 2.01', fixture('finvoice-2.01.xsd'))
const latin = fixture('finvoice-2.01-iso8859-15.xml')
const sender = fixture('sender-system.xml')
const credit = fixture('credit-note.xml')

for (const [name, file, schema] of [
  ['finvoice-2.01-iso8859-15.xml', latin, published],
  ['sender-system.xml', sender, published],
  ['credit-note.xml', credit, finvoiceWithOriginalDate()],
] as const) {
  t.test(`${name} is read, written and read again, and nothing of it is lost`, async (t) => {
    const invoice = finvoice.parse(file)
    const written = finvoice.bytes(invoice)
    t.strictSame(finvoice.parse(written), invoice)
    t.same(treeOf(written), treeOf(file), 'element by element')
    t.same(await validateXsd(written, schema), [], 'what is written is valid')
    const latin9 = finvoice.bytes(invoice, { encoding: 'ISO-8859-15' })
    t.match(Buffer.from(latin9).toString('latin1'), /^<\?xml version="1.0" encoding="ISO-8859-15"\?>/)
    t.strictSame(finvoice.parse(latin9), invoice, 'in ISO-8859-15 too')
  })
}

t.test('an invoice in ISO-8859-15 behind a stylesheet instruction is read with its letters', async (t) => {
  const invoice = await finvoice.read([latin])
  t.match(invoice, {
    Version: '2.01',
    SellerPartyDetails: {
      SellerOrganisationName: ['Pullin Musiikki oy', 'Pullis Musik Ab', 'Kajala Group Oy'],
    },
    InvoiceDetails: {
      InvoiceTypeCode: { value: 'INV01' },
      InvoiceNumber: '123456',
      InvoiceDate: '2017-10-13',
      InvoiceTotalVatExcludedAmount: { value: '100.00', AmountCurrencyIdentifier: 'EUR' },
      InvoiceTotalVatAmount: { value: '24.00' },
      InvoiceTotalVatIncludedAmount: { value: '124.00' },
    },
    EpiDetails: {
      EpiPaymentInstructionDetails: {
        EpiRemittanceInfoIdentifier: { value: 'RF911234567890120', IdentificationSchemeName: 'ISO' },
        EpiInstructedAmount: { value: '124.00' },
      },
    },
  })
  const [terms] = invoice.InvoiceDetails.PaymentTermsDetails
  t.match(terms, {
    PaymentTermsFreeText: ['14 päivää netto'],
    InvoiceDueDate: '2017-11-22',
    PaymentOverDueFineDetails: { PaymentOverDueFineFreeText: ['Viivästyskorko'], PaymentOverDueFinePercent: '8.5' },
  })
  t.equal(invoice.EpiDetails.EpiIdentificationDetails.EpiReference, '', 'an empty element is empty text, not nothing')
  t.equal(invoice.InvoiceRow.length, 1)
  t.match(invoice.InvoiceRow[0], {
    DeliveredQuantity: [{ value: '2', QuantityUnitCode: 'kpl' }],
    UnitPriceAmount: { value: '50.00' },
  })
})

t.test('an invoice of a sender’s system', async (t) => {
  const invoice = finvoice.parse(sender)
  t.match(invoice, {
    Version: '1.3',
    SellerPartyDetails: { SellerPartyIdentifier: '7654321-2', SellerOrganisationName: ['Lähettäjä Oy'] },
    SellerOrganisationUnitNumber: '003776543212',
    BuyerPartyDetails: { BuyerOrganisationName: ['Vastaanottaja Oy'] },
    InvoiceDetails: {
      InvoiceTypeCode: { value: 'INV01' },
      InvoiceNumber: '1042',
      InvoiceDate: '2026-09-22',
      InvoiceTotalVatExcludedAmount: { value: '1.00' },
      InvoiceTotalVatAmount: { value: '0.00' },
      InvoiceTotalVatIncludedAmount: { value: '1.00' },
      VatSpecificationDetails: [{ VatCode: 'Z', VatRatePercent: '0.000' }],
      PaymentTermsDetails: [{ InvoiceDueDate: '2026-10-22' }],
    },
    EpiDetails: {
      EpiIdentificationDetails: { EpiReference: '1042005' },
      EpiPaymentInstructionDetails: { EpiRemittanceInfoIdentifier: { value: '1042005' } },
    },
  })
})

t.test('a credit note keeps its signs', async (t) => {
  const { InvoiceDetails: details, InvoiceRow: rows } = finvoice.parse(credit)
  t.match(details, {
    InvoiceTypeCode: { value: 'INV02' },
    InvoiceNumber: '1043',
    OriginalInvoiceNumber: '1042',
    OriginalInvoiceDate: '2026-09-22',
    VatSpecificationDetails: [{ VatRatePercent: '25.5' }],
  })
  t.match(rows, [
    { DeliveredQuantity: [{ value: '-2' }], UnitPriceAmount: { value: '50.00' }, RowVatRatePercent: '25.5' },
  ])
  const cents = [
    details.InvoiceTotalVatExcludedAmount!,
    details.InvoiceTotalVatAmount!,
    details.InvoiceTotalVatIncludedAmount!,
  ].map(({ value }) => unitsOf(value, 2))
  t.strictSame(cents, [-10000n, -2550n, -12550n])
})

t.test('amounts and dates are refused in any other form', async (t) => {
  const changed = (from: string, to: string) => Buffer.from(sender.toString().replace(from, to))
  for (const [from, to] of [
    ['>1,00</InvoiceTotalVatIncluded', '>1.00</InvoiceTotalVatIncluded'],
    ['>1,00</InvoiceTotalVatIncluded', '>1,0</InvoiceTotalVatIncluded'],
    ['>20261022</InvoiceDueDate', '>20261032</InvoiceDueDate'],
    ['>20261022</InvoiceDueDate', '>2026-10-22</InvoiceDueDate'],
    ['>0,000</VatRatePercent', '>0,0000</VatRatePercent'],
    ['>0,000</VatRatePercent', '> 0,000</VatRatePercent'],
  ] as const)
    t.throws(() => finvoice.parse(changed(from, to)), { code: 'HUB_XML_VALUE' }, to)
  t.throws(() => finvoice.parse(changed('Format="CCYYMMDD"', 'Format="DDMMCCYY"')), {
    code: 'HUB_XML_VALUE',
    details: { path: /@Format$/ },
  })
  const invoice = finvoice.parse(sender)
  const InvoiceTotalVatIncludedAmount = { value: '1.0', AmountCurrencyIdentifier: 'EUR' }
  t.throws(
    () => finvoice.bytes({ ...invoice, InvoiceDetails: { ...invoice.InvoiceDetails, InvoiceTotalVatIncludedAmount } }),
    { code: 'HUB_XML_REFUSED', message: /InvoiceTotalVatIncludedAmount/ },
  )
})

t.test('names and addresses are not told in errors', async (t) => {
  const long = sender.toString().replace('Vastaanottaja Oy', 'Matti Testi '.repeat(10))
  const { problems } = await finvoice.check([Buffer.from(long)])
  t.match(problems, [{ path: /BuyerOrganisationName\[1\]$/, found: '120 characters (personal)' }])
})

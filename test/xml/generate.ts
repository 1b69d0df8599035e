import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SourceOptions } from '../../xml/xsd/source/output.js'
import { schemaSource } from '../../xml/xsd/source/source.js'
import { type Xsd, xsd } from '../../xml/xsd/xsd.js'
import { camtFamily } from './camt.js'

// Makes the schemas of xml/documents/generated from the XSDs among the fixtures: `npm run xml-documents`. A test compares.

export interface Generated {
  readonly file: string
  readonly text: string
}

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`)
const ISO = 'ISO 20022 Registration Authority'
const CAMT_ROOTS = ['Document052', 'Document053', 'Document054']

/** Parties, accounts and what is written to them: of a business or of a person, which no message says. */
const ISO_PERSONAL =
  /^(PartyIdentification\d+|PersonIdentification\d+|CashAccount\d+|AccountIdentification\d+Choice|PostalAddress\d+|ContactDetails\d+|Contact\d+|NameAndAddress\d+|RemittanceInformation\d+|RemittanceLocation\w*\d+|TaxParty\d+)$/
const FINVOICE_PERSONAL =
  /^(\w*PartyDetailsType|\w*CommunicationDetailsType|\w*AddressDetailsType|\w*Account(ID|Details)Type|PartyIdentifierType)$/

const typesIn = (bytes: Uint8Array, pattern: RegExp) =>
  [
    ...Buffer.from(bytes)
      .toString()
      .matchAll(/<xs:complexType name="(\w+)"/g),
  ]
    .map(([, name]) => name!)
    .filter((name) => pattern.test(name))

/** Senders of Finvoice 1.3 tell when the invoice that is credited was made; the schema of 2.01 lacks that. */
export function finvoiceWithOriginalDate(): Xsd {
  const text = fixture('finvoice-xml/finvoice-2.01.xsd').toString()
  const before = /(<xs:element name="OriginalInvoiceNumber" [^>]*>)/
  const made = text.replace(before, '$1<xs:element name="OriginalInvoiceDate" type="date" minOccurs="0"/>')
  return xsd('Finvoice 1.3 to 2.01', Buffer.from(made))
}

const iso = (name: string) => xsd(name, fixture(`iso20022-xml/${name}.xsd`))
const FINVOICE_TYPES = '../finvoice-types.js'
const SCHEMAS: readonly (readonly [file: string, schema: () => Xsd, options: SourceOptions])[] = [
  [
    'camt-2009',
    () => camtFamily('2009'),
    { root: CAMT_ROOTS, banner: `camt.052.001.02, camt.053.001.02 and camt.054.001.02; ${ISO}` },
  ],
  [
    'camt-2019',
    () => camtFamily('2019'),
    { root: CAMT_ROOTS, banner: `camt.052.001.08, camt.053.001.08 and camt.054.001.08; ${ISO}` },
  ],
  [
    'pain-001-001-03',
    () => iso('pain.001.001.03'),
    { banner: `pain.001.001.03, customer credit transfer initiation; ${ISO}` },
  ],
  [
    'finvoice',
    finvoiceWithOriginalDate,
    {
      banner: 'Finvoice 1.3 to 2.01, electronic invoice; Finance Finland',
      own: {
        date: { from: FINVOICE_TYPES, name: 'finvoiceDate', type: 'string' },
        monetaryAmount: { from: FINVOICE_TYPES, name: 'monetaryAmount', type: 'string' },
        epiMonetaryAmount: { from: FINVOICE_TYPES, name: 'epiMonetaryAmount', type: 'string' },
        unitAmountType: { from: FINVOICE_TYPES, name: 'unitAmount', type: 'string' },
        percentage: { from: FINVOICE_TYPES, name: 'percentage', type: 'string' },
        exchangeRate: { from: FINVOICE_TYPES, name: 'exchangeRate', type: 'string' },
      },
    },
  ],
]

export function generatedSchemas(): readonly Generated[] {
  return SCHEMAS.map(([file, schema, options]) => {
    const made = schema()
    const personal = typesIn(made.file, file === 'finvoice' ? FINVOICE_PERSONAL : ISO_PERSONAL)
    const text = schemaSource(made, { ...options, personal, library: '../..', suffix: '.js' })
    return { file: `xml/documents/generated/${file}.ts`, text }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const { file, text } of generatedSchemas()) writeFileSync(file, text)

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SourceOptions } from '../../xml/xsd/source/output.js'
import { schemaSource } from '../../xml/xsd/source/source.js'
import { type Xsd, xsd } from '../../xml/xsd/xsd.js'

// Makes the schemas of xml/documents/generated from the XSDs among the fixtures: `npm run xml-documents`. A test compares.

export interface Generated {
  readonly file: string
  readonly text: string
}

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`)
const ISO = 'ISO 20022 Registration Authority'

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

/** camt.053.001.08 is made of the same parts as camt.054.001.08: only the statement itself and its balances are its own. */
export function camt053of2019(): Xsd {
  const types = `
    <xs:complexType name="AccountStatement9"><xs:sequence>
      <xs:element name="Id" type="Max35Text"/>
      <xs:element minOccurs="0" name="StmtPgntn" type="Pagination1"/>
      <xs:element minOccurs="0" name="ElctrncSeqNb" type="Number"/>
      <xs:element minOccurs="0" name="RptgSeq" type="SequenceRange1Choice"/>
      <xs:element minOccurs="0" name="LglSeqNb" type="Number"/>
      <xs:element minOccurs="0" name="CreDtTm" type="ISODateTime"/>
      <xs:element minOccurs="0" name="FrToDt" type="DateTimePeriod1"/>
      <xs:element minOccurs="0" name="CpyDplctInd" type="CopyDuplicate1Code"/>
      <xs:element minOccurs="0" name="RptgSrc" type="ReportingSource1Choice"/>
      <xs:element name="Acct" type="CashAccount39"/>
      <xs:element minOccurs="0" name="RltdAcct" type="CashAccount38"/>
      <xs:element maxOccurs="unbounded" minOccurs="0" name="Intrst" type="AccountInterest4"/>
      <xs:element maxOccurs="unbounded" name="Bal" type="CashBalance8"/>
      <xs:element minOccurs="0" name="TxsSummry" type="TotalTransactions6"/>
      <xs:element maxOccurs="unbounded" minOccurs="0" name="Ntry" type="ReportEntry10"/>
      <xs:element minOccurs="0" name="AddtlStmtInf" type="Max500Text"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="CashBalance8"><xs:sequence>
      <xs:element name="Tp" type="BalanceType13"/>
      <xs:element maxOccurs="unbounded" minOccurs="0" name="CdtLine" type="CreditLine3"/>
      <xs:element name="Amt" type="ActiveOrHistoricCurrencyAndAmount"/>
      <xs:element name="CdtDbtInd" type="CreditDebitCode"/>
      <xs:element name="Dt" type="DateAndDateTime2Choice"/>
      <xs:element maxOccurs="unbounded" minOccurs="0" name="Avlbty" type="CashAvailability1"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="BalanceType13"><xs:sequence>
      <xs:element name="CdOrPrtry" type="BalanceType10Choice"/>
      <xs:element minOccurs="0" name="SubTp" type="BalanceSubType1Choice"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="CreditLine3"><xs:sequence>
      <xs:element name="Incl" type="TrueFalseIndicator"/>
      <xs:element minOccurs="0" name="Tp" type="CreditLineType1Choice"/>
      <xs:element minOccurs="0" name="Amt" type="ActiveOrHistoricCurrencyAndAmount"/>
      <xs:element minOccurs="0" name="Dt" type="DateAndDateTime2Choice"/>
    </xs:sequence></xs:complexType>
    ${['BalanceType10', 'BalanceSubType1', 'CreditLineType1']
      .map(
        (name) => `<xs:complexType name="${name}Choice"><xs:choice>
      <xs:element name="Cd" type="External${name === 'BalanceType10' ? 'BalanceType1' : name}Code"/>
      <xs:element name="Prtry" type="Max35Text"/>
    </xs:choice></xs:complexType>`,
      )
      .join('\n')}
    ${['BalanceType1', 'BalanceSubType1', 'CreditLineType1']
      .map(
        (name) => `<xs:simpleType name="External${name}Code"><xs:restriction base="xs:string">
      <xs:minLength value="1"/><xs:maxLength value="4"/></xs:restriction></xs:simpleType>`,
      )
      .join('\n')}
    <xs:complexType name="BankToCustomerStatementV08"><xs:sequence>
      <xs:element name="GrpHdr" type="GroupHeader81"/>
      <xs:element maxOccurs="unbounded" name="Stmt" type="AccountStatement9"/>
      <xs:element maxOccurs="unbounded" minOccurs="0" name="SplmtryData" type="SupplementaryData1"/>
    </xs:sequence></xs:complexType>
    <xs:complexType name="Document"><xs:sequence>
      <xs:element name="BkToCstmrStmt" type="BankToCustomerStatementV08"/>
    </xs:sequence></xs:complexType>`
  const made = fixture('iso20022-xml/camt.054.001.08.xsd')
    .toString()
    .replaceAll('camt.054.001.08', 'camt.053.001.08')
    .replace(/<xs:complexType name="Document">.*?<\/xs:complexType>/s, '')
    .replace('</xs:schema>', `${types}\n</xs:schema>`)
  return xsd('camt.053.001.08', Buffer.from(made))
}

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
  ['camt-053-001-02', () => iso('camt.053.001.02'), { banner: `camt.053.001.02, bank to customer statement; ${ISO}` }],
  ['camt-053-001-08', camt053of2019, { banner: `camt.053.001.08, bank to customer statement; ${ISO}` }],
  [
    'camt-054-001-08',
    () => iso('camt.054.001.08'),
    { banner: `camt.054.001.08, bank to customer debit credit notification; ${ISO}` },
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

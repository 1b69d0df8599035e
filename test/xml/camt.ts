import { readFileSync } from 'node:fs'
import { type Xsd, xsd } from '../../xml/xsd/xsd.js'

// Account reports (camt.052), statements (camt.053) and notifications (camt.054) of one year are made of the same parts.
// One schema of each year was published with the samples; what the other two have of their own is written down here, from
// the message definitions of ISO 20022.

export type CamtMessage = '052' | '053' | '054'
interface Year {
  readonly published: string
  readonly file: string
  /** The types that the published schema lacks. */
  readonly types: string
  /** The type of each message's root. */
  readonly messages: Readonly<Record<CamtMessage, { readonly element: string; readonly type: string }>>
}

const ELEMENTS: Readonly<Record<CamtMessage, string>> = {
  '052': 'BkToCstmrAcctRpt',
  '053': 'BkToCstmrStmt',
  '054': 'BkToCstmrDbtCdtNtfctn',
}
const complex = (name: string, ...elements: readonly string[]) =>
  `<xs:complexType name="${name}"><xs:sequence>${elements.join('')}</xs:sequence></xs:complexType>`
const choice = (name: string, code: string) =>
  `<xs:complexType name="${name}"><xs:choice>${one('Cd', code)}${one('Prtry', 'Max35Text')}</xs:choice></xs:complexType>`
const one = (name: string, type: string) => `<xs:element name="${name}" type="${type}"/>`
const maybe = (name: string, type: string) => `<xs:element minOccurs="0" name="${name}" type="${type}"/>`
const any = (name: string, type: string) =>
  `<xs:element minOccurs="0" maxOccurs="unbounded" name="${name}" type="${type}"/>`
const some = (name: string, type: string) => `<xs:element maxOccurs="unbounded" name="${name}" type="${type}"/>`
const code4 = (name: string) =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="4"/></xs:restriction></xs:simpleType>`

const account2009 = (name: string, balances: string, more: string) =>
  complex(
    name,
    one('Id', 'Max35Text'),
    maybe('ElctrncSeqNb', 'Number'),
    maybe('LglSeqNb', 'Number'),
    one('CreDtTm', 'ISODateTime'),
    maybe('FrToDt', 'DateTimePeriodDetails'),
    maybe('CpyDplctInd', 'CopyDuplicate1Code'),
    maybe('RptgSrc', 'ReportingSource1Choice'),
    one('Acct', 'CashAccount20'),
    maybe('RltdAcct', 'CashAccount16'),
    any('Intrst', 'AccountInterest2'),
    balances,
    maybe('TxsSummry', 'TotalTransactions2'),
    any('Ntry', 'ReportEntry2'),
    maybe(more, 'Max500Text'),
  )
const OF_2009: Year = {
  published: 'camt.053.001.02',
  file: 'camt.053.001.02.xsd',
  types: [
    account2009('AccountReport11', any('Bal', 'CashBalance3'), 'AddtlRptInf'),
    account2009('AccountNotification2', '', 'AddtlNtfctnInf'),
    complex('BankToCustomerAccountReportV02', one('GrpHdr', 'GroupHeader42'), some('Rpt', 'AccountReport11')),
    complex(
      'BankToCustomerDebitCreditNotificationV02',
      one('GrpHdr', 'GroupHeader42'),
      some('Ntfctn', 'AccountNotification2'),
    ),
  ].join('\n'),
  messages: {
    '052': { element: ELEMENTS['052'], type: 'BankToCustomerAccountReportV02' },
    '053': { element: ELEMENTS['053'], type: 'BankToCustomerStatementV02' },
    '054': { element: ELEMENTS['054'], type: 'BankToCustomerDebitCreditNotificationV02' },
  },
}

const account2019 = (name: string, pages: string, balances: string, more: string) =>
  complex(
    name,
    one('Id', 'Max35Text'),
    maybe(pages, 'Pagination1'),
    maybe('ElctrncSeqNb', 'Number'),
    maybe('RptgSeq', 'SequenceRange1Choice'),
    maybe('LglSeqNb', 'Number'),
    maybe('CreDtTm', 'ISODateTime'),
    maybe('FrToDt', 'DateTimePeriod1'),
    maybe('CpyDplctInd', 'CopyDuplicate1Code'),
    maybe('RptgSrc', 'ReportingSource1Choice'),
    one('Acct', 'CashAccount39'),
    maybe('RltdAcct', 'CashAccount38'),
    any('Intrst', 'AccountInterest4'),
    balances,
    maybe('TxsSummry', 'TotalTransactions6'),
    any('Ntry', 'ReportEntry10'),
    maybe(more, 'Max500Text'),
  )
const message2019 = (name: string, list: string, type: string) =>
  complex(name, one('GrpHdr', 'GroupHeader81'), some(list, type), any('SplmtryData', 'SupplementaryData1'))
const OF_2019: Year = {
  published: 'camt.054.001.08',
  file: 'camt.054.001.08.xsd',
  types: [
    account2019('AccountReport25', 'RptPgntn', any('Bal', 'CashBalance8'), 'AddtlRptInf'),
    account2019('AccountStatement9', 'StmtPgntn', some('Bal', 'CashBalance8'), 'AddtlStmtInf'),
    complex(
      'CashBalance8',
      one('Tp', 'BalanceType13'),
      any('CdtLine', 'CreditLine3'),
      one('Amt', 'ActiveOrHistoricCurrencyAndAmount'),
      one('CdtDbtInd', 'CreditDebitCode'),
      one('Dt', 'DateAndDateTime2Choice'),
      any('Avlbty', 'CashAvailability1'),
    ),
    complex('BalanceType13', one('CdOrPrtry', 'BalanceType10Choice'), maybe('SubTp', 'BalanceSubType1Choice')),
    complex(
      'CreditLine3',
      one('Incl', 'TrueFalseIndicator'),
      maybe('Tp', 'CreditLineType1Choice'),
      maybe('Amt', 'ActiveOrHistoricCurrencyAndAmount'),
      maybe('Dt', 'DateAndDateTime2Choice'),
    ),
    choice('BalanceType10Choice', 'ExternalBalanceType1Code'),
    choice('BalanceSubType1Choice', 'ExternalBalanceSubType1Code'),
    choice('CreditLineType1Choice', 'ExternalCreditLineType1Code'),
    code4('ExternalBalanceType1Code'),
    code4('ExternalBalanceSubType1Code'),
    code4('ExternalCreditLineType1Code'),
    message2019('BankToCustomerAccountReportV08', 'Rpt', 'AccountReport25'),
    message2019('BankToCustomerStatementV08', 'Stmt', 'AccountStatement9'),
  ].join('\n'),
  messages: {
    '052': { element: ELEMENTS['052'], type: 'BankToCustomerAccountReportV08' },
    '053': { element: ELEMENTS['053'], type: 'BankToCustomerStatementV08' },
    '054': { element: ELEMENTS['054'], type: 'BankToCustomerDebitCreditNotificationV08' },
  },
}
const YEARS = { '2009': OF_2009, '2019': OF_2019 } as const
const DOCUMENT =
  /<xs:element name="Document" type="Document"\/>|<xs:complexType name="Document">.*?<\/xs:complexType>/gs

function withoutRoot({ file, types }: Year): string {
  const text = readFileSync(`test/fixtures/iso20022-xml/${file}`, 'utf8')
  return text.replaceAll(DOCUMENT, '').replace('</xs:schema>', `${types}\n</xs:schema>`)
}

/** A root of each message, called Document052, Document053 and Document054, in one schema. */
export function camtFamily(year: keyof typeof YEARS): Xsd {
  const { messages, ...rest } = YEARS[year]
  const roots = Object.entries(messages).map(
    ([message, { element, type }]) =>
      `<xs:element name="Document${message}" type="Document${message}"/>${complex(`Document${message}`, one(element, type))}`,
  )
  const text = withoutRoot({ messages, ...rest }).replace('</xs:schema>', `${roots.join('\n')}\n</xs:schema>`)
  return xsd(`camt of ${year}`, Buffer.from(text))
}

/** The schema of one message, as it would be published. */
export function camtXsd(message: CamtMessage, year: keyof typeof YEARS): Xsd {
  const of = YEARS[year]
  const name = `camt.${message}.${of.published.slice(-6)}`
  const { element, type } = of.messages[message]
  const root = `<xs:element name="Document" type="Document"/>${complex('Document', one(element, type))}`
  const text = withoutRoot(of).replaceAll(of.published, name).replace('</xs:schema>', `${root}\n</xs:schema>`)
  return xsd(name, Buffer.from(text))
}

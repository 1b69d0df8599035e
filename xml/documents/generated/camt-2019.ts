// camt.052.001.08, camt.053.001.08 and camt.054.001.08; ISO 20022 Registration Authority
// Generated: change what it is made from, not this file.
import { decimal } from '../../numbers.js'
import { any, atLeastOnce, attribute, choice, many, optional, personal, sequence, valued, type Several, type XmlType } from '../../schema.js'
import { text, oneOf, bool } from '../../simple.js'
import { date, dateTime, yearMonth } from '../../time.js'

/** One of several: an object with exactly one of the properties. */
type OneOf<T> = {
  [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never }
}[keyof T]

const max35TextXml = text({ min: 1, max: 35 })

const isoDateTimeXml = dateTime()

const max140TextXml = text({ min: 1, max: 140 })

export type AddressType2Code = 'ADDR' | 'PBOX' | 'HOME' | 'BIZZ' | 'MLTO' | 'DLVY'
const addressType2CodeXml = oneOf('ADDR', 'PBOX', 'HOME', 'BIZZ', 'MLTO', 'DLVY')

const exact4AlphaNumericTextXml = text({ pattern: /[a-zA-Z0-9]{4}/, examples: ['hMhP', 'MhdP', 'hM9G'] })

export interface GenericIdentification30 {
  readonly Id: string
  readonly Issr: string
  readonly SchmeNm?: string
}

export const genericIdentification30Xml: XmlType<GenericIdentification30> = sequence({
  Id: exact4AlphaNumericTextXml,
  Issr: max35TextXml,
  SchmeNm: optional(max35TextXml),
})

export type AddressType3Choice = OneOf<{
  Cd: AddressType2Code
  Prtry: GenericIdentification30
}>

export const addressType3ChoiceXml: XmlType<AddressType3Choice> = choice({
  Cd: addressType2CodeXml,
  Prtry: genericIdentification30Xml,
})

const max70TextXml = text({ min: 1, max: 70 })

const max16TextXml = text({ min: 1, max: 16 })

const countryCodeXml = text({ pattern: /[A-Z]{2,2}/, examples: ['HQ', 'MP', 'RO'] })

export interface PostalAddress24 {
  readonly AdrTp?: AddressType3Choice
  readonly Dept?: string
  readonly SubDept?: string
  readonly StrtNm?: string
  readonly BldgNb?: string
  readonly BldgNm?: string
  readonly Flr?: string
  readonly PstBx?: string
  readonly Room?: string
  readonly PstCd?: string
  readonly TwnNm?: string
  readonly TwnLctnNm?: string
  readonly DstrctNm?: string
  readonly CtrySubDvsn?: string
  readonly Ctry?: string
  readonly AdrLine: readonly string[]
}
export interface PostalAddress24Input {
  readonly AdrTp?: AddressType3Choice | undefined
  readonly Dept?: string | undefined
  readonly SubDept?: string | undefined
  readonly StrtNm?: string | undefined
  readonly BldgNb?: string | undefined
  readonly BldgNm?: string | undefined
  readonly Flr?: string | undefined
  readonly PstBx?: string | undefined
  readonly Room?: string | undefined
  readonly PstCd?: string | undefined
  readonly TwnNm?: string | undefined
  readonly TwnLctnNm?: string | undefined
  readonly DstrctNm?: string | undefined
  readonly CtrySubDvsn?: string | undefined
  readonly Ctry?: string | undefined
  readonly AdrLine?: Several<string> | undefined
}

export const postalAddress24Xml: XmlType<PostalAddress24, PostalAddress24Input> = personal(sequence({
  AdrTp: optional(addressType3ChoiceXml),
  Dept: optional(max70TextXml),
  SubDept: optional(max70TextXml),
  StrtNm: optional(max70TextXml),
  BldgNb: optional(max16TextXml),
  BldgNm: optional(max35TextXml),
  Flr: optional(max70TextXml),
  PstBx: optional(max16TextXml),
  Room: optional(max70TextXml),
  PstCd: optional(max16TextXml),
  TwnNm: optional(max35TextXml),
  TwnLctnNm: optional(max35TextXml),
  DstrctNm: optional(max35TextXml),
  CtrySubDvsn: optional(max35TextXml),
  Ctry: optional(countryCodeXml),
  AdrLine: many(max70TextXml, { max: 7 }),
}))

const anyBICDec2014IdentifierXml = text({ pattern: /[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}/, examples: ['HIDHIKNU', 'C7T9EKORXTS', '7W92AZPOJ0M'] })

const leiIdentifierXml = text({ pattern: /[A-Z0-9]{18,18}[0-9]{2,2}/, examples: ['HIDH06NUBNYS6MRB1A01', 'C7T9G8ORXTSJ38ZASK29', '7W92WBPOJ0MB0T78JT47'] })

const externalOrganisationIdentification1CodeXml = text({ min: 1, max: 4 })

export type OrganisationIdentificationSchemeName1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const organisationIdentificationSchemeName1ChoiceXml: XmlType<OrganisationIdentificationSchemeName1Choice> = choice({
  Cd: externalOrganisationIdentification1CodeXml,
  Prtry: max35TextXml,
})

export interface GenericOrganisationIdentification1 {
  readonly Id: string
  readonly SchmeNm?: OrganisationIdentificationSchemeName1Choice
  readonly Issr?: string
}

export const genericOrganisationIdentification1Xml: XmlType<GenericOrganisationIdentification1> = sequence({
  Id: max35TextXml,
  SchmeNm: optional(organisationIdentificationSchemeName1ChoiceXml),
  Issr: optional(max35TextXml),
})

export interface OrganisationIdentification29 {
  readonly AnyBIC?: string
  readonly LEI?: string
  readonly Othr: readonly GenericOrganisationIdentification1[]
}
export interface OrganisationIdentification29Input {
  readonly AnyBIC?: string | undefined
  readonly LEI?: string | undefined
  readonly Othr?: Several<GenericOrganisationIdentification1> | undefined
}

export const organisationIdentification29Xml: XmlType<OrganisationIdentification29, OrganisationIdentification29Input> = sequence({
  AnyBIC: optional(anyBICDec2014IdentifierXml),
  LEI: optional(leiIdentifierXml),
  Othr: many(genericOrganisationIdentification1Xml),
})

const isoDateXml = date()

export interface DateAndPlaceOfBirth1 {
  readonly BirthDt: string
  readonly PrvcOfBirth?: string
  readonly CityOfBirth: string
  readonly CtryOfBirth: string
}

export const dateAndPlaceOfBirth1Xml: XmlType<DateAndPlaceOfBirth1> = sequence({
  BirthDt: isoDateXml,
  PrvcOfBirth: optional(max35TextXml),
  CityOfBirth: max35TextXml,
  CtryOfBirth: countryCodeXml,
})

const externalPersonIdentification1CodeXml = text({ min: 1, max: 4 })

export type PersonIdentificationSchemeName1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const personIdentificationSchemeName1ChoiceXml: XmlType<PersonIdentificationSchemeName1Choice> = choice({
  Cd: externalPersonIdentification1CodeXml,
  Prtry: max35TextXml,
})

export interface GenericPersonIdentification1 {
  readonly Id: string
  readonly SchmeNm?: PersonIdentificationSchemeName1Choice
  readonly Issr?: string
}

export const genericPersonIdentification1Xml: XmlType<GenericPersonIdentification1> = sequence({
  Id: max35TextXml,
  SchmeNm: optional(personIdentificationSchemeName1ChoiceXml),
  Issr: optional(max35TextXml),
})

export interface PersonIdentification13 {
  readonly DtAndPlcOfBirth?: DateAndPlaceOfBirth1
  readonly Othr: readonly GenericPersonIdentification1[]
}
export interface PersonIdentification13Input {
  readonly DtAndPlcOfBirth?: DateAndPlaceOfBirth1 | undefined
  readonly Othr?: Several<GenericPersonIdentification1> | undefined
}

export const personIdentification13Xml: XmlType<PersonIdentification13, PersonIdentification13Input> = personal(sequence({
  DtAndPlcOfBirth: optional(dateAndPlaceOfBirth1Xml),
  Othr: many(genericPersonIdentification1Xml),
}))

export type Party38Choice = OneOf<{
  OrgId: OrganisationIdentification29
  PrvtId: PersonIdentification13
}>

export type Party38ChoiceInput = OneOf<{
  OrgId: OrganisationIdentification29Input
  PrvtId: PersonIdentification13Input
}>

export const party38ChoiceXml: XmlType<Party38Choice, Party38ChoiceInput> = choice({
  OrgId: organisationIdentification29Xml,
  PrvtId: personIdentification13Xml,
})

export type NamePrefix2Code = 'DOCT' | 'MADM' | 'MISS' | 'MIST' | 'MIKS'
const namePrefix2CodeXml = oneOf('DOCT', 'MADM', 'MISS', 'MIST', 'MIKS')

const phoneNumberXml = text({ pattern: /\+[0-9]{1,3}-[0-9()+\-]{1,30}/, examples: ['+415-84', '+5-518+07', '+65-0'] })

const max2048TextXml = text({ min: 1, max: 2048 })

const max4TextXml = text({ min: 1, max: 4 })

const max128TextXml = text({ min: 1, max: 128 })

export interface OtherContact1 {
  readonly ChanlTp: string
  readonly Id?: string
}

export const otherContact1Xml: XmlType<OtherContact1> = sequence({
  ChanlTp: max4TextXml,
  Id: optional(max128TextXml),
})

export type PreferredContactMethod1Code = 'LETT' | 'MAIL' | 'PHON' | 'FAXX' | 'CELL'
const preferredContactMethod1CodeXml = oneOf('LETT', 'MAIL', 'PHON', 'FAXX', 'CELL')

export interface Contact4 {
  readonly NmPrfx?: NamePrefix2Code
  readonly Nm?: string
  readonly PhneNb?: string
  readonly MobNb?: string
  readonly FaxNb?: string
  readonly EmailAdr?: string
  readonly EmailPurp?: string
  readonly JobTitl?: string
  readonly Rspnsblty?: string
  readonly Dept?: string
  readonly Othr: readonly OtherContact1[]
  readonly PrefrdMtd?: PreferredContactMethod1Code
}
export interface Contact4Input {
  readonly NmPrfx?: NamePrefix2Code | undefined
  readonly Nm?: string | undefined
  readonly PhneNb?: string | undefined
  readonly MobNb?: string | undefined
  readonly FaxNb?: string | undefined
  readonly EmailAdr?: string | undefined
  readonly EmailPurp?: string | undefined
  readonly JobTitl?: string | undefined
  readonly Rspnsblty?: string | undefined
  readonly Dept?: string | undefined
  readonly Othr?: Several<OtherContact1> | undefined
  readonly PrefrdMtd?: PreferredContactMethod1Code | undefined
}

export const contact4Xml: XmlType<Contact4, Contact4Input> = personal(sequence({
  NmPrfx: optional(namePrefix2CodeXml),
  Nm: optional(max140TextXml),
  PhneNb: optional(phoneNumberXml),
  MobNb: optional(phoneNumberXml),
  FaxNb: optional(phoneNumberXml),
  EmailAdr: optional(max2048TextXml),
  EmailPurp: optional(max35TextXml),
  JobTitl: optional(max35TextXml),
  Rspnsblty: optional(max35TextXml),
  Dept: optional(max70TextXml),
  Othr: many(otherContact1Xml),
  PrefrdMtd: optional(preferredContactMethod1CodeXml),
}))

export interface PartyIdentification135 {
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress24
  readonly Id?: Party38Choice
  readonly CtryOfRes?: string
  readonly CtctDtls?: Contact4
}
export interface PartyIdentification135Input {
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress24Input | undefined
  readonly Id?: Party38ChoiceInput | undefined
  readonly CtryOfRes?: string | undefined
  readonly CtctDtls?: Contact4Input | undefined
}

export const partyIdentification135Xml: XmlType<PartyIdentification135, PartyIdentification135Input> = personal(sequence({
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress24Xml),
  Id: optional(party38ChoiceXml),
  CtryOfRes: optional(countryCodeXml),
  CtctDtls: optional(contact4Xml),
}))

const max5NumericTextXml = text({ pattern: /[0-9]{1,5}/, examples: ['741', '8537', '96524'] })

const yesNoIndicatorXml = bool()

export interface Pagination1 {
  readonly PgNb: string
  readonly LastPgInd: boolean
}

export const pagination1Xml: XmlType<Pagination1> = sequence({
  PgNb: max5NumericTextXml,
  LastPgInd: yesNoIndicatorXml,
})

export interface OriginalBusinessQuery1 {
  readonly MsgId: string
  readonly MsgNmId?: string
  readonly CreDtTm?: string
}

export const originalBusinessQuery1Xml: XmlType<OriginalBusinessQuery1> = sequence({
  MsgId: max35TextXml,
  MsgNmId: optional(max35TextXml),
  CreDtTm: optional(isoDateTimeXml),
})

const max500TextXml = text({ min: 1, max: 500 })

export interface GroupHeader81 {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly MsgRcpt?: PartyIdentification135
  readonly MsgPgntn?: Pagination1
  readonly OrgnlBizQry?: OriginalBusinessQuery1
  readonly AddtlInf?: string
}
export interface GroupHeader81Input {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly MsgRcpt?: PartyIdentification135Input | undefined
  readonly MsgPgntn?: Pagination1 | undefined
  readonly OrgnlBizQry?: OriginalBusinessQuery1 | undefined
  readonly AddtlInf?: string | undefined
}

export const groupHeader81Xml: XmlType<GroupHeader81, GroupHeader81Input> = sequence({
  MsgId: max35TextXml,
  CreDtTm: isoDateTimeXml,
  MsgRcpt: optional(partyIdentification135Xml),
  MsgPgntn: optional(pagination1Xml),
  OrgnlBizQry: optional(originalBusinessQuery1Xml),
  AddtlInf: optional(max500TextXml),
})

const numberTypeXml = decimal({ totalDigits: 18, fractionDigits: 0 })

export interface SequenceRange1 {
  readonly FrSeq: string
  readonly ToSeq: string
}

export const sequenceRange1Xml: XmlType<SequenceRange1> = sequence({
  FrSeq: max35TextXml,
  ToSeq: max35TextXml,
})

export type SequenceRange1Choice = OneOf<{
  FrSeq: string
  ToSeq: string
  FrToSeq: readonly SequenceRange1[]
  EQSeq: readonly string[]
  NEQSeq: readonly string[]
}>

export type SequenceRange1ChoiceInput = OneOf<{
  FrSeq: string
  ToSeq: string
  FrToSeq: Several<SequenceRange1>
  EQSeq: Several<string>
  NEQSeq: Several<string>
}>

export const sequenceRange1ChoiceXml: XmlType<SequenceRange1Choice, SequenceRange1ChoiceInput> = choice({
  FrSeq: max35TextXml,
  ToSeq: max35TextXml,
  FrToSeq: atLeastOnce(sequenceRange1Xml),
  EQSeq: atLeastOnce(max35TextXml),
  NEQSeq: atLeastOnce(max35TextXml),
})

export interface DateTimePeriod1 {
  readonly FrDtTm: string
  readonly ToDtTm: string
}

export const dateTimePeriod1Xml: XmlType<DateTimePeriod1> = sequence({
  FrDtTm: isoDateTimeXml,
  ToDtTm: isoDateTimeXml,
})

export type CopyDuplicate1Code = 'CODU' | 'COPY' | 'DUPL'
const copyDuplicate1CodeXml = oneOf('CODU', 'COPY', 'DUPL')

const externalReportingSource1CodeXml = text({ min: 1, max: 4 })

export type ReportingSource1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const reportingSource1ChoiceXml: XmlType<ReportingSource1Choice> = choice({
  Cd: externalReportingSource1CodeXml,
  Prtry: max35TextXml,
})

const iBAN2007IdentifierXml = text({ pattern: /[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}/, examples: ['HQ15oU', 'MP37Es', 'RO52UR'] })

const max34TextXml = text({ min: 1, max: 34 })

const externalAccountIdentification1CodeXml = text({ min: 1, max: 4 })

export type AccountSchemeName1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const accountSchemeName1ChoiceXml: XmlType<AccountSchemeName1Choice> = choice({
  Cd: externalAccountIdentification1CodeXml,
  Prtry: max35TextXml,
})

export interface GenericAccountIdentification1 {
  readonly Id: string
  readonly SchmeNm?: AccountSchemeName1Choice
  readonly Issr?: string
}

export const genericAccountIdentification1Xml: XmlType<GenericAccountIdentification1> = sequence({
  Id: max34TextXml,
  SchmeNm: optional(accountSchemeName1ChoiceXml),
  Issr: optional(max35TextXml),
})

export type AccountIdentification4Choice = OneOf<{
  IBAN: string
  Othr: GenericAccountIdentification1
}>

export const accountIdentification4ChoiceXml: XmlType<AccountIdentification4Choice> = personal(choice({
  IBAN: iBAN2007IdentifierXml,
  Othr: genericAccountIdentification1Xml,
}))

const externalCashAccountType1CodeXml = text({ min: 1, max: 4 })

export type CashAccountType2Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const cashAccountType2ChoiceXml: XmlType<CashAccountType2Choice> = choice({
  Cd: externalCashAccountType1CodeXml,
  Prtry: max35TextXml,
})

const activeOrHistoricCurrencyCodeXml = text({ pattern: /[A-Z]{3,3}/, examples: ['HQJ', 'MPL', 'RON'] })

const externalProxyAccountType1CodeXml = text({ min: 1, max: 4 })

export type ProxyAccountType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const proxyAccountType1ChoiceXml: XmlType<ProxyAccountType1Choice> = choice({
  Cd: externalProxyAccountType1CodeXml,
  Prtry: max35TextXml,
})

export interface ProxyAccountIdentification1 {
  readonly Tp?: ProxyAccountType1Choice
  readonly Id: string
}

export const proxyAccountIdentification1Xml: XmlType<ProxyAccountIdentification1> = sequence({
  Tp: optional(proxyAccountType1ChoiceXml),
  Id: max2048TextXml,
})

const bicfiDec2014IdentifierXml = text({ pattern: /[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}/, examples: ['HIDHIKNU', 'C7T9EKORXTS', '7W92AZPOJ0M'] })

const externalClearingSystemIdentification1CodeXml = text({ min: 1, max: 5 })

export type ClearingSystemIdentification2Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const clearingSystemIdentification2ChoiceXml: XmlType<ClearingSystemIdentification2Choice> = choice({
  Cd: externalClearingSystemIdentification1CodeXml,
  Prtry: max35TextXml,
})

export interface ClearingSystemMemberIdentification2 {
  readonly ClrSysId?: ClearingSystemIdentification2Choice
  readonly MmbId: string
}

export const clearingSystemMemberIdentification2Xml: XmlType<ClearingSystemMemberIdentification2> = sequence({
  ClrSysId: optional(clearingSystemIdentification2ChoiceXml),
  MmbId: max35TextXml,
})

const externalFinancialInstitutionIdentification1CodeXml = text({ min: 1, max: 4 })

export type FinancialIdentificationSchemeName1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const financialIdentificationSchemeName1ChoiceXml: XmlType<FinancialIdentificationSchemeName1Choice> = choice({
  Cd: externalFinancialInstitutionIdentification1CodeXml,
  Prtry: max35TextXml,
})

export interface GenericFinancialIdentification1 {
  readonly Id: string
  readonly SchmeNm?: FinancialIdentificationSchemeName1Choice
  readonly Issr?: string
}

export const genericFinancialIdentification1Xml: XmlType<GenericFinancialIdentification1> = sequence({
  Id: max35TextXml,
  SchmeNm: optional(financialIdentificationSchemeName1ChoiceXml),
  Issr: optional(max35TextXml),
})

export interface FinancialInstitutionIdentification18 {
  readonly BICFI?: string
  readonly ClrSysMmbId?: ClearingSystemMemberIdentification2
  readonly LEI?: string
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress24
  readonly Othr?: GenericFinancialIdentification1
}
export interface FinancialInstitutionIdentification18Input {
  readonly BICFI?: string | undefined
  readonly ClrSysMmbId?: ClearingSystemMemberIdentification2 | undefined
  readonly LEI?: string | undefined
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress24Input | undefined
  readonly Othr?: GenericFinancialIdentification1 | undefined
}

export const financialInstitutionIdentification18Xml: XmlType<FinancialInstitutionIdentification18, FinancialInstitutionIdentification18Input> = sequence({
  BICFI: optional(bicfiDec2014IdentifierXml),
  ClrSysMmbId: optional(clearingSystemMemberIdentification2Xml),
  LEI: optional(leiIdentifierXml),
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress24Xml),
  Othr: optional(genericFinancialIdentification1Xml),
})

export interface BranchData3 {
  readonly Id?: string
  readonly LEI?: string
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress24
}
export interface BranchData3Input {
  readonly Id?: string | undefined
  readonly LEI?: string | undefined
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress24Input | undefined
}

export const branchData3Xml: XmlType<BranchData3, BranchData3Input> = sequence({
  Id: optional(max35TextXml),
  LEI: optional(leiIdentifierXml),
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress24Xml),
})

export interface BranchAndFinancialInstitutionIdentification6 {
  readonly FinInstnId: FinancialInstitutionIdentification18
  readonly BrnchId?: BranchData3
}
export interface BranchAndFinancialInstitutionIdentification6Input {
  readonly FinInstnId: FinancialInstitutionIdentification18Input
  readonly BrnchId?: BranchData3Input | undefined
}

export const branchAndFinancialInstitutionIdentification6Xml: XmlType<BranchAndFinancialInstitutionIdentification6, BranchAndFinancialInstitutionIdentification6Input> = sequence({
  FinInstnId: financialInstitutionIdentification18Xml,
  BrnchId: optional(branchData3Xml),
})

export interface CashAccount39 {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2Choice
  readonly Ccy?: string
  readonly Nm?: string
  readonly Prxy?: ProxyAccountIdentification1
  readonly Ownr?: PartyIdentification135
  readonly Svcr?: BranchAndFinancialInstitutionIdentification6
}
export interface CashAccount39Input {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2Choice | undefined
  readonly Ccy?: string | undefined
  readonly Nm?: string | undefined
  readonly Prxy?: ProxyAccountIdentification1 | undefined
  readonly Ownr?: PartyIdentification135Input | undefined
  readonly Svcr?: BranchAndFinancialInstitutionIdentification6Input | undefined
}

export const cashAccount39Xml: XmlType<CashAccount39, CashAccount39Input> = personal(sequence({
  Id: accountIdentification4ChoiceXml,
  Tp: optional(cashAccountType2ChoiceXml),
  Ccy: optional(activeOrHistoricCurrencyCodeXml),
  Nm: optional(max70TextXml),
  Prxy: optional(proxyAccountIdentification1Xml),
  Ownr: optional(partyIdentification135Xml),
  Svcr: optional(branchAndFinancialInstitutionIdentification6Xml),
}))

export interface CashAccount38 {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2Choice
  readonly Ccy?: string
  readonly Nm?: string
  readonly Prxy?: ProxyAccountIdentification1
}

export const cashAccount38Xml: XmlType<CashAccount38> = personal(sequence({
  Id: accountIdentification4ChoiceXml,
  Tp: optional(cashAccountType2ChoiceXml),
  Ccy: optional(activeOrHistoricCurrencyCodeXml),
  Nm: optional(max70TextXml),
  Prxy: optional(proxyAccountIdentification1Xml),
}))

export type InterestType1Code = 'INDY' | 'OVRN'
const interestType1CodeXml = oneOf('INDY', 'OVRN')

export type InterestType1Choice = OneOf<{
  Cd: InterestType1Code
  Prtry: string
}>

export const interestType1ChoiceXml: XmlType<InterestType1Choice> = choice({
  Cd: interestType1CodeXml,
  Prtry: max35TextXml,
})

const percentageRateXml = decimal({ totalDigits: 11, fractionDigits: 10 })

export type RateType4Choice = OneOf<{
  Pctg: string
  Othr: string
}>

export const rateType4ChoiceXml: XmlType<RateType4Choice> = choice({
  Pctg: percentageRateXml,
  Othr: max35TextXml,
})

const impliedCurrencyAndAmountXml = decimal({ totalDigits: 18, fractionDigits: 5, min: '0' })

export interface AmountRangeBoundary1 {
  readonly BdryAmt: string
  readonly Incl: boolean
}

export const amountRangeBoundary1Xml: XmlType<AmountRangeBoundary1> = sequence({
  BdryAmt: impliedCurrencyAndAmountXml,
  Incl: yesNoIndicatorXml,
})

export interface FromToAmountRange1 {
  readonly FrAmt: AmountRangeBoundary1
  readonly ToAmt: AmountRangeBoundary1
}

export const fromToAmountRange1Xml: XmlType<FromToAmountRange1> = sequence({
  FrAmt: amountRangeBoundary1Xml,
  ToAmt: amountRangeBoundary1Xml,
})

export type ImpliedCurrencyAmountRange1Choice = OneOf<{
  FrAmt: AmountRangeBoundary1
  ToAmt: AmountRangeBoundary1
  FrToAmt: FromToAmountRange1
  EQAmt: string
  NEQAmt: string
}>

export const impliedCurrencyAmountRange1ChoiceXml: XmlType<ImpliedCurrencyAmountRange1Choice> = choice({
  FrAmt: amountRangeBoundary1Xml,
  ToAmt: amountRangeBoundary1Xml,
  FrToAmt: fromToAmountRange1Xml,
  EQAmt: impliedCurrencyAndAmountXml,
  NEQAmt: impliedCurrencyAndAmountXml,
})

export type CreditDebitCode = 'CRDT' | 'DBIT'
const creditDebitCodeXml = oneOf('CRDT', 'DBIT')

export interface ActiveOrHistoricCurrencyAndAmountRange2 {
  readonly Amt: ImpliedCurrencyAmountRange1Choice
  readonly CdtDbtInd?: CreditDebitCode
  readonly Ccy: string
}

export const activeOrHistoricCurrencyAndAmountRange2Xml: XmlType<ActiveOrHistoricCurrencyAndAmountRange2> = sequence({
  Amt: impliedCurrencyAmountRange1ChoiceXml,
  CdtDbtInd: optional(creditDebitCodeXml),
  Ccy: activeOrHistoricCurrencyCodeXml,
})

export interface Rate4 {
  readonly Tp: RateType4Choice
  readonly VldtyRg?: ActiveOrHistoricCurrencyAndAmountRange2
}

export const rate4Xml: XmlType<Rate4> = sequence({
  Tp: rateType4ChoiceXml,
  VldtyRg: optional(activeOrHistoricCurrencyAndAmountRange2Xml),
})

const activeOrHistoricCurrencyAndAmount_SimpleTypeXml = decimal({ totalDigits: 18, fractionDigits: 5, min: '0' })

export interface ActiveOrHistoricCurrencyAndAmount {
  readonly value: string
  readonly Ccy: string
}

export const activeOrHistoricCurrencyAndAmountXml: XmlType<ActiveOrHistoricCurrencyAndAmount> = valued(activeOrHistoricCurrencyAndAmount_SimpleTypeXml, {
  Ccy: attribute(activeOrHistoricCurrencyCodeXml),
})

export interface TaxCharges2 {
  readonly Id?: string
  readonly Rate?: string
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount
}

export const taxCharges2Xml: XmlType<TaxCharges2> = sequence({
  Id: optional(max35TextXml),
  Rate: optional(percentageRateXml),
  Amt: optional(activeOrHistoricCurrencyAndAmountXml),
})

export interface AccountInterest4 {
  readonly Tp?: InterestType1Choice
  readonly Rate: readonly Rate4[]
  readonly FrToDt?: DateTimePeriod1
  readonly Rsn?: string
  readonly Tax?: TaxCharges2
}
export interface AccountInterest4Input {
  readonly Tp?: InterestType1Choice | undefined
  readonly Rate?: Several<Rate4> | undefined
  readonly FrToDt?: DateTimePeriod1 | undefined
  readonly Rsn?: string | undefined
  readonly Tax?: TaxCharges2 | undefined
}

export const accountInterest4Xml: XmlType<AccountInterest4, AccountInterest4Input> = sequence({
  Tp: optional(interestType1ChoiceXml),
  Rate: many(rate4Xml),
  FrToDt: optional(dateTimePeriod1Xml),
  Rsn: optional(max35TextXml),
  Tax: optional(taxCharges2Xml),
})

const externalBalanceType1CodeXml = text({ min: 1, max: 4 })

export type BalanceType10Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const balanceType10ChoiceXml: XmlType<BalanceType10Choice> = choice({
  Cd: externalBalanceType1CodeXml,
  Prtry: max35TextXml,
})

const externalBalanceSubType1CodeXml = text({ min: 1, max: 4 })

export type BalanceSubType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const balanceSubType1ChoiceXml: XmlType<BalanceSubType1Choice> = choice({
  Cd: externalBalanceSubType1CodeXml,
  Prtry: max35TextXml,
})

export interface BalanceType13 {
  readonly CdOrPrtry: BalanceType10Choice
  readonly SubTp?: BalanceSubType1Choice
}

export const balanceType13Xml: XmlType<BalanceType13> = sequence({
  CdOrPrtry: balanceType10ChoiceXml,
  SubTp: optional(balanceSubType1ChoiceXml),
})

const trueFalseIndicatorXml = bool()

const externalCreditLineType1CodeXml = text({ min: 1, max: 4 })

export type CreditLineType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const creditLineType1ChoiceXml: XmlType<CreditLineType1Choice> = choice({
  Cd: externalCreditLineType1CodeXml,
  Prtry: max35TextXml,
})

export type DateAndDateTime2Choice = OneOf<{
  Dt: string
  DtTm: string
}>

export const dateAndDateTime2ChoiceXml: XmlType<DateAndDateTime2Choice> = choice({
  Dt: isoDateXml,
  DtTm: isoDateTimeXml,
})

export interface CreditLine3 {
  readonly Incl: boolean
  readonly Tp?: CreditLineType1Choice
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dt?: DateAndDateTime2Choice
}

export const creditLine3Xml: XmlType<CreditLine3> = sequence({
  Incl: trueFalseIndicatorXml,
  Tp: optional(creditLineType1ChoiceXml),
  Amt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dt: optional(dateAndDateTime2ChoiceXml),
})

const max15PlusSignedNumericTextXml = text({ pattern: /[\+]{0,1}[0-9]{1,15}/, examples: ['+4', '537', '+65249'] })

export type CashAvailabilityDate1Choice = OneOf<{
  NbOfDays: string
  ActlDt: string
}>

export const cashAvailabilityDate1ChoiceXml: XmlType<CashAvailabilityDate1Choice> = choice({
  NbOfDays: max15PlusSignedNumericTextXml,
  ActlDt: isoDateXml,
})

export interface CashAvailability1 {
  readonly Dt: CashAvailabilityDate1Choice
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
}

export const cashAvailability1Xml: XmlType<CashAvailability1> = sequence({
  Dt: cashAvailabilityDate1ChoiceXml,
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
})

export interface CashBalance8 {
  readonly Tp: BalanceType13
  readonly CdtLine: readonly CreditLine3[]
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Dt: DateAndDateTime2Choice
  readonly Avlbty: readonly CashAvailability1[]
}
export interface CashBalance8Input {
  readonly Tp: BalanceType13
  readonly CdtLine?: Several<CreditLine3> | undefined
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Dt: DateAndDateTime2Choice
  readonly Avlbty?: Several<CashAvailability1> | undefined
}

export const cashBalance8Xml: XmlType<CashBalance8, CashBalance8Input> = sequence({
  Tp: balanceType13Xml,
  CdtLine: many(creditLine3Xml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  Dt: dateAndDateTime2ChoiceXml,
  Avlbty: many(cashAvailability1Xml),
})

const max15NumericTextXml = text({ pattern: /[0-9]{1,15}/, examples: ['7', '8537', '9652497'] })

const decimalNumberXml = decimal({ totalDigits: 18, fractionDigits: 17 })

const nonNegativeDecimalNumberXml = decimal({ totalDigits: 18, fractionDigits: 17, min: '0' })

export interface AmountAndDirection35 {
  readonly Amt: string
  readonly CdtDbtInd: CreditDebitCode
}

export const amountAndDirection35Xml: XmlType<AmountAndDirection35> = sequence({
  Amt: nonNegativeDecimalNumberXml,
  CdtDbtInd: creditDebitCodeXml,
})

export interface NumberAndSumOfTransactions4 {
  readonly NbOfNtries?: string
  readonly Sum?: string
  readonly TtlNetNtry?: AmountAndDirection35
}

export const numberAndSumOfTransactions4Xml: XmlType<NumberAndSumOfTransactions4> = sequence({
  NbOfNtries: optional(max15NumericTextXml),
  Sum: optional(decimalNumberXml),
  TtlNetNtry: optional(amountAndDirection35Xml),
})

export interface NumberAndSumOfTransactions1 {
  readonly NbOfNtries?: string
  readonly Sum?: string
}

export const numberAndSumOfTransactions1Xml: XmlType<NumberAndSumOfTransactions1> = sequence({
  NbOfNtries: optional(max15NumericTextXml),
  Sum: optional(decimalNumberXml),
})

const externalBankTransactionDomain1CodeXml = text({ min: 1, max: 4 })

const externalBankTransactionFamily1CodeXml = text({ min: 1, max: 4 })

const externalBankTransactionSubFamily1CodeXml = text({ min: 1, max: 4 })

export interface BankTransactionCodeStructure6 {
  readonly Cd: string
  readonly SubFmlyCd: string
}

export const bankTransactionCodeStructure6Xml: XmlType<BankTransactionCodeStructure6> = sequence({
  Cd: externalBankTransactionFamily1CodeXml,
  SubFmlyCd: externalBankTransactionSubFamily1CodeXml,
})

export interface BankTransactionCodeStructure5 {
  readonly Cd: string
  readonly Fmly: BankTransactionCodeStructure6
}

export const bankTransactionCodeStructure5Xml: XmlType<BankTransactionCodeStructure5> = sequence({
  Cd: externalBankTransactionDomain1CodeXml,
  Fmly: bankTransactionCodeStructure6Xml,
})

export interface ProprietaryBankTransactionCodeStructure1 {
  readonly Cd: string
  readonly Issr?: string
}

export const proprietaryBankTransactionCodeStructure1Xml: XmlType<ProprietaryBankTransactionCodeStructure1> = sequence({
  Cd: max35TextXml,
  Issr: optional(max35TextXml),
})

export interface BankTransactionCodeStructure4 {
  readonly Domn?: BankTransactionCodeStructure5
  readonly Prtry?: ProprietaryBankTransactionCodeStructure1
}

export const bankTransactionCodeStructure4Xml: XmlType<BankTransactionCodeStructure4> = sequence({
  Domn: optional(bankTransactionCodeStructure5Xml),
  Prtry: optional(proprietaryBankTransactionCodeStructure1Xml),
})

export interface TotalsPerBankTransactionCode5 {
  readonly NbOfNtries?: string
  readonly Sum?: string
  readonly TtlNetNtry?: AmountAndDirection35
  readonly CdtNtries?: NumberAndSumOfTransactions1
  readonly DbtNtries?: NumberAndSumOfTransactions1
  readonly FcstInd?: boolean
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly Avlbty: readonly CashAvailability1[]
  readonly Dt?: DateAndDateTime2Choice
}
export interface TotalsPerBankTransactionCode5Input {
  readonly NbOfNtries?: string | undefined
  readonly Sum?: string | undefined
  readonly TtlNetNtry?: AmountAndDirection35 | undefined
  readonly CdtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly DbtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly FcstInd?: boolean | undefined
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly Avlbty?: Several<CashAvailability1> | undefined
  readonly Dt?: DateAndDateTime2Choice | undefined
}

export const totalsPerBankTransactionCode5Xml: XmlType<TotalsPerBankTransactionCode5, TotalsPerBankTransactionCode5Input> = sequence({
  NbOfNtries: optional(max15NumericTextXml),
  Sum: optional(decimalNumberXml),
  TtlNetNtry: optional(amountAndDirection35Xml),
  CdtNtries: optional(numberAndSumOfTransactions1Xml),
  DbtNtries: optional(numberAndSumOfTransactions1Xml),
  FcstInd: optional(trueFalseIndicatorXml),
  BkTxCd: bankTransactionCodeStructure4Xml,
  Avlbty: many(cashAvailability1Xml),
  Dt: optional(dateAndDateTime2ChoiceXml),
})

export interface TotalTransactions6 {
  readonly TtlNtries?: NumberAndSumOfTransactions4
  readonly TtlCdtNtries?: NumberAndSumOfTransactions1
  readonly TtlDbtNtries?: NumberAndSumOfTransactions1
  readonly TtlNtriesPerBkTxCd: readonly TotalsPerBankTransactionCode5[]
}
export interface TotalTransactions6Input {
  readonly TtlNtries?: NumberAndSumOfTransactions4 | undefined
  readonly TtlCdtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly TtlDbtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly TtlNtriesPerBkTxCd?: Several<TotalsPerBankTransactionCode5Input> | undefined
}

export const totalTransactions6Xml: XmlType<TotalTransactions6, TotalTransactions6Input> = sequence({
  TtlNtries: optional(numberAndSumOfTransactions4Xml),
  TtlCdtNtries: optional(numberAndSumOfTransactions1Xml),
  TtlDbtNtries: optional(numberAndSumOfTransactions1Xml),
  TtlNtriesPerBkTxCd: many(totalsPerBankTransactionCode5Xml),
})

const externalEntryStatus1CodeXml = text({ min: 1, max: 4 })

export type EntryStatus1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const entryStatus1ChoiceXml: XmlType<EntryStatus1Choice> = choice({
  Cd: externalEntryStatus1CodeXml,
  Prtry: max35TextXml,
})

export interface MessageIdentification2 {
  readonly MsgNmId?: string
  readonly MsgId?: string
}

export const messageIdentification2Xml: XmlType<MessageIdentification2> = sequence({
  MsgNmId: optional(max35TextXml),
  MsgId: optional(max35TextXml),
})

const baseOneRateXml = decimal({ totalDigits: 11, fractionDigits: 10 })

export interface CurrencyExchange5 {
  readonly SrcCcy: string
  readonly TrgtCcy?: string
  readonly UnitCcy?: string
  readonly XchgRate: string
  readonly CtrctId?: string
  readonly QtnDt?: string
}

export const currencyExchange5Xml: XmlType<CurrencyExchange5> = sequence({
  SrcCcy: activeOrHistoricCurrencyCodeXml,
  TrgtCcy: optional(activeOrHistoricCurrencyCodeXml),
  UnitCcy: optional(activeOrHistoricCurrencyCodeXml),
  XchgRate: baseOneRateXml,
  CtrctId: optional(max35TextXml),
  QtnDt: optional(isoDateTimeXml),
})

export interface AmountAndCurrencyExchangeDetails3 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CcyXchg?: CurrencyExchange5
}

export const amountAndCurrencyExchangeDetails3Xml: XmlType<AmountAndCurrencyExchangeDetails3> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CcyXchg: optional(currencyExchange5Xml),
})

export interface AmountAndCurrencyExchangeDetails4 {
  readonly Tp: string
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CcyXchg?: CurrencyExchange5
}

export const amountAndCurrencyExchangeDetails4Xml: XmlType<AmountAndCurrencyExchangeDetails4> = sequence({
  Tp: max35TextXml,
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CcyXchg: optional(currencyExchange5Xml),
})

export interface AmountAndCurrencyExchange3 {
  readonly InstdAmt?: AmountAndCurrencyExchangeDetails3
  readonly TxAmt?: AmountAndCurrencyExchangeDetails3
  readonly CntrValAmt?: AmountAndCurrencyExchangeDetails3
  readonly AnncdPstngAmt?: AmountAndCurrencyExchangeDetails3
  readonly PrtryAmt: readonly AmountAndCurrencyExchangeDetails4[]
}
export interface AmountAndCurrencyExchange3Input {
  readonly InstdAmt?: AmountAndCurrencyExchangeDetails3 | undefined
  readonly TxAmt?: AmountAndCurrencyExchangeDetails3 | undefined
  readonly CntrValAmt?: AmountAndCurrencyExchangeDetails3 | undefined
  readonly AnncdPstngAmt?: AmountAndCurrencyExchangeDetails3 | undefined
  readonly PrtryAmt?: Several<AmountAndCurrencyExchangeDetails4> | undefined
}

export const amountAndCurrencyExchange3Xml: XmlType<AmountAndCurrencyExchange3, AmountAndCurrencyExchange3Input> = sequence({
  InstdAmt: optional(amountAndCurrencyExchangeDetails3Xml),
  TxAmt: optional(amountAndCurrencyExchangeDetails3Xml),
  CntrValAmt: optional(amountAndCurrencyExchangeDetails3Xml),
  AnncdPstngAmt: optional(amountAndCurrencyExchangeDetails3Xml),
  PrtryAmt: many(amountAndCurrencyExchangeDetails4Xml),
})

const chargeIncludedIndicatorXml = bool()

const externalChargeType1CodeXml = text({ min: 1, max: 4 })

export interface GenericIdentification3 {
  readonly Id: string
  readonly Issr?: string
}

export const genericIdentification3Xml: XmlType<GenericIdentification3> = sequence({
  Id: max35TextXml,
  Issr: optional(max35TextXml),
})

export type ChargeType3Choice = OneOf<{
  Cd: string
  Prtry: GenericIdentification3
}>

export const chargeType3ChoiceXml: XmlType<ChargeType3Choice> = choice({
  Cd: externalChargeType1CodeXml,
  Prtry: genericIdentification3Xml,
})

export type ChargeBearerType1Code = 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
const chargeBearerType1CodeXml = oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')

export interface ChargesRecord3 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode
  readonly ChrgInclInd?: boolean
  readonly Tp?: ChargeType3Choice
  readonly Rate?: string
  readonly Br?: ChargeBearerType1Code
  readonly Agt?: BranchAndFinancialInstitutionIdentification6
  readonly Tax?: TaxCharges2
}
export interface ChargesRecord3Input {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode | undefined
  readonly ChrgInclInd?: boolean | undefined
  readonly Tp?: ChargeType3Choice | undefined
  readonly Rate?: string | undefined
  readonly Br?: ChargeBearerType1Code | undefined
  readonly Agt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly Tax?: TaxCharges2 | undefined
}

export const chargesRecord3Xml: XmlType<ChargesRecord3, ChargesRecord3Input> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: optional(creditDebitCodeXml),
  ChrgInclInd: optional(chargeIncludedIndicatorXml),
  Tp: optional(chargeType3ChoiceXml),
  Rate: optional(percentageRateXml),
  Br: optional(chargeBearerType1CodeXml),
  Agt: optional(branchAndFinancialInstitutionIdentification6Xml),
  Tax: optional(taxCharges2Xml),
})

export interface Charges6 {
  readonly TtlChrgsAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Rcrd: readonly ChargesRecord3[]
}
export interface Charges6Input {
  readonly TtlChrgsAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Rcrd?: Several<ChargesRecord3Input> | undefined
}

export const charges6Xml: XmlType<Charges6, Charges6Input> = sequence({
  TtlChrgsAndTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Rcrd: many(chargesRecord3Xml),
})

const externalTechnicalInputChannel1CodeXml = text({ min: 1, max: 4 })

export type TechnicalInputChannel1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const technicalInputChannel1ChoiceXml: XmlType<TechnicalInputChannel1Choice> = choice({
  Cd: externalTechnicalInputChannel1CodeXml,
  Prtry: max35TextXml,
})

export interface InterestRecord2 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Tp?: InterestType1Choice
  readonly Rate?: Rate4
  readonly FrToDt?: DateTimePeriod1
  readonly Rsn?: string
  readonly Tax?: TaxCharges2
}

export const interestRecord2Xml: XmlType<InterestRecord2> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  Tp: optional(interestType1ChoiceXml),
  Rate: optional(rate4Xml),
  FrToDt: optional(dateTimePeriod1Xml),
  Rsn: optional(max35TextXml),
  Tax: optional(taxCharges2Xml),
})

export interface TransactionInterest4 {
  readonly TtlIntrstAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Rcrd: readonly InterestRecord2[]
}
export interface TransactionInterest4Input {
  readonly TtlIntrstAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Rcrd?: Several<InterestRecord2> | undefined
}

export const transactionInterest4Xml: XmlType<TransactionInterest4, TransactionInterest4Input> = sequence({
  TtlIntrstAndTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Rcrd: many(interestRecord2Xml),
})

const min8Max28NumericTextXml = text({ pattern: /[0-9]{8,28}/, examples: ['74158052', '85376869512', '96524976366901'] })

const min2Max3NumericTextXml = text({ pattern: /[0-9]{2,3}/, examples: ['741', '85', '965'] })

const isoYearMonthXml = yearMonth()

const exact3NumericTextXml = text({ pattern: /[0-9]{3}/, examples: ['741', '853', '965'] })

const exact1NumericTextXml = text({ pattern: /[0-9]/, examples: ['7', '8', '9'] })

export interface TrackData1 {
  readonly TrckNb?: string
  readonly TrckVal: string
}

export const trackData1Xml: XmlType<TrackData1> = sequence({
  TrckNb: optional(exact1NumericTextXml),
  TrckVal: max140TextXml,
})

export type CSCManagement1Code = 'PRST' | 'BYPS' | 'UNRD' | 'NCSC'
const cscManagement1CodeXml = oneOf('PRST', 'BYPS', 'UNRD', 'NCSC')

const min3Max4NumericTextXml = text({ pattern: /[0-9]{3,4}/, examples: ['7415', '853', '9652'] })

export interface CardSecurityInformation1 {
  readonly CSCMgmt: CSCManagement1Code
  readonly CSCVal?: string
}

export const cardSecurityInformation1Xml: XmlType<CardSecurityInformation1> = sequence({
  CSCMgmt: cscManagement1CodeXml,
  CSCVal: optional(min3Max4NumericTextXml),
})

export interface PlainCardData1 {
  readonly PAN: string
  readonly CardSeqNb?: string
  readonly FctvDt?: string
  readonly XpryDt: string
  readonly SvcCd?: string
  readonly TrckData: readonly TrackData1[]
  readonly CardSctyCd?: CardSecurityInformation1
}
export interface PlainCardData1Input {
  readonly PAN: string
  readonly CardSeqNb?: string | undefined
  readonly FctvDt?: string | undefined
  readonly XpryDt: string
  readonly SvcCd?: string | undefined
  readonly TrckData?: Several<TrackData1> | undefined
  readonly CardSctyCd?: CardSecurityInformation1 | undefined
}

export const plainCardData1Xml: XmlType<PlainCardData1, PlainCardData1Input> = sequence({
  PAN: min8Max28NumericTextXml,
  CardSeqNb: optional(min2Max3NumericTextXml),
  FctvDt: optional(isoYearMonthXml),
  XpryDt: isoYearMonthXml,
  SvcCd: optional(exact3NumericTextXml),
  TrckData: many(trackData1Xml),
  CardSctyCd: optional(cardSecurityInformation1Xml),
})

export interface GenericIdentification1 {
  readonly Id: string
  readonly SchmeNm?: string
  readonly Issr?: string
}

export const genericIdentification1Xml: XmlType<GenericIdentification1> = sequence({
  Id: max35TextXml,
  SchmeNm: optional(max35TextXml),
  Issr: optional(max35TextXml),
})

export interface PaymentCard4 {
  readonly PlainCardData?: PlainCardData1
  readonly CardCtryCd?: string
  readonly CardBrnd?: GenericIdentification1
  readonly AddtlCardData?: string
}
export interface PaymentCard4Input {
  readonly PlainCardData?: PlainCardData1Input | undefined
  readonly CardCtryCd?: string | undefined
  readonly CardBrnd?: GenericIdentification1 | undefined
  readonly AddtlCardData?: string | undefined
}

export const paymentCard4Xml: XmlType<PaymentCard4, PaymentCard4Input> = sequence({
  PlainCardData: optional(plainCardData1Xml),
  CardCtryCd: optional(exact3NumericTextXml),
  CardBrnd: optional(genericIdentification1Xml),
  AddtlCardData: optional(max70TextXml),
})

export type PartyType3Code = 'OPOI' | 'MERC' | 'ACCP' | 'ITAG' | 'ACQR' | 'CISS' | 'DLIS'
const partyType3CodeXml = oneOf('OPOI', 'MERC', 'ACCP', 'ITAG', 'ACQR', 'CISS', 'DLIS')

export type PartyType4Code = 'MERC' | 'ACCP' | 'ITAG' | 'ACQR' | 'CISS' | 'TAXH'
const partyType4CodeXml = oneOf('MERC', 'ACCP', 'ITAG', 'ACQR', 'CISS', 'TAXH')

export interface GenericIdentification32 {
  readonly Id: string
  readonly Tp?: PartyType3Code
  readonly Issr?: PartyType4Code
  readonly ShrtNm?: string
}

export const genericIdentification32Xml: XmlType<GenericIdentification32> = sequence({
  Id: max35TextXml,
  Tp: optional(partyType3CodeXml),
  Issr: optional(partyType4CodeXml),
  ShrtNm: optional(max35TextXml),
})

export type CardDataReading1Code = 'TAGC' | 'PHYS' | 'BRCD' | 'MGST' | 'CICC' | 'DFLE' | 'CTLS' | 'ECTL'
const cardDataReading1CodeXml = oneOf('TAGC', 'PHYS', 'BRCD', 'MGST', 'CICC', 'DFLE', 'CTLS', 'ECTL')

export type CardholderVerificationCapability1Code = 'MNSG' | 'NPIN' | 'FCPN' | 'FEPN' | 'FDSG' | 'FBIO' | 'MNVR' | 'FBIG' | 'APKI' | 'PKIS' | 'CHDT' | 'SCEC'
const cardholderVerificationCapability1CodeXml = oneOf('MNSG', 'NPIN', 'FCPN', 'FEPN', 'FDSG', 'FBIO', 'MNVR', 'FBIG', 'APKI', 'PKIS', 'CHDT', 'SCEC')

export type OnLineCapability1Code = 'OFLN' | 'ONLN' | 'SMON'
const onLineCapability1CodeXml = oneOf('OFLN', 'ONLN', 'SMON')

export type UserInterface2Code = 'MDSP' | 'CDSP'
const userInterface2CodeXml = oneOf('MDSP', 'CDSP')

const max3NumericTextXml = text({ pattern: /[0-9]{1,3}/, examples: ['74', '853', '9'] })

export interface DisplayCapabilities1 {
  readonly DispTp: UserInterface2Code
  readonly NbOfLines: string
  readonly LineWidth: string
}

export const displayCapabilities1Xml: XmlType<DisplayCapabilities1> = sequence({
  DispTp: userInterface2CodeXml,
  NbOfLines: max3NumericTextXml,
  LineWidth: max3NumericTextXml,
})

export interface PointOfInteractionCapabilities1 {
  readonly CardRdngCpblties: readonly CardDataReading1Code[]
  readonly CrdhldrVrfctnCpblties: readonly CardholderVerificationCapability1Code[]
  readonly OnLineCpblties?: OnLineCapability1Code
  readonly DispCpblties: readonly DisplayCapabilities1[]
  readonly PrtLineWidth?: string
}
export interface PointOfInteractionCapabilities1Input {
  readonly CardRdngCpblties?: Several<CardDataReading1Code> | undefined
  readonly CrdhldrVrfctnCpblties?: Several<CardholderVerificationCapability1Code> | undefined
  readonly OnLineCpblties?: OnLineCapability1Code | undefined
  readonly DispCpblties?: Several<DisplayCapabilities1> | undefined
  readonly PrtLineWidth?: string | undefined
}

export const pointOfInteractionCapabilities1Xml: XmlType<PointOfInteractionCapabilities1, PointOfInteractionCapabilities1Input> = sequence({
  CardRdngCpblties: many(cardDataReading1CodeXml),
  CrdhldrVrfctnCpblties: many(cardholderVerificationCapability1CodeXml),
  OnLineCpblties: optional(onLineCapability1CodeXml),
  DispCpblties: many(displayCapabilities1Xml),
  PrtLineWidth: optional(max3NumericTextXml),
})

export type POIComponentType1Code = 'SOFT' | 'EMVK' | 'EMVO' | 'MRIT' | 'CHIT' | 'SECM' | 'PEDV'
const poiComponentType1CodeXml = oneOf('SOFT', 'EMVK', 'EMVO', 'MRIT', 'CHIT', 'SECM', 'PEDV')

export interface PointOfInteractionComponent1 {
  readonly POICmpntTp: POIComponentType1Code
  readonly ManfctrId?: string
  readonly Mdl?: string
  readonly VrsnNb?: string
  readonly SrlNb?: string
  readonly ApprvlNb: readonly string[]
}
export interface PointOfInteractionComponent1Input {
  readonly POICmpntTp: POIComponentType1Code
  readonly ManfctrId?: string | undefined
  readonly Mdl?: string | undefined
  readonly VrsnNb?: string | undefined
  readonly SrlNb?: string | undefined
  readonly ApprvlNb?: Several<string> | undefined
}

export const pointOfInteractionComponent1Xml: XmlType<PointOfInteractionComponent1, PointOfInteractionComponent1Input> = sequence({
  POICmpntTp: poiComponentType1CodeXml,
  ManfctrId: optional(max35TextXml),
  Mdl: optional(max35TextXml),
  VrsnNb: optional(max16TextXml),
  SrlNb: optional(max35TextXml),
  ApprvlNb: many(max70TextXml),
})

export interface PointOfInteraction1 {
  readonly Id: GenericIdentification32
  readonly SysNm?: string
  readonly GrpId?: string
  readonly Cpblties?: PointOfInteractionCapabilities1
  readonly Cmpnt: readonly PointOfInteractionComponent1[]
}
export interface PointOfInteraction1Input {
  readonly Id: GenericIdentification32
  readonly SysNm?: string | undefined
  readonly GrpId?: string | undefined
  readonly Cpblties?: PointOfInteractionCapabilities1Input | undefined
  readonly Cmpnt?: Several<PointOfInteractionComponent1Input> | undefined
}

export const pointOfInteraction1Xml: XmlType<PointOfInteraction1, PointOfInteraction1Input> = sequence({
  Id: genericIdentification32Xml,
  SysNm: optional(max70TextXml),
  GrpId: optional(max35TextXml),
  Cpblties: optional(pointOfInteractionCapabilities1Xml),
  Cmpnt: many(pointOfInteractionComponent1Xml),
})

export type CardPaymentServiceType2Code = 'AGGR' | 'DCCV' | 'GRTT' | 'INSP' | 'LOYT' | 'NRES' | 'PUCO' | 'RECP' | 'SOAF' | 'UNAF' | 'VCAU'
const cardPaymentServiceType2CodeXml = oneOf('AGGR', 'DCCV', 'GRTT', 'INSP', 'LOYT', 'NRES', 'PUCO', 'RECP', 'SOAF', 'UNAF', 'VCAU')

const externalCardTransactionCategory1CodeXml = text({ min: 1, max: 4 })

export interface CardSequenceNumberRange1 {
  readonly FrstTx?: string
  readonly LastTx?: string
}

export const cardSequenceNumberRange1Xml: XmlType<CardSequenceNumberRange1> = sequence({
  FrstTx: optional(max35TextXml),
  LastTx: optional(max35TextXml),
})

export interface DatePeriod2 {
  readonly FrDt: string
  readonly ToDt: string
}

export const datePeriod2Xml: XmlType<DatePeriod2> = sequence({
  FrDt: isoDateXml,
  ToDt: isoDateXml,
})

export type DateOrDateTimePeriod1Choice = OneOf<{
  Dt: DatePeriod2
  DtTm: DateTimePeriod1
}>

export const dateOrDateTimePeriod1ChoiceXml: XmlType<DateOrDateTimePeriod1Choice> = choice({
  Dt: datePeriod2Xml,
  DtTm: dateTimePeriod1Xml,
})

export interface CardAggregated2 {
  readonly AddtlSvc?: CardPaymentServiceType2Code
  readonly TxCtgy?: string
  readonly SaleRcncltnId?: string
  readonly SeqNbRg?: CardSequenceNumberRange1
  readonly TxDtRg?: DateOrDateTimePeriod1Choice
}

export const cardAggregated2Xml: XmlType<CardAggregated2> = sequence({
  AddtlSvc: optional(cardPaymentServiceType2CodeXml),
  TxCtgy: optional(externalCardTransactionCategory1CodeXml),
  SaleRcncltnId: optional(max35TextXml),
  SeqNbRg: optional(cardSequenceNumberRange1Xml),
  TxDtRg: optional(dateOrDateTimePeriod1ChoiceXml),
})

export interface CardEntry4 {
  readonly Card?: PaymentCard4
  readonly POI?: PointOfInteraction1
  readonly AggtdNtry?: CardAggregated2
  readonly PrePdAcct?: CashAccount38
}
export interface CardEntry4Input {
  readonly Card?: PaymentCard4Input | undefined
  readonly POI?: PointOfInteraction1Input | undefined
  readonly AggtdNtry?: CardAggregated2 | undefined
  readonly PrePdAcct?: CashAccount38 | undefined
}

export const cardEntry4Xml: XmlType<CardEntry4, CardEntry4Input> = sequence({
  Card: optional(paymentCard4Xml),
  POI: optional(pointOfInteraction1Xml),
  AggtdNtry: optional(cardAggregated2Xml),
  PrePdAcct: optional(cashAccount38Xml),
})

export interface BatchInformation2 {
  readonly MsgId?: string
  readonly PmtInfId?: string
  readonly NbOfTxs?: string
  readonly TtlAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode
}

export const batchInformation2Xml: XmlType<BatchInformation2> = sequence({
  MsgId: optional(max35TextXml),
  PmtInfId: optional(max35TextXml),
  NbOfTxs: optional(max15NumericTextXml),
  TtlAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  CdtDbtInd: optional(creditDebitCodeXml),
})

const uuiDv4IdentifierXml = text({ pattern: /[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}/, examples: ['1a110e7e-7728-42e3-9dec-5fdb6687e474', '0b11c487-15cf-430f-84ce-be226126b28d', 'fc168f90-b86b-44db-ab50-1d7e6c1a809b'] })

export interface ProprietaryReference1 {
  readonly Tp: string
  readonly Ref: string
}

export const proprietaryReference1Xml: XmlType<ProprietaryReference1> = sequence({
  Tp: max35TextXml,
  Ref: max35TextXml,
})

export interface TransactionReferences6 {
  readonly MsgId?: string
  readonly AcctSvcrRef?: string
  readonly PmtInfId?: string
  readonly InstrId?: string
  readonly EndToEndId?: string
  readonly UETR?: string
  readonly TxId?: string
  readonly MndtId?: string
  readonly ChqNb?: string
  readonly ClrSysRef?: string
  readonly AcctOwnrTxId?: string
  readonly AcctSvcrTxId?: string
  readonly MktInfrstrctrTxId?: string
  readonly PrcgId?: string
  readonly Prtry: readonly ProprietaryReference1[]
}
export interface TransactionReferences6Input {
  readonly MsgId?: string | undefined
  readonly AcctSvcrRef?: string | undefined
  readonly PmtInfId?: string | undefined
  readonly InstrId?: string | undefined
  readonly EndToEndId?: string | undefined
  readonly UETR?: string | undefined
  readonly TxId?: string | undefined
  readonly MndtId?: string | undefined
  readonly ChqNb?: string | undefined
  readonly ClrSysRef?: string | undefined
  readonly AcctOwnrTxId?: string | undefined
  readonly AcctSvcrTxId?: string | undefined
  readonly MktInfrstrctrTxId?: string | undefined
  readonly PrcgId?: string | undefined
  readonly Prtry?: Several<ProprietaryReference1> | undefined
}

export const transactionReferences6Xml: XmlType<TransactionReferences6, TransactionReferences6Input> = sequence({
  MsgId: optional(max35TextXml),
  AcctSvcrRef: optional(max35TextXml),
  PmtInfId: optional(max35TextXml),
  InstrId: optional(max35TextXml),
  EndToEndId: optional(max35TextXml),
  UETR: optional(uuiDv4IdentifierXml),
  TxId: optional(max35TextXml),
  MndtId: optional(max35TextXml),
  ChqNb: optional(max35TextXml),
  ClrSysRef: optional(max35TextXml),
  AcctOwnrTxId: optional(max35TextXml),
  AcctSvcrTxId: optional(max35TextXml),
  MktInfrstrctrTxId: optional(max35TextXml),
  PrcgId: optional(max35TextXml),
  Prtry: many(proprietaryReference1Xml),
})

export type Party40Choice = OneOf<{
  Pty: PartyIdentification135
  Agt: BranchAndFinancialInstitutionIdentification6
}>

export type Party40ChoiceInput = OneOf<{
  Pty: PartyIdentification135Input
  Agt: BranchAndFinancialInstitutionIdentification6Input
}>

export const party40ChoiceXml: XmlType<Party40Choice, Party40ChoiceInput> = choice({
  Pty: partyIdentification135Xml,
  Agt: branchAndFinancialInstitutionIdentification6Xml,
})

export interface ProprietaryParty5 {
  readonly Tp: string
  readonly Pty: Party40Choice
}
export interface ProprietaryParty5Input {
  readonly Tp: string
  readonly Pty: Party40ChoiceInput
}

export const proprietaryParty5Xml: XmlType<ProprietaryParty5, ProprietaryParty5Input> = sequence({
  Tp: max35TextXml,
  Pty: party40ChoiceXml,
})

export interface TransactionParties6 {
  readonly InitgPty?: Party40Choice
  readonly Dbtr?: Party40Choice
  readonly DbtrAcct?: CashAccount38
  readonly UltmtDbtr?: Party40Choice
  readonly Cdtr?: Party40Choice
  readonly CdtrAcct?: CashAccount38
  readonly UltmtCdtr?: Party40Choice
  readonly TradgPty?: Party40Choice
  readonly Prtry: readonly ProprietaryParty5[]
}
export interface TransactionParties6Input {
  readonly InitgPty?: Party40ChoiceInput | undefined
  readonly Dbtr?: Party40ChoiceInput | undefined
  readonly DbtrAcct?: CashAccount38 | undefined
  readonly UltmtDbtr?: Party40ChoiceInput | undefined
  readonly Cdtr?: Party40ChoiceInput | undefined
  readonly CdtrAcct?: CashAccount38 | undefined
  readonly UltmtCdtr?: Party40ChoiceInput | undefined
  readonly TradgPty?: Party40ChoiceInput | undefined
  readonly Prtry?: Several<ProprietaryParty5Input> | undefined
}

export const transactionParties6Xml: XmlType<TransactionParties6, TransactionParties6Input> = sequence({
  InitgPty: optional(party40ChoiceXml),
  Dbtr: optional(party40ChoiceXml),
  DbtrAcct: optional(cashAccount38Xml),
  UltmtDbtr: optional(party40ChoiceXml),
  Cdtr: optional(party40ChoiceXml),
  CdtrAcct: optional(cashAccount38Xml),
  UltmtCdtr: optional(party40ChoiceXml),
  TradgPty: optional(party40ChoiceXml),
  Prtry: many(proprietaryParty5Xml),
})

export interface ProprietaryAgent4 {
  readonly Tp: string
  readonly Agt: BranchAndFinancialInstitutionIdentification6
}
export interface ProprietaryAgent4Input {
  readonly Tp: string
  readonly Agt: BranchAndFinancialInstitutionIdentification6Input
}

export const proprietaryAgent4Xml: XmlType<ProprietaryAgent4, ProprietaryAgent4Input> = sequence({
  Tp: max35TextXml,
  Agt: branchAndFinancialInstitutionIdentification6Xml,
})

export interface TransactionAgents5 {
  readonly InstgAgt?: BranchAndFinancialInstitutionIdentification6
  readonly InstdAgt?: BranchAndFinancialInstitutionIdentification6
  readonly DbtrAgt?: BranchAndFinancialInstitutionIdentification6
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification6
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification6
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification6
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification6
  readonly RcvgAgt?: BranchAndFinancialInstitutionIdentification6
  readonly DlvrgAgt?: BranchAndFinancialInstitutionIdentification6
  readonly IssgAgt?: BranchAndFinancialInstitutionIdentification6
  readonly SttlmPlc?: BranchAndFinancialInstitutionIdentification6
  readonly Prtry: readonly ProprietaryAgent4[]
}
export interface TransactionAgents5Input {
  readonly InstgAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly InstdAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly DbtrAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly RcvgAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly DlvrgAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly IssgAgt?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly SttlmPlc?: BranchAndFinancialInstitutionIdentification6Input | undefined
  readonly Prtry?: Several<ProprietaryAgent4Input> | undefined
}

export const transactionAgents5Xml: XmlType<TransactionAgents5, TransactionAgents5Input> = sequence({
  InstgAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  InstdAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  DbtrAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  CdtrAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  IntrmyAgt1: optional(branchAndFinancialInstitutionIdentification6Xml),
  IntrmyAgt2: optional(branchAndFinancialInstitutionIdentification6Xml),
  IntrmyAgt3: optional(branchAndFinancialInstitutionIdentification6Xml),
  RcvgAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  DlvrgAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  IssgAgt: optional(branchAndFinancialInstitutionIdentification6Xml),
  SttlmPlc: optional(branchAndFinancialInstitutionIdentification6Xml),
  Prtry: many(proprietaryAgent4Xml),
})

const externalLocalInstrument1CodeXml = text({ min: 1, max: 35 })

export type LocalInstrument2Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const localInstrument2ChoiceXml: XmlType<LocalInstrument2Choice> = choice({
  Cd: externalLocalInstrument1CodeXml,
  Prtry: max35TextXml,
})

const externalPurpose1CodeXml = text({ min: 1, max: 4 })

export type Purpose2Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const purpose2ChoiceXml: XmlType<Purpose2Choice> = choice({
  Cd: externalPurpose1CodeXml,
  Prtry: max35TextXml,
})

export type RemittanceLocationMethod2Code = 'FAXI' | 'EDIC' | 'URID' | 'EMAL' | 'POST' | 'SMSM'
const remittanceLocationMethod2CodeXml = oneOf('FAXI', 'EDIC', 'URID', 'EMAL', 'POST', 'SMSM')

export interface NameAndAddress16 {
  readonly Nm: string
  readonly Adr: PostalAddress24
}
export interface NameAndAddress16Input {
  readonly Nm: string
  readonly Adr: PostalAddress24Input
}

export const nameAndAddress16Xml: XmlType<NameAndAddress16, NameAndAddress16Input> = personal(sequence({
  Nm: max140TextXml,
  Adr: postalAddress24Xml,
}))

export interface RemittanceLocationData1 {
  readonly Mtd: RemittanceLocationMethod2Code
  readonly ElctrncAdr?: string
  readonly PstlAdr?: NameAndAddress16
}
export interface RemittanceLocationData1Input {
  readonly Mtd: RemittanceLocationMethod2Code
  readonly ElctrncAdr?: string | undefined
  readonly PstlAdr?: NameAndAddress16Input | undefined
}

export const remittanceLocationData1Xml: XmlType<RemittanceLocationData1, RemittanceLocationData1Input> = personal(sequence({
  Mtd: remittanceLocationMethod2CodeXml,
  ElctrncAdr: optional(max2048TextXml),
  PstlAdr: optional(nameAndAddress16Xml),
}))

export interface RemittanceLocation7 {
  readonly RmtId?: string
  readonly RmtLctnDtls: readonly RemittanceLocationData1[]
}
export interface RemittanceLocation7Input {
  readonly RmtId?: string | undefined
  readonly RmtLctnDtls?: Several<RemittanceLocationData1Input> | undefined
}

export const remittanceLocation7Xml: XmlType<RemittanceLocation7, RemittanceLocation7Input> = personal(sequence({
  RmtId: optional(max35TextXml),
  RmtLctnDtls: many(remittanceLocationData1Xml),
}))

export type DocumentType6Code = 'MSIN' | 'CNFA' | 'DNFA' | 'CINV' | 'CREN' | 'DEBN' | 'HIRI' | 'SBIN' | 'CMCN' | 'SOAC' | 'DISP' | 'BOLD' | 'VCHR' | 'AROI' | 'TSUT' | 'PUOR'
const documentType6CodeXml = oneOf('MSIN', 'CNFA', 'DNFA', 'CINV', 'CREN', 'DEBN', 'HIRI', 'SBIN', 'CMCN', 'SOAC', 'DISP', 'BOLD', 'VCHR', 'AROI', 'TSUT', 'PUOR')

export type ReferredDocumentType3Choice = OneOf<{
  Cd: DocumentType6Code
  Prtry: string
}>

export const referredDocumentType3ChoiceXml: XmlType<ReferredDocumentType3Choice> = choice({
  Cd: documentType6CodeXml,
  Prtry: max35TextXml,
})

export interface ReferredDocumentType4 {
  readonly CdOrPrtry: ReferredDocumentType3Choice
  readonly Issr?: string
}

export const referredDocumentType4Xml: XmlType<ReferredDocumentType4> = sequence({
  CdOrPrtry: referredDocumentType3ChoiceXml,
  Issr: optional(max35TextXml),
})

const externalDocumentLineType1CodeXml = text({ min: 1, max: 4 })

export type DocumentLineType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const documentLineType1ChoiceXml: XmlType<DocumentLineType1Choice> = choice({
  Cd: externalDocumentLineType1CodeXml,
  Prtry: max35TextXml,
})

export interface DocumentLineType1 {
  readonly CdOrPrtry: DocumentLineType1Choice
  readonly Issr?: string
}

export const documentLineType1Xml: XmlType<DocumentLineType1> = sequence({
  CdOrPrtry: documentLineType1ChoiceXml,
  Issr: optional(max35TextXml),
})

export interface DocumentLineIdentification1 {
  readonly Tp?: DocumentLineType1
  readonly Nb?: string
  readonly RltdDt?: string
}

export const documentLineIdentification1Xml: XmlType<DocumentLineIdentification1> = sequence({
  Tp: optional(documentLineType1Xml),
  Nb: optional(max35TextXml),
  RltdDt: optional(isoDateXml),
})

const externalDiscountAmountType1CodeXml = text({ min: 1, max: 4 })

export type DiscountAmountType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const discountAmountType1ChoiceXml: XmlType<DiscountAmountType1Choice> = choice({
  Cd: externalDiscountAmountType1CodeXml,
  Prtry: max35TextXml,
})

export interface DiscountAmountAndType1 {
  readonly Tp?: DiscountAmountType1Choice
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
}

export const discountAmountAndType1Xml: XmlType<DiscountAmountAndType1> = sequence({
  Tp: optional(discountAmountType1ChoiceXml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
})

const externalTaxAmountType1CodeXml = text({ min: 1, max: 4 })

export type TaxAmountType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const taxAmountType1ChoiceXml: XmlType<TaxAmountType1Choice> = choice({
  Cd: externalTaxAmountType1CodeXml,
  Prtry: max35TextXml,
})

export interface TaxAmountAndType1 {
  readonly Tp?: TaxAmountType1Choice
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
}

export const taxAmountAndType1Xml: XmlType<TaxAmountAndType1> = sequence({
  Tp: optional(taxAmountType1ChoiceXml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
})

export interface DocumentAdjustment1 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode
  readonly Rsn?: string
  readonly AddtlInf?: string
}

export const documentAdjustment1Xml: XmlType<DocumentAdjustment1> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: optional(creditDebitCodeXml),
  Rsn: optional(max4TextXml),
  AddtlInf: optional(max140TextXml),
})

export interface RemittanceAmount3 {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly DscntApldAmt: readonly DiscountAmountAndType1[]
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TaxAmt: readonly TaxAmountAndType1[]
  readonly AdjstmntAmtAndRsn: readonly DocumentAdjustment1[]
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount
}
export interface RemittanceAmount3Input {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly DscntApldAmt?: Several<DiscountAmountAndType1> | undefined
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TaxAmt?: Several<TaxAmountAndType1> | undefined
  readonly AdjstmntAmtAndRsn?: Several<DocumentAdjustment1> | undefined
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
}

export const remittanceAmount3Xml: XmlType<RemittanceAmount3, RemittanceAmount3Input> = sequence({
  DuePyblAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  DscntApldAmt: many(discountAmountAndType1Xml),
  CdtNoteAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TaxAmt: many(taxAmountAndType1Xml),
  AdjstmntAmtAndRsn: many(documentAdjustment1Xml),
  RmtdAmt: optional(activeOrHistoricCurrencyAndAmountXml),
})

export interface DocumentLineInformation1 {
  readonly Id: readonly DocumentLineIdentification1[]
  readonly Desc?: string
  readonly Amt?: RemittanceAmount3
}
export interface DocumentLineInformation1Input {
  readonly Id: Several<DocumentLineIdentification1>
  readonly Desc?: string | undefined
  readonly Amt?: RemittanceAmount3Input | undefined
}

export const documentLineInformation1Xml: XmlType<DocumentLineInformation1, DocumentLineInformation1Input> = sequence({
  Id: atLeastOnce(documentLineIdentification1Xml),
  Desc: optional(max2048TextXml),
  Amt: optional(remittanceAmount3Xml),
})

export interface ReferredDocumentInformation7 {
  readonly Tp?: ReferredDocumentType4
  readonly Nb?: string
  readonly RltdDt?: string
  readonly LineDtls: readonly DocumentLineInformation1[]
}
export interface ReferredDocumentInformation7Input {
  readonly Tp?: ReferredDocumentType4 | undefined
  readonly Nb?: string | undefined
  readonly RltdDt?: string | undefined
  readonly LineDtls?: Several<DocumentLineInformation1Input> | undefined
}

export const referredDocumentInformation7Xml: XmlType<ReferredDocumentInformation7, ReferredDocumentInformation7Input> = sequence({
  Tp: optional(referredDocumentType4Xml),
  Nb: optional(max35TextXml),
  RltdDt: optional(isoDateXml),
  LineDtls: many(documentLineInformation1Xml),
})

export interface RemittanceAmount2 {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly DscntApldAmt: readonly DiscountAmountAndType1[]
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TaxAmt: readonly TaxAmountAndType1[]
  readonly AdjstmntAmtAndRsn: readonly DocumentAdjustment1[]
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount
}
export interface RemittanceAmount2Input {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly DscntApldAmt?: Several<DiscountAmountAndType1> | undefined
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TaxAmt?: Several<TaxAmountAndType1> | undefined
  readonly AdjstmntAmtAndRsn?: Several<DocumentAdjustment1> | undefined
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
}

export const remittanceAmount2Xml: XmlType<RemittanceAmount2, RemittanceAmount2Input> = sequence({
  DuePyblAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  DscntApldAmt: many(discountAmountAndType1Xml),
  CdtNoteAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TaxAmt: many(taxAmountAndType1Xml),
  AdjstmntAmtAndRsn: many(documentAdjustment1Xml),
  RmtdAmt: optional(activeOrHistoricCurrencyAndAmountXml),
})

export type DocumentType3Code = 'RADM' | 'RPIN' | 'FXDR' | 'DISP' | 'PUOR' | 'SCOR'
const documentType3CodeXml = oneOf('RADM', 'RPIN', 'FXDR', 'DISP', 'PUOR', 'SCOR')

export type CreditorReferenceType1Choice = OneOf<{
  Cd: DocumentType3Code
  Prtry: string
}>

export const creditorReferenceType1ChoiceXml: XmlType<CreditorReferenceType1Choice> = choice({
  Cd: documentType3CodeXml,
  Prtry: max35TextXml,
})

export interface CreditorReferenceType2 {
  readonly CdOrPrtry: CreditorReferenceType1Choice
  readonly Issr?: string
}

export const creditorReferenceType2Xml: XmlType<CreditorReferenceType2> = sequence({
  CdOrPrtry: creditorReferenceType1ChoiceXml,
  Issr: optional(max35TextXml),
})

export interface CreditorReferenceInformation2 {
  readonly Tp?: CreditorReferenceType2
  readonly Ref?: string
}

export const creditorReferenceInformation2Xml: XmlType<CreditorReferenceInformation2> = sequence({
  Tp: optional(creditorReferenceType2Xml),
  Ref: optional(max35TextXml),
})

export interface TaxParty1 {
  readonly TaxId?: string
  readonly RegnId?: string
  readonly TaxTp?: string
}

export const taxParty1Xml: XmlType<TaxParty1> = personal(sequence({
  TaxId: optional(max35TextXml),
  RegnId: optional(max35TextXml),
  TaxTp: optional(max35TextXml),
}))

export interface TaxAuthorisation1 {
  readonly Titl?: string
  readonly Nm?: string
}

export const taxAuthorisation1Xml: XmlType<TaxAuthorisation1> = sequence({
  Titl: optional(max35TextXml),
  Nm: optional(max140TextXml),
})

export interface TaxParty2 {
  readonly TaxId?: string
  readonly RegnId?: string
  readonly TaxTp?: string
  readonly Authstn?: TaxAuthorisation1
}

export const taxParty2Xml: XmlType<TaxParty2> = personal(sequence({
  TaxId: optional(max35TextXml),
  RegnId: optional(max35TextXml),
  TaxTp: optional(max35TextXml),
  Authstn: optional(taxAuthorisation1Xml),
}))

export type TaxRecordPeriod1Code = 'MM01' | 'MM02' | 'MM03' | 'MM04' | 'MM05' | 'MM06' | 'MM07' | 'MM08' | 'MM09' | 'MM10' | 'MM11' | 'MM12' | 'QTR1' | 'QTR2' | 'QTR3' | 'QTR4' | 'HLF1' | 'HLF2'
const taxRecordPeriod1CodeXml = oneOf('MM01', 'MM02', 'MM03', 'MM04', 'MM05', 'MM06', 'MM07', 'MM08', 'MM09', 'MM10', 'MM11', 'MM12', 'QTR1', 'QTR2', 'QTR3', 'QTR4', 'HLF1', 'HLF2')

export interface TaxPeriod2 {
  readonly Yr?: string
  readonly Tp?: TaxRecordPeriod1Code
  readonly FrToDt?: DatePeriod2
}

export const taxPeriod2Xml: XmlType<TaxPeriod2> = sequence({
  Yr: optional(isoDateXml),
  Tp: optional(taxRecordPeriod1CodeXml),
  FrToDt: optional(datePeriod2Xml),
})

export interface TaxRecordDetails2 {
  readonly Prd?: TaxPeriod2
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
}

export const taxRecordDetails2Xml: XmlType<TaxRecordDetails2> = sequence({
  Prd: optional(taxPeriod2Xml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
})

export interface TaxAmount2 {
  readonly Rate?: string
  readonly TaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TtlAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dtls: readonly TaxRecordDetails2[]
}
export interface TaxAmount2Input {
  readonly Rate?: string | undefined
  readonly TaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TtlAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Dtls?: Several<TaxRecordDetails2> | undefined
}

export const taxAmount2Xml: XmlType<TaxAmount2, TaxAmount2Input> = sequence({
  Rate: optional(percentageRateXml),
  TaxblBaseAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TtlAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dtls: many(taxRecordDetails2Xml),
})

export interface TaxRecord2 {
  readonly Tp?: string
  readonly Ctgy?: string
  readonly CtgyDtls?: string
  readonly DbtrSts?: string
  readonly CertId?: string
  readonly FrmsCd?: string
  readonly Prd?: TaxPeriod2
  readonly TaxAmt?: TaxAmount2
  readonly AddtlInf?: string
}
export interface TaxRecord2Input {
  readonly Tp?: string | undefined
  readonly Ctgy?: string | undefined
  readonly CtgyDtls?: string | undefined
  readonly DbtrSts?: string | undefined
  readonly CertId?: string | undefined
  readonly FrmsCd?: string | undefined
  readonly Prd?: TaxPeriod2 | undefined
  readonly TaxAmt?: TaxAmount2Input | undefined
  readonly AddtlInf?: string | undefined
}

export const taxRecord2Xml: XmlType<TaxRecord2, TaxRecord2Input> = sequence({
  Tp: optional(max35TextXml),
  Ctgy: optional(max35TextXml),
  CtgyDtls: optional(max35TextXml),
  DbtrSts: optional(max35TextXml),
  CertId: optional(max35TextXml),
  FrmsCd: optional(max35TextXml),
  Prd: optional(taxPeriod2Xml),
  TaxAmt: optional(taxAmount2Xml),
  AddtlInf: optional(max140TextXml),
})

export interface TaxInformation7 {
  readonly Cdtr?: TaxParty1
  readonly Dbtr?: TaxParty2
  readonly UltmtDbtr?: TaxParty2
  readonly AdmstnZone?: string
  readonly RefNb?: string
  readonly Mtd?: string
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dt?: string
  readonly SeqNb?: string
  readonly Rcrd: readonly TaxRecord2[]
}
export interface TaxInformation7Input {
  readonly Cdtr?: TaxParty1 | undefined
  readonly Dbtr?: TaxParty2 | undefined
  readonly UltmtDbtr?: TaxParty2 | undefined
  readonly AdmstnZone?: string | undefined
  readonly RefNb?: string | undefined
  readonly Mtd?: string | undefined
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Dt?: string | undefined
  readonly SeqNb?: string | undefined
  readonly Rcrd?: Several<TaxRecord2Input> | undefined
}

export const taxInformation7Xml: XmlType<TaxInformation7, TaxInformation7Input> = sequence({
  Cdtr: optional(taxParty1Xml),
  Dbtr: optional(taxParty2Xml),
  UltmtDbtr: optional(taxParty2Xml),
  AdmstnZone: optional(max35TextXml),
  RefNb: optional(max140TextXml),
  Mtd: optional(max35TextXml),
  TtlTaxblBaseAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TtlTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dt: optional(isoDateXml),
  SeqNb: optional(numberTypeXml),
  Rcrd: many(taxRecord2Xml),
})

const externalGarnishmentType1CodeXml = text({ min: 1, max: 4 })

export type GarnishmentType1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const garnishmentType1ChoiceXml: XmlType<GarnishmentType1Choice> = choice({
  Cd: externalGarnishmentType1CodeXml,
  Prtry: max35TextXml,
})

export interface GarnishmentType1 {
  readonly CdOrPrtry: GarnishmentType1Choice
  readonly Issr?: string
}

export const garnishmentType1Xml: XmlType<GarnishmentType1> = sequence({
  CdOrPrtry: garnishmentType1ChoiceXml,
  Issr: optional(max35TextXml),
})

export interface Garnishment3 {
  readonly Tp: GarnishmentType1
  readonly Grnshee?: PartyIdentification135
  readonly GrnshmtAdmstr?: PartyIdentification135
  readonly RefNb?: string
  readonly Dt?: string
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly FmlyMdclInsrncInd?: boolean
  readonly MplyeeTermntnInd?: boolean
}
export interface Garnishment3Input {
  readonly Tp: GarnishmentType1
  readonly Grnshee?: PartyIdentification135Input | undefined
  readonly GrnshmtAdmstr?: PartyIdentification135Input | undefined
  readonly RefNb?: string | undefined
  readonly Dt?: string | undefined
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly FmlyMdclInsrncInd?: boolean | undefined
  readonly MplyeeTermntnInd?: boolean | undefined
}

export const garnishment3Xml: XmlType<Garnishment3, Garnishment3Input> = sequence({
  Tp: garnishmentType1Xml,
  Grnshee: optional(partyIdentification135Xml),
  GrnshmtAdmstr: optional(partyIdentification135Xml),
  RefNb: optional(max140TextXml),
  Dt: optional(isoDateXml),
  RmtdAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  FmlyMdclInsrncInd: optional(trueFalseIndicatorXml),
  MplyeeTermntnInd: optional(trueFalseIndicatorXml),
})

export interface StructuredRemittanceInformation16 {
  readonly RfrdDocInf: readonly ReferredDocumentInformation7[]
  readonly RfrdDocAmt?: RemittanceAmount2
  readonly CdtrRefInf?: CreditorReferenceInformation2
  readonly Invcr?: PartyIdentification135
  readonly Invcee?: PartyIdentification135
  readonly TaxRmt?: TaxInformation7
  readonly GrnshmtRmt?: Garnishment3
  readonly AddtlRmtInf: readonly string[]
}
export interface StructuredRemittanceInformation16Input {
  readonly RfrdDocInf?: Several<ReferredDocumentInformation7Input> | undefined
  readonly RfrdDocAmt?: RemittanceAmount2Input | undefined
  readonly CdtrRefInf?: CreditorReferenceInformation2 | undefined
  readonly Invcr?: PartyIdentification135Input | undefined
  readonly Invcee?: PartyIdentification135Input | undefined
  readonly TaxRmt?: TaxInformation7Input | undefined
  readonly GrnshmtRmt?: Garnishment3Input | undefined
  readonly AddtlRmtInf?: Several<string> | undefined
}

export const structuredRemittanceInformation16Xml: XmlType<StructuredRemittanceInformation16, StructuredRemittanceInformation16Input> = sequence({
  RfrdDocInf: many(referredDocumentInformation7Xml),
  RfrdDocAmt: optional(remittanceAmount2Xml),
  CdtrRefInf: optional(creditorReferenceInformation2Xml),
  Invcr: optional(partyIdentification135Xml),
  Invcee: optional(partyIdentification135Xml),
  TaxRmt: optional(taxInformation7Xml),
  GrnshmtRmt: optional(garnishment3Xml),
  AddtlRmtInf: many(max140TextXml, { max: 3 }),
})

export interface RemittanceInformation16 {
  readonly Ustrd: readonly string[]
  readonly Strd: readonly StructuredRemittanceInformation16[]
}
export interface RemittanceInformation16Input {
  readonly Ustrd?: Several<string> | undefined
  readonly Strd?: Several<StructuredRemittanceInformation16Input> | undefined
}

export const remittanceInformation16Xml: XmlType<RemittanceInformation16, RemittanceInformation16Input> = personal(sequence({
  Ustrd: many(max140TextXml),
  Strd: many(structuredRemittanceInformation16Xml),
}))

export interface ProprietaryDate3 {
  readonly Tp: string
  readonly Dt: DateAndDateTime2Choice
}

export const proprietaryDate3Xml: XmlType<ProprietaryDate3> = sequence({
  Tp: max35TextXml,
  Dt: dateAndDateTime2ChoiceXml,
})

export interface TransactionDates3 {
  readonly AccptncDtTm?: string
  readonly TradActvtyCtrctlSttlmDt?: string
  readonly TradDt?: string
  readonly IntrBkSttlmDt?: string
  readonly StartDt?: string
  readonly EndDt?: string
  readonly TxDtTm?: string
  readonly Prtry: readonly ProprietaryDate3[]
}
export interface TransactionDates3Input {
  readonly AccptncDtTm?: string | undefined
  readonly TradActvtyCtrctlSttlmDt?: string | undefined
  readonly TradDt?: string | undefined
  readonly IntrBkSttlmDt?: string | undefined
  readonly StartDt?: string | undefined
  readonly EndDt?: string | undefined
  readonly TxDtTm?: string | undefined
  readonly Prtry?: Several<ProprietaryDate3> | undefined
}

export const transactionDates3Xml: XmlType<TransactionDates3, TransactionDates3Input> = sequence({
  AccptncDtTm: optional(isoDateTimeXml),
  TradActvtyCtrctlSttlmDt: optional(isoDateXml),
  TradDt: optional(isoDateXml),
  IntrBkSttlmDt: optional(isoDateXml),
  StartDt: optional(isoDateXml),
  EndDt: optional(isoDateXml),
  TxDtTm: optional(isoDateTimeXml),
  Prtry: many(proprietaryDate3Xml),
})

export type PriceValueType1Code = 'DISC' | 'PREM' | 'PARV'
const priceValueType1CodeXml = oneOf('DISC', 'PREM', 'PARV')

export type YieldedOrValueType1Choice = OneOf<{
  Yldd: boolean
  ValTp: PriceValueType1Code
}>

export const yieldedOrValueType1ChoiceXml: XmlType<YieldedOrValueType1Choice> = choice({
  Yldd: yesNoIndicatorXml,
  ValTp: priceValueType1CodeXml,
})

const activeOrHistoricCurrencyAnd13DecimalAmount_SimpleTypeXml = decimal({ totalDigits: 18, fractionDigits: 13, min: '0' })

export interface ActiveOrHistoricCurrencyAnd13DecimalAmount {
  readonly value: string
  readonly Ccy: string
}

export const activeOrHistoricCurrencyAnd13DecimalAmountXml: XmlType<ActiveOrHistoricCurrencyAnd13DecimalAmount> = valued(activeOrHistoricCurrencyAnd13DecimalAmount_SimpleTypeXml, {
  Ccy: attribute(activeOrHistoricCurrencyCodeXml),
})

export type PriceRateOrAmount3Choice = OneOf<{
  Rate: string
  Amt: ActiveOrHistoricCurrencyAnd13DecimalAmount
}>

export const priceRateOrAmount3ChoiceXml: XmlType<PriceRateOrAmount3Choice> = choice({
  Rate: percentageRateXml,
  Amt: activeOrHistoricCurrencyAnd13DecimalAmountXml,
})

export interface Price7 {
  readonly Tp: YieldedOrValueType1Choice
  readonly Val: PriceRateOrAmount3Choice
}

export const price7Xml: XmlType<Price7> = sequence({
  Tp: yieldedOrValueType1ChoiceXml,
  Val: priceRateOrAmount3ChoiceXml,
})

export interface ProprietaryPrice2 {
  readonly Tp: string
  readonly Pric: ActiveOrHistoricCurrencyAndAmount
}

export const proprietaryPrice2Xml: XmlType<ProprietaryPrice2> = sequence({
  Tp: max35TextXml,
  Pric: activeOrHistoricCurrencyAndAmountXml,
})

export type TransactionPrice4Choice = OneOf<{
  DealPric: Price7
  Prtry: readonly ProprietaryPrice2[]
}>

export type TransactionPrice4ChoiceInput = OneOf<{
  DealPric: Price7
  Prtry: Several<ProprietaryPrice2>
}>

export const transactionPrice4ChoiceXml: XmlType<TransactionPrice4Choice, TransactionPrice4ChoiceInput> = choice({
  DealPric: price7Xml,
  Prtry: atLeastOnce(proprietaryPrice2Xml),
})

export type FinancialInstrumentQuantity1Choice = OneOf<{
  Unit: string
  FaceAmt: string
  AmtsdVal: string
}>

export const financialInstrumentQuantity1ChoiceXml: XmlType<FinancialInstrumentQuantity1Choice> = choice({
  Unit: decimalNumberXml,
  FaceAmt: impliedCurrencyAndAmountXml,
  AmtsdVal: impliedCurrencyAndAmountXml,
})

export interface OriginalAndCurrentQuantities1 {
  readonly FaceAmt: string
  readonly AmtsdVal: string
}

export const originalAndCurrentQuantities1Xml: XmlType<OriginalAndCurrentQuantities1> = sequence({
  FaceAmt: impliedCurrencyAndAmountXml,
  AmtsdVal: impliedCurrencyAndAmountXml,
})

export interface ProprietaryQuantity1 {
  readonly Tp: string
  readonly Qty: string
}

export const proprietaryQuantity1Xml: XmlType<ProprietaryQuantity1> = sequence({
  Tp: max35TextXml,
  Qty: max35TextXml,
})

export type TransactionQuantities3Choice = OneOf<{
  Qty: FinancialInstrumentQuantity1Choice
  OrgnlAndCurFaceAmt: OriginalAndCurrentQuantities1
  Prtry: ProprietaryQuantity1
}>

export const transactionQuantities3ChoiceXml: XmlType<TransactionQuantities3Choice> = choice({
  Qty: financialInstrumentQuantity1ChoiceXml,
  OrgnlAndCurFaceAmt: originalAndCurrentQuantities1Xml,
  Prtry: proprietaryQuantity1Xml,
})

const isinOct2015IdentifierXml = text({ pattern: /[A-Z]{2,2}[A-Z0-9]{9,9}[0-9]{1,1}/, examples: ['HQDH06NUBNY6', 'MPT9G8ORXTS1', 'RO92WBPOJ0M9'] })

const externalFinancialInstrumentIdentificationType1CodeXml = text({ min: 1, max: 4 })

export type IdentificationSource3Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const identificationSource3ChoiceXml: XmlType<IdentificationSource3Choice> = choice({
  Cd: externalFinancialInstrumentIdentificationType1CodeXml,
  Prtry: max35TextXml,
})

export interface OtherIdentification1 {
  readonly Id: string
  readonly Sfx?: string
  readonly Tp: IdentificationSource3Choice
}

export const otherIdentification1Xml: XmlType<OtherIdentification1> = sequence({
  Id: max35TextXml,
  Sfx: optional(max16TextXml),
  Tp: identificationSource3ChoiceXml,
})

export interface SecurityIdentification19 {
  readonly ISIN?: string
  readonly OthrId: readonly OtherIdentification1[]
  readonly Desc?: string
}
export interface SecurityIdentification19Input {
  readonly ISIN?: string | undefined
  readonly OthrId?: Several<OtherIdentification1> | undefined
  readonly Desc?: string | undefined
}

export const securityIdentification19Xml: XmlType<SecurityIdentification19, SecurityIdentification19Input> = sequence({
  ISIN: optional(isinOct2015IdentifierXml),
  OthrId: many(otherIdentification1Xml),
  Desc: optional(max140TextXml),
})

export interface TaxInformation8 {
  readonly Cdtr?: TaxParty1
  readonly Dbtr?: TaxParty2
  readonly AdmstnZone?: string
  readonly RefNb?: string
  readonly Mtd?: string
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dt?: string
  readonly SeqNb?: string
  readonly Rcrd: readonly TaxRecord2[]
}
export interface TaxInformation8Input {
  readonly Cdtr?: TaxParty1 | undefined
  readonly Dbtr?: TaxParty2 | undefined
  readonly AdmstnZone?: string | undefined
  readonly RefNb?: string | undefined
  readonly Mtd?: string | undefined
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Dt?: string | undefined
  readonly SeqNb?: string | undefined
  readonly Rcrd?: Several<TaxRecord2Input> | undefined
}

export const taxInformation8Xml: XmlType<TaxInformation8, TaxInformation8Input> = sequence({
  Cdtr: optional(taxParty1Xml),
  Dbtr: optional(taxParty2Xml),
  AdmstnZone: optional(max35TextXml),
  RefNb: optional(max140TextXml),
  Mtd: optional(max35TextXml),
  TtlTaxblBaseAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TtlTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dt: optional(isoDateXml),
  SeqNb: optional(numberTypeXml),
  Rcrd: many(taxRecord2Xml),
})

const externalReturnReason1CodeXml = text({ min: 1, max: 4 })

export type ReturnReason5Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const returnReason5ChoiceXml: XmlType<ReturnReason5Choice> = choice({
  Cd: externalReturnReason1CodeXml,
  Prtry: max35TextXml,
})

const max105TextXml = text({ min: 1, max: 105 })

export interface PaymentReturnReason5 {
  readonly OrgnlBkTxCd?: BankTransactionCodeStructure4
  readonly Orgtr?: PartyIdentification135
  readonly Rsn?: ReturnReason5Choice
  readonly AddtlInf: readonly string[]
}
export interface PaymentReturnReason5Input {
  readonly OrgnlBkTxCd?: BankTransactionCodeStructure4 | undefined
  readonly Orgtr?: PartyIdentification135Input | undefined
  readonly Rsn?: ReturnReason5Choice | undefined
  readonly AddtlInf?: Several<string> | undefined
}

export const paymentReturnReason5Xml: XmlType<PaymentReturnReason5, PaymentReturnReason5Input> = sequence({
  OrgnlBkTxCd: optional(bankTransactionCodeStructure4Xml),
  Orgtr: optional(partyIdentification135Xml),
  Rsn: optional(returnReason5ChoiceXml),
  AddtlInf: many(max105TextXml),
})

export interface CorporateAction9 {
  readonly EvtTp: string
  readonly EvtId: string
}

export const corporateAction9Xml: XmlType<CorporateAction9> = sequence({
  EvtTp: max35TextXml,
  EvtId: max35TextXml,
})

export interface SecuritiesAccount19 {
  readonly Id: string
  readonly Tp?: GenericIdentification30
  readonly Nm?: string
}

export const securitiesAccount19Xml: XmlType<SecuritiesAccount19> = sequence({
  Id: max35TextXml,
  Tp: optional(genericIdentification30Xml),
  Nm: optional(max70TextXml),
})

const activeCurrencyCodeXml = text({ pattern: /[A-Z]{3,3}/, examples: ['HQJ', 'MPL', 'RON'] })

const activeCurrencyAndAmount_SimpleTypeXml = decimal({ totalDigits: 18, fractionDigits: 5, min: '0' })

export interface ActiveCurrencyAndAmount {
  readonly value: string
  readonly Ccy: string
}

export const activeCurrencyAndAmountXml: XmlType<ActiveCurrencyAndAmount> = valued(activeCurrencyAndAmount_SimpleTypeXml, {
  Ccy: attribute(activeCurrencyCodeXml),
})

export interface CashDeposit1 {
  readonly NoteDnmtn: ActiveCurrencyAndAmount
  readonly NbOfNotes: string
  readonly Amt: ActiveCurrencyAndAmount
}

export const cashDeposit1Xml: XmlType<CashDeposit1> = sequence({
  NoteDnmtn: activeCurrencyAndAmountXml,
  NbOfNotes: max15NumericTextXml,
  Amt: activeCurrencyAndAmountXml,
})

const max1025TextXml = text({ min: 1, max: 1025 })

export type AttendanceContext1Code = 'ATTD' | 'SATT' | 'UATT'
const attendanceContext1CodeXml = oneOf('ATTD', 'SATT', 'UATT')

export type TransactionEnvironment1Code = 'MERC' | 'PRIV' | 'PUBL'
const transactionEnvironment1CodeXml = oneOf('MERC', 'PRIV', 'PUBL')

export type TransactionChannel1Code = 'MAIL' | 'TLPH' | 'ECOM' | 'TVPY'
const transactionChannel1CodeXml = oneOf('MAIL', 'TLPH', 'ECOM', 'TVPY')

const iSO2ALanguageCodeXml = text({ pattern: /[a-z]{2,2}/, examples: ['hq', 'mp', 'ro'] })

export type AuthenticationMethod1Code = 'UKNW' | 'BYPS' | 'NPIN' | 'FPIN' | 'CPSG' | 'PPSG' | 'MANU' | 'MERC' | 'SCRT' | 'SNCT' | 'SCNL'
const authenticationMethod1CodeXml = oneOf('UKNW', 'BYPS', 'NPIN', 'FPIN', 'CPSG', 'PPSG', 'MANU', 'MERC', 'SCRT', 'SNCT', 'SCNL')

export type AuthenticationEntity1Code = 'ICCD' | 'AGNT' | 'MERC'
const authenticationEntity1CodeXml = oneOf('ICCD', 'AGNT', 'MERC')

export interface CardholderAuthentication2 {
  readonly AuthntcnMtd: AuthenticationMethod1Code
  readonly AuthntcnNtty: AuthenticationEntity1Code
}

export const cardholderAuthentication2Xml: XmlType<CardholderAuthentication2> = sequence({
  AuthntcnMtd: authenticationMethod1CodeXml,
  AuthntcnNtty: authenticationEntity1CodeXml,
})

export interface PaymentContext3 {
  readonly CardPres?: boolean
  readonly CrdhldrPres?: boolean
  readonly OnLineCntxt?: boolean
  readonly AttndncCntxt?: AttendanceContext1Code
  readonly TxEnvt?: TransactionEnvironment1Code
  readonly TxChanl?: TransactionChannel1Code
  readonly AttndntMsgCpbl?: boolean
  readonly AttndntLang?: string
  readonly CardDataNtryMd: CardDataReading1Code
  readonly FllbckInd?: boolean
  readonly AuthntcnMtd?: CardholderAuthentication2
}

export const paymentContext3Xml: XmlType<PaymentContext3> = sequence({
  CardPres: optional(trueFalseIndicatorXml),
  CrdhldrPres: optional(trueFalseIndicatorXml),
  OnLineCntxt: optional(trueFalseIndicatorXml),
  AttndncCntxt: optional(attendanceContext1CodeXml),
  TxEnvt: optional(transactionEnvironment1CodeXml),
  TxChanl: optional(transactionChannel1CodeXml),
  AttndntMsgCpbl: optional(trueFalseIndicatorXml),
  AttndntLang: optional(iSO2ALanguageCodeXml),
  CardDataNtryMd: cardDataReading1CodeXml,
  FllbckInd: optional(trueFalseIndicatorXml),
  AuthntcnMtd: optional(cardholderAuthentication2Xml),
})

const externalRePresentmentReason1CodeXml = text({ min: 1, max: 4 })

export interface TransactionIdentifier1 {
  readonly TxDtTm: string
  readonly TxRef: string
}

export const transactionIdentifier1Xml: XmlType<TransactionIdentifier1> = sequence({
  TxDtTm: isoDateTimeXml,
  TxRef: max35TextXml,
})

export type UnitOfMeasure1Code = 'PIEC' | 'TONS' | 'FOOT' | 'GBGA' | 'USGA' | 'GRAM' | 'INCH' | 'KILO' | 'PUND' | 'METR' | 'CMET' | 'MMET' | 'LITR' | 'CELI' | 'MILI' | 'GBOU' | 'USOU' | 'GBQA' | 'USQA' | 'GBPI' | 'USPI' | 'MILE' | 'KMET' | 'YARD' | 'SQKI' | 'HECT' | 'ARES' | 'SMET' | 'SCMT' | 'SMIL' | 'SQMI' | 'SQYA' | 'SQFO' | 'SQIN' | 'ACRE'
const unitOfMeasure1CodeXml = oneOf('PIEC', 'TONS', 'FOOT', 'GBGA', 'USGA', 'GRAM', 'INCH', 'KILO', 'PUND', 'METR', 'CMET', 'MMET', 'LITR', 'CELI', 'MILI', 'GBOU', 'USOU', 'GBQA', 'USQA', 'GBPI', 'USPI', 'MILE', 'KMET', 'YARD', 'SQKI', 'HECT', 'ARES', 'SMET', 'SCMT', 'SMIL', 'SQMI', 'SQYA', 'SQFO', 'SQIN', 'ACRE')

export interface Product2 {
  readonly PdctCd: string
  readonly UnitOfMeasr?: UnitOfMeasure1Code
  readonly PdctQty?: string
  readonly UnitPric?: string
  readonly PdctAmt?: string
  readonly TaxTp?: string
  readonly AddtlPdctInf?: string
}

export const product2Xml: XmlType<Product2> = sequence({
  PdctCd: max70TextXml,
  UnitOfMeasr: optional(unitOfMeasure1CodeXml),
  PdctQty: optional(decimalNumberXml),
  UnitPric: optional(impliedCurrencyAndAmountXml),
  PdctAmt: optional(impliedCurrencyAndAmountXml),
  TaxTp: optional(max35TextXml),
  AddtlPdctInf: optional(max35TextXml),
})

export interface CardIndividualTransaction2 {
  readonly ICCRltdData?: string
  readonly PmtCntxt?: PaymentContext3
  readonly AddtlSvc?: CardPaymentServiceType2Code
  readonly TxCtgy?: string
  readonly SaleRcncltnId?: string
  readonly SaleRefNb?: string
  readonly RePresntmntRsn?: string
  readonly SeqNb?: string
  readonly TxId?: TransactionIdentifier1
  readonly Pdct?: Product2
  readonly VldtnDt?: string
  readonly VldtnSeqNb?: string
}

export const cardIndividualTransaction2Xml: XmlType<CardIndividualTransaction2> = sequence({
  ICCRltdData: optional(max1025TextXml),
  PmtCntxt: optional(paymentContext3Xml),
  AddtlSvc: optional(cardPaymentServiceType2CodeXml),
  TxCtgy: optional(externalCardTransactionCategory1CodeXml),
  SaleRcncltnId: optional(max35TextXml),
  SaleRefNb: optional(max35TextXml),
  RePresntmntRsn: optional(externalRePresentmentReason1CodeXml),
  SeqNb: optional(max35TextXml),
  TxId: optional(transactionIdentifier1Xml),
  Pdct: optional(product2Xml),
  VldtnDt: optional(isoDateXml),
  VldtnSeqNb: optional(max35TextXml),
})

export type CardTransaction3Choice = OneOf<{
  Aggtd: CardAggregated2
  Indv: CardIndividualTransaction2
}>

export const cardTransaction3ChoiceXml: XmlType<CardTransaction3Choice> = choice({
  Aggtd: cardAggregated2Xml,
  Indv: cardIndividualTransaction2Xml,
})

export interface CardTransaction17 {
  readonly Card?: PaymentCard4
  readonly POI?: PointOfInteraction1
  readonly Tx?: CardTransaction3Choice
  readonly PrePdAcct?: CashAccount38
}
export interface CardTransaction17Input {
  readonly Card?: PaymentCard4Input | undefined
  readonly POI?: PointOfInteraction1Input | undefined
  readonly Tx?: CardTransaction3Choice | undefined
  readonly PrePdAcct?: CashAccount38 | undefined
}

export const cardTransaction17Xml: XmlType<CardTransaction17, CardTransaction17Input> = sequence({
  Card: optional(paymentCard4Xml),
  POI: optional(pointOfInteraction1Xml),
  Tx: optional(cardTransaction3ChoiceXml),
  PrePdAcct: optional(cashAccount38Xml),
})

const max350TextXml = text({ min: 1, max: 350 })

export interface SupplementaryDataEnvelope1 {
  readonly any: string
}

export const supplementaryDataEnvelope1Xml: XmlType<SupplementaryDataEnvelope1> = sequence({
  any: any(),
})

export interface SupplementaryData1 {
  readonly PlcAndNm?: string
  readonly Envlp: SupplementaryDataEnvelope1
}

export const supplementaryData1Xml: XmlType<SupplementaryData1> = sequence({
  PlcAndNm: optional(max350TextXml),
  Envlp: supplementaryDataEnvelope1Xml,
})

export interface EntryTransaction10 {
  readonly Refs?: TransactionReferences6
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode
  readonly AmtDtls?: AmountAndCurrencyExchange3
  readonly Avlbty: readonly CashAvailability1[]
  readonly BkTxCd?: BankTransactionCodeStructure4
  readonly Chrgs?: Charges6
  readonly Intrst?: TransactionInterest4
  readonly RltdPties?: TransactionParties6
  readonly RltdAgts?: TransactionAgents5
  readonly LclInstrm?: LocalInstrument2Choice
  readonly Purp?: Purpose2Choice
  readonly RltdRmtInf: readonly RemittanceLocation7[]
  readonly RmtInf?: RemittanceInformation16
  readonly RltdDts?: TransactionDates3
  readonly RltdPric?: TransactionPrice4Choice
  readonly RltdQties: readonly TransactionQuantities3Choice[]
  readonly FinInstrmId?: SecurityIdentification19
  readonly Tax?: TaxInformation8
  readonly RtrInf?: PaymentReturnReason5
  readonly CorpActn?: CorporateAction9
  readonly SfkpgAcct?: SecuritiesAccount19
  readonly CshDpst: readonly CashDeposit1[]
  readonly CardTx?: CardTransaction17
  readonly AddtlTxInf?: string
  readonly SplmtryData: readonly SupplementaryData1[]
}
export interface EntryTransaction10Input {
  readonly Refs?: TransactionReferences6Input | undefined
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly CdtDbtInd?: CreditDebitCode | undefined
  readonly AmtDtls?: AmountAndCurrencyExchange3Input | undefined
  readonly Avlbty?: Several<CashAvailability1> | undefined
  readonly BkTxCd?: BankTransactionCodeStructure4 | undefined
  readonly Chrgs?: Charges6Input | undefined
  readonly Intrst?: TransactionInterest4Input | undefined
  readonly RltdPties?: TransactionParties6Input | undefined
  readonly RltdAgts?: TransactionAgents5Input | undefined
  readonly LclInstrm?: LocalInstrument2Choice | undefined
  readonly Purp?: Purpose2Choice | undefined
  readonly RltdRmtInf?: Several<RemittanceLocation7Input> | undefined
  readonly RmtInf?: RemittanceInformation16Input | undefined
  readonly RltdDts?: TransactionDates3Input | undefined
  readonly RltdPric?: TransactionPrice4ChoiceInput | undefined
  readonly RltdQties?: Several<TransactionQuantities3Choice> | undefined
  readonly FinInstrmId?: SecurityIdentification19Input | undefined
  readonly Tax?: TaxInformation8Input | undefined
  readonly RtrInf?: PaymentReturnReason5Input | undefined
  readonly CorpActn?: CorporateAction9 | undefined
  readonly SfkpgAcct?: SecuritiesAccount19 | undefined
  readonly CshDpst?: Several<CashDeposit1> | undefined
  readonly CardTx?: CardTransaction17Input | undefined
  readonly AddtlTxInf?: string | undefined
  readonly SplmtryData?: Several<SupplementaryData1> | undefined
}

export const entryTransaction10Xml: XmlType<EntryTransaction10, EntryTransaction10Input> = sequence({
  Refs: optional(transactionReferences6Xml),
  Amt: optional(activeOrHistoricCurrencyAndAmountXml),
  CdtDbtInd: optional(creditDebitCodeXml),
  AmtDtls: optional(amountAndCurrencyExchange3Xml),
  Avlbty: many(cashAvailability1Xml),
  BkTxCd: optional(bankTransactionCodeStructure4Xml),
  Chrgs: optional(charges6Xml),
  Intrst: optional(transactionInterest4Xml),
  RltdPties: optional(transactionParties6Xml),
  RltdAgts: optional(transactionAgents5Xml),
  LclInstrm: optional(localInstrument2ChoiceXml),
  Purp: optional(purpose2ChoiceXml),
  RltdRmtInf: many(remittanceLocation7Xml, { max: 10 }),
  RmtInf: optional(remittanceInformation16Xml),
  RltdDts: optional(transactionDates3Xml),
  RltdPric: optional(transactionPrice4ChoiceXml),
  RltdQties: many(transactionQuantities3ChoiceXml),
  FinInstrmId: optional(securityIdentification19Xml),
  Tax: optional(taxInformation8Xml),
  RtrInf: optional(paymentReturnReason5Xml),
  CorpActn: optional(corporateAction9Xml),
  SfkpgAcct: optional(securitiesAccount19Xml),
  CshDpst: many(cashDeposit1Xml),
  CardTx: optional(cardTransaction17Xml),
  AddtlTxInf: optional(max500TextXml),
  SplmtryData: many(supplementaryData1Xml),
})

export interface EntryDetails9 {
  readonly Btch?: BatchInformation2
  readonly TxDtls: readonly EntryTransaction10[]
}
export interface EntryDetails9Input {
  readonly Btch?: BatchInformation2 | undefined
  readonly TxDtls?: Several<EntryTransaction10Input> | undefined
}

export const entryDetails9Xml: XmlType<EntryDetails9, EntryDetails9Input> = sequence({
  Btch: optional(batchInformation2Xml),
  TxDtls: many(entryTransaction10Xml),
})

export interface ReportEntry10 {
  readonly NtryRef?: string
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly RvslInd?: boolean
  readonly Sts: EntryStatus1Choice
  readonly BookgDt?: DateAndDateTime2Choice
  readonly ValDt?: DateAndDateTime2Choice
  readonly AcctSvcrRef?: string
  readonly Avlbty: readonly CashAvailability1[]
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly ComssnWvrInd?: boolean
  readonly AddtlInfInd?: MessageIdentification2
  readonly AmtDtls?: AmountAndCurrencyExchange3
  readonly Chrgs?: Charges6
  readonly TechInptChanl?: TechnicalInputChannel1Choice
  readonly Intrst?: TransactionInterest4
  readonly CardTx?: CardEntry4
  readonly NtryDtls: readonly EntryDetails9[]
  readonly AddtlNtryInf?: string
}
export interface ReportEntry10Input {
  readonly NtryRef?: string | undefined
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly RvslInd?: boolean | undefined
  readonly Sts: EntryStatus1Choice
  readonly BookgDt?: DateAndDateTime2Choice | undefined
  readonly ValDt?: DateAndDateTime2Choice | undefined
  readonly AcctSvcrRef?: string | undefined
  readonly Avlbty?: Several<CashAvailability1> | undefined
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly ComssnWvrInd?: boolean | undefined
  readonly AddtlInfInd?: MessageIdentification2 | undefined
  readonly AmtDtls?: AmountAndCurrencyExchange3Input | undefined
  readonly Chrgs?: Charges6Input | undefined
  readonly TechInptChanl?: TechnicalInputChannel1Choice | undefined
  readonly Intrst?: TransactionInterest4Input | undefined
  readonly CardTx?: CardEntry4Input | undefined
  readonly NtryDtls?: Several<EntryDetails9Input> | undefined
  readonly AddtlNtryInf?: string | undefined
}

export const reportEntry10Xml: XmlType<ReportEntry10, ReportEntry10Input> = sequence({
  NtryRef: optional(max35TextXml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  RvslInd: optional(trueFalseIndicatorXml),
  Sts: entryStatus1ChoiceXml,
  BookgDt: optional(dateAndDateTime2ChoiceXml),
  ValDt: optional(dateAndDateTime2ChoiceXml),
  AcctSvcrRef: optional(max35TextXml),
  Avlbty: many(cashAvailability1Xml),
  BkTxCd: bankTransactionCodeStructure4Xml,
  ComssnWvrInd: optional(yesNoIndicatorXml),
  AddtlInfInd: optional(messageIdentification2Xml),
  AmtDtls: optional(amountAndCurrencyExchange3Xml),
  Chrgs: optional(charges6Xml),
  TechInptChanl: optional(technicalInputChannel1ChoiceXml),
  Intrst: optional(transactionInterest4Xml),
  CardTx: optional(cardEntry4Xml),
  NtryDtls: many(entryDetails9Xml),
  AddtlNtryInf: optional(max500TextXml),
})

export interface AccountReport25 {
  readonly Id: string
  readonly RptPgntn?: Pagination1
  readonly ElctrncSeqNb?: string
  readonly RptgSeq?: SequenceRange1Choice
  readonly LglSeqNb?: string
  readonly CreDtTm?: string
  readonly FrToDt?: DateTimePeriod1
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount39
  readonly RltdAcct?: CashAccount38
  readonly Intrst: readonly AccountInterest4[]
  readonly Bal: readonly CashBalance8[]
  readonly TxsSummry?: TotalTransactions6
  readonly Ntry: readonly ReportEntry10[]
  readonly AddtlRptInf?: string
}
export interface AccountReport25Input {
  readonly Id: string
  readonly RptPgntn?: Pagination1 | undefined
  readonly ElctrncSeqNb?: string | undefined
  readonly RptgSeq?: SequenceRange1ChoiceInput | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm?: string | undefined
  readonly FrToDt?: DateTimePeriod1 | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount39Input
  readonly RltdAcct?: CashAccount38 | undefined
  readonly Intrst?: Several<AccountInterest4Input> | undefined
  readonly Bal?: Several<CashBalance8Input> | undefined
  readonly TxsSummry?: TotalTransactions6Input | undefined
  readonly Ntry?: Several<ReportEntry10Input> | undefined
  readonly AddtlRptInf?: string | undefined
}

export const accountReport25Xml: XmlType<AccountReport25, AccountReport25Input> = sequence({
  Id: max35TextXml,
  RptPgntn: optional(pagination1Xml),
  ElctrncSeqNb: optional(numberTypeXml),
  RptgSeq: optional(sequenceRange1ChoiceXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: optional(isoDateTimeXml),
  FrToDt: optional(dateTimePeriod1Xml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount39Xml,
  RltdAcct: optional(cashAccount38Xml),
  Intrst: many(accountInterest4Xml),
  Bal: many(cashBalance8Xml),
  TxsSummry: optional(totalTransactions6Xml),
  Ntry: many(reportEntry10Xml),
  AddtlRptInf: optional(max500TextXml),
})

export interface BankToCustomerAccountReportV08 {
  readonly GrpHdr: GroupHeader81
  readonly Rpt: readonly AccountReport25[]
  readonly SplmtryData: readonly SupplementaryData1[]
}
export interface BankToCustomerAccountReportV08Input {
  readonly GrpHdr: GroupHeader81Input
  readonly Rpt: Several<AccountReport25Input>
  readonly SplmtryData?: Several<SupplementaryData1> | undefined
}

export const bankToCustomerAccountReportV08Xml: XmlType<BankToCustomerAccountReportV08, BankToCustomerAccountReportV08Input> = sequence({
  GrpHdr: groupHeader81Xml,
  Rpt: atLeastOnce(accountReport25Xml),
  SplmtryData: many(supplementaryData1Xml),
})

export interface Document052 {
  readonly BkToCstmrAcctRpt: BankToCustomerAccountReportV08
}
export interface Document052Input {
  readonly BkToCstmrAcctRpt: BankToCustomerAccountReportV08Input
}

export const document052Xml: XmlType<Document052, Document052Input> = sequence({
  BkToCstmrAcctRpt: bankToCustomerAccountReportV08Xml,
})

export interface AccountStatement9 {
  readonly Id: string
  readonly StmtPgntn?: Pagination1
  readonly ElctrncSeqNb?: string
  readonly RptgSeq?: SequenceRange1Choice
  readonly LglSeqNb?: string
  readonly CreDtTm?: string
  readonly FrToDt?: DateTimePeriod1
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount39
  readonly RltdAcct?: CashAccount38
  readonly Intrst: readonly AccountInterest4[]
  readonly Bal: readonly CashBalance8[]
  readonly TxsSummry?: TotalTransactions6
  readonly Ntry: readonly ReportEntry10[]
  readonly AddtlStmtInf?: string
}
export interface AccountStatement9Input {
  readonly Id: string
  readonly StmtPgntn?: Pagination1 | undefined
  readonly ElctrncSeqNb?: string | undefined
  readonly RptgSeq?: SequenceRange1ChoiceInput | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm?: string | undefined
  readonly FrToDt?: DateTimePeriod1 | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount39Input
  readonly RltdAcct?: CashAccount38 | undefined
  readonly Intrst?: Several<AccountInterest4Input> | undefined
  readonly Bal: Several<CashBalance8Input>
  readonly TxsSummry?: TotalTransactions6Input | undefined
  readonly Ntry?: Several<ReportEntry10Input> | undefined
  readonly AddtlStmtInf?: string | undefined
}

export const accountStatement9Xml: XmlType<AccountStatement9, AccountStatement9Input> = sequence({
  Id: max35TextXml,
  StmtPgntn: optional(pagination1Xml),
  ElctrncSeqNb: optional(numberTypeXml),
  RptgSeq: optional(sequenceRange1ChoiceXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: optional(isoDateTimeXml),
  FrToDt: optional(dateTimePeriod1Xml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount39Xml,
  RltdAcct: optional(cashAccount38Xml),
  Intrst: many(accountInterest4Xml),
  Bal: atLeastOnce(cashBalance8Xml),
  TxsSummry: optional(totalTransactions6Xml),
  Ntry: many(reportEntry10Xml),
  AddtlStmtInf: optional(max500TextXml),
})

export interface BankToCustomerStatementV08 {
  readonly GrpHdr: GroupHeader81
  readonly Stmt: readonly AccountStatement9[]
  readonly SplmtryData: readonly SupplementaryData1[]
}
export interface BankToCustomerStatementV08Input {
  readonly GrpHdr: GroupHeader81Input
  readonly Stmt: Several<AccountStatement9Input>
  readonly SplmtryData?: Several<SupplementaryData1> | undefined
}

export const bankToCustomerStatementV08Xml: XmlType<BankToCustomerStatementV08, BankToCustomerStatementV08Input> = sequence({
  GrpHdr: groupHeader81Xml,
  Stmt: atLeastOnce(accountStatement9Xml),
  SplmtryData: many(supplementaryData1Xml),
})

export interface Document053 {
  readonly BkToCstmrStmt: BankToCustomerStatementV08
}
export interface Document053Input {
  readonly BkToCstmrStmt: BankToCustomerStatementV08Input
}

export const document053Xml: XmlType<Document053, Document053Input> = sequence({
  BkToCstmrStmt: bankToCustomerStatementV08Xml,
})

export interface AccountNotification17 {
  readonly Id: string
  readonly NtfctnPgntn?: Pagination1
  readonly ElctrncSeqNb?: string
  readonly RptgSeq?: SequenceRange1Choice
  readonly LglSeqNb?: string
  readonly CreDtTm?: string
  readonly FrToDt?: DateTimePeriod1
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount39
  readonly RltdAcct?: CashAccount38
  readonly Intrst: readonly AccountInterest4[]
  readonly TxsSummry?: TotalTransactions6
  readonly Ntry: readonly ReportEntry10[]
  readonly AddtlNtfctnInf?: string
}
export interface AccountNotification17Input {
  readonly Id: string
  readonly NtfctnPgntn?: Pagination1 | undefined
  readonly ElctrncSeqNb?: string | undefined
  readonly RptgSeq?: SequenceRange1ChoiceInput | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm?: string | undefined
  readonly FrToDt?: DateTimePeriod1 | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount39Input
  readonly RltdAcct?: CashAccount38 | undefined
  readonly Intrst?: Several<AccountInterest4Input> | undefined
  readonly TxsSummry?: TotalTransactions6Input | undefined
  readonly Ntry?: Several<ReportEntry10Input> | undefined
  readonly AddtlNtfctnInf?: string | undefined
}

export const accountNotification17Xml: XmlType<AccountNotification17, AccountNotification17Input> = sequence({
  Id: max35TextXml,
  NtfctnPgntn: optional(pagination1Xml),
  ElctrncSeqNb: optional(numberTypeXml),
  RptgSeq: optional(sequenceRange1ChoiceXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: optional(isoDateTimeXml),
  FrToDt: optional(dateTimePeriod1Xml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount39Xml,
  RltdAcct: optional(cashAccount38Xml),
  Intrst: many(accountInterest4Xml),
  TxsSummry: optional(totalTransactions6Xml),
  Ntry: many(reportEntry10Xml),
  AddtlNtfctnInf: optional(max500TextXml),
})

export interface BankToCustomerDebitCreditNotificationV08 {
  readonly GrpHdr: GroupHeader81
  readonly Ntfctn: readonly AccountNotification17[]
  readonly SplmtryData: readonly SupplementaryData1[]
}
export interface BankToCustomerDebitCreditNotificationV08Input {
  readonly GrpHdr: GroupHeader81Input
  readonly Ntfctn: Several<AccountNotification17Input>
  readonly SplmtryData?: Several<SupplementaryData1> | undefined
}

export const bankToCustomerDebitCreditNotificationV08Xml: XmlType<BankToCustomerDebitCreditNotificationV08, BankToCustomerDebitCreditNotificationV08Input> = sequence({
  GrpHdr: groupHeader81Xml,
  Ntfctn: atLeastOnce(accountNotification17Xml),
  SplmtryData: many(supplementaryData1Xml),
})

export interface Document054 {
  readonly BkToCstmrDbtCdtNtfctn: BankToCustomerDebitCreditNotificationV08
}
export interface Document054Input {
  readonly BkToCstmrDbtCdtNtfctn: BankToCustomerDebitCreditNotificationV08Input
}

export const document054Xml: XmlType<Document054, Document054Input> = sequence({
  BkToCstmrDbtCdtNtfctn: bankToCustomerDebitCreditNotificationV08Xml,
})

// camt.052.001.02, camt.053.001.02 and camt.054.001.02; ISO 20022 Registration Authority
// Generated: change what it is made from, not this file.
import { decimal } from '../../numbers.js'
import { atLeastOnce, attribute, choice, many, optional, personal, sequence, valued, type Several, type XmlType } from '../../schema.js'
import { text, oneOf, bool } from '../../simple.js'
import { date, dateTime } from '../../time.js'

/** One of several: an object with exactly one of the properties. */
type OneOf<T> = {
  [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never }
}[keyof T]

const max35TextXml = text({ min: 1, max: 35 })

const isoDateTimeXml = dateTime()

const max140TextXml = text({ min: 1, max: 140 })

export type AddressType2Code = 'ADDR' | 'PBOX' | 'HOME' | 'BIZZ' | 'MLTO' | 'DLVY'
const addressType2CodeXml = oneOf('ADDR', 'PBOX', 'HOME', 'BIZZ', 'MLTO', 'DLVY')

const max70TextXml = text({ min: 1, max: 70 })

const max16TextXml = text({ min: 1, max: 16 })

const countryCodeXml = text({ pattern: /[A-Z]{2,2}/, examples: ['HQ', 'MP', 'RO'] })

export interface PostalAddress6 {
  readonly AdrTp?: AddressType2Code
  readonly Dept?: string
  readonly SubDept?: string
  readonly StrtNm?: string
  readonly BldgNb?: string
  readonly PstCd?: string
  readonly TwnNm?: string
  readonly CtrySubDvsn?: string
  readonly Ctry?: string
  readonly AdrLine: readonly string[]
}
export interface PostalAddress6Input {
  readonly AdrTp?: AddressType2Code | undefined
  readonly Dept?: string | undefined
  readonly SubDept?: string | undefined
  readonly StrtNm?: string | undefined
  readonly BldgNb?: string | undefined
  readonly PstCd?: string | undefined
  readonly TwnNm?: string | undefined
  readonly CtrySubDvsn?: string | undefined
  readonly Ctry?: string | undefined
  readonly AdrLine?: Several<string> | undefined
}

export const postalAddress6Xml: XmlType<PostalAddress6, PostalAddress6Input> = personal(sequence({
  AdrTp: optional(addressType2CodeXml),
  Dept: optional(max70TextXml),
  SubDept: optional(max70TextXml),
  StrtNm: optional(max70TextXml),
  BldgNb: optional(max16TextXml),
  PstCd: optional(max16TextXml),
  TwnNm: optional(max35TextXml),
  CtrySubDvsn: optional(max35TextXml),
  Ctry: optional(countryCodeXml),
  AdrLine: many(max70TextXml, { max: 7 }),
}))

const anyBICIdentifierXml = text({ pattern: /[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}/, examples: ['HQJXIKNM', 'MPLHEKIPXTS', 'RONGAZDRJ0M'] })

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

export interface OrganisationIdentification4 {
  readonly BICOrBEI?: string
  readonly Othr: readonly GenericOrganisationIdentification1[]
}
export interface OrganisationIdentification4Input {
  readonly BICOrBEI?: string | undefined
  readonly Othr?: Several<GenericOrganisationIdentification1> | undefined
}

export const organisationIdentification4Xml: XmlType<OrganisationIdentification4, OrganisationIdentification4Input> = sequence({
  BICOrBEI: optional(anyBICIdentifierXml),
  Othr: many(genericOrganisationIdentification1Xml),
})

const isoDateXml = date()

export interface DateAndPlaceOfBirth {
  readonly BirthDt: string
  readonly PrvcOfBirth?: string
  readonly CityOfBirth: string
  readonly CtryOfBirth: string
}

export const dateAndPlaceOfBirthXml: XmlType<DateAndPlaceOfBirth> = sequence({
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

export interface PersonIdentification5 {
  readonly DtAndPlcOfBirth?: DateAndPlaceOfBirth
  readonly Othr: readonly GenericPersonIdentification1[]
}
export interface PersonIdentification5Input {
  readonly DtAndPlcOfBirth?: DateAndPlaceOfBirth | undefined
  readonly Othr?: Several<GenericPersonIdentification1> | undefined
}

export const personIdentification5Xml: XmlType<PersonIdentification5, PersonIdentification5Input> = personal(sequence({
  DtAndPlcOfBirth: optional(dateAndPlaceOfBirthXml),
  Othr: many(genericPersonIdentification1Xml),
}))

export type Party6Choice = OneOf<{
  OrgId: OrganisationIdentification4
  PrvtId: PersonIdentification5
}>

export type Party6ChoiceInput = OneOf<{
  OrgId: OrganisationIdentification4Input
  PrvtId: PersonIdentification5Input
}>

export const party6ChoiceXml: XmlType<Party6Choice, Party6ChoiceInput> = choice({
  OrgId: organisationIdentification4Xml,
  PrvtId: personIdentification5Xml,
})

export type NamePrefix1Code = 'DOCT' | 'MIST' | 'MISS' | 'MADM'
const namePrefix1CodeXml = oneOf('DOCT', 'MIST', 'MISS', 'MADM')

const phoneNumberXml = text({ pattern: /\+[0-9]{1,3}-[0-9()+\-]{1,30}/, examples: ['+415-84', '+5-518+07', '+65-0'] })

const max2048TextXml = text({ min: 1, max: 2048 })

export interface ContactDetails2 {
  readonly NmPrfx?: NamePrefix1Code
  readonly Nm?: string
  readonly PhneNb?: string
  readonly MobNb?: string
  readonly FaxNb?: string
  readonly EmailAdr?: string
  readonly Othr?: string
}

export const contactDetails2Xml: XmlType<ContactDetails2> = personal(sequence({
  NmPrfx: optional(namePrefix1CodeXml),
  Nm: optional(max140TextXml),
  PhneNb: optional(phoneNumberXml),
  MobNb: optional(phoneNumberXml),
  FaxNb: optional(phoneNumberXml),
  EmailAdr: optional(max2048TextXml),
  Othr: optional(max35TextXml),
}))

export interface PartyIdentification32 {
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress6
  readonly Id?: Party6Choice
  readonly CtryOfRes?: string
  readonly CtctDtls?: ContactDetails2
}
export interface PartyIdentification32Input {
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress6Input | undefined
  readonly Id?: Party6ChoiceInput | undefined
  readonly CtryOfRes?: string | undefined
  readonly CtctDtls?: ContactDetails2 | undefined
}

export const partyIdentification32Xml: XmlType<PartyIdentification32, PartyIdentification32Input> = personal(sequence({
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress6Xml),
  Id: optional(party6ChoiceXml),
  CtryOfRes: optional(countryCodeXml),
  CtctDtls: optional(contactDetails2Xml),
}))

const max5NumericTextXml = text({ pattern: /[0-9]{1,5}/, examples: ['741', '8537', '96524'] })

const yesNoIndicatorXml = bool()

export interface Pagination {
  readonly PgNb: string
  readonly LastPgInd: boolean
}

export const paginationXml: XmlType<Pagination> = sequence({
  PgNb: max5NumericTextXml,
  LastPgInd: yesNoIndicatorXml,
})

const max500TextXml = text({ min: 1, max: 500 })

export interface GroupHeader42 {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly MsgRcpt?: PartyIdentification32
  readonly MsgPgntn?: Pagination
  readonly AddtlInf?: string
}
export interface GroupHeader42Input {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly MsgRcpt?: PartyIdentification32Input | undefined
  readonly MsgPgntn?: Pagination | undefined
  readonly AddtlInf?: string | undefined
}

export const groupHeader42Xml: XmlType<GroupHeader42, GroupHeader42Input> = sequence({
  MsgId: max35TextXml,
  CreDtTm: isoDateTimeXml,
  MsgRcpt: optional(partyIdentification32Xml),
  MsgPgntn: optional(paginationXml),
  AddtlInf: optional(max500TextXml),
})

const numberTypeXml = decimal({ totalDigits: 18, fractionDigits: 0 })

export interface DateTimePeriodDetails {
  readonly FrDtTm: string
  readonly ToDtTm: string
}

export const dateTimePeriodDetailsXml: XmlType<DateTimePeriodDetails> = sequence({
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

export type CashAccountType4Code = 'CASH' | 'CHAR' | 'COMM' | 'TAXE' | 'CISH' | 'TRAS' | 'SACC' | 'CACC' | 'SVGS' | 'ONDP' | 'MGLD' | 'NREX' | 'MOMA' | 'LOAN' | 'SLRY' | 'ODFT'
const cashAccountType4CodeXml = oneOf('CASH', 'CHAR', 'COMM', 'TAXE', 'CISH', 'TRAS', 'SACC', 'CACC', 'SVGS', 'ONDP', 'MGLD', 'NREX', 'MOMA', 'LOAN', 'SLRY', 'ODFT')

export type CashAccountType2 = OneOf<{
  Cd: CashAccountType4Code
  Prtry: string
}>

export const cashAccountType2Xml: XmlType<CashAccountType2> = choice({
  Cd: cashAccountType4CodeXml,
  Prtry: max35TextXml,
})

const activeOrHistoricCurrencyCodeXml = text({ pattern: /[A-Z]{3,3}/, examples: ['HQJ', 'MPL', 'RON'] })

const bicIdentifierXml = text({ pattern: /[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}/, examples: ['HQJXIKNM', 'MPLHEKIPXTS', 'RONGAZDRJ0M'] })

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

export interface FinancialInstitutionIdentification7 {
  readonly BIC?: string
  readonly ClrSysMmbId?: ClearingSystemMemberIdentification2
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress6
  readonly Othr?: GenericFinancialIdentification1
}
export interface FinancialInstitutionIdentification7Input {
  readonly BIC?: string | undefined
  readonly ClrSysMmbId?: ClearingSystemMemberIdentification2 | undefined
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress6Input | undefined
  readonly Othr?: GenericFinancialIdentification1 | undefined
}

export const financialInstitutionIdentification7Xml: XmlType<FinancialInstitutionIdentification7, FinancialInstitutionIdentification7Input> = sequence({
  BIC: optional(bicIdentifierXml),
  ClrSysMmbId: optional(clearingSystemMemberIdentification2Xml),
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress6Xml),
  Othr: optional(genericFinancialIdentification1Xml),
})

export interface BranchData2 {
  readonly Id?: string
  readonly Nm?: string
  readonly PstlAdr?: PostalAddress6
}
export interface BranchData2Input {
  readonly Id?: string | undefined
  readonly Nm?: string | undefined
  readonly PstlAdr?: PostalAddress6Input | undefined
}

export const branchData2Xml: XmlType<BranchData2, BranchData2Input> = sequence({
  Id: optional(max35TextXml),
  Nm: optional(max140TextXml),
  PstlAdr: optional(postalAddress6Xml),
})

export interface BranchAndFinancialInstitutionIdentification4 {
  readonly FinInstnId: FinancialInstitutionIdentification7
  readonly BrnchId?: BranchData2
}
export interface BranchAndFinancialInstitutionIdentification4Input {
  readonly FinInstnId: FinancialInstitutionIdentification7Input
  readonly BrnchId?: BranchData2Input | undefined
}

export const branchAndFinancialInstitutionIdentification4Xml: XmlType<BranchAndFinancialInstitutionIdentification4, BranchAndFinancialInstitutionIdentification4Input> = sequence({
  FinInstnId: financialInstitutionIdentification7Xml,
  BrnchId: optional(branchData2Xml),
})

export interface CashAccount20 {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2
  readonly Ccy?: string
  readonly Nm?: string
  readonly Ownr?: PartyIdentification32
  readonly Svcr?: BranchAndFinancialInstitutionIdentification4
}
export interface CashAccount20Input {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2 | undefined
  readonly Ccy?: string | undefined
  readonly Nm?: string | undefined
  readonly Ownr?: PartyIdentification32Input | undefined
  readonly Svcr?: BranchAndFinancialInstitutionIdentification4Input | undefined
}

export const cashAccount20Xml: XmlType<CashAccount20, CashAccount20Input> = personal(sequence({
  Id: accountIdentification4ChoiceXml,
  Tp: optional(cashAccountType2Xml),
  Ccy: optional(activeOrHistoricCurrencyCodeXml),
  Nm: optional(max70TextXml),
  Ownr: optional(partyIdentification32Xml),
  Svcr: optional(branchAndFinancialInstitutionIdentification4Xml),
}))

export interface CashAccount16 {
  readonly Id: AccountIdentification4Choice
  readonly Tp?: CashAccountType2
  readonly Ccy?: string
  readonly Nm?: string
}

export const cashAccount16Xml: XmlType<CashAccount16> = personal(sequence({
  Id: accountIdentification4ChoiceXml,
  Tp: optional(cashAccountType2Xml),
  Ccy: optional(activeOrHistoricCurrencyCodeXml),
  Nm: optional(max70TextXml),
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

export interface FromToAmountRange {
  readonly FrAmt: AmountRangeBoundary1
  readonly ToAmt: AmountRangeBoundary1
}

export const fromToAmountRangeXml: XmlType<FromToAmountRange> = sequence({
  FrAmt: amountRangeBoundary1Xml,
  ToAmt: amountRangeBoundary1Xml,
})

export type ImpliedCurrencyAmountRangeChoice = OneOf<{
  FrAmt: AmountRangeBoundary1
  ToAmt: AmountRangeBoundary1
  FrToAmt: FromToAmountRange
  EQAmt: string
  NEQAmt: string
}>

export const impliedCurrencyAmountRangeChoiceXml: XmlType<ImpliedCurrencyAmountRangeChoice> = choice({
  FrAmt: amountRangeBoundary1Xml,
  ToAmt: amountRangeBoundary1Xml,
  FrToAmt: fromToAmountRangeXml,
  EQAmt: impliedCurrencyAndAmountXml,
  NEQAmt: impliedCurrencyAndAmountXml,
})

export type CreditDebitCode = 'CRDT' | 'DBIT'
const creditDebitCodeXml = oneOf('CRDT', 'DBIT')

export interface CurrencyAndAmountRange2 {
  readonly Amt: ImpliedCurrencyAmountRangeChoice
  readonly CdtDbtInd?: CreditDebitCode
  readonly Ccy: string
}

export const currencyAndAmountRange2Xml: XmlType<CurrencyAndAmountRange2> = sequence({
  Amt: impliedCurrencyAmountRangeChoiceXml,
  CdtDbtInd: optional(creditDebitCodeXml),
  Ccy: activeOrHistoricCurrencyCodeXml,
})

export interface Rate3 {
  readonly Tp: RateType4Choice
  readonly VldtyRg?: CurrencyAndAmountRange2
}

export const rate3Xml: XmlType<Rate3> = sequence({
  Tp: rateType4ChoiceXml,
  VldtyRg: optional(currencyAndAmountRange2Xml),
})

export interface AccountInterest2 {
  readonly Tp?: InterestType1Choice
  readonly Rate: readonly Rate3[]
  readonly FrToDt?: DateTimePeriodDetails
  readonly Rsn?: string
}
export interface AccountInterest2Input {
  readonly Tp?: InterestType1Choice | undefined
  readonly Rate?: Several<Rate3> | undefined
  readonly FrToDt?: DateTimePeriodDetails | undefined
  readonly Rsn?: string | undefined
}

export const accountInterest2Xml: XmlType<AccountInterest2, AccountInterest2Input> = sequence({
  Tp: optional(interestType1ChoiceXml),
  Rate: many(rate3Xml),
  FrToDt: optional(dateTimePeriodDetailsXml),
  Rsn: optional(max35TextXml),
})

export type BalanceType12Code = 'XPCD' | 'OPAV' | 'ITAV' | 'CLAV' | 'FWAV' | 'CLBD' | 'ITBD' | 'OPBD' | 'PRCD' | 'INFO'
const balanceType12CodeXml = oneOf('XPCD', 'OPAV', 'ITAV', 'CLAV', 'FWAV', 'CLBD', 'ITBD', 'OPBD', 'PRCD', 'INFO')

export type BalanceType5Choice = OneOf<{
  Cd: BalanceType12Code
  Prtry: string
}>

export const balanceType5ChoiceXml: XmlType<BalanceType5Choice> = choice({
  Cd: balanceType12CodeXml,
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

export interface BalanceType12 {
  readonly CdOrPrtry: BalanceType5Choice
  readonly SubTp?: BalanceSubType1Choice
}

export const balanceType12Xml: XmlType<BalanceType12> = sequence({
  CdOrPrtry: balanceType5ChoiceXml,
  SubTp: optional(balanceSubType1ChoiceXml),
})

const trueFalseIndicatorXml = bool()

const activeOrHistoricCurrencyAndAmount_SimpleTypeXml = decimal({ totalDigits: 18, fractionDigits: 5, min: '0' })

export interface ActiveOrHistoricCurrencyAndAmount {
  readonly value: string
  readonly Ccy: string
}

export const activeOrHistoricCurrencyAndAmountXml: XmlType<ActiveOrHistoricCurrencyAndAmount> = valued(activeOrHistoricCurrencyAndAmount_SimpleTypeXml, {
  Ccy: attribute(activeOrHistoricCurrencyCodeXml),
})

export interface CreditLine2 {
  readonly Incl: boolean
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount
}

export const creditLine2Xml: XmlType<CreditLine2> = sequence({
  Incl: trueFalseIndicatorXml,
  Amt: optional(activeOrHistoricCurrencyAndAmountXml),
})

export type DateAndDateTimeChoice = OneOf<{
  Dt: string
  DtTm: string
}>

export const dateAndDateTimeChoiceXml: XmlType<DateAndDateTimeChoice> = choice({
  Dt: isoDateXml,
  DtTm: isoDateTimeXml,
})

const max15PlusSignedNumericTextXml = text({ pattern: /[+]{0,1}[0-9]{1,15}/, examples: ['+4', '537', '+65249'] })

export type CashBalanceAvailabilityDate1 = OneOf<{
  NbOfDays: string
  ActlDt: string
}>

export const cashBalanceAvailabilityDate1Xml: XmlType<CashBalanceAvailabilityDate1> = choice({
  NbOfDays: max15PlusSignedNumericTextXml,
  ActlDt: isoDateXml,
})

export interface CashBalanceAvailability2 {
  readonly Dt: CashBalanceAvailabilityDate1
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
}

export const cashBalanceAvailability2Xml: XmlType<CashBalanceAvailability2> = sequence({
  Dt: cashBalanceAvailabilityDate1Xml,
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
})

export interface CashBalance3 {
  readonly Tp: BalanceType12
  readonly CdtLine?: CreditLine2
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Dt: DateAndDateTimeChoice
  readonly Avlbty: readonly CashBalanceAvailability2[]
}
export interface CashBalance3Input {
  readonly Tp: BalanceType12
  readonly CdtLine?: CreditLine2 | undefined
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Dt: DateAndDateTimeChoice
  readonly Avlbty?: Several<CashBalanceAvailability2> | undefined
}

export const cashBalance3Xml: XmlType<CashBalance3, CashBalance3Input> = sequence({
  Tp: balanceType12Xml,
  CdtLine: optional(creditLine2Xml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  Dt: dateAndDateTimeChoiceXml,
  Avlbty: many(cashBalanceAvailability2Xml),
})

const max15NumericTextXml = text({ pattern: /[0-9]{1,15}/, examples: ['7', '8537', '9652497'] })

const decimalNumberXml = decimal({ totalDigits: 18, fractionDigits: 17 })

export interface NumberAndSumOfTransactions2 {
  readonly NbOfNtries?: string
  readonly Sum?: string
  readonly TtlNetNtryAmt?: string
  readonly CdtDbtInd?: CreditDebitCode
}

export const numberAndSumOfTransactions2Xml: XmlType<NumberAndSumOfTransactions2> = sequence({
  NbOfNtries: optional(max15NumericTextXml),
  Sum: optional(decimalNumberXml),
  TtlNetNtryAmt: optional(decimalNumberXml),
  CdtDbtInd: optional(creditDebitCodeXml),
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

export interface TotalsPerBankTransactionCode2 {
  readonly NbOfNtries?: string
  readonly Sum?: string
  readonly TtlNetNtryAmt?: string
  readonly CdtDbtInd?: CreditDebitCode
  readonly FcstInd?: boolean
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly Avlbty: readonly CashBalanceAvailability2[]
}
export interface TotalsPerBankTransactionCode2Input {
  readonly NbOfNtries?: string | undefined
  readonly Sum?: string | undefined
  readonly TtlNetNtryAmt?: string | undefined
  readonly CdtDbtInd?: CreditDebitCode | undefined
  readonly FcstInd?: boolean | undefined
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly Avlbty?: Several<CashBalanceAvailability2> | undefined
}

export const totalsPerBankTransactionCode2Xml: XmlType<TotalsPerBankTransactionCode2, TotalsPerBankTransactionCode2Input> = sequence({
  NbOfNtries: optional(max15NumericTextXml),
  Sum: optional(decimalNumberXml),
  TtlNetNtryAmt: optional(decimalNumberXml),
  CdtDbtInd: optional(creditDebitCodeXml),
  FcstInd: optional(trueFalseIndicatorXml),
  BkTxCd: bankTransactionCodeStructure4Xml,
  Avlbty: many(cashBalanceAvailability2Xml),
})

export interface TotalTransactions2 {
  readonly TtlNtries?: NumberAndSumOfTransactions2
  readonly TtlCdtNtries?: NumberAndSumOfTransactions1
  readonly TtlDbtNtries?: NumberAndSumOfTransactions1
  readonly TtlNtriesPerBkTxCd: readonly TotalsPerBankTransactionCode2[]
}
export interface TotalTransactions2Input {
  readonly TtlNtries?: NumberAndSumOfTransactions2 | undefined
  readonly TtlCdtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly TtlDbtNtries?: NumberAndSumOfTransactions1 | undefined
  readonly TtlNtriesPerBkTxCd?: Several<TotalsPerBankTransactionCode2Input> | undefined
}

export const totalTransactions2Xml: XmlType<TotalTransactions2, TotalTransactions2Input> = sequence({
  TtlNtries: optional(numberAndSumOfTransactions2Xml),
  TtlCdtNtries: optional(numberAndSumOfTransactions1Xml),
  TtlDbtNtries: optional(numberAndSumOfTransactions1Xml),
  TtlNtriesPerBkTxCd: many(totalsPerBankTransactionCode2Xml),
})

export type EntryStatus2Code = 'BOOK' | 'PDNG' | 'INFO'
const entryStatus2CodeXml = oneOf('BOOK', 'PDNG', 'INFO')

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

export type ChargeType1Code = 'BRKF' | 'COMM'
const chargeType1CodeXml = oneOf('BRKF', 'COMM')

export interface GenericIdentification3 {
  readonly Id: string
  readonly Issr?: string
}

export const genericIdentification3Xml: XmlType<GenericIdentification3> = sequence({
  Id: max35TextXml,
  Issr: optional(max35TextXml),
})

export type ChargeType2Choice = OneOf<{
  Cd: ChargeType1Code
  Prtry: GenericIdentification3
}>

export const chargeType2ChoiceXml: XmlType<ChargeType2Choice> = choice({
  Cd: chargeType1CodeXml,
  Prtry: genericIdentification3Xml,
})

export type ChargeBearerType1Code = 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
const chargeBearerType1CodeXml = oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')

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

export interface ChargesInformation6 {
  readonly TtlChrgsAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode
  readonly Tp?: ChargeType2Choice
  readonly Rate?: string
  readonly Br?: ChargeBearerType1Code
  readonly Pty?: BranchAndFinancialInstitutionIdentification4
  readonly Tax?: TaxCharges2
}
export interface ChargesInformation6Input {
  readonly TtlChrgsAndTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd?: CreditDebitCode | undefined
  readonly Tp?: ChargeType2Choice | undefined
  readonly Rate?: string | undefined
  readonly Br?: ChargeBearerType1Code | undefined
  readonly Pty?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly Tax?: TaxCharges2 | undefined
}

export const chargesInformation6Xml: XmlType<ChargesInformation6, ChargesInformation6Input> = sequence({
  TtlChrgsAndTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: optional(creditDebitCodeXml),
  Tp: optional(chargeType2ChoiceXml),
  Rate: optional(percentageRateXml),
  Br: optional(chargeBearerType1CodeXml),
  Pty: optional(branchAndFinancialInstitutionIdentification4Xml),
  Tax: optional(taxCharges2Xml),
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

export interface TransactionInterest2 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Tp?: InterestType1Choice
  readonly Rate: readonly Rate3[]
  readonly FrToDt?: DateTimePeriodDetails
  readonly Rsn?: string
}
export interface TransactionInterest2Input {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly Tp?: InterestType1Choice | undefined
  readonly Rate?: Several<Rate3> | undefined
  readonly FrToDt?: DateTimePeriodDetails | undefined
  readonly Rsn?: string | undefined
}

export const transactionInterest2Xml: XmlType<TransactionInterest2, TransactionInterest2Input> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  Tp: optional(interestType1ChoiceXml),
  Rate: many(rate3Xml),
  FrToDt: optional(dateTimePeriodDetailsXml),
  Rsn: optional(max35TextXml),
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

export interface ProprietaryReference1 {
  readonly Tp: string
  readonly Ref: string
}

export const proprietaryReference1Xml: XmlType<ProprietaryReference1> = sequence({
  Tp: max35TextXml,
  Ref: max35TextXml,
})

export interface TransactionReferences2 {
  readonly MsgId?: string
  readonly AcctSvcrRef?: string
  readonly PmtInfId?: string
  readonly InstrId?: string
  readonly EndToEndId?: string
  readonly TxId?: string
  readonly MndtId?: string
  readonly ChqNb?: string
  readonly ClrSysRef?: string
  readonly Prtry?: ProprietaryReference1
}

export const transactionReferences2Xml: XmlType<TransactionReferences2> = sequence({
  MsgId: optional(max35TextXml),
  AcctSvcrRef: optional(max35TextXml),
  PmtInfId: optional(max35TextXml),
  InstrId: optional(max35TextXml),
  EndToEndId: optional(max35TextXml),
  TxId: optional(max35TextXml),
  MndtId: optional(max35TextXml),
  ChqNb: optional(max35TextXml),
  ClrSysRef: optional(max35TextXml),
  Prtry: optional(proprietaryReference1Xml),
})

export interface ProprietaryParty2 {
  readonly Tp: string
  readonly Pty: PartyIdentification32
}
export interface ProprietaryParty2Input {
  readonly Tp: string
  readonly Pty: PartyIdentification32Input
}

export const proprietaryParty2Xml: XmlType<ProprietaryParty2, ProprietaryParty2Input> = sequence({
  Tp: max35TextXml,
  Pty: partyIdentification32Xml,
})

export interface TransactionParty2 {
  readonly InitgPty?: PartyIdentification32
  readonly Dbtr?: PartyIdentification32
  readonly DbtrAcct?: CashAccount16
  readonly UltmtDbtr?: PartyIdentification32
  readonly Cdtr?: PartyIdentification32
  readonly CdtrAcct?: CashAccount16
  readonly UltmtCdtr?: PartyIdentification32
  readonly TradgPty?: PartyIdentification32
  readonly Prtry: readonly ProprietaryParty2[]
}
export interface TransactionParty2Input {
  readonly InitgPty?: PartyIdentification32Input | undefined
  readonly Dbtr?: PartyIdentification32Input | undefined
  readonly DbtrAcct?: CashAccount16 | undefined
  readonly UltmtDbtr?: PartyIdentification32Input | undefined
  readonly Cdtr?: PartyIdentification32Input | undefined
  readonly CdtrAcct?: CashAccount16 | undefined
  readonly UltmtCdtr?: PartyIdentification32Input | undefined
  readonly TradgPty?: PartyIdentification32Input | undefined
  readonly Prtry?: Several<ProprietaryParty2Input> | undefined
}

export const transactionParty2Xml: XmlType<TransactionParty2, TransactionParty2Input> = sequence({
  InitgPty: optional(partyIdentification32Xml),
  Dbtr: optional(partyIdentification32Xml),
  DbtrAcct: optional(cashAccount16Xml),
  UltmtDbtr: optional(partyIdentification32Xml),
  Cdtr: optional(partyIdentification32Xml),
  CdtrAcct: optional(cashAccount16Xml),
  UltmtCdtr: optional(partyIdentification32Xml),
  TradgPty: optional(partyIdentification32Xml),
  Prtry: many(proprietaryParty2Xml),
})

export interface ProprietaryAgent2 {
  readonly Tp: string
  readonly Agt: BranchAndFinancialInstitutionIdentification4
}
export interface ProprietaryAgent2Input {
  readonly Tp: string
  readonly Agt: BranchAndFinancialInstitutionIdentification4Input
}

export const proprietaryAgent2Xml: XmlType<ProprietaryAgent2, ProprietaryAgent2Input> = sequence({
  Tp: max35TextXml,
  Agt: branchAndFinancialInstitutionIdentification4Xml,
})

export interface TransactionAgents2 {
  readonly DbtrAgt?: BranchAndFinancialInstitutionIdentification4
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification4
  readonly RcvgAgt?: BranchAndFinancialInstitutionIdentification4
  readonly DlvrgAgt?: BranchAndFinancialInstitutionIdentification4
  readonly IssgAgt?: BranchAndFinancialInstitutionIdentification4
  readonly SttlmPlc?: BranchAndFinancialInstitutionIdentification4
  readonly Prtry: readonly ProprietaryAgent2[]
}
export interface TransactionAgents2Input {
  readonly DbtrAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly RcvgAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly DlvrgAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IssgAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly SttlmPlc?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly Prtry?: Several<ProprietaryAgent2Input> | undefined
}

export const transactionAgents2Xml: XmlType<TransactionAgents2, TransactionAgents2Input> = sequence({
  DbtrAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  CdtrAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt1: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt2: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt3: optional(branchAndFinancialInstitutionIdentification4Xml),
  RcvgAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  DlvrgAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  IssgAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  SttlmPlc: optional(branchAndFinancialInstitutionIdentification4Xml),
  Prtry: many(proprietaryAgent2Xml),
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

export interface NameAndAddress10 {
  readonly Nm: string
  readonly Adr: PostalAddress6
}
export interface NameAndAddress10Input {
  readonly Nm: string
  readonly Adr: PostalAddress6Input
}

export const nameAndAddress10Xml: XmlType<NameAndAddress10, NameAndAddress10Input> = personal(sequence({
  Nm: max140TextXml,
  Adr: postalAddress6Xml,
}))

export interface RemittanceLocation2 {
  readonly RmtId?: string
  readonly RmtLctnMtd?: RemittanceLocationMethod2Code
  readonly RmtLctnElctrncAdr?: string
  readonly RmtLctnPstlAdr?: NameAndAddress10
}
export interface RemittanceLocation2Input {
  readonly RmtId?: string | undefined
  readonly RmtLctnMtd?: RemittanceLocationMethod2Code | undefined
  readonly RmtLctnElctrncAdr?: string | undefined
  readonly RmtLctnPstlAdr?: NameAndAddress10Input | undefined
}

export const remittanceLocation2Xml: XmlType<RemittanceLocation2, RemittanceLocation2Input> = personal(sequence({
  RmtId: optional(max35TextXml),
  RmtLctnMtd: optional(remittanceLocationMethod2CodeXml),
  RmtLctnElctrncAdr: optional(max2048TextXml),
  RmtLctnPstlAdr: optional(nameAndAddress10Xml),
}))

export type DocumentType5Code = 'MSIN' | 'CNFA' | 'DNFA' | 'CINV' | 'CREN' | 'DEBN' | 'HIRI' | 'SBIN' | 'CMCN' | 'SOAC' | 'DISP' | 'BOLD' | 'VCHR' | 'AROI' | 'TSUT'
const documentType5CodeXml = oneOf('MSIN', 'CNFA', 'DNFA', 'CINV', 'CREN', 'DEBN', 'HIRI', 'SBIN', 'CMCN', 'SOAC', 'DISP', 'BOLD', 'VCHR', 'AROI', 'TSUT')

export type ReferredDocumentType1Choice = OneOf<{
  Cd: DocumentType5Code
  Prtry: string
}>

export const referredDocumentType1ChoiceXml: XmlType<ReferredDocumentType1Choice> = choice({
  Cd: documentType5CodeXml,
  Prtry: max35TextXml,
})

export interface ReferredDocumentType2 {
  readonly CdOrPrtry: ReferredDocumentType1Choice
  readonly Issr?: string
}

export const referredDocumentType2Xml: XmlType<ReferredDocumentType2> = sequence({
  CdOrPrtry: referredDocumentType1ChoiceXml,
  Issr: optional(max35TextXml),
})

export interface ReferredDocumentInformation3 {
  readonly Tp?: ReferredDocumentType2
  readonly Nb?: string
  readonly RltdDt?: string
}

export const referredDocumentInformation3Xml: XmlType<ReferredDocumentInformation3> = sequence({
  Tp: optional(referredDocumentType2Xml),
  Nb: optional(max35TextXml),
  RltdDt: optional(isoDateXml),
})

const max4TextXml = text({ min: 1, max: 4 })

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

export interface RemittanceAmount1 {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly DscntApldAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly AdjstmntAmtAndRsn: readonly DocumentAdjustment1[]
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount
}
export interface RemittanceAmount1Input {
  readonly DuePyblAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly DscntApldAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly CdtNoteAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly AdjstmntAmtAndRsn?: Several<DocumentAdjustment1> | undefined
  readonly RmtdAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
}

export const remittanceAmount1Xml: XmlType<RemittanceAmount1, RemittanceAmount1Input> = sequence({
  DuePyblAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  DscntApldAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  CdtNoteAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
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

export interface StructuredRemittanceInformation7 {
  readonly RfrdDocInf: readonly ReferredDocumentInformation3[]
  readonly RfrdDocAmt?: RemittanceAmount1
  readonly CdtrRefInf?: CreditorReferenceInformation2
  readonly Invcr?: PartyIdentification32
  readonly Invcee?: PartyIdentification32
  readonly AddtlRmtInf: readonly string[]
}
export interface StructuredRemittanceInformation7Input {
  readonly RfrdDocInf?: Several<ReferredDocumentInformation3> | undefined
  readonly RfrdDocAmt?: RemittanceAmount1Input | undefined
  readonly CdtrRefInf?: CreditorReferenceInformation2 | undefined
  readonly Invcr?: PartyIdentification32Input | undefined
  readonly Invcee?: PartyIdentification32Input | undefined
  readonly AddtlRmtInf?: Several<string> | undefined
}

export const structuredRemittanceInformation7Xml: XmlType<StructuredRemittanceInformation7, StructuredRemittanceInformation7Input> = sequence({
  RfrdDocInf: many(referredDocumentInformation3Xml),
  RfrdDocAmt: optional(remittanceAmount1Xml),
  CdtrRefInf: optional(creditorReferenceInformation2Xml),
  Invcr: optional(partyIdentification32Xml),
  Invcee: optional(partyIdentification32Xml),
  AddtlRmtInf: many(max140TextXml, { max: 3 }),
})

export interface RemittanceInformation5 {
  readonly Ustrd: readonly string[]
  readonly Strd: readonly StructuredRemittanceInformation7[]
}
export interface RemittanceInformation5Input {
  readonly Ustrd?: Several<string> | undefined
  readonly Strd?: Several<StructuredRemittanceInformation7Input> | undefined
}

export const remittanceInformation5Xml: XmlType<RemittanceInformation5, RemittanceInformation5Input> = personal(sequence({
  Ustrd: many(max140TextXml),
  Strd: many(structuredRemittanceInformation7Xml),
}))

export interface ProprietaryDate2 {
  readonly Tp: string
  readonly Dt: DateAndDateTimeChoice
}

export const proprietaryDate2Xml: XmlType<ProprietaryDate2> = sequence({
  Tp: max35TextXml,
  Dt: dateAndDateTimeChoiceXml,
})

export interface TransactionDates2 {
  readonly AccptncDtTm?: string
  readonly TradActvtyCtrctlSttlmDt?: string
  readonly TradDt?: string
  readonly IntrBkSttlmDt?: string
  readonly StartDt?: string
  readonly EndDt?: string
  readonly TxDtTm?: string
  readonly Prtry: readonly ProprietaryDate2[]
}
export interface TransactionDates2Input {
  readonly AccptncDtTm?: string | undefined
  readonly TradActvtyCtrctlSttlmDt?: string | undefined
  readonly TradDt?: string | undefined
  readonly IntrBkSttlmDt?: string | undefined
  readonly StartDt?: string | undefined
  readonly EndDt?: string | undefined
  readonly TxDtTm?: string | undefined
  readonly Prtry?: Several<ProprietaryDate2> | undefined
}

export const transactionDates2Xml: XmlType<TransactionDates2, TransactionDates2Input> = sequence({
  AccptncDtTm: optional(isoDateTimeXml),
  TradActvtyCtrctlSttlmDt: optional(isoDateXml),
  TradDt: optional(isoDateXml),
  IntrBkSttlmDt: optional(isoDateXml),
  StartDt: optional(isoDateXml),
  EndDt: optional(isoDateXml),
  TxDtTm: optional(isoDateTimeXml),
  Prtry: many(proprietaryDate2Xml),
})

export interface ProprietaryPrice2 {
  readonly Tp: string
  readonly Pric: ActiveOrHistoricCurrencyAndAmount
}

export const proprietaryPrice2Xml: XmlType<ProprietaryPrice2> = sequence({
  Tp: max35TextXml,
  Pric: activeOrHistoricCurrencyAndAmountXml,
})

export type TransactionPrice2Choice = OneOf<{
  DealPric: ActiveOrHistoricCurrencyAndAmount
  Prtry: readonly ProprietaryPrice2[]
}>

export type TransactionPrice2ChoiceInput = OneOf<{
  DealPric: ActiveOrHistoricCurrencyAndAmount
  Prtry: Several<ProprietaryPrice2>
}>

export const transactionPrice2ChoiceXml: XmlType<TransactionPrice2Choice, TransactionPrice2ChoiceInput> = choice({
  DealPric: activeOrHistoricCurrencyAndAmountXml,
  Prtry: atLeastOnce(proprietaryPrice2Xml),
})

export type FinancialInstrumentQuantityChoice = OneOf<{
  Unit: string
  FaceAmt: string
  AmtsdVal: string
}>

export const financialInstrumentQuantityChoiceXml: XmlType<FinancialInstrumentQuantityChoice> = choice({
  Unit: decimalNumberXml,
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

export type TransactionQuantities1Choice = OneOf<{
  Qty: FinancialInstrumentQuantityChoice
  Prtry: ProprietaryQuantity1
}>

export const transactionQuantities1ChoiceXml: XmlType<TransactionQuantities1Choice> = choice({
  Qty: financialInstrumentQuantityChoiceXml,
  Prtry: proprietaryQuantity1Xml,
})

const isinIdentifierXml = text({ pattern: /[A-Z0-9]{12,12}/, examples: ['HIDH06NUBNYS', 'C7T9G8ORXTSJ', '7W92WBPOJ0MB'] })

export interface AlternateSecurityIdentification2 {
  readonly Tp: string
  readonly Id: string
}

export const alternateSecurityIdentification2Xml: XmlType<AlternateSecurityIdentification2> = sequence({
  Tp: max35TextXml,
  Id: max35TextXml,
})

export type SecurityIdentification4Choice = OneOf<{
  ISIN: string
  Prtry: AlternateSecurityIdentification2
}>

export const securityIdentification4ChoiceXml: XmlType<SecurityIdentification4Choice> = choice({
  ISIN: isinIdentifierXml,
  Prtry: alternateSecurityIdentification2Xml,
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

export interface DatePeriodDetails {
  readonly FrDt: string
  readonly ToDt: string
}

export const datePeriodDetailsXml: XmlType<DatePeriodDetails> = sequence({
  FrDt: isoDateXml,
  ToDt: isoDateXml,
})

export interface TaxPeriod1 {
  readonly Yr?: string
  readonly Tp?: TaxRecordPeriod1Code
  readonly FrToDt?: DatePeriodDetails
}

export const taxPeriod1Xml: XmlType<TaxPeriod1> = sequence({
  Yr: optional(isoDateXml),
  Tp: optional(taxRecordPeriod1CodeXml),
  FrToDt: optional(datePeriodDetailsXml),
})

export interface TaxRecordDetails1 {
  readonly Prd?: TaxPeriod1
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
}

export const taxRecordDetails1Xml: XmlType<TaxRecordDetails1> = sequence({
  Prd: optional(taxPeriod1Xml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
})

export interface TaxAmount1 {
  readonly Rate?: string
  readonly TaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TtlAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dtls: readonly TaxRecordDetails1[]
}
export interface TaxAmount1Input {
  readonly Rate?: string | undefined
  readonly TaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TtlAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Dtls?: Several<TaxRecordDetails1> | undefined
}

export const taxAmount1Xml: XmlType<TaxAmount1, TaxAmount1Input> = sequence({
  Rate: optional(percentageRateXml),
  TaxblBaseAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TtlAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dtls: many(taxRecordDetails1Xml),
})

export interface TaxRecord1 {
  readonly Tp?: string
  readonly Ctgy?: string
  readonly CtgyDtls?: string
  readonly DbtrSts?: string
  readonly CertId?: string
  readonly FrmsCd?: string
  readonly Prd?: TaxPeriod1
  readonly TaxAmt?: TaxAmount1
  readonly AddtlInf?: string
}
export interface TaxRecord1Input {
  readonly Tp?: string | undefined
  readonly Ctgy?: string | undefined
  readonly CtgyDtls?: string | undefined
  readonly DbtrSts?: string | undefined
  readonly CertId?: string | undefined
  readonly FrmsCd?: string | undefined
  readonly Prd?: TaxPeriod1 | undefined
  readonly TaxAmt?: TaxAmount1Input | undefined
  readonly AddtlInf?: string | undefined
}

export const taxRecord1Xml: XmlType<TaxRecord1, TaxRecord1Input> = sequence({
  Tp: optional(max35TextXml),
  Ctgy: optional(max35TextXml),
  CtgyDtls: optional(max35TextXml),
  DbtrSts: optional(max35TextXml),
  CertId: optional(max35TextXml),
  FrmsCd: optional(max35TextXml),
  Prd: optional(taxPeriod1Xml),
  TaxAmt: optional(taxAmount1Xml),
  AddtlInf: optional(max140TextXml),
})

export interface TaxInformation3 {
  readonly Cdtr?: TaxParty1
  readonly Dbtr?: TaxParty2
  readonly AdmstnZn?: string
  readonly RefNb?: string
  readonly Mtd?: string
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount
  readonly Dt?: string
  readonly SeqNb?: string
  readonly Rcrd: readonly TaxRecord1[]
}
export interface TaxInformation3Input {
  readonly Cdtr?: TaxParty1 | undefined
  readonly Dbtr?: TaxParty2 | undefined
  readonly AdmstnZn?: string | undefined
  readonly RefNb?: string | undefined
  readonly Mtd?: string | undefined
  readonly TtlTaxblBaseAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly TtlTaxAmt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Dt?: string | undefined
  readonly SeqNb?: string | undefined
  readonly Rcrd?: Several<TaxRecord1Input> | undefined
}

export const taxInformation3Xml: XmlType<TaxInformation3, TaxInformation3Input> = sequence({
  Cdtr: optional(taxParty1Xml),
  Dbtr: optional(taxParty2Xml),
  AdmstnZn: optional(max35TextXml),
  RefNb: optional(max140TextXml),
  Mtd: optional(max35TextXml),
  TtlTaxblBaseAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  TtlTaxAmt: optional(activeOrHistoricCurrencyAndAmountXml),
  Dt: optional(isoDateXml),
  SeqNb: optional(numberTypeXml),
  Rcrd: many(taxRecord1Xml),
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

export interface ReturnReasonInformation10 {
  readonly OrgnlBkTxCd?: BankTransactionCodeStructure4
  readonly Orgtr?: PartyIdentification32
  readonly Rsn?: ReturnReason5Choice
  readonly AddtlInf: readonly string[]
}
export interface ReturnReasonInformation10Input {
  readonly OrgnlBkTxCd?: BankTransactionCodeStructure4 | undefined
  readonly Orgtr?: PartyIdentification32Input | undefined
  readonly Rsn?: ReturnReason5Choice | undefined
  readonly AddtlInf?: Several<string> | undefined
}

export const returnReasonInformation10Xml: XmlType<ReturnReasonInformation10, ReturnReasonInformation10Input> = sequence({
  OrgnlBkTxCd: optional(bankTransactionCodeStructure4Xml),
  Orgtr: optional(partyIdentification32Xml),
  Rsn: optional(returnReason5ChoiceXml),
  AddtlInf: many(max105TextXml),
})

export interface CorporateAction1 {
  readonly Cd?: string
  readonly Nb?: string
  readonly Prtry?: string
}

export const corporateAction1Xml: XmlType<CorporateAction1> = sequence({
  Cd: optional(max35TextXml),
  Nb: optional(max35TextXml),
  Prtry: optional(max35TextXml),
})

export interface EntryTransaction2 {
  readonly Refs?: TransactionReferences2
  readonly AmtDtls?: AmountAndCurrencyExchange3
  readonly Avlbty: readonly CashBalanceAvailability2[]
  readonly BkTxCd?: BankTransactionCodeStructure4
  readonly Chrgs: readonly ChargesInformation6[]
  readonly Intrst: readonly TransactionInterest2[]
  readonly RltdPties?: TransactionParty2
  readonly RltdAgts?: TransactionAgents2
  readonly Purp?: Purpose2Choice
  readonly RltdRmtInf: readonly RemittanceLocation2[]
  readonly RmtInf?: RemittanceInformation5
  readonly RltdDts?: TransactionDates2
  readonly RltdPric?: TransactionPrice2Choice
  readonly RltdQties: readonly TransactionQuantities1Choice[]
  readonly FinInstrmId?: SecurityIdentification4Choice
  readonly Tax?: TaxInformation3
  readonly RtrInf?: ReturnReasonInformation10
  readonly CorpActn?: CorporateAction1
  readonly SfkpgAcct?: CashAccount16
  readonly AddtlTxInf?: string
}
export interface EntryTransaction2Input {
  readonly Refs?: TransactionReferences2 | undefined
  readonly AmtDtls?: AmountAndCurrencyExchange3Input | undefined
  readonly Avlbty?: Several<CashBalanceAvailability2> | undefined
  readonly BkTxCd?: BankTransactionCodeStructure4 | undefined
  readonly Chrgs?: Several<ChargesInformation6Input> | undefined
  readonly Intrst?: Several<TransactionInterest2Input> | undefined
  readonly RltdPties?: TransactionParty2Input | undefined
  readonly RltdAgts?: TransactionAgents2Input | undefined
  readonly Purp?: Purpose2Choice | undefined
  readonly RltdRmtInf?: Several<RemittanceLocation2Input> | undefined
  readonly RmtInf?: RemittanceInformation5Input | undefined
  readonly RltdDts?: TransactionDates2Input | undefined
  readonly RltdPric?: TransactionPrice2ChoiceInput | undefined
  readonly RltdQties?: Several<TransactionQuantities1Choice> | undefined
  readonly FinInstrmId?: SecurityIdentification4Choice | undefined
  readonly Tax?: TaxInformation3Input | undefined
  readonly RtrInf?: ReturnReasonInformation10Input | undefined
  readonly CorpActn?: CorporateAction1 | undefined
  readonly SfkpgAcct?: CashAccount16 | undefined
  readonly AddtlTxInf?: string | undefined
}

export const entryTransaction2Xml: XmlType<EntryTransaction2, EntryTransaction2Input> = sequence({
  Refs: optional(transactionReferences2Xml),
  AmtDtls: optional(amountAndCurrencyExchange3Xml),
  Avlbty: many(cashBalanceAvailability2Xml),
  BkTxCd: optional(bankTransactionCodeStructure4Xml),
  Chrgs: many(chargesInformation6Xml),
  Intrst: many(transactionInterest2Xml),
  RltdPties: optional(transactionParty2Xml),
  RltdAgts: optional(transactionAgents2Xml),
  Purp: optional(purpose2ChoiceXml),
  RltdRmtInf: many(remittanceLocation2Xml, { max: 10 }),
  RmtInf: optional(remittanceInformation5Xml),
  RltdDts: optional(transactionDates2Xml),
  RltdPric: optional(transactionPrice2ChoiceXml),
  RltdQties: many(transactionQuantities1ChoiceXml),
  FinInstrmId: optional(securityIdentification4ChoiceXml),
  Tax: optional(taxInformation3Xml),
  RtrInf: optional(returnReasonInformation10Xml),
  CorpActn: optional(corporateAction1Xml),
  SfkpgAcct: optional(cashAccount16Xml),
  AddtlTxInf: optional(max500TextXml),
})

export interface EntryDetails1 {
  readonly Btch?: BatchInformation2
  readonly TxDtls: readonly EntryTransaction2[]
}
export interface EntryDetails1Input {
  readonly Btch?: BatchInformation2 | undefined
  readonly TxDtls?: Several<EntryTransaction2Input> | undefined
}

export const entryDetails1Xml: XmlType<EntryDetails1, EntryDetails1Input> = sequence({
  Btch: optional(batchInformation2Xml),
  TxDtls: many(entryTransaction2Xml),
})

export interface ReportEntry2 {
  readonly NtryRef?: string
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly RvslInd?: boolean
  readonly Sts: EntryStatus2Code
  readonly BookgDt?: DateAndDateTimeChoice
  readonly ValDt?: DateAndDateTimeChoice
  readonly AcctSvcrRef?: string
  readonly Avlbty: readonly CashBalanceAvailability2[]
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly ComssnWvrInd?: boolean
  readonly AddtlInfInd?: MessageIdentification2
  readonly AmtDtls?: AmountAndCurrencyExchange3
  readonly Chrgs: readonly ChargesInformation6[]
  readonly TechInptChanl?: TechnicalInputChannel1Choice
  readonly Intrst: readonly TransactionInterest2[]
  readonly NtryDtls: readonly EntryDetails1[]
  readonly AddtlNtryInf?: string
}
export interface ReportEntry2Input {
  readonly NtryRef?: string | undefined
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CdtDbtInd: CreditDebitCode
  readonly RvslInd?: boolean | undefined
  readonly Sts: EntryStatus2Code
  readonly BookgDt?: DateAndDateTimeChoice | undefined
  readonly ValDt?: DateAndDateTimeChoice | undefined
  readonly AcctSvcrRef?: string | undefined
  readonly Avlbty?: Several<CashBalanceAvailability2> | undefined
  readonly BkTxCd: BankTransactionCodeStructure4
  readonly ComssnWvrInd?: boolean | undefined
  readonly AddtlInfInd?: MessageIdentification2 | undefined
  readonly AmtDtls?: AmountAndCurrencyExchange3Input | undefined
  readonly Chrgs?: Several<ChargesInformation6Input> | undefined
  readonly TechInptChanl?: TechnicalInputChannel1Choice | undefined
  readonly Intrst?: Several<TransactionInterest2Input> | undefined
  readonly NtryDtls?: Several<EntryDetails1Input> | undefined
  readonly AddtlNtryInf?: string | undefined
}

export const reportEntry2Xml: XmlType<ReportEntry2, ReportEntry2Input> = sequence({
  NtryRef: optional(max35TextXml),
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CdtDbtInd: creditDebitCodeXml,
  RvslInd: optional(trueFalseIndicatorXml),
  Sts: entryStatus2CodeXml,
  BookgDt: optional(dateAndDateTimeChoiceXml),
  ValDt: optional(dateAndDateTimeChoiceXml),
  AcctSvcrRef: optional(max35TextXml),
  Avlbty: many(cashBalanceAvailability2Xml),
  BkTxCd: bankTransactionCodeStructure4Xml,
  ComssnWvrInd: optional(yesNoIndicatorXml),
  AddtlInfInd: optional(messageIdentification2Xml),
  AmtDtls: optional(amountAndCurrencyExchange3Xml),
  Chrgs: many(chargesInformation6Xml),
  TechInptChanl: optional(technicalInputChannel1ChoiceXml),
  Intrst: many(transactionInterest2Xml),
  NtryDtls: many(entryDetails1Xml),
  AddtlNtryInf: optional(max500TextXml),
})

export interface AccountReport11 {
  readonly Id: string
  readonly ElctrncSeqNb?: string
  readonly LglSeqNb?: string
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount20
  readonly RltdAcct?: CashAccount16
  readonly Intrst: readonly AccountInterest2[]
  readonly Bal: readonly CashBalance3[]
  readonly TxsSummry?: TotalTransactions2
  readonly Ntry: readonly ReportEntry2[]
  readonly AddtlRptInf?: string
}
export interface AccountReport11Input {
  readonly Id: string
  readonly ElctrncSeqNb?: string | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount20Input
  readonly RltdAcct?: CashAccount16 | undefined
  readonly Intrst?: Several<AccountInterest2Input> | undefined
  readonly Bal?: Several<CashBalance3Input> | undefined
  readonly TxsSummry?: TotalTransactions2Input | undefined
  readonly Ntry?: Several<ReportEntry2Input> | undefined
  readonly AddtlRptInf?: string | undefined
}

export const accountReport11Xml: XmlType<AccountReport11, AccountReport11Input> = sequence({
  Id: max35TextXml,
  ElctrncSeqNb: optional(numberTypeXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: isoDateTimeXml,
  FrToDt: optional(dateTimePeriodDetailsXml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount20Xml,
  RltdAcct: optional(cashAccount16Xml),
  Intrst: many(accountInterest2Xml),
  Bal: many(cashBalance3Xml),
  TxsSummry: optional(totalTransactions2Xml),
  Ntry: many(reportEntry2Xml),
  AddtlRptInf: optional(max500TextXml),
})

export interface BankToCustomerAccountReportV02 {
  readonly GrpHdr: GroupHeader42
  readonly Rpt: readonly AccountReport11[]
}
export interface BankToCustomerAccountReportV02Input {
  readonly GrpHdr: GroupHeader42Input
  readonly Rpt: Several<AccountReport11Input>
}

export const bankToCustomerAccountReportV02Xml: XmlType<BankToCustomerAccountReportV02, BankToCustomerAccountReportV02Input> = sequence({
  GrpHdr: groupHeader42Xml,
  Rpt: atLeastOnce(accountReport11Xml),
})

export interface Document052 {
  readonly BkToCstmrAcctRpt: BankToCustomerAccountReportV02
}
export interface Document052Input {
  readonly BkToCstmrAcctRpt: BankToCustomerAccountReportV02Input
}

export const document052Xml: XmlType<Document052, Document052Input> = sequence({
  BkToCstmrAcctRpt: bankToCustomerAccountReportV02Xml,
})

export interface AccountStatement2 {
  readonly Id: string
  readonly ElctrncSeqNb?: string
  readonly LglSeqNb?: string
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount20
  readonly RltdAcct?: CashAccount16
  readonly Intrst: readonly AccountInterest2[]
  readonly Bal: readonly CashBalance3[]
  readonly TxsSummry?: TotalTransactions2
  readonly Ntry: readonly ReportEntry2[]
  readonly AddtlStmtInf?: string
}
export interface AccountStatement2Input {
  readonly Id: string
  readonly ElctrncSeqNb?: string | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount20Input
  readonly RltdAcct?: CashAccount16 | undefined
  readonly Intrst?: Several<AccountInterest2Input> | undefined
  readonly Bal: Several<CashBalance3Input>
  readonly TxsSummry?: TotalTransactions2Input | undefined
  readonly Ntry?: Several<ReportEntry2Input> | undefined
  readonly AddtlStmtInf?: string | undefined
}

export const accountStatement2Xml: XmlType<AccountStatement2, AccountStatement2Input> = sequence({
  Id: max35TextXml,
  ElctrncSeqNb: optional(numberTypeXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: isoDateTimeXml,
  FrToDt: optional(dateTimePeriodDetailsXml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount20Xml,
  RltdAcct: optional(cashAccount16Xml),
  Intrst: many(accountInterest2Xml),
  Bal: atLeastOnce(cashBalance3Xml),
  TxsSummry: optional(totalTransactions2Xml),
  Ntry: many(reportEntry2Xml),
  AddtlStmtInf: optional(max500TextXml),
})

export interface BankToCustomerStatementV02 {
  readonly GrpHdr: GroupHeader42
  readonly Stmt: readonly AccountStatement2[]
}
export interface BankToCustomerStatementV02Input {
  readonly GrpHdr: GroupHeader42Input
  readonly Stmt: Several<AccountStatement2Input>
}

export const bankToCustomerStatementV02Xml: XmlType<BankToCustomerStatementV02, BankToCustomerStatementV02Input> = sequence({
  GrpHdr: groupHeader42Xml,
  Stmt: atLeastOnce(accountStatement2Xml),
})

export interface Document053 {
  readonly BkToCstmrStmt: BankToCustomerStatementV02
}
export interface Document053Input {
  readonly BkToCstmrStmt: BankToCustomerStatementV02Input
}

export const document053Xml: XmlType<Document053, Document053Input> = sequence({
  BkToCstmrStmt: bankToCustomerStatementV02Xml,
})

export interface AccountNotification2 {
  readonly Id: string
  readonly ElctrncSeqNb?: string
  readonly LglSeqNb?: string
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails
  readonly CpyDplctInd?: CopyDuplicate1Code
  readonly RptgSrc?: ReportingSource1Choice
  readonly Acct: CashAccount20
  readonly RltdAcct?: CashAccount16
  readonly Intrst: readonly AccountInterest2[]
  readonly TxsSummry?: TotalTransactions2
  readonly Ntry: readonly ReportEntry2[]
  readonly AddtlNtfctnInf?: string
}
export interface AccountNotification2Input {
  readonly Id: string
  readonly ElctrncSeqNb?: string | undefined
  readonly LglSeqNb?: string | undefined
  readonly CreDtTm: string
  readonly FrToDt?: DateTimePeriodDetails | undefined
  readonly CpyDplctInd?: CopyDuplicate1Code | undefined
  readonly RptgSrc?: ReportingSource1Choice | undefined
  readonly Acct: CashAccount20Input
  readonly RltdAcct?: CashAccount16 | undefined
  readonly Intrst?: Several<AccountInterest2Input> | undefined
  readonly TxsSummry?: TotalTransactions2Input | undefined
  readonly Ntry?: Several<ReportEntry2Input> | undefined
  readonly AddtlNtfctnInf?: string | undefined
}

export const accountNotification2Xml: XmlType<AccountNotification2, AccountNotification2Input> = sequence({
  Id: max35TextXml,
  ElctrncSeqNb: optional(numberTypeXml),
  LglSeqNb: optional(numberTypeXml),
  CreDtTm: isoDateTimeXml,
  FrToDt: optional(dateTimePeriodDetailsXml),
  CpyDplctInd: optional(copyDuplicate1CodeXml),
  RptgSrc: optional(reportingSource1ChoiceXml),
  Acct: cashAccount20Xml,
  RltdAcct: optional(cashAccount16Xml),
  Intrst: many(accountInterest2Xml),
  TxsSummry: optional(totalTransactions2Xml),
  Ntry: many(reportEntry2Xml),
  AddtlNtfctnInf: optional(max500TextXml),
})

export interface BankToCustomerDebitCreditNotificationV02 {
  readonly GrpHdr: GroupHeader42
  readonly Ntfctn: readonly AccountNotification2[]
}
export interface BankToCustomerDebitCreditNotificationV02Input {
  readonly GrpHdr: GroupHeader42Input
  readonly Ntfctn: Several<AccountNotification2Input>
}

export const bankToCustomerDebitCreditNotificationV02Xml: XmlType<BankToCustomerDebitCreditNotificationV02, BankToCustomerDebitCreditNotificationV02Input> = sequence({
  GrpHdr: groupHeader42Xml,
  Ntfctn: atLeastOnce(accountNotification2Xml),
})

export interface Document054 {
  readonly BkToCstmrDbtCdtNtfctn: BankToCustomerDebitCreditNotificationV02
}
export interface Document054Input {
  readonly BkToCstmrDbtCdtNtfctn: BankToCustomerDebitCreditNotificationV02Input
}

export const document054Xml: XmlType<Document054, Document054Input> = sequence({
  BkToCstmrDbtCdtNtfctn: bankToCustomerDebitCreditNotificationV02Xml,
})

// pain.001.001.03, customer credit transfer initiation; ISO 20022 Registration Authority
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

export type Authorisation1Code = 'AUTH' | 'FDET' | 'FSUM' | 'ILEV'
const authorisation1CodeXml = oneOf('AUTH', 'FDET', 'FSUM', 'ILEV')

const max128TextXml = text({ min: 1, max: 128 })

export type Authorisation1Choice = OneOf<{
  Cd: Authorisation1Code
  Prtry: string
}>

export const authorisation1ChoiceXml: XmlType<Authorisation1Choice> = choice({
  Cd: authorisation1CodeXml,
  Prtry: max128TextXml,
})

const max15NumericTextXml = text({ pattern: /[0-9]{1,15}/, examples: ['7', '8537', '9652497'] })

const decimalNumberXml = decimal({ totalDigits: 18, fractionDigits: 17 })

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

export interface GroupHeader32 {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly Authstn: readonly Authorisation1Choice[]
  readonly NbOfTxs: string
  readonly CtrlSum?: string
  readonly InitgPty: PartyIdentification32
  readonly FwdgAgt?: BranchAndFinancialInstitutionIdentification4
}
export interface GroupHeader32Input {
  readonly MsgId: string
  readonly CreDtTm: string
  readonly Authstn?: Several<Authorisation1Choice> | undefined
  readonly NbOfTxs: string
  readonly CtrlSum?: string | undefined
  readonly InitgPty: PartyIdentification32Input
  readonly FwdgAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
}

export const groupHeader32Xml: XmlType<GroupHeader32, GroupHeader32Input> = sequence({
  MsgId: max35TextXml,
  CreDtTm: isoDateTimeXml,
  Authstn: many(authorisation1ChoiceXml, { max: 2 }),
  NbOfTxs: max15NumericTextXml,
  CtrlSum: optional(decimalNumberXml),
  InitgPty: partyIdentification32Xml,
  FwdgAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
})

export type PaymentMethod3Code = 'CHK' | 'TRF' | 'TRA'
const paymentMethod3CodeXml = oneOf('CHK', 'TRF', 'TRA')

const batchBookingIndicatorXml = bool()

export type Priority2Code = 'HIGH' | 'NORM'
const priority2CodeXml = oneOf('HIGH', 'NORM')

const externalServiceLevel1CodeXml = text({ min: 1, max: 4 })

export type ServiceLevel8Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const serviceLevel8ChoiceXml: XmlType<ServiceLevel8Choice> = choice({
  Cd: externalServiceLevel1CodeXml,
  Prtry: max35TextXml,
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

const externalCategoryPurpose1CodeXml = text({ min: 1, max: 4 })

export type CategoryPurpose1Choice = OneOf<{
  Cd: string
  Prtry: string
}>

export const categoryPurpose1ChoiceXml: XmlType<CategoryPurpose1Choice> = choice({
  Cd: externalCategoryPurpose1CodeXml,
  Prtry: max35TextXml,
})

export interface PaymentTypeInformation19 {
  readonly InstrPrty?: Priority2Code
  readonly SvcLvl?: ServiceLevel8Choice
  readonly LclInstrm?: LocalInstrument2Choice
  readonly CtgyPurp?: CategoryPurpose1Choice
}

export const paymentTypeInformation19Xml: XmlType<PaymentTypeInformation19> = sequence({
  InstrPrty: optional(priority2CodeXml),
  SvcLvl: optional(serviceLevel8ChoiceXml),
  LclInstrm: optional(localInstrument2ChoiceXml),
  CtgyPurp: optional(categoryPurpose1ChoiceXml),
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

export type ChargeBearerType1Code = 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
const chargeBearerType1CodeXml = oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')

export interface PaymentIdentification1 {
  readonly InstrId?: string
  readonly EndToEndId: string
}

export const paymentIdentification1Xml: XmlType<PaymentIdentification1> = sequence({
  InstrId: optional(max35TextXml),
  EndToEndId: max35TextXml,
})

const activeOrHistoricCurrencyAndAmount_SimpleTypeXml = decimal({ totalDigits: 18, fractionDigits: 5, min: '0' })

export interface ActiveOrHistoricCurrencyAndAmount {
  readonly value: string
  readonly Ccy: string
}

export const activeOrHistoricCurrencyAndAmountXml: XmlType<ActiveOrHistoricCurrencyAndAmount> = valued(activeOrHistoricCurrencyAndAmount_SimpleTypeXml, {
  Ccy: attribute(activeOrHistoricCurrencyCodeXml),
})

export interface EquivalentAmount2 {
  readonly Amt: ActiveOrHistoricCurrencyAndAmount
  readonly CcyOfTrf: string
}

export const equivalentAmount2Xml: XmlType<EquivalentAmount2> = sequence({
  Amt: activeOrHistoricCurrencyAndAmountXml,
  CcyOfTrf: activeOrHistoricCurrencyCodeXml,
})

export type AmountType3Choice = OneOf<{
  InstdAmt: ActiveOrHistoricCurrencyAndAmount
  EqvtAmt: EquivalentAmount2
}>

export const amountType3ChoiceXml: XmlType<AmountType3Choice> = choice({
  InstdAmt: activeOrHistoricCurrencyAndAmountXml,
  EqvtAmt: equivalentAmount2Xml,
})

const baseOneRateXml = decimal({ totalDigits: 11, fractionDigits: 10 })

export type ExchangeRateType1Code = 'SPOT' | 'SALE' | 'AGRD'
const exchangeRateType1CodeXml = oneOf('SPOT', 'SALE', 'AGRD')

export interface ExchangeRateInformation1 {
  readonly XchgRate?: string
  readonly RateTp?: ExchangeRateType1Code
  readonly CtrctId?: string
}

export const exchangeRateInformation1Xml: XmlType<ExchangeRateInformation1> = sequence({
  XchgRate: optional(baseOneRateXml),
  RateTp: optional(exchangeRateType1CodeXml),
  CtrctId: optional(max35TextXml),
})

export type ChequeType2Code = 'CCHQ' | 'CCCH' | 'BCHQ' | 'DRFT' | 'ELDR'
const chequeType2CodeXml = oneOf('CCHQ', 'CCCH', 'BCHQ', 'DRFT', 'ELDR')

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

export type ChequeDelivery1Code = 'MLDB' | 'MLCD' | 'MLFA' | 'CRDB' | 'CRCD' | 'CRFA' | 'PUDB' | 'PUCD' | 'PUFA' | 'RGDB' | 'RGCD' | 'RGFA'
const chequeDelivery1CodeXml = oneOf('MLDB', 'MLCD', 'MLFA', 'CRDB', 'CRCD', 'CRFA', 'PUDB', 'PUCD', 'PUFA', 'RGDB', 'RGCD', 'RGFA')

export type ChequeDeliveryMethod1Choice = OneOf<{
  Cd: ChequeDelivery1Code
  Prtry: string
}>

export const chequeDeliveryMethod1ChoiceXml: XmlType<ChequeDeliveryMethod1Choice> = choice({
  Cd: chequeDelivery1CodeXml,
  Prtry: max35TextXml,
})

export interface Cheque6 {
  readonly ChqTp?: ChequeType2Code
  readonly ChqNb?: string
  readonly ChqFr?: NameAndAddress10
  readonly DlvryMtd?: ChequeDeliveryMethod1Choice
  readonly DlvrTo?: NameAndAddress10
  readonly InstrPrty?: Priority2Code
  readonly ChqMtrtyDt?: string
  readonly FrmsCd?: string
  readonly MemoFld: readonly string[]
  readonly RgnlClrZone?: string
  readonly PrtLctn?: string
}
export interface Cheque6Input {
  readonly ChqTp?: ChequeType2Code | undefined
  readonly ChqNb?: string | undefined
  readonly ChqFr?: NameAndAddress10Input | undefined
  readonly DlvryMtd?: ChequeDeliveryMethod1Choice | undefined
  readonly DlvrTo?: NameAndAddress10Input | undefined
  readonly InstrPrty?: Priority2Code | undefined
  readonly ChqMtrtyDt?: string | undefined
  readonly FrmsCd?: string | undefined
  readonly MemoFld?: Several<string> | undefined
  readonly RgnlClrZone?: string | undefined
  readonly PrtLctn?: string | undefined
}

export const cheque6Xml: XmlType<Cheque6, Cheque6Input> = sequence({
  ChqTp: optional(chequeType2CodeXml),
  ChqNb: optional(max35TextXml),
  ChqFr: optional(nameAndAddress10Xml),
  DlvryMtd: optional(chequeDeliveryMethod1ChoiceXml),
  DlvrTo: optional(nameAndAddress10Xml),
  InstrPrty: optional(priority2CodeXml),
  ChqMtrtyDt: optional(isoDateXml),
  FrmsCd: optional(max35TextXml),
  MemoFld: many(max35TextXml, { max: 2 }),
  RgnlClrZone: optional(max35TextXml),
  PrtLctn: optional(max35TextXml),
})

export type Instruction3Code = 'CHQB' | 'HOLD' | 'PHOB' | 'TELB'
const instruction3CodeXml = oneOf('CHQB', 'HOLD', 'PHOB', 'TELB')

export interface InstructionForCreditorAgent1 {
  readonly Cd?: Instruction3Code
  readonly InstrInf?: string
}

export const instructionForCreditorAgent1Xml: XmlType<InstructionForCreditorAgent1> = sequence({
  Cd: optional(instruction3CodeXml),
  InstrInf: optional(max140TextXml),
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

export type RegulatoryReportingType1Code = 'CRED' | 'DEBT' | 'BOTH'
const regulatoryReportingType1CodeXml = oneOf('CRED', 'DEBT', 'BOTH')

export interface RegulatoryAuthority2 {
  readonly Nm?: string
  readonly Ctry?: string
}

export const regulatoryAuthority2Xml: XmlType<RegulatoryAuthority2> = sequence({
  Nm: optional(max140TextXml),
  Ctry: optional(countryCodeXml),
})

const max10TextXml = text({ min: 1, max: 10 })

export interface StructuredRegulatoryReporting3 {
  readonly Tp?: string
  readonly Dt?: string
  readonly Ctry?: string
  readonly Cd?: string
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount
  readonly Inf: readonly string[]
}
export interface StructuredRegulatoryReporting3Input {
  readonly Tp?: string | undefined
  readonly Dt?: string | undefined
  readonly Ctry?: string | undefined
  readonly Cd?: string | undefined
  readonly Amt?: ActiveOrHistoricCurrencyAndAmount | undefined
  readonly Inf?: Several<string> | undefined
}

export const structuredRegulatoryReporting3Xml: XmlType<StructuredRegulatoryReporting3, StructuredRegulatoryReporting3Input> = sequence({
  Tp: optional(max35TextXml),
  Dt: optional(isoDateXml),
  Ctry: optional(countryCodeXml),
  Cd: optional(max10TextXml),
  Amt: optional(activeOrHistoricCurrencyAndAmountXml),
  Inf: many(max35TextXml),
})

export interface RegulatoryReporting3 {
  readonly DbtCdtRptgInd?: RegulatoryReportingType1Code
  readonly Authrty?: RegulatoryAuthority2
  readonly Dtls: readonly StructuredRegulatoryReporting3[]
}
export interface RegulatoryReporting3Input {
  readonly DbtCdtRptgInd?: RegulatoryReportingType1Code | undefined
  readonly Authrty?: RegulatoryAuthority2 | undefined
  readonly Dtls?: Several<StructuredRegulatoryReporting3Input> | undefined
}

export const regulatoryReporting3Xml: XmlType<RegulatoryReporting3, RegulatoryReporting3Input> = sequence({
  DbtCdtRptgInd: optional(regulatoryReportingType1CodeXml),
  Authrty: optional(regulatoryAuthority2Xml),
  Dtls: many(structuredRegulatoryReporting3Xml),
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

const numberTypeXml = decimal({ totalDigits: 18, fractionDigits: 0 })

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

const percentageRateXml = decimal({ totalDigits: 11, fractionDigits: 10 })

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

export type RemittanceLocationMethod2Code = 'FAXI' | 'EDIC' | 'URID' | 'EMAL' | 'POST' | 'SMSM'
const remittanceLocationMethod2CodeXml = oneOf('FAXI', 'EDIC', 'URID', 'EMAL', 'POST', 'SMSM')

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

export type CreditDebitCode = 'CRDT' | 'DBIT'
const creditDebitCodeXml = oneOf('CRDT', 'DBIT')

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

export interface CreditTransferTransactionInformation10 {
  readonly PmtId: PaymentIdentification1
  readonly PmtTpInf?: PaymentTypeInformation19
  readonly Amt: AmountType3Choice
  readonly XchgRateInf?: ExchangeRateInformation1
  readonly ChrgBr?: ChargeBearerType1Code
  readonly ChqInstr?: Cheque6
  readonly UltmtDbtr?: PartyIdentification32
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt1Acct?: CashAccount16
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt2Acct?: CashAccount16
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification4
  readonly IntrmyAgt3Acct?: CashAccount16
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification4
  readonly CdtrAgtAcct?: CashAccount16
  readonly Cdtr?: PartyIdentification32
  readonly CdtrAcct?: CashAccount16
  readonly UltmtCdtr?: PartyIdentification32
  readonly InstrForCdtrAgt: readonly InstructionForCreditorAgent1[]
  readonly InstrForDbtrAgt?: string
  readonly Purp?: Purpose2Choice
  readonly RgltryRptg: readonly RegulatoryReporting3[]
  readonly Tax?: TaxInformation3
  readonly RltdRmtInf: readonly RemittanceLocation2[]
  readonly RmtInf?: RemittanceInformation5
}
export interface CreditTransferTransactionInformation10Input {
  readonly PmtId: PaymentIdentification1
  readonly PmtTpInf?: PaymentTypeInformation19 | undefined
  readonly Amt: AmountType3Choice
  readonly XchgRateInf?: ExchangeRateInformation1 | undefined
  readonly ChrgBr?: ChargeBearerType1Code | undefined
  readonly ChqInstr?: Cheque6Input | undefined
  readonly UltmtDbtr?: PartyIdentification32Input | undefined
  readonly IntrmyAgt1?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt1Acct?: CashAccount16 | undefined
  readonly IntrmyAgt2?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt2Acct?: CashAccount16 | undefined
  readonly IntrmyAgt3?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly IntrmyAgt3Acct?: CashAccount16 | undefined
  readonly CdtrAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly CdtrAgtAcct?: CashAccount16 | undefined
  readonly Cdtr?: PartyIdentification32Input | undefined
  readonly CdtrAcct?: CashAccount16 | undefined
  readonly UltmtCdtr?: PartyIdentification32Input | undefined
  readonly InstrForCdtrAgt?: Several<InstructionForCreditorAgent1> | undefined
  readonly InstrForDbtrAgt?: string | undefined
  readonly Purp?: Purpose2Choice | undefined
  readonly RgltryRptg?: Several<RegulatoryReporting3Input> | undefined
  readonly Tax?: TaxInformation3Input | undefined
  readonly RltdRmtInf?: Several<RemittanceLocation2Input> | undefined
  readonly RmtInf?: RemittanceInformation5Input | undefined
}

export const creditTransferTransactionInformation10Xml: XmlType<CreditTransferTransactionInformation10, CreditTransferTransactionInformation10Input> = sequence({
  PmtId: paymentIdentification1Xml,
  PmtTpInf: optional(paymentTypeInformation19Xml),
  Amt: amountType3ChoiceXml,
  XchgRateInf: optional(exchangeRateInformation1Xml),
  ChrgBr: optional(chargeBearerType1CodeXml),
  ChqInstr: optional(cheque6Xml),
  UltmtDbtr: optional(partyIdentification32Xml),
  IntrmyAgt1: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt1Acct: optional(cashAccount16Xml),
  IntrmyAgt2: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt2Acct: optional(cashAccount16Xml),
  IntrmyAgt3: optional(branchAndFinancialInstitutionIdentification4Xml),
  IntrmyAgt3Acct: optional(cashAccount16Xml),
  CdtrAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  CdtrAgtAcct: optional(cashAccount16Xml),
  Cdtr: optional(partyIdentification32Xml),
  CdtrAcct: optional(cashAccount16Xml),
  UltmtCdtr: optional(partyIdentification32Xml),
  InstrForCdtrAgt: many(instructionForCreditorAgent1Xml),
  InstrForDbtrAgt: optional(max140TextXml),
  Purp: optional(purpose2ChoiceXml),
  RgltryRptg: many(regulatoryReporting3Xml, { max: 10 }),
  Tax: optional(taxInformation3Xml),
  RltdRmtInf: many(remittanceLocation2Xml, { max: 10 }),
  RmtInf: optional(remittanceInformation5Xml),
})

export interface PaymentInstructionInformation3 {
  readonly PmtInfId: string
  readonly PmtMtd: PaymentMethod3Code
  readonly BtchBookg?: boolean
  readonly NbOfTxs?: string
  readonly CtrlSum?: string
  readonly PmtTpInf?: PaymentTypeInformation19
  readonly ReqdExctnDt: string
  readonly PoolgAdjstmntDt?: string
  readonly Dbtr: PartyIdentification32
  readonly DbtrAcct: CashAccount16
  readonly DbtrAgt: BranchAndFinancialInstitutionIdentification4
  readonly DbtrAgtAcct?: CashAccount16
  readonly UltmtDbtr?: PartyIdentification32
  readonly ChrgBr?: ChargeBearerType1Code
  readonly ChrgsAcct?: CashAccount16
  readonly ChrgsAcctAgt?: BranchAndFinancialInstitutionIdentification4
  readonly CdtTrfTxInf: readonly CreditTransferTransactionInformation10[]
}
export interface PaymentInstructionInformation3Input {
  readonly PmtInfId: string
  readonly PmtMtd: PaymentMethod3Code
  readonly BtchBookg?: boolean | undefined
  readonly NbOfTxs?: string | undefined
  readonly CtrlSum?: string | undefined
  readonly PmtTpInf?: PaymentTypeInformation19 | undefined
  readonly ReqdExctnDt: string
  readonly PoolgAdjstmntDt?: string | undefined
  readonly Dbtr: PartyIdentification32Input
  readonly DbtrAcct: CashAccount16
  readonly DbtrAgt: BranchAndFinancialInstitutionIdentification4Input
  readonly DbtrAgtAcct?: CashAccount16 | undefined
  readonly UltmtDbtr?: PartyIdentification32Input | undefined
  readonly ChrgBr?: ChargeBearerType1Code | undefined
  readonly ChrgsAcct?: CashAccount16 | undefined
  readonly ChrgsAcctAgt?: BranchAndFinancialInstitutionIdentification4Input | undefined
  readonly CdtTrfTxInf: Several<CreditTransferTransactionInformation10Input>
}

export const paymentInstructionInformation3Xml: XmlType<PaymentInstructionInformation3, PaymentInstructionInformation3Input> = sequence({
  PmtInfId: max35TextXml,
  PmtMtd: paymentMethod3CodeXml,
  BtchBookg: optional(batchBookingIndicatorXml),
  NbOfTxs: optional(max15NumericTextXml),
  CtrlSum: optional(decimalNumberXml),
  PmtTpInf: optional(paymentTypeInformation19Xml),
  ReqdExctnDt: isoDateXml,
  PoolgAdjstmntDt: optional(isoDateXml),
  Dbtr: partyIdentification32Xml,
  DbtrAcct: cashAccount16Xml,
  DbtrAgt: branchAndFinancialInstitutionIdentification4Xml,
  DbtrAgtAcct: optional(cashAccount16Xml),
  UltmtDbtr: optional(partyIdentification32Xml),
  ChrgBr: optional(chargeBearerType1CodeXml),
  ChrgsAcct: optional(cashAccount16Xml),
  ChrgsAcctAgt: optional(branchAndFinancialInstitutionIdentification4Xml),
  CdtTrfTxInf: atLeastOnce(creditTransferTransactionInformation10Xml),
})

export interface CustomerCreditTransferInitiationV03 {
  readonly GrpHdr: GroupHeader32
  readonly PmtInf: readonly PaymentInstructionInformation3[]
}
export interface CustomerCreditTransferInitiationV03Input {
  readonly GrpHdr: GroupHeader32Input
  readonly PmtInf: Several<PaymentInstructionInformation3Input>
}

export const customerCreditTransferInitiationV03Xml: XmlType<CustomerCreditTransferInitiationV03, CustomerCreditTransferInitiationV03Input> = sequence({
  GrpHdr: groupHeader32Xml,
  PmtInf: atLeastOnce(paymentInstructionInformation3Xml),
})

export interface Document {
  readonly CstmrCdtTrfInitn: CustomerCreditTransferInitiationV03
}
export interface DocumentInput {
  readonly CstmrCdtTrfInitn: CustomerCreditTransferInitiationV03Input
}

export const documentXml: XmlType<Document, DocumentInput> = sequence({
  CstmrCdtTrfInitn: customerCreditTransferInitiationV03Xml,
})

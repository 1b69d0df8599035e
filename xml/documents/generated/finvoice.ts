// Finvoice 1.3 to 2.01, electronic invoice; Finance Finland
// Generated: change what it is made from, not this file.
import { any, atLeastOnce, attribute, many, optional, personal, sequence, valued, type Several, type XmlType } from '../../schema.js'
import { text, token, oneOf } from '../../simple.js'
import { epiMonetaryAmount, exchangeRate, finvoiceDate, monetaryAmount, percentage, unitAmount } from '../finvoice-types.js'

export type FinvoiceVersion = '1.0' | '1.1' | '1.2' | '1.3' | '2.0' | '2.01'
const finvoiceVersionXml = oneOf('1.0', '1.1', '1.2', '1.3', '2.0', '2.01')

const genericStringType2_35Xml = text({ min: 2, max: 35 })

export interface MessageTransmissionDetailsTypeMessageSenderDetails {
  readonly FromIdentifier: string
  readonly FromIntermediator: string
}

export const messageTransmissionDetailsTypeMessageSenderDetailsXml: XmlType<MessageTransmissionDetailsTypeMessageSenderDetails> = sequence({
  FromIdentifier: genericStringType2_35Xml,
  FromIntermediator: genericStringType2_35Xml,
})

export interface MessageTransmissionDetailsTypeMessageReceiverDetails {
  readonly ToIdentifier: string
  readonly ToIntermediator: string
}

export const messageTransmissionDetailsTypeMessageReceiverDetailsXml: XmlType<MessageTransmissionDetailsTypeMessageReceiverDetails> = sequence({
  ToIdentifier: genericStringType2_35Xml,
  ToIntermediator: genericStringType2_35Xml,
})

const genericStringType2_48Xml = text({ min: 2, max: 48 })

const genericStringType0_48Xml = text({ max: 48 })

const genericStringType0_4Xml = text({ max: 4 })

export interface MessageTransmissionDetailsTypeMessageDetails {
  readonly MessageIdentifier: string
  readonly MessageTimeStamp: string
  readonly RefToMessageIdentifier?: string
  readonly ImplementationCode?: string
}

export const messageTransmissionDetailsTypeMessageDetailsXml: XmlType<MessageTransmissionDetailsTypeMessageDetails> = sequence({
  MessageIdentifier: genericStringType2_48Xml,
  MessageTimeStamp: genericStringType2_35Xml,
  RefToMessageIdentifier: optional(genericStringType0_48Xml),
  ImplementationCode: optional(genericStringType0_4Xml),
})

export interface MessageTransmissionDetailsType {
  readonly MessageSenderDetails: MessageTransmissionDetailsTypeMessageSenderDetails
  readonly MessageReceiverDetails: MessageTransmissionDetailsTypeMessageReceiverDetails
  readonly MessageDetails: MessageTransmissionDetailsTypeMessageDetails
}

export const messageTransmissionDetailsTypeXml: XmlType<MessageTransmissionDetailsType> = sequence({
  MessageSenderDetails: messageTransmissionDetailsTypeMessageSenderDetailsXml,
  MessageReceiverDetails: messageTransmissionDetailsTypeMessageReceiverDetailsXml,
  MessageDetails: messageTransmissionDetailsTypeMessageDetailsXml,
})

const genericStringType0_35Xml = text({ max: 35 })

const genericStringType0_512Xml = text({ max: 512 })

const genericStringType2_70Xml = text({ min: 2, max: 70 })

export type PartyIdentifierTypeIdentifierType = 'DUNS' | 'GLN' | 'HETU' | 'EDI'
const partyIdentifierTypeIdentifierTypeXml = oneOf('DUNS', 'GLN', 'HETU', 'EDI')

export interface PartyIdentifierType {
  readonly value: string
  readonly IdentifierType?: PartyIdentifierTypeIdentifierType
}

export const partyIdentifierTypeXml: XmlType<PartyIdentifierType> = personal(valued(genericStringType0_35Xml, {
  IdentifierType: optional(attribute(partyIdentifierTypeIdentifierTypeXml)),
}))

const countryCodeTypeXml = token({ min: 2, max: 2, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]+/, examples: ['FI'] })

export interface SellerPostalAddressDetailsType {
  readonly SellerStreetName: readonly string[]
  readonly SellerTownName: string
  readonly SellerPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly SellerPostOfficeBoxIdentifier?: string
}
export interface SellerPostalAddressDetailsTypeInput {
  readonly SellerStreetName: Several<string>
  readonly SellerTownName: string
  readonly SellerPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly SellerPostOfficeBoxIdentifier?: string | undefined
}

export const sellerPostalAddressDetailsTypeXml: XmlType<SellerPostalAddressDetailsType, SellerPostalAddressDetailsTypeInput> = personal(sequence({
  SellerStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  SellerTownName: genericStringType2_35Xml,
  SellerPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  SellerPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
}))

export interface SellerPartyDetailsType {
  readonly SellerPartyIdentifier?: string
  readonly SellerPartyIdentifierUrlText?: string
  readonly SellerOrganisationName: readonly string[]
  readonly SellerOrganisationDepartment: readonly string[]
  readonly SellerOrganisationTaxCode?: string
  readonly SellerOrganisationTaxCodeUrlText?: string
  readonly SellerCode?: PartyIdentifierType
  readonly SellerPostalAddressDetails?: SellerPostalAddressDetailsType
}
export interface SellerPartyDetailsTypeInput {
  readonly SellerPartyIdentifier?: string | undefined
  readonly SellerPartyIdentifierUrlText?: string | undefined
  readonly SellerOrganisationName: Several<string>
  readonly SellerOrganisationDepartment?: Several<string> | undefined
  readonly SellerOrganisationTaxCode?: string | undefined
  readonly SellerOrganisationTaxCodeUrlText?: string | undefined
  readonly SellerCode?: PartyIdentifierType | undefined
  readonly SellerPostalAddressDetails?: SellerPostalAddressDetailsTypeInput | undefined
}

export const sellerPartyDetailsTypeXml: XmlType<SellerPartyDetailsType, SellerPartyDetailsTypeInput> = personal(sequence({
  SellerPartyIdentifier: optional(genericStringType0_35Xml),
  SellerPartyIdentifierUrlText: optional(genericStringType0_512Xml),
  SellerOrganisationName: atLeastOnce(genericStringType2_70Xml),
  SellerOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  SellerOrganisationTaxCode: optional(genericStringType0_35Xml),
  SellerOrganisationTaxCodeUrlText: optional(genericStringType0_512Xml),
  SellerCode: optional(partyIdentifierTypeXml),
  SellerPostalAddressDetails: optional(sellerPostalAddressDetailsTypeXml),
}))

const genericStringType0_70Xml = text({ max: 70 })

export interface SellerCommunicationDetailsType {
  readonly SellerPhoneNumberIdentifier?: string
  readonly SellerEmailaddressIdentifier?: string
}

export const sellerCommunicationDetailsTypeXml: XmlType<SellerCommunicationDetailsType> = personal(sequence({
  SellerPhoneNumberIdentifier: optional(genericStringType0_35Xml),
  SellerEmailaddressIdentifier: optional(genericStringType0_70Xml),
}))

export interface SellerInformationDetailsTypeSellerOfficialPostalAddressDetails {
  readonly SellerOfficialStreetName: string
  readonly SellerOfficialTownName: string
  readonly SellerOfficialPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
}

export const sellerInformationDetailsTypeSellerOfficialPostalAddressDetailsXml: XmlType<SellerInformationDetailsTypeSellerOfficialPostalAddressDetails> = sequence({
  SellerOfficialStreetName: genericStringType2_35Xml,
  SellerOfficialTownName: genericStringType2_35Xml,
  SellerOfficialPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
})

export type SellerAccountIDTypeIdentificationSchemeName = 'IBAN' | 'BBAN'
const sellerAccountIDTypeIdentificationSchemeNameXml = oneOf('IBAN', 'BBAN')

const genericNMtokenType2_35Xml = token({ min: 2, max: 35, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC', 'A1234567'] })

export interface SellerAccountIDType {
  readonly value: string
  readonly IdentificationSchemeName: SellerAccountIDTypeIdentificationSchemeName
}

export const sellerAccountIDTypeXml: XmlType<SellerAccountIDType> = personal(valued(genericNMtokenType2_35Xml, {
  IdentificationSchemeName: attribute(sellerAccountIDTypeIdentificationSchemeNameXml),
}))

export type SellerBicTypeIdentificationSchemeName = 'BIC'
const sellerBicTypeIdentificationSchemeNameXml = oneOf('BIC')

const genericNMtokenType8_11Xml = token({ min: 8, max: 11, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['A1234567'] })

export interface SellerBicType {
  readonly value: string
  readonly IdentificationSchemeName: SellerBicTypeIdentificationSchemeName
}

export const sellerBicTypeXml: XmlType<SellerBicType> = valued(genericNMtokenType8_11Xml, {
  IdentificationSchemeName: attribute(sellerBicTypeIdentificationSchemeNameXml),
})

export interface SellerAccountDetailsType {
  readonly SellerAccountID: SellerAccountIDType
  readonly SellerBic: SellerBicType
}

export const sellerAccountDetailsTypeXml: XmlType<SellerAccountDetailsType> = personal(sequence({
  SellerAccountID: sellerAccountIDTypeXml,
  SellerBic: sellerBicTypeXml,
}))

const genericStringType1_35Xml = text({ min: 1, max: 35 })

export interface InvoiceRecipientDetailsType {
  readonly InvoiceRecipientAddress: string
  readonly InvoiceRecipientIntermediatorAddress: string
}

export const invoiceRecipientDetailsTypeXml: XmlType<InvoiceRecipientDetailsType> = sequence({
  InvoiceRecipientAddress: genericStringType1_35Xml,
  InvoiceRecipientIntermediatorAddress: genericNMtokenType8_11Xml,
})

export interface SellerInformationDetailsType {
  readonly SellerOfficialPostalAddressDetails?: SellerInformationDetailsTypeSellerOfficialPostalAddressDetails
  readonly SellerHomeTownName?: string
  readonly SellerVatRegistrationText?: string
  readonly SellerVatRegistrationDate?: string
  readonly SellerTaxRegistrationText?: string
  readonly SellerPhoneNumber?: string
  readonly SellerFaxNumber?: string
  readonly SellerCommonEmailaddressIdentifier?: string
  readonly SellerWebaddressIdentifier?: string
  readonly SellerFreeText?: string
  readonly SellerAccountDetails: readonly SellerAccountDetailsType[]
  readonly InvoiceRecipientDetails: readonly InvoiceRecipientDetailsType[]
}
export interface SellerInformationDetailsTypeInput {
  readonly SellerOfficialPostalAddressDetails?: SellerInformationDetailsTypeSellerOfficialPostalAddressDetails | undefined
  readonly SellerHomeTownName?: string | undefined
  readonly SellerVatRegistrationText?: string | undefined
  readonly SellerVatRegistrationDate?: string | undefined
  readonly SellerTaxRegistrationText?: string | undefined
  readonly SellerPhoneNumber?: string | undefined
  readonly SellerFaxNumber?: string | undefined
  readonly SellerCommonEmailaddressIdentifier?: string | undefined
  readonly SellerWebaddressIdentifier?: string | undefined
  readonly SellerFreeText?: string | undefined
  readonly SellerAccountDetails?: Several<SellerAccountDetailsType> | undefined
  readonly InvoiceRecipientDetails?: Several<InvoiceRecipientDetailsType> | undefined
}

export const sellerInformationDetailsTypeXml: XmlType<SellerInformationDetailsType, SellerInformationDetailsTypeInput> = sequence({
  SellerOfficialPostalAddressDetails: optional(sellerInformationDetailsTypeSellerOfficialPostalAddressDetailsXml),
  SellerHomeTownName: optional(genericStringType0_35Xml),
  SellerVatRegistrationText: optional(genericStringType0_35Xml),
  SellerVatRegistrationDate: optional(finvoiceDate),
  SellerTaxRegistrationText: optional(genericStringType0_35Xml),
  SellerPhoneNumber: optional(genericStringType0_35Xml),
  SellerFaxNumber: optional(genericStringType0_35Xml),
  SellerCommonEmailaddressIdentifier: optional(genericStringType0_70Xml),
  SellerWebaddressIdentifier: optional(genericStringType0_35Xml),
  SellerFreeText: optional(genericStringType0_512Xml),
  SellerAccountDetails: many(sellerAccountDetailsTypeXml),
  InvoiceRecipientDetails: many(invoiceRecipientDetailsTypeXml),
})

const genericNMtokenType0_35Xml = token({ max: 35, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC', 'A1234567'] })

export interface InvoiceSenderPartyDetailsType {
  readonly InvoiceSenderPartyIdentifier?: string
  readonly InvoiceSenderOrganisationName: readonly string[]
  readonly InvoiceSenderOrganisationTaxCode?: string
  readonly InvoiceSenderCode?: PartyIdentifierType
}
export interface InvoiceSenderPartyDetailsTypeInput {
  readonly InvoiceSenderPartyIdentifier?: string | undefined
  readonly InvoiceSenderOrganisationName: Several<string>
  readonly InvoiceSenderOrganisationTaxCode?: string | undefined
  readonly InvoiceSenderCode?: PartyIdentifierType | undefined
}

export const invoiceSenderPartyDetailsTypeXml: XmlType<InvoiceSenderPartyDetailsType, InvoiceSenderPartyDetailsTypeInput> = personal(sequence({
  InvoiceSenderPartyIdentifier: optional(genericStringType0_35Xml),
  InvoiceSenderOrganisationName: atLeastOnce(genericStringType2_35Xml),
  InvoiceSenderOrganisationTaxCode: optional(genericNMtokenType0_35Xml),
  InvoiceSenderCode: optional(partyIdentifierTypeXml),
}))

export interface InvoiceRecipientPostalAddressDetailsType {
  readonly InvoiceRecipientStreetName: readonly string[]
  readonly InvoiceRecipientTownName: string
  readonly InvoiceRecipientPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly InvoiceRecipientPostOfficeBoxIdentifier?: string
}
export interface InvoiceRecipientPostalAddressDetailsTypeInput {
  readonly InvoiceRecipientStreetName: Several<string>
  readonly InvoiceRecipientTownName: string
  readonly InvoiceRecipientPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly InvoiceRecipientPostOfficeBoxIdentifier?: string | undefined
}

export const invoiceRecipientPostalAddressDetailsTypeXml: XmlType<InvoiceRecipientPostalAddressDetailsType, InvoiceRecipientPostalAddressDetailsTypeInput> = personal(sequence({
  InvoiceRecipientStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  InvoiceRecipientTownName: genericStringType2_35Xml,
  InvoiceRecipientPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  InvoiceRecipientPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
}))

export interface InvoiceRecipientPartyDetailsType {
  readonly InvoiceRecipientPartyIdentifier?: string
  readonly InvoiceRecipientOrganisationName: readonly string[]
  readonly InvoiceRecipientDepartment: readonly string[]
  readonly InvoiceRecipientOrganisationTaxCode?: string
  readonly InvoiceRecipientCode?: PartyIdentifierType
  readonly InvoiceRecipientPostalAddressDetails?: InvoiceRecipientPostalAddressDetailsType
}
export interface InvoiceRecipientPartyDetailsTypeInput {
  readonly InvoiceRecipientPartyIdentifier?: string | undefined
  readonly InvoiceRecipientOrganisationName: Several<string>
  readonly InvoiceRecipientDepartment?: Several<string> | undefined
  readonly InvoiceRecipientOrganisationTaxCode?: string | undefined
  readonly InvoiceRecipientCode?: PartyIdentifierType | undefined
  readonly InvoiceRecipientPostalAddressDetails?: InvoiceRecipientPostalAddressDetailsTypeInput | undefined
}

export const invoiceRecipientPartyDetailsTypeXml: XmlType<InvoiceRecipientPartyDetailsType, InvoiceRecipientPartyDetailsTypeInput> = personal(sequence({
  InvoiceRecipientPartyIdentifier: optional(genericStringType0_35Xml),
  InvoiceRecipientOrganisationName: atLeastOnce(genericStringType2_35Xml),
  InvoiceRecipientDepartment: many(genericStringType0_35Xml, { max: 2 }),
  InvoiceRecipientOrganisationTaxCode: optional(genericNMtokenType0_35Xml),
  InvoiceRecipientCode: optional(partyIdentifierTypeXml),
  InvoiceRecipientPostalAddressDetails: optional(invoiceRecipientPostalAddressDetailsTypeXml),
}))

const languageCodeTypeXml = token({ min: 2, max: 2, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]+/, examples: ['FI'] })

export interface InvoiceRecipientCommunicationDetailsType {
  readonly InvoiceRecipientPhoneNumberIdentifier?: string
  readonly InvoiceRecipientEmailaddressIdentifier?: string
}

export const invoiceRecipientCommunicationDetailsTypeXml: XmlType<InvoiceRecipientCommunicationDetailsType> = personal(sequence({
  InvoiceRecipientPhoneNumberIdentifier: optional(genericStringType0_35Xml),
  InvoiceRecipientEmailaddressIdentifier: optional(genericStringType0_70Xml),
}))

export interface BuyerPostalAddressDetailsType {
  readonly BuyerStreetName: readonly string[]
  readonly BuyerTownName: string
  readonly BuyerPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly BuyerPostOfficeBoxIdentifier?: string
}
export interface BuyerPostalAddressDetailsTypeInput {
  readonly BuyerStreetName: Several<string>
  readonly BuyerTownName: string
  readonly BuyerPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly BuyerPostOfficeBoxIdentifier?: string | undefined
}

export const buyerPostalAddressDetailsTypeXml: XmlType<BuyerPostalAddressDetailsType, BuyerPostalAddressDetailsTypeInput> = personal(sequence({
  BuyerStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  BuyerTownName: genericStringType2_35Xml,
  BuyerPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  BuyerPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
}))

export interface BuyerPartyDetailsType {
  readonly BuyerPartyIdentifier?: string
  readonly BuyerOrganisationName: readonly string[]
  readonly BuyerOrganisationDepartment: readonly string[]
  readonly BuyerOrganisationTaxCode?: string
  readonly BuyerCode?: PartyIdentifierType
  readonly BuyerPostalAddressDetails?: BuyerPostalAddressDetailsType
}
export interface BuyerPartyDetailsTypeInput {
  readonly BuyerPartyIdentifier?: string | undefined
  readonly BuyerOrganisationName: Several<string>
  readonly BuyerOrganisationDepartment?: Several<string> | undefined
  readonly BuyerOrganisationTaxCode?: string | undefined
  readonly BuyerCode?: PartyIdentifierType | undefined
  readonly BuyerPostalAddressDetails?: BuyerPostalAddressDetailsTypeInput | undefined
}

export const buyerPartyDetailsTypeXml: XmlType<BuyerPartyDetailsType, BuyerPartyDetailsTypeInput> = personal(sequence({
  BuyerPartyIdentifier: optional(genericStringType0_35Xml),
  BuyerOrganisationName: atLeastOnce(genericStringType2_70Xml),
  BuyerOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  BuyerOrganisationTaxCode: optional(genericStringType0_35Xml),
  BuyerCode: optional(partyIdentifierTypeXml),
  BuyerPostalAddressDetails: optional(buyerPostalAddressDetailsTypeXml),
}))

export interface BuyerCommunicationDetailsType {
  readonly BuyerPhoneNumberIdentifier?: string
  readonly BuyerEmailaddressIdentifier?: string
}

export const buyerCommunicationDetailsTypeXml: XmlType<BuyerCommunicationDetailsType> = personal(sequence({
  BuyerPhoneNumberIdentifier: optional(genericStringType0_35Xml),
  BuyerEmailaddressIdentifier: optional(genericStringType0_70Xml),
}))

export interface DeliveryPostalAddressDetailsType {
  readonly DeliveryStreetName: readonly string[]
  readonly DeliveryTownName: string
  readonly DeliveryPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly DeliveryPostofficeBoxIdentifier?: string
}
export interface DeliveryPostalAddressDetailsTypeInput {
  readonly DeliveryStreetName: Several<string>
  readonly DeliveryTownName: string
  readonly DeliveryPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly DeliveryPostofficeBoxIdentifier?: string | undefined
}

export const deliveryPostalAddressDetailsTypeXml: XmlType<DeliveryPostalAddressDetailsType, DeliveryPostalAddressDetailsTypeInput> = personal(sequence({
  DeliveryStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  DeliveryTownName: genericStringType2_35Xml,
  DeliveryPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  DeliveryPostofficeBoxIdentifier: optional(genericStringType0_35Xml),
}))

export interface DeliveryPartyDetailsType {
  readonly DeliveryPartyIdentifier?: string
  readonly DeliveryOrganisationName: readonly string[]
  readonly DeliveryOrganisationDepartment: readonly string[]
  readonly DeliveryOrganisationTaxCode?: string
  readonly DeliveryCode?: PartyIdentifierType
  readonly DeliveryPostalAddressDetails: DeliveryPostalAddressDetailsType
}
export interface DeliveryPartyDetailsTypeInput {
  readonly DeliveryPartyIdentifier?: string | undefined
  readonly DeliveryOrganisationName: Several<string>
  readonly DeliveryOrganisationDepartment?: Several<string> | undefined
  readonly DeliveryOrganisationTaxCode?: string | undefined
  readonly DeliveryCode?: PartyIdentifierType | undefined
  readonly DeliveryPostalAddressDetails: DeliveryPostalAddressDetailsTypeInput
}

export const deliveryPartyDetailsTypeXml: XmlType<DeliveryPartyDetailsType, DeliveryPartyDetailsTypeInput> = personal(sequence({
  DeliveryPartyIdentifier: optional(genericStringType0_35Xml),
  DeliveryOrganisationName: atLeastOnce(genericStringType2_35Xml),
  DeliveryOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  DeliveryOrganisationTaxCode: optional(genericStringType0_35Xml),
  DeliveryCode: optional(partyIdentifierTypeXml),
  DeliveryPostalAddressDetails: deliveryPostalAddressDetailsTypeXml,
}))

export interface DeliveryCommunicationDetailsType {
  readonly DeliveryPhoneNumberIdentifier?: string
  readonly DeliveryEmailaddressIdentifier?: string
}

export const deliveryCommunicationDetailsTypeXml: XmlType<DeliveryCommunicationDetailsType> = personal(sequence({
  DeliveryPhoneNumberIdentifier: optional(genericStringType0_35Xml),
  DeliveryEmailaddressIdentifier: optional(genericStringType0_70Xml),
}))

export interface DeliveryPeriodDetailsType {
  readonly StartDate: string
  readonly EndDate: string
}

export const deliveryPeriodDetailsTypeXml: XmlType<DeliveryPeriodDetailsType> = sequence({
  StartDate: finvoiceDate,
  EndDate: finvoiceDate,
})

export interface DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetails {
  readonly ShipmentStreetName: readonly string[]
  readonly ShipmentTownName: string
  readonly ShipmentPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly ShipmentPostOfficeBoxIdentifier?: string
}
export interface DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetailsInput {
  readonly ShipmentStreetName: Several<string>
  readonly ShipmentTownName: string
  readonly ShipmentPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly ShipmentPostOfficeBoxIdentifier?: string | undefined
}

export const deliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetailsXml: XmlType<DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetails, DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetailsInput> = sequence({
  ShipmentStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  ShipmentTownName: genericStringType2_35Xml,
  ShipmentPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  ShipmentPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
})

export interface DeliveryDetailsTypeShipmentPartyDetails {
  readonly ShipmentPartyIdentifier?: string
  readonly ShipmentOrganisationName: readonly string[]
  readonly ShipmentOrganisationDepartment: readonly string[]
  readonly ShipmentOrganisationTaxCode?: string
  readonly ShipmentCode?: PartyIdentifierType
  readonly ShipmentPostalAddressDetails?: DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetails
  readonly ShipmentSiteCode?: string
}
export interface DeliveryDetailsTypeShipmentPartyDetailsInput {
  readonly ShipmentPartyIdentifier?: string | undefined
  readonly ShipmentOrganisationName: Several<string>
  readonly ShipmentOrganisationDepartment?: Several<string> | undefined
  readonly ShipmentOrganisationTaxCode?: string | undefined
  readonly ShipmentCode?: PartyIdentifierType | undefined
  readonly ShipmentPostalAddressDetails?: DeliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetailsInput | undefined
  readonly ShipmentSiteCode?: string | undefined
}

export const deliveryDetailsTypeShipmentPartyDetailsXml: XmlType<DeliveryDetailsTypeShipmentPartyDetails, DeliveryDetailsTypeShipmentPartyDetailsInput> = sequence({
  ShipmentPartyIdentifier: optional(genericStringType0_35Xml),
  ShipmentOrganisationName: atLeastOnce(genericStringType2_35Xml),
  ShipmentOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  ShipmentOrganisationTaxCode: optional(genericStringType0_35Xml),
  ShipmentCode: optional(partyIdentifierTypeXml),
  ShipmentPostalAddressDetails: optional(deliveryDetailsTypeShipmentPartyDetailsShipmentPostalAddressDetailsXml),
  ShipmentSiteCode: optional(genericStringType0_35Xml),
})

const genericStringType1_4Xml = text({ min: 1, max: 4 })

const genericTokenType0_14Xml = token({ max: 14 })

const quantityType0_14TextXml = text({ max: 14 })

export interface QuantityType0_14 {
  readonly value: string
  readonly QuantityUnitCode?: string
}

export const quantityType0_14Xml: XmlType<QuantityType0_14> = valued(quantityType0_14TextXml, {
  QuantityUnitCode: optional(attribute(genericTokenType0_14Xml)),
})

export interface DeliveryDetailsTypePackageDetails {
  readonly PackageLength?: QuantityType0_14
  readonly PackageWidth?: QuantityType0_14
  readonly PackageHeight?: QuantityType0_14
  readonly PackageWeight?: QuantityType0_14
  readonly PackageNetWeight?: QuantityType0_14
  readonly PackageVolume?: QuantityType0_14
  readonly TransportCarriageQuantity?: QuantityType0_14
}

export const deliveryDetailsTypePackageDetailsXml: XmlType<DeliveryDetailsTypePackageDetails> = sequence({
  PackageLength: optional(quantityType0_14Xml),
  PackageWidth: optional(quantityType0_14Xml),
  PackageHeight: optional(quantityType0_14Xml),
  PackageWeight: optional(quantityType0_14Xml),
  PackageNetWeight: optional(quantityType0_14Xml),
  PackageVolume: optional(quantityType0_14Xml),
  TransportCarriageQuantity: optional(quantityType0_14Xml),
})

export interface DeliveryDetailsType {
  readonly DeliveryDate?: string
  readonly DeliveryPeriodDetails?: DeliveryPeriodDetailsType
  readonly ShipmentPartyDetails?: DeliveryDetailsTypeShipmentPartyDetails
  readonly DeliveryMethodText?: string
  readonly DeliveryTermsText?: string
  readonly DeliveryTermsCode?: string
  readonly TerminalAddressText?: string
  readonly WaybillIdentifier?: string
  readonly WaybillTypeCode?: string
  readonly ClearanceIdentifier?: string
  readonly DeliveryNoteIdentifier?: string
  readonly DelivererIdentifier?: string
  readonly DelivererName: readonly string[]
  readonly DelivererCountryCode?: string
  readonly DelivererCountryName?: string
  readonly ModeOfTransportIdentifier?: string
  readonly CarrierName?: string
  readonly VesselName?: string
  readonly LocationIdentifier?: string
  readonly TransportInformationDate?: string
  readonly CountryOfOrigin?: string
  readonly CountryOfDestinationName?: string
  readonly DestinationCountryCode?: string
  readonly PlaceOfDischarge: readonly string[]
  readonly FinalDestinationName: readonly string[]
  readonly ManufacturerIdentifier?: string
  readonly ManufacturerName: readonly string[]
  readonly ManufacturerCountryCode?: string
  readonly ManufacturerCountryName?: string
  readonly ManufacturerOrderIdentifier?: string
  readonly PackageDetails?: DeliveryDetailsTypePackageDetails
}
export interface DeliveryDetailsTypeInput {
  readonly DeliveryDate?: string | undefined
  readonly DeliveryPeriodDetails?: DeliveryPeriodDetailsType | undefined
  readonly ShipmentPartyDetails?: DeliveryDetailsTypeShipmentPartyDetailsInput | undefined
  readonly DeliveryMethodText?: string | undefined
  readonly DeliveryTermsText?: string | undefined
  readonly DeliveryTermsCode?: string | undefined
  readonly TerminalAddressText?: string | undefined
  readonly WaybillIdentifier?: string | undefined
  readonly WaybillTypeCode?: string | undefined
  readonly ClearanceIdentifier?: string | undefined
  readonly DeliveryNoteIdentifier?: string | undefined
  readonly DelivererIdentifier?: string | undefined
  readonly DelivererName?: Several<string> | undefined
  readonly DelivererCountryCode?: string | undefined
  readonly DelivererCountryName?: string | undefined
  readonly ModeOfTransportIdentifier?: string | undefined
  readonly CarrierName?: string | undefined
  readonly VesselName?: string | undefined
  readonly LocationIdentifier?: string | undefined
  readonly TransportInformationDate?: string | undefined
  readonly CountryOfOrigin?: string | undefined
  readonly CountryOfDestinationName?: string | undefined
  readonly DestinationCountryCode?: string | undefined
  readonly PlaceOfDischarge?: Several<string> | undefined
  readonly FinalDestinationName?: Several<string> | undefined
  readonly ManufacturerIdentifier?: string | undefined
  readonly ManufacturerName?: Several<string> | undefined
  readonly ManufacturerCountryCode?: string | undefined
  readonly ManufacturerCountryName?: string | undefined
  readonly ManufacturerOrderIdentifier?: string | undefined
  readonly PackageDetails?: DeliveryDetailsTypePackageDetails | undefined
}

export const deliveryDetailsTypeXml: XmlType<DeliveryDetailsType, DeliveryDetailsTypeInput> = sequence({
  DeliveryDate: optional(finvoiceDate),
  DeliveryPeriodDetails: optional(deliveryPeriodDetailsTypeXml),
  ShipmentPartyDetails: optional(deliveryDetailsTypeShipmentPartyDetailsXml),
  DeliveryMethodText: optional(genericStringType0_512Xml),
  DeliveryTermsText: optional(genericStringType0_512Xml),
  DeliveryTermsCode: optional(genericStringType1_4Xml),
  TerminalAddressText: optional(genericStringType0_512Xml),
  WaybillIdentifier: optional(genericStringType0_35Xml),
  WaybillTypeCode: optional(genericStringType0_35Xml),
  ClearanceIdentifier: optional(genericStringType0_35Xml),
  DeliveryNoteIdentifier: optional(genericStringType0_35Xml),
  DelivererIdentifier: optional(genericStringType0_35Xml),
  DelivererName: many(genericStringType0_35Xml, { max: 3 }),
  DelivererCountryCode: optional(countryCodeTypeXml),
  DelivererCountryName: optional(genericStringType0_35Xml),
  ModeOfTransportIdentifier: optional(genericStringType0_35Xml),
  CarrierName: optional(genericStringType0_35Xml),
  VesselName: optional(genericStringType0_35Xml),
  LocationIdentifier: optional(genericStringType0_35Xml),
  TransportInformationDate: optional(finvoiceDate),
  CountryOfOrigin: optional(genericStringType0_35Xml),
  CountryOfDestinationName: optional(genericStringType0_35Xml),
  DestinationCountryCode: optional(countryCodeTypeXml),
  PlaceOfDischarge: many(genericStringType0_35Xml, { max: 3 }),
  FinalDestinationName: many(genericStringType0_35Xml, { max: 3 }),
  ManufacturerIdentifier: optional(genericStringType0_35Xml),
  ManufacturerName: many(genericStringType0_35Xml, { max: 3 }),
  ManufacturerCountryCode: optional(countryCodeTypeXml),
  ManufacturerCountryName: optional(genericStringType0_35Xml),
  ManufacturerOrderIdentifier: optional(genericStringType0_35Xml),
  PackageDetails: optional(deliveryDetailsTypePackageDetailsXml),
})

const genericTokenType0_35Xml = token({ max: 35 })

const anypartytexttype0_35TextXml = text({ max: 35 })

export interface Anypartytexttype0_35 {
  readonly value: string
  readonly AnyPartyCode: string
}

export const anypartytexttype0_35Xml: XmlType<Anypartytexttype0_35> = valued(anypartytexttype0_35TextXml, {
  AnyPartyCode: attribute(genericTokenType0_35Xml),
})

export interface AnyPartyCommunicationDetailsType {
  readonly AnyPartyPhoneNumberIdentifier?: string
  readonly AnyPartyEmailAddressIdentifier?: string
}

export const anyPartyCommunicationDetailsTypeXml: XmlType<AnyPartyCommunicationDetailsType> = personal(sequence({
  AnyPartyPhoneNumberIdentifier: optional(genericStringType0_35Xml),
  AnyPartyEmailAddressIdentifier: optional(genericStringType0_70Xml),
}))

export interface AnyPartyDetailsTypeAnyPartyPostalAddressDetails {
  readonly AnyPartyStreetName: readonly string[]
  readonly AnyPartyTownName: string
  readonly AnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly AnyPartyPostOfficeBoxIdentifier?: string
}
export interface AnyPartyDetailsTypeAnyPartyPostalAddressDetailsInput {
  readonly AnyPartyStreetName: Several<string>
  readonly AnyPartyTownName: string
  readonly AnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly AnyPartyPostOfficeBoxIdentifier?: string | undefined
}

export const anyPartyDetailsTypeAnyPartyPostalAddressDetailsXml: XmlType<AnyPartyDetailsTypeAnyPartyPostalAddressDetails, AnyPartyDetailsTypeAnyPartyPostalAddressDetailsInput> = sequence({
  AnyPartyStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  AnyPartyTownName: genericStringType2_35Xml,
  AnyPartyPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  AnyPartyPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
})

export interface AnyPartyDetailsType {
  readonly AnyPartyText: Anypartytexttype0_35
  readonly AnyPartyIdentifier?: string
  readonly AnyPartyOrganisationName: readonly string[]
  readonly AnyPartyOrganisationDepartment: readonly string[]
  readonly AnyPartyOrganisationTaxCode?: string
  readonly AnyPartyCode?: PartyIdentifierType
  readonly AnyPartyContactPersonName?: string
  readonly AnyPartyContactPersonFunction: readonly string[]
  readonly AnyPartyContactPersonDepartment: readonly string[]
  readonly AnyPartyCommunicationDetails?: AnyPartyCommunicationDetailsType
  readonly AnyPartyPostalAddressDetails?: AnyPartyDetailsTypeAnyPartyPostalAddressDetails
  readonly AnyPartyOrganisationUnitNumber?: string
  readonly AnyPartySiteCode?: string
}
export interface AnyPartyDetailsTypeInput {
  readonly AnyPartyText: Anypartytexttype0_35
  readonly AnyPartyIdentifier?: string | undefined
  readonly AnyPartyOrganisationName: Several<string>
  readonly AnyPartyOrganisationDepartment?: Several<string> | undefined
  readonly AnyPartyOrganisationTaxCode?: string | undefined
  readonly AnyPartyCode?: PartyIdentifierType | undefined
  readonly AnyPartyContactPersonName?: string | undefined
  readonly AnyPartyContactPersonFunction?: Several<string> | undefined
  readonly AnyPartyContactPersonDepartment?: Several<string> | undefined
  readonly AnyPartyCommunicationDetails?: AnyPartyCommunicationDetailsType | undefined
  readonly AnyPartyPostalAddressDetails?: AnyPartyDetailsTypeAnyPartyPostalAddressDetailsInput | undefined
  readonly AnyPartyOrganisationUnitNumber?: string | undefined
  readonly AnyPartySiteCode?: string | undefined
}

export const anyPartyDetailsTypeXml: XmlType<AnyPartyDetailsType, AnyPartyDetailsTypeInput> = personal(sequence({
  AnyPartyText: anypartytexttype0_35Xml,
  AnyPartyIdentifier: optional(genericStringType0_35Xml),
  AnyPartyOrganisationName: atLeastOnce(genericStringType2_35Xml, { max: 2 }),
  AnyPartyOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  AnyPartyOrganisationTaxCode: optional(genericStringType0_35Xml),
  AnyPartyCode: optional(partyIdentifierTypeXml),
  AnyPartyContactPersonName: optional(genericStringType0_35Xml),
  AnyPartyContactPersonFunction: many(genericStringType0_35Xml, { max: 2 }),
  AnyPartyContactPersonDepartment: many(genericStringType0_35Xml, { max: 2 }),
  AnyPartyCommunicationDetails: optional(anyPartyCommunicationDetailsTypeXml),
  AnyPartyPostalAddressDetails: optional(anyPartyDetailsTypeAnyPartyPostalAddressDetailsXml),
  AnyPartyOrganisationUnitNumber: optional(genericStringType0_35Xml),
  AnyPartySiteCode: optional(genericStringType0_35Xml),
}))

export type InvoiceTypeCodeTypeCodeListAgencyIdentifier = 'SPY'
const invoiceTypeCodeTypeCodeListAgencyIdentifierXml = oneOf('SPY')

const invoiceTypeCodePatternXml = token({ pattern: /(REQ|QUO|ORD|ORC|INV|DEV|TES|INF|PRI|DEN|SEI)[0-9]{2}/, examples: ['INF41', 'DEV53', 'ORC65'] })

export interface InvoiceTypeCodeType {
  readonly value: string
  readonly CodeListAgencyIdentifier?: InvoiceTypeCodeTypeCodeListAgencyIdentifier
}

export const invoiceTypeCodeTypeXml: XmlType<InvoiceTypeCodeType> = valued(invoiceTypeCodePatternXml, {
  CodeListAgencyIdentifier: optional(attribute(invoiceTypeCodeTypeCodeListAgencyIdentifierXml)),
})

export type OriginCodeType = 'Original' | 'Copy' | 'Cancel'
const originCodeTypeXml = oneOf('Original', 'Copy', 'Cancel')

const genericStringType1_20Xml = text({ min: 1, max: 20 })

const genericTokenType1_20Xml = token({ min: 1, max: 20 })

export interface InvoiceDetailsTypeDefinitionDetailsDefinitionHeaderText {
  readonly value: string
  readonly DefinitionCode?: string
}

export const invoiceDetailsTypeDefinitionDetailsDefinitionHeaderTextXml: XmlType<InvoiceDetailsTypeDefinitionDetailsDefinitionHeaderText> = valued(genericStringType0_70Xml, {
  DefinitionCode: optional(attribute(genericTokenType1_20Xml)),
})

const quantityType0_70TextXml = text({ max: 70 })

export interface QuantityType0_70 {
  readonly value: string
  readonly QuantityUnitCode?: string
}

export const quantityType0_70Xml: XmlType<QuantityType0_70> = valued(quantityType0_70TextXml, {
  QuantityUnitCode: optional(attribute(genericTokenType0_14Xml)),
})

export interface InvoiceDetailsTypeDefinitionDetails {
  readonly DefinitionHeaderText: InvoiceDetailsTypeDefinitionDetailsDefinitionHeaderText
  readonly DefinitionValue?: QuantityType0_70
}

export const invoiceDetailsTypeDefinitionDetailsXml: XmlType<InvoiceDetailsTypeDefinitionDetails> = sequence({
  DefinitionHeaderText: invoiceDetailsTypeDefinitionDetailsDefinitionHeaderTextXml,
  DefinitionValue: optional(quantityType0_70Xml),
})

const amountAmountCurrencyIdentifierXml = token({ min: 3, max: 3, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]+/, examples: ['ABC'] })

export interface Amount {
  readonly value: string
  readonly AmountCurrencyIdentifier: string
}

export const amountXml: XmlType<Amount> = valued(monetaryAmount, {
  AmountCurrencyIdentifier: attribute(amountAmountCurrencyIdentifierXml),
})

const genericNMtokenType0_4Xml = token({ max: 4, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC'] })

const genericStringType0_10Xml = text({ max: 10 })

export interface VatSpecificationDetailsType {
  readonly VatBaseAmount?: Amount
  readonly VatRatePercent?: string
  readonly VatCode?: string
  readonly VatRateAmount?: Amount
  readonly VatFreeText: readonly string[]
}
export interface VatSpecificationDetailsTypeInput {
  readonly VatBaseAmount?: Amount | undefined
  readonly VatRatePercent?: string | undefined
  readonly VatCode?: string | undefined
  readonly VatRateAmount?: Amount | undefined
  readonly VatFreeText?: Several<string> | undefined
}

export const vatSpecificationDetailsTypeXml: XmlType<VatSpecificationDetailsType, VatSpecificationDetailsTypeInput> = sequence({
  VatBaseAmount: optional(amountXml),
  VatRatePercent: optional(percentage),
  VatCode: optional(genericStringType0_10Xml),
  VatRateAmount: optional(amountXml),
  VatFreeText: many(genericStringType0_70Xml, { max: 3 }),
})

export interface PaymentTermsDetailsTypeCashDiscountVatDetails {
  readonly CashDiscountVatPercent: string
  readonly CashDiscountVatAmount: Amount
}

export const paymentTermsDetailsTypeCashDiscountVatDetailsXml: XmlType<PaymentTermsDetailsTypeCashDiscountVatDetails> = sequence({
  CashDiscountVatPercent: percentage,
  CashDiscountVatAmount: amountXml,
})

export interface PaymentOverDueFineDetailsType {
  readonly PaymentOverDueFineFreeText: readonly string[]
  readonly PaymentOverDueFinePercent?: string
  readonly PaymentOverDueFixedAmount?: Amount
}
export interface PaymentOverDueFineDetailsTypeInput {
  readonly PaymentOverDueFineFreeText?: Several<string> | undefined
  readonly PaymentOverDueFinePercent?: string | undefined
  readonly PaymentOverDueFixedAmount?: Amount | undefined
}

export const paymentOverDueFineDetailsTypeXml: XmlType<PaymentOverDueFineDetailsType, PaymentOverDueFineDetailsTypeInput> = sequence({
  PaymentOverDueFineFreeText: many(genericStringType0_70Xml, { max: 3 }),
  PaymentOverDueFinePercent: optional(percentage),
  PaymentOverDueFixedAmount: optional(amountXml),
})

export interface PaymentTermsDetailsType {
  readonly PaymentTermsFreeText: readonly string[]
  readonly InvoiceDueDate?: string
  readonly CashDiscountDate?: string
  readonly CashDiscountBaseAmount?: Amount
  readonly CashDiscountPercent?: string
  readonly CashDiscountAmount?: Amount
  readonly CashDiscountExcludingVatAmount?: Amount
  readonly CashDiscountVatDetails: readonly PaymentTermsDetailsTypeCashDiscountVatDetails[]
  readonly ReducedInvoiceVatIncludedAmount?: Amount
  readonly PaymentOverDueFineDetails?: PaymentOverDueFineDetailsType
}
export interface PaymentTermsDetailsTypeInput {
  readonly PaymentTermsFreeText?: Several<string> | undefined
  readonly InvoiceDueDate?: string | undefined
  readonly CashDiscountDate?: string | undefined
  readonly CashDiscountBaseAmount?: Amount | undefined
  readonly CashDiscountPercent?: string | undefined
  readonly CashDiscountAmount?: Amount | undefined
  readonly CashDiscountExcludingVatAmount?: Amount | undefined
  readonly CashDiscountVatDetails?: Several<PaymentTermsDetailsTypeCashDiscountVatDetails> | undefined
  readonly ReducedInvoiceVatIncludedAmount?: Amount | undefined
  readonly PaymentOverDueFineDetails?: PaymentOverDueFineDetailsTypeInput | undefined
}

export const paymentTermsDetailsTypeXml: XmlType<PaymentTermsDetailsType, PaymentTermsDetailsTypeInput> = sequence({
  PaymentTermsFreeText: many(genericStringType0_70Xml, { max: 2 }),
  InvoiceDueDate: optional(finvoiceDate),
  CashDiscountDate: optional(finvoiceDate),
  CashDiscountBaseAmount: optional(amountXml),
  CashDiscountPercent: optional(percentage),
  CashDiscountAmount: optional(amountXml),
  CashDiscountExcludingVatAmount: optional(amountXml),
  CashDiscountVatDetails: many(paymentTermsDetailsTypeCashDiscountVatDetailsXml),
  ReducedInvoiceVatIncludedAmount: optional(amountXml),
  PaymentOverDueFineDetails: optional(paymentOverDueFineDetailsTypeXml),
})

const genericStringType1_70Xml = text({ min: 1, max: 70 })

export interface DiscountDetailsType {
  readonly FreeText?: string
  readonly Percent?: string
  readonly Amount?: Amount
}

export const discountDetailsTypeXml: XmlType<DiscountDetailsType> = sequence({
  FreeText: optional(genericStringType1_70Xml),
  Percent: optional(percentage),
  Amount: optional(amountXml),
})

export interface InvoiceDetailsType {
  readonly InvoiceTypeCode: InvoiceTypeCodeType
  readonly InvoiceTypeText: string
  readonly OriginCode: OriginCodeType
  readonly OriginText?: string
  readonly InvoiceNumber: string
  readonly InvoiceDate: string
  readonly OriginalInvoiceNumber?: string
  readonly OriginalInvoiceDate?: string
  readonly InvoicingPeriodStartDate?: string
  readonly InvoicingPeriodEndDate?: string
  readonly SellerReferenceIdentifier?: string
  readonly SellerReferenceIdentifierUrlText?: string
  readonly BuyersSellerIdentifier?: string
  readonly SellersBuyerIdentifier?: string
  readonly OrderIdentifier?: string
  readonly OrderIdentifierUrlText?: string
  readonly OrderDate?: string
  readonly OrdererName?: string
  readonly SalesPersonName?: string
  readonly OrderConfirmationIdentifier?: string
  readonly OrderConfirmationDate?: string
  readonly AgreementIdentifier?: string
  readonly AgreementIdentifierUrlText?: string
  readonly AgreementTypeText?: string
  readonly AgreementTypeCode?: string
  readonly AgreementDate?: string
  readonly NotificationIdentifier?: string
  readonly NotificationDate?: string
  readonly RegistrationNumberIdentifier?: string
  readonly ControllerIdentifier?: string
  readonly ControllerName?: string
  readonly ControlDate?: string
  readonly BuyerReferenceIdentifier?: string
  readonly ProjectReferenceIdentifier?: string
  readonly DefinitionDetails: readonly InvoiceDetailsTypeDefinitionDetails[]
  readonly InvoiceTotalVatExcludedAmount?: Amount
  readonly InvoiceTotalVatAmount?: Amount
  readonly InvoiceTotalVatIncludedAmount: Amount
  readonly InvoiceTotalRoundoffAmount?: Amount
  readonly ExchangeRate?: string
  readonly OtherCurrencyAmountVatExcludedAmount?: Amount
  readonly OtherCurrencyAmountVatIncludedAmount?: Amount
  readonly CreditLimitAmount?: Amount
  readonly CreditInterestPercent?: string
  readonly OperationLimitAmount?: Amount
  readonly MonthlyAmount?: Amount
  readonly ShortProposedAccountIdentifier?: string
  readonly NormalProposedAccountIdentifier?: string
  readonly ProposedAccountText?: string
  readonly AccountDimensionText?: string
  readonly SellerAccountText?: string
  readonly VatSpecificationDetails: readonly VatSpecificationDetailsType[]
  readonly InvoiceFreeText: readonly string[]
  readonly InvoiceVatFreeText?: string
  readonly PaymentTermsDetails: readonly PaymentTermsDetailsType[]
  readonly DiscountDetails: readonly DiscountDetailsType[]
}
export interface InvoiceDetailsTypeInput {
  readonly InvoiceTypeCode: InvoiceTypeCodeType
  readonly InvoiceTypeText: string
  readonly OriginCode: OriginCodeType
  readonly OriginText?: string | undefined
  readonly InvoiceNumber: string
  readonly InvoiceDate: string
  readonly OriginalInvoiceNumber?: string | undefined
  readonly OriginalInvoiceDate?: string | undefined
  readonly InvoicingPeriodStartDate?: string | undefined
  readonly InvoicingPeriodEndDate?: string | undefined
  readonly SellerReferenceIdentifier?: string | undefined
  readonly SellerReferenceIdentifierUrlText?: string | undefined
  readonly BuyersSellerIdentifier?: string | undefined
  readonly SellersBuyerIdentifier?: string | undefined
  readonly OrderIdentifier?: string | undefined
  readonly OrderIdentifierUrlText?: string | undefined
  readonly OrderDate?: string | undefined
  readonly OrdererName?: string | undefined
  readonly SalesPersonName?: string | undefined
  readonly OrderConfirmationIdentifier?: string | undefined
  readonly OrderConfirmationDate?: string | undefined
  readonly AgreementIdentifier?: string | undefined
  readonly AgreementIdentifierUrlText?: string | undefined
  readonly AgreementTypeText?: string | undefined
  readonly AgreementTypeCode?: string | undefined
  readonly AgreementDate?: string | undefined
  readonly NotificationIdentifier?: string | undefined
  readonly NotificationDate?: string | undefined
  readonly RegistrationNumberIdentifier?: string | undefined
  readonly ControllerIdentifier?: string | undefined
  readonly ControllerName?: string | undefined
  readonly ControlDate?: string | undefined
  readonly BuyerReferenceIdentifier?: string | undefined
  readonly ProjectReferenceIdentifier?: string | undefined
  readonly DefinitionDetails?: Several<InvoiceDetailsTypeDefinitionDetails> | undefined
  readonly InvoiceTotalVatExcludedAmount?: Amount | undefined
  readonly InvoiceTotalVatAmount?: Amount | undefined
  readonly InvoiceTotalVatIncludedAmount: Amount
  readonly InvoiceTotalRoundoffAmount?: Amount | undefined
  readonly ExchangeRate?: string | undefined
  readonly OtherCurrencyAmountVatExcludedAmount?: Amount | undefined
  readonly OtherCurrencyAmountVatIncludedAmount?: Amount | undefined
  readonly CreditLimitAmount?: Amount | undefined
  readonly CreditInterestPercent?: string | undefined
  readonly OperationLimitAmount?: Amount | undefined
  readonly MonthlyAmount?: Amount | undefined
  readonly ShortProposedAccountIdentifier?: string | undefined
  readonly NormalProposedAccountIdentifier?: string | undefined
  readonly ProposedAccountText?: string | undefined
  readonly AccountDimensionText?: string | undefined
  readonly SellerAccountText?: string | undefined
  readonly VatSpecificationDetails?: Several<VatSpecificationDetailsTypeInput> | undefined
  readonly InvoiceFreeText?: Several<string> | undefined
  readonly InvoiceVatFreeText?: string | undefined
  readonly PaymentTermsDetails?: Several<PaymentTermsDetailsTypeInput> | undefined
  readonly DiscountDetails?: Several<DiscountDetailsType> | undefined
}

export const invoiceDetailsTypeXml: XmlType<InvoiceDetailsType, InvoiceDetailsTypeInput> = sequence({
  InvoiceTypeCode: invoiceTypeCodeTypeXml,
  InvoiceTypeText: genericStringType1_35Xml,
  OriginCode: originCodeTypeXml,
  OriginText: optional(genericStringType0_35Xml),
  InvoiceNumber: genericStringType1_20Xml,
  InvoiceDate: finvoiceDate,
  OriginalInvoiceNumber: optional(genericStringType1_20Xml),
  OriginalInvoiceDate: optional(finvoiceDate),
  InvoicingPeriodStartDate: optional(finvoiceDate),
  InvoicingPeriodEndDate: optional(finvoiceDate),
  SellerReferenceIdentifier: optional(genericStringType0_35Xml),
  SellerReferenceIdentifierUrlText: optional(genericStringType0_512Xml),
  BuyersSellerIdentifier: optional(genericStringType0_35Xml),
  SellersBuyerIdentifier: optional(genericStringType0_35Xml),
  OrderIdentifier: optional(genericStringType0_35Xml),
  OrderIdentifierUrlText: optional(genericStringType0_512Xml),
  OrderDate: optional(finvoiceDate),
  OrdererName: optional(genericStringType0_35Xml),
  SalesPersonName: optional(genericStringType0_35Xml),
  OrderConfirmationIdentifier: optional(genericStringType0_35Xml),
  OrderConfirmationDate: optional(finvoiceDate),
  AgreementIdentifier: optional(genericStringType0_35Xml),
  AgreementIdentifierUrlText: optional(genericStringType0_512Xml),
  AgreementTypeText: optional(genericStringType0_35Xml),
  AgreementTypeCode: optional(genericStringType0_35Xml),
  AgreementDate: optional(finvoiceDate),
  NotificationIdentifier: optional(genericStringType0_35Xml),
  NotificationDate: optional(finvoiceDate),
  RegistrationNumberIdentifier: optional(genericStringType0_35Xml),
  ControllerIdentifier: optional(genericStringType0_35Xml),
  ControllerName: optional(genericStringType0_35Xml),
  ControlDate: optional(finvoiceDate),
  BuyerReferenceIdentifier: optional(genericStringType0_35Xml),
  ProjectReferenceIdentifier: optional(genericStringType0_35Xml),
  DefinitionDetails: many(invoiceDetailsTypeDefinitionDetailsXml),
  InvoiceTotalVatExcludedAmount: optional(amountXml),
  InvoiceTotalVatAmount: optional(amountXml),
  InvoiceTotalVatIncludedAmount: amountXml,
  InvoiceTotalRoundoffAmount: optional(amountXml),
  ExchangeRate: optional(exchangeRate),
  OtherCurrencyAmountVatExcludedAmount: optional(amountXml),
  OtherCurrencyAmountVatIncludedAmount: optional(amountXml),
  CreditLimitAmount: optional(amountXml),
  CreditInterestPercent: optional(percentage),
  OperationLimitAmount: optional(amountXml),
  MonthlyAmount: optional(amountXml),
  ShortProposedAccountIdentifier: optional(genericNMtokenType0_4Xml),
  NormalProposedAccountIdentifier: optional(genericNMtokenType0_4Xml),
  ProposedAccountText: optional(genericStringType0_35Xml),
  AccountDimensionText: optional(genericStringType0_35Xml),
  SellerAccountText: optional(genericStringType0_35Xml),
  VatSpecificationDetails: many(vatSpecificationDetailsTypeXml),
  InvoiceFreeText: many(genericStringType0_512Xml),
  InvoiceVatFreeText: optional(genericStringType0_70Xml),
  PaymentTermsDetails: many(paymentTermsDetailsTypeXml),
  DiscountDetails: many(discountDetailsTypeXml),
})

export type PaymentStatusCodeType = 'PAID' | 'NOTPAID' | 'PARTLYPAID'
const paymentStatusCodeTypeXml = oneOf('PAID', 'NOTPAID', 'PARTLYPAID')

export interface PaymentStatusDetailsType {
  readonly PaymentStatusCode?: PaymentStatusCodeType
  readonly PaymentMethodText?: string
}

export const paymentStatusDetailsTypeXml: XmlType<PaymentStatusDetailsType> = sequence({
  PaymentStatusCode: optional(paymentStatusCodeTypeXml),
  PaymentMethodText: optional(genericStringType0_35Xml),
})

export interface PartialPaymentDetailsType {
  readonly PaidAmount: Amount
  readonly PaidVatExcludedAmount?: Amount
  readonly UnPaidAmount: Amount
  readonly UnPaidVatExcludedAmount?: Amount
  readonly InterestPercent?: string
  readonly ProsessingCostsAmount?: Amount
  readonly PartialPaymentVatIncludedAmount: readonly Amount[]
  readonly PartialPaymentVatExcludedAmount: readonly Amount[]
  readonly PartialPaymentDueDate: readonly string[]
  readonly PartialPaymentReferenceIdentifier: readonly string[]
}
export interface PartialPaymentDetailsTypeInput {
  readonly PaidAmount: Amount
  readonly PaidVatExcludedAmount?: Amount | undefined
  readonly UnPaidAmount: Amount
  readonly UnPaidVatExcludedAmount?: Amount | undefined
  readonly InterestPercent?: string | undefined
  readonly ProsessingCostsAmount?: Amount | undefined
  readonly PartialPaymentVatIncludedAmount: Several<Amount>
  readonly PartialPaymentVatExcludedAmount: Several<Amount>
  readonly PartialPaymentDueDate: Several<string>
  readonly PartialPaymentReferenceIdentifier: Several<string>
}

export const partialPaymentDetailsTypeXml: XmlType<PartialPaymentDetailsType, PartialPaymentDetailsTypeInput> = sequence({
  PaidAmount: amountXml,
  PaidVatExcludedAmount: optional(amountXml),
  UnPaidAmount: amountXml,
  UnPaidVatExcludedAmount: optional(amountXml),
  InterestPercent: optional(percentage),
  ProsessingCostsAmount: optional(amountXml),
  PartialPaymentVatIncludedAmount: atLeastOnce(amountXml),
  PartialPaymentVatExcludedAmount: atLeastOnce(amountXml),
  PartialPaymentDueDate: atLeastOnce(finvoiceDate),
  PartialPaymentReferenceIdentifier: atLeastOnce(genericStringType2_35Xml),
})

export interface FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetails {
  readonly FactoringPartyStreetName: readonly string[]
  readonly FactoringPartyTownName: string
  readonly FactoringPartyPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly FactoringPartyPostOfficeBoxIdentifier?: string
}
export interface FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetailsInput {
  readonly FactoringPartyStreetName: Several<string>
  readonly FactoringPartyTownName: string
  readonly FactoringPartyPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly FactoringPartyPostOfficeBoxIdentifier?: string | undefined
}

export const factoringAgreementDetailsTypeFactoringPartyPostalAddressDetailsXml: XmlType<FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetails, FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetailsInput> = sequence({
  FactoringPartyStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  FactoringPartyTownName: genericStringType2_35Xml,
  FactoringPartyPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  FactoringPartyPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
})

export interface FactoringAgreementDetailsType {
  readonly FactoringAgreementIdentifier: string
  readonly TransmissionListIdentifier?: string
  readonly EndorsementClauseCode?: string
  readonly FactoringTypeCode?: string
  readonly FactoringFreeText: readonly string[]
  readonly FactoringPartyIdentifier?: string
  readonly FactoringPartyName?: string
  readonly FactoringPartyPostalAddressDetails?: FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetails
}
export interface FactoringAgreementDetailsTypeInput {
  readonly FactoringAgreementIdentifier: string
  readonly TransmissionListIdentifier?: string | undefined
  readonly EndorsementClauseCode?: string | undefined
  readonly FactoringTypeCode?: string | undefined
  readonly FactoringFreeText?: Several<string> | undefined
  readonly FactoringPartyIdentifier?: string | undefined
  readonly FactoringPartyName?: string | undefined
  readonly FactoringPartyPostalAddressDetails?: FactoringAgreementDetailsTypeFactoringPartyPostalAddressDetailsInput | undefined
}

export const factoringAgreementDetailsTypeXml: XmlType<FactoringAgreementDetailsType, FactoringAgreementDetailsTypeInput> = sequence({
  FactoringAgreementIdentifier: genericStringType0_35Xml,
  TransmissionListIdentifier: optional(genericStringType0_35Xml),
  EndorsementClauseCode: optional(genericStringType0_35Xml),
  FactoringTypeCode: optional(genericStringType0_35Xml),
  FactoringFreeText: many(genericStringType0_70Xml),
  FactoringPartyIdentifier: optional(genericStringType0_35Xml),
  FactoringPartyName: optional(genericStringType0_35Xml),
  FactoringPartyPostalAddressDetails: optional(factoringAgreementDetailsTypeFactoringPartyPostalAddressDetailsXml),
})

const genericStringType0_100Xml = text({ max: 100 })

export interface InvoiceRowTypeRowDefinitionDetailsRowDefinitionHeaderText {
  readonly value: string
  readonly DefinitionCode?: string
}

export const invoiceRowTypeRowDefinitionDetailsRowDefinitionHeaderTextXml: XmlType<InvoiceRowTypeRowDefinitionDetailsRowDefinitionHeaderText> = valued(genericStringType0_70Xml, {
  DefinitionCode: optional(attribute(genericTokenType1_20Xml)),
})

export interface InvoiceRowTypeRowDefinitionDetails {
  readonly RowDefinitionHeaderText: InvoiceRowTypeRowDefinitionDetailsRowDefinitionHeaderText
  readonly RowDefinitionValue?: QuantityType0_70
}

export const invoiceRowTypeRowDefinitionDetailsXml: XmlType<InvoiceRowTypeRowDefinitionDetails> = sequence({
  RowDefinitionHeaderText: invoiceRowTypeRowDefinitionDetailsRowDefinitionHeaderTextXml,
  RowDefinitionValue: optional(quantityType0_70Xml),
})

const genericStringType0_14Xml = text({ max: 14 })

export interface UnitAmount {
  readonly value: string
  readonly AmountCurrencyIdentifier: string
  readonly UnitPriceUnitCode?: string
}

export const unitAmountXml: XmlType<UnitAmount> = valued(unitAmount, {
  AmountCurrencyIdentifier: attribute(amountAmountCurrencyIdentifierXml),
  UnitPriceUnitCode: optional(attribute(genericStringType0_14Xml)),
})

const genericNMtokenType0_14Xml = token({ max: 14, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC', 'A1234567'] })

export interface InvoiceRowTypeRowOverDuePaymentDetails {
  readonly RowOriginalInvoiceIdentifier?: string
  readonly RowOriginalInvoiceDate?: string
  readonly RowOriginalDueDate?: string
  readonly RowOriginalInvoiceTotalAmount?: Amount
  readonly RowOriginalEpiRemittanceInfoIdentifier?: string
  readonly RowPaidVatExcludedAmount?: Amount
  readonly RowPaidVatIncludedAmount?: Amount
  readonly RowPaidDate?: string
  readonly RowUnPaidVatExcludedAmount?: Amount
  readonly RowUnPaidVatIncludedAmount?: Amount
  readonly RowCollectionDate?: string
  readonly RowCollectionQuantity?: QuantityType0_14
  readonly RowCollectionChargeAmount?: Amount
  readonly RowInterestRate?: string
  readonly RowInterestStartDate?: string
  readonly RowInterestEndDate?: string
  readonly RowInterestPeriodText?: string
  readonly RowInterestDateNumber?: string
  readonly RowInterestChargeAmount?: Amount
  readonly RowInterestChargeVatAmount?: Amount
}

export const invoiceRowTypeRowOverDuePaymentDetailsXml: XmlType<InvoiceRowTypeRowOverDuePaymentDetails> = sequence({
  RowOriginalInvoiceIdentifier: optional(genericStringType0_35Xml),
  RowOriginalInvoiceDate: optional(finvoiceDate),
  RowOriginalDueDate: optional(finvoiceDate),
  RowOriginalInvoiceTotalAmount: optional(amountXml),
  RowOriginalEpiRemittanceInfoIdentifier: optional(genericStringType0_35Xml),
  RowPaidVatExcludedAmount: optional(amountXml),
  RowPaidVatIncludedAmount: optional(amountXml),
  RowPaidDate: optional(finvoiceDate),
  RowUnPaidVatExcludedAmount: optional(amountXml),
  RowUnPaidVatIncludedAmount: optional(amountXml),
  RowCollectionDate: optional(finvoiceDate),
  RowCollectionQuantity: optional(quantityType0_14Xml),
  RowCollectionChargeAmount: optional(amountXml),
  RowInterestRate: optional(percentage),
  RowInterestStartDate: optional(finvoiceDate),
  RowInterestEndDate: optional(finvoiceDate),
  RowInterestPeriodText: optional(genericStringType0_35Xml),
  RowInterestDateNumber: optional(genericNMtokenType0_14Xml),
  RowInterestChargeAmount: optional(amountXml),
  RowInterestChargeVatAmount: optional(amountXml),
})

export interface InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetails {
  readonly RowAnyPartyStreetName: readonly string[]
  readonly RowAnyPartyTownName: string
  readonly RowAnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly RowAnyPartyPostOfficeBoxIdentifier?: string
}
export interface InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetailsInput {
  readonly RowAnyPartyStreetName: Several<string>
  readonly RowAnyPartyTownName: string
  readonly RowAnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly RowAnyPartyPostOfficeBoxIdentifier?: string | undefined
}

export const invoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetailsXml: XmlType<InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetails, InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetailsInput> = sequence({
  RowAnyPartyStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  RowAnyPartyTownName: genericStringType2_35Xml,
  RowAnyPartyPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  RowAnyPartyPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
})

export interface InvoiceRowTypeRowAnyPartyDetails {
  readonly RowAnyPartyText: Anypartytexttype0_35
  readonly RowAnyPartyIdentifier?: string
  readonly RowAnyPartyOrganisationName: readonly string[]
  readonly RowAnyPartyOrganisationDepartment: readonly string[]
  readonly RowAnyPartyOrganisationTaxCode?: string
  readonly RowAnyPartyPostalAddressDetails?: InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetails
  readonly RowAnyPartyOrganisationUnitNumber?: string
  readonly RowAnyPartySiteCode?: string
}
export interface InvoiceRowTypeRowAnyPartyDetailsInput {
  readonly RowAnyPartyText: Anypartytexttype0_35
  readonly RowAnyPartyIdentifier?: string | undefined
  readonly RowAnyPartyOrganisationName: Several<string>
  readonly RowAnyPartyOrganisationDepartment?: Several<string> | undefined
  readonly RowAnyPartyOrganisationTaxCode?: string | undefined
  readonly RowAnyPartyPostalAddressDetails?: InvoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetailsInput | undefined
  readonly RowAnyPartyOrganisationUnitNumber?: string | undefined
  readonly RowAnyPartySiteCode?: string | undefined
}

export const invoiceRowTypeRowAnyPartyDetailsXml: XmlType<InvoiceRowTypeRowAnyPartyDetails, InvoiceRowTypeRowAnyPartyDetailsInput> = sequence({
  RowAnyPartyText: anypartytexttype0_35Xml,
  RowAnyPartyIdentifier: optional(genericStringType0_35Xml),
  RowAnyPartyOrganisationName: atLeastOnce(genericStringType2_35Xml, { max: 2 }),
  RowAnyPartyOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  RowAnyPartyOrganisationTaxCode: optional(genericStringType0_35Xml),
  RowAnyPartyPostalAddressDetails: optional(invoiceRowTypeRowAnyPartyDetailsRowAnyPartyPostalAddressDetailsXml),
  RowAnyPartyOrganisationUnitNumber: optional(genericStringType0_35Xml),
  RowAnyPartySiteCode: optional(genericStringType0_35Xml),
})

const genericStringType1_8Xml = text({ min: 1, max: 8 })

export interface CustomsInfoType {
  readonly CNCode?: string
  readonly CNName?: string
  readonly CNOriginCountryCode?: string
  readonly CNOriginCountryName?: string
}

export const customsInfoTypeXml: XmlType<CustomsInfoType> = sequence({
  CNCode: optional(genericStringType1_8Xml),
  CNName: optional(genericStringType1_35Xml),
  CNOriginCountryCode: optional(countryCodeTypeXml),
  CNOriginCountryName: optional(genericStringType1_35Xml),
})

export interface RowDeliveryDetailsTypeRowPackageDetails {
  readonly RowPackageLength?: QuantityType0_14
  readonly RowPackageWidth?: QuantityType0_14
  readonly RowPackageHeight?: QuantityType0_14
  readonly RowPackageWeight?: QuantityType0_14
  readonly RowPackageNetWeight?: QuantityType0_14
  readonly RowPackageVolume?: QuantityType0_14
  readonly RowTransportCarriageQuantity?: QuantityType0_14
}

export const rowDeliveryDetailsTypeRowPackageDetailsXml: XmlType<RowDeliveryDetailsTypeRowPackageDetails> = sequence({
  RowPackageLength: optional(quantityType0_14Xml),
  RowPackageWidth: optional(quantityType0_14Xml),
  RowPackageHeight: optional(quantityType0_14Xml),
  RowPackageWeight: optional(quantityType0_14Xml),
  RowPackageNetWeight: optional(quantityType0_14Xml),
  RowPackageVolume: optional(quantityType0_14Xml),
  RowTransportCarriageQuantity: optional(quantityType0_14Xml),
})

export interface RowDeliveryDetailsType {
  readonly RowTerminalAddressText?: string
  readonly RowWaybillIdentifier?: string
  readonly RowWaybillTypeCode?: string
  readonly RowClearanceIdentifier?: string
  readonly RowDeliveryNoteIdentifier?: string
  readonly RowDelivererIdentifier?: string
  readonly RowDelivererName: readonly string[]
  readonly RowDelivererCountryCode?: string
  readonly RowDelivererCountryName?: string
  readonly RowModeOfTransportIdentifier?: string
  readonly RowCarrierName?: string
  readonly RowVesselName?: string
  readonly RowLocationIdentifier?: string
  readonly RowTransportInformationDate?: string
  readonly RowCountryOfOrigin?: string
  readonly RowCountryOfDestinationName?: string
  readonly RowDestinationCountryCode?: string
  readonly RowPlaceOfDischarge?: string
  readonly RowFinalDestinationName: readonly string[]
  readonly RowCustomsInfo?: CustomsInfoType
  readonly RowManufacturerArticleIdentifier?: string
  readonly RowManufacturerIdentifier?: string
  readonly RowManufacturerName: readonly string[]
  readonly RowManufacturerCountryCode?: string
  readonly RowManufacturerCountryName?: string
  readonly RowManufacturerOrderIdentifier?: string
  readonly RowPackageDetails?: RowDeliveryDetailsTypeRowPackageDetails
}
export interface RowDeliveryDetailsTypeInput {
  readonly RowTerminalAddressText?: string | undefined
  readonly RowWaybillIdentifier?: string | undefined
  readonly RowWaybillTypeCode?: string | undefined
  readonly RowClearanceIdentifier?: string | undefined
  readonly RowDeliveryNoteIdentifier?: string | undefined
  readonly RowDelivererIdentifier?: string | undefined
  readonly RowDelivererName?: Several<string> | undefined
  readonly RowDelivererCountryCode?: string | undefined
  readonly RowDelivererCountryName?: string | undefined
  readonly RowModeOfTransportIdentifier?: string | undefined
  readonly RowCarrierName?: string | undefined
  readonly RowVesselName?: string | undefined
  readonly RowLocationIdentifier?: string | undefined
  readonly RowTransportInformationDate?: string | undefined
  readonly RowCountryOfOrigin?: string | undefined
  readonly RowCountryOfDestinationName?: string | undefined
  readonly RowDestinationCountryCode?: string | undefined
  readonly RowPlaceOfDischarge?: string | undefined
  readonly RowFinalDestinationName?: Several<string> | undefined
  readonly RowCustomsInfo?: CustomsInfoType | undefined
  readonly RowManufacturerArticleIdentifier?: string | undefined
  readonly RowManufacturerIdentifier?: string | undefined
  readonly RowManufacturerName?: Several<string> | undefined
  readonly RowManufacturerCountryCode?: string | undefined
  readonly RowManufacturerCountryName?: string | undefined
  readonly RowManufacturerOrderIdentifier?: string | undefined
  readonly RowPackageDetails?: RowDeliveryDetailsTypeRowPackageDetails | undefined
}

export const rowDeliveryDetailsTypeXml: XmlType<RowDeliveryDetailsType, RowDeliveryDetailsTypeInput> = sequence({
  RowTerminalAddressText: optional(genericStringType0_70Xml),
  RowWaybillIdentifier: optional(genericStringType0_35Xml),
  RowWaybillTypeCode: optional(genericStringType0_35Xml),
  RowClearanceIdentifier: optional(genericStringType0_35Xml),
  RowDeliveryNoteIdentifier: optional(genericStringType0_35Xml),
  RowDelivererIdentifier: optional(genericStringType0_35Xml),
  RowDelivererName: many(genericStringType0_35Xml, { max: 3 }),
  RowDelivererCountryCode: optional(countryCodeTypeXml),
  RowDelivererCountryName: optional(genericStringType0_35Xml),
  RowModeOfTransportIdentifier: optional(genericStringType0_35Xml),
  RowCarrierName: optional(genericStringType0_35Xml),
  RowVesselName: optional(genericStringType0_35Xml),
  RowLocationIdentifier: optional(genericStringType0_35Xml),
  RowTransportInformationDate: optional(finvoiceDate),
  RowCountryOfOrigin: optional(genericStringType0_35Xml),
  RowCountryOfDestinationName: optional(genericStringType0_35Xml),
  RowDestinationCountryCode: optional(countryCodeTypeXml),
  RowPlaceOfDischarge: optional(genericStringType0_35Xml),
  RowFinalDestinationName: many(genericStringType0_35Xml, { max: 3 }),
  RowCustomsInfo: optional(customsInfoTypeXml),
  RowManufacturerArticleIdentifier: optional(genericStringType0_35Xml),
  RowManufacturerIdentifier: optional(genericStringType0_35Xml),
  RowManufacturerName: many(genericStringType0_35Xml, { max: 3 }),
  RowManufacturerCountryCode: optional(countryCodeTypeXml),
  RowManufacturerCountryName: optional(genericStringType0_35Xml),
  RowManufacturerOrderIdentifier: optional(genericStringType0_35Xml),
  RowPackageDetails: optional(rowDeliveryDetailsTypeRowPackageDetailsXml),
})

export interface InvoiceRowTypeRowProgressiveDiscountDetails {
  readonly RowDiscountPercent?: string
  readonly RowDiscountAmount?: Amount
  readonly RowDiscountTypeCode?: string
  readonly RowDiscountTypeText?: string
}

export const invoiceRowTypeRowProgressiveDiscountDetailsXml: XmlType<InvoiceRowTypeRowProgressiveDiscountDetails> = sequence({
  RowDiscountPercent: optional(percentage),
  RowDiscountAmount: optional(amountXml),
  RowDiscountTypeCode: optional(genericStringType0_35Xml),
  RowDiscountTypeText: optional(genericStringType0_35Xml),
})

export interface TransactionDetailsType {
  readonly OtherCurrencyAmount?: Amount
  readonly ExchangeRate?: string
  readonly ExchangeDate?: string
}

export const transactionDetailsTypeXml: XmlType<TransactionDetailsType> = sequence({
  OtherCurrencyAmount: optional(amountXml),
  ExchangeRate: optional(exchangeRate),
  ExchangeDate: optional(finvoiceDate),
})

export interface SubInvoiceRowTypeSubRowDefinitionDetailsSubRowDefinitionHeaderText {
  readonly value: string
  readonly DefinitionCode?: string
}

export const subInvoiceRowTypeSubRowDefinitionDetailsSubRowDefinitionHeaderTextXml: XmlType<SubInvoiceRowTypeSubRowDefinitionDetailsSubRowDefinitionHeaderText> = valued(genericStringType0_70Xml, {
  DefinitionCode: optional(attribute(genericTokenType1_20Xml)),
})

export interface SubInvoiceRowTypeSubRowDefinitionDetails {
  readonly SubRowDefinitionHeaderText: SubInvoiceRowTypeSubRowDefinitionDetailsSubRowDefinitionHeaderText
  readonly SubRowDefinitionValue?: QuantityType0_70
}

export const subInvoiceRowTypeSubRowDefinitionDetailsXml: XmlType<SubInvoiceRowTypeSubRowDefinitionDetails> = sequence({
  SubRowDefinitionHeaderText: subInvoiceRowTypeSubRowDefinitionDetailsSubRowDefinitionHeaderTextXml,
  SubRowDefinitionValue: optional(quantityType0_70Xml),
})

export interface SubInvoiceRowTypeSubRowOverDuePaymentDetails {
  readonly SubRowOriginalInvoiceIdentifier?: string
  readonly SubRowOriginalInvoiceDate?: string
  readonly SubRowOriginalDueDate?: string
  readonly SubRowOriginalInvoiceTotalAmount?: Amount
  readonly SubRowOriginalEpiRemittanceInfoIdentifier?: string
  readonly SubRowPaidVatExcludedAmount?: Amount
  readonly SubRowPaidVatIncludedAmount?: Amount
  readonly SubRowPaidDate?: string
  readonly SubRowUnPaidVatExcludedAmount?: Amount
  readonly SubRowUnPaidVatIncludedAmount?: Amount
  readonly SubRowCollectionDate?: string
  readonly SubRowCollectionQuantity?: QuantityType0_14
  readonly SubRowCollectionChargeAmount?: Amount
  readonly SubRowInterestRate?: string
  readonly SubRowInterestStartDate?: string
  readonly SubRowInterestEndDate?: string
  readonly SubRowInterestPeriodText?: string
  readonly SubRowInterestDateNumber?: string
  readonly SubRowInterestChargeAmount?: Amount
  readonly SubRowInterestChargeVatAmount?: Amount
}

export const subInvoiceRowTypeSubRowOverDuePaymentDetailsXml: XmlType<SubInvoiceRowTypeSubRowOverDuePaymentDetails> = sequence({
  SubRowOriginalInvoiceIdentifier: optional(genericStringType0_35Xml),
  SubRowOriginalInvoiceDate: optional(finvoiceDate),
  SubRowOriginalDueDate: optional(finvoiceDate),
  SubRowOriginalInvoiceTotalAmount: optional(amountXml),
  SubRowOriginalEpiRemittanceInfoIdentifier: optional(genericStringType0_35Xml),
  SubRowPaidVatExcludedAmount: optional(amountXml),
  SubRowPaidVatIncludedAmount: optional(amountXml),
  SubRowPaidDate: optional(finvoiceDate),
  SubRowUnPaidVatExcludedAmount: optional(amountXml),
  SubRowUnPaidVatIncludedAmount: optional(amountXml),
  SubRowCollectionDate: optional(finvoiceDate),
  SubRowCollectionQuantity: optional(quantityType0_14Xml),
  SubRowCollectionChargeAmount: optional(amountXml),
  SubRowInterestRate: optional(percentage),
  SubRowInterestStartDate: optional(finvoiceDate),
  SubRowInterestEndDate: optional(finvoiceDate),
  SubRowInterestPeriodText: optional(genericStringType0_35Xml),
  SubRowInterestDateNumber: optional(genericNMtokenType0_14Xml),
  SubRowInterestChargeAmount: optional(amountXml),
  SubRowInterestChargeVatAmount: optional(amountXml),
})

export interface SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetails {
  readonly SubRowAnyPartyStreetName: readonly string[]
  readonly SubRowAnyPartyTownName: string
  readonly SubRowAnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string
  readonly CountryName?: string
  readonly SubRowAnyPartyPostOfficeBoxIdentifier?: string
}
export interface SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetailsInput {
  readonly SubRowAnyPartyStreetName: Several<string>
  readonly SubRowAnyPartyTownName: string
  readonly SubRowAnyPartyPostCodeIdentifier: string
  readonly CountryCode?: string | undefined
  readonly CountryName?: string | undefined
  readonly SubRowAnyPartyPostOfficeBoxIdentifier?: string | undefined
}

export const subInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetailsXml: XmlType<SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetails, SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetailsInput> = sequence({
  SubRowAnyPartyStreetName: atLeastOnce(genericStringType2_35Xml, { max: 3 }),
  SubRowAnyPartyTownName: genericStringType2_35Xml,
  SubRowAnyPartyPostCodeIdentifier: genericStringType2_35Xml,
  CountryCode: optional(countryCodeTypeXml),
  CountryName: optional(genericStringType0_35Xml),
  SubRowAnyPartyPostOfficeBoxIdentifier: optional(genericStringType0_35Xml),
})

export interface SubInvoiceRowTypeSubRowAnyPartyDetails {
  readonly SubRowAnyPartyText: Anypartytexttype0_35
  readonly SubRowAnyPartyIdentifier?: string
  readonly SubRowAnyPartyOrganisationName: readonly string[]
  readonly SubRowAnyPartyOrganisationDepartment: readonly string[]
  readonly SubRowAnyPartyOrganisationTaxCode?: string
  readonly SubRowAnyPartyPostalAddressDetails?: SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetails
  readonly SubRowAnyPartyOrganisationUnitNumber?: string
  readonly SubRowAnyPartySiteCode?: string
}
export interface SubInvoiceRowTypeSubRowAnyPartyDetailsInput {
  readonly SubRowAnyPartyText: Anypartytexttype0_35
  readonly SubRowAnyPartyIdentifier?: string | undefined
  readonly SubRowAnyPartyOrganisationName: Several<string>
  readonly SubRowAnyPartyOrganisationDepartment?: Several<string> | undefined
  readonly SubRowAnyPartyOrganisationTaxCode?: string | undefined
  readonly SubRowAnyPartyPostalAddressDetails?: SubInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetailsInput | undefined
  readonly SubRowAnyPartyOrganisationUnitNumber?: string | undefined
  readonly SubRowAnyPartySiteCode?: string | undefined
}

export const subInvoiceRowTypeSubRowAnyPartyDetailsXml: XmlType<SubInvoiceRowTypeSubRowAnyPartyDetails, SubInvoiceRowTypeSubRowAnyPartyDetailsInput> = sequence({
  SubRowAnyPartyText: anypartytexttype0_35Xml,
  SubRowAnyPartyIdentifier: optional(genericStringType0_35Xml),
  SubRowAnyPartyOrganisationName: atLeastOnce(genericStringType2_35Xml, { max: 2 }),
  SubRowAnyPartyOrganisationDepartment: many(genericStringType0_35Xml, { max: 2 }),
  SubRowAnyPartyOrganisationTaxCode: optional(genericStringType0_35Xml),
  SubRowAnyPartyPostalAddressDetails: optional(subInvoiceRowTypeSubRowAnyPartyDetailsSubRowAnyPartyPostalAddressDetailsXml),
  SubRowAnyPartyOrganisationUnitNumber: optional(genericStringType0_35Xml),
  SubRowAnyPartySiteCode: optional(genericStringType0_35Xml),
})

export interface SubRowDeliveryDetailsTypeSubRowPackageDetails {
  readonly SubRowPackageLength?: QuantityType0_14
  readonly SubRowPackageWidth?: QuantityType0_14
  readonly SubRowPackageHeight?: QuantityType0_14
  readonly SubRowPackageWeight?: QuantityType0_14
  readonly SubRowPackageNetWeight?: QuantityType0_14
  readonly SubRowPackageVolume?: QuantityType0_14
  readonly SubRowTransportCarriageQuantity?: QuantityType0_14
}

export const subRowDeliveryDetailsTypeSubRowPackageDetailsXml: XmlType<SubRowDeliveryDetailsTypeSubRowPackageDetails> = sequence({
  SubRowPackageLength: optional(quantityType0_14Xml),
  SubRowPackageWidth: optional(quantityType0_14Xml),
  SubRowPackageHeight: optional(quantityType0_14Xml),
  SubRowPackageWeight: optional(quantityType0_14Xml),
  SubRowPackageNetWeight: optional(quantityType0_14Xml),
  SubRowPackageVolume: optional(quantityType0_14Xml),
  SubRowTransportCarriageQuantity: optional(quantityType0_14Xml),
})

export interface SubRowDeliveryDetailsType {
  readonly SubRowTerminalAddressText?: string
  readonly SubRowWaybillIdentifier?: string
  readonly SubRowWaybillTypeCode?: string
  readonly SubRowClearanceIdentifier?: string
  readonly SubRowDeliveryNoteIdentifier?: string
  readonly SubRowDelivererIdentifier?: string
  readonly SubRowDelivererName: readonly string[]
  readonly SubRowDelivererCountryCode?: string
  readonly SubRowDelivererCountryName?: string
  readonly SubRowPlaceOfDischarge?: string
  readonly SubRowFinalDestinationName: readonly string[]
  readonly SubRowCustomsInfo?: CustomsInfoType
  readonly SubRowManufacturerArticleIdentifier?: string
  readonly SubRowManufacturerIdentifier?: string
  readonly SubRowManufacturerName: readonly string[]
  readonly SubRowManufacturerCountryCode?: string
  readonly SubRowManufacturerCountryName?: string
  readonly SubRowManufacturerOrderIdentifier?: string
  readonly SubRowPackageDetails?: SubRowDeliveryDetailsTypeSubRowPackageDetails
}
export interface SubRowDeliveryDetailsTypeInput {
  readonly SubRowTerminalAddressText?: string | undefined
  readonly SubRowWaybillIdentifier?: string | undefined
  readonly SubRowWaybillTypeCode?: string | undefined
  readonly SubRowClearanceIdentifier?: string | undefined
  readonly SubRowDeliveryNoteIdentifier?: string | undefined
  readonly SubRowDelivererIdentifier?: string | undefined
  readonly SubRowDelivererName?: Several<string> | undefined
  readonly SubRowDelivererCountryCode?: string | undefined
  readonly SubRowDelivererCountryName?: string | undefined
  readonly SubRowPlaceOfDischarge?: string | undefined
  readonly SubRowFinalDestinationName?: Several<string> | undefined
  readonly SubRowCustomsInfo?: CustomsInfoType | undefined
  readonly SubRowManufacturerArticleIdentifier?: string | undefined
  readonly SubRowManufacturerIdentifier?: string | undefined
  readonly SubRowManufacturerName?: Several<string> | undefined
  readonly SubRowManufacturerCountryCode?: string | undefined
  readonly SubRowManufacturerCountryName?: string | undefined
  readonly SubRowManufacturerOrderIdentifier?: string | undefined
  readonly SubRowPackageDetails?: SubRowDeliveryDetailsTypeSubRowPackageDetails | undefined
}

export const subRowDeliveryDetailsTypeXml: XmlType<SubRowDeliveryDetailsType, SubRowDeliveryDetailsTypeInput> = sequence({
  SubRowTerminalAddressText: optional(genericStringType0_70Xml),
  SubRowWaybillIdentifier: optional(genericStringType0_35Xml),
  SubRowWaybillTypeCode: optional(genericNMtokenType0_35Xml),
  SubRowClearanceIdentifier: optional(genericStringType0_35Xml),
  SubRowDeliveryNoteIdentifier: optional(genericStringType0_35Xml),
  SubRowDelivererIdentifier: optional(genericStringType0_35Xml),
  SubRowDelivererName: many(genericStringType0_35Xml, { max: 3 }),
  SubRowDelivererCountryCode: optional(countryCodeTypeXml),
  SubRowDelivererCountryName: optional(genericStringType0_35Xml),
  SubRowPlaceOfDischarge: optional(genericStringType0_35Xml),
  SubRowFinalDestinationName: many(genericStringType0_35Xml, { max: 3 }),
  SubRowCustomsInfo: optional(customsInfoTypeXml),
  SubRowManufacturerArticleIdentifier: optional(genericStringType0_35Xml),
  SubRowManufacturerIdentifier: optional(genericStringType0_35Xml),
  SubRowManufacturerName: many(genericStringType0_35Xml, { max: 3 }),
  SubRowManufacturerCountryCode: optional(countryCodeTypeXml),
  SubRowManufacturerCountryName: optional(genericStringType0_35Xml),
  SubRowManufacturerOrderIdentifier: optional(genericStringType0_35Xml),
  SubRowPackageDetails: optional(subRowDeliveryDetailsTypeSubRowPackageDetailsXml),
})

export interface SubInvoiceRowTypeSubRowProgressiveDiscountDetails {
  readonly SubRowDiscountPercent?: string
  readonly SubRowDiscountAmount?: Amount
  readonly SubRowDiscountTypeCode?: string
  readonly SubRowDiscountTypeText?: string
}

export const subInvoiceRowTypeSubRowProgressiveDiscountDetailsXml: XmlType<SubInvoiceRowTypeSubRowProgressiveDiscountDetails> = sequence({
  SubRowDiscountPercent: optional(percentage),
  SubRowDiscountAmount: optional(amountXml),
  SubRowDiscountTypeCode: optional(genericStringType0_35Xml),
  SubRowDiscountTypeText: optional(genericStringType0_35Xml),
})

export interface SubInvoiceRowType {
  readonly SubIdentifier?: string
  readonly SubRowPositionIdentifier?: string
  readonly SubArticleIdentifier?: string
  readonly SubArticleGroupIdentifier?: string
  readonly SubArticleName?: string
  readonly SubArticleInfoUrlText?: string
  readonly SubBuyerArticleIdentifier?: string
  readonly SubEanCode?: string
  readonly SubRowRegistrationNumberIdentifier?: string
  readonly SubSerialNumberIdentifier?: string
  readonly SubRowActionCode?: string
  readonly SubRowDefinitionDetails: readonly SubInvoiceRowTypeSubRowDefinitionDetails[]
  readonly SubOfferedQuantity: readonly QuantityType0_14[]
  readonly SubDeliveredQuantity: readonly QuantityType0_14[]
  readonly SubOrderedQuantity?: QuantityType0_14
  readonly SubConfirmedQuantity?: QuantityType0_14
  readonly SubPostDeliveredQuantity?: QuantityType0_14
  readonly SubInvoicedQuantity: readonly QuantityType0_14[]
  readonly SubCreditRequestedQuantity?: QuantityType0_14
  readonly SubReturnedQuantity?: QuantityType0_14
  readonly SubStartDate?: string
  readonly SubEndDate?: string
  readonly SubUnitPriceAmount?: UnitAmount
  readonly SubUnitPriceVatIncludedAmount?: UnitAmount
  readonly SubUnitPriceBaseQuantity?: QuantityType0_14
  readonly SubRowIdentifier?: string
  readonly SubRowIdentifierUrlText?: string
  readonly SubRowIdentifierDate?: string
  readonly SubRowOrdererName?: string
  readonly SubRowSalesPersonName?: string
  readonly SubRowOrderConfirmationIdentifier?: string
  readonly SubRowOrderConfirmationDate?: string
  readonly SubOriginalInvoiceNumber?: string
  readonly SubRowDeliveryIdentifier?: string
  readonly SubRowDeliveryIdentifierUrlText?: string
  readonly SubRowDeliveryDate?: string
  readonly SubRowQuotationIdentifier?: string
  readonly SubRowQuotationIdentifierUrlText?: string
  readonly SubRowAgreementIdentifier?: string
  readonly SubRowAgreementIdentifierUrlText?: string
  readonly SubRowRequestOfQuotationIdentifier?: string
  readonly SubRowRequestOfQuotationIdentifierUrlText?: string
  readonly SubRowPriceListIdentifier?: string
  readonly SubRowPriceListIdentifierUrlText?: string
  readonly SubRowProjectReferenceIdentifier?: string
  readonly SubRowOverDuePaymentDetails?: SubInvoiceRowTypeSubRowOverDuePaymentDetails
  readonly SubRowAnyPartyDetails: readonly SubInvoiceRowTypeSubRowAnyPartyDetails[]
  readonly SubRowDeliveryDetails?: SubRowDeliveryDetailsType
  readonly SubRowShortProposedAccountIdentifier?: string
  readonly SubRowNormalProposedAccountIdentifier?: string
  readonly SubRowProposedAccountText?: string
  readonly SubRowAccountDimensionText?: string
  readonly SubRowSellerAccountText?: string
  readonly SubRowFreeText: readonly string[]
  readonly SubRowUsedQuantity?: QuantityType0_14
  readonly SubRowPreviousMeterReadingDate?: string
  readonly SubRowLatestMeterReadingDate?: string
  readonly SubRowCalculatedQuantity?: QuantityType0_14
  readonly SubRowAveragePriceAmount?: Amount
  readonly SubRowDiscountPercent?: string
  readonly SubRowDiscountAmount?: Amount
  readonly SubRowDiscountTypeCode?: string
  readonly SubRowDiscountTypeText?: string
  readonly SubRowProgressiveDiscountDetails: readonly SubInvoiceRowTypeSubRowProgressiveDiscountDetails[]
  readonly SubRowVatRatePercent?: string
  readonly SubRowVatCode?: string
  readonly SubRowVatAmount?: Amount
  readonly SubRowVatExcludedAmount?: Amount
  readonly SubRowAmount?: Amount
  readonly SubRowTransactionDetails?: TransactionDetailsType
}
export interface SubInvoiceRowTypeInput {
  readonly SubIdentifier?: string | undefined
  readonly SubRowPositionIdentifier?: string | undefined
  readonly SubArticleIdentifier?: string | undefined
  readonly SubArticleGroupIdentifier?: string | undefined
  readonly SubArticleName?: string | undefined
  readonly SubArticleInfoUrlText?: string | undefined
  readonly SubBuyerArticleIdentifier?: string | undefined
  readonly SubEanCode?: string | undefined
  readonly SubRowRegistrationNumberIdentifier?: string | undefined
  readonly SubSerialNumberIdentifier?: string | undefined
  readonly SubRowActionCode?: string | undefined
  readonly SubRowDefinitionDetails?: Several<SubInvoiceRowTypeSubRowDefinitionDetails> | undefined
  readonly SubOfferedQuantity?: Several<QuantityType0_14> | undefined
  readonly SubDeliveredQuantity?: Several<QuantityType0_14> | undefined
  readonly SubOrderedQuantity?: QuantityType0_14 | undefined
  readonly SubConfirmedQuantity?: QuantityType0_14 | undefined
  readonly SubPostDeliveredQuantity?: QuantityType0_14 | undefined
  readonly SubInvoicedQuantity?: Several<QuantityType0_14> | undefined
  readonly SubCreditRequestedQuantity?: QuantityType0_14 | undefined
  readonly SubReturnedQuantity?: QuantityType0_14 | undefined
  readonly SubStartDate?: string | undefined
  readonly SubEndDate?: string | undefined
  readonly SubUnitPriceAmount?: UnitAmount | undefined
  readonly SubUnitPriceVatIncludedAmount?: UnitAmount | undefined
  readonly SubUnitPriceBaseQuantity?: QuantityType0_14 | undefined
  readonly SubRowIdentifier?: string | undefined
  readonly SubRowIdentifierUrlText?: string | undefined
  readonly SubRowIdentifierDate?: string | undefined
  readonly SubRowOrdererName?: string | undefined
  readonly SubRowSalesPersonName?: string | undefined
  readonly SubRowOrderConfirmationIdentifier?: string | undefined
  readonly SubRowOrderConfirmationDate?: string | undefined
  readonly SubOriginalInvoiceNumber?: string | undefined
  readonly SubRowDeliveryIdentifier?: string | undefined
  readonly SubRowDeliveryIdentifierUrlText?: string | undefined
  readonly SubRowDeliveryDate?: string | undefined
  readonly SubRowQuotationIdentifier?: string | undefined
  readonly SubRowQuotationIdentifierUrlText?: string | undefined
  readonly SubRowAgreementIdentifier?: string | undefined
  readonly SubRowAgreementIdentifierUrlText?: string | undefined
  readonly SubRowRequestOfQuotationIdentifier?: string | undefined
  readonly SubRowRequestOfQuotationIdentifierUrlText?: string | undefined
  readonly SubRowPriceListIdentifier?: string | undefined
  readonly SubRowPriceListIdentifierUrlText?: string | undefined
  readonly SubRowProjectReferenceIdentifier?: string | undefined
  readonly SubRowOverDuePaymentDetails?: SubInvoiceRowTypeSubRowOverDuePaymentDetails | undefined
  readonly SubRowAnyPartyDetails?: Several<SubInvoiceRowTypeSubRowAnyPartyDetailsInput> | undefined
  readonly SubRowDeliveryDetails?: SubRowDeliveryDetailsTypeInput | undefined
  readonly SubRowShortProposedAccountIdentifier?: string | undefined
  readonly SubRowNormalProposedAccountIdentifier?: string | undefined
  readonly SubRowProposedAccountText?: string | undefined
  readonly SubRowAccountDimensionText?: string | undefined
  readonly SubRowSellerAccountText?: string | undefined
  readonly SubRowFreeText?: Several<string> | undefined
  readonly SubRowUsedQuantity?: QuantityType0_14 | undefined
  readonly SubRowPreviousMeterReadingDate?: string | undefined
  readonly SubRowLatestMeterReadingDate?: string | undefined
  readonly SubRowCalculatedQuantity?: QuantityType0_14 | undefined
  readonly SubRowAveragePriceAmount?: Amount | undefined
  readonly SubRowDiscountPercent?: string | undefined
  readonly SubRowDiscountAmount?: Amount | undefined
  readonly SubRowDiscountTypeCode?: string | undefined
  readonly SubRowDiscountTypeText?: string | undefined
  readonly SubRowProgressiveDiscountDetails?: Several<SubInvoiceRowTypeSubRowProgressiveDiscountDetails> | undefined
  readonly SubRowVatRatePercent?: string | undefined
  readonly SubRowVatCode?: string | undefined
  readonly SubRowVatAmount?: Amount | undefined
  readonly SubRowVatExcludedAmount?: Amount | undefined
  readonly SubRowAmount?: Amount | undefined
  readonly SubRowTransactionDetails?: TransactionDetailsType | undefined
}

export const subInvoiceRowTypeXml: XmlType<SubInvoiceRowType, SubInvoiceRowTypeInput> = sequence({
  SubIdentifier: optional(genericStringType0_35Xml),
  SubRowPositionIdentifier: optional(genericStringType0_35Xml),
  SubArticleIdentifier: optional(genericStringType0_35Xml),
  SubArticleGroupIdentifier: optional(genericStringType0_35Xml),
  SubArticleName: optional(genericStringType0_100Xml),
  SubArticleInfoUrlText: optional(genericStringType0_512Xml),
  SubBuyerArticleIdentifier: optional(genericStringType0_35Xml),
  SubEanCode: optional(genericTokenType0_35Xml),
  SubRowRegistrationNumberIdentifier: optional(genericStringType0_35Xml),
  SubSerialNumberIdentifier: optional(genericStringType0_35Xml),
  SubRowActionCode: optional(genericTokenType0_35Xml),
  SubRowDefinitionDetails: many(subInvoiceRowTypeSubRowDefinitionDetailsXml),
  SubOfferedQuantity: many(quantityType0_14Xml),
  SubDeliveredQuantity: many(quantityType0_14Xml),
  SubOrderedQuantity: optional(quantityType0_14Xml),
  SubConfirmedQuantity: optional(quantityType0_14Xml),
  SubPostDeliveredQuantity: optional(quantityType0_14Xml),
  SubInvoicedQuantity: many(quantityType0_14Xml),
  SubCreditRequestedQuantity: optional(quantityType0_14Xml),
  SubReturnedQuantity: optional(quantityType0_14Xml),
  SubStartDate: optional(finvoiceDate),
  SubEndDate: optional(finvoiceDate),
  SubUnitPriceAmount: optional(unitAmountXml),
  SubUnitPriceVatIncludedAmount: optional(unitAmountXml),
  SubUnitPriceBaseQuantity: optional(quantityType0_14Xml),
  SubRowIdentifier: optional(genericStringType0_35Xml),
  SubRowIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowIdentifierDate: optional(finvoiceDate),
  SubRowOrdererName: optional(genericStringType0_35Xml),
  SubRowSalesPersonName: optional(genericStringType0_35Xml),
  SubRowOrderConfirmationIdentifier: optional(genericStringType0_35Xml),
  SubRowOrderConfirmationDate: optional(finvoiceDate),
  SubOriginalInvoiceNumber: optional(genericStringType1_20Xml),
  SubRowDeliveryIdentifier: optional(genericStringType0_35Xml),
  SubRowDeliveryIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowDeliveryDate: optional(finvoiceDate),
  SubRowQuotationIdentifier: optional(genericStringType0_35Xml),
  SubRowQuotationIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowAgreementIdentifier: optional(genericStringType0_35Xml),
  SubRowAgreementIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowRequestOfQuotationIdentifier: optional(genericStringType0_35Xml),
  SubRowRequestOfQuotationIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowPriceListIdentifier: optional(genericStringType0_35Xml),
  SubRowPriceListIdentifierUrlText: optional(genericStringType0_512Xml),
  SubRowProjectReferenceIdentifier: optional(genericStringType0_35Xml),
  SubRowOverDuePaymentDetails: optional(subInvoiceRowTypeSubRowOverDuePaymentDetailsXml),
  SubRowAnyPartyDetails: many(subInvoiceRowTypeSubRowAnyPartyDetailsXml),
  SubRowDeliveryDetails: optional(subRowDeliveryDetailsTypeXml),
  SubRowShortProposedAccountIdentifier: optional(genericStringType0_4Xml),
  SubRowNormalProposedAccountIdentifier: optional(genericStringType0_4Xml),
  SubRowProposedAccountText: optional(genericStringType0_35Xml),
  SubRowAccountDimensionText: optional(genericStringType0_35Xml),
  SubRowSellerAccountText: optional(genericStringType0_35Xml),
  SubRowFreeText: many(genericStringType0_512Xml),
  SubRowUsedQuantity: optional(quantityType0_14Xml),
  SubRowPreviousMeterReadingDate: optional(finvoiceDate),
  SubRowLatestMeterReadingDate: optional(finvoiceDate),
  SubRowCalculatedQuantity: optional(quantityType0_14Xml),
  SubRowAveragePriceAmount: optional(amountXml),
  SubRowDiscountPercent: optional(percentage),
  SubRowDiscountAmount: optional(amountXml),
  SubRowDiscountTypeCode: optional(genericStringType0_35Xml),
  SubRowDiscountTypeText: optional(genericStringType0_35Xml),
  SubRowProgressiveDiscountDetails: many(subInvoiceRowTypeSubRowProgressiveDiscountDetailsXml),
  SubRowVatRatePercent: optional(percentage),
  SubRowVatCode: optional(genericStringType0_10Xml),
  SubRowVatAmount: optional(amountXml),
  SubRowVatExcludedAmount: optional(amountXml),
  SubRowAmount: optional(amountXml),
  SubRowTransactionDetails: optional(transactionDetailsTypeXml),
})

export interface InvoiceRowType {
  readonly RowSubIdentifier?: string
  readonly ArticleIdentifier?: string
  readonly ArticleGroupIdentifier?: string
  readonly ArticleName?: string
  readonly ArticleInfoUrlText?: string
  readonly BuyerArticleIdentifier?: string
  readonly EanCode?: string
  readonly RowRegistrationNumberIdentifier?: string
  readonly SerialNumberIdentifier?: string
  readonly RowActionCode?: string
  readonly RowDefinitionDetails: readonly InvoiceRowTypeRowDefinitionDetails[]
  readonly OfferedQuantity: readonly QuantityType0_14[]
  readonly DeliveredQuantity: readonly QuantityType0_14[]
  readonly OrderedQuantity?: QuantityType0_14
  readonly ConfirmedQuantity?: QuantityType0_14
  readonly PostDeliveredQuantity?: QuantityType0_14
  readonly InvoicedQuantity: readonly QuantityType0_14[]
  readonly CreditRequestedQuantity?: QuantityType0_14
  readonly ReturnedQuantity?: QuantityType0_14
  readonly StartDate?: string
  readonly EndDate?: string
  readonly UnitPriceAmount?: UnitAmount
  readonly UnitPriceVatIncludedAmount?: UnitAmount
  readonly UnitPriceBaseQuantity?: QuantityType0_14
  readonly RowIdentifier?: string
  readonly RowIdentifierUrlText?: string
  readonly RowOrderPositionIdentifier?: string
  readonly RowIdentifierDate?: string
  readonly RowPositionIdentifier?: string
  readonly OriginalInvoiceNumber?: string
  readonly RowOrdererName?: string
  readonly RowSalesPersonName?: string
  readonly RowOrderConfirmationIdentifier?: string
  readonly RowOrderConfirmationDate?: string
  readonly RowDeliveryIdentifier?: string
  readonly RowDeliveryIdentifierUrlText?: string
  readonly RowDeliveryDate?: string
  readonly RowQuotationIdentifier?: string
  readonly RowQuotationIdentifierUrlText?: string
  readonly RowAgreementIdentifier?: string
  readonly RowAgreementIdentifierUrlText?: string
  readonly RowRequestOfQuotationIdentifier?: string
  readonly RowRequestOfQuotationIdentifierUrlText?: string
  readonly RowPriceListIdentifier?: string
  readonly RowPriceListIdentifierUrlText?: string
  readonly RowProjectReferenceIdentifier?: string
  readonly RowOverDuePaymentDetails?: InvoiceRowTypeRowOverDuePaymentDetails
  readonly RowAnyPartyDetails: readonly InvoiceRowTypeRowAnyPartyDetails[]
  readonly RowDeliveryDetails?: RowDeliveryDetailsType
  readonly RowShortProposedAccountIdentifier?: string
  readonly RowNormalProposedAccountIdentifier?: string
  readonly RowProposedAccountText?: string
  readonly RowAccountDimensionText?: string
  readonly RowSellerAccountText?: string
  readonly RowFreeText: readonly string[]
  readonly RowUsedQuantity?: QuantityType0_14
  readonly RowPreviousMeterReadingDate?: string
  readonly RowLatestMeterReadingDate?: string
  readonly RowCalculatedQuantity?: QuantityType0_14
  readonly RowAveragePriceAmount?: Amount
  readonly RowDiscountPercent?: string
  readonly RowDiscountAmount?: Amount
  readonly RowDiscountTypeCode?: string
  readonly RowDiscountTypeText?: string
  readonly RowProgressiveDiscountDetails: readonly InvoiceRowTypeRowProgressiveDiscountDetails[]
  readonly RowVatRatePercent?: string
  readonly RowVatCode?: string
  readonly RowVatAmount?: Amount
  readonly RowVatExcludedAmount?: Amount
  readonly RowAmount?: Amount
  readonly RowTransactionDetails?: TransactionDetailsType
  readonly SubInvoiceRow: readonly SubInvoiceRowType[]
}
export interface InvoiceRowTypeInput {
  readonly RowSubIdentifier?: string | undefined
  readonly ArticleIdentifier?: string | undefined
  readonly ArticleGroupIdentifier?: string | undefined
  readonly ArticleName?: string | undefined
  readonly ArticleInfoUrlText?: string | undefined
  readonly BuyerArticleIdentifier?: string | undefined
  readonly EanCode?: string | undefined
  readonly RowRegistrationNumberIdentifier?: string | undefined
  readonly SerialNumberIdentifier?: string | undefined
  readonly RowActionCode?: string | undefined
  readonly RowDefinitionDetails?: Several<InvoiceRowTypeRowDefinitionDetails> | undefined
  readonly OfferedQuantity?: Several<QuantityType0_14> | undefined
  readonly DeliveredQuantity?: Several<QuantityType0_14> | undefined
  readonly OrderedQuantity?: QuantityType0_14 | undefined
  readonly ConfirmedQuantity?: QuantityType0_14 | undefined
  readonly PostDeliveredQuantity?: QuantityType0_14 | undefined
  readonly InvoicedQuantity?: Several<QuantityType0_14> | undefined
  readonly CreditRequestedQuantity?: QuantityType0_14 | undefined
  readonly ReturnedQuantity?: QuantityType0_14 | undefined
  readonly StartDate?: string | undefined
  readonly EndDate?: string | undefined
  readonly UnitPriceAmount?: UnitAmount | undefined
  readonly UnitPriceVatIncludedAmount?: UnitAmount | undefined
  readonly UnitPriceBaseQuantity?: QuantityType0_14 | undefined
  readonly RowIdentifier?: string | undefined
  readonly RowIdentifierUrlText?: string | undefined
  readonly RowOrderPositionIdentifier?: string | undefined
  readonly RowIdentifierDate?: string | undefined
  readonly RowPositionIdentifier?: string | undefined
  readonly OriginalInvoiceNumber?: string | undefined
  readonly RowOrdererName?: string | undefined
  readonly RowSalesPersonName?: string | undefined
  readonly RowOrderConfirmationIdentifier?: string | undefined
  readonly RowOrderConfirmationDate?: string | undefined
  readonly RowDeliveryIdentifier?: string | undefined
  readonly RowDeliveryIdentifierUrlText?: string | undefined
  readonly RowDeliveryDate?: string | undefined
  readonly RowQuotationIdentifier?: string | undefined
  readonly RowQuotationIdentifierUrlText?: string | undefined
  readonly RowAgreementIdentifier?: string | undefined
  readonly RowAgreementIdentifierUrlText?: string | undefined
  readonly RowRequestOfQuotationIdentifier?: string | undefined
  readonly RowRequestOfQuotationIdentifierUrlText?: string | undefined
  readonly RowPriceListIdentifier?: string | undefined
  readonly RowPriceListIdentifierUrlText?: string | undefined
  readonly RowProjectReferenceIdentifier?: string | undefined
  readonly RowOverDuePaymentDetails?: InvoiceRowTypeRowOverDuePaymentDetails | undefined
  readonly RowAnyPartyDetails?: Several<InvoiceRowTypeRowAnyPartyDetailsInput> | undefined
  readonly RowDeliveryDetails?: RowDeliveryDetailsTypeInput | undefined
  readonly RowShortProposedAccountIdentifier?: string | undefined
  readonly RowNormalProposedAccountIdentifier?: string | undefined
  readonly RowProposedAccountText?: string | undefined
  readonly RowAccountDimensionText?: string | undefined
  readonly RowSellerAccountText?: string | undefined
  readonly RowFreeText?: Several<string> | undefined
  readonly RowUsedQuantity?: QuantityType0_14 | undefined
  readonly RowPreviousMeterReadingDate?: string | undefined
  readonly RowLatestMeterReadingDate?: string | undefined
  readonly RowCalculatedQuantity?: QuantityType0_14 | undefined
  readonly RowAveragePriceAmount?: Amount | undefined
  readonly RowDiscountPercent?: string | undefined
  readonly RowDiscountAmount?: Amount | undefined
  readonly RowDiscountTypeCode?: string | undefined
  readonly RowDiscountTypeText?: string | undefined
  readonly RowProgressiveDiscountDetails?: Several<InvoiceRowTypeRowProgressiveDiscountDetails> | undefined
  readonly RowVatRatePercent?: string | undefined
  readonly RowVatCode?: string | undefined
  readonly RowVatAmount?: Amount | undefined
  readonly RowVatExcludedAmount?: Amount | undefined
  readonly RowAmount?: Amount | undefined
  readonly RowTransactionDetails?: TransactionDetailsType | undefined
  readonly SubInvoiceRow?: Several<SubInvoiceRowTypeInput> | undefined
}

export const invoiceRowTypeXml: XmlType<InvoiceRowType, InvoiceRowTypeInput> = sequence({
  RowSubIdentifier: optional(genericStringType0_35Xml),
  ArticleIdentifier: optional(genericStringType0_35Xml),
  ArticleGroupIdentifier: optional(genericStringType0_35Xml),
  ArticleName: optional(genericStringType0_100Xml),
  ArticleInfoUrlText: optional(genericStringType0_512Xml),
  BuyerArticleIdentifier: optional(genericStringType0_35Xml),
  EanCode: optional(genericTokenType0_35Xml),
  RowRegistrationNumberIdentifier: optional(genericStringType0_35Xml),
  SerialNumberIdentifier: optional(genericStringType0_35Xml),
  RowActionCode: optional(genericTokenType0_35Xml),
  RowDefinitionDetails: many(invoiceRowTypeRowDefinitionDetailsXml),
  OfferedQuantity: many(quantityType0_14Xml),
  DeliveredQuantity: many(quantityType0_14Xml),
  OrderedQuantity: optional(quantityType0_14Xml),
  ConfirmedQuantity: optional(quantityType0_14Xml),
  PostDeliveredQuantity: optional(quantityType0_14Xml),
  InvoicedQuantity: many(quantityType0_14Xml),
  CreditRequestedQuantity: optional(quantityType0_14Xml),
  ReturnedQuantity: optional(quantityType0_14Xml),
  StartDate: optional(finvoiceDate),
  EndDate: optional(finvoiceDate),
  UnitPriceAmount: optional(unitAmountXml),
  UnitPriceVatIncludedAmount: optional(unitAmountXml),
  UnitPriceBaseQuantity: optional(quantityType0_14Xml),
  RowIdentifier: optional(genericStringType0_35Xml),
  RowIdentifierUrlText: optional(genericStringType0_512Xml),
  RowOrderPositionIdentifier: optional(genericStringType0_35Xml),
  RowIdentifierDate: optional(finvoiceDate),
  RowPositionIdentifier: optional(genericStringType0_35Xml),
  OriginalInvoiceNumber: optional(genericStringType1_20Xml),
  RowOrdererName: optional(genericStringType0_35Xml),
  RowSalesPersonName: optional(genericStringType0_35Xml),
  RowOrderConfirmationIdentifier: optional(genericStringType0_35Xml),
  RowOrderConfirmationDate: optional(finvoiceDate),
  RowDeliveryIdentifier: optional(genericStringType0_35Xml),
  RowDeliveryIdentifierUrlText: optional(genericStringType0_512Xml),
  RowDeliveryDate: optional(finvoiceDate),
  RowQuotationIdentifier: optional(genericStringType0_35Xml),
  RowQuotationIdentifierUrlText: optional(genericStringType0_512Xml),
  RowAgreementIdentifier: optional(genericStringType0_35Xml),
  RowAgreementIdentifierUrlText: optional(genericStringType0_512Xml),
  RowRequestOfQuotationIdentifier: optional(genericStringType0_35Xml),
  RowRequestOfQuotationIdentifierUrlText: optional(genericStringType0_512Xml),
  RowPriceListIdentifier: optional(genericStringType0_35Xml),
  RowPriceListIdentifierUrlText: optional(genericStringType0_512Xml),
  RowProjectReferenceIdentifier: optional(genericStringType0_35Xml),
  RowOverDuePaymentDetails: optional(invoiceRowTypeRowOverDuePaymentDetailsXml),
  RowAnyPartyDetails: many(invoiceRowTypeRowAnyPartyDetailsXml),
  RowDeliveryDetails: optional(rowDeliveryDetailsTypeXml),
  RowShortProposedAccountIdentifier: optional(genericNMtokenType0_4Xml),
  RowNormalProposedAccountIdentifier: optional(genericNMtokenType0_4Xml),
  RowProposedAccountText: optional(genericStringType0_35Xml),
  RowAccountDimensionText: optional(genericStringType0_35Xml),
  RowSellerAccountText: optional(genericStringType0_35Xml),
  RowFreeText: many(genericStringType0_512Xml),
  RowUsedQuantity: optional(quantityType0_14Xml),
  RowPreviousMeterReadingDate: optional(finvoiceDate),
  RowLatestMeterReadingDate: optional(finvoiceDate),
  RowCalculatedQuantity: optional(quantityType0_14Xml),
  RowAveragePriceAmount: optional(amountXml),
  RowDiscountPercent: optional(percentage),
  RowDiscountAmount: optional(amountXml),
  RowDiscountTypeCode: optional(genericStringType0_35Xml),
  RowDiscountTypeText: optional(genericStringType0_35Xml),
  RowProgressiveDiscountDetails: many(invoiceRowTypeRowProgressiveDiscountDetailsXml),
  RowVatRatePercent: optional(percentage),
  RowVatCode: optional(genericStringType0_10Xml),
  RowVatAmount: optional(amountXml),
  RowVatExcludedAmount: optional(amountXml),
  RowAmount: optional(amountXml),
  RowTransactionDetails: optional(transactionDetailsTypeXml),
  SubInvoiceRow: many(subInvoiceRowTypeXml),
})

const genericStringType0_80Xml = text({ max: 80 })

export interface ExternalSpecificationDetailsType {
  readonly any: readonly string[]
}
export interface ExternalSpecificationDetailsTypeInput {
  readonly any?: Several<string> | undefined
}

export const externalSpecificationDetailsTypeXml: XmlType<ExternalSpecificationDetailsType, ExternalSpecificationDetailsTypeInput> = sequence({
  any: many(any()),
})

export interface SpecificationDetailsType {
  readonly SpecificationFreeText: readonly string[]
  readonly ExternalSpecificationDetails?: ExternalSpecificationDetailsType
}
export interface SpecificationDetailsTypeInput {
  readonly SpecificationFreeText?: Several<string> | undefined
  readonly ExternalSpecificationDetails?: ExternalSpecificationDetailsTypeInput | undefined
}

export const specificationDetailsTypeXml: XmlType<SpecificationDetailsType, SpecificationDetailsTypeInput> = sequence({
  SpecificationFreeText: many(genericStringType0_80Xml),
  ExternalSpecificationDetails: optional(externalSpecificationDetailsTypeXml),
})

const genericNMtokenType0_512Xml = token({ max: 512, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC', 'A1234567'] })

const genericTokenType0_70Xml = token({ max: 70 })

export interface EpiIdentificationDetailsType {
  readonly EpiDate: string
  readonly EpiReference: string
  readonly EpiUrl?: string
  readonly EpiEmail?: string
  readonly EpiOrderInfo: readonly string[]
}
export interface EpiIdentificationDetailsTypeInput {
  readonly EpiDate: string
  readonly EpiReference: string
  readonly EpiUrl?: string | undefined
  readonly EpiEmail?: string | undefined
  readonly EpiOrderInfo?: Several<string> | undefined
}

export const epiIdentificationDetailsTypeXml: XmlType<EpiIdentificationDetailsType, EpiIdentificationDetailsTypeInput> = sequence({
  EpiDate: finvoiceDate,
  EpiReference: genericNMtokenType0_35Xml,
  EpiUrl: optional(genericNMtokenType0_512Xml),
  EpiEmail: optional(genericStringType0_70Xml),
  EpiOrderInfo: many(genericTokenType0_70Xml, { max: 7 }),
})

export interface EpiBfiIdentifierType {
  readonly value: string
  readonly IdentificationSchemeName: SellerBicTypeIdentificationSchemeName
}

export const epiBfiIdentifierTypeXml: XmlType<EpiBfiIdentifierType> = valued(genericNMtokenType8_11Xml, {
  IdentificationSchemeName: attribute(sellerBicTypeIdentificationSchemeNameXml),
})

export interface EpiBfiPartyDetailsType {
  readonly EpiBfiIdentifier?: EpiBfiIdentifierType
  readonly EpiBfiName?: string
}

export const epiBfiPartyDetailsTypeXml: XmlType<EpiBfiPartyDetailsType> = personal(sequence({
  EpiBfiIdentifier: optional(epiBfiIdentifierTypeXml),
  EpiBfiName: optional(genericStringType1_35Xml),
}))

const genericTokenType2_35Xml = token({ min: 2, max: 35 })

const genericNMtokenType1_34Xml = token({ min: 1, max: 34, pattern: /[-.:\w\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*/, examples: ['FI', 'ABC', 'A1234567'] })

export interface EpiAccountIDType {
  readonly value: string
  readonly IdentificationSchemeName: SellerAccountIDTypeIdentificationSchemeName
}

export const epiAccountIDTypeXml: XmlType<EpiAccountIDType> = personal(valued(genericNMtokenType1_34Xml, {
  IdentificationSchemeName: attribute(sellerAccountIDTypeIdentificationSchemeNameXml),
}))

export interface EpiBeneficiaryPartyDetailsType {
  readonly EpiNameAddressDetails?: string
  readonly EpiBei?: string
  readonly EpiAccountID: EpiAccountIDType
}

export const epiBeneficiaryPartyDetailsTypeXml: XmlType<EpiBeneficiaryPartyDetailsType> = personal(sequence({
  EpiNameAddressDetails: optional(genericTokenType2_35Xml),
  EpiBei: optional(genericNMtokenType8_11Xml),
  EpiAccountID: epiAccountIDTypeXml,
}))

export interface EpiPartyDetailsType {
  readonly EpiBfiPartyDetails: EpiBfiPartyDetailsType
  readonly EpiBeneficiaryPartyDetails: EpiBeneficiaryPartyDetailsType
}

export const epiPartyDetailsTypeXml: XmlType<EpiPartyDetailsType> = personal(sequence({
  EpiBfiPartyDetails: epiBfiPartyDetailsTypeXml,
  EpiBeneficiaryPartyDetails: epiBeneficiaryPartyDetailsTypeXml,
}))

const genericTokenType3Xml = token({ min: 3, max: 3 })

export type EpiRemittanceInfoIdentifierTypeIdentificationSchemeName = 'SPY' | 'ISO'
const epiRemittanceInfoIdentifierTypeIdentificationSchemeNameXml = oneOf('SPY', 'ISO')

const epiRemittanceInfoIdentifierPatternXml = token({ pattern: /([0-9]{2,20})|(RF[0-9][0-9][0-9A-Za-z]{1,21})/, examples: ['74', '85376', 'RF66jMPx6'] })

export interface EpiRemittanceInfoIdentifierType {
  readonly value: string
  readonly IdentificationSchemeName?: EpiRemittanceInfoIdentifierTypeIdentificationSchemeName
}

export const epiRemittanceInfoIdentifierTypeXml: XmlType<EpiRemittanceInfoIdentifierType> = valued(epiRemittanceInfoIdentifierPatternXml, {
  IdentificationSchemeName: optional(attribute(epiRemittanceInfoIdentifierTypeIdentificationSchemeNameXml)),
})

export interface EpiAmount {
  readonly value: string
  readonly AmountCurrencyIdentifier: string
}

export const epiAmountXml: XmlType<EpiAmount> = valued(epiMonetaryAmount, {
  AmountCurrencyIdentifier: attribute(amountAmountCurrencyIdentifierXml),
})

export type EpiChargeTypeChargeOption = 'SHA' | 'OUR' | 'BEN' | 'SLEV'
const epiChargeTypeChargeOptionXml = oneOf('SHA', 'OUR', 'BEN', 'SLEV')

export interface EpiChargeType {
  readonly value: string
  readonly ChargeOption: EpiChargeTypeChargeOption
}

export const epiChargeTypeXml: XmlType<EpiChargeType> = valued(token(), {
  ChargeOption: attribute(epiChargeTypeChargeOptionXml),
})

export interface EpiPaymentInstructionDetailsType {
  readonly EpiPaymentInstructionId?: string
  readonly EpiTransactionTypeCode?: string
  readonly EpiInstructionCode?: string
  readonly EpiRemittanceInfoIdentifier?: EpiRemittanceInfoIdentifierType
  readonly EpiInstructedAmount: EpiAmount
  readonly EpiCharge: EpiChargeType
  readonly EpiDateOptionDate: string
}

export const epiPaymentInstructionDetailsTypeXml: XmlType<EpiPaymentInstructionDetailsType> = sequence({
  EpiPaymentInstructionId: optional(genericStringType0_35Xml),
  EpiTransactionTypeCode: optional(genericTokenType3Xml),
  EpiInstructionCode: optional(genericNMtokenType0_35Xml),
  EpiRemittanceInfoIdentifier: optional(epiRemittanceInfoIdentifierTypeXml),
  EpiInstructedAmount: epiAmountXml,
  EpiCharge: epiChargeTypeXml,
  EpiDateOptionDate: finvoiceDate,
})

export interface EpiDetailsType {
  readonly EpiIdentificationDetails: EpiIdentificationDetailsType
  readonly EpiPartyDetails: EpiPartyDetailsType
  readonly EpiPaymentInstructionDetails: EpiPaymentInstructionDetailsType
}
export interface EpiDetailsTypeInput {
  readonly EpiIdentificationDetails: EpiIdentificationDetailsTypeInput
  readonly EpiPartyDetails: EpiPartyDetailsType
  readonly EpiPaymentInstructionDetails: EpiPaymentInstructionDetailsType
}

export const epiDetailsTypeXml: XmlType<EpiDetailsType, EpiDetailsTypeInput> = sequence({
  EpiIdentificationDetails: epiIdentificationDetailsTypeXml,
  EpiPartyDetails: epiPartyDetailsTypeXml,
  EpiPaymentInstructionDetails: epiPaymentInstructionDetailsTypeXml,
})

const genericStringType15_61Xml = text({ min: 15, max: 61 })

export interface AttachmentMessageDetailsType {
  readonly AttachmentMessageIdentifier: string
}

export const attachmentMessageDetailsTypeXml: XmlType<AttachmentMessageDetailsType> = sequence({
  AttachmentMessageIdentifier: genericStringType15_61Xml,
})

export interface Finvoice {
  readonly Version: FinvoiceVersion
  readonly MessageTransmissionDetails?: MessageTransmissionDetailsType
  readonly SellerPartyDetails: SellerPartyDetailsType
  readonly SellerOrganisationUnitNumber?: string
  readonly SellerSiteCode?: string
  readonly SellerContactPersonName?: string
  readonly SellerContactPersonFunction: readonly string[]
  readonly SellerContactPersonDepartment: readonly string[]
  readonly SellerCommunicationDetails?: SellerCommunicationDetailsType
  readonly SellerInformationDetails?: SellerInformationDetailsType
  readonly InvoiceSenderPartyDetails?: InvoiceSenderPartyDetailsType
  readonly InvoiceRecipientPartyDetails?: InvoiceRecipientPartyDetailsType
  readonly InvoiceRecipientOrganisationUnitNumber?: string
  readonly InvoiceRecipientSiteCode?: string
  readonly InvoiceRecipientContactPersonName?: string
  readonly InvoiceRecipientContactPersonFunction: readonly string[]
  readonly InvoiceRecipientContactPersonDepartment: readonly string[]
  readonly InvoiceRecipientLanguageCode?: string
  readonly InvoiceRecipientCommunicationDetails?: InvoiceRecipientCommunicationDetailsType
  readonly BuyerPartyDetails: BuyerPartyDetailsType
  readonly BuyerOrganisationUnitNumber?: string
  readonly BuyerSiteCode?: string
  readonly BuyerContactPersonName?: string
  readonly BuyerContactPersonFunction: readonly string[]
  readonly BuyerContactPersonDepartment: readonly string[]
  readonly BuyerCommunicationDetails?: BuyerCommunicationDetailsType
  readonly DeliveryPartyDetails?: DeliveryPartyDetailsType
  readonly DeliveryOrganisationUnitNumber?: string
  readonly DeliverySiteCode?: string
  readonly DeliveryContactPersonName?: string
  readonly DeliveryContactPersonFunction: readonly string[]
  readonly DeliveryContactPersonDepartment: readonly string[]
  readonly DeliveryCommunicationDetails?: DeliveryCommunicationDetailsType
  readonly DeliveryDetails?: DeliveryDetailsType
  readonly AnyPartyDetails: readonly AnyPartyDetailsType[]
  readonly InvoiceDetails: InvoiceDetailsType
  readonly PaymentStatusDetails?: PaymentStatusDetailsType
  readonly PartialPaymentDetails: readonly PartialPaymentDetailsType[]
  readonly FactoringAgreementDetails?: FactoringAgreementDetailsType
  readonly VirtualBankBarcode?: string
  readonly InvoiceRow: readonly InvoiceRowType[]
  readonly SpecificationDetails?: SpecificationDetailsType
  readonly EpiDetails: EpiDetailsType
  readonly InvoiceUrlNameText: readonly string[]
  readonly InvoiceUrlText: readonly string[]
  readonly StorageUrlText?: string
  readonly LayOutIdentifier?: string
  readonly InvoiceSegmentIdentifier?: string
  readonly ControlStampText?: string
  readonly AcceptanceStampText?: string
  readonly OriginalInvoiceFormat?: string
  readonly AttachmentMessageDetails?: AttachmentMessageDetailsType
}
export interface FinvoiceInput {
  readonly Version: FinvoiceVersion
  readonly MessageTransmissionDetails?: MessageTransmissionDetailsType | undefined
  readonly SellerPartyDetails: SellerPartyDetailsTypeInput
  readonly SellerOrganisationUnitNumber?: string | undefined
  readonly SellerSiteCode?: string | undefined
  readonly SellerContactPersonName?: string | undefined
  readonly SellerContactPersonFunction?: Several<string> | undefined
  readonly SellerContactPersonDepartment?: Several<string> | undefined
  readonly SellerCommunicationDetails?: SellerCommunicationDetailsType | undefined
  readonly SellerInformationDetails?: SellerInformationDetailsTypeInput | undefined
  readonly InvoiceSenderPartyDetails?: InvoiceSenderPartyDetailsTypeInput | undefined
  readonly InvoiceRecipientPartyDetails?: InvoiceRecipientPartyDetailsTypeInput | undefined
  readonly InvoiceRecipientOrganisationUnitNumber?: string | undefined
  readonly InvoiceRecipientSiteCode?: string | undefined
  readonly InvoiceRecipientContactPersonName?: string | undefined
  readonly InvoiceRecipientContactPersonFunction?: Several<string> | undefined
  readonly InvoiceRecipientContactPersonDepartment?: Several<string> | undefined
  readonly InvoiceRecipientLanguageCode?: string | undefined
  readonly InvoiceRecipientCommunicationDetails?: InvoiceRecipientCommunicationDetailsType | undefined
  readonly BuyerPartyDetails: BuyerPartyDetailsTypeInput
  readonly BuyerOrganisationUnitNumber?: string | undefined
  readonly BuyerSiteCode?: string | undefined
  readonly BuyerContactPersonName?: string | undefined
  readonly BuyerContactPersonFunction?: Several<string> | undefined
  readonly BuyerContactPersonDepartment?: Several<string> | undefined
  readonly BuyerCommunicationDetails?: BuyerCommunicationDetailsType | undefined
  readonly DeliveryPartyDetails?: DeliveryPartyDetailsTypeInput | undefined
  readonly DeliveryOrganisationUnitNumber?: string | undefined
  readonly DeliverySiteCode?: string | undefined
  readonly DeliveryContactPersonName?: string | undefined
  readonly DeliveryContactPersonFunction?: Several<string> | undefined
  readonly DeliveryContactPersonDepartment?: Several<string> | undefined
  readonly DeliveryCommunicationDetails?: DeliveryCommunicationDetailsType | undefined
  readonly DeliveryDetails?: DeliveryDetailsTypeInput | undefined
  readonly AnyPartyDetails?: Several<AnyPartyDetailsTypeInput> | undefined
  readonly InvoiceDetails: InvoiceDetailsTypeInput
  readonly PaymentStatusDetails?: PaymentStatusDetailsType | undefined
  readonly PartialPaymentDetails?: Several<PartialPaymentDetailsTypeInput> | undefined
  readonly FactoringAgreementDetails?: FactoringAgreementDetailsTypeInput | undefined
  readonly VirtualBankBarcode?: string | undefined
  readonly InvoiceRow: Several<InvoiceRowTypeInput>
  readonly SpecificationDetails?: SpecificationDetailsTypeInput | undefined
  readonly EpiDetails: EpiDetailsTypeInput
  readonly InvoiceUrlNameText?: Several<string> | undefined
  readonly InvoiceUrlText?: Several<string> | undefined
  readonly StorageUrlText?: string | undefined
  readonly LayOutIdentifier?: string | undefined
  readonly InvoiceSegmentIdentifier?: string | undefined
  readonly ControlStampText?: string | undefined
  readonly AcceptanceStampText?: string | undefined
  readonly OriginalInvoiceFormat?: string | undefined
  readonly AttachmentMessageDetails?: AttachmentMessageDetailsType | undefined
}

export const finvoiceXml: XmlType<Finvoice, FinvoiceInput> = sequence({
  Version: attribute(finvoiceVersionXml),
  MessageTransmissionDetails: optional(messageTransmissionDetailsTypeXml),
  SellerPartyDetails: sellerPartyDetailsTypeXml,
  SellerOrganisationUnitNumber: optional(genericStringType0_35Xml),
  SellerSiteCode: optional(genericStringType0_35Xml),
  SellerContactPersonName: optional(genericStringType0_35Xml),
  SellerContactPersonFunction: many(genericStringType0_35Xml, { max: 2 }),
  SellerContactPersonDepartment: many(genericStringType0_35Xml, { max: 2 }),
  SellerCommunicationDetails: optional(sellerCommunicationDetailsTypeXml),
  SellerInformationDetails: optional(sellerInformationDetailsTypeXml),
  InvoiceSenderPartyDetails: optional(invoiceSenderPartyDetailsTypeXml),
  InvoiceRecipientPartyDetails: optional(invoiceRecipientPartyDetailsTypeXml),
  InvoiceRecipientOrganisationUnitNumber: optional(genericStringType0_35Xml),
  InvoiceRecipientSiteCode: optional(genericStringType0_35Xml),
  InvoiceRecipientContactPersonName: optional(genericStringType0_35Xml),
  InvoiceRecipientContactPersonFunction: many(genericStringType0_35Xml, { max: 2 }),
  InvoiceRecipientContactPersonDepartment: many(genericStringType0_35Xml, { max: 2 }),
  InvoiceRecipientLanguageCode: optional(languageCodeTypeXml),
  InvoiceRecipientCommunicationDetails: optional(invoiceRecipientCommunicationDetailsTypeXml),
  BuyerPartyDetails: buyerPartyDetailsTypeXml,
  BuyerOrganisationUnitNumber: optional(genericStringType0_35Xml),
  BuyerSiteCode: optional(genericStringType0_35Xml),
  BuyerContactPersonName: optional(genericStringType0_35Xml),
  BuyerContactPersonFunction: many(genericStringType0_35Xml, { max: 2 }),
  BuyerContactPersonDepartment: many(genericStringType0_35Xml, { max: 2 }),
  BuyerCommunicationDetails: optional(buyerCommunicationDetailsTypeXml),
  DeliveryPartyDetails: optional(deliveryPartyDetailsTypeXml),
  DeliveryOrganisationUnitNumber: optional(genericStringType0_35Xml),
  DeliverySiteCode: optional(genericStringType0_35Xml),
  DeliveryContactPersonName: optional(genericStringType0_35Xml),
  DeliveryContactPersonFunction: many(genericStringType0_35Xml, { max: 2 }),
  DeliveryContactPersonDepartment: many(genericStringType0_35Xml, { max: 2 }),
  DeliveryCommunicationDetails: optional(deliveryCommunicationDetailsTypeXml),
  DeliveryDetails: optional(deliveryDetailsTypeXml),
  AnyPartyDetails: many(anyPartyDetailsTypeXml),
  InvoiceDetails: invoiceDetailsTypeXml,
  PaymentStatusDetails: optional(paymentStatusDetailsTypeXml),
  PartialPaymentDetails: many(partialPaymentDetailsTypeXml),
  FactoringAgreementDetails: optional(factoringAgreementDetailsTypeXml),
  VirtualBankBarcode: optional(genericStringType0_512Xml),
  InvoiceRow: atLeastOnce(invoiceRowTypeXml),
  SpecificationDetails: optional(specificationDetailsTypeXml),
  EpiDetails: epiDetailsTypeXml,
  InvoiceUrlNameText: many(genericStringType0_512Xml),
  InvoiceUrlText: many(genericStringType0_512Xml),
  StorageUrlText: optional(genericStringType0_512Xml),
  LayOutIdentifier: optional(genericStringType0_35Xml),
  InvoiceSegmentIdentifier: optional(genericStringType0_35Xml),
  ControlStampText: optional(genericStringType0_512Xml),
  AcceptanceStampText: optional(genericStringType0_512Xml),
  OriginalInvoiceFormat: optional(genericStringType0_35Xml),
  AttachmentMessageDetails: optional(attachmentMessageDetailsTypeXml),
})

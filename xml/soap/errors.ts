import { HubError, type Instruction, neverSent } from '../../bus/errors.js'
import type { QName, SoapVersion } from './names.js'

/** The message is of another version, or no envelope at all. */
export const HUB_SOAP_VERSION = (message: string, wanted: SoapVersion, found: string) =>
  new HubError('HUB_SOAP_VERSION', `${message} should be a SOAP ${wanted} envelope, found ${found}`, neverSent)

/** A header block must be understood by whom it is addressed to, and nobody here does. */
export const HUB_SOAP_MUST_UNDERSTAND = (message: string, { namespace, local }: QName) =>
  new HubError(
    'HUB_SOAP_MUST_UNDERSTAND',
    `${message} has the header block {${namespace}}${local}, which must be understood and is not known here`,
    { ...neverSent, details: { namespace, local } },
  )

/** The other side answered with a fault. Its words may hold anything, so only its codes are told. */
export const HUB_SOAP_FAULT = (message: string, code: string, subcodes: readonly QName[], instruction: Instruction) =>
  new HubError(
    'HUB_SOAP_FAULT',
    `${message} was answered with the SOAP fault ${[code, ...subcodes.map(({ local }) => local)].join(' / ')}`,
    { ...instruction, details: { code, subcodes: subcodes.map(({ namespace, local }) => `{${namespace}}${local}`) } },
  )

export const HUB_SOAP_CONTENT_TYPE = (found: string) =>
  new HubError(
    'HUB_SOAP_CONTENT_TYPE',
    `the Content-Type should be text/xml or application/soap+xml with plain parameters, found ${found}`,
    neverSent,
  )

/** Wrong where the message is defined, before any is read. */
export const HUB_SOAP_DEFINITION = (message: string, reason: string) =>
  new HubError('HUB_SOAP_DEFINITION', `the SOAP message ${message} ${reason}`, neverSent)

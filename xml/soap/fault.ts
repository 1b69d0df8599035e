import type { Instruction } from '../../bus/errors.js'
import {
  type AnyType,
  anyAttributes,
  atLeastOnce,
  attribute,
  element,
  lazy,
  mixed,
  optional,
  sequence,
  valued,
  type XmlType,
} from '../schema.js'
import { XML_NAMESPACE } from '../scope.js'
import { text, token } from '../simple.js'
import { HUB_SOAP_FAULT } from './errors.js'
import { ENVELOPE_NAMESPACE, type QName, qname, type SoapVersion } from './names.js'

/** The codes of SOAP 1.2, which SOAP 1.1 calls Client and Server; `other` is one of the sender's own. */
export type FaultCode = 'VersionMismatch' | 'MustUnderstand' | 'DataEncodingUnknown' | 'Sender' | 'Receiver' | 'other'

/** A fault of either version. */
export interface SoapFault {
  readonly code: FaultCode
  /** The code as it stood. */
  readonly codeName: QName
  /** From coarse to fine. SOAP 1.1 has them behind dots of the code: Client.Authentication. */
  readonly subcodes: readonly QName[]
  /** For people; may hold anything. In SOAP 1.2 the first text. */
  readonly reason: string
  readonly language?: string
  /** Who found it: faultactor of 1.1, Role of 1.2. */
  readonly role?: string
  /** The node that found it; 1.2 only. */
  readonly node?: string
  /** The XML between the tags of the detail, each element with the declarations it needs. */
  readonly detail?: string
}
/** What is needed to write one. */
export interface SoapFaultInput {
  readonly code: Exclude<FaultCode, 'other'>
  /** Of the envelope's namespace or one that the message has a prefix for; in 1.1 only their local names are written. */
  readonly subcodes?: readonly QName[] | undefined
  readonly reason: string
  /** `en` unless told. */
  readonly language?: string | undefined
  readonly role?: string | undefined
  readonly node?: string | undefined
  readonly detail?: string | undefined
}

const CODES_OF_1_1: Readonly<Record<string, FaultCode>> = {
  VersionMismatch: 'VersionMismatch',
  MustUnderstand: 'MustUnderstand',
  Client: 'Sender',
  Server: 'Receiver',
}
const CODES_OF_1_2: readonly string[] = [
  'VersionMismatch',
  'MustUnderstand',
  'DataEncodingUnknown',
  'Sender',
  'Receiver',
]

const language = optional(attribute(token(), { name: 'lang', namespace: XML_NAMESPACE }))
interface Said {
  readonly value: string
  readonly language?: string | undefined
}
interface Detail {
  readonly value: string
  readonly attributes?: Readonly<Record<string, string>> | undefined
}
const detail = mixed({ attributes: anyAttributes() }) as XmlType<Detail>

interface Fault11 {
  readonly faultcode: QName
  readonly faultstring: Said
  readonly faultactor?: string | undefined
  readonly detail?: Detail | undefined
}
/** SOAP 1.1, 4.4: the elements within Fault have no namespace. */
const fault11 = sequence({
  faultcode: element(qname(), { namespace: '' }),
  faultstring: element(valued(text(), { language }), { namespace: '' }),
  faultactor: optional(element(token(), { namespace: '' })),
  detail: optional(element(detail, { namespace: '' })),
})

interface Code12 {
  readonly Value: QName
  readonly Subcode?: Code12 | undefined
}
const code12: XmlType<Code12> = sequence({
  Value: qname(),
  Subcode: optional(lazy<Code12>(() => code12)),
}) as XmlType<Code12>
interface Fault12 {
  readonly Code: Code12
  readonly Reason: { readonly Text: readonly Said[] }
  readonly Node?: string | undefined
  readonly Role?: string | undefined
  readonly Detail?: Detail | undefined
}
/** SOAP 1.2 part 1, 5.4. */
const fault12 = sequence({
  Code: code12,
  Reason: sequence({ Text: atLeastOnce(valued(text(), { language })) }),
  Node: optional(token()),
  Role: optional(token()),
  Detail: optional(detail),
})

export const faultType = (version: SoapVersion): AnyType => (version === '1.1' ? fault11 : fault12)

/** The fault that was read, in the words of both versions. */
export function faultOf(version: SoapVersion, read: unknown): SoapFault {
  return version === '1.1' ? of11(read as Fault11) : of12(read as Fault12)
}

function of11({ faultcode, faultstring, faultactor, detail: said }: Fault11): SoapFault {
  const [first = '', ...rest] = faultcode.local.split('.')
  // Many senders leave the prefix out, so a bare name counts as one of the standard's.
  const standard = faultcode.namespace === ENVELOPE_NAMESPACE['1.1'] || faultcode.namespace === ''
  return {
    code: (standard ? CODES_OF_1_1[first] : undefined) ?? 'other',
    codeName: faultcode,
    subcodes: rest.map((local) => ({ namespace: faultcode.namespace, local })),
    reason: faultstring.value,
    ...(faultstring.language === undefined ? {} : { language: faultstring.language }),
    ...(faultactor === undefined ? {} : { role: faultactor }),
    ...(said === undefined ? {} : { detail: said.value }),
  }
}

function of12({ Code, Reason, Node, Role, Detail: said }: Fault12): SoapFault {
  const { namespace, local } = Code.Value
  const known = namespace === ENVELOPE_NAMESPACE['1.2'] && CODES_OF_1_2.includes(local)
  const subcodes: QName[] = []
  for (let code = Code.Subcode; code !== undefined; code = code.Subcode) subcodes.push(code.Value)
  const [first] = Reason.Text
  return {
    code: known ? (local as FaultCode) : 'other',
    codeName: Code.Value,
    subcodes,
    reason: first!.value,
    ...(first!.language === undefined ? {} : { language: first!.language }),
    ...(Role === undefined ? {} : { role: Role }),
    ...(Node === undefined ? {} : { node: Node }),
    ...(said === undefined ? {} : { detail: said.value }),
  }
}

/** The fault as its version's elements hold it. */
export function faultElements(version: SoapVersion, fault: SoapFaultInput): unknown {
  const { code, subcodes = [], reason, role, node, detail: said } = fault
  const namespace = ENVELOPE_NAMESPACE[version]
  const within: { detail?: Detail } = said === undefined ? {} : { detail: { value: said } }
  const spoken: Said = { value: reason, language: fault.language ?? 'en' }
  if (version === '1.1') {
    // DataEncodingUnknown is of 1.2; in 1.1 it is the sender's fault.
    const first = code === 'Sender' || code === 'DataEncodingUnknown' ? 'Client' : code === 'Receiver' ? 'Server' : code
    const faultcode: QName = { namespace, local: [first, ...subcodes.map(({ local }) => local)].join('.') }
    return {
      faultcode,
      faultstring: spoken,
      ...(role === undefined ? {} : { faultactor: role }),
      ...within,
    } satisfies Fault11
  }
  const Subcode = subcodes.reduceRight<Code12 | undefined>(
    (inner, Value) => (inner === undefined ? { Value } : { Value, Subcode: inner }),
    undefined,
  )
  return {
    Code: { Value: { namespace, local: code }, ...(Subcode === undefined ? {} : { Subcode }) },
    Reason: { Text: [spoken] },
    ...(node === undefined ? {} : { Node: node }),
    ...(role === undefined ? {} : { Role: role }),
    ...(within.detail === undefined ? {} : { Detail: within.detail }),
  } satisfies Fault12
}

/**
 * The error that a fault is for a flow. A message that was not even processed (VersionMismatch, MustUnderstand) has done
 * nothing; of any other fault nobody knows, unless the caller does.
 */
export function faultError(message: string, { code, codeName, subcodes }: SoapFault, instruction?: Instruction) {
  const refused = code === 'VersionMismatch' || code === 'MustUnderstand'
  const said = instruction ?? { retry: 'give-up', effect: refused ? 'not-done' : 'unknown' }
  return HUB_SOAP_FAULT(message, code === 'other' ? codeName.local : code, subcodes, said)
}

import { isHubError } from '../../bus/errors.js'
import type { Codec, Decoder } from '../../bus/flow.js'
import { xmlDocument } from '../document.js'
import { LIMITS, type XmlLimits } from '../limits.js'
import { type AnyType, anyAttributes, choice, element, group, optional, sequence, type XmlType } from '../schema.js'
import { HUB_SOAP_DEFINITION, HUB_SOAP_VERSION } from './errors.js'
import { faultElements, faultOf, faultType, type SoapFault, type SoapFaultInput } from './fault.js'
import { type BlocksRead, type BlocksWritten, type HeaderBlocks, headerMachine } from './header.js'
import { ENVELOPE_NAMESPACE, rootOf, type SoapVersion } from './names.js'

/** The element in a body: document/literal, one of them. */
export interface SoapBody<Out, In> {
  readonly root: string
  readonly namespace: string
  /** The namespace of the elements below it where it is another: '' for elementFormDefault="unqualified". */
  readonly below?: string
  readonly of: XmlType<Out, In>
}
export interface SoapDefinition<Out, In, H extends HeaderBlocks> {
  readonly summary: string
  readonly version: SoapVersion
  readonly body: SoapBody<Out, In>
  /** Header blocks that are known, by the names that reading and writing call them. */
  readonly headers?: H
  /** Prefixes by namespace; the envelope's is `soap` unless told. */
  readonly prefixes?: Readonly<Record<string, string>>
  /** 16 MB and otherwise as any document, unless told. */
  readonly limits?: Partial<XmlLimits>
}

/** Attributes of the envelope's own elements, by expanded name, such as an id that a signature names. */
export interface OwnAttributes {
  readonly Envelope?: Readonly<Record<string, string>>
  readonly Header?: Readonly<Record<string, string>>
  readonly Body?: Readonly<Record<string, string>>
}
interface Around<Blocks> {
  readonly headers: readonly Blocks[]
  readonly attributes?: OwnAttributes
}
/** What came: a body, or a fault. */
export type EnvelopeRead<Out, Blocks> =
  | (Around<Blocks> & { readonly body: Out; readonly fault?: undefined })
  | (Around<Blocks> & { readonly fault: SoapFault; readonly body?: undefined })
interface AroundWritten<Blocks> {
  readonly headers?: readonly Blocks[] | undefined
  readonly attributes?: OwnAttributes | undefined
}
export type EnvelopeWritten<In, Blocks> =
  | (AroundWritten<Blocks> & { readonly body: In; readonly fault?: undefined })
  | (AroundWritten<Blocks> & { readonly fault: SoapFaultInput; readonly body?: undefined })

export interface SoapReadOptions {
  /** Roles that the reader acts in, besides those that every receiver has. */
  readonly roles?: readonly string[]
}

/** A kind of SOAP message: an envelope around one kind of body. */
export interface SoapMessage<Out, In, H extends HeaderBlocks> {
  readonly name: string
  readonly summary: string
  readonly version: SoapVersion
  /**
   * The envelope of bytes that are all there. Throws HUB_SOAP_VERSION for one of the other version,
   * HUB_SOAP_MUST_UNDERSTAND for a header block that nobody here knows and that must be understood, HUB_XML_… else.
   */
  parse(bytes: Uint8Array, options?: SoapReadOptions): EnvelopeRead<Out, BlocksRead<H>>
  bytes(envelope: EnvelopeWritten<In, BlocksWritten<H>>): Uint8Array
  /** For `decode` in flows: the envelope is the one record. */
  readonly decoder: Decoder<EnvelopeRead<Out, BlocksRead<H>>>
  /** For `encode` in flows. */
  readonly codec: Codec<EnvelopeWritten<In, BlocksWritten<H>>>
}

const MOST_BYTES = 16 * 1024 * 1024

/** What the schema of an envelope holds. */
interface Held {
  readonly attributes?: Readonly<Record<string, string>>
  readonly Header?: {
    readonly attributes?: Readonly<Record<string, string>>
    readonly blocks: readonly Record<string, unknown>[]
  }
  readonly Body: {
    readonly attributes?: Readonly<Record<string, string>>
    readonly content: { readonly body?: unknown; readonly fault?: unknown }
  }
}

/** A kind of SOAP message, checked at import. Throws HUB_SOAP_DEFINITION, HUB_XML_SCHEMA. */
export function soapMessage<Out, In, const H extends HeaderBlocks = Record<never, never>>(
  name: string,
  definition: SoapDefinition<Out, In, H>,
): SoapMessage<Out, In, H> {
  const { version, summary, body } = definition
  const namespace = ENVELOPE_NAMESPACE[version]
  if (body.namespace === namespace) throw HUB_SOAP_DEFINITION(name, 'has a body in the namespace of the envelope')
  const header = headerMachine(name, version, definition.headers ?? {})
  const own = element(body.of, {
    name: body.root,
    namespace: body.namespace,
    ...(body.below === undefined ? {} : { below: body.below }),
  })
  const fault = element(faultType(version), { name: 'Fault' })
  const limits: Partial<XmlLimits> = { bytes: MOST_BYTES, ...definition.limits }
  const envelope = xmlDocument<Held, Held>(name, {
    summary,
    root: 'Envelope',
    namespace,
    prefixes: { [namespace]: 'soap', ...definition.prefixes },
    limits,
    of: sequence({
      attributes: anyAttributes(),
      Header: optional(sequence({ attributes: anyAttributes(), ...header.fields })),
      Body: sequence({ attributes: anyAttributes(), content: group(choice({ body: own, fault })) }),
    }) as AnyType,
  })

  const parse = (bytes: Uint8Array, { roles = [] }: SoapReadOptions = {}): EnvelopeRead<Out, BlocksRead<H>> => {
    const { attributes, Header, Body } = parsed(bytes)
    const attributed = ownAttributes({ Envelope: attributes, Header: Header?.attributes, Body: Body.attributes })
    const around = {
      headers: header.read(Header?.blocks ?? [], roles) as readonly BlocksRead<H>[],
      ...(attributed === undefined ? {} : { attributes: attributed }),
    }
    const { content } = Body
    return 'fault' in content
      ? { ...around, fault: faultOf(version, content.fault) }
      : { ...around, body: content.body as Out }
  }
  const parsed = (bytes: Uint8Array): Held => {
    try {
      return envelope.parse(bytes)
    } catch (error) {
      const root = isHubError(error) && error.code === 'HUB_XML_ROOT' ? rootOf(bytes) : undefined
      if (root === undefined) throw error
      throw HUB_SOAP_VERSION(name, version, describe(root))
    }
  }
  const write = (written: EnvelopeWritten<In, BlocksWritten<H>>): Uint8Array => {
    const { headers = [], attributes = {} } = written
    const withHeader = headers.length > 0 || attributes.Header !== undefined
    const content =
      written.fault === undefined ? { body: written.body } : { fault: faultElements(version, written.fault) }
    const blocks = header.write(headers) as readonly Record<string, unknown>[]
    return envelope.bytes({
      ...(attributes.Envelope === undefined ? {} : { attributes: attributes.Envelope }),
      ...(withHeader
        ? { Header: { ...(attributes.Header === undefined ? {} : { attributes: attributes.Header }), blocks } }
        : {}),
      Body: { ...(attributes.Body === undefined ? {} : { attributes: attributes.Body }), content },
    })
  }

  return Object.freeze({
    name,
    summary,
    version,
    parse,
    bytes: write,
    decoder: {
      name,
      read: async function* (bytes: AsyncIterable<Uint8Array>) {
        yield parse(await whole(bytes, { ...LIMITS, ...limits }.bytes))
      },
    },
    codec: {
      name,
      write: async function* (written: EnvelopeWritten<In, BlocksWritten<H>>) {
        yield write(written)
      },
    },
  })
}

const describe = ({ namespace, local }: { readonly namespace: string; readonly local: string }): string => {
  const other = (['1.1', '1.2'] as const).find((version) => ENVELOPE_NAMESPACE[version] === namespace)
  if (local !== 'Envelope') return 'no envelope'
  return other === undefined ? 'an envelope of another namespace' : `one of SOAP ${other}`
}

function ownAttributes(
  found: { readonly [K in keyof OwnAttributes]: OwnAttributes[K] | undefined },
): OwnAttributes | undefined {
  const said = Object.entries(found).filter(([, attributes]) => Object.keys(attributes ?? {}).length > 0)
  return said.length === 0 ? undefined : (Object.fromEntries(said) as OwnAttributes)
}

/** No more than the limit is collected; a byte more lets the reader say so. */
async function whole(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length > most) break
  }
  return Buffer.concat(chunks)
}

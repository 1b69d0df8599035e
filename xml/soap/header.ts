import {
  type AnyType,
  any,
  attribute,
  type Content,
  choice,
  element,
  type Fields,
  group,
  type InOf,
  many,
  type OutOf,
  optional,
  sequence,
  valued,
  type XmlType,
} from '../schema.js'
import { bool, simple, token } from '../simple.js'
import { HUB_SOAP_DEFINITION, HUB_SOAP_MUST_UNDERSTAND } from './errors.js'
import { ENVELOPE_NAMESPACE, type QName, rootOf, type SoapVersion } from './names.js'

/** A header block that is known. */
export interface HeaderBlock<out Out = unknown, in In = never> extends QName {
  readonly of: XmlType<Out, In>
  /** The namespace of the elements below it, where it is not its own. */
  readonly below: string | undefined
}
// biome-ignore lint/suspicious/noExplicitAny: what a block holds is said by its own type only
export type HeaderBlocks = Readonly<Record<string, HeaderBlock<any, any>>>

/** A header block of a message: its name, its namespace, and a sequence, valued or simple type for what it holds. */
export const headerBlock = <Out, In>(
  local: string,
  namespace: string,
  of: XmlType<Out, In>,
  { below }: { readonly below?: string } = {},
): HeaderBlock<Out, In> => ({ local, namespace, of, below })

interface Addressed {
  /** Whom it is addressed to, as a URI; without one, whoever receives the message last. */
  readonly role?: string
}
/** A block that the message does not know, as XML that stands for itself. */
export interface OtherBlock extends Addressed {
  readonly name: 'other'
  readonly block: QName
  readonly mustUnderstand: boolean
  readonly value: string
}
/** Blocks as reading gives them, told apart by `name`. */
export type BlocksRead<H> =
  | OtherBlock
  | {
      [K in keyof H & string]: Addressed & {
        readonly name: K
        readonly mustUnderstand: boolean
        readonly value: H[K] extends { readonly of: infer T } ? OutOf<T> : never
      }
    }[keyof H & string]
/** Blocks as writing takes them. XML of an `other` one is written as it stands. */
export type BlocksWritten<H> =
  | { readonly name: 'other'; readonly value: string }
  | {
      [K in keyof H & string]: {
        readonly name: K
        readonly mustUnderstand?: boolean | undefined
        readonly role?: string | undefined
        readonly value: H[K] extends { readonly of: infer T } ? InOf<T> : never
      }
    }[keyof H & string]

/** Properties that no element's name can be. */
const MUST = 'soap:mustUnderstand'
const ROLE = 'soap:role'
const RELAY = 'soap:relay'

const ROLES: Readonly<Record<SoapVersion, readonly string[]>> = {
  '1.1': ['http://schemas.xmlsoap.org/soap/actor/next'],
  '1.2': [
    'http://www.w3.org/2003/05/soap-envelope/role/next',
    'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
  ],
}

/** 1 and true are both read; 1 is what either version takes. */
const must = () => {
  const { message, sample, parse } = bool()
  return simple<boolean>({
    holds: '1 or 0',
    parse,
    format: (value) => (typeof value === 'boolean' ? (value ? '1' : '0') : undefined),
    message,
    sample,
  })
}

/** The type of a block with the attributes that SOAP gives it; `bare` where its own value is no object. */
function extended(
  message: string,
  of: AnyType,
  version: SoapVersion,
): { readonly of: AnyType; readonly bare: boolean } {
  const namespace = ENVELOPE_NAMESPACE[version]
  const own: Fields = {
    [MUST]: optional(attribute(must(), { name: 'mustUnderstand', namespace })),
    [ROLE]: optional(attribute(token(), { name: version === '1.1' ? 'actor' : 'role', namespace })),
    ...(version === '1.2' ? { [RELAY]: optional(attribute(bool(), { name: 'relay', namespace })) } : {}),
  }
  const content = of as Content
  if (content.kind === 'sequence') return { of: sequence({ ...content.fields, ...own }), bare: false }
  if (content.kind === 'valued') return { of: valued(content.of, { ...content.fields, ...own }), bare: false }
  if (content.kind === 'simple') return { of: valued(content, own), bare: true }
  throw HUB_SOAP_DEFINITION(
    message,
    `has a header block of a ${content.kind}; it can be a sequence, valued or simple type`,
  )
}

export interface HeaderMachine {
  readonly fields: Fields
  read(found: readonly Readonly<Record<string, unknown>>[], roles: readonly string[]): readonly unknown[]
  write(blocks: readonly { readonly name: string }[]): readonly unknown[]
}

/** Reads and writes the blocks of one kind of message. */
export function headerMachine(message: string, version: SoapVersion, blocks: HeaderBlocks): HeaderMachine {
  if ('other' in blocks)
    throw HUB_SOAP_DEFINITION(message, 'calls a header block other, which is what unknown ones are called')
  const known = new Map(
    Object.entries(blocks).map(([name, block]) => [name, { ...block, ...extended(message, block.of, version) }]),
  )
  const fields: Fields = Object.fromEntries(
    [...known].map(([name, { of, namespace, local, below }]) => [
      name,
      element(of, { name: local, namespace, ...(below === undefined ? {} : { below }) }),
    ]),
  )
  const other = (xml: string, roles: readonly string[]): OtherBlock => {
    const { namespace, local, attributes } = rootOf(Buffer.from(xml))!
    const said = (name: string) => attributes[`{${ENVELOPE_NAMESPACE[version]}}${name}`]?.trim()
    const mustUnderstand = /^(1|true)$/.test(said('mustUnderstand') ?? '')
    const role = said(version === '1.1' ? 'actor' : 'role')
    const block = { namespace, local }
    // An empty role is as none (SOAP 1.2 part 1, 5.2.2).
    if (mustUnderstand && (role === undefined || role === '' || roles.includes(role) || ROLES[version].includes(role)))
      throw HUB_SOAP_MUST_UNDERSTAND(message, block)
    return { name: 'other', block, mustUnderstand, ...(role === undefined ? {} : { role }), value: xml }
  }
  return {
    fields: { blocks: many(group(choice({ ...fields, other: any() }))) },
    read: (found, roles) =>
      found.map((one) => {
        const [name, value] = Object.entries(one)[0]!
        if (name === 'other') return other(value as string, roles)
        const { [MUST]: mustUnderstand = false, [ROLE]: role, [RELAY]: _, ...rest } = value as Record<string, unknown>
        const own = known.get(name)!.bare ? rest.value : rest
        return { name, mustUnderstand, ...(role === undefined ? {} : { role }), value: own }
      }),
    write: (written) =>
      written.map((one) => {
        const { name, value, mustUnderstand, role } = one as {
          readonly name: string
          readonly value: unknown
          readonly mustUnderstand?: boolean
          readonly role?: string
        }
        if (name === 'other') return { other: value }
        const block = known.get(name)
        if (block === undefined) throw HUB_SOAP_DEFINITION(message, `has no header block ${JSON.stringify(name)}`)
        const own = block.bare ? { value } : (value as object)
        return {
          [name]: {
            ...own,
            ...(mustUnderstand === undefined ? {} : { [MUST]: mustUnderstand }),
            ...(role === undefined ? {} : { [ROLE]: role }),
          },
        }
      }),
  }
}

import { Type } from 'typebox'
import { Intake } from '../intake.js'
import { LIMITS } from '../limits.js'
import type { NameScope, SimpleType } from '../schema.js'
import type { Scope } from '../scope.js'
import { simple } from '../simple.js'
import { type Attributes, type Listener, Tokens } from '../tokens.js'

/** SOAP 1.1 (W3C Note of 2000) and SOAP 1.2 (W3C Recommendation, second edition of 2007). */
export type SoapVersion = '1.1' | '1.2'

export const ENVELOPE_NAMESPACE: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
}

/** The version whose envelope has this namespace. */
export function versionOfNamespace(namespace: string): SoapVersion | undefined {
  if (namespace === ENVELOPE_NAMESPACE['1.1']) return '1.1'
  return namespace === ENVELOPE_NAMESPACE['1.2'] ? '1.2' : undefined
}

/** A name with its namespace; '' is none. */
export interface QName {
  readonly namespace: string
  readonly local: string
}

/** xs:QName: text that is a name, whose prefix is declared where it stands. */
export const qname = (): SimpleType<QName> =>
  simple<QName>({
    holds: 'a name whose prefix is declared',
    parse(text: string, scope: NameScope) {
      const found = /^(?:([^\s:]+):)?([^\s:]+)$/.exec(text)
      const namespace = found === null ? undefined : scope.uriOf(found[1] ?? '')
      return namespace === undefined ? undefined : { namespace, local: found![2]! }
    },
    format(value: unknown, scope: NameScope) {
      const { namespace, local } = (value ?? {}) as Partial<QName>
      if (typeof namespace !== 'string' || typeof local !== 'string' || !/^[^\s:]+$/.test(local)) return undefined
      if (namespace === '') return scope.uriOf('') === '' ? local : undefined
      const prefix = scope.prefixOf(namespace)
      return prefix === undefined ? undefined : prefix === '' ? local : `${prefix}:${local}`
    },
    message: Type.Object({ namespace: Type.String(), local: Type.String() }),
    sample: () => ({ namespace: ENVELOPE_NAMESPACE['1.1'], local: 'Client' }),
  })

/** The first element of a document, with its attributes by expanded name. */
export interface RootElement extends QName {
  readonly attributes: Readonly<Record<string, string>>
}

/** Ends the reading behind the first tag. */
class Found extends Error {}

class First implements Listener {
  root: RootElement | undefined
  open(_id: number, name: string, scope: Scope, { count, keys, values }: Attributes): void {
    const { uri, local } = scope.resolve(name, 'default')
    const attributes = Object.fromEntries(Array.from({ length: count }, (_, i) => [keys[i]!, values[i]!]))
    this.root = { namespace: uri, local, attributes }
    throw new Found()
  }
  close(): void {}
  text(): void {}
  aside(): void {}
}

const PIECE = 16 * 1024

/** The first element of a document, or undefined where there is none that can be read. Reads no further than that. */
export function rootOf(bytes: Uint8Array): RootElement | undefined {
  const first = new First()
  const tokens = new Tokens(new Map(), LIMITS, first)
  const intake = new Intake()
  try {
    for (let at = 0; at < bytes.length; at += PIECE) tokens.push(intake.push(bytes.subarray(at, at + PIECE)))
    tokens.push(intake.end())
  } catch {
    // Found, or what stands before the first tag is no XML: the reader says what.
  }
  return first.root
}

/** The version of the envelope in these bytes; undefined where they hold none. */
export function soapVersionOf(bytes: Uint8Array): SoapVersion | undefined {
  const root = rootOf(bytes)
  return root?.local === 'Envelope' ? versionOfNamespace(root.namespace) : undefined
}

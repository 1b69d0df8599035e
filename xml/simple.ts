import { Type } from 'typebox'
import { HUB_XML_SCHEMA } from './errors.js'
import type { SimpleType } from './schema.js'

/** What makes a simple type. `parse` sees text whose white space is already as `whitespace` says. */
export type SimpleSpec<Out> = Pick<SimpleType<Out>, 'holds' | 'parse' | 'format' | 'message' | 'sample'> &
  Partial<Pick<SimpleType<Out>, 'whitespace' | 'solid'>>

/** A simple type of one's own. */
export function simple<Out, In = Out>(spec: SimpleSpec<Out>): SimpleType<Out, In> {
  return Object.freeze({ kind: 'simple', whitespace: 'collapse', solid: false, ...spec }) as unknown as SimpleType<
    Out,
    In
  >
}

export interface TextFacets {
  /** Characters (not bytes), white space included. */
  readonly min?: number
  readonly max?: number
  /** The whole text must match; written without ^ and $, as in XML Schema. */
  readonly pattern?: RegExp
  /** `preserve` unless told: the text as it stands. */
  readonly whitespace?: SimpleType['whitespace']
  /** Texts of the type, for samples; needed where a pattern leaves too little to chance. */
  readonly examples?: readonly string[]
}

const SURROGATE = /[\ud800-\udfff]/

/** Characters of a text; JavaScript counts those beyond U+FFFF as two. */
function characters(text: string): number {
  if (!SURROGATE.test(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** The whole text, whatever alternatives the pattern has. */
export const wholly = (pattern: RegExp) => new RegExp(`^(?:${pattern.source})$`, pattern.flags.includes('u') ? 'u' : '')

/** xs:string and what is derived from it. */
export function text(facets: TextFacets = {}): SimpleType<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, examples } = facets
  const whole = pattern === undefined ? undefined : wholly(pattern)
  const long = max === Number.POSITIVE_INFINITY ? (min > 0 ? ` of at least ${min}` : '') : ` of ${min} to ${max}`
  const fits = (value: string) => {
    const { length } = value
    if (length < min) return false
    // Counting is dear, and only texts near a limit need it: units are never fewer than characters.
    if ((length > max || (min > 0 && length < min * 2)) && (characters(value) > max || characters(value) < min))
      return false
    return whole === undefined || whole.test(value)
  }
  return simple({
    holds: `text${long === '' ? '' : `${long} characters`}${pattern ? ` that matches ${pattern.source}` : ''}`,
    whitespace: facets.whitespace ?? 'preserve',
    parse: (value) => (fits(value) ? value : undefined),
    format: (value) => (typeof value === 'string' && fits(value) ? value : undefined),
    message: Type.String({
      ...(min > 0 ? { minLength: min } : {}),
      ...(max === Number.POSITIVE_INFINITY ? {} : { maxLength: max }),
      ...(whole === undefined ? {} : { pattern: whole.source }),
    }),
    sample(random) {
      if (examples !== undefined) return examples[Math.floor(random() * examples.length)]!
      if (pattern !== undefined)
        throw HUB_XML_SCHEMA(`text that matches ${pattern.source}`, 'has no examples to sample')
      const length = Math.min(max, min + Math.floor(random() * Math.min(20, max - min + 1)))
      return Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]!).join('')
    },
  })
}
const LETTERS = 'abcdefghijklmnopqrstuvwxyzåäöABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** xs:token: white space at the ends is no part of it, and inside it is single spaces. */
export const token = (facets: Omit<TextFacets, 'whitespace'> = {}): SimpleType<string> =>
  text({ ...facets, whitespace: 'collapse' })

/** xs:enumeration: one of these. */
export function oneOf<const V extends string>(...values: readonly V[]): SimpleType<V> {
  const known: ReadonlySet<unknown> = new Set(values)
  const is = (value: unknown): value is V => known.has(value)
  return simple<V>({
    holds: values.length > 12 ? `one of ${values.length} codes` : `one of ${values.join(', ')}`,
    solid: !values.some((value) => /\s/.test(value)),
    parse: (value) => (is(value) ? value : undefined),
    format: (value) => (is(value) ? value : undefined),
    message: Type.Unsafe<V>({ type: 'string', enum: [...values] }),
    sample: (random) => values[Math.floor(random() * values.length)]!,
  })
}

/** xs:boolean: `true`, `false`, `1` and `0` are read, `true` and `false` written. */
export const bool = (): SimpleType<boolean> =>
  simple({
    holds: 'true or false',
    solid: true,
    parse: (value) =>
      value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined,
    format: (value) => (typeof value === 'boolean' ? String(value) : undefined),
    message: Type.Boolean(),
    sample: (random) => random() < 0.5,
  })

/** xs:base64Binary: bytes. `max` counts bytes. */
export function base64({ max = Number.POSITIVE_INFINITY }: { readonly max?: number } = {}): SimpleType<Uint8Array> {
  return simple({
    holds: max === Number.POSITIVE_INFINITY ? 'bytes as base64' : `at most ${max} bytes as base64`,
    parse(value) {
      const packed = value.includes(' ') ? value.replaceAll(' ', '') : value
      const bytes = Buffer.from(packed, 'base64')
      // Buffer passes over what is no base64, and over bits beyond the last byte: then other text comes out again.
      if (bytes.toString('base64') !== packed) return undefined
      return bytes.length <= max ? new Uint8Array(bytes) : undefined
    },
    format: (value) =>
      value instanceof Uint8Array && value.length <= max
        ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
        : undefined,
    message: Type.Unsafe<Uint8Array>({ description: 'Bytes.' }),
    sample: (random) => Uint8Array.from({ length: Math.min(max, 12) }, () => Math.floor(random() * 256)),
  })
}

/** xs:list: values with spaces between. */
export function list<Out, In>(
  of: SimpleType<Out, In>,
  { min = 0, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number } = {},
): SimpleType<readonly Out[], readonly In[]> {
  return simple<readonly Out[], readonly In[]>({
    holds: `a list with spaces between, each ${of.holds}`,
    parse(value, scope) {
      const items = value === '' ? [] : value.split(' ').map((item) => of.parse(item, scope))
      return items.length < min || items.length > max || items.includes(undefined) ? undefined : (items as Out[])
    },
    format(value, scope) {
      if (!Array.isArray(value) || value.length < min || value.length > max) return undefined
      const items = value.map((item) => of.format(item, scope))
      return items.some((item) => item === undefined || item === '' || /\s/.test(item)) ? undefined : items.join(' ')
    },
    message: Type.Array(of.message, {
      ...(min > 0 ? { minItems: min } : {}),
      ...(max === Number.POSITIVE_INFINITY ? {} : { maxItems: max }),
    }),
    sample: (random) => Array.from({ length: Math.max(min, 1) }, () => of.sample(random)),
  })
}

/**
 * xs:QName: a name whose prefix is declared around it, as `{namespace}name`; such as a SOAP fault's code. Written with the
 * document's prefix of that namespace, which `prefixes` of the document must have.
 */
export const qname = (): SimpleType<string> =>
  simple({
    holds: 'a name with a declared prefix',
    solid: true,
    parse(value, scope) {
      const found = QNAME.exec(value)
      const uri = found === null ? undefined : scope.uriOf(found[1] ?? '')
      return uri === undefined ? undefined : uri === '' ? found![2] : `{${uri}}${found![2]}`
    },
    format(value, scope) {
      const found = typeof value === 'string' ? EXPANDED.exec(value) : null
      if (found === null) return undefined
      const [, uri, local] = found
      if (uri === undefined) return scope.uriOf('') === '' ? local : undefined
      const prefix = scope.prefixOf(uri)
      return prefix === undefined ? undefined : prefix === '' ? local : `${prefix}:${local}`
    },
    message: Type.String(),
    sample: () => 'name',
  })
const QNAME = /^(?:([\p{L}_][\p{L}\p{N}_.-]*):)?([\p{L}_][\p{L}\p{N}_.-]*)$/u
const EXPANDED = /^(?:\{([^{}]+)\})?([\p{L}_][\p{L}\p{N}_.-]*)$/u

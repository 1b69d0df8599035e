import type { TSchema } from 'typebox'
import { HUB_XML_SCHEMA } from './errors.js'

declare const held: unique symbol

/** The types behind a part of a schema: what reading gives, what writing takes, and whether each may leave it out. */
interface Held<Out, In, Reads, Writes> {
  readonly [held]: {
    readonly out: Out
    readonly in: (value: In) => void
    readonly reads: Reads
    readonly writes: Writes
  }
}
type Presence = 'always' | 'maybe'

/**
 * One property of an object that stands for an element: a child element, an attribute, a group of elements or a wildcard.
 * A type alone is a child element that stands exactly once and has the property's name.
 */
export interface Field<
  out Out = unknown,
  in In = Out,
  Reads extends Presence = Presence,
  Writes extends Presence = Presence,
> extends Held<Out, In, Reads, Writes> {
  readonly kind: string
}

/** What an element holds: `Out` is what reading gives, `In` what writing takes. */
export interface XmlType<out Out = unknown, in In = Out> extends Field<Out, In, 'always', 'always'> {
  readonly kind:
    | 'sequence'
    | 'choice'
    | 'all'
    | 'valued'
    | 'marked'
    | 'mixed'
    | 'lazy'
    | 'nillable'
    | 'personal'
    | 'empty'
    | 'simple'
}

/** The namespaces that are declared where a text stands, for texts that hold names. */
export interface NameScope {
  uriOf(prefix: string): string | undefined
  /** A prefix that is declared for a namespace ('' is the default one). */
  prefixOf(uri: string): string | undefined
}

/** Text of an element or attribute, and the value it stands for. `xml/simple.ts` and `xml/time.ts` have them. */
export interface SimpleType<out Out = unknown, in In = Out> extends XmlType<Out, In> {
  readonly kind: 'simple'
  /** How errors call it, such as `a decimal of at most 5 digits behind the point`. */
  readonly holds: string
  /** What is done to white space before `parse` sees the text (XML Schema part 2, 4.3.6). */
  readonly whitespace: 'preserve' | 'replace' | 'collapse'
  /** No value's text has white space in it. */
  readonly solid: boolean
  /** The value of the text, or undefined if it has none. */
  parse(text: string, scope: NameScope): Out | undefined
  /** The text of a value, or undefined if the type does not hold it. Whatever comes, since callers may not have compiled. */
  format(value: unknown, scope: NameScope): string | undefined
  /** What the value looks like in a message. */
  readonly message: TSchema
  /** Any value of the type; `random` gives numbers from 0 to 1. */
  sample(random: () => number): Out
}

// biome-ignore lint/suspicious/noExplicitAny: what a field holds is said by its own type only
export type AnyField = Field<any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyType = XmlType<any, any>
export type Fields = Readonly<Record<string, AnyField>>

type Flat<T> = { [K in keyof T]: T[K] }
export type OutOf<F> = F extends { readonly [held]: { readonly out: infer Out } } ? Out : never
export type InOf<F> = F extends { readonly [held]: { readonly in: (value: infer In) => void } } ? In : never
type Maybe<F, Side extends 'reads' | 'writes'> = {
  [K in keyof F]: F[K] extends { readonly [held]: { readonly [S in Side]: 'always' } } ? never : K
}[keyof F]

/** An element's object as reading gives it. What may be missing and is, is no property of it. */
export type Read<F> = Flat<
  { readonly [K in Exclude<keyof F, Maybe<F, 'reads'>>]: OutOf<F[K]> } & {
    readonly [K in Maybe<F, 'reads'>]?: OutOf<F[K]>
  }
>
/** The same as writing takes it: lists may be left out where none is needed, and may be streams. */
export type Write<F> = Flat<
  { readonly [K in Exclude<keyof F, Maybe<F, 'writes'>>]: InOf<F[K]> } & {
    readonly [K in Maybe<F, 'writes'>]?: InOf<F[K]> | undefined
  }
>
/** One of several: an object with exactly one property, so that `id.OrgId?.AnyBIC` asks and `'OrgId' in id` tells apart. */
export type ReadChoice<F> = {
  [K in keyof F]: Flat<{ readonly [P in K]: OutOf<F[P]> } & { readonly [P in Exclude<keyof F, K>]?: never }>
}[keyof F]
export type WriteChoice<F> = {
  [K in keyof F]: Flat<{ readonly [P in K]: InOf<F[P]> } & { readonly [P in Exclude<keyof F, K>]?: undefined }>
}[keyof F]
/** What `many` takes on writing. A stream is written as it comes, and its records are not kept. */
export type Several<T> = readonly T[] | AsyncIterable<T> | IterableIterator<T>

// What the machinery sees: the same things without their types.

export interface Sequence extends AnyType {
  readonly kind: 'sequence' | 'choice' | 'all'
  readonly fields: Fields
}
export interface Valued extends AnyType {
  readonly kind: 'valued'
  readonly of: SimpleType
  readonly fields: Fields
}
export interface Marked extends AnyType {
  readonly kind: 'marked'
  readonly of: SimpleType
  readonly marks: Readonly<Record<string, string>>
}
export interface Mixed extends AnyType {
  readonly kind: 'mixed'
  readonly fields: Fields | undefined
}
export interface Lazy extends AnyType {
  readonly kind: 'lazy'
  readonly of: () => AnyType
}
export interface Nillable extends AnyType {
  readonly kind: 'nillable'
  readonly of: AnyType
}
export interface Personal extends AnyType {
  readonly kind: 'personal'
  readonly of: AnyType
}
export interface Empty extends AnyType {
  readonly kind: 'empty'
}
export type Content =
  | Sequence
  | Valued
  | Marked
  | Mixed
  | Lazy
  | Nillable
  | Personal
  | Empty
  // biome-ignore lint/suspicious/noExplicitAny: as above
  | SimpleType<any, any>

export interface Named {
  /** The element's or attribute's local name where the property has another, such as `value` for an element `Value`. */
  readonly name?: string
  /** Its namespace; of an element also that of the elements below, unless `below` says otherwise. '' is none. */
  readonly namespace?: string
}
export interface ElementOptions extends Named {
  /** The namespace of the elements below: '' where a schema says elementFormDefault="unqualified". */
  readonly below?: string
}
export interface ElementField extends AnyField, ElementOptions {
  readonly kind: 'element'
  readonly of: AnyType
}
export interface AttributeField extends AnyField, Named {
  readonly kind: 'attribute'
  /** Undefined where `fixed` says it all. */
  readonly of?: SimpleType
  readonly fixed?: string
}
export interface OptionalField extends AnyField {
  readonly kind: 'optional'
  readonly of: AnyField
}
export interface ManyField extends AnyField {
  readonly kind: 'many'
  readonly of: AnyField
  readonly min: number
  readonly max: number
}
export interface GroupField extends AnyField {
  readonly kind: 'group'
  readonly of: AnyType
}
export interface AnyElementField extends AnyField {
  readonly kind: 'any'
  readonly namespaces: 'any' | 'other' | readonly string[]
}
export interface AnyAttributesField extends AnyField {
  readonly kind: 'any-attributes'
}

/** Fields and types are frozen data; their TypeScript types are said where they are made. */
function made<T>(data: object): T {
  return Object.freeze(data) as T
}

/** xs:sequence, with its attributes: the properties' order is the elements' order. */
export const sequence = <const F extends Fields>(fields: F): XmlType<Read<F>, Write<F>> & { readonly fields: F } =>
  made({ kind: 'sequence', fields })

/** xs:choice: exactly one of the elements or groups. With attributes beside it, use `sequence({ …, which: group(choice(…)) })`. */
export const choice = <const F extends Fields>(
  fields: F,
): XmlType<ReadChoice<F>, WriteChoice<F>> & { readonly fields: F } => made({ kind: 'choice', fields })

/** xs:all: each element at most once, in any order; written in the properties' order. */
export const all = <const F extends Fields>(fields: F): XmlType<Read<F>, Write<F>> & { readonly fields: F } =>
  made({ kind: 'all', fields })

/** Simple content with attributes, such as an amount and its currency: the text is the property `value`. */
export const valued = <Out, In, const F extends Fields>(
  of: SimpleType<Out, In>,
  fields: F,
): XmlType<Read<{ value: SimpleType<Out, In> } & F>, Write<{ value: SimpleType<Out, In> } & F>> & {
  readonly fields: F
} => made({ kind: 'valued', of, fields })

/**
 * Simple content with attributes that never differ, such as Finvoice's `Format="CCYYMMDD"`: they are verified on read and
 * written always, and the value stands for the element.
 */
export const marked = <Out, In>(of: SimpleType<Out, In>, marks: Readonly<Record<string, string>>): XmlType<Out, In> =>
  made({ kind: 'marked', of, marks })

/**
 * Mixed content (text and any elements), kept as the XML between the tags, with every namespace declaration it needs. With
 * attributes it is the property `value` beside them.
 */
export function mixed(): XmlType<string>
export function mixed<const F extends Fields>(
  fields: F,
): XmlType<Read<{ value: XmlType<string> } & F>, Write<{ value: XmlType<string> } & F>>
export function mixed(fields?: Fields): AnyType {
  return made({ kind: 'mixed', fields })
}

/** An element without content, whose presence is what it says: `true`. */
export const empty = (): XmlType<true> => made({ kind: 'empty' })

/** A type that is defined later or contains itself: give the type argument, since TypeScript cannot infer through itself. */
export const lazy = <Out, In = Out>(of: () => XmlType<Out, In>): XmlType<Out, In> => made({ kind: 'lazy', of })

/** xsi:nil="true" and no content: null. */
export const nillable = <Out, In>(of: XmlType<Out, In>): XmlType<Out | null, In | null> =>
  made({ kind: 'nillable', of })

/** Everything in it concerns a person: errors tell only lengths, and the message's schema says `x-personal`. */
export const personal = <Out, In>(of: XmlType<Out, In>): XmlType<Out, In> => made({ kind: 'personal', of })

/** A child element whose name or namespace is not what its property and its surroundings say. */
export const element = <Out, In>(of: XmlType<Out, In>, options: ElementOptions): Field<Out, In, 'always', 'always'> =>
  made({ kind: 'element', of, ...options })

/** An attribute; wrap it in `optional` where it may be missing. Its name is the property's, in no namespace, unless told. */
export const attribute = <Out, In>(of: SimpleType<Out, In>, options: Named = {}): Field<Out, In, 'always', 'always'> =>
  made({ kind: 'attribute', of, ...options })

/** An attribute that can only have this value: it may be left out on writing and is written always. */
export const fixed = <const V extends string>(value: V, options: Named = {}): Field<V, V, 'always', 'maybe'> =>
  made({ kind: 'attribute', fixed: value, ...options })

/** minOccurs="0", or use="optional" of an attribute. */
export const optional = <Out, In>(of: Field<Out, In, Presence, Presence>): Field<Out, In, 'maybe', 'maybe'> =>
  made({ kind: 'optional', of })

/** A list. Reading always gives one, so an absent element is an empty list. */
export const many = <Out, In>(
  of: Field<Out, In, 'always', Presence>,
  { max = Number.POSITIVE_INFINITY }: { readonly max?: number } = {},
): Field<readonly Out[], Several<In>, 'always', 'maybe'> => made({ kind: 'many', of, min: 0, max })

/** A list of one or more. */
export const atLeastOnce = <Out, In>(
  of: Field<Out, In, 'always', Presence>,
  { min = 1, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number } = {},
): Field<readonly Out[], Several<In>, 'always', 'always'> => made({ kind: 'many', of, min, max })

/** A nested sequence or choice without an element of its own: `optional(group(sequence({ Key, Value })))`. */
export const group = <Out, In>(of: XmlType<Out, In>): Field<Out, In, 'always', 'always'> => made({ kind: 'group', of })

/**
 * xs:any: one element of whatever kind, kept as XML that stands for itself (it carries its namespace declarations).
 * `other`: of any namespace but that of the elements around it. Elements named beside it go first.
 */
export const any = (
  namespaces: 'any' | 'other' | readonly string[] = 'any',
): Field<string, string, 'always', 'always'> => made({ kind: 'any', namespaces })

/** xs:anyAttribute: what no other attribute claims, by name, or by `{namespace}name`. */
export const anyAttributes = (): Field<
  Readonly<Record<string, string>>,
  Readonly<Record<string, string>>,
  'always',
  'maybe'
> => made({ kind: 'any-attributes' })

/** Fields without some of them: for another version of a message. */
export function without<F extends Fields, K extends keyof F>(fields: F, ...names: readonly K[]): Flat<Omit<F, K>> {
  for (const name of names)
    if (!(name in fields)) throw HUB_XML_SCHEMA('fields', `do not have the ${String(name)} that is to go`)
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name as unknown as K))) as Flat<
    Omit<F, K>
  >
}

/** Fields with more of them behind one: for another version of a message. A spread alone replaces a field in its place. */
export function withAfter<F extends Fields, More extends Fields>(fields: F, name: keyof F, more: More): Flat<F & More> {
  if (!(name in fields)) throw HUB_XML_SCHEMA('fields', `do not have the ${String(name)} that others are to follow`)
  return Object.fromEntries(
    Object.entries(fields).flatMap((each) => (each[0] === name ? [each, ...Object.entries(more)] : [each])),
  ) as Flat<F & More>
}

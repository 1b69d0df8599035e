import type { Encoding } from './encoding.js'

declare const held: unique symbol

/**
 * One field of a record: how wide it is and what it holds. `Out` is what reading gives, `In` what writing takes; a field
 * whose `Out` is never (a literal, blanks) is no part of the record.
 *
 * `parse` and `format` are the whole truth about a field, slow and with reasons. `readCode` and `writeCode`, where
 * present, are the same in JavaScript that is compiled into the layout's reader and writer: they may give up at any
 * time, and then `parse` and `format` decide. A new kind of field can leave them out.
 */
export interface Field<out Out = unknown, in In = Out> {
  readonly [held]: { readonly out: Out; readonly in: (value: In) => void }
  readonly width: number
  /** How errors and `file layouts` call it, such as `12 characters of text`. */
  readonly holds: string
  readonly role: 'value' | 'constant' | 'tag' | 'total'
  /** False for literals, blanks and spare columns, which are no part of the record. */
  readonly kept: boolean
  readonly personal: boolean
  readonly mayCut: boolean
  readonly json: 'as-is' | 'bigint'
  /** Of a tag: what may stand there. Tags tell records apart. */
  readonly tags?: readonly string[]
  /** What is written where the record says nothing. */
  readonly fallback?: unknown
  readonly total?: Total
  /** True where `Number(value)` or `BigInt(value)` is the number it holds, so that totals can add it up. */
  readonly adds: boolean
  /** The value may be undefined: blank columns. Totals then pass it over. */
  readonly mayBeAbsent: boolean
  /** Any byte may stand in its columns, those of a line end too, so a record that holds it cannot end with one. */
  readonly anyByte: boolean
  /** Takes all columns that are left of a record of variable length; its width says nothing. */
  readonly open: boolean
  /** A plausible value, drawn with numbers from 0 to 1: for samples and for tests with random records. */
  sample?(random: () => number): unknown
  /** The value of exactly `width` units, or what is wrong with them. */
  parse(units: string, encoding: Encoding): unknown
  /** Exactly `width` units, or why not. */
  format(value: unknown, out: Format): string | Refusal
  readCode?(at: number, name: string): ReadCode
  writeCode?(at: number, value: string): string
}

/** What came is not what the field holds. */
export class Wrong {
  readonly expected: string
  constructor(expected: string) {
    this.expected = expected
  }
}

/** The field cannot hold that value. */
export class Refusal {
  readonly reason: 'overflow' | 'character' | 'value'
  readonly found: unknown
  readonly expected: string | undefined
  constructor(reason: Refusal['reason'], found: unknown, expected?: string) {
    this.reason = reason
    this.found = found
    this.expected = expected
  }
}

/** What formatting may use and must report. */
export interface Format {
  readonly encoding: Encoding
  /** What stands for a character that the encoding lacks; undefined refuses it. */
  substitute(character: string): string | undefined
  /** The value was cut to its width, which only a `mayCut` field does. */
  cut(): void
  transliterated(character: string, to: string): void
}

/**
 * JavaScript that reads one field of a record beginning at unit `at` of `b` (codes) and `s` (the same as a string).
 * `digits`: columns, from the record's start, that must be digits 0-9; `test`: must be true; `before`: statements that may
 * `return null`; `value`: the expression.
 */
export interface ReadCode {
  readonly digits?: readonly [from: number, to: number]
  readonly test?: string
  readonly before?: string
  readonly value?: string
}

/** What a total is over. Declared in the layout, computed on write, verified on read. */
export interface Total {
  /**
   * `serial`: how many of them came so far, its own record included; `length`: how long its own record is, in units;
   * `sha256`: of all bytes of the scope before its record.
   */
  readonly kind: 'count' | 'sum' | 'sha256' | 'serial' | 'length'
  readonly terms: readonly Term[]
  readonly modulo?: bigint
  /** Counts blocks of so many, a begun one included. */
  readonly per?: number
  /** Added to a count: -1 leaves the total's own record out. */
  readonly plus: number
  /**
   * The repetition that begins with a record of this name, around the total's record; `file`: the whole file. Undefined:
   * the innermost repetition that the record stands in.
   */
  readonly within: string | undefined
  /** A sum of what came before its record in the scope, compared there. A serial always is. */
  readonly soFar?: boolean
  /** A total of zero says nothing: writers of such files may leave the columns unfilled. */
  readonly zeroSaysNothing: boolean
}
/** Records that count for a total, or of which a field is added up. */
export interface Term {
  /** `*` is every record of the scope, the total's own included. */
  readonly of: string
  readonly field?: string
  /** Taken away instead of added. */
  readonly minus: boolean
  readonly where: Where
}
export type Where = Readonly<Record<string, Plain | readonly Plain[]>>
export type Plain = string | number | boolean | bigint

// biome-ignore lint/suspicious/noExplicitAny: a record's fields hold anything, and only their own types say what
export type AnyField = Field<any, any>
export type Fields = Readonly<Record<string, AnyField>>

type OutOf<F> = F extends { readonly [held]: { readonly out: infer Out } } ? Out : never
type InOf<F> = F extends { readonly [held]: { readonly in: (value: infer In) => void } } ? In : never
type Kept<F> = { [K in keyof F]: [OutOf<F[K]>] extends [never] ? never : K }[keyof F]
type MayMiss<F> = { [K in Kept<F>]: undefined extends InOf<F[K]> ? K : never }[Kept<F>]
type Flat<T> = { [K in keyof T]: T[K] }

/** A record as reading gives it: the layout is the type. */
export type RecordOf<Name extends string, F> = Flat<
  { readonly record: Name } & { readonly [K in Kept<F> & string]: OutOf<F[K]> }
>
/** A record as writing takes it: totals and fields with a fallback may be left out. */
export type InputOf<Name extends string, F> = Flat<
  { readonly record: Name } & { readonly [K in Exclude<Kept<F>, MayMiss<F>> & string]: InOf<F[K]> } & {
    readonly [K in MayMiss<F> & string]?: InOf<F[K]>
  }
>

const DEFAULTS = {
  role: 'value',
  kept: true,
  personal: false,
  mayCut: false,
  json: 'as-is',
  adds: false,
  mayBeAbsent: false,
  anyByte: false,
  open: false,
} as const

type Optional = keyof typeof DEFAULTS
/** Makes a field of what differs from an ordinary value. */
export function field<Out, In = Out>(
  spec: Omit<Field<Out, In>, Optional | typeof held> & Partial<Pick<Field<Out, In>, Optional>>,
): Field<Out, In> {
  return Object.freeze({ ...DEFAULTS, ...spec }) as Field<Out, In>
}

/** The same field, written as `value` where the record says nothing. Reading is unchanged. */
export function orElse<Out, In>(inner: Field<Out, In>, value: NoInfer<In>): Field<Out, In | undefined> {
  return Object.freeze({ ...inner, fallback: value }) as unknown as Field<Out, In | undefined>
}

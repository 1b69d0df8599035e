import type { Static, TSchema } from 'typebox'
import type { Duration } from './duration.js'
import { HubError, neverSent } from './errors.js'

declare const schemaOf: unique symbol
/** An interface of its own, so that declaration files can name what `schema` returns. */
export interface SchemaMark<Out> {
  readonly [schemaOf]?: Out
}
/** A TypeBox schema and the type of its values, worked out once where it is declared. */
export type Schema<Out> = object & SchemaMark<Out>

// Phantom keys are REQUIRED properties: with optional ones anything that has a uri fits everywhere.
declare const gives: unique symbol
declare const takes: unique symbol
declare const answers: unique symbol
declare const rowsOf: unique symbol
declare const txOf: unique symbol
declare const channelMark: unique symbol
declare const signalMark: unique symbol
declare const callMark: unique symbol
declare const readMark: unique symbol

export interface Source<Body> {
  readonly uri: string
  readonly [gives]: Body
}
export interface Sink<Body> {
  readonly uri: string
  readonly [takes]: (body: Body) => void
}
/** The sending half of a channel. */
export interface Inlet<Body> extends Sink<Body> {
  readonly [channelMark]: true
}
export interface Channel<Body> extends Source<Body>, Inlet<Body> {
  readonly schema: TSchema
}
/** An announcement: every flow that is `from` it gets its own copy. Announcing it is the same as sending to a channel. */
export interface Topic<Body> extends Source<Body>, Inlet<Body> {
  readonly schema: TSchema
  readonly topic: true
}
/** An effect that answers: a web service, a partner's API, or another flow of ours. */
export interface Callable<Request, Answer> {
  readonly uri: string
  readonly [callMark]: (request: Request) => void
  readonly [answers]: Answer
}
/** An inlet that owes an answer: what an operation asks, what a synchronous flow is `from`. */
export interface Question<Request, Answer> extends Callable<Request, Answer> {
  readonly request: TSchema
  readonly answer: TSchema
}
export interface Reader<Query, Row> {
  readonly uri: string
  readonly [readMark]: (query: Query) => void
  readonly [rowsOf]: Row
}
/** Any signal, whatever its events hold. */
export interface AnySignal {
  readonly uri: string
  readonly [signalMark]: true
}
/** An outside event a message can wait for. Kept `keep` long when it comes before its waiter. */
export interface Signal<Event> extends Inlet<Event>, AnySignal {
  readonly [gives]: Event
  keyOf(event: Event): string
}
declare const claimMark: unique symbol
/** What stands in a body for something that `claimCheck` took out of it and the books keep. */
export interface Claim<Part> {
  readonly id: string
  readonly [claimMark]: Part
}
export interface Books<Tx> {
  readonly uri: 'books'
  readonly [txOf]: (tx: Tx) => Tx
}

/** What a declared inlet is at run time. `kind` tells them apart; the phantom keys above exist only for the compiler. */
export interface Declared {
  readonly kind: 'channel' | 'topic' | 'question' | 'signal'
  readonly name: string
  readonly uri: string
  readonly schema?: TSchema
  readonly request?: TSchema
  readonly answer?: TSchema
  readonly keep?: Duration
  keyOf?(event: unknown): string
}

export const HUB_NAME = (what: string, name: string) =>
  new HubError(
    'HUB_NAME',
    `the name of a ${what} is <pack>/<name> in lower case letters, digits and hyphens; got "${name}"`,
    neverSent,
  )

const NAME = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/

/** Refuses a name that could not be a file name, a queue name and part of an address alike. Throws HUB_NAME. */
export function checkedName(what: string, name: string): string {
  if (!NAME.test(name) || name.length > 100) throw HUB_NAME(what, name)
  return name
}

const declare = (declared: Declared) => Object.freeze(declared) as unknown

/** A named, durable, typed inlet that one flow owns (point to point). Throws HUB_NAME. */
export function channel<Body>(name: string, schema: Schema<Body>): Channel<Body> {
  const checked = checkedName('channel', name)
  return declare({
    kind: 'channel',
    name: checked,
    uri: `channel:${checked}`,
    schema: schema as TSchema,
  }) as Channel<Body>
}
/** A named, durable, typed announcement; every flow that takes it gets its own copy. Throws HUB_NAME. */
export function topic<Body>(name: string, schema: Schema<Body>): Topic<Body> {
  const checked = checkedName('topic', name)
  return declare({ kind: 'topic', name: checked, uri: `topic:${checked}`, schema: schema as TSchema }) as Topic<Body>
}
/** An inlet that owes an answer. Throws HUB_NAME. */
export function question<Request, Answer>(
  name: string,
  request: Schema<Request>,
  answer: Schema<Answer>,
): Question<Request, Answer> {
  const checked = checkedName('question', name)
  return declare({
    kind: 'question',
    name: checked,
    uri: `question:${checked}`,
    request: request as TSchema,
    answer: answer as TSchema,
  }) as Question<Request, Answer>
}
/** An outside event that a waiting message waits for by key. Throws HUB_NAME. */
export function signal<Event>(
  name: string,
  schema: Schema<Event>,
  options: { readonly keyOf: (event: Event) => string; readonly keep: string },
): Signal<Event> {
  const checked = checkedName('signal', name)
  return declare({
    kind: 'signal',
    name: checked,
    uri: `signal:${checked}`,
    schema: schema as TSchema,
    keep: options.keep as Duration,
    keyOf: options.keyOf as (event: unknown) => string,
  }) as Signal<Event>
}

/** Where a message goes that the hub gave up on: its own list, from which an operator can replay it. */
export const deadLetters: unique symbol = Symbol('dead letters')

/**
 * Names a TypeBox schema once, so that the compiler works out its type once. `Out` is a parameter of its own because the
 * compiler would otherwise look for S inside Static<S> wherever the result is expected to be some Schema.
 */
export function schema<S extends TSchema, Out = Static<S>>(declared: S): S & Schema<Out> {
  return declared as S & Schema<Out>
}

/** The hub's own database as a place for changes. `Tx` is what `apply` gets: a query builder bound to the transaction. */
export function booksOf<Tx>(): Books<Tx> {
  return Object.freeze({ uri: 'books' }) as unknown as Books<Tx>
}

/** What the bodies of an inlet look like; undefined for an outside source, whose flow says it itself. */
export function bodySchemaOf(inlet: Declared | { readonly uri: string }): TSchema | undefined {
  if (!('name' in inlet)) return undefined
  return inlet.kind === 'question' ? inlet.request : inlet.schema
}

/** The run-time face of `claimed()`. */
export const CLAIMS = 'claims'

/**
 * A reader that gives back what `claimCheck` took out: `enrich(claimed<Scan>(), (body, [scan]) => …)`. Exactly one row;
 * HUB_CLAIM_GONE when nothing of the message's story lives any more and the books have let it go.
 */
export function claimed<Part>(): Reader<{ readonly claim: Claim<Part> }, Part> {
  return Object.freeze({ kind: CLAIMS, uri: CLAIMS }) as unknown as Reader<{ readonly claim: Claim<Part> }, Part>
}

/** The run-time face of an inlet, or undefined for anything that was not made by the functions above. */
export function declaredOf(end: unknown): Declared | undefined {
  const kind = (end as Partial<Declared> | null)?.kind
  return kind === 'channel' || kind === 'topic' || kind === 'question' || kind === 'signal'
    ? (end as Declared)
    : undefined
}

import { startFlow } from './builder.js'
import type { Duration } from './duration.js'
import type {
  AnySignal,
  Books,
  Callable,
  Claim,
  deadLetters,
  Inlet,
  Question,
  Reader,
  Schema,
  Signal,
  Sink,
  Source,
} from './ends.js'
import type { Told } from './message.js'

export interface RetryPolicy {
  readonly attempts: number
  readonly delay: Duration
  readonly factor?: number
  readonly maxDelay?: Duration
}
export interface FailurePolicy<Original> {
  readonly retry?: RetryPolicy
  readonly thenTo: typeof deadLetters | Inlet<Original>
}

declare const endedMark: unique symbol
export interface ClosedFlow {
  readonly [endedMark]: true
  readonly id: string
}
/** What stands after a step that may be the last one: an end, or a place to go on from. A flow that owes an answer may not end here. */
export type Rest<Body, Reply> = [Reply] extends [never] ? OpenFlow<Body, Reply> & ClosedFlow : OpenFlow<Body, Reply>

type Sync<T> = T extends PromiseLike<unknown> ? 'a transform computes; use enrich or call to ask outside' : T
export type BodyOf<C> = C extends Inlet<infer B> ? B : never
export type Announce<C> = <Ch extends C>(channel: Ch, body: BodyOf<Ch>) => void
export type Outcome<Result> =
  | { readonly index: number; readonly key: string; readonly state: 'done'; readonly body: Result }
  | { readonly index: number; readonly key: string; readonly state: 'dropped'; readonly reason: string }
  | { readonly index: number; readonly key: string; readonly state: 'dead-letter'; readonly code: string }
export type Parts<Body, Part> = Reader<Body, Part> | ((body: Body) => Iterable<Part>)
export interface Codec<File> {
  readonly name: string
  write(file: File): AsyncIterable<Uint8Array>
}
export interface Decoder<Record> {
  readonly name: string
  read(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Record>
}
export type Bytes = { readonly bytes: AsyncIterable<Uint8Array> }

type Branch<Body, Reply, Out> = (branch: OpenFlow<Body, Reply>) => Out
type Total<Body, Reply, Key extends string, Out> = { readonly [K in Key]: Branch<Body, Reply, Out> }
type TotalBy<Body, P extends keyof Body, Reply, Out> = {
  readonly [K in Body[P] & string]: Branch<Extract<Body, Record<P, K>>, Reply, Out>
}

type Literal<Key extends string> = string extends Key ? 'the selector must return literal names, not string' : unknown
type LiteralProperty<Value> = string extends Value ? 'the property must hold literal names, not string' : unknown
declare const bodyMark: unique symbol
/** Any open branch, whatever it carries. Open flows are invariant in their body, so unknown would refuse them all. */
export interface AnyOpen {
  readonly [bodyMark]: unknown
}
type Meeting<Ways> = {
  [K in keyof Ways]: Ways[K] extends (branch: never) => infer End
    ? End extends { readonly [bodyMark]: infer Out }
      ? Out
      : never
    : never
}[keyof Ways]

export interface OpenFlow<Body, Reply = never> {
  readonly [bodyMark]: Body
  // one message in, one message out
  validate<Out>(schema: Schema<Out>): OpenFlow<Out, Reply>
  transform<Next>(map: (body: Body, told: Told) => Sync<Next>): OpenFlow<Next, Reply>
  filter<Kept extends Body>(
    keep: (body: Body) => body is Kept,
    otherwise: { readonly drop: string },
  ): OpenFlow<Kept, Reply>
  filter(keep: (body: Body) => boolean, otherwise: { readonly drop: string }): OpenFlow<Body, Reply>
  enrich<Row, Next>(reader: Reader<Body, Row>, into: (body: Body, rows: readonly Row[]) => Next): OpenFlow<Next, Reply>
  encode(codec: Codec<Body>): OpenFlow<Body & Bytes, Reply>
  delay(by: Duration | ((body: Body, told: Told) => Date)): OpenFlow<Body, Reply>

  // effects and changes: may end the flow or go on
  call<Answer>(callable: Callable<Body, Answer>): OpenFlow<Answer, Reply>
  call<Request, Answer, Next>(
    callable: Callable<Request, Answer>,
    how: {
      readonly ask: (body: Body) => Request
      readonly into: (body: Body, answer: Answer) => Next
      readonly once?: (body: Body) => string
    },
  ): OpenFlow<Next, Reply>
  compensate<Request>(
    callable: Callable<Request, unknown>,
    how: { readonly ask: (body: Body) => Request },
  ): OpenFlow<Body, Reply>
  change<Tx, Next, const To extends readonly Inlet<never>[] = readonly []>(change: {
    readonly in: Books<Tx>
    readonly once: (body: Body) => string
    readonly announces?: To
    readonly apply: (body: Body, tx: Tx, announce: Announce<To[number]>) => Promise<Next>
  }): Rest<Next, Reply>
  to(sink: Sink<Body>, options?: { readonly once: (body: Body) => string }): Rest<Body, Reply>
  publish(channel: Inlet<Body>): Rest<Body, Reply>
  publish<Out>(channel: Inlet<Out>, map: (body: Body) => Out): Rest<Body, Reply>
  waitFor<Event, Next>(
    signal: Signal<Event>,
    how: {
      readonly key: (body: Body) => string
      readonly until: Duration | ((body: Body) => Date)
      readonly into: (body: Body, event: Event | 'timed-out') => Next
    },
  ): OpenFlow<Next, Reply>

  // many ways
  choose<Key extends string>(
    selector: (body: Body) => Key & Literal<Key>,
    branches: Total<Body, Reply, NoInfer<Key>, ClosedFlow>,
  ): ClosedFlow
  choose<P extends keyof Body>(
    property: P & LiteralProperty<Body[P]>,
    branches: TotalBy<Body, P, Reply, ClosedFlow>,
  ): ClosedFlow
  /** As choose, for branches that meet again: each goes on with a body, or ends. */
  chooseAndMeet<Key extends string, Ways extends Total<Body, Reply, Key, AnyOpen | ClosedFlow>>(
    selector: (body: Body) => Key & Literal<Key>,
    branches: Ways,
  ): [Exclude<keyof Ways, Key>] extends [never]
    ? OpenFlow<Meeting<Ways>, Reply>
    : 'a branch that the selector never names'
  /** Parts that only compute, as a stream: nothing is stored but refused parts. */
  split<Part>(
    parts: Parts<Body, Part>,
    policy: { readonly ifPartFails: 'dead-letter-the-part' | 'fail-the-whole' },
  ): PartsFlow<Part, Body, Reply>
  /** Parts that act: each is a message of its own, and the whole goes on when all have ended. */
  splitEach<Part, Result, Next>(
    parts: Parts<Body, Part>,
    how: {
      readonly key: (part: Part) => string
      readonly ifPartFails: 'dead-letter-the-part' | 'fail-the-whole'
      readonly each: (part: OpenFlow<Part>) => OpenFlow<Result> | ClosedFlow
      readonly into: (whole: Body, outcomes: AsyncIterable<Outcome<Result>>) => Next | Promise<Next>
    },
  ): OpenFlow<Next, Reply>

  // to and from many
  wireTap(channel: Inlet<Body>): OpenFlow<Body, Reply>
  multicast(channels: readonly Inlet<Body>[]): Rest<Body, Reply>
  recipients<Name extends string>(
    of: (body: Body) => readonly Name[],
    among: { readonly [K in NoInfer<Name>]: Inlet<Body> },
  ): Rest<Body, Reply>
  collect<Group>(options: {
    readonly by: (body: Body) => string
    readonly until: { readonly count?: number; readonly quietFor?: Duration; readonly signal?: AnySignal }
    readonly into: (key: string, bodies: readonly Body[]) => Group
  }): OpenFlow<Group, Reply>
  resequence(options: {
    readonly by: (body: Body) => string
    readonly position: (body: Body) => number
    readonly within: Duration
    readonly ifGap: 'go-on' | 'dead-letter'
  }): OpenFlow<Body, Reply>
  throttle(limit: {
    readonly count: number
    readonly per: Duration
    readonly by?: (body: Body) => string
  }): OpenFlow<Body, Reply>
  claimCheck<Kept, Part>(keep: {
    readonly take: (body: Body) => Part
    readonly leave: (body: Body) => Kept
  }): OpenFlow<Kept & { readonly claim: Claim<Part> }, Reply>
  decode<Row>(
    decoder: Decoder<Row>,
    bytes: (body: Body) => AsyncIterable<Uint8Array>,
    policy: { readonly ifPartFails: 'dead-letter-the-part' | 'fail-the-whole' },
  ): PartsFlow<Row, Body, Reply>

  // ends
  drop(reason: string): ClosedFlow
  reply(map: (body: Body, told: Told) => Reply): ClosedFlow
}

/** Before the first step. Order, business keys and failure are settled at the door, so they can only be said here. */
export interface HeadFlow<Body, Reply, Original> extends OpenFlow<Body, Reply> {
  validate<Out>(schema: Schema<Out>): HeadFlow<Out, Reply, Original>
  onFailure(policy: FailurePolicy<Original>): Omit<HeadFlow<Body, Reply, Original>, 'onFailure'>
  inOrderBy(
    keyOf: (body: Body) => string,
    policy: { readonly afterDeadLetter: 'hold-the-key' | 'go-on' },
  ): Omit<HeadFlow<Body, Reply, Original>, 'inOrderBy'>
  knownBy(keys: { readonly [name: string]: (body: Body) => string | undefined }): HeadFlow<Body, Reply, Original>
}
export interface PartsFlow<Part, Whole, Reply> {
  validate<Out>(schema: Schema<Out>): PartsFlow<Out, Whole, Reply>
  transform<Next>(map: (part: Part, whole: Whole) => Sync<Next>): PartsFlow<Next, Whole, Reply>
  filter(keep: (part: Part) => boolean, otherwise: { readonly drop: string }): PartsFlow<Part, Whole, Reply>
  aggregate<Group>(options: {
    readonly by: (part: Part) => string
    readonly into: (key: string, parts: AsyncIterable<Part>, whole: Whole) => Group
  }): OpenFlow<Group, Reply>
}
export interface FlowStart {
  from<Request, Answer>(question: Question<Request, Answer>): HeadFlow<Request, Answer, Request>
  from<Body>(source: Source<Body>): HeadFlow<Body, never, Body>
}
/**
 * Begins a flow. The id is `<pack>/<file name>`. The builder only builds frozen data; nothing runs until a hub runs it.
 * Throws HUB_NAME, HUB_FLOW_SHAPE and what the steps refuse.
 */
export const flow = startFlow as unknown as (id: string) => FlowStart

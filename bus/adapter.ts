import type { TSchema } from 'typebox'
import type { Callable, Reader, Sink, Source } from './ends.js'
import { checkedName } from './ends.js'
import { HubError, neverSent } from './errors.js'
import { LimitOptions } from './limits.js'

/** What one use of an effect is told. */
export interface EffectUse {
  /** The idempotency key: the same for every try of this effect, different for every other effect. */
  readonly key: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly messageId: string
  readonly correlationId: string
  /** When the message was accepted; the same on every try. */
  readonly now: Date
  /** W3C trace context to pass on, if the caller sent one. */
  readonly traceparent?: string
  /** Aborted when the deadline has passed or the hub is stopping. */
  readonly signal: AbortSignal
}

/** What an adapter found out about an effect in doubt. */
export type Found<Answer> =
  | { readonly state: 'answered'; readonly answer: Answer }
  | { readonly state: 'not-done' }
  | { readonly state: 'unknown' }

/**
 * What happens to an effect in doubt.
 * - `resend`: the partner honours the key, so sending again is harmless.
 * - `ask`: the adapter looks it up; while it stays unknown the message waits and asks again.
 * - `park`: an operator decides.
 * - `abandon`: it is never looked at again, and the flow goes on with the stand-in answer (docs/adr).
 */
export type InDoubtPolicy = 'resend' | 'ask' | 'park' | 'abandon'

interface EffectHow<Client, Request, Answer> {
  readonly inDoubt: InDoubtPolicy
  /** Milliseconds one try may take; 30,000 unless told. HUB_<CONNECTION>_DEADLINE goes before it. */
  readonly deadlineMs?: number
  /** Tries at one time over this endpoint; 16 unless told. HUB_<CONNECTION>_CONCURRENCY goes before it. */
  readonly concurrency?: number
  /**
   * Does it. Resolves only when the other side has taken it. Throws a HubError that says `effect: 'not-done'` or
   * `'unknown'`; anything else that is thrown counts as unknown.
   */
  perform(client: Client, request: Request, use: EffectUse): Promise<Answer>
  /** Looks up what became of an earlier try; needed by `ask`. */
  ask?(client: Client, request: Request, use: EffectUse): Promise<Found<Answer>>
  /** The answer the flow sees after `abandon`. */
  abandonedAs?(request: Request): Answer
}

export interface EffectEnd {
  readonly kind: 'sink' | 'callable'
  readonly uri: string
  readonly connection: ConnectionHandle
  readonly how: EffectHow<unknown, unknown, unknown>
}
export interface ReaderEnd {
  readonly kind: 'reader'
  readonly uri: string
  readonly connection: ConnectionHandle
  read(client: unknown, query: unknown, use: ReadUse): AsyncIterable<unknown>
}
export interface SourceEnd {
  readonly kind: 'source'
  readonly uri: string
  readonly connection: ConnectionHandle
  listen(client: unknown, deliver: Deliver, signal: AbortSignal): Promise<void>
}
export type End = EffectEnd | ReaderEnd | SourceEnd

export interface ReadUse {
  readonly messageId: string
  /** W3C trace context to hand on, if there is one. */
  readonly traceparent?: string
  readonly now: Date
  readonly signal: AbortSignal
}

/** What a source hands over. Resolves when it is durably accepted: only then may the source acknowledge it. */
export type Deliver = (arrived: {
  readonly body: unknown
  /** The same thing arriving again under this key is accepted only once. */
  readonly once: string
  readonly raw?: Uint8Array
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}) => Promise<{ readonly messageId: string; readonly repeated: boolean }>

/** What opening a connection is given besides its options. */
export interface OpenUse {
  /** The hub's data folder, for files a connection keeps. */
  readonly dataFolder: string
  /** Committed state of the hub's own books, as a query builder; for readers of registers. */
  readonly books: unknown
  readonly log: (level: 'info' | 'warn' | 'error', sentence: string, facts?: Readonly<Record<string, unknown>>) => void
}

export interface AdapterSpec<Options, Client, Ends> {
  /** Name of the protocol or product, such as `paytrail`. */
  readonly name: string
  readonly summary: string
  /**
   * Every property is read from HUB_<CONNECTION>_<PROPERTY> (camelCase becomes UPPER_SNAKE). `x-secret: true` masks it.
   * The names in `LimitOptions` are those of every connection and are not declared here.
   */
  readonly options: TSchema
  /** Opens what lasts: pools, agents, folders. Reaches outside only when first used. */
  open(options: Options, use: OpenUse): Promise<Client>
  close?(client: Client): Promise<void>
  ends(make: EndMaker<Client>): Ends
}

export interface EndMaker<Client> {
  sink<Body>(
    what: string,
    how: Omit<EffectHow<Client, Body, void>, 'abandonedAs'> & { readonly inDoubt: Exclude<InDoubtPolicy, 'abandon'> },
  ): Sink<Body>
  callable<Request, Answer>(what: string, how: EffectHow<Client, Request, Answer>): Callable<Request, Answer>
  reader<Query, Row>(
    what: string,
    read: (client: Client, query: Query, use: ReadUse) => AsyncIterable<Row>,
  ): Reader<Query, Row>
  source<Body>(
    what: string,
    listen: (client: Client, deliver: Deliver, signal: AbortSignal) => Promise<void>,
  ): Source<Body>
}

/** One configured outside system. Importing it opens nothing. */
export interface ConnectionHandle {
  /** Lower case and hyphens; its settings are HUB_<NAME>_*. */
  readonly name: string
  readonly adapter: string
  readonly summary: string
  readonly options: TSchema
  open(options: unknown, use: OpenUse): Promise<unknown>
  close?(client: unknown): Promise<void>
}

export const HUB_OPTION_TAKEN = (adapter: string, taken: readonly string[]) =>
  new HubError(
    'HUB_OPTION_TAKEN',
    `adapter ${adapter} declares ${taken.map((name) => `"${name}"`).join(' and ')}, which every connection has; name its own option otherwise`,
    neverSent,
  )

function checkedOptions(adapter: string, options: TSchema): void {
  const own = (options as { readonly properties?: Readonly<Record<string, unknown>> }).properties ?? {}
  const taken = Object.keys(LimitOptions.properties).filter((name) => Object.hasOwn(own, name))
  if (taken.length > 0) throw HUB_OPTION_TAKEN(adapter, taken)
}

const handleOf: unique symbol = Symbol('connection')

/**
 * Defines how to speak to one kind of outside system. The result, called with a connection's name, gives the ends that
 * flows use. Throws HUB_NAME, HUB_OPTION_TAKEN.
 */
export function defineAdapter<Options, Client, Ends extends object>(
  spec: AdapterSpec<Options, Client, Ends>,
): (connection: string) => Ends {
  checkedName('adapter', spec.name)
  checkedOptions(spec.name, spec.options)
  return (name) => {
    const { adapter, ...rest } = { adapter: spec.name, summary: spec.summary, options: spec.options }
    const connection: ConnectionHandle = Object.freeze({
      name: checkedName('connection', name),
      adapter,
      ...rest,
      open: (options: unknown, use: OpenUse) => spec.open(options as Options, use),
      ...(spec.close ? { close: (client: unknown) => spec.close!(client as Client) } : {}),
    })
    const effect = (kind: 'sink' | 'callable') => (what: string, how: unknown) =>
      Object.freeze({ kind, uri: `${name}.${what}`, connection, how }) as unknown
    const make = {
      sink: effect('sink'),
      callable: effect('callable'),
      reader: (what: string, read: unknown) =>
        Object.freeze({ kind: 'reader', uri: `${name}.${what}`, connection, read }),
      source: (what: string, listen: unknown) =>
        Object.freeze({ kind: 'source', uri: `${name}.${what}`, connection, listen }),
    } as unknown as EndMaker<Client>
    const ends = spec.ends(make)
    Object.defineProperty(ends, handleOf, { value: connection })
    return ends
  }
}

/** The connection behind what an adapter made, or undefined. */
export function connectionOf(ends: object): ConnectionHandle | undefined {
  return (ends as { [handleOf]?: ConnectionHandle })[handleOf]
}

/** The run-time face of a sink, callable, reader or source of a connection, or undefined for anything else. */
export function endOf(thing: unknown): End | undefined {
  const kind = (thing as Partial<End> | null)?.kind
  return kind === 'sink' || kind === 'callable' || kind === 'reader' || kind === 'source' ? (thing as End) : undefined
}

import type { Duration } from './duration.js'
import type { Inlet, Question } from './ends.js'
import type { DeadLetter, Fate, MessageQuery, Page, Store } from './ports/store.js'

/** Who asks, and what the runtime stores with the message. */
export interface SendOptions {
  /** API client's name; with `idempotencyKey` it makes a repetition recognisable for 24 hours. */
  readonly client?: string
  readonly idempotencyKey?: string
  /** Facts for the flow. They never steer an adapter. */
  readonly headers?: Readonly<Record<string, string>>
  readonly correlationId?: string
  readonly traceparent?: string
  /** The same `once` on the same channel is accepted once. */
  readonly once?: string
  readonly raw?: Uint8Array
  readonly contentType?: string
  /** Written to the audit in the commit that accepts the message, with its id and `accepted`; a repetition writes none. */
  readonly account?: {
    readonly actor: string
    readonly action: string
    readonly details?: Readonly<Record<string, unknown>>
  }
}

export interface Accepted {
  readonly messageId: string
  /** true when this was a repetition and nothing new was accepted. */
  readonly repeated: boolean
}

/** What a question came to. */
export type Answered<Answer> =
  | { readonly state: 'answered'; readonly answer: Answer; readonly messageId: string; readonly repeated: boolean }
  | { readonly state: 'dropped'; readonly reason: string; readonly messageId: string }
  /** Not finished in time, or running for an earlier call with this key: ask for its fate. */
  | { readonly state: 'running'; readonly messageId: string }

/** A connection as operators and metrics see it. */
export interface ConnectionState {
  readonly name: string
  readonly adapter: string
  /** `open`: it is not used until `until`. `half-open`: one use at a time goes through, to see whether it answers again. */
  readonly state: 'closed' | 'open' | 'half-open'
  /** Milliseconds since 1970. */
  readonly since: number
  /** Failures with no success between them. */
  readonly failures: number
  readonly until?: number
  /** Uses that take a place of its limits, and those that wait for one. */
  readonly running: number
  readonly waiting: number
  /** Uses that go on although their deadline is over; nobody waits for them. */
  readonly late: number
}

/** An operator's word on an effect that nobody knows the end of. */
export interface EffectDecision {
  readonly messageId: string
  /** Name of the record, such as `call partner.pay#1`. */
  readonly record: string
  /** answered: it took place, and this is what the partner would have answered. not-done: it did not, so it is tried again. */
  readonly decision: { readonly state: 'answered'; readonly answer: unknown } | { readonly state: 'not-done' }
  readonly by: string
  /** How it was found out; kept in the audit. */
  readonly reason: string
}

/** An operator's word that messages of a key may go on although a dead letter holds it. */
export interface KeyRelease {
  readonly flow: string
  readonly key: string
  readonly by: string
  /** Why they may; kept in the audit. */
  readonly reason: string
}

/**
 * A running hub, as requests, clocks and operators see it. Errors: HUB_BODY_REFUSED (the body does not fit the schema),
 * HUB_BACKLOG_FULL, HUB_DRAINING, HUB_IDEMPOTENCY_CONFLICT, HUB_NOBODY_READS.
 */
export interface Hub {
  readonly store: Store
  /** Resolves when the message is durable. To a topic: one copy for each flow that takes it. */
  send<Body>(inlet: Inlet<Body>, body: Body, options?: SendOptions): Promise<Accepted>
  /** As send, for a channel known by name, with a body nobody has checked. */
  sendTo(channel: string, body: unknown, options?: SendOptions): Promise<Accepted>
  ask<Request, Answer>(
    question: Question<Request, Answer>,
    request: Request,
    options?: SendOptions & { readonly within?: Duration },
  ): Promise<Answered<Answer>>

  /** A clock's firing: at most once for each job and time, in one commit with its message. */
  fire(run: {
    readonly job: string
    readonly scheduledFor: Date
    readonly inlet: Inlet<never>
    readonly body: unknown
    readonly by?: string
  }): Promise<{ readonly fired: boolean; readonly messageId?: string }>

  fate(messageId: string): Promise<Fate | undefined>
  messages(query: MessageQuery, page: Page): ReturnType<Store['messages']>
  deadLetter(id: string): Promise<DeadLetter | undefined>
  /** Sends a dead letter through its flow again under its own id: what was answered stays answered. */
  replay(id: string, by: string): Promise<void>
  /** Ends a dead letter as dropped and frees its key. */
  dropDeadLetter(id: string, reason: string, by: string): Promise<void>
  /** Settles an effect in doubt; its message goes on with what was decided. Throws HUB_NOT_IN_DOUBT. */
  decide(decision: EffectDecision): Promise<void>
  /**
   * Lets the later messages of a key go on; the dead letter stays, and is answered with. Throws HUB_KEY_NOT_HELD, and
   * HUB_KEY_IN_USE when a message holds it that has not ended.
   */
  freeKey(release: KeyRelease): Promise<readonly string[]>
  pause(flow: string, by: string): Promise<void>
  resume(flow: string, by: string): Promise<void>
  flows(): readonly {
    readonly id: string
    readonly paused: boolean
    /** Ready, and held in memory. */
    readonly waiting: number
    readonly running: number
    /** All that have not ended: ready, waiting, retrying, in doubt. */
    readonly living: number
  }[]
  /** The connections that were opened, each with the state of its circuit. */
  connections(): readonly ConnectionState[]
  /** Resolves when nothing can run now: no message ready, none running. Waiting and parked ones may remain. */
  idle(): Promise<void>
  /** Records what an operator or client did. */
  audit(
    actor: string,
    action: string,
    object: string,
    outcome: string,
    details?: Readonly<Record<string, unknown>>,
  ): Promise<void>
}

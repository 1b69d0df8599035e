import type { Declared } from '../ends.js'
import type { FlowNode } from '../node.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { EffectBegun } from '../ports/watch.js'
import type { Origin } from './acceptance.js'
import type { Committer } from './committer.js'
import type { Outside } from './outside.js'
import type { After } from './timers.js'

/** Time and chance as the engine takes them; tests give their own. */
export interface Chance {
  now(): number
  random(): number
  /** The system's timers unless given. */
  readonly after?: After | undefined
}

/** What one run needs of the hub around it. */
export interface Shop {
  readonly store: Store
  readonly committer: Committer
  readonly outside: Outside
  readonly chance: Chance
  /** Told at every durable boundary, by name; only when somebody tests by killing. */
  readonly boundary?: (name: string) => void
  /** Tells those who watch; absent when nobody does. */
  readonly watching?: {
    effect<T>(message: LivingMessage, begun: EffectBegun, work: (traceparent?: string) => Promise<T>): Promise<T>
    /** The trace context of the run under way. */
    traceparentOf(message: LivingMessage): string | undefined
  }
  /** Aborted when the drain time is over. */
  readonly stop: AbortSignal
  /** A once-key of a change is kept this long, in milliseconds. */
  readonly onceKeepMs: number
  /** Reads of a reader, and work without a deadline of its own, may take this long. */
  readonly deadlineMs: number
  /** One message for each flow that is from this inlet. Throws HUB_NOBODY_READS, HUB_BODY_REFUSED. */
  admitTo(inlet: Declared, body: unknown, origin: Origin): readonly NewMessage[]
  /** Tells the hub what was committed, so that it is handed on at once. */
  accepted(messages: readonly NewMessage[], seqs: readonly number[]): void
  /** Messages that were made ready by what another one has committed: they run again. */
  wake(messageIds: readonly string[]): void
  /** Something in the books becomes due then. */
  wakeBy(due: number): void
  /** Parts from this seq on are ready now. */
  rewind(flow: string, seq: number): void
  /** So many messages are no more, without having ended. */
  gone(flow: string, messages: number): void
  /** Asks another flow on behalf of a message. */
  askFor(question: Declared, request: unknown, message: LivingMessage, recordName: string): Promise<unknown>
}

/** What a run came to. */
export type Came =
  | { readonly is: 'done' }
  | { readonly is: 'replied'; readonly answer: unknown }
  | { readonly is: 'dropped'; readonly reason: string }
  /** `frees`: others of its order key may pass meanwhile. */
  | { readonly is: 'waiting'; readonly due: number; readonly frees?: true }
  | { readonly is: 'in-doubt' }
  | { readonly is: 'dead-letter'; readonly error: unknown; readonly holdsKey: boolean; readonly stored: boolean }
  /** Another process or a later try owns the message now; nothing of this run counts. */
  | { readonly is: 'fenced' }

export interface RunOf {
  readonly flow: FlowNode
  readonly message: LivingMessage
  /** The message has not been written yet: its row goes with the first commit. */
  readonly unstored?: NewMessage
  readonly idempotency?: import('../ports/unit.js').IdempotencyRow
  /** Of shared books: the fence of its partition under which it begins. */
  readonly seat?: number
}

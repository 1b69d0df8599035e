import type { LivingMessage, LivingState, NewMessage } from './message.js'

export type RecordState = 'intended' | 'answered' | 'not-done' | 'in-doubt' | 'abandoned'

/** What a run wrote down about one effect, change, reading, part or wait. */
export interface StepRecord {
  readonly messageId: string
  /** Flow, branch names and step name, such as `choose destinationOf/export/call customs.declare#1`. */
  readonly name: string
  readonly kind: 'effect' | 'change' | 'reading' | 'wait' | 'publish' | 'part' | 'member' | 'split' | 'undo' | 'failure'
  readonly state: RecordState
  /** The key the partner sees: message id and record name, or what the flow said with `once`. */
  readonly onceKey?: string
  /** Result, encoded by the body codec. */
  readonly result?: Uint8Array
  readonly attempts: number
  readonly code?: string
  readonly error?: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * A living message changes its state without ending. Its started-mark is taken off: it has survived its run. A move to
 * `splitting` when no part is open any more becomes one to `ready`, and is told as woken.
 */
export interface Move {
  readonly id: string
  readonly state: LivingState
  readonly due: number
  readonly tries: number
  readonly code?: string
  readonly error?: string
}

/** A message ends: its living row and records go, its history row comes. */
export interface End {
  readonly message: LivingMessage | NewMessage
  readonly outcome: 'done' | 'dropped' | 'dead-letter'
  /** Why it was dropped or given up. */
  readonly reason?: string
  readonly code?: string
  /** The answer of a question, encoded, with what identifies it. */
  readonly answer?: Uint8Array
  readonly tries: number
  readonly at: number
  /** true keeps the order key held by this dead letter until it is replayed or dropped. */
  readonly holdsKey?: boolean
  /** What a part came to, encoded: kept for the whole. */
  readonly partResult?: Uint8Array
}

/** One row per run, written in the commit that ends it. */
export interface TraceRow {
  readonly messageId: string
  readonly flow: string
  /** The run's number for this message, from 1. */
  readonly run: number
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: string
  /** Encoded list of steps: name, what came of it, milliseconds. */
  readonly steps: Uint8Array
}

export interface AuditRow {
  readonly at: number
  /** `client:<name>`, `operator:<name>` or `hub`. */
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly outcome: string
  readonly details?: Readonly<Record<string, unknown>>
}

export interface OnceRow {
  readonly key: string
  readonly messageId: string
  /** The returned body of the change, encoded. */
  readonly result?: Uint8Array
  readonly until: number
}

export interface JobRun {
  readonly job: string
  /** The time it was meant for; (job, scheduledFor) is unique. */
  readonly scheduledFor: number
  readonly firedAt: number
  readonly messageId?: string
  readonly outcome: 'fired' | 'skipped'
}

/** Somebody who stands at a gate, or the gate's own memory (`messageId` is empty then). */
export interface Standing {
  readonly messageId: string
  /** What it stands here for; the step that owns the gate says. */
  readonly role: string
  /** Name of the record that its standing has, empty for the memory. */
  readonly record: string
  /** A count or position; the step that owns the gate says. */
  readonly number: number
  /** Milliseconds since 1970 when it came. */
  readonly at: number
  /** The memory of a gate may be forgotten after this time; 0 for messages. */
  readonly until: number
  readonly state?: Uint8Array
}

/**
 * Messages that meet at a gate under a key: those who wait for a signal, gather into a group, stand in a sequence. Who
 * meets is decided inside the commit, so that two who come at the same time do not miss each other.
 */
export interface Meet {
  readonly gate: string
  readonly key: string
  /**
   * Pure. `standing`: the memory, if there is one, and all living messages at this gate under this key in the order in
   * which they came; what earlier units of the same commit did is seen. What it throws fails the unit.
   */
  decide(standing: readonly Standing[]): Meeting
}
export interface Meeting {
  /** Come or change: one row for each message id (or the memory). */
  readonly stand?: readonly Standing[]
  /** Message ids that leave. */
  readonly leave?: readonly string[]
  readonly writes?: Writes
}

/** All parts of a message are written: from now on it is known how many have to end. */
export interface Split {
  readonly messageId: string
  readonly split: number
  readonly parts: number
}

/** What became of one part of a whole. */
export interface PartFate {
  readonly no: number
  readonly key: string
  readonly messageId: string
  readonly state: 'open' | 'done' | 'dropped' | 'dead-letter'
  /** Reason of a dropped part, code of a dead letter. */
  readonly said?: string
  readonly result?: Uint8Array
}

/** Something taken out of a body and kept apart. It lives as long as a message of its correlation does. */
export interface ClaimRow {
  readonly id: string
  readonly correlationId: string
  readonly body: Uint8Array
  readonly at: number
}

/** What one unit writes besides its own change. All of it commits, or none. */
export interface Writes {
  readonly accept?: readonly NewMessage[]
  readonly records?: readonly StepRecord[]
  readonly moves?: readonly Move[]
  readonly ends?: readonly End[]
  readonly traces?: readonly TraceRow[]
  readonly audit?: readonly AuditRow[]
  /** Frees keys held by dead letters. */
  readonly freeKeys?: readonly { readonly flow: string; readonly key: string }[]
  /** Dead letters that become living again under their own id, state ready, or end as dropped. */
  readonly revive?: readonly { readonly id: string; readonly at: number }[]
  readonly splits?: readonly Split[]
  /** One that is there already is left as it is. */
  readonly claims?: readonly ClaimRow[]
}

/** Refusals a unit can meet. They are answers, not errors: nothing of that unit was written. */
export type Refused =
  /** The once-key was taken before, by this message or another. */
  | { readonly refused: 'once'; readonly row: OnceRow }
  /** The message is no longer ours: ended, or fenced off by a higher number. */
  | { readonly refused: 'fence'; readonly messageId: string }
  /** (client, idempotency key) was used before. */
  | { readonly refused: 'idempotency'; readonly row: IdempotencyRow }
  | { readonly refused: 'job-run'; readonly job: string; readonly scheduledFor: number }

/** A message that was accepted into shared books. */
export interface Placed {
  readonly message: NewMessage
  readonly seq: number
  /** Seq of the message accepted before it in its partition; 0 for the first. */
  readonly after: number
  /** It stands ready in the books. */
  readonly ready: boolean
}

export interface Stirred {
  readonly id: string
  readonly partition: number
  /** When it is due; 0 when it is ready. */
  readonly due: number
}

export type UnitResult =
  | {
      readonly state: 'committed'
      readonly seqs: readonly number[]
      /** Of shared books: every message the unit has accepted, so that the owners of their partitions learn of it. */
      readonly placed?: readonly Placed[]
      /** Of shared books: living messages other than the unit's own that it has made ready or given a time. */
      readonly stirred?: readonly Stirred[]
      /** Wholes that became ready, because the last of their parts ended in this unit or before it. */
      readonly woken?: readonly string[]
    }
  | ({ readonly state: 'refused' } & Refused)
  /**
   * `apply` threw, or the unit cannot be written: nothing of it stands. The rest of the commit does, unless the transaction
   * ended with it: then the rest has failed with codes that begin with HUB_BOOKS_ and say `retry`.
   */
  | { readonly state: 'failed'; readonly error: unknown }

/** Units of one commit are carried out in their order. */
export interface Unit {
  /** The living message this unit acts for, and the fence it was taken under. */
  readonly holds?: {
    readonly messageId: string
    readonly fence: number
    /** Of shared books: the fence of its partition, under which this run has begun. Another one refuses the unit. */
    readonly seat?: number
  }
  /** A once-key that must be free; it is taken in the same commit, with what `apply` returns as `result`. */
  readonly once?: { readonly key: string; readonly messageId: string; readonly until: number }
  /** An idempotency key that must be free; taken in the same commit. */
  readonly idempotency?: IdempotencyRow
  /** A job run that must not have happened; written in the same commit. */
  readonly jobRun?: JobRun
  /** Work that fails alone; awaits nothing but its transaction. What it returns is written with `writes`. */
  readonly apply?: (tx: unknown) => Promise<{ readonly writes: Writes; readonly result?: Uint8Array }>
  readonly writes?: Writes
  /** Decided in their order; their writes come after the unit's own. Not together with `apply`. */
  readonly meets?: readonly Meet[]
}

/** Kept 24 hours per client. `bodyHash` tells a repetition from another body under the same key. */
export interface IdempotencyRow {
  readonly client: string
  readonly key: string
  readonly bodyHash: string
  readonly messageId: string
  readonly until: number
}

/**
 * The books as the engine sees them. One implementation speaks SQLite, one MariaDB/MySQL; both pass
 * `test/conformance/store.ts`. Everything that must be true together is one `Unit`; many units share one commit.
 */

/**
 * `ready` may run now; `waiting` until `due`; `retrying` until `due` after a failure; `in-doubt` until somebody decides.
 * `gathering` stands at a gate until others come, or until `due` when that is not 0; it holds no order key.
 * `splitting` until all its parts have ended. `held` is a part whose whole is still being split.
 */
export type LivingState = 'ready' | 'waiting' | 'retrying' | 'in-doubt' | 'gathering' | 'splitting' | 'held'

/** A message that is a part of another one. */
export interface PartOf {
  readonly parentId: string
  /** Which split of the parent: 1 for its first. */
  readonly split: number
  /** Name of the record of the split, which says where in the flow the part begins. */
  readonly record: string
  /** Place among the parts, from 0. */
  readonly no: number
  readonly key: string
}

export interface NewMessage {
  readonly id: string
  readonly correlationId: string
  /** The message that made this one, by announcing, publishing or asking. */
  readonly causeId?: string
  /** Name of the channel, topic or question, or the uri of the outside source. */
  readonly channel: string
  readonly flow: string
  /** Order key, when the flow has one. */
  readonly key?: string
  /** 0 to 15, from the key (or the id without one). */
  readonly partition: number
  readonly state: LivingState
  /** Milliseconds since 1970; 0 when it can run at once. */
  readonly due: number
  /** Milliseconds since 1970. */
  readonly acceptedAt: number
  /** Encoded by the body codec. */
  readonly body: Uint8Array
  /** The bytes that came, where they are not the body: foreign sources, refused messages. */
  readonly raw?: Uint8Array
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly flowPrint: string
  readonly schemaPrint: string
  readonly traceparent?: string
  /** Name of the API client whose call it was. */
  readonly client?: string
  readonly idempotencyKey?: string
  /** Set when acceptance itself is once: the same key again is refused by `Unit.accept`. */
  readonly onceKey?: string
  readonly businessKeys: readonly BusinessKey[]
  readonly part?: PartOf
}

export interface BusinessKey {
  readonly name: string
  readonly value: string
}

/** A living message as loaded. `seq` rises in order of acceptance. */
export interface LivingMessage extends NewMessage {
  readonly seq: number
  /** Tries so far of the present failure, the first included. */
  readonly tries: number
  /** How often it was begun after an unclean stop: the started-mark. */
  readonly starts: number
  readonly fence: number
  readonly lastCode?: string
  readonly lastError?: string
}

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

export type UnitResult =
  | {
      readonly state: 'committed'
      readonly seqs: readonly number[]
      /** Wholes that became ready, because the last of their parts ended in this unit or before it. */
      readonly woken?: readonly string[]
    }
  | ({ readonly state: 'refused' } & Refused)
  /** `apply` threw; its savepoint was rolled back, the rest of the commit stands. */
  | { readonly state: 'failed'; readonly error: unknown }

/** Units of one commit are carried out in their order. */
export interface Unit {
  /** The living message this unit acts for, and the fence it was taken under. */
  readonly holds?: { readonly messageId: string; readonly fence: number }
  /** A once-key that must be free; it is taken in the same commit, with what `apply` returns as `result`. */
  readonly once?: { readonly key: string; readonly messageId: string; readonly until: number }
  /** An idempotency key that must be free; taken in the same commit. */
  readonly idempotency?: IdempotencyRow
  /** A job run that must not have happened; written in the same commit. */
  readonly jobRun?: JobRun
  /** Work in a savepoint of its own; awaits nothing but its transaction. What it returns is written with `writes`. */
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

/** What became of a message. */
export interface Fate {
  readonly id: string
  readonly correlationId: string
  readonly causeId?: string
  readonly flow: string
  readonly channel: string
  readonly state: LivingState | 'done' | 'dropped' | 'dead-letter'
  readonly client?: string
  readonly acceptedAt: number
  readonly endedAt?: number
  readonly due?: number
  readonly tries: number
  readonly reason?: string
  readonly code?: string
  /** Last failure of a living message. */
  readonly lastCode?: string
  readonly lastError?: string
  readonly answer?: Uint8Array
}

export interface DeadLetter {
  readonly message: LivingMessage
  readonly code: string
  readonly reason: string
  readonly at: number
  readonly holdsKey: boolean
}

export interface HeldKey {
  readonly flow: string
  readonly key: string
  /** The message that holds it. */
  readonly messageId: string
}

/** Why a key is held. */
export interface KeyHolder extends HeldKey {
  readonly state: 'waiting' | 'retrying' | 'in-doubt' | 'splitting' | 'dead-letter'
  /** Milliseconds since 1970: since when it holds the key. */
  readonly since: number
  /** Until when it waits, or when it is tried again. */
  readonly due?: number
  /** Its last failure, or why it is a dead letter. */
  readonly code?: string
  readonly reason?: string
}

/** `key` needs a flow. */
export interface KeyQuery {
  readonly flow?: string
  readonly key?: string
}

export interface Page {
  readonly limit: number
  /** Answer of the page before; absent for the first. */
  readonly after?: string
}

export interface ApiClient {
  readonly name: string
  /** First 8 characters of the key, to recognise it by; the key itself is never stored. */
  readonly prefix: string
  /** SHA-256 of the key, hex. */
  readonly keyHash: string
  readonly scopes: readonly string[]
  readonly createdAt: number
  readonly revokedAt?: number
}

export interface FlowState {
  readonly flow: string
  readonly paused: boolean
  readonly by: string
  readonly at: number
}

export interface Store {
  readonly dialect: 'sqlite' | 'mysql'
  /** Carries out all units in one transaction and returns when it is durable (after the fsync). Throws only when nothing was written. */
  commit(units: readonly Unit[]): Promise<readonly UnitResult[]>

  /** Living messages of a flow in state `ready` with `seq > after`, in order of acceptance. */
  ready(flow: string, after: number, limit: number): Promise<readonly LivingMessage[]>
  /** Waiting, retrying and gathering messages of all flows whose `due` has come (0 never does for gathering), oldest due first. */
  due(now: number, limit: number): Promise<readonly LivingMessage[]>
  nextDue(after: number): Promise<number | undefined>
  living(id: string): Promise<LivingMessage | undefined>
  records(messageIds: readonly string[]): Promise<ReadonlyMap<string, readonly StepRecord[]>>
  /** Oldest living message of an order key, whatever its state; not one that is gathering. */
  firstOfKey(flow: string, key: string): Promise<LivingMessage | undefined>
  /**
   * Order keys held by a message that does not run: a dead letter, or a living one that waits, retries, is in doubt or
   * splits; one row for each holder.
   */
  heldKeys(page: Page): Promise<{ readonly rows: readonly HeldKey[]; readonly next?: string }>
  /** As heldKeys, of a flow or a key, with what people ask. Dead letters first. */
  keyHolders(query: KeyQuery, page: Page): Promise<{ readonly rows: readonly KeyHolder[]; readonly next?: string }>
  /** Living messages per flow and state. Counts rows: for start and for people, never in the hot path. */
  counts(): Promise<readonly { readonly flow: string; readonly state: LivingState; readonly count: number }[]>
  /** Adds one to the started-mark of each, in one commit. */
  markStarted(ids: readonly string[]): Promise<void>
  lastSeq(): Promise<number>

  /**
   * Makes up to `limit` held parts of a split ready, in one commit and in their order. Answers with the lowest seq among
   * them, or undefined when none was held.
   */
  releaseParts(parentId: string, split: number, limit: number): Promise<number | undefined>
  /** Removes up to `limit` held parts of a split that was not finished; answers with how many went. */
  removeHeldParts(parentId: string, split: number, limit: number): Promise<number>
  /** Parts of a split in their order, after the one with number `after` (-1 from the first on). */
  partFates(parentId: string, split: number, after: number, limit: number): Promise<readonly PartFate[]>
  claim(id: string): Promise<Uint8Array | undefined>

  fate(id: string): Promise<Fate | undefined>
  /** Newest first, living and ended together. */
  messages(query: MessageQuery, page: Page): Promise<{ readonly rows: readonly Fate[]; readonly next?: string }>
  traces(messageId: string): Promise<readonly TraceRow[]>
  /** The body of a living or ended message, if still kept. */
  body(id: string): Promise<{ readonly body: Uint8Array; readonly contentType: string } | undefined>
  deadLetter(id: string): Promise<DeadLetter | undefined>
  deadLetters(page: Page): Promise<{ readonly rows: readonly DeadLetter[]; readonly next?: string }>
  countDeadLetters(): Promise<number>
  inDoubt(page: Page): Promise<{ readonly rows: readonly StepRecord[]; readonly next?: string }>
  once(key: string): Promise<OnceRow | undefined>
  idempotency(client: string, key: string): Promise<IdempotencyRow | undefined>

  clients(): Promise<readonly ApiClient[]>
  /** Refuses a second living client of the name with HUB_CLIENT_EXISTS. */
  addClient(client: ApiClient): Promise<void>
  revokeClient(name: string, at: number): Promise<boolean>

  flowStates(): Promise<readonly FlowState[]>
  setFlowState(state: FlowState): Promise<void>

  jobRuns(job: string, limit: number): Promise<readonly JobRun[]>
  audit(page: Page): Promise<{ readonly rows: readonly AuditRow[]; readonly next?: string }>

  /** Whether the last process left without closing; answering marks the books as in use. */
  takeOver(now: number): Promise<{ readonly unclean: boolean }>
  /** Removes once-keys, idempotency keys and history past their time, in small steps; returns how many rows went. */
  prune(now: number, limit: number): Promise<number>
  /** Erases bodies, raw bytes and business keys of ended messages known by this key. Living ones are counted and left. */
  erase(key: BusinessKey): Promise<{ readonly erased: number; readonly living: number }>
  close(): Promise<void>
}

export interface MessageQuery {
  readonly flow?: string
  readonly state?: Fate['state']
  readonly businessKey?: BusinessKey
  readonly correlationId?: string
}

import type { HistoryPolicy } from '../history.js'
import type { BusinessKey, LivingMessage, LivingState } from './message.js'
import type { Seats } from './seats.js'
import type {
  AuditRow,
  IdempotencyRow,
  JobRun,
  OnceRow,
  PartFate,
  StepRecord,
  TraceRow,
  Unit,
  UnitResult,
} from './unit.js'

/**
 * The books as the engine sees them. One implementation speaks SQLite, one MariaDB/MySQL; both pass
 * `test/conformance/store.ts`. While they cannot be used they throw codes that begin with HUB_BOOKS_ and say `retry`. Everything that must be true together is one `Unit`; many units share one commit.
 */

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

/** What one step of upkeep did. */
export interface Tidied {
  readonly rows: number
  /** Pages given back to the disk. */
  readonly pages: number
  /** How long it kept others from the books. */
  readonly ms: number
  /** Nothing is left to do for now. */
  readonly done: boolean
}

/** What the messages of a flow that have ended take, in bytes as they were written: pages are a little larger. */
export interface FlowHistory {
  readonly flow: string
  /** Those kept whole, and those of which it is only known that they ended. */
  readonly kept: number
  readonly known: number
  /** Of those kept whole. */
  readonly dropped: number
  readonly deadLetters: number
  readonly rowBytes: number
  readonly bodyBytes: number
  readonly traceBytes: number
  /** Beginning of the day in UTC on which the oldest ended, in milliseconds since 1970. */
  readonly oldest: number
}

export interface HistoryUse {
  readonly flows: readonly FlowHistory[]
  /** Bytes that the budget counts: all but dead letters. */
  readonly bytes: number
  readonly policy: HistoryPolicy
  /** The books as a file, where they are one. `freeBytes` of it hold nothing. */
  readonly file: { readonly bytes: number; readonly freeBytes: number }
}

/** A living message in short. */
export type Standing = Pick<LivingMessage, 'id' | 'seq' | 'flow' | 'key' | 'partition' | 'state'>

export interface Store {
  readonly dialect: 'sqlite' | 'mysql'
  /** Carries out all units in one transaction and returns when it is durable (after the fsync). Throws only when nothing was written, or when nobody can tell. */
  commit(units: readonly Unit[]): Promise<readonly UnitResult[]>

  /** Who runs what, on books that several processes may have open at one time. */
  readonly seats?: Seats

  /** Living messages of a flow in state `ready` with `seq > after`, in order of acceptance; of one partition, if told. */
  ready(flow: string, after: number, limit: number, partition?: number): Promise<readonly LivingMessage[]>
  /**
   * Waiting, retrying and gathering messages of all flows whose `due` has come (0 never does for gathering), oldest due
   * first; of some partitions, if told.
   */
  due(now: number, limit: number, partitions?: readonly number[]): Promise<readonly LivingMessage[]>
  nextDue(after: number, partitions?: readonly number[]): Promise<number | undefined>
  /** Ready messages of these partitions with `seq > after` in all flows, oldest first: to find what nobody has taken. */
  readyIn(partitions: readonly number[], after: number, limit: number): Promise<readonly LivingMessage[]>
  /** What lives with `seq > after`, whatever its state, in order of acceptance: reads so many rows and no more. */
  livingAfter(after: number, limit: number): Promise<readonly Standing[]>
  living(id: string): Promise<LivingMessage | undefined>
  records(messageIds: readonly string[]): Promise<ReadonlyMap<string, readonly StepRecord[]>>
  /** Oldest living message of an order key, whatever its state; not one that is gathering. */
  firstOfKey(flow: string, key: string): Promise<LivingMessage | undefined>
  /**
   * Order keys held by a message that does not run: a dead letter, or a living one that waits, retries, is in doubt or
   * splits; one row for each holder. Of some partitions, if told.
   */
  heldKeys(
    page: Page,
    partitions?: readonly number[],
  ): Promise<{ readonly rows: readonly HeldKey[]; readonly next?: string }>
  /** As heldKeys, of a flow or a key, with what people ask. Dead letters first. */
  keyHolders(query: KeyQuery, page: Page): Promise<{ readonly rows: readonly KeyHolder[]; readonly next?: string }>
  /** Living messages per flow and state. Counts rows: for start and for people, never in the hot path. */
  counts(): Promise<readonly { readonly flow: string; readonly state: LivingState; readonly count: number }[]>
  /** Adds one to the started-mark of each, in one commit. */
  markStarted(ids: readonly string[]): Promise<void>
  lastSeq(): Promise<number>

  /**
   * Makes up to `limit` held parts of a split ready, in one commit and in their order. Answers with the lowest seq among
   * them, or undefined when none was held. `seat` as in `Unit.holds`: with an old one nothing happens.
   */
  releaseParts(parentId: string, split: number, limit: number, seat?: number): Promise<number | undefined>
  /** Removes up to `limit` held parts of a split that was not finished; answers with how many went. */
  removeHeldParts(parentId: string, split: number, limit: number, seat?: number): Promise<number>
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
  /**
   * Removes what is past its time or above the budgets of history, in small steps, and gives the room back; returns how
   * many rows went.
   */
  prune(now: number, limit: number): Promise<number>
  /**
   * One such step of a few milliseconds, for whoever lets others go first between two of them. Free room that will be
   * wanted again stays in the file, unless `all` of it is to go.
   */
  tidy(now: number, all?: boolean): Promise<Tidied>
  /** What the history takes. Adds up sums that are kept with it, counts no rows. */
  history(): Promise<HistoryUse>
  /** Erases bodies, raw bytes and business keys of ended messages known by this key. Living ones are counted and left. */
  erase(key: BusinessKey): Promise<{ readonly erased: number; readonly living: number }>
  close(): Promise<void>
}

export interface MessageQuery {
  readonly flow?: string
  readonly state?: Fate['state']
  readonly businessKey?: BusinessKey
  readonly correlationId?: string
  /** Accepted at this time or later, in milliseconds since 1970. */
  readonly since?: number
  /** Accepted before this time. */
  readonly until?: number
}

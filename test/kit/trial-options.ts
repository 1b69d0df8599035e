import type { Migrations } from '../../adapters/database/migrations.js'
import type { NewMessage } from '../../bus/ports/message.js'
import type { Fate, Store } from '../../bus/ports/store.js'
import type { EngineOptions } from '../../bus/runtime/engine.js'
import type { Job } from '../../cron/job.js'
import type { Life } from './life.js'

export interface TrialOptions {
  /**
   * Connections that take part for real, by name, with their options: the settings of a pack, a folder, a stand-in that
   * listens on a real socket. Options left out have their defaults. All other connections are replaced.
   */
  readonly given?: Readonly<Record<string, unknown>>
  /** The tables that the flows' changes and readers need. */
  readonly migrations?: readonly Migrations[]
  /** Jobs that fire when the clock gets to their times. */
  readonly jobs?: readonly Job[]
  /** What the clock shows at first: 2026-01-05T08:00:00Z, a Monday, unless told. */
  readonly now?: Date | string
  readonly engine?: Pick<EngineOptions, 'askMs' | 'backlogLimit' | 'concurrency' | 'deadlineMs' | 'onceKeepMs'>
}

/** What became of a message. */
export interface Outcome extends Omit<Fate, 'answer'> {
  /** What a question was answered. */
  readonly answer?: unknown
  /** The error itself of a dead letter, its cause included. */
  readonly error?: unknown
}

export interface Doubt {
  readonly messageId: string
  /** Name of the record, such as `call partner.pay#1`. */
  readonly record: string
  /** The idempotency key that the partner saw. */
  readonly key: string
}

/** What runs of a harness want to know, and do. */
export interface Watch {
  readonly boundary?: (name: string, life: Life) => void
  readonly accepted?: (messages: readonly NewMessage[], seqs: readonly number[]) => void
  /** Told when the books of a hub that died are open again, before the next hub begins. */
  readonly reopened?: (store: Store) => Promise<void>
  readonly storeOf?: (store: Store) => Store
  /** Callers name every request, and say it again when the hub died under it. */
  readonly namesRequests?: boolean
}

/** What a hub fills in for settings that nobody made. */
export function defaultsIn({
  properties = {},
}: {
  readonly properties?: Readonly<Record<string, { default?: unknown }>>
}) {
  const filled = Object.entries(properties).filter(([, property]) => property.default !== undefined)
  return Object.fromEntries(filled.map(([name, property]) => [name, property.default]))
}

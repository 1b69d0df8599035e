/** What the judge's process tells the hub's process when it starts, and what it hears back, line by line. */
export interface HubOrders {
  readonly folder: string
  readonly partner: string
  readonly sabotage?: Sabotage
  /** The clock of the jobs stands at `from` when the system's does, and runs this many times as fast. */
  readonly clock: { readonly from: number; readonly speed: number }
}

/** Books on a server and a broker, as one of several hubs reaches them. */
export interface Shared {
  readonly books: string
  readonly broker: string
  /** How long a hub counts as alive after it was last heard, in milliseconds. */
  readonly leaseMs: number
}

/** Told on standard input when it is its turn; until then the process only stands by. */
export interface Go {
  /** The boundary at which the process kills itself, and at which time of reaching it. */
  readonly kill?: { readonly name: string; readonly hit: number }
  /** Whether the clock makes the runs of jobs. */
  readonly jobs: boolean
  /** Without it the books are a file in the folder, and nobody shares them. */
  readonly shared?: Shared
}

export type Said =
  | { readonly said: 'stands-by'; readonly port: number }
  | { readonly said: 'ready'; readonly ms: number }
  | { readonly said: 'kills-itself'; readonly at: string }
  | { readonly said: 'cannot-start'; readonly sentence: string }
  | { readonly said: 'trouble'; readonly sentence: string }

/** A promise that is broken on purpose, from outside the product. */
export const SABOTAGES = ['once-key', 'effect-records', 'order', 'fsync', 'seats'] as const
export type Sabotage = (typeof SABOTAGES)[number]
/** Those that only several processes can show. */
export const SHARED_SABOTAGES: readonly Sabotage[] = ['seats']

/** A dead letter as the operator of the load sees it. */
export interface DeadLetterSeen {
  readonly id: string
  readonly code: string
  readonly workId: string
  readonly isPart: boolean
}
export interface DoubtSeen {
  readonly messageId: string
  readonly record: string
  readonly idempotencyKey: string
  readonly attempts: number
}

/** What the judge's process tells the hub's process when it starts, and what it hears back, line by line. */
export interface HubOrders {
  readonly folder: string
  readonly partner: string
  readonly sabotage?: Sabotage
  /** The clock of the jobs stands at `from` when the system's does, and runs this many times as fast. */
  readonly clock: { readonly from: number; readonly speed: number }
}

/** Told on standard input when the books are free; until then the process only stands by. */
export interface Go {
  /** The boundary at which the process kills itself, and at which time of reaching it. */
  readonly kill?: { readonly name: string; readonly hit: number }
  /** Whether the clock makes the runs of jobs. */
  readonly jobs: boolean
}

export type Said =
  | { readonly said: 'stands-by'; readonly port: number }
  | { readonly said: 'ready'; readonly ms: number }
  | { readonly said: 'kills-itself'; readonly at: string }
  | { readonly said: 'trouble'; readonly sentence: string }

/** A promise that is broken on purpose, from outside the product. */
export const SABOTAGES = ['once-key', 'effect-records', 'order', 'fsync'] as const
export type Sabotage = (typeof SABOTAGES)[number]

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

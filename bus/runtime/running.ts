import type { FlowNode } from '../node.js'
import type { LivingMessage } from '../ports/message.js'
import type { StepRecord, TraceRow, Unit, UnitResult, Writes } from '../ports/unit.js'
import type { Ended } from '../step.js'
import type { Shop } from './shop.js'
import type { Pending } from './writes.js'

export type Committed = Extract<UnitResult, { readonly state: 'committed' }>

/** A run as those see it who act for one of its steps. */
export interface Running {
  readonly shop: Shop
  readonly flow: FlowNode
  readonly message: LivingMessage
  /** What its units hold once it is stored. */
  readonly holds: NonNullable<Unit['holds']>
  readonly pending: Pending
  readonly records: Map<string, StepRecord>
  /** Effects whose intention this very run has made durable: everything else that is found intended is in doubt. */
  readonly fresh: Set<string>
  /** Notes a record; it is written with the next commit. */
  record(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord
  /** A record that is not noted: for those who decide inside a commit. */
  draft(record: Omit<StepRecord, 'messageId' | 'at'>): StepRecord
  /** The trace of this run, should it end here. */
  traced(outcome: string): TraceRow
  /** What is written when the message ends here. */
  concluded(as: Ended): Writes
  /** Writes what is pending; resolves when it is durable. */
  flush(): Promise<unknown>
  /** Writes what partners have answered, before something slow. */
  keepAnswers(): Promise<void>
  /** One commit with what is pending. Leaves the run when the message is no longer ours; throws what made it fail. */
  settle(unit: Omit<Unit, 'holds'>): Promise<Committed>
  /** Reads what the books have recorded by now, by others too. */
  reload(): Promise<void>
}

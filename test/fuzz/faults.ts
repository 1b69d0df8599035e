/**
 * What must never come of an input, whatever it is.
 * - `crash`: an error that is none of ours, or one thrown though problems were collected.
 * - `hang`: more than a second for reading one input once.
 * - `silentLoss`: bytes that are in no record, no accepted empty line or filler, and in no problem; or a record that says
 *   something else than its bytes.
 * - `disagreement`: the same bytes come out otherwise when they come in other pieces, are read strictly, or are written.
 */
export type FaultKind = 'crash' | 'hang' | 'silentLoss' | 'disagreement'
export interface Fault {
  readonly kind: FaultKind
  readonly says: string
}

/** What came of one input. */
export interface Judged {
  /** Nothing was wrong with it. */
  readonly accepted: boolean
  readonly problems: number
  /** What the slowest reading of it took, of the several that a judgement needs. */
  readonly ms: number
  readonly faults: readonly Fault[]
}

/** Faults of one input as they are found: the first few of each kind, since one mistake shows in many places. */
export class Faults {
  readonly list: Fault[] = []

  add(kind: FaultKind, says: string): void {
    if (this.list.filter((fault) => fault.kind === kind).length < 3) this.list.push({ kind, says })
  }
}

/** An error as a sentence with its place. */
export const told = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error)

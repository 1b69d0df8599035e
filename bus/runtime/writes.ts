import type { End, Move, NewMessage, StepRecord, TraceRow, Writes } from '../ports/store.js'

/** What a run wants written with its next commit. */
export class Pending {
  accept: NewMessage[] = []
  records = new Map<string, StepRecord>()
  moves: Move[] = []
  ends: End[] = []
  traces: TraceRow[] = []

  get empty(): boolean {
    return this.accept.length + this.records.size + this.moves.length + this.ends.length + this.traces.length === 0
  }

  /** Hands over what has gathered and begins anew. A message that ends needs no records. */
  take(endsNow: boolean): Writes {
    const writes: Writes = {
      ...(this.accept.length > 0 ? { accept: this.accept } : {}),
      ...(this.records.size > 0 && !endsNow ? { records: [...this.records.values()] } : {}),
      ...(this.moves.length > 0 ? { moves: this.moves } : {}),
      ...(this.ends.length > 0 ? { ends: this.ends } : {}),
      ...(this.traces.length > 0 ? { traces: this.traces } : {}),
    }
    this.accept = []
    this.records = new Map()
    this.moves = []
    this.ends = []
    this.traces = []
    return writes
  }
}

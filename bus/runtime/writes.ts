import { encodeBody } from '../codec.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { ClaimRow, End, Move, StepRecord, TraceRow, Writes } from '../ports/unit.js'
import type { Ended } from '../step.js'
import type { Walked } from '../walk.js'

/** The accepted messages that are to run, with their seqs: not the run's own, nor refused parts, which have ended. */
export function toRun({ accept = [], ends = [] }: Writes, seqs: readonly number[], own: string) {
  const ended = new Set(ends.map(({ message }) => message.id))
  const lives = ({ id }: NewMessage) => id !== own && !ended.has(id)
  return { messages: accept.filter(lives), seqs: seqs.filter((_, index) => lives(accept[index]!)) }
}

/** What a run wants written with its next commit. */
export class Pending {
  accept: NewMessage[] = []
  records = new Map<string, StepRecord>()
  moves: Move[] = []
  ends: End[] = []
  traces: TraceRow[] = []
  claims: ClaimRow[] = []

  get empty(): boolean {
    const { accept, records, moves, ends, traces, claims } = this
    return accept.length + records.size + moves.length + ends.length + traces.length + claims.length === 0
  }

  /** Forgets what must not outlive a run that failed: it is announced, and refused, again by the next one. */
  forget(isStored: boolean): void {
    // The first is the run's own message while no book holds it.
    this.accept = isStored ? [] : this.accept.slice(0, 1)
    this.ends = []
    this.claims = []
    for (const [name, { kind }] of this.records) if (kind === 'publish' || kind === 'part') this.records.delete(name)
  }

  /** Hands over what has gathered and begins anew. A message that ends needs no records. */
  take(endsNow: boolean): Writes {
    const writes: Writes = {
      ...(this.accept.length > 0 ? { accept: this.accept } : {}),
      ...(this.records.size > 0 && !endsNow ? { records: [...this.records.values()] } : {}),
      ...(this.moves.length > 0 ? { moves: this.moves } : {}),
      ...(this.ends.length > 0 ? { ends: this.ends } : {}),
      ...(this.traces.length > 0 ? { traces: this.traces } : {}),
      ...(this.claims.length > 0 ? { claims: this.claims } : {}),
    }
    this.accept = []
    this.records = new Map()
    this.moves = []
    this.ends = []
    this.traces = []
    this.claims = []
    return writes
  }
}

/** How a message ends: the answer of a question is kept with it. */
export function endRow(message: LivingMessage, as: Ended, at: number, partResult?: Uint8Array): End {
  return {
    message,
    ...(partResult === undefined ? {} : { partResult }),
    outcome: as.outcome === 'replied' ? 'done' : as.outcome,
    ...(as.outcome === 'dropped' ? { reason: as.reason } : {}),
    ...(as.outcome === 'replied' ? { answer: encodeBody(as.answer) } : {}),
    tries: message.tries + 1,
    at,
  }
}

/** The one trace row of a run. */
export function traceRow(
  { id, flow, tries }: LivingMessage,
  walked: readonly Walked[],
  ran: Pick<TraceRow, 'outcome' | 'startedAt' | 'endedAt'>,
): TraceRow {
  return { ...ran, messageId: id, flow, run: tries + 1, steps: encodeBody(walked) }
}

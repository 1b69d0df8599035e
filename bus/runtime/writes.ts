import { encodeBody } from '../codec.js'
import type { LivingMessage, NewMessage } from '../ports/message.js'
import type { ClaimRow, End, Move, StepRecord, TraceRow, Unit, Writes } from '../ports/unit.js'
import type { Ended } from '../step.js'
import type { Walked } from '../walk.js'
import type { RunOf } from './shop.js'

/** The accepted messages that are to run, with their seqs: not the run's own, nor refused parts, which have ended. */
export function toRun({ accept = NO_MESSAGES, ends = NO_ENDS }: Writes, seqs: readonly number[], own: string) {
  if (accept.length === 0) return NOTHING_TO_RUN
  // Refused parts are few, and most writes have none: who ends is the run's own message.
  const ended = ends.length < 2 ? undefined : new Set(ends.map(({ message }) => message.id))
  const lives = ({ id }: NewMessage) =>
    id !== own && (ended === undefined ? id !== ends[0]?.message.id : !ended.has(id))
  if (accept.every(lives)) return { messages: accept, seqs }
  return { messages: accept.filter(lives), seqs: seqs.filter((_, index) => lives(accept[index]!)) }
}

const NO_MESSAGES: readonly NewMessage[] = Object.freeze([])
const NO_ENDS: readonly End[] = Object.freeze([])
const NOTHING_TO_RUN: { readonly messages: readonly NewMessage[]; readonly seqs: readonly number[] } = Object.freeze({
  messages: NO_MESSAGES,
  seqs: Object.freeze([]),
})

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
    const writes: { -readonly [Key in keyof Writes]: Writes[Key] } = {}
    if (this.accept.length > 0) {
      writes.accept = this.accept
      this.accept = []
    }
    if (this.records.size > 0) {
      if (!endsNow) writes.records = [...this.records.values()]
      this.records.clear()
    }
    if (this.moves.length > 0) {
      writes.moves = this.moves
      this.moves = []
    }
    if (this.ends.length > 0) {
      writes.ends = this.ends
      this.ends = []
    }
    if (this.traces.length > 0) {
      writes.traces = this.traces
      this.traces = []
    }
    if (this.claims.length > 0) {
      writes.claims = this.claims
      this.claims = []
    }
    return writes
  }
}

/** How a message ends: the answer of a question is kept with it. */
export function endRow(message: LivingMessage, as: Ended, at: number, partResult?: Uint8Array): End {
  const end: { -readonly [Key in keyof End]: End[Key] } = {
    message,
    outcome: as.outcome === 'replied' ? 'done' : as.outcome,
    tries: message.tries + 1,
    at,
  }
  if (as.outcome === 'dropped') end.reason = as.reason
  if (as.outcome === 'replied') end.answer = encodeBody(as.answer)
  if (partResult !== undefined) end.partResult = partResult
  return end
}

/** The one trace row of a run. */
export function traceRow(
  { id, flow, tries }: LivingMessage,
  walked: readonly Walked[],
  ran: Pick<TraceRow, 'outcome' | 'startedAt' | 'endedAt'>,
): TraceRow {
  const { outcome, startedAt, endedAt } = ran
  return { messageId: id, flow, run: tries + 1, startedAt, endedAt, outcome, steps: encodeBody(walked) }
}

/** The message a run acts for, as its units name it. */
export function heldBy({ message: { id, fence }, seat }: RunOf): NonNullable<Unit['holds']> {
  return { messageId: id, fence, ...(seat === undefined ? {} : { seat }) }
}

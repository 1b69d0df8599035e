import type { LivingState, NewMessage, PartOf } from '../../bus/ports/message.js'
import type {
  End,
  Meet,
  Meeting,
  Move,
  OnceRow,
  Refused,
  Standing,
  TraceRow,
  Unit,
  Writes,
} from '../../bus/ports/unit.js'
import { HUB_MESSAGE_EXISTS, HUB_NO_DEAD_LETTER } from './errors.js'
import { claimRow, type MeetingRows } from './gathered-meetings.js'
import { bodyBytesOf, copiedBytesOf, type Group, Kind, kindOf, rowBytesOf, traceBytesOf } from './history-sizes.js'
import { type Place, pair } from './places.js'
import { PlannedGates } from './planned-gates.js'
import { PlannedParts } from './planned-parts.js'
import { PlannedSharing } from './planned-sharing.js'
import {
  answerRow,
  auditRow,
  bodyRow,
  dayOf,
  deadRow,
  endedRow,
  endedSharedOf,
  historyRow,
  idempotencyRow,
  isSmall,
  jobRunRow,
  messageRow,
  moveRow,
  onceRow,
  recordRow,
  sharedOf,
  traceRow,
} from './rows.js'
import { type Bound, checkedRow, checkedText } from './values.js'
import type { View } from './view.js'

const NONE: ReadonlyMap<string, Bound[]> = new Map()

export interface EndedRows extends Group {
  readonly seq: number
  /** What is said of it beside its living row, from which the rest is copied. Undefined when there is none. */
  readonly copied: { readonly shared: Bound[]; readonly own: Bound[] } | undefined
  /** All of its history, when it has no living row. */
  readonly history: Bound[] | undefined
  /** Its bodies, when they are not simply copied. Those of a dead letter are in `dead`. */
  readonly body: Bound[] | undefined
  readonly dead: Bound[] | undefined
  readonly was: Place['at'] | 'nowhere'
  readonly rowBytes: number
  readonly bodyBytes: number
}

/** A run's trace, with the messages to whose sums it belongs. */
export interface TracedRow extends Group {
  readonly row: Bound[]
  readonly bytes: number
}

/** How long and how much is kept of what a unit writes. */
export interface Keeping {
  /** How long a once-key of an acceptance is kept, in milliseconds: messages say no time of their own. */
  readonly onceMs: number
  /** Rows of the history are written whole; else what the row of a living message holds is copied inside the database. */
  readonly written?: boolean
  /** Whether a message keeps its body and traces when it ends so. */
  whole(end: End): boolean
}

/**
 * One unit turned into rows, before anything of it is written: all that can refuse or fail it is found here. It looks at
 * the commit's view through what the unit itself has changed so far, and gives that to the view only when it is taken.
 */
export class Plan {
  readonly accepts: { readonly seq: number; readonly shared: Bound[]; readonly row: Bound[] }[] = []
  readonly seqs: number[] = []
  readonly businessKeys: Bound[][] = []
  readonly records: { readonly seq: number; readonly name: string; readonly row: Bound[] }[] = []
  /** Without a row it is a whole that is woken. */
  readonly moves: { readonly seq: number; readonly row: Bound[] | undefined }[] = []
  readonly ends: EndedRows[] = []
  readonly traces: TracedRow[] = []
  readonly audit: Bound[][] = []
  readonly freed: (readonly [flow: string, key: string])[] = []
  readonly revived: { readonly id: string; readonly seq: number }[] = []
  readonly once: { readonly taken: OnceRow; readonly row: Bound[] }[] = []
  idempotency: Bound[] | undefined
  jobRun: Bound[] | undefined
  /** Wholes that were made ready, by id. */
  readonly woken: string[] = []
  nextSeq: number

  readonly #view: View
  readonly #unit: Unit
  readonly #keeping: Keeping
  readonly #places = new Map<string, Place>()
  readonly #claims: Bound[][] = []
  #moved: Map<number, LivingState> | undefined
  #parts: PlannedParts | undefined
  #gates: PlannedGates | undefined
  #shared: PlannedSharing | undefined

  constructor(view: View, unit: Unit, nextSeq: number, keeping: Keeping) {
    this.#view = view
    this.#unit = unit
    this.nextSeq = nextSeq
    this.#keeping = keeping
    if (view.shared !== undefined) this.#shared = new PlannedSharing(view.shared, unit)
  }

  /** Whether it acts on dead letters, which are rows to be found and not only to be written. */
  get isRare(): boolean {
    return this.freed.length + this.revived.length > 0 || this.ends.some(({ was }) => was === 'dead')
  }

  /** What stands in the unit's way before it has begun. */
  refusal(): Refused | undefined {
    const { holds, once, idempotency, jobRun } = this.#unit
    if (holds !== undefined) {
      const place = this.#place(holds.messageId)
      if (place?.at !== 'living' || place.fence !== holds.fence) return fenced(holds.messageId)
      if (holds.seat !== undefined && this.#view.shared?.seats.get(place.partition!) !== holds.seat)
        return fenced(holds.messageId)
    }
    if (once !== undefined) {
      const row = this.#view.once.get(once.key)
      if (row !== undefined) return { refused: 'once', row }
    }
    if (idempotency !== undefined) {
      const row = this.#view.idempotency.get(pair(idempotency.client, idempotency.key))
      if (row !== undefined) return { refused: 'idempotency', row }
    }
    if (jobRun !== undefined && this.#view.jobRuns.get(pair(jobRun.job, jobRun.scheduledFor)) === true)
      return { refused: 'job-run', job: jobRun.job, scheduledFor: jobRun.scheduledFor }
    return undefined
  }

  /** The unit's own keys, with what `apply` returned. */
  take(result: Uint8Array | undefined): void {
    const { once, idempotency, jobRun } = this.#unit
    if (once !== undefined) this.#takeOnce(result === undefined ? once : { ...once, result })
    if (idempotency !== undefined) this.idempotency = idempotencyRow(idempotency)
    if (jobRun !== undefined) this.jobRun = jobRunRow(jobRun)
  }

  /** Adds what the unit writes; answers with what refuses it. Throws what makes it fail. */
  write(writes: Writes): Refused | undefined {
    for (const message of writes.accept ?? []) {
      if (this.#place(message.id) !== undefined) {
        // The same call again, under a once-key of its own, is a repetition and no mistake.
        const taken = message.onceKey === undefined ? undefined : this.#onceOf(message.onceKey)
        if (taken !== undefined) return { refused: 'once', row: taken }
        throw HUB_MESSAGE_EXISTS(message.id)
      }
      if (message.onceKey !== undefined) {
        const row = this.#onceOf(message.onceKey)
        if (row !== undefined) return { refused: 'once', row }
        this.#takeOnce({
          key: message.onceKey,
          messageId: message.id,
          until: message.acceptedAt + this.#keeping.onceMs,
        })
      }
      const seq = this.nextSeq
      if (message.part !== undefined) {
        const { parentId } = message.part
        const whole = this.#place(parentId)
        if (whole?.at !== 'living') return fenced(parentId)
        this.#partly().accept(message, message.part, seq, whole.seq)
      }
      this.nextSeq++
      this.accepts.push({ seq, shared: sharedOf(message), row: messageRow(message, seq) })
      this.seqs.push(seq)
      this.#knownBy(message, seq)
      this.#places.set(message.id, { seq, fence: 0, at: 'living', partition: message.partition, fresh: true })
      this.#shared?.place(message, seq)
      if (message.state === 'splitting') this.#moves(seq, message.state)
    }
    for (const split of writes.splits ?? []) {
      const place = this.#place(split.messageId)
      if (place?.at !== 'living') return fenced(split.messageId)
      this.#partly().split(split, place.seq)
    }
    for (const record of writes.records ?? []) {
      const place = this.#place(record.messageId)
      if (place === undefined || place.at === 'ended') return fenced(record.messageId)
      this.records.push({ seq: place.seq, name: record.name, row: recordRow(record, place.seq) })
    }
    for (const move of writes.moves ?? []) {
      const place = this.#place(move.id)
      if (place?.at !== 'living') return fenced(move.id)
      const whole = move.state === 'splitting' && this.#partly().isWhole(place.seq)
      const moved: Move = whole ? { ...move, state: 'ready', due: 0 } : move
      if (whole) this.woken.push(move.id)
      this.moves.push({ seq: place.seq, row: moveRow(moved, place.seq) })
      this.#moves(place.seq, moved.state)
      this.#shared?.stir(moved, place)
    }
    for (const end of writes.ends ?? []) {
      const refused = this.#end(end)
      if (refused !== undefined) return refused
    }
    for (const trace of writes.traces ?? []) {
      const place = this.#place(trace.messageId)
      if (place === undefined) return fenced(trace.messageId)
      this.#trace(trace, place.seq)
    }
    for (const row of writes.audit ?? []) this.audit.push(auditRow(row))
    for (const { flow, key } of writes.freeKeys ?? []) this.freed.push([checkedText(flow, 1), checkedText(key, 2)])
    for (const { id } of writes.revive ?? []) {
      const place = this.#place(id)
      if (place?.at !== 'dead') throw HUB_NO_DEAD_LETTER(id)
      this.revived.push({ id, seq: place.seq })
      // The fence it gets is known only after it was revived: nothing of this commit can hold it.
      this.#places.set(id, { seq: place.seq, fence: -1, at: 'living' })
      this.#moves(place.seq, 'ready')
    }
    for (const claim of writes.claims ?? []) this.#claims.push(claimRow(claim))
    return undefined
  }

  /** Who stands at a gate as this unit sees it. */
  standing(meet: Meet): readonly Standing[] {
    return this.#gated().standing(meet)
  }

  /** Adds what was decided at a gate; answers with what refuses the unit. Throws what makes it fail. */
  meet(meet: Meet, { stand, leave, writes }: Meeting): Refused | undefined {
    const gates = this.#gated()
    for (const standing of stand ?? []) {
      const place = standing.messageId === '' ? undefined : this.#place(standing.messageId)
      if (standing.messageId !== '' && place?.at !== 'living') return fenced(standing.messageId)
      gates.stand(meet, standing, place?.seq ?? 0)
    }
    for (const messageId of leave ?? []) gates.leave(meet, messageId)
    return writes === undefined ? undefined : this.write(writes)
  }

  /** What it writes of gates, parts, splits and claims, when it does. */
  get meetingRows(): MeetingRows | undefined {
    if (this.#gates === undefined && this.#parts === undefined && this.#claims.length === 0) return undefined
    return {
      parts: this.#parts?.rows ?? NONE,
      splits: this.#parts?.splitRows() ?? NONE,
      gates: this.#gates?.changes ?? [],
      claims: this.#claims,
    }
  }

  /** What the owners of partitions are to learn of it, on shared books. */
  get shared() {
    return this.#shared?.told()
  }

  /** Tells the view what this unit has changed, for the units that follow. */
  taken(): void {
    for (const [id, place] of this.#places) this.#view.places.set(id, place)
    for (const { taken } of this.once) this.#view.once.set(taken.key, taken)
    const { idempotency, jobRun } = this.#unit
    if (idempotency !== undefined) this.#view.idempotency.set(pair(idempotency.client, idempotency.key), idempotency)
    if (jobRun !== undefined) this.#view.jobRuns.set(pair(jobRun.job, jobRun.scheduledFor), true)
    for (const { id } of this.revived) this.#view.gates.leaves(id)
    this.#parts?.taken()
    this.#gates?.taken()
    this.#shared?.taken()
    if (this.#moved !== undefined) for (const [seq, state] of this.#moved) this.#view.parts.states.set(seq, state)
  }

  #end(end: End): Refused | undefined {
    const { message, outcome } = end
    const place = this.#place(message.id)
    // What was never accepted (a volatile message, one refused at the door) may end without having lived.
    if (place === undefined && 'seq' in message) return fenced(message.id)
    if (place?.at === 'ended' || (place?.at === 'dead' && outcome === 'dead-letter')) return fenced(message.id)
    const seq = place?.seq ?? this.nextSeq++
    if (place === undefined) this.#knownBy(message, seq)
    const dead = outcome === 'dead-letter'
    const hasRow = place?.at === 'living' && place.fresh === undefined
    const isCopied = hasRow && !this.#keeping.written
    const kind = kindOf(outcome, dead || this.#keeping.whole(end))
    const body = bodyOf(end, seq, kind, hasRow)
    this.ends.push({
      seq,
      was: place?.at ?? 'nowhere',
      copied: isCopied ? { shared: endedSharedOf(end, kind), own: endedRow(end, seq) } : undefined,
      history: isCopied ? undefined : historyRow(end, seq, kind),
      dead: dead ? deadRow(end, seq) : undefined,
      body,
      kind,
      day: dayOf(end.at),
      flow: message.flow,
      rowBytes: rowBytesOf(end),
      bodyBytes: body === undefined ? (kind === Kind.row ? 0 : copiedBytesOf(end)) : bodyBytesOf(body),
    })
    this.#places.set(message.id, { seq, fence: 0, at: dead ? 'dead' : 'ended' })
    this.#shared?.ended(message.id)
    if (message.part !== undefined) this.#endPart(end, message.part)
    return undefined
  }

  /** A trace of a run that ended its message goes the way of the message. */
  #trace(trace: TraceRow, seq: number): void {
    let at = this.ends.length - 1
    while (at >= 0 && this.ends[at]!.seq !== seq) at--
    const end = this.ends[at]
    const kind = end?.kind ?? Kind.done
    if (kind === Kind.row) return
    const day = end?.day ?? dayOf(trace.endedAt)
    this.traces.push({ row: traceRow(trace, seq), kind, day, flow: trace.flow, bytes: traceBytesOf(trace) })
  }

  #endPart(end: End, part: PartOf): void {
    const whole = this.#place(part.parentId)
    if (whole === undefined || !this.#partly().end(end, part, whole.seq)) return
    const state = this.#moved?.get(whole.seq) ?? this.#view.parts.states.get(whole.seq)
    if (whole.at !== 'living' || state !== 'splitting') return
    this.moves.push({ seq: whole.seq, row: undefined })
    this.#moves(whole.seq, 'ready')
    this.woken.push(part.parentId)
    this.#shared?.stir({ id: part.parentId, state: 'ready', due: 0 }, whole)
  }

  #moves(seq: number, state: LivingState): void {
    this.#moved ??= new Map()
    this.#moved.set(seq, state)
  }

  #partly(): PlannedParts {
    this.#parts ??= new PlannedParts(this.#view.parts)
    return this.#parts
  }

  #gated(): PlannedGates {
    this.#gates ??= new PlannedGates(
      this.#view.gates,
      (id) => this.#place(id),
      (id) => this.revived.some((revived) => revived.id === id),
    )
    return this.#gates
  }

  #knownBy({ businessKeys }: NewMessage, seq: number): void {
    for (const { name, value } of businessKeys)
      this.businessKeys.push(checkedRow('tti', [name, value, seq], BUSINESS_KEY_WIDTHS))
  }

  #place(id: string): Place | undefined {
    return this.#places.get(id) ?? this.#view.places.get(id)
  }

  #onceOf(key: string): OnceRow | undefined {
    for (const { taken } of this.once) if (taken.key === key) return taken
    return this.#view.once.get(key)
  }

  #takeOnce(taken: OnceRow): void {
    this.once.push({ taken, row: onceRow(taken) })
  }
}

/** Characters that a business key's name and value may have. */
const BUSINESS_KEY_WIDTHS = [60, 255]

/** Its bodies, unless they are copied inside the database, stay with a dead letter, or are not kept. */
function bodyOf(end: End, seq: number, kind: Kind, hasRow: boolean): Bound[] | undefined {
  if (kind === Kind.row) return end.answer === undefined ? undefined : answerRow(end.answer, seq)
  return kind === Kind.dead || (hasRow && isSmall(end)) ? undefined : bodyRow(end, seq)
}

function fenced(messageId: string): Refused {
  return { refused: 'fence', messageId }
}

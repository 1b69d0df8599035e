import type { End, NewMessage, OnceRow, Refused, Unit, Writes } from '../../bus/ports/store.js'
import { HUB_MESSAGE_EXISTS, HUB_NO_DEAD_LETTER } from './errors.js'
import {
  auditRow,
  bodyRow,
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
import { type Place, pair, type View } from './view.js'

export interface EndedRows {
  readonly seq: number
  /** What is said of it beside its living row, from which the rest is copied. Undefined when there is none. */
  readonly copied: { readonly shared: Bound[]; readonly own: Bound[] } | undefined
  /** All of its history, when it has no living row. */
  readonly history: Bound[] | undefined
  /** Its bodies, when they are not simply copied. Those of a dead letter are in `dead`. */
  readonly body: Bound[] | undefined
  readonly dead: Bound[] | undefined
  readonly was: Place['at'] | 'nowhere'
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
  readonly moves: { readonly seq: number; readonly row: Bound[] }[] = []
  readonly ends: EndedRows[] = []
  readonly traces: Bound[][] = []
  readonly audit: Bound[][] = []
  readonly freed: (readonly [flow: string, key: string])[] = []
  readonly revived: { readonly id: string; readonly seq: number }[] = []
  readonly once: { readonly taken: OnceRow; readonly row: Bound[] }[] = []
  idempotency: Bound[] | undefined
  jobRun: Bound[] | undefined
  nextSeq: number

  readonly #view: View
  readonly #unit: Unit
  readonly #keepOnce: number
  readonly #places = new Map<string, Place>()

  constructor(view: View, unit: Unit, nextSeq: number, keepOnce: number) {
    this.#view = view
    this.#unit = unit
    this.nextSeq = nextSeq
    this.#keepOnce = keepOnce
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
        this.#takeOnce({ key: message.onceKey, messageId: message.id, until: message.acceptedAt + this.#keepOnce })
      }
      const seq = this.nextSeq++
      this.accepts.push({ seq, shared: sharedOf(message), row: messageRow(message, seq) })
      this.seqs.push(seq)
      this.#knownBy(message, seq)
      this.#places.set(message.id, { seq, fence: 0, at: 'living', fresh: true })
    }
    for (const record of writes.records ?? []) {
      const place = this.#place(record.messageId)
      if (place === undefined || place.at === 'ended') return fenced(record.messageId)
      this.records.push({ seq: place.seq, name: record.name, row: recordRow(record, place.seq) })
    }
    for (const move of writes.moves ?? []) {
      const place = this.#place(move.id)
      if (place?.at !== 'living') return fenced(move.id)
      this.moves.push({ seq: place.seq, row: moveRow(move, place.seq) })
    }
    for (const end of writes.ends ?? []) {
      const refused = this.#end(end)
      if (refused !== undefined) return refused
    }
    for (const trace of writes.traces ?? []) {
      const place = this.#place(trace.messageId)
      if (place === undefined) return fenced(trace.messageId)
      this.traces.push(traceRow(trace, place.seq))
    }
    for (const row of writes.audit ?? []) this.audit.push(auditRow(row))
    for (const { flow, key } of writes.freeKeys ?? []) this.freed.push([checkedText(flow, 1), checkedText(key, 2)])
    for (const { id } of writes.revive ?? []) {
      const place = this.#place(id)
      if (place?.at !== 'dead') throw HUB_NO_DEAD_LETTER(id)
      this.revived.push({ id, seq: place.seq })
      // The fence it gets is known only after it was revived: nothing of this commit can hold it.
      this.#places.set(id, { seq: place.seq, fence: -1, at: 'living' })
    }
    return undefined
  }

  /** Tells the view what this unit has changed, for the units that follow. */
  taken(): void {
    for (const [id, place] of this.#places) this.#view.places.set(id, place)
    for (const { taken } of this.once) this.#view.once.set(taken.key, taken)
    const { idempotency, jobRun } = this.#unit
    if (idempotency !== undefined) this.#view.idempotency.set(pair(idempotency.client, idempotency.key), idempotency)
    if (jobRun !== undefined) this.#view.jobRuns.set(pair(jobRun.job, jobRun.scheduledFor), true)
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
    this.ends.push({
      seq,
      was: place?.at ?? 'nowhere',
      copied: hasRow ? { shared: endedSharedOf(end), own: endedRow(end, seq) } : undefined,
      history: hasRow ? undefined : historyRow(end, seq),
      dead: dead ? deadRow(end, seq) : undefined,
      body: dead || (hasRow && isSmall(end)) ? undefined : bodyRow(end, seq),
    })
    this.#places.set(message.id, { seq, fence: 0, at: dead ? 'dead' : 'ended' })
    return undefined
  }

  #knownBy({ businessKeys }: NewMessage, seq: number): void {
    for (const { name, value } of businessKeys) this.businessKeys.push(checkedRow('tti', [name, value, seq]))
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

function fenced(messageId: string): Refused {
  return { refused: 'fence', messageId }
}

import type { IdempotencyRow, Meeting, OnceRow, Unit, Writes } from '../../bus/ports/unit.js'
import type { Row, SqlConnection } from './connection.js'
import { decodeIdempotency, decodeOnce } from './decoded.js'
import { KnownGates } from './known-gates.js'
import { KnownParts, WantedParts } from './known-parts.js'
import { ManyValues } from './many.js'
import { type Place, pair } from './places.js'
import { IDEMPOTENCY_COLUMNS, ONCE_COLUMNS } from './rows.js'
import type { Shared } from './sharing.js'

// An id is looked for in both at once, so that it is bound once.
const PLACES = new ManyValues(
  'WITH w (id) AS (VALUES ?) SELECT w.id, m.seq, m.fence, m.partition_no, h.seq, h.outcome FROM w ' +
    'LEFT JOIN hub_message m ON m.id = w.id LEFT JOIN hub_history h ON h.id = w.id ' +
    'WHERE m.seq IS NOT NULL OR h.seq IS NOT NULL',
)
// A server would make a table of so many ids first; and most of them live.
const LIVING = new ManyValues('SELECT id, seq, fence, partition_no, NULL, NULL FROM hub_message WHERE id IN ?')
const ENDED = new ManyValues('SELECT id, NULL, NULL, NULL, seq, outcome FROM hub_history WHERE id IN ?')
const ONCE = new ManyValues(`SELECT ${ONCE_COLUMNS} FROM hub_once_key WHERE once_key IN ?`)
const IDEMPOTENCY = `SELECT ${IDEMPOTENCY_COLUMNS} FROM hub_idempotency WHERE client = ? AND idempotency_key = ?`
const JOB_RUN = 'SELECT 1 FROM hub_job_run WHERE job = ? AND scheduled_for = ?'

/** Living messages whose place is remembered from one commit to the next. */
const MOST = 20_000

/**
 * Where living messages stood after the last commit. It may only be used where this process alone writes the books; what
 * is not in it is looked up.
 */
export class Remembered {
  readonly #living = new Map<string, Place>()

  get(id: string): Place | undefined {
    return this.#living.get(id)
  }

  /** After the commit: what it knew is now so. */
  keep({ places }: View): void {
    for (const [id, place] of places)
      if (place?.at === 'living' && place.fence >= 0) this.#living.set(id, written(place))
      else this.#living.delete(id)
    for (const id of this.#living.keys()) {
      if (this.#living.size <= MOST) break
      this.#living.delete(id)
    }
  }

  /** Others may have changed all of it. */
  clear(): void {
    this.#living.clear()
  }

  /** They went by another way than a commit. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#living.delete(id)
  }
}

/** After the commit its row is there, from which its history can be copied. */
function written({ fresh: _, ...place }: Place): Place {
  return place
}

/** What some units need to know before they can be decided. */
export class Wanted {
  readonly ids = new Set<string>()
  readonly once = new Set<string>()
  readonly idempotency = new Map<string, readonly [client: string, key: string]>()
  readonly jobRuns = new Map<string, readonly [job: string, scheduledFor: number]>()
  // Most units need nothing of these.
  gates: Map<string, readonly [gate: string, key: string]> | undefined
  parts: WantedParts | undefined

  unit(unit: Unit): this {
    if (unit.holds !== undefined) this.ids.add(unit.holds.messageId)
    if (unit.once !== undefined) this.once.add(unit.once.key)
    if (unit.idempotency !== undefined) {
      const { client, key } = unit.idempotency
      this.idempotency.set(pair(client, key), [client, key])
    }
    if (unit.jobRun !== undefined) {
      const { job, scheduledFor } = unit.jobRun
      this.jobRuns.set(pair(job, scheduledFor), [job, scheduledFor])
    }
    for (const { gate, key } of unit.meets ?? []) {
      this.gates ??= new Map()
      this.gates.set(pair(gate, key), [gate, key])
    }
    return unit.writes === undefined ? this : this.writes(unit.writes)
  }

  meeting({ stand, writes }: Meeting): this {
    for (const { messageId } of stand ?? []) if (messageId !== '') this.ids.add(messageId)
    return writes === undefined ? this : this.writes(writes)
  }

  writes(writes: Writes): this {
    for (const { id, isNew, onceKey, part } of writes.accept ?? []) {
      if (isNew !== true) this.ids.add(id)
      if (onceKey !== undefined) this.once.add(onceKey)
      if (part !== undefined) {
        this.ids.add(part.parentId)
        this.#partly().accepted.push(part)
      }
    }
    for (const { messageId } of writes.records ?? []) this.ids.add(messageId)
    for (const { id, state } of writes.moves ?? []) {
      this.ids.add(id)
      if (state === 'splitting') this.#partly().wholes.add(id)
    }
    for (const { message } of writes.ends ?? []) {
      this.ids.add(message.id)
      if (message.part !== undefined) {
        this.ids.add(message.part.parentId)
        this.#partly().ended.push(message.part)
      }
    }
    for (const { messageId } of writes.traces ?? []) this.ids.add(messageId)
    for (const { id } of writes.revive ?? []) this.ids.add(id)
    for (const { messageId } of writes.splits ?? []) {
      this.ids.add(messageId)
      this.#partly().wholes.add(messageId)
    }
    return this
  }

  #partly(): WantedParts {
    this.parts ??= new WantedParts()
    return this.parts
  }
}

/**
 * What a commit knows of the books: read once for all units together, and kept true from unit to unit without reading
 * again. `undefined` in a map means: looked for and not there. Of once-keys and idempotency keys what is past its time
 * counts as not there, whether or not it was pruned yet.
 */
export class View {
  readonly places = new Map<string, Place | undefined>()
  readonly once = new Map<string, OnceRow | undefined>()
  readonly idempotency = new Map<string, IdempotencyRow | undefined>()
  readonly jobRuns = new Map<string, boolean>()
  readonly gates: KnownGates
  readonly parts: KnownParts
  readonly #connection: SqlConnection
  readonly #now: number
  readonly #remembered: Remembered
  /** What others write too, on shared books. */
  readonly shared: Shared | undefined

  constructor(connection: SqlConnection, now: number, remembered: Remembered, shared?: Shared) {
    this.#connection = connection
    this.#now = now
    this.#remembered = remembered
    this.shared = shared
    this.gates = new KnownGates(now)
    this.parts = new KnownParts()
  }

  /** Whether all of that is known without looking. What is wanted of gates, parts and keys of units is always looked for. */
  knows({ ids, once, idempotency, jobRuns, gates, parts }: Wanted): boolean {
    if (gates !== undefined || parts !== undefined || idempotency.size > 0 || jobRuns.size > 0) return false
    for (const id of ids) if (!this.places.has(id)) return false
    for (const key of once) if (!this.once.has(key)) return false
    return true
  }

  async load(wanted: Wanted): Promise<void> {
    await this.#loadPlaces(news(wanted.ids, this.places))
    const keys = news(wanted.once, this.once)
    if (keys.length > 0) {
      for (const key of keys) this.once.set(key, undefined)
      for (const row of await ONCE.rows(this.#connection, keys)) {
        const taken = decodeOnce(row)
        if (taken.until > this.#now) this.once.set(taken.key, taken)
      }
    }
    for (const [name, [client, key]] of wanted.idempotency) {
      if (this.idempotency.has(name)) continue
      const [row] = await this.#connection.rows(IDEMPOTENCY, [client, key])
      const used = row && decodeIdempotency(row)
      this.idempotency.set(name, used !== undefined && used.until > this.#now ? used : undefined)
    }
    for (const [name, [job, scheduledFor]] of wanted.jobRuns) {
      if (this.jobRuns.has(name)) continue
      this.jobRuns.set(name, (await this.#connection.rows(JOB_RUN, [job, scheduledFor])).length > 0)
    }
    if (wanted.gates !== undefined) await this.gates.load(this.#connection, wanted.gates)
    if (wanted.parts !== undefined)
      await this.parts.load(this.#connection, wanted.parts, (id) => this.places.get(id)?.seq)
  }

  async #loadPlaces(ids: string[]): Promise<void> {
    if (ids.length === 0) return
    const unknown = ids.filter((id) => {
      const place = this.#remembered.get(id) ?? this.gates.places.get(id)
      this.places.set(id, place)
      return place === undefined
    })
    for (const row of await placesOf(this.#connection, unknown)) {
      const [id, living, fence, partition, ended, outcome] = row as readonly [
        ...[string, number | null, number, number, number, string],
      ]
      if (living !== null) this.places.set(id, { seq: living, fence, at: 'living', partition })
      else this.places.set(id, { seq: ended, fence: 0, at: outcome === 'dead-letter' ? 'dead' : 'ended' })
    }
  }
}

/** Id, then seq, fence and partition of those that live, or seq and outcome of those that have ended. */
async function placesOf(connection: SqlConnection, ids: readonly string[]): Promise<readonly Row[]> {
  if (connection.runRows === undefined) return PLACES.rows(connection, ids)
  const living = await LIVING.rows(connection, ids)
  if (living.length === ids.length) return living
  const found = new Set(living.map(([id]) => id))
  const ended = ids.filter((id) => !found.has(id))
  return [...living, ...(await ENDED.rows(connection, ended))]
}

function news(wanted: Set<string>, known: Map<string, unknown>): string[] {
  const list: string[] = []
  for (const one of wanted) if (!known.has(one)) list.push(one)
  return list
}

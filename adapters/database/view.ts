import type { IdempotencyRow, OnceRow, Unit, Writes } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { decodeIdempotency, decodeOnce } from './decoded.js'
import { ManyValues } from './many.js'
import { IDEMPOTENCY_COLUMNS, ONCE_COLUMNS } from './rows.js'

/** Where a message stands in the course of a commit. */
export interface Place {
  readonly seq: number
  readonly fence: number
  readonly at: 'living' | 'dead' | 'ended'
}

const LIVING = new ManyValues('SELECT id, seq, fence FROM hub_message WHERE id IN ?')
const ENDED = new ManyValues('SELECT id, seq, outcome FROM hub_history WHERE id IN ?')
const ONCE = new ManyValues(`SELECT ${ONCE_COLUMNS} FROM hub_once_key WHERE once_key IN ?`)
const IDEMPOTENCY = `SELECT ${IDEMPOTENCY_COLUMNS} FROM hub_idempotency WHERE client = ? AND idempotency_key = ?`
const JOB_RUN = 'SELECT 1 FROM hub_job_run WHERE job = ? AND scheduled_for = ?'

/** What some units need to know before they can be decided. */
export class Wanted {
  readonly ids = new Set<string>()
  readonly once = new Set<string>()
  readonly idempotency = new Map<string, readonly [client: string, key: string]>()
  readonly jobRuns = new Map<string, readonly [job: string, scheduledFor: number]>()

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
    return unit.writes === undefined ? this : this.writes(unit.writes)
  }

  writes(writes: Writes): this {
    for (const { id, onceKey } of writes.accept ?? []) {
      this.ids.add(id)
      if (onceKey !== undefined) this.once.add(onceKey)
    }
    for (const { messageId } of writes.records ?? []) this.ids.add(messageId)
    for (const { id } of writes.moves ?? []) this.ids.add(id)
    for (const { message } of writes.ends ?? []) this.ids.add(message.id)
    for (const { messageId } of writes.traces ?? []) this.ids.add(messageId)
    for (const { id } of writes.revive ?? []) this.ids.add(id)
    return this
  }
}

export function pair(one: string, other: string | number): string {
  return `${one}\u0000${other}`
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
  readonly #connection: SqlConnection
  readonly #now: number

  constructor(connection: SqlConnection, now: number) {
    this.#connection = connection
    this.#now = now
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
  }

  async #loadPlaces(ids: string[]): Promise<void> {
    if (ids.length === 0) return
    for (const row of await LIVING.rows(this.#connection, ids)) {
      const [id, seq, fence] = row as readonly [string, number, number]
      this.places.set(id, { seq, fence, at: 'living' })
    }
    const rest = ids.filter((id) => !this.places.has(id))
    for (const id of rest) this.places.set(id, undefined)
    for (const row of await ENDED.rows(this.#connection, rest)) {
      const [id, seq, outcome] = row as readonly [string, number, string]
      this.places.set(id, { seq, fence: 0, at: outcome === 'dead-letter' ? 'dead' : 'ended' })
    }
  }
}

function news(wanted: Set<string>, known: Map<string, unknown>): string[] {
  const list: string[] = []
  for (const one of wanted) if (!known.has(one)) list.push(one)
  return list
}

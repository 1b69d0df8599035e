import { performance } from 'node:perf_hooks'
import { setImmediate as others } from 'node:timers/promises'
import type { Store, Tidied } from '../../bus/ports/store.js'
import type { SqlConnection } from './connection.js'
import { eraser } from './erasing.js'
import type { Totals } from './history-sizes.js'
import type { Gone, HistoryUpkeep } from './history-upkeep.js'
import { ManyValues } from './many.js'
import { Pace } from './pace.js'
import type { Space } from './space.js'
import { MeetingUpkeep } from './upkeep-meetings.js'
import type { Bound } from './values.js'
import type { Writer } from './writer.js'

/** How long things are kept beside the history, in milliseconds. */
export interface Keep {
  /** The newest run of each job stays. */
  readonly jobRuns: number
  readonly audit: number
}

/** How old what is known of the history may be that others write too. */
const READ_AGAIN_MS = 10_000
/** What one step aims at: so long may a commit of the hub have to wait for it. */
const STEP_MS = 5
const MOST_ROWS = 500
const MOST_PAGES = 2_000
/** Free pages that stay in the file because they will be wanted again: this many, or this share of all if that is more. */
const SPARE_PAGES = 256
const SPARE_SHARE = 0.02

const OLD_ONCE = 'SELECT n FROM hub_once_key WHERE until <= ? LIMIT ?'
const DROP_ONCE = new ManyValues('DELETE FROM hub_once_key WHERE n IN ?')
const OLD_IDEMPOTENCY = 'SELECT client, idempotency_key FROM hub_idempotency WHERE until <= ? LIMIT ?'
const DROP_IDEMPOTENCY = 'DELETE FROM hub_idempotency WHERE client = ? AND idempotency_key = ?'
const OLD_JOB_RUNS =
  'SELECT r.job, r.scheduled_for FROM hub_job_run r WHERE r.scheduled_for < ? ' +
  'AND r.scheduled_for < (SELECT MAX(n.scheduled_for) FROM hub_job_run n WHERE n.job = r.job) LIMIT ?'
const DROP_JOB_RUN = 'DELETE FROM hub_job_run WHERE job = ? AND scheduled_for = ?'
const FIRST_AUDIT = 'SELECT n, at FROM hub_audit ORDER BY n LIMIT ?'
const DROP_AUDIT = new ManyValues('DELETE FROM hub_audit WHERE n IN ?')

/** Removes up to so many rows of one kind. */
type Removing = (connection: SqlConnection, most: number) => Promise<Gone>

export interface UpkeepParts {
  readonly writer: Writer
  readonly now: () => number
  readonly keep: Keep
  readonly history: HistoryUpkeep
  readonly totals: Totals
  /** Others write too, so that what is known of the history has to be read again now and then. */
  readonly shared: boolean
  readonly space: Space
}

/** Keeps the books small, and forgets people on request. */
export function upkeep(parts: UpkeepParts): Pick<Store, 'prune' | 'tidy' | 'erase'> {
  const tidier = new Tidier(parts)
  return {
    tidy: (now, all) => tidier.step(now, Number.MAX_SAFE_INTEGER, all),
    async prune(now, limit) {
      let gone = 0
      tidier.begin()
      while (gone < limit) {
        const { rows, done } = await tidier.step(now, limit - gone, true)
        gone += rows
        if (done) break
        await others()
      }
      return gone
    },
    erase: eraser(parts.writer, parts.now, parts.space),
  }
}

/** Goes through all that can be removed, one kind after the other, then gives free pages back; a little with each step. */
class Tidier {
  readonly #parts: UpkeepParts
  readonly #meetings = new MeetingUpkeep()
  readonly #rowPace = new Pace(STEP_MS, MOST_ROWS)
  readonly #pagePace = new Pace(STEP_MS, MOST_PAGES)
  #kind = 0
  #readAt = Number.NEGATIVE_INFINITY
  #gaveBack = false
  /** Without the time in which others had their turn. */
  #workedMs = 0

  constructor(parts: UpkeepParts) {
    this.#parts = parts
  }

  begin(): void {
    this.#kind = 0
  }

  /** `most` rows; `all` pages that are free are given back, and not only those beyond the spare ones. */
  async step(now: number, most: number, all = false): Promise<Tidied> {
    this.#workedMs = 0
    const rows = await this.#removeSome(now, most)
    if (rows > 0) return { rows, pages: 0, ms: this.#workedMs, done: false }
    const { pages, done } = await this.#giveBackSome(all)
    return { rows, pages, ms: this.#workedMs, done }
  }

  /** In one transaction; nothing is written, and nothing waits for the disk, when nothing is to go. */
  async #removeSome(now: number, most: number): Promise<number> {
    const { writer, totals, shared } = this.#parts
    const kinds = this.#kinds(now)
    if (this.#kind >= kinds.length) return 0
    const size = Math.min(this.#rowPace.size, most)
    const went = await writer.transaction(
      async (connection) => {
        const began = performance.now()
        if (shared && began - this.#readAt > READ_AGAIN_MS) {
          await totals.load(connection)
          this.#readAt = began
        }
        while (this.#kind < kinds.length) {
          const went = await kinds[this.#kind]!(connection, size)
          if (!went.more) this.#kind++
          const ms = performance.now() - began
          this.#workedMs = ms
          if (went.rows > 0 || went.sizes?.all.length) {
            this.#rowPace.took(went.rows, ms)
            return went
          }
          // What only looked has taken its time too.
          if (ms > STEP_MS) break
        }
        return undefined
      },
      (went) => went?.sizes && totals.committed(went.sizes),
    )
    // It may have been stopped by its time, or have found an empty group: then there is more to look at.
    if ((went?.rows ?? 0) === 0 && this.#kind < kinds.length) return this.#removeSome(now, most)
    return went?.rows ?? 0
  }

  async #giveBackSome(all: boolean): Promise<{ pages: number; done: boolean }> {
    const { writer, space } = this.#parts
    if (!space.givesBack) {
      this.#kind = 0
      return { pages: 0, done: true }
    }
    let pages = 0
    let done = false
    await writer.alone(async (connection) => {
      const { all: there, free } = await space.pages(connection)
      const spare = all ? 0 : Math.max(SPARE_PAGES, Math.ceil(there * SPARE_SHARE))
      if (free <= spare) {
        done = true
        this.#kind = 0
        if (this.#gaveBack) await space.settle(connection)
        this.#gaveBack = false
        return
      }
      pages = Math.min(this.#pagePace.size, free - spare)
      const began = performance.now()
      await space.giveBack(connection, pages)
      const ms = performance.now() - began
      this.#workedMs += ms
      this.#pagePace.took(pages, ms)
      this.#gaveBack = true
    })
    return { pages, done }
  }

  #kinds(now: number): readonly Removing[] {
    const { keep, history } = this.#parts
    const plain = [
      (connection: SqlConnection, most: number) => pruneOnce(connection, now, most),
      (connection: SqlConnection, most: number) => pruneIdempotency(connection, now, most),
      (connection: SqlConnection, most: number) => pruneJobRuns(connection, now - keep.jobRuns, most),
      (connection: SqlConnection, most: number) => pruneAudit(connection, now - keep.audit, most),
      ...this.#meetings.steps(now),
    ].map(
      (prune): Removing =>
        async (connection, most) => {
          const rows = await prune(connection, most)
          return { rows, more: rows >= most }
        },
    )
    return [...plain, ...history.steps(now)]
  }
}

async function pruneOnce(connection: SqlConnection, at: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_ONCE, [at, most])
  await DROP_ONCE.run(
    connection,
    rows.map(([n]) => n as number),
  )
  return rows.length
}

async function pruneIdempotency(connection: SqlConnection, at: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_IDEMPOTENCY, [at, most])
  for (const row of rows) await connection.run(DROP_IDEMPOTENCY, row as Bound[])
  return rows.length
}

async function pruneJobRuns(connection: SqlConnection, before: number, most: number): Promise<number> {
  const rows = await connection.rows(OLD_JOB_RUNS, [before, most])
  for (const row of rows) await connection.run(DROP_JOB_RUN, row as Bound[])
  return rows.length
}

/** The audit is written in the order of time, so that the first row that is young enough ends the search. */
async function pruneAudit(connection: SqlConnection, before: number, most: number): Promise<number> {
  const rows = (await connection.rows(FIRST_AUDIT, [most])) as unknown as [n: number, at: number][]
  const young = rows.findIndex(([, at]) => at >= before)
  const old = young === -1 ? rows : rows.slice(0, young)
  await DROP_AUDIT.run(
    connection,
    old.map(([n]) => n),
  )
  return old.length
}

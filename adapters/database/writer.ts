import type { Kysely } from 'kysely'
import type { Soon, SqlConnection } from './connection.js'
import { HUB_BOOKS_BUSY, HUB_BOOKS_CLOSED, HUB_CHANGE_SLOW } from './errors.js'
import { builderOn, Lease } from './kysely-door.js'
import { isShort, type Made, merged } from './merged.js'
import { Turns } from './turns.js'

/** What a work came to, and the statements it has made. */
type Worked<Result> = { readonly result: Result; readonly made: readonly Made[] } | { readonly error: unknown }

/** Statements that had waited could not be carried out together. Nobody outside learns of it: see `again`. */
export class Unmade extends Error {
  constructor(cause: unknown) {
    super('statements of several changes could not be carried out together', { cause })
  }
}

/** So long may works go on without anything asked between them, in milliseconds. */
const SILENT_MS = 500

/** The one connection that writes. Work takes turns on it, each in one transaction. */
export class Writer {
  readonly connection: SqlConnection
  readonly #turns = new Turns()
  readonly #applyWithin: number
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #tooLate = () => {}
  /** When something was surely asked in the present transaction, on the clock of `performance.now()`. */
  #heardAt = 0
  #giveUp: (error: unknown) => void = () => {}
  /** Whether the changes of the present transaction have a savepoint, what they write since, and how much of it was sent. */
  #saved = false
  #made: Made[] = []
  #sent = 0
  /** What the connection had said of this when the savepoint was made. */
  #unrepeatable: number | undefined
  /** While the savepoint is made, and what waited is sent. */
  #readying: Promise<void> | undefined
  /** What the works have come to, where some of their statements may wait. */
  #worked: Map<object, Worked<unknown>> | undefined
  /** What they had come to, when they are carried out again. */
  #known: Map<object, Worked<unknown>> | undefined

  /** `applyWithin`: milliseconds that a change may take. */
  constructor(connection: SqlConnection, applyWithin: number) {
    this.connection = connection
    this.#applyWithin = applyWithin
  }

  /**
   * Carries out work in one transaction. When it throws, nothing of it was written. `committed` is called before the next
   * one begins. With `mayWait`, statements of changes whose answers nobody reads are carried out together, where that spares
   * journeys; whoever says so calls `send` before the end, and knows what to do about Unmade.
   */
  transaction<Result>(
    work: (connection: SqlConnection) => Promise<Result>,
    committed?: (result: Result) => void,
    mayWait = false,
  ): Promise<Result> {
    return this.#turns.take(async () => {
      if (this.#closed) throw HUB_BOOKS_CLOSED()
      await this.connection.begin()
      this.#saved = false
      this.#made = []
      this.#sent = 0
      this.#known = undefined
      this.#heardAt = performance.now()
      this.#worked = mayWait && this.connection.runRows !== undefined ? new Map() : undefined
      try {
        const result = await work(this.connection)
        await this.connection.commit()
        committed?.(result)
        return result
      } catch (error) {
        await this.#rollBack()
        throw error
      }
    })
  }

  /** Has the connection to itself, outside of a transaction. */
  alone(work: (connection: SqlConnection) => Soon<void>): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#closed) throw HUB_BOOKS_CLOSED()
      await work(this.connection)
    })
  }

  /** As transaction, with the query builder; the builder is refused afterwards. */
  built<Tables, Result>(work: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return this.transaction(async (connection) => {
      const lease = new Lease()
      try {
        return await work(builderOn<Tables>(connection, lease))
      } finally {
        lease.end()
      }
    })
  }

  /**
   * Carries out work in the running transaction and asks `keep` what to make of its result; what throws or takes too long
   * leaves nothing behind. Throws HUB_CHANGE_SLOW, whatever `work` and `keep` throw, and Unmade; `of` tells one work from the
   * others when it is carried out `again`.
   *
   * The works of a transaction share one savepoint, since two statements for each are dear and few works fail: when one is
   * undone, so are those before it, and their statements are made again. A work that may have learned what would be another
   * one then is the last of its savepoint.
   */
  async savepoint<Result, Kept>(
    work: (tx: unknown) => Promise<Result>,
    keep: (result: Result) => Promise<{ readonly stands: boolean; readonly value: Kept }>,
    of: object = work,
  ): Promise<Kept> {
    const before = this.#made.length
    const known = this.#known?.get(of)
    if (known !== undefined) return this.#repeated(known as Worked<Result>, before, keep)
    if (performance.now() - this.#heardAt > SILENT_MS) await this.#beHeard()
    const lease = new Lease()
    let begun = false
    // Only what writes or reads in its transaction needs the savepoint.
    lease.before = () => {
      begun = true
      if (this.#saved && this.#sent === this.#made.length && this.#readying === undefined) return undefined
      return this.#readied()
    }
    // What has come to wait meanwhile stays behind it.
    lease.made = (sql, parameters) => this.#made.splice(this.#sent++, 0, { sql, parameters })
    if (this.#worked !== undefined)
      lease.later = (sql, parameters) => this.#made.push({ sql, parameters: kept(parameters) })
    try {
      const result = await this.#inTime(work(builderOn(this.connection, lease)))
      lease.end()
      // Of a question that the work did not await.
      if (this.#readying !== undefined) await this.#readying
      // It may know of a number that is not given again: then nothing up to here is made a second time.
      const settles = begun && this.connection.unrepeatable !== this.#unrepeatable
      if (settles) await this.#sendOwn()
      this.#worked?.set(of, settles ? { error: HUB_BOOKS_BUSY(undefined) } : { result, made: this.#made.slice(before) })
      const { stands, value } = await keep(result)
      if (!stands) await this.#undo(before, begun)
      if (settles) await this.seal()
      return value
    } catch (error) {
      lease.end()
      lease.made = undefined
      if (error instanceof Unmade) throw error
      this.#worked?.set(of, { error })
      if (this.connection.inTransaction)
        try {
          await this.#undo(before, begun)
        } catch (undoing) {
          // The server has hung up behind it: what the work itself came to says more.
          if (this.connection.gone === undefined) throw undoing
        }
      throw error
    }
  }

  /**
   * Goes back to before the first work, after Unmade, so that all of them can be carried out again. Those that had come to
   * their end are not asked a second time: their statements are made one by one, and what fails is theirs.
   */
  async again(): Promise<void> {
    if (this.#saved) await this.connection.run('ROLLBACK TO SAVEPOINT unit', [])
    this.#known = this.#worked
    this.#worked = undefined
    this.#made = []
    this.#sent = 0
  }

  /** A server ends a transaction that is silent for too long: each work has that time to itself. */
  async #beHeard(): Promise<void> {
    this.#heardAt = performance.now()
    await this.connection.rows('SELECT 1', [])
  }

  async #repeated<Result, Kept>(
    known: Worked<Result>,
    before: number,
    keep: (result: Result) => Promise<{ readonly stands: boolean; readonly value: Kept }>,
  ): Promise<Kept> {
    if ('error' in known) throw known.error
    await this.#save()
    try {
      for (const one of known.made) {
        await this.connection.query(one.sql, one.parameters)
        this.#made.push(one)
        this.#sent = this.#made.length
      }
      const { stands, value } = await keep(known.result)
      if (!stands) await this.#undo(before, known.made.length > 0)
      return value
    } catch (error) {
      if (this.connection.inTransaction) await this.#undo(before, true)
      throw error
    }
  }

  /** Carries out what waits; nothing will be undone after the `last` time. Throws Unmade. */
  async send(last?: 'last'): Promise<void> {
    const pending = this.#made.slice(this.#sent)
    if (pending.length === 0) return
    this.#sent = this.#made.length
    const together = merged(pending)
    // A lone statement that fails has done nothing.
    if (last === undefined || together.length > 1 || !isShort(pending)) await this.#save()
    const { connection } = this
    try {
      for (const one of together)
        if ('sql' in one) await connection.query(one.sql, one.parameters)
        else await connection.runRows!(one.head, one.rows, one.tail, 'checked')
    } catch (error) {
      throw connection.inTransaction ? new Unmade(error) : error
    }
  }

  /** When something was asked before, nothing waits but what the present work has made. */
  async #sendOwn(): Promise<void> {
    try {
      await this.send()
    } catch (error) {
      throw error instanceof Unmade ? error.cause : error
    }
  }

  async #save(): Promise<void> {
    if (this.#saved) return
    this.#saved = true
    this.#unrepeatable = this.connection.unrepeatable
    await this.connection.run('SAVEPOINT unit', [])
  }

  /** What an earlier work has left to do is no trouble of the one that asks: it never hears of it. */
  async #readied(): Promise<void> {
    try {
      this.#readying ??= this.#ready()
      await this.#readying
    } catch (error) {
      if (!(error instanceof Unmade)) throw error
      this.#giveUp(error)
      await new Promise(() => {})
    }
  }

  /** Once for all who ask meanwhile. */
  async #ready(): Promise<void> {
    try {
      await this.#save()
      while (this.#sent < this.#made.length) await this.send()
    } finally {
      this.#readying = undefined
    }
  }

  /** What was written so far stands, whatever a later work comes to: to be called before others write in between. */
  async seal(): Promise<void> {
    await this.send()
    if (this.#saved) await this.connection.run('RELEASE SAVEPOINT unit', [])
    this.#saved = false
    this.#made = []
    this.#sent = 0
    // There is no way back any more.
    this.#worked = undefined
  }

  /** `begun`: something may have been carried out since. */
  async #undo(before: number, begun: boolean): Promise<void> {
    if (!begun && this.#sent <= before) {
      this.#made.length = before
      return
    }
    // What is on its way has to be there before it is undone.
    if (this.#readying !== undefined) await this.#readying.catch(() => {})
    await this.connection.run('ROLLBACK TO SAVEPOINT unit', [])
    const again = this.#made.slice(0, before)
    this.#made = again
    this.#sent = 0
    if (this.#worked !== undefined) return
    try {
      for (const { sql, parameters } of again) await this.connection.query(sql, parameters)
      this.#sent = again.length
    } catch (error) {
      // What stood before does not stand any more: then nothing of the transaction may.
      await this.#rollBack()
      throw error
    }
  }

  /** Waits for the turns before, then refuses further ones. `last` is the last transaction, `then` what follows it. */
  async close(
    last: (connection: SqlConnection) => Promise<void>,
    then: (connection: SqlConnection) => Soon<void> = () => {},
  ): Promise<void> {
    await this.transaction(last)
    await this.#turns.take(async () => {
      this.#closed = true
      clearTimeout(this.#timer)
      await then(this.connection)
      await this.connection.close()
    })
  }

  #inTime<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#tooLate = () => {
        this.#timer?.unref()
        reject(HUB_CHANGE_SLOW(this.#applyWithin))
      }
      this.#giveUp = (error) => {
        this.#timer?.unref()
        reject(error)
      }
      // One timer for all changes, since making one for each is dear; it keeps the process alive only while one runs.
      this.#timer ??= setTimeout(() => this.#tooLate(), this.#applyWithin)
      this.#timer.refresh().ref()
      work.then(
        (result) => {
          this.#timer?.unref()
          resolve(result)
        },
        (error: unknown) => {
          this.#timer?.unref()
          reject(error)
        },
      )
    })
  }

  async #rollBack(): Promise<void> {
    // A full disk and the like end the transaction themselves.
    if (this.connection.inTransaction) await this.connection.rollBack()
  }
}

/** Bytes may be another's by the time they are sent. */
function kept(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map((one) => (one instanceof Uint8Array ? new Uint8Array(one) : one))
}

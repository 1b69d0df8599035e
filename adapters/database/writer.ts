import type { Kysely } from 'kysely'
import type { Soon, SqlConnection } from './connection.js'
import { HUB_BOOKS_CLOSED, HUB_CHANGE_SLOW } from './errors.js'
import { builderOn, Lease } from './kysely-door.js'
import { Turns } from './turns.js'

/** The one connection that writes. Work takes turns on it, each in one transaction. */
export class Writer {
  readonly connection: SqlConnection
  readonly #turns = new Turns()
  readonly #applyWithin: number
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #tooLate = () => {}
  /** Whether the changes of the present transaction have a savepoint, and what they have written since. */
  #saved = false
  #made: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []

  /** `applyWithin`: milliseconds that a change may take. */
  constructor(connection: SqlConnection, applyWithin: number) {
    this.connection = connection
    this.#applyWithin = applyWithin
  }

  /**
   * Carries out work in one transaction. When it throws, nothing of it was written. `committed` is called before the next
   * one begins.
   */
  transaction<Result>(
    work: (connection: SqlConnection) => Promise<Result>,
    committed?: (result: Result) => void,
  ): Promise<Result> {
    return this.#turns.take(async () => {
      if (this.#closed) throw HUB_BOOKS_CLOSED()
      await this.connection.begin()
      this.#saved = false
      this.#made = []
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
   * leaves nothing behind. Throws HUB_CHANGE_SLOW and whatever `work` and `keep` throw.
   *
   * The works of a transaction share one savepoint, since two statements for each are dear and few works fail: when one is
   * undone, so are those before it, and their statements are made again.
   */
  async savepoint<Result, Kept>(
    work: (tx: unknown) => Promise<Result>,
    keep: (result: Result) => Promise<{ readonly stands: boolean; readonly value: Kept }>,
  ): Promise<Kept> {
    const lease = new Lease()
    const before = this.#made.length
    let begun = false
    // Only what writes or reads in its transaction needs the savepoint.
    lease.begin = () => {
      lease.begin = undefined
      begun = true
      if (this.#saved) return undefined
      this.#saved = true
      return this.connection.run('SAVEPOINT unit', [])
    }
    lease.made = (sql, parameters) => this.#made.push({ sql, parameters })
    try {
      const result = await this.#inTime(work(builderOn(this.connection, lease)))
      lease.end()
      const { stands, value } = await keep(result)
      if (begun && !stands) await this.#undo(before)
      return value
    } catch (error) {
      lease.end()
      lease.made = undefined
      if (begun && this.connection.inTransaction) await this.#undo(before)
      throw error
    }
  }

  /** What was written so far stands, whatever a later work comes to: to be called before others write in between. */
  async seal(): Promise<void> {
    if (this.#saved) await this.connection.run('RELEASE SAVEPOINT unit', [])
    this.#saved = false
    this.#made = []
  }

  async #undo(before: number): Promise<void> {
    await this.connection.run('ROLLBACK TO SAVEPOINT unit', [])
    const again = this.#made.slice(0, before)
    this.#made = again
    try {
      for (const { sql, parameters } of again) await this.connection.query(sql, parameters)
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

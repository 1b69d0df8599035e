import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { HubError } from '../../bus/errors.js'
import type { Answer, Row, SqlConnection } from './connection.js'
import { type Dialect, list } from './dialect.js'
import { HUB_BIND_COUNT, HUB_BIND_VALUE, HUB_BOOKS_BUSY, HUB_BOOKS_CLOSED, HUB_SQL_REFUSED } from './errors.js'
import { HUB_BOOKS_LOST, HUB_BOOKS_PEN, HUB_BOOKS_UNKNOWN, isUndone } from './mysql-errors.js'
import { lengthOf, literals } from './mysql-literals.js'
import type { MysqlServer } from './mysql-server.js'
import type { Role } from './mysql-settings.js'
import { type MysqlWire, type Said, UPTIME } from './mysql-wire.js'
import { countPlaceholders } from './sql-text.js'
import { type Bound, bindable, checkedNumber, refuseUnbound } from './values.js'

/** Bytes of a statement that are none of its values. */
const WORDS = 65_536

/** After a failed attempt the next one is made no sooner than this, doubled with each, in milliseconds. */
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2_000

/** What commits what was written before it, and so cannot be undone with it. */
const COMMITS_ITSELF =
  /^\s*(alter|create(?!\s+temporary)|drop(?!\s+temporary)|rename|truncate|lock|unlock|begin|start|commit|rollback|savepoint|release|grant|revoke|analyze|optimize|set\s+autocommit)\b/i
const READS = /^\s*(select|values|explain|show)\b/i
const MARKS = /^(savepoint|release|rollback to)\b/i

// Takes the pen, counts the transactions that had it (and says the number, as the id that LAST_INSERT_ID makes of it), and
// marks the transaction as this one, all with one question. The mark's own row stands first in the table and nobody else
// wants it.
const TAKE_PEN =
  "UPDATE hub_state SET value = CASE name WHEN 'last-seq' THEN value WHEN 'turn' THEN LAST_INSERT_ID(value + 1) ELSE ? END " +
  "WHERE name IN ('last-seq', 'turn', ?)"
const TAKEN = 3
const MAKE_TURN = "INSERT IGNORE INTO hub_state (name, value) VALUES ('turn', 0)"
const MAKE_MARK = 'INSERT IGNORE INTO hub_state (name, value) VALUES (?, ?)'
// Read first: a statement that removes them would wait for the marks of those who are writing.
const OLD_MARKS = "SELECT name FROM hub_state WHERE name LIKE 'commit/%' AND ABS(value) < ?"
const MARK = 'SELECT value FROM hub_state WHERE name = ? FOR UPDATE'
const SET_MARK = 'UPDATE hub_state SET value = ? WHERE name = ?'
const DROP_MARK = 'DELETE FROM hub_state WHERE name = ?'
/** Longer than anybody waits for a server, to ask it for the mark. */
const MARK_KEPT_MS = 30 * 86_400_000

/**
 * A connection to the books on MariaDB or MySQL that is made anew when it was lost. What was under way then is rejected
 * with HUB_BOOKS_LOST: nothing of its transaction was written. A lost COMMIT alone could be either, so every transaction
 * marks a row of its process (`commit/…` in hub_state) with a number of its own, together with taking the pen; after the
 * loss the mark tells whether the transaction took place, and the commit answers accordingly.
 */
export class MysqlConnection implements SqlConnection {
  readonly #server: MysqlServer
  readonly #role: Role
  readonly #mark = `commit/${randomBytes(8).toString('hex')}`
  readonly #once: boolean
  readonly #answersWithin: number | undefined
  readonly #placeholders = new Map<string, number>()
  #marked = 0
  #turn = 0
  #wire: MysqlWire | undefined
  /** Connections that were lost, and that the server may not have noticed yet: it may keep their transactions open. */
  readonly #left = new Set<MysqlWire>()
  #opening: Promise<MysqlWire> | undefined
  #failed: { readonly cause: unknown; readonly until: number; readonly wait: number } | undefined
  #within = false
  #wrote = false
  /** The server undid the transaction; what still comes must not begin another. */
  #undone = false
  #closed = false
  #unrepeatable = 0

  /** `within`: as of MysqlServer.open. With `once` it is not made anew: what was lost is lost. */
  constructor(server: MysqlServer, role: Role, { within, once = false }: { within?: number; once?: boolean } = {}) {
    this.#server = server
    this.#role = role
    this.#once = once
    this.#answersWithin = within
  }

  get dialect(): Dialect {
    return this.#server.traits.dialect
  }

  get turn(): number {
    return this.#turn
  }

  get inTransaction(): boolean {
    return this.#within && !this.#undone && this.#wire?.isLost === false
  }

  get unrepeatable(): number {
    return this.#unrepeatable
  }

  get gone(): HubError | undefined {
    return this.#within && !this.inTransaction ? this.#notInTransaction() : undefined
  }

  /** Beside the row a statement has its own words, and room for what they need. */
  get mostOfRow(): number {
    return (this.#wire?.mostBytes ?? Number.POSITIVE_INFINITY) - WORDS
  }

  /** The server's number of the present connection, or of the last one: its transaction may be open still. 0 for none. */
  get id(): number {
    return this.#wire?.id ?? 0
  }

  /** Makes the connection when there is none. Throws HUB_BOOKS_LOST at once while it is too soon after a failed attempt. */
  async ready(): Promise<MysqlWire> {
    if (this.#closed) throw HUB_BOOKS_CLOSED()
    if (this.#wire?.isLost === false) return this.#wire
    if (this.#once && this.#wire !== undefined) throw HUB_BOOKS_LOST(this.#server.name)
    if (this.#failed !== undefined && performance.now() < this.#failed.until)
      throw HUB_BOOKS_LOST(this.#server.name, this.#failed.cause)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async begin(): Promise<void> {
    if (this.#undone && this.#wire?.isLost === false) await this.#wire.query('ROLLBACK')
    this.#marked = Math.max(this.#marked + 1, Date.now())
    try {
      await this.#takePen(await this.ready())
    } catch (error) {
      if (!isLost(error) || this.#closed) throw error
      // It was lost while nobody used it.
      await this.#takePen(await this.ready())
    }
    this.#within = true
    this.#undone = false
    this.#wrote = false
  }

  async commit(): Promise<void> {
    const wire = this.#wire!
    if (!this.inTransaction) throw this.#notInTransaction()
    try {
      // Where nothing was written nothing waits for the disk.
      await wire.query(this.#wrote ? 'COMMIT' : 'ROLLBACK')
      if (!this.#wrote) this.#turn = 0
    } catch (error) {
      if (this.#wrote && !(await this.#tookPlace(wire, error))) throw error
    } finally {
      this.#within = false
    }
  }

  async rollBack(): Promise<void> {
    const wire = this.#wire
    this.#within = false
    try {
      await wire?.query('ROLLBACK')
    } catch (error) {
      // A connection that is gone has rolled back.
      if (!isLost(error)) wire?.cut()
    }
  }

  async rows(sql: string, parameters: readonly Bound[]): Promise<readonly Row[]> {
    this.#check(sql, parameters)
    return (await this.#ask(sql, parameters)).rows ?? []
  }

  async run(sql: string, parameters: readonly Bound[]): Promise<number> {
    this.#check(sql, parameters)
    if (!MARKS.test(sql)) this.#wrote = true
    return (await this.#ask(sql, parameters)).changes
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    if (!Array.isArray(parameters)) throw HUB_BIND_VALUE(1, 'a lone value', 'bind an array')
    this.#count(sql, parameters.length)
    const bound = parameters.map(boundOf)
    if (this.#role === 'writes' && this.#within && COMMITS_ITSELF.test(sql))
      throw HUB_SQL_REFUSED('on this database it would commit what the transaction has written so far')
    if (!READS.test(sql)) this.#wrote = true
    const { rows, columns, changes, insertId } = await this.#ask(sql, bound)
    if (rows === undefined) return { changes, insertId: BigInt(insertId) }
    // What it gives back of the rows that it has written may be numbered.
    if (!READS.test(sql)) this.#unrepeatable++
    return { rows: rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]]))) }
  }

  async runRows(head: string, rows: readonly (readonly unknown[])[], tail = '', checked?: 'checked'): Promise<void> {
    this.#wrote = true
    let text = ''
    const send = async () => {
      if (text !== '') await this.#ask(`${text} ${tail}`, [])
      text = ''
    }
    for (const row of rows) {
      const values = row.map(checked ? boundOf : unboundRefused)
      if (lengthOf(values) > MOST_TEXT) {
        await send()
        await this.#ask(`${head} (${list(values.length, '?')}) ${tail}`, values)
        continue
      }
      text += `${text === '' ? head : ','} ${literals(values)}`
      if (text.length > MOST_TEXT) await send()
    }
    await send()
  }

  async exec(sql: string): Promise<void> {
    await this.#ask(sql, [])
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const wire = this.#wire
    try {
      if (this.#role === 'writes' && wire?.isLost === false) {
        await wire.execute(DROP_MARK, [this.#mark])
        await wire.query('COMMIT')
      }
    } catch {
      // It is gone, and so is whatever it held.
    }
    this.#closed = true
    await wire?.end()
  }

  /** Ends all trying: what is under way is rejected. */
  giveUp(): void {
    this.#closed = true
    this.#wire?.cut()
  }

  /** Statements are given to the server in the order of the calls: nothing is awaited before, where a connection is there. */
  #ask(sql: string, parameters: readonly Bound[]): Promise<Said> {
    if (this.#closed) return Promise.reject(HUB_BOOKS_CLOSED())
    if (this.#within) {
      if (this.#wire === undefined || !this.inTransaction) return Promise.reject(this.#notInTransaction())
      return this.#told(this.#wire, sql, parameters)
    }
    return this.#alone(sql, parameters)
  }

  async #alone(sql: string, parameters: readonly Bound[]): Promise<Said> {
    const wire = this.#wire?.isLost === false ? this.#wire : await this.ready()
    let answer: Said
    try {
      answer = await this.#told(wire, sql, parameters)
    } catch (error) {
      // A reader's connection that was lost while nobody used it is nobody's trouble.
      if (this.#role !== 'reads' || !isLost(error)) throw error
      answer = await this.#told(await this.ready(), sql, parameters)
    }
    if (this.#role === 'writes') await wire.query('COMMIT')
    return answer
  }

  async #told(wire: MysqlWire, sql: string, parameters: readonly Bound[]): Promise<Said> {
    try {
      const said = await (parameters.length === 0 ? wire.query(sql) : wire.execute(sql, parameters))
      if (said.insertId !== 0) this.#unrepeatable++
      return said
    } catch (error) {
      if (this.#within && isUndone(error as HubError, this.#server.traits.rollsBackOnTimeout)) this.#undone = true
      throw error
    }
  }

  async #takePen(wire: MysqlWire): Promise<void> {
    const take = () => wire.execute(TAKE_PEN, [this.#marked, this.#mark])
    try {
      let taken = await take()
      if (taken.changes < TAKEN) {
        // The books were restored or emptied under this process. Without its mark it could not ask what became of a commit.
        await wire.query('ROLLBACK')
        await this.#makeRows(wire)
        taken = await take()
        if (taken.changes < TAKEN) throw HUB_BOOKS_PEN(this.#server.name)
      }
      this.#turn = taken.insertId
    } catch (error) {
      if (!isLost(error)) await wire.query('ROLLBACK')
      throw error
    }
  }

  /** What taking the pen needs beside it. Takes away the marks of those who were killed long ago. */
  async #makeRows(wire: MysqlWire): Promise<void> {
    await wire.query(MAKE_TURN)
    // Negative, as no transaction is numbered.
    await wire.execute(MAKE_MARK, [this.#mark, -Date.now()])
    const old = await wire.execute(OLD_MARKS, [Date.now() - MARK_KEPT_MS])
    for (const [name] of old.rows as [string][]) await wire.execute(DROP_MARK, [name])
    await wire.query('COMMIT')
  }

  async #open(): Promise<MysqlWire> {
    let wire: MysqlWire | undefined
    try {
      if (this.#wire !== undefined && this.#role === 'writes') this.#left.add(this.#wire)
      wire = await this.#server.open(this.#role, this.#answersWithin)
      if (this.#role === 'writes') {
        await this.#endLeft(wire)
        await this.#makeRows(wire)
      }
      this.#wire = wire
      this.#failed = undefined
      return wire
    } catch (error) {
      wire?.cut()
      if (wire !== undefined && this.#role === 'writes') this.#left.add(wire)
      const cause = error instanceof HubError && error.code === 'HUB_BOOKS_LOST' ? error.cause : error
      const wait = Math.min(LONGEST_WAIT_MS, (this.#failed?.wait ?? FIRST_WAIT_MS / 2) * 2)
      this.#failed = { cause, wait, until: performance.now() + wait }
      throw error
    }
  }

  /** Whatever they hold would be in the way of all writers until the server misses them by itself, which may take hours. */
  async #endLeft(wire: MysqlWire): Promise<void> {
    if (this.#left.size === 0) return
    const [uptime] = (await wire.query(UPTIME)).rows!
    for (const left of this.#left) {
      if (Number(uptime?.[1]) * 1_000 > performance.now() - left.openedAt)
        await wire.query(`KILL CONNECTION ${left.id}`).catch((error) => {
          // Mostly it is gone already.
          if (isLost(error)) throw error
        })
      this.#left.delete(left)
    }
  }

  /**
   * Whether a transaction whose COMMIT was not answered is in the books. Waits until the server is there again, however
   * long: nobody may be told what nobody knows. The lock on the mark is free only when that transaction has ended.
   */
  async #tookPlace(old: MysqlWire, lost: unknown): Promise<boolean> {
    const asked = this.#marked
    // What is written when the answer is yes, so that the answer is as durable as the disk makes it.
    const known = asked + 1
    this.#marked = known
    old.cut()
    for (;;) {
      if (this.#closed) throw HUB_BOOKS_UNKNOWN(this.#server.name, lost)
      try {
        const wire = await this.ready()
        const [row] = (await wire.execute(MARK, [this.#mark])).rows!
        const value = row?.[0]
        if (value === asked || value === known) {
          await wire.execute(SET_MARK, [known, this.#mark])
          await wire.query('COMMIT')
          return true
        }
        await wire.query('ROLLBACK')
        return false
      } catch {
        await wait(FIRST_WAIT_MS)
      }
    }
  }

  #notInTransaction(): HubError {
    return this.#undone ? HUB_BOOKS_BUSY(undefined) : HUB_BOOKS_LOST(this.#server.name)
  }

  #check(sql: string, parameters: readonly Bound[]): void {
    if (!Array.isArray(parameters)) throw HUB_BIND_VALUE(1, 'a lone value', 'bind an array')
    this.#count(sql, parameters.length)
    for (let at = 0; at < parameters.length; at++) refuseUnbound(parameters[at], at + 1)
  }

  #count(sql: string, came: number): void {
    let wanted = this.#placeholders.get(sql)
    if (wanted === undefined) {
      wanted = countPlaceholders(sql)
      if (this.#placeholders.size >= KNOWN) this.#placeholders.clear()
      this.#placeholders.set(sql, wanted)
    }
    if (wanted !== came) throw HUB_BIND_COUNT(wanted, came)
  }
}
const KNOWN = 1_000
/** Rows of more characters than these go in several statements; a longer row goes alone, as bytes. */
const MOST_TEXT = 1_000_000

function isLost(error: unknown): boolean {
  return error instanceof HubError && error.code === 'HUB_BOOKS_LOST'
}

function unboundRefused(value: unknown, index: number): Bound {
  refuseUnbound(value, index + 1)
  return value as Bound
}

/** Whole numbers stay numbers: the server stores them exactly, and bigints are dear to send. */
function boundOf(value: unknown, index: number): Bound {
  if (typeof value === 'number') return checkedNumber(value, index + 1)
  return bindable(value, index + 1)
}

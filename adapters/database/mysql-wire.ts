import { connect as connectSocket, type Socket } from 'node:net'
import mysql2, { type Connection, type FieldPacket, type ResultSetHeader } from 'mysql2'
import type { Row } from './connection.js'
import { HUB_INTEGER_TOO_LARGE } from './errors.js'
import { HUB_BOOKS_LOST, HUB_BOOKS_PACKET, isLoss, mysqlError } from './mysql-errors.js'
import type { MysqlAddress } from './mysql-settings.js'
import type { Bound } from './values.js'

/** What one statement came to: rows, or what it changed. */
export interface Said {
  readonly rows?: readonly Row[]
  readonly columns: readonly string[]
  readonly changes: number
  readonly insertId: number
}

/** Statements that the server keeps prepared for one connection. */
const KEPT = 400
const CONNECT_MS = 5_000
/** Bytes of a value beside its own: its type, and its length, or eight of a number. */
const AROUND = 12
/** Seconds since the server was started. One that was started since gives the numbers of its connections to others. */
export const UPTIME = "SHOW GLOBAL STATUS LIKE 'Uptime'"
/** So long may the other side be silent before the system asks whether it is there still. */
const KEEP_ALIVE_MS = 10_000

// Types of columns: dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
const DECIMAL = 0
const LONGLONG = 8
const NEWDECIMAL = 246
const TINY_BLOB = 249
const STRING = 254
/** The character set of bytes. */
const BINARY = 63

/**
 * The only door to `mysql2`: one physical connection, never made anew. Statements are answered in the order in which they
 * were given; when the connection is lost, each of those under way is rejected with HUB_BOOKS_LOST.
 */
export class MysqlWire {
  /** Bytes of the largest statement. */
  mostBytes = 1_000_000
  /** On the clock of `performance.now()`. */
  readonly openedAt = performance.now()
  readonly #connection: Connection
  readonly #socket: Socket
  readonly #server: string
  readonly #within: number
  #timer: NodeJS.Timeout | undefined
  #underWay = 0
  #lost: unknown

  private constructor(connection: Connection, socket: Socket, server: string, within: number) {
    this.#connection = connection
    this.#socket = socket
    this.#server = server
    this.#within = within
  }

  /** `within`: milliseconds after which a server that does not answer counts as lost; 0 for none. Throws HUB_BOOKS_LOST. */
  static open(address: MysqlAddress, within: number): Promise<MysqlWire> {
    const { host, port, user, password, database, tls } = address
    const server = `${host}:${port}`
    const socket = connectSocket(port, host)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    return new Promise((resolve, reject) => {
      const connection = mysql2.createConnection({
        // Its own would only half-close a connection whose other side has gone silent.
        stream: () => socket,
        host,
        port,
        user,
        password,
        database,
        ...(tls === undefined ? {} : { ssl: tls }),
        charset: 'utf8mb4',
        timezone: 'Z',
        dateStrings: true,
        jsonStrings: true,
        supportBigNumbers: true,
        multipleStatements: false,
        // Values stand in texts that come here already, or go beside them.
        queryFormat: (sql) => sql,
        maxPreparedStatements: KEPT,
        connectTimeout: CONNECT_MS,
        infileStreamFactory: refuseInfile,
      })
      const wire = new MysqlWire(connection, socket, server, within)
      // Also told of what happens while no statement is under way.
      connection.on('error', (error) => {
        wire.#lost ??= error
        socket.destroy()
        reject(mysqlError(Object.assign(error, { fatal: !isNumbered(error) }), server))
      })
      connection.on('connect', () => resolve(wire))
    })
  }

  /** The server's number of this connection. */
  get id(): number {
    return this.#connection.threadId
  }

  get isLost(): boolean {
    return this.#lost !== undefined
  }

  /** A prepared statement. */
  execute(sql: string, parameters: readonly Bound[]): Promise<Said> {
    const values = parameters.map((value) => {
      if (typeof value === 'number' || value === null || typeof value === 'string') return value
      if (typeof value === 'bigint') return mysql2.TypedParameter.BIGINT(value)
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    })
    const bytes = this.#tooLarge(sql, parameters)
    if (bytes !== undefined) return Promise.reject(HUB_BOOKS_PACKET(bytes, this.mostBytes))
    return this.#said((told) => this.#connection.execute({ sql, values, rowsAsArray: true }, told))
  }

  /** A statement without values. */
  query(sql: string): Promise<Said> {
    const bytes = this.#tooLarge(sql, [])
    if (bytes !== undefined) return Promise.reject(HUB_BOOKS_PACKET(bytes, this.mostBytes))
    return this.#said((told) => this.#connection.query({ sql, rowsAsArray: true }, told))
  }

  /** The bytes of a statement that the server would not take: it hangs up, and so would fail whatever is in the transaction. */
  #tooLarge(sql: string, parameters: readonly Bound[]): number | undefined {
    const sum = (ofText: (text: string) => number) => {
      let bytes = ofText(sql) + AROUND * parameters.length
      for (const value of parameters)
        if (typeof value === 'string') bytes += ofText(value)
        else if (value instanceof Uint8Array) bytes += value.length
      return bytes
    }
    // Three at most for one unit of UTF-16; only what comes near the limit is counted exactly.
    if (sum(({ length }) => 3 * length) <= this.mostBytes) return undefined
    const bytes = sum(Buffer.byteLength)
    return bytes > this.mostBytes ? bytes : undefined
  }

  /** Cuts the connection; what is under way is rejected. */
  cut(): void {
    this.#lost ??= new Error('closed')
    clearTimeout(this.#timer)
    this.#socket.destroy()
  }

  /** Says good-bye, so that the server does not count it as broken off. */
  async end(): Promise<void> {
    if (this.isLost) return
    this.#lost = new Error('closed')
    clearTimeout(this.#timer)
    await new Promise<void>((done) => {
      const late = setTimeout(() => done(), 1_000)
      this.#connection.end(() => {
        clearTimeout(late)
        done()
      })
    })
    this.#socket.destroy()
  }

  #said(ask: (told: (error: unknown, answer: unknown, fields?: FieldPacket[]) => void) => void): Promise<Said> {
    if (this.#lost !== undefined) return Promise.reject(HUB_BOOKS_LOST(this.#server, this.#lost))
    return new Promise((resolve, reject) => {
      this.#begun()
      ask((error, answer, fields) => {
        this.#answered()
        if (error) {
          if (isLoss(error)) {
            this.#lost ??= error
            this.#socket.destroy()
          }
          reject(mysqlError(error, this.#server))
          return
        }
        try {
          resolve(said(answer, fields))
        } catch (refused) {
          reject(refused)
        }
      })
    })
  }

  /** One timer for all, since making one for each is dear. */
  #begun(): void {
    this.#underWay++
    if (this.#within === 0) return
    this.#timer ??= setTimeout(() => {
      if (this.#underWay > 0) this.cut()
    }, this.#within)
    if (this.#underWay === 1) this.#timer.refresh().ref()
  }

  #answered(): void {
    this.#underWay--
    if (this.#underWay === 0) this.#timer?.unref()
    else this.#timer?.refresh()
  }
}

function isNumbered(error: unknown): boolean {
  return (
    typeof (error as { errno?: unknown }).errno === 'number' && /^ER_/.test(String((error as { code?: unknown }).code))
  )
}

function refuseInfile(): never {
  throw new Error('the server asked for a local file')
}

function said(answer: unknown, fields: FieldPacket[] | undefined): Said {
  if (!Array.isArray(answer)) {
    const { affectedRows, insertId } = answer as ResultSetHeader
    return { columns: [], changes: affectedRows, insertId }
  }
  const rows = answer as unknown[][]
  const columns = (fields ?? []).map(({ name }) => name)
  for (const [at, field] of (fields ?? []).entries()) asStored(rows, at, field)
  return { rows, columns, changes: 0, insertId: 0 }
}

/** Sums as numbers, bytes as bytes. Throws HUB_INTEGER_TOO_LARGE. */
function asStored(rows: unknown[][], at: number, { columnType, characterSet, decimals, name }: Told): void {
  const type = columnType ?? -1
  if (type === DECIMAL || type === NEWDECIMAL || type === LONGLONG) {
    for (const row of rows) if (typeof row[at] === 'string') row[at] = numberOf(row[at], decimals ?? 0, name)
  } else if (type >= TINY_BLOB && type <= STRING && characterSet === BINARY)
    // A copy: what the driver gives lies in a piece of all that came.
    for (const row of rows) if (row[at] instanceof Uint8Array) row[at] = new Uint8Array(row[at])
}
type Told = FieldPacket & { readonly characterSet?: number }

function numberOf(digits: string, decimals: number, column: string): number {
  const number = Number(digits)
  if (decimals === 0 && !Number.isSafeInteger(number)) throw HUB_INTEGER_TOO_LARGE(column)
  return number
}

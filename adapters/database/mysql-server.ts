import { HUB_BOOKS_CLOSED } from './errors.js'
import {
  type Durability,
  type MysqlAddress,
  type Role,
  type ServerTraits,
  sessionOf,
  TRAITS,
  traitsOf,
} from './mysql-settings.js'
import { MysqlWire } from './mysql-wire.js'

/** So long may the server take for one statement, in milliseconds, before it counts as lost. */
const WITHIN_MS = 30_000

export interface ServerOptions {
  readonly address: MysqlAddress
  /** What becomes of a server whose answered commits may be lost when the machine fails. */
  readonly lossy: Durability
  readonly warn: (sentence: string) => void
  /** Milliseconds that a change may take, where changes are made. Default: none. */
  readonly applyWithin?: number
}

/** A database server as one process sees it. */
export class MysqlServer {
  /** Host and port, for people. */
  readonly name: string
  readonly database: string
  readonly #options: ServerOptions
  #traits: ServerTraits | undefined
  #closed = false

  constructor(options: ServerOptions) {
    this.#options = options
    this.name = `${options.address.host}:${options.address.port}`
    this.database = options.address.database
  }

  /** Known as soon as one connection was opened. */
  get traits(): ServerTraits {
    return this.#traits!
  }

  /** No connection is made any more. */
  close(): void {
    this.#closed = true
  }

  /**
   * A new connection whose session is as the books need it. Throws HUB_BOOKS_LOST, HUB_BOOKS_DENIED, HUB_BOOKS_SETTINGS.
   */
  async open(role: Role, within = WITHIN_MS): Promise<MysqlWire> {
    if (this.#closed) throw HUB_BOOKS_CLOSED()
    const { address, lossy, warn, applyWithin = 0 } = this.#options
    const wire = await MysqlWire.open(address, within)
    try {
      const [[version]] = (await wire.query('SELECT @@version')).rows as [[string]]
      for (const statement of sessionOf(version, role, applyWithin)) await wire.query(statement)
      const [row] = (await wire.query(TRAITS)).rows as [unknown[]]
      // Once is enough to be told.
      this.#traits = traitsOf(row, this.name, lossy, this.#traits === undefined ? warn : () => {})
      wire.mostBytes = this.#traits.maxPacket
      return wire
    } catch (error) {
      wire.cut()
      throw error
    }
  }
}

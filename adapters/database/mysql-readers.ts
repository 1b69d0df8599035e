import type { Answer, Row, SqlConnection } from './connection.js'
import type { Dialect } from './dialect.js'
import { HUB_BOOKS_READ_ONLY } from './errors.js'
import { MysqlConnection } from './mysql-connection.js'
import type { MysqlServer } from './mysql-server.js'
import type { Bound } from './values.js'

/** A few connections that only read what is committed, each statement by itself: the one with the least to do is asked. */
export class MysqlReaders implements SqlConnection {
  readonly inTransaction = false
  readonly #server: MysqlServer
  readonly #all: readonly { readonly connection: MysqlConnection; underWay: number }[]

  constructor(server: MysqlServer, count: number) {
    this.#server = server
    this.#all = Array.from({ length: count }, () => ({
      connection: new MysqlConnection(server, 'reads'),
      underWay: 0,
    }))
  }

  get dialect(): Dialect {
    return this.#server.traits.dialect
  }

  begin(): never {
    throw HUB_BOOKS_READ_ONLY()
  }

  commit(): never {
    throw HUB_BOOKS_READ_ONLY()
  }

  rollBack(): void {}

  rows(sql: string, parameters: readonly Bound[]): Promise<readonly Row[]> {
    return this.#by((connection) => connection.rows(sql, parameters))
  }

  run(sql: string, parameters: readonly Bound[]): Promise<number> {
    return this.#by((connection) => connection.run(sql, parameters))
  }

  query(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    return this.#by((connection) => connection.query(sql, parameters))
  }

  exec(sql: string): Promise<void> {
    return this.#by((connection) => connection.exec(sql))
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ connection }) => connection.close()))
  }

  async #by<Result>(ask: (connection: MysqlConnection) => Promise<Result>): Promise<Result> {
    let least = this.#all[0]!
    for (const one of this.#all) {
      if (one.underWay < least.underWay) least = one
      // Those before are open mostly, since they are asked first.
      if (least.underWay === 0) break
    }
    least.underWay++
    try {
      return await ask(least.connection)
    } finally {
      least.underWay--
    }
  }
}

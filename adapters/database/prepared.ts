import type { CompiledQuery, Kysely } from 'kysely'
import type { MaybeUnread } from './kysely-door.js'

/** A place in a prepared statement. The query builder takes it for the value that will stand there. */
class Parameter {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A statement with names where values will stand. */
export interface Prepared<Tables, Values> {
  /** Runs it in a transaction, or on what is committed. */
  run<Row = unknown>(db: Kysely<Tables>, values: Values): Promise<{ readonly rows: readonly Row[] }>
}

const NOTHING = Symbol('nothing')

interface Compiled {
  /** It writes and gives no rows, so that nobody has to wait for what it comes to. */
  readonly unread: boolean
  readonly query: CompiledQuery
  readonly places: readonly (string | typeof NOTHING)[]
}

/**
 * A statement that is put together and compiled once, for changes that are made many times: building an upsert with the
 * query builder takes about as long as carrying it out. `make` gets the builder and a value for each name; every value has
 * to stand in the statement as it came, since only its place is kept. A value that is computed from belongs outside.
 *
 *     const upsert = prepared<Tables, Order>((db, order) => db.insertInto('shop_order').values({ id: order.id, … }))
 *     await upsert.run(tx, order)
 *
 * On a server, such statements of a change that only write may be sent together, after the change; one that fails still fails
 * its own change.
 *
 * Throws TypeError when `make` looks into a value instead of placing it.
 */
export function prepared<Tables, Values extends object>(
  make: (db: Kysely<Tables>, values: Values) => { compile(): CompiledQuery },
): Prepared<Tables, Values> {
  // Each database has its own words.
  const known = new WeakMap<object, Compiled>()
  return {
    async run<Row>(db: Kysely<Tables>, values: Values) {
      const { adapter } = db.getExecutor()
      const compiled = known.get(adapter) ?? compile(db, make)
      known.set(adapter, compiled)
      const { query, places, unread } = compiled
      const parameters = places.map((name, index) =>
        name === NOTHING ? query.parameters[index] : (values as Record<string, unknown>)[name],
      )
      return db.executeQuery<Row>({ ...query, parameters, unread } as MaybeUnread<Row>)
    },
  }
}

const WRITES = /^\s*(insert|replace|update|delete)\b/i
const RETURNS = /\breturning\b/i

function compile<Tables, Values>(
  db: Kysely<Tables>,
  make: (db: Kysely<Tables>, values: Values) => { compile(): CompiledQuery },
): Compiled {
  const made = new Map<string, Parameter>()
  const values = new Proxy(Object.freeze({}), {
    get(_target, name) {
      if (typeof name === 'symbol') throw new TypeError('a prepared statement takes values by their names')
      const known = made.get(name) ?? new Parameter(name)
      made.set(name, known)
      return known
    },
    ownKeys() {
      throw new TypeError('a prepared statement names each value: the values of later runs are not known yet')
    },
  }) as Values
  const query = make(db, values).compile()
  const places = query.parameters.map((one) => (one instanceof Parameter ? one.name : NOTHING))
  for (const name of made.keys())
    if (!places.includes(name))
      throw new TypeError(`a prepared statement places its values; "${name}" was looked at only`)
  return { query, places, unread: WRITES.test(query.sql) && !RETURNS.test(query.sql) }
}

import type { Row, SqlConnection } from './connection.js'
import { type Dialect, list } from './dialect.js'
import { FarRows } from './far-rows.js'
import type { Bound } from './values.js'

// What a row costs is mostly its parameters: some 0.4 µs each, half of that for null (measured). So what many rows share is
// bound once, and columns that are null in all of them are left out.

/** Bytes of one statement: a server refuses what is much larger, and one row goes alone however large it is. */
const MOST_BYTES = 4_000_000

type Values = readonly Bound[]

/** Rows of a table that is read from. */
const MOST_TUPLES = 64

/**
 * Walks over rows in chunks of few sizes, powers of two, so that each text is compiled once. `most` rows are in a chunk;
 * fewer, where rows are large.
 */
async function inChunks(
  rows: readonly Values[],
  most: number,
  each: (chunk: readonly Values[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < rows.length; ) {
    let size = most
    while (size > rows.length - at) size /= 2
    const chunk = at === 0 && size === rows.length ? rows : rows.slice(at, at + size)
    const fits = size === 1 ? 1 : fitting(chunk)
    if (fits >= size) {
      await each(chunk)
      at += size
      continue
    }
    while (size > fits) size /= 2
    await each(chunk.slice(0, size))
    at += size
  }
}

/** How many of the rows, one at least, stay below the bytes of a statement. */
function fitting(rows: readonly Values[]): number {
  let bytes = 0
  for (let at = 0; at < rows.length; at++) {
    for (const value of rows[at]!) if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length
    if (bytes > MOST_BYTES) return Math.max(1, at)
  }
  return rows.length
}

/** Texts of one statement for each database and each size. */
class Texts {
  readonly #texts = new Map<Dialect, Map<number, string>>()

  of({ dialect }: SqlConnection, shape: number, make: (dialect: Dialect) => string): string {
    let texts = this.#texts.get(dialect)
    if (texts === undefined) {
      texts = new Map()
      this.#texts.set(dialect, texts)
    }
    let text = texts.get(shape)
    if (text === undefined) {
      text = make(dialect)
      texts.set(shape, text)
    }
    return text
  }
}

/** A statement that takes many rows at once, compiled once per size. */
export class ManyRows {
  readonly #head: string
  readonly #width: number
  readonly #texts = new Texts()
  #far: FarRows | undefined

  /** `head` is `INSERT INTO table (column, …)`. */
  constructor(head: string, width: number) {
    this.#head = head
    this.#width = width
  }

  run(connection: SqlConnection, rows: readonly Values[]): Promise<void> {
    if (isFar(connection)) {
      this.#far ??= new FarRows(this.#head)
      return this.#far.run(connection, rows)
    }
    return inChunks(rows, connection.dialect.mostRows, async (chunk) => {
      const parameters: Bound[] = new Array(chunk.length * this.#width)
      let next = 0
      for (const row of chunk) for (let at = 0; at < this.#width; at++) parameters[next++] = row[at]!
      const text = () => `${this.#head} VALUES ${list(chunk.length, `(${list(this.#width, '?')})`)}`
      await connection.run(this.#texts.of(connection, chunk.length, text), parameters)
    })
  }
}

function isFar(connection: SqlConnection): connection is Parameters<FarRows['run']>[0] {
  return connection.runRows !== undefined
}

/** Rows and what they have in common. */
export interface Group {
  readonly shared: readonly Bound[]
  readonly rows: (readonly Bound[])[]
}

/** Gathers rows by what they share. Most rows of a commit share it with the one before. */
export class Groups {
  readonly all: Group[] = []
  #last: Group | undefined

  add(shared: readonly Bound[], row: readonly Bound[]): void {
    if (this.#last === undefined || !same(this.#last.shared, shared)) {
      let group = this.all.find((one) => same(one.shared, shared))
      if (group === undefined) {
        group = { shared, rows: [] }
        this.all.push(group)
      }
      this.#last = group
    }
    this.#last.rows.push(row)
  }
}

function same(one: readonly Bound[], other: readonly Bound[]): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/** What makes nothing of both but a row of all their columns. */
const ALL = 'SELECT s.*, v.* FROM s CROSS JOIN v'

interface Shape {
  readonly own: readonly string[]
  readonly head: string
  readonly tail: string
  readonly far: FarRows
}

/** A statement over rows that share values: `shared` and `own` are two tables of it, `s` and `v`. */
export class ManySharing {
  readonly #shared: readonly string[]
  readonly #own: readonly string[]
  readonly #required: number
  readonly #make: (own: readonly string[]) => readonly [head: string, tail: string]
  readonly #shapes = new Map<number, Shape>()
  readonly #texts = new Texts()

  /**
   * `make` gives what stands before and after the two tables, for the columns of `own` that are used: the first
   * `required` of them always, the others when a row has a value there.
   */
  constructor(
    shared: readonly string[],
    own: readonly string[],
    required: number,
    make: (own: readonly string[]) => readonly [head: string, tail: string],
  ) {
    this.#shared = shared
    this.#own = own
    this.#required = required
    this.#make = make
  }

  async run(connection: SqlConnection, { all }: Groups): Promise<void> {
    const { dialect } = connection
    for (const { shared, rows } of all) {
      const used = this.#used(rows)
      const { own, head, tail, far } = this.#shapeOf(used)
      // A server would make a table of its own of them first.
      if (tail === ALL && isFar(connection)) {
        const whole = rows.map((row) => [...shared, ...row.filter((_, at) => (used & (1 << at)) !== 0)])
        await far.run(connection, whole)
        continue
      }
      await inChunks(rows, MOST_TUPLES, async (chunk) => {
        const parameters: Bound[] = [...shared]
        for (const row of chunk) {
          for (let at = 0; at < row.length; at++) if ((used & (1 << at)) !== 0) parameters.push(row[at]!)
        }
        const text = () => {
          const s = `s (${this.#shared.join(', ')}) AS (${dialect.placeholders(1, this.#shared.length)})`
          const v = `v (${own.join(', ')}) AS (${dialect.placeholders(chunk.length, own.length)})`
          return `${head} WITH ${s}, ${v} ${tail}`
        }
        await connection.run(this.#texts.of(connection, used * 1024 + chunk.length, text), parameters)
      })
    }
  }

  #shapeOf(used: number): Shape {
    let shape = this.#shapes.get(used)
    if (shape === undefined) {
      const own = this.#own.filter((_, at) => (used & (1 << at)) !== 0)
      const [head, tail] = this.#make(own)
      shape = { own, head, tail, far: new FarRows(head) }
      this.#shapes.set(used, shape)
    }
    return shape
  }

  /** One bit for each column of `own` that is required or not null everywhere. */
  #used(rows: readonly Values[]): number {
    let used = (1 << this.#required) - 1
    for (const row of rows) for (let at = this.#required; at < row.length; at++) if (row[at] !== null) used |= 1 << at
    return used
  }
}

/**
 * A statement with `IN (?, …)` in the place of `IN ?`, or with many rows in that of `VALUES ?`, padded to a few sizes by
 * repeating the last value.
 */
export class ManyValues {
  readonly #text: string
  readonly #texts = new Texts()

  constructor(text: string) {
    this.#text = text
  }

  /** `first` are the parameters that stand before the list. */
  async run(connection: SqlConnection, values: Values, first: Values = []): Promise<void> {
    const most = connection.dialect.mostRows
    for (let at = 0; at < values.length; at += most) {
      const chunk = padded(values, at, most)
      await connection.run(this.#of(connection, chunk.length), first.length === 0 ? chunk : [...first, ...chunk])
    }
  }

  async rows(connection: SqlConnection, values: Values): Promise<readonly Row[]> {
    const found: Row[] = []
    const most = connection.dialect.mostRows
    for (let at = 0; at < values.length; at += most) {
      const chunk = padded(values, at, most)
      for (const row of await connection.rows(this.#of(connection, chunk.length), chunk)) found.push(row)
    }
    return found
  }

  #of(connection: SqlConnection, size: number): string {
    return this.#texts.of(connection, size, (dialect) =>
      this.#text
        .replace('IN ?', () => `IN (${list(size, '?')})`)
        .replace('VALUES ?', () => dialect.placeholders(size, 1)),
    )
  }
}

/** A statement with many rows in the place of `VALUES ?`: a table of it. */
export class ManyTuples {
  readonly #text: string
  readonly #width: number
  readonly #texts = new Texts()

  constructor(text: string, width: number) {
    this.#text = text
    this.#width = width
  }

  run(connection: SqlConnection, tuples: readonly Values[]): Promise<void> {
    return inChunks(tuples, MOST_TUPLES, async (chunk) => {
      await connection.run(this.#of(connection, chunk.length), chunk.flat())
    })
  }

  async rows(connection: SqlConnection, tuples: readonly Values[]): Promise<readonly Row[]> {
    const found: Row[] = []
    await inChunks(tuples, MOST_TUPLES, async (chunk) => {
      for (const row of await connection.rows(this.#of(connection, chunk.length), chunk.flat())) found.push(row)
    })
    return found
  }

  #of(connection: SqlConnection, size: number): string {
    return this.#texts.of(connection, size, (dialect) =>
      this.#text.replace('VALUES ?', () => dialect.placeholders(size, this.#width)),
    )
  }
}

function padded(values: Values, at: number, most: number): Bound[] {
  const chunk = values.slice(at, at + most)
  let size = 1
  while (size < chunk.length) size *= 2
  while (chunk.length < size) chunk.push(chunk[chunk.length - 1]!)
  return chunk
}

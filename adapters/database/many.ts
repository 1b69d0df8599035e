import type { Row, SqlConnection } from './connection.js'
import type { Bound } from './values.js'

// What a row costs is mostly its parameters: some 0.4 µs each, half of that for null (measured). So what many rows share is
// bound once, and columns that are null in all of them are left out.

/** Rows per statement: few shapes, so that each is compiled once; above 64 nothing is gained (measured). */
const SIZES = [64, 32, 16, 8, 4, 2, 1] as const
const LARGEST = SIZES[0]

function list(size: number, one: string): string {
  return new Array(size).fill(one).join(', ')
}

/** Walks over rows in chunks of the known sizes. */
async function inChunks<One>(rows: readonly One[], each: (chunk: readonly One[]) => Promise<void>): Promise<void> {
  let at = 0
  for (const size of SIZES)
    while (rows.length - at >= size) {
      await each(at === 0 && size === rows.length ? rows : rows.slice(at, at + size))
      at += size
    }
}

/** A statement that takes many rows at once, compiled once per size. */
export class ManyRows {
  readonly #head: string
  readonly #width: number
  readonly #texts = new Map<number, string>()

  /** `head` ends before VALUES. */
  constructor(head: string, width: number) {
    this.#head = head
    this.#width = width
  }

  run(connection: SqlConnection, rows: readonly (readonly Bound[])[]): Promise<void> {
    return inChunks(rows, async (chunk) => {
      const parameters: Bound[] = new Array(chunk.length * this.#width)
      let next = 0
      for (const row of chunk) for (let at = 0; at < this.#width; at++) parameters[next++] = row[at]!
      await connection.run(this.#text(chunk.length), parameters)
    })
  }

  #text(size: number): string {
    let text = this.#texts.get(size)
    if (text === undefined) {
      text = `${this.#head} VALUES ${list(size, `(${list(this.#width, '?')})`)}`
      this.#texts.set(size, text)
    }
    return text
  }
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

/** A statement over rows that share values: `shared` and `own` are two tables of it, `s` and `v`. */
export class ManySharing {
  readonly #shared: readonly string[]
  readonly #own: readonly string[]
  readonly #required: number
  readonly #make: (own: readonly string[]) => readonly [head: string, tail: string]
  readonly #texts = new Map<number, string>()

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
    for (const { shared, rows } of all) {
      const used = this.#used(rows)
      await inChunks(rows, async (chunk) => {
        const parameters: Bound[] = [...shared]
        for (const row of chunk)
          for (let at = 0; at < row.length; at++) if ((used & (1 << at)) !== 0) parameters.push(row[at]!)
        await connection.run(this.#text(connection, used, chunk.length), parameters)
      })
    }
  }

  /** One bit for each column of `own` that is required or not null everywhere. */
  #used(rows: readonly (readonly Bound[])[]): number {
    let used = (1 << this.#required) - 1
    for (const row of rows) for (let at = this.#required; at < row.length; at++) if (row[at] !== null) used |= 1 << at
    return used
  }

  #text({ rowWord }: SqlConnection, used: number, size: number): string {
    const shape = used * 128 + size
    let text = this.#texts.get(shape)
    if (text === undefined) {
      const own = this.#own.filter((_, at) => (used & (1 << at)) !== 0)
      const [head, tail] = this.#make(own)
      const s = `s (${this.#shared.join(', ')}) AS (VALUES ${rowWord}(${list(this.#shared.length, '?')}))`
      const v = `v (${own.join(', ')}) AS (VALUES ${list(size, `${rowWord}(${list(own.length, '?')})`)})`
      text = `${head} WITH ${s}, ${v} ${tail}`
      this.#texts.set(shape, text)
    }
    return text
  }
}

/**
 * A statement with `IN (?, …)` in the place of `IN ?`, or `VALUES (?), …` in that of `VALUES ?`, padded to a few sizes by
 * repeating the last value.
 */
export class ManyValues {
  readonly #text: string
  readonly #texts = new Map<number, string>()

  constructor(text: string) {
    this.#text = text
  }

  /** `first` are the parameters that stand before the list. */
  async run(connection: SqlConnection, values: readonly Bound[], first: readonly Bound[] = []): Promise<void> {
    for (let at = 0; at < values.length; at += LARGEST) {
      const chunk = padded(values, at)
      await connection.run(this.#of(connection, chunk.length), first.length === 0 ? chunk : [...first, ...chunk])
    }
  }

  async rows(connection: SqlConnection, values: readonly Bound[]): Promise<readonly Row[]> {
    const found: Row[] = []
    for (let at = 0; at < values.length; at += LARGEST) {
      const chunk = padded(values, at)
      for (const row of await connection.rows(this.#of(connection, chunk.length), chunk)) found.push(row)
    }
    return found
  }

  #of({ rowWord }: SqlConnection, size: number): string {
    let text = this.#texts.get(size)
    if (text === undefined) {
      text = this.#text
        .replace('IN ?', () => `IN (${list(size, '?')})`)
        .replace('VALUES ?', () => `VALUES ${list(size, `${rowWord}(?)`)}`)
      this.#texts.set(size, text)
    }
    return text
  }
}

/** A statement with `VALUES (?, ?), …` in the place of `VALUES ?`: a table of it with many rows. */
export class ManyTuples {
  readonly #text: string
  readonly #width: number
  readonly #texts = new Map<number, string>()

  constructor(text: string, width: number) {
    this.#text = text
    this.#width = width
  }

  run(connection: SqlConnection, tuples: readonly (readonly Bound[])[]): Promise<void> {
    return inChunks(tuples, async (chunk) => {
      await connection.run(this.#of(connection, chunk.length), chunk.flat())
    })
  }

  async rows(connection: SqlConnection, tuples: readonly (readonly Bound[])[]): Promise<readonly Row[]> {
    const found: Row[] = []
    await inChunks(tuples, async (chunk) => {
      for (const row of await connection.rows(this.#of(connection, chunk.length), chunk.flat())) found.push(row)
    })
    return found
  }

  #of({ rowWord }: SqlConnection, size: number): string {
    let text = this.#texts.get(size)
    if (text === undefined) {
      const rows = list(size, `${rowWord}(${list(this.#width, '?')})`)
      text = this.#text.replace('VALUES ?', () => `VALUES ${rows}`)
      this.#texts.set(size, text)
    }
    return text
  }
}

function padded(values: readonly Bound[], at: number): Bound[] {
  const chunk = values.slice(at, at + LARGEST)
  let size = 1
  while (size < chunk.length) size *= 2
  while (chunk.length < size) chunk.push(chunk[chunk.length - 1]!)
  return chunk
}

import type { Row, SqlConnection } from './connection.js'
import type { Bound } from './values.js'

/** Rows per statement: few shapes, so that each is compiled once; above 64 nothing is gained (measured). */
const SIZES = [64, 32, 16, 8, 4, 2, 1] as const

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

  async run(connection: SqlConnection, rows: readonly (readonly Bound[])[]): Promise<void> {
    let at = 0
    for (const size of SIZES)
      while (rows.length - at >= size) {
        const parameters: Bound[] = new Array(size * this.#width)
        let next = 0
        for (let row = at; row < at + size; row++) for (const value of rows[row]!) parameters[next++] = value
        await connection.run(this.#text(size), parameters)
        at += size
      }
  }

  #text(size: number): string {
    let text = this.#texts.get(size)
    if (text === undefined) {
      const row = `(${new Array(this.#width).fill('?').join(', ')})`
      text = `${this.#head} VALUES ${new Array(size).fill(row).join(', ')}`
      this.#texts.set(size, text)
    }
    return text
  }
}

/** A statement with `IN (?, …)` in the place of `IN ?`, padded to a few sizes by repeating the last value. */
export class ManyValues {
  readonly #text: string
  readonly #texts = new Map<number, string>()

  constructor(text: string) {
    this.#text = text
  }

  /** `first` are the parameters that stand before the list. */
  async run(connection: SqlConnection, values: readonly Bound[], first: readonly Bound[] = []): Promise<number> {
    let changed = 0
    for (const chunk of this.#chunks(values))
      changed += await connection.run(this.#of(chunk.length), [...first, ...chunk])
    return changed
  }

  async rows(connection: SqlConnection, values: readonly Bound[]): Promise<readonly Row[]> {
    if (values.length <= SIZES[0]) {
      if (values.length === 0) return []
      const [chunk] = this.#chunks(values) as [Bound[]]
      return connection.rows(this.#of(chunk.length), chunk)
    }
    const found: Row[] = []
    for (const chunk of this.#chunks(values)) found.push(...(await connection.rows(this.#of(chunk.length), chunk)))
    return found
  }

  #chunks(values: readonly Bound[]): Bound[][] {
    const chunks: Bound[][] = []
    for (let at = 0; at < values.length; at += SIZES[0]) {
      const chunk = values.slice(at, at + SIZES[0])
      let size = 1
      while (size < chunk.length) size *= 2
      while (chunk.length < size) chunk.push(chunk[chunk.length - 1]!)
      chunks.push(chunk)
    }
    return chunks
  }

  #of(size: number): string {
    let text = this.#texts.get(size)
    if (text === undefined) {
      text = this.#text.replace('IN ?', () => `IN (${new Array(size).fill('?').join(', ')})`)
      this.#texts.set(size, text)
    }
    return text
  }
}

import type { SqlConnection } from './connection.js'
import { list } from './dialect.js'
import { lengthOf } from './mysql-literals.js'
import type { Bound } from './values.js'

type Values = readonly Bound[]

/** Rows of the statements that a server keeps prepared, which costs it a fifth less than reading them as text (measured). */
const SIZES = [256, 128, 64, 32]
/** Characters of a statement of the first size; where rows are longer there are fewer in one. */
const MOST = 2_000_000

/**
 * A statement that inserts many rows on a server: few large statements, whose texts are of few sizes. Columns that are null
 * in all rows are left out.
 */
export class FarRows {
  readonly #verb: string
  readonly #columns: readonly string[]
  readonly #texts = new Map<number, string>()

  /** `head` is `INSERT INTO table (column, …)`. */
  constructor(head: string) {
    const at = head.indexOf('(')
    this.#verb = head.slice(0, at)
    this.#columns = head.slice(at + 1, head.lastIndexOf(')')).split(', ')
  }

  async run(
    connection: SqlConnection & Required<Pick<SqlConnection, 'runRows'>>,
    rows: readonly Values[],
  ): Promise<void> {
    const used: number[] = []
    let shape = 0
    for (let column = 0; column < this.#columns.length; column++)
      if (rows.some((row) => row[column] !== null)) {
        used.push(column)
        shape += 2 ** column
      }
    const head = `${this.#verb}(${used.map((column) => this.#columns[column]).join(', ')}) VALUES`
    const wide = rows.some((row) => lengthOf(row) > MOST / SIZES[0]!)
    for (let at = 0; at < rows.length; ) {
      const left = rows.length - at
      const size = left === 1 ? 1 : wide ? undefined : SIZES.find((one) => one <= left)
      const end = at + (size ?? left)
      if (size === undefined) {
        const rest = rows.slice(at, end).map((row) => used.map((column) => row[column]!))
        await connection.runRows(head, rest)
      } else {
        const parameters: Bound[] = []
        for (let row = at; row < end; row++) for (const column of used) parameters.push(rows[row]![column]!)
        await connection.run(this.#textOf(head, shape, size, used.length), parameters)
      }
      at = end
    }
  }

  #textOf(head: string, shape: number, size: number, width: number): string {
    const key = shape * 512 + size
    let text = this.#texts.get(key)
    if (text === undefined) {
      text = `${head} ${list(size, `(${list(width, '?')})`)}`
      this.#texts.set(key, text)
    }
    return text
  }
}

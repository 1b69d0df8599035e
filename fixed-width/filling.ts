import type { Filler } from './definition.js'
import type { Lenient } from './lenient.js'
import type { Found, Teller } from './teller.js'

/** The lines at the end of a file that fill its last block, as they are read. */
export class Filling {
  readonly #filler: Filler
  readonly #lenient: Lenient
  readonly #teller: Teller
  #lines = 0
  /** Something stood behind it, which has been said. */
  #broken = false

  constructor(filler: Filler, lenient: Lenient, teller: Teller) {
    this.#filler = filler
    this.#lenient = lenient
    this.#teller = teller
  }

  get width(): number {
    return this.#filler.text.length
  }

  /** Lines of it have come, so nothing else may. */
  get begun(): boolean {
    return this.#lines > 0
  }

  /** What the line is to it, if anything: filler, or something that may not stand behind filler, which it says. */
  take(line: string, at: number, mayEnd: boolean): 'filler' | 'refused' | undefined {
    if (line === this.#filler.text && (this.begun || mayEnd)) {
      this.#lines++
      return 'filler'
    }
    if (!this.begun) return undefined
    const expected = 'nothing but filler, as the file has ended'
    const found = `a line of ${line.length}`
    const where = { column: 1, record: 'filler', field: 'filler' }
    this.#teller.report(at, [{ code: 'HUB_FILE_FILLER', ...where, expected, found }])
    this.#broken = true
    return 'refused'
  }

  /** Whether so many records and what came of filler are whole blocks. */
  verify(records: number, byte: number): void {
    const { blockOf, mayLack } = this.#filler
    if (this.#broken || (!this.begun && mayLack === true)) return
    const missing = (blockOf - (records % blockOf)) % blockOf
    if (missing === this.#lines || this.#lenient.forgives('filler')) return
    const expected = `${missing} lines, so that ${records} records fill blocks of ${blockOf}`
    const found: Found = {
      code: 'HUB_FILE_FILLER',
      byte,
      column: 1,
      record: 'filler',
      field: 'filler',
      expected,
      found: String(this.#lines),
    }
    this.#teller.problem(found)
  }
}

import { type CsvError, Parser } from 'csv-parse'
import type { Place, Sheet } from './definition.js'
import { textIntake } from './encoding.js'
import { errorOf } from './errors.js'
import { type Problem, type ProblemCode, shown } from './problem.js'

export interface ReadSummary {
  /** Records that were read without a problem. */
  readonly records: number
  readonly lines: number
  /** Lines without anything in them that were passed over. */
  readonly emptyLines: number
}
type Values = Record<string, unknown>

const MARK = '\ufeff'
const LINE_ENDS = /\r\n|\n|\r/g

/** Ends the reading; its problem has been told. */
class Ended extends Error {}

/**
 * Reads records piece by piece. What is wrong with a field or a line is told, and reading goes on behind it; bytes that are
 * not of the encoding, quotes that do not match, records without end and a header that is not the file's end the reading.
 */
export class Reader {
  readonly #sheet: Sheet
  readonly #tell: (problem: Problem) => void
  readonly #take: (bytes: Uint8Array | undefined) => string | undefined
  readonly #parser: Parser
  #begun = false
  #ended = false
  #failed: unknown
  /** Line where the next record begins. */
  #line = 1
  #records = 0
  #emptyLines = 0
  /** For each column of the file its place in the definition; undefined before the header. */
  #order: readonly Place[] | undefined
  #batch: Values[] = []

  constructor(sheet: Sheet, onProblem: ((problem: Problem) => void) | undefined) {
    this.#sheet = sheet
    this.#tell =
      onProblem ??
      ((problem) => {
        throw errorOf(problem)
      })
    const { form, places } = sheet
    this.#take = textIntake(form.encoding).take
    if (form.header === 'none') this.#order = places
    this.#parser = new Parser({
      delimiter: form.delimiter,
      quote: form.quote,
      escape: form.quote,
      record_delimiter: ['\r\n', '\n'],
      trim: form.blanks === 'trimmed',
      relax_column_count: true,
      max_record_size: form.mostCharacters,
    })
    // Records are taken where the parser hands them out: as a stream they would cost as much again.
    this.#parser.push = (record: unknown) => {
      if (record !== null && this.#failed === undefined) this.#taking(record as readonly string[])
      return true
    }
    this.#parser.on('error', (error) => {
      this.#failed ??= error
    })
  }

  get summary(): ReadSummary {
    return { records: this.#records, lines: this.#line - 1, emptyLines: this.#emptyLines }
  }
  /** Whether a problem ended the reading before the file's end. */
  get ended(): boolean {
    return this.#ended
  }

  /** The records that these bytes complete. */
  async push(bytes: Uint8Array): Promise<readonly Values[]> {
    if (this.#ended) return []
    const text = this.#take(bytes)
    return text === undefined ? this.#end(() => this.#badBytes()) : this.#parse(text)
  }

  /** The records that the file's end completes. */
  async end(): Promise<readonly Values[]> {
    if (this.#ended) return []
    const text = this.#take(undefined)
    if (text === undefined) return this.#end(() => this.#badBytes())
    const records = await this.#parse(text)
    if (this.#ended) return records
    const last = await this.#finish()
    if (this.#order === undefined && !this.#ended)
      return this.#end(() => this.#problem('HUB_CSV_HEADER', 0, '', this.#expectedHeader(), 'the end of the file'))
    this.#ended = true
    return [...records, ...last]
  }

  #parse(text: string): Promise<readonly Values[]> {
    let rest = text
    if (!this.#begun && text !== '') {
      this.#begun = true
      const { byteOrderMark, encoding } = this.#sheet.form
      const marked = encoding === 'utf-8' && text.startsWith(MARK)
      if (marked && byteOrderMark === 'never')
        this.#problem('HUB_CSV_ENCODING', 1, '', 'a file without byte order mark', 'one')
      if (!marked && byteOrderMark === 'must')
        this.#problem('HUB_CSV_ENCODING', 1, '', 'a byte order mark', shown(text.slice(0, 1), false))
      if (marked) rest = text.slice(1)
    }
    return this.#through((done) => this.#parser.write(rest, done))
  }

  #finish(): Promise<readonly Values[]> {
    return this.#through((done) => this.#parser.end(done))
  }

  /** The parser works while it is written to; what it found stands in the batch when it calls back. */
  async #through(act: (done: (error?: Error | null) => void) => void): Promise<readonly Values[]> {
    try {
      await new Promise<void>((resolve, reject) => {
        act((error) => (error ? reject(error) : resolve()))
      })
    } catch (error) {
      this.#failed ??= error
    }
    const why = this.#failed
    if (why instanceof Ended) this.#ended = true
    else if (isCsvError(why)) return this.#end(() => this.#unreadable(why))
    else if (why !== undefined) throw why
    return this.#taken()
  }

  /** What is thrown here is kept: the parser's own way out may be one on which nobody waits. */
  #taking(record: readonly string[]): void {
    try {
      this.#record(record)
    } catch (error) {
      this.#failed = error
    }
  }

  #taken(): readonly Values[] {
    const records = this.#batch
    this.#batch = []
    return records
  }

  #end(tell: () => void): readonly Values[] {
    this.#ended = true
    tell()
    return this.#taken()
  }

  #badBytes(): void {
    const expected = `bytes of ${this.#sheet.form.encoding}`
    this.#problem('HUB_CSV_ENCODING', 0, '', expected, 'others, in this line or soon behind it')
  }

  #unreadable(error: CsvError): void {
    const { quote, mostCharacters } = this.#sheet.form
    if (error.code === 'CSV_MAX_RECORD_SIZE') {
      this.#problem('HUB_CSV_LIMIT', 0, '', `at most ${mostCharacters} characters`, 'more')
      return
    }
    const found =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'one that is never closed'
        : error.code === 'INVALID_OPENING_QUOTE'
          ? 'one behind the field’s beginning'
          : 'more behind a closing quote'
    const place = typeof error.column === 'number' ? error.column + 1 : 0
    this.#problem('HUB_CSV_QUOTES', place, '', `quotes ${quote} around whole fields`, found)
  }

  #problem(code: ProblemCode, place: number, column: string, expected: string, found: string): void {
    this.#tell({ code, file: this.#sheet.name, line: this.#line, place, column, expected, found })
  }

  #record(fields: readonly string[]): void {
    try {
      if (fields.length === 1 && fields[0] === '' && this.#sheet.places.length > 1) this.#empty()
      else if (this.#order === undefined) this.#order = this.#header(fields)
      else this.#values(fields, this.#order)
    } finally {
      this.#line++
      for (const field of fields) if (field.includes('\n') || field.includes('\r')) this.#line += countEnds(field)
    }
  }

  #empty(): void {
    this.#emptyLines++
    if (this.#sheet.form.emptyLines === 'refused')
      this.#problem('HUB_CSV_FIELDS', 0, '', `a record of ${this.#sheet.places.length} fields`, 'an empty line')
  }

  #expectedHeader(): string {
    const { places, form } = this.#sheet
    const named = places.map(({ header, column }) => (column.mayLack ? `${header} (may be missing)` : header))
    return `a header of ${named.join(form.delimiter)}`
  }

  /** Every column of the file is one of the definition, each once, and none that must be there is missing. */
  #header(fields: readonly string[]): readonly Place[] {
    const { places, form } = this.#sheet
    const order: Place[] = []
    let right = true
    const wrong = (place: number, column: string, expected: string, found: string) => {
      right = false
      this.#problem('HUB_CSV_HEADER', place, column, expected, found)
    }
    for (const [at, field] of fields.entries()) {
      const found =
        form.header === 'in-order'
          ? [places[at]].find((place) => place?.header === field)
          : places.find(({ header }) => header === field)
      if (found === undefined) {
        const expected = form.header === 'in-order' ? (places[at]?.header ?? 'the end of the line') : 'a known column'
        // A file without its header has a record here, which may be about a person.
        const personal = places.some(({ column }) => column.personal)
        wrong(at + 1, '', expected, shown(field, personal))
      } else if (order.includes(found)) wrong(at + 1, found.name, 'one column', 'a second one')
      else order.push(found)
    }
    for (const place of places) {
      const misplaced = form.header === 'in-order' && fields.length >= places.length
      if (!order.includes(place) && !place.column.mayLack && !misplaced)
        wrong(0, place.name, `a column with the header ${place.header}`, 'none')
    }
    if (!right) throw new Ended()
    return order
  }

  #values(fields: readonly string[], order: readonly Place[]): void {
    if (fields.length !== order.length) {
      this.#problem('HUB_CSV_FIELDS', 0, '', `a record of ${order.length} fields`, `${fields.length}`)
      return
    }
    const record: Values = {}
    let right = true
    for (let at = 0; at < order.length; at++) {
      const { name, column } = order[at]!
      const field = fields[at]!
      if (field === '' && column.optional) continue
      const value = column.parse(field)
      if (value === undefined) {
        right = false
        this.#problem('HUB_CSV_VALUE', at + 1, name, column.holds, shown(field, column.personal))
      } else record[name] = value
    }
    if (!right) return
    this.#records++
    this.#batch.push(record)
  }
}

const countEnds = (field: string) => field.match(LINE_ENDS)?.length ?? 0

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string' && 'lines' in error
}

import { stringify } from 'csv-stringify/sync'
import type { Place, Sheet } from './definition.js'
import { bytesOf } from './encoding.js'
import { HUB_CSV_CHARACTER, HUB_CSV_FORMULA, HUB_CSV_REFUSED, type Refused } from './errors.js'
import { shown } from './problem.js'

/** OWASP, CSV Injection: what makes a spreadsheet compute a field. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

type Values = Readonly<Record<string, unknown>>

/** Writes records as the definition says; what it cannot hold is refused with record and column. */
export class Writer {
  readonly #sheet: Sheet
  readonly #known: ReadonlySet<string>
  #records = 0

  constructor(sheet: Sheet) {
    this.#sheet = sheet
    this.#known = new Set(sheet.places.map(({ name }) => name))
  }

  get records(): number {
    return this.#records
  }

  /** What stands before the first record. */
  begin(): Uint8Array | undefined {
    const { form, places } = this.#sheet
    const mark = form.byteOrderMark === 'must' ? '\ufeff' : ''
    if (form.header === 'none') return mark === '' ? undefined : Buffer.from(mark)
    return this.#bytes([places.map(({ header }) => header)], 0, mark)
  }

  /** The lines of some records. */
  write(records: readonly Values[]): Uint8Array {
    const first = this.#records + 1
    const rows = records.map((record) => this.#row(record))
    return this.#bytes(rows, first, '')
  }

  #row(record: Values): readonly string[] {
    this.#records++
    const { places } = this.#sheet
    for (const name in record)
      if (!this.#known.has(name)) throw HUB_CSV_REFUSED(this.#refused(this.#records, name, 'no such column', 'one'))
    return places.map((place) => this.#field(place, record[place.name]))
  }

  #field({ name, column }: Place, value: unknown): string {
    if (value === undefined && column.optional) return ''
    const field = value === undefined ? undefined : column.format(value)
    const refused = () => this.#refused(this.#records, name, column.holds, shown(value, column.personal))
    if (field === undefined) throw HUB_CSV_REFUSED(refused())
    // An optional empty field reads as nothing, so the empty text would not come back.
    if (field === '' && column.optional) throw HUB_CSV_REFUSED(refused())
    if (!column.free || this.#sheet.form.formulas === 'as-they-are' || !FORMULA.test(field)) return field
    if (this.#sheet.form.formulas === 'apostrophe') return `'${field}`
    throw HUB_CSV_FORMULA({ ...refused(), expected: 'text that no spreadsheet takes for a formula' })
  }

  #refused(record: number, column: string, expected: string, found: string): Refused {
    return { file: this.#sheet.name, record, column, expected, found }
  }

  #bytes(rows: readonly (readonly string[])[], first: number, before: string): Uint8Array {
    const { form } = this.#sheet
    const bytes = bytesOf(before + this.#text(rows), form.encoding)
    if (bytes instanceof Uint8Array) return bytes
    // Found in all of them together: which record and column it was is looked up only now.
    for (const [at, row] of rows.entries()) {
      for (const [place, field] of row.entries()) {
        const own = bytesOf(field, form.encoding)
        if (own instanceof Uint8Array) continue
        const { name, column } = this.#sheet.places[place]!
        const found = column.personal ? 'another one (personal)' : codePoint(own.lacks)
        throw HUB_CSV_CHARACTER(this.#refused(first + at, name, `characters of ${form.encoding}`, found))
      }
    }
    throw HUB_CSV_CHARACTER(this.#refused(first, '', `characters of ${form.encoding}`, codePoint(bytes.lacks)))
  }

  #text(rows: readonly (readonly string[])[]): string {
    const { delimiter, quote, lines, quoted } = this.#sheet.form
    return stringify(rows as string[][], {
      delimiter,
      quote,
      escape: quote,
      record_delimiter: lines === 'crlf' ? '\r\n' : '\n',
      quoted: quoted === 'always',
      quoted_empty: quoted === 'always' || this.#sheet.places.length === 1,
      // Line ends and blanks at the ends stay what they are, whoever reads the file.
      quoted_match: /[\r\n]|^[ \t]|[ \t]$|^\ufeff/,
    })
  }
}

const codePoint = (character: string) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

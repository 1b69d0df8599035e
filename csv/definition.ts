import type { AnyColumn, Columns } from './column.js'
import type { EncodingName } from './encoding.js'
import { HUB_CSV_DEFINITION } from './errors.js'

/** How the file stands in bytes and characters, and what may differ from it on reading. */
export interface Form {
  readonly encoding: EncodingName
  /** One character between fields. */
  readonly delimiter: string
  /** One character around fields that need it; within such a field it is doubled. */
  readonly quote: string
  /** What ends a line that is written; CR LF and LF are both read. */
  readonly lines: 'crlf' | 'lf'
  /** The first line: names of the columns. `by-name`: the columns may stand in any order. */
  readonly header: 'by-name' | 'in-order' | 'none'
  /** A UTF-8 byte order mark, as some spreadsheets write and want it: only `must` writes one. */
  readonly byteOrderMark: 'may' | 'must' | 'never'
  /** Blanks and tabs around fields outside quotes: kept as content, or passed over on reading. */
  readonly blanks: 'kept' | 'trimmed'
  readonly emptyLines: 'refused' | 'passed-over'
  /** Quotes around every field that is written, or only where needed. */
  readonly quoted: 'where-needed' | 'always'
  /**
   * Text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return): written as it
   * is, refused, or with an apostrophe before it that stays in the text when the file is read again.
   */
  readonly formulas: 'as-they-are' | 'refused' | 'apostrophe'
  /** Characters of one record; a quote that is never closed would otherwise collect the rest of the file. */
  readonly mostCharacters: number
}

const FORM: Form = {
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  lines: 'crlf',
  header: 'by-name',
  byteOrderMark: 'may',
  blanks: 'kept',
  emptyLines: 'refused',
  quoted: 'where-needed',
  formulas: 'as-they-are',
  mostCharacters: 1_000_000,
}

/** A column with its name and its header. */
export interface Place {
  readonly name: string
  readonly header: string
  readonly column: AnyColumn
}

/** What readers and writers see of a definition. */
export interface Sheet {
  readonly name: string
  readonly form: Form
  /** In the order in which they are written. */
  readonly places: readonly Place[]
}

/** Throws HUB_CSV_DEFINITION. */
export function sheetOf(name: string, columns: Columns, given: Partial<Form>): Sheet {
  const form: Form = { ...FORM, ...given }
  const wrong = (reason: string) => HUB_CSV_DEFINITION(name, reason)
  const places = Object.entries(columns).map(([property, column]) => ({
    name: property,
    header: column.header ?? property,
    column,
  }))
  if (places.length === 0) throw wrong('has no columns')
  const headers = new Set<string>()
  for (const { header } of places) {
    if (headers.has(header)) throw wrong(`has two columns with the header "${header}"`)
    headers.add(header)
  }
  for (const [what, character] of [
    ['delimiter', form.delimiter],
    ['quote', form.quote],
  ] as const) {
    if (!/^[\t\x20-\x7e]$/.test(character)) throw wrong(`has a ${what} that is not one ASCII character`)
  }
  if (form.delimiter === form.quote) throw wrong('has the same character as delimiter and quote')
  if (form.blanks === 'trimmed' && /\s/.test(form.delimiter)) throw wrong('trims blanks, but its delimiter is one')
  if (form.byteOrderMark === 'must' && form.encoding !== 'utf-8')
    throw wrong(`must have a byte order mark, which only UTF-8 has, not ${form.encoding}`)
  if (form.header !== 'by-name' && places.some(({ column }) => column.mayLack))
    throw wrong('has a column that may be missing, which only a header by-name can tell')
  return Object.freeze({ name, form: Object.freeze(form), places: Object.freeze(places) })
}

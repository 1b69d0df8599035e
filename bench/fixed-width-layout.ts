import { existsSync } from 'node:fs'
import { tag } from '../fixed-width/fields/constants.js'
import { cents, integer } from '../fixed-width/fields/numbers.js'
import { digits, text } from '../fixed-width/fields/text.js'
import { atLeastOnce } from '../fixed-width/frame.js'
import { type InputsOf, layout, record } from '../fixed-width/layout.js'

const records = {
  row: record(128, {
    type: tag('3'),
    account: digits(14),
    booked: digits(6),
    value: digits(6),
    archiveId: text(16),
    reference: digits(20, { leadingZeros: 'dropped' }),
    payer: text(12),
    currency: integer(1),
    source: text(1),
    amount: cents(18),
    correction: integer(1),
    delivery: text(1),
    message: text(31),
  }),
}
export type LimitRow = InputsOf<typeof records>

/** The record of limits/fixed-width.mjs in the layout language, as strict as the code made by hand for it. */
export const limitLayout = layout('limit', {
  summary: 'The record that the bench reads and writes, beside code made by hand for it alone.',
  encoding: 'iso-8859-1',
  lines: { write: 'crlf', read: 'crlf' },
  records,
  frame: [atLeastOnce('row')],
})

/** What limits/fixed-width.mjs exports: code made by hand, and a thousand records. */
export interface Limit {
  /** Bytes of a record with its line end. */
  readonly SIZE: number
  readonly records: readonly Omit<LimitRow, 'record'>[]
  read(bytes: Uint8Array, latin1: string, at: number): Omit<LimitRow, 'record'>
  write(row: Omit<LimitRow, 'record'>, bytes: Uint8Array, at: number): void
}

/** The limit is plain JavaScript and is not compiled: it lies in bench/limits of the sources. */
export async function limitOf(): Promise<Limit> {
  let folder = new URL('../', import.meta.url)
  while (!existsSync(new URL('bench/limits/fixed-width.mjs', folder))) {
    const above = new URL('../', folder)
    if (above.href === folder.href) throw new Error('bench/limits/fixed-width.mjs lies in no folder above the bench')
    folder = above
  }
  return (await import(new URL('bench/limits/fixed-width.mjs', folder).href)) as Limit
}

/** The records of the limit as a layout takes them. */
export const rowsOf = (limit: Limit): readonly LimitRow[] =>
  limit.records.map((row) => ({ record: 'row', ...row }) as LimitRow)

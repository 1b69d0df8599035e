import type { Kysely } from 'kysely'
import { defineMigrations } from '../../../adapters/database/migrations.js'
import { booksOf, deadLetters } from '../../../bus/ends.js'
import type { Work } from '../shapes.js'

/** A row for each change that was made. Nothing is unique but the row number: what was changed twice stands there twice. */
export interface RegisterRow {
  readonly no: number
  readonly what: string
  readonly id: string
  readonly key: string
  readonly n: number
  readonly said: string
}

export interface Tables {
  crash_row: Omit<RegisterRow, 'no'>
}
export type Tx = Kysely<Tables>

export const crashMigrations = defineMigrations('crash', {
  '0001-row': (db, type) =>
    db.schema
      .createTable('crash_row')
      .addColumn('no', type.rowNumber, (column) => column.primaryKey())
      .addColumn('what', type.text(40), (column) => column.notNull())
      .addColumn('id', type.text(200), (column) => column.notNull())
      .addColumn('key', type.text(200), (column) => column.notNull())
      .addColumn('n', type.integer, (column) => column.notNull())
      .addColumn('said', type.text(2_000), (column) => column.notNull()),
})

export const books = booksOf<Tx>()

/** Writes down a change, whatever stands there already. */
export async function insert(tx: Tx, what: string, { id, key, n }: Work, said = ''): Promise<void> {
  await tx.insertInto('crash_row').values({ what, id, key, n, said }).execute()
}

/** A change that leaves one row, once for each piece of work. */
export const rowOf = (what: string) => ({
  in: books,
  once: ({ id }: Work) => id,
  apply: async (work: Work, tx: Tx) => {
    await insert(tx, what, work)
    return work
  },
})

/** Quick enough that a killed hub comes to an end of everything in seconds. */
export const quick = {
  retry: { attempts: 12, delay: '20ms', factor: 2, maxDelay: '500ms' },
  thenTo: deadLetters,
} as const

export const asItIs = { ask: (work: Work) => work, into: (work: Work) => work }

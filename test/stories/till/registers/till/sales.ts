import type { Kysely } from 'kysely'
import { booksOf } from '../../../../../bus/ends.js'

export interface TillTables {
  till_sale: { message: string; till: string; n: number; place: number }
  till_count: { till: string; value: number }
}
export type Db = Kysely<TillTables>

export const tillBooks = booksOf<Db>()

/** Writes a sale down behind the ones before it. Two at one time at one till get the same place, which a test finds. */
export async function writeSale(tx: Db, sale: { till: string; n: number; message: string }): Promise<void> {
  const { places } = await tx
    .selectFrom('till_sale')
    .select(({ fn }) => fn.countAll<number>().as('places'))
    .where('till', '=', sale.till)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('till_sale')
    .values({ ...sale, place: Number(places) + 1 })
    .execute()
}

export async function countUp(tx: Db, till: string): Promise<number> {
  const row = await tx.selectFrom('till_count').select('value').where('till', '=', till).executeTakeFirst()
  const value = (row?.value ?? 0) + 1
  if (row === undefined) await tx.insertInto('till_count').values({ till, value }).execute()
  else await tx.updateTable('till_count').set({ value }).where('till', '=', till).execute()
  return value
}

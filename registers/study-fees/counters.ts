import type { Db } from './tables.js'

export type CounterName = 'reference' | 'stamp' | 'paid-event' | 'ledger-batch'

/**
 * Takes the next number. Writing the counter holds its row until the transaction ends, so numbers have no gaps and come
 * in the order of the commits: whoever has seen number n has seen every lower one. The ledger's ranges rest on it.
 */
export async function nextNumber(tx: Db, name: CounterName): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('study_fees_counter')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', name)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await tx.insertInto('study_fees_counter').values({ name, value: 1 }).execute()
  return lastNumber(tx, name)
}

/** The highest number taken, held still until the transaction ends. */
export async function holdNumber(tx: Db, name: CounterName): Promise<number> {
  await tx
    .updateTable('study_fees_counter')
    .set((eb) => ({ value: eb('value', '+', 0) }))
    .where('name', '=', name)
    .executeTakeFirst()
  return lastNumber(tx, name)
}

async function lastNumber(tx: Db, name: CounterName): Promise<number> {
  const row = await tx.selectFrom('study_fees_counter').select('value').where('name', '=', name).executeTakeFirst()
  return Number(row?.value ?? 0)
}

import { hashOf } from './chance.js'
import type { CustomerTable, Db } from './tables.js'

export interface Person {
  readonly name: string
  readonly email: string
  readonly language?: string
}

export async function customerOf(db: Db, number: string): Promise<CustomerTable | undefined> {
  return db.selectFrom('study_fees_customer').selectAll().where('number', '=', number).executeTakeFirst()
}

/** Registers a person, or brings name and address up to date. Answers whether the number is new. */
export async function putCustomer(tx: Db, number: string, person: Person, now: number): Promise<boolean> {
  const { name, email, language } = person
  const { numUpdatedRows } = await tx
    .updateTable('study_fees_customer')
    .set({ name, email, changed_at: now, ...(language === undefined ? {} : { language }) })
    .where('number', '=', number)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return false
  await tx
    .insertInto('study_fees_customer')
    .values({ number, name, email, language: language ?? 'fi', created_at: now, changed_at: now, erased_at: null })
    .execute()
  return true
}

/** A payer as messages are known by, so that they can be found and forgotten: says nothing about the address itself. */
export function payerKey(email: string): string {
  return hashOf(email.toLowerCase()).slice(0, 32)
}

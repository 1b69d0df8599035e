import { sql } from 'kysely'
import type { Migration } from './migrations.js'
import { where } from './schema-meetings.js'

/** Who holds a key without running: said as a condition of an index, it has to be said again in each question. */
export const HOLDS_LIVING = "state IN ('waiting', 'retrying', 'in-doubt', 'splitting') AND order_key IS NOT NULL"

/** Indexes that find the holders of order keys among millions of living messages. */
export const keyMigrations: Readonly<Record<string, Migration>> = {
  '0046-message-holds': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_message_holds').on('hub_message').columns(['flow', 'order_key', 'seq', 'state']),
      dialect,
      sql.raw(HOLDS_LIVING),
    ),
}

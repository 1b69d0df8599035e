import { sql } from 'kysely'
import type { Migration } from './migrations.js'

/** Who holds a key without running: said as a condition of an index, it has to be said again in each question. */
export const HOLDS_LIVING = "state IN ('waiting', 'retrying', 'in-doubt', 'splitting') AND order_key IS NOT NULL"

/** Indexes that find the holders of order keys among millions of living messages. */
export const keyMigrations: Readonly<Record<string, Migration>> = {
  // Without conditions of indexes it would say what hub_message_key says; there this one finds what nobody has taken.
  '0046-message-holds': (db, _type, dialect) =>
    dialect.partial
      ? db.schema
          .createIndex('hub_message_holds')
          .on('hub_message')
          .columns(['flow', 'order_key', 'seq', 'state'])
          .where(sql.raw<boolean>(HOLDS_LIVING))
      : db.schema.createIndex('hub_message_state').on('hub_message').columns(['state', 'partition_no', 'seq']),
}

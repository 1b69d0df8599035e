import { sql } from 'kysely'
import type { Migration } from './migrations.js'

const PARTITIONS = 16

/** The engine's tables of the processes that share the books, and of what each of them runs. */
export const memberMigrations: Readonly<Record<string, Migration>> = {
  // A member lives until `until`, by the clock of the database. `connection_id` is that of its writing connection.
  '0068-member': (db, type) =>
    db.schema
      .createTable('hub_member')
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('name', type.text(255), (column) => column.notNull())
      .addColumn('version', type.text(50), (column) => column.notNull())
      .addColumn('started_at', type.moment, (column) => column.notNull())
      .addColumn('until', type.moment, (column) => column.notNull())
      .addColumn('leaving', type.flag, (column) => column.notNull())
      .addColumn('connection_id', type.integer, (column) => column.notNull()),
  // `fence` rises with each owner. `last_seq` is the highest number of a message of the partition.
  '0069-partition': (db, type) =>
    db.schema
      .createTable('hub_partition')
      .addColumn('no', type.integer, (column) => column.primaryKey().notNull())
      .addColumn('owner', type.id)
      .addColumn('fence', type.integer, (column) => column.notNull())
      .addColumn('last_seq', type.integer, (column) => column.notNull()),
  '0070-partition-rows': (db) =>
    db
      .insertInto('hub_partition')
      .values(
        Array.from({ length: PARTITIONS }, (_, no) => ({ no: sql.lit(no), fence: sql.lit(0), last_seq: sql.lit(0) })),
      ),
  // The row by whose lock writers of several processes take turns: it is there before the first message is.
  '0071-last-seq': (db) =>
    db
      .insertInto('hub_state')
      .columns(['name', 'value'])
      .expression(
        db
          .selectFrom('hub_partition')
          .select([sql.lit('last-seq').as('name'), 'last_seq'])
          .where('no', '=', sql.lit(0))
          .where(sql<boolean>`NOT EXISTS (SELECT 1 FROM hub_state WHERE name = 'last-seq')`),
      ),
  // A program of before does not say it of itself, and is taken for one that has a way to the others.
  '0072-member-alone': (db, type) =>
    db.schema
      .alterTable('hub_member')
      .addColumn('alone', type.flag, (column) => column.notNull().defaultTo(sql.lit(0))),
}

import { sql } from 'kysely'
import type { Migration } from './migrations.js'

/** What the history keeps of messages, and how much room that takes. */
export const historyMigrations: Readonly<Record<string, Migration>> = {
  // See Kind in history-sizes.ts: what is kept of an ended message, by which it goes.
  '0060-history-kind': (db, type) =>
    db.schema
      .alterTable('hub_history')
      .addColumn('kind', type.integer, (column) => column.notNull().defaultTo(sql.lit(1))),
  '0061-history-kind-dropped': (db) =>
    db
      .updateTable('hub_history')
      .set({ kind: sql.lit(2) })
      .where('outcome', '=', sql.lit('dropped')),
  '0062-history-kind-dead': (db) =>
    db
      .updateTable('hub_history')
      .set({ kind: sql.lit(3) })
      .where('outcome', '=', sql.lit('dead-letter')),
  '0063-history-day-gone': (db, _type, dialect) => dialect.dropIndex(db, 'hub_history_day', 'hub_history'),
  // What goes, goes by kind and day, the oldest first; the key of the row is part of every index.
  '0064-history-kind-day': (db) => db.schema.createIndex('hub_history_kind').on('hub_history').columns(['kind', 'day']),

  // Sums of the history's rows, written with them, so that nobody counts.
  '0065-history-size': (db, type, dialect) =>
    db.schema
      .createTable('hub_history_size')
      .addColumn('kind', type.integer, (column) => column.notNull())
      .addColumn('day', type.integer, (column) => column.notNull())
      .addColumn('flow', type.text(150), (column) => column.notNull())
      .addColumn('messages', type.integer, (column) => column.notNull())
      .addColumn('row_bytes', type.integer, (column) => column.notNull())
      .addColumn('body_bytes', type.integer, (column) => column.notNull())
      .addColumn('trace_bytes', type.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_history_size_pk', ['kind', 'day', 'flow'])
      .modifyEnd(dialect.byKey),
  '0066-history-size-flow': (db) =>
    db.schema.createIndex('hub_history_size_flow').on('hub_history_size').columns(['flow', 'kind', 'day']),
  // Of what ended before there were sums the bodies are known, the rest is a fair guess.
  '0067-history-size-before': (db) =>
    db
      .insertInto('hub_history_size')
      .columns(['kind', 'day', 'flow', 'messages', 'row_bytes', 'body_bytes', 'trace_bytes'])
      .expression(
        db
          .selectFrom('hub_history as h')
          .leftJoin('hub_history_body as b', 'b.seq', 'h.seq')
          .select(['h.kind', 'h.day', 'h.flow'])
          .select([
            sql`COUNT(*)`.as('messages'),
            sql`COUNT(*) * 300`.as('row_bytes'),
            sql`COALESCE(SUM(LENGTH(b.body)), 0) + COALESCE(SUM(LENGTH(b.raw)), 0) + COALESCE(SUM(LENGTH(b.answer)), 0)`.as(
              'body_bytes',
            ),
            sql`COUNT(*) * 200`.as('trace_bytes'),
          ])
          .groupBy(['h.kind', 'h.day', 'h.flow']),
      ),
}

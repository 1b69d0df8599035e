import { type CreateIndexBuilder, type RawBuilder, sql } from 'kysely'
import type { Dialect } from './dialect.js'
import type { Migration } from './migrations.js'

/** An index that leaves out the rows it is not needed for, where the database can. */
export function where<Column>(index: CreateIndexBuilder<Column>, dialect: Dialect, condition: RawBuilder<boolean>) {
  return dialect.partial ? index.where(condition) : index
}

/** The engine's tables of messages that meet at gates, fall into parts and leave something behind to be claimed. */
export const meetingMigrations: Readonly<Record<string, Migration>> = {
  // [parent id, split, record, no, key] of a message that is a part.
  '0033-message-part': (db, type) => db.schema.alterTable('hub_message').addColumn('part', type.longText),
  '0034-dead-letter-part': (db, type) => db.schema.alterTable('hub_dead_letter').addColumn('part', type.longText),

  // `seq` is 0 for the gate's own memory. `came` numbers those who stand at one gate under one key as they came.
  '0035-gate': (db, type, dialect) =>
    db.schema
      .createTable('hub_gate')
      .addColumn('gate', type.text(255), (column) => column.notNull())
      .addColumn('gate_key', type.text(255), (column) => column.notNull())
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addColumn('came', type.integer, (column) => column.notNull())
      .addColumn('role', type.text(100), (column) => column.notNull())
      .addColumn('record', type.text(500), (column) => column.notNull())
      .addColumn('number', type.integer, (column) => column.notNull())
      .addColumn('at', type.moment, (column) => column.notNull())
      .addColumn('until', type.moment, (column) => column.notNull())
      .addColumn('state', type.bytes)
      .addPrimaryKeyConstraint('hub_gate_pk', ['gate', 'gate_key', 'seq'])
      .modifyEnd(dialect.byKey),
  '0036-gate-seq': (db) => db.schema.createIndex('hub_gate_seq').on('hub_gate').columns(['seq', 'until']),

  // `seq` is the whole's, `child` the part's own. `held` is told as open: its message is held still.
  '0037-part': (db, type, dialect) =>
    db.schema
      .createTable('hub_part')
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addColumn('split', type.integer, (column) => column.notNull())
      .addColumn('no', type.integer, (column) => column.notNull())
      .addColumn('message_id', type.id, (column) => column.notNull())
      .addColumn('child', type.integer, (column) => column.notNull())
      .addColumn('part_key', type.text(255), (column) => column.notNull())
      .addColumn('state', type.text(20), (column) => column.notNull())
      .addColumn('said', type.longText)
      .addColumn('result', type.bytes)
      .addPrimaryKeyConstraint('hub_part_pk', ['seq', 'split', 'no'])
      .modifyEnd(dialect.byKey),
  '0038-part-key': (db) =>
    db.schema.createIndex('hub_part_key').unique().on('hub_part').columns(['seq', 'split', 'part_key']),
  '0039-part-held': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_part_held').on('hub_part').columns(['state', 'seq', 'split', 'no']),
      dialect,
      sql`state = 'held'`,
    ),
  // For erasure.
  '0040-part-child': (db, _type, dialect) =>
    where(db.schema.createIndex('hub_part_child').on('hub_part').column('child'), dialect, sql`result IS NOT NULL`),

  // `parts` is -1 while not all are written; `open` counts down from it, and may begin before it is known.
  '0041-split': (db, type, dialect) =>
    db.schema
      .createTable('hub_split')
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addColumn('split', type.integer, (column) => column.notNull())
      .addColumn('parts', type.integer, (column) => column.notNull())
      .addColumn('open', type.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_split_pk', ['seq', 'split'])
      .modifyEnd(dialect.byKey),

  '0042-claim': (db, type) =>
    db.schema
      .createTable('hub_claim')
      .addColumn('id', type.text(255), (column) => column.primaryKey().notNull())
      .addColumn('correlation_id', type.text(200), (column) => column.notNull())
      .addColumn('at', type.moment, (column) => column.notNull())
      .addColumn('body', type.bytes, (column) => column.notNull()),
  '0043-claim-at': (db) => db.schema.createIndex('hub_claim_at').on('hub_claim').columns(['at', 'id']),
  '0044-claim-correlation': (db) =>
    db.schema.createIndex('hub_claim_correlation').on('hub_claim').column('correlation_id'),
  '0045-dead-letter-correlation': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_dead_letter_correlation').on('hub_dead_letter').column('correlation_id'),
      dialect,
      sql`correlation_id IS NOT NULL`,
    ),
}

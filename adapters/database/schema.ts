import { type Kysely, sql } from 'kysely'
import type { ColumnTypes } from './dialect.js'
import { defineMigrations } from './migrations.js'
import { historyMigrations } from './schema-history.js'
import { keyMigrations } from './schema-keys.js'
import { meetingMigrations, where } from './schema-meetings.js'
import { memberMigrations } from './schema-members.js'

// The engine's tables. `seq` is the order of acceptance and the key by which all tables of one message hang together: an
// integer, so that the ids (36 characters) stand in as few indexes as possible.

// biome-ignore lint/suspicious/noExplicitAny: a migration stands for a moment in time, not for today's tables
type Db = Kysely<any>

/** What a living message and a dead letter have in common. */
function messageTable(db: Db, name: string, type: ColumnTypes) {
  return db.schema
    .createTable(name)
    .addColumn('seq', type.rowNumber, (column) => column.primaryKey())
    .addColumn('id', type.id, (column) => column.notNull())
    .addColumn('correlation_id', type.text(200))
    .addColumn('cause_id', type.text(200))
    .addColumn('channel', type.text(255), (column) => column.notNull())
    .addColumn('flow', type.text(150), (column) => column.notNull())
    .addColumn('order_key', type.text(255))
    .addColumn('partition_no', type.integer, (column) => column.notNull())
    .addColumn('accepted_at', type.moment, (column) => column.notNull())
    .addColumn('body', type.bytes, (column) => column.notNull())
    .addColumn('raw', type.bytes)
    .addColumn('content_type', type.text(150), (column) => column.notNull())
    .addColumn('headers', type.json)
    .addColumn('flow_print', type.text(80), (column) => column.notNull())
    .addColumn('schema_print', type.text(80), (column) => column.notNull())
    .addColumn('traceparent', type.text(80))
    .addColumn('client', type.text(100))
    .addColumn('idempotency_key', type.text(255))
    .addColumn('once_key', type.text(500))
    .addColumn('business_keys', type.json)
    .addColumn('tries', type.integer, (column) => column.notNull().defaultTo(sql.lit(0)))
    .addColumn('starts', type.integer, (column) => column.notNull().defaultTo(sql.lit(0)))
    .addColumn('fence', type.integer, (column) => column.notNull().defaultTo(sql.lit(0)))
}

export const engineMigrations = defineMigrations('hub', {
  // The living only. Nothing uses `lease` and `lease_by`: processes own partitions, not rows (ADR 8).
  '0001-message': (db, type) =>
    messageTable(db, 'hub_message', type)
      .addColumn('state', type.text(20), (column) => column.notNull())
      .addColumn('due', type.moment, (column) => column.notNull())
      .addColumn('last_code', type.text(100))
      .addColumn('last_error', type.longText)
      .addColumn('lease', type.moment)
      .addColumn('lease_by', type.text(100)),
  '0002-message-id': (db) => db.schema.createIndex('hub_message_id').unique().on('hub_message').column('id'),
  // On a server a process asks for what is ready in a partition of its own.
  '0003-message-ready': (db, _type, { name }) =>
    db.schema
      .createIndex('hub_message_ready')
      .on('hub_message')
      .columns(name === 'sqlite' ? ['flow', 'state', 'seq'] : ['flow', 'partition_no', 'state', 'seq']),
  '0004-message-due': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_message_due').on('hub_message').columns(['state', 'due', 'seq']),
      dialect,
      sql`state <> 'ready'`,
    ),
  '0005-message-key': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_message_key').on('hub_message').columns(['flow', 'order_key', 'seq']),
      dialect,
      sql`order_key IS NOT NULL`,
    ),

  '0006-record': (db, type, dialect) =>
    db.schema
      .createTable('hub_record')
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addColumn('name', type.text(500), (column) => column.notNull())
      .addColumn('kind', type.text(20), (column) => column.notNull())
      .addColumn('state', type.text(20), (column) => column.notNull())
      .addColumn('once_key', type.text(500))
      .addColumn('result', type.bytes)
      .addColumn('attempts', type.integer, (column) => column.notNull())
      .addColumn('code', type.text(100))
      .addColumn('error', type.longText)
      .addColumn('at', type.moment, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_record_key', ['seq', 'name'])
      .modifyEnd(dialect.byKey),
  '0007-record-in-doubt': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_record_in_doubt').on('hub_record').columns(['state', 'seq']),
      dialect,
      sql`state = 'in-doubt'`,
    ),

  '0008-once-key': (db, type) =>
    db.schema
      .createTable('hub_once_key')
      .addColumn('n', type.rowNumber, (column) => column.primaryKey())
      .addColumn('once_key', type.text(500), (column) => column.notNull())
      .addColumn('message_id', type.id, (column) => column.notNull())
      .addColumn('result', type.bytes)
      .addColumn('until', type.moment, (column) => column.notNull()),
  '0009-once-key-key': (db) => db.schema.createIndex('hub_once_key_key').unique().on('hub_once_key').column('once_key'),
  '0010-once-key-until': (db) => db.schema.createIndex('hub_once_key_until').on('hub_once_key').column('until'),
  // For erasure: what a change returned is a body too.
  '0011-once-key-message': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_once_key_message').on('hub_once_key').column('message_id'),
      dialect,
      sql`result IS NOT NULL`,
    ),

  '0012-idempotency': (db, type, dialect) =>
    db.schema
      .createTable('hub_idempotency')
      .addColumn('client', type.text(100), (column) => column.notNull())
      .addColumn('idempotency_key', type.text(255), (column) => column.notNull())
      .addColumn('body_hash', type.text(100), (column) => column.notNull())
      .addColumn('message_id', type.id, (column) => column.notNull())
      .addColumn('until', type.moment, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_idempotency_pk', ['client', 'idempotency_key'])
      .modifyEnd(dialect.byKey),
  '0013-idempotency-until': (db) =>
    db.schema.createIndex('hub_idempotency_until').on('hub_idempotency').column('until'),

  // The ended. `day` is the day of the end, days since 1970: what is too old goes day by day.
  '0014-history': (db, type) =>
    db.schema
      .createTable('hub_history')
      .addColumn('seq', type.rowNumber, (column) => column.primaryKey())
      .addColumn('id', type.id, (column) => column.notNull())
      .addColumn('day', type.integer, (column) => column.notNull())
      .addColumn('correlation_id', type.text(200))
      .addColumn('cause_id', type.text(200))
      .addColumn('channel', type.text(255), (column) => column.notNull())
      .addColumn('flow', type.text(150), (column) => column.notNull())
      .addColumn('order_key', type.text(255))
      .addColumn('accepted_at', type.moment, (column) => column.notNull())
      .addColumn('ended_at', type.moment, (column) => column.notNull())
      .addColumn('outcome', type.text(20), (column) => column.notNull())
      .addColumn('reason', type.longText)
      .addColumn('code', type.text(100))
      .addColumn('client', type.text(100))
      .addColumn('tries', type.integer, (column) => column.notNull())
      .addColumn('content_type', type.text(150), (column) => column.notNull())
      .addColumn('flow_print', type.text(80), (column) => column.notNull())
      .addColumn('schema_print', type.text(80), (column) => column.notNull())
      .addColumn('traceparent', type.text(80))
      .addColumn('business_keys', type.json)
      .addColumn('erased_at', type.moment),
  '0015-history-id': (db) => db.schema.createIndex('hub_history_id').unique().on('hub_history').column('id'),
  '0016-history-day': (db) => db.schema.createIndex('hub_history_day').on('hub_history').columns(['day', 'seq']),
  '0017-history-flow': (db) =>
    db.schema.createIndex('hub_history_flow').on('hub_history').columns(['flow', 'outcome', 'seq']),
  // A message that began its own story has no correlation id of its own written down, and costs nothing here.
  '0018-history-correlation': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_history_correlation').on('hub_history').columns(['correlation_id', 'seq']),
      dialect,
      sql`correlation_id IS NOT NULL`,
    ),
  '0019-message-correlation': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_message_correlation').on('hub_message').columns(['correlation_id', 'seq']),
      dialect,
      sql`correlation_id IS NOT NULL`,
    ),

  // Most messages end well: those that were dropped are found without passing all the others.
  '0020-history-dropped': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_history_dropped').on('hub_history').columns(['outcome', 'seq']),
      dialect,
      sql`outcome = 'dropped'`,
    ),

  // `packed`: bit 0 body, 1 raw, 2 answer are compressed with raw deflate (RFC 1951).
  '0021-history-body': (db, type) =>
    db.schema
      .createTable('hub_history_body')
      .addColumn('seq', type.rowNumber, (column) => column.primaryKey())
      .addColumn('packed', type.integer, (column) => column.notNull())
      .addColumn('body', type.bytes, (column) => column.notNull())
      .addColumn('raw', type.bytes)
      .addColumn('answer', type.bytes),

  '0022-business-key': (db, type, dialect) =>
    db.schema
      .createTable('hub_business_key')
      .addColumn('name', type.text(60), (column) => column.notNull())
      .addColumn('value', type.text(255), (column) => column.notNull())
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_business_key_pk', ['name', 'value', 'seq'])
      .modifyEnd(dialect.byKey),

  // All that is needed to make it live again; its records stay where they are.
  '0023-dead-letter': (db, type) =>
    messageTable(db, 'hub_dead_letter', type)
      .addColumn('code', type.text(100), (column) => column.notNull())
      .addColumn('reason', type.longText, (column) => column.notNull())
      .addColumn('died_at', type.moment, (column) => column.notNull())
      .addColumn('holds_key', type.flag, (column) => column.notNull())
      .addColumn('erased', type.flag, (column) => column.notNull().defaultTo(sql.lit(0))),
  '0024-dead-letter-at': (db) =>
    db.schema.createIndex('hub_dead_letter_at').on('hub_dead_letter').columns(['died_at', 'seq']),
  '0025-dead-letter-key': (db, _type, dialect) =>
    where(
      db.schema.createIndex('hub_dead_letter_key').on('hub_dead_letter').columns(['holds_key', 'flow', 'order_key']),
      dialect,
      sql`holds_key = 1`,
    ),

  // One row per run. A run is told apart by its start too, so that none is lost if numbers begin anew after a replay.
  '0026-trace': (db, type, dialect) =>
    db.schema
      .createTable('hub_trace')
      .addColumn('seq', type.integer, (column) => column.notNull())
      .addColumn('run', type.integer, (column) => column.notNull())
      .addColumn('started_at', type.moment, (column) => column.notNull())
      .addColumn('ended_at', type.moment, (column) => column.notNull())
      .addColumn('flow', type.text(150), (column) => column.notNull())
      .addColumn('outcome', type.text(255), (column) => column.notNull())
      .addColumn('steps', type.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_trace_pk', ['seq', 'run', 'started_at'])
      .modifyEnd(dialect.byKey),

  '0027-audit': (db, type) =>
    db.schema
      .createTable('hub_audit')
      .addColumn('n', type.rowNumber, (column) => column.primaryKey())
      .addColumn('at', type.moment, (column) => column.notNull())
      .addColumn('actor', type.text(150), (column) => column.notNull())
      .addColumn('action', type.text(150), (column) => column.notNull())
      .addColumn('object', type.text(500), (column) => column.notNull())
      .addColumn('outcome', type.text(255), (column) => column.notNull())
      .addColumn('details', type.json),

  '0028-api-client': (db, type) =>
    db.schema
      .createTable('hub_api_client')
      .addColumn('n', type.rowNumber, (column) => column.primaryKey())
      .addColumn('name', type.text(100), (column) => column.notNull())
      .addColumn('prefix', type.text(20), (column) => column.notNull())
      .addColumn('key_hash', type.text(64), (column) => column.notNull())
      .addColumn('scopes', type.json, (column) => column.notNull())
      .addColumn('created_at', type.moment, (column) => column.notNull())
      .addColumn('revoked_at', type.moment),
  '0029-api-client-name': (db) => db.schema.createIndex('hub_api_client_name').on('hub_api_client').column('name'),

  '0030-flow-state': (db, type) =>
    db.schema
      .createTable('hub_flow_state')
      .addColumn('flow', type.text(150), (column) => column.notNull().primaryKey())
      .addColumn('paused', type.flag, (column) => column.notNull())
      .addColumn('changed_by', type.text(150), (column) => column.notNull())
      .addColumn('changed_at', type.moment, (column) => column.notNull()),

  '0031-job-run': (db, type, dialect) =>
    db.schema
      .createTable('hub_job_run')
      .addColumn('job', type.text(150), (column) => column.notNull())
      .addColumn('scheduled_for', type.moment, (column) => column.notNull())
      .addColumn('fired_at', type.moment, (column) => column.notNull())
      .addColumn('message_id', type.id)
      .addColumn('outcome', type.text(20), (column) => column.notNull())
      .addPrimaryKeyConstraint('hub_job_run_pk', ['job', 'scheduled_for'])
      .modifyEnd(dialect.byKey),

  // `in-use`: since when a process has the books open; gone when it closed them. `last-seq`: the highest seq given out.
  '0032-state': (db, type) =>
    db.schema
      .createTable('hub_state')
      .addColumn('name', type.text(50), (column) => column.notNull().primaryKey())
      .addColumn('value', type.integer, (column) => column.notNull()),

  ...meetingMigrations,
  ...keyMigrations,
  ...historyMigrations,
  ...memberMigrations,
})

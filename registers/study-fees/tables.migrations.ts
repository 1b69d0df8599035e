import { sql } from 'kysely'
import { defineMigrations } from '../../adapters/database/migrations.js'

/**
 * The tables of the pack, one statement each. A migration stands for a moment in time: it is never edited once it has
 * been released, a new one is added instead.
 */
export const migrations = defineMigrations('study-fees', {
  '0001-counter': (db, type) =>
    db.schema
      .createTable('study_fees_counter')
      .addColumn('name', type.text(40), (col) => col.primaryKey())
      .addColumn('value', type.integer, (col) => col.notNull()),
  '0002-counter-rows': (db) =>
    db.insertInto('study_fees_counter').values(
      ['reference', 'stamp', 'paid-event', 'ledger-batch'].map((name) => ({
        name: sql.lit(name),
        value: sql.lit(0),
      })),
    ),
  '0003-customer': (db, type) =>
    db.schema
      .createTable('study_fees_customer')
      .addColumn('number', type.text(60), (col) => col.primaryKey())
      .addColumn('name', type.text(100), (col) => col.notNull())
      .addColumn('email', type.text(254), (col) => col.notNull())
      .addColumn('language', type.text(2), (col) => col.notNull())
      .addColumn('created_at', type.moment, (col) => col.notNull())
      .addColumn('changed_at', type.moment, (col) => col.notNull())
      .addColumn('erased_at', type.moment),
  '0004-order': (db, type) =>
    db.schema
      .createTable('study_fees_order')
      .addColumn('id', type.id, (col) => col.primaryKey())
      .addColumn('kind', type.text(20), (col) => col.notNull())
      .addColumn('state', type.text(20), (col) => col.notNull())
      .addColumn('reason', type.text(20))
      .addColumn('note', type.text(200))
      .addColumn('customer_number', type.text(60))
      .addColumn('payer_name', type.text(100))
      .addColumn('payer_email', type.text(254))
      .addColumn('language', type.text(2), (col) => col.notNull())
      .addColumn('title', type.text(100), (col) => col.notNull())
      .addColumn('reference', type.text(20), (col) => col.notNull())
      .addColumn('total_cents', type.integer, (col) => col.notNull())
      .addColumn('currency', type.text(3), (col) => col.notNull())
      .addColumn('created_at', type.moment, (col) => col.notNull())
      .addColumn('changed_at', type.moment, (col) => col.notNull())
      .addColumn('due_at', type.moment)
      .addColumn('stamp', type.text(20))
      .addColumn('paid_stamp', type.text(20))
      .addColumn('paid_at', type.moment)
      .addColumn('renewal_of', type.id)
      .addColumn('reminders', type.integer, (col) => col.notNull())
      .addColumn('reminded_at', type.moment)
      .addColumn('erased_at', type.moment)
      .addColumn('version', type.integer, (col) => col.notNull()),
  '0005-order-by-reference': (db) =>
    db.schema.createIndex('study_fees_order_by_reference').unique().on('study_fees_order').column('reference'),
  '0006-order-by-state': (db) =>
    db.schema.createIndex('study_fees_order_by_state').on('study_fees_order').columns(['state', 'due_at']),
  '0007-order-by-customer': (db) =>
    db.schema.createIndex('study_fees_order_by_customer').on('study_fees_order').column('customer_number'),
  '0008-order-by-renewal': (db) =>
    db.schema.createIndex('study_fees_order_by_renewal').unique().on('study_fees_order').column('renewal_of'),
  '0009-order-row': (db, type) =>
    db.schema
      .createTable('study_fees_order_row')
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('row_no', type.integer, (col) => col.notNull())
      .addColumn('product', type.text(40), (col) => col.notNull())
      .addColumn('text', type.text(100), (col) => col.notNull())
      .addColumn('quantity', type.integer, (col) => col.notNull())
      .addColumn('unit_cents', type.integer, (col) => col.notNull())
      .addColumn('vat_code', type.text(3), (col) => col.notNull())
      .addColumn('vat_rate', type.integer, (col) => col.notNull())
      .addPrimaryKeyConstraint('study_fees_order_row_key', ['order_id', 'row_no']),
  '0010-payment': (db, type) =>
    db.schema
      .createTable('study_fees_payment')
      .addColumn('stamp', type.text(20), (col) => col.primaryKey())
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('method', type.text(20), (col) => col.notNull())
      .addColumn('outcome', type.text(20), (col) => col.notNull())
      .addColumn('proven', type.flag, (col) => col.notNull())
      .addColumn('proof', type.text(400))
      .addColumn('provider_id', type.text(64))
      .addColumn('transaction_id', type.text(64))
      .addColumn('archive_id', type.text(40))
      .addColumn('amount_cents', type.integer, (col) => col.notNull())
      .addColumn('currency', type.text(3), (col) => col.notNull())
      .addColumn('reference', type.text(20), (col) => col.notNull())
      .addColumn('amount_confirmed', type.flag, (col) => col.notNull())
      .addColumn('confirmed_by', type.text(20))
      .addColumn('confirmed_at', type.moment)
      .addColumn('mismatch', type.text(200))
      .addColumn('reversed_at', type.moment)
      .addColumn('return_address', type.text(500), (col) => col.notNull())
      .addColumn('token_hash', type.text(64), (col) => col.notNull())
      .addColumn('session_hash', type.text(64))
      .addColumn('started_at', type.moment, (col) => col.notNull())
      .addColumn('settled_at', type.moment)
      .addColumn('asks', type.integer, (col) => col.notNull())
      .addColumn('next_ask_at', type.moment)
      .addColumn('alerted_at', type.moment)
      .addColumn('events', type.integer, (col) => col.notNull()),
  '0011-payment-by-token': (db) =>
    db.schema.createIndex('study_fees_payment_by_token').unique().on('study_fees_payment').column('token_hash'),
  '0012-payment-by-order': (db) =>
    db.schema.createIndex('study_fees_payment_by_order').on('study_fees_payment').column('order_id'),
  '0013-payment-by-ask': (db) =>
    db.schema.createIndex('study_fees_payment_by_ask').on('study_fees_payment').column('next_ask_at'),
  '0014-payment-event': (db, type) =>
    db.schema
      .createTable('study_fees_payment_event')
      .addColumn('stamp', type.text(20), (col) => col.notNull())
      .addColumn('n', type.integer, (col) => col.notNull())
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('at', type.moment, (col) => col.notNull())
      .addColumn('reported_by', type.text(20), (col) => col.notNull())
      .addColumn('kind', type.text(20), (col) => col.notNull())
      .addColumn('reported', type.text(20), (col) => col.notNull())
      .addColumn('outcome', type.text(20), (col) => col.notNull())
      .addColumn('facts', type.text(400), (col) => col.notNull())
      .addColumn('repeats', type.integer, (col) => col.notNull())
      .addColumn('message_id', type.id, (col) => col.notNull())
      .addPrimaryKeyConstraint('study_fees_payment_event_key', ['stamp', 'n']),
  '0015-known-stamp': (db, type) =>
    db.schema
      .createTable('study_fees_known_stamp')
      .addColumn('stamp', type.text(20), (col) => col.primaryKey())
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('method', type.text(20), (col) => col.notNull())
      .addColumn('made_at', type.moment, (col) => col.notNull())
      .addColumn('used_at', type.moment),
  '0016-ticket': (db, type) =>
    db.schema
      .createTable('study_fees_ticket')
      .addColumn('hash', type.text(64), (col) => col.primaryKey())
      .addColumn('stamp', type.text(20), (col) => col.notNull())
      .addColumn('made_at', type.moment, (col) => col.notNull())
      .addColumn('expires_at', type.moment, (col) => col.notNull())
      .addColumn('used_at', type.moment),
  '0017-ticket-by-expiry': (db) =>
    db.schema.createIndex('study_fees_ticket_by_expiry').on('study_fees_ticket').column('expires_at'),
  '0018-paid-event': (db, type) =>
    db.schema
      .createTable('study_fees_paid_event')
      .addColumn('seq', type.integer, (col) => col.primaryKey())
      .addColumn('kind', type.text(20), (col) => col.notNull())
      .addColumn('fact', type.text(60), (col) => col.notNull())
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('stamp', type.text(20), (col) => col.notNull())
      .addColumn('order_kind', type.text(20), (col) => col.notNull())
      .addColumn('method', type.text(20), (col) => col.notNull())
      .addColumn('amount_cents', type.integer, (col) => col.notNull())
      .addColumn('currency', type.text(3), (col) => col.notNull())
      .addColumn('reference', type.text(20), (col) => col.notNull())
      .addColumn('provider_id', type.text(64), (col) => col.notNull())
      .addColumn('value_day', type.text(8), (col) => col.notNull())
      .addColumn('description', type.text(100), (col) => col.notNull())
      .addColumn('rows', type.json, (col) => col.notNull())
      .addColumn('customer_number', type.text(60))
      .addColumn('payer_name', type.text(100))
      .addColumn('corrects', type.integer)
      .addColumn('at', type.moment, (col) => col.notNull()),
  '0019-paid-event-by-fact': (db) =>
    db.schema.createIndex('study_fees_paid_event_by_fact').unique().on('study_fees_paid_event').column('fact'),
  '0020-paid-event-by-stamp': (db) =>
    db.schema.createIndex('study_fees_paid_event_by_stamp').on('study_fees_paid_event').column('stamp'),
  '0021-paid-event-by-order': (db) =>
    db.schema.createIndex('study_fees_paid_event_by_order').on('study_fees_paid_event').column('order_id'),
  '0022-ledger-batch': (db, type) =>
    db.schema
      .createTable('study_fees_ledger_batch')
      .addColumn('number', type.integer, (col) => col.primaryKey())
      .addColumn('state', type.text(20), (col) => col.notNull())
      .addColumn('layout', type.text(20), (col) => col.notNull())
      .addColumn('posting', type.json, (col) => col.notNull())
      .addColumn('created_at', type.moment, (col) => col.notNull())
      .addColumn('created_text', type.text(14), (col) => col.notNull())
      .addColumn('from_seq', type.integer, (col) => col.notNull())
      .addColumn('to_seq', type.integer, (col) => col.notNull())
      .addColumn('period_from', type.text(8), (col) => col.notNull())
      .addColumn('period_to', type.text(8), (col) => col.notNull())
      .addColumn('events_in', type.integer, (col) => col.notNull())
      .addColumn('vouchers', type.integer, (col) => col.notNull())
      .addColumn('refused', type.integer, (col) => col.notNull())
      .addColumn('cut_fields', type.integer, (col) => col.notNull())
      .addColumn('transliterated', type.integer, (col) => col.notNull())
      .addColumn('debit_cents', type.integer, (col) => col.notNull())
      .addColumn('credit_cents', type.integer, (col) => col.notNull())
      .addColumn('corrections', type.integer, (col) => col.notNull())
      .addColumn('correction_cents', type.integer, (col) => col.notNull())
      .addColumn('file_name', type.text(100), (col) => col.notNull())
      .addColumn('sha256', type.text(64))
      .addColumn('bytes', type.integer)
      .addColumn('recorded_at', type.moment)
      .addColumn('message_id', type.id, (col) => col.notNull())
      .addColumn('resends', type.integer, (col) => col.notNull())
      .addColumn('resent_at', type.moment),
  '0023-ktl-file': (db, type) =>
    db.schema
      .createTable('study_fees_ktl_file')
      .addColumn('id', type.id, (col) => col.primaryKey())
      .addColumn('name', type.text(255), (col) => col.notNull())
      .addColumn('imported_at', type.moment, (col) => col.notNull())
      .addColumn('read_count', type.integer, (col) => col.notNull())
      .addColumn('read_cents', type.integer, (col) => col.notNull())
      .addColumn('waiting', type.integer, (col) => col.notNull())
      .addColumn('matched', type.integer, (col) => col.notNull())
      .addColumn('unmatched', type.integer, (col) => col.notNull())
      .addColumn('mismatched', type.integer, (col) => col.notNull())
      .addColumn('surplus', type.integer, (col) => col.notNull())
      .addColumn('duplicates', type.integer, (col) => col.notNull())
      .addColumn('corrections', type.integer, (col) => col.notNull())
      .addColumn('not_paid', type.integer, (col) => col.notNull()),
  '0024-ktl-transaction': (db, type) =>
    db.schema
      .createTable('study_fees_ktl_transaction')
      .addColumn('dedupe', type.text(120), (col) => col.primaryKey())
      .addColumn('file_id', type.id, (col) => col.notNull())
      .addColumn('row_no', type.integer, (col) => col.notNull())
      .addColumn('state', type.text(20), (col) => col.notNull())
      .addColumn('account', type.text(34), (col) => col.notNull())
      .addColumn('archive_id', type.text(40), (col) => col.notNull())
      .addColumn('reference', type.text(20), (col) => col.notNull())
      .addColumn('amount_cents', type.integer, (col) => col.notNull())
      .addColumn('booking_day', type.text(8), (col) => col.notNull())
      .addColumn('payment_day', type.text(8), (col) => col.notNull())
      .addColumn('payer_name', type.text(100))
      .addColumn('correction', type.flag, (col) => col.notNull())
      .addColumn('return_code', type.text(2), (col) => col.notNull())
      .addColumn('order_id', type.id)
      .addColumn('stamp', type.text(20))
      .addColumn('at', type.moment, (col) => col.notNull()),
  '0025-ktl-transaction-by-state': (db) =>
    db.schema
      .createIndex('study_fees_ktl_transaction_by_state')
      .on('study_fees_ktl_transaction')
      .columns(['state', 'at']),
  '0026-ktl-transaction-by-order': (db) =>
    db.schema.createIndex('study_fees_ktl_transaction_by_order').on('study_fees_ktl_transaction').column('order_id'),
  '0027-ktl-transaction-by-file': (db) =>
    db.schema
      .createIndex('study_fees_ktl_transaction_by_file')
      .on('study_fees_ktl_transaction')
      .columns(['file_id', 'row_no']),
  '0028-reminder': (db, type) =>
    db.schema
      .createTable('study_fees_reminder')
      .addColumn('order_id', type.id, (col) => col.notNull())
      .addColumn('n', type.integer, (col) => col.notNull())
      .addColumn('at', type.moment, (col) => col.notNull())
      .addPrimaryKeyConstraint('study_fees_reminder_key', ['order_id', 'n']),
})

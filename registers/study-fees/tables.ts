import type { Kysely } from 'kysely'
import type { FeeKind, PaymentMethod, PaymentOutcome } from '../../schemas/study-fees/values.js'
import type { UnfinishedReason } from './order-life.js'

/** Milliseconds since 1970. */
type Moment = number
/** 0 or 1: SQLite has no booleans. */
type Flag = number

/** What an order's own column says; `transferred` is not written on the order but follows from the batches' range. */
export type StoredOrderState = 'open' | 'being-performed' | 'paid' | 'unfinished' | 'closed' | 'expired'

export interface CounterTable {
  name: string
  value: number
}

export interface CustomerTable {
  number: string
  name: string
  email: string
  language: string
  created_at: Moment
  changed_at: Moment
  erased_at: Moment | null
}

export interface OrderTable {
  id: string
  kind: FeeKind
  state: StoredOrderState
  /** Why it is unfinished, or what the closer wrote. */
  reason: UnfinishedReason | null
  note: string | null
  customer_number: string | null
  payer_name: string | null
  payer_email: string | null
  language: string
  title: string
  reference: string
  total_cents: number
  currency: string
  created_at: Moment
  changed_at: Moment
  due_at: Moment | null
  stamp: string | null
  paid_stamp: string | null
  paid_at: Moment | null
  renewal_of: string | null
  reminders: number
  reminded_at: Moment | null
  erased_at: Moment | null
  /** Rises with every lock: writing it holds the row until the transaction ends, on every dialect. */
  version: number
}

export interface OrderRowTable {
  order_id: string
  row_no: number
  product: string
  text: string
  quantity: number
  unit_cents: number
  vat_code: string
  /** Hundredths of a percent: 2550 is 25.5 %. */
  vat_rate: number
}

export interface PaymentTable {
  stamp: string
  order_id: string
  method: PaymentMethod
  outcome: PaymentOutcome
  proven: Flag
  proof: string | null
  /** The provider's own number of the payment: archive id of the bank's return, or Paytrail's transaction. */
  provider_id: string | null
  /** Paytrail's transaction as its creation answered it: what a status query asks for. */
  transaction_id: string | null
  archive_id: string | null
  amount_cents: number
  currency: string
  reference: string
  amount_confirmed: Flag
  confirmed_by: string | null
  confirmed_at: Moment | null
  mismatch: string | null
  reversed_at: Moment | null
  return_address: string
  /** SHA-256 of the token in the return addresses. */
  token_hash: string
  /** SHA-256 of what the calling application named its browser session. */
  session_hash: string | null
  started_at: Moment
  settled_at: Moment | null
  asks: number
  next_ask_at: Moment | null
  alerted_at: Moment | null
  events: number
}

export interface PaymentEventTable {
  stamp: string
  n: number
  order_id: string
  at: Moment
  reported_by: string
  kind: string
  reported: string
  outcome: PaymentOutcome
  facts: string
  repeats: number
  message_id: string
}

export interface KnownStampTable {
  stamp: string
  order_id: string
  method: PaymentMethod
  made_at: Moment
  used_at: Moment | null
}

export interface TicketTable {
  hash: string
  stamp: string
  made_at: Moment
  expires_at: Moment
  used_at: Moment | null
}

export interface PaidEventTable {
  seq: number
  kind: 'paid' | 'correction'
  /** The business fact: unique, so that it is written once whoever reports it. */
  fact: string
  order_id: string
  stamp: string
  order_kind: FeeKind
  method: PaymentMethod
  amount_cents: number
  currency: string
  reference: string
  provider_id: string
  /** Local day of the money, yyyymmdd. */
  value_day: string
  description: string
  /** The order's rows as they were paid, as JSON: they belong to the voucher and never change. */
  rows: string
  customer_number: string | null
  payer_name: string | null
  corrects: number | null
  at: Moment
}

export interface LedgerBatchTable {
  number: number
  state: 'claimed' | 'recorded'
  layout: 'hub-gl' | 'proe'
  /** What the bytes depend on besides the events, as JSON, so that a later change of settings cannot change a resend. */
  posting: string
  created_at: Moment
  /** yyyymmddHHMMSS, local: what stands in the file. */
  created_text: string
  from_seq: number
  to_seq: number
  period_from: string
  period_to: string
  events_in: number
  vouchers: number
  refused: number
  cut_fields: number
  transliterated: number
  debit_cents: number
  credit_cents: number
  corrections: number
  correction_cents: number
  file_name: string
  sha256: string | null
  bytes: number | null
  recorded_at: Moment | null
  message_id: string
  resends: number
  resent_at: Moment | null
}

export interface KtlFileTable {
  id: string
  name: string
  imported_at: Moment
  read_count: number
  read_cents: number
  /** Stored and not matched yet. */
  waiting: number
  matched: number
  unmatched: number
  mismatched: number
  surplus: number
  duplicates: number
  corrections: number
  not_paid: number
}

export type KtlState = 'received' | 'matched' | 'unmatched' | 'mismatched' | 'surplus' | 'correction' | 'not-paid'

export interface KtlTransactionTable {
  /** Account, archive id, reference, amount, booking date and correction flag: the same one again is a duplicate. */
  dedupe: string
  file_id: string
  row_no: number
  state: KtlState
  account: string
  archive_id: string
  reference: string
  amount_cents: number
  booking_day: string
  payment_day: string
  payer_name: string | null
  correction: Flag
  return_code: string
  order_id: string | null
  stamp: string | null
  at: Moment
}

export interface ReminderTable {
  order_id: string
  n: number
  at: Moment
}

export interface StudyFeesTables {
  study_fees_counter: CounterTable
  study_fees_customer: CustomerTable
  study_fees_order: OrderTable
  study_fees_order_row: OrderRowTable
  study_fees_payment: PaymentTable
  study_fees_payment_event: PaymentEventTable
  study_fees_known_stamp: KnownStampTable
  study_fees_ticket: TicketTable
  study_fees_paid_event: PaidEventTable
  study_fees_ledger_batch: LedgerBatchTable
  study_fees_ktl_file: KtlFileTable
  study_fees_ktl_transaction: KtlTransactionTable
  study_fees_reminder: ReminderTable
}

/** The books as this pack sees them: inside a change its transaction, elsewhere for reading. */
export type Db = Kysely<StudyFeesTables>

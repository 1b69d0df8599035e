import type { Generated } from 'kysely'

// The engine's tables as the query builder sees them; schema.ts makes them.

interface MessageColumns {
  seq: number
  id: string
  /** null: its own id. */
  correlation_id: string | null
  cause_id: string | null
  channel: string
  flow: string
  order_key: string | null
  partition_no: number
  accepted_at: number
  body: Uint8Array
  raw: Uint8Array | null
  content_type: string
  headers: string | null
  flow_print: string
  schema_print: string
  traceparent: string | null
  client: string | null
  idempotency_key: string | null
  once_key: string | null
  business_keys: string | null
  tries: number
  starts: number
  fence: number
  part: string | null
}

interface MessageTable extends MessageColumns {
  state: string
  due: number
  last_code: string | null
  last_error: string | null
}

interface DeadLetterTable extends MessageColumns {
  code: string
  reason: string
  died_at: number
  holds_key: number
  erased: number
}

interface HistoryTable {
  seq: number
  id: string
  day: number
  correlation_id: string | null
  cause_id: string | null
  channel: string
  flow: string
  order_key: string | null
  accepted_at: number
  ended_at: number
  outcome: string
  reason: string | null
  code: string | null
  client: string | null
  tries: number
  content_type: string
  business_keys: string | null
  erased_at: number | null
}

interface HistoryBodyTable {
  seq: number
  packed: number
  body: Uint8Array
  raw: Uint8Array | null
  answer: Uint8Array | null
}

interface RecordTable {
  seq: number
  name: string
  kind: string
  state: string
  once_key: string | null
  result: Uint8Array | null
  attempts: number
  code: string | null
  error: string | null
  at: number
}

interface OnceKeyTable {
  n: Generated<number>
  once_key: string
  message_id: string
  result: Uint8Array | null
  until: number
}

interface IdempotencyTable {
  client: string
  idempotency_key: string
  body_hash: string
  message_id: string
  until: number
}

interface BusinessKeyTable {
  name: string
  value: string
  seq: number
}

interface TraceTable {
  seq: number
  run: number
  started_at: number
  ended_at: number
  flow: string
  outcome: string
  steps: Uint8Array
}

interface AuditTable {
  n: Generated<number>
  at: number
  actor: string
  action: string
  object: string
  outcome: string
  details: string | null
}

interface ApiClientTable {
  n: Generated<number>
  name: string
  prefix: string
  key_hash: string
  scopes: string
  created_at: number
  revoked_at: number | null
}

interface FlowStateTable {
  flow: string
  paused: number
  changed_by: string
  changed_at: number
}

interface JobRunTable {
  job: string
  scheduled_for: number
  fired_at: number
  message_id: string | null
  outcome: string
}

interface StateTable {
  name: string
  value: number
}

interface MemberTable {
  id: string
  name: string
  version: string
  started_at: number
  until: number
  leaving: number
  connection_id: number
  alone: number
}

interface PartitionTable {
  no: number
  owner: string | null
  fence: number
  last_seq: number
}

export interface HubTables {
  hub_message: MessageTable
  hub_record: RecordTable
  hub_once_key: OnceKeyTable
  hub_idempotency: IdempotencyTable
  hub_history: HistoryTable
  hub_history_body: HistoryBodyTable
  hub_business_key: BusinessKeyTable
  hub_dead_letter: DeadLetterTable
  hub_trace: TraceTable
  hub_audit: AuditTable
  hub_api_client: ApiClientTable
  hub_flow_state: FlowStateTable
  hub_job_run: JobRunTable
  hub_state: StateTable
  hub_member: MemberTable
  hub_partition: PartitionTable
}

import type { BusinessKey, LivingMessage, NewMessage, PartOf } from '../../bus/ports/message.js'
import type {
  AuditRow,
  End,
  IdempotencyRow,
  JobRun,
  Move,
  OnceRow,
  StepRecord,
  TraceRow,
} from '../../bus/ports/unit.js'
import { pack, WORTH } from './packing.js'
import { type Bound, checkedRow } from './values.js'

// What the port speaks as rows of the engine's tables, in the order of their columns. What is encoded here is
// checked here, so that a value the books cannot hold fails its own unit and not the commit.

const COMMON =
  'seq, id, correlation_id, cause_id, channel, flow, order_key, partition_no, accepted_at, body, raw, content_type, ' +
  'headers, flow_print, schema_print, traceparent, client, idempotency_key, once_key, business_keys'

/** What messages of one kind share, and what each has for itself: the first few always, the others as they occur. */
export const MESSAGE_SHARED = [
  'channel',
  'flow',
  'content_type',
  'flow_print',
  'schema_print',
  'client',
  'state',
  'due',
]
export const MESSAGE_OWN = [
  ...['seq', 'id', 'partition_no', 'accepted_at', 'body'],
  ...['correlation_id', 'cause_id', 'order_key', 'raw', 'headers', 'traceparent', 'idempotency_key', 'once_key'],
  ...['business_keys', 'part'],
]
export const MESSAGE_REQUIRED = 5
export const MESSAGE_SELECT = `${COMMON}, state, due, tries, starts, fence, last_code, last_error, part`
export const DEAD_INSERT = `${COMMON}, tries, starts, fence, code, reason, died_at, holds_key, part`
export const DEAD_INSERT_WIDTH = 28
export const DEAD_SELECT = DEAD_INSERT
/** What a dead letter takes along when it lives again; the fence rises, so that nobody who held it before still does. */
export const REVIVED_INSERT = `${COMMON}, state, due, tries, starts, fence, part`
export const REVIVED_SELECT = `${COMMON}, 'ready', 0, 0, 0, fence + 1, part`
export const HISTORY_INSERT =
  'seq, id, day, correlation_id, cause_id, channel, flow, order_key, accepted_at, ended_at, outcome, reason, code, ' +
  'client, tries, content_type, flow_print, schema_print, traceparent, business_keys, kind'
export const HISTORY_INSERT_WIDTH = 21
/** What is said of an ended message beside what its row says. */
export const ENDED_SHARED = ['day', 'outcome', 'reason', 'code', 'kind']
export const ENDED_OWN = ['seq', 'ended_at', 'tries']
export const ENDED_FROM =
  'm.seq, m.id, s.day, m.correlation_id, m.cause_id, m.channel, m.flow, m.order_key, m.accepted_at, v.ended_at, ' +
  's.outcome, s.reason, s.code, m.client, v.tries, m.content_type, m.flow_print, m.schema_print, m.traceparent, m.business_keys, s.kind'
export const BODY_INSERT = 'seq, packed, body, raw, answer'
export const BODY_INSERT_WIDTH = 5
export const RECORD_COLUMNS = 'seq, name, kind, state, once_key, result, attempts, code, error, at'
export const RECORD_WIDTH = 10
export const TRACE_COLUMNS = 'seq, run, started_at, ended_at, flow, outcome, steps'
export const TRACE_WIDTH = 7
export const AUDIT_COLUMNS = 'at, actor, action, object, outcome, details'
export const AUDIT_WIDTH = 6
export const ONCE_COLUMNS = 'once_key, message_id, result, until'
export const ONCE_WIDTH = 4
export const IDEMPOTENCY_COLUMNS = 'client, idempotency_key, body_hash, message_id, until'
export const IDEMPOTENCY_WIDTH = 5
export const JOB_RUN_COLUMNS = 'job, scheduled_for, fired_at, message_id, outcome'
export const JOB_RUN_WIDTH = 5

/** Characters that columns hold, whatever table they stand in: those of schema.ts. */
const WIDTHS: Readonly<Record<string, number>> = {
  id: 36,
  message_id: 36,
  correlation_id: 200,
  cause_id: 200,
  channel: 255,
  flow: 150,
  order_key: 255,
  content_type: 150,
  flow_print: 80,
  schema_print: 80,
  traceparent: 80,
  client: 100,
  idempotency_key: 255,
  body_hash: 100,
  once_key: 500,
  state: 20,
  outcome: 20,
  kind: 20,
  code: 100,
  last_code: 100,
  job: 150,
  actor: 150,
  action: 150,
  object: 500,
}

/** For checkedRow: how wide the columns of a list are. `own` are those that are wider or narrower in its table. */
function widthsOf(columns: string | readonly string[], own: Readonly<Record<string, number>> = {}) {
  const names = typeof columns === 'string' ? columns.split(', ') : columns
  return names.map((name) => own[name] ?? WIDTHS[name])
}

const OF_SHARED = widthsOf(MESSAGE_SHARED)
const OF_OWN = widthsOf(MESSAGE_OWN)
const OF_ENDED = widthsOf(ENDED_SHARED)
const OF_DEAD = widthsOf(DEAD_INSERT)
const OF_HISTORY = widthsOf(HISTORY_INSERT)
const OF_RECORD = widthsOf(RECORD_COLUMNS, { name: 500 })
const OF_TRACE = widthsOf(TRACE_COLUMNS, { outcome: 255 })
const OF_AUDIT = widthsOf(AUDIT_COLUMNS, { outcome: 255 })
const OF_ONCE = widthsOf(ONCE_COLUMNS)
const OF_IDEMPOTENCY = widthsOf(IDEMPOTENCY_COLUMNS)
const OF_JOB_RUN = widthsOf(JOB_RUN_COLUMNS)
const OF_MOVE = widthsOf(['state', 'due', 'tries', 'keep', 'code'])

const DAY = 86_400_000

/** Days since 1970 in UTC. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY)
}

function headersOf(headers: Readonly<Record<string, string>>): string | null {
  for (const _ in headers) return JSON.stringify(headers)
  return null
}

function businessKeysOf(keys: readonly BusinessKey[]): string | null {
  return keys.length === 0 ? null : JSON.stringify(keys.map(({ name, value }) => [name, value]))
}

function partOf(part: PartOf | undefined): string | null {
  return part === undefined ? null : JSON.stringify([part.parentId, part.split, part.record, part.no, part.key])
}

function common(message: NewMessage, seq: number): Bound[] {
  return [
    seq,
    message.id,
    message.correlationId === message.id ? null : message.correlationId,
    message.causeId ?? null,
    message.channel,
    message.flow,
    message.key ?? null,
    message.partition,
    message.acceptedAt,
    message.body,
    message.raw ?? null,
    message.contentType,
    headersOf(message.headers),
    message.flowPrint,
    message.schemaPrint,
    message.traceparent ?? null,
    message.client ?? null,
    message.idempotencyKey ?? null,
    message.onceKey ?? null,
    businessKeysOf(message.businessKeys),
  ]
}

/** Of MESSAGE_SHARED. */
export function sharedOf(message: NewMessage): Bound[] {
  const { channel, flow, contentType, flowPrint, schemaPrint, client, state, due } = message
  return checkedRow(
    'tttttTti',
    [channel, flow, contentType, flowPrint, schemaPrint, client ?? null, state, due],
    OF_SHARED,
  )
}

/** Of MESSAGE_OWN. */
export function messageRow(message: NewMessage, seq: number): Bound[] {
  return checkedRow(
    'itiibTTTBTTTTTT',
    [
      seq,
      message.id,
      message.partition,
      message.acceptedAt,
      message.body,
      message.correlationId === message.id ? null : message.correlationId,
      message.causeId ?? null,
      message.key ?? null,
      message.raw ?? null,
      headersOf(message.headers),
      message.traceparent ?? null,
      message.idempotencyKey ?? null,
      message.onceKey ?? null,
      businessKeysOf(message.businessKeys),
      partOf(message.part),
    ],
    OF_OWN,
  )
}

/** Of ENDED_SHARED. */
export function endedSharedOf({ at, outcome, reason, code }: End, kind: number): Bound[] {
  return checkedRow('itTTi', [dayOf(at), outcome, reason ?? null, code ?? null, kind], OF_ENDED)
}

/** Of ENDED_OWN. */
export function endedRow({ at, tries }: End, seq: number): Bound[] {
  return checkedRow('iii', [seq, at, tries])
}

export function deadRow(end: End, seq: number): Bound[] {
  const row = common(end.message, seq)
  const { starts = 0, fence = 0 } = end.message as Partial<LivingMessage>
  row.push(end.tries, starts, fence, end.code ?? '', end.reason ?? '', end.at, end.holdsKey === true ? 1 : 0)
  row.push(partOf(end.message.part))
  return checkedRow('itTTttTiibBtTttTTTTTiiittiiT', row, OF_DEAD)
}

export function historyRow({ message, ...end }: End, seq: number, kind: number): Bound[] {
  return checkedRow(
    'itiTTttTiitTTTitttTTi',
    [
      seq,
      message.id,
      dayOf(end.at),
      message.correlationId === message.id ? null : message.correlationId,
      message.causeId ?? null,
      message.channel,
      message.flow,
      message.key ?? null,
      message.acceptedAt,
      end.at,
      end.outcome,
      end.reason ?? null,
      end.code ?? null,
      message.client ?? null,
      end.tries,
      message.contentType,
      message.flowPrint,
      message.schemaPrint,
      message.traceparent ?? null,
      businessKeysOf(message.businessKeys),
      kind,
    ],
    OF_HISTORY,
  )
}

/** Whether nothing of the bodies is to be packed or added, so that they can be copied inside the database. */
export function isSmall({ message: { body, raw }, answer }: End): boolean {
  return answer === undefined && body.length < WORTH && (raw === undefined || raw.length < WORTH)
}

export const PACKED_BODY = 1
export const PACKED_RAW = 2
export const PACKED_ANSWER = 4
/** Not packed but left out: of the message only its answer is kept. */
export const NO_BODY = 8

export function bodyRow({ message, answer }: End, seq: number): Bound[] {
  let packed = 0
  const packedAs = (bytes: Uint8Array | undefined, bit: number): Uint8Array | null => {
    if (bytes === undefined) return null
    const small = pack(bytes)
    if (small.packed) packed |= bit
    return small.bytes
  }
  const body = packedAs(message.body, PACKED_BODY)
  const raw = packedAs(message.raw, PACKED_RAW)
  const answered = packedAs(answer, PACKED_ANSWER)
  return checkedRow('iibBB', [seq, packed, body, raw, answered])
}

/** As bodyRow, of a message of which no body is kept. */
export function answerRow(answer: Uint8Array, seq: number): Bound[] {
  const { bytes, packed } = pack(answer)
  return checkedRow('iibBB', [seq, NO_BODY | (packed ? PACKED_ANSWER : 0), NO_BYTES, null, bytes])
}
const NO_BYTES = new Uint8Array(0)

export function recordRow(record: StepRecord, seq: number): Bound[] {
  return checkedRow(
    'itttTBiTTi',
    [
      seq,
      record.name,
      record.kind,
      record.state,
      record.onceKey ?? null,
      record.result ?? null,
      record.attempts,
      record.code ?? null,
      record.error ?? null,
      record.at,
    ],
    OF_RECORD,
  )
}

/** In the order of the update: what is set, then whose. A try that goes on keeps what the last failure said. */
export function moveRow({ state, due, tries, code, error }: Move, seq: number): Bound[] {
  const keep = code === undefined && tries > 0 ? 1 : 0
  return checkedRow('tiiiTiTi', [state, due, tries, keep, code ?? null, keep, error ?? null, seq], OF_MOVE)
}

export function traceRow(trace: TraceRow, seq: number): Bound[] {
  return checkedRow(
    'iiiittb',
    [seq, trace.run, trace.startedAt, trace.endedAt, trace.flow, cut(trace.outcome, 255), trace.steps],
    OF_TRACE,
  )
}

/** What people wrote is cut rather than refused: the audit must say that it happened. */
export function auditRow({ at, actor, action, object, outcome, details }: AuditRow): Bound[] {
  return checkedRow(
    'ittttT',
    [
      at,
      cut(actor, 150),
      cut(action, 150),
      cut(object, 500),
      cut(outcome, 255),
      details === undefined ? null : JSON.stringify(details),
    ],
    OF_AUDIT,
  )
}

/** By UTF-16 units, which are at least as many as characters; never through a pair of them. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

export function onceRow({ key, messageId, result, until }: OnceRow): Bound[] {
  return checkedRow('ttBi', [key, messageId, result ?? null, until], OF_ONCE)
}

export function idempotencyRow({ client, key, bodyHash, messageId, until }: IdempotencyRow): Bound[] {
  return checkedRow('tttti', [client, key, bodyHash, messageId, until], OF_IDEMPOTENCY)
}

export function jobRunRow({ job, scheduledFor, firedAt, messageId, outcome }: JobRun): Bound[] {
  return checkedRow('tiiTt', [job, scheduledFor, firedAt, messageId ?? null, outcome], OF_JOB_RUN)
}

import type { BusinessKey, LivingMessage, LivingState, PartOf } from '../../bus/ports/message.js'
import type { DeadLetter } from '../../bus/ports/store.js'
import type { IdempotencyRow, OnceRow, RecordState, StepRecord } from '../../bus/ports/unit.js'
import type { Row } from './connection.js'

// Rows of the engine's tables, in the order of the columns that rows.ts names, as the port speaks of them.

const NO_KEYS: readonly BusinessKey[] = Object.freeze([])
const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({})

function headersFrom(stored: string | null): Readonly<Record<string, string>> {
  return stored === null ? NO_HEADERS : (JSON.parse(stored) as Record<string, string>)
}

export function decodeBusinessKeys(stored: string | null): readonly BusinessKey[] {
  if (stored === null) return NO_KEYS
  return (JSON.parse(stored) as [string, string][]).map(([name, value]) => ({ name, value }))
}

function partFrom(stored: string): PartOf {
  const [parentId, split, record, no, key] = JSON.parse(stored) as [string, number, string, number, string]
  return { parentId, split, record, no, key }
}

type Compact<Value> = { [Key in keyof Value]: Exclude<Value[Key], null> }

/** Leaves out what is null: an absent property, as the port has it. */
export function compact<Value extends object>(value: Value): Compact<Value> {
  for (const name in value) if ((value[name] as unknown) === null) delete value[name]
  return value as Compact<Value>
}

type Open<Value> = { -readonly [Key in keyof Value]: Value[Key] }

/** What MESSAGE_SELECT and DEAD_SELECT have in common. What is null there is absent here: never set, since deleting is slow. */
function message(row: Row, state: LivingState, due: number): Open<LivingMessage> {
  const text = row as readonly string[]
  const number = row as readonly number[]
  const message: Open<LivingMessage> = {
    seq: number[0]!,
    id: text[1]!,
    correlationId: row[2] === null ? text[1]! : text[2]!,
    channel: text[4]!,
    flow: text[5]!,
    partition: number[7]!,
    acceptedAt: number[8]!,
    body: row[9] as Uint8Array,
    contentType: text[11]!,
    headers: headersFrom(row[12] as string | null),
    flowPrint: text[13]!,
    schemaPrint: text[14]!,
    businessKeys: decodeBusinessKeys(row[19] as string | null),
    state,
    due,
    tries: 0,
    starts: 0,
    fence: 0,
  }
  if (row[3] !== null) message.causeId = text[3]!
  if (row[6] !== null) message.key = text[6]!
  if (row[10] !== null) message.raw = row[10] as Uint8Array
  if (row[15] !== null) message.traceparent = text[15]!
  if (row[16] !== null) message.client = text[16]!
  if (row[17] !== null) message.idempotencyKey = text[17]!
  if (row[18] !== null) message.onceKey = text[18]!
  return message
}

/** Of MESSAGE_SELECT. */
export function decodeMessage(row: Row): LivingMessage {
  const living = message(row, row[20] as LivingState, row[21] as number)
  living.tries = row[22] as number
  living.starts = row[23] as number
  living.fence = row[24] as number
  if (row[25] !== null) living.lastCode = row[25] as string
  if (row[26] !== null) living.lastError = row[26] as string
  if (row[27] !== null) living.part = partFrom(row[27] as string)
  return living
}

/** Of DEAD_SELECT. The message as it died; replayed it begins with no tries. */
export function decodeDead(row: Row): DeadLetter {
  const dead = message(row, 'ready', 0)
  dead.tries = row[20] as number
  dead.starts = row[21] as number
  dead.fence = row[22] as number
  if (row[27] !== null) dead.part = partFrom(row[27] as string)
  const code = row[23] as string
  const reason = row[24] as string
  return { message: dead, code, reason, at: row[25] as number, holdsKey: row[26] === 1 }
}

/** Of `id` and RECORD_COLUMNS without `seq`. */
export function decodeRecord(row: Row): StepRecord {
  return compact({
    messageId: row[0] as string,
    name: row[1] as string,
    kind: row[2] as StepRecord['kind'],
    state: row[3] as RecordState,
    onceKey: row[4] as string,
    result: row[5] as Uint8Array,
    attempts: row[6] as number,
    code: row[7] as string,
    error: row[8] as string,
    at: row[9] as number,
  })
}

/** Of ONCE_COLUMNS. */
export function decodeOnce(row: Row): OnceRow {
  return compact({
    key: row[0] as string,
    messageId: row[1] as string,
    result: row[2] as Uint8Array,
    until: row[3] as number,
  })
}

/** Of IDEMPOTENCY_COLUMNS. */
export function decodeIdempotency(row: Row): IdempotencyRow {
  const [client, key, bodyHash, messageId, until] = row as [string, string, string, string, number]
  return { client, key, bodyHash, messageId, until }
}

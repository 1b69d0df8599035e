import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { DeadLetter, Fate, MessageQuery, Page, Store } from '../../bus/ports/store.js'
import type { TraceRow } from '../../bus/ports/unit.js'
import type { SqlConnection } from './connection.js'
import { compact, decodeDead } from './decoded.js'
import { unpack } from './packing.js'
import { limitOf, markOf, paged, placeOf } from './pages.js'
import { DEAD_SELECT, NO_BODY, PACKED_ANSWER, PACKED_BODY } from './rows.js'
import { type Seqs, seqsOfTime } from './seqs-of-time.js'
import type { HubTables } from './tables.js'

const LIVING_STATES = ['ready', 'waiting', 'retrying', 'in-doubt', 'gathering', 'splitting', 'held'] as const
const OUTCOMES = ['done', 'dropped', 'dead-letter'] as const

const TRACES =
  'SELECT t.flow, t.run, t.started_at, t.ended_at, t.outcome, t.steps FROM hub_trace t WHERE t.seq = ? ORDER BY t.run, t.started_at'
const LIVING_SEQ = 'SELECT seq FROM hub_message WHERE id = ?'
const ENDED_SEQ = 'SELECT seq FROM hub_history WHERE id = ?'
const LIVING_BODY = 'SELECT body, content_type FROM hub_message WHERE id = ?'
const DEAD_BODY =
  'SELECT d.body, d.content_type FROM hub_history h JOIN hub_dead_letter d ON d.seq = h.seq WHERE h.id = ? AND d.erased = 0'
const ENDED_BODY =
  'SELECT b.body, h.content_type, b.packed FROM hub_history h JOIN hub_history_body b ON b.seq = h.seq ' +
  `WHERE h.id = ? AND b.packed < ${NO_BODY}`
const DEAD = `SELECT ${DEAD_SELECT} FROM hub_dead_letter WHERE seq = (SELECT seq FROM hub_history WHERE id = ?)`
const DEAD_PAGE =
  `SELECT ${DEAD_SELECT} FROM hub_dead_letter WHERE died_at < ? OR (died_at = ? AND seq < ?) ` +
  'ORDER BY died_at DESC, seq DESC LIMIT ?'
const DEAD_COUNT = 'SELECT COUNT(*) FROM hub_dead_letter'

type Reads = Pick<Store, 'fate' | 'messages' | 'traces' | 'body' | 'deadLetter' | 'deadLetters' | 'countDeadLetters'>
type Numbered = Fate & { readonly seq: number }

/** What became of messages, for people and for those who sent them. */
export function fateReads(reading: () => SqlConnection, db: Kysely<HubTables>): Reads {
  const one = async (sql: string, id: string) => (await reading().rows(sql, [id]))[0]

  return {
    async fate(id) {
      const [living] = await livingFates(db).where('m.id', '=', id).execute()
      if (living !== undefined) return withoutSeq(living)
      const row = await endedFates(db)
        .leftJoin('hub_history_body as b', 'b.seq', 'm.seq')
        .select(['b.answer', 'b.packed'])
        .where('m.id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { answer, packed, ...fate } = row
      if (answer === null) return withoutSeq(fate)
      return { ...withoutSeq(fate), answer: unpack(answer, ((packed ?? 0) & PACKED_ANSWER) !== 0) }
    },

    async messages(query, page) {
      const limit = limitOf(page)
      const [before] = placeOf<[number]>('messages', page, ['number']) ?? [Number.MAX_SAFE_INTEGER]
      const found: Numbered[] = []
      const among = async (table: 'hub_message' | 'hub_history', column: string, states: readonly State[]) => {
        const { since, until } = query
        const times = since !== undefined || until !== undefined
        const seqs = times ? await seqsOfTime(reading(), table, query) : undefined
        for (const state of states)
          for (const from of selects(db, table, query, state))
            found.push(...(await narrowed(from, column, state, query, seqs, before, limit).execute()))
      }
      await among('hub_message', 'm.state', statesOf(LIVING_STATES, query))
      await among('hub_history', 'm.outcome', statesOf(OUTCOMES, query))
      found.sort((one, other) => other.seq - one.seq)
      const { rows, ...more } = paged(found, limit, (last) => markOf('messages', last.seq))
      return { rows: rows.map(withoutSeq), ...more }
    },

    async traces(messageId) {
      const seq = (await one(LIVING_SEQ, messageId)) ?? (await one(ENDED_SEQ, messageId))
      if (seq === undefined) return []
      const rows = await reading().rows(TRACES, [seq[0] as number])
      return rows.map(([flow, run, startedAt, endedAt, outcome, steps]) => {
        return { messageId, flow, run, startedAt, endedAt, outcome, steps } as TraceRow
      })
    },

    async body(id) {
      const row = (await one(LIVING_BODY, id)) ?? (await one(DEAD_BODY, id)) ?? (await one(ENDED_BODY, id))
      if (row === undefined) return undefined
      const [body, contentType, packed = 0] = row as [Uint8Array, string, number?]
      return { body: unpack(body, (packed & PACKED_BODY) !== 0), contentType }
    },

    async deadLetter(id) {
      const row = await one(DEAD, id)
      return row && decodeDead(row)
    },

    async deadLetters(page: Page) {
      const limit = limitOf(page)
      const [at, seq] = placeOf<[number, number]>('dead letters', page, ['number', 'number']) ?? [
        Number.MAX_SAFE_INTEGER,
        Number.MAX_SAFE_INTEGER,
      ]
      const rows = (await reading().rows(DEAD_PAGE, [at, at, seq, limit + 1])).map(decodeDead)
      return paged(rows, limit, (last: DeadLetter) => markOf('dead letters', last.at, last.message.seq))
    },

    async countDeadLetters() {
      const [row] = await reading().rows(DEAD_COUNT, [])
      return row![0] as number
    },
  }
}

type State = Fate['state'] | undefined

/** Only the state that was asked for. With a flow each state by itself, as the index has them in order; else all at once. */
function statesOf(all: readonly Fate['state'][], query: MessageQuery): readonly State[] {
  const { state, flow } = query
  if (state !== undefined) return all.filter((one) => one === state)
  return flow === undefined || isNarrow(query) ? [undefined] : all
}

/** Whether a list is asked for that is in order and shorter than that of a flow or a state. */
function isNarrow({ businessKey, correlationId }: MessageQuery): boolean {
  return businessKey !== undefined || correlationId !== undefined
}

function livingFates(db: Kysely<HubTables>) {
  return db
    .selectFrom('hub_message as m')
    .select([
      'm.seq',
      'm.id',
      'm.correlation_id as correlationId',
      'm.cause_id as causeId',
      'm.flow',
      'm.channel',
      'm.state',
      'm.client',
      'm.accepted_at as acceptedAt',
      'm.due',
      'm.tries',
      'm.last_code as lastCode',
      'm.last_error as lastError',
    ])
    .$castTo<Numbered>()
}

function endedFates(db: Kysely<HubTables>) {
  return db
    .selectFrom('hub_history as m')
    .select([
      'm.seq',
      'm.id',
      'm.correlation_id as correlationId',
      'm.cause_id as causeId',
      'm.flow',
      'm.channel',
      'm.outcome as state',
      'm.client',
      'm.accepted_at as acceptedAt',
      'm.ended_at as endedAt',
      'm.tries',
      'm.reason',
      'm.code',
    ])
}

// Living and ended have these columns in common, which no type of the builder can say.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyFates = SelectQueryBuilder<any, any, Numbered>

/** What to select from; by each way by itself, so that an index gives each its order. */
function selects(db: Kysely<HubTables>, table: string, query: MessageQuery, state: State): readonly AnyFates[] {
  const rows = (table === 'hub_message' ? livingFates(db) : endedFates(db)) as unknown as AnyFates
  const { correlationId, businessKey, flow } = query
  if (businessKey !== undefined) {
    const known = rows
      .innerJoin('hub_business_key as k', 'k.seq', 'm.seq')
      .where('k.name', '=', businessKey.name)
      .where('k.value', '=', businessKey.value)
    return [correlationId === undefined ? known : known.where(isCorrelated(correlationId))]
  }
  // A message that began its own story has no correlation id of its own written down.
  if (correlationId !== undefined)
    return [
      rows.where('m.correlation_id', '=', correlationId),
      rows.where('m.id', '=', correlationId).where('m.correlation_id', 'is', null),
    ]
  // Dead letters are few among the ended, and have a table of their own.
  if (state === 'dead-letter' && flow === undefined) return [rows.innerJoin('hub_dead_letter as k', 'k.seq', 'm.seq')]
  return [rows]
}

function isCorrelated(correlationId: string) {
  // biome-ignore lint/suspicious/noExplicitAny: as AnyFates
  return ({ or, and, eb }: ExpressionBuilder<any, any>) =>
    or([
      eb('m.correlation_id', '=', correlationId),
      and([eb('m.id', '=', correlationId), eb('m.correlation_id', 'is', null)]),
    ])
}

function narrowed(
  from: AnyFates,
  column: string,
  state: State,
  query: MessageQuery,
  seqs: Seqs | undefined,
  before: number,
  limit: number,
) {
  const { flow, since, until } = query
  const dead = state === 'dead-letter' && column === 'm.outcome' && flow === undefined && !isNarrow(query)
  const seq = query.businessKey !== undefined || dead ? 'k.seq' : 'm.seq'
  // As the result of a function a column is in no index: the narrower list is to be followed.
  const plain = (name: string) =>
    isNarrow(query) ? sql<string>`COALESCE(${sql.ref(name)}, '')` : sql.ref<string>(name)
  let rows = from
  if (state !== undefined && !dead) rows = rows.where(plain(column), '=', state)
  if (flow !== undefined) rows = rows.where(plain('m.flow'), '=', flow)
  if (since !== undefined) rows = rows.where('m.accepted_at', '>=', since)
  if (until !== undefined) rows = rows.where('m.accepted_at', '<', until)
  if (seqs !== undefined) rows = rows.where(seq, '>=', seqs.from)
  return rows
    .where(seq, '<', Math.min(before, seqs?.before ?? before))
    .orderBy(seq, 'desc')
    .limit(limit + 1)
}

function withoutSeq({ seq: _, ...fate }: { readonly seq: number } & object): Fate {
  const { correlationId, due, ...rest } = compact(fate) as Partial<Fate> & Pick<Fate, 'id'>
  // A message that began its own story has no other id written down; one that can run at once is not due.
  return { ...rest, correlationId: correlationId ?? rest.id, ...(due ? { due } : {}) } as Fate
}

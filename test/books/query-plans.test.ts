import t from 'tap'
import type { Answer, Row, SqlConnection } from '../../adapters/database/connection.js'
import { sqlite } from '../../adapters/database/dialect.js'
import { fateReads } from '../../adapters/database/fates.js'
import { heldReads } from '../../adapters/database/held-keys.js'
import { Totals } from '../../adapters/database/history-sizes.js'
import { HistoryUpkeep } from '../../adapters/database/history-upkeep.js'
import { builderOn, Lease } from '../../adapters/database/kysely-door.js'
import { GuardedConnection } from '../../adapters/database/libsql.js'
import { livingReads } from '../../adapters/database/living.js'
import { migrateOn } from '../../adapters/database/migrations.js'
import { markOf } from '../../adapters/database/pages.js'
import { partsOf } from '../../adapters/database/parts.js'
import { engineMigrations } from '../../adapters/database/schema.js'
import type { HubTables } from '../../adapters/database/tables.js'
import { eraseLeft, MeetingUpkeep } from '../../adapters/database/upkeep-meetings.js'
import type { Bound } from '../../adapters/database/values.js'
import { Remembered, View, Wanted } from '../../adapters/database/view.js'
import { Writer } from '../../adapters/database/writer.js'
import { DEFAULT_HISTORY, historyPolicy } from '../../bus/history.js'
import { end, message } from '../conformance/store-made.js'

/** Passes everything on and remembers how each question was answered: by which index, or by passing all rows. */
class Explaining implements SqlConnection {
  readonly dialect = sqlite
  readonly plans: string[] = []
  readonly #inner: GuardedConnection

  constructor(inner: GuardedConnection) {
    this.#inner = inner
  }

  get inTransaction(): boolean {
    return this.#inner.inTransaction
  }

  rows(sql: string, parameters: readonly Bound[]): readonly Row[] {
    this.#explain(sql, parameters)
    return this.#inner.rows(sql, parameters)
  }

  run(sql: string, parameters: readonly Bound[]): number {
    this.#explain(sql, parameters)
    return this.#inner.run(sql, parameters)
  }

  query(sql: string, parameters: readonly unknown[]): Answer {
    this.#explain(sql, parameters)
    return this.#inner.query(sql, parameters)
  }

  // The driver ends no transaction while a statement that was only explained lies open.
  begin(): void {}
  commit(): void {}
  rollBack(): void {}
  exec(_sql: string): void {}

  close(): void {
    this.#inner.close()
  }

  #explain(sql: string, parameters: readonly unknown[]): void {
    const answer = this.#inner.query(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    if ('rows' in answer) for (const { detail } of answer.rows) this.plans.push(String(detail))
  }
}

async function explaining() {
  const inner = new GuardedConnection(':memory:')
  inner.exec('BEGIN')
  await migrateOn(inner, sqlite, [engineMigrations], 0)
  inner.exec('COMMIT')
  const connection = new Explaining(inner)
  const plansOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    connection.plans.length = 0
    await work()
    return [...connection.plans]
  }
  const living = livingReads(() => connection)
  const fates = fateReads(() => connection, builderOn<HubTables>(connection, new Lease()))
  const parts = partsOf(
    new Writer(connection, 1_000),
    () => connection,
    () => {},
  )
  const held = heldReads(() => connection)
  return { connection, plansOf, living, fates, parts, held }
}

/** Message x with a part that is held in each of its two splits, one that nobody needs, and a claim of long ago. */
async function wholeWithParts(connection: SqlConnection): Promise<void> {
  const run = (sql: string, ...parameters: Bound[]) => connection.run(sql, parameters)
  const columns =
    'id, channel, flow, partition_no, accepted_at, body, content_type, flow_print, schema_print, state, due'
  for (const [seq, id, state] of [[1, 'x', 'splitting'] as const, [2, 'p', 'held'] as const, [3, 'q', 'held'] as const])
    await run(
      `INSERT INTO hub_message (seq, ${columns}) VALUES (?, ?, 'c', 'a/b', 0, 0, ?, '', '', '', ?, 0)`,
      ...[seq, id, new Uint8Array(0), state],
    )
  const part = 'INSERT INTO hub_part (seq, split, no, message_id, child, part_key, state) VALUES (?, ?, ?, ?, ?, ?, ?)'
  await run(part, 1, 1, 0, 'p', 2, 'k', 'held')
  await run(part, 1, 2, 0, 'q', 3, 'k', 'held')
  await run(part, 8, 1, 0, 'r', 9, 'k', 'done')
  await run('INSERT INTO hub_split (seq, split, parts, open) VALUES (8, 1, 1, 0)')
  await run("INSERT INTO hub_claim (id, correlation_id, at, body) VALUES ('c', 'c', 0, ?)", new Uint8Array(0))
  const gate = 'INSERT INTO hub_gate (gate, gate_key, seq, came, role, record, number, at, until)'
  for (const seq of [0, 7]) await run(`${gate} VALUES ('g', 'k', ?, 1, 'r', '', 0, 0, 1)`, seq)
}

const page = { limit: 10 }

t.test('nothing the engine asks again and again passes all rows of a table or sorts them', async (t) => {
  const { connection, plansOf, living, parts, held } = await explaining()
  await wholeWithParts(connection)
  const of = (no: number) => ({ parentId: 'x', split: 1, record: 'split', no, key: `k${no}` })
  const asked: Record<string, () => Promise<unknown>> = {
    ready: () => living.ready('a/b', 5, 10),
    due: () => living.due(5, 10),
    'next due': () => living.nextDue(5),
    'living after': () => living.livingAfter(5, 10),
    living: () => living.living('x'),
    records: () => living.records(['x', 'y']),
    'first of key': () => living.firstOfKey('a/b', 'k'),
    'who holds a key': () => held.keyHolders({ flow: 'a/b', key: 'k' }, page),
    'held keys of a flow': () => held.keyHolders({ flow: 'a/b' }, page),
    'held keys': () => held.heldKeys({ limit: 10, after: markOf('keys', 0, 'a/b', 'k', 5) }),
    'what a commit looks up': () =>
      new View(connection, 0, new Remembered()).load(
        new Wanted().unit({
          holds: { messageId: 'x', fence: 0 },
          once: { key: 'k', messageId: 'x', until: 1 },
          idempotency: { client: 'c', key: 'k', bodyHash: 'h', messageId: 'x', until: 1 },
          jobRun: { job: 'j', scheduledFor: 1, firedAt: 1, outcome: 'fired' },
        }),
      ),
    'who stands at a gate': () =>
      new View(connection, 0, new Remembered()).load(
        new Wanted().unit({ meets: [{ gate: 'g', key: 'k', decide: () => ({}) }] }),
      ),
    'what a commit looks up of parts': () =>
      new View(connection, 0, new Remembered()).load(
        new Wanted().writes({
          accept: [message({ id: 'y', part: of(1) }), message({ id: 'z', part: of(2) })],
          ends: [end(message({ id: 'p', part: of(0) }))],
          moves: [{ id: 'x', state: 'splitting', due: 0, tries: 0 }],
        }),
      ),
    'parts of a whole': () => parts.partFates('x', 1, 5, 10),
    'a claim': () => parts.claim('c'),
    'released parts': () => parts.releaseParts('x', 1, 1),
    'removed parts': () => parts.removeHeldParts('x', 2, 1),
    'what is left of the ended': () => eraseLeft(connection, [{ seq: 9, correlationId: 'c' }]),
  }
  for (const [name, ask] of Object.entries(asked)) {
    const plans = await plansOf(ask)
    t.ok(
      plans.some((plan) => plan.includes('SEARCH')),
      `${name} is looked up`,
    )
    t.same(
      plans.filter((plan) => /SCAN (?!w$|(\d+ )?CONSTANT ROW)|TEMP B-TREE/.test(plan)),
      [],
      name,
    )
  }
})

t.test('what people ask of the messages goes by an index, in order', async (t) => {
  const { plansOf, fates } = await explaining()
  const asked: Record<string, () => Promise<unknown>> = {
    fate: () => fates.fate('x'),
    body: () => fates.body('x'),
    traces: () => fates.traces('x'),
    'dead letter': () => fates.deadLetter('x'),
    'dead letters': () => fates.deadLetters(page),
    'by flow': () => fates.messages({ flow: 'a/b' }, page),
    'by flow and state': () => fates.messages({ flow: 'a/b', state: 'dropped' }, page),
    'by business key': () => fates.messages({ businessKey: { name: 'n', value: 'v' } }, page),
    dropped: () => fates.messages({ state: 'dropped' }, page),
    newest: () => fates.messages({}, page),
    'dead letters among the messages': () => fates.messages({ state: 'dead-letter' }, page),
    'by correlation': () => fates.messages({ correlationId: 'x' }, page),
    'by correlation, flow and state': () => fates.messages({ correlationId: 'x', flow: 'a/b', state: 'done' }, page),
    'by business key, flow and state': () =>
      fates.messages({ businessKey: { name: 'n', value: 'v' }, flow: 'a/b', state: 'done' }, page),
    'by time': () => fates.messages({ since: 1, until: 2 }, page),
    'by flow and time': () => fates.messages({ flow: 'a/b', since: 1 }, page),
  }
  for (const [name, ask] of Object.entries(asked)) {
    const plans = await plansOf(ask)
    // Going along an index is no passing of all rows: the limit ends it.
    const wrong = plans.filter((plan) => /^SCAN (?!.* USING |CONSTANT ROW$)|TEMP B-TREE/.test(plan))
    t.same(
      wrong.filter((plan) => !(name === 'newest' && plan === 'SCAN m')),
      [],
      name,
    )
  }
})

t.test('a correlation is found by its index, among living and ended', async (t) => {
  const { plansOf, fates } = await explaining()
  const plans = await plansOf(() => fates.messages({ correlationId: 'x' }, page))
  for (const index of ['hub_message_correlation', 'hub_history_correlation', 'hub_message_id', 'hub_history_id'])
    t.ok(
      plans.some((plan) => plan.includes(index)),
      index,
    )
})

t.test('history that goes is found by its kind and day, the oldest first', async (t) => {
  const { connection, plansOf } = await explaining()
  const size =
    'INSERT INTO hub_history_size (kind, day, flow, messages, row_bytes, body_bytes, trace_bytes) VALUES (?, ?, ?, 1, 400, 9, 9)'
  for (const [kind, day] of [[0, 1] as const, [1, 2] as const, [2, 3] as const])
    for (const flow of ['a/b', 'a/c']) connection.run(size, [kind, day, flow])
  const totals = new Totals()
  const policy = historyPolicy({ ...DEFAULT_HISTORY, for: '1d', budget: '0kB', flows: { 'a/b': { budget: '0kB' } } })
  const steps = new HistoryUpkeep(policy, totals).steps(5 * 86_400_000)
  await totals.load(connection)
  for (const step of steps) {
    const plans = await plansOf(() => step(connection, 10))
    t.ok(plans.some((plan) => plan.includes('hub_history_size')))
    t.ok(plans.some((plan) => plan.includes('hub_history_kind')))
    t.same(
      plans.filter((plan) => /^SCAN (?!.* USING )|TEMP B-TREE/.test(plan)),
      [],
    )
  }
})

t.test('what nobody needs any more is found without passing what is needed', async (t) => {
  const { connection, plansOf } = await explaining()
  await wholeWithParts(connection)
  for (const step of new MeetingUpkeep().steps(200_000_000)) {
    let gone = 0
    const plans = await plansOf(async () => {
      gone = await step(connection, 10)
    })
    t.equal(gone, 1)
    // Over an index in its order, of which the limit takes a part.
    const wrong = plans.filter((plan) =>
      /^SCAN (?!g$|g USING (COVERING )?INDEX|hub_gate USING COVERING INDEX)|TEMP B-TREE/.test(plan),
    )
    t.same(wrong, [])
  }
})

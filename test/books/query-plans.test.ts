import t from 'tap'
import type { Answer, Row, SqlConnection } from '../../adapters/database/connection.js'
import { sqlite } from '../../adapters/database/dialect.js'
import { fateReads } from '../../adapters/database/fates.js'
import { builderOn, Lease } from '../../adapters/database/kysely-door.js'
import { GuardedConnection } from '../../adapters/database/libsql.js'
import { livingReads } from '../../adapters/database/living.js'
import { migrateOn } from '../../adapters/database/migrations.js'
import { engineMigrations } from '../../adapters/database/schema.js'
import type { HubTables } from '../../adapters/database/tables.js'
import type { Bound } from '../../adapters/database/values.js'
import { Remembered, View, Wanted } from '../../adapters/database/view.js'

/** Passes everything on and remembers how each question was answered: by which index, or by passing all rows. */
class Explaining implements SqlConnection {
  readonly rowWord = ''
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
    return this.#inner.run(sql, parameters)
  }

  query(sql: string, parameters: readonly unknown[]): Answer {
    this.#explain(sql, parameters)
    return this.#inner.query(sql, parameters)
  }

  exec(sql: string): void {
    this.#inner.exec(sql)
  }

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
  return { connection, plansOf, living, fates }
}

const page = { limit: 10 }

t.test('nothing the engine asks again and again passes all rows of a table or sorts them', async (t) => {
  const { connection, plansOf, living } = await explaining()
  const asked: Record<string, () => Promise<unknown>> = {
    ready: () => living.ready('a/b', 5, 10),
    due: () => living.due(5, 10),
    'next due': () => living.nextDue(5),
    living: () => living.living('x'),
    records: () => living.records(['x', 'y']),
    'first of key': () => living.firstOfKey('a/b', 'k'),
    'what a commit looks up': () =>
      new View(connection, 0, new Remembered()).load(
        new Wanted().unit({
          holds: { messageId: 'x', fence: 0 },
          once: { key: 'k', messageId: 'x', until: 1 },
          idempotency: { client: 'c', key: 'k', bodyHash: 'h', messageId: 'x', until: 1 },
          jobRun: { job: 'j', scheduledFor: 1, firedAt: 1, outcome: 'fired' },
        }),
      ),
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
  }
  for (const [name, ask] of Object.entries(asked)) {
    const plans = await plansOf(ask)
    // Going along an index is no passing of all rows: the limit ends it.
    const wrong = plans.filter((plan) => /^SCAN (?!.* USING )|TEMP B-TREE/.test(plan))
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

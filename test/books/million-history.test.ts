import { sql } from 'kysely'
import t from 'tap'
import { type OpenBooks, openBooks } from '../../adapters/database/books.js'
import type { Fate, MessageQuery } from '../../bus/ports/store.js'

const MESSAGES = 1_000_000
const FLOWS = 10
const DAYS = 20
const FIRST = Date.UTC(2026, 2, 1)
/** Between two acceptances, in milliseconds. */
const APART = (DAYS * 86_400_000) / MESSAGES
/** Every so many: a dead letter, a dropped one. */
const DEAD = 10_000
const DROPPED = 1_000
/** One story has half of all messages. */
const STORY = '00000000-0000-7000-8000-0000000story'

const EACH = `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MESSAGES})
  SELECT i, printf('00000000-0000-7000-8000-%012d', i), ${Math.floor(FIRST / 86_400_000)} + i / ${MESSAGES / DAYS},
    CASE WHEN i % 2 = 0 THEN '${STORY}' END, 'shop/inlet', 'shop/flow-' || (i % ${FLOWS}),
    CAST(${FIRST} + i * ${APART} AS INTEGER), CAST(${FIRST} + i * ${APART} + 5 AS INTEGER),
    CASE WHEN i % ${DEAD} = 0 THEN 'dead-letter' WHEN i % ${DROPPED} = 0 THEN 'dropped' ELSE 'done' END,
    1, 'application/json', 'f', 's',
    CASE WHEN i % ${DEAD} = 0 THEN 3 WHEN i % ${DROPPED} = 0 THEN 2 ELSE 1 END FROM n`

/** Rows as the engine writes them, without an engine: a million messages one by one would take minutes. */
async function million(folder: string): Promise<void> {
  const books = await openBooks({ folder })
  await books.write(async (tx) => {
    await sql
      .raw(
        'INSERT INTO hub_history (seq, id, day, correlation_id, channel, flow, accepted_at, ended_at, outcome, tries, ' +
          `content_type, flow_print, schema_print, kind) ${EACH}`,
      )
      .execute(tx)
    await sql`INSERT INTO hub_dead_letter (seq, id, channel, flow, partition_no, accepted_at, body, content_type,
      flow_print, schema_print, code, reason, died_at, holds_key)
      SELECT seq, id, channel, flow, 0, accepted_at, x'7b7d', content_type, 'f', 's', 'HUB_PROBE', 'nobody answered',
      ended_at, 0 FROM hub_history WHERE outcome = 'dead-letter'`.execute(tx)
    // One order has a tenth of all messages.
    await sql`INSERT INTO hub_business_key (name, value, seq)
      SELECT 'order', CASE WHEN seq % 10 = 7 THEN 'large' ELSE CAST(seq AS TEXT) END, seq FROM hub_history`.execute(tx)
  })
  await books.close()
}

const newestOf = (found: readonly Fate[]) => Number(found[0]?.id.slice(-12))

t.test('a page of a million ended messages is there within 50 ms, however it is asked for', async (t) => {
  const folder = t.testdir({})
  await million(folder)
  const inTheMiddle = { since: FIRST + 10 * 86_400_000, until: FIRST + 10 * 86_400_000 + 3_600_000 }
  const asked: Readonly<Record<string, { query: MessageQuery; newest: number }>> = {
    newest: { query: {}, newest: MESSAGES },
    'of a flow': { query: { flow: 'shop/flow-3' }, newest: MESSAGES - 7 },
    'done of a flow': { query: { flow: 'shop/flow-3', state: 'done' }, newest: MESSAGES - 7 },
    dropped: { query: { state: 'dropped' }, newest: MESSAGES - DROPPED },
    'dead letters': { query: { state: 'dead-letter' }, newest: MESSAGES },
    'of an order': { query: { businessKey: { name: 'order', value: '4711' } }, newest: 4_711 },
    'of a large order': { query: { businessKey: { name: 'order', value: 'large' } }, newest: MESSAGES - 3 },
    'of an order and a flow': {
      query: { businessKey: { name: 'order', value: '4713' }, flow: 'shop/flow-3', state: 'done' },
      newest: 4_713,
    },
    'of a story': { query: { correlationId: STORY }, newest: MESSAGES },
    'of a story and a flow': { query: { correlationId: STORY, flow: 'shop/flow-4' }, newest: MESSAGES - 6 },
    'of one hour': { query: inTheMiddle, newest: MESSAGES / 2 + 2_083 },
    'of one hour and a flow': { query: { ...inTheMiddle, flow: 'shop/flow-3' }, newest: MESSAGES / 2 + 2_083 },
    'of an hour in which nothing came': { query: { since: FIRST + 30 * 86_400_000 }, newest: Number.NaN },
  }
  for (const [name, { query, newest }] of Object.entries(asked)) {
    const first = await fastest(folder, async (books) => books.store.messages(query, { limit: 20 }))
    t.same(newestOf(first.result.rows), newest, name)
    t.ok(first.ms < 50, `${name}: ${first.ms.toFixed(1)} ms`)
    const { next } = first.result
    if (next === undefined) continue
    const second = await fastest(folder, async (books) => books.store.messages(query, { limit: 20, after: next }))
    t.ok(newestOf(second.result.rows) < Number(first.result.rows.at(-1)!.id.slice(-12)), `${name}: goes on`)
    t.ok(second.ms < 50, `${name}, the next page: ${second.ms.toFixed(1)} ms`)
  }
})

/** On books that were just opened, so that nothing is in the cache of the database; the best of three. */
async function fastest<Result>(folder: string, ask: (books: OpenBooks) => Promise<Result>) {
  let ms = Number.POSITIVE_INFINITY
  let result: Result | undefined
  for (let n = 0; n < 3; n++) {
    const books = await openBooks({ folder })
    const began = performance.now()
    result = await ask(books)
    ms = Math.min(ms, performance.now() - began)
    await books.close()
  }
  return { ms, result: result! }
}

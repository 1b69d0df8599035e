import { newId } from '../../bus/ids.js'
import type { Case } from './conformance.js'
import { accepted, bytes, DAY, end, message, NOON, type OpenStore, one, rows, writesRow } from './store-made.js'

const once = (key: string, messageId: string, until = NOON + DAY) => ({ key, messageId, until })

export function refusingCases(suite: Case, open: OpenStore): void {
  suite('takes a once-key once, and answers with what its change returned', async (t) => {
    const { store } = await open(t, NOON)
    const [first, second] = [newId(), newId()]
    t.same(await one(store, { once: once('k', first), apply: writesRow('a', 1) }), { state: 'committed', seqs: [] })
    const row = { key: 'k', messageId: first, result: bytes('wrote a'), until: NOON + DAY }
    t.strictSame(await store.once('k'), row)
    t.strictSame(await one(store, { once: once('k', second), apply: writesRow('a', 2) }), {
      state: 'refused',
      refused: 'once',
      row,
    })
    t.same(await rows(store), { a: 1 }, 'the refused change was not made')
    t.equal(await store.once('other'), undefined)
  })

  suite('refuses a once-key that a unit of the same commit took', async (t) => {
    const { store } = await open(t, NOON)
    const ids = [newId(), newId(), newId()]
    const results = await store.commit(ids.map((id, n) => ({ once: once('k', id), apply: writesRow('a', n) })))
    t.same(
      results.map(({ state }) => state),
      ['committed', 'refused', 'refused'],
    )
    t.match(results[2], { refused: 'once', row: { messageId: ids[0], result: bytes('wrote a') } })
    t.same(await rows(store), { a: 0 })
  })

  suite('does not take the once-key of a unit that failed', async (t) => {
    const { store } = await open(t, NOON)
    const failing = async () => {
      throw new Error('no')
    }
    const results = await store.commit([
      { once: once('k', newId()), apply: failing },
      { once: once('k', newId()), apply: writesRow('a', 2) },
    ])
    t.same(
      results.map(({ state }) => state),
      ['failed', 'committed'],
    )
    t.same(await rows(store), { a: 2 })
  })

  suite('remembers a once-key across a restart', async (t) => {
    const books = await open(t, NOON)
    const id = newId()
    await one(books.store, { once: once('k', id) })
    await books.reopen()
    t.strictSame(await books.store.once('k'), { key: 'k', messageId: id, until: NOON + DAY })
    t.match(await one(books.store, { once: once('k', newId()) }), { refused: 'once' })
    await books.crash()
    t.match(await one(books.store, { once: once('k', newId()) }), { refused: 'once' })
  })

  suite('counts a once-key past its time as free, pruned or not', async (t) => {
    const books = await open(t, NOON)
    const id = newId()
    await one(books.store, { once: once('k', newId()) })
    books.now = NOON + DAY
    t.equal(await books.store.once('k'), undefined)
    t.same(await one(books.store, { once: once('k', id, NOON + 3 * DAY) }), { state: 'committed', seqs: [] })
    t.match(await books.store.once('k'), { messageId: id })
    t.match(await one(books.store, { once: once('k', newId()) }), { refused: 'once', row: { messageId: id } })
  })

  suite('accepts a message with a once-key once', async (t) => {
    const books = await open(t, NOON)
    const first = message({ onceKey: 'in/1' })
    const again = message({ onceKey: 'in/1' })
    const other = message({ onceKey: 'in/2' })
    const results = await books.store.commit([first, again, other].map((each) => ({ writes: { accept: [each] } })))
    t.same(
      results.map(({ state }) => state),
      ['committed', 'refused', 'committed'],
    )
    t.match(results[1], { refused: 'once', row: { key: 'in/1', messageId: first.id } })
    t.match(
      await one(books.store, { writes: { accept: [first] } }),
      { refused: 'once' },
      'the very same is a repetition',
    )
    await books.reopen()
    t.match(await one(books.store, { writes: { accept: [message(), again] } }), { refused: 'once' })
    t.same(await books.store.counts(), [{ flow: first.flow, state: 'ready', count: 2 }])
  })

  suite('refuses a unit whose message is fenced off, ended or unknown', async (t) => {
    const { store } = await open(t, NOON)
    const [living, ended] = await accepted(store, message(), message())
    await one(store, { writes: { ends: [end(ended!)] } })
    const held = (messageId: string, fence: number) => ({ holds: { messageId, fence }, apply: writesRow('a', 1) })
    const unknown = newId()
    const results = await store.commit([held(living!.id, 1), held(ended!.id, 0), held(unknown, 0)])
    t.same(results, [
      { state: 'refused', refused: 'fence', messageId: living!.id },
      { state: 'refused', refused: 'fence', messageId: ended!.id },
      { state: 'refused', refused: 'fence', messageId: unknown },
    ])
    t.same(await rows(store), {})
    t.same(await one(store, held(living!.id, 0)), { state: 'committed', seqs: [] })
  })

  suite('refuses whoever holds a message that a unit of the same commit ended', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message())
    const holds = { messageId: living!.id, fence: 0 }
    const results = await store.commit([
      { holds, writes: { ends: [end(living!)] } },
      { holds, apply: writesRow('a', 1) },
      { writes: { moves: [{ id: living!.id, state: 'ready', due: 0, tries: 0 }] } },
      { writes: { ends: [end(living!)] } },
    ])
    t.same(
      results.map((result) => ('refused' in result ? result.refused : result.state)),
      ['committed', 'fence', 'fence', 'fence'],
    )
    t.same(await rows(store), {})
    t.match(await store.fate(living!.id), { state: 'done' })
  })

  suite('lets a unit hold what a unit of the same commit accepted', async (t) => {
    const { store } = await open(t, NOON)
    const fresh = message()
    const results = await store.commit([
      { writes: { accept: [fresh] } },
      { holds: { messageId: fresh.id, fence: 0 }, apply: writesRow('a', 1) },
    ])
    t.same(
      results.map(({ state }) => state),
      ['committed', 'committed'],
    )
  })

  suite('takes an idempotency key once for each client, for its time', async (t) => {
    const books = await open(t, NOON)
    const use = (client: string, key: string, bodyHash: string) => ({
      idempotency: { client, key, bodyHash, messageId: newId(), until: books.now + DAY },
      writes: { accept: [message()] },
    })
    const first = use('portal', 'k', 'h1')
    const results = await books.store.commit([first, use('portal', 'k', 'h2'), use('erp', 'k', 'h1')])
    t.strictSame(results[1], { state: 'refused', refused: 'idempotency', row: first.idempotency })
    t.same([results[0]!.state, results[2]!.state], ['committed', 'committed'])
    await books.reopen()
    t.strictSame(await books.store.idempotency('portal', 'k'), first.idempotency)
    t.equal(await books.store.idempotency('portal', 'other'), undefined)
    t.match(await one(books.store, use('portal', 'k', 'h1')), { refused: 'idempotency', row: { bodyHash: 'h1' } })
    books.now += DAY
    t.equal(await books.store.idempotency('portal', 'k'), undefined)
    t.match(await one(books.store, use('portal', 'k', 'h9')), { state: 'committed' })
    t.match(await books.store.idempotency('portal', 'k'), { bodyHash: 'h9' })
  })

  suite('lets a job run once for each time it was meant for', async (t) => {
    const books = await open(t, NOON)
    const run = (scheduledFor: number, more: object = {}) => ({
      jobRun: { job: 'nightly', scheduledFor, firedAt: NOON + 5, outcome: 'fired' as const, ...more },
      writes: { accept: [message()] },
    })
    const refusal = { state: 'refused', refused: 'job-run', job: 'nightly', scheduledFor: NOON }
    const messageId = newId()
    const results = await books.store.commit([run(NOON, { messageId }), run(NOON), run(NOON + DAY)])
    t.same(results[1], refusal)
    t.same([results[0]!.state, results[2]!.state], ['committed', 'committed'])
    await books.reopen()
    t.same(await one(books.store, run(NOON)), refusal)
    t.strictSame(await books.store.jobRuns('nightly', 10), [run(NOON + DAY).jobRun, run(NOON, { messageId }).jobRun])
    t.same(await books.store.jobRuns('nightly', 1), [run(NOON + DAY).jobRun], 'newest first')
    t.same(await books.store.jobRuns('other', 1), [])
  })
}

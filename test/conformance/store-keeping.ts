import type { Case } from './conformance.js'
import {
  accepted,
  bytes,
  codeOfFailure,
  DAY,
  dead,
  end,
  message,
  NOON,
  type OpenStore,
  one,
  record,
  trace,
} from './store-made.js'

const YEARS = 3 * 365 * DAY
const known = (value: string) => [{ name: 'person', value }]

export function keepingCases(suite: Case, open: OpenStore): void {
  suite('prunes what is past its time, and nothing else', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [old, parked, waiting, young] = await accepted(
      store,
      message({ businessKeys: known('1') }),
      message({ businessKeys: known('2') }),
      message({ businessKeys: known('3') }),
      message({ businessKeys: known('4') }),
    )
    const later = NOON + YEARS
    await one(store, {
      once: { key: 'old', messageId: old!.id, until: NOON + DAY },
      writes: { ends: [end(old!), dead(parked!), end(young!, { at: later })], traces: [trace(old!.id, 1)] },
    })
    await one(store, { once: { key: 'young', messageId: old!.id, until: later + DAY } })
    for (const [key, until] of [['old', NOON + DAY] as const, ['young', later + DAY] as const])
      await one(store, { idempotency: { client: 'c', key, bodyHash: 'h', messageId: old!.id, until } })
    const run = (job: string, scheduledFor: number) => ({ job, scheduledFor, firedAt: NOON, outcome: 'fired' as const })
    for (const jobRun of [run('a', NOON), run('a', NOON + 1), run('b', NOON)]) await one(store, { jobRun })
    t.equal(await store.prune(NOON, 100), 0, 'nothing is past its time yet')
    books.now = later
    t.equal(await store.prune(later, 100), 4, 'a once-key, an idempotency key, a message and a run')
    t.equal(await store.prune(later, 100), 0)
    t.equal(await store.fate(old!.id), undefined)
    t.same(await store.traces(old!.id), [])
    t.equal(await store.body(old!.id), undefined)
    t.match(await store.fate(parked!.id), { state: 'dead-letter' })
    t.match(await store.fate(waiting!.id), { state: 'ready' })
    t.match(await store.fate(young!.id), { state: 'done' })
    t.ok(await store.once('young'))
    t.ok(await store.idempotency('c', 'young'))
    t.same(await store.jobRuns('a', 9), [run('a', NOON + 1)])
    t.same(await store.jobRuns('b', 9), [run('b', NOON)], 'the newest run of a job stays, however old')
    for (const [value, count] of [['1', 0] as const, ['2', 1] as const, ['3', 1] as const, ['4', 1] as const])
      t.equal((await store.messages({ businessKey: known(value)[0]! }, { limit: 5 })).rows.length, count)
  })

  suite('prunes no more rows at once than it was asked to', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const living = await accepted(store, ...Array.from({ length: 30 }, () => message()))
    await one(store, { writes: { ends: living.map((each) => end(each)) } })
    await store.commit(living.map(({ id }, n) => ({ once: { key: `k${n}`, messageId: id, until: NOON + 1 } })))
    books.now = NOON + YEARS
    const counts: number[] = []
    for (let n = 0; n < 4; n++) counts.push(await store.prune(books.now, 25))
    t.same(counts, [25, 25, 10, 0])
  })

  suite('erases what ended messages of a person held, and counts the living', async (t) => {
    const { store } = await open(t, NOON)
    const secret = { body: bytes('{"name":"Testi Henkilö"}'), raw: bytes('raw Henkilö'), headers: { from: 'Henkilö' } }
    const keys = [...known('1'), { name: 'order', value: '7' }]
    const [done, parked, living, other] = await accepted(
      store,
      message({ ...secret, businessKeys: keys, key: 'Henkilö' }),
      message({ ...secret, businessKeys: keys, key: 'held' }),
      message({ ...secret, businessKeys: keys }),
      message({ ...secret, businessKeys: known('2') }),
    )
    await one(store, {
      once: { key: 'k', messageId: done!.id, until: NOON + DAY },
      apply: async () => ({ writes: {}, result: bytes('Henkilö') }),
      writes: {
        records: [record(parked!.id, 'a', { state: 'answered', result: bytes('Henkilö') })],
        ends: [end(done!, { answer: bytes('Henkilö') }), dead(parked!, { holdsKey: true }), end(other!)],
        traces: [trace(done!.id, 1)],
      },
    })
    t.same(await store.erase(known('1')[0]!), { erased: 2, living: 1 })
    t.equal(await store.body(done!.id), undefined)
    t.equal(await store.body(parked!.id), undefined)
    t.strictSame(await store.once('k'), { key: 'k', messageId: done!.id, until: NOON + DAY }, 'taken, but empty')
    t.match(await store.fate(done!.id), { state: 'done', answer: undefined })
    t.same(await store.traces(done!.id), [trace(done!.id, 1)], 'that it happened is kept')
    const { message: emptied, holdsKey } = (await store.deadLetter(parked!.id))!
    t.match(emptied, { key: 'held', headers: {}, businessKeys: [], raw: undefined })
    t.equal(emptied.body.length, 0)
    t.equal(holdsKey, true)
    t.strictSame((await store.records([parked!.id])).get(parked!.id), [record(parked!.id, 'a', { state: 'answered' })])
    for (const businessKey of keys)
      t.same(
        (await store.messages({ businessKey }, { limit: 5 })).rows.map(({ id }) => id),
        [living!.id],
      )
    t.strictSame(await store.living(living!.id), living, 'what still runs is left as it is')
    t.ok(await store.body(other!.id))
    t.same(await store.erase(known('1')[0]!), { erased: 0, living: 1 })
  })

  suite('does not revive a dead letter that was erased, but drops it', async (t) => {
    const { store } = await open(t, NOON)
    const [parked] = await accepted(store, message({ businessKeys: known('1') }))
    const { id } = parked!
    await one(store, { writes: { ends: [dead(parked!)] } })
    await store.erase(known('1')[0]!)
    const revive = { writes: { revive: [{ id, at: NOON }], accept: [message()] } }
    t.equal(codeOfFailure(await one(store, revive)), 'HUB_MESSAGE_ERASED')
    t.equal(codeOfFailure(await one(store, { apply: async () => revive })), 'HUB_MESSAGE_ERASED')
    t.same(await store.counts(), [])
    const { message: found } = (await store.deadLetter(id))!
    t.match(await one(store, { writes: { ends: [end(found, { outcome: 'dropped', reason: 'erased' })] } }), {
      state: 'committed',
    })
    t.match(await store.fate(id), { state: 'dropped', reason: 'erased' })
    t.equal(await store.body(id), undefined, 'what was erased stays erased')
  })

  suite('erases more messages than go in one step', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 1_100 }, () => message({ businessKeys: known('1') })))
    await one(store, { writes: { ends: living.map((each) => end(each)) } })
    t.same(await store.erase(known('1')[0]!), { erased: 1_100, living: 0 })
    t.equal(await store.body(living[1_099]!.id), undefined)
  })
}

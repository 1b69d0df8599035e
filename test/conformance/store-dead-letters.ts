import { newId } from '../../bus/ids.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bytes,
  codeOfFailure,
  dead,
  end,
  FLOW,
  heldOf,
  message,
  NOON,
  type OpenStore,
  one,
  record,
  rows,
  text,
  trace,
  writesRow,
} from './store-made.js'

export function deadLetterCases(suite: Case, open: OpenStore): void {
  suite('keeps all of a dead letter, its records and its traces', async (t) => {
    const books = await open(t, NOON)
    const full = message({
      key: 'k',
      raw: bytes('raw'),
      headers: { a: 'b' },
      traceparent: 'tp',
      client: 'portal',
      causeId: newId(),
      correlationId: 'c',
      businessKeys: [{ name: 'order', value: '1' }],
    })
    const [living] = await accepted(books.store, full)
    const kept = record(full.id, 'a', { state: 'answered', result: bytes('r') })
    await one(books.store, { writes: { records: [kept] } })
    await one(books.store, {
      holds: { messageId: full.id, fence: 0 },
      writes: { ends: [dead(living!, { tries: 5 })], traces: [trace(full.id, 1)] },
    })
    await books.reopen()
    t.strictSame(await books.store.deadLetter(full.id), {
      message: { ...living, tries: 5 },
      code: 'HUB_PROBE',
      reason: 'nobody answered',
      at: NOON + 1_000,
      holdsKey: false,
    })
    t.match(await books.store.fate(full.id), {
      state: 'dead-letter',
      code: 'HUB_PROBE',
      reason: 'nobody answered',
      tries: 5,
    })
    t.strictSame((await books.store.records([full.id])).get(full.id), [kept])
    t.strictSame(await books.store.traces(full.id), [trace(full.id, 1)])
    t.equal(text((await books.store.body(full.id))?.body), '{"n":1}')
    t.equal(await books.store.living(full.id), undefined)
    t.equal(await books.store.countDeadLetters(), 1)
    t.equal(await books.store.deadLetter(newId()), undefined)
  })

  suite('makes a dead letter live again under its id and in its old place', async (t) => {
    const books = await open(t, NOON)
    const [first, second] = await accepted(books.store, message({ key: 'k' }), message({ key: 'k' }))
    const kept = record(first!.id, 'a', { state: 'answered' })
    await books.store.markStarted([first!.id])
    await one(books.store, { writes: { records: [kept], ends: [dead(first!, { tries: 4, holdsKey: true })] } })
    t.strictSame((await books.store.firstOfKey(FLOW, 'k'))?.id, second!.id)
    t.match(await one(books.store, { writes: { revive: [{ id: first!.id, at: NOON + 5 }] } }), { state: 'committed' })
    await books.reopen()
    const again = await books.store.living(first!.id)
    t.strictSame(again, { ...first, fence: 1 }, 'ready, with no tries and no starts, but a fence of its own')
    t.strictSame(await books.store.firstOfKey(FLOW, 'k'), again)
    t.strictSame((await books.store.records([first!.id])).get(first!.id), [kept])
    t.match(await books.store.fate(first!.id), { state: 'ready', tries: 0 })
    t.equal(await books.store.deadLetter(first!.id), undefined)
    t.same(await heldOf(books.store), [])
    const holds = (fence: number) => ({ holds: { messageId: first!.id, fence }, writes: { ends: [end(again!)] } })
    t.match(await one(books.store, holds(0)), { refused: 'fence' }, 'whoever held it before does not any more')
    t.match(await one(books.store, holds(1)), { state: 'committed' })
    t.match(await books.store.fate(first!.id), { state: 'done' })
    t.equal((await books.store.records([first!.id])).size, 0)
  })

  suite('gives a dead letter up for good', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message({ key: 'k', businessKeys: [{ name: 'order', value: '1' }] }))
    const { id } = living!
    await one(store, {
      writes: { records: [record(id, 'a')], ends: [dead(living!, { holdsKey: true })], traces: [trace(id, 1)] },
    })
    const { message: found } = (await store.deadLetter(id))!
    const dropped = end(found, { outcome: 'dropped', reason: 'not wanted any more', at: NOON + 9_000 })
    t.match(await one(store, { writes: { ends: [dropped] } }), { state: 'committed' })
    t.match(await store.fate(id), { state: 'dropped', reason: 'not wanted any more', endedAt: NOON + 9_000 })
    t.equal(await store.deadLetter(id), undefined)
    t.equal(await store.countDeadLetters(), 0)
    t.equal((await store.records([id])).size, 0)
    t.same(await store.traces(id), [trace(id, 1)])
    t.same(await heldOf(store), [])
    t.equal(text((await store.body(id))?.body), '{"n":1}')
    t.match(await one(store, { writes: { ends: [dropped] } }), { refused: 'fence' })
    const known = await store.messages({ businessKey: { name: 'order', value: '1' } }, { limit: 5 })
    t.same(
      known.rows.map(({ state }) => state),
      ['dropped'],
    )
  })

  suite('holds a key while a dead letter holds it, and frees it', async (t) => {
    const books = await open(t, NOON)
    const living = await accepted(books.store, message({ key: 'a' }), message({ key: 'b' }), message({ key: 'c' }))
    await one(books.store, {
      writes: { ends: [dead(living[0]!, { holdsKey: true }), dead(living[1]!, { holdsKey: true }), dead(living[2]!)] },
    })
    const held = (at: number) => ({ flow: FLOW, key: living[at]!.key, messageId: living[at]!.id })
    await books.reopen()
    t.same(
      [...(await heldOf(books.store))].sort((a, b) => (a.key < b.key ? -1 : 1)),
      [held(0), held(1)],
    )
    t.match(await books.store.deadLetter(living[0]!.id), { holdsKey: true })
    await one(books.store, {
      writes: {
        freeKeys: [
          { flow: FLOW, key: 'a' },
          { flow: 'probe/other', key: 'b' },
        ],
      },
    })
    t.same(await heldOf(books.store), [held(1)])
    t.match(await books.store.deadLetter(living[0]!.id), { holdsKey: false })
  })

  suite('takes deaths, revivals and freed keys of one commit in their order', async (t) => {
    const { store } = await open(t, NOON)
    const [a, b, c] = await accepted(store, message({ key: 'a' }), message({ key: 'b' }), message())
    const fresh = message()
    const results = await store.commit([
      { writes: { ends: [dead(a!, { holdsKey: true })] } },
      { writes: { revive: [{ id: a!.id, at: NOON }] } },
      { writes: { ends: [dead(b!, { holdsKey: true })], freeKeys: [{ flow: FLOW, key: 'b' }] } },
      { writes: { accept: [fresh], ends: [dead(fresh)], traces: [trace(fresh.id, 1)] } },
      { writes: { ends: [end(fresh, { outcome: 'dropped', reason: 'no' })] } },
      { writes: { ends: [dead(c!)], revive: [{ id: c!.id, at: NOON }] } },
    ])
    t.ok(results.every(({ state }) => state === 'committed'))
    t.match(await store.living(a!.id), { fence: 1, seq: a!.seq })
    t.match(await store.living(c!.id), { fence: 1, seq: c!.seq })
    t.match(await store.fate(b!.id), { state: 'dead-letter' })
    t.match(await store.fate(fresh.id), { state: 'dropped' })
    t.same(await heldOf(store), [])
    t.equal(await store.countDeadLetters(), 1)
  })

  suite('fails a unit that revives what is no dead letter, and writes nothing of it', async (t) => {
    const { store } = await open(t, NOON)
    const [living, ended] = await accepted(store, message(), message())
    await one(store, { writes: { ends: [end(ended!)] } })
    for (const id of [living!.id, ended!.id, newId()]) {
      const result = await one(store, {
        apply: writesRow('a', 1),
        writes: { accept: [message()], revive: [{ id, at: NOON }] },
      })
      t.equal(codeOfFailure(result), 'HUB_NO_DEAD_LETTER')
    }
    t.same(await rows(store), {})
    t.equal(await store.lastSeq(), 2)
  })

  suite('revives what a change decides to revive', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message())
    await one(store, { writes: { ends: [dead(living!)] } })
    const result = await one(store, {
      apply: async (tx) => {
        await writesRow('a', 1)(tx)
        return { writes: { revive: [{ id: living!.id, at: NOON }] } }
      },
    })
    t.match(result, { state: 'committed' })
    t.ok(await store.living(living!.id))
    t.same(await rows(store), { a: 1 })
  })

  suite('lists dead letters page by page, the latest death first', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 5 }, () => message()))
    const deaths = [30, 10, 50, 10, 20]
    await one(store, { writes: { ends: living.map((each, n) => dead(each, { at: NOON + deaths[n]! })) } })
    const order = [2, 0, 4, 3, 1].map((n) => living[n]!.id)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await store.deadLetters({ limit: 2, ...(after === undefined ? {} : { after }) })
      seen.push(...page.rows.map(({ message: { id } }) => id))
      t.ok(page.rows.length <= 2)
      after = page.next
    } while (after !== undefined)
    t.same(seen, order)
    t.equal(await store.countDeadLetters(), 5)
  })
}

import { newId } from '../../bus/ids.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bytes,
  dead,
  end,
  FLOW,
  heldOf,
  loaded,
  message,
  NOON,
  type OpenStore,
  one,
  record,
  trace,
} from './store-made.js'

export function livingCases(suite: Case, open: OpenStore): void {
  suite('lists the ready messages of a flow after a place, in order of acceptance', async (t) => {
    const { store } = await open(t, NOON)
    const [a, , c, waiting] = await accepted(
      store,
      message(),
      message({ flow: 'probe/other' }),
      message(),
      message({ state: 'waiting', due: NOON + 5 }),
    )
    t.strictSame(await store.ready(FLOW, 0, 10), [a, c])
    t.strictSame(await store.ready(FLOW, a!.seq, 10), [c])
    t.strictSame(await store.ready(FLOW, 0, 1), [a])
    t.same(await store.ready('probe/nobody', 0, 10), [])
    t.strictSame(await store.living(waiting!.id), waiting)
  })

  suite('lists what lives after a place in short, whatever its state', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(
      store,
      message({ key: 'k' }),
      message({ flow: 'probe/other', state: 'waiting', due: NOON + 5 }),
      message({ state: 'in-doubt' }),
    )
    const short = living.map(({ id, seq, flow, key, partition, state }) => ({
      ...{ id, seq, flow, partition, state },
      ...(key === undefined ? {} : { key }),
    }))
    t.strictSame(await store.livingAfter(0, 10), short)
    t.strictSame(await store.livingAfter(short[0]!.seq, 1), [short[1]])
    t.same(await store.livingAfter(short[2]!.seq, 10), [])
  })

  suite('moves a living message, and keeps what its last failure said while it is tried', async (t) => {
    const books = await open(t, NOON)
    const [living] = await accepted(books.store, message())
    const { id } = living!
    const move = (more: object) => ({
      holds: { messageId: id, fence: 0 },
      writes: { moves: [{ id, tries: 0, ...more }] },
    })
    await one(
      books.store,
      move({ state: 'retrying', due: NOON + 9, tries: 1, code: 'HUB_DOWN', error: 'the partner is down' }) as never,
    )
    const failed = { tries: 1, lastCode: 'HUB_DOWN', lastError: 'the partner is down' }
    await books.reopen()
    t.strictSame(await books.store.living(id), { ...living, state: 'retrying', due: NOON + 9, ...failed })
    t.match(await books.store.fate(id), { state: 'retrying', due: NOON + 9, ...failed })
    await one(books.store, move({ state: 'ready', due: 0, tries: 1 }) as never)
    t.strictSame(await books.store.living(id), { ...living, ...failed })
    await one(books.store, move({ state: 'waiting', due: NOON + 50, tries: 0 }) as never)
    t.strictSame(await books.store.living(id), { ...living, state: 'waiting', due: NOON + 50 })
  })

  suite('moves a message that the same commit accepted, and the last move of a commit holds', async (t) => {
    const { store } = await open(t, NOON)
    const fresh = message()
    const move = (state: 'waiting' | 'in-doubt', due: number) => ({
      writes: { moves: [{ id: fresh.id, state, due, tries: 2 }] },
    })
    await store.commit([{ writes: { accept: [fresh] } }, move('waiting', NOON + 5), move('in-doubt', 0)])
    t.strictSame(await store.living(fresh.id), loaded(fresh, 1, { state: 'in-doubt', tries: 2 }))
  })

  suite('lists what is due, oldest first, and when the next is', async (t) => {
    const { store } = await open(t, NOON)
    const [late, early, retrying] = await accepted(
      store,
      message({ state: 'waiting', due: NOON + 30 }),
      message({ state: 'waiting', due: NOON + 10, flow: 'probe/other' }),
      message({ state: 'retrying', due: NOON + 20 }),
      message({ state: 'in-doubt', due: NOON + 1 }),
      message(),
    )
    t.same(await store.due(NOON + 9, 10), [])
    t.strictSame(await store.due(NOON + 20, 10), [early, retrying])
    t.strictSame(await store.due(NOON + 99, 10), [early, retrying, late])
    t.strictSame(await store.due(NOON + 99, 1), [early])
    t.equal(await store.nextDue(0), NOON + 10)
    t.equal(await store.nextDue(NOON + 10), NOON + 20)
    t.equal(await store.nextDue(NOON + 20), NOON + 30)
    t.equal(await store.nextDue(NOON + 30), undefined)
  })

  suite('keeps the newest state of each record, in the order of their time', async (t) => {
    const books = await open(t, NOON)
    const [a, b, c] = await accepted(books.store, message(), message(), message())
    const full = record(a!.id, 'call partner.create#1', {
      kind: 'change',
      state: 'not-done',
      onceKey: `${a!.id} call partner.create#1`,
      result: bytes('{"x":1}'),
      attempts: 3,
      code: 'HUB_DOWN',
      error: 'the partner is down',
      at: NOON + 2,
    })
    await one(books.store, {
      writes: {
        records: [record(a!.id, full.name), record(a!.id, 'z first', { at: NOON + 1 }), record(b!.id, full.name)],
      },
    })
    await books.store.commit([
      { writes: { records: [record(a!.id, full.name, { state: 'in-doubt' })] } },
      { writes: { records: [full] } },
    ])
    await books.reopen()
    const found = await books.store.records([a!.id, b!.id, c!.id, newId()])
    t.strictSame([...found.keys()].sort(), [a!.id, b!.id].sort())
    t.strictSame(found.get(a!.id), [record(a!.id, 'z first', { at: NOON + 1 }), full])
    t.strictSame(found.get(b!.id), [record(b!.id, full.name)])
    t.equal((await books.store.records([])).size, 0)
  })

  suite('refuses a record of a message that does not live', async (t) => {
    const { store } = await open(t, NOON)
    const [ended] = await accepted(store, message())
    await one(store, { writes: { ends: [end(ended!)] } })
    for (const id of [ended!.id, newId()])
      t.same(await one(store, { writes: { records: [record(id, 'a')], accept: [message()] } }), {
        state: 'refused',
        refused: 'fence',
        messageId: id,
      })
    t.same(await store.counts(), [])
  })

  suite('finds the oldest living message of a key, whatever its state', async (t) => {
    const { store } = await open(t, NOON)
    const [first, second] = await accepted(
      store,
      message({ key: 'k', state: 'in-doubt' }),
      message({ key: 'k' }),
      message({ key: 'other' }),
      message({ key: 'k', flow: 'probe/other' }),
      message(),
    )
    t.strictSame(await store.firstOfKey(FLOW, 'k'), first)
    await one(store, { writes: { ends: [end(first!)] } })
    t.strictSame(await store.firstOfKey(FLOW, 'k'), second)
    t.equal(await store.firstOfKey(FLOW, 'nobody'), undefined)
  })

  suite('names the keys that a waiting, retrying or doubtful message holds', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(
      store,
      message({ key: 'w', state: 'waiting', due: NOON + 5 }),
      message({ key: 'r', state: 'retrying', due: NOON + 5 }),
      message({ key: 'd', state: 'in-doubt' }),
      message({ key: 'free' }),
      message({ state: 'waiting', due: NOON + 5 }),
    )
    const held = [...(await heldOf(store))].sort((one, other) => (one.key < other.key ? -1 : 1))
    t.same(
      held,
      [living[2], living[1], living[0]].map((each) => ({ flow: FLOW, key: each!.key, messageId: each!.id })),
    )
  })

  suite('tells who holds a key, since when and why, dead letters first', async (t) => {
    const { store } = await open(t, NOON)
    const [w, r, d, s] = await accepted(
      store,
      message({ key: 'a', state: 'waiting', due: NOON + 5 }),
      message({ key: 'b' }),
      message({ key: 'b', flow: 'probe/other' }),
      message({ key: 'c', state: 'splitting' }),
      message({ key: 'free' }),
      message({ key: 'gathers', state: 'gathering', due: NOON + 5 }),
    )
    const failure = { code: 'HUB_DOWN', error: 'the partner is down' }
    await one(store, {
      writes: {
        moves: [{ id: r!.id, state: 'retrying', due: NOON + 9, tries: 1, ...failure }],
        traces: [trace(r!.id, 1)],
        ends: [dead(d!, { holdsKey: true })],
      },
    })
    const living = { flow: FLOW, since: NOON }
    const expected = [
      { flow: 'probe/other', key: 'b', messageId: d!.id, state: 'dead-letter', since: NOON + 1_000 },
      { ...living, key: 'a', messageId: w!.id, state: 'waiting', due: NOON + 5 },
      { ...living, key: 'b', messageId: r!.id, state: 'retrying', since: NOON + 5, due: NOON + 9 },
      { ...living, key: 'c', messageId: s!.id, state: 'splitting' },
    ]
    expected[0] = { ...expected[0]!, ...{ code: 'HUB_PROBE', reason: 'nobody answered' } }
    expected[2] = { ...expected[2]!, ...{ code: failure.code, reason: failure.error } }
    t.same(await store.keyHolders({}, { limit: 10 }), { rows: expected })
    t.same(await store.keyHolders({ flow: FLOW }, { limit: 10 }), { rows: expected.slice(1) })
    t.same(await store.keyHolders({ flow: FLOW, key: 'b' }, { limit: 10 }), { rows: [expected[2]] })
    t.same(await store.keyHolders({ flow: 'probe/other', key: 'b' }, { limit: 1 }), { rows: [expected[0]] })
    t.same(await store.keyHolders({ flow: FLOW, key: 'free' }, { limit: 1 }), { rows: [] })
    const seen: unknown[] = []
    for (let after: string | undefined; ; ) {
      const page = await store.keyHolders({}, { limit: 1, ...(after === undefined ? {} : { after }) })
      seen.push(...page.rows)
      if (page.next === undefined) break
      after = page.next
    }
    t.same(seen, expected, 'page by page')
  })

  suite('counts the living for each flow and state', async (t) => {
    const { store } = await open(t, NOON)
    const [gone] = await accepted(
      store,
      message(),
      message(),
      message({ state: 'in-doubt' }),
      message({ flow: 'probe/other' }),
    )
    await one(store, { writes: { ends: [end(gone!)] } })
    const counts = [...(await store.counts())].sort((a, b) =>
      `${a.flow} ${a.state}`.localeCompare(`${b.flow} ${b.state}`),
    )
    t.same(counts, [
      { flow: FLOW, state: 'in-doubt', count: 1 },
      { flow: FLOW, state: 'ready', count: 1 },
      { flow: 'probe/other', state: 'ready', count: 1 },
    ])
  })

  suite('marks what was begun after an unclean stop, one mark for each time', async (t) => {
    const books = await open(t, NOON)
    const living = await accepted(books.store, ...Array.from({ length: 70 }, () => message()))
    const ids = living.map(({ id }) => id)
    await books.store.markStarted([...ids, ids[0]!, newId()])
    await books.store.markStarted([ids[0]!])
    await books.store.markStarted([])
    await books.crash()
    const found = await books.store.ready(FLOW, 0, 100)
    t.same(
      found.map(({ starts }) => starts),
      ids.map((_, index) => (index === 0 ? 2 : 1)),
    )
  })

  suite('lists records in doubt page by page', async (t) => {
    const { store } = await open(t, NOON)
    const [a, b] = await accepted(store, message(), message())
    const doubts = [record(a!.id, 'x'), record(a!.id, 'y'), record(b!.id, 'x')].map(
      (each) => ({ ...each, state: 'in-doubt' }) as const,
    )
    await one(store, { writes: { records: [...doubts, record(b!.id, 'z', { state: 'answered' })] } })
    const first = await store.inDoubt({ limit: 2 })
    t.strictSame(first.rows, doubts.slice(0, 2))
    const second = await store.inDoubt({ limit: 2, after: first.next! })
    t.strictSame(second, { rows: doubts.slice(2) })
  })
}

import { newId } from '../../bus/ids.js'
import type { Store } from '../../bus/ports/store.js'
import type { Meet, Meeting, Standing, Unit } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import {
  accepted,
  bare,
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
  text,
} from './store-made.js'

const GATE = 'probe/flow collect pairs'

function standing(messageId: string, more: Partial<Standing> = {}): Standing {
  return { messageId, role: 'member', record: 'collect pairs', number: 0, at: NOON, until: 0, ...more }
}

/** A meeting that only says who came. */
function comes(messageId: string, key = 'k', more: Partial<Standing> = {}): Meet {
  return { gate: GATE, key, decide: () => ({ stand: [standing(messageId, more)] }) }
}

/** Who stands at a gate, seen by a unit that does nothing. */
async function standsAt(store: Store, key = 'k', gate = GATE): Promise<readonly Standing[]> {
  let seen: readonly Standing[] = []
  const look = (all: readonly Standing[]): Meeting => {
    seen = all
    return {}
  }
  const result = await one(store, { meets: [{ gate, key, decide: look }] })
  if (result.state !== 'committed') throw new Error(`could not look: ${JSON.stringify(result)}`)
  return seen
}

const idsOf = (all: readonly Standing[]) => all.map(({ messageId }) => messageId)

export function meetingCases(suite: Case, open: OpenStore): void {
  suite('lets messages stand at a gate under a key, in the order in which they came', async (t) => {
    const books = await open(t, NOON)
    const [a, b, c, other] = await accepted(books.store, message(), message(), message(), message())
    const full = standing(c!.id, { number: 7, at: NOON + 3, state: bytes('s') })
    await one(books.store, { meets: [{ gate: GATE, key: 'k', decide: () => ({ stand: [full] }) }] })
    await one(books.store, { meets: [comes(a!.id)] })
    await one(books.store, { meets: [comes(b!.id)] })
    await one(books.store, { meets: [comes(other!.id, 'other key')] })
    await books.crash()
    t.strictSame(await standsAt(books.store), [full, standing(a!.id), standing(b!.id)])
    t.strictSame(idsOf(await standsAt(books.store, 'other key')), [other!.id])
    t.same(await standsAt(books.store, 'k', 'another gate'), [])
    await one(books.store, { meets: [comes(c!.id, 'k', { number: 8 })] })
    t.strictSame(
      (await standsAt(books.store)).map(({ messageId, number }) => [messageId, number]),
      [
        [c!.id, 8],
        [a!.id, 0],
        [b!.id, 0],
      ],
      'who changes keeps its place',
    )
    const again: Meet = { gate: GATE, key: 'k', decide: () => ({ leave: [c!.id, newId()] }) }
    await one(books.store, { meets: [again, comes(c!.id)] })
    t.same(idsOf(await standsAt(books.store)), [a!.id, b!.id, c!.id], 'who left and comes again is the last')
  })

  suite('shows a meeting what the units before it in the same commit did', async (t) => {
    const { store } = await open(t, NOON)
    const [a, b, c, d] = await accepted(store, message(), message(), message(), message())
    await one(store, { meets: [comes(a!.id)] })
    const seen: (readonly string[])[] = []
    const sees = (meeting: Meeting): Meet => ({
      gate: GATE,
      key: 'k',
      decide: (all) => {
        seen.push(idsOf(all))
        return meeting
      },
    })
    const results = await store.commit([
      { meets: [sees({ stand: [standing(b!.id)] })] },
      { meets: [sees({ leave: [a!.id] }), sees({ stand: [standing(c!.id)] })] },
      { writes: { ends: [end(b!)] } },
      { writes: { ends: [end(c!)] }, meets: [sees({ stand: [standing(d!.id)] })] },
      { meets: [sees({})] },
    ])
    t.ok(results.every(({ state }) => state === 'committed'))
    t.same(seen, [[a!.id], [a!.id, b!.id], [b!.id], [], [d!.id]])
    t.same(idsOf(await standsAt(store)), [d!.id])
  })

  suite('lets a meeting write about all who meet, also about those it did not know before', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [first, second, elsewhere] = await accepted(store, message(), message(), message())
    await one(store, {
      meets: [comes(first!.id)],
      writes: { moves: [{ id: first!.id, state: 'gathering', due: NOON + 50, tries: 0 }] },
    })
    const made = message()
    const result = await one(store, {
      holds: { messageId: second!.id, fence: 0 },
      writes: { records: [record(second!.id, 'before')] },
      meets: [
        {
          gate: GATE,
          key: 'k',
          decide: (all) => ({
            leave: idsOf(all),
            writes: {
              accept: [made],
              records: all.map(({ messageId }) => record(messageId, 'met', { kind: 'member', state: 'answered' })),
              moves: [...idsOf(all), elsewhere!.id].map((id) => ({ id, state: 'waiting', due: NOON + 9, tries: 0 })),
              ends: [end(second!)],
            },
          }),
        },
      ],
    })
    t.strictSame(bare(result), { state: 'committed', seqs: [4] })
    await books.reopen()
    t.match(await books.store.living(first!.id), { state: 'waiting', due: NOON + 9 })
    t.match(await books.store.living(elsewhere!.id), { state: 'waiting', due: NOON + 9 })
    t.match(await books.store.living(made.id), { seq: 4 })
    t.match(await books.store.fate(second!.id), { state: 'done' })
    t.match((await books.store.records([first!.id])).get(first!.id), [{ name: 'met', kind: 'member' }])
    t.same(await standsAt(books.store), [])
  })

  suite('keeps nothing of a unit whose meeting fails or is refused', async (t) => {
    const { store } = await open(t, NOON)
    const [a, b, ended] = await accepted(store, message(), message(), message())
    await one(store, { meets: [comes(a!.id)], writes: { ends: [end(ended!)] } })
    const fails: Meet = {
      gate: GATE,
      key: 'k',
      decide: () => {
        throw Object.assign(new Error('no'), { code: 'PROBE_NO' })
      },
    }
    const leaves = (writes: Meeting['writes']): Meet => ({
      gate: GATE,
      key: 'k',
      decide: () => ({ leave: [a!.id], stand: [standing(b!.id)], ...(writes === undefined ? {} : { writes }) }),
    })
    const fenced = { moves: [{ id: ended!.id, state: 'ready' as const, due: 0, tries: 0 }] }
    const units: Unit[] = [
      { writes: { records: [record(a!.id, 'x')] }, meets: [leaves(undefined), fails] },
      { writes: { records: [record(a!.id, 'x')] }, meets: [leaves(fenced)] },
      { meets: [comes(ended!.id)] },
      { meets: [comes(newId())] },
      { meets: [leaves({ accept: [a!] })] },
      { writes: { records: [record(a!.id, 'kept')] } },
    ]
    const results = await store.commit(units)
    t.equal(codeOfFailure(results[0]!), 'PROBE_NO')
    for (const at of [1, 2, 3]) t.match(results[at], { state: 'refused', refused: 'fence' })
    t.equal(codeOfFailure(results[4]!), 'HUB_MESSAGE_EXISTS')
    t.match(results[5], { state: 'committed' })
    t.same(idsOf(await standsAt(store)), [a!.id])
    t.same(
      (await store.records([a!.id])).get(a!.id)?.map(({ name }) => name),
      ['kept'],
    )
    const both = await one(store, { apply: async () => ({ writes: {} }), meets: [comes(b!.id)] })
    t.equal(codeOfFailure(both), 'HUB_MEET_IN_CHANGE')
  })

  suite('does not ask a unit that is refused whom it meets', async (t) => {
    const { store } = await open(t, NOON)
    const [living] = await accepted(store, message())
    let asked = 0
    const meets: Meet[] = [{ gate: GATE, key: 'k', decide: () => ({ number: asked++ }) as Meeting }]
    t.match(await one(store, { holds: { messageId: living!.id, fence: 5 }, meets }), { refused: 'fence' })
    const fenced = { moves: [{ id: newId(), state: 'ready' as const, due: 0, tries: 0 }] }
    t.match(await one(store, { writes: fenced, meets }), { refused: 'fence' })
    t.equal(asked, 0)
  })

  suite('shows only the living, and who lives again stands nowhere', async (t) => {
    const books = await open(t, NOON)
    const { store } = books
    const [stays, done, died] = await accepted(store, message(), message(), message())
    for (const { id } of [stays!, done!, died!]) await one(store, { meets: [comes(id)] })
    await one(store, { writes: { ends: [end(done!), dead(died!)] } })
    t.same(idsOf(await standsAt(store)), [stays!.id])
    await one(store, { writes: { revive: [{ id: died!.id, at: NOON }] } })
    t.same(idsOf(await standsAt(store)), [stays!.id])
    await one(store, { meets: [comes(died!.id)] })
    t.same(idsOf(await standsAt(store)), [stays!.id, died!.id])
  })

  suite('keeps a memory of a gate, first of all and for its time', async (t) => {
    const books = await open(t, NOON)
    const [a] = await accepted(books.store, message())
    await one(books.store, { meets: [comes(a!.id)] })
    const memory = standing('', { role: 'seen', record: '', number: 4, until: NOON + 100, state: bytes('m') })
    const remembers = (row: Standing): Meet => ({ gate: GATE, key: 'k', decide: () => ({ stand: [row] }) })
    await one(books.store, { meets: [remembers({ ...memory, number: 3 })] })
    await one(books.store, { meets: [remembers(memory)] })
    await books.reopen()
    t.strictSame(await standsAt(books.store), [memory, standing(a!.id)])
    books.now = NOON + 100
    t.same(idsOf(await standsAt(books.store)), [a!.id], 'it is forgotten, pruned or not')
    await one(books.store, { meets: [remembers({ ...memory, until: NOON + 200 })] })
    t.same(idsOf(await standsAt(books.store)), ['', a!.id])
    await one(books.store, { meets: [{ gate: GATE, key: 'k', decide: () => ({ leave: [''] }) }] })
    t.same(idsOf(await standsAt(books.store)), [a!.id])
    await one(books.store, { meets: [remembers({ ...memory, until: 0 })] })
    books.now = NOON + 900 * DAY
    t.same(idsOf(await standsAt(books.store)), ['', a!.id], 'one without a time stays')
  })

  suite('prunes memories past their time and the standing of those who ended, and nothing else', async (t) => {
    const { store } = await open(t, NOON)
    const living = await accepted(store, ...Array.from({ length: 6 }, () => message()))
    for (const { id } of living) await one(store, { meets: [comes(id)] })
    const remembers = (key: string, until: number): Meet => {
      return { gate: GATE, key, decide: () => ({ stand: [standing('', { until })] }) }
    }
    await one(store, { meets: [remembers('k', NOON + DAY), remembers('old', NOON + 1), remembers('ever', 0)] })
    const [done, died, , dropped] = living
    await one(store, { writes: { ends: [end(done!), dead(died!), end(dropped!, { outcome: 'dropped' })] } })
    t.equal(await store.prune(NOON + 10, 2), 2)
    t.equal(await store.prune(NOON + 10, 100), 2)
    t.equal(await store.prune(NOON + 10, 100), 0)
    t.same(idsOf(await standsAt(store)), ['', ...[2, 4, 5].map((at) => living[at]!.id)])
    t.same(idsOf(await standsAt(store, 'ever')), [''])
    t.same(await standsAt(store, 'old'), [])
  })

  suite('finds those who gather when their time comes, and does not let them hold a key', async (t) => {
    const { store } = await open(t, NOON)
    const gathers = { key: 'k', state: 'gathering' as const }
    const [timed, untimed, split, held, next] = await accepted(
      store,
      message({ ...gathers, due: NOON + 5 }),
      message(gathers),
      message({ key: 'split', state: 'splitting' }),
      message({ key: 'held', state: 'held' }),
      message({ key: 'k' }),
    )
    t.same(await store.due(NOON + 4, 10), [])
    t.same(await store.due(NOON + 5, 10), [timed])
    t.equal(await store.nextDue(-1), NOON + 5)
    t.equal(await store.nextDue(NOON + 5), undefined)
    t.match(await store.firstOfKey(timed!.flow, 'k'), { id: next!.id })
    t.match(await store.firstOfKey(timed!.flow, 'split'), { id: split!.id })
    t.match(await store.fate(untimed!.id), { state: 'gathering' })
    for (const [state, of] of [['splitting', split!] as const, ['held', held!] as const]) {
      t.match(await store.fate(of.id), { state })
      t.match(await store.messages({ flow: of.flow, state }, { limit: 5 }), { rows: [{ id: of.id }] })
    }
    t.equal(text((await store.living(held!.id))?.body), '{"n":1}')
  })
}

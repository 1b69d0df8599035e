import type { Test } from 'tap'
import type { NewMessage } from '../../bus/ports/message.js'
import type { FlowHistory, Store } from '../../bus/ports/store.js'
import type { End } from '../../bus/ports/unit.js'
import type { Case } from './conformance.js'
import { accepted, bytes, DAY, dead, end, FLOW, message, NOON, type OpenStore, one, trace } from './store-made.js'

const OTHER = 'probe/other'
const long = (length = 900) => bytes('x'.repeat(length))

/** Accepts so many and ends them, each with the trace of its run. */
async function ended(
  store: Store,
  count: number,
  at: number,
  { more = {}, as = {} }: { more?: Partial<NewMessage>; as?: Partial<End> } = {},
): Promise<readonly string[]> {
  const living = await accepted(store, ...Array.from({ length: count }, () => message({ body: long(), ...more })))
  for (const each of living)
    await one(store, {
      writes: { ends: [end(each, { at, ...as })], traces: [{ ...trace(each.id, 1), flow: each.flow, endedAt: at }] },
    })
  return living.map(({ id }) => id)
}

/** How many of these are kept whole, and of how many is only known that they ended. */
async function standing(store: Store, ids: readonly string[]) {
  const found = { whole: 0, known: 0, gone: 0 }
  for (const id of ids) {
    const fate = await store.fate(id)
    const body = await store.body(id)
    const traces = await store.traces(id)
    if (fate === undefined) found.gone++
    else if (body === undefined && traces.length === 0) found.known++
    else if (body !== undefined && traces.length > 0) found.whole++
  }
  return found
}

async function ofFlow(store: Store, flow: string): Promise<FlowHistory | undefined> {
  return (await store.history()).flows.find((one) => one.flow === flow)
}

async function drain(store: Store, now: number): Promise<number> {
  let rows = 0
  for (let n = 0; n < 10_000; n++) {
    const went = await store.tidy(now)
    rows += went.rows
    if (went.done) return rows
  }
  throw new Error('upkeep has no end')
}

/** The sums say what there is: nothing was lost or counted twice on the way. */
async function agree(t: Test, store: Store): Promise<void> {
  const { flows, bytes } = await store.history()
  let counted = 0
  for (const { flow, kept, known, dropped, deadLetters } of flows) {
    const of = async (state: 'done' | 'dropped' | 'dead-letter') =>
      (await store.messages({ flow, state }, { limit: 10_000 })).rows.length
    t.equal(kept + known, (await of('done')) + (await of('dropped')), `${flow}: ended messages`)
    t.ok(dropped <= (await of('dropped')), `${flow}: dropped ones`)
    t.equal(deadLetters, await of('dead-letter'), `${flow}: dead letters`)
    counted += kept + known
  }
  t.equal(bytes > 0, counted > 0, 'there are bytes where there are messages')
}

export function historyCases(suite: Case, open: OpenStore): void {
  suite('keeps of what ended well only that it ended, where failures are kept, and that for a day', async (t) => {
    const books = await open(t, NOON, { keep: 'failures' })
    const { store } = books
    const keys = { businessKeys: [{ name: 'order', value: '7' }] }
    const done = await ended(store, 2, NOON, { more: keys })
    const dropped = await ended(store, 2, NOON, { as: { outcome: 'dropped', reason: 'too late' } })
    const [parked] = await accepted(store, message({ body: long() }))
    await one(store, { writes: { ends: [dead(parked!)], traces: [trace(parked!.id, 1)] } })
    t.same(await standing(store, done), { whole: 0, known: 2, gone: 0 })
    t.match(await store.fate(done[0]!), { state: 'done', flow: FLOW })
    t.same(await standing(store, [...dropped, parked!.id]), { whole: 3, known: 0, gone: 0 })
    t.match(await ofFlow(store, FLOW), { kept: 2, known: 2, dropped: 2, deadLetters: 1 })
    await agree(t, store)
    await drain(store, NOON + DAY)
    t.same(await standing(store, done), { whole: 0, known: 2, gone: 0 }, 'still within a day of its end')
    await drain(store, NOON + 2 * DAY)
    t.same(await standing(store, done), { whole: 0, known: 0, gone: 2 })
    t.same(await standing(store, [...dropped, parked!.id]), { whole: 3, known: 0, gone: 0 })
    t.same((await store.messages({ businessKey: keys.businessKeys[0]! }, { limit: 9 })).rows, [])
    await agree(t, store)
  })

  suite('keeps a sample of what ended well, the same whenever it is asked', async (t) => {
    const books = await open(t, NOON, { keep: 'sample:25%' })
    const ids = await ended(books.store, 200, NOON)
    const { whole, known } = await standing(books.store, ids)
    t.ok(whole > 25 && whole < 80, `${whole} of 200`)
    t.equal(whole + known, 200)
    await agree(t, books.store)
  })

  suite('keeps the answer of a question for a day though nothing else of it', async (t) => {
    const { store } = await open(t, NOON, { keep: 'failures' })
    const answers = [bytes('{"paid":true}'), long(5_000)]
    for (const answer of answers) {
      const [id] = await ended(store, 1, NOON, { as: { answer } })
      t.same((await store.fate(id!))?.answer, answer)
      t.equal(await store.body(id!), undefined)
    }
  })

  suite('leaves nothing of earlier runs of what is not kept', async (t) => {
    const { store } = await open(t, NOON, { keep: 'failures' })
    const [waiting] = await accepted(store, message())
    await one(store, {
      writes: {
        moves: [{ id: waiting!.id, state: 'waiting', due: NOON + 5, tries: 0 }],
        traces: [{ ...trace(waiting!.id, 1), outcome: 'waiting' }],
      },
    })
    t.equal((await store.traces(waiting!.id)).length, 1)
    await one(store, { writes: { ends: [end(waiting!)], traces: [trace(waiting!.id, 2)] } })
    t.same(await store.traces(waiting!.id), [])
    t.match(await store.fate(waiting!.id), { state: 'done' })
  })

  suite('keeps by the rule of a flow, then of its pack, then of all', async (t) => {
    const flows = { [OTHER]: { for: '5d' }, 'probe/*': { for: '2d', keep: 'failures' } }
    const { store } = await open(t, NOON, { for: '9d', flows })
    const as = (flow: string) => ended(store, 1, NOON, { more: { flow }, as: { outcome: 'dropped', reason: 'no' } })
    const [other] = await as(OTHER)
    const [probe] = await as(FLOW)
    const [rest] = await as('shop/orders')
    const gone = async (days: number) => {
      await drain(store, NOON + days * DAY)
      const found: string[] = []
      for (const [name, id] of Object.entries({ other, probe, rest }))
        if ((await store.fate(id!)) === undefined) found.push(name)
      return found
    }
    t.same(await gone(2), [])
    t.same(await gone(3), ['probe'])
    t.same(await gone(5), ['probe'])
    t.same(await gone(6), ['other', 'probe'])
    t.same(await gone(10), ['other', 'probe', 'rest'])
    t.same((await store.history()).flows, [])
  })

  suite('removes the oldest when there is no room: what ended well first, dead letters never', async (t) => {
    // A message here takes some 1,300 bytes.
    const { store } = await open(t, NOON, { budget: '60kB' })
    const days: (readonly string[])[] = []
    for (let day = 0; day < 6; day++) days.push(await ended(store, 20, NOON + day * DAY))
    const failed = await ended(store, 5, NOON, { as: { outcome: 'dropped', reason: 'no' } })
    const parked = await accepted(store, ...Array.from({ length: 40 }, () => message({ body: long() })))
    await one(store, { writes: { ends: parked.map((each) => dead(each)) } })
    await drain(store, NOON + 5 * DAY)
    const { bytes: left } = await store.history()
    t.ok(left <= 60_000 && left > 50_000, `${left} bytes are left`)
    t.equal((await standing(store, days[0]!)).gone, 20)
    t.equal((await standing(store, days[5]!)).whole, 20, 'the newest stay')
    t.same(await standing(store, failed), { whole: 5, known: 0, gone: 0 }, 'failures stay, though they are old')
    t.equal(await store.countDeadLetters(), 40)
    await agree(t, store)
  })

  suite('removes failures first when they take more than half of the room', async (t) => {
    const { store } = await open(t, NOON, { budget: '40kB' })
    const done = await ended(store, 5, NOON)
    const filtered = await ended(store, 60, NOON, { as: { outcome: 'dropped', reason: 'not ours' } })
    await drain(store, NOON + 5 * DAY)
    t.equal((await standing(store, done)).whole, 5)
    t.ok((await standing(store, filtered)).gone > 30)
    t.ok((await store.history()).bytes <= 40_000)
  })

  suite('empties what ended within a day when there is no room, and keeps that it ended', async (t) => {
    const books = await open(t, NOON, { budget: '60kB' })
    const { store } = books
    const more = { more: { businessKeys: [{ name: 'order', value: '7' }] } }
    const older = await ended(store, 40, NOON, more)
    const newer = await ended(store, 40, NOON, { ...more, as: { answer: bytes('"yes"') } })
    await drain(store, NOON + 1_000)
    const found = await standing(store, [...older, ...newer])
    t.equal(found.gone, 0, 'nobody is forgotten within a day')
    t.ok(found.known > 40, `${found.known} were emptied`)
    t.equal((await standing(store, older)).known, 40, 'those that came first')
    for (const id of newer) t.same((await store.fate(id))?.answer, bytes('"yes"'), 'answers stay')
    t.equal((await store.messages({ businessKey: { name: 'order', value: '7' } }, { limit: 100 })).rows.length, 80)
    await agree(t, store)
    await drain(store, NOON + 2 * DAY)
    t.equal((await standing(store, older)).gone, 40, 'what was emptied goes after its day')
    await agree(t, store)
  })

  suite('holds a flow to its own budget and leaves the others alone', async (t) => {
    const { store } = await open(t, NOON, { flows: { [OTHER]: { budget: '15kB' } } })
    const others: string[] = []
    const mine: string[] = []
    // In turns, so that those of one flow stand among those of the other.
    for (let n = 0; n < 30; n++) {
      mine.push(...(await ended(store, 1, NOON)))
      others.push(...(await ended(store, 1, NOON, { more: { flow: OTHER } })))
    }
    await drain(store, NOON + 3 * DAY)
    const left = await standing(store, others)
    t.ok(left.whole >= 5 && left.whole <= 11, `${left.whole} are left`)
    t.equal((await standing(store, others.slice(-5))).whole, 5, 'the newest')
    t.equal((await standing(store, mine)).whole, 30)
    await agree(t, store)
  })

  suite('knows after a start and after a crash how much there is', async (t) => {
    const books = await open(t, NOON)
    await ended(books.store, 10, NOON)
    await ended(books.store, 3, NOON, { as: { outcome: 'dropped', reason: 'no' } })
    const { flows, bytes } = await books.store.history()
    t.ok(bytes > 13 * 900)
    for (const open of [() => books.reopen(), () => books.crash()]) {
      const again = await open()
      t.same((await again.history()).flows, flows)
      t.equal((await again.history()).bytes, bytes)
      await agree(t, again)
    }
  })

  suite('counts dead letters that are replayed or dropped where they belong then', async (t) => {
    const { store } = await open(t, NOON)
    const parked = await accepted(
      store,
      message({ body: long() }),
      message({ body: long() }),
      message({ body: long() }),
    )
    await one(store, {
      writes: { ends: parked.map((each) => dead(each)), traces: parked.map(({ id }) => trace(id, 1)) },
    })
    t.match(await ofFlow(store, FLOW), { kept: 0, deadLetters: 3 })
    t.equal((await store.history()).bytes, 0, 'the budget does not count them')
    const [replayed, dropped] = parked
    await one(store, { writes: { revive: [{ id: replayed!.id, at: NOON }] } })
    t.match(await ofFlow(store, FLOW), { kept: 0, deadLetters: 2 })
    const { message: letter } = (await store.deadLetter(dropped!.id))!
    await one(store, { writes: { ends: [end(letter, { outcome: 'dropped', reason: 'paid at the desk' })] } })
    t.match(await ofFlow(store, FLOW), { kept: 1, dropped: 1, deadLetters: 1 })
    const again = (await store.living(replayed!.id))!
    await one(store, { writes: { ends: [end(again)], traces: [trace(again.id, 2)] } })
    t.match(await ofFlow(store, FLOW), { kept: 2, dropped: 1, deadLetters: 1 })
    await agree(t, store)
  })

  suite('removes the audit after its time', async (t) => {
    const { store } = await open(t, NOON)
    const row = (at: number) => ({ at, actor: 'hub', action: 'a', object: 'o', outcome: 'done' })
    await one(store, { writes: { audit: [row(NOON), row(NOON + 1), row(NOON + 400 * DAY)] } })
    await drain(store, NOON + 400 * DAY + 2)
    t.same(
      (await store.audit({ limit: 9 })).rows.map(({ at }) => at),
      [NOON + 400 * DAY],
    )
  })
}

import t from 'tap'
import { until } from '../kit/event.js'
import { alone, asked, batches, hubs, items, sign, waits } from './many-hubs.js'

t.test(
  'three hubs share the partitions out, and what one accepts is run by the one that owns it, in order',
  async (t) => {
    const { all, came, said, shared } = await hubs(t, 3)
    await shared()
    const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`)
    await Promise.all(
      keys.map(async (key) => {
        // Each of a key is accepted by another hub, one after the other.
        for (let no = 0; no < 10; no++) await all[no % all.length]!.engine.send(items, { key, no })
      }),
    )
    await until('all to come', () => came.length >= 400)
    t.equal(came.length, 400)
    for (const key of keys)
      t.same(
        came.filter((one) => one.key === key).map(({ no }) => no),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        `${key} in its order`,
      )
    t.same(new Set(came.map(({ at }) => at)).size, 3, 'all of them have worked')
    t.same(said, [])
  },
)

t.test('each hub tells how it stands with the others, and one whose books are away is no member', async (t) => {
  const { all, came, shared, abandon } = await hubs(t, 2, 1_000)
  t.equal(all[0]!.engine.membership?.isMember, true)
  await shared()
  const stands = () => all.map(({ engine }) => engine.membership!)
  await until('both to know of each other', () => stands().every(({ members }) => members === 2))
  await until('both to own all of them together', () => {
    const owned = stands().flatMap((each) => each.owned)
    return owned.length === 16 && new Set(owned).size === 16
  })
  for (let no = 0; no < 32; no++) await all[0]!.engine.send(items, { key: `m${no}`, no })
  await until('all to come', () => came.length === 32)
  const there = came.filter(({ at }) => at === 'hub-1').length
  t.ok(there > 0)
  t.ok(stands()[0]!.envelopes.sent >= there, 'each that went over took an envelope')
  t.ok(stands()[1]!.envelopes.came + stands()[1]!.found >= there)
  t.same(
    stands().map(({ failedBeats, lostPartitions }) => [failedBeats, lostPartitions]),
    [
      [0, 0],
      [0, 0],
    ],
  )
  const { store } = all[1]!.books
  const { self } = all[0]!.books.store.seats!
  t.ok((await store.seats!.look()).members.some(({ id }) => id === self))
  await abandon(all[0]!)
  await until('it to know that its lease is over', () => !stands()[0]!.isMember)
  t.ok(stands()[0]!.failedBeats > 0)
  await until('the other one to own everything', () => stands()[1]!.owned.length === 16 && stands()[1]!.members === 1)
  t.equal(stands()[1]!.isMember, true)
  t.notOk((await store.seats!.look()).members.some(({ id }) => id === self))
})

t.test(
  'one that has no way to the others is refused, or comes too late to one, and leaves nothing behind',
  async (t) => {
    const { all, open } = await hubs(t, 1)
    const seats = all[0]!.books.store.seats!
    const one = { name: 'embedded', linked: false, givenUp: 0, send: async () => {}, take: async () => {} } as const
    const unreachable = { ...one, close: async () => {}, open: () => Promise.reject(new Error('no broker')) }
    await t.rejects(open('late', { transport: unreachable }), { message: 'no broker' })
    t.same(
      (await seats.look()).members.map(({ name }) => name),
      ['hub-0'],
    )
    await t.rejects(open('second', alone()), { code: 'HUB_NOT_ALONE', message: /hub-0/ })
    t.same(
      (await seats.look()).members.map(({ name }) => name),
      ['hub-0'],
    )
  },
)

t.test('one that has a way to others is refused where one runs that has none', async (t) => {
  const { open } = await hubs(t, 0)
  const first = await open('first', alone())
  t.teardown(() => first.close())
  await t.rejects(open('second'), { code: 'HUB_NOT_ALONE', message: /first/ })
  const { members, partitions } = await first.books.store.seats!.look()
  t.same(
    members.map(({ name }) => name),
    ['first'],
  )
  t.same(new Set(partitions.map(({ owner }) => owner)), new Set([first.books.store.seats!.self]))
})

t.test('a question with an order key is answered wherever it is asked', async (t) => {
  const { all, said, shared } = await hubs(t, 3)
  await shared()
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, no) => all[no % 3]!.engine.ask(asked, { key: `k${no % 7}`, no })),
  )
  for (const [no, answer] of answers.entries())
    t.match(answer, { state: 'answered', answer: { key: `k${no % 7}`, no: no + 1 } })
  t.same(said, [])
})

t.test('the parts of a whole run on all hubs, and the whole goes on where it is run', async (t) => {
  const { all, came, said, shared } = await hubs(t, 3)
  await shared()
  const nos = Array.from({ length: 60 }, (_, no) => no)
  for (const key of ['a', 'b', 'c', 'd']) await all[0]!.engine.send(batches, { key, nos })
  await until('the wholes to end', () => came.filter(({ key }) => key.endsWith(' done')).length === 4)
  t.same(
    came.filter(({ key }) => key.endsWith(' done')).map(({ no }) => no),
    [60, 60, 60, 60],
  )
  t.equal(came.length, 244)
  t.same(new Set(came.map(({ at }) => at)).size, 3, 'all of them have worked')
  t.same(said, [])
})

t.test('an event that comes in at one hub wakes who waits at another', async (t) => {
  const { all, came, said, shared } = await hubs(t, 2)
  await shared()
  const keys = Array.from({ length: 30 }, (_, n) => `w${n}`)
  for (const key of keys) await all[0]!.engine.send(waits, { key, no: 1 })
  for (const key of keys) await all[1]!.engine.send(sign, { key, no: 1 })
  await until('all to be woken', () => came.length === 30)
  t.same(new Set(came.map(({ key }) => key)), new Set(keys))
  t.same(said, [])
})

t.test('a flow that is paused at one hub is paused at all, and resumed by any', async (t) => {
  const { all, came, shared } = await hubs(t, 2)
  await shared()
  await all[0]!.engine.pause('many/order', 'operator:test')
  await until('both to have paused it', () =>
    all.every(({ engine }) => engine.flows().find(({ id }) => id === 'many/order')?.paused),
  )
  const sent = []
  for (let no = 0; no < 16; no++) sent.push(await all[1]!.engine.send(items, { key: `p${no}`, no }))
  const { rows } = await all[0]!.books.store.messages({ flow: 'many/order' }, { limit: 100 })
  t.same(new Set(rows.map(({ state }) => state)), new Set(['ready']))
  t.equal(came.length, 0)
  await all[1]!.engine.resume('many/order', 'operator:test')
  await until('all to come', () => came.length === 16)
  for (const { messageId } of sent)
    await until('each to end', async () => (await all[0]!.engine.fate(messageId))?.state === 'done')
})

t.test('what a dead hub ran goes on elsewhere, and its effect under way is in doubt', async (t) => {
  const { all, came, hangs, shared, abandon } = await hubs(t, 2, 1_000)
  await shared()
  const keys = Array.from({ length: 16 }, (_, n) => `d${n}`)
  for (const key of keys) hangs.add(key)
  for (const key of keys) await all[1]!.engine.send(items, { key, no: 0 })
  await until('all effects to be under way', () => came.length === 16)
  const behind = keys.map((key) => ({ key, no: 1 }))
  for (const item of behind) await all[1]!.engine.send(items, item)
  const lost = came.filter(({ at }) => at === 'hub-0').map(({ key }) => key)
  t.ok(lost.length > 0)
  await abandon(all[0]!)
  const { store } = all[1]!.books
  const inDoubt = async () => (await store.inDoubt({ limit: 100 })).rows
  await until('the effects of the dead one to be in doubt', async () => (await inDoubt()).length === lost.length)
  t.equal(came.length, 16, 'none of them was repeated, and nothing overtook them')
  const { partitions } = await store.seats!.beat(1_000, false)
  t.same(new Set(partitions.map(({ owner }) => owner)), new Set([store.seats!.self]))
  for (const { messageId, name } of await inDoubt())
    await all[1]!.engine.decide({
      messageId,
      record: name,
      decision: { state: 'answered', answer: undefined },
      by: 'operator:test',
      reason: 'it was done',
    })
  await until('those behind them to come', () =>
    lost.every((key) => came.some((one) => one.key === key && one.no === 1)),
  )
})

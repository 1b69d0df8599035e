import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import { Switchboard } from '../../adapters/embedded/transport.js'
import { defineAdapter } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { connectionsOf } from '../../bus/connections.js'
import { booksOf, channel, question, schema, signal } from '../../bus/ends.js'
import { HubError, tryAgain } from '../../bus/errors.js'
import { type ClosedFlow, flow } from '../../bus/flow.js'
import { Engine, type EngineOptions } from '../../bus/runtime/engine.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { freshDatabase } from '../services.js'

const Item = schema(
  Type.Object({ key: Type.String(), no: Type.Integer() }, { $id: 'Many.Item', additionalProperties: false }),
)
const items = channel('many/items', Item)
const asked = question('many/asked', Item, Item)
const Batch = schema(
  Type.Object(
    { key: Type.String(), nos: Type.Array(Type.Integer()) },
    { $id: 'Many.Batch', additionalProperties: false },
  ),
)
const batches = channel('many/batches', Batch)
const waits = channel('many/waits', Item)
const sign = signal('many/sign', Item, { keyOf: ({ key }) => key, keep: '1h' })

interface Came {
  readonly at: string
  readonly key: string
  readonly no: number
}

/** Several hubs of one process on the same books. */
async function hubs(t: Test, count: number, leaseMs = 2_000) {
  const url = await freshDatabase(t)
  const board = new Switchboard()
  const came: Came[] = []
  const said: string[] = []
  /** Keys whose effect never comes to an end. */
  const hangs = new Set<string>()
  const abandoned = new Set<string>()
  const open = async (name: string, more: Partial<EngineOptions> = {}) => {
    const ledger = defineAdapter({
      name: 'ledger',
      summary: 'Takes what comes.',
      options: Type.Object({}),
      open: async () => name,
      ends: ({ sink }) => ({
        take: sink<{ key: string; no: number }>('take', {
          inDoubt: 'park',
          async perform(at, { key, no }) {
            came.push({ at, key, no })
            if (hangs.has(key)) await new Promise(() => {})
          },
        }),
      }),
    })('ledger')
    const flows: ClosedFlow[] = [
      flow('many/order')
        .from(items)
        .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
        .to(ledger.take),
      flow('many/split')
        .from(batches)
        .splitEach(
          function partsOf({ key, nos }) {
            return nos.map((no) => ({ key, no }))
          },
          {
            key: ({ no }) => String(no),
            ifPartFails: 'dead-letter-the-part',
            each: (part) => part.to(ledger.take),
            async into({ key }, outcomes) {
              let no = 0
              for await (const { state } of outcomes) if (state === 'done') no++
              return { key: `${key} done`, no }
            },
          },
        )
        .to(ledger.take),
      flow('many/wait')
        .from(waits)
        .waitFor(sign, { key: ({ key }) => key, until: '1h', into: (item) => item })
        .to(ledger.take),
      flow('many/answer')
        .from(asked)
        .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
        .transform(function next({ key, no }) {
          return { key, no: no + 1 }
        })
        .reply((item) => item),
    ]
    const books = await openSharedBooks({ url, name, version: '0.0.0' })
    const nodes = flows.map(flowNodeOf)
    const engine = new Engine({
      store: books.store,
      flows: nodes,
      connections: connectionsOf(nodes),
      optionsOf: () => ({}),
      open: {
        dataFolder: '',
        books: books.read(),
        log: (level, sentence, facts) => {
          if (level === 'error') said.push(`${name}: ${sentence} ${JSON.stringify(facts)}`)
        },
      },
      transport: board.join(books.store.seats!.self),
      leaseMs,
      ...more,
    })
    await engine.start().catch(async (error: unknown) => {
      await engine.close(0)
      await books.close()
      throw error
    })
    return {
      name,
      engine,
      books,
      async close() {
        await engine.close(200)
        await books.close()
      },
    }
  }
  const all: Awaited<ReturnType<typeof open>>[] = []
  for (let n = 0; n < count; n++) all.push(await open(`hub-${n}`))
  t.teardown(async () => {
    for (const hub of all) await (abandoned.has(hub.name) ? hub.engine.close(0) : hub.close())
  })
  const shares = async () => {
    const seats = all[0]!.books.store.seats!
    const { partitions } = await seats.beat(leaseMs, false)
    return all.map(({ books }) => partitions.filter(({ owner }) => owner === books.store.seats!.self).length)
  }
  const shared = () =>
    until('the partitions to be shared out', async () => (await shares()).every((one) => one >= Math.floor(16 / count)))
  /** Nothing of a hub is written any more, as after a kill. */
  const abandon = async (hub: (typeof all)[number]) => {
    abandoned.add(hub.name)
    await hub.books.abandon()
  }
  return { all, came, said, hangs, shared, abandon, open }
}

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
    await t.rejects(open('second', { transport: undefined as never }), { code: 'HUB_NOT_ALONE', message: /hub-0/ })
    t.same(
      (await seats.look()).members.map(({ name }) => name),
      ['hub-0'],
    )
  },
)

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

t.test('books that are away for longer than a policy has tries make no dead letter', async (t) => {
  const hub = await testHub(t, [
    flow('many/change')
      .from(items)
      .change({
        in: booksOf<unknown>(),
        once: ({ key }) => key,
        apply: async (item) => {
          if (tries++ < 2) throw new HubError('HUB_BOOKS_TEST', 'the books are away', tryAgain)
          return item
        },
      })
      .drop('it is done'),
  ])
  let tries = 0
  const { messageId } = await hub.engine.send(items, { key: 'a', no: 1 })
  await until('it to end', async () => (await hub.engine.fate(messageId))?.state === 'dropped')
  t.equal(tries, 3)
})

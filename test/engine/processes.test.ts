import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import { Switchboard } from '../../adapters/embedded/transport.js'
import { defineAdapter } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { connectionsOf } from '../../bus/connections.js'
import { channel, question, schema } from '../../bus/ends.js'
import { type ClosedFlow, flow } from '../../bus/flow.js'
import { Engine, type EngineOptions } from '../../bus/runtime/engine.js'
import { until } from '../kit/event.js'
import { freshDatabase } from '../services.js'

const Item = schema(
  Type.Object({ key: Type.String(), no: Type.Integer() }, { $id: 'Many.Item', additionalProperties: false }),
)
const items = channel('many/items', Item)
const asked = question('many/asked', Item, Item)

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
          },
        }),
      }),
    })('ledger')
    const flows: ClosedFlow[] = [
      flow('many/order')
        .from(items)
        .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
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
    await engine.start()
    return {
      name,
      engine,
      books,
      async close() {
        await engine.close(5_000)
        await books.close()
      },
    }
  }
  const all: Awaited<ReturnType<typeof open>>[] = []
  for (let n = 0; n < count; n++) all.push(await open(`hub-${n}`))
  t.teardown(async () => {
    for (const hub of all) await hub.close()
  })
  const shares = async () => {
    const seats = all[0]!.books.store.seats!
    const { partitions } = await seats.beat(leaseMs, false)
    return all.map(({ books }) => partitions.filter(({ owner }) => owner === books.store.seats!.self).length)
  }
  return { all, came, said, open, shares, url }
}

t.test(
  'three hubs share the partitions out, and what one accepts is run by the one that owns it, in order',
  async (t) => {
    const { all, came, said, shares } = await hubs(t, 3)
    await until('the partitions to be shared out', async () => (await shares()).every((one) => one >= 5))
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

t.test('a question with an order key is answered wherever it is asked', async (t) => {
  const { all, said, shares } = await hubs(t, 3)
  await until('the partitions to be shared out', async () => (await shares()).every((one) => one >= 5))
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, no) => all[no % 3]!.engine.ask(asked, { key: `k${no % 7}`, no })),
  )
  for (const [no, answer] of answers.entries())
    t.match(answer, { state: 'answered', answer: { key: `k${no % 7}`, no: no + 1 } })
  t.same(said, [])
})

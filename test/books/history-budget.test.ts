import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Type } from 'typebox'
import { type OpenBooks, openBooks } from '../../adapters/database/books.js'
import { flowNodeOf } from '../../bus/builder.js'
import { channel, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import type { HistorySettings } from '../../bus/history.js'
import { Engine } from '../../bus/runtime/engine.js'
import { startUpkeep } from '../../roof/upkeep.js'

const Note = schema(Type.Object({ n: Type.Integer(), text: Type.String() }))
const notes = channel('shop/notes', Note)
const takes = flow('shop/takes')
  .from(notes)
  .knownBy({ note: ({ n }) => String(n) })
  .drop('read')

const SENT = 6_000
const DAY = 86_400_000
/** Not to be packed. */
const text = (n: number) =>
  Array.from({ length: 3_000 }, (_, at) => ((at * 7_919 + n * 104_729) % 89).toString(36)).join('')

async function hubOn(folder: string, now: () => number, history: Partial<HistorySettings>) {
  const books = await openBooks({ folder, now, history })
  const engine = new Engine({
    store: books.store,
    flows: [flowNodeOf(takes)],
    connections: [],
    optionsOf: () => ({}),
    open: { dataFolder: folder, books: books.read(), log: () => {} },
    chance: { now, random: Math.random },
  })
  await engine.start()
  return {
    engine,
    books,
    async close() {
      await engine.close(5_000)
      await books.close()
    },
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function rowsIn(books: OpenBooks): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const table of ['hub_history', 'hub_history_body', 'hub_trace', 'hub_business_key'])
    counts[table] = Number(
      (
        await books
          .read<Record<string, object>>()
          .selectFrom(table)
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    )
  return counts
}

t.test('a lower budget shrinks the file while messages flow, and no message waits long for that', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'books.sqlite')
  let now = Date.UTC(2026, 2, 2, 12)
  const first = await hubOn(folder, () => now, {})
  for (let n = 0; n < SENT; n += 500)
    await Promise.all(
      Array.from({ length: 500 }, (_, at) => first.engine.send(notes, { n: n + at, text: text(n + at) })),
    )
  await first.engine.idle()
  await first.close()
  const grown = statSync(path).size
  t.ok(grown > SENT * 3_000, `${grown} bytes`)

  now += 3 * DAY
  const hub = await hubOn(folder, () => now, { budget: '4MB' })
  const upkeep = startUpkeep({ store: hub.books.store, now: () => now, log: () => {}, everyMs: 50 })
  const waits: number[] = []
  let sending = true
  let sent = SENT
  const flowing = (async () => {
    while (sending) {
      const began = performance.now()
      await hub.engine.send(notes, { n: sent++, text: 'short' })
      waits.push(performance.now() - began)
    }
  })()
  await until('a file of a quarter', async () => statSync(path).size < grown / 4)
  await until('a history within its budget', async () => (await hub.books.store.history()).bytes <= 4_000_000)
  sending = false
  await flowing
  await hub.engine.idle()
  await upkeep.stop()
  waits.sort((one, other) => one - other)
  const most = waits.at(Math.floor(waits.length * 0.99))!
  t.comment(`${waits.length} messages meanwhile, 99 in 100 accepted within ${most.toFixed(1)} ms`)
  t.ok(waits.length > 20)
  t.ok(most < 150, `${most} ms`)

  await hub.books.store.prune(now, 1_000_000)
  const { flows } = await hub.books.store.history()
  const counts = await rowsIn(hub.books)
  t.equal(
    counts.hub_history,
    flows.reduce((sum, { kept, known }) => sum + kept + known, 0),
  )
  for (const table of ['hub_history_body', 'hub_trace', 'hub_business_key'])
    t.equal(counts[table], counts.hub_history, `${table} holds nothing of those that are gone`)
  await hub.close()
})

import type { Test } from 'tap'
import { Type } from 'typebox'
import { openSharedBooks } from '../../adapters/database/shared-books.js'
import { embeddedTransport, Switchboard } from '../../adapters/embedded/transport.js'
import { defineAdapter } from '../../bus/adapter.js'
import { flowNodeOf } from '../../bus/builder.js'
import { connectionsOf } from '../../bus/connections.js'
import { channel, question, schema, signal } from '../../bus/ends.js'
import { type ClosedFlow, flow } from '../../bus/flow.js'
import { Engine, type EngineOptions } from '../../bus/runtime/engine.js'
import { until } from '../kit/event.js'
import { freshDatabase } from '../services.js'

const Item = schema(
  Type.Object({ key: Type.String(), no: Type.Integer() }, { $id: 'Many.Item', additionalProperties: false }),
)
export const items = channel('many/items', Item)
export const asked = question('many/asked', Item, Item)
const Batch = schema(
  Type.Object(
    { key: Type.String(), nos: Type.Array(Type.Integer()) },
    { $id: 'Many.Batch', additionalProperties: false },
  ),
)
export const batches = channel('many/batches', Batch)
/** Goes to the ledger first, then asks a question under its own key, and goes to the ledger once more with the answer. */
export const inquiries = channel('many/inquiries', Item)
export const waits = channel('many/waits', Item)
export const sign = signal('many/sign', Item, { keyOf: ({ key }) => key, keep: '1h' })

interface Came {
  readonly at: string
  readonly key: string
  readonly no: number
}

/** A hub with this has no way to the others. */
export const alone = () => ({ transport: embeddedTransport() })

/** Several hubs of one process on the same books. */
export async function hubs(t: Test, count: number, leaseMs = 2_000) {
  const url = await freshDatabase(t)
  const board = new Switchboard()
  const came: Came[] = []
  const said: string[] = []
  /** Keys whose effect never comes to an end. */
  const hangs = new Set<string>()
  /** Keys whose effect comes to an end when the latch opens. */
  const latches = new Map<string, { readonly opened: Promise<void> }>()
  const abandoned = new Set<string>()
  const open = async (name: string, more: Partial<EngineOptions> = {}) => {
    const isAlone = more.transport?.isAlone === true
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
            await latches.get(key)?.opened
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
      flow('many/inquire')
        .from(inquiries)
        .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
        .to(ledger.take)
        .call(asked, { ask: (item) => item, into: (_item, answer) => answer })
        .to(ledger.take),
      flow('many/answer')
        .from(asked)
        .inOrderBy(({ key }) => key, { afterDeadLetter: 'go-on' })
        .transform(function next({ key, no }) {
          return { key, no: no + 1 }
        })
        .reply((item) => item),
    ]
    const books = await openSharedBooks({ url, name, version: '0.0.0', alone: isAlone })
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
    let closing: Promise<void> | undefined
    return {
      name,
      engine,
      books,
      close(drainMs = 200): Promise<void> {
        closing ??= engine.close(drainMs).then(() => books.close())
        return closing
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
  return { all, came, said, hangs, latches, shared, abandon, open }
}

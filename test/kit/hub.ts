import { type TemporaryBooks, temporaryBooks } from '../../adapters/database/temporary.js'
import { flowNodeOf } from '../../bus/builder.js'
import { connectionsOf } from '../../bus/connections.js'
import type { ClosedFlow } from '../../bus/flow.js'
import { Engine, type EngineOptions } from '../../bus/runtime/engine.js'

export interface TestHub {
  readonly engine: Engine
  readonly books: TemporaryBooks
  /** What the hub logged, worst things included: a test that expects silence asks for it. */
  readonly logged: string[]
  /** Stops this hub as SIGTERM would and starts another one on the same books. */
  restart(flows?: readonly ClosedFlow[], more?: Partial<EngineOptions>): Promise<TestHub>
  stop(): Promise<void>
}

interface Teardown {
  teardown(work: () => Promise<void>): void
}

/** A real engine on real books in a throwaway folder, with the flows of a test. */
export async function testHub(
  t: Teardown,
  flows: readonly ClosedFlow[],
  more: Partial<EngineOptions> = {},
  on?: TemporaryBooks,
): Promise<TestHub> {
  const books = on ?? (await temporaryBooks())
  const logged: string[] = []
  const nodes = flows.map(flowNodeOf)
  const engine = new Engine({
    store: books.store,
    flows: nodes,
    connections: connectionsOf(nodes),
    optionsOf: () => ({}),
    open: { dataFolder: books.folder, books: books.read(), log: (_level, sentence) => void logged.push(sentence) },
    ...more,
  })
  await engine.start()
  engine.listen()
  let running = true
  const stop = async () => {
    if (running) await engine.close(2_000)
    running = false
  }
  t.teardown(async () => {
    await stop()
    if (on === undefined) await books.remove()
  })
  return {
    engine,
    books,
    logged,
    stop,
    async restart(again = flows, others = more) {
      await stop()
      return testHub(t, again, others, books)
    },
  }
}

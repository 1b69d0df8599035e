import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BooksOptions, type OpenBooks, openBooks } from '../adapters/database/books.js'
import { flowNodeOf } from '../bus/builder.js'
import { connectionsOf } from '../bus/connections.js'
import type { ClosedFlow } from '../bus/flow.js'
import { Engine, type EngineOptions } from '../bus/runtime/engine.js'
import { benchMigrations } from './shop.js'

/** A throwaway folder on the disk of the temporary files; HUB's own durability settings hold there too. */
export function benchFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'dromedary-bench-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** How many commits there were, of how many units, and how long they took. */
export interface Commits {
  commits: number
  units: number
  ms: number
}

export interface BenchHub {
  readonly engine: Engine
  readonly books: OpenBooks
  readonly commits: Commits
  close(): Promise<void>
}

/**
 * A real engine on real books (new ones in the folder, unless some are `opened`) with the settings of a fresh hub, without
 * web server and clock.
 */
export async function benchHub(
  folder: string,
  flows: readonly ClosedFlow[],
  more: Partial<EngineOptions> & Pick<BooksOptions, 'keep' | 'history' | 'now'> & { readonly opened?: OpenBooks } = {},
): Promise<BenchHub> {
  const { keep, history, now, opened, ...options } = more
  const books =
    opened ??
    (await openBooks({
      folder,
      migrations: [benchMigrations],
      ...(keep && { keep }),
      ...(history && { history }),
      ...(now && { now }),
    }))
  const commits: Commits = { commits: 0, units: 0, ms: 0 }
  const { store } = books
  const counted: typeof store = {
    ...store,
    async commit(units) {
      const began = performance.now()
      const results = await store.commit(units)
      commits.commits++
      commits.units += units.length
      commits.ms += performance.now() - began
      return results
    },
  }
  const nodes = flows.map(flowNodeOf)
  const engine = new Engine({
    store: counted,
    flows: nodes,
    connections: connectionsOf(nodes),
    optionsOf: () => ({}),
    open: {
      dataFolder: folder,
      books: books.read(),
      log: (level, sentence, facts) => {
        if (level !== 'info') process.stderr.write(`${level}: ${sentence} ${JSON.stringify(facts ?? {})}\n`)
      },
    },
    ...options,
  })
  await engine.start()
  engine.listen()
  return {
    engine,
    books,
    commits,
    async close() {
      await engine.close(5_000)
      await books.close()
    },
  }
}

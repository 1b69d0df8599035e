import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type OpenBooks, openBooks } from '../../adapters/database/books.js'
import type { Migrations } from '../../adapters/database/migrations.js'
import type { ConnectionHandle } from '../../bus/adapter.js'
import { connectionsOf } from '../../bus/connections.js'
import type { FlowNode } from '../../bus/node.js'
import type { NewMessage } from '../../bus/ports/message.js'
import type { Store } from '../../bus/ports/store.js'
import type { UnitResult } from '../../bus/ports/unit.js'
import { Engine, type EngineOptions } from '../../bus/runtime/engine.js'
import type { HandClock } from './clock.js'
import type { World } from './world.js'

/** What one hub of a trial is made of; the next one after a restart or a kill is made of the same. */
export interface LifeParts {
  readonly clock: HandClock
  readonly world: World
  readonly flows: readonly FlowNode[]
  readonly migrations: readonly Migrations[]
  readonly optionsOf: (connection: ConnectionHandle) => unknown
  readonly engine: Partial<EngineOptions>
  readonly logged: string[]
  /** Told of every durable boundary that is reached. */
  readonly boundary: (name: string, life: Life) => void
  readonly accepted: (messages: readonly NewMessage[], seqs: readonly number[]) => void
  readonly gaveUp: (messageId: string, error: unknown) => void
  /** The books as the engine sees them: another store only where the kit tests itself. */
  readonly storeOf: (store: Store) => Store
}

/** Turns of the event loop in which nothing happens before a hub with hanging uses counts as at rest. */
const QUIET_TURNS = 30

const never = () => new Promise<never>(() => {})
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** In memory where the system has such a place: nobody pulls the plug in a trial, and a disk makes every commit wait. */
const MEMORY = '/dev/shm'

/** A folder for books, gone with the trial. */
export function newFolder(): string {
  try {
    if (process.platform === 'linux' && process.env.TMPDIR === undefined)
      return mkdtempSync(join(MEMORY, 'dromedary-trial-'))
  } catch {
    // Not there, or not ours to write.
  }
  return mkdtempSync(join(tmpdir(), 'dromedary-trial-'))
}

/**
 * One hub from its start to its end. When it is killed, its books are copied as they stand on the disk at that very
 * moment, as a process that dies leaves them; what it does afterwards reaches neither the copy nor the world outside.
 */
export class Life {
  readonly folder: string
  readonly books: OpenBooks
  readonly engine: Engine
  readonly killed: Promise<void>
  dead = false
  readonly #parts: LifeParts
  #tellKilled!: () => void
  #inFlight = 0
  #moves = 0

  private constructor(parts: LifeParts, books: OpenBooks) {
    this.#parts = parts
    this.folder = books.folder
    this.books = books
    this.killed = new Promise((resolve) => {
      this.#tellKilled = resolve
    })
    const { clock, flows, logged } = parts
    this.engine = new Engine({
      store: this.#walled(parts.storeOf(books.store)),
      flows,
      connections: connectionsOf(flows),
      optionsOf: parts.optionsOf,
      open: {
        dataFolder: books.folder,
        books: books.read(),
        log: (_level, sentence, facts) =>
          void logged.push(facts === undefined ? sentence : `${sentence} ${JSON.stringify(facts)}`),
      },
      ...parts.engine,
      // In the middle: what is spread by chance comes at its plain time.
      chance: { now: clock.now, random: () => 0.5, after: (ms, work) => this.#after(ms, work) },
      boundary: (name) => {
        if (!this.dead) parts.boundary(name, this)
      },
      gaveUp: ({ id }, error) => {
        if (!this.dead) parts.gaveUp(id, error)
      },
    })
  }

  static async begin(parts: LifeParts, folder: string, opened?: (store: Store) => Promise<void>): Promise<Life> {
    const books = await openBooks({ folder, now: parts.clock.now, migrations: parts.migrations })
    await opened?.(books.store)
    const life = new Life(parts, books)
    await life.engine.start()
    life.engine.listen()
    return life
  }

  #after(ms: number, work: () => void): () => void {
    if (this.dead) return () => {}
    return this.#parts.clock.timersOf(this)(ms, () => {
      if (!this.dead) work()
    })
  }

  /** The store of a hub that may die: nothing that it does afterwards is begun, and nothing is answered any more. */
  #walled(store: Store): Store {
    const wall = async (work: () => unknown): Promise<unknown> => {
      if (this.dead) return never()
      this.#inFlight++
      this.#moves++
      try {
        const came = await work()
        return this.dead ? never() : came
      } catch (error) {
        if (this.dead) return never()
        throw error
      } finally {
        this.#inFlight--
        this.#moves++
      }
    }
    return new Proxy(store, {
      get: (target, name: keyof Store) => {
        const own = target[name] as unknown
        if (typeof own !== 'function') return own
        if (name === 'commit')
          return (units: Parameters<Store['commit']>[0]) =>
            wall(async () => {
              const accepted: (readonly NewMessage[])[] = []
              const watched = units.map((unit, at) => {
                accepted[at] = unit.writes?.accept ?? []
                const { apply } = unit
                if (apply === undefined) return unit
                return {
                  ...unit,
                  apply: async (tx: unknown) => {
                    const done = await apply(tx)
                    accepted[at] = done.writes.accept ?? []
                    return done
                  },
                }
              })
              const results = await target.commit(watched)
              results.forEach((result: UnitResult, at) => {
                if (result.state === 'committed' && !this.dead) this.#parts.accepted(accepted[at]!, result.seqs)
              })
              return results
            })
        return (...given: unknown[]) => wall(() => (own as (...given: unknown[]) => unknown).apply(target, given))
      },
    })
  }

  /** Resolves when nothing more happens unless time goes on, somebody sends, or an outside system answers. */
  async rest(): Promise<void> {
    const { clock, world } = this.#parts
    let quiet = 0
    let seen = -1
    while (!this.dead) {
      await turn()
      const stands = this.#inFlight === 0 && !clock.busy && !world.busy && this.#moves === seen
      quiet = stands ? quiet + 1 : 0
      seen = this.#moves
      if (quiet < 2) continue
      // While something hangs, the hub itself is never idle: then it counts that nothing moves.
      if (world.hanging > 0 && quiet >= QUIET_TURNS) return
      const idle = this.engine.idle().then(() => true)
      const other = world.hanging > 0 ? turn() : Promise.race([world.hangs(), this.killed])
      if ((await Promise.race([idle, other.then(() => false)])) && this.#moves === seen && !clock.busy) return
    }
  }

  /** Dies as it stands. Answers with the folder in which the next hub finds the books. */
  kill(): string {
    this.dead = true
    const folder = newFolder()
    // A new process makes the index of the log anew, and the lock belonged to the process that is gone.
    const gone = /\.lock|\.holder|-shm$/
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !gone.test(basename(path)) })
    this.#parts.clock.forget(this)
    this.#parts.world.letGo()
    this.#tellKilled()
    return folder
  }

  /** Stops as SIGTERM would; the books stay. */
  async stop(): Promise<void> {
    // What hangs does so until the clock moves, which nobody does now: it is cut off at once, as the drain's end would.
    if (!this.dead) await this.engine.close(this.#parts.world.hanging > 0 ? 0 : 2_000)
    this.dead = true
    this.#parts.clock.forget(this)
    this.#parts.world.letGo()
    await this.books.close()
  }

  /** Clears away what a stopped or killed hub left. */
  async remove(): Promise<void> {
    await this.books.close().catch(() => {})
    rmSync(this.folder, { recursive: true, force: true })
  }
}

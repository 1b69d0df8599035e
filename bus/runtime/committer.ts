import type { Store } from '../ports/store.js'
import type { Unit, UnitResult } from '../ports/unit.js'
import { namesOf } from './boundaries.js'

interface Waiting {
  readonly unit: Unit
  readonly resolve: (result: UnitResult) => void
  readonly reject: (error: unknown) => void
}

/** Somebody who tells what was committed. */
interface Follows {
  following(units: readonly Unit[]): {
    readonly units: readonly Unit[]
    done(results: readonly UnitResult[]): void
  }
}

/** Most units in one commit: a commit must not hold the event loop for long. */
const MOST = 512

/**
 * Group commit: whoever has something to write joins the next commit, and all that join share one fsync. While a
 * commit runs, the next one gathers.
 */
export class Committer {
  private readonly store: Pick<Store, 'commit'>
  private readonly boundary: ((name: string) => void) | undefined
  private readonly follows: Follows | undefined
  private readonly committed: ((results: readonly UnitResult[]) => void) | undefined
  private waiting: Waiting[] = []
  private working = false

  /** `committed` is told before those who have asked for the commit. */
  constructor(
    store: Pick<Store, 'commit'>,
    boundary?: (name: string) => void,
    follows?: Follows,
    committed?: (results: readonly UnitResult[]) => void,
  ) {
    this.store = store
    this.boundary = boundary
    this.follows = follows
    this.committed = committed
  }

  /** Resolves after the fsync with what became of the unit. Rejects when the whole commit failed and nothing was written. */
  commit(unit: Unit): Promise<UnitResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ unit, resolve, reject })
      if (this.working) return
      this.working = true
      // The callers that were woken by the same turn of the event loop get on the same commit.
      setImmediate(() => void this.work())
    })
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST)
      try {
        this.tell(batch, 'before')
        const units = batch.map(({ unit }) => unit)
        const followed = this.follows?.following(units)
        const results = await this.store.commit(followed?.units ?? units)
        followed?.done(results)
        this.committed?.(results)
        this.tell(batch, 'after')
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      // Lets those who were just answered ask for their next commit before it begins, so that it is as full as it can be.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.working = false
  }

  private tell(batch: readonly Waiting[], when: 'before' | 'after'): void {
    if (this.boundary === undefined) return
    for (const name of new Set(batch.flatMap(({ unit }) => [...namesOf(unit)]))) this.boundary(`${name}:${when}`)
  }
}

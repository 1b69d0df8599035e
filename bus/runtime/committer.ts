import { instructionOf } from '../errors.js'
import type { Store } from '../ports/store.js'
import type { Unit, UnitResult } from '../ports/unit.js'
import { namesOf } from './boundaries.js'
import { systemTimers } from './timers.js'

interface Waiting {
  readonly unit: Unit
  readonly resolve: (result: UnitResult) => void
  readonly reject: (error: unknown) => void
  /** Whether it is still to be tried again when the books could not take it. */
  readonly isPatient: () => boolean
  tries: number
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
/** How long one waits for books that cannot take a commit just now, in milliseconds: a caller must be told soon. */
const PATIENCE_MS = 2_000
/** Pause before the next try, doubled with each. */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 500

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

  /**
   * Resolves after the fsync with what became of the unit. Rejects when the whole commit failed and nothing was written.
   * A failure that may pass, such as a database that starts anew, of the commit or of the unit alone, is waited out: for two
   * seconds, or until `stop`, since what a partner has answered must not be forgotten. A change is not tried again here: its run is.
   */
  commit(unit: Unit, stop?: AbortSignal): Promise<UnitResult> {
    const until = performance.now() + PATIENCE_MS
    const isPatient = stop === undefined ? () => performance.now() < until : () => !stop.aborted
    return new Promise((resolve, reject) => {
      this.waiting.push({ unit, resolve, reject, isPatient, tries: 0 })
      this.begin()
    })
  }

  private begin(): void {
    if (this.working) return
    this.working = true
    // The callers that were woken by the same turn of the event loop get on the same commit.
    setImmediate(() => void this.work())
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
        const again: Waiting[] = []
        for (const [index, one] of batch.entries()) {
          const result = results[index]!
          if (result.state === 'failed' && mayWait(one, result.error)) again.push(one)
          else one.resolve(result)
        }
        this.later(again)
      } catch (error) {
        const again = batch.filter((one) => mayWait(one, error))
        for (const one of batch) if (!again.includes(one)) one.reject(error)
        this.later(again)
      }
      // Lets those who were just answered ask for their next commit before it begins, so that it is as full as it can be.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.working = false
  }

  private later(again: readonly Waiting[]): void {
    if (again.length === 0) return
    const tries = Math.max(...again.map((one) => one.tries++))
    systemTimers(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), () => {
      this.waiting.unshift(...again)
      this.begin()
    })
  }

  private tell(batch: readonly Waiting[], when: 'before' | 'after'): void {
    if (this.boundary === undefined) return
    for (const name of new Set(batch.flatMap(({ unit }) => [...namesOf(unit)]))) this.boundary(`${name}:${when}`)
  }
}

function mayWait({ unit, isPatient }: Waiting, error: unknown): boolean {
  const { retry, effect } = instructionOf(error)
  return retry === 'retry' && effect === 'not-done' && unit.apply === undefined && isPatient()
}

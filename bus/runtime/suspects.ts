import type { Store } from '../ports/store.js'
import type { Startable } from './dispatcher.js'

/** A message is parked at so many marks: the first was put on together with others and proves nothing, three were its own. */
export const MOST_STARTS = 4

interface SuspectsUse {
  readonly store: Pick<Store, 'markStarted'>
  /** Messages up to this seq stood in the books when the last process died. */
  readonly upTo: number
  /** Resolves when nothing is running. */
  readonly quiet: () => Promise<void>
  readonly run: (startable: Startable) => Promise<void>
  readonly park: (startable: Startable) => Promise<void>
}

/**
 * After an unclean stop, what stood in the books first runs under a durable started-mark. The unmarked run together;
 * one that already has a mark was under way when the process died again, so it runs alone: only the killer reaches
 * three marks of its own.
 */
export class Suspects {
  private readonly use: SuspectsUse
  private marking: Startable[] = []
  private alone: Startable[] = []
  private working: Promise<void> | undefined

  constructor(use: SuspectsUse) {
    this.use = use
  }

  private aloneRuns = false
  private heldBack: Startable[] = []

  get count(): number {
    return this.marking.length + this.alone.length + this.heldBack.length + (this.working === undefined ? 0 : 1)
  }

  /** Lets pass what may start now, and takes charge of the rest. */
  guard(startables: readonly Startable[]): readonly Startable[] {
    const pass: Startable[] = []
    for (const startable of startables) {
      const { seq, starts } = startable.message
      const suspect = !startable.fresh && seq >= 0 && seq <= this.use.upTo
      if (this.aloneRuns) this.heldBack.push(startable)
      else if (!suspect) pass.push(startable)
      else (starts === 0 ? this.marking : this.alone).push(startable)
    }
    if (this.marking.length + this.alone.length > 0) this.working ??= this.work()
    return pass
  }

  /** Those with the most marks come last, so that a process that somebody keeps killing gets on with the others. */
  private leastMarked(): Startable {
    const least = this.alone.reduce((one, other) => (other.message.starts < one.message.starts ? other : one))
    this.alone.splice(this.alone.indexOf(least), 1)
    return least
  }

  private async work(): Promise<void> {
    // The dispatcher hands out in a loop; what it hands out in this turn is marked in one commit.
    await Promise.resolve()
    while (this.marking.length > 0) {
      const together = this.marking.splice(0)
      await this.use.store.markStarted(together.map(({ message }) => message.id))
      for (const startable of together) void this.use.run(startable)
      await Promise.resolve()
    }
    while (this.alone.length > 0) {
      const next = this.leastMarked()
      this.aloneRuns = true
      await this.use.quiet()
      if (next.message.starts >= MOST_STARTS) await this.use.park(next)
      else {
        await this.use.store.markStarted([next.message.id])
        await this.use.run(next)
      }
    }
    this.aloneRuns = false
    this.working = undefined
    const held = this.heldBack.splice(0)
    for (const startable of this.guard(held)) void this.use.run(startable)
  }
}

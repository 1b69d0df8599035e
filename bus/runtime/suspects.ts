import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { Startable } from './lane.js'

/** After so many unclean stops with it under way, a message is parked. */
export const MOST_STARTS = 3

/** So many that were under way at two unclean stops run together, and nothing beside them. */
const FEW = 16

/**
 * A message that has run alone when the process died waits this long after a start, times its own marks, before it runs
 * alone again. Whoever kills processes in quick succession does not meet it twice; one that kills the process meets
 * itself, and lets everything else go on in between.
 */
const PROBATION_MS = 2_000

/** When the books could not be written, all is tried again after this time. */
const REST_MS = 1_000

interface SuspectsUse {
  readonly store: Pick<Store, 'markStarted'>
  /** Resolves when nothing is running. */
  readonly quiet: () => Promise<void>
  readonly run: (startable: Startable) => Promise<void>
  readonly park: (startable: Startable) => Promise<void>
  /** Whether a flow has asked for this message, and waits for its answer. */
  readonly isAsked: (message: LivingMessage) => boolean
  /** Whether messages of this partition are begun here. */
  readonly owns: (partition: number) => boolean
  readonly now: () => number
  readonly trouble: (error: unknown) => void
}

/**
 * After an unclean stop, what stood in the books first runs under a durable started-mark. The unmarked run together;
 * one that already has a mark was under way when the process died again, so it runs among few, and after another stop
 * alone: only the killer reaches the third mark.
 */
export class Suspects {
  private readonly use: SuspectsUse
  /** Highest seq of a partition when the process that ran it last died; of all, where one process runs them all. */
  private readonly upTo = new Map<number | 'all', number>()
  private startedAt: number
  private marking: Startable[] = []
  private alone: Startable[] = []
  private heldBack: Startable[] = []
  private readonly onProbation = new Set<Startable>()
  /** About to run, when the books have their marks. */
  private readonly flying = new Set<Startable>()
  private aloneRuns = false
  /** Ids of those that run while all others are held back, and of the questions that they ask. */
  private readonly family = new Set<string>()
  private working = false
  private rests = false

  constructor(use: SuspectsUse) {
    this.use = use
    this.startedAt = use.now()
  }

  /** A process has died: what stood in the books up to this seq may have killed it. */
  suspect(partition: number | 'all', upTo: number): void {
    this.upTo.set(partition, upTo)
    this.startedAt = this.use.now()
  }

  private stoodThen({ partition, seq }: LivingMessage): boolean {
    return seq <= (this.upTo.get(partition) ?? this.upTo.get('all') ?? -1)
  }

  get count(): number {
    return (
      this.marking.length + this.alone.length + this.heldBack.length + this.onProbation.size + (this.working ? 1 : 0)
    )
  }

  /** Lets pass what may start now, and takes charge of the rest. */
  guard(startables: readonly Startable[]): readonly Startable[] {
    if (this.upTo.size === 0) return startables
    const pass: Startable[] = []
    for (const startable of startables) {
      const { seq, starts } = startable.message
      const suspect = !startable.fresh && seq >= 0 && this.stoodThen(startable.message)
      if (this.aloneRuns && this.isOfThose(startable)) pass.push(startable)
      // What still runs may wait for it, here or in another process, and nothing runs alone before that has ended.
      else if (this.aloneRuns && this.use.isAsked(startable.message) && starts === 0) {
        if (suspect) void this.markBeside(startable)
        else pass.push(startable)
      } else if (this.aloneRuns) this.heldBack.push(startable)
      else if (!suspect) pass.push(startable)
      else if (starts === 0) this.marking.push(startable)
      else this.laterAlone(startable)
    }
    this.goOn()
    return pass
  }

  private laterAlone(startable: Startable): void {
    const { starts } = startable.message
    const probation = starts >= MOST_STARTS ? 0 : PROBATION_MS * (starts - 1)
    const wait = this.startedAt + probation - this.use.now()
    if (wait <= 0) {
      this.alone.push(startable)
      return
    }
    this.onProbation.add(startable)
    setTimeout(() => {
      if (!this.onProbation.delete(startable)) return
      this.alone.push(startable)
      this.goOn()
    }, wait).unref()
  }

  /** A partition is run here no more: nothing of it that has not begun will begin. Answers with that. */
  letGo(partition: number): readonly Startable[] {
    const gone: Startable[] = []
    const stays = (startable: Startable) => {
      if (startable.message.partition !== partition) return true
      gone.push(startable)
      return false
    }
    this.marking = this.marking.filter(stays)
    this.alone = this.alone.filter(stays)
    this.heldBack = this.heldBack.filter(stays)
    for (const waiting of [this.onProbation, this.flying])
      for (const startable of waiting) if (!stays(startable)) waiting.delete(startable)
    return gone
  }

  private flown(startables: readonly Startable[]): readonly Startable[] {
    for (const startable of startables) this.flying.add(startable)
    return startables
  }

  /** What was not let go of while its mark was written. */
  private landed(startables: readonly Startable[]): readonly Startable[] {
    return startables.filter((startable) => this.flying.delete(startable))
  }

  private goOn(): void {
    if (this.working || this.rests || this.marking.length + this.alone.length === 0) return
    this.working = true
    this.work()
      .catch((error: unknown) => {
        this.use.trouble(error)
        this.rest()
      })
      .finally(() => this.over())
  }

  private rest(): void {
    this.rests = true
    setTimeout(() => {
      this.rests = false
      this.goOn()
    }, REST_MS).unref()
  }

  /** Nothing runs alone any more; what was held back may go. */
  private over(): void {
    this.family.clear()
    this.aloneRuns = false
    this.working = false
    const held = this.heldBack.splice(0)
    for (const startable of this.guard(held)) void this.use.run(startable)
  }

  private async work(): Promise<void> {
    // The dispatcher hands out in a loop; what it hands out in this turn is marked in one commit.
    await Promise.resolve()
    while (this.marking.length > 0) {
      const together = this.flown(this.marking.splice(0))
      try {
        await this.mark(together)
      } catch (error) {
        this.marking.unshift(...this.landed(together))
        throw error
      }
      for (const startable of this.landed(together)) void this.use.run(startable)
      await Promise.resolve()
    }
    while (this.alone.length > 0) {
      const first = this.flown(this.fewest())
      this.aloneRuns = true
      await this.use.quiet()
      const next = this.landed(first)
      if (next.length === 0) continue
      const isKiller = next[0]!.message.starts >= MOST_STARTS
      const all = this.flown(isKiller ? next : this.withAsked(next))
      try {
        await (isKiller ? this.use.park(next[0]!) : this.mark(all))
      } catch (error) {
        this.alone.unshift(...this.landed(all))
        throw error
      }
      const landed = this.landed(all)
      if (!isKiller) await Promise.all(landed.map((startable) => this.use.run(startable)))
      this.family.clear()
    }
  }

  /** What another process runs by now gets no mark: its run ends at once. */
  private async mark(startables: readonly Startable[]): Promise<void> {
    const ours = startables.filter(({ message }) => this.use.owns(message.partition))
    if (ours.length > 0) await this.use.store.markStarted(ours.map(({ message }) => message.id))
  }

  private async markBeside(startable: Startable): Promise<void> {
    this.flown([startable])
    try {
      await this.mark([startable])
      for (const landed of this.landed([startable])) void this.use.run(landed)
    } catch (error) {
      this.use.trouble(error)
      this.heldBack.push(...this.landed([startable]))
    }
  }

  /** Those with one mark run few at a time: among them one may be the killer. With two marks, each runs alone. */
  private fewest(): readonly Startable[] {
    const hasOne = ({ message }: Startable) => message.starts === 1
    const first = this.alone[0]!
    if (!hasOne(first)) return this.alone.splice(0, 1)
    const few = this.alone.filter(hasOne).slice(0, FEW)
    this.alone = this.alone.filter((startable) => !few.includes(startable))
    return few
  }

  /** What these have asked and wait for runs with them: held back, it would hold them until their deadline. */
  private withAsked(next: readonly Startable[]): readonly Startable[] {
    const all = [...next]
    for (const { message } of next) this.family.add(message.id)
    const isOthers = (startable: Startable) => {
      const { causeId = '', starts } = startable.message
      if (!this.family.has(causeId) || starts >= MOST_STARTS) return true
      this.family.add(startable.message.id)
      all.push(startable)
      return false
    }
    for (let more = -1; more < all.length; ) {
      more = all.length
      this.alone = this.alone.filter(isOthers)
      this.heldBack = this.heldBack.filter(isOthers)
    }
    return all
  }

  private isOfThose({ message }: Startable): boolean {
    const { id, causeId = '', seq } = message
    if (this.family.has(id)) return true
    // A new announcement has time; a question is waited for.
    if (!this.family.has(causeId) || (seq >= 0 && !this.stoodThen(message))) return false
    this.family.add(id)
    return true
  }
}

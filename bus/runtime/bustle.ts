/** What is under way in a hub, for those who wait until nothing is. */
export class Bustle {
  private busy = 0
  /** For each answer of the books that is under way: whose run has ended meanwhile, so that it may be old. */
  private readonly endedSince = new Set<Set<string>>()
  private readonly isIdle: () => boolean
  private readonly restMs: number
  private readonly isStopped: () => boolean
  /** When each run began, by partition; a run is the object. */
  private readonly runs = new Map<number, Set<{ readonly at: number }>>()
  private idleWaiters: (() => void)[] = []
  private quietWaiters: (() => void)[] = []
  private endWaiters: (() => void)[] = []

  /** `isIdle` is asked when nothing is under way; what is done later rests for `restMs`. */
  constructor(isIdle: () => boolean, isStopped: () => boolean, restMs: number) {
    this.isIdle = isIdle
    this.isStopped = isStopped
    this.restMs = restMs
  }

  get count(): number {
    return this.busy
  }

  begin(): void {
    this.busy++
  }

  over(): void {
    this.busy--
  }

  /** A run of a partition begins; what this answers with is to be called when it has ended. */
  runsIn(partition: number, at: number): () => void {
    this.busy++
    const run = { at }
    const runs = this.runs.get(partition)?.add(run) ?? new Set([run])
    this.runs.set(partition, runs)
    return () => {
      this.busy--
      runs.delete(run)
      if (runs.size === 0) for (const waiter of this.endWaiters.splice(0)) waiter()
    }
  }

  /** When the oldest run of a partition that is under way began; undefined when none is. */
  oldestIn(partition: number): number | undefined {
    // In the order in which they began.
    for (const { at } of this.runs.get(partition) ?? []) return at
    return undefined
  }

  /** The books are asked; whose run ends meanwhile may stand in their answer as it was. */
  reading(): { readonly ended: ReadonlySet<string>; over(): void } {
    const ended = new Set<string>()
    this.endedSince.add(ended)
    this.busy++
    const over = () => {
      this.endedSince.delete(ended)
      this.busy--
      this.tell()
    }
    return { ended, over }
  }

  /** A run has ended. */
  ended(id: string): void {
    for (const ended of this.endedSince) ended.add(id)
  }

  /** Does something after a rest, unless all was stopped meanwhile. */
  later(work: () => void): void {
    this.busy++
    setTimeout(() => {
      this.busy--
      if (!this.isStopped()) work()
      this.tell()
    }, this.restMs)
  }

  /** Resolves when nothing runs, whatever stands ready. */
  async quiet(): Promise<void> {
    while (this.busy > 0) await new Promise<void>((resolve) => this.quietWaiters.push(resolve))
  }

  isQuietIn(partition: number): boolean {
    return this.oldestIn(partition) === undefined
  }

  /** Resolves when no run of a partition is under way. */
  async quietIn(partition: number): Promise<void> {
    while (!this.isQuietIn(partition)) await new Promise<void>((resolve) => this.endWaiters.push(resolve))
  }

  /** Resolves when nothing runs and nothing is ready. */
  async idle(): Promise<void> {
    while (this.busy > 0 || !this.isIdle()) await new Promise<void>((resolve) => this.idleWaiters.push(resolve))
  }

  /** Something has come to its end. */
  tell(): void {
    if (this.busy > 0) return
    if (this.quietWaiters.length > 0) for (const waiter of this.quietWaiters.splice(0)) waiter()
    if (this.idleWaiters.length > 0 && this.isIdle()) for (const waiter of this.idleWaiters.splice(0)) waiter()
  }
}

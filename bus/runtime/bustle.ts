/** What is under way in a hub, for those who wait until nothing is. */
export class Bustle {
  private busy = 0
  /** For each answer of the books that is under way: whose run has ended meanwhile, so that it may be old. */
  private readonly endedSince = new Set<Set<string>>()
  private readonly isIdle: () => boolean
  private readonly restMs: number
  private readonly isStopped: () => boolean
  private readonly runs = new Map<number, number>()
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

  /** A run of a partition begins. */
  runsIn(partition: number): void {
    this.busy++
    this.runs.set(partition, (this.runs.get(partition) ?? 0) + 1)
  }

  ranIn(partition: number): void {
    this.busy--
    const left = this.runs.get(partition)! - 1
    this.runs.set(partition, left)
    if (left === 0) for (const waiter of this.endWaiters.splice(0)) waiter()
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
    return (this.runs.get(partition) ?? 0) === 0
  }

  /** Resolves when no run of a partition is under way. */
  async quietIn(partition: number): Promise<void> {
    while ((this.runs.get(partition) ?? 0) > 0) await new Promise<void>((resolve) => this.endWaiters.push(resolve))
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

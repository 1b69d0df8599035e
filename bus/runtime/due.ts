import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import type { After } from './timers.js'
import { Wake } from './wake.js'

const AT_ONCE = 256
/** How long one waits when the books could not be read. */
const REST_MS = 1_000

interface DueUse {
  readonly store: Pick<Store, 'due' | 'nextDue'>
  readonly now: () => number
  readonly after?: After | undefined
  /** How many messages run or stand in line: those are found too and passed over. */
  readonly underWay: () => number
  /** Of which partitions; of all unless told. */
  readonly partitions?: (() => readonly number[]) | undefined
  /** Begins to read; `ended` learns whose run ends meanwhile. */
  readonly begin: () => { readonly ended: ReadonlySet<string>; over(): void }
  readonly found: (message: LivingMessage) => void
  readonly trouble: (sentence: string, error: unknown) => void
}

/** Reads what is due from the books when its time has come. */
export class Due {
  private readonly use: DueUse
  private readonly wake: Wake
  private loading = false
  private stopped = true

  constructor(use: DueUse) {
    this.use = use
    this.wake = new Wake(use.now, () => void this.load(), use.after)
  }

  start(): void {
    this.stopped = false
    this.by(this.use.now())
  }

  stop(): void {
    this.stopped = true
    this.wake.close()
  }

  /** Something in the books is due at this time. */
  by(time: number): void {
    this.wake.by(time)
  }

  private async load(): Promise<void> {
    if (this.loading || this.stopped) return
    this.loading = true
    const { store, now, found, trouble } = this.use
    const { ended, over } = this.use.begin()
    try {
      const at = now()
      const limit = AT_ONCE + this.use.underWay()
      const partitions = this.use.partitions?.()
      const rows = await store.due(at, limit, partitions)
      for (const message of rows) if (!ended.has(message.id)) found(message)
      const next = rows.length >= limit ? at + 50 : await store.nextDue(at, partitions)
      if (next !== undefined) this.wake.by(next)
    } catch (error) {
      trouble('the books could not be read for what is due', error)
      this.wake.by(now() + REST_MS)
    } finally {
      this.loading = false
      over()
    }
  }
}

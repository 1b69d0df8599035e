import type { Store } from '../ports/store.js'
import { type Askers, answeredBefore } from './questions.js'
import { type After, systemTimers } from './timers.js'

/** The first look comes after so many milliseconds; then ever less often. */
const FIRST_MS = 5
const LAST_MS = 250

/** Questions that another process runs: their answers are looked for in the books while somebody waits for them. */
export class Distant {
  private readonly store: Pick<Store, 'fate'>
  private readonly askers: Askers
  private readonly after: After

  constructor(store: Pick<Store, 'fate'>, askers: Askers, after: After = systemTimers) {
    this.store = store
    this.askers = askers
    this.after = after
  }

  look(messageId: string, ms = FIRST_MS): void {
    this.after(ms, () => {
      if (this.askers.has(messageId)) void this.fate(messageId, ms)
    })
  }

  private async fate(messageId: string, ms: number): Promise<void> {
    const later = () => this.look(messageId, Math.min(ms * 2, LAST_MS))
    try {
      const fate = await this.store.fate(messageId)
      if (fate === undefined || fate.endedAt === undefined) return later()
      const answered = Promise.resolve(fate).then(answeredBefore)
      // It was asked once, and this is its answer.
      await this.askers.settle(
        messageId,
        answered.then((one) => (one.state === 'answered' ? { ...one, repeated: false } : one)),
      )
    } catch {
      // The books cannot be read just now; who waits is told `running` in time.
      later()
    }
  }
}

import type { Store } from '../ports/store.js'
import type { StepRecord } from '../ports/unit.js'

const NONE: readonly StepRecord[] = Object.freeze([])

/** The records of messages that are to run: those who ask in one turn of the event loop are answered by one reading. */
export class Recorded {
  private readonly store: Pick<Store, 'records'>
  private asked: string[] = []
  private answer: Promise<ReadonlyMap<string, readonly StepRecord[]>> | undefined

  constructor(store: Pick<Store, 'records'>) {
    this.store = store
  }

  async of(messageId: string): Promise<readonly StepRecord[]> {
    this.asked.push(messageId)
    this.answer ??= Promise.resolve().then(() => {
      const ids = this.asked
      this.asked = []
      this.answer = undefined
      return this.store.records(ids)
    })
    return (await this.answer).get(messageId) ?? NONE
  }
}

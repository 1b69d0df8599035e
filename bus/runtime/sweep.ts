import type { Store } from '../ports/store.js'
import type { Dispatcher } from './dispatcher.js'

/** Rows that one pass reads at most, of all states and partitions. */
const PAGE = 1_000
/** Keys that the books are asked about in one pass; each takes a few questions. */
const MOST_ASKED = 32

interface SweepUse {
  readonly store: Pick<Store, 'livingAfter'>
  readonly dispatcher: Pick<Dispatcher, 'reading' | 'recall'>
  /** Up to which seq the messages of a partition were handed on: those after it are on their way. */
  readonly known: (partition: number) => number
}

/**
 * Goes through all that lives, pass by pass and from the beginning again, for what is ready and unknown here: whoever made
 * it ready, or let go of its key, may have been unable to tell.
 */
export class Sweep {
  private readonly use: SweepUse
  private at = 0

  constructor(use: SweepUse) {
    this.use = use
  }

  /** One pass, which does the same work however much lives. */
  async next(): Promise<void> {
    const { store, dispatcher, known } = this.use
    const { ended, over } = dispatcher.reading()
    try {
      const rows = await store.livingAfter(this.at, PAGE)
      this.at = rows.length < PAGE ? 0 : rows.at(-1)!.seq
      let asked = 0
      for (const row of rows) {
        if (row.state !== 'ready' || row.seq > known(row.partition) || ended.has(row.id)) continue
        if (!dispatcher.recall(row) || ++asked < MOST_ASKED) continue
        this.at = row.seq
        return
      }
    } finally {
      over()
    }
  }
}

import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'

/** Ready messages held in memory; the rest stay in the books until there is room. */
export interface Room {
  readonly window: number
  /** With fewer, more are read. */
  readonly low: number
}
const ROOM: Room = { window: 2_048, low: 512 }

/** One flow's ready messages, in order of acceptance: what was just accepted is handed on without reading it back. */
export class Inbox {
  readonly flow: string
  private readonly store: Pick<Store, 'ready'>
  private queue: LivingMessage[] = []
  private head = 0
  private lastSeq: number
  private behind: boolean
  private loading = false
  private arrivedMeanwhile = false
  private rewoundMeanwhile = false
  private readonly endedMeanwhile = new Set<string>()
  private readonly partition: number | undefined
  private readonly room: Room

  /**
   * `after` is the seq below which nothing of this flow is ready; `behind` says that the books may hold more. Of one
   * partition only, if told.
   */
  constructor(
    flow: string,
    store: Pick<Store, 'ready'>,
    behind: boolean,
    { after = 0, partition, room = ROOM }: { after?: number; partition?: number; room?: Room } = {},
  ) {
    this.flow = flow
    this.store = store
    this.behind = behind
    this.lastSeq = after
    this.partition = partition
    this.room = room
  }

  /** Seq of the next one. */
  get first(): number | undefined {
    return this.queue[this.head]?.seq
  }

  get length(): number {
    return this.queue.length - this.head
  }

  /** Whether everything that is ready is in memory. */
  get complete(): boolean {
    return !this.behind && !this.loading
  }

  /** A message was accepted. When there is no room it stays in the books, and so does all that comes after it. */
  arrive(message: LivingMessage): void {
    // It was read from the books before this was told.
    if (message.seq <= this.lastSeq) return
    if (this.loading) {
      this.arrivedMeanwhile = true
      return
    }
    if (this.behind || this.length >= this.room.window) {
      this.behind = true
      return
    }
    this.queue.push(message)
    this.lastSeq = message.seq
  }

  take(): LivingMessage | undefined {
    const message = this.queue[this.head]
    if (message === undefined) return undefined
    this.queue[this.head++] = undefined as unknown as LivingMessage
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head)
      this.head = 0
    }
    return message
  }

  /** Takes a message out of its turn, when it was found in the books by its key. */
  remove({ id }: Pick<LivingMessage, 'id'>): void {
    for (let index = this.head; index < this.queue.length; index++) {
      if (this.queue[index]?.id !== id) continue
      this.queue.splice(index, 1)
      return
    }
  }

  /**
   * Messages from this seq on became ready in the books although later ones may have been read. What is queued stands in
   * the books too, and is read again in its order.
   */
  rewind(seq: number): void {
    if (this.loading) this.rewoundMeanwhile = true
    this.behind = true
    if (seq > this.lastSeq && !this.loading) return
    let before = Math.min(this.lastSeq, seq - 1)
    for (let index = this.head; index < this.queue.length; index++)
      before = Math.min(before, this.queue[index]!.seq - 1)
    this.lastSeq = before
    this.queue = []
    this.head = 0
  }

  /** A run of this flow has ended: what is being read from the books just now may still show the message as ready. */
  ended(id: string): void {
    if (this.loading) this.endedMeanwhile.add(id)
  }

  /** Whether a ready message of this seq is in here or will be read. */
  knows(seq: number): boolean {
    if (seq > this.lastSeq) return !this.complete
    for (let index = this.head; index < this.queue.length; index++) if (this.queue[index]!.seq === seq) return true
    return false
  }

  needsMore(): boolean {
    return this.behind && !this.loading && this.length < this.room.low
  }

  /** Reads more from the books, oldest first, leaving out what is under way already. `breath` is waited for before. */
  async load(underWay: (id: string) => boolean, breath?: () => Promise<void>): Promise<void> {
    this.loading = true
    this.arrivedMeanwhile = false
    try {
      await breath?.()
      const room = this.room.window - this.length
      const rows = await this.store.ready(this.flow, this.lastSeq, room, this.partition)
      if (this.rewoundMeanwhile) return
      for (const row of rows) {
        this.lastSeq = row.seq
        if (!underWay(row.id) && !this.endedMeanwhile.has(row.id)) this.queue.push(row)
      }
      this.behind = rows.length >= room || this.arrivedMeanwhile
    } finally {
      this.loading = false
      this.rewoundMeanwhile = false
      this.endedMeanwhile.clear()
    }
  }
}

import type { LivingMessage } from '../ports/message.js'
import type { Store } from '../ports/store.js'
import { Inbox, type Room } from './inbox.js'

/** For each partition: a process has up to sixteen. */
const ROOM: Room = { window: 256, low: 64 }

/** One flow's ready messages of the partitions that this process owns, each in order of acceptance. */
export class Inboxes {
  readonly flow: string
  private readonly store: Pick<Store, 'ready'>
  private readonly of = new Map<number, Inbox>()

  constructor(flow: string, store: Pick<Store, 'ready'>) {
    this.flow = flow
    this.store = store
  }

  /** `behind`: the books may hold ready ones. */
  gain(partition: number, behind: boolean): void {
    this.of.set(partition, new Inbox(this.flow, this.store, behind, { partition, room: ROOM }))
  }

  lose(partition: number): void {
    this.of.delete(partition)
  }

  get length(): number {
    let length = 0
    for (const inbox of this.of.values()) length += inbox.length
    return length
  }

  get complete(): boolean {
    for (const inbox of this.of.values()) if (!inbox.complete) return false
    return true
  }

  arrive(message: LivingMessage): void {
    this.of.get(message.partition)?.arrive(message)
  }

  /** The oldest of all. */
  take(): LivingMessage | undefined {
    let next: Inbox | undefined
    for (const inbox of this.of.values())
      if (inbox.first !== undefined && (next?.first === undefined || inbox.first < next.first)) next = inbox
    return next?.take()
  }

  remove({ id, partition }: Pick<LivingMessage, 'id' | 'partition'>): void {
    this.of.get(partition)?.remove({ id })
  }

  rewind(seq: number, partition?: number): void {
    if (partition !== undefined) this.of.get(partition)?.rewind(seq)
    else for (const inbox of this.of.values()) inbox.rewind(seq)
  }

  /** What is not ours is nothing to look for. */
  knows(seq: number, partition: number): boolean {
    return this.of.get(partition)?.knows(seq) ?? true
  }

  ended(id: string): void {
    for (const inbox of this.of.values()) inbox.ended(id)
  }

  needsMore(): boolean {
    for (const inbox of this.of.values()) if (inbox.needsMore()) return true
    return false
  }

  async load(underWay: (id: string) => boolean, breath?: () => Promise<void>): Promise<void> {
    const needy = [...this.of.values()].filter((inbox) => inbox.needsMore())
    await Promise.all(needy.map((inbox) => inbox.load(underWay, breath)))
  }
}

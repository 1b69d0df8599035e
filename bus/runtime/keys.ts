import type { LivingMessage } from '../ports/store.js'

/** Followers of one key kept in memory; what comes beyond is read from the books when the key is free. */
const MOST_BEHIND = 64

interface Line {
  /** The message that runs, waits or is parked; nobody of this key passes it. */
  head: string
  behind: LivingMessage[]
  /** More of this key stand in the books than `behind` holds. */
  more: boolean
}

const join = (flow: string, key: string) => `${flow}\u0000${key}`

/** Order per key: at most one message of a key is under way, the others stand in line in order of acceptance. */
export class KeyLines {
  private readonly lines = new Map<string, Line>()

  /**
   * `'runs'` when the message may run now, `'stands'` when it stands in line, `'left'` when the line is long and it stays
   * in the books. One that is `kept` (it is in no book yet) is never left.
   */
  enter(message: LivingMessage, kept = false): 'runs' | 'stands' | 'left' {
    if (message.key === undefined) return 'runs'
    const name = join(message.flow, message.key)
    const line = this.lines.get(name)
    if (line === undefined) {
      this.lines.set(name, { head: message.id, behind: [], more: false })
      return 'runs'
    }
    if (line.head === message.id) return 'runs'
    if (!kept && (line.behind.length >= MOST_BEHIND || line.more)) {
      line.more = true
      return 'left'
    }
    line.behind.push(message)
    return 'stands'
  }

  /** Holds a key for a message that is not in memory: one that waits, is in doubt, or is a dead letter. */
  hold(flow: string, key: string, messageId: string): void {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line === undefined) this.lines.set(name, { head: messageId, behind: [], more: true })
    else line.head = messageId
  }

  /**
   * The head has ended. Gives the next in line, which becomes head; `'ask-the-books'` when the next one is not in
   * memory; undefined when the key is free.
   */
  leave(flow: string, key: string, messageId: string): LivingMessage | 'ask-the-books' | undefined {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line === undefined || line.head !== messageId) return undefined
    const next = line.behind.shift()
    if (next !== undefined) {
      line.head = next.id
      return next
    }
    if (line.more) {
      line.more = false
      line.head = ''
      return 'ask-the-books'
    }
    this.lines.delete(name)
    return undefined
  }

  /** The answer of the books after `'ask-the-books'`: the next of the key becomes head, or the key is free. */
  found(flow: string, key: string, next: LivingMessage | undefined): LivingMessage | undefined {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line === undefined || line.head !== '') return undefined
    if (next === undefined) {
      const first = line.behind.shift()
      if (first === undefined) this.lines.delete(name)
      else line.head = first.id
      return first
    }
    line.behind = line.behind.filter(({ id }) => id !== next.id)
    line.head = next.id
    // There may be more of the key behind the one that was found.
    line.more = true
    return next
  }

  headOf(flow: string, key: string): string | undefined {
    return this.lines.get(join(flow, key))?.head
  }

  get size(): number {
    return this.lines.size
  }
}

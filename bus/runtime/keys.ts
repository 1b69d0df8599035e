import type { LivingMessage } from '../ports/message.js'
import { HeldByPartition, nameOf as join, partitionOfName } from './held-by-partition.js'

export interface KeyLimits {
  /** Followers of one key kept in memory; what comes beyond stays in the books until the key is free. */
  readonly behind: number
  /** Followers of all keys together kept in memory. */
  readonly standing: number
  /** Keys whose holder the books have just told: their next messages are left without asking again. */
  readonly known: number
}
const LIMITS: KeyLimits = { behind: 64, standing: 10_000, known: 4_096 }

/** The head of a line while the books are asked whose turn it is. */
const NOBODY = ''

interface Line {
  /** The message that runs. One that is parked is head only while something stands behind it that is in no book. */
  head: string
  behind: LivingMessage[] | undefined
  /** Older ones of this key than the next to come may stand in the books. */
  more: boolean
  /** Since the books were asked, one was left to them. */
  left: boolean
  /** Since the books were asked, one came back to life or a holder went: their answer may be old. */
  changed: boolean
}

/**
 * `'runs'`: the message may run now. `'stands'`: it stands in line in memory. `'left'`: it stays in the books, where it is
 * found when the key is free. `'asks'`: the key may be held; the books have to be asked whose turn it is.
 */
export type Place = 'runs' | 'stands' | 'left' | 'asks'

/** What the books say of a key nobody runs of: the message whose turn it is, nobody, or who holds it. */
export type Turn = { readonly next: LivingMessage | undefined } | { readonly heldBy: string }

/** What follows from a turn. `leave`: they stay in the books, and memory may forget them. */
export interface Turned {
  readonly begins?: LivingMessage
  readonly leave?: readonly LivingMessage[]
  readonly askAgain?: true
}

/** In no book yet, or in a state in which the books do not count it among the ready: it cannot be left to them. */
export function staysInMemory({ seq, state }: LivingMessage): boolean {
  return seq < 0 || state === 'gathering'
}

/**
 * Order per key: at most one message of a key is under way, the others stand in line in order of acceptance.
 *
 * A line is in memory only while a message of its key runs, or the books are asked for the next one. Of keys that are held
 * by a message that does not run, memory has two hashes each; who holds them stands in the books.
 */
export class KeyLines {
  private readonly lines = new Map<string, Line>()
  private readonly held: HeldByPartition
  private readonly known = new Set<string>()
  private readonly most: KeyLimits
  private standing = 0

  /** `parted`: partitions are given away one by one. */
  constructor(most: KeyLimits = LIMITS, parted = false) {
    this.most = most
    this.held = new HeldByPartition(parted)
  }

  /**
   * `outOfTurn`: it is due again, replayed or asked, and not merely the next of its flow. `unread`: older ones of its flow
   * may stand in the books that have not been read yet.
   */
  enter(message: LivingMessage, outOfTurn = false, unread = false): Place {
    if (message.key === undefined) return 'runs'
    const name = join(message.flow, message.key)
    const line = this.lines.get(name)
    const stays = staysInMemory(message)
    if (line !== undefined) {
      // Those that have not been read yet go first.
      if (unread && stays) line.more = true
      return this.lineUp(name, line, message, outOfTurn)
    }
    if (!this.held.has(name) && !(unread && stays)) {
      this.lines.set(name, { head: message.id, behind: undefined, more: false, left: false, changed: false })
      return 'runs'
    }
    if (this.held.remove(name, message.id)) {
      this.known.delete(name)
      this.lines.set(name, { head: message.id, behind: undefined, more: true, left: false, changed: false })
      return 'runs'
    }
    if (!stays && !outOfTurn && this.known.has(name)) return 'left'
    const asking = this.asking(name)
    if (stays) this.push(asking, message)
    return 'asks'
  }

  private lineUp(name: string, line: Line, message: LivingMessage, outOfTurn: boolean): Place {
    if (line.head === message.id) {
      this.begin(name, line, message)
      return 'runs'
    }
    if (line.head === NOBODY && outOfTurn) line.changed = true
    if (!staysInMemory(message)) {
      if (line.more || (line.behind?.length ?? 0) >= this.most.behind || this.standing >= this.most.standing) {
        line.more = true
        line.left = true
        return 'left'
      }
    }
    this.push(line, message)
    return 'stands'
  }

  private asking(name: string): Line {
    const line: Line = { head: NOBODY, behind: undefined, more: true, left: false, changed: false }
    this.lines.set(name, line)
    return line
  }

  private push(line: Line, message: LivingMessage): void {
    if (line.behind === undefined) line.behind = [message]
    else line.behind.push(message)
    this.standing++
  }

  private begin(name: string, line: Line, message: LivingMessage): LivingMessage {
    line.head = message.id
    this.held.remove(name, message.id)
    this.known.delete(name)
    return message
  }

  /** Takes note of a holder when the hub starts: a message that waits, retries, is in doubt, splits, or is a dead letter. */
  hold(flow: string, key: string, messageId: string): void {
    this.held.add(join(flow, key), messageId)
  }

  /**
   * The head has come to a state in which it holds its key without running. Answers with those that stood behind it and
   * stay in the books now.
   */
  park(flow: string, key: string, messageId: string): readonly LivingMessage[] {
    const name = join(flow, key)
    this.held.add(name, messageId)
    const line = this.lines.get(name)
    return line === undefined || line.head !== messageId ? [] : this.rest(name, line, messageId)
  }

  private rest(name: string, line: Line, holder: string): readonly LivingMessage[] {
    this.know(name)
    const behind = line.behind ?? []
    const stay = behind.filter(staysInMemory)
    this.standing -= behind.length - stay.length
    if (stay.length === 0) this.lines.delete(name)
    else {
      line.head = holder
      line.behind = stay
      line.more = true
    }
    return behind.filter((message) => !staysInMemory(message))
  }

  private know(name: string): void {
    if (this.known.size >= this.most.known) this.known.delete(this.known.values().next().value as string)
    this.known.add(name)
  }

  /**
   * The head has ended. Gives the next in line, which becomes head; `'ask-the-books'` when the next one may not be in
   * memory; undefined when the key is free.
   */
  leave(flow: string, key: string, messageId: string): LivingMessage | 'ask-the-books' | undefined {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line === undefined || line.head !== messageId) return undefined
    const next = line.behind?.[0]
    const heldBesides = this.held.has(name)
    // One that stays in memory was not accepted before those in the books.
    if (next !== undefined && !heldBesides && !(line.more && staysInMemory(next))) {
      line.behind!.shift()
      this.standing--
      return this.begin(name, line, next)
    }
    if (next === undefined && !heldBesides && !line.more) {
      this.lines.delete(name)
      return undefined
    }
    line.head = NOBODY
    line.more = true
    line.left = line.changed = false
    return 'ask-the-books'
  }

  /** A holder that does not run is gone, or lets go of its key. */
  free(flow: string, key: string, messageId: string): 'ask-the-books' | undefined {
    const name = join(flow, key)
    this.held.remove(name, messageId)
    this.known.delete(name)
    const line = this.lines.get(name)
    if (line === undefined) {
      this.asking(name)
      return 'ask-the-books'
    }
    if (line.head === messageId) {
      line.head = NOBODY
      line.more = true
      line.left = line.changed = false
      return 'ask-the-books'
    }
    line.more = true
    line.changed = true
    return undefined
  }

  /** A holder is gone whose flow is not part of this hub. */
  forget(flow: string, key: string, messageId: string): void {
    this.held.remove(join(flow, key), messageId)
  }

  /** Whether somebody may hold this key without running. When not, nobody does. */
  mayBeHeld(flow: string, key: string): boolean {
    return this.held.has(join(flow, key))
  }

  /** The answer of the books after `'asks'` or `'ask-the-books'`. */
  turned(flow: string, key: string, turn: Turn): Turned {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line === undefined || line.head !== NOBODY) return {}
    const { left, changed } = line
    line.left = line.changed = false
    if (changed) return { askAgain: true }
    if ('heldBy' in turn) {
      if (!this.held.hasHolder(name, turn.heldBy)) this.held.add(name, turn.heldBy)
      return { leave: this.rest(name, line, turn.heldBy) }
    }
    const { next } = turn
    if (next !== undefined) {
      if (line.behind !== undefined) {
        const before = line.behind.length
        line.behind = line.behind.filter(({ id }) => id !== next.id)
        this.standing -= before - line.behind.length
      }
      return { begins: this.begin(name, line, next) }
    }
    // Who was left to the books after they were read is there by now.
    if (left) return { askAgain: true }
    const first = line.behind?.shift()
    if (first === undefined) {
      this.lines.delete(name)
      return {}
    }
    this.standing--
    line.more = false
    return { begins: this.begin(name, line, first) }
  }

  /**
   * A partition is run elsewhere from now on: its keys are forgotten. Answers with those that stood in line and are in no
   * book.
   */
  drop(partition: number): readonly LivingMessage[] {
    const left: LivingMessage[] = []
    for (const [name, { behind = [] }] of this.lines) {
      if (partitionOfName(name) !== partition) continue
      this.standing -= behind.length
      left.push(...behind)
      this.lines.delete(name)
    }
    this.doubt(partition)
    this.held.drop(partition)
    return left
  }

  /**
   * One of this key is ready in the books, and not in memory. `'stands'`: it comes when the line has come to its end.
   * `'asks'`: the key may be held; the books have to be asked whose turn it is.
   */
  recall(flow: string, key: string): 'free' | 'stands' | 'asks' {
    const name = join(flow, key)
    const line = this.lines.get(name)
    if (line !== undefined) {
      line.more = true
      line.left = true
      return 'stands'
    }
    if (!this.held.has(name)) return 'free'
    this.asking(name)
    return 'asks'
  }

  /** What the books have told of the holders of a partition may be old. */
  doubt(partition: number): void {
    for (const name of this.known) if (partitionOfName(name) === partition) this.known.delete(name)
  }

  headOf(flow: string, key: string): string | undefined {
    return this.lines.get(join(flow, key))?.head
  }

  /** What is in memory: lines, followers, holders and the bytes that the holders take. */
  get size(): { readonly lines: number; readonly standing: number; readonly held: number; readonly heldBytes: number } {
    return { lines: this.lines.size, standing: this.standing, held: this.held.size, heldBytes: this.held.bytes }
  }
}

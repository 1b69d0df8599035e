import type { NewMessage } from '../ports/message.js'

/** A message that was accepted into a partition; without a body when it is not to be started. */
export interface Arrived {
  readonly seq: number
  /** Seq of the one accepted before it in its partition. */
  readonly after: number
  readonly message?: NewMessage
}

/** So many that came before their turn are kept; beyond that they are read from the books. */
const MOST_AHEAD = 1_000

/**
 * How far one partition is known: messages come from several processes on several ways, and are handed on in the order in
 * which they were accepted, none twice and none left out.
 */
export class Cursor {
  private at: number
  private target: number
  private readonly ahead = new Map<number, Arrived>()

  /** `at`: everything up to this seq is known. */
  constructor(at: number) {
    this.at = at
    this.target = at
  }

  /** Everything up to this seq is known. */
  get known(): number {
    return this.at
  }

  /** The highest seq that is known to have been given out. */
  get wanted(): number {
    return this.target
  }

  /** Whether something is missing that has been accepted. */
  get isMissing(): boolean {
    return this.at < this.target
  }

  /** A message of this seq was accepted. */
  expect(seq: number): void {
    this.target = Math.max(this.target, seq)
  }

  /** Takes one that has come; answers with those whose turn it is now. */
  take(arrived: Arrived): readonly Arrived[] {
    this.expect(arrived.seq)
    if (arrived.seq <= this.at) return NOBODY
    if (arrived.after > this.at) {
      if (this.ahead.size < MOST_AHEAD) this.ahead.set(arrived.after, arrived)
      return NOBODY
    }
    this.at = arrived.seq
    return this.ahead.size === 0 ? [arrived] : [arrived, ...this.inTurn()]
  }

  /** The books were read: everything up to this seq was handed on. Answers with those whose turn it is now. */
  read(upTo: number): readonly Arrived[] {
    this.at = Math.max(this.at, upTo)
    this.expect(this.at)
    for (const [after, { seq }] of this.ahead) if (seq <= this.at) this.ahead.delete(after)
    return this.inTurn()
  }

  private inTurn(): Arrived[] {
    const next: Arrived[] = []
    for (;;) {
      const one = this.ahead.get(this.at)
      if (one === undefined) return next
      this.ahead.delete(this.at)
      this.at = one.seq
      next.push(one)
    }
  }
}

const NOBODY: readonly Arrived[] = Object.freeze([])

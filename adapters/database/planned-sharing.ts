import type { NewMessage } from '../../bus/ports/message.js'
import type { Move, Placed, Stirred, Unit } from '../../bus/ports/unit.js'
import type { Place } from './places.js'
import type { Shared } from './sharing.js'

/** What one unit does that the owners of partitions have to learn, on books that several processes write. */
export class PlannedSharing {
  readonly #shared: Shared
  readonly #own: string | undefined
  readonly #last = new Map<number, number>()
  readonly #placed: (Omit<Placed, 'ready'> & { ready: boolean })[] = []
  readonly #stirred: Stirred[] = []

  constructor(shared: Shared, { holds }: Unit) {
    this.#shared = shared
    this.#own = holds?.messageId
  }

  place(message: NewMessage, seq: number): void {
    const { partition, state } = message
    const after = this.#last.get(partition) ?? this.#shared.lastOf(partition)
    this.#last.set(partition, seq)
    this.#placed.push({ message, seq, after, ready: state === 'ready' })
  }

  ended(id: string): void {
    for (const placed of this.#placed) if (placed.message.id === id) placed.ready = false
  }

  /** Those of other messages: a run knows what became of its own. */
  stir({ id, state, due }: Pick<Move, 'id' | 'state' | 'due'>, { partition }: Place): void {
    if (id === this.#own || partition === undefined) return
    if (state === 'ready') this.#stirred.push({ id, partition, due: 0 })
    else if (due > 0) this.#stirred.push({ id, partition, due })
  }

  taken(): void {
    for (const [partition, seq] of this.#last) this.#shared.grew(partition, seq)
  }

  told(): { readonly placed?: readonly Placed[]; readonly stirred?: readonly Stirred[] } {
    return {
      ...(this.#placed.length === 0 ? {} : { placed: this.#placed }),
      ...(this.#stirred.length === 0 ? {} : { stirred: this.#stirred }),
    }
  }
}

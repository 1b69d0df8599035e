import type { LivingMessage, LivingState } from '../../bus/ports/message.js'
import type { KeyHolder, Store } from '../../bus/ports/store.js'

const HOLDING: readonly string[] = ['waiting', 'retrying', 'in-doubt', 'splitting']

/** Lets the event loop go round. */
export const turns = async (count: number) => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}

type Open<T> = { -readonly [Key in keyof T]: T[Key] }
export interface Standing extends Open<LivingMessage> {
  /** It has run before, so its place is no more that of its acceptance. */
  begun: boolean
}

/** Books in memory whose answers may be old when they arrive. */
export class Books {
  readonly living = new Map<string, Standing>()
  readonly dead = new Map<string, Standing & { holds: boolean }>()
  now = 1
  lastSeq = 0
  #random: number

  constructor(seed: number) {
    this.#random = seed
  }

  chance(below: number): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fffffff
    return (this.#random >> 8) % below
  }

  accept(flow: string, key: string | undefined, state: LivingState = 'ready', id?: string): Standing {
    const seq = ++this.lastSeq
    const message = { id: id ?? `m${seq}`, flow, seq, state, due: 0, begun: false } as Standing
    if (key !== undefined) message.key = key
    this.living.set(message.id, message)
    return message
  }

  async #read<T>(look: () => T): Promise<T> {
    await turns(this.chance(4))
    const found = look()
    await turns(this.chance(4))
    return found
  }

  #rows(which: (message: Standing) => boolean, order: (message: Standing) => number, limit: number): LivingMessage[] {
    const found = [...this.living.values()].filter(which).sort((one, other) => order(one) - order(other))
    return found.slice(0, limit).map((message) => ({ ...message }))
  }

  holders(flow?: string, key?: string): KeyHolder[] {
    const of = (message: Standing) =>
      message.key !== undefined && (flow === undefined || (message.flow === flow && message.key === key))
    const row = ({ flow, key, id, state }: Standing) => ({ flow, key, messageId: id, state, since: 0 }) as KeyHolder
    const dead = [...this.dead.values()].filter((message) => message.holds && of(message))
    const living = [...this.living.values()].filter((message) => HOLDING.includes(message.state) && of(message))
    return [...dead.map((each) => ({ ...row(each), state: 'dead-letter' as const })), ...living.map(row)]
  }

  readonly store = {
    ready: (flow: string, after: number, limit: number) =>
      this.#read(() =>
        this.#rows(
          (one) => one.flow === flow && one.state === 'ready' && one.seq > after,
          ({ seq }) => seq,
          limit,
        ),
      ),
    due: (now: number, limit: number) =>
      this.#read(() =>
        this.#rows(
          (one) => isDue(one, now),
          ({ due }) => due,
          limit,
        ),
      ),
    nextDue: (after: number) =>
      this.#read(() => {
        const dues = [...this.living.values()].filter(({ state }) => mayBeDue(state)).map(({ due }) => due)
        const later = dues.filter((due) => due > after)
        return later.length === 0 ? undefined : Math.min(...later)
      }),
    living: (id: string) =>
      this.#read(
        () =>
          this.#rows(
            (one) => one.id === id,
            () => 0,
            1,
          )[0],
      ),
    firstOfKey: (flow: string, key: string) =>
      this.#read(
        () =>
          this.#rows(
            (one) => one.flow === flow && one.key === key && one.state !== 'gathering',
            ({ seq }) => seq,
            1,
          )[0],
      ),
    livingAfter: (after: number, limit: number) =>
      this.#read(() =>
        this.#rows(
          ({ seq }) => seq > after,
          ({ seq }) => seq,
          limit,
        ),
      ),
    keyHolders: ({ flow, key }: { flow?: string; key?: string }) =>
      this.#read(() => ({ rows: this.holders(flow, key).slice(0, 1) })),
    heldKeys: ({ after }: { after?: string }) =>
      this.#read(() => {
        const from = Number(after ?? 0)
        const all = this.holders()
        return { rows: all.slice(from, from + 2), ...(from + 2 < all.length ? { next: String(from + 2) } : {}) }
      }),
  } as unknown as Store
}

const mayBeDue = (state: LivingState) => state === 'waiting' || state === 'retrying' || state === 'gathering'
export const isDue = ({ state, due }: LivingMessage, now: number) =>
  mayBeDue(state) && due <= now && (state !== 'gathering' || due > 0)

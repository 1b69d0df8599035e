import type { commits } from '../../bus/runtime/boundaries.js'
import type { Go } from './protocol.js'
import type { Chance } from './shapes.js'

export type Kill = NonNullable<Go['kill']>

/** What every message passes: there the process may live through some before it dies at one. */
const COMMON: ReadonlySet<string> = new Set(['accept', 'intend', 'answer', 'change', 'end', 'effect'] satisfies (
  | (typeof commits)[number]
  | 'effect'
)[])

/**
 * Where the hub dies next: at every boundary once, as long as there are some; after that by turns at a random moment and
 * at a boundary. `undefined` is a random moment.
 */
export class Plan {
  private readonly names: readonly string[]
  private readonly chance: Chance
  private left: string[]
  private turn = 0
  private readonly hit = new Set<string>()

  constructor(names: readonly string[], chance: Chance) {
    this.names = names
    this.chance = chance
    this.left = shuffled(names, chance)
  }

  next(): Kill | undefined {
    const first = this.left.shift()
    if (first !== undefined) return { name: first, hit: this.place(first) }
    if (this.turn++ % 3 === 0 || this.names.length === 0) return undefined
    return this.any()
  }

  /** A boundary that the hub comes to soon: one that it has not died at yet, as long as there is one. */
  named(): Kill {
    const name = this.left.shift() ?? this.any().name
    return { name, hit: 1 + Math.floor(this.chance() * 2) }
  }

  private any(): Kill {
    const name = this.names[Math.floor(this.chance() * this.names.length)]!
    return { name, hit: this.place(name) }
  }

  /** The process has died there. */
  died(name: string): void {
    this.hit.add(name)
  }

  /** The process did not come to this boundary in time: another time. */
  missed({ name }: Kill): void {
    if (!this.hit.has(name)) this.left.push(name)
  }

  /** What there is to tell of boundaries at the end. */
  get figures() {
    return {
      boundariesNamed: this.names.length,
      boundariesHit: this.hit.size,
      missed: this.names.filter((name) => !this.hit.has(name)),
    }
  }

  private place(name: string): number {
    return 1 + Math.floor(this.chance() * (COMMON.has(name.split(':')[0]!) ? 12 : 2))
  }
}

export function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  return list
    .map((item) => ({ item, by: chance() }))
    .sort((a, b) => a.by - b.by)
    .map(({ item }) => item)
}

/** Chance that is the same for the same seed (mulberry32), so that the mix of a run can be had again. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

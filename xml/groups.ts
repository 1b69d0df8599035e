import type { HubError } from '../bus/errors.js'
import { type GroupPlan, NO_NAME, type Particle } from './plan.js'
import { UNKNOWN } from './scope.js'
import { maker } from './shapes.js'

/** The plan of a group, whose particles can be told apart by the next element alone (XML Schema part 1, 3.8.6). */
export function groupPlan(
  kind: GroupPlan['kind'],
  particles: readonly Particle[],
  wrong: (key: string, reason: string) => HubError,
): GroupPlan {
  const starts = new Map<number, Particle[]>()
  const wild: Particle[] = []
  for (const particle of particles) {
    for (const id of firstOf(particle)) starts.set(id, [...(starts.get(id) ?? []), particle])
    if (isWild(particle)) wild.push(particle)
  }
  const needed = particles.map(() => particles.length)
  needed.push(particles.length)
  for (let i = particles.length - 1; i >= 0; i--) needed[i] = isNeeded(particles[i]!) ? i : needed[i + 1]!
  const nullable =
    kind === 'choice'
      ? particles.length === 0 || particles.some((particle) => !isNeeded(particle))
      : needed[0] === particles.length
  if (kind === 'sequence') {
    for (let at = -1; at < particles.length; at++) {
      const own = particles[at]
      const again = own !== undefined && own.max > own.min && own.max > 1 ? [own] : []
      apart([...again, ...particles.slice(at + 1, needed[at + 1]! + 1)], wrong)
    }
  } else apart(particles, wrong)
  const keys = new Set(particles.map(({ key }) => key))
  const ids = particles.map(({ element }) => element?.id ?? NO_NAME)
  return { kind, particles, starts, wild, ids, make: maker(), needed, keys, nullable }
}

function firstOf({ element, group }: Particle): Iterable<number> {
  return element !== undefined ? [element.id] : (group?.starts.keys() ?? [])
}
const isWild = ({ admits, group }: Particle) => admits !== undefined || (group !== undefined && group.wild.length > 0)
const isNeeded = ({ min, group }: Particle) => min > 0 && !(group?.nullable ?? false)

function apart(particles: readonly Particle[], wrong: (key: string, reason: string) => HubError): void {
  const seen = new Map<number, string>()
  for (const particle of particles) {
    for (const id of firstOf(particle)) {
      const other = seen.get(id)
      if (other !== undefined) throw wrong(particle.key, `begins with the same element as ${other} before it`)
      seen.set(id, particle.key)
    }
  }
}

/** What lists are that hold nothing: one for all, since most lists of a message are empty. */
export const EMPTY: readonly never[] = Object.freeze([])

export type Holder = Record<string, unknown>

/** How far the content of one element, or of a group within it, has come. */
export class Cursor {
  plan: GroupPlan
  /** The value that is being read. */
  value: Holder
  /** The particle that stood last, and how often. */
  at = -1
  count = 0
  /** The group that is open there. */
  inner: Cursor | undefined
  /** Of xs:all: what has stood. */
  #seen: Set<Particle> | undefined

  constructor(plan: GroupPlan, value: Holder) {
    this.plan = plan
    this.value = value
  }

  /** Begins anew for another element. */
  reset(plan: GroupPlan, value: Holder): void {
    this.plan = plan
    this.value = value
    this.at = -1
    this.count = 0
    this.inner = undefined
    this.#seen = undefined
  }

  /**
   * Where an element of this name stands: its particle, and the cursor whose value it is part of by `cursorOf`; undefined
   * if it may not stand here.
   */
  take(id: number, uri: () => string): Taken | undefined {
    if (this.inner !== undefined) {
      const taken = this.inner.take(id, uri)
      if (taken !== undefined) return taken
    }
    if (this.inner === undefined && this.plan.kind === 'sequence') {
      const taken = this.#next(id)
      if (taken !== undefined) return taken
    }
    const named = id === UNKNOWN ? undefined : this.plan.starts.get(id)
    if (named !== undefined) {
      for (let i = 0; i < named.length; i++) {
        const particle = named[i]!
        if (this.#mayBe(particle)) return this.#enter(particle, id, uri)
      }
    }
    for (const particle of this.plan.wild)
      if (this.#mayBe(particle) && takesAny(particle, uri())) return this.#enter(particle, id, uri)
    return undefined
  }

  /** The usual case without a search: the element stands again, or the next does, or one behind some that may lack. */
  #next(id: number): Taken | undefined {
    const { at, plan } = this
    const { ids, particles } = plan
    if (at >= 0) {
      const particle = particles[at]!
      if (ids[at] === id) {
        if (this.count >= particle.max) return undefined
        this.count++
        return this.#taken(particle)
      }
      if (this.count < particle.min) return undefined
    }
    const last = Math.min(plan.needed[at + 1]!, particles.length - 1)
    for (let i = at + 1; i <= last; i++) {
      if (ids[i] !== id) continue
      const particle = particles[i]!
      this.#passLists(i)
      this.at = i
      this.count = 1
      if (particle.list) particle.set(this.value, EMPTY)
      return this.#taken(particle)
    }
    return undefined
  }

  #mayBe(particle: Particle): boolean {
    const { at, plan } = this
    const { index } = particle
    if (plan.kind === 'all') return !(this.#seen?.has(particle) ?? false)
    if (index === at) return this.count < particle.max && (this.inner === undefined || this.inner.mayEnd())
    if (plan.kind === 'choice') return at < 0
    return index > at && plan.needed[at + 1]! >= index && this.#isDone()
  }

  /** Whether what stood last has stood often enough. */
  #isDone(): boolean {
    if (this.at < 0) return true
    const particle = this.plan.particles[this.at]!
    return (
      (this.count >= particle.min || (particle.group?.nullable ?? false)) &&
      (this.inner === undefined || this.inner.mayEnd())
    )
  }

  #enter(particle: Particle, id: number, uri: () => string): Taken {
    const { value } = this
    if (this.inner !== undefined) this.inner.end()
    if (this.plan.kind === 'all') {
      this.#seen ??= new Set()
      this.#seen.add(particle)
    } else if (particle.index === this.at) this.count++
    else {
      if (this.plan.kind === 'sequence') this.#passLists(particle.index)
      this.at = particle.index
      this.count = 1
      if (particle.list) particle.set(value, EMPTY)
    }
    this.inner = undefined
    if (particle.group === undefined) return this.#taken(particle)
    const inner = new Cursor(particle.group, particle.group.make())
    if (particle.list && this.count > 1) (value[particle.key] as unknown[]).push(inner.value)
    else particle.set(value, particle.list ? [inner.value] : inner.value)
    this.inner = inner
    return inner.take(id, uri)!
  }

  #taken(particle: Particle): Taken {
    TAKEN.particle = particle
    TAKEN.holder = this.value
    TAKEN.nth = this.count
    return TAKEN
  }

  /** Lists before a particle that did not stand are empty. */
  #passLists(until: number): void {
    const { particles } = this.plan
    for (let i = this.at + 1; i < until; i++) if (particles[i]!.list) particles[i]!.set(this.value, EMPTY)
  }

  mayEnd(): boolean {
    const { plan } = this
    if (plan.kind === 'all') return this.#unseen() === undefined
    if (this.at < 0) return plan.nullable
    return this.#isDone() && (plan.kind === 'choice' || plan.needed[this.at + 1] === plan.particles.length)
  }

  #unseen(): Particle | undefined {
    return this.plan.particles.find((particle) => isNeeded(particle) && !(this.#seen?.has(particle) ?? false))
  }

  /** Says that no more will come: undefined if that may be, or what is missing. */
  end(): string | undefined {
    if (!this.mayEnd()) return this.#missing()
    if (this.inner !== undefined) this.inner.end()
    if (this.plan.kind === 'sequence') this.#passLists(this.plan.particles.length)
    return undefined
  }

  #missing(): string {
    const { plan, at } = this
    if (plan.kind === 'all') return nameOf(this.#unseen()!)
    if (at >= 0) {
      if (this.inner !== undefined && !this.inner.mayEnd()) return this.inner.#missing()
      const particle = plan.particles[at]!
      if (!this.#isDone()) return `${particle.min} of ${nameOf(particle)}`
    }
    if (plan.kind === 'choice') return `one of ${listed(plan.particles.map(nameOf))}`
    return nameOf(plan.particles[plan.needed[at + 1]!]!)
  }

  /** Names of what may stand next. */
  expected(): readonly string[] {
    const { plan, at } = this
    const inner = this.inner === undefined ? [] : this.inner.expected()
    if (this.inner !== undefined && !this.inner.mayEnd()) return inner
    return [
      ...inner,
      ...plan.particles
        .filter((particle) => at < 0 || plan.kind === 'all' || particle.index >= at)
        .filter((particle) => this.#mayBe(particle))
        .map(nameOf),
    ]
  }

  /**
   * The particle of a name that may not stand here, to read on behind it: where something before it is missing, what
   * follows it is in its place again.
   */
  misplaced(id: number): Particle | undefined {
    const particle = this.plan.particles.find(({ element }) => element?.id === id)
    if (particle === undefined) return this.inner?.misplaced(id)
    if (this.plan.kind === 'sequence' && particle.index > this.at) {
      this.#passLists(particle.index + 1)
      this.at = particle.index
      this.count = particle.min
      this.inner = undefined
    }
    return particle
  }
}

/** The latest answer of `take`; one object for all of them. */
export interface Taken {
  particle: Particle
  holder: Holder
  /** The how manieth it is of its particle, from 1. */
  nth: number
}
const TAKEN = { particle: undefined as unknown as Particle, holder: undefined as unknown as Holder, nth: 0 }

function takesAny({ admits, group }: Particle, uri: string): boolean {
  return admits?.(uri) ?? group?.wild.some((particle) => takesAny(particle, uri)) ?? false
}

/** How errors call a particle. */
export function nameOf({ element, group, key }: Particle): string {
  if (element !== undefined) return element.local
  return group === undefined
    ? 'any element'
    : group.particles.map(nameOf).join(group.kind === 'choice' ? ' or ' : ', ') || key
}

const SHOWN = 8
/** Names for a sentence. */
export function listed(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ')
  return `${names.slice(0, SHOWN).join(', ')} or ${names.length - SHOWN} others`
}

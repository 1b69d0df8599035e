import type { HubError } from '../../bus/errors.js'
import type { HandClock } from './clock.js'

/** How often a behaviour holds: for the next `times` uses. Without it, for all uses after those. */
export interface Times {
  readonly times?: number
}

/** One thing that an outside system has done. `no` counts over all ends, so that their order is known. */
export interface Done {
  readonly no: number
  readonly key: string
  readonly messageId: string
}

/** What the stand-ins of one trial have in common. It outlives the hub, as the world does. */
export class World {
  /** Ends that were used though nobody said what they do. */
  readonly untold = new Map<string, HubError>()
  readonly #clock: HandClock
  readonly #hanging = new Set<() => void>()
  /** Those of them that end when nobody listens. */
  readonly #deaf = new Set<() => void>()
  #nextHang: Promise<void> | undefined
  #tellHang: () => void = () => {}
  #working = 0
  #done = 0

  constructor(clock: HandClock) {
    this.#clock = clock
  }

  now(): Date {
    return this.#clock.date
  }

  /** Notes that an outside system has done something. */
  did(key: string, messageId: string): Done {
    return { no: this.#done++, key, messageId }
  }

  /** Uses that hang until time goes on, or forever. */
  get hanging(): number {
    return this.#hanging.size
  }

  /** Whether an outside system is at work and will come to an end by itself. */
  get busy(): boolean {
    return this.#working > 0
  }

  /** Resolves when a use begins to hang. */
  hangs(): Promise<void> {
    this.#nextHang ??= new Promise((resolve) => {
      this.#tellHang = resolve
    })
    return this.#nextHang
  }

  /** One use by the hub. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#working++
    try {
      return await work()
    } finally {
      this.#working--
    }
  }

  async #hangs(until: (end: () => void) => void): Promise<void> {
    this.#working--
    await new Promise<void>((resolve) => {
      const end = () => {
        this.#hanging.delete(end)
        resolve()
      }
      this.#hanging.add(end)
      until(end)
      this.#nextHang = undefined
      this.#tellHang()
    })
    this.#working++
  }

  /** Resolves when the hub no longer listens: its deadline has passed, or it died. */
  hang(signal: AbortSignal): Promise<void> {
    return this.#hangs((end) => {
      this.#deaf.add(end)
      signal.addEventListener('abort', end, { once: true })
    })
  }

  /** Resolves when so much time has gone by, whether or not the hub still listens. */
  later(ms: number): Promise<void> {
    return this.#hangs((end) => void this.#clock.timersOf(this)(ms, end))
  }

  /** The hub died: nothing that hangs belongs to it any more. */
  letGo(): void {
    for (const end of this.#deaf) end()
    this.#deaf.clear()
    this.#hanging.clear()
  }
}

/** What is told is used in its order: first what holds for some `times`, then what holds from then on. */
export class Script<Behaviour> {
  #some: { behave: Behaviour; left: number }[] = []
  #always: Behaviour | undefined
  #told = false

  say(behave: Behaviour, { times }: Times): void {
    this.#told = true
    if (times === undefined) this.#always = behave
    else if (Number.isInteger(times) && times > 0) this.#some.push({ behave, left: times })
    else throw new RangeError(`times counts uses, from 1; got ${times}`)
  }

  /** Whether anything was ever said. */
  get wasTold(): boolean {
    return this.#told
  }

  next(): Behaviour | undefined {
    const first = this.#some[0]
    if (first === undefined) return this.#always
    if (--first.left === 0) this.#some.shift()
    return first.behave
  }
}

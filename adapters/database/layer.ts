/** A map as one unit sees it: what it changed itself, over what was there. Nothing below changes until it is taken. */
export class Layer<Key, Value> {
  readonly #below: Map<Key, Value>
  readonly #own = new Map<Key, Value>()

  constructor(below: Map<Key, Value>) {
    this.#below = below
  }

  get(key: Key): Value | undefined {
    return this.#own.get(key) ?? this.#below.get(key)
  }

  set(key: Key, value: Value): void {
    this.#own.set(key, value)
  }

  /** What the unit changed. */
  get own(): ReadonlyMap<Key, Value> {
    return this.#own
  }

  /** Gives what was changed to the map below. */
  taken(): void {
    for (const [key, value] of this.#own) this.#below.set(key, value)
  }
}

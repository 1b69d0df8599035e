const SMALLEST = 64
/** Entries of one hash that are told apart. A hash with more is remembered as crowded: its keys always ask the books. */
const MOST_OF_ONE = 32

/**
 * Which keys may be held by a message that does not run: it waits, retries, is in doubt, splits, or is a dead letter.
 * There may be millions of them, so the names are not kept: each holder is two hashes of 32 bits, of its key and of its
 * id, in an open-addressing table between three eighths and three quarters full. That is 8 bytes a slot, 11 to 21 bytes
 * a held key, and 32 for the moment in which the table is made larger.
 *
 * A hash says "maybe" for a key that is free, which costs one question to the books. It never says "free" for a key that
 * is held: equal entries are kept once for each holder, and a holder takes away only an entry that equals its own.
 */
export class HeldKeys {
  private readonly seed: number
  private keys = new Uint32Array(SMALLEST)
  private holders = new Uint32Array(SMALLEST)
  private crowded = new Set<number>()
  private count = 0

  /** `seed` is any whole number; chance keeps callers from choosing keys whose hashes are alike. */
  constructor(seed: number) {
    this.seed = seed
  }

  /** Holders that are told apart. */
  get size(): number {
    return this.count
  }

  /** Bytes that the table takes. */
  get bytes(): number {
    return this.keys.byteLength + this.holders.byteLength
  }

  /** Whether no key at all is held. */
  get isEmpty(): boolean {
    return this.count === 0 && this.crowded.size === 0
  }

  /** false: nobody holds it, for certain. */
  has(name: string): boolean {
    if (this.isEmpty) return false
    const key = this.hash(name)
    if (this.crowded.has(key)) return true
    const mask = this.keys.length - 1
    for (let at = key & mask; this.keys[at] !== 0; at = (at + 1) & mask) if (this.keys[at] === key) return true
    return false
  }

  hasHolder(name: string, messageId: string): boolean {
    const key = this.hash(name)
    return this.crowded.has(key) || this.find(key, this.hash(messageId)) >= 0
  }

  add(name: string, messageId: string): void {
    const key = this.hash(name)
    if (this.crowded.has(key)) return
    if ((this.count + 1) * 4 > this.keys.length * 3) this.resize(this.keys.length * 2)
    if (!this.put(key, this.hash(messageId))) this.crowded.add(key)
    else this.count++
  }

  /** Takes the holder away; says whether it was there. */
  remove(name: string, messageId: string): boolean {
    if (this.isEmpty) return false
    const found = this.find(this.hash(name), this.hash(messageId))
    if (found < 0) return false
    this.takeOut(found)
    this.count--
    if (this.keys.length > SMALLEST && this.count * 8 < this.keys.length) this.resize(this.keys.length / 2)
    return true
  }

  private find(key: number, holder: number): number {
    const mask = this.keys.length - 1
    for (let at = key & mask; this.keys[at] !== 0; at = (at + 1) & mask)
      if (this.keys[at] === key && this.holders[at] === holder) return at
    return -1
  }

  private put(key: number, holder: number): boolean {
    const mask = this.keys.length - 1
    let alike = 0
    let at = key & mask
    for (; this.keys[at] !== 0; at = (at + 1) & mask) if (this.keys[at] === key && ++alike >= MOST_OF_ONE) return false
    this.keys[at] = key
    this.holders[at] = holder
    return true
  }

  /** Closes the gap, so that what was pushed on by its neighbours is found without marks of what is gone. */
  private takeOut(gap: number): void {
    const { keys, holders } = this
    const mask = keys.length - 1
    let free = gap
    for (let at = (gap + 1) & mask; keys[at] !== 0; at = (at + 1) & mask) {
      const home = keys[at]! & mask
      if (((at - home) & mask) < ((at - free) & mask)) continue
      keys[free] = keys[at]!
      holders[free] = holders[at]!
      free = at
    }
    keys[free] = 0
    holders[free] = 0
  }

  private resize(slots: number): void {
    const { keys, holders } = this
    this.keys = new Uint32Array(slots)
    this.holders = new Uint32Array(slots)
    const mask = slots - 1
    for (let from = 0; from < keys.length; from++) {
      const key = keys[from]!
      if (key === 0) continue
      let at = key & mask
      while (this.keys[at] !== 0) at = (at + 1) & mask
      this.keys[at] = key
      this.holders[at] = holders[from]!
    }
  }

  /** 32 bits, never 0, which marks a free slot. */
  private hash(text: string): number {
    let hash = this.seed
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) >>> 0 || 1
  }
}

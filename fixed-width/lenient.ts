/** What a reader may be told to pass over. Each use is counted. */
export const LENIENCIES = [
  /** Columns missing at the end of a line count as blanks. */
  'short-lines',
  /** Blanks behind the end of a record. */
  'long-lines',
  /** CR LF, LF and a last line without an end, whatever the layout says. */
  'line-ends',
  'empty-lines',
  /** Counts, sums, hashes, running numbers and lengths that are wrong. */
  'totals',
  /** Lines that are no record of the layout. */
  'unknown-records',
  /** Blocks that are not filled up as they should be. */
  'filler',
  /** The mark of UTF-8 before the first line. */
  'byte-order-mark',
  /** The layout's rules above the columns. */
  'rules',
] as const
export type Leniency = (typeof LENIENCIES)[number]
export type Forgiven = Readonly<Partial<Record<Leniency, number>>>

/** Counts what is passed over. */
export class Lenient {
  readonly #allowed: ReadonlySet<Leniency>
  readonly #counts = new Map<Leniency, number>()

  constructor(allowed: readonly Leniency[] = []) {
    this.#allowed = new Set(allowed)
  }

  /** Whether this may be passed over; it counts as done. */
  forgives(what: Leniency): boolean {
    if (!this.#allowed.has(what)) return false
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
    return true
  }

  get forgiven(): Forgiven {
    return Object.fromEntries(this.#counts)
  }
}

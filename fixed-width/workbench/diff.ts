import type { Machine } from '../definition.js'
import type { PlanField } from '../plan.js'
import { aligned, type Step } from './alignment.js'
import { keptFieldsOf } from './fields.js'

type Values = Readonly<Record<string, unknown>>

/** A record and the line of its file, counted from 1. */
export interface Numbered {
  readonly line: number
  readonly values: Values
}
export interface FieldDifference {
  readonly field: string
  readonly personal: boolean
  readonly left: unknown
  readonly right: unknown
}
/** What two files do not have in common, one record at a time. */
export type Difference =
  | {
      readonly kind: 'changed'
      readonly left: Numbered
      readonly right: Numbered
      readonly fields: readonly FieldDifference[]
    }
  | { readonly kind: 'missing'; readonly left: Numbered }
  | { readonly kind: 'added'; readonly right: Numbered }

export interface HowCompared {
  /** Fields that may differ, as `field` or `record.field`. */
  readonly ignored: ReadonlySet<string>
  /** Told of records that are equal, as they are passed. */
  readonly onEqual?: () => void
}
type Source = AsyncIterable<readonly Numbered[]>

/** Records of each side that are looked at to find where both go on alike; tried from small to large. */
const LOOK = [16, 128, 1024, 8192] as const
/** So many equal records one after the other are a place where both go on. */
const RUN = 3
/** Where no such place is found, so many are laid beside each other by likeness, and half of them taken. */
const WINDOW = 128
/** In such a window, records this far apart are not compared. */
const BAND = 32
/** After a search far and wide in vain, so many records are passed before the next one; near places are found all the same. */
const BLIND = 4096
const NEAR = 2

/**
 * The differences of two files of one layout, in order. A record that stands on one side only makes nothing behind it
 * differ. Totals do not decide which records belong together, but are compared; running numbers only until the first
 * record that is missing or added. Memory does not grow with the files.
 */
export async function* differencesOf(
  machine: Machine,
  left: Source,
  right: Source,
  how: HowCompared,
): AsyncGenerator<Difference> {
  const compare = new Comparison(machine, how)
  const sides = [new Side(left, compare), new Side(right, compare)] as const
  for (;;) {
    await Promise.all(sides.map((side) => side.fill(1)))
    const [a, b] = sides
    const most = Math.min(a.length, b.length)
    let same = 0
    while (same < most && compare.alike(a.at(same).values, b.at(same).values)) {
      const fields = compare.totals(a.at(same).values, b.at(same).values)
      if (fields.length > 0) yield { kind: 'changed', left: a.at(same), right: b.at(same), fields }
      else compare.onEqual()
      same++
    }
    a.take(same)
    b.take(same)
    if (a.length > 0 && b.length > 0) yield* hunk(sides, compare)
    else if (same === 0) break
  }
  const [a, b] = sides
  while (await a.fill(1)) yield* goneFrom(a, compare)
  while (await b.fill(1)) yield* addedTo(b, compare)
}

function* goneFrom(side: Side, compare: Comparison): Generator<Difference> {
  compare.shifted = true
  for (const left of side.take(side.length)) yield { kind: 'missing', left }
}
function* addedTo(side: Side, compare: Comparison): Generator<Difference> {
  compare.shifted = true
  for (const right of side.take(side.length)) yield { kind: 'added', right }
}

/** From where the sides differ to where they go on alike. */
async function* hunk(sides: readonly [Side, Side], compare: Comparison): AsyncGenerator<Difference> {
  const [a, b] = sides
  for (const look of compare.blind > 0 ? LOOK.slice(0, NEAR) : LOOK) {
    await Promise.all([a.fill(look), b.fill(look)])
    const found = meetingOf(a, b, look)
    if (found === undefined) continue
    yield* within(a, b, found, compare)
    compare.blind = 0
    return
  }
  if (compare.blind <= 0) compare.blind = BLIND
  yield* window(a, b, compare)
}

/** Up to where both go on alike: by likeness, window by window where it is far. */
function* within(
  a: Side,
  b: Side,
  [left, right]: readonly [number, number],
  compare: Comparison,
): Generator<Difference> {
  const [leftAfter, rightAfter] = [a.length - left, b.length - right]
  while ((a.length - leftAfter) * (b.length - rightAfter) > WINDOW * WINDOW) {
    yield* window(a, b, compare, leftAfter, rightAfter)
  }
  const [some, others] = [a.take(a.length - leftAfter), b.take(b.length - rightAfter)]
  const steps = aligned(some.length, others.length, costs(some, others, compare))
  yield* told(steps, some, others, compare)
}

/** Half a window by likeness. */
function* window(a: Side, b: Side, compare: Comparison, leftAfter = 0, rightAfter = 0): Generator<Difference> {
  const left = a.peek(Math.min(WINDOW, a.length - leftAfter))
  const right = b.peek(Math.min(WINDOW, b.length - rightAfter))
  const likeness = costs(left, right, compare)
  const costOf = (i: number, j: number) => (Math.abs(i - j) > BAND ? Number.POSITIVE_INFINITY : likeness(i, j))
  const steps = aligned(left.length, right.length, costOf, true)
  const half = steps.slice(0, Math.max(1, Math.ceil(steps.length / 2)))
  yield* told(half, left, right, compare)
  compare.blind -= half.length
  a.take(half.filter((step) => step.left !== undefined).length)
  b.take(half.filter((step) => step.right !== undefined).length)
}

const costs =
  (left: readonly Numbered[], right: readonly Numbered[], compare: Comparison) =>
  (i: number, j: number): number =>
    compare.cost(left[i]!.values, right[j]!.values)

function* told(
  steps: readonly Step[],
  left: readonly Numbered[],
  right: readonly Numbered[],
  compare: Comparison,
): Generator<Difference> {
  for (const step of steps) {
    const [a, b] = [
      step.left === undefined ? undefined : left[step.left]!,
      step.right === undefined ? undefined : right[step.right]!,
    ]
    if (a !== undefined && b !== undefined) {
      const fields = compare.all(a.values, b.values)
      if (fields.length > 0) yield { kind: 'changed', left: a, right: b, fields }
      else compare.onEqual()
      continue
    }
    compare.shifted = true
    if (a !== undefined) yield { kind: 'missing', left: a }
    else yield { kind: 'added', right: b! }
  }
}

/** The nearest place where `RUN` records are alike, or both files end: how far it is on each side. */
function meetingOf(a: Side, b: Side, look: number): readonly [number, number] | undefined {
  const places = new Map<string, number[]>()
  const [m, n] = [Math.min(look, a.length), Math.min(look, b.length)]
  for (let j = 0; j < n; j++) {
    const key = b.key(j)
    const known = places.get(key)
    if (known === undefined) places.set(key, [j])
    else if (known.length < 8) known.push(j)
  }
  const bothEnd = a.ended && b.ended && m === a.length && n === b.length
  let best: readonly [number, number] | undefined = bothEnd ? [m, n] : undefined
  for (let i = 0; i < m; i++) {
    if (best !== undefined && i >= best[0] + best[1]) break
    for (const j of places.get(a.key(i)) ?? []) {
      if (best !== undefined && i + j >= best[0] + best[1]) break
      if (runsFrom(a, b, i, j)) best = [i, j]
    }
  }
  return best
}

function runsFrom(a: Side, b: Side, i: number, j: number): boolean {
  for (let k = 0; k < RUN; k++) {
    const [leftEnds, rightEnds] = [i + k >= a.length, j + k >= b.length]
    if (leftEnds || rightEnds) return leftEnds && rightEnds && a.ended && b.ended
    if (a.key(i + k) !== b.key(j + k)) return false
  }
  return true
}

/** One file's records, as far as they have been looked at. */
class Side {
  readonly #source: AsyncIterator<readonly Numbered[]>
  readonly #compare: Comparison
  #queue: Numbered[] = []
  #keys: (string | undefined)[] = []
  #from = 0
  ended = false

  constructor(source: Source, compare: Comparison) {
    this.#source = source[Symbol.asyncIterator]()
    this.#compare = compare
  }

  get length(): number {
    return this.#queue.length - this.#from
  }

  /** Whether there is any record, after reading on until there are so many or the file ends. */
  async fill(count: number): Promise<boolean> {
    while (this.length < count && !this.ended) {
      const more = await this.#source.next()
      if (more.done === true) this.ended = true
      else {
        this.#queue = this.#queue.slice(this.#from)
        this.#keys = this.#keys.slice(this.#from)
        this.#from = 0
        for (const one of more.value) this.#queue.push(one)
      }
    }
    return this.length > 0
  }

  at(i: number): Numbered {
    return this.#queue[this.#from + i]!
  }

  /** Text that is the same for records that are alike. */
  key(i: number): string {
    const at = this.#from + i
    this.#keys[at] ??= this.#compare.key(this.#queue[at]!.values)
    return this.#keys[at]
  }

  peek(count: number): readonly Numbered[] {
    return this.#queue.slice(this.#from, this.#from + count)
  }

  take(count: number): readonly Numbered[] {
    const taken = this.peek(count)
    this.#from += taken.length
    return taken
  }
}

/** What it means that two records are alike. */
class Comparison {
  readonly #own = new Map<string, readonly PlanField[]>()
  readonly #totals = new Map<string, readonly PlanField[]>()
  /** A record is missing or added: running numbers behind it say nothing. */
  shifted = false

  /** So many records more are passed without a search far and wide. */
  blind = 0
  readonly onEqual: () => void

  constructor(machine: Machine, { ignored, onEqual = () => {} }: HowCompared) {
    this.onEqual = onEqual
    for (const [record, fields] of keptFieldsOf(machine)) {
      const compared = fields.filter(({ name }) => !ignored.has(name) && !ignored.has(`${record}.${name}`))
      this.#own.set(
        record,
        compared.filter(({ field }) => field.total === undefined),
      )
      this.#totals.set(
        record,
        compared.filter(({ field }) => field.total !== undefined),
      )
    }
  }

  alike(a: Values, b: Values): boolean {
    if (a.record !== b.record) return false
    for (const { name } of this.#own.get(String(a.record))!) if (!equal(a[name], b[name])) return false
    return true
  }

  key(values: Values): string {
    const record = String(values.record)
    let key = record
    for (const { name } of this.#own.get(record)!) key += `\u0000${String(values[name])}`
    return key
  }

  totals(a: Values, b: Values): readonly FieldDifference[] {
    const fields = this.#totals.get(String(a.record))!
    if (fields.length === 0) return NONE
    return between(this.shifted ? fields.filter(({ field }) => field.total!.kind !== 'serial') : fields, a, b)
  }

  all(a: Values, b: Values): readonly FieldDifference[] {
    return [...between(this.#own.get(String(a.record))!, a, b), ...this.totals(a, b)]
  }

  /** From 0 for records that are alike up to 3 for those that have nothing in common; columns empty in both say nothing. */
  cost(a: Values, b: Values): number {
    if (a.record !== b.record) return Number.POSITIVE_INFINITY
    let differ = 0
    let said = 0
    for (const { name } of this.#own.get(String(a.record))!) {
      const [x, y] = [a[name], b[name]]
      if (isEmpty(x) && isEmpty(y)) continue
      said++
      if (!equal(x, y)) differ++
    }
    return said === 0 ? 0 : (3 * differ) / said
  }
}
const NONE: readonly FieldDifference[] = []

const isEmpty = (value: unknown) => value === '' || value === undefined

const equal = (a: unknown, b: unknown) =>
  a === b || (typeof a === 'object' && typeof b === 'object' && String(a) === String(b))

const between = (fields: readonly PlanField[], a: Values, b: Values): readonly FieldDifference[] =>
  fields
    .filter(({ name }) => !equal(a[name], b[name]))
    .map(({ name, field }) => ({ field: name, personal: field.personal, left: a[name], right: b[name] }))

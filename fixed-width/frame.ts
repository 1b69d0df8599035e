import { HUB_LAYOUT_FRAME } from './errors.js'

/** What may follow what in a file: a record's name is exactly one of it; the functions below say more. */
export type Item<Name extends string = string> = Name | Group<Name>
export interface Group<Name extends string = string> {
  readonly how: 'inOrder' | 'optional' | 'repeat' | 'oneOf'
  readonly least: 0 | 1
  readonly items: readonly Item<Name>[]
}

/** These, in this order: for several records in one place of `oneOf`. */
export const inOrder = <const Name extends string>(...items: readonly Item<Name>[]): Group<Name> => ({
  how: 'inOrder',
  least: 1,
  items,
})
/** These, in this order, or not at all. */
export const optional = <const Name extends string>(...items: readonly Item<Name>[]): Group<Name> => ({
  how: 'optional',
  least: 0,
  items,
})
/** These, in this order, any number of times. Each time is a scope: totals inside it are over that time only. */
export const repeat = <const Name extends string>(...items: readonly Item<Name>[]): Group<Name> => ({
  how: 'repeat',
  least: 0,
  items,
})
/** As `repeat`, at least once. */
export const atLeastOnce = <const Name extends string>(...items: readonly Item<Name>[]): Group<Name> => ({
  how: 'repeat',
  least: 1,
  items,
})
/** Exactly one of these. */
export const oneOf = <const Name extends string>(...items: readonly Item<Name>[]): Group<Name> => ({
  how: 'oneOf',
  least: 1,
  items,
})

/** One place in the frame where a record may stand. `scopes` are the repetitions it lies in, the whole file (0) first. */
export interface Position {
  readonly index: number
  readonly record: string
  readonly scopes: readonly number[]
  /** What may come next, with the scopes that going there ends and begins. */
  readonly next: Edge[]
  /** The file may end here. */
  mayEnd: boolean
  /** Scopes that are over after this record, whatever comes. */
  over: readonly number[]
  /** Records of all repetitions that it lies in, by name. */
  around: readonly string[]
}
export interface Edge {
  readonly to: number
  ends: readonly number[]
  begins: readonly number[]
  /** Records of the repetitions that going there begins, by name. */
  readonly forgets: readonly string[]
  /** Going there concerns no total. */
  plain: boolean
  /** With some values, what stands there is another record that may follow too. */
  doubtful: boolean
}
export interface Frame {
  readonly positions: readonly Position[]
  /** What a file may begin with. */
  readonly start: Edge[]
  readonly mayBeEmpty: boolean
  readonly scopeCount: number
}

interface Part {
  readonly empty: boolean
  readonly first: readonly number[]
  readonly last: readonly number[]
}

/** Works a frame out into positions and what may follow each (Glushkov's construction). Throws HUB_LAYOUT_FRAME. */
export function frameOf(layout: string, items: readonly Item[]): Frame {
  const positions: Position[] = []
  // kept: how many of the scopes go on when `to` follows `from`.
  const follows = new Map<number, Map<number, number>>()
  let scopeCount = 1

  const connect = (from: readonly number[], to: readonly number[], kept: number) => {
    for (const one of from) {
      const known = follows.get(one)!
      for (const other of to) {
        if (known.has(other) && known.get(other) !== kept) {
          throw HUB_LAYOUT_FRAME(layout, `does not say to which repetition a ${positions[other]!.record} belongs`)
        }
        known.set(other, kept)
      }
    }
  }
  const allOf = (items: readonly Item[], scopes: readonly number[]): Part => {
    let whole: Part = { empty: true, first: [], last: [] }
    for (const item of items) {
      const part = build(item, scopes)
      connect(whole.last, part.first, scopes.length)
      whole = {
        empty: whole.empty && part.empty,
        first: whole.empty ? [...whole.first, ...part.first] : whole.first,
        last: part.empty ? [...whole.last, ...part.last] : part.last,
      }
    }
    return whole
  }
  const build = (item: Item, scopes: readonly number[]): Part => {
    if (typeof item === 'string') {
      const index = positions.length
      positions.push({ index, record: item, scopes, next: [], mayEnd: false, over: [], around: [] })
      follows.set(index, new Map())
      return { empty: false, first: [index], last: [index] }
    }
    if (item.how === 'inOrder') return allOf(item.items, scopes)
    if (item.how === 'optional') return { ...allOf(item.items, scopes), empty: true }
    if (item.how === 'oneOf') {
      const parts = item.items.map((one) => build(one, scopes))
      return {
        empty: parts.some((part) => part.empty),
        first: parts.flatMap((part) => part.first),
        last: parts.flatMap((part) => part.last),
      }
    }
    const part = allOf(item.items, [...scopes, scopeCount++])
    if (part.empty) throw HUB_LAYOUT_FRAME(layout, 'repeats something that may be empty')
    connect(part.last, part.first, scopes.length)
    return { ...part, empty: item.least === 0 }
  }

  const whole = allOf(items, [0])
  // Lines of a record that is spread over several are called name/1, name/2, ….
  const within = (begun: readonly number[]) => [
    ...new Set(
      positions
        .filter(({ scopes }) => begun.some((scope) => scopes.includes(scope)))
        .map(({ record }) => record.split('/')[0]!),
    ),
  ]
  for (const position of positions) {
    const kept = [...follows.get(position.index)!]
    position.mayEnd = whole.last.includes(position.index)
    position.around = within(position.scopes.slice(1))
    position.over = position.scopes.filter((_, depth) => kept.every(([, goesOn]) => goesOn <= depth)).reverse()
    for (const [to, goesOn] of kept) {
      position.next.push({
        to,
        ends: position.scopes
          .slice(goesOn)
          .filter((scope) => !position.over.includes(scope))
          .reverse(),
        begins: positions[to]!.scopes.slice(goesOn),
        forgets: within(positions[to]!.scopes.slice(goesOn)),
        plain: false,
        doubtful: false,
      })
    }
  }
  const start = whole.first.map((to) => ({
    to,
    ends: [],
    begins: positions[to]!.scopes,
    forgets: [],
    plain: false,
    doubtful: false,
  }))
  return { positions, start, mayBeEmpty: whole.empty, scopeCount }
}

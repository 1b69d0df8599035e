import type { Seating } from '../ports/seats.js'

/** What one process does about its partitions after a beat. */
export interface SeatingPlan {
  /** Partitions of nobody alive that it should take. */
  readonly claim: readonly number[]
  /** Its own partitions that others should have. */
  readonly giveUp: readonly number[]
}

/**
 * Shares the partitions out evenly with as few moves as can be. Pure, and the same picture gives all processes plans that
 * fit together: each knows how many it may have, gives up what is above that, and takes of what is free up to it. While
 * it stays it gives up only what is in `movable`, the first first: a partition that is given up stands still until its slowest
 * run ends.
 */
export function seatingPlan(self: string, { members, partitions }: Seating, movable?: readonly number[]): SeatingPlan {
  const alive = new Set(members.map(({ id }) => id))
  const taking = members.filter(({ leaving }) => !leaving)
  const owned = (id: string) => partitions.filter(({ owner }) => owner === id).map(({ no }) => no)
  const mine = owned(self)
  if (!taking.some(({ id }) => id === self)) return { claim: [], giveUp: mine }
  // Who has more already keeps the odd one, so that nothing moves to and fro.
  const byHave = taking
    .map(({ id }) => ({ id, have: owned(id).length }))
    .sort((one, other) => other.have - one.have || (one.id < other.id ? -1 : 1))
  const place = byHave.findIndex(({ id }) => id === self)
  const most = Math.floor(partitions.length / taking.length) + (place < partitions.length % taking.length ? 1 : 0)
  if (mine.length >= most)
    return { claim: [], giveUp: (movable ?? mine).filter((no) => mine.includes(no)).slice(0, mine.length - most) }
  const free = partitions.filter(({ owner }) => owner === undefined || !alive.has(owner)).map(({ no }) => no)
  // Each begins at another place, so that they do not all want the same ones.
  const start = Math.floor((place * free.length) / taking.length)
  return { claim: [...free.slice(start), ...free.slice(0, start)].slice(0, most - mine.length), giveUp: [] }
}

import { fnv1a } from './hash.js'

export const PARTITIONS = 16

/** The partition of an order key (or of an id without one): 0 to 15, the same on every machine. */
export function partitionOf(key: string): number {
  return fnv1a(key) % PARTITIONS
}

export const ALL_PARTITIONS: readonly number[] = Object.freeze(Array.from({ length: PARTITIONS }, (_, no) => no))

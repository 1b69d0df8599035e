/** Numbers from 0 up to, and without, 1. */
export type Random = () => number

/**
 * Chance that comes out the same for the same seed, on every machine: for samples and for tests with random records, never
 * for secrets. The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state an FNV-1a hash of the seed.
 */
export function randomOf(seed: string): Random {
  let a = hash(seed, 0x811c9dc5)
  let b = hash(seed, 0x01000193)
  let c = hash(seed, 0x9e3779b9)
  let counter = 1
  const next = () => {
    const t = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 4294967296
  }
  // The first numbers of similar seeds are similar.
  for (let i = 0; i < 16; i++) next()
  return next
}

function hash(text: string, basis: number): number {
  let h = basis
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}

/** A whole number from `from` to `to`, both of them possible. */
export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1))

/** One of a list that is not empty. */
export const oneFrom = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

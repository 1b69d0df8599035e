/** Where a message stands in the course of a commit. */
export interface Place {
  readonly seq: number
  readonly fence: number
  readonly at: 'living' | 'dead' | 'ended'
  /** Of a living one. */
  readonly partition?: number
  /** Accepted by this commit, so that its row may not be written yet. */
  readonly fresh?: true
}

export function pair(one: string, other: string | number): string {
  return `${one}\u0000${other}`
}

import type { LivingState, PartOf } from '../../bus/ports/message.js'
import type { SqlConnection } from './connection.js'
import { ManyTuples, ManyValues } from './many.js'
import type { Bound } from './values.js'

/** One part of a whole, by its place. */
export interface KnownPart {
  readonly messageId: string
  readonly child: number
  readonly key: string
  readonly state: string
}

/** How many parts a split has, -1 while that is not known, and how many of them are open. */
export interface KnownSplit {
  readonly parts: number
  readonly open: number
}

/** What some units need to know of parts before they can be decided. */
export class WantedParts {
  readonly accepted: PartOf[] = []
  readonly ended: PartOf[] = []
  /** Ids of messages whose splits are to be known. */
  readonly wholes = new Set<string>()
}

const ENDED = new ManyTuples(
  'WITH w (seq, split, no) AS (VALUES ?) ' +
    'SELECT w.seq, w.split, w.no, p.message_id, p.child, p.part_key, p.state, s.parts, s.open, m.state, ' +
    '(SELECT MAX(n.split) FROM hub_split n WHERE n.seq = w.seq) FROM w ' +
    'LEFT JOIN hub_part p ON p.seq = w.seq AND p.split = w.split AND p.no = w.no ' +
    'LEFT JOIN hub_split s ON s.seq = w.seq AND s.split = w.split LEFT JOIN hub_message m ON m.seq = w.seq',
  3,
)
const ACCEPTED = new ManyTuples(
  'WITH w (seq, split, no, part_key) AS (VALUES ?) ' +
    'SELECT w.seq, w.split, w.no, w.part_key, p.message_id, p.child, p.part_key, p.state, k.no FROM w ' +
    'LEFT JOIN hub_part p ON p.seq = w.seq AND p.split = w.split AND p.no = w.no ' +
    'LEFT JOIN hub_part k ON k.seq = w.seq AND k.split = w.split AND k.part_key = w.part_key ' +
    'WHERE p.no IS NOT NULL OR k.no IS NOT NULL',
  4,
)
const SPLITS = new ManyValues('SELECT seq, split, parts, open FROM hub_split WHERE seq IN ?')

export function splitName(seq: number, split: number): string {
  return `${seq}/${split}`
}

export function partName(seq: number, split: number, no: number): string {
  return `${seq}/${split}/${no}`
}

export function keyName(seq: number, split: number, key: string): string {
  return `${seq}/${split} ${key}`
}

/** What a commit knows of parts and their wholes. Nothing that is known already is read again: it may have changed since. */
export class KnownParts {
  readonly parts = new Map<string, KnownPart>()
  readonly keys = new Map<string, true>()
  readonly splits = new Map<string, KnownSplit>()
  /** The newest split of a message, by its seq. */
  readonly newest = new Map<number, number>()
  /** States of messages that may be wholes, by seq. */
  readonly states = new Map<number, LivingState>()

  /** `seqOf`: where a whole stands, if it does. One that this commit accepts has nothing in the books. */
  async load(from: SqlConnection, wanted: WantedParts, seqOf: (id: string) => number | undefined): Promise<void> {
    const tuples = (parts: readonly PartOf[], of: (part: PartOf, seq: number) => readonly Bound[]) =>
      parts.flatMap((part) => {
        const seq = seqOf(part.parentId)
        return seq === undefined ? [] : [of(part, seq)]
      })
    const accepted = tuples(wanted.accepted, ({ split, no, key }, seq) => [seq, split, no, key])
    for (const row of await ACCEPTED.rows(from, accepted)) {
      const [seq, split, no, key, ...part] = row as [number, number, number, string, ...unknown[]]
      this.#learn(seq, split, no, part)
      if (part[4] !== null) this.keys.set(keyName(seq, split, key), true)
    }
    const ended = tuples(wanted.ended, ({ split, no }, seq) => [seq, split, no])
    for (const row of await ENDED.rows(from, ended)) {
      const [seq, split, no, ...part] = row as [number, number, number, ...unknown[]]
      this.#learn(seq, split, no, part)
      const [parts, open, state, newest] = part.slice(4) as [number | null, number, LivingState | null, number | null]
      if (parts !== null) this.#learnSplit(seq, split, parts, open)
      if (newest !== null) this.#learnNewest(seq, newest)
      if (state !== null && !this.states.has(seq)) this.states.set(seq, state)
    }
    const wholes = [...wanted.wholes].map(seqOf).filter((seq) => seq !== undefined)
    for (const [seq, split, parts, open] of (await SPLITS.rows(from, wholes)) as unknown as number[][]) {
      this.#learnSplit(seq!, split!, parts!, open!)
      this.#learnNewest(seq!, split!)
    }
  }

  #learn(seq: number, split: number, no: number, [messageId, child, key, state]: readonly unknown[]): void {
    const name = partName(seq, split, no)
    if (messageId !== null && !this.parts.has(name)) this.parts.set(name, { messageId, child, key, state } as KnownPart)
  }

  #learnSplit(seq: number, split: number, parts: number, open: number): void {
    const name = splitName(seq, split)
    if (!this.splits.has(name)) this.splits.set(name, { parts, open })
  }

  #learnNewest(seq: number, split: number): void {
    this.newest.set(seq, Math.max(split, this.newest.get(seq) ?? 0))
  }
}

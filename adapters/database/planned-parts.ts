import type { NewMessage, PartOf } from '../../bus/ports/message.js'
import type { End, Split } from '../../bus/ports/unit.js'
import { HUB_MESSAGE_EXISTS } from './errors.js'
import { type KnownPart, type KnownParts, keyName, partName, splitName } from './known-parts.js'
import { Layer } from './layer.js'
import { type Bound, checkedRow } from './values.js'

/** Of hub_part: seq, split, no, message_id, child, part_key, state, said, result. */
export const PART_WIDTH = 9
/** Characters that its texts may have. */
const WIDTHS = [undefined, undefined, undefined, 36, undefined, 255, 20]
/** Of hub_split: seq, split, parts, open. */
export const SPLIT_WIDTH = 4

/** What one unit does to parts and their wholes, over what the commit knows of them. */
export class PlannedParts {
  /** By their names, so that the last word counts. */
  readonly rows = new Map<string, Bound[]>()
  readonly #parts
  readonly #keys
  readonly #splits
  readonly #newest

  constructor(known: KnownParts) {
    this.#parts = new Layer(known.parts)
    this.#keys = new Layer(known.keys)
    this.#splits = new Layer(known.splits)
    this.#newest = new Layer(known.newest)
  }

  /** Throws HUB_MESSAGE_EXISTS when its whole has a part of that place or key. */
  accept({ id, state }: NewMessage, { split, no, key }: PartOf, child: number, seq: number): void {
    const name = partName(seq, split, no)
    const named = keyName(seq, split, key)
    if (this.#parts.get(name) !== undefined || this.#keys.get(named) !== undefined) throw HUB_MESSAGE_EXISTS(id)
    const known = { messageId: id, child, key, state: state === 'held' ? 'held' : 'open' }
    this.#write(name, seq, split, no, known)
    this.#keys.set(named, true)
  }

  /** A split whose parts are counted already is left as it is. */
  split({ split, parts }: Split, seq: number): void {
    const { parts: counted, open } = this.#splits.get(splitName(seq, split)) ?? { parts: -1, open: 0 }
    if (counted < 0) this.#count(seq, split, parts, open + parts)
  }

  /** Whether the newest split of a message has no open part. */
  isWhole(seq: number): boolean {
    const newest = this.#newest.get(seq)
    const known = newest === undefined ? undefined : this.#splits.get(splitName(seq, newest))
    return known !== undefined && known.parts >= 0 && known.open <= 0
  }

  /** Answers whether it was the last open one of the newest split. What was pruned with its whole is not written again. */
  end({ message: { id }, outcome, reason, code, partResult }: End, { split, no }: PartOf, seq: number): boolean {
    const name = partName(seq, split, no)
    const known = this.#parts.get(name)
    if (known === undefined || known.messageId !== id) return false
    const said = outcome === 'dropped' ? reason : outcome === 'dead-letter' ? code : undefined
    this.#write(name, seq, split, no, { ...known, state: outcome }, said, partResult)
    if (known.state !== 'open' && known.state !== 'held') return false
    const { parts, open } = this.#splits.get(splitName(seq, split)) ?? { parts: -1, open: 0 }
    this.#count(seq, split, parts, open - 1)
    return this.#newest.get(seq) === split && this.isWhole(seq)
  }

  /** Of hub_split. */
  splitRows(): ReadonlyMap<string, Bound[]> {
    const rows = new Map<string, Bound[]>()
    for (const [name, { parts, open }] of this.#splits.own) {
      const [seq, split] = name.split('/').map(Number)
      rows.set(name, checkedRow('iiii', [seq!, split!, parts, open]))
    }
    return rows
  }

  taken(): void {
    for (const layer of [this.#parts, this.#keys, this.#splits, this.#newest]) layer.taken()
  }

  #count(seq: number, split: number, parts: number, open: number): void {
    this.#splits.set(splitName(seq, split), { parts, open })
    this.#newest.set(seq, Math.max(split, this.#newest.get(seq) ?? 0))
  }

  #write(
    name: string,
    seq: number,
    split: number,
    no: number,
    known: KnownPart,
    said?: string,
    result?: Uint8Array,
  ): void {
    const { messageId, child, key, state } = known
    const row = [seq, split, no, messageId, child, key, state, said ?? null, result ?? null]
    this.rows.set(name, checkedRow('iiitittTB', row, WIDTHS))
    this.#parts.set(name, known)
  }
}

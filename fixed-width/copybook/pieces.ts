import type { Item } from './entries.js'
import { HUB_COPYBOOK_RECORDS, HUB_COPYBOOK_SYNTAX, HUB_COPYBOOK_UNSUPPORTED } from './errors.js'
import { boundaryOf, propertyOf, widthOf } from './fields.js'

/** One elementary item in its place in a record, or bytes between items (without an item). */
export interface Piece {
  readonly item: Item | undefined
  readonly width: number
  /** The groups around it, the outermost first. */
  readonly groups: readonly Item[]
  /** Which occurrence it is of each OCCURS around it, from 1. */
  readonly occurrence: readonly number[]
}

const MOST_PIECES = 5000
const MOST_BYTES = 1_000_000

/** All columns of a record in order. `chosen`: items that are read instead of what they redefine. */
export function piecesOf(
  root: Item,
  chosen: ReadonlySet<string>,
): { readonly pieces: readonly Piece[]; readonly passedOver: readonly Item[] } {
  const passedOver = new Set<Item>()
  const pieces: Piece[] = []
  new Walk(chosen, passedOver).item(root, [], [], 0, pieces)
  return { pieces, passedOver: [...passedOver] }
}

class Walk {
  readonly #chosen: ReadonlySet<string>
  readonly #passedOver: Set<Item>

  constructor(chosen: ReadonlySet<string>, passedOver: Set<Item>) {
    this.#chosen = chosen
    this.#passedOver = passedOver
  }

  /** Adds an item with all its occurrences; returns where it ends. */
  item(item: Item, groups: readonly Item[], occurrence: readonly number[], from: number, out: Piece[]): number {
    let at = from
    const boundary = item.occurs > 1 && item.children.length > 0 ? widestBoundary(item) : 1
    for (let time = 1; time <= item.occurs; time++) {
      const own = item.occurs > 1 ? [...occurrence, time] : occurrence
      at = gap(at, slackBefore(item, at), out)
      if (item.children.length === 0) {
        const width = widthOf(item)
        out.push({ item, width, groups, occurrence: own })
        at += width
      } else at = this.#children(item, [...groups, item], own, at, out)
      at = gap(at, (boundary - (at % boundary)) % boundary, out)
      if (out.length > MOST_PIECES || at > MOST_BYTES) {
        const what = `a record of more than ${MOST_PIECES} fields or ${MOST_BYTES} bytes (at ${item.name})`
        throw HUB_COPYBOOK_UNSUPPORTED(item.line, what, 'write one PIC X over columns that need not be taken apart')
      }
    }
    return at
  }

  #children(group: Item, groups: readonly Item[], occurrence: readonly number[], from: number, out: Piece[]): number {
    let at = from
    for (const [i, base] of group.children.entries()) {
      if (base.redefines !== undefined) {
        if (!group.children.slice(0, i).some(({ name }) => name === base.redefines))
          throw HUB_COPYBOOK_SYNTAX(base.line, `an item before ${base.name} that it redefines`, base.redefines)
        continue
      }
      const forms = formsOf(base, group.children.slice(i + 1))
      const taken = forms.filter(({ name }) => this.#chosen.has(propertyOf(name)))
      if (taken.length > 1) {
        throw HUB_COPYBOOK_RECORDS(`has ${taken.map(({ name }) => name).join(' and ')} in the same columns; choose one`)
      }
      const form = taken[0] ?? base
      at = gap(at, slackBefore(base, at), out)
      // Slack stands before what is redefined, so all forms begin at the same byte, and the longest says where they end.
      let end = at
      for (const other of forms) {
        if (other === form) continue
        this.#passedOver.add(other)
        end = Math.max(end, this.item(other, groups, occurrence, at, []))
      }
      const formEnd = this.item(form, groups, occurrence, at, out)
      at = gap(formEnd, Math.max(0, end - formEnd), out)
    }
    return at
  }
}

/** An item and those after it that stand in the same columns. */
function formsOf(base: Item, after: readonly Item[]): readonly Item[] {
  const forms = [base]
  for (const item of after) if (forms.some(({ name }) => name === item.redefines)) forms.push(item)
  return forms
}

function gap(at: number, width: number, out: Piece[]): number {
  if (width > 0) out.push({ item: undefined, width, groups: [], occurrence: [] })
  return at + width
}

/** Bytes before an item whose first elementary item must stand on a boundary (SYNC). */
function slackBefore(item: Item, at: number): number {
  let first = item
  while (first.children.length > 0) first = first.children[0]!
  const boundary = boundaryOf(first)
  return (boundary - (at % boundary)) % boundary
}

const widestBoundary = (item: Item): number =>
  item.children.length === 0 ? boundaryOf(item) : Math.max(...item.children.map(widestBoundary))

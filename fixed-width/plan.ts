import { HUB_LAYOUT_FIELD, HUB_LAYOUT_FRAME, HUB_LAYOUT_TOTAL, HUB_LAYOUT_WIDTH } from './errors.js'
import type { AnyField, Fields, Term, Total } from './field.js'
import { type Edge, type Frame, frameOf, type Item, inOrder, type Position } from './frame.js'

/** From the shortest to the longest line that the record may be. */
export interface Lengths {
  readonly least: number
  readonly most: number
}
/** A record of a layout: its length and its fields in order. */
export interface RecordShape<F extends Fields = Fields> {
  readonly length: number | Lengths
  readonly fields: F
  /** The lines that the record is spread over, if it is; its own fields then are those of all lines. */
  readonly lines?: readonly RecordShape[]
}

export interface PlanField {
  readonly name: string
  /** Units before it. */
  readonly at: number
  readonly field: AnyField
}
export interface PlanTag {
  readonly name: string
  readonly at: number
  readonly texts: readonly string[]
}
/** A total with the place it stands in and the scope it is over. */
export interface Slot {
  readonly index: number
  readonly total: Total
  readonly record: string
  readonly at: PlanField
  readonly scope: number
}
/** Which line of a record it is that is spread over several. */
export interface PlanPart {
  readonly of: string
  readonly isFirst: boolean
  readonly isLast: boolean
}
export interface PlanRecord {
  readonly index: number
  readonly name: string
  /** The least length, where it varies. */
  readonly length: number
  readonly most: number
  readonly fields: readonly PlanField[]
  readonly tags: readonly PlanTag[]
  /** Totals that stand in this record, and the scope they are over. */
  readonly slots: readonly Slot[]
  /** Running numbers, and sums so far, that stand in this record. */
  readonly serials: readonly Slot[]
  /** Where the record says how long it is. */
  readonly ownLength: PlanField | undefined
  /** The field that takes what is left of a record of variable length. */
  readonly open: PlanField | undefined
  readonly part: PlanPart | undefined
  readonly scope: number | undefined
  /** The totals stand before what they are over, so a writer fills them in when the scope ends. */
  readonly ahead: boolean
}
/** A layout worked out and checked: what the compiler, the reader and the writer go by. */
export interface Plan {
  readonly layout: string
  readonly records: readonly PlanRecord[]
  readonly byName: ReadonlyMap<string, PlanRecord>
  /** The lines of those that are spread over several. */
  readonly spread: ReadonlyMap<string, readonly PlanRecord[]>
  readonly frame: Frame
  /** The record at each position of the frame. */
  readonly at: readonly PlanRecord[]
  readonly slots: readonly Slot[]
  readonly longest: number
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

interface Planning {
  /** Every record concerns somebody, such as rules that look back at it. */
  readonly watched: boolean
  readonly lineEnds: boolean
}

/** Throws HUB_LAYOUT_WIDTH, HUB_LAYOUT_FIELD, HUB_LAYOUT_FRAME, HUB_LAYOUT_TOTAL. */
export function planOf(
  layout: string,
  shapes: Readonly<Record<string, RecordShape>>,
  items: readonly Item[],
  { watched, lineEnds }: Planning,
): Plan {
  const lines = linesOf(layout, shapes)
  const frame = frameOf(
    layout,
    items.map((item) => unfolded(item, shapes)),
  )
  const slots: Slot[] = []
  const slotOf = (record: string, at: PlanField, place: Position): Slot => {
    const { within } = at.field.total!
    const begins = (scope: number) => frame.positions.find(({ scopes }) => scopes.includes(scope))!.record
    const scope =
      within === undefined
        ? place.scopes.at(-1)!
        : within === 'file'
          ? 0
          : [...place.scopes].reverse().find((one) => one !== 0 && begins(one) === within)
    if (scope === undefined)
      throw HUB_LAYOUT_TOTAL(
        layout,
        `${record}.${at.name}`,
        `is within ${within}, and no repetition around it begins with that`,
      )
    const slot = { index: slots.length, total: namedIn(at.field.total!, shapes), record, at, scope }
    slots.push(slot)
    return slot
  }
  const records = lines.map(({ name, shape, part }, index): PlanRecord => {
    const { fields, length, most, open } = columnsOf(layout, name, shape)
    const places = frame.positions.filter((position) => position.record === name)
    if (places.length === 0) throw HUB_LAYOUT_FRAME(layout, `has no place for the record ${name}`)
    const place = places[0]!
    const kinds = (...list: readonly Total['kind'][]) =>
      fields.filter(({ field }) => field.total !== undefined && list.includes(field.total.kind))
    const isRunning = ({ field: { total } }: PlanField) => total!.kind === 'serial' || total!.soFar === true
    const totals = kinds('count', 'sum', 'sha256', 'serial')
    const ofScope = totals.filter((at) => !isRunning(at))
    const running = totals.filter(isRunning)
    const scoped = [...ofScope, ...running.filter(({ field }) => field.total!.within !== 'file')]
    if (scoped.length > 0 && places.length > 1)
      throw HUB_LAYOUT_TOTAL(
        layout,
        `${name}.${scoped[0]!.name}`,
        'stands in a record with several places in the frame',
      )
    const own = ofScope.map((at) => slotOf(name, at, place))
    const serials = running.map((at) => slotOf(name, at, place))
    const scope = own.length === 0 ? undefined : place.scopes.at(-1)!
    const tags = fields.flatMap(({ name, at, field }) =>
      field.tags === undefined ? [] : [{ name, at, texts: field.tags }],
    )
    const ownLength = kinds('length')[0]
    const loose = lineEnds ? fields.find(({ field }) => field.kept && field.anyByte) : undefined
    if (loose !== undefined)
      throw HUB_LAYOUT_FIELD(
        layout,
        `${name}.${loose.name}`,
        'may hold the bytes of a line end, and lines end with one',
      )
    if (open !== undefined && ownLength === undefined && !lineEnds)
      throw HUB_LAYOUT_FIELD(layout, `${name}.${open.name}`, 'has no end: neither lines nor a selfLength say where')
    const ahead = scope !== undefined && !place.over.includes(scope)
    return { index, name, length, most, fields, tags, slots: own, serials, ownLength, open, part, scope, ahead }
  })
  const byName = new Map(records.map((record) => [record.name, record]))
  const spread = new Map<string, PlanRecord[]>()
  for (const record of records)
    if (record.part !== undefined) spread.set(record.part.of, [...(spread.get(record.part.of) ?? []), record])
  const at = frame.positions.map((position) => {
    const record = byName.get(position.record)
    if (record === undefined) throw HUB_LAYOUT_FRAME(layout, `names the record ${position.record}, which there is not`)
    return record
  })
  // Scopes without totals are of no interest to anybody who reads or writes.
  const live = new Set(slots.map((slot) => slot.scope))
  for (const position of frame.positions) {
    position.over = position.over.filter((scope) => live.has(scope))
    for (const edge of position.next) keepLive(edge, live)
  }
  for (const edge of frame.start) keepLive(edge, live)
  const longest = Math.max(...records.map(({ most }) => most))
  const plan: Plan = { layout, records, byName, spread, frame, at, slots, longest }
  for (const slot of slots) checkTotal(plan, slot)
  for (const edges of [frame.start, ...frame.positions.map((position) => position.next)]) {
    settle(plan, edges)
    for (const edge of edges) edge.plain = !watched && concernsNoTotal(plan, edge)
  }
  return plan
}

interface Line {
  readonly name: string
  readonly shape: RecordShape
  readonly part: PlanPart | undefined
}
/** The lines of a layout: those of a record that is spread over several are named after it. */
function linesOf(layout: string, shapes: Readonly<Record<string, RecordShape>>): readonly Line[] {
  return Object.entries(shapes).flatMap(([name, shape]): readonly Line[] => {
    const lines = shape.lines ?? [shape]
    if (lines.length === 1) return [{ name, shape, part: undefined }]
    const names = lines.flatMap(({ fields }) => Object.keys(fields).filter((field) => fields[field]!.kept))
    const twice = names.find((field, i) => names.indexOf(field) < i)
    if (twice !== undefined) throw HUB_LAYOUT_FIELD(layout, `${name}.${twice}`, 'stands on two lines of its record')
    return lines.map((line, i) => ({
      name: `${name}/${i + 1}`,
      shape: line,
      part: { of: name, isFirst: i === 0, isLast: i === lines.length - 1 },
    }))
  })
}

/** A place for a record that is spread over lines is a place for its lines. */
function unfolded(item: Item, shapes: Readonly<Record<string, RecordShape>>): Item {
  if (typeof item !== 'string') return { ...item, items: item.items.map((one) => unfolded(one, shapes)) }
  const lines = shapes[item]?.lines
  return lines === undefined ? item : inOrder(...lines.map((_, i) => `${item}/${i + 1}`))
}

/** The total with its terms naming lines: a record that is spread counts by its first, a field by the one it stands on. */
function namedIn(total: Total, shapes: Readonly<Record<string, RecordShape>>): Total {
  const named = (term: Term): Term => {
    const lines = shapes[term.of]?.lines
    if (lines === undefined) return term
    const line = term.field === undefined ? 0 : lines.findIndex(({ fields }) => term.field! in fields)
    return { ...term, of: `${term.of}/${line + 1}` }
  }
  return { ...total, terms: total.terms.map(named) }
}

function concernsNoTotal(plan: Plan, { to, ends, begins }: Edge): boolean {
  const { name, scope, serials, part } = plan.at[to]!
  const counted = plan.slots.some(({ total }) => total.terms.some(({ of }) => of === name || of === '*'))
  const own = scope !== undefined || serials.length > 0 || part !== undefined
  return !counted && !own && ends.length + begins.length + plan.frame.positions[to]!.over.length === 0
}

function keepLive(edge: Edge, live: ReadonlySet<number>): void {
  edge.ends = edge.ends.filter((scope) => live.has(scope))
  // The whole file is begun once, with the reader or writer.
  edge.begins = edge.begins.filter((scope) => scope !== 0 && live.has(scope))
}

function columnsOf(layout: string, record: string, shape: RecordShape) {
  const { least: length, most } =
    typeof shape.length === 'number' ? { least: shape.length, most: shape.length } : shape.length
  let at = 0
  let open: PlanField | undefined
  const fields = Object.entries(shape.fields).map(([name, field]): PlanField => {
    const full = `${record}.${name}`
    // Names become properties and are compiled: plain identifiers only, in the order they are written.
    if (!NAME.test(name) || name === 'record' || name === '__proto__') {
      throw HUB_LAYOUT_FIELD(
        layout,
        full,
        'needs another name: letters, digits and _, not beginning with a digit, not "record"',
      )
    }
    if (!Number.isInteger(field.width) || field.width < 1)
      throw HUB_LAYOUT_FIELD(layout, full, `is ${field.width} wide`)
    if (field.tags?.some((text) => text.length !== field.width))
      throw HUB_LAYOUT_FIELD(layout, full, 'has tags of several widths')
    if (open !== undefined)
      throw HUB_LAYOUT_FIELD(layout, full, `stands behind ${open.name}, which takes all that is left`)
    // A record of one length says the same of itself always.
    const isLength = field.total?.kind === 'length'
    const own = isLength && length === most ? { ...field, fallback: length } : field
    const place = { name, at, field: own }
    if (field.open) open = place
    else at += field.width
    return place
  })
  if (open === undefined ? at !== length || length !== most : at > length || length >= most)
    throw HUB_LAYOUT_WIDTH(layout, record, length === most ? String(length) : `${length} to ${most}`, at)
  return { fields, length, most, open }
}

function checkTotal(plan: Plan, slot: Slot): void {
  const { total } = slot
  const refuse = (reason: string) => HUB_LAYOUT_TOTAL(plan.layout, `${slot.record}.${slot.at.name}`, reason)
  if (total.kind === 'sha256') {
    const scopes = plan.frame.positions.find((position) => position.record === slot.record)!.scopes
    const open = plan.records.find((record) => record.ahead && scopes.includes(record.scope!))
    if (open) throw refuse(`would cover ${open.name}, whose totals are only known later`)
    return
  }
  for (const { of: name, field: added, where } of total.terms) {
    if (name === '*') {
      if (added !== undefined || Object.keys(where).length > 0) throw refuse('can only count all records')
      continue
    }
    const record = plan.byName.get(name)
    if (record === undefined) throw refuse(`is over the record ${name}, which there is not`)
    if (total.soFar && name === slot.record) throw refuse('is over its own record')
    const used = added === undefined ? Object.keys(where) : [added, ...Object.keys(where)]
    for (const fieldName of used) {
      const found = record.fields.find((one) => one.name === fieldName)
      if (found === undefined || !found.field.kept) throw refuse(`uses ${name}.${fieldName}, which there is not`)
      if (fieldName === added && !found.field.adds) throw refuse(`adds up ${name}.${fieldName}, which is no number`)
      if (found.field.total !== undefined && record.scope === slot.scope)
        throw refuse('is over a total of its own scope')
    }
  }
}

/** Orders what may follow so that the most closely described record is tried first, and refuses what no tag tells apart. */
function settle(plan: Plan, edges: Edge[]): void {
  const described = (edge: Edge) => plan.at[edge.to]!.tags.reduce((sum, tag) => sum + tag.texts[0]!.length, 0)
  edges.sort((a, b) => described(b) - described(a))
  for (const [i, edge] of edges.entries()) {
    for (const other of edges.slice(i + 1)) {
      const [a, b] = [plan.at[edge.to]!, plan.at[other.to]!]
      if (a === b) throw HUB_LAYOUT_FRAME(plan.layout, `does not say which place a ${a.name} has`)
      if (described(edge) === described(other) && !toldApart(a, b)) {
        throw HUB_LAYOUT_FRAME(plan.layout, `lets ${a.name} or ${b.name} follow, and no tag tells them apart`)
      }
      if (!toldApart(a, b)) other.doubtful = true
    }
  }
}

const toldApart = (a: PlanRecord, b: PlanRecord) =>
  a.tags.some((one) =>
    b.tags.some((other) => one.texts.every((x) => other.texts.every((y) => clash(one.at, x, other.at, y)))),
  )

function clash(at: number, text: string, otherAt: number, other: string): boolean {
  for (let column = Math.max(at, otherAt); column < Math.min(at + text.length, otherAt + other.length); column++) {
    if (text[column - at] !== other[column - otherAt]) return true
  }
  return false
}

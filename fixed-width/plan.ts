import { HUB_LAYOUT_FIELD, HUB_LAYOUT_FRAME, HUB_LAYOUT_TOTAL, HUB_LAYOUT_WIDTH } from './errors.js'
import type { AnyField, Fields, Total } from './field.js'
import { type Edge, type Frame, frameOf, type Item } from './frame.js'

/** A record of a layout: its length and its fields in order. */
export interface RecordShape<F extends Fields = Fields> {
  readonly length: number
  readonly fields: F
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
export interface PlanRecord {
  readonly index: number
  readonly name: string
  readonly length: number
  readonly fields: readonly PlanField[]
  readonly tags: readonly PlanTag[]
  /** Totals that stand in this record, and the scope they are over. */
  readonly slots: readonly Slot[]
  readonly scope: number | undefined
  /** The totals stand before what they are over, so a writer fills them in when the scope ends. */
  readonly ahead: boolean
}
/** A layout worked out and checked: what the compiler, the reader and the writer go by. */
export interface Plan {
  readonly layout: string
  readonly records: readonly PlanRecord[]
  readonly byName: ReadonlyMap<string, PlanRecord>
  readonly frame: Frame
  /** The record at each position of the frame. */
  readonly at: readonly PlanRecord[]
  readonly slots: readonly Slot[]
  readonly longest: number
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Throws HUB_LAYOUT_WIDTH, HUB_LAYOUT_FIELD, HUB_LAYOUT_FRAME, HUB_LAYOUT_TOTAL. */
export function planOf(layout: string, shapes: Readonly<Record<string, RecordShape>>, items: readonly Item[]): Plan {
  const frame = frameOf(layout, items)
  const slots: Slot[] = []
  const records = Object.entries(shapes).map(([name, shape], index): PlanRecord => {
    const fields = columnsOf(layout, name, shape)
    const places = frame.positions.filter((position) => position.record === name)
    if (places.length === 0) throw HUB_LAYOUT_FRAME(layout, `has no place for the record ${name}`)
    const totals = fields.filter(({ field }) => field.total !== undefined)
    const place = places[0]!
    const scope = totals.length === 0 ? undefined : place.scopes.at(-1)!
    if (scope !== undefined && places.length > 1) {
      throw HUB_LAYOUT_TOTAL(
        layout,
        `${name}.${totals[0]!.name}`,
        'stands in a record with several places in the frame',
      )
    }
    const own = totals.map((at): Slot => ({ index: 0, total: at.field.total!, record: name, at, scope: scope! }))
    const numbered = own.map((slot, i) => ({ ...slot, index: slots.length + i }))
    slots.push(...numbered)
    const tags = fields.flatMap(({ name, at, field }) =>
      field.tags === undefined ? [] : [{ name, at, texts: field.tags }],
    )
    const ahead = scope !== undefined && !place.over.includes(scope)
    return { index, name, length: shape.length, fields, tags, slots: numbered, scope, ahead }
  })
  const byName = new Map(records.map((record) => [record.name, record]))
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
  const plan: Plan = { layout, records, byName, frame, at, slots, longest: Math.max(...records.map((r) => r.length)) }
  for (const slot of slots) checkTotal(plan, slot)
  for (const edges of [frame.start, ...frame.positions.map((position) => position.next)]) {
    settle(plan, edges)
    for (const edge of edges) edge.plain = concernsNoTotal(plan, edge)
  }
  return plan
}

function concernsNoTotal(plan: Plan, { to, ends, begins }: Edge): boolean {
  const { name, scope } = plan.at[to]!
  const counted = plan.slots.some(({ total }) => total.of.includes(name) || total.of.includes('*'))
  return !counted && scope === undefined && ends.length + begins.length + plan.frame.positions[to]!.over.length === 0
}

function keepLive(edge: Edge, live: ReadonlySet<number>): void {
  edge.ends = edge.ends.filter((scope) => live.has(scope))
  // The whole file is begun once, with the reader or writer.
  edge.begins = edge.begins.filter((scope) => scope !== 0 && live.has(scope))
}

function columnsOf(layout: string, record: string, shape: RecordShape): readonly PlanField[] {
  let at = 0
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
    const here = at
    at += field.width
    return { name, at: here, field }
  })
  if (at !== shape.length) throw HUB_LAYOUT_WIDTH(layout, record, shape.length, at)
  return fields
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
  for (const name of total.of) {
    if (name === '*') {
      if (total.field !== undefined || Object.keys(total.where).length > 0) throw refuse('can only count all records')
      continue
    }
    const record = plan.byName.get(name)
    if (record === undefined) throw refuse(`is over the record ${name}, which there is not`)
    const used = total.field === undefined ? Object.keys(total.where) : [total.field, ...Object.keys(total.where)]
    for (const fieldName of used) {
      const found = record.fields.find((one) => one.name === fieldName)
      if (found === undefined || !found.field.kept) throw refuse(`uses ${name}.${fieldName}, which there is not`)
      if (fieldName === total.field && !found.field.adds)
        throw refuse(`adds up ${name}.${fieldName}, which is no number`)
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

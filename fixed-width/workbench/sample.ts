import type { Machine } from '../definition.js'
import type { Plain, Term, Where } from '../field.js'
import type { Edge, Frame } from '../frame.js'
import type { AnyLayout, Some } from '../layout.js'
import type { Plan, PlanField, PlanRecord } from '../plan.js'
import { HUB_LAYOUT_SAMPLE } from './errors.js'
import { between, oneFrom, type Random, randomOf } from './random.js'

type Values = Record<string, unknown> & { record: string }

/** The records of a sample, by the layout's own way if it has one. `told` hears how many come, as they come. */
export function* samplesOf(
  layout: AnyLayout,
  seed: string,
  records: number,
  told: (count: number) => void = () => {},
): Generator<Some<Readonly<Record<string, unknown>>>> {
  const random = randomOf(seed)
  for (const some of layout.sample?.(random, records) ?? sampleOf(layout.machine, random, records)) {
    told(Array.isArray(some) ? some.length : 1)
    yield some
  }
}

/**
 * The records of a plausible file, about so many of them, drawn from `random` alone: the same numbers give the same file.
 * The frame says what may follow what; repetitions inside others are kept short, the outermost goes on until there are
 * enough. Every field draws its own value; totals are left to the writer. Records come in groups, and a record is only good
 * until the next group is asked for. Throws HUB_LAYOUT_SAMPLE for a field that cannot draw.
 */
export function* sampleOf(machine: Machine, random: Random, records: number): Generator<readonly Values[]> {
  const { plan } = machine
  const walk = new Walk(plan, random, records)
  const makers = plan.at.map((record) => makerOf(machine, record))
  const group: Values[] = []
  for (let edge = walk.next(); edge !== undefined; edge = walk.next()) {
    const { part } = plan.at[edge.to]!
    const values = makers[edge.to]!(random)
    // A record that is spread over several lines is one object.
    if (part === undefined || part.isFirst) group.push(values)
    else Object.assign(group.at(-1)!, values)
    if (group.length < GROUP || part?.isLast === false) continue
    yield group
    group.length = 0
  }
  if (group.length > 0) yield group
}
const GROUP = 256

/** How often a repetition goes round, by where it stands. */
const FEW = 4
const MANY = 400
/** How often a repetition is begun that may be left out. */
const MOSTLY = 0.85

/** One way through a frame, a record at a time. */
class Walk {
  readonly #frame: Frame
  readonly #random: Random
  readonly #shadows: ReadonlySet<number>
  readonly #most: readonly number[]
  readonly #wanted: number
  /** Places from which some repetition can be reached. */
  readonly #leads: ReadonlySet<number>
  /** By scope: records in it so far, and after how many it is left. */
  readonly #count: number[]
  readonly #until: number[]
  #state = -1
  #made = 0

  constructor(plan: Plan, random: Random, records: number) {
    this.#frame = plan.frame
    this.#random = random
    this.#wanted = records
    this.#most = mostOf(plan.frame, records)
    this.#shadows = catchAlls(plan)
    this.#leads = leadingOn(plan.frame)
    this.#count = this.#most.map(() => 0)
    this.#until = this.#most.map(() => 0)
  }

  /** The next record's place; undefined at the end of the file. */
  next(): Edge | undefined {
    const { positions, start } = this.#frame
    const here = this.#state < 0 ? undefined : positions[this.#state]!
    const all = (here === undefined ? start : here.next).filter(({ to }) => !this.#shadows.has(to))
    const mayEnd = here === undefined ? this.#frame.mayBeEmpty : here.mayEnd
    if (mayEnd && (this.#made >= this.#wanted || all.length === 0)) return undefined
    const edge = oneFrom(this.#random, this.#choice(here?.scopes ?? [0], all))
    this.#enter(here?.scopes ?? [], positions[edge.to]!.scopes)
    this.#state = edge.to
    this.#made++
    return edge
  }

  /** Of what may follow: whatever goes on with the innermost repetition that has not had enough, or leaves those that have. */
  #choice(scopes: readonly number[], all: readonly Edge[]): readonly Edge[] {
    let left = all
    if (left.length === 1) return left
    if (this.#made < this.#wanted) {
      const entering = all.filter(({ to }) => {
        const there = this.#frame.positions[to]!.scopes
        return there.length > scopes.length && scopes.every((scope) => there.includes(scope))
      })
      if (scopes.length > 1 && entering.length > 0 && this.#random() < MOSTLY) return entering
      const leading = all.filter(({ to }) => this.#leads.has(to))
      if (leading.length > 0) left = leading
    }
    for (let depth = scopes.length - 1; depth > 0; depth--) {
      const scope = scopes[depth]!
      const stays = (edge: Edge) => this.#frame.positions[edge.to]!.scopes.includes(scope)
      const going = left.filter(stays)
      if (this.#count[scope]! < this.#until[scope]! && this.#made < this.#wanted && going.length > 0) return going
      const leaving = left.filter((edge) => !stays(edge))
      if (leaving.length > 0) left = leaving
    }
    return left
  }

  #enter(from: readonly number[], to: readonly number[]): void {
    for (const scope of to) {
      if (!from.includes(scope)) {
        this.#count[scope] = 0
        this.#until[scope] = to.indexOf(scope) < 2 ? this.#most[scope]! : between(this.#random, 1, this.#most[scope]!)
      }
      this.#count[scope]!++
    }
  }
}

/**
 * How many records a scope has at most. The outermost repetitions share what is wanted; an inner one has many where
 * something that sums it up stands behind it, else few, as the rows of a voucher.
 */
function mostOf({ positions, scopeCount }: Frame, records: number): readonly number[] {
  const outermost = new Set(positions.map(({ scopes }) => scopes[1]).filter((scope) => scope !== undefined))
  return Array.from({ length: scopeCount }, (_, scope) => {
    const inside = positions.filter(({ scopes }) => scopes.includes(scope))
    const depth = inside[0]?.scopes.indexOf(scope) ?? 0
    if (depth < 2) return Math.max(1, Math.ceil(records / Math.max(1, depth * outermost.size)))
    const around = inside[0]!.scopes[depth - 1]!
    const last = Math.max(...inside.map(({ index }) => index))
    const summedUp = positions.some(({ index, scopes }) => index > last && scopes.includes(around))
    return summedUp && depth === 2 ? Math.min(MANY, Math.max(FEW, Math.ceil(2 * Math.sqrt(records)))) : FEW
  })
}

/** Places in a repetition, and those from which one can be reached: the others only lead to the end. */
function leadingOn({ positions }: Frame): ReadonlySet<number> {
  const leads = new Set(positions.filter(({ scopes }) => scopes.length > 1).map(({ index }) => index))
  for (let before = -1; before < leads.size; ) {
    before = leads.size
    for (const { index, next } of positions) if (next.some(({ to }) => leads.has(to))) leads.add(index)
  }
  return leads
}

/** Places of records that no tag describes, beside others: whatever is drawn for them might be one of the others. */
function catchAlls(plan: Plan): ReadonlySet<number> {
  const found = plan.at.flatMap((record, index) => (record.tags.length === 0 ? [index] : []))
  return new Set(found.length === plan.at.length ? [] : found)
}

type Maker = (random: Random) => Values
type Draw = (random: Random) => unknown

function makerOf(machine: Machine, record: PlanRecord): Maker {
  const fields = record.fields.filter(({ field }) => field.kept && field.total === undefined)
  const draws = fields.map((place) => drawOf(machine.name, record, place))
  const added = fields.flatMap(({ name }) => addedUp(machine, record, name))
  const names = fields.map(({ name }) => name)
  const draw = (random: Random): Values => {
    const values: Values = { record: record.part?.of ?? record.name }
    for (let i = 0; i < names.length; i++) values[names[i]!] = draws[i]!(random)
    for (let i = 0; i < added.length; i++) keepPositive(values, added[i]!)
    return values
  }
  const others = besides(machine.plan, record).filter((other) => mayBeTakenFor(record, other))
  if (others.length === 0) return draw
  return (random) => {
    for (let i = 0; i < TRIES; i++) {
      const values = draw(random)
      const line = headOf(machine, record, values)
      if (
        !others.some((other) => other.tags.every(({ at, texts }) => texts.some((text) => line.startsWith(text, at))))
      ) {
        return values
      }
    }
    throw HUB_LAYOUT_SAMPLE(
      machine.name,
      record.name,
      `is always taken for ${others.map(({ name }) => name).join(' or ')}`,
    )
  }
}
const TRIES = 1000

function drawOf(layout: string, record: PlanRecord, { name, at, field }: PlanField): Draw {
  const draw = field.sample === undefined ? undefined : (random: Random) => field.sample!(random)
  if (field.open && draw !== undefined) {
    // Text that takes what is left of a record: not more than there is, and not less than the shortest record asks for.
    const fit = (value: unknown) =>
      typeof value === 'string' ? value.slice(0, record.most - at).padEnd(record.length - at) : value
    return (random) => fit(draw(random))
  }
  if (draw !== undefined) return draw
  if (field.fallback !== undefined || field.mayBeAbsent) return () => undefined
  throw HUB_LAYOUT_SAMPLE(layout, `${record.name}.${name}`, 'says no sample and has no value of its own')
}

interface Added {
  readonly name: string
  readonly terms: readonly Term[]
}

/** A field that totals add up which cannot be negative. */
function addedUp({ plan, encoding }: Machine, record: PlanRecord, name: string): readonly Added[] {
  const out = { encoding, substitute: () => undefined, cut() {}, transliterated() {} }
  const terms = plan.slots
    .filter(({ total, at }) => total.kind === 'sum' && typeof at.field.format(-1n, out) !== 'string')
    .flatMap(({ total }) => total.terms.filter((term) => term.of === record.name && term.field === name))
  return terms.length === 0 ? [] : [{ name, terms }]
}

/** What such totals add up is not negative, and what they take away is nothing. */
function keepPositive(values: Values, { name, terms }: Added): void {
  const value = values[name]
  if (typeof value !== 'bigint' && typeof value !== 'number') return
  let minus = false
  let counts = false
  for (const term of terms) {
    if (!meets(values, term.where)) continue
    counts = true
    minus ||= term.minus
  }
  if (!counts) return
  const zero = typeof value === 'bigint' ? 0n : 0
  if (minus) values[name] = zero
  else if (value < zero) values[name] = -value
}

function meets(values: Values, where: Where): boolean {
  for (const name in where) {
    const allowed = where[name]!
    if (Array.isArray(allowed) ? !allowed.includes(values[name] as Plain) : values[name] !== allowed) return false
  }
  return true
}

/** Records that may stand where this one may. */
function besides({ frame, at }: Plan, record: PlanRecord): readonly PlanRecord[] {
  const choices = [frame.start, ...frame.positions.map(({ next }) => next)].map((edges) =>
    edges.map(({ to }) => at[to]!),
  )
  return [...new Set(choices.filter((choice) => choice.includes(record)).flat())].filter((other) => other !== record)
}

const width = (record: PlanRecord) => record.tags.reduce((sum, tag) => sum + tag.texts[0]!.length, 0)

/** A more closely described record with the same tags may be what a drawn one reads as. */
const mayBeTakenFor = (record: PlanRecord, other: PlanRecord) =>
  width(other) > width(record) &&
  record.tags.every((one) =>
    other.tags.every((its) => its.at !== one.at || its.texts.some((text) => one.texts.includes(text))),
  )

/** The line as it would be written, without totals. */
function headOf(machine: Machine, record: PlanRecord, values: Values): string {
  const out = { encoding: machine.encoding, substitute: () => undefined, cut() {}, transliterated() {} }
  return record.fields
    .map(({ name, field }) => {
      const units = field.format(values[name] ?? field.fallback, out)
      return typeof units === 'string' ? units : ' '.repeat(field.width)
    })
    .join('')
}

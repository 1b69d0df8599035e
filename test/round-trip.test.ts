import { deepEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { HubError } from '../bus/errors.js'
import { type Field, Wrong } from '../fixed-width/field.js'
import type { AnyLayout } from '../fixed-width/layout.js'
import type { PlanField, PlanRecord } from '../fixed-width/plan.js'
import { between, oneFrom, type Random, randomOf } from '../fixed-width/workbench/random.js'
import { samplesOf } from '../fixed-width/workbench/sample.js'
import { inChunks } from './fuzz/mutate.js'
import { layouts } from './fuzz/subjects.js'

type Values = Readonly<Record<string, unknown>> & { readonly record: string }

async function written(layout: AnyLayout, records: readonly Values[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of layout.write([records])) chunks.push(chunk)
  return Buffer.concat(chunks)
}
async function readFrom(layout: AnyLayout, chunks: Iterable<Uint8Array>): Promise<Values[]> {
  const records: Values[] = []
  for await (const batch of layout.readBatches(chunks)) records.push(...batch)
  return records
}

const drawn = (layout: AnyLayout, seed: string, count: number): Values[] => {
  const records: Values[] = []
  for (const some of samplesOf(layout, seed, count)) for (const one of [some].flat()) records.push({ ...one } as Values)
  return records
}

const ALPHABETS = [
  '0123456789',
  '0000000001',
  ' ',
  '  0123456789+-',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ ',
  'abcxyz .,:;-/()\'"&<>?!*',
  'ÅÄÖåäöÉéÜüß§£Ø¿ÿ ',
  '{ABCDEFGHI}JKLMNOPQR0123456789',
  Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join(''),
]

/** A value that the field can hold, drawn from anything that could stand in its columns; undefined where none was found. */
function wild(layout: AnyLayout, record: PlanRecord, { at, field }: PlanField, random: Random): unknown {
  const width = field.open ? between(random, 0, record.most - at) : field.width
  for (let tries = 0; tries < 20; tries++) {
    const alphabet = oneFrom(random, ALPHABETS)
    const units = Array.from({ length: width }, () => alphabet[between(random, 0, alphabet.length - 1)]).join('')
    const value = field.parse(units, layout.machine.encoding)
    if (!(value instanceof Wrong)) return value
  }
  return undefined
}

const linesOf = ({ machine: { plan } }: AnyLayout, name: string) => plan.spread.get(name) ?? [plan.byName.get(name)!]

/** The records with some values that nobody would send, one record after the other, as long as a writer takes them. */
async function withWildValues(layout: AnyLayout, records: readonly Values[], random: Random) {
  const all = [...records]
  let changed = 0
  for (const i of all.keys()) {
    if (random() < 0.5) continue
    for (const line of linesOf(layout, all[i]!.record)) {
      for (const place of line.fields.filter(({ field }) => field.kept && field.role === 'value')) {
        if (random() < 0.6) continue
        const value = wild(layout, line, place, random)
        if (value === undefined) continue
        const before = all[i]!
        all[i] = { ...before, [place.name]: value }
        if (await isTaken(layout, all, place)) changed++
        else all[i] = before
      }
    }
  }
  return { records: all, changed }
}

/** What a writer may refuse of values that fields can hold: rules above the columns, and totals that no longer fit. */
const RULES = ['HUB_RULE_BROKEN', 'HUB_VOUCHER_UNBALANCED', 'HUB_TOTAL_WRONG', 'HUB_RECORD_MISPLACED']

async function isTaken(layout: AnyLayout, records: readonly Values[], { field, name }: PlanField): Promise<boolean> {
  try {
    const file = layout.write([records])
    for await (const _ of file);
    // Columns may be wider than what may be written into them.
    return Object.keys((await file.report).cut).length === 0
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    if (RULES.includes(error.code)) return false
    // As above, where it may not be cut; and a total may grow out of its columns.
    if (error.details.field !== name || (error.code === 'HUB_FIELD_OVERFLOW' && isText(field))) return false
    throw error
  }
}
const isText = ({ holds }: Field) => holds.includes('text')

/** What was given must be there; what was left out may have been filled in. */
function sameRecords(found: readonly Values[], given: readonly Values[]): void {
  equal(found.length, given.length)
  for (const [i, record] of given.entries()) {
    const wanted = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
    deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, found[i]![key]])), wanted)
  }
}

const anySeed = fc.string({ minLength: 1, maxLength: 12 })

for (const layout of await layouts()) {
  t.test(`${layout.name} reads what it writes, and writes what it reads byte by byte`, async (t) => {
    let records = 0
    await fc.assert(
      fc.asyncProperty(anySeed, fc.integer({ min: 1, max: 60 }), async (seed, count) => {
        const random = randomOf(`${seed} pieces`)
        const given = drawn(layout, seed, count)
        records += given.length
        const file = await written(layout, given)
        const found = await readFrom(layout, inChunks(file, random))
        sameRecords(found, given)
        deepEqual(await written(layout, found), file)
      }),
      { numRuns: 60 },
    )
    t.ok(records > 60, `${records} records`)
  })

  t.test(`${layout.name} does so too with values that nobody would send`, async (t) => {
    let changes = 0
    await fc.assert(
      fc.asyncProperty(anySeed, fc.integer({ min: 1, max: 12 }), async (seed, count) => {
        const random = randomOf(`${seed} wild`)
        const { records, changed } = await withWildValues(layout, drawn(layout, seed, count), random)
        changes += changed
        const file = await written(layout, records)
        const found = await readFrom(layout, inChunks(file, random))
        sameRecords(found, records)
        deepEqual(await written(layout, found), file)
      }),
      { numRuns: 40 },
    )
    t.ok(changes > 50, `${changes} values`)
  })
}

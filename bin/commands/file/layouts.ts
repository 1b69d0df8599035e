import type { AnyLayout } from '../../../fixed-width/layout.js'
import type { PlanField, PlanRecord } from '../../../fixed-width/plan.js'
import type { Cli } from '../../cli.js'
import { sourcesOf } from '../../sources.js'
import { table } from '../../table.js'
import { HUB_LAYOUT_UNKNOWN } from './errors.js'

/** Every layout of the house and of the project, by name. */
export async function allLayouts(cli: Cli): Promise<readonly AnyLayout[]> {
  const { HOUSE, filesIn, load } = await import('../../../roof/files.js')
  const { root } = sourcesOf(cli)
  const byName = new Map<string, AnyLayout>()
  // A hub of its own project may read with the house's layouts; its own win.
  for (const place of new Set([HOUSE, root])) {
    for (const found of filesIn(place, 'fixed-width/layouts', '.layout.js')) {
      const loaded = await load(found)
      if ('error' in loaded) throw loaded.error
      const layout = loaded.exports.default as AnyLayout
      byName.set(layout.name, layout)
    }
  }
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** The layout of that name. Throws HUB_LAYOUT_UNKNOWN. */
export async function layoutOf(cli: Cli, name: string): Promise<AnyLayout> {
  const layouts = await allLayouts(cli)
  const found = layouts.find((layout) => layout.name === name)
  if (found === undefined)
    throw HUB_LAYOUT_UNKNOWN(
      name,
      layouts.map((layout) => layout.name),
    )
  return found
}

/** `file layouts`: all of them with the lengths of their records. */
export function printLayouts(cli: Cli, layouts: readonly AnyLayout[]): void {
  cli.print(layouts.map(described), () =>
    layouts.flatMap(({ name, summary, machine }) => [
      `${name}: ${summary}`,
      ...machine.plan.records.map((record) => `  ${record.name}, ${lengthOf(record)}, ${record.fields.length} fields`),
    ]),
  )
}

/** `file layouts <name>`: every field with its columns and what it holds. */
export function printLayout(cli: Cli, layout: AnyLayout): void {
  const { machine } = layout
  const { encoding, lines, plan } = machine
  cli.print(described(layout), () => [
    `${layout.name}: ${layout.summary}`,
    `Encoding ${encoding.name}, columns count ${encoding.widths}; lines are written with ${LINE_ENDS[lines.write]}, read with ${LINE_ENDS[lines.read]}.`,
    ...plan.records.flatMap((record) => [
      '',
      `${record.name}, ${lengthOf(record)} columns; then ${followersOf(layout, record)}`,
      ...table(
        ['columns', 'field', 'holds'],
        record.fields.map((place) => [columnsOf(record, place), place.name, holdsOf(place)]),
      ).map((line) => `  ${line}`),
    ]),
  ])
}

const LINE_ENDS: Readonly<Record<string, string>> = {
  crlf: 'CR LF',
  lf: 'LF',
  none: 'no line ends',
  either: 'CR LF or LF',
  optional: 'CR LF, LF or no line ends',
}

const described = ({ name, summary, machine }: AnyLayout) => ({
  name,
  summary,
  encoding: machine.encoding.name,
  records: machine.plan.records.map((record) => ({
    name: record.name,
    length: record.length,
    ...(record.most === record.length ? {} : { most: record.most }),
    fields: record.fields.map(({ name, at, field }) => ({
      name,
      from: at + 1,
      to: field.open ? record.most : at + field.width,
      holds: field.holds,
      personal: field.personal,
    })),
  })),
})

const lengthOf = ({ length, most }: PlanRecord) => (most === length ? String(length) : `${length} to ${most}`)

function columnsOf({ most }: PlanRecord, { at, field }: PlanField): string {
  if (field.open) return `${at + 1} to the end (${most})`
  return field.width === 1 ? String(at + 1) : `${at + 1}-${at + field.width}`
}

function holdsOf({ field }: PlanField): string {
  const more = [
    ...(field.role === 'total' ? ['computed'] : []),
    ...(field.personal ? ['personal'] : []),
    ...(field.mayCut ? ['may be cut'] : []),
    ...(field.fallback !== undefined && field.role === 'value' ? ['may be left out'] : []),
  ]
  return more.length === 0 ? field.holds : `${field.holds} (${more.join(', ')})`
}

function followersOf({ machine }: AnyLayout, record: PlanRecord): string {
  const { frame, at } = machine.plan
  const places = frame.positions.filter((position) => position.record === record.name)
  const names = new Set(places.flatMap(({ next }) => next.map(({ to }) => at[to]!.name)))
  if (places.some(({ mayEnd }) => mayEnd)) names.add('the end of the file')
  return [...names].join(' or ')
}

import { type EntryOptions, entriesOf, type Item } from './copybook/entries.js'
import { HUB_COPYBOOK_RECORDS, HUB_COPYBOOK_UNSUPPORTED } from './copybook/errors.js'
import { type FieldOptions, fieldOf, isBinary, propertyOf, unknownBytes } from './copybook/fields.js'
import { type Piece, piecesOf } from './copybook/pieces.js'
import type { Lines } from './definition.js'
import type { EncodingName } from './encoding.js'
import type { AnyField } from './field.js'
import { blank, spare, tag } from './fields/constants.js'
import { oneOf, repeat } from './frame.js'
import { type AnyLayout, layout, record } from './layout.js'
import type { RecordShape } from './plan.js'

export interface CopybookOptions extends EntryOptions, FieldOptions {
  /**
   * Columns without a name (FILLER, and what SYNC or a shorter REDEFINES leaves). `kept` (unless told): fields FILLER_1, FILLER_2, …,
   * absent where they are blank and otherwise hexadecimal digits. `blank`: anything but blanks is an error. `spare`: ignored, and
   * written as blanks.
   */
  readonly fillers?: 'kept' | 'blank' | 'spare'
  /** The records of the file, by the names they get. Without it, every item of level 01 is one. */
  readonly records?: Readonly<Record<string, CopybookRecord>>
}
export interface CopybookRecord {
  /** The item of level 01 that it is; needed where there are several. */
  readonly of?: string
  /** Items that are read instead of what they redefine. Without it, what stands first is read. */
  readonly redefines?: readonly string[]
  /** What tells it from the other records: fields and the text, or texts, that stand there. */
  readonly tags?: Readonly<Record<string, string | readonly [string, ...string[]]>>
}
/** Records of a copybook, for `layout(…, { records })`. Their types are known at run time only. */
export interface Copybook {
  readonly records: Readonly<Record<string, RecordShape>>
  /** What was passed over, such as other forms of the same columns (REDEFINES). */
  readonly notes: readonly string[]
}

/**
 * Reads a COBOL copybook (ISO/IEC 1989, data description entries). Fields are called as in the copybook, with _ for hyphens; where a name
 * stands in several groups, with as many of them before it as tell it apart; of an OCCURS, with _1, _2, … behind. Numbers are bigint, in
 * units of the last decimal.
 *
 * Throws HUB_COPYBOOK_SYNTAX, HUB_COPYBOOK_PICTURE, HUB_COPYBOOK_UNSUPPORTED, HUB_COPYBOOK_RECORDS.
 */
export function copybook(text: string, options: CopybookOptions = {}): Copybook {
  const { roots, notes } = entriesOf(text, options)
  const known = new Set(roots.flatMap(namesIn))
  for (const name of [...Object.keys(options.fields ?? {}), ...namesOf(options.nulFilled), ...(options.personal ?? [])])
    mustBe(known, name)
  const wanted = options.records ?? Object.fromEntries(roots.map(({ name }) => [propertyOf(name), { of: name }]))
  const records: Record<string, RecordShape> = {}
  for (const [name, { of, redefines = [], tags = {} }] of Object.entries(wanted)) {
    const root = rootOf(roots, name, of)
    for (const one of redefines) mustBe(known, one)
    const { pieces, passedOver } = piecesOf(root, new Set(redefines.map(propertyOf)))
    for (const { line, name: form, redefines: base } of passedOver) {
      notes.push(
        `line ${line}: ${form}${base === undefined ? '' : `, which redefines ${base},`} is passed over in ${name}`,
      )
    }
    records[name] = shapeOf(name, pieces, tags, options)
  }
  return { records, notes }
}

export interface CopybookLayoutOptions extends CopybookOptions {
  /** cp037 unless told. */
  readonly encoding?: EncodingName
  /** No line ends unless told. With them, packed and binary numbers are refused: one of their bytes may be a line end. */
  readonly lines?: Partial<Lines> & Pick<Lines, 'write'>
  readonly summary?: string
}

/**
 * A layout of a copybook: its records in any order and number. Several records need `tags`. For another order, or with totals, use
 * `layout` and the records of `copybook`. Throws as `copybook`, and HUB_LAYOUT_… where the records make no layout.
 */
export function layoutOfCopybook(name: string, text: string, options: CopybookLayoutOptions = {}): AnyLayout {
  const { encoding = 'cp037', lines = { write: 'none' }, summary = `Records of a COBOL copybook.` } = options
  if (lines.write !== 'none') refuseBinary(entriesOf(text, options).roots)
  const { records } = copybook(text, options)
  const names = Object.keys(records)
  const [only] = names
  const frame = [repeat(names.length === 1 && only !== undefined ? only : oneOf(...names))]
  return layout(name, { summary, encoding, lines, records, frame }) as unknown as AnyLayout
}

const namesOf = (list: CopybookOptions['nulFilled']): readonly string[] =>
  list === undefined || list === 'all' ? [] : list
const namesIn = (item: Item): readonly string[] => [propertyOf(item.name), ...item.children.flatMap(namesIn)]

function mustBe(known: ReadonlySet<string>, name: string): void {
  if (!known.has(propertyOf(name))) throw HUB_COPYBOOK_RECORDS(`has no item ${name}, which its options name`)
}

function rootOf(roots: readonly Item[], name: string, of: string | undefined): Item {
  const found = of === undefined ? undefined : roots.find((root) => propertyOf(root.name) === propertyOf(of))
  if (found !== undefined) return found
  if (of === undefined && roots.length === 1) return roots[0]!
  const list = roots.map((root) => root.name).join(', ')
  throw HUB_COPYBOOK_RECORDS(
    of === undefined
      ? `has several records (${list}); say which of them ${name} is`
      : `has no record ${of}, only ${list}`,
  )
}

function refuseBinary(items: readonly Item[]): void {
  for (const item of items) {
    if (item.children.length === 0 && isBinary(item)) {
      const what = `${item.name}, whose bytes may be those of a line end, in a file with line ends`
      throw HUB_COPYBOOK_UNSUPPORTED(item.line, what, "read it with lines: { write: 'none' }")
    }
    refuseBinary(item.children)
  }
}

function shapeOf(
  name: string,
  pieces: readonly Piece[],
  tags: NonNullable<CopybookRecord['tags']>,
  options: CopybookOptions,
): RecordShape {
  const nameOf = namesFor(pieces)
  const fields: Record<string, AnyField> = {}
  const made = new Map<Item, AnyField>()
  const left = new Map(Object.entries(tags).map(([field, texts]) => [propertyOf(field), texts]))
  let fillers = 0
  let length = 0
  for (const piece of pieces) {
    const { item, width } = piece
    length += width
    if (item === undefined || item.name === 'FILLER') {
      fields[`FILLER_${++fillers}`] = fillerOf(width, options)
      continue
    }
    const property = nameOf(piece)
    if (Object.hasOwn(fields, property)) throw HUB_COPYBOOK_RECORDS(`gives two fields the name ${property} in ${name}`)
    const texts = left.get(property)
    left.delete(property)
    if (texts === undefined) {
      const field = made.get(item) ?? fieldOf(item, options)
      made.set(item, field)
      fields[property] = field
    } else fields[property] = tagOf(property, width, texts)
  }
  const [missing] = left.keys()
  if (missing !== undefined) throw HUB_COPYBOOK_RECORDS(`has no field ${missing} in ${name}, which its tags name`)
  return record(length, fields)
}

function tagOf(property: string, width: number, texts: string | readonly [string, ...string[]]): AnyField {
  const all = typeof texts === 'string' ? [texts] : texts
  const wrong = all.find((text) => text.length !== width)
  if (wrong !== undefined)
    throw HUB_COPYBOOK_RECORDS(`has ${property} ${width} wide, but a tag is ${JSON.stringify(wrong)}`)
  const [first, second, ...rest] = all
  return second === undefined ? tag(first!) : tag(first!, second, ...rest)
}

function fillerOf(width: number, { fillers = 'kept' }: CopybookOptions): AnyField {
  return fillers === 'kept' ? unknownBytes(width) : fillers === 'blank' ? blank(width) : spare(width)
}

/** How each field is called: as short as it is clear. */
function namesFor(pieces: readonly Piece[]): (piece: Piece) => string {
  const items = new Map<Item, readonly string[]>()
  for (const { item, groups } of pieces) {
    if (item === undefined || items.has(item)) continue
    // From the item outwards; groups without a name say nothing.
    items.set(
      item,
      [item, ...[...groups].reverse()].map(({ name }) => name).filter((name) => name !== 'FILLER'),
    )
  }
  const counts = new Map<string, number>()
  for (const path of items.values()) {
    for (let depth = 1; depth <= path.length; depth++) {
      const key = path.slice(0, depth).join(' ')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const qualified = new Map<Item, string>()
  for (const [item, path] of items) {
    let depth = 1
    while (depth < path.length && counts.get(path.slice(0, depth).join(' '))! > 1) depth++
    qualified.set(item, propertyOf(path.slice(0, depth).reverse().join('-')))
  }
  return ({ item, occurrence }) => [qualified.get(item!), ...occurrence].join('_')
}

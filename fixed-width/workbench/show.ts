import type { Encoding } from '../encoding.js'
import type { PlanField, PlanRecord } from '../plan.js'
import { type Problem, whatIsWrong } from '../problem.js'
import { foldsOf, rulerOf } from './ruler.js'
import { cellsOf } from './visible.js'

/** What a piece of a line is, for whoever gives it a colour. */
export type Style = 'tag' | 'constant' | 'total' | 'odd' | 'even' | 'hidden' | 'end' | 'wrong' | 'gutter'
export type Paint = (style: Style, text: string) => string

export interface HowShown {
  readonly encoding: Encoding
  /** Lines end with line ends; else the last bytes of a line are columns, whatever they are. */
  readonly separated: boolean
  readonly paint: Paint
  /** Personal fields are shown; else every character of them that is no blank is a dot. */
  readonly personal: boolean
  /** Lines are folded at so many columns; 0: never. */
  readonly fold: number
  /** Width of the names of records, 0 where there are none. */
  readonly names: number
  /** Below each line, the fields with their columns. */
  readonly fields: boolean
  /** Below each line, the bytes: a line of first and one of second hexadecimal digits. */
  readonly hex: boolean
}

/** A line of a file as it is to be shown. */
export interface ShownLine {
  readonly line: number
  /** Its bytes with the line end, as far as they were kept. */
  readonly content: Uint8Array
  /** How many bytes it has in all. */
  readonly bytes: number
  readonly record?: PlanRecord | undefined
  /** What it is called: its record, or what else it is. */
  readonly name: string
  readonly problems: readonly Problem[]
  /** Which columns hold what is not known, and some of them may be personal: nothing of it is shown. */
  readonly hidden: boolean
}

const BAR = '\u2502'
const HIDDEN = '\u2022'
const LINE_DIGITS = 7

function gutter(how: HowShown, number: string, name: string, bar = BAR): string {
  const names = how.names === 0 ? '' : ` ${name.padEnd(how.names)}`
  return how.paint('gutter', `${number.padStart(LINE_DIGITS)}${names} ${bar}`)
}

/** The ruler for lines of so many columns. */
export function shownRuler(columns: number, how: HowShown): readonly string[] {
  const width = how.fold === 0 ? columns : Math.min(columns, how.fold)
  return rulerOf(1, width).map((line) => `${gutter(how, '', '')}${how.paint('gutter', line)}`)
}

/** A line with what is wrong under its columns. */
export function shownLine(shown: ShownLine, how: HowShown): readonly string[] {
  const { cells, ends, body } = partsOf(shown, how)
  const styles = stylesOf(cells, shown, how)
  const out: string[] = []
  const folds = foldsOf(cells.length, how.fold)
  folds.forEach(([from, to], i) => {
    const last = i === folds.length - 1
    const number = i === 0 ? String(shown.line) : `+${from}`
    const text = painted(cells, styles, from, to, how.paint)
    out.push(`${gutter(how, number, i === 0 ? shown.name : '')}${text}${last ? how.paint('end', ends) : ''}`)
    if (how.hex) out.push(...hexOf(body, cells, styles, from, to, how))
    for (const problem of shown.problems) {
      const at = Math.min(problem.column - 1, cells.length)
      if ((at >= from && at < to) || (last && at >= from))
        out.push(...marked(problem, at - from, to - from, shown, how))
    }
  })
  if (shown.bytes > shown.content.length)
    out.push(`${gutter(how, '', '')}${how.paint('end', `… and ${shown.bytes - shown.content.length} bytes more`)}`)
  if (how.fields && shown.record !== undefined) out.push(...fieldsOf(shown.record, cells, how))
  return out
}

/** The same line for programs: its columns as text, what ends it, and its problems. */
export function lineAsData(shown: ShownLine, how: HowShown) {
  const { cells, ends } = partsOf(shown, how)
  stylesOf(cells, shown, how)
  const { line, name, bytes, problems } = shown
  return { line, name, bytes, text: cells.join(''), end: ends, problems }
}

/** Columns and line end apart. */
function partsOf({ content, bytes }: ShownLine, { encoding, separated }: HowShown) {
  const unit = (i: number) => (encoding.unitOf === undefined ? content[i] : encoding.unitOf[content[i]!])
  const whole = separated && bytes === content.length
  const hasLf = whole && content.length > 0 && unit(content.length - 1) === 10
  const hasCr = hasLf && content.length > 1 && unit(content.length - 2) === 13
  const body = content.subarray(0, content.length - (hasLf ? 1 : 0) - (hasCr ? 1 : 0))
  return { cells: cellsOf(body, encoding), body, ends: `${hasCr ? '\u240d' : ''}${hasLf ? '\u240a' : ''}` }
}

/** A style for each column; the cells of personal ones are made dots. */
function stylesOf(cells: string[], { record, hidden }: ShownLine, { personal }: HowShown): readonly Style[] {
  const styles: Style[] = cells.map(() => 'even')
  const hide = (from: number, to: number) => {
    for (let i = from; i < Math.min(to, cells.length); i++) {
      styles[i] = 'hidden'
      if (cells[i] !== ' ') cells[i] = HIDDEN
    }
  }
  if (hidden && !personal) hide(0, cells.length)
  record?.fields.forEach((place, i) => {
    const to = endOf(place, cells.length)
    const { role } = place.field
    if (hidden && !personal) return
    for (let at = place.at; at < Math.min(to, cells.length); at++) styles[at] = role === 'value' ? PAIR[i % 2]! : role
    if (place.field.personal && !personal) hide(place.at, to)
  })
  return styles
}
const PAIR = ['odd', 'even'] as const
const endOf = ({ at, field }: PlanField, length: number) => (field.open ? Math.max(at, length) : at + field.width)

function painted(cells: readonly string[], styles: readonly Style[], from: number, to: number, paint: Paint): string {
  let out = ''
  for (let at = from; at < to; ) {
    let end = at + 1
    while (end < to && styles[end] === styles[at]) end++
    out += paint(styles[at]!, cells.slice(at, end).join(''))
    at = end
  }
  return out
}

function hexOf(
  body: Uint8Array,
  cells: readonly string[],
  styles: readonly Style[],
  from: number,
  to: number,
  how: HowShown,
): readonly string[] {
  // Where columns are characters, bytes do not stand under them.
  if (body.length !== cells.length) return []
  const digits = (shift: number) =>
    Array.from({ length: to - from }, (_, i) =>
      styles[from + i] === 'hidden' ? HIDDEN : ((body[from + i]! >> shift) & 15).toString(16).toUpperCase(),
    ).join('')
  return [4, 0].map((shift) => `${gutter(how, '', '')}${how.paint('gutter', digits(shift))}`)
}

/** The mark below the columns of a problem, and its sentence. */
function marked(problem: Problem, at: number, room: number, { record }: ShownLine, how: HowShown): readonly string[] {
  const place = record?.fields.find(({ name }) => name === problem.field)
  const width = place === undefined || place.field.open ? 1 : Math.max(1, Math.min(place.field.width, room - at))
  const sentence = `${problem.code}: column ${problem.column}, ${whatIsWrong(problem)}`
  return [
    `${gutter(how, '', '')}${' '.repeat(at)}${how.paint('wrong', '^'.repeat(width))}`,
    `${gutter(how, '', '', '\u2514')} ${how.paint('wrong', sentence)}`,
  ]
}

function fieldsOf({ fields }: PlanRecord, cells: readonly string[], how: HowShown): readonly string[] {
  const width = Math.max(...fields.map(({ name }) => name.length))
  return fields.map((place, i) => {
    const to = endOf(place, cells.length)
    const columns = to === place.at + 1 ? String(to) : `${place.at + 1}-${to}`
    const text = cells.slice(place.at, to).join('').trimEnd()
    const { role } = place.field
    const style = role === 'value' ? PAIR[i % 2]! : role
    const name = how.paint('gutter', `${columns.padStart(9)}  ${place.name.padEnd(width)}`)
    return `${gutter(how, '', '')}${name}  ${how.paint(style, text)}`.trimEnd()
  })
}

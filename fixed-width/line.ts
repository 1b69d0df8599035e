import type { Values } from './compile.js'
import type { Lines, Machine } from './definition.js'
import { Wrong } from './field.js'
import type { Edge } from './frame.js'
import type { Lenient } from './lenient.js'
import type { PlanRecord } from './plan.js'
import { type Problem, shown } from './problem.js'

/** What is wrong with a line, without the line itself. `column` counts from 1. */
export type LineProblem = Pick<Problem, 'code' | 'column' | 'record' | 'field' | 'expected' | 'found'>

export type Identified =
  | { readonly edge: Edge; readonly record: PlanRecord }
  | { readonly misplaced: PlanRecord; readonly problem: LineProblem }
  | { readonly unknown: true; readonly problem: LineProblem }

const matches = (record: PlanRecord, line: string) =>
  record.tags.every(({ at, texts }) => texts.includes(line.slice(at, at + texts[0]!.length)))

/** Which record a line is, going by its tags and by what may follow `state` (-1: the file begins). */
export function identify(machine: Machine, state: number, line: string): Identified {
  const { plan } = machine
  const edges = state < 0 ? plan.frame.start : plan.frame.positions[state]!.next
  const edge = edges.find((one) => matches(plan.at[one.to]!, line))
  if (edge !== undefined) return { edge, record: plan.at[edge.to]! }
  const misplaced = plan.records.find((record) => record.tags.length > 0 && matches(record, line))
  if (misplaced !== undefined) {
    const tag = misplaced.tags[0]!
    return {
      misplaced,
      problem: {
        code: 'HUB_RECORD_MISPLACED',
        column: tag.at + 1,
        record: misplaced.name,
        field: tag.name,
        expected: `${mayFollow(machine, state)}${state < 0 ? '' : ` after ${plan.at[state]!.name}`}`,
        found: `${/^[aeiou]/i.test(misplaced.name) ? 'an' : 'a'} ${misplaced.name}`,
      },
    }
  }
  const tagged = plan.records.flatMap((record) => record.tags)
  const first = tagged[0] ?? { name: 'record', at: 0, texts: [''] }
  const here = tagged.filter((tag) => tag.at === first.at)
  const texts = [...new Set(here.flatMap((tag) => tag.texts))].map((text) => JSON.stringify(text))
  return {
    unknown: true,
    problem: {
      code: 'HUB_RECORD_UNKNOWN',
      column: Math.min(first.at, line.length) + 1,
      record: 'unknown',
      field: first.name,
      expected: texts.length > 1 ? `one of ${texts.join(', ')}` : texts.join(''),
      found: line === '' ? 'an empty line' : shown(line.slice(first.at, first.at + first.texts[0]!.length), false),
    },
  }
}

/** The records that may come next, as words. */
export function mayFollow(machine: Machine, state: number): string {
  const { plan } = machine
  const edges = state < 0 ? plan.frame.start : plan.frame.positions[state]!.next
  const names = edges.map((edge) => plan.at[edge.to]!.name)
  if (state < 0 ? plan.frame.mayBeEmpty : plan.frame.positions[state]!.mayEnd) names.push('the end of the file')
  return names.join(' or ')
}

/** What is wrong with a file that ends there. */
export function incomplete(machine: Machine, state: number): LineProblem {
  const { plan } = machine
  const edge = (state < 0 ? plan.frame.start : plan.frame.positions[state]!.next)[0]
  const record = edge === undefined ? undefined : plan.at[edge.to]!
  return {
    code: 'HUB_FILE_INCOMPLETE',
    column: (record?.tags[0]?.at ?? 0) + 1,
    record: record?.name ?? 'unknown',
    field: record?.tags[0]?.name ?? 'record',
    expected: mayFollow(machine, state),
    found: 'the end of the file',
  }
}

/** How a line ended in the file; `none` where records follow each other without. */
export type Ending = 'crlf' | 'lf' | 'missing' | 'none'

export interface Judged {
  /** The record's values, or null if it could not be read. */
  readonly values: Values | null
  readonly problems: readonly LineProblem[]
  /** Where, in units of the line, the next line begins, if that is not behind the line. */
  readonly endsAt?: number
}

/** Everything that is right or wrong with a line that is meant to be this record. `line` is without its end. */
export function judgeLine(
  machine: Machine,
  record: PlanRecord,
  line: string,
  { ending, due, lenient }: { readonly ending: Ending; readonly due: Lines['read']; readonly lenient: Lenient },
): Judged {
  const { length, most } = record
  const end = (found: string): readonly LineProblem[] => {
    if (lenient.forgives('line-ends')) return []
    const expected = due === 'either' ? 'CR LF or LF' : due === 'crlf' ? 'CR LF' : 'LF'
    return [{ code: 'HUB_LINE_END', column: length + 1, record: record.name, field: 'line end', expected, found }]
  }
  const read = (from: string, problems: readonly LineProblem[] = []): Judged => {
    const judged = parseRecord(machine, record, from, lenient)
    return { values: judged.values, problems: [...judged.problems, ...problems] }
  }
  if (due === 'crlf' && length === most && line.length > length && line[length] === '\r') {
    // The line feed is missing, but everything says that the record ends here: the next one begins behind.
    return { ...read(line, end(shown(line.slice(length, length + 2), false))), endsAt: length + 2 }
  }
  if (due === 'crlf' && ending === 'lf' && line.length === length + 1 && length === most)
    return read(line, end(shown(`${line[length]}\n`, false)))
  const whole = ofLength(record, line, lenient)
  if (whole === undefined) {
    const column = Math.min(line.length, most)
    const field = record.fields.find((one) => column >= one.at && column < one.at + one.field.width)?.name ?? 'line end'
    const expected = `a line of ${length === most ? length : `${length} to ${most}`}`
    const code = 'HUB_LINE_LENGTH' as const
    const found = `one of ${line.length}`
    return { values: null, problems: [{ code, column: column + 1, record: record.name, field, expected, found }] }
  }
  const accepted = ending === 'missing' ? machine.lines.lastMayLackEnd : due === 'either' || due === ending
  if (accepted) return read(whole)
  return read(whole, end(ending === 'missing' ? 'the end of the file' : ending === 'crlf' ? 'CR LF' : 'LF'))
}

/** The line in a length that the record may have, or undefined. */
function ofLength({ length, most }: PlanRecord, line: string, lenient: Lenient): string | undefined {
  if (line.length < length) return lenient.forgives('short-lines') ? line.padEnd(length) : undefined
  if (line.length <= most) return line
  return /^ *$/.test(line.slice(most)) && lenient.forgives('long-lines') ? line.slice(0, most) : undefined
}

/** Every field of a record that begins at unit 0 of `line`, by the fields' own rules: the values, or all that is wrong. */
export function parseRecord(machine: Machine, record: PlanRecord, line: string, lenient?: Lenient): Judged {
  const values: Values = { record: record.name }
  const problems: LineProblem[] = []
  for (const { name, at, field } of record.fields) {
    const units = line.slice(at, field.open ? undefined : at + field.width)
    const value = field.parse(units, machine.encoding)
    if (value instanceof Wrong) {
      const found = shown(machine.encoding.toText(units) ?? units, field.personal)
      const { expected } = value
      problems.push({ code: 'HUB_FIELD_VALUE', column: at + 1, record: record.name, field: name, expected, found })
    } else if (field.kept) values[name] = value
  }
  const own = problems.length > 0 ? undefined : record.ownLength
  if (own === undefined) return { values: problems.length > 0 ? null : values, problems }
  const length = record.open === undefined ? record.length : line.length
  if (values[own.name] === length || lenient?.forgives('totals')) return { values, problems }
  const expected = `${length}, as long as the record is`
  const at = { column: own.at + 1, record: record.name, field: own.name }
  return { values, problems: [{ code: 'HUB_TOTAL_WRONG', ...at, expected, found: String(values[own.name]) }] }
}

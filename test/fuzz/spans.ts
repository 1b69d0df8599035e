import { LINE_ENDS, type Machine } from '../../fixed-width/definition.js'
import { translated } from '../../fixed-width/encoding.js'
import { type Format, Refusal } from '../../fixed-width/field.js'
import { parseRecord } from '../../fixed-width/line.js'
import type { PlanField, PlanRecord } from '../../fixed-width/plan.js'
import type { LineRead } from '../../fixed-width/teller.js'
import type { Faults } from './faults.js'

export type Values = Readonly<Record<string, unknown>>

/** A record line by the fields' own rules, which are the whole truth about it. */
export interface Spelled {
  readonly values: Values
  /** As the fields write these values, without a line end. */
  readonly units: string
  /** A writer puts something else there, or refuses to: a total that says nothing, a text longer than may be written. */
  readonly vague: boolean
}

/** The units that bytes of a file are. */
export function unitsOf({ encoding }: Machine, bytes: Uint8Array): string {
  if (encoding.widths === 'characters') return Buffer.from(bytes).toString('utf8')
  return (encoding.unitOf === undefined ? Buffer.from(bytes) : translated(bytes, encoding.unitOf)).toString('latin1')
}
/** The bytes that units are in a file. */
export function bytesOf({ encoding }: Machine, units: string): Buffer {
  if (encoding.widths === 'characters') return Buffer.from(units, 'utf8')
  const bytes = Buffer.from(units, 'latin1')
  return encoding.byteOf === undefined ? bytes : translated(bytes, encoding.byteOf)
}

/**
 * Lines must cover the file without gap or overlap, and each be what it says: a record, a refused line with a problem, or
 * one of the lines that a layout knows to be nothing.
 */
export function judgeLines(
  machine: Machine,
  input: Uint8Array,
  lines: readonly LineRead[],
  lenient: boolean,
  faults: Faults,
): void {
  let at = 0
  for (const { line, byte, bytes, kind, problems } of lines) {
    if (byte !== at) faults.add('silentLoss', `line ${line} begins at byte ${byte}, the one before ended at ${at}`)
    if (bytes < 0) faults.add('silentLoss', `line ${line} has ${bytes} bytes`)
    at = byte + bytes
    const units = () => unitsOf(machine, input.subarray(byte, byte + bytes))
    const nothing = (why: string) => faults.add('silentLoss', `line ${line} was passed over as ${kind}, and ${why}`)
    if (kind === 'refused' && problems === 0) nothing('no problem says why')
    if (kind === 'forgiven' && !lenient) nothing('nobody asked for leniency')
    if (kind === 'empty' && /[^\r\n]/.test(units())) nothing(`holds ${JSON.stringify(units().slice(0, 60))}`)
    if (kind === 'filler' && units().replace(/\r?\n$/, '') !== machine.filler?.text)
      nothing(`holds ${JSON.stringify(units().slice(0, 120))}`)
  }
  if (at !== input.length) faults.add('silentLoss', `the lines end at byte ${at} of ${input.length}`)
}

/** Without its line end; what a layout without line ends has there belongs to the record. */
function withoutEnd({ lines }: Machine, { most }: PlanRecord, units: string): string {
  if (lines.read === 'none' || (lines.read === 'optional' && units.length <= most)) return units
  return units.replace(/\r?\n$/, '')
}

/**
 * The record that a line without problems holds, field by field, and what would be written for it. A value that would be
 * written otherwise than it stands there has lost something.
 */
export function spell(
  machine: Machine,
  record: PlanRecord,
  line: LineRead,
  input: Uint8Array,
  faults: Faults,
): Spelled | undefined {
  const whole = unitsOf(machine, input.subarray(line.byte, line.byte + line.bytes))
  const units = withoutEnd(machine, record, whole)
  const { values, problems } = parseRecord(machine, record, units)
  if (values === null || problems.length > 0) {
    const [{ field, expected, found } = { field: '', expected: '', found: '' }] = problems
    const says = `${record.name}.${field} should be ${expected}, found ${found}`
    faults.add('disagreement', `line ${line.line} was read, though by its fields' rules ${says}`)
    return undefined
  }
  let written = ''
  let vague = false
  for (const place of record.fields) {
    const here = units.slice(place.at, place.field.open ? undefined : place.at + place.field.width)
    const value = place.field.kept ? values[place.name] : undefined
    const own = formatted(machine, place, value)
    const name = `${record.name}.${place.name}`
    const saysNothing = place.field.total?.zeroSaysNothing === true && Number(value) === 0
    if (own instanceof Refusal || saysNothing) vague = true
    if (own instanceof Refusal) {
      // The columns may be wider than what may be written into them; anything else that is read can be written.
      if (own.reason !== 'overflow' || typeof value !== 'string')
        faults.add('disagreement', `line ${line.line}: ${name} ${JSON.stringify(here)} was read, and cannot be written`)
    } else if (!saysNothing && own !== here && !sayTheSame(place, value, here, own)) {
      const says = `would be written as ${JSON.stringify(own)}`
      faults.add('silentLoss', `line ${line.line}: ${name} ${JSON.stringify(here)} was read, and ${says}`)
    }
    written += own instanceof Refusal ? here : own
  }
  return { values, units: written, vague }
}

function formatted({ encoding }: Machine, { field }: PlanField, value: unknown): string | Refusal {
  let changed = false
  const out: Format = {
    encoding,
    substitute: () => undefined,
    cut: () => {
      changed = true
    },
    transliterated: () => {
      changed = true
    },
  }
  const units = field.format(value === undefined ? field.fallback : value, out)
  return changed ? new Refusal('overflow', value) : units
}

/** Where columns may say the same in several ways, of which a writer knows one. */
function sayTheSame({ field }: PlanField, value: unknown, here: string, written: string): boolean {
  // Columns that the layout says are nobody's.
  if (!field.kept) return true
  // Minus nothing is nothing.
  if (value === 0n) return true
  // A letter and its accent are one character or two.
  return typeof value === 'string' && here.normalize('NFC') === written.normalize('NFC')
}

/** The file that these lines are when they are written again. */
export function fileOf(machine: Machine, spelled: readonly Spelled[]): Buffer {
  const end = LINE_ENDS[machine.lines.write]
  const lines = spelled.map(({ units }) => units + end)
  const { filler } = machine
  if (filler !== undefined) while (lines.length % filler.blockOf !== 0) lines.push(filler.text + end)
  return bytesOf(machine, lines.join(''))
}

import { limitLayout, limitOf, rowsOf } from './fixed-width-layout.js'
import { round } from './measure.js'
import type { Part } from './part.js'

export interface PeersOptions {
  readonly records: number
  readonly rounds: number
}
/** A package of npm for fixed-width files, with the same record. `null`: it reads or writes something else, or is not installed. */
export interface PeerResult {
  readonly name: string
  readonly readPerSecond: number | null
  readonly writePerSecond: number | null
  /** What this project reads and writes in the time in which the package does one. */
  readonly readTimes: number | null
  readonly writeTimes: number | null
  /** What it cannot do of what the record asks. */
  readonly lacks: string
}

type Row = Readonly<Record<string, unknown>>
interface Peer {
  readonly name: string
  readonly lacks: string
  /** Prepares the work: reading all of a text (or bytes in ISO-8859-1) and writing all rows. */
  prepare(module: unknown): { read(file: Buffer): readonly unknown[]; write(rows: readonly Row[]): string }
}

const COLUMNS: readonly (readonly [name: string, width: number, kind: 'text' | 'digits' | 'number' | 'money'])[] = [
  ['type', 1, 'text'],
  ['account', 14, 'digits'],
  ['booked', 6, 'digits'],
  ['value', 6, 'digits'],
  ['archiveId', 16, 'text'],
  ['reference', 20, 'digits'],
  ['payer', 12, 'text'],
  ['currency', 1, 'number'],
  ['source', 1, 'text'],
  ['amount', 18, 'money'],
  ['correction', 1, 'number'],
  ['delivery', 1, 'text'],
  ['message', 31, 'text'],
]

/** Packages that are small enough to be installed with the project, and two that are measured if somebody installs them. */
const PEERS: readonly Peer[] = [
  {
    name: '@evologi/fixed-width',
    lacks:
      'checks no digits, writes another character for one that the encoding lacks, trims all fields one way (with its usual way an amount loses the zeros at its end), one kind of record, no totals',
    prepare(module) {
      const { parse, stringify } = module as {
        parse(file: Buffer, options: object): unknown[]
        stringify(rows: Iterable<unknown>, options: object): string
      }
      const fields = COLUMNS.map(([property, width, kind]) => ({
        property,
        width,
        ...(kind === 'text' ? {} : { align: 'right', pad: '0' }),
        cast: { text: (value: string) => value.trimEnd(), digits: undefined, number: Number, money: BigInt }[kind],
      }))
      const options = {
        encoding: 'latin1',
        eol: '\r\n',
        fields,
        allowLongerLines: false,
        allowShorterLines: false,
        trim: 'left',
      }
      return { read: (file) => parse(file, options), write: (rows) => stringify(rows, options) }
    },
  },
  {
    name: 'fixed-width-parser',
    lacks:
      'whole file in memory, no encoding, numbers are doubles, letters in a number read as 0, short and long lines are taken, what is too long is cut with a word on the console, one kind of record, no totals; 34 MB of dependencies',
    prepare(module) {
      const { FixedWidthParser } = module as { FixedWidthParser: new (fields: object[]) => PeerParser }
      interface PeerParser {
        parse(file: string): unknown[]
        unparse(rows: readonly unknown[]): string
      }
      let start = 0
      const parser = new FixedWidthParser(
        COLUMNS.map(([name, width, kind]) => {
          start += width
          const at = { name, start: start - width, width }
          if (kind === 'text') return { ...at, padPosition: 'end' }
          return { ...at, padChar: '0', type: kind === 'number' ? 'int' : 'string' }
        }),
      )
      return {
        // Line ends are its caller's.
        read: (file) => parser.parse(linesIn(file)),
        write: (rows) => parser.unparse(rows),
      }
    },
  },
  {
    name: 'fixy',
    lacks:
      'whole file in memory, no encoding, numbers are doubles, checks no digits, zeros before a reference stay unless its caller takes them, what is too long is cut in silence, no totals; 10 MB of dependencies',
    prepare(module) {
      const { default: fixy } = module as { default: Fixy }
      interface Fixy {
        parse(options: object, file: string): { reference: string }[]
        unparse(map: readonly object[], rows: readonly unknown[]): string
      }
      let start = 1
      const map = COLUMNS.map(([name, width, kind]) => {
        start += width
        const at = { name, start: start - width, width, type: kind === 'number' ? 'int' : 'string' }
        return {
          ...at,
          padding_position: kind === 'text' ? 'end' : 'start',
          padding_symbol: kind === 'text' ? ' ' : '0',
        }
      })
      const options = { map, options: { fullwidth: 128, format: 'json' } }
      return {
        read: (file) =>
          fixy.parse(options, linesIn(file)).map((row) => ({ ...row, reference: row.reference.replace(/^0+/, '') })),
        write: (rows) => fixy.unparse(map, rows),
      }
    },
  },
]

/** A file as packages want it that know no encoding and no CR LF. */
const linesIn = (file: Buffer) => file.toString('latin1').replaceAll('\r\n', '\n').slice(0, -1)

/** The name is a variable so that what is not installed is asked for at run time and not by the compiler. */
const installed = async (name: string): Promise<unknown> => {
  try {
    return await import(name)
  } catch {
    return undefined
  }
}

export const part: Part<PeersOptions, readonly PeerResult[]> = async ({ records: total, rounds }) => {
  const limit = await limitOf()
  const rows = rowsOf(limit)
  const asRows = rows.map(({ record: _, ...row }) => ({ type: '3', ...row }))
  const file = Buffer.alloc(limit.SIZE * rows.length)
  for (const [i, row] of rows.entries()) limit.write(row, file, i * limit.SIZE)
  const ours = {
    async read() {
      let count = 0
      for await (const batch of limitLayout.readBatches([file])) count += batch.length
      return count
    },
    async write() {
      let count = 0
      for await (const some of limitLayout.write([rows])) count += some.length
      return count / limit.SIZE
    },
  }
  /** Best of the rounds: records a second. */
  const rate = async (work: () => unknown): Promise<number> => {
    const turns = Math.max(1, total / rows.length)
    let best = 0
    for (let round = -1; round < rounds; round++) {
      const began = performance.now()
      for (let n = 0; n < turns; n++) await work()
      if (round >= 0) best = Math.max(best, total / ((performance.now() - began) / 1_000))
    }
    return Math.round(best)
  }
  const [readOurs, writeOurs] = [await rate(ours.read), await rate(ours.write)]
  const results: PeerResult[] = []
  for (const { name, lacks, prepare } of PEERS) {
    const module = await installed(name)
    if (module === undefined) {
      const none = { readPerSecond: null, writePerSecond: null, readTimes: null, writeTimes: null }
      results.push({ name, ...none, lacks: `not installed here (npm install --no-save ${name}); ${lacks}` })
      continue
    }
    const { read, write } = prepare(module)
    const reads = sameRows(read(file), asRows)
    const writes = `${linesIn(Buffer.from(write(asRows), 'latin1'))}\n`.trimEnd() === linesIn(file).trimEnd()
    const readPerSecond = reads ? await rate(() => read(file).length) : null
    const writePerSecond = writes ? await rate(() => Buffer.from(write(asRows), 'latin1').length) : null
    const times = (our: number, its: number | null) => (its === null ? null : round(our / its, 1))
    results.push({
      name,
      readPerSecond,
      writePerSecond,
      readTimes: times(readOurs, readPerSecond),
      writeTimes: times(writeOurs, writePerSecond),
      lacks,
    })
  }
  return results
}

/** Whether a package read what stands in the file; its numbers may be text or doubles. */
const sameRows = (read: readonly unknown[], rows: readonly Row[]) =>
  read.length === rows.length &&
  rows.every((row, i) => Object.keys(row).every((key) => String((read[i] as Row)[key]) === String(row[key])))

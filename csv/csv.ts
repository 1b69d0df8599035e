import type { Codec, Decoder } from '../bus/flow.js'
import type { Columns, RecordOf } from './column.js'
import { type Form, type Sheet, sheetOf } from './definition.js'
import type { Problem } from './problem.js'
import { Reader, type ReadSummary } from './reader.js'
import { Writer } from './writer.js'

export type Some<T> = T | readonly T[]
export type Stream<T> = Iterable<T> | AsyncIterable<T>

export interface CsvDefinition<C extends Columns, File> extends Partial<Form> {
  /** One sentence: what the file is, who writes and who reads it. */
  readonly summary: string
  /** In the order in which they are written. */
  readonly columns: C
  /** The records of a file as the business says it; without it, the codec takes records. */
  readonly file?: (file: File) => Stream<Some<RecordOf<C>>>
}

export interface ReadOptions {
  /** Told of everything wrong, with reading going on behind it where it can. Without it the first problem is thrown. */
  readonly onProblem?: (problem: Problem) => void
  /** Told when the file has been read. */
  readonly onEnd?: (summary: ReadSummary) => void
}
export interface CheckReport extends ReadSummary {
  readonly file: string
  readonly problems: readonly Problem[]
  /** Problems found, of which `problems` holds the first. */
  readonly problemCount: number
}

/** A CSV file by its definition: a reader, a writer, and what flows take. */
export interface Csv<Row = unknown, File = never> {
  readonly name: string
  readonly summary: string
  readonly sheet: Sheet
  /** For `decode`: record by record; the first problem is thrown. */
  readonly decoder: Decoder<Row>
  /** For `encode`. */
  readonly codec: Codec<File>
  read(bytes: Stream<Uint8Array>, options?: ReadOptions): AsyncIterable<Row>
  /** As `read`, all records of a piece of the file at a time: the fast way for large files. */
  readBatches(bytes: Stream<Uint8Array>, options?: ReadOptions): AsyncIterable<readonly Row[]>
  /** Reads to the end and keeps nothing but the problems; the first thousand of them unless told. */
  check(bytes: Stream<Uint8Array>, options?: { readonly most?: number }): Promise<CheckReport>
  write(records: Stream<Some<Row>>): AsyncIterable<Uint8Array>
}

/** A CSV file (RFC 4180), checked at import. Throws HUB_CSV_DEFINITION. */
export function csv<const C extends Columns, File = Stream<Some<RecordOf<C>>>>(
  name: string,
  definition: CsvDefinition<C, File>,
): Csv<RecordOf<C>, File> {
  const { summary, columns, file, ...form } = definition
  const sheet = sheetOf(name, columns, form)
  type Row = RecordOf<C>
  const readBatches = (bytes: Stream<Uint8Array>, options: ReadOptions = {}) =>
    batches(sheet, bytes, options) as AsyncIterable<readonly Row[]>
  const read = (bytes: Stream<Uint8Array>, options: ReadOptions = {}) => singly(readBatches(bytes, options))
  const write = (records: Stream<Some<Row>>) => written(sheet, records as Stream<Some<Values>>)
  const toRecords = file ?? ((records: File) => records as Stream<Some<Row>>)
  return Object.freeze({
    name,
    summary,
    sheet,
    read,
    readBatches,
    write,
    decoder: { name, read },
    codec: { name, write: (value: File) => write(toRecords(value)) },
    async check(bytes: Stream<Uint8Array>, { most = 1000 }: { readonly most?: number } = {}): Promise<CheckReport> {
      const problems: Problem[] = []
      let problemCount = 0
      const reader = new Reader(sheet, (problem) => {
        if (problemCount++ < most) problems.push(problem)
      })
      for await (const chunk of bytes) {
        await reader.push(chunk)
        if (reader.ended) break
      }
      await reader.end()
      return { file: name, ...reader.summary, problems, problemCount }
    },
  })
}

type Values = Readonly<Record<string, unknown>>

async function* batches(
  sheet: Sheet,
  bytes: Stream<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<readonly Values[]> {
  const reader = new Reader(sheet, options.onProblem)
  for await (const chunk of bytes) {
    const records = await reader.push(chunk)
    if (records.length > 0) yield records
    if (reader.ended) break
  }
  const records = await reader.end()
  if (records.length > 0) yield records
  options.onEnd?.(reader.summary)
}

async function* singly<T>(all: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const some of all) yield* some
}

/** Records written at a time: enough that a chunk is worth handing on. */
const AT_ONCE = 500

async function* written(sheet: Sheet, records: Stream<Some<Values>>): AsyncGenerator<Uint8Array> {
  const writer = new Writer(sheet)
  const begin = writer.begin()
  if (begin !== undefined) yield begin
  let waiting: Values[] = []
  for await (const some of records) {
    for (const one of Array.isArray(some) ? (some as readonly Values[]) : [some as Values]) {
      waiting.push(one)
      if (waiting.length < AT_ONCE) continue
      yield writer.write(waiting)
      waiting = []
    }
  }
  if (waiting.length > 0) yield writer.write(waiting)
}

import type { Codec, Decoder } from '../bus/flow.js'
import { compile, type Values } from './compile.js'
import { checkBalances, checkConditions } from './conditions.js'
import { type Balance, type Broken, type Filler, LINE_ENDS, type Lines, type Machine, type Rule } from './definition.js'
import { type EncodingName, encodingOf, type Widths } from './encoding.js'
import { HUB_BYTES_ONCE } from './errors.js'
import type { Fields, InputOf, RecordOf } from './field.js'
import type { Item } from './frame.js'
import { type Lengths, planOf, type RecordShape } from './plan.js'
import type { Problem } from './problem.js'
import { Reader, type ReadSummary } from './reader.js'
import type { ReaderOptions } from './teller.js'
import type { Transliteration } from './transliteration.js'
import { type WriteReport, Writer } from './writer.js'

/** A record: its length and its fields in order, each by its width. One whose length varies ends in an open field. */
export const record = <const F extends Fields>(length: number | Lengths, fields: F): RecordShape<F> => ({
  length,
  fields,
})

/** One record that stands on several lines, one behind the other, whose fields all have names of their own. */
export const spread = <const A extends Fields, const B extends Fields, const C extends Fields = Record<never, never>>(
  ...lines: readonly [RecordShape<A>, RecordShape<B>, RecordShape<C>?]
): RecordShape<A & B & C> => ({
  length: 0,
  fields: Object.assign({}, ...lines.map((line) => line?.fields)) as A & B & C,
  lines: lines as readonly RecordShape[],
})

type Shapes = Readonly<Record<string, RecordShape>>
type FieldsOf<S> = S extends RecordShape<infer F> ? F : never
/** Any record of a layout as reading gives it, told apart by `record`. */
export type RecordsOf<R> = { [K in keyof R & string]: RecordOf<K, FieldsOf<R[K]>> }[keyof R & string]
/** Any record of a layout as writing takes it. */
export type InputsOf<R> = { [K in keyof R & string]: InputOf<K, FieldsOf<R[K]>> }[keyof R & string]

/** One thing or several at a time; several save time where records come in groups anyway. */
export type Some<T> = T | readonly T[]
export type Stream<T> = Iterable<T> | AsyncIterable<T>

/** The bytes of a file being written, readable once; the report when the last is out, or the error that ended it. */
export interface FileBytes extends AsyncIterable<Uint8Array> {
  readonly report: Promise<WriteReport>
}
export interface LayoutCodec<File> extends Codec<File> {
  write(file: File): FileBytes
}

export interface ReadOptions extends ReaderOptions {
  /** Told when the whole file has been read. */
  readonly onEnd?: (summary: ReadSummary) => void
}
export interface CheckReport extends ReadSummary {
  readonly layout: string
  readonly problems: readonly Problem[]
  /** Problems found, of which `problems` holds the first. */
  readonly problemCount: number
}

export interface LayoutDefinition<R extends Shapes, File> {
  /** One sentence: what the file is, who writes and who reads it, and whose description it follows. */
  readonly summary: string
  readonly encoding: EncodingName
  /** What a width counts; bytes unless told. Only UTF-8 knows a difference. */
  readonly widths?: Widths
  readonly lines: Partial<Lines> & Pick<Lines, 'write'>
  readonly records: R
  /** The order of records: a name is exactly one, and see `repeat`, `optional`, `oneOf`, `atLeastOnce`. */
  readonly frame: readonly Item<keyof R & string>[]
  /** What is written for characters that the encoding lacks; each use is counted. Without it they are refused. */
  readonly transliterate?: Transliteration
  readonly balances?: readonly Balance[]
  /** Lines that fill the last block. */
  readonly filler?: Filler
  /**
   * Rules above the columns, by record: what is broken, or undefined. `before` holds the latest record of each name, of the
   * repetitions that still go on: a rule on the second record of a batch finds nothing of the batch before.
   */
  readonly rules?: {
    readonly [K in keyof R & string]?: (
      record: RecordOf<K, FieldsOf<R[K]>>,
      before: { readonly [N in keyof R & string]?: RecordOf<N, FieldsOf<R[N]>> },
    ) => Broken | undefined
  }
  /** A plausible file of about so many records, where drawing each field by itself would not give one. */
  readonly sample?: (random: () => number, records: number) => Iterable<Some<InputsOf<R>>>
  /** The records of a file as the business says it; without it, the codec takes records. */
  readonly file?: (file: File) => Stream<Some<InputsOf<R>>>
}

/** The shape of a fixed-width file, with a reader and a writer compiled for it alone. */
export interface Layout<Out = unknown, In = never, File = never> {
  readonly name: string
  readonly summary: string
  readonly machine: Machine
  /** Record by record; the first problem is thrown. */
  readonly decoder: Decoder<Out>
  readonly codec: LayoutCodec<File>
  read(bytes: Stream<Uint8Array>, options?: ReadOptions): AsyncIterable<Out>
  /** As `read`, all records of a piece of the file at a time: the fast way for large files. */
  readBatches(bytes: Stream<Uint8Array>, options?: ReadOptions): AsyncIterable<readonly Out[]>
  /** Reads to the end and keeps nothing but the problems; the first thousand of them unless told. */
  check(bytes: Stream<Uint8Array>, options?: CheckOptions): Promise<CheckReport>
  write(records: Stream<Some<In>>): FileBytes
  /** The same layout in another encoding or with other line ends, for files that come in several. */
  variant(as: Variant): Layout<Out, In, File>
  /** `variant` in another encoding alone. */
  inEncoding(encoding: EncodingName, widths?: Widths): Layout<Out, In, File>
  readonly sample?: (random: () => number, records: number) => Iterable<Some<In>>
}
export interface Variant {
  readonly encoding?: EncodingName
  readonly widths?: Widths
  readonly lines?: Partial<Lines>
  /** `none`: the last block is not filled up, and no filler is read. */
  readonly filler?: 'none'
}
export interface CheckOptions extends Omit<ReaderOptions, 'onProblem'> {
  readonly most?: number
}
/** A layout whatever its records, such as one found by its name. */
export type AnyLayout = Layout<
  Readonly<Record<string, unknown>> & { readonly record: string },
  Readonly<Record<string, unknown>>,
  unknown
>

/**
 * A layout, checked and compiled at import. Throws HUB_LAYOUT_WIDTH, HUB_LAYOUT_FIELD, HUB_LAYOUT_FRAME, HUB_LAYOUT_TOTAL.
 */
export function layout<const R extends Shapes, File = Stream<Some<InputsOf<R>>>>(
  name: string,
  definition: LayoutDefinition<R, File>,
): Layout<RecordsOf<R>, InputsOf<R>, File> {
  const { write } = definition.lines
  const rules = new Map(Object.entries(definition.rules ?? {})) as ReadonlyMap<string, Rule>
  const plan = planOf(name, definition.records, definition.frame as readonly Item[], {
    watched: rules.size > 0,
    lineEnds: write !== 'none',
  })
  const encoding = encodingOf(definition.encoding, definition.widths ?? 'bytes')
  const balances = definition.balances ?? []
  checkBalances(plan, balances)
  checkConditions(plan, encoding)
  const lines: Lines = {
    read: write === 'none' ? 'none' : 'either',
    lastMayLackEnd: false,
    emptyIgnored: false,
    ...definition.lines,
  }
  const compiled = compile(plan, encoding, LINE_ENDS[write])
  const { transliterate, filler, sample } = definition
  const machine: Machine = { name, plan, compiled, encoding, lines, transliterate, balances, filler, rules }
  type Out = RecordsOf<R>

  const readBatches = (bytes: Stream<Uint8Array>, options: ReadOptions = {}) =>
    batches(machine, bytes, options) as AsyncIterable<readonly Out[]>
  const read = (bytes: Stream<Uint8Array>, options: ReadOptions = {}) => singly(readBatches(bytes, options))
  const writeRecords = (records: Stream<Some<InputsOf<R>>>) => fileBytes(machine, records as Stream<Some<Values>>)
  const toRecords = definition.file ?? ((file: File) => file as Stream<Some<InputsOf<R>>>)
  return Object.freeze({
    name,
    summary: definition.summary,
    machine,
    read,
    readBatches,
    write: writeRecords,
    decoder: { name, read },
    codec: { name, write: (file: File) => writeRecords(toRecords(file)) },
    ...(sample && { sample }),
    variant: ({ lines: ends, filler: none, ...as }: Variant) => {
      const { filler: own, ...rest } = definition
      const fills = own === undefined || none !== undefined ? {} : { filler: own }
      return layout<R, File>(name, { ...rest, ...fills, ...as, lines: { ...definition.lines, ...ends } })
    },
    inEncoding: (other: EncodingName, widths?: Widths) =>
      layout<R, File>(name, { ...definition, encoding: other, ...(widths && { widths }) }),
    async check(bytes: Stream<Uint8Array>, { most = 1000, ...options }: CheckOptions = {}): Promise<CheckReport> {
      const problems: Problem[] = []
      let problemCount = 0
      const onProblem = (problem: Problem) => {
        if (problemCount++ < most) problems.push(problem)
      }
      const reader = new Reader(machine, { ...options, onProblem })
      for await (const chunk of bytes) reader.push(chunk)
      reader.end()
      return { layout: name, ...reader.summary, problems, problemCount }
    },
  })
}

async function* batches(
  machine: Machine,
  bytes: Stream<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<readonly Values[]> {
  const reader = new Reader(machine, options)
  for await (const chunk of bytes) {
    const records = reader.push(chunk)
    if (records.length > 0) yield records
  }
  let records = reader.end()
  while (records.length > 0) {
    yield records
    records = reader.end()
  }
  options.onEnd?.(reader.summary)
}

/** One by one, without a generator between: this is what most callers read a file with. */
function singly<T>(all: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const inner = all[Symbol.asyncIterator]()
      let batch: readonly T[] = []
      let i = 0
      const next = async (): Promise<IteratorResult<T>> => {
        while (i >= batch.length) {
          const more = await inner.next()
          if (more.done === true) return { done: true, value: undefined }
          batch = more.value
          i = 0
        }
        return { done: false, value: batch[i++]! }
      }
      return {
        next: () => (i < batch.length ? Promise.resolve({ done: false, value: batch[i++]! }) : next()),
        async return() {
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function fileBytes(machine: Machine, records: Stream<Some<Values>>): FileBytes {
  let settle: { resolve(report: WriteReport): void; reject(error: unknown): void } | undefined
  const report = new Promise<WriteReport>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // The reader of the bytes sees the same error; nobody has to ask for the report.
  report.catch(() => {})
  let begun = false
  async function* run(): AsyncGenerator<Uint8Array> {
    let ended = false
    try {
      const writer = new Writer(machine)
      if (Symbol.asyncIterator in records) {
        for await (const some of records) {
          addSome(writer, some)
          for (let chunk = writer.take(); chunk !== undefined; chunk = writer.take()) yield chunk
        }
      } else {
        for (const some of records) {
          addSome(writer, some)
          for (let chunk = writer.take(); chunk !== undefined; chunk = writer.take()) yield chunk
        }
      }
      yield* writer.end()
      ended = true
      settle!.resolve(writer.report)
    } catch (error) {
      ended = true
      settle!.reject(error)
      throw error
    } finally {
      if (!ended) settle!.reject(HUB_BYTES_ONCE(machine.name, 'were not read to their end'))
    }
  }
  return {
    report,
    [Symbol.asyncIterator]() {
      if (begun) throw HUB_BYTES_ONCE(machine.name, 'can be read once; write the file again for another copy')
      begun = true
      return run()
    },
  }
}

function addSome(writer: Writer, some: Some<Values>): void {
  if (Array.isArray(some)) for (const one of some) writer.add(one)
  else writer.add(some as Values)
}

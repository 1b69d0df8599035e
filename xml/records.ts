import type { Decoder } from '../bus/flow.js'
import { HUB_XML_SCHEMA } from './errors.js'
import type { XmlLimits } from './limits.js'
import type { ElementPlan, GroupPlan, Particle } from './plan.js'
import type { Problem } from './problem.js'
import { type Piece as AnyPiece, Reader, type ReaderPlan } from './reader.js'

export type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

type Item<T> = T extends readonly (infer I)[] ? I : T
type Property<T, K extends string> = T extends unknown ? (K extends keyof T ? Exclude<T[K], undefined> : never) : never
/** What stands at a path of properties, lists being passed through: `At<Camt053, 'BkToCstmrStmt/Stmt/Ntry'>` is one entry. */
export type At<T, P extends string> = P extends `${infer Head}/${infer Rest}`
  ? At<Item<Property<T, Head>>, Rest>
  : Item<Property<T, P>>
/** The objects on the way to it, as far as they have been read when it is given. */
export type Around<T, P extends string> = P extends `${infer Head}/${infer Rest}`
  ? { readonly [K in Head]: Partial<Item<Property<T, Head>>> } & Around<Item<Property<T, Head>>, Rest>
  : unknown

/** One of the repeated elements, and what stands around it: `around.Stmt.Acct` is known when the first entry is given. */
export interface Piece<Value, Surroundings> {
  readonly value: Value
  readonly around: Surroundings
}

export interface RecordsOptions {
  /** Told of everything wrong, with reading going on behind it; what has a problem is not given. Without it the first is thrown. */
  readonly onProblem?: (problem: Problem) => void
  /** Told when the document has been read, with what it holds besides the streamed elements, whose lists are empty. */
  readonly onEnd?: (summary: RecordsSummary) => void
}
export interface RecordsSummary {
  /** The root's value; undefined where there were problems. */
  readonly document: unknown
  readonly bytes: number
  readonly problemCount: number
}

/** A document whose repeated elements are given one by one: memory does not grow with their number. */
export interface XmlRecords<Row> {
  readonly name: string
  read(bytes: Bytes, options?: RecordsOptions): AsyncIterable<Row>
  /** The same, several at a time: the fast way for large documents. */
  readBatches(bytes: Bytes, options?: RecordsOptions): AsyncIterable<readonly Row[]>
  /** For `decode` in flows. */
  readonly decoder: Decoder<Row>
}

/** Pieces of a document as a reader takes them. */
export const chunksOf = (bytes: Bytes): Iterable<Uint8Array> | AsyncIterable<Uint8Array> =>
  bytes instanceof Uint8Array ? [bytes] : bytes

export function xmlRecords<Row>(
  plan: ReaderPlan,
  limits: XmlLimits,
  path: string,
  rowOf: ((piece: AnyPiece) => Row) | undefined,
): XmlRecords<Row> {
  const streamed: ReaderPlan = { ...plan, path: pathOf(plan, path) }
  const name = `${plan.name} ${path}`
  const readBatches = (bytes: Bytes, options: RecordsOptions = {}) => batches(streamed, limits, bytes, rowOf, options)
  const read = (bytes: Bytes, options?: RecordsOptions) => singly(readBatches(bytes, options))
  return Object.freeze({
    name,
    read,
    readBatches,
    decoder: { name, read: (bytes: AsyncIterable<Uint8Array>) => read(bytes) },
  })
}

async function* batches<Row>(
  plan: ReaderPlan,
  limits: XmlLimits,
  bytes: Bytes,
  rowOf: ((piece: AnyPiece) => Row) | undefined,
  options: RecordsOptions,
): AsyncGenerator<readonly Row[]> {
  const reader = new Reader(plan, limits, options.onProblem)
  const rows = (pieces: AnyPiece[]) => (rowOf === undefined ? (pieces as Row[]) : pieces.map(rowOf))
  for await (const chunk of chunksOf(bytes)) {
    const pieces = reader.push(chunk)
    if (pieces.length > 0) yield rows(pieces)
  }
  for (let pieces = reader.end(); pieces.length > 0; pieces = reader.end()) yield rows(pieces)
  const { document, bytes: count, problems } = reader
  options.onEnd?.({ document: problems === 0 ? document : undefined, bytes: count, problemCount: problems })
}

async function* singly<Row>(all: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const batch of all) yield* batch
}

/** The elements that a path leads through. Throws HUB_XML_SCHEMA. */
function pathOf({ name, root }: ReaderPlan, path: string): readonly Particle[] {
  const found: Particle[] = []
  let around: ElementPlan = root
  for (const segment of path.split('/')) {
    const particle = around.type.group === undefined ? undefined : within(around.type.group, segment)
    if (particle?.element === undefined)
      throw HUB_XML_SCHEMA(`${name}: the path ${path}`, `leads nowhere at ${segment}`)
    found.push(particle)
    around = particle.element
  }
  if (found.at(-1)?.list !== true) throw HUB_XML_SCHEMA(`${name}: the path ${path}`, 'leads to what is no list')
  return found
}

const within = ({ particles }: GroupPlan, key: string) => particles.find((each) => each.key === key)

import type { TSchema } from 'typebox'
import type { Schema } from '../bus/ends.js'
import type { Codec, Decoder } from '../bus/flow.js'
import { errorOf, HUB_XML_BYTES_ONCE, HUB_XML_REFUSED, HUB_XML_SCHEMA } from './errors.js'
import { escapedAttribute } from './escape.js'
import { LIMITS, STREAMED_BYTES, type XmlLimits } from './limits.js'
import { messageOf } from './message.js'
import { encoderOf, isUnicode, type WriteEncoding } from './output.js'
import { Plans } from './plans.js'
import { prefixesFor } from './prefixes.js'
import type { Problem } from './problem.js'
import { Reader, type ReaderPlan } from './reader.js'
import { type Around, type At, type Bytes, chunksOf, type Piece, type XmlRecords, xmlRecords } from './records.js'
import type { XmlType } from './schema.js'
import { XSI_NAMESPACE } from './scope.js'
import { streamingIn } from './streams.js'
import { Writer, type WriterPlan } from './writer.js'

/** A rule above the elements that does not hold, such as a sum that is not the sum of its parts. */
export interface RuleBreak {
  /** As in problems: `/Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum`. */
  readonly path: string
  readonly expected: string
  readonly found: string
}

export interface WriteOptions {
  /** UTF-8 unless told. Characters that another encoding lacks are written as references. */
  readonly encoding?: WriteEncoding
  /** Spaces by which each level is indented; without it no white space is written between elements. */
  readonly indent?: number
}

export interface XmlDocumentDefinition<Out, In> extends WriteOptions {
  /** One sentence: what the document is, who writes and who reads it, and whose description it follows. */
  readonly summary: string
  /** The root element's name. */
  readonly root: string
  /** The namespace of the root and of the elements below it; none unless told. */
  readonly namespace?: string
  /** The namespace of the elements below the root where it is another: '' for elementFormDefault="unqualified". */
  readonly below?: string
  readonly of: XmlType<Out, In>
  /** Prefixes by namespace, declared on the root; '' makes it a default namespace. Unless told, the root's has none. */
  readonly prefixes?: Readonly<Record<string, string>>
  /** Written as xsi:schemaLocation, or as xsi:noNamespaceSchemaLocation where the root has no namespace. */
  readonly schemaLocation?: string
  /** Written as <?xml-stylesheet?> before the root, such as `type="text/xsl" href="Finvoice.xsl"`. */
  readonly stylesheet?: string
  readonly limits?: Partial<XmlLimits>
  /** Checked when a whole document is read, and before one is written. */
  readonly rules?: (document: Out) => Iterable<RuleBreak>
}

export interface XmlCheckReport<Out> {
  readonly name: string
  readonly bytes: number
  readonly problems: readonly Problem[]
  /** Problems found, of which `problems` holds the first. */
  readonly problemCount: number
  /** The document, if it has no problems. */
  readonly document: Out | undefined
}

/** A kind of document, with a reader and a writer for it alone. */
export interface XmlDocument<Out = unknown, In = never> {
  readonly name: string
  readonly summary: string
  readonly root: string
  readonly namespace: string
  /** What the root element holds. */
  readonly of: XmlType<Out, In>
  readonly plan: ReaderPlan
  /** The whole document as an object. Throws the first problem. */
  read(bytes: Bytes): Promise<Out>
  /** As `read`, of bytes that are all there. */
  parse(bytes: Uint8Array): Out
  /** Reads to the end and collects what does not fit; the first thousand unless told. */
  check(bytes: Bytes, options?: { readonly most?: number }): Promise<XmlCheckReport<Out>>
  /** The elements of a list, one by one: `records('BkToCstmrStmt/Stmt/Ntry')`. `rowOf` makes of each what is wanted. */
  records<const P extends string>(
    path: [At<Out, P>] extends [never] ? never : P,
  ): XmlRecords<Piece<At<Out, P>, Around<Out, P>>>
  records<const P extends string, Row>(
    path: [At<Out, P>] extends [never] ? never : P,
    rowOf: (piece: Piece<At<Out, P>, Around<Out, P>>) => Row,
  ): XmlRecords<Row>
  /** The bytes of a document, made while they are read. Lists may be streams, whose records are not kept. */
  write(document: In, options?: WriteOptions): AsyncIterable<Uint8Array>
  /** The bytes of a document whose lists are all there. */
  bytes(document: In, options?: WriteOptions): Uint8Array
  /** For `decode` in flows: the whole document is the one record. */
  readonly decoder: Decoder<Out>
  /** For `encode` in flows. */
  readonly codec: Codec<In>
  /** What the document is as a message, for channels and for `validate`. */
  readonly message: TSchema & Schema<Out>
}
/** A document whatever it holds, such as one found by its name. */
// biome-ignore lint/suspicious/noExplicitAny: what it holds is said by its own type only
export type AnyXmlDocument = XmlDocument<any, any>

/** A kind of document, checked at import. Throws HUB_XML_SCHEMA. */
export function xmlDocument<Out, In>(name: string, definition: XmlDocumentDefinition<Out, In>): XmlDocument<Out, In> {
  const { root: local, namespace = '', rules } = definition
  const plans = new Plans(name)
  const root = plans.root(definition.of, local, namespace, definition.below ?? namespace)
  const plan: ReaderPlan = { name, root, names: plans.names, path: [] }
  const limits: XmlLimits = { ...LIMITS, ...definition.limits }
  const writing = writerPlans(definition, plan, plans)

  const ruled = (document: unknown): Problem | undefined => {
    for (const broken of rules?.(document as Out) ?? [])
      return { code: 'HUB_XML_RULE', document: name, line: 0, column: 0, ...broken }
    return undefined
  }
  const whole = (reader: Reader): Out => {
    reader.end()
    const broken = ruled(reader.document)
    if (broken !== undefined) throw errorOf(broken)
    return reader.document as Out
  }
  const read = async (bytes: Bytes): Promise<Out> => {
    const reader = new Reader(plan, limits)
    for await (const chunk of chunksOf(bytes)) reader.push(chunk)
    return whole(reader)
  }
  const refuse = (value: unknown) => {
    const broken = ruled(value)
    if (broken !== undefined)
      throw HUB_XML_REFUSED({ document: name, path: broken.path, expected: broken.expected, found: broken.found })
  }
  const write = (value: In, options: WriteOptions = {}) => xmlBytes(writing(options), value, refuse)
  let message: TSchema | undefined

  return Object.freeze({
    name,
    summary: definition.summary,
    root: local,
    namespace,
    of: definition.of,
    plan,
    read,
    parse(bytes: Uint8Array) {
      const reader = new Reader(plan, limits)
      reader.push(bytes)
      return whole(reader)
    },
    async check(bytes: Bytes, { most = 1000 }: { readonly most?: number } = {}) {
      const problems: Problem[] = []
      const reader = new Reader(plan, limits, (problem) => {
        if (problems.length < most) problems.push(problem)
      })
      for await (const chunk of chunksOf(bytes)) reader.push(chunk)
      reader.end()
      const broken = reader.problems === 0 ? ruled(reader.document) : undefined
      if (broken !== undefined) problems.push(broken)
      const problemCount = reader.problems + (broken === undefined ? 0 : 1)
      const document = problemCount === 0 ? (reader.document as Out) : undefined
      return { name, bytes: reader.bytes, problems, problemCount, document }
    },
    records: (path: string, rowOf?: (piece: never) => unknown) =>
      xmlRecords(plan, { ...limits, bytes: definition.limits?.bytes ?? STREAMED_BYTES }, path, rowOf as never),
    write,
    bytes(value: In, options: WriteOptions = {}) {
      const { objects, streams } = streamingIn(value)
      if (streams)
        throw HUB_XML_REFUSED({
          document: name,
          path: '/',
          expected: 'lists',
          found: 'a stream, which only write() takes',
        })
      refuse(value)
      const writer = new Writer(writing(options), objects)
      const steps = writer.write(value)
      while (steps.next().done !== true);
      return encoderOf(options.encoding ?? definition.encoding ?? 'UTF-8')(writer.take())
    },
    decoder: {
      name,
      read: async function* (bytes: AsyncIterable<Uint8Array>) {
        yield await read(bytes)
      },
    },
    codec: { name, write: (value: In) => write(value) },
    get message() {
      message ??= messageOf(definition.of)
      return message as TSchema & Schema<Out>
    },
  }) as XmlDocument<Out, In>
}

/** Plans of the writer, made once for each way of writing. */
function writerPlans<Out, In>(
  { namespace = '', prefixes: given = {}, ...definition }: XmlDocumentDefinition<Out, In>,
  plan: ReaderPlan,
  plans: Plans,
): (options: WriteOptions) => WriterPlan {
  const { schemaLocation, stylesheet } = definition
  const ofAttributes = new Set(plans.ofAttributes)
  if (schemaLocation !== undefined) ofAttributes.add(XSI_NAMESPACE)
  const prefixes = prefixesFor(plan.name, namespace, plans.ofElements, ofAttributes, given)
  const hint = namespace === '' ? 'noNamespaceSchemaLocation' : 'schemaLocation'
  const rootMarkup = [
    ...prefixes.declared.map(([prefix, uri]) => ` xmlns:${prefix}="${escapedAttribute(uri)}"`),
    ...(schemaLocation === undefined
      ? []
      : [` ${prefixes.ofAttribute(XSI_NAMESPACE)}:${hint}="${escapedAttribute(schemaLocation)}"`]),
  ].join('')
  if (stylesheet !== undefined && /[^ -~]|\?>/.test(stylesheet))
    throw HUB_XML_SCHEMA(`${plan.name}: the stylesheet`, 'holds what cannot stand in its instruction')
  const made = new Map<string, WriterPlan>()
  return ({ encoding = definition.encoding ?? 'UTF-8', indent = definition.indent }) => {
    const key = `${encoding} ${indent}`
    const known = made.get(key)
    if (known !== undefined) return known
    if (!isUnicode(encoding) && [...plans.names.keys()].some((name) => /[^\0-\x7f]/.test(name)))
      throw HUB_XML_SCHEMA(plan.name, `has names that cannot be written in ${encoding}`)
    const mark = encoding === 'UTF-16' ? '\ufeff' : ''
    const instruction = stylesheet === undefined ? '' : `<?xml-stylesheet ${stylesheet}?>\n`
    const prolog = `${mark}<?xml version="1.0" encoding="${encoding}"?>\n${instruction}`
    const { name, root, names } = plan
    const writerPlan: WriterPlan = {
      name,
      root,
      names,
      prefixes,
      encoding,
      indent,
      rootMarkup,
      prolog,
      tags: new Map(),
    }
    made.set(key, writerPlan)
    return writerPlan
  }
}

/** So much markup is handed out at a time. */
const CHUNK = 64 * 1024

function xmlBytes(plan: WriterPlan, value: unknown, refuse: (value: unknown) => void): AsyncIterable<Uint8Array> {
  const { objects, streams } = streamingIn(value)
  const encode = encoderOf(plan.encoding)
  let begun = false
  async function* run(): AsyncGenerator<Uint8Array> {
    if (!streams) refuse(value)
    const writer = new Writer(plan, objects)
    const steps = writer.write(value)
    try {
      let input: IteratorResult<unknown> | undefined
      for (let step = steps.next(); step.done !== true; step = steps.next(input)) {
        if (writer.length > CHUNK) yield encode(writer.take())
        input = step.value === undefined ? undefined : await step.value.next()
      }
      if (writer.length > 0) yield encode(writer.take())
    } finally {
      steps.return()
    }
  }
  return {
    [Symbol.asyncIterator]() {
      if (begun && streams) throw HUB_XML_BYTES_ONCE(plan.name)
      begun = true
      return run()
    },
  }
}

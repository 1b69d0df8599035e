import { createHash } from 'node:crypto'
import type { Codec, Decoder } from '../../bus/flow.js'
import { errorOfProblems, HUB_XSD_FAILED, HUB_XSD_SCHEMA, HUB_XSD_SIZE } from './errors.js'
import { refusedProlog } from './prolog.js'
import { problemOf, type XsdProblem } from './report.js'
import { validatorThread } from './thread.js'
import type { Answer } from './validator.js'

/** A W3C XML Schema 1.0, as its bytes. */
export interface Xsd {
  readonly name: string
  readonly file: Uint8Array
  /** Schemas that it includes or imports, each under the location that stands there. Nothing is ever fetched. */
  readonly parts: Readonly<Record<string, Uint8Array>>
  readonly key: string
}
export interface XsdOptions {
  /** Problems told; the others are only counted in the error's sentence. 100 unless told. */
  readonly most?: number
  /** 30 seconds unless told, the schema's first reading included. */
  readonly deadlineMs?: number
  /** 32 MB unless told; the validator holds the whole document, about fifteen times its size. */
  readonly mostBytes?: number
}

const MEGABYTE = 1024 * 1024
const DEFAULTS: Required<XsdOptions> = { most: 100, deadlineMs: 30_000, mostBytes: 32 * MEGABYTE }

/** A schema by the name that problems shall say. It is read when it is first used: `tryXsd` reads it at start. */
export function xsd(name: string, file: Uint8Array, parts: Readonly<Record<string, Uint8Array>> = {}): Xsd {
  const hash = createHash('sha256').update(file)
  for (const [location, bytes] of Object.entries(parts)) hash.update(`\0${location}\0${bytes.length}\0`).update(bytes)
  return Object.freeze({ name, file, parts: Object.freeze({ ...parts }), key: hash.digest('hex') })
}

/** Reads the schema and nothing else. Throws HUB_XSD_SCHEMA. */
export async function tryXsd(schema: Xsd, { deadlineMs = DEFAULTS.deadlineMs }: XsdOptions = {}): Promise<void> {
  await ask(schema, undefined, 1, deadlineMs)
}

/**
 * Where a document is not what its schema says; none when it is valid. The work is done on a thread of its own. A document
 * type declaration is a problem, whatever it declares, and nothing outside is ever read, whatever the document names.
 * Throws HUB_XSD_SCHEMA, HUB_XSD_SIZE, HUB_XSD_DEADLINE, HUB_XSD_FAILED.
 */
export async function validateXsd(
  document: Uint8Array,
  schema: Xsd,
  options: XsdOptions = {},
): Promise<readonly XsdProblem[]> {
  const { most, deadlineMs, mostBytes } = { ...DEFAULTS, ...options }
  const { name } = schema
  if (document.byteLength > mostBytes) throw HUB_XSD_SIZE(name, document.byteLength, mostBytes)
  const refused = refusedProlog(document)
  if (refused !== undefined) return [{ schema: name, element: '', ...refused }]
  const answer = await ask(schema, document, most, deadlineMs)
  if (answer.is === 'valid') return []
  if (answer.is === 'dtd')
    return [{ code: 'HUB_XSD_DTD', schema: name, line: 1, element: '', says: 'it has a document type declaration' }]
  if (answer.is === 'invalid') return answer.problems.map((problem) => problemOf(name, problem))
  return answer.problems.map((problem) => ({ ...problemOf(name, problem), code: 'HUB_XSD_NOT_XML' }))
}

async function ask(
  schema: Xsd,
  document: Uint8Array | undefined,
  most: number,
  deadlineMs: number,
): Promise<Exclude<Answer, { readonly reason: string }>> {
  const { name, key, file, parts } = schema
  const task = { key, schema: { file, parts }, most, ...(document === undefined ? {} : { document }) }
  const answer = await validatorThread.ask(name, task, deadlineMs)
  if (answer.is === 'bad-schema') throw HUB_XSD_SCHEMA(name, answer.reason)
  if (answer.is === 'failed') throw HUB_XSD_FAILED(name, answer.reason)
  return answer
}

async function whole(bytes: AsyncIterable<Uint8Array>, schema: Xsd, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.byteLength
    if (length > mostBytes) throw HUB_XSD_SIZE(schema.name, length, mostBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function validWhole(bytes: AsyncIterable<Uint8Array>, schema: Xsd, options: XsdOptions): Promise<Buffer> {
  const document = await whole(bytes, schema, options.mostBytes ?? DEFAULTS.mostBytes)
  const problems = await validateXsd(document, schema, options)
  if (problems.length > 0) throw errorOfProblems(problems)
  return document
}

/** A decoder for `decode` that gives nothing of a document before all of it is valid. Throws HUB_XSD_INVALID and others. */
export function readByXsd<T>(decoder: Decoder<T>, schema: Xsd, options: XsdOptions = {}): Decoder<T> {
  return {
    name: `${decoder.name} by ${schema.name}`,
    async *read(bytes) {
      const document = await validWhole(bytes, schema, options)
      yield* decoder.read(one(document))
    },
  }
}

/** A codec for `encode` that hands out nothing of a document before all of it is valid. Throws HUB_XSD_INVALID and others. */
export function writtenByXsd<T>(codec: Codec<T>, schema: Xsd, options: XsdOptions = {}): Codec<T> {
  return {
    name: `${codec.name} by ${schema.name}`,
    async *write(value) {
      yield await validWhole(codec.write(value), schema, options)
    },
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

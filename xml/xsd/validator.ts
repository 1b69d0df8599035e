// The thread that validates: libxml2 blocks whoever calls it, and its memory is given back only when its thread ends.
import { parentPort } from 'node:worker_threads'
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm'
import type { RawProblem } from './report.js'

export interface Task {
  readonly key: string
  /** Only the first time that a schema is used: its file, and those that it includes or imports, by location. */
  readonly schema?: { readonly file: Uint8Array; readonly parts: Readonly<Record<string, Uint8Array>> }
  /** Without one, the schema alone is tried. */
  readonly document?: Uint8Array
  readonly most: number
}
export type Answer =
  | { readonly is: 'valid' }
  | { readonly is: 'invalid' | 'not-xml'; readonly problems: readonly RawProblem[]; readonly count: number }
  | { readonly is: 'dtd' }
  | { readonly is: 'bad-schema'; readonly reason: string }
  | { readonly is: 'failed'; readonly reason: string }

// Network and entities are off in this build of libxml2 and in these options; files can only be those handed over.
const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_BIG_LINES
/** Where the parts of all schemas stand, each schema in a folder of its own. */
const SHELF = 'hub-xsd:'
const shelf = new XmlBufferInputProvider({})
xmlRegisterInputProvider(shelf)

const validators = new Map<string, XsdValidator>()

function validatorFor({ key, schema }: Task): XsdValidator {
  const known = validators.get(key)
  if (known !== undefined) return known
  const folder = `${SHELF}${key}/`
  for (const [location, bytes] of Object.entries(schema!.parts)) shelf.addBuffer(folder + location, bytes)
  const document = XmlDocument.fromBuffer(schema!.file, { url: `${folder}main.xsd`, option: OPTIONS })
  try {
    const made = XsdValidator.fromDoc(document)
    validators.set(key, made)
    return made
  } finally {
    document.dispose()
    for (const location of Object.keys(schema!.parts)) shelf.removeBuffer(folder + location)
  }
}

const reasonOf = (error: unknown) =>
  error instanceof XmlLibError && error.details.length > 0
    ? error.details
        .slice(0, 3)
        .map(({ line, message }) => `line ${line}: ${message.trim()}`)
        .join('; ')
    : error instanceof Error
      ? `${error.name}: ${error.message}`
      : typeof error

function problemsOf(error: unknown, most: number): { problems: readonly RawProblem[]; count: number } | undefined {
  if (!(error instanceof XmlLibError) || error.details.length === 0) return undefined
  const problems = error.details.slice(0, most).map(({ message, line }) => ({ message, line }))
  return { problems, count: error.details.length }
}

function answerTo(task: Task): Answer {
  let validator: XsdValidator
  try {
    validator = validatorFor(task)
  } catch (error) {
    return { is: 'bad-schema', reason: reasonOf(error) }
  }
  if (task.document === undefined) return { is: 'valid' }
  let document: XmlDocument
  try {
    document = XmlDocument.fromBuffer(task.document, { option: OPTIONS })
  } catch (error) {
    const found = problemsOf(error, task.most)
    return found === undefined ? { is: 'failed', reason: reasonOf(error) } : { is: 'not-xml', ...found }
  }
  try {
    if (document.dtd !== null) return { is: 'dtd' }
    validator.validate(document)
    return { is: 'valid' }
  } catch (error) {
    const found = problemsOf(error, task.most)
    return found === undefined ? { is: 'failed', reason: reasonOf(error) } : { is: 'invalid', ...found }
  } finally {
    document.dispose()
  }
}

parentPort?.on('message', (task: Task) => {
  parentPort!.postMessage(answerTo(task))
})

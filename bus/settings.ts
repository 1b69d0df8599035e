import type { TSchema } from 'typebox'
import { HubError, neverSent } from './errors.js'
import { HIDDEN } from './masked.js'
import { nearest } from './nearest.js'
import { misfits } from './validate.js'

/** One setting as it was found. `value` is undefined when it is not set. */
export interface Setting {
  /** Its environment variable, such as HUB_PAYTRAIL_MERCHANT_ID. */
  readonly variable: string
  /** Its name in the configuration file and in the code. */
  readonly key: string
  readonly value: unknown
  /** Where the value came from, such as `HUB_PORT from environment`. */
  readonly origin: string
  readonly secret: boolean
  /** Its schema lists this value under `x-insecure`: good for trying out, refused by the production profile. */
  readonly insecure: boolean
  readonly summary?: string
}

export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The part of the configuration file that holds these settings, and the file's name for messages. */
  readonly file?: { readonly name: string; readonly values: unknown }
  /** `HUB_` for the hub's own settings, `HUB_PAYTRAIL_` for those of the connection `paytrail`. */
  readonly prefix: string
  /** Reads a secret's file, named by HUB_…_FILE. Throws when it cannot. */
  readonly readFile?: (path: string) => string
}

export interface ReadSettings<Values> {
  /** Complete only when there are no problems. */
  readonly values: Values
  readonly settings: readonly Setting[]
  /** One sentence for each thing that is wrong; none holds a secret. */
  readonly problems: readonly string[]
  /** All environment variables that could have been set. */
  readonly variables: readonly string[]
}

export const HUB_SETTINGS = (problems: readonly string[]) =>
  new HubError(
    'HUB_SETTINGS',
    `${problems.length === 1 ? 'one setting is' : `${problems.length} settings are`} wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    { ...neverSent, details: { problems } },
  )

/** `merchantId` under `HUB_PAYTRAIL_` is HUB_PAYTRAIL_MERCHANT_ID. */
export function variableOf(prefix: string, key: string): string {
  const snake = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
  return prefix + snake.toUpperCase()
}

/** The prefix of a connection's variables: that of `test-bank` is HUB_TEST_BANK_. */
export function prefixOf(connection: string): string {
  return `HUB_${connection.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_`
}

type Parsed = { readonly value: unknown } | { readonly must: string }

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly TSchema[]
  readonly items?: TSchema
  readonly default?: unknown
  readonly description?: string
  readonly 'x-secret'?: boolean
  readonly 'x-personal'?: boolean
  readonly 'x-insecure'?: readonly unknown[]
}

const WHOLE = /^-?(0|[1-9]\d*)$/
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/

function json(text: string, must: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { must }
  }
}

/** The values of a setting that takes only a few, or undefined. */
function constantsOf(shape: Shape): readonly unknown[] | undefined {
  if (shape.const !== undefined) return [shape.const]
  if (shape.enum !== undefined) return shape.enum
  const all = shape.anyOf?.map((option) => (option as Shape).const)
  return all?.includes(undefined) === false ? all : undefined
}

function oneOf(constants: readonly unknown[]): string {
  return constants.length === 1 ? `be ${String(constants[0])}` : `be one of ${constants.join(', ')}`
}

/** The value that a text stands for, by the schema's type and nothing looser: `yes`, `08` and `1e3` stand for nothing. */
function parsed(schema: TSchema, text: string): Parsed {
  const shape = schema as Shape
  const constants = constantsOf(shape)
  if (constants !== undefined) {
    const found = constants.find((one) => String(one) === text)
    return found === undefined ? { must: oneOf(constants) } : { value: found }
  }
  if (shape.anyOf !== undefined) {
    const options = shape.anyOf.map((option) => ({ option, read: parsed(option, text) }))
    const fit = options.find(({ option, read }) => 'value' in read && misfits(option, read.value).length === 0)
    return (
      fit?.read ?? { must: options.map(({ read }) => ('must' in read ? read.must : 'fit its schema')).join(' or ') }
    )
  }
  switch (shape.type) {
    case 'integer': {
      const value = Number(text)
      return WHOLE.test(text) && Number.isSafeInteger(value) ? { value } : { must: 'be a whole number' }
    }
    case 'number':
      return DECIMAL.test(text) ? { value: Number(text) } : { must: 'be a number' }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { must: 'be true or false' }
    case 'object':
      return json(text, 'be a JSON object')
    case 'array': {
      if (text.trimStart().startsWith('[')) return json(text, 'be a JSON array or a list with commas')
      const read = text
        .split(',')
        .map((item) => (shape.items ? parsed(shape.items, item.trim()) : { value: item.trim() }))
      const wrong = read.find((item) => 'must' in item)
      return wrong
        ? { must: `be a list whose items must ${wrong.must}` }
        : { value: read.map((item) => (item as { value: unknown }).value) }
    }
    default:
      return { value: text }
  }
}

interface Found {
  readonly value?: unknown
  readonly origin: string
  /** What to call it in a sentence. */
  readonly where: string
  readonly problem?: string
}

const isSecret = (shape: Shape) => shape['x-secret'] === true || shape['x-personal'] === true

function came(value: unknown, secret: boolean): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  if (secret) return `${text.length} characters came`
  return `got ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`
}

function fromText(schema: TSchema, text: string, where: string, origin: string): Found {
  if (text === '') return { origin, where, problem: `${where} is empty; give it a value or remove it` }
  const read = parsed(schema, text)
  if ('value' in read) return { value: read.value, origin, where }
  return { origin, where, problem: `${where} must ${read.must}; ${came(text, isSecret(schema as Shape))}` }
}

function fromSecretFile(schema: TSchema, path: string, variable: string, sources: SettingSources): Found {
  const where = `the file named by ${variable}`
  const origin = `${variable} from environment`
  try {
    const text = (sources.readFile ?? unreadable)(path).replace(/\r?\n$/, '')
    return fromText(schema, text, where, origin)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'it cannot be read'
    return { origin, where, problem: `${where} cannot be read: ${why}` }
  }
}

function unreadable(): never {
  throw new Error('no files are read here')
}

function find(key: string, schema: TSchema, keys: ReadonlySet<string>, sources: SettingSources): Found {
  const { env, file, prefix } = sources
  const shape = schema as Shape
  const variable = variableOf(prefix, key)
  const text = env[variable]
  const secretFile = fileVariableOf(key, shape, keys, prefix)
  const path = secretFile === undefined ? undefined : env[secretFile]
  if (text !== undefined && path !== undefined)
    return {
      origin: 'twice',
      where: variable,
      problem: `${variable} and ${secretFile} are both set; remove one of them`,
    }
  if (text !== undefined) return fromText(schema, text, variable, `${variable} from environment`)
  if (path !== undefined) return fromSecretFile(schema, path, secretFile!, sources)
  const values = file?.values as Readonly<Record<string, unknown>> | undefined
  if (values !== undefined && Object.hasOwn(values, key))
    return { value: values[key], origin: `from ${file!.name}`, where: `${key} in ${file!.name}` }
  if (shape.default !== undefined) return { value: shape.default, origin: 'default', where: variable }
  return { origin: 'not set', where: variable }
}

/** A secret may also lie in a file, as container platforms mount them; a setting of that very name goes first. */
function fileVariableOf(key: string, shape: Shape, keys: ReadonlySet<string>, prefix: string): string | undefined {
  return shape['x-secret'] === true && !keys.has(`${key}File`) ? `${variableOf(prefix, key)}_FILE` : undefined
}

function problemOf(
  found: Found,
  key: string,
  schema: TSchema,
  required: boolean,
  variable: string,
): string | undefined {
  if (found.problem !== undefined) return found.problem
  const shape = schema as Shape
  if (found.value === undefined) {
    if (!required) return undefined
    return `${variable} is not set${shape.description === undefined ? '' : `: ${shape.description}`}`
  }
  // Not a keyword of JSON Schema: it says nothing about what is valid.
  const { 'x-insecure': _, ...plain } = schema as Shape & TSchema
  const wrong = misfits(plain, found.value)
  if (wrong.length === 0) return undefined
  const constants = constantsOf(shape)
  const sentences =
    constants === undefined
      ? new Set(wrong.map(({ pointer, sentence }) => `${pointer === '' ? '' : `${pointer} `}${sentence}`))
      : [`must ${oneOf(constants)}`]
  return `${found.where} ${[...sentences].join(' and ')}; ${came(found.value, isSecret(shape) || /secret|password/i.test(key))}`
}

/**
 * Reads settings from environment, file and defaults, in this order. Every problem is found, not only the first; the
 * caller throws them together as HUB_SETTINGS.
 */
export function readSettings<Values = unknown>(schema: TSchema, sources: SettingSources): ReadSettings<Values> {
  const { properties, required = [] } = schema as unknown as {
    readonly properties: Readonly<Record<string, TSchema>>
    readonly required?: readonly string[]
  }
  const keys = new Set(Object.keys(properties))
  const values: Record<string, unknown> = {}
  const settings: Setting[] = []
  const variables: string[] = []
  const problems = unknownKeys(sources.file, keys)
  for (const [key, property] of Object.entries(properties)) {
    const shape = property as Shape
    const variable = variableOf(sources.prefix, key)
    const secretFile = fileVariableOf(key, shape, keys, sources.prefix)
    variables.push(variable, ...(secretFile === undefined ? [] : [secretFile]))
    const found = find(key, property, keys, sources)
    const problem = problemOf(found, key, property, required.includes(key), variable)
    if (problem !== undefined) problems.push(problem)
    if (found.value !== undefined) values[key] = found.value
    const summary = shape.description
    settings.push({
      variable,
      key,
      value: found.value,
      origin: found.origin,
      secret: isSecret(shape),
      insecure: shape['x-insecure']?.includes(found.value) === true,
      ...(summary === undefined ? {} : { summary }),
    })
  }
  return { values: values as Values, settings, problems, variables }
}

function unknownKeys(file: SettingSources['file'], keys: ReadonlySet<string>): string[] {
  if (file === undefined || file.values === undefined) return []
  if (typeof file.values !== 'object' || file.values === null || Array.isArray(file.values))
    return [
      `${file.name} must hold an object of settings; got ${Array.isArray(file.values) ? 'an array' : typeof file.values}`,
    ]
  return Object.keys(file.values)
    .filter((key) => !keys.has(key))
    .map((key) => `${key} in ${file.name} is not a setting${hint(key, [...keys])}`)
}

/** Where tests find their servers; a hub that runs beside them may see it. */
const FOR_TESTS = 'HUB_TEST_'

/** Names every HUB_ variable that nothing reads, with the nearest name that something does: a typing error must not pass for a default. */
export function unknownVariables(env: SettingSources['env'], known: readonly string[]): readonly string[] {
  const names = new Set(known)
  return Object.keys(env)
    .filter(
      (name) => name.startsWith('HUB_') && !name.startsWith(FOR_TESTS) && !names.has(name) && env[name] !== undefined,
    )
    .sort()
    .map((name) => `${name} is not a setting${hint(name, known)}`)
}

function hint(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** A setting's value as it may be shown: secrets hidden, and passwords inside addresses. */
export function shownValue({ value, secret }: Pick<Setting, 'value' | 'secret'>): string {
  if (value === undefined) return '-'
  if (secret) return HIDDEN
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, `$1${HIDDEN}@`)
}

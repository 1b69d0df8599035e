import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { TSchema } from 'typebox'
import type { ConnectionHandle } from '../bus/adapter.js'
import { type ConnectionLimits, DEFAULT_LIMITS, LimitOptions, limitsOf } from '../bus/limits.js'
import { HUB_SETTINGS, prefixOf, readSettings, type Setting, shownValue, unknownVariables } from '../bus/settings.js'
import { HUB_CONFIG_FILE } from './errors.js'
import { type ConnectionSettings, HubSettings } from './hub-settings.js'
import { insecure } from './production.js'

/** Where configuration comes from. */
export interface ConfigurationSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Relative paths count from here. */
  readonly cwd: string
  /** Options of the command line go before everything else. */
  readonly data?: string
  readonly books?: string
  readonly transport?: string
  readonly config?: string
}

export interface Configuration {
  readonly hub: HubSettings
  /** The data folder as an absolute path. */
  readonly dataFolder: string
  /** The file that was read, if any. */
  readonly file?: string
  readonly settings: readonly Setting[]
  readonly connections: readonly ConnectionSettings[]
  /** The options of a connection, as its adapter's schema says. */
  optionsOf(connection: Pick<ConnectionHandle, 'name'>): unknown
  /** What a connection is held to, whatever its adapter. Without problems only. */
  limitsOf(connection: Pick<ConnectionHandle, 'name'>): ConnectionLimits
  /** One sentence for each thing that is wrong. */
  readonly problems: readonly string[]
  /** Those of `problems` that are about the hub itself, not about connections or names that nothing reads. */
  readonly ownProblems: readonly string[]
}

/** Read when no file is named and the profile is not production: settings for trying the hub out. */
export const DEVELOPMENT_FILE = 'config/development.json'

/** Variables that are read before there is a schema. */
const EARLY = ['HUB_CONFIG']

interface ConfigFile {
  readonly path: string
  readonly name: string
  readonly hub: unknown
  readonly connections: Readonly<Record<string, unknown>>
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fileIn({ env, cwd, config = env.HUB_CONFIG }: ConfigurationSources): ConfigFile | undefined {
  const development =
    env.HUB_PROFILE !== 'production' && statSync(join(cwd, DEVELOPMENT_FILE), { throwIfNoEntry: false })?.isFile()
  const name = config ?? (development ? DEVELOPMENT_FILE : undefined)
  if (name === undefined) return undefined
  const path = isAbsolute(name) ? name : join(cwd, name)
  let text: string
  try {
    text = readText(path)
  } catch (error) {
    throw HUB_CONFIG_FILE(name, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`)
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    // The parser's own sentence quotes the text around the error, which may be a secret.
    throw HUB_CONFIG_FILE(name, 'is not JSON')
  }
  const shape = 'must hold an object of settings, with those of connections under "connections" by name'
  if (!isObject(content)) throw HUB_CONFIG_FILE(name, shape)
  const { connections = {}, ...hub } = content
  if (!isObject(connections)) throw HUB_CONFIG_FILE(name, shape)
  return { path, name, hub, connections }
}

const LIMITS = new Set(Object.keys(LimitOptions.properties))

/** The adapter's own options with those that every connection has. */
function allOptions({ options }: ConnectionHandle): TSchema {
  const { properties, required = [] } = options as unknown as {
    readonly properties: Record<string, TSchema>
    readonly required?: readonly string[]
  }
  return { ...options, properties: { ...properties, ...LimitOptions.properties }, required } as TSchema
}

/** The values that are the adapter's own. */
function ownOf(values: Readonly<Record<string, unknown>> | undefined): unknown {
  return values && Object.fromEntries(Object.entries(values).filter(([key]) => !LIMITS.has(key)))
}

function twice(settings: readonly { readonly variables: readonly string[]; readonly of: string }[]): string[] {
  const seen = new Map<string, string>()
  const problems: string[] = []
  for (const { variables, of } of settings)
    for (const variable of variables) {
      const other = seen.get(variable)
      if (other !== undefined)
        problems.push(`${variable} would be a setting of ${other} and of ${of}; rename the connection`)
      seen.set(variable, of)
    }
  return problems
}

/** Options of the command line as the variables that they go before. */
function withOptions({ env, ...options }: ConfigurationSources) {
  const told = (['data', 'books', 'transport'] as const).filter((name) => options[name] !== undefined)
  const variables = Object.fromEntries(told.map((name) => [`HUB_${name.toUpperCase()}`, options[name]]))
  return { env: { ...env, ...variables }, told: told as readonly string[] }
}

/** What one says of servers and leaves out of their addresses. */
function serversOf({ books, booksUrl, transport, amqpUrl, amqpChannels, amqpAnnouncements }: HubSettings) {
  const problems: string[] = []
  const many = transport === 'rabbitmq'
  if (many && books === 'sqlite')
    problems.push('HUB_TRANSPORT is rabbitmq, for which HUB_BOOKS must be mysql: several processes cannot share a file')
  const kept = books ?? (many ? 'mysql' : 'sqlite')
  if (kept === 'mysql' && booksUrl === undefined) problems.push('HUB_BOOKS is mysql, and HUB_BOOKS_URL is not set')
  if (amqpUrl === undefined) {
    const wants = many
      ? 'HUB_TRANSPORT is rabbitmq'
      : amqpChannels !== undefined
        ? 'HUB_AMQP_CHANNELS is set'
        : amqpAnnouncements !== undefined
          ? 'HUB_AMQP_ANNOUNCEMENTS is set'
          : undefined
    if (wants !== undefined) problems.push(`${wants}, and HUB_AMQP_URL is not`)
  }
  return { books: kept, problems } as const
}

/**
 * Reads the hub's settings and those of its connections. What is wrong is listed, not thrown: `check` prints the rest
 * beside it. Throws HUB_CONFIG_FILE when the file cannot be read at all.
 */
export function readConfiguration(
  sources: ConfigurationSources,
  connections: readonly ConnectionHandle[],
): Configuration {
  const { cwd } = sources
  const { env, told } = withOptions(sources)
  const file = fileIn(sources)
  const own = readSettings<HubSettings>(HubSettings, {
    env,
    prefix: 'HUB_',
    readFile: readText,
    ...(file === undefined ? {} : { file: { name: file.name, values: file.hub } }),
  })
  const settings = own.settings.map((one) => (told.includes(one.key) ? { ...one, origin: `--${one.key}` } : one))
  const read = connections.map((connection) => {
    const values = file?.connections[connection.name]
    const read = readSettings<Readonly<Record<string, unknown>>>(allOptions(connection), {
      env,
      prefix: prefixOf(connection.name),
      readFile: readText,
      ...(values === undefined ? {} : { file: { name: `${file!.name} (${connection.name})`, values } }),
    })
    return { connection, ...read }
  })
  const servers = serversOf(own.values)
  const names = new Set(connections.map(({ name }) => name))
  const known = [
    { variables: own.variables, of: 'the hub' },
    ...read.map(({ variables, connection }) => ({ variables, of: `connection ${connection.name}` })),
  ]
  const shown: ConnectionSettings[] = read.map(({ connection: { name, adapter }, settings }) => ({
    name,
    adapter,
    settings,
  }))
  const problems = [
    ...own.problems,
    ...servers.problems,
    ...read.flatMap(({ problems }) => problems),
    ...twice(known),
    ...Object.keys(file?.connections ?? {})
      .filter((name) => !names.has(name))
      .map((name) => `connection ${name} in ${file!.name} is none that adapters/connections.ts or a flow knows`),
    ...unknownVariables(env, [...EARLY, ...known.flatMap(({ variables }) => variables)]),
  ]
  if (own.values.profile === 'production') problems.push(...insecure(own.values, settings, shown, file?.path))
  const values = new Map(read.map((one) => [one.connection.name, one.values]))
  return {
    hub: { ...own.values, books: servers.books },
    dataFolder: resolve(cwd, own.values.data ?? 'data'),
    ...(file === undefined ? {} : { file: file.path }),
    settings,
    connections: shown,
    optionsOf: ({ name }) => ownOf(values.get(name)),
    limitsOf({ name }) {
      const found = values.get(name)
      return found === undefined ? DEFAULT_LIMITS : limitsOf(found as unknown as LimitOptions)
    },
    problems,
    ownProblems: [...own.problems, ...servers.problems],
  }
}

/** Throws HUB_SETTINGS, which names every problem. */
export function refuseWrong({ problems }: Pick<Configuration, 'problems'>): void {
  if (problems.length > 0) throw HUB_SETTINGS(problems)
}

export interface ShownSetting {
  readonly variable: string
  readonly value: string
  readonly origin: string
  readonly connection?: string
}

/** All settings as they may be shown, secrets masked. */
export function shownSettings({
  settings,
  connections,
}: Pick<Configuration, 'settings' | 'connections'>): readonly ShownSetting[] {
  const show = (setting: Setting) => ({
    variable: setting.variable,
    value: shownValue(setting),
    origin: setting.origin,
  })
  return [
    ...settings.map(show),
    ...connections.flatMap(({ name, settings }) => settings.map((setting) => ({ ...show(setting), connection: name }))),
  ]
}

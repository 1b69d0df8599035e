// One client library, one folder; the lower floors do no input or output; a flow touches the outside only through
// declared ends.
import { floorOf, inGarden, type Rule, topOf, type Violation } from './floors.js'
import { callsOf, type Import, type Source } from './source.js'

/** Where each library of the product is at home. A folder ends in a slash. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  typebox: ['bus/', 'schemas/', 'xml/', 'adapters/', 'registers/', 'flows/', 'routes/', 'cron/', 'console/', 'roof/'],
  ajv: ['bus/'],
  'ajv-formats': ['bus/'],
  libsql: ['adapters/database/'],
  mysql2: ['adapters/database/'],
  // Its drivers and dialects in adapters/database only: queriesOnly.
  kysely: ['adapters/database/', 'adapters/books/', 'registers/'],
  amqplib: ['adapters/rabbitmq/'],
  undici: ['adapters/http/'],
  soap: ['adapters/soap/'],
  'ssh2-sftp-client': ['adapters/sftp/'],
  nodemailer: ['adapters/smtp/'],
  'fast-xml-parser': ['xml/'],
  saxes: ['xml/'],
  'libxml2-wasm': ['xml/xsd/'],
  'csv-parse': ['csv/'],
  'csv-stringify': ['csv/'],
  fastify: ['routes/', 'console/', 'hub.ts'],
  '@fastify/swagger': ['routes/', 'console/', 'hub.ts'],
  '@fastify/swagger-ui': ['routes/', 'console/', 'hub.ts'],
  'node-cron': ['cron/'],
  'cron-parser': ['cron/'],
  pino: ['adapters/telemetry/'],
  'prom-client': ['adapters/telemetry/'],
  '@opentelemetry/api': ['adapters/telemetry/'],
  '@opentelemetry/exporter-trace-otlp-http': ['adapters/telemetry/'],
  '@opentelemetry/resources': ['adapters/telemetry/'],
  '@opentelemetry/sdk-trace': ['adapters/telemetry/'],
  commander: ['bin/'],
  'cli-progress': ['bin/'],
}

const DRIVES = /(Dialect|Driver|Migrator|Adapter|Introspector|QueryCompiler|MigrationProvider)$|^\*$/

/**
 * What bus, schemas, fixed-width, xml and csv may take from Node: it computes, on this thread or another, or hands on
 * what it was given.
 */
const COMPUTES = new Set(
  'assert async_hooks buffer crypto diagnostics_channel events perf_hooks stream stream/promises string_decoder timers timers/promises util util/types worker_threads zlib'
    .split(' ')
    .map((name) => `node:${name}`),
)

const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
const isAt = (path: string, home: string) => (home.endsWith('/') ? path.startsWith(home) : path === home)

function outsideImports(source: Source): readonly (Import & { readonly specifier: string })[] {
  return source.imports.filter(
    (each): each is Import & { specifier: string } => each.specifier !== undefined && each.target === undefined,
  )
}

const product = (tree: Parameters<Rule>[0]) => [...tree.values()].filter(({ path }) => !inGarden(path))

/** Every library has a home, and is imported only there. */
export const librariesAtHome: Rule = (tree) =>
  product(tree).flatMap((source) =>
    outsideImports(source).flatMap(({ specifier, line }): Violation[] => {
      if (specifier.startsWith('node:')) return []
      const name = packageOf(specifier)
      const homes = HOMES[name]
      if (homes?.some((home) => isAt(source.path, home))) return []
      const says = homes ? `${name} is at home in ${homes.join(', ')}` : `${name} has no home in the architecture test`
      return [{ rule: 'librariesAtHome', file: source.path, line, says }]
    }),
  )

/** Outside adapters/database Kysely is a query builder: which driver stands below is nobody else's to know. */
export const queriesOnly: Rule = (tree) =>
  product(tree).flatMap((source) => {
    if (source.path.startsWith('adapters/database/')) return []
    const wrong = (line: number, says: string) => ({ rule: 'queriesOnly', file: source.path, line, says })
    const opened = source.tokens.filter(({ value }, at) => value === 'new' && source.tokens[at + 1]?.value === 'Kysely')
    const taken = outsideImports(source).filter(({ specifier }) => packageOf(specifier) === 'kysely')
    return [
      ...taken.flatMap(({ names, line }) =>
        names.filter((name) => DRIVES.test(name)).map((name) => wrong(line, `takes ${name} from kysely`)),
      ),
      ...opened.map(({ line }) => wrong(line, 'opens a database of its own')),
    ]
  })

/** Floors 0 and 1 compute: they open no file, socket or process. Registers and flows neither. */
export const lowerFloorsDoNoIo: Rule = (tree) =>
  product(tree).flatMap((source) => {
    const floor = floorOf(source.path)
    if (floor > 1 && floor !== 3 && floor !== 4) return []
    return outsideImports(source)
      .filter(({ specifier }) => specifier.startsWith('node:') && !COMPUTES.has(specifier))
      .map(({ specifier, line }) => ({
        rule: 'lowerFloorsDoNoIo',
        file: source.path,
        line,
        says: `imports ${specifier}, and ${topOf(source.path)}/ does no input or output`,
      }))
  })

const CALLS_OUT = ['fetch', 'WebSocket', 'EventSource']

/** The web is reached through adapters only. */
export const onlyAdaptersCallOut: Rule = (tree) =>
  product(tree).flatMap((source) => {
    if (topOf(source.path) === 'adapters' || topOf(source.path) === 'bin') return []
    return CALLS_OUT.flatMap((name) =>
      callsOf(source, name).map((line) => ({
        rule: 'onlyAdaptersCallOut',
        file: source.path,
        line,
        says: `calls ${name}; only an adapter reaches outside`,
      })),
    )
  })

const CHANCE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bprocess\.|\bsetTimeout\(/

/** A flow's functions are told the time and take no chances, so that a message walked again comes out the same. */
export const flowsComputeOnly: Rule = (tree) =>
  product(tree).flatMap((source) => {
    if (topOf(source.path) !== 'flows') return []
    // From the tokens, not the text: comments and sentences may speak of time.
    const code = source.tokens.map(({ kind, value }) => (kind === 'text' ? "''" : value)).join(' ')
    const found = CHANCE.exec(code.replace(/ (?=[.(),])|(?<=[.(]) /g, ''))
    return found ? [{ rule: 'flowsComputeOnly', file: source.path, says: `uses ${found[0]}; take it from told` }] : []
  })

/** Where code is loaded by a name made at run time: discovery by suffix, and nothing else. */
const LOADERS = ['roof/files.ts']

/** An import whose target is not written down could reach any floor. */
export const importsAreWritten: Rule = (tree) =>
  product(tree).flatMap((source) =>
    LOADERS.includes(source.path)
      ? []
      : source.imports
          .filter(({ specifier }) => specifier === undefined)
          .map(({ line }) => ({
            rule: 'importsAreWritten',
            file: source.path,
            line,
            says: 'imports something whose name is made at run time',
          })),
  )

/** Builtins carry their prefix, relative imports their extension, and the house does not import itself by its name. */
export const importsAreSpelled: Rule = (tree) =>
  [...tree.values()].flatMap((source) =>
    source.imports.flatMap(({ specifier, target, line }): Violation[] => {
      const wrong = (says: string) => [{ rule: 'importsAreSpelled', file: source.path, line, says }]
      if (specifier === undefined) return []
      if (target !== undefined) return /\.(ts|json|mjs)$/.test(target) ? [] : wrong(`${specifier} lacks .js`)
      if (specifier === 'dromedary' || specifier.startsWith('dromedary/')) return wrong(`${specifier} is this house`)
      return BUILTINS.test(specifier) ? wrong(`${specifier} is written node:${specifier}`) : []
    }),
  )
const BUILTINS =
  /^(assert|buffer|child_process|crypto|dns|events|fs|http|http2|https|module|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)(\/|$)/

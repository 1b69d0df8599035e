import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fastify } from 'fastify'
import t from 'tap'
import { parse } from 'yaml'
import { milliseconds } from '../bus/duration.js'
import { health } from '../routes/health.js'
import { COMPOSE_FILE, FILLED_IN, SERVICES } from '../sandbox/servers/compose.js'
import { packageManifest } from './architecture/manifest.js'
import { sourceOf } from './architecture/source.js'
import { plainEnvironment } from './spawned.js'

// Image and compose file, held against the project as far as that can be done without a Docker engine.

interface Instruction {
  readonly word: string
  readonly rest: string
  /** The stage it stands in, from 0; -1 before the first. */
  readonly stage: number
}

/** Just what our Dockerfile uses of the format: comments, instructions, lines that go on after a backslash. */
function instructionsOf(text: string): readonly Instruction[] {
  let stage = -1
  return text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
      if (word === 'FROM') stage++
      return { word, rest, stage }
    })
}

const instructions = instructionsOf(readFileSync('Dockerfile', 'utf8'))
const all = (word: string, stage?: number) =>
  instructions.filter((one) => one.word === word && (stage === undefined || one.stage === stage))
const stages = all('FROM').map(({ rest }) => {
  const [, image = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? []
  return { image, name }
})
const last = stages.length - 1
const copies = all('COPY').map(({ rest, stage }) => {
  const [, from, paths = ''] = /^(?:--from=(\S+) )?(.+)$/.exec(rest) ?? []
  return { stage, from, sources: paths.split(/\s+/).slice(0, -1) }
})
const copiedFromHere = new Set(copies.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources))
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly engines: { readonly node: string }
  readonly files: readonly string[]
  readonly scripts: Readonly<Record<string, string>>
}
const imageEnv = Object.fromEntries(
  all('ENV', last).flatMap(({ rest }) => [...rest.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!])),
)

t.test('every stage has a name, stands on the same Node and takes from stages before it', async (t) => {
  t.same(
    stages.map(({ name }) => name),
    ['build', 'packages', 'hub'],
  )
  const [, least] = /^>=(\d+\.\d+)$/.exec(manifest.engines.node) ?? []
  for (const { image } of stages) {
    t.equal(image, stages[0]!.image)
    const [, major, minor] = /^node:(\d+)\.(\d+)-/.exec(image) ?? []
    const [leastMajor, leastMinor] = least!.split('.').map(Number)
    t.ok(Number(major) === leastMajor && Number(minor) >= leastMinor!, `${image} is a Node that package.json wants`)
  }
  for (const { from, stage } of copies.filter(({ from }) => from !== undefined))
    t.ok(
      stages.slice(0, stage).some(({ name }) => name === from),
      `COPY --from=${from}`,
    )
})

t.test(
  'what is copied exists, nothing else is sent to the engine, and the compiler gets all it compiles',
  async (t) => {
    for (const source of copiedFromHere) t.ok(existsSync(source), source)
    const lines = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    t.equal(lines[0], '*', 'everything is left out but what is named')
    const named = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    t.strictSame([...copiedFromHere].sort(), named.sort())
    t.strictSame(
      lines.slice(1).filter((line) => !line.startsWith('!')),
      ['**/*.log'],
    )
    const { include } = JSON.parse(readFileSync('tsconfig.json', 'utf8')) as { readonly include: readonly string[] }
    for (const path of include.filter((path) => existsSync(path))) t.ok(copiedFromHere.has(path), path)
  },
)

/** What the first stage leaves in `dist` of what it has compiled: paths below `dist`. */
function keptInTheImage(): ReadonlySet<string> {
  const [{ rest = '' } = {}] = all('RUN', 0).filter(({ rest }) => rest.startsWith('npm run build'))
  const [, folders = ''] = / rm -rf ((?:dist\/\w+\s+)+)&& /.exec(rest) ?? []
  const removed = folders.trim().split(/\s+/)
  t.ok(removed.includes('dist/test'), 'tests are not taken along')
  t.match(rest, "-name '*.test.*'")
  const compiled = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'))
  return new Set(
    compiled.filter(
      (path) =>
        path.endsWith('.js') &&
        !path.endsWith('.test.js') &&
        !removed.some((folder) => `dist/${path}`.startsWith(`${folder}/`)),
    ),
  )
}

const DIST = fileURLToPath(new URL('..', import.meta.url))
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

t.test('nothing in the image needs what the image leaves out: no file, and no package', async (t) => {
  const kept = keptInTheImage()
  for (const part of ['bin/dromedary.js', 'bin/commands/demo.js', 'sandbox/demo/production.js'])
    t.ok(kept.has(part), part)
  const { dependencies } = packageManifest()
  const missing: string[] = []
  for (const file of kept) {
    const text = readFileSync(join(DIST, file), 'utf8')
    const beside = [...text.matchAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g)].map(([, path]) => path!)
    const imported = sourceOf(file, text).imports.flatMap(({ specifier }) =>
      specifier === undefined ? [] : [specifier],
    )
    for (const specifier of [...imported, ...beside]) {
      const isThere = specifier.startsWith('.')
        ? kept.has(
            relative(DIST, join(DIST, dirname(file), specifier))
              .split(sep)
              .join('/'),
          )
        : specifier.startsWith('node:') || Object.hasOwn(dependencies, packageOf(specifier))
      if (!isThere) missing.push(`${file} needs ${specifier}`)
    }
  }
  t.strictSame(missing, [])
})

t.test('the demo can be played in the image, where there is neither a checkout nor a configuration', async (t) => {
  const folder = t.testdir()
  for (const file of keptInTheImage()) cpSync(join(DIST, file), join(folder, 'dist', file))
  cpSync('package.json', join(folder, 'package.json'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/bin/dromedary.js', 'demo', '--orders', '2', '--data', 'played', '--json'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...plainEnvironment(), ...imageEnv, HUB_DATA: join(folder, 'data') },
      timeout: 120_000,
    },
  )
  t.equal(status, 0, stderr)
})

t.test('the compose file that the demo starts servers with is part of the package', async (t) => {
  t.ok(existsSync(COMPOSE_FILE))
  t.ok(manifest.files.includes(relative(join(DIST, '..'), COMPOSE_FILE)), COMPOSE_FILE)
})

t.test('the image starts the hub as npm does, with run-time packages only and not as root', async (t) => {
  const words = [...all('ENTRYPOINT', last), ...all('CMD', last)].flatMap(({ rest }) => JSON.parse(rest) as string[])
  t.equal(manifest.scripts.start, `node scripts/build.mjs && ${words.join(' ')}`)
  t.match(
    all('RUN', 1).map(({ rest }) => rest),
    ['npm ci --omit=dev'],
  )
  t.strictSame(
    copies
      .filter(({ stage, from }) => stage === last && from !== undefined)
      .map(({ from, sources }) => [from, ...sources]),
    [
      ['packages', '/src/node_modules'],
      ['build', '/src/dist'],
    ],
  )
  const users = all('USER', last).map(({ rest }) => rest)
  t.strictSame(users, ['node'], 'the user of the base image that is not root')
  const at = (word: string) => instructions.findIndex((one) => one.stage === last && one.word === word)
  t.ok(at('USER') < at('ENTRYPOINT'))
  t.strictSame(
    all('VOLUME', last).map(({ rest }) => rest),
    [imageEnv.HUB_DATA],
  )
  t.match(all('RUN', last)[0]!.rest, new RegExp(`install -d -o node -g node [^&]*${imageEnv.HUB_DATA}( |$)`))
  t.strictSame(
    all('EXPOSE', last).map(({ rest }) => rest),
    [imageEnv.HUB_PORT],
  )
  t.strictSame(
    all('STOPSIGNAL', last).map(({ rest }) => rest),
    ['SIGTERM'],
  )
})

t.test('the health check asks a path that the hub has, and hears the answer', async (t) => {
  const app = fastify()
  health(app, () => 'draining')
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const [check] = all('HEALTHCHECK', last)
  const [command, ...args] = JSON.parse(check!.rest.slice(check!.rest.indexOf('['))) as [string, ...string[]]
  t.equal(command, 'node')
  const [, path] = /(\/health\/\w+)/.exec(args.join(' ')) ?? []
  t.ok(app.hasRoute({ method: 'GET', url: path! }), String(path))
  const ends = async (port: number) => {
    const child = spawn(process.execPath, args, { env: { ...plainEnvironment(), HUB_PORT: String(port) } })
    return new Promise((resolve) => child.once('close', resolve))
  }
  const { port } = app.server.address() as AddressInfo
  t.equal(await ends(port), 0, 'a hub that drains is not unhealthy')
  await app.close()
  t.equal(await ends(port), 1)
})

interface Service {
  readonly image?: string
  readonly build?: { readonly target: string }
  readonly profiles?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly secrets?: readonly string[]
  readonly command?: readonly string[]
  readonly stop_grace_period?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly env_file?: readonly { readonly path: string; readonly required: boolean }[]
}
const composeText = readFileSync('compose.yaml', 'utf8')
const compose = parse(composeText, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}
const services = Object.entries(compose.services)
const forTests = services.filter(([, { profiles }]) => profiles?.includes('test'))
const production = services.filter(([, { profiles }]) => profiles === undefined)
const hubs = production.filter(([, { build }]) => build !== undefined)

t.test('two hubs share one database and one broker, and each has a folder of its own', async (t) => {
  t.same(
    production.map(([name]) => name),
    ['hub-1', 'hub-2', 'mariadb', 'rabbitmq'],
  )
  t.equal(hubs.length, 2)
  const data = hubs.map(([, { volumes, environment }]) => {
    const own = volumes!.find((volume) => volume.endsWith(`:${environment!.HUB_DATA}`))
    t.equal(environment!.HUB_DATA, imageEnv.HUB_DATA)
    return own!.split(':')[0]
  })
  t.equal(new Set(data).size, 2)
  for (const [, { environment, build, stop_grace_period: grace }] of hubs) {
    t.ok(stages.some(({ name }) => name === build!.target))
    const [standDown, drain] = [environment!.HUB_STAND_DOWN as '5s', environment!.HUB_DRAIN as '30s']
    t.ok(milliseconds(grace as '45s') > milliseconds(standDown) + milliseconds(drain), 'it has the time to drain')
    for (const url of [environment!.HUB_BOOKS_URL!, environment!.HUB_AMQP_URL!])
      t.ok(Object.hasOwn(compose.services, new URL(url.replace(/\$\{[^}]*\}/g, 'x')).hostname), url)
  }
})

t.test('what a service refers to is declared, and what is declared is used', async (t) => {
  const used = (of: (service: Service) => readonly string[] | undefined) => [
    ...new Set(services.flatMap(([, service]) => of(service) ?? [])),
  ]
  const mounted = used(({ volumes }) => volumes?.map((volume) => volume.split(':')[0]!))
  t.strictSame(mounted.filter((name) => !name.startsWith('.')).sort(), Object.keys(compose.volumes).sort())
  for (const path of mounted.filter((name) => name.startsWith('.'))) t.ok(existsSync(path), path)
  t.strictSame(used(({ secrets }) => secrets).sort(), Object.keys(compose.secrets).sort())
  const rabbitmq = readFileSync('config/containers/rabbitmq.conf', 'utf8')
  for (const [name, { secrets = [], command = [], environment = {} }] of services) {
    const text = [...command, ...Object.values(environment), ...(name === 'rabbitmq' ? [rabbitmq] : [])].join('\n')
    const read = [...text.matchAll(/\/run\/secrets\/([\w.]+)/g)].map(([, secret]) => secret!)
    t.strictSame([...secrets].sort(), read.sort(), `${name} is given what it reads, and no more`)
  }
  for (const [name, { depends_on = {} }] of services)
    for (const [other, { condition }] of Object.entries(depends_on)) {
      t.equal(condition, 'service_healthy', name)
      t.ok(compose.services[other]?.healthcheck, `${other} can be asked`)
    }
})

t.test('there are no default passwords, and nothing is reached from other machines', async (t) => {
  const required = new Set([...composeText.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!))
  t.strictSame([...required].sort(), Object.keys(FILLED_IN).sort())
  for (const [name, { environment = {} }] of production)
    for (const [variable, value] of Object.entries(environment)) {
      if (/_(PASS|PASSWORD)$/.test(variable) && variable !== 'MARIADB_RANDOM_ROOT_PASSWORD')
        t.match(value, /^\$\{\w+:\?[^}]+\}$/, `${name}: ${variable}`)
      if (/^\w+:\/\/[^/]*@/.test(value)) t.match(value, /^\w+:\/\/dromedary:\$\{\w+:\?[^}]+\}@/, `${name}: ${variable}`)
    }
  for (const [name, { ports = [] }] of services) for (const port of ports) t.match(port, /^127\.0\.0\.1:/, name)
})

t.test('the profile test holds the two servers that tests need, on ports they can be given', async (t) => {
  t.same(
    forTests.map(([name]) => name),
    Object.values(SERVICES),
  )
  const own = [...readFileSync('sandbox/servers/compose.ts', 'utf8').matchAll(/DROMEDARY_TEST_\w+/g)].map(
    ([name]) => name,
  )
  const asked = [...composeText.matchAll(/DROMEDARY_TEST_\w+/g)].map(([name]) => name)
  t.strictSame(asked.sort(), own.sort())
  for (const [name, { healthcheck, image }] of forTests) {
    t.ok(healthcheck, `--wait knows when ${name} is ready`)
    t.equal(image, compose.services[name.replace('test-', '')]!.image, 'the version that hubs are run with')
  }
})

t.test('every setting in the image and the compose file is one, and the hub takes them all together', async (t) => {
  const sample = Object.fromEntries(
    readFileSync('config/containers/hub.env', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  for (const [name, { environment }] of hubs) {
    const filled = Object.fromEntries(
      Object.entries(environment!).map(([variable, value]) => [
        variable,
        value.replace(/\$\{(\w+):\?[^}]*\}/g, (_, named: keyof typeof FILLED_IN) => FILLED_IN[named]),
      ]),
    )
    const env = { ...imageEnv, ...sample, ...filled }
    const cli = new URL('../bin/dromedary.js', import.meta.url).pathname
    const { stdout, stderr } = spawnSync(process.execPath, [cli, '--print-config', '--json'], {
      encoding: 'utf8',
      env: { ...plainEnvironment(), ...env, NODE_EXTRA_CA_CERTS: undefined },
    })
    t.equal(stderr, '', `${name} starts with them`)
    const shown = JSON.parse(stdout.split('\n')[0]!) as readonly { readonly variable: string }[]
    const known = new Set(shown.map(({ variable }) => variable))
    for (const variable of Object.keys(env).filter((variable) => variable.startsWith('HUB_')))
      t.ok(known.has(variable), variable)
  }
})

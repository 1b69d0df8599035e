// `npm test`: everything that must hold, part by part, and at the very end one line `N passed, N failed`.
// `npm test -- bus/ cron/clock` builds and runs only the test files whose path holds one of the words.
// Tests that need MariaDB or RabbitMQ get them for this run (docs/how-to/test-servers.md), unless HUB_TEST_MYSQL_URL and
// HUB_TEST_AMQP_URL say where some run already.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const words = process.argv.slice(2)
const inside = (...path) => join(root, 'node_modules', ...path)
const tap = inside('tap', 'dist', 'esm', 'run.mjs')

// What the machine has set for its own hub must not steer a test.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HUB_')))

// Whoever stops this stops what it has started.
const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exit(1)
  })
function start(args, more = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.on('close', () => running.delete(child))
  return child
}

let passed = 0
let failed = 0

/** Runs node quietly; resolves with what it printed. */
function node(args, more) {
  return new Promise((resolve) => {
    const child = start(args, more)
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('close', (code, signal) => {
      resolve({ ok: code === 0, code: code ?? signal, printed: Buffer.concat(chunks).toString('utf8') })
    })
  })
}

const tail = (text, lines) => text.trimEnd().split('\n').slice(-lines).join('\n')
const indent = (text) => text.replace(/^/gm, '    ')

async function part(name, work) {
  const begun = performance.now()
  const { ok, says } = await work()
  ok ? passed++ : failed++
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${ok && says ? `: ${says}` : ''}\n`)
  if (!ok && says) process.stdout.write(`${indent(tail(says, 80))}\n`)
  return ok
}

const command =
  (...args) =>
  async () => {
    const { ok, code, printed } = await node(args)
    return { ok, says: ok ? '' : `${printed}\nexit ${code}` }
  }

const testFiles = () =>
  readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => `dist/${file.split(sep).join('/')}`)
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word.replace(/\.ts$/, '.js'))))
    .sort()

/** One failed assertion as a person reads it: its path, where it stands, what differed. */
function failure({ fullname, diag = {} }) {
  const { at, diff, found, wanted, error, stack, code } = diag
  const where = at ? `${at.fileName}:${at.lineNumber}:${at.columnNumber}` : ''
  const differs =
    diff ?? (found === undefined ? '' : `found  ${JSON.stringify(found)}\nwanted ${JSON.stringify(wanted)}`)
  const cause = [code, typeof error === 'string' ? error : '', stack].filter(Boolean).join('\n')
  // An error that a test threw is its own name, with all its lines.
  const [title, ...more] = String(fullname).split('\n')
  return [
    `✖ ${title}`,
    ...[more.join('\n'), where, differs, cause].filter(Boolean).map((text) => indent(text.trimEnd())),
  ].join('\n')
}

/** Runs the files under tap and counts every assertion. A skipped one counts as failed: nothing here is skipped. */
async function tests(servers) {
  const files = testFiles()
  if (files.length === 0) return { ok: false, says: 'no test file matches' }
  const before = { passed, failed }
  const asserted = new Map()
  const reported = new Set()
  const wrong = (text) => {
    failed++
    process.stdout.write(`${tail(text, 60)}\n`)
  }
  const only = words.length === 0 ? [] : files
  const child = start([tap, 'run', '--reporter=jsonstream', ...only], servers)
  const stderr = []
  child.stderr.on('data', (chunk) => stderr.push(chunk))
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, event] = line.startsWith('[') ? JSON.parse(line) : []
    const file = event?.fullname?.split(' > ')[0]
    if (kind === 'pass') passed++
    if (kind === 'fail') wrong(failure(event))
    if (kind === 'skip' || kind === 'todo')
      wrong(`✖ ${event.fullname}\n    is marked ${kind}, and nothing here is skipped`)
    if (kind === 'fail') reported.add(file)
    if (kind === 'pass' || kind === 'fail') asserted.set(file, (asserted.get(file) ?? 0) + 1)
    if (kind === 'end' && event.level === 1 && !event.ok && !reported.has(event.name)) {
      reported.add(event.name)
      const { signal, exitCode } = event.diag ?? {}
      const { printed } = await node(['--enable-source-maps', join(root, event.name)], servers)
      wrong(`✖ ${event.name}\n    ended with ${signal ?? exitCode}; run alone it says:\n${indent(tail(printed, 30))}`)
    }
  }
  const code = await ended
  const silent = files.filter((file) => !asserted.has(file) && !reported.has(file))
  for (const file of silent) wrong(`✖ ${file}\n    asserts nothing`)
  const [good, bad] = [passed - before.passed, failed - before.failed]
  // Files that nobody ran are the runner's own affair, so what it said is told.
  if (code !== 0 && (bad === 0 || silent.length > 0))
    return { ok: false, says: `tap ended with ${code}\n${Buffer.concat(stderr)}` }
  return { ok: bad === 0, says: `${good} assertions passed, ${bad} failed, in ${files.length} files` }
}

/** tap makes its Test class from the plugins named in .taprc, once per installation. */
async function tapClass() {
  const made = inside('@tapjs', 'test', 'test-built', 'dist', 'esm', 'index.js')
  if (existsSync(made) && !readFileSync(made, 'utf8').includes('@tapjs/typescript')) return { ok: true, says: '' }
  return command(tap, 'build')()
}

/** Whether a compiled file, or anything it imports, asks where the servers are. */
function needsServers(file, seen = new Set()) {
  if (file === join(root, 'dist', 'test', 'services.js')) return true
  if (seen.has(file) || !existsSync(file)) return false
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...imports].some(([, path]) => needsServers(join(dirname(file), path), seen))
}

/** Everything does; of named files perhaps none. */
function serversAreNeeded() {
  const seen = new Set()
  return words.length === 0 || testFiles().some((file) => needsServers(join(root, file), seen))
}

/** MariaDB and RabbitMQ for the tests. They start while other parts run. */
async function startServers() {
  const { startServices } = await import(pathToFileURL(join(root, 'dist', 'sandbox', 'servers', 'services.js')).href)
  return startServices({ log: (line) => process.stdout.write(`${indent(line)}\n`), toBeKilled: true })
}
const startedBy = (starting) => async () => {
  try {
    await starting
    return { ok: true, says: '' }
  } catch (error) {
    return { ok: false, says: error.message }
  }
}

const built = await part('build and types', command(join(root, 'scripts', 'build.mjs'), '--always'))
const starting = built && serversAreNeeded() ? startServers() : undefined
starting?.catch(() => {}) // told in its part
if (words.length === 0) {
  await part(
    'format and lint',
    command(inside('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '--colors=off', '.'),
  )
}
if (built) {
  const runner = await part('test runner', tapClass)
  // Without servers only those tests fail that need them, and each says so.
  const had = starting !== undefined && (await part('servers for tests', startedBy(starting)))
  const servers = had ? await starting : undefined
  if (runner) await part('tests', () => tests(servers?.env))
  await servers?.stop()
  if (words.length === 0) {
    const dromedary = join(root, 'dist', 'bin', 'dromedary.js')
    await part('check', command(dromedary, 'check'))
    await part('generated files', command(dromedary, 'openapi', '--check'))
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

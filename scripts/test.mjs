// `npm test`: everything that must hold, part by part, and at the very end one line `N passed, N failed`.
// `npm test -- bus/ cron/clock` builds and runs only the test files whose path holds one of the words.
// Tests that need MariaDB or RabbitMQ get them for this run (docs/how-to/test-servers.md), unless HUB_TEST_MYSQL_URL and
// HUB_TEST_AMQP_URL say where some run already.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const words = process.argv.slice(2)
const inside = (...path) => join(root, 'node_modules', ...path)
const tap = inside('tap', 'dist', 'esm', 'run.mjs')
/** Test files that run at one time. */
const WORKERS = 2
/** What a test file may take that sets no time of its own. */
const FILE_SECONDS = 240

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

/**
 * What a test file allows itself beyond the time that every file has, in milliseconds: the longest begin first, so that both
 * workers are busy to the end.
 */
function ownTime(file) {
  const [, ms = '0'] = readFileSync(join(root, file), 'utf8').match(/^t\.setTimeout\(([\d_]+)\)/m) ?? []
  return Number(ms.replaceAll('_', ''))
}

/** One test file in a process of its own, as `node <file>` runs it; its output is in TAP. */
function runFile(file, servers) {
  return new Promise((resolve) => {
    const child = start(['--enable-source-maps', file], { ...servers, TAP_TIMEOUT: String(FILE_SECONDS) })
    // A test ends itself when its time is over, unless it does not come to it.
    const stuck = setTimeout(() => child.kill('SIGKILL'), Math.max(ownTime(file), FILE_SECONDS * 1_000) + 60_000)
    const printed = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => {
        printed[name] += text
      })
    child.on('close', (code, signal) => {
      clearTimeout(stuck)
      resolve({ ...printed, code: code ?? signal })
    })
  })
}

/** Runs the files and counts every assertion. A skipped one counts as failed: nothing here is skipped. */
async function tests(servers) {
  const files = testFiles()
  if (files.length === 0) return { ok: false, says: 'no test file matches' }
  const { Parser } = await import(pathToFileURL(inside('tap-parser', 'dist', 'esm', 'index.js')).href)
  const before = { passed, failed }
  const wrong = (text) => {
    failed++
    process.stdout.write(`${tail(text, 60)}\n`)
  }
  const judge = (file, { stdout, stderr, code }) => {
    const asserted = Parser.parse(stdout, { flat: true }).flatMap(([kind, event]) => (kind === 'assert' ? [event] : []))
    let bad = 0
    for (const { ok, name, diag, skip, todo } of asserted) {
      const fullname = `${file} > ${name}`
      if (ok && !skip && !todo) passed++
      else if (skip || todo)
        wrong(`✖ ${fullname}\n    is marked ${skip ? 'skip' : 'todo'}, and nothing here is skipped`)
      else {
        bad++
        wrong(failure({ fullname, diag: diag ?? {} }))
      }
    }
    if (code === 0 && asserted.length === 0) wrong(`✖ ${file}\n    asserts nothing`)
    if (code !== 0 && bad === 0) wrong(`✖ ${file}\n    ended with ${code}:\n${indent(tail(stdout + stderr, 30))}`)
  }
  const longestFirst = files.map((file) => ({ file, ms: ownTime(file) })).sort((a, b) => b.ms - a.ms)
  const worker = async () => {
    for (let next = longestFirst.shift(); next !== undefined; next = longestFirst.shift())
      judge(next.file, await runFile(next.file, servers))
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
  const [good, bad] = [passed - before.passed, failed - before.failed]
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

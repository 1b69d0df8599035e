import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ended } from './spawn.js'

const PROGRAM = fileURLToPath(new URL('../../bin/dromedary.js', import.meta.url))
const KTL = readFileSync('test/fixtures/fi-ktl-tito/ktl-nordea-demo.txt')
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(HUB_.*|NODE_OPTIONS|NO_COLOR|FORCE_COLOR)$/.test(name)),
)

/** `dromedary file …` with all three streams as pipes. */
const file = (args: readonly string[], { cwd = process.cwd(), node = [] as readonly string[] } = {}): ChildProcess =>
  spawn(process.execPath, [...node, PROGRAM, 'file', ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })

/** Runs it with this on standard input. */
function fed(input: Uint8Array | string, args: readonly string[], cwd?: string) {
  const child = file(args, cwd === undefined ? {} : { cwd })
  // A child that refuses its arguments does not read.
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return ended(child)
}

t.test('every command reads standard input', async (t) => {
  const cwd = t.testdir({ 'k.txt': KTL })
  t.match(await fed(KTL, ['check', 'ktl', '-']), { code: 0, out: /^ktl: 15 lines, 1365 bytes/ })
  t.match(await fed(KTL, ['show', 'ktl', '-', '--to', '1']), { code: 0, out: / 1 header / })
  t.match(await fed(KTL, ['show', '-']), { code: 0, out: /^encoding {6}us-ascii/m })
  t.match(await fed(KTL, ['diff', 'ktl', '-', 'k.txt'], cwd), { code: 0, out: /the same, byte for byte/ })
  for (const how of ['--json', '--jsonl']) {
    const read = await fed(KTL, ['read', 'ktl', '-', how])
    t.match(read, { code: 0, err: '' })
    const wrote = await fed(read.out, ['write', 'ktl', '-', '--out', '-'])
    t.equal(wrote.code, 0)
    t.equal(wrote.out, KTL.toString('latin1').replaceAll('\n', '\r\n'), `${how} comes back`)
  }
})

t.test('text that is no UTF-8, or of another layout, is no JSON for write', async (t) => {
  const cwd = t.testdir({})
  const bad = await fed(Buffer.from([0x7b, 0xff]), ['write', 'ktl', '-', '--out', 'x'], cwd)
  t.match(bad, { code: 1, err: /^HUB_FILE_JSON: - is not what .*: it is no UTF-8$/m })
  const other = await fed('{"layout":"ktl","records":[]}', ['write', 'hub-gl', '-', '--out', 'x'], cwd)
  t.match(other, { code: 1, err: /its layout is "ktl"/ })
  t.notOk(existsSync(join(cwd, 'x')))
})

t.test('a reader that has seen enough ends the command quietly', async (t) => {
  const sample = file(['sample', 'ktl', '--records', '50M'])
  const [first] = (await once(sample.stdout!, 'data')) as [Buffer]
  sample.stdout!.destroy()
  const err: Buffer[] = []
  sample.stderr!.on('data', (chunk: Buffer) => err.push(chunk))
  const [code] = await once(sample, 'close')
  t.ok(first.length > 0)
  t.equal(code, 0)
  t.equal(Buffer.concat(err).toString(), '')
})

/** Resident memory of a process, in megabytes. */
async function residentOf(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  for await (const chunk of ps.stdout) text += chunk
  return Number(text) / 1024
}

t.test('a large sample goes through check in flat memory, and both tell how far they are', async (t) => {
  // 500,000 records are 100 MB; neither process has a heap of half of it.
  const node = ['--max-old-space-size=48', '--max-semi-space-size=2']
  const sample = file(['sample', 'hub-gl', '--records', '500k', '--seed', 'flat', '--progress'], { node })
  const check = file(['check', 'hub-gl', '-', '--progress'], { node })
  const told = [ended(sample, 240_000), ended(check, 240_000)] as const
  let bytes = 0
  let next = 5e6
  const residents: number[] = []
  for await (const chunk of sample.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (!check.stdin!.write(chunk)) await once(check.stdin!, 'drain')
    if (bytes < next) continue
    next += 10e6
    residents.push((await residentOf(sample.pid!)) + (await residentOf(check.pid!)))
  }
  check.stdin!.end()
  const [sampled, checked] = await Promise.all(told)
  t.match(sampled, { code: 0 })
  t.match(checked, { code: 0, out: /^Everything agrees\.$/m })
  t.ok(bytes > 100e6, `${bytes} bytes`)
  const amount = `${(bytes / 1e6).toFixed(1)} MB`
  for (const { err } of [sampled, checked]) {
    t.match(err, new RegExp(`^${amount} · [0-9.]+ MB/s · 50[0-9],\\d{3} records · [0-9,]+ records/s · [0-9.]+ s$`, 'm'))
  }
  t.ok(residents.length >= 9, 'memory was looked at all along')
  const growth = Math.max(...residents) - residents[1]!
  t.ok(growth < 64, `both processes grew by ${growth.toFixed(0)} MB between 15 and 100 MB`)
})

t.test('progress knows the share of a file, and is silent where nobody asked', async (t) => {
  const cwd = t.testdir({ 'k.txt': KTL })
  t.match(await ended(file(['check', 'ktl', 'k.txt', '--progress'], { cwd })), {
    err: /^100 % · 1\.4 kB of 1\.4 kB · [0-9.]+ k?B\/s · 15 records · /,
  })
  t.equal((await ended(file(['check', 'ktl', 'k.txt'], { cwd }))).err, '')
})

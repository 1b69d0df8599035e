import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

// Other programs may keep this machine busy meanwhile.
t.setTimeout(200_000)

const program = fileURLToPath(new URL('./bench.js', import.meta.url))
const bench = (...args: readonly string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

const FIGURES = [
  'acceptPerSecond',
  'acceptLimit',
  'acceptRatio',
  'flowPerSecond',
  'flowLimit',
  'flowRatio',
  'rowsPerMessage',
  'bytesPerMessage',
  'handoffP50ms',
  'handoffP99ms',
  'stepMicroseconds',
  'idleFlowKilobytes',
  'startSeconds1000Flows',
  'waitingMillionRssMegabytes',
]

t.test('the bench of the engine prints one JSON object with every figure of the house rules first', async (t) => {
  const { status, stdout, stderr } = bench('engine', '--json', '--quick')
  t.equal(status, 0, stderr)
  const figures = JSON.parse(stdout) as Record<string, number>
  t.strictSame(Object.keys(figures).slice(0, FIGURES.length), FIGURES)
  for (const name of FIGURES) t.ok(Number.isFinite(figures[name]), `${name} is a number`)
  for (const name of ['acceptPerSecond', 'acceptLimit', 'flowPerSecond', 'flowLimit', 'bytesPerMessage'])
    t.ok(figures[name]! > 0, `${name} is above 0`)
  t.equal(figures.acceptRatio, Math.round((figures.acceptPerSecond! / figures.acceptLimit!) * 100) / 100)
  t.equal(figures.flowRatio, Math.round((figures.flowPerSecond! / figures.flowLimit!) * 100) / 100)
  t.ok(figures.acceptLoadCpuShare! > 0, 'the load tells what it takes of the machine')
})

t.test('a name that no bench has is refused with the names there are', async (t) => {
  const { status, stderr } = bench('engines')
  t.equal(status, 2)
  t.match(stderr, /engine/)
})

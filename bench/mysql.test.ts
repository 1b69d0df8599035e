import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

// Servers are started, and other programs may keep this machine busy meanwhile.
t.setTimeout(600_000)

const program = fileURLToPath(new URL('./bench.js', import.meta.url))
const WITHIN_MS = 270_000
const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: WITHIN_MS })

type Figures = Record<string, number> & {
  readonly flowByProcesses: Record<string, number>
  readonly processes: Record<string, { travelled: number; cpu: Record<string, number>; unitsPerCommit: number }>
}

const isRatio = (figures: Figures, ratio: string, of: string, to: string) =>
  Math.abs(figures[ratio]! - figures[of]! / figures[to]!) < 0.006

t.test('the flow on MariaDB in one process is measured beside its rows in batches, and one by one', async (t) => {
  const { status, stdout, stderr } = bench('engine', '--books', 'mysql', '--json', '--quick')
  t.equal(status, 0, stderr)
  const figures = JSON.parse(stdout) as Figures
  t.match(figures, { books: 'mysql', transport: 'embedded', quick: true })
  t.strictSame(Object.keys(figures.flowByProcesses), ['1'])
  t.equal(figures.flowPerSecond, figures.flowByProcesses['1'])
  for (const name of ['flowPerSecond', 'flowLimit', 'unbatchedPerSecond', 'unbatchedLimit'])
    t.ok(figures[name]! > 0, `${name} is above 0`)
  t.ok(isRatio(figures, 'flowRatio', 'flowPerSecond', 'flowLimit'))
  t.ok(isRatio(figures, 'unbatchedRatio', 'unbatchedPerSecond', 'unbatchedLimit'))
  t.equal(figures.rowsPerMessage, 6)
})

t.test('with RabbitMQ messages travel between processes, and publishing alone is measured too', async (t) => {
  const { status, stdout, stderr } = bench('engine', '--transport', 'rabbitmq', '--json', '--quick')
  t.equal(status, 0, stderr)
  const figures = JSON.parse(stdout) as Figures
  t.match(figures, { books: 'mysql', transport: 'rabbitmq' })
  t.strictSame(Object.keys(figures.flowByProcesses), ['1', '2'])
  t.equal(figures.flowPerSecond, Math.max(...Object.values(figures.flowByProcesses)))
  for (const name of ['publishPerSecond', 'publishUnbatchedPerSecond', 'handoffP50ms', 'handoffMessages'])
    t.ok(figures[name]! > 0, `${name} is above 0`)
  t.equal(figures.processes['1']!.travelled, 0)
  t.ok(figures.processes['2']!.travelled > 0.5, 'half of the messages and of their announcements belong to the other')
  t.strictSame(Object.keys(figures.processes['2']!.cpu), ['hubs', 'database', 'broker'])
})

t.test('books and transports that do not go together are refused', async (t) => {
  for (const args of [
    ['engine', '--books', 'oracle'],
    ['engine', '--books', 'sqlite', '--transport', 'rabbitmq'],
    ['xml', '--books', 'mysql'],
  ]) {
    const { status, stderr } = bench(...args)
    t.equal(status, 2, args.join(' '))
    t.match(stderr, /--books mysql/)
  }
})

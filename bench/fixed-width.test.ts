import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { FixedWidthFigures } from './fixed-width.js'

// Other programs may keep this machine busy meanwhile.
t.setTimeout(200_000)

const program = fileURLToPath(new URL('./bench.js', import.meta.url))

const FIGURES = [
  'readPerSecond',
  'handReadPerSecond',
  'readRatio',
  'writePerSecond',
  'handWritePerSecond',
  'writeRatio',
  'peers',
  'tenMillionRssGrowthMegabytes',
] as const

t.test('the bench of layouts prints one JSON object, beside code made by hand and packages of npm', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'fixed-width', '--json', '--quick'], {
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  const figures = JSON.parse(stdout) as FixedWidthFigures
  t.strictSame(Object.keys(figures).slice(0, FIGURES.length), FIGURES)
  const ratio = (one: number, limit: number) => Math.round((one / limit) * 100) / 100
  t.equal(figures.readRatio, ratio(figures.readPerSecond, figures.handReadPerSecond))
  t.equal(figures.writeRatio, ratio(figures.writePerSecond, figures.handWritePerSecond))
  t.ok(figures.readPerSecond > 0 && figures.writePerSecond > 0, 'something was read and written')
  t.equal(figures.memoryRecords, 200_000)
  t.ok(figures.tenMillionRssGrowthMegabytes >= 0)
  const [peer] = figures.peers
  t.match(peer, { name: '@evologi/fixed-width', lacks: /digits/ })
  t.ok(peer!.readPerSecond! > 0 && peer!.writePerSecond! > 0, 'the package reads and writes the same record')
  for (const { name, lacks } of figures.peers) t.match(lacks, /no totals/, name)
})

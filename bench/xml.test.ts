import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { XmlFigures } from './xml.js'

// Other programs may keep this machine busy meanwhile.
t.setTimeout(200_000)

const program = fileURLToPath(new URL('./bench.js', import.meta.url))

const FIGURES = [
  'typedMegabytesPerSecond',
  'tokeniserMegabytesPerSecond',
  'ratio',
  'fastXmlParserMegabytesPerSecond',
  'times',
] as const

t.test('the bench of XML prints one JSON object, beside the bare tokeniser and the usual package', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'xml', '--json', '--quick'], {
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  const figures = JSON.parse(stdout) as XmlFigures
  t.strictSame(Object.keys(figures).slice(0, FIGURES.length), FIGURES)
  for (const name of FIGURES) t.ok(figures[name] > 0, name)
  t.ok(Math.abs(figures.ratio - figures.typedMegabytesPerSecond / figures.tokeniserMegabytesPerSecond) < 0.01)
  t.ok(Math.abs(figures.times - figures.typedMegabytesPerSecond / figures.fastXmlParserMegabytesPerSecond) < 0.01)
  t.equal(figures.entries, 50)
})

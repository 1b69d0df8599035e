/*
 * `npm run --silent bench -- engine --json`: measures, and prints the figures, each beside its limit of the same run.
 * `--quick` does the same with very small numbers, to see that it runs.
 */
import { parseArgs } from 'node:util'
import { engineBench } from './engine.js'
import { fixedWidthBench } from './fixed-width.js'
import { xmlBench } from './xml.js'

const BENCHES: Readonly<Record<string, (quick: boolean, say: (line: string) => void) => Promise<object>>> = {
  engine: engineBench,
  'fixed-width': fixedWidthBench,
  xml: xmlBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
})
const [name = ''] = positionals
const bench = BENCHES[name]
if (bench === undefined || positionals.length !== 1) {
  process.stderr.write(`npm run bench -- <name> [--json] [--quick]; the names are ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 2
} else {
  const figures = await bench(values.quick, (line) => process.stderr.write(`measuring ${line} …\n`))
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : forPeople(figures))
}

function forPeople(figures: object): string {
  const width = Math.max(...Object.keys(figures).map(({ length }) => length))
  const lines = Object.entries(figures).map(([name, value]) => {
    const shown = typeof value === 'number' ? value.toLocaleString('en') : JSON.stringify(value)
    return `${name.padEnd(width)}  ${shown}\n`
  })
  return lines.join('')
}

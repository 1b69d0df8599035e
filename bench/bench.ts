/*
 * `npm run --silent bench -- engine --json`: measures, and prints the figures, each beside its limit of the same run.
 * `--books mysql` measures the flow on MariaDB instead, `--transport rabbitmq` with RabbitMQ between hub processes too.
 * `--quick` does the same with very small numbers, to see that it runs.
 */
import { parseArgs } from 'node:util'
import { engineBench } from './engine.js'
import { fixedWidthBench } from './fixed-width.js'
import { mysqlBench } from './mysql.js'
import { xmlBench } from './xml.js'

const BENCHES: Readonly<Record<string, (quick: boolean, say: (line: string) => void) => Promise<object>>> = {
  engine: engineBench,
  'fixed-width': fixedWidthBench,
  xml: xmlBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    books: { type: 'string' },
    transport: { type: 'string', default: 'embedded' },
  },
})
const [name = ''] = positionals
const { transport, books = transport === 'rabbitmq' ? 'mysql' : 'sqlite' } = values
const bench = benchOf()
if (bench === undefined || positionals.length !== 1) {
  process.stderr.write(
    `npm run bench -- <name> [--json] [--quick]; the names are ${Object.keys(BENCHES).join(', ')}\n` +
      'npm run bench -- engine --books mysql, or engine --transport rabbitmq, which needs these books\n',
  )
  process.exitCode = 2
} else {
  const figures = await bench(values.quick, (line) => process.stderr.write(`measuring ${line} …\n`))
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : forPeople(figures))
}

/** What was asked for, or undefined when there is no such. */
function benchOf(): (typeof BENCHES)[string] | undefined {
  if (books === 'sqlite' && transport === 'embedded') return BENCHES[name]
  if (name !== 'engine' || books !== 'mysql' || (transport !== 'embedded' && transport !== 'rabbitmq')) return undefined
  return (quick, say) => mysqlBench(transport, quick, say)
}

function forPeople(figures: object): string {
  const width = Math.max(...Object.keys(figures).map(({ length }) => length))
  const lines = Object.entries(figures).map(([name, value]) => {
    const shown = typeof value === 'number' ? value.toLocaleString('en') : JSON.stringify(value)
    return `${name.padEnd(width)}  ${shown}\n`
  })
  return lines.join('')
}

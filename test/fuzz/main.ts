/*
 * `npm run fuzz`: gives damaged files to every layout and to the XML reader, and looks whether one of them crashes, hangs,
 * loses bytes in silence or contradicts itself. Exit code 0 when none did; 1 otherwise, with a file and a command for each.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomOf } from '../../fixed-width/workbench/random.js'
import { fuzz } from './harness.js'
import { SABOTAGES, type Sabotage, subjectsOf } from './sabotage.js'
import { inputOf } from './subjects.js'
import { type Finding, judgeTimed } from './work.js'

const HELP = `npm run fuzz -- [options]
  --inputs <n>         how many files are read (20000)
  --seed <n>           which ones (1)
  --json               print one JSON object and nothing else
  --keep <folder>      where inputs are written that something came of (a folder of the system's for such files)
  --threads <n>        (as many as the machine has cores, at most 4)
  --input <n>          only this one of the seed
  --reader <name>      with --file: what reads it, such as ktl
  --file <path>        judge this file, in a hundred different ways of cutting it into pieces
  --sabotage <what>    break all layouts on purpose: ${SABOTAGES.join(', ')}
`

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    keep: { type: 'string', default: join(tmpdir(), 'dromedary-fuzz') },
    threads: { type: 'string' },
    input: { type: 'string' },
    reader: { type: 'string' },
    file: { type: 'string' },
    sabotage: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n${HELP}`)
  process.exit(2)
}
function wholeNumber(name: 'inputs' | 'seed' | 'threads' | 'input'): number {
  const value = Number(values[name])
  return Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(`--${name} is a whole number; got "${values[name]}"`)
}

if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const { json, sabotage, keep } = values
if (sabotage !== undefined && !SABOTAGES.includes(sabotage as Sabotage))
  refuse(`--sabotage is one of ${SABOTAGES.join(', ')}; got "${sabotage}"`)
if ((values.reader === undefined) !== (values.file === undefined)) refuse('--reader and --file go together')

const seed = wholeNumber('seed')
const broken = sabotage as Sabotage | undefined

if (values.file !== undefined || values.input !== undefined) await again()
else await run()

/** One input again, alone. */
async function again(): Promise<void> {
  const subjects = await subjectsOf(broken)
  const said = new Set<string>()
  let ms: number | undefined
  if (values.file === undefined) {
    const judged = await judgeTimed(subjects, seed, wholeNumber('input'))
    for (const { kind, says } of judged.faults) said.add(`${kind}: ${says}`)
    ms = judged.ms
  } else {
    const subject = subjects.find(({ name }) => name === values.reader)
    if (subject === undefined) refuse(`--reader is one of ${subjects.map(({ name }) => name).join(', ')}`)
    const input = readFileSync(values.file)
    for (let n = 0; n < 100; n++) {
      const { faults, ms: took } = await subject.judge(input, randomOf(`${seed}/${n}`))
      ms = Math.min(ms ?? Number.POSITIVE_INFINITY, took)
      for (const { kind, says } of faults) said.add(`${kind}: ${says}`)
    }
  }
  process.stdout.write(
    `${[...said].join('\n')}${said.size > 0 ? '\n' : ''}${said.size} faults, ${Math.round(ms!)} ms\n`,
  )
  process.exitCode = said.size > 0 ? 1 : 0
}

async function run(): Promise<void> {
  const began = Date.now()
  const { result, slowest, findings } = await fuzz({
    inputs: wholeNumber('inputs'),
    seed,
    ...(broken !== undefined && { sabotage: broken }),
    ...(values.threads !== undefined && { threads: Math.max(1, wholeNumber('threads')) }),
    ...(!json && process.stderr.isTTY && { progress: (done: number) => process.stderr.write(`\r${done} inputs`) }),
  })
  process.stdout.write(`${JSON.stringify(result, undefined, json ? undefined : 2)}\n`)
  if (!json) {
    const seconds = ((Date.now() - began) / 1_000).toFixed(0)
    process.stdout.write(`${seconds} s; slowest: input ${slowest.n}, ${slowest.subject}\n`)
  }
  await report(findings)
  process.exitCode = findings.length > 0 ? 1 : 0
}

/** The first findings of each kind and reader, each with its input in a file. */
async function report(findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return
  const subjects = await subjectsOf(broken)
  const shown = new Map<string, number>()
  mkdirSync(keep, { recursive: true })
  for (const { n, kind, says } of findings) {
    const { subject, input } = inputOf(subjects, seed, n)
    const name = subject.name
    const before = shown.get(`${name} ${kind}`) ?? 0
    shown.set(`${name} ${kind}`, before + 1)
    if (before >= 3) continue
    const path = join(keep, `${name.replace(/\W+/g, '-')}-${seed}-${n}.bin`)
    writeFileSync(path, input)
    const more = broken === undefined ? '' : ` --sabotage ${broken}`
    process.stderr.write(
      `${name}, input ${n}: ${kind}: ${says}\n  npm run fuzz -- --reader '${name}' --file ${path}${more}\n  npm run fuzz -- --seed ${seed} --input ${n}${more}\n`,
    )
  }
  for (const [key, count] of shown) process.stderr.write(`${key}: ${count}\n`)
}

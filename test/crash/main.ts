/*
 * `npm run crash`: kills a hub under a mixed load and judges what became of all work; with `--processes`, hubs that work
 * together, and the servers on which they do. Exit code 0 when nothing was lost, changed twice, carried out twice, out of
 * order, stuck or vanished, and a hub alone was killed at every boundary; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { boundaries } from '../../bus/runtime/boundaries.js'
import { FAULT_KINDS, type FaultKind } from './faults.js'
import { type CrashOptions, type CrashResult, crash } from './harness.js'
import { FAULTS } from './judge.js'
import { kinds } from './kinds.js'
import { crashMany } from './many.js'
import { SABOTAGES, type Sabotage, SHARED_SABOTAGES } from './protocol.js'

const HELP = `npm run crash -- [options]
  --kills <n>         how often the hub is killed (200)
  --books <where>     sqlite or mysql (sqlite)
  --transport <which> embedded or rabbitmq (embedded; rabbitmq goes with mysql)
  --processes <n>     hubs that work together on mysql and rabbitmq (3)
  --json              print one JSON object and nothing else
  --seed <n>          the mix of the load and the moments (by the clock)
  --rate <n>          messages in a second, about (60)
  --drain <seconds>   how long the last hub may take to finish (120)
  --data <folder>     keep the books there
  --sabotage <what>   break a promise on purpose: ${SABOTAGES.join(', ')}
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    books: { type: 'string', default: 'sqlite' },
    transport: { type: 'string' },
    processes: { type: 'string' },
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '60' },
    drain: { type: 'string', default: '120' },
    data: { type: 'string' },
    sabotage: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n${HELP}`)
  process.exit(2)
}

function wholeNumber(name: 'kills' | 'seed' | 'rate' | 'drain' | 'processes', text = values[name]): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  refuse(`--${name} is a whole number; got "${text}"`)
}

if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const { sabotage, json, books, transport } = values
const areMany = transport === 'rabbitmq' || books === 'mysql' || values.processes !== undefined
if (!['sqlite', 'mysql'].includes(books)) refuse(`--books is sqlite or mysql; got "${books}"`)
if (areMany && (books !== 'mysql' || transport !== 'rabbitmq'))
  refuse('several processes need both --books mysql and --transport rabbitmq')
if (!areMany && transport !== undefined && transport !== 'embedded')
  refuse(`--transport is embedded or rabbitmq; got "${transport}"`)
if (sabotage !== undefined && !SABOTAGES.includes(sabotage as Sabotage))
  refuse(`--sabotage is one of ${SABOTAGES.join(', ')}; got "${sabotage}"`)
if (!areMany && SHARED_SABOTAGES.includes(sabotage as Sabotage))
  refuse(`--sabotage ${sabotage} needs several processes`)

const processes = wholeNumber('processes', values.processes ?? '3')
if (areMany && processes < 2) refuse(`--processes is 2 or more; got "${values.processes}"`)

const seed = wholeNumber('seed')
const began = Date.now()
const say = (text: string) => void (json || process.stdout.write(text))
const options: CrashOptions = {
  kinds,
  kills: wholeNumber('kills'),
  boundaries,
  seed,
  rate: wholeNumber('rate'),
  drainMs: wholeNumber('drain') * 1_000,
  ...(values.data !== undefined && { folder: values.data }),
  ...(sabotage !== undefined && { sabotage: sabotage as Sabotage }),
  killed: (kills, at, living) =>
    say(`${String(kills).padStart(4)}  ${at}, ${living} living, ${Date.now() - began} ms\n`),
}

/** What was done, under the names that it has in the JSON object. */
function named(faults: ReadonlyMap<FaultKind, number>) {
  const sum = (...kinds: readonly FaultKind[]) =>
    [...new Set(FAULT_KINDS)]
      .filter((kind) => kinds.includes(kind))
      .reduce((all, kind) => all + (faults.get(kind) ?? 0), 0)
  return {
    hubKills: sum('hub-kill', 'boundary-kill'),
    hubStops: sum('hub-stop'),
    hubLeaves: sum('hub-leave'),
    databaseKills: sum('database-kill'),
    brokerKills: sum('broker-kill'),
    linkCuts: sum('database-link-cut', 'broker-link-cut'),
    linkStalls: sum('database-link-stall', 'broker-link-stall'),
  }
}

interface Run {
  readonly result: CrashResult
  /** What is said besides of hubs that work together. */
  readonly more: Readonly<Record<string, number>>
  /** One hub must have died at every boundary. */
  readonly mustHit: boolean
}

async function run(): Promise<Run> {
  if (!areMany) return { result: await crash(options), more: {}, mustHit: true }
  const result = await crashMany({ ...options, processes })
  return { result, more: { processes, ...named(result.faults) }, mustHit: false }
}

const { result, more, mustHit } = await run().catch((error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\nseed ${seed}\n`)
  process.exit(1)
})
const { kills, boundariesNamed, boundariesHit, counts, wrong, missed, trouble, restartMs } = result
const broken = FAULTS.some((fault) => counts[fault] > 0)
const printed = { kills, boundariesNamed, boundariesHit, ...counts, ...more }
process.stdout.write(`${JSON.stringify(printed, undefined, json ? undefined : 2)}\n`)
say(`seed ${seed}, ${((Date.now() - began) / 1_000).toFixed(0)} s, restart ${restartMs.median} ms (median)\n`)
const failed = broken || (mustHit && missed.length > 0)
if (failed) {
  for (const name of mustHit ? missed : []) process.stderr.write(`never killed at ${name}\n`)
  for (const { fault, says } of wrong.slice(0, 200)) process.stderr.write(`${fault}: ${says}\n`)
  for (const sentence of new Set(trouble.slice(0, 20))) process.stderr.write(`the hub said: ${sentence}\n`)
  process.stderr.write(`seed ${seed}\n`)
}
process.exit(failed ? 1 : 0)

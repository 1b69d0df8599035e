/*
 * `npm run crash`: kills a hub under a mixed load and judges what became of all work. Exit code 0 when nothing was lost,
 * changed twice, carried out twice, out of order, stuck or vanished, and every boundary was hit; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { boundaries } from '../../bus/runtime/boundaries.js'
import { crash } from './harness.js'
import { FAULTS } from './judge.js'
import { kinds } from './kinds.js'
import { SABOTAGES, type Sabotage } from './protocol.js'

const HELP = `npm run crash -- [options]
  --kills <n>         how often the hub is killed (200)
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
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '60' },
    drain: { type: 'string', default: '120' },
    data: { type: 'string' },
    sabotage: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function wholeNumber(name: 'kills' | 'seed' | 'rate' | 'drain'): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value >= 0) return value
  process.stderr.write(`--${name} is a whole number; got "${values[name]}"\n${HELP}`)
  process.exit(2)
}

if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const { sabotage, json } = values
if (sabotage !== undefined && !SABOTAGES.includes(sabotage as Sabotage)) {
  process.stderr.write(`--sabotage is one of ${SABOTAGES.join(', ')}; got "${sabotage}"\n${HELP}`)
  process.exit(2)
}

const seed = wholeNumber('seed')
const began = Date.now()
const say = (text: string) => void (json || process.stdout.write(text))
const result = await crash({
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
})
const { kills, boundariesNamed, boundariesHit, counts, wrong, missed, trouble, restartMs } = result
const broken = FAULTS.some((fault) => counts[fault] > 0)
process.stdout.write(
  `${JSON.stringify({ kills, boundariesNamed, boundariesHit, ...counts }, undefined, json ? undefined : 2)}\n`,
)
say(`seed ${seed}, ${((Date.now() - began) / 1_000).toFixed(0)} s, restart ${restartMs.median} ms (median)\n`)
if (broken || missed.length > 0) {
  for (const name of missed) process.stderr.write(`never killed at ${name}\n`)
  for (const { fault, says } of wrong.slice(0, 200)) process.stderr.write(`${fault}: ${says}\n`)
  for (const sentence of new Set(trouble.slice(0, 20))) process.stderr.write(`the hub said: ${sentence}\n`)
  process.stderr.write(`seed ${seed}\n`)
}
process.exit(broken || missed.length > 0 ? 1 : 0)

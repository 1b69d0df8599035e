import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

t.setTimeout(200_000)

const program = fileURLToPath(new URL('./main.js', import.meta.url))
const fuzz = (...args: readonly string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

t.test(
  'the program prints one JSON object, and exits with 1 and a command to repeat where something was found',
  async (t) => {
    const args = ['--inputs', '60', '--threads', '1', '--seed', '7', '--sabotage', 'changes-values']
    const { status, stdout, stderr } = fuzz(...args, '--json', '--keep', t.testdir())
    t.equal(status, 1)
    const result = JSON.parse(stdout) as Record<string, unknown>
    t.strictSame(Object.keys(result), [
      'inputs',
      'layouts',
      'xml',
      'crashes',
      'hangs',
      'silentLosses',
      'disagreements',
      'slowestMs',
      'seed',
    ])
    t.match(result, { inputs: 60, seed: 7 })
    const [, reader, file] = /npm run fuzz -- --reader '(.+)' --file (\S+) --sabotage changes-values/.exec(stderr)!
    t.ok(existsSync(file!), 'the input lies in a file')
    const again = fuzz('--reader', reader!, '--file', file!, '--sabotage', 'changes-values')
    t.equal(again.status, 1)
    t.match(again.stdout, /silentLoss/)
    const sound = fuzz('--reader', reader!, '--file', file!)
    t.equal(sound.status, 0, 'the sound reader has no fault with it')
    const [, input] = /--seed 7 --input (\d+)/.exec(stderr)!
    t.equal(fuzz('--seed', '7', '--input', input!, '--sabotage', 'changes-values').status, 1)
  },
)

t.test('what it does not understand it refuses with the words it knows', async (t) => {
  for (const [args, says] of [
    [['--inputs', 'many'], /--inputs is a whole number; got "many"/],
    [['--sabotage', 'sleeps'], /drops-records/],
    [['--reader', 'ktl'], /go together/],
  ] as const) {
    const { status, stderr } = fuzz(...args)
    t.equal(status, 2)
    t.match(stderr, says)
  }
})

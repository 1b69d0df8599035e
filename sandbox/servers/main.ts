// `npm run services`: MariaDB and RabbitMQ for tests until Ctrl-C. Prints on stdout what to export, and nothing else.
import { spawnSync } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { isAlive } from './guard.js'
import { type Services, startServices } from './services.js'

const LOOK_MS = 1_000

/** Resolves when whoever started this wants it to end, or is gone. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    // Somebody holds the other end, and lets go of it by dying. A terminal tells by a signal; /dev/null says nothing.
    const stdin = fstatSync(0)
    if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on('end', resolve).on('error', resolve).resume()
    const parent = process.ppid
    // npm puts a shell between, which does not end with it.
    const above = process.env.npm_lifecycle_event === 'services' ? parentOf(parent) : undefined
    const look = setInterval(() => {
      if (process.ppid !== parent || (above !== undefined && !isAlive(above))) resolve()
    }, LOOK_MS)
    look.unref()
  })
}

function parentOf(pid: number): number | undefined {
  const parent = Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
  return parent > 1 ? parent : undefined
}

const told = untilTold()
const says = (line: string) => process.stderr.write(`${line}\n`)

/** Whoever loses patience while it starts is heard too: what has been started by then ends with this process. */
async function started(): Promise<Services | undefined> {
  try {
    return await Promise.race([startServices({ log: says }), told.then(() => undefined)])
  } catch (error) {
    says(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}

const services = await started()
if (services !== undefined) {
  for (const [name, value] of Object.entries(services.env)) process.stdout.write(`export ${name}=${value}\n`)
  says('they run until Ctrl-C')
  const alive = setInterval(() => {}, 60_000)
  await told
  clearInterval(alive)
  says('stopping them')
  await services.stop()
}
process.exit(0)

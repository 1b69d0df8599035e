// Servers in containers, for machines with a Docker engine and without the servers. This file and compose.yaml were
// written without such a machine at hand: the commands were not run against an engine.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Need } from './debian.js'
import { Guard } from './guard.js'
import { freePort } from './ports.js'

export const COMPOSE_FILE = fileURLToPath(new URL('../../../compose.yaml', import.meta.url))
export const SERVICES: Readonly<Record<Need, string>> = { MariaDB: 'test-mariadb', RabbitMQ: 'test-rabbitmq' }
/** Compose wants the variables of every service filled in, of those too that are not started. */
export const FILLED_IN = {
  DROMEDARY_DB_PASSWORD: 'not-used-here',
  DROMEDARY_MQ_PASSWORD: 'not-used-here',
  DROMEDARY_PUBLIC_URL: 'https://hub.example.org',
}
const ASK_MS = 10_000
/** Images may have to be fetched first. */
const UP_MS = 600_000
const DOWN_MS = 60_000
const LINES_TOLD = 8

interface Ended {
  readonly ok: boolean
  readonly printed: string
}

function docker(args: readonly string[], env: NodeJS.ProcessEnv, withinMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('docker', args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: withinMs })
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)))
    child.once('error', (error) => resolve({ ok: false, printed: error.message }))
    child.once('close', (code) => resolve({ ok: code === 0, printed: printed.join('') }))
  })
}

/** Whether an engine answers; a client without one does not count. */
export async function dockerAnswers(): Promise<boolean> {
  const { ok } = await docker(['info', '--format', '{{.ServerVersion}}'], process.env, ASK_MS)
  return ok && (await docker(['compose', 'version'], process.env, ASK_MS)).ok
}

export interface Composed {
  readonly urls: Readonly<Partial<Record<Need, string>>>
  stop(): Promise<void>
}

/** Starts the servers of the profile `test` under a project name of their own, on free ports of 127.0.0.1. */
export async function startComposed(needs: readonly Need[]): Promise<Composed> {
  const [mariadb, rabbitmq] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    ...FILLED_IN,
    DROMEDARY_TEST_MYSQL_PORT: String(mariadb),
    DROMEDARY_TEST_AMQP_PORT: String(rabbitmq),
  }
  const project = `dromedary-test-${randomBytes(4).toString('hex')}`
  const compose = ['compose', '--file', COMPOSE_FILE, '--project-name', project, '--profile', 'test']
  const down = [...compose, 'down', '--volumes', '--timeout', '1']
  const guard = new Guard('', ['docker', ...down], env)
  const stop = async () => {
    await docker(down, env, DOWN_MS)
    guard.done()
  }
  const { ok, printed } = await docker(
    [...compose, 'up', '--detach', '--wait', ...needs.map((need) => SERVICES[need])],
    env,
    UP_MS,
  )
  if (!ok) {
    await stop()
    throw new Error(
      `docker compose did not start them: ${printed.trimEnd().split('\n').slice(-LINES_TOLD).join(' / ')}`,
    )
  }
  const urls = { MariaDB: `mysql://root@127.0.0.1:${mariadb}/`, RabbitMQ: `amqp://guest:guest@127.0.0.1:${rabbitmq}` }
  return { urls: Object.fromEntries(needs.map((need) => [need, urls[need]])), stop }
}

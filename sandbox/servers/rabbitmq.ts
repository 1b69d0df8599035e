import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'amqplib'
import { namesUnder } from '../../adapters/rabbitmq/topology.js'
import { ALL_PARTITIONS } from '../../bus/partition.js'
import { findRabbitmq, type InstalledRabbitmq } from './installed.js'
import { freePort } from './ports.js'
import { folderOf, type Kind, type Server, type ServerOptions, startPrivate } from './private-server.js'

const CONNECT_MS = 5_000
const NOT_INSTALLED =
  'no RabbitMQ is installed: there is no rabbitmq-server or no epmd, and one at a given address or in a container cannot be killed and measured; install rabbitmq-server'

export interface RabbitmqOptions extends ServerOptions {
  /** Virtual hosts, users and their rights, in the form of RabbitMQ's definitions file; `guest` is added. */
  readonly definitions?: Definitions
}

/** What is written of a definitions file. */
export interface Definitions {
  readonly vhosts: readonly { readonly name: string }[]
  readonly users: readonly { readonly name: string; readonly password: string; readonly tags: string }[]
  readonly permissions: readonly {
    readonly user: string
    readonly vhost: string
    readonly configure: string
    readonly write: string
    readonly read: string
  }[]
}

/** A broker that is given users makes none of its own. */
const withGuest = ({ vhosts, users, permissions }: Definitions): Definitions => ({
  vhosts: [{ name: '/' }, ...vhosts],
  users: [{ name: 'guest', password: 'guest', tags: 'administrator' }, ...users],
  permissions: ['/', ...vhosts.map(({ name }) => name)]
    .map((vhost) => ({ user: 'guest', vhost, configure: '.*', write: '.*', read: '.*' }))
    .concat(permissions),
})

/** Throws unless the broker at this address lets us in. */
export async function amqpAnswers(url: string): Promise<void> {
  const connection = await connect(url, { timeout: CONNECT_MS })
  await connection.close()
}

/** Takes away the exchange and the queues that hubs made under this prefix; see `adapters/rabbitmq`. */
export async function swept(url: string, prefix: string): Promise<void> {
  const { exchange, queue } = namesUnder(prefix)
  const model = await connect(url, { timeout: CONNECT_MS })
  // A refusal closes the channel; what matters is what the call throws.
  model.on('error', () => {})
  try {
    const channel = await model.createChannel()
    channel.on('error', () => {})
    for (const partition of ALL_PARTITIONS) await channel.deleteQueue(queue(partition))
    await channel.deleteExchange(exchange)
  } finally {
    await model.close().catch(() => {})
  }
}

/** What the machine has set for a broker of its own must not steer this one. */
const plain = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(RABBITMQ_|ERL_|ERLANG_)/.test(name)))

/** Erlang listens on this machine only, and does not spin on a processor while it waits for work. */
const ERLANG = '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none'

interface Ports {
  readonly amqp: number
  readonly distribution: number
  readonly epmd: number
}

function environmentOf(folder: string, ports: Ports): NodeJS.ProcessEnv {
  const at = (name: string) => join(folder, name)
  return {
    ...plain(),
    // Erlang keeps its cookie there.
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(ports.epmd),
    RABBITMQ_NODENAME: nodeOf(folder),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_MNESIA_BASE: at('mnesia'),
    RABBITMQ_LOG_BASE: at('log'),
    RABBITMQ_PID_FILE: at('rabbitmq.pid'),
    RABBITMQ_CONF_ENV_FILE: at('rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ERLANG,
  }
}

/** The broker's data belongs to a node of this name, so it depends on the folder and on nothing else. */
const nodeOf = (folder: string) => `hub${createHash('sha256').update(folder).digest('hex').slice(0, 12)}@localhost`

/**
 * A RabbitMQ of one's own: `guest` with its usual password, from this machine only, without plugins. Throws when none is
 * installed, see `npm run services`.
 */
export async function startRabbitmq(
  options: RabbitmqOptions = {},
  installed: InstalledRabbitmq | undefined = findRabbitmq(),
): Promise<Server> {
  if (installed === undefined) throw new Error(NOT_INSTALLED)
  const { server, epmd } = installed
  const { folder, own } = folderOf(options)
  const ports = { amqp: options.port ?? (await freePort()), distribution: await freePort(), epmd: await freePort() }
  const url = `amqp://guest:guest@127.0.0.1:${ports.amqp}`
  const env = environmentOf(folder, ports)
  const pidFile = join(folder, 'rabbitmq.pid')
  const kind: Kind = {
    name: 'RabbitMQ',
    url,
    // Left to itself Erlang starts this one as a daemon that outlives everybody.
    helpers: [{ command: epmd, args: ['-address', '127.0.0.1', '-port', String(ports.epmd)], env }],
    program: { command: server, args: [], env },
    async prepare() {
      mkdirSync(join(folder, 'log'), { recursive: true })
      rmSync(pidFile, { force: true })
      writeFileSync(join(folder, 'rabbitmq-env.conf'), '')
      writeFileSync(join(folder, 'enabled_plugins'), '[].\n')
      writeFileSync(join(folder, 'advanced.config'), '[].\n')
      const settings = [`listeners.tcp.default = 127.0.0.1:${ports.amqp}`]
      if (options.definitions !== undefined) {
        const file = join(folder, 'definitions.json')
        writeFileSync(file, JSON.stringify(withGuest(options.definitions)))
        settings.push(`load_definitions = ${file}`)
      }
      writeFileSync(join(folder, 'rabbitmq.conf'), settings.map((line) => `${line}\n`).join(''))
    },
    pid: () => {
      const text = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : ''
      return /^\d+$/.test(text) ? Number(text) : undefined
    },
    answers: () => amqpAnswers(url),
  }
  return startPrivate(kind, { port: ports.amqp, folder, own })
}

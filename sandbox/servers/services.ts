import { type Composed, dockerAnswers, startComposed } from './compose.js'
import { install, mayInstall, type Need } from './debian.js'
import { findMariadb, findRabbitmq } from './installed.js'
import { mysqlAnswers, startMariadb } from './mariadb.js'
import type { Server } from './private-server.js'
import { amqpAnswers, startRabbitmq } from './rabbitmq.js'

/** Running servers and where they are. */
export interface Services {
  readonly env: Readonly<Record<Variable, string>>
  /** Ends what was started here, and nothing else. */
  stop(): Promise<void>
}

export type Variable = 'HUB_TEST_MYSQL_URL' | 'HUB_TEST_AMQP_URL'

const VARIABLES: Readonly<Record<Need, Variable>> = { MariaDB: 'HUB_TEST_MYSQL_URL', RabbitMQ: 'HUB_TEST_AMQP_URL' }
const NEEDS = Object.keys(VARIABLES) as readonly Need[]

/** Ways to come by servers. Tests replace them; nobody else need. */
export interface Ways {
  /** Throws unless the server at this address lets us in. */
  answers(need: Need, url: string): Promise<void>
  isInstalled(need: Need): boolean
  mayInstall(): boolean
  /** Resolves with what went wrong, or undefined. */
  install(needs: readonly Need[]): Promise<string | undefined>
  start(need: Need): Promise<Server>
  dockerAnswers(): Promise<boolean>
  startComposed(needs: readonly Need[]): Promise<Composed>
}

const WAYS: Ways = {
  answers: (need, url) => (need === 'MariaDB' ? mysqlAnswers(url) : amqpAnswers(url)),
  isInstalled: (need) => (need === 'MariaDB' ? findMariadb() : findRabbitmq()) !== undefined,
  mayInstall,
  install,
  start: (need) => (need === 'MariaDB' ? startMariadb() : startRabbitmq()),
  dockerAnswers,
  startComposed,
}

export interface Wanted {
  /** Told what takes long. */
  readonly log?: (line: string) => void
  /** Where addresses may be given; the environment of this process unless told otherwise. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * For tests that kill a server of their own: what such a test starts is installed too where that may be done, though
   * an address is given or containers would do. Where it may not, this changes nothing, and such a test says what it needs.
   */
  readonly toBeKilled?: boolean
  readonly ways?: Ways
}

const and = (words: readonly string[]) => words.join(' and ')

/** What an error says; some of the network's have a code and no sentence. */
export const messageOf = (error: unknown) => {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}

/**
 * MariaDB and RabbitMQ for tests: those whose addresses are given; else private instances of what is installed, after
 * installing Debian packages where that may be done; else containers. Throws one sentence that says what is missing.
 */
export async function startServices({
  log = () => {},
  env = process.env,
  toBeKilled = false,
  ways = WAYS,
}: Wanted = {}): Promise<Services> {
  const found: Partial<Record<Variable, string>> = {}
  const wanted: Need[] = []
  for (const need of NEEDS) {
    const url = env[VARIABLES[need]]
    if (url === undefined || url === '') wanted.push(need)
    else found[VARIABLES[need]] = await checked(need, url, ways)
  }
  const absent = (needs: readonly Need[]) => needs.filter((need) => !ways.isInstalled(need))
  const toInstall = absent(toBeKilled ? NEEDS : wanted)
  let failed: string | undefined
  if (toInstall.length > 0 && ways.mayInstall()) {
    log(`installing ${and(toInstall)} with apt-get`)
    failed = await ways.install(toInstall)
    if (failed !== undefined) log(`installing failed: ${failed}`)
  }
  const missing = absent(wanted)
  const composed = missing.length > 0 && (await ways.dockerAnswers())
  if (missing.length > 0 && !composed) throw new Error(sentence(missing, failed))
  const here = wanted.filter((need) => !missing.includes(need))
  return together(
    [
      ...here.map((need) => async () => {
        const server = await ways.start(need)
        return { urls: { [need]: server.url }, stop: () => server.stop() }
      }),
      ...(composed ? [() => ways.startComposed(missing)] : []),
    ],
    found,
  )
}

/** Starts all at the same time. When one does not start, the others are stopped again. */
async function together(
  starts: readonly (() => Promise<Composed>)[],
  given: Readonly<Partial<Record<Variable, string>>>,
): Promise<Services> {
  const ends = await Promise.allSettled(starts.map((start) => start()))
  const running = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()))
  }
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  const urls = Object.assign({}, ...running.map((each) => each.urls)) as Composed['urls']
  const started = NEEDS.flatMap((need) => (urls[need] === undefined ? [] : [[VARIABLES[need], urls[need]]]))
  return { env: { ...given, ...Object.fromEntries(started) } as Services['env'], stop }
}

async function checked(need: Need, url: string, { answers }: Ways): Promise<string> {
  try {
    await answers(need, url)
    return url
  } catch (error) {
    throw new Error(`${VARIABLES[need]} names a ${need} that does not let us in: ${messageOf(error)}`)
  }
}

function sentence(missing: readonly Need[], failed: string | undefined): string {
  const packages = missing.map((need) => (need === 'MariaDB' ? 'mariadb-server' : 'rabbitmq-server'))
  const variables = missing.map((need) => VARIABLES[need])
  const tried = failed === undefined ? '' : ` and installing failed (${failed})`
  return `tests need ${and(missing)}, which this machine does not have${tried}: install ${and(packages)}, start a Docker engine, or give the address of a running one in ${and(variables)}`
}

import t from 'tap'
import type { Need } from './debian.js'
import { mysqlAnswers } from './mariadb.js'
import type { Server } from './private-server.js'
import { startServices, type Ways } from './services.js'

const URLS = { MariaDB: 'mysql://root@127.0.0.1:1/', RabbitMQ: 'amqp://guest:guest@127.0.0.1:2' }
const BOTH = { HUB_TEST_MYSQL_URL: URLS.MariaDB, HUB_TEST_AMQP_URL: URLS.RabbitMQ }

/** A machine with some servers installed, and a list of what was done on it. */
function machine(installed: readonly Need[], more: Partial<Ways> = {}) {
  const has = new Set(installed)
  const did: string[] = []
  const ways: Ways = {
    answers: async () => {},
    isInstalled: (need) => has.has(need),
    mayInstall: () => false,
    install: async (needs) => {
      did.push(`install ${needs.join(' ')}`)
      for (const need of needs) has.add(need)
      return undefined
    },
    start: async (need) => {
      did.push(`start ${need}`)
      return { url: URLS[need], stop: async () => void did.push(`stop ${need}`) } as Server
    },
    dockerAnswers: async () => false,
    startComposed: async (needs) => {
      did.push(`compose ${needs.join(' ')}`)
      const urls = Object.fromEntries(needs.map((need) => [need, URLS[need]]))
      return { urls, stop: async () => void did.push('compose down') }
    },
    ...more,
  }
  return { did, wanted: { env: {}, ways } }
}

t.test('installed servers are started, and stopped again', async (t) => {
  const { did, wanted } = machine(['MariaDB', 'RabbitMQ'], { mayInstall: () => true })
  const services = await startServices(wanted)
  t.same(services.env, BOTH)
  await services.stop()
  t.same(did, ['start MariaDB', 'start RabbitMQ', 'stop MariaDB', 'stop RabbitMQ'])
})

t.test('what is missing is installed where that may be done', async (t) => {
  const { did, wanted } = machine(['MariaDB'], { mayInstall: () => true, dockerAnswers: async () => true })
  t.same((await startServices(wanted)).env, BOTH)
  t.same(did, ['install RabbitMQ', 'start MariaDB', 'start RabbitMQ'])
})

t.test('containers take the place of what cannot be installed', async (t) => {
  const { did, wanted } = machine(['RabbitMQ'], { dockerAnswers: async () => true })
  const services = await startServices(wanted)
  t.same(services.env, BOTH)
  t.same(did, ['start RabbitMQ', 'compose MariaDB'])
  await services.stop()
  t.same(did.slice(2).sort(), ['compose down', 'stop RabbitMQ'])
})

t.test('when nothing helps, one sentence says what is missing and what to do', async (t) => {
  await t.rejects(startServices(machine([]).wanted), {
    message:
      'tests need MariaDB and RabbitMQ, which this machine does not have: install mariadb-server and rabbitmq-server, start a Docker engine, or give the address of a running one in HUB_TEST_MYSQL_URL and HUB_TEST_AMQP_URL',
  })
  await t.rejects(startServices(machine(['MariaDB']).wanted), /^tests need RabbitMQ, which/)
})

t.test('what tests kill is installed too where that may be done, though an address is given', async (t) => {
  const env = { HUB_TEST_MYSQL_URL: 'mysql://root@db.example:3306/' }
  const { did, wanted } = machine(['RabbitMQ'], { mayInstall: () => true })
  t.same((await startServices({ ...wanted, env })).env, { ...BOTH, ...env })
  t.same(did, ['start RabbitMQ'], 'not for those who only use servers')
  t.same((await startServices({ ...wanted, env, toBeKilled: true })).env, { ...BOTH, ...env })
  t.same(did.slice(1), ['install MariaDB', 'start RabbitMQ'], 'and the address stays the one that is used')
})

t.test('where it may not be installed, or that fails, the given address is enough for all other tests', async (t) => {
  const env = { HUB_TEST_MYSQL_URL: 'mysql://root@db.example:3306/' }
  for (const ways of [{}, { mayInstall: () => true, install: async () => 'apt-get ended with 100: no network' }]) {
    const { wanted } = machine(['RabbitMQ'], ways)
    t.same((await startServices({ ...wanted, env, toBeKilled: true })).env, { ...BOTH, ...env })
  }
})

t.test('an installation that fails says why', async (t) => {
  const install = async () => 'apt-get ended with 100: no network'
  const { wanted } = machine([], { mayInstall: () => true, install })
  await t.rejects(startServices(wanted), /installing failed \(apt-get ended with 100: no network\)/)
})

t.test('when one does not start, the other is stopped again', async (t) => {
  const { did, wanted } = machine(['MariaDB', 'RabbitMQ'])
  const start = async (need: Need) => {
    if (need === 'RabbitMQ') throw new Error('the broker has no room')
    return wanted.ways.start(need)
  }
  await t.rejects(startServices({ ...wanted, ways: { ...wanted.ways, start } }), { message: 'the broker has no room' })
  t.same(did, ['start MariaDB', 'stop MariaDB'])
})

t.test('an address that is given must answer, and nothing is started in its place', async (t) => {
  const { did, wanted } = machine(['MariaDB', 'RabbitMQ'], { answers: (_, url) => mysqlAnswers(url) })
  const env = { HUB_TEST_MYSQL_URL: 'mysql://root:hidden@127.0.0.1:1/' }
  const refused = await startServices({ ...wanted, env }).catch((error: Error) => error.message)
  t.match(refused, /^HUB_TEST_MYSQL_URL names a MariaDB that does not let us in: .*ECONNREFUSED/)
  t.notMatch(refused, /hidden/)
  t.same(did, [])
})

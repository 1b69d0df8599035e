import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Type } from 'typebox'
import { type ConnectionHandle, connectionOf, defineAdapter } from '../bus/adapter.js'
import { type ConfigurationSources, readConfiguration, refuseWrong, shownSettings } from './configuration.js'

const bank = defineAdapter({
  name: 'bank',
  summary: 'A bank.',
  options: Type.Object(
    {
      url: Type.String({ default: 'https://bank.example' }),
      secret: Type.String({ 'x-secret': true, 'x-insecure': ['SAIPPUAKAUPPIAS'] }),
    },
    { additionalProperties: false },
  ),
  open: async () => ({}),
  ends: () => ({}),
})
const handle = (name: string): ConnectionHandle => connectionOf(bank(name))!
const SECRET = 'correct horse battery'
const GOOD = { HUB_PAYTRAIL_SECRET: SECRET }

const read = (
  env: ConfigurationSources['env'],
  more: Partial<ConfigurationSources> = {},
  connections = [handle('paytrail')],
) => readConfiguration({ env, cwd: '/nowhere', ...more }, connections)

t.test('the hub has a default for everything but secrets', async (t) => {
  const { hub, problems, dataFolder, file } = read(GOOD)
  t.same(problems, [])
  t.match(hub, { profile: 'development', host: '127.0.0.1', port: 8080, drain: '30s', docs: true })
  t.equal(dataFolder, '/nowhere/data')
  t.equal(file, undefined)
})

t.test('a connection gets its options by name', async (t) => {
  const { optionsOf } = read(GOOD)
  t.same(optionsOf(handle('paytrail')), { url: 'https://bank.example', secret: SECRET })
})

t.test('every connection has limits beside its own options, with defaults, shown like any setting', async (t) => {
  const { limitsOf, optionsOf } = read(GOOD)
  t.same(limitsOf(handle('paytrail')), { breaker: { failures: 5, openMs: 30_000 } })
  const env = {
    ...GOOD,
    HUB_PAYTRAIL_DEADLINE: '2s',
    HUB_PAYTRAIL_CONCURRENCY: '3',
    HUB_PAYTRAIL_BREAKER_FAILURES: '0',
    HUB_PAYTRAIL_BREAKER_OPEN: '1m',
  }
  const set = read(env)
  t.same(set.problems, [])
  t.same(set.limitsOf(handle('paytrail')), {
    deadlineMs: 2_000,
    concurrency: 3,
    breaker: { failures: 0, openMs: 60_000 },
  })
  t.same(Object.keys(optionsOf(handle('paytrail')) as object), ['url', 'secret'], 'the adapter gets its own only')
  t.same(
    shownSettings(set)
      .filter(({ connection }) => connection === 'paytrail')
      .map(({ variable, value }) => `${variable}=${value}`)
      .slice(2),
    Object.entries(env)
      .slice(1)
      .map(([variable, value]) => `${variable}=${value}`),
  )
})

t.test('limits that make no sense are refused', async (t) => {
  const wrong = (name: string, value: string) => t.match(read({ ...GOOD, [name]: value }).problems, [new RegExp(name)])
  wrong('HUB_PAYTRAIL_DEADLINE', '0s')
  wrong('HUB_PAYTRAIL_DEADLINE', '30')
  wrong('HUB_PAYTRAIL_CONCURRENCY', '0')
  wrong('HUB_PAYTRAIL_BREAKER_FAILURES', '-1')
  wrong('HUB_PAYTRAIL_BREAKER_OPEN', '0.0m')
})

t.test('a connection nobody configured is named with what it needs', async (t) => {
  t.same(read({}).problems, ['HUB_PAYTRAIL_SECRET is not set'])
  t.throws(() => refuseWrong(read({})), { code: 'HUB_SETTINGS' })
})

t.test('--data goes before the environment and says so', async (t) => {
  const { dataFolder, settings } = read({ ...GOOD, HUB_DATA: '/var/hub' }, { data: 'other' })
  t.equal(dataFolder, '/nowhere/other')
  t.match(
    settings.find(({ key }) => key === 'data'),
    { value: 'other', origin: '--data' },
  )
})

t.test('a variable that nothing reads is refused', async (t) => {
  t.same(read({ ...GOOD, HUB_PAYTRAIL_URI: 'x' }).problems, [
    'HUB_PAYTRAIL_URI is not a setting; did you mean HUB_PAYTRAIL_URL?',
  ])
})

t.test('a connection whose variables are those of the hub is refused', async (t) => {
  const { problems } = read({ HUB_PUBLIC_SECRET: SECRET }, {}, [handle('public')])
  t.match(problems, ['HUB_PUBLIC_URL would be a setting of the hub and of connection public; rename the connection'])
})

t.test('what is shown holds origins and no secret', async (t) => {
  const shown = shownSettings(read({ ...GOOD, HUB_PORT: '9000' }))
  t.match(
    shown.find(({ variable }) => variable === 'HUB_PORT'),
    { value: '9000', origin: 'HUB_PORT from environment' },
  )
  t.same(
    shown.find(({ variable }) => variable === 'HUB_PAYTRAIL_SECRET'),
    {
      variable: 'HUB_PAYTRAIL_SECRET',
      value: '•••',
      origin: 'HUB_PAYTRAIL_SECRET from environment',
      connection: 'paytrail',
    },
  )
  t.notMatch(JSON.stringify(shown), SECRET)
})

t.test('a file gives settings to the hub and its connections', async (t) => {
  const cwd = t.testdir({ 'hub.json': JSON.stringify({ port: 9001, connections: { paytrail: { secret: SECRET } } }) })
  const fromFlag = read({}, { cwd, config: 'hub.json' })
  t.same(fromFlag.problems, [])
  t.equal(fromFlag.hub.port, 9001)
  t.match(fromFlag.connections[0]!.settings[1], { origin: 'from hub.json (paytrail)' })
  t.equal(read({ HUB_CONFIG: join(cwd, 'hub.json') }).hub.port, 9001)
  t.equal(read({ HUB_PORT: '9002' }, { cwd, config: 'hub.json' }).hub.port, 9002, 'the environment goes first')
})

t.test('config/development.json is read where it stands, and never in production', async (t) => {
  const cwd = t.testdir({
    config: { 'development.json': JSON.stringify({ port: 9003, connections: { paytrail: { secret: SECRET } } }) },
  })
  t.equal(read({}, { cwd }).hub.port, 9003)
  t.equal(read({ HUB_PROFILE: 'production' }, { cwd }).hub.port, 8080)
})

t.test('a file with names that nobody knows is refused', async (t) => {
  const cwd = t.testdir({
    'hub.json': JSON.stringify({ prot: 1, connections: { paytrail: { secret: SECRET, key: 'x' }, bnak: {} } }),
  })
  t.same(read({}, { cwd, config: 'hub.json' }).problems, [
    'prot in hub.json is not a setting; did you mean port?',
    'key in hub.json (paytrail) is not a setting',
    'connection bnak in hub.json is none that adapters/connections.ts or a flow knows',
  ])
})

t.test('a file that cannot be read or is no JSON is refused without quoting it', async (t) => {
  const cwd = t.testdir({
    'bad.json': `{"connections": {"paytrail": {"secret": "${SECRET}" oops}}}`,
    'list.json': '[]',
    'null.json': 'null',
  })
  const code = 'HUB_CONFIG_FILE'
  t.throws(() => read({}, { cwd, config: 'none.json' }), { code, message: /none\.json cannot be read: ENOENT/ })
  t.throws(() => read({}, { cwd, config: 'bad.json' }), {
    code,
    message: /^the configuration file bad\.json is not JSON$/,
  })
  t.throws(() => read({}, { cwd, config: 'list.json' }), { code, message: /must hold an object/ })
  t.throws(() => read({}, { cwd, config: 'null.json' }), { code, message: /must hold an object/ })
})

t.test('the production profile refuses what is only good for trying out', async (t) => {
  const env = { HUB_PROFILE: 'production', HUB_PAYTRAIL_SECRET: SECRET, HUB_PUBLIC_URL: 'https://hub.example' }
  t.same(read(env).problems, [])
  t.match(read({ ...env, HUB_PUBLIC_URL: undefined }).problems, [/^HUB_PUBLIC_URL is not set/])
  t.match(read({ ...env, HUB_PUBLIC_URL: 'http://hub.example' }).problems, [/^HUB_PUBLIC_URL must begin with https/])
  t.match(read({ ...env, HUB_PAYTRAIL_URL: 'http://bank.example/x' }).problems, [
    /^HUB_PAYTRAIL_URL is an address without encryption/,
  ])
  t.same(read({ ...env, HUB_PAYTRAIL_URL: 'http://127.0.0.1:9/x' }).problems, [], 'a proxy on the same machine')
  t.match(read({ ...env, HUB_PAYTRAIL_SECRET: 'SAIPPUAKAUPPIAS' }).problems, [
    /^HUB_PAYTRAIL_SECRET has a value that is only good for trying out/,
  ])
})

t.test('a file with secrets that everybody can read is refused in production', async (t) => {
  const cwd = t.testdir({})
  mkdirSync(join(cwd, 'etc'))
  const path = join(cwd, 'etc', 'hub.json')
  writeFileSync(
    path,
    JSON.stringify({
      profile: 'production',
      publicUrl: 'https://hub.example',
      connections: { paytrail: { secret: SECRET } },
    }),
  )
  chmodSync(path, 0o644)
  t.match(read({}, { cwd, config: path }).problems, [/holds secrets and can be read by every user/])
  chmodSync(path, 0o640)
  t.same(read({}, { cwd, config: path }).problems, [])
})

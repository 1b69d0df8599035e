import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SETTINGS, writeRoot } from './sound-root.js'
import { dromedary, type How } from './spawn.js'

type Tap = Pick<typeof t, 'testdir'>
const checkOf = (
  t: Tap,
  changes: Readonly<Record<string, string>> = {},
  { env = SETTINGS, ...how }: How = {},
  ...args: string[]
) => dromedary(['check', '--root', writeRoot(t.testdir({}), changes), ...args], { env, cwd: '/', ...how })

t.test('check prints flows as trees, operations, jobs with their next runs, layouts and connections', async (t) => {
  const { code, out, err } = await checkOf(t)
  t.equal(err, '')
  t.equal(code, 0)
  t.match(
    out,
    [
      'shop/take-orders',
      '  from channel:shop/orders',
      '  knownBy order',
      '  onFailure then dead letters',
      '  transform rejectBad',
      '  choose sizeOf',
      '    ├ big',
      '    │  publish channel:shop/paid',
      '    ├ small',
      '    │  to attic.put',
    ].join('\n'),
  )
  t.match(
    out,
    'shop/create-order\n  POST /shop/orders  sends to channel:shop/orders  needs shop:orders:write\n  Takes an order.',
  )
  t.match(
    out,
    'shop/nightly\n  Orders the milk.\n  0 2 * * * in Europe/Helsinki, if missed run-each, to channel:shop/orders\n  next ',
  )
  t.equal(out.match(/ 02:00 {2}\(\d{4}-\d\d-\d\dT/g)?.length, 5, 'the next five runs')
  t.match(
    out,
    /attic {2}shelf: Keeps things\.\n {2}used by shop\/take-orders\n {2}HUB_ATTIC_PATH +\/dev\/null +HUB_ATTIC_PATH from environment/,
  )
})

t.test('check masks secrets and shows where they came from', async (t) => {
  const { out } = await checkOf(t)
  t.match(out, /HUB_ATTIC_BREAKER_OPEN +30s +default/, 'what every connection has')
  t.match(out, /HUB_ATTIC_CODE +••• +HUB_ATTIC_CODE from environment/)
  t.notMatch(out, 'sesame')
})

t.test('check --json prints the same as one document', async (t) => {
  const { code, out } = await checkOf(t, {}, {}, '--json')
  t.equal(code, 0)
  const found = JSON.parse(out)
  t.match(found, { jobs: [{ id: 'shop/nightly', next: { length: 5 } }], connections: [{ name: 'attic' }], errors: [] })
  t.ok(found.flows.some(({ id }: { id: string }) => id === 'shop/settle'))
  t.notMatch(out, 'sesame')
})

t.test('check fails on a broken flow, names its file and prints the others', async (t) => {
  const { code, out, err } = await checkOf(t, { 'flows/shop/settle.flow.js': 'export default {}' })
  t.equal(code, 1)
  t.match(err, /^HUB_FILE_EXPORT: flows\/shop\/settle\.flow\.js: /m)
  t.match(err, /^HUB_UNREAD: flows\/shop\/take-orders\.flow\.js: nobody reads channel:shop\/paid/m)
  t.match(out, 'shop/take-orders\n  from channel:shop/orders')
})

t.test('check fails on a connection nobody configured and says what it needs', async (t) => {
  const { code, err } = await checkOf(t, {}, { env: { HUB_ATTIC_PATH: '/dev/null', HUB_ATTIC_CDOE: 'x' } })
  t.equal(code, 1)
  t.match(err, 'HUB_ATTIC_CODE is not set')
  t.match(err, 'HUB_ATTIC_CDOE is not a setting; did you mean HUB_ATTIC_CODE?')
})

t.test('check opens no network socket and no books', async (t) => {
  const folder = t.testdir({})
  // Loaded before everything else: whoever connects, listens or looks up a name ends the process.
  const guard = join(folder, 'guard.mjs')
  writeFileSync(
    guard,
    `import net from 'node:net'; import dgram from 'node:dgram'; import dns from 'node:dns'
    const refuse = (what) => () => { process.stderr.write('OPENED ' + what); process.exit(97) }
    net.Socket.prototype.connect = refuse('a connection')
    net.Server.prototype.listen = refuse('a server')
    dgram.Socket.prototype.bind = refuse('a datagram socket'); dgram.Socket.prototype.send = refuse('a datagram')
    for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) dns[name] = refuse('a name')
    for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) dns.promises[name] = refuse('a name')
    globalThis.fetch = refuse('a fetch')`,
  )
  const root = writeRoot(join(folder, 'root'))
  const data = join(folder, 'data')
  const checked = await dromedary(['check', '--root', root, '--data', data], {
    env: SETTINGS,
    cwd: '/',
    node: ['--import', guard],
  })
  t.same([checked.err, checked.code], ['', 0])
  t.throws(() => writeFileSync(join(data, 'x'), ''), { code: 'ENOENT' }, 'the data folder was not made')

  const caller = `import net from 'node:net'\nnet.connect(1, '127.0.0.1')\nexport default async () => {}`
  const caught = await dromedary(['check', '--root', writeRoot(root, { 'routes/shop/calls-home.route.js': caller })], {
    env: SETTINGS,
    cwd: '/',
    node: ['--import', guard],
  })
  t.same([caught.err, caught.code], ['OPENED a connection', 97], 'the guard bites')
})

t.test('the hub’s own house is sound', async (t) => {
  const { code, err, out } = await dromedary(['check'])
  t.same([err, code], ['', 0])
  t.match(out, /^study-fees\//m)
})

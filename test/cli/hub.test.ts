import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openBooks } from '../../adapters/database/books.js'
import { writeRoot } from './sound-root.js'
import { dromedary, ended, firstLine, spawned } from './spawn.js'

type Tap = Pick<typeof t, 'testdir' | 'teardown'>
type Row = Readonly<Record<string, unknown>>

/** One hub's folders and its command line. */
function town(t: Tap) {
  const folder = t.testdir({})
  const root = writeRoot(join(folder, 'root'))
  const data = join(folder, 'data')
  const shelf = join(folder, 'shelf.txt')
  const env = { HUB_ATTIC_PATH: shelf, HUB_ATTIC_CODE: 'open sesame 1234', HUB_PORT: '0', HUB_LOG_LEVEL: 'error' }
  const args = ['--root', root, '--data', data]
  const say = (...words: string[]) => dromedary([...words, ...args], { env, cwd: folder })
  const ask = async (...words: string[]) => {
    const { code, out, err } = await say(...words, '--json')
    if (code !== 0) throw new Error(err)
    return JSON.parse(out)
  }
  const start = async () => {
    const child = spawned(['start', '--json', ...args], { env, cwd: folder })
    t.teardown(() => child.kill('SIGKILL'))
    // It lives as long as the test, which asks it some sixty things, each by a process.
    const over = ended(child, 220_000)
    const { address } = JSON.parse(await firstLine(child)) as { address: string }
    return {
      address,
      async stop() {
        child.kill('SIGTERM')
        return (await over).code
      },
    }
  }
  const onShelf = () => readFileSync(shelf, 'utf8').trim().split('\n')
  return { data, folder, say, ask, start, onShelf, env, args }
}

async function until<Value>(look: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    if (Date.now() > deadline) throw new Error(`it never came: ${JSON.stringify(value)}`)
  }
}

const poster = (address: string, key: string) => async (orderId: string) => {
  const response = await fetch(`${address}/shop/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': orderId },
    body: JSON.stringify({ orderId, payer: 'Aino Esimerkki' }),
  })
  return { status: response.status, ...((await response.json()) as { messageId: string }) }
}

t.test('an operator sees and steers a running hub from the command line', async (t) => {
  const { ask, say, start, onShelf, data } = town(t)
  const hub = await start()
  const { key } = await ask('clients', 'add', 'portal', '--scope', 'shop:orders:write')
  const order = poster(hub.address, key)

  const taken = await order('ord-1')
  t.equal(taken.status, 202)
  const stateOf = (id: string) => async () => (await ask('messages', id)) as Row
  t.match(await until(stateOf(taken.messageId), ({ state }) => state === 'done'), {
    flow: 'shop/take-orders',
    runs: [
      {
        run: 1,
        outcome: 'done',
        steps: [{ step: 'transform rejectBad' }, { came: 'small' }, { step: /to attic\.put/ }],
      },
    ],
  })
  t.same(onShelf(), ['ord-1'])
  t.match(await ask('messages', '--key', 'order=ord-1'), { rows: [{ id: taken.messageId, state: 'done' }] })

  await t.test('a dead letter is listed, replayed and dropped', async (t) => {
    const { messageId } = await order('bad')
    const letters = () => ask('dead-letters', 'list') as Promise<{ total: number; rows: Row[] }>
    t.match(await until(letters, ({ total }) => total === 1), {
      rows: [{ id: messageId, code: 'HUB_STEP_FAILED', holdsKey: false }],
    })
    const replayed = await say('replay', messageId)
    t.match(replayed, { code: 0, out: /on its way again/ })
    t.match(await until(stateOf(messageId), ({ runs }) => (runs as Row[]).length === 2), { state: 'dead-letter' })
    t.match(await say('dead-letters', 'drop', messageId), { code: 2, err: /--reason/ })
    t.match(await ask('dead-letters', 'drop', messageId, '--reason', 'a test'), { state: 'dropped' })
    t.match(await ask('messages', messageId), { state: 'dropped', reason: 'a test' })
    t.match(await letters(), { total: 0, rows: [] })
    t.match(await say('replay', messageId), { code: 1, err: /^HUB_NOT_A_DEAD_LETTER: / })
  })

  await t.test('a paused flow keeps its messages until it is resumed', async (t) => {
    t.match(await ask('pause', 'shop/take-orders'), { paused: true })
    const { messageId } = await order('ord-2')
    t.match(await ask('flows'), [{ id: 'shop/settle' }, { id: 'shop/take-orders', paused: true, ready: 1, running: 0 }])
    t.match(await ask('messages', messageId), { state: 'ready' })
    const { body } = await ask('messages', messageId, '--body')
    t.same(body, { orderId: 'ord-2', payer: '••• (14 characters)' }, 'shown when asked for, without what is personal')
    t.match(await say('messages', messageId, '--body'), { code: 0, out: /"orderId": "ord-2"/ })
    t.match(await say('resume', 'shop/take-orders'), { code: 0, out: 'shop/take-orders goes on\n' })
    await until(stateOf(messageId), ({ state }) => state === 'done')
    t.same(onShelf(), ['ord-1', 'ord-2'])
    t.match(await say('pause', 'shop/take-order'), { code: 1, err: /^HUB_FLOW_UNKNOWN: / })
  })

  await t.test('connections are listed with the state of their circuits', async (t) => {
    t.match(await ask('connections'), [{ name: 'attic', adapter: 'shelf', state: 'closed', failures: 0, late: 0 }])
    t.match(await say('connections'), { code: 0, out: /^CONNECTION .*\nattic +shelf +closed/ })
  })

  await t.test('held keys are listed, and one that nobody holds is not freed', async (t) => {
    t.same(await ask('keys', 'list', '--flow', 'shop/take-orders'), { rows: [] })
    t.match(await say('keys', 'list'), { code: 0, out: '(none)\n' })
    t.match(await say('keys', 'free', 'shop/take-orders', 'ord-1', '--reason', 'a test'), {
      code: 1,
      err: /^HUB_KEY_NOT_HELD: /,
    })
    t.match(await say('keys', 'free', 'shop/take-orders', 'ord-1'), { code: 2, err: /--reason/ })
  })

  await t.test('a job is run by hand, now or as for a night that went wrong', async (t) => {
    t.match(await ask('jobs', 'list'), [{ id: 'shop/nightly', next: { length: 3 }, last: { outcome: 'known since' } }])
    const ran = (await ask('jobs', 'run', 'shop/nightly', '--for', '2026-03-28T02:00:00+02:00')) as {
      messageId: string
    }
    await until(stateOf(ran.messageId), ({ state }) => state === 'done')
    t.equal(onShelf().at(-1), 'milk-2026-03-28')
    t.match(await say('jobs', 'run', 'shop/nightly'), { code: 0, out: /^shop\/nightly has sent / })
    t.match(await say('jobs', 'run', 'shop/nightli'), {
      code: 1,
      err: /^HUB_JOB_UNKNOWN: there is no job shop\/nightli/,
    })
    t.match(await say('jobs', 'run', 'shop/nightly', '--for', 'yesterday'), { code: 2, err: /a time with its zone/ })
  })

  await t.test('a second hub on the same books is refused by name', async (t) => {
    t.match(await say('start'), { code: 1, err: /HUB_(BOOKS_LOCKED|CONTROL_TAKEN): / })
  })

  await t.test('a revoked client is let in no more', async (t) => {
    t.match(await ask('clients', 'revoke', 'portal'), { name: 'portal' })
    t.equal((await order('ord-3')).status, 401)
  })

  await ask('pause', 'shop/settle', '--operator', 'aino')
  t.equal(await hub.stop(), 0, 'SIGTERM drains and ends with 0')

  const books = await openBooks({ folder: data, migrations: [] })
  const { rows } = await books.store.audit({ limit: 50 })
  await books.close()
  t.match(
    rows.find(({ object }) => object === 'shop/settle'),
    { actor: 'operator:aino', action: 'pause' },
  )
  t.ok(rows.some(({ action, object }) => /job/.test(action) && object === 'shop/nightly'))
  t.ok(rows.every(({ actor }) => /^(operator|client):./.test(actor) || actor === 'hub'))
})

t.test('with no hub running, commands take the books themselves and start nothing', async (t) => {
  const { ask, say, start, onShelf, folder, args } = town(t)
  t.match(await say('messages'), { code: 1, err: /^HUB_NO_BOOKS: / })
  const first = await start()
  const { key } = await ask('clients', 'add', 'portal', '--scope', 'shop:orders:write')
  const { messageId } = await poster(first.address, key)('bad')
  await until(
    () => ask('messages', messageId) as Promise<Row>,
    ({ state }) => state === 'dead-letter',
  )
  t.equal(await first.stop(), 0)

  const unconfigured = await dromedary(['dead-letters', 'list', '--json', ...args], { cwd: folder })
  t.match(
    JSON.parse(unconfigured.out),
    { total: 1, rows: [{ id: messageId }] },
    'without the settings of any connection',
  )
  t.match(await ask('replay', messageId), [{ state: 'replayed' }])
  t.match(await ask('messages', messageId), { state: 'ready' }, 'it waits for a hub')
  const { messageId: milk } = (await ask('jobs', 'run', 'shop/nightly', '--for', '2026-03-29T02:00:00+02:00')) as {
    messageId: string
  }
  t.match(await ask('messages', milk), { state: 'ready' })
  t.match(await ask('flows'), [{ id: 'shop/settle' }, { id: 'shop/take-orders', ready: 2, running: 0 }])
  t.match(await ask('pause', 'shop/settle'), { paused: true })

  const second = await start()
  await until(
    () => ask('messages', milk) as Promise<Row>,
    ({ state }) => state === 'done',
  )
  t.same(onShelf(), ['milk-2026-03-29'])
  t.match(
    await until(
      () => ask('messages', messageId) as Promise<Row>,
      ({ state }) => state === 'dead-letter',
    ),
    { runs: { length: 2 } },
  )
  t.match(await ask('flows'), [{ id: 'shop/settle', paused: true }, {}])
  t.equal(await second.stop(), 0)
})

t.test('a hub with wrong settings does not start and names them all', async (t) => {
  const { folder, args } = town(t)
  const { code, err } = await dromedary(['start', ...args], {
    cwd: folder,
    env: { HUB_PORT: 'http', HUB_ATTIC_CODE: 'x', HUB_HOTS: '1' },
  })
  t.equal(code, 1)
  t.match(err, /^HUB_SETTINGS: 3 settings are wrong:/)
  for (const name of [
    'HUB_PORT must be a whole number',
    'HUB_ATTIC_PATH is not set',
    'HUB_HOTS is not a setting; did you mean HUB_HOST?',
  ])
    t.match(err, name)
  t.notMatch(err, '    at ', 'no stack without --verbose')
  const verbose = await dromedary(['start', '--verbose', ...args], { cwd: folder, env: {} })
  t.match(verbose.err, '    at ')
})

t.test('--print-config shows what a command would run with, and does nothing else', async (t) => {
  const { say, data } = town(t)
  const { code, out } = await say('start', '--print-config')
  t.equal(code, 0)
  t.match(out, /^HUB_DATA +\/.*data +--data$/m)
  t.match(out, /^HUB_PORT +0 +HUB_PORT from environment$/m)
  t.match(out, /^HUB_ATTIC_CODE +••• +HUB_ATTIC_CODE from environment$/m)
  t.throws(() => readFileSync(join(data, 'x')), { code: 'ENOENT' })
  t.doesNotThrow(() => mkdirSync(data), 'no data folder was made')
})

t.test('the command line tells a newcomer what there is, and a mistake what was meant', async (t) => {
  const help = await dromedary(['--help'])
  t.equal(help.code, 0)
  for (const word of ['start', 'check', 'demo', 'flows', 'messages', 'replay', 'jobs', 'file', 'clients', 'Examples:'])
    t.match(help.out, word)
  t.match(await dromedary(['--version']), { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
  t.match(await dromedary([]), { code: 0, out: help.out })
  t.match(await dromedary(['mesages']), { code: 2, err: /there is no command mesages; did you mean messages\?/ })
  t.match(await dromedary(['messages', '--state', 'lost']), { code: 2, err: /one of ready, waiting/ })
  t.match(await dromedary(['messages', '--limit', '0']), { code: 2, err: /from 1 to 500/ })
  t.match(await dromedary(['replay']), { code: 2, err: /missing required argument/ })
  t.match(await dromedary(['check', '--root', '/nowhere']), { code: 1, err: /^HUB_ROOT: \/nowhere is not a folder/ })
})

import { join } from 'node:path'
import t from 'tap'
import { until } from '../kit/event.js'
import { HubPool, type PoolUse } from './hub-pool.js'

type Tap = Pick<typeof t, 'testdir' | 'teardown'>

/** A pool of one hub that is not one: `on` is what it does when it is told to begin. */
function poolOf(t: Tap, on: string, more: Partial<PoolUse> = {}): HubPool {
  const folder = t.testdir({
    'hub.mjs': `
      import { createInterface } from 'node:readline'
      const say = (said) => process.stdout.write(JSON.stringify(said) + '\\n')
      say({ said: 'stands-by', port: 1 })
      createInterface({ input: process.stdin }).on('line', () => { ${on} }).on('close', () => process.exit(0))
    `,
  })
  const nowhere = new URL('mysql://127.0.0.1:9/hub')
  const pool = new HubPool({
    orders: { folder, partner: 'http://127.0.0.1:9', clock: { from: 0, speed: 1 } },
    chance: () => 0,
    processes: 1,
    books: nowhere,
    broker: nowhere,
    leaseMs: 1_000,
    program: join(folder, 'hub.mjs'),
    ...more,
  })
  t.teardown(() => pool.kill())
  return pool
}

const READY = `say({ said: 'ready', ms: 1 })`

t.test('hubs that cannot start end the wait for them, with the reason', async (t) => {
  const pool = poolOf(
    t,
    `say({ said: 'cannot-start', sentence: 'HUB_BOOKS_DENIED no' }); process.exitCode = 3; process.stdin.destroy()`,
    {
      readyMs: 5_000,
    },
  )
  await t.rejects(pool.open(), { message: 'no hub works within 5000 ms: HUB_BOOKS_DENIED no' })
})

t.test('a hub that is told to end and ends with a fault is blamed, with its last word', async (t) => {
  const pool = poolOf(
    t,
    `process.on('SIGTERM', () => { say({ said: 'trouble', sentence: 'it could not stop' }); process.exitCode = 1; process.stdin.destroy() }); ${READY}`,
  )
  await pool.open()
  await pool.stop()
  t.match(pool.failure, { message: 'a hub that was told to end has ended with 1: it could not stop' })
})

t.test('a hub that does not heed that it is told to end is blamed', async (t) => {
  const pool = poolOf(t, `process.on('SIGTERM', () => {}); ${READY}`, { endMs: 100 })
  await pool.open()
  await pool.stop()
  t.match(pool.failure, { message: 'a hub that was told to end has not done so within 100 ms' })
})

t.test('a hub that ends when it is told to is not blamed', async (t) => {
  const pool = poolOf(t, `process.on('SIGTERM', () => process.exit(0)); ${READY}`)
  await pool.open()
  await pool.stop()
  t.equal(pool.failure, undefined)
})

t.test('a hub that begins and is never ready is blamed', async (t) => {
  const pool = poolOf(t, '', { readyMs: 500 })
  await t.rejects(pool.open(), /within 500 ms/)
  await until('the blame', () => pool.failure)
  t.match(pool.failure, { message: /^the hub to be ready did not happen/ })
})

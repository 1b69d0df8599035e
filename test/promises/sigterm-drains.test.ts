import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeRoot } from '../cli/sound-root.js'
import { dromedary, ended, firstLine, spawned } from '../cli/spawn.js'

// Promise 9: within the configured time what is running ends, and the process with it; the rest goes on after the next
// start. The hub is a process of its own, as in production.

const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)

/** A connection whose effect takes as long as its setting says, and writes down when it began and when it ended. */
const SLOW = `
  import { appendFileSync } from 'node:fs'
  import { setTimeout as wait } from 'node:timers/promises'
  import { Type } from ${JSON.stringify(import.meta.resolve('typebox'))}
  import { defineAdapter } from ${at('bus/adapter.js')}
  const slow = defineAdapter({
    name: 'slow', summary: 'Takes its time.',
    options: Type.Object({ path: Type.String(), ms: Type.Integer() }),
    open: async (options) => options,
    ends: (make) => ({ put: make.sink('put', { inDoubt: 'resend', async perform({ path, ms }, { orderId }, { signal }) {
      appendFileSync(path, 'began ' + orderId + '\\n')
      await wait(ms, undefined, { signal })
      appendFileSync(path, 'ended ' + orderId + '\\n')
    } }) }),
  })
  export const attic = slow('attic')`

function town(t: Pick<Tap, 'testdir' | 'teardown'>) {
  const folder = t.testdir({})
  const root = writeRoot(join(folder, 'root'), { 'adapters/connections.js': SLOW })
  const notes = join(folder, 'notes.txt')
  const args = ['--root', root, '--data', join(folder, 'data'), '--json']
  const run = async (settings: Readonly<Record<string, string>>) => {
    const env = { HUB_ATTIC_PATH: notes, HUB_PORT: '0', HUB_LOG_LEVEL: 'silent', ...settings }
    const child = spawned(['start', ...args], { env, cwd: folder })
    t.teardown(() => child.kill('SIGKILL'))
    const over = ended(child)
    const { address } = JSON.parse(await firstLine(child)) as { address: string }
    return { child, over, address }
  }
  const said = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [])
  const ask = async (...words: string[]) => JSON.parse((await dromedary([...words, ...args], { cwd: folder })).out)
  return { run, said, ask }
}
type Tap = typeof t

async function sendOrder(
  address: string,
  key: string,
  orderId: string,
): Promise<{ status: number; messageId: string }> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(`${address}/shop/orders`, { method: 'POST', headers, body: JSON.stringify({ orderId }) })
  return { status: response.status, ...((await response.json()) as { messageId: string }) }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never came')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

t.test('what is running when SIGTERM comes may end, and then the process ends with 0', async (t) => {
  const { run, said, ask } = town(t)
  const hub = await run({ HUB_ATTIC_MS: '1500' })
  const { key } = await ask('clients', 'add', 'portal', '--scope', 'shop:orders:write')
  const { messageId } = await sendOrder(hub.address, key, 'ord-1')
  await until(() => said().includes('began ord-1'))
  hub.child.kill('SIGTERM')
  t.equal((await hub.over).code, 0)
  t.same(said(), ['began ord-1', 'ended ord-1'])
  t.match(await ask('messages', messageId), { state: 'done' })
})

t.test('what does not end in time is cut off, and goes on after the next start', async (t) => {
  const { run, said, ask } = town(t)
  const hub = await run({ HUB_ATTIC_MS: '60000', HUB_DRAIN: '300ms' })
  const { key } = await ask('clients', 'add', 'portal', '--scope', 'shop:orders:write')
  const { messageId } = await sendOrder(hub.address, key, 'ord-1')
  await until(() => said().includes('began ord-1'))
  const began = Date.now()
  hub.child.kill('SIGTERM')
  t.equal((await hub.over).code, 0)
  t.ok(Date.now() - began < 20_000, 'long before the effect would have ended')
  t.same(said(), ['began ord-1'])

  const again = await run({ HUB_ATTIC_MS: '0' })
  await until(() => said().includes('ended ord-1'))
  t.same(said(), ['began ord-1', 'began ord-1', 'ended ord-1'], 'its policy is to send again')
  again.child.kill('SIGTERM')
  t.equal((await again.over).code, 0)
  t.match(await ask('messages', messageId), { state: 'done' })
})

t.test('a second signal ends at once, and nothing accepted is lost', async (t) => {
  const { run, said, ask } = town(t)
  const hub = await run({ HUB_ATTIC_MS: '60000' })
  const { key } = await ask('clients', 'add', 'portal', '--scope', 'shop:orders:write')
  const { messageId } = await sendOrder(hub.address, key, 'ord-1')
  await until(() => said().includes('began ord-1'))
  hub.child.kill('SIGTERM')
  let err = ''
  hub.child.stderr!.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  await until(() => err.includes('stopping'))
  hub.child.kill('SIGTERM')
  t.equal((await hub.over).code, null, 'ended by the signal')
  const again = await run({ HUB_ATTIC_MS: '0' })
  await until(() => said().includes('ended ord-1'))
  again.child.kill('SIGTERM')
  t.equal((await again.over).code, 0)
  t.match(await ask('messages', messageId), { state: 'done' })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { HubError, inDoubt } from '../bus/errors.js'
import { controlServer } from './control.js'
import { controlOf, ifRunning } from './control-client.js'
import { findControlPath, MOST_PATH_BYTES } from './control-path.js'

/** A data folder of its own with a short path, as the test runner's own would be too long for a socket. */
async function folder(t: Test, name = 'd') {
  const base = await mkdtemp(join(tmpdir(), 'dr-'))
  t.teardown(() => rm(base, { recursive: true, force: true }))
  await mkdir(join(base, name))
  return join(base, name)
}

async function open(
  t: Test,
  dataFolder: string,
  carryOut: (...call: [string, unknown, string]) => Promise<unknown> = async (...call) => call,
) {
  const server = await controlServer({ dataFolder, carryOut })
  t.teardown(() => server.close())
  return server
}

t.test('a command reaches the hub with its parameters and its operator, and its result comes back', async (t) => {
  const dataFolder = await folder(t)
  await open(t, dataFolder)
  const control = controlOf({ dataFolder, operator: 'aino' })
  t.strictSame(await control('messages.show', { id: 'ä' }), ['messages.show', { id: 'ä' }, 'operator:aino'])
})

t.test('a result of nothing is null', async (t) => {
  const dataFolder = await folder(t)
  await open(t, dataFolder, async () => undefined)
  t.equal(await controlOf({ dataFolder, operator: 'aino' })('flows.pause', {}), null)
})

t.test('an error of the hub arrives with its code, its sentence and what is known of its effect', async (t) => {
  const dataFolder = await folder(t)
  await open(t, dataFolder, async (command) => {
    throw command === 'ours'
      ? new HubError('HUB_X', 'the partner fell silent', { ...inDoubt, details: { n: 1 } })
      : new Error('secret')
  })
  const control = controlOf({ dataFolder, operator: 'aino' })
  const ours = await control('ours', {}).then(
    () => undefined,
    (error) => error,
  )
  t.match(ours, {
    name: 'HubError',
    code: 'HUB_X',
    message: 'the partner fell silent',
    instruction: inDoubt,
    details: { n: 1 },
  })
  await t.rejects(control('other', {}), { code: 'HUB_INTERNAL', message: /^((?!secret).)*$/ })
})

t.test('only the own user may open the socket', async (t) => {
  const { path } = await open(t, await folder(t))
  const { mode } = await stat(path)
  t.equal(mode & 0o777, 0o600)
})

t.test('a command without a proper operator is refused', async (t) => {
  const dataFolder = await folder(t)
  await open(t, dataFolder)
  for (const operator of ['', 'a\nb', ' a', 'x'.repeat(61)])
    await t.rejects(controlOf({ dataFolder, operator })('flows.list', {}), { code: 'HUB_OPERATOR' })
  t.ok(await controlOf({ dataFolder, operator: 'Åsa Öberg' })('flows.list', {}))
})

t.test('without a hub nothing has happened, and the caller may go another way', async (t) => {
  const dataFolder = await folder(t)
  const control = controlOf({ dataFolder, operator: 'aino' })
  await t.rejects(control('flows.list', {}), { code: 'HUB_CONTROL_UNREACHABLE', instruction: { effect: 'not-done' } })
  t.equal(await ifRunning(() => control('flows.list', {})), undefined)
  await t.rejects(
    ifRunning(() => Promise.reject(new HubError('HUB_X', 'other', inDoubt))),
    { code: 'HUB_X' },
  )
})

t.test('a hub that falls silent leaves its operator in doubt, and says so', async (t) => {
  const dataFolder = await folder(t)
  let end: (result?: unknown) => void = () => undefined
  await open(
    t,
    dataFolder,
    () =>
      new Promise((resolve) => {
        end = resolve
      }),
  )
  const control = controlOf({ dataFolder, operator: 'aino', withinMs: 50 })
  await t.rejects(control('jobs.run', {}), { code: 'HUB_CONTROL_LOST', instruction: { effect: 'unknown' } })
  end()
})

t.test('the socket of a killed hub is taken over; that of a living one and other files are not', async (t) => {
  const dataFolder = await folder(t)
  const path = await findControlPath(dataFolder)
  const script = 'require("node:net").createServer().listen(process.argv[1], () => console.log("up"))'
  const killed = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(killed.stdout, 'data')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  t.ok((await stat(path)).isSocket(), 'a killed process leaves its socket')
  const first = await controlServer({ dataFolder, carryOut: async () => 1 })
  t.equal(await controlOf({ dataFolder, operator: 'a' })('x', {}), 1)
  await t.rejects(controlServer({ dataFolder, carryOut: async () => 2 }), { code: 'HUB_CONTROL_TAKEN' })
  await first.close()
  await t.rejects(stat(path), 'closing removes it')
  await writeFile(path, 'a file')
  await t.rejects(controlServer({ dataFolder, carryOut: async () => 2 }), { code: 'HUB_CONTROL_PATH' })
  t.equal(await readFile(path, 'utf8'), 'a file')
})

t.test('where the path would be too long for a socket, it is short and its address is left', async (t) => {
  const dataFolder = await folder(t, 'x'.repeat(MOST_PATH_BYTES))
  const server = await controlServer({ dataFolder, carryOut: async () => 'here' })
  t.ok(Buffer.byteLength(server.path) <= MOST_PATH_BYTES)
  t.equal(await readFile(join(dataFolder, 'hub.sock.path'), 'utf8'), server.path)
  t.equal(await controlOf({ dataFolder, operator: 'a' })('x', {}), 'here')
  const away = join(server.path, '..')
  t.equal((await stat(away)).mode & 0o777, 0o700)
  await server.close()
  await t.rejects(stat(join(dataFolder, 'hub.sock.path')))
  await chmod(away, 0o777)
  await t.rejects(controlServer({ dataFolder, carryOut: async () => 1 }), {
    code: 'HUB_CONTROL_PATH',
    message: /others may enter/,
  })
  await rm(away, { recursive: true })
})

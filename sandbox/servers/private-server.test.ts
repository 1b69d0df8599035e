import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { until } from '../../test/kit/event.js'
import { isAlive } from './guard.js'
import { freePort } from './ports.js'
import { folderOf, type Kind, type Server, type ServerOptions, startPrivate } from './private-server.js'

// A server in a line of JavaScript: what holds for it holds for the real ones, and needs nothing installed.
const LISTEN = 'require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1")'

async function startSmall(options: ServerOptions = {}, code = LISTEN): Promise<Server> {
  const { folder, own } = folderOf(options)
  const port = options.port ?? (await freePort())
  const node = (...args: readonly string[]) => ({ command: process.execPath, args, env: process.env })
  const kind: Kind = {
    name: 'the small server',
    url: `tcp://127.0.0.1:${port}`,
    helpers: [
      node(
        '-e',
        'setInterval(() => {}, 1000); require("fs").writeFileSync(process.argv[1], String(process.pid))',
        join(folder, 'helper'),
      ),
    ],
    program: node('-e', code, String(port)),
    prepare: async () => {},
    answers: () =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.destroy()
          resolve()
        }).on('error', reject)
      }),
  }
  return startPrivate(kind, { port, folder, own })
}

const helperOf = (folder: string) =>
  until('the helper', () => existsSync(join(folder, 'helper')) && Number(readFileSync(join(folder, 'helper'), 'utf8')))

t.test('a server is killed and restarted on its port, and at its end nothing is left', async (t) => {
  const server = await startSmall()
  const { pid, port, folder } = server
  const helper = await helperOf(folder)
  await server.kill()
  t.notOk(isAlive(pid!))
  t.equal(server.pid, undefined)
  t.ok(isAlive(helper), 'what helps it stays up')
  await server.restart()
  t.not(server.pid, pid)
  t.equal(server.port, port)
  const last = server.pid!
  await server.stop()
  t.notOk(isAlive(last))
  t.notOk(isAlive(helper))
  t.notOk(existsSync(folder), 'its temporary folder is gone')
})

t.test('a restart ends a server that runs', async (t) => {
  const server = await startSmall()
  t.teardown(() => server.stop())
  const { pid } = server
  await server.restart()
  t.notOk(isAlive(pid!))
  t.ok(isAlive(server.pid!))
})

t.test("the caller's own folder stays", async (t) => {
  const folder = t.testdir()
  const server = await startSmall({ folder })
  await server.stop()
  t.ok(existsSync(folder))
})

t.test('a server that ends instead of starting is told with what it said', async (t) => {
  await t.rejects(
    startSmall({}, 'console.log("no room on the disk"); process.exit(3)'),
    /ended instead of starting; it said:\n.*no room on the disk/s,
  )
})

t.test('when the process that started it is killed, server, helpers and folder go too', async (t) => {
  const report = join(t.testdir(), 'report')
  const small = fileURLToPath(new URL('./private-server.js', import.meta.url))
  const program = `
    import { folderOf, startPrivate } from ${JSON.stringify(small)}
    import { writeFileSync } from 'node:fs'
    const { folder, own } = folderOf({})
    const sleeper = { command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], env: process.env }
    const kind = { name: 'sleeper', url: '', helpers: [sleeper], program: sleeper, prepare: async () => {}, answers: async () => {} }
    const server = await startPrivate(kind, { port: 0, folder, own })
    writeFileSync(${JSON.stringify(report)}, JSON.stringify({ pid: server.pid, helper: server.helpers[0].pid, folder }))
    setInterval(() => {}, 1000)`
  const file = join(t.testdirName, 'program.mjs')
  writeFileSync(file, program)
  const owner = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const { pid, helper, folder } = await until('the report', () => {
    const text = existsSync(report) ? readFileSync(report, 'utf8') : ''
    return text === '' ? undefined : (JSON.parse(text) as { pid: number; helper: number; folder: string })
  })
  t.ok(isAlive(pid) && isAlive(helper) && existsSync(folder))
  owner.kill('SIGKILL')
  await until('the end of the server', () => !isAlive(pid))
  await until('the end of its helper', () => !isAlive(helper))
  await until('the folder to go', () => !existsSync(folder))
  t.notOk(isAlive(pid) || isAlive(helper) || existsSync(folder), 'nothing is left of a program that was killed')
})

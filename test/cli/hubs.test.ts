import { join } from 'node:path'
import t from 'tap'
import { freshDatabase } from '../services.js'
import { writeRoot } from './sound-root.js'
import { dromedary, ended, firstLine, spawned } from './spawn.js'

const ALL = Array.from({ length: 16 }, (_, no) => no)

t.test('hubs lists who shares the books and runs what, with a hub and without', async (t) => {
  const folder = t.testdir({})
  const env = {
    HUB_ATTIC_PATH: join(folder, 'shelf.txt'),
    HUB_ATTIC_CODE: 'open sesame 1234',
    HUB_PORT: '0',
    HUB_LOG_LEVEL: 'error',
    HUB_BOOKS: 'mysql',
    HUB_BOOKS_URL: await freshDatabase(t),
  }
  const args = ['--root', writeRoot(join(folder, 'root')), '--data', join(folder, 'data')]
  const ask = async (...words: string[]) => {
    const { code, out, err } = await dromedary([...words, ...args], { env, cwd: folder })
    t.equal(code, 0, err)
    return out
  }
  const hub = spawned(['start', '--json', ...args], { env, cwd: folder })
  t.teardown(() => hub.kill('SIGKILL'))
  const over = ended(hub, 120_000)
  const { address } = JSON.parse(await firstLine(hub)) as { address: string }
  t.equal((await fetch(`${address}/health/ready`)).status, 200, 'it is ready when it has a seat')

  const { shared, hubs, unowned } = JSON.parse(await ask('hubs', '--json'))
  t.match(
    { shared, hubs, unowned },
    { shared: true, hubs: [{ name: new RegExp(`/${hub.pid}$`), state: 'alive', partitions: ALL }], unowned: [] },
  )
  t.ok(hubs[0].leaseMs > 0 && hubs[0].leaseMs <= 5_000, `its lease: ${hubs[0].leaseMs} ms`)
  t.match(await ask('hubs'), /^HUB +VERSION +SINCE +STATE +LEASE +PARTITIONS\n\S+ +\S+ +\S+Z +alive +\d\.\d s +0-15\n$/)

  hub.kill('SIGTERM')
  t.equal((await over).code, 0)
  t.same(JSON.parse(await ask('hubs', '--json')), { shared: true, hubs: [], unowned: ALL })
  t.match(await ask('hubs'), /^\(none\)\nNobody runs partition 0-15\.\n$/)
})

t.test('books in a file have nobody to list', async (t) => {
  const folder = t.testdir({ data: {} })
  const args = ['--root', writeRoot(join(folder, 'root')), '--data', join(folder, 'data')]
  const { out } = await dromedary(['hubs', ...args], { cwd: folder })
  t.match(out, /the books are a file/)
})

import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { holderOf, lockFolder } from './lock.js'

const NOON = Date.UTC(2026, 2, 2, 12)
const HOLDING = 'hold-the-folder'

// This file is its own second process.
if (process.argv[2] === HOLDING) {
  lockFolder(process.argv[3]!, NOON)
  process.send!('held')
  setInterval(() => {}, 1_000)
} else {
  t.test('a second one in the same process is refused by name', async (t) => {
    const path = folder(t)
    const lock = lockFolder(path, NOON)
    t.throws(() => lockFolder(path, NOON + 1), {
      code: 'HUB_BOOKS_LOCKED',
      message: `the books in ${path} are held by process ${process.pid} since 2026-03-02T12:00:00.000Z; one process holds a data folder: stop that one or choose another folder`,
    })
    lock.release()
    lock.release()
    t.equal(existsSync(join(path, 'books.holder')), false)
    lockFolder(path, NOON).release()
  })

  t.test('another process is refused by name, until the holder is killed', async (t) => {
    const path = folder(t)
    const holder = fork(fileURLToPath(import.meta.url), [HOLDING, path])
    t.teardown(() => holder.kill('SIGKILL'))
    for await (const [said] of on(holder, 'message')) if (said === 'held') break
    t.same(holderOf(path), { pid: holder.pid, since: NOON })
    t.throws(() => lockFolder(path, NOON), {
      code: 'HUB_BOOKS_LOCKED',
      message: new RegExp(`process ${holder.pid} since`),
    })
    t.throws(() => lockFolder(path, NOON), { code: 'HUB_BOOKS_LOCKED' }, 'a refusal takes nothing away from the holder')
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
    const lock = lockFolder(path, NOON + 5)
    t.same(holderOf(path), { pid: process.pid, since: NOON + 5 })
    lock.release()
  })

  t.test('a holder nobody can read is another process', async (t) => {
    const path = folder(t)
    const lock = lockFolder(path, NOON)
    writeFileSync(join(path, 'books.holder'), '{"pid":')
    t.equal(holderOf(path), undefined)
    t.throws(() => lockFolder(path, NOON), { message: /held by another process;/ })
    lock.release()
  })
}

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'dromedary-lock-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

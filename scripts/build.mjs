// Compiles the sources into dist. Without a flag it does so only when a source has changed since the last build, so that
// every command may begin with it; `--always` builds in any case. Nothing is printed on stdout: a program may be reading
// the output of the command that comes next. Errors go to stderr, and the old dist stays.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const lock = join(root, '.build', 'lock')
const LOCK_DEADLINE_MS = 300_000
const LOCK_PAUSE_MS = 50

/** Names, sizes and times of everything the compiler reads; it differs as soon as one file came, went or changed. */
function fingerprint() {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  const hash = createHash('sha256')
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path))
    hash.update(`${path}\n${size}\n${mtimeMs}\n`)
  }
  for (const path of ['tsconfig.json', 'package-lock.json', ...include].sort()) {
    if (!existsSync(join(root, path))) continue
    if (!statSync(join(root, path)).isDirectory()) add(path)
    else {
      const inside = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
      for (const name of inside.filter((file) => file.endsWith('.ts')).sort()) add(join(path, name))
    }
  }
  return hash.digest('hex')
}

const isFresh = (print) => existsSync(stamp) && readFileSync(stamp, 'utf8') === print

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One build at a time; a second command waits for the first and then mostly finds nothing left to do. */
function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true })
  const until = Date.now() + LOCK_DEADLINE_MS
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
      // Between creating and filling the file it is empty: that is a holder too, just a very young one.
      if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
      if (Date.now() > until) throw new Error(`another build (process ${holder}) holds ${lock} for too long`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS)
    }
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Builds beside dist and swaps by rename. The folder is as deep as dist, because source maps hold relative paths. */
function build(print) {
  const fresh = join(root, `dist.${process.pid}`)
  const old = join(root, `dist.${process.pid}.old`)
  try {
    const compiler = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
    const pretty = String(process.stderr.isTTY === true)
    const args = [compiler, '--project', root, '--outDir', fresh, '--noEmitOnError', '--pretty', pretty]
    const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] })
    if (error) throw error
    if (status !== 0) return status ?? 1
    const command = join(fresh, 'bin', 'dromedary.js')
    if (existsSync(command)) chmodSync(command, 0o755)
    writeFileSync(join(fresh, '.built'), print)
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
    return 0
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

const always = process.argv.includes('--always')
if (always || !isFresh(fingerprint())) {
  process.exitCode = withLock(() => {
    const print = fingerprint() // taken before compiling: what changes meanwhile is built next time
    return !always && isFresh(print) ? 0 : build(print)
  })
}

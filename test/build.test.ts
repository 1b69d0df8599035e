import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { plainEnvironment } from './spawned.js'

t.setTimeout(120_000) // a dozen compilations, one after the other

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A small project of its own with the real build script in it. */
function project(t: { teardown(work: () => void): void }) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dromedary-build-')))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'scripts'))
  mkdirSync(join(root, 'bin'))
  cpSync('scripts/build.mjs', join(root, 'scripts/build.mjs'))
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  const compilerOptions = { module: 'NodeNext', target: 'ES2023', rootDir: '.', outDir: 'dist', types: [] }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['hub.ts', 'bin', 'none'] }))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  const write = (path: string, text: string) => writeFileSync(join(root, path), text)
  write('bin/dromedary.ts', 'export const a: number = 1\n')
  write('hub.ts', 'export const b: number = 2\n')
  const build = (...args: readonly string[]) =>
    new Promise<Ended>((resolve) => {
      const child = spawn(process.execPath, ['scripts/build.mjs', ...args], {
        cwd: root,
        env: plainEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [stdout, stderr]: [string[], string[]] = [[], []]
      child.stdout.on('data', (chunk) => stdout.push(String(chunk)))
      child.stderr.on('data', (chunk) => stderr.push(String(chunk)))
      child.on('close', (code) => resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') }))
    })
  const built = (path: string) => join(root, 'dist', path)
  return { root, write, build, built, madeAt: () => statSync(built('.built')).mtimeMs }
}

t.test('the first build makes dist, says nothing and leaves the command executable', async (t) => {
  const { build, built } = project(t)
  t.same(await build(), { code: 0, stdout: '', stderr: '' })
  t.ok(existsSync(built('hub.js')))
  t.equal(statSync(built('bin/dromedary.js')).mode & 0o111, 0o111)
})

t.test('nothing is built again until a source comes, goes or changes', async (t) => {
  const { root, build, built, madeAt, write } = project(t)
  await build()
  const first = madeAt()
  await build()
  t.equal(madeAt(), first, 'nothing to do')
  await build('--always')
  t.not(madeAt(), first, 'told to')

  write('bin/more.ts', 'export const c = 3\n')
  await build()
  t.ok(existsSync(built('bin/more.js')), 'a source came')
  rmSync(join(root, 'bin/more.ts'))
  await build()
  t.notOk(existsSync(built('bin/more.js')), 'a source went')
  write('hub.ts', 'export const b: number = 4\n')
  await build()
  t.match(readFileSync(built('hub.js'), 'utf8'), 'b = 4', 'a source changed')
})

t.test('a source that does not compile is told on stderr, and the old dist stays', async (t) => {
  const { build, built, write } = project(t)
  await build()
  write('hub.ts', "export const b: number = 'two'\n")
  const { code, stdout, stderr } = await build()
  t.not(code, 0)
  t.equal(stdout, '', 'stdout belongs to the command that comes next')
  t.match(stderr, 'hub.ts')
  t.match(readFileSync(built('hub.js'), 'utf8'), 'b = 2')
  t.not((await build()).code, 0, 'and it is tried again')
})

t.test('commands that begin at the same moment build without harming each other', async (t) => {
  const { root, build, built } = project(t)
  const all = await Promise.all([build(), build('--always'), build(), build('--always')])
  t.same(all, Array(4).fill({ code: 0, stdout: '', stderr: '' }))
  t.ok(existsSync(built('hub.js')))
  t.same(
    readdirSync(root).filter((name) => name.startsWith('dist')),
    ['dist'],
    'nothing is left lying about',
  )
})

t.test('a build that was killed does not lock out the next one', async (t) => {
  const { root, build, built } = project(t)
  mkdirSync(join(root, '.build'))
  const gone = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => gone.on('close', resolve))
  writeFileSync(join(root, '.build/lock'), String(gone.pid))
  t.equal((await build()).code, 0)
  t.ok(existsSync(built('hub.js')))
})

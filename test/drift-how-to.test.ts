import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { plainEnvironment } from './spawned.js'

// Whoever follows the how-tos ends with something that works: a test follows them in a copy of the house.

t.setTimeout(180_000)

const HOUSE = [
  'adapters',
  'bin',
  'bus',
  'config',
  'cron',
  'fixed-width',
  'flows',
  'registers',
  'roof',
  'routes',
  'sandbox',
  'schemas',
  'xml',
  'csv',
  'hub.ts',
  'package.json',
  'tsconfig.json',
  'test/kit',
]

interface Block {
  readonly page: string
  readonly path: string
  readonly text: string
}

/** The code blocks of the how-tos that say in their first line which file they are. */
function blocks(): readonly Block[] {
  return readdirSync('docs/how-to').flatMap((page) =>
    [...readFileSync(join('docs/how-to', page), 'utf8').matchAll(/^```ts\n\/\/ ([\w./-]+\.ts)\n([\s\S]*?)^```$/gm)].map(
      ([, path, text]) => ({ page, path: path!, text: text! }),
    ),
  )
}

function houseWith(files: readonly Block[]): string {
  const root = mkdtempSync(join(tmpdir(), 'dromedary-how-to-'))
  for (const part of HOUSE.filter((part) => existsSync(part)))
    cpSync(part, join(root, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  for (const { path, text } of files) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const node = (root: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: plainEnvironment(),
    encoding: 'utf8',
  })
  const printed = `${stdout}${stderr}`
  // What the test shows when it fails: the end of what was printed.
  return { status, printed, trouble: status === 0 ? '' : printed.slice(-3_000) }
}

t.test('the files of the how-tos compile, are found by the hub, and their tests pass', async (t) => {
  const files = blocks()
  for (const suffix of ['.flow.ts', '.job.ts', '.flow.test.ts'])
    t.ok(
      files.some(({ path }) => path.endsWith(suffix)),
      `a how-to shows a ${suffix}`,
    )
  for (const { page, path } of files) t.notOk(existsSync(path), `${page} shows a file that is not there yet: ${path}`)

  const root = houseWith(files)
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const compiled = node(root, 'node_modules/typescript/lib/tsc.js', '--pretty', 'false')
  if (!t.equal(compiled.trouble, '', 'they compile')) return

  const checked = node(root, 'dist/bin/dromedary.js', 'check')
  t.equal(checked.trouble, '', 'check finds nothing broken')
  for (const { path } of files) {
    const [, id] = /^(?:flows|routes|cron)\/([\w/-]+)\.(?:flow|operation|job)\.ts$/.exec(path) ?? []
    if (id) t.ok(checked.printed.includes(id), `check prints ${id}`)
  }

  for (const { path } of files.filter(({ path }) => path.endsWith('.test.ts'))) {
    const { trouble } = node(root, '--enable-source-maps', join('dist', path.replace(/\.ts$/, '.js')))
    t.equal(trouble, '', `${path} passes`)
  }
})

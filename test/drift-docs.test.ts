import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix, sep } from 'node:path'
import t from 'tap'
import { openMetrics } from '../adapters/telemetry/metrics.js'
import { plainEnvironment } from './spawned.js'

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(sep).join('/')}`),
]

/** The anchors of a page as a reader's browser makes them from its headings. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

t.test('every link between pages leads somewhere', async (t) => {
  let links = 0
  for (const page of pages) {
    const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      links++
      const [path = '', anchor] = target!.split('#')
      const file = path === '' ? page : posix.join(posix.dirname(page), path)
      if (!t.ok(existsSync(file), `${page} → ${target}`)) continue
      if (anchor) t.ok(anchorsOf(readFileSync(file, 'utf8')).includes(anchor), `${page} → ${target}`)
    }
  }
  t.ok(links > 20)
})

t.test('every test that a page names exists', async (t) => {
  for (const page of pages.filter((page) => !page.includes('how-to/'))) {
    for (const [, file] of readFileSync(page, 'utf8').matchAll(/`((?:test|bus|adapters|cron)\/[\w/.-]+\.ts)`/g))
      t.ok(existsSync(file!), `${page}: ${file}`)
  }
})

t.test('every promise names a test of its own', async (t) => {
  const rows = [...readFileSync('docs/promises.md', 'utf8').matchAll(/^\| (\d+) \|.*\| `(test\/[^`]+)` \|$/gm)]
  t.same(
    rows.map(([, number]) => Number(number)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  )
  t.equal(new Set(rows.map(([, , file]) => file)).size, rows.length)
  const tests = readdirSync('test/promises').filter((name) => name.endsWith('.test.ts'))
  t.strictSame(rows.map(([, , file]) => file).sort(), tests.map((name) => `test/promises/${name}`).sort(), 'both ways')
  const words = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z]+/g, ' ')
      .trim()
      .split(' ')
  const page = readFileSync('docs/promises.md', 'utf8')
  for (const [line, , file] of rows) {
    const said = words(line.split('|').slice(2, 4).join(' '))
    const named = words(file!.replace('test/promises/', '').replace('.test.ts', ''))
    t.strictSame(
      named.filter((word) => !said.includes(word)),
      [],
      `${file} is named after what it keeps`,
    )
  }
  t.match(page, /npm run (?:--silent )?crash/, 'and the harness that kills is told')
})

t.test('every npm command that a page tells is a script of the package', async (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  for (const page of pages) {
    for (const [, name] of readFileSync(page, 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      t.ok(Object.hasOwn(scripts, name!), `${page}: npm run ${name}`)
  }
})

const cli = new URL('../bin/dromedary.js', import.meta.url).pathname
const dromedary = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    env: plainEnvironment(),
  })
  return { status, printed: stdout + stderr }
}

t.test('every command that a page tells is one of the command line', async (t) => {
  const told = new Set(
    pages.flatMap((page) =>
      [
        ...readFileSync(page, 'utf8').matchAll(
          /^(?:HUB_\S+ )*(?:dromedary|npm run --silent dromedary --) ([a-z-]+)(?: ([a-z]+)\b)?/gm,
        ),
      ].map(([, command, sub]) => (sub === undefined ? command! : `${command} ${sub}`)),
    ),
  )
  t.ok(told.size > 8)
  const helps = new Map<string, ReturnType<typeof dromedary>>()
  for (const words of told) {
    const [command = '', sub] = words.split(' ')
    const help = helps.get(command) ?? dromedary(command, '--help')
    helps.set(command, help)
    t.match(help, { status: 0, printed: `dromedary ${command}` }, words)
    if (sub !== undefined && /^Commands:/m.test(help.printed))
      t.match(help.printed, new RegExp(`^  ${sub}\\b`, 'm'), words)
  }
})

t.test('every setting that the pages for operators tell exists', async (t) => {
  const shown = JSON.parse(dromedary('--print-config', '--json').printed.split('\n')[0]!) as readonly {
    readonly variable: string
  }[]
  const known = new Set(shown.map(({ variable }) => variable))
  const codes = new Set(
    readdirSync('docs/errors').flatMap(
      (page) => readFileSync(`docs/errors/${page}`, 'utf8').match(/HUB_[A-Z0-9_]+/g) ?? [],
    ),
  )
  const told = ['docs/how-to/operate.md', 'docs/running-in-production.md'].flatMap(
    (page) => readFileSync(page, 'utf8').match(/HUB_[A-Z0-9_]*[A-Z0-9](?![_<*])/g) ?? [],
  )
  t.ok(told.length > 8)
  for (const name of new Set(told))
    t.ok(known.has(name) || known.has(name.replace(/_FILE$/, '')) || codes.has(name) || name === 'HUB_CONFIG', name)
})

t.test('every figure that a page tells is one of the hub', async (t) => {
  const { text } = openMetrics({ version: '1.2.3', process: false })
  const known = new Set([...(await text()).matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!))
  const told = pages.flatMap((page) => readFileSync(page, 'utf8').match(/\bdromedary_[a-z_]+/g) ?? [])
  t.ok(told.length > 30)
  for (const name of new Set(told)) t.ok(known.has(name.replace(/_(bucket|count|sum)$/, '')) || known.has(name), name)
  t.same(
    [...known].filter((name) => !told.includes(name)),
    [],
    'and each is told',
  )
})

import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import t from 'tap'

// The codes are public: operators look them up, partners match on them. So the pages and the sources tell the same ones.

const FLOORS = [
  'bus',
  'schemas',
  'fixed-width',
  'xml',
  'csv',
  'adapters',
  'registers',
  'flows',
  'routes',
  'cron',
  'console',
  'roof',
  'bin',
]

function sources(): readonly { readonly path: string; readonly text: string }[] {
  const folders = readdirSync('.').filter((name) => FLOORS.includes(name))
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.split(sep).join('/')}`),
  )
  return [...paths, 'hub.ts']
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

/** Codes that a source makes: by a factory of that name, or by a HubError in place. */
function madeIn(text: string): ReadonlySet<string> {
  const factories = [...text.matchAll(/\bconst (HUB_[A-Z0-9_]+)\b/g)].map(([, code]) => code!)
  const made = [...text.matchAll(/\bnew HubError\(\s*'(HUB_[A-Z0-9_]+)'/g)].map(([, code]) => code!)
  return new Set([...factories.filter((code) => text.includes(`'${code}'`)), ...made])
}

/** Codes that a source makes or gives as text. */
function codesIn(text: string): readonly string[] {
  const given = [...text.matchAll(/\bcode: '(HUB_[A-Z0-9_]+)'|: '(HUB_UNCLASSIFIED)'/g)].map(([, a, b]) => (a ?? b)!)
  return [...madeIn(text), ...given]
}

function rows(): readonly { readonly page: string; readonly code: string; readonly cells: readonly string[] }[] {
  return readdirSync('docs/errors')
    .filter((name) => name.endsWith('.md'))
    .flatMap((page) =>
      readFileSync(`docs/errors/${page}`, 'utf8')
        .split('\n')
        .flatMap((line) => {
          const [first, ...cells] = line
            .split(/(?<!\\)\|/)
            .slice(1, -1)
            .map((cell) => cell.trim())
          const code = /^`?(HUB_[A-Z0-9_]+)`?$/.exec(first ?? '')?.[1]
          return code === undefined ? [] : [{ page, code, cells }]
        }),
    )
}

const made = new Map<string, string>()
for (const { path, text } of sources()) for (const code of codesIn(text)) if (!made.has(code)) made.set(code, path)
const documented = rows()

t.test('every code that the product can give has a row in docs/errors', async (t) => {
  const known = new Set(documented.map(({ code }) => code))
  t.ok(made.size > 50)
  t.same(
    [...made].filter(([code]) => !known.has(code)).map(([code, path]) => `${code} of ${path}`),
    [],
  )
})

t.test('every row is about a code that the product can give', async (t) => {
  t.same(
    documented.filter(({ code }) => !made.has(code)).map(({ code, page }) => `${code} in ${page}`),
    [],
  )
})

t.test('a code has one row, with its meaning and what to do about it', async (t) => {
  const seen = new Map<string, string>()
  for (const { code, page, cells } of documented) {
    t.notOk(seen.has(code), `${code} in ${page} and ${seen.get(code)}`)
    seen.set(code, page)
    t.ok(
      cells.length === 2 && cells.every((cell) => cell.length > 5),
      `${code} in ${page}: | code | means | what to do |`,
    )
  }
})

t.test('docs/errors.md leads to every page of codes', async (t) => {
  const index = readFileSync('docs/errors.md', 'utf8')
  const linked = [...index.matchAll(/\]\(errors\/([\w-]+\.md)\)/g)].map(([, page]) => page!)
  t.same(linked.sort(), readdirSync('docs/errors').sort())
})

t.test('a code is made in one file, by a factory of its name', async (t) => {
  const homes = new Map<string, string>()
  for (const { path, text } of sources()) {
    for (const code of madeIn(text)) {
      t.notOk(homes.has(code), `${code} of ${path} and ${homes.get(code)}`)
      homes.set(code, path)
    }
    for (const [, code] of text.matchAll(/\bnew HubError\(\s*'(HUB_[A-Z0-9_]+)'/g))
      t.match(text, new RegExp(`\\b(const|function) ${code}\\b`), `${code} of ${path}`)
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { steps } from '../../bus/steps.js'

const FOLDER = 'docs/patterns'
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md')
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8')
const kebab = (kind: string) => kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The steps that a page says it is about. */
function kindsOn(page: string): readonly string[] {
  const [, listed = ''] = /^Steps?: (.+?)(?: · .+)?$/m.exec(read(page)) ?? []
  return [...listed.matchAll(/`(\w+)`/g)].map(([, kind]) => kind!)
}

const blocksOf = (page: string) => [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

function regionsOf(name: string): readonly (string | undefined)[] {
  const source = readFileSync(`test/patterns/${name}.test.ts`, 'utf8')
  return [...source.matchAll(/^\/\/ #region example\n([\s\S]*?)^\/\/ #endregion$/gm)].map(([, code]) => code)
}

t.test('every step has its page, and every page its steps', async (t) => {
  const listed = pages.flatMap((page) => kindsOn(page).map((kind) => ({ page, kind })))
  for (const kind of Object.keys(steps)) {
    const on = listed.filter((each) => each.kind === kind).map(({ page }) => page)
    t.equal(on.length, 1, `${kind} is on ${on.join(', ') || 'no page'}`)
  }
  for (const page of pages) {
    const kinds = kindsOn(page)
    t.ok(kinds.map(kebab).includes(page.slice(0, -3)), `${page} is named after ${kinds.join(' or ')}`)
    for (const kind of kinds) t.ok(Object.hasOwn(steps, kind), `${page}: ${kind} is a step`)
  }
})

t.test('the example on each page is the one that its test runs, byte for byte', async (t) => {
  for (const page of pages) {
    const [block, ...more] = blocksOf(page)
    const [region, ...others] = regionsOf(page.slice(0, -3))
    t.ok(region !== undefined && others.length === 0, `${page}: its test has one region`)
    t.equal(block, region, page)
    t.strictSame(more, [], `${page} shows nothing that nobody runs`)
  }
})

t.test('every page says what the step means for delivery', async (t) => {
  for (const page of pages) {
    const [, delivery = ''] = read(page).split('\n## Delivery\n')
    for (const row of ['recorded', 'order', 'cost'])
      t.match(delivery, new RegExp(`^\\| ${row}`, 'm'), `${page}: ${row}`)
    t.match(delivery, /^\| (on a retry|after a crash|an end)/im, `${page}: on a retry`)
    t.match(read(page), /\*\*Use it\*\*[\s\S]*\*\*Do\s+not use it\*\*/, page)
  }
})

t.test('every step leads to its page', async (t) => {
  const told = new Set<string>()
  for (const file of readdirSync('bus/steps').filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const source = readFileSync(`bus/steps/${file}`, 'utf8')
    for (const [, page] of source.matchAll(/See docs\/patterns\/([\w-]+\.md)/g)) {
      t.ok(pages.includes(page!), `${file} → ${page}`)
      told.add(page!)
    }
  }
  t.strictSame([...told].sort(), pages.sort(), 'and every page is led to')
})

t.test('the table lists every step', async (t) => {
  const table = read('README.md')
  for (const kind of Object.keys(steps)) {
    const page = pages.find((name) => kindsOn(name).includes(kind))
    t.match(table, new RegExp(`^\\| \\[\`${kind}\`\\]\\(${page}\\) \\|`, 'm'), kind)
  }
})

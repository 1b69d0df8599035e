import t from 'tap'
import { sourceOf } from './source.js'

const importsIn = (text: string) =>
  sourceOf('bus/a.ts', text).imports.map(({ kind, specifier, names }) => [kind, specifier ?? '?', ...names].join(' '))

t.test('every way of importing is seen', async (t) => {
  const ways: readonly (readonly [text: string, found: string])[] = [
    ["import a from './b.js'", 'import ./b.js a'],
    ['import a from "./b.js"', 'import ./b.js a'],
    ["import './b.js'", 'import ./b.js'],
    ["import * as a from './b.js'", 'import ./b.js *'],
    ["import {\n  a,\n  type B,\n  c as d,\n} from './b.js'", 'import ./b.js a B c'],
    ["import type { A } from './b.js'", 'import ./b.js A'],
    ["import a, { b } from './b.js'", 'import ./b.js a b'],
    ["export { a } from './b.js'", 'export ./b.js a'],
    ["export type { A } from './b.js'", 'export ./b.js A'],
    ["export * from './b.js'", 'export ./b.js *'],
    ["export * as b from './b.js'", 'export ./b.js *'],
    ["const a = await import('./b.js')", 'dynamic ./b.js *'],
    ['const a = await import(`./b.js`)', 'dynamic ./b.js *'],
    ["let a: import('./b.js').A", 'dynamic ./b.js *'],
    ["const a = require('./b.js')", 'dynamic ./b.js *'],
    ['const a = await import(name)', 'dynamic ? *'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    ['const a = await import(`./${name}.js`)', 'dynamic ? *'],
    ["const a = await import('./b' + c)", 'dynamic ? *'],
    ["import a from './b.json' with { type: 'json' }", 'import ./b.json a'],
  ]
  for (const [text, found] of ways) t.same(importsIn(text), [found], text)
})

t.test('what only looks like an import is not one', async (t) => {
  const looks = [
    "// import a from './b.js'",
    "/* import a from './b.js'\n */",
    'const a = "import b from \'./b.js\'"',
    "const a = `import b from './b.js'`",
    "const a = /import b from '.b.js'/",
    'const a = import.meta.url',
    "loader.import('./b.js')",
    "export const from = './b.js'",
    "export type A = 'b'",
    "export default './b.js'",
  ]
  for (const text of looks) t.same(importsIn(text), [], text)
})

t.test('an import after something awkward is still seen', async (t) => {
  const awkward = [
    "const a = 'it\\'s'",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    'const a = `one ${two(`${three}`)} }`',
    'const a = b / c / d',
    'const a = /[/\'"`]/g',
    "const a = x.replace(/\\/'/, '')",
    '/** it’s a comment */',
    'export type { A }',
    'export { a }',
  ]
  for (const text of awkward) t.same(importsIn(`${text}\nimport b from './b.js'`), ['import ./b.js b'], text)
})

t.test('a relative import is resolved against its file, and its line is told', async (t) => {
  const [found] = sourceOf('bus/steps/a.ts', "\n/*\n*/\nimport a from '../ports/b.js'\n").imports
  t.match(found, { target: 'bus/ports/b.ts', line: 4 })
})

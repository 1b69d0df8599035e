import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { plainEnvironment } from '../spawned.js'

const DIRECTIVE = /^ *\/\/ @ts-expect-error (.+)$/

/** Compiles a file of cases, changed by `change`, as deep below the root as it stands itself; gives the lines with errors. */
function linesRefused(file: string, change: (lines: readonly string[]) => readonly string[]): readonly number[] {
  mkdirSync('.build', { recursive: true })
  const folder = mkdtempSync(join('.build', 'typecheck-'))
  try {
    const lines = readFileSync(join('test/typecheck', file), 'utf8').split('\n')
    writeFileSync(join(folder, file), change(lines).join('\n'))
    const compilerOptions = { noEmit: true, rootDir: '../..' }
    const config = { extends: '../../tsconfig.json', compilerOptions, include: [file], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join('node_modules', 'typescript', 'lib', 'tsc.js')
    const args = [compiler, '--pretty', 'false', '-p', folder]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: plainEnvironment() })
    if (status !== 0 && stdout === '') throw new Error(`the compiler did not run: ${stderr}`)
    return [...stdout.matchAll(/(\w+\.ts)\((\d+),\d+\): error/g)]
      .filter(([, name]) => name === file)
      .map(([, , line]) => Number(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const directivesOf = (file: string) =>
  readFileSync(join('test/typecheck', file), 'utf8')
    .split('\n')
    .flatMap((text, at) => (DIRECTIVE.test(text) ? [{ line: at + 1, says: DIRECTIVE.exec(text)![1]! }] : []))

for (const [file, what] of [
  ['cases.ts', 'flow language'],
  ['layouts.ts', 'layout language'],
] as const) {
  const directives = directivesOf(file)

  t.test(`the cases of the ${what} compile as they stand`, async (t) => {
    t.same(
      linesRefused(file, (lines) => lines),
      [],
    )
  })

  t.test(`the ${what} refuses every mistake that the cases name`, async (t) => {
    const refused = linesRefused(file, (lines) => lines.map((line) => (DIRECTIVE.test(line) ? '//' : line)))
    t.ok(directives.length > 15)
    for (const { line, says } of directives) t.ok(refused.includes(line + 1), `${says} (line ${line + 1})`)
    t.same(
      refused.filter((line) => !directives.some((directive) => directive.line + 1 === line)),
      [],
      'and nothing else',
    )
  })
}

t.test('a refusal that no longer refuses is noticed', async (t) => {
  const { line } = directivesOf('cases.ts')[0]!
  const mended = linesRefused('cases.ts', (lines) => lines.map((text, at) => (at === line ? '//' : text)))
  t.ok(mended.includes(line), 'the compiler reports the expectation that was not met')
})

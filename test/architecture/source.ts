import { posix } from 'node:path'
import { type Token, tokensOf } from './tokens.js'

export interface Import {
  /** As written; undefined when it is computed at run time. */
  readonly specifier?: string
  /** For a relative one: the path of the TypeScript file inside the project. */
  readonly target?: string
  readonly kind: 'import' | 'export' | 'dynamic'
  /** Names that are asked for; `*` for a namespace or everything. */
  readonly names: readonly string[]
  readonly line: number
}

export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly tokens: readonly Token[]
  readonly imports: readonly Import[]
  /** It has exports, and every one of them is defined elsewhere. */
  readonly onlyReExports: boolean
}

const isMark = (token: Token | undefined, value: string) => token?.kind === 'mark' && token.value === value
const isWord = (token: Token | undefined, value: string) => token?.kind === 'word' && token.value === value

function targetOf(path: string, specifier: string): { readonly target?: string } {
  if (!specifier.startsWith('.')) return {}
  return { target: posix.normalize(posix.join(posix.dirname(path), specifier)).replace(/\.js$/, '.ts') }
}

/** The words between the braces of an import or export clause, each under its own name (before `as`). */
function namesIn(clause: readonly Token[]): readonly string[] {
  if (clause.some((token) => isMark(token, '*'))) return ['*']
  const names: string[] = []
  clause.forEach((token, at) => {
    if (token.kind !== 'word' || ['type', 'as', 'import', 'export'].includes(token.value)) return
    if (!isWord(clause[at - 1], 'as')) names.push(token.value)
  })
  return names
}

/** Where a clause that begins at `start` names its source: the index of the text after `from`, or -1. */
function fromText(tokens: readonly Token[], start: number): number {
  let at = start + 1
  if (isWord(tokens[at], 'type')) at++
  const begun = at
  for (let depth = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === 'text') return isWord(tokens[at - 1], 'from') || at === begun ? at : -1
    if (isMark(token, '{')) depth++
    else if (isMark(token, '}')) depth--
    else if (token.kind === 'mark' && !'*,'.includes(token.value)) return -1
    else if (depth === 0 && token.kind === 'word' && DEFINES.has(token.value)) return -1
  }
  return -1
}

const DEFINES = new Set(
  'const let var function class interface enum namespace module declare abstract async default import export'.split(
    ' ',
  ),
)

interface Found {
  readonly imports: readonly Import[]
  readonly onlyReExports: boolean
}

function find(path: string, tokens: readonly Token[]): Found {
  const imports: Import[] = []
  let reExports = 0
  let own = 0
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const isClause = isWord(token, 'import') || isWord(token, 'export')
    const called = isMark(tokens[at + 1], '(')
    if (isMark(tokens[at - 1], '.') || (!isClause && !isWord(token, 'require'))) own++
    else if (called && !isWord(token, 'export')) {
      const text = tokens[at + 2]
      const fixed = text?.kind === 'text' && !text.composed && /^[),]$/.test(tokens[at + 3]?.value ?? '')
      imports.push({
        kind: 'dynamic',
        names: ['*'],
        line: token.line,
        ...(fixed ? { specifier: text.value, ...targetOf(path, text.value) } : {}),
      })
      own++
    } else if (isClause) {
      const text = fromText(tokens, at)
      if (text > 0) {
        const specifier = tokens[text]!.value
        const kind = token.value as 'import' | 'export'
        const names = namesIn(tokens.slice(at + 1, text - 1))
        imports.push({ kind, specifier, names, line: token.line, ...targetOf(path, specifier) })
        if (kind === 'export') reExports++
        at = text
      } else if (isWord(token, 'export') && isMark(tokens[isWord(tokens[at + 1], 'type') ? at + 2 : at + 1], '{')) {
        // `export { a, b }`: of things made here or brought in; whether anything is made here shows elsewhere.
        while (at < tokens.length && !isMark(tokens[at], '}')) at++
        reExports++
      } else own++
    } else own++
  }
  const semicolons = tokens.filter((token) => isMark(token, ';')).length
  return { imports, onlyReExports: reExports > 0 && own - semicolons <= 0 }
}

/** A file as the rules see it. */
export function sourceOf(path: string, text: string): Source {
  const tokens = tokensOf(text)
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return { path, text, lines, tokens, ...find(path, tokens) }
}

/** Lines on which `name` is called as a function of its own, not as somebody's method. */
export function callsOf(source: Source, name: string): readonly number[] {
  return source.tokens.flatMap((token, at) =>
    isWord(token, name) && isMark(source.tokens[at + 1], '(') && !isMark(source.tokens[at - 1], '.')
      ? [token.line]
      : [],
  )
}

/** Fixed texts given as first argument to a function or method of that name. */
export function textsGivenTo(
  source: Source,
  name: string,
): readonly { readonly text: string; readonly line: number }[] {
  return source.tokens.flatMap((token, at) => {
    const given = source.tokens[at + 2]
    const matches =
      isWord(token, name) && isMark(source.tokens[at + 1], '(') && given?.kind === 'text' && !given.composed
    return matches ? [{ text: given.value, line: token.line }] : []
  })
}

/** The id that a maker is given: its first argument, or the `name` of the object that is its first argument. */
export function idGivenTo(source: Source, maker: string): { readonly text: string; readonly line: number } | undefined {
  const [given] = textsGivenTo(source, maker)
  if (given) return given
  const { tokens } = source
  const call = tokens.findIndex(
    (token, at) => isWord(token, maker) && isMark(tokens[at + 1], '(') && isMark(tokens[at + 2], '{'),
  )
  if (call < 0) return undefined
  for (let at = call + 3, depth = 0; at < tokens.length && depth >= 0; at++) {
    const token = tokens[at]!
    if (token.kind === 'mark' && '{(['.includes(token.value)) depth++
    else if (token.kind === 'mark' && '})]'.includes(token.value)) depth--
    else if (depth === 0 && isWord(token, 'name') && isMark(tokens[at + 1], ':') && tokens[at + 2]?.kind === 'text')
      return { text: tokens[at + 2]!.value, line: token.line }
  }
  return undefined
}

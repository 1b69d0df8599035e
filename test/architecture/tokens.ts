// Just enough of TypeScript's lexical grammar to read imports and calls without being fooled by comments, strings,
// templates or regular expressions. The compiler has no JavaScript interface any more, so the test reads for itself.

export interface Token {
  readonly kind: 'word' | 'text' | 'mark'
  /** The word or mark; of a text its contents, raw. */
  readonly value: string
  readonly line: number
  /** A template with substitutions: its contents are not one fixed text. */
  readonly composed?: true
}

// After one of these words a slash begins a regular expression; after any other word it divides.
const BEFORE_REGEX = new Set('return typeof instanceof in of new delete void throw case do else yield await'.split(' '))
const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy
const NUMBER = /\d[\w.]*/y

/** The tokens of a source file, without comments and blanks. Numbers count as words. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  const push = (kind: Token['kind'], value: string, more: { composed?: true } = {}) =>
    tokens.push({ kind, value, line, ...more })
  const countLines = (text: string) => {
    for (const character of text) if (character === '\n') line++
  }
  const matchHere = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0]
  }
  const regexMayBegin = () => {
    const last = tokens.at(-1)
    if (last === undefined) return true
    if (last.kind === 'text') return false
    if (last.kind === 'word') return BEFORE_REGEX.has(last.value)
    return last.value !== ')' && last.value !== ']' && last.value !== '}'
  }
  const quoted = (quote: string) => {
    const from = ++at
    while (at < source.length && source[at] !== quote && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1
    push('text', source.slice(from, at))
    at++
  }
  const regex = () => {
    for (let inClass = false; ++at < source.length && source[at] !== '\n'; ) {
      if (source[at] === '\\') at++
      else if (source[at] === '[') inClass = true
      else if (source[at] === ']') inClass = false
      else if (source[at] === '/' && !inClass) break
    }
    at++
    at += matchHere(/[a-z]*/y)?.length ?? 0
    push('text', '')
  }
  const template = () => {
    const begun = line
    let text = ''
    let composed = false
    const inner: Token[] = []
    for (at++; at < source.length && source[at] !== '`'; ) {
      if (source.startsWith('${', at)) {
        composed = true
        at += 2
        const before = tokens.length
        scan('}')
        inner.push(...tokens.splice(before))
      } else {
        const length = source[at] === '\\' ? 2 : 1
        const piece = source.slice(at, at + length)
        countLines(piece)
        text += piece
        at += length
      }
    }
    at++
    tokens.push({ kind: 'text', value: text, line: begun, ...(composed ? { composed: true as const } : {}) }, ...inner)
  }
  /** Reads until the closing brace of a substitution, or to the end. */
  const scan = (until?: '}') => {
    for (let depth = 0; at < source.length; ) {
      const character = source[at]!
      if (character === '\n') line++
      if (/\s/.test(character)) at++
      else if (source.startsWith('//', at)) at += matchHere(/[^\n]*/y)!.length
      else if (source.startsWith('/*', at)) {
        const end = source.indexOf('*/', at + 2)
        const comment = source.slice(at, end < 0 ? source.length : end + 2)
        countLines(comment)
        at += comment.length
      } else if (character === "'" || character === '"') quoted(character)
      else if (character === '`') template()
      else if (character === '/' && regexMayBegin()) regex()
      else {
        const word = matchHere(WORD) ?? matchHere(NUMBER)
        if (word === undefined && character === '}' && depth === 0 && until) {
          at++
          return
        }
        if (character === '{') depth++
        if (character === '}') depth--
        push(word === undefined ? 'mark' : 'word', word ?? character)
        at += (word ?? character).length
      }
    }
  }
  scan()
  return tokens
}

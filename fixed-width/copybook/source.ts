import { HUB_COPYBOOK_SYNTAX } from './errors.js'

/** One word of a copybook, literals in their quotes. */
export interface Word {
  readonly text: string
  readonly line: number
}
/** The words up to a period: one data description entry. */
export type Sentence = readonly [Word, ...Word[]]

/**
 * `fixed`: columns 1-6 hold line numbers, 7 an indicator (`*` and `/` comment, `-` continuation, `D` debugging), 8-72 COBOL and the rest
 * is ignored. `free`: COBOL from the first column on.
 */
export type SourceFormat = 'fixed' | 'free'

const TAB_STOP = 8
const CODE_FROM = 7
const CODE_TO = 72
/** Words that only steer a listing, on a line of their own and without a period. */
const LISTING = /^(?:EJECT|SKIP[123])\.?$/i
/** A literal with what is stuck to it, or anything without blanks. */
const WORD = /[A-Za-z]?(?:"(?:[^"]|"")*"|'(?:[^']|'')*')[.,;]*|\S+/g

interface Line {
  code: string
  readonly line: number
}

/** Throws HUB_COPYBOOK_SYNTAX. */
export function sentencesOf(text: string, format: SourceFormat): readonly Sentence[] {
  const sentences: Sentence[] = []
  let words: Word[] = []
  for (const { code, line } of codeOf(text, format)) {
    for (const [found] of code.matchAll(WORD)) {
      const bare = found.replace(/[,;]+$/, '')
      const ends = bare.endsWith('.')
      const word = ends ? bare.slice(0, -1) : bare
      if (/^[A-Za-z]?["']/.test(word) && !/^[A-Za-z]?(?:"(?:[^"]|"")*"|'(?:[^']|'')*')$/.test(word)) {
        throw HUB_COPYBOOK_SYNTAX(line, 'a literal with a quote at its end', word)
      }
      if (word !== '') words.push({ text: word, line })
      if (!ends) continue
      const [first, ...rest] = words
      if (first !== undefined) sentences.push([first, ...rest])
      words = []
    }
  }
  if (words.length > 0)
    throw HUB_COPYBOOK_SYNTAX(words.at(-1)!.line, 'a period at the end of the entry', 'the end of the copybook')
  return sentences
}

/** Lines of COBOL, continued ones joined and comments left out. */
function codeOf(text: string, format: SourceFormat): readonly Line[] {
  const lines: Line[] = []
  for (const [i, raw] of text
    .replaceAll('\u001a', '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const whole = withoutTabs(raw)
    const indicator = format === 'fixed' ? (whole[CODE_FROM - 1] ?? ' ') : whole.trimStart().startsWith('*') ? '*' : ' '
    const full = format === 'fixed' ? whole.slice(CODE_FROM, CODE_TO) : whole
    const code = full.replace(/\*>.*$/, '')
    if ('*/Dd'.includes(indicator) || LISTING.test(code.trim())) continue
    if (indicator === '-') continueLine(lines, code, i + 1)
    else if (indicator === ' ') {
      if (code.trim() !== '') lines.push({ code, line: i + 1 })
    } else if (whole.trim() !== '') {
      const expected = 'a blank, *, /, - or D in column 7 (or is the copybook of free format?)'
      throw HUB_COPYBOOK_SYNTAX(i + 1, expected, JSON.stringify(indicator))
    }
  }
  return lines
}

function continueLine(lines: readonly Line[], code: string, line: number): void {
  const before = lines.at(-1)
  if (before === undefined) throw HUB_COPYBOOK_SYNTAX(line, 'a line that this one continues', 'none')
  const more = code.trimStart()
  const open = openQuote(before.code)
  // A literal goes on to column 72 and its continuation begins with the quote once more; a word ends where its letters do.
  if (open !== undefined && more.startsWith(open)) before.code = before.code.padEnd(CODE_TO - CODE_FROM) + more.slice(1)
  else before.code = before.code.trimEnd() + more
}

function openQuote(code: string): string | undefined {
  let open: string | undefined
  for (const character of code) {
    if (open === undefined && (character === '"' || character === "'")) open = character
    else if (character === open) open = undefined
  }
  return open
}

function withoutTabs(line: string): string {
  if (!line.includes('\t')) return line
  let out = ''
  for (const character of line) {
    out += character === '\t' ? ' '.repeat(TAB_STOP - (out.length % TAB_STOP)) : character
  }
  return out
}

import { HUB_COPYBOOK_SYNTAX, HUB_COPYBOOK_UNSUPPORTED } from './errors.js'
import { type Picture, pictureOf } from './picture.js'
import { type Sentence, type SourceFormat, sentencesOf, type Word } from './source.js'

export type Usage = 'display' | 'binary' | 'native' | 'packed' | 'float' | 'double' | 'index' | 'pointer'

/** One item of a copybook, with what it inherits from the groups around it. */
export interface Item {
  readonly level: number
  /** As written, in capitals; FILLER where it has none. */
  readonly name: string
  readonly line: number
  readonly picture: Picture | undefined
  readonly usage: Usage
  readonly sign: Sign | undefined
  readonly occurs: number
  readonly redefines: string | undefined
  readonly sync: boolean
  readonly justified: boolean
  readonly blankWhenZero: boolean
  /** Its level-88 names with their values, as words. */
  readonly conditions: string[]
  readonly children: Item[]
}
export interface Sign {
  readonly leading: boolean
  readonly separate: boolean
}
export interface EntryOptions {
  readonly format?: SourceFormat
  /** DECIMAL-POINT IS COMMA: in edited pictures the comma is the decimal point. */
  readonly decimalComma?: boolean
  /** `most`: OCCURS … DEPENDING ON stands as often as it may at most, as in files of fixed length. Without it, it is refused. */
  readonly dependingOn?: 'most'
}

const USAGES: Readonly<Record<string, Usage>> = {
  DISPLAY: 'display',
  BINARY: 'binary',
  COMP: 'binary',
  COMPUTATIONAL: 'binary',
  'COMP-4': 'binary',
  'COMPUTATIONAL-4': 'binary',
  'COMP-5': 'native',
  'COMPUTATIONAL-5': 'native',
  'COMP-3': 'packed',
  'COMPUTATIONAL-3': 'packed',
  'PACKED-DECIMAL': 'packed',
  'COMP-1': 'float',
  'COMPUTATIONAL-1': 'float',
  'COMP-2': 'double',
  'COMPUTATIONAL-2': 'double',
  INDEX: 'index',
  POINTER: 'pointer',
}
const FOREIGN = /^(?:COMP(?:UTATIONAL)?-[6-9X]|NATIONAL|DISPLAY-1|FUNCTION-POINTER|PROCEDURE-POINTER|OBJECT)$/
const CLAUSE =
  /^(?:REDEFINES|PIC|PICTURE|USAGE|SIGN|LEADING|TRAILING|OCCURS|SYNC|SYNCHRONIZED|JUST|JUSTIFIED|BLANK|VALUE|VALUES|EXTERNAL|GLOBAL)$/
const NAME = /^[A-Z0-9](?:[A-Z0-9_-]*[A-Z0-9])?$/
const MOST_OCCURRENCES = 100_000

type Draft = { -readonly [K in keyof Item]: Item[K] }

/** The items of level 01 and 77; a copybook that begins lower gets one around it. Throws HUB_COPYBOOK_SYNTAX, _PICTURE, _UNSUPPORTED. */
export function entriesOf(
  text: string,
  options: EntryOptions = {},
): { readonly roots: Item[]; readonly notes: string[] } {
  const roots: Draft[] = []
  const notes: string[] = []
  const around: Draft[] = []
  for (const sentence of sentencesOf(text, options.format ?? 'fixed')) {
    const [first, ...words] = sentence
    const level = /^[0-9]{1,2}$/.test(first.text) ? Number(first.text) : -1
    if (level === 66) {
      notes.push(`line ${first.line}: RENAMES (${words[0]?.text ?? 'level 66'}) is passed over`)
      continue
    }
    if (level === 88) {
      const [named, ...values] = words
      const last = around.at(-1)
      if (last === undefined || named === undefined)
        throw HUB_COPYBOOK_SYNTAX(first.line, 'an item before level 88', 'none')
      last.conditions.push(
        `${named.text.toUpperCase()} ${values
          .map(({ text }) => text)
          .join(' ')
          .replace(/^VALUES?\s*(?:IS|ARE)?\s*/i, '')}`,
      )
      continue
    }
    if (level !== 77 && !(level >= 1 && level <= 49)) throw notALevel(first)
    while (around.length > 0 && (level === 77 || around.at(-1)!.level >= level)) around.pop()
    const parent = around.at(-1)
    if (parent === undefined && level > 1 && level < 50 && roots.at(-1)?.name !== IMPLIED)
      roots.push(implied(first.line))
    const group = parent ?? (level > 1 && level < 50 ? roots.at(-1)! : undefined)
    const item = new Clauses(sentence, level, group, options).item()
    ;(group?.children ?? roots).push(item)
    around.push(item)
  }
  if (roots.length === 0) throw HUB_COPYBOOK_SYNTAX(1, 'an entry such as 01 NAME.', 'none')
  const records = roots.filter(({ level }) => level === 1)
  if (records.length === 0) records.push(...roots)
  for (const { level, line, name } of roots) {
    if (level === 77 && !records.some((one) => one.level === 77))
      notes.push(`line ${line}: ${name}, level 77, is passed over`)
  }
  for (const root of records) check(root)
  return { roots: records, notes }
}

/** The name of the record around items of a copybook that has no level 01. */
export const IMPLIED = 'RECORD'

const EMPTY = {
  picture: undefined,
  usage: 'display',
  sign: undefined,
  occurs: 1,
  redefines: undefined,
  sync: false,
  justified: false,
  blankWhenZero: false,
} as const
const implied = (line: number): Draft => ({ ...EMPTY, level: 1, name: IMPLIED, line, conditions: [], children: [] })

function notALevel(first: Word): Error {
  if (/^(?:COPY|REPLACE|EXEC|\+\+INCLUDE|-INC)$/i.test(first.text)) {
    return HUB_COPYBOOK_UNSUPPORTED(first.line, first.text.toUpperCase(), 'put what it brings in into the text')
  }
  return HUB_COPYBOOK_SYNTAX(first.line, 'a level number 01 to 49, 66, 77 or 88', JSON.stringify(first.text))
}

function check(item: Item): void {
  const says = (expected: string, found: string) => HUB_COPYBOOK_SYNTAX(item.line, expected, found)
  if (item.children.length > 0 && item.picture !== undefined)
    throw says(`no items below ${item.name}, which has a picture`, item.children[0]!.name)
  if (item.children.length === 0 && item.picture === undefined && !NO_PICTURE.has(item.usage))
    throw says(`PIC for ${item.name}`, 'none')
  if (item.picture !== undefined && NO_PICTURE.has(item.usage)) throw says(`no PIC for ${item.name}`, 'one')
  if (item.picture !== undefined && item.picture.kind !== 'number' && item.usage !== 'display')
    throw says(`a picture of digits for ${item.name}, whose usage is not DISPLAY`, 'another')
  for (const child of item.children) check(child)
}
const NO_PICTURE: ReadonlySet<Usage> = new Set(['float', 'double', 'index', 'pointer'])

/** The clauses of one entry, word by word. */
class Clauses {
  readonly #words: Sentence
  readonly #options: EntryOptions
  readonly #draft: Draft
  #at = 1

  constructor(words: Sentence, level: number, group: Item | undefined, options: EntryOptions) {
    this.#words = words
    this.#options = options
    const { usage, sign, sync } = group ?? EMPTY
    this.#draft = {
      ...EMPTY,
      level,
      name: 'FILLER',
      line: words[0].line,
      usage,
      sign,
      sync,
      conditions: [],
      children: [],
    }
  }

  item(): Draft {
    const named = this.#peek()
    if (named !== undefined && !CLAUSE.test(named) && USAGES[named] === undefined) {
      if (!NAME.test(named)) throw this.#wrong('a name of letters, digits and hyphens')
      this.#draft.name = named
      this.#at++
    }
    while (this.#peek() !== undefined) this.#clause(this.#next())
    return this.#draft
  }

  #clause(word: string): void {
    const draft = this.#draft
    if (word === 'REDEFINES') draft.redefines = this.#name()
    else if (word === 'PIC' || word === 'PICTURE') this.#picture()
    else if (word === 'USAGE') {
      this.#skip('IS')
      this.#usage(this.#next())
    } else if (word === 'SIGN' || word === 'LEADING' || word === 'TRAILING') this.#sign(word)
    else if (word === 'OCCURS') this.#occurs()
    else if (word === 'SYNC' || word === 'SYNCHRONIZED') {
      this.#skip('LEFT', 'RIGHT')
      draft.sync = true
    } else if (word === 'JUST' || word === 'JUSTIFIED') {
      this.#skip('RIGHT')
      draft.justified = true
    } else if (word === 'BLANK') {
      this.#skip('WHEN')
      if (!/^ZERO(?:E?S)?$/.test(this.#next())) throw this.#wrong('ZERO', -1)
      draft.blankWhenZero = true
    } else if (word === 'VALUE' || word === 'VALUES') {
      // What memory holds at the start of a program says nothing about a file.
      while (this.#peek() !== undefined && !CLAUSE.test(this.#peek()!) && USAGES[this.#peek()!] === undefined)
        this.#at++
    } else if (word === 'EXTERNAL' || word === 'GLOBAL') this.#skip()
    else this.#usage(word)
  }

  #picture(): void {
    this.#skip('IS')
    const line = this.#line()
    const written = this.#next()
    this.#draft.picture = pictureOf(line, this.#draft.name, written, this.#options.decimalComma === true ? ',' : '.')
  }

  #usage(word: string): void {
    const usage = USAGES[word]
    if (usage === undefined && FOREIGN.test(word)) {
      const what = `the usage ${word} (${this.#draft.name})`
      throw HUB_COPYBOOK_UNSUPPORTED(this.#line(-1), what, 'write PIC X(n) of as many bytes in its place')
    }
    if (usage === undefined) throw this.#wrong('a clause such as PIC, USAGE or OCCURS', -1)
    this.#draft.usage = usage
  }

  #sign(word: string): void {
    let where = word
    if (word === 'SIGN') {
      this.#skip('IS')
      where = this.#next()
    }
    if (where !== 'LEADING' && where !== 'TRAILING') throw this.#wrong('LEADING or TRAILING', -1)
    const separate = this.#peek() === 'SEPARATE'
    this.#skip('SEPARATE')
    this.#skip('CHARACTER')
    this.#draft.sign = { leading: where === 'LEADING', separate }
  }

  #occurs(): void {
    let times = this.#number()
    if (this.#peek() === 'TO') {
      this.#at++
      times = this.#number()
    }
    this.#skip('TIMES')
    for (let word = this.#peek(); word !== undefined; word = this.#peek()) {
      if (word === 'DEPENDING') {
        const line = this.#line()
        this.#at++
        this.#skip('ON')
        const on = this.#name()
        if (this.#options.dependingOn !== 'most') {
          const what = `OCCURS DEPENDING ON ${on} (${this.#draft.name})`
          const instead = `if it always stands ${times} times, as in files of fixed length, say so with the option dependingOn: 'most'`
          throw HUB_COPYBOOK_UNSUPPORTED(line, what, instead)
        }
      } else if (word === 'ASCENDING' || word === 'DESCENDING' || word === 'INDEXED') {
        this.#at++
        while (
          this.#peek() !== undefined &&
          !CLAUSE.test(this.#peek()!) &&
          !/^(?:DEPENDING|ASCENDING|DESCENDING|INDEXED)$/.test(this.#peek()!) &&
          USAGES[this.#peek()!] === undefined
        )
          this.#at++
      } else break
    }
    this.#draft.occurs = times
  }

  #number(): number {
    const word = this.#next()
    const times = /^[0-9]{1,6}$/.test(word) ? Number(word) : 0
    if (times < 1 || times > MOST_OCCURRENCES) throw this.#wrong(`a number from 1 to ${MOST_OCCURRENCES}`, -1)
    return times
  }

  #name(): string {
    const word = this.#next()
    if (!NAME.test(word)) throw this.#wrong('a name', -1)
    while (this.#peek() === 'OF' || this.#peek() === 'IN') this.#at += 2
    return word
  }

  #peek(): string | undefined {
    return this.#words[this.#at]?.text.toUpperCase()
  }
  #next(): string {
    const word = this.#peek()
    if (word === undefined) throw HUB_COPYBOOK_SYNTAX(this.#line(-1), 'more of the clause', 'the period')
    this.#at++
    return word
  }
  #skip(...words: readonly string[]): void {
    if (words.includes(this.#peek() ?? '')) this.#at++
  }
  #line(ahead = 0): number {
    return (this.#words[this.#at + ahead] ?? this.#words.at(-1)!).line
  }
  #wrong(expected: string, ahead = 0): Error {
    return HUB_COPYBOOK_SYNTAX(
      this.#line(ahead),
      expected,
      JSON.stringify(this.#words[this.#at + ahead]?.text ?? 'nothing'),
    )
  }
}

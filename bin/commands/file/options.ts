import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { EncodingName, Widths } from '../../../fixed-width/encoding.js'
import type { AnyLayout } from '../../../fixed-width/layout.js'
import { LENIENCIES, type Leniency } from '../../../fixed-width/lenient.js'
import type { Cli } from '../../cli.js'
import { HUB_FILE_OPEN } from './errors.js'
import { layoutOf } from './layouts.js'

/** How a file is read; the same for every command that reads one. */
export interface HowRead {
  readonly encoding?: EncodingName
  readonly widths?: Widths
  readonly copybook?: string
  readonly lines?: 'crlf' | 'lf' | 'none'
}
export interface HowJudged {
  readonly lenient?: readonly Leniency[]
  readonly most?: number
}

/** Options that say which layout a file has. */
export function withLayout(command: Command): Command {
  return command
    .option('--encoding <name>', 'read the file in this encoding instead of the layout’s own')
    .option(
      '--widths <unit>',
      'what a column is: bytes or characters (characters in utf-8)',
      oneOf('bytes', 'characters'),
    )
    .option('--copybook <file>', 'a COBOL copybook in place of the layout’s name')
    .option('--lines <end>', 'line ends of a copybook’s file: crlf, lf or none (none)', oneOf('crlf', 'lf', 'none'))
}

/** Options that say what is wrong and how much of it is told. */
export function withJudgement(command: Command): Command {
  return command
    .option('--lenient <rules>', `pass over and count, separated by commas: ${LENIENCIES.join(', ')}`, rules)
    .option('--most <n>', 'tell at most so many problems (1000)', wholeNumber)
}

export const withProgress = (command: Command) =>
  command.option('--progress', 'tell on standard error how far it is, though that is no terminal', false)

/** The layout that a command names first, or the copybook in its place, and its files, which `names` says. */
export async function layoutAndFiles(
  cli: Cli,
  command: Command,
  given: readonly string[],
  how: HowRead,
  names: readonly string[],
): Promise<{ readonly layout: AnyLayout; readonly files: readonly string[] }> {
  const wanted = how.copybook === undefined ? ['layout', ...names] : names
  const missing = wanted[given.length]
  if (missing !== undefined) command.error(`error: missing required argument '${missing}'`)
  if (given.length > wanted.length) command.error(`error: too many arguments: expected ${wanted.join(', ')}`)
  if (how.copybook !== undefined) return { layout: await copybookOf(cli, how.copybook, how), files: given }
  if (how.lines !== undefined) command.error('error: --lines belongs to --copybook; a layout says how its lines end')
  const [name, ...files] = given
  return { layout: inEncoding(await layoutOf(cli, name!), how), files }
}

function inEncoding(layout: AnyLayout, { encoding, widths }: HowRead): AnyLayout {
  if (encoding === undefined && widths === undefined) return layout
  const name = encoding ?? layout.machine.encoding.name
  return layout.inEncoding(name, widths ?? (name === 'utf-8' ? 'characters' : 'bytes'))
}

async function copybookOf(cli: Cli, path: string, how: HowRead): Promise<AnyLayout> {
  const text = await readFile(resolve(cli.shell.cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw HUB_FILE_OPEN(path, error.code ?? 'unknown')
  })
  const { layoutOfCopybook } = await import('../../../fixed-width/copybook.js')
  const name = path.replace(/^.*[/\\]|\.[^.]*$/g, '')
  return layoutOfCopybook(name, text, { encoding: how.encoding ?? 'cp037', lines: { write: how.lines ?? 'none' } })
}

/** The parser of an option that is one of these words. */
export function oneOf<const T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text)
    if (found === undefined) throw new InvalidArgumentError(`It is ${words.join(' or ')}.`)
    return found
  }
}

function rules(text: string): readonly Leniency[] {
  return text.split(',').map((word) => {
    const found = LENIENCIES.find((one) => one === word.trim())
    if (found === undefined) throw new InvalidArgumentError(`There are ${LENIENCIES.join(', ')}.`)
    return found
  })
}

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('It is a whole number from 1.')
  return count
}

const THOUSANDS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

/** How many records: a whole number, also as 20k or 5M. */
export function manyRecords(text: string): number {
  const [, digits, unit] = /^(\d{1,12})([kMG]?)$/.exec(text) ?? []
  if (digits === undefined) throw new InvalidArgumentError('It is a whole number, such as 1000, 20k or 5M.')
  return Number(digits) * THOUSANDS[unit!]!
}

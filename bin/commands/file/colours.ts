import { styleText } from 'node:util'
import type { Command } from 'commander'
import type { Style } from '../../../fixed-width/workbench/show.js'
import type { Cli } from '../../cli.js'

type Format = Parameters<typeof styleText>[0]

const FORMATS: Readonly<Record<Style | 'added' | 'missing' | 'changed', Format | undefined>> = {
  tag: ['bold', 'yellow'],
  constant: 'gray',
  total: 'magenta',
  odd: 'cyan',
  even: undefined,
  hidden: 'gray',
  end: 'gray',
  wrong: 'red',
  gutter: 'gray',
  added: 'green',
  missing: 'red',
  changed: 'yellow',
}
export type Painter = (style: keyof typeof FORMATS, text: string) => string

export const withColour = (command: Command) =>
  command.option('--color', 'use colours though this is no terminal').option('--no-color', 'use no colours')

/**
 * Colours where a person looks on: as --color or --no-color say, else FORCE_COLOR, else NO_COLOR
 * (https://no-color.org), else whether standard output is a terminal.
 */
export function painterOf(cli: Cli, color: boolean | undefined): Painter {
  const { env, streams } = cli.shell
  const { FORCE_COLOR: forced, NO_COLOR: none } = env
  const byEnvironment = forced !== undefined && forced !== '' ? forced !== '0' && forced !== 'false' : undefined
  const wanted = color ?? byEnvironment ?? (none !== undefined && none !== '' ? false : streams?.stdout.isTTY === true)
  if (!wanted) return (_, text) => text
  return (style, text) => {
    const format = FORMATS[style]
    return format === undefined || text === '' ? text : styleText(format, text, { validateStream: false })
  }
}

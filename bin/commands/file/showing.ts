import type { HowShown } from '../../../fixed-width/workbench/show.js'
import type { Cli } from '../../cli.js'
import { painterOf } from './colours.js'
import type { HowJudged, HowRead } from './options.js'

/** What `file show` was told. */
export interface ShowOptions extends HowRead, HowJudged {
  readonly raw: boolean
  readonly from: number
  readonly to?: number
  readonly fold?: number
  readonly wrong: boolean
  readonly fields: boolean
  readonly hex: boolean
  readonly personal: boolean
  readonly progress: boolean
  readonly color?: boolean
}

/** How lines are shown here: folded at what a terminal has room for. */
export function howShown(
  cli: Cli,
  { encoding, names, separated }: Pick<HowShown, 'encoding' | 'names' | 'separated'>,
  { fold, personal, fields, hex, color }: ShowOptions,
): HowShown {
  const columns = cli.shell.streams?.stdout.isTTY === true ? (cli.shell.streams.stdout.columns ?? 0) : 0
  const room = columns - names - GUTTER
  const own = room < 20 ? 0 : room - (room % 10)
  return { encoding, names, separated, personal, fields, hex, fold: fold ?? own, paint: painterOf(cli, color) }
}
const GUTTER = 14

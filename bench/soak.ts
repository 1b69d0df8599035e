/*
 * `npm run soak -- --minutes 20 [--rate r]`: a hub under a steady load, half of what it can do unless told, to see whether
 * its memory stays flat and its books stay within the budget of history. Not part of `npm test`. Ends with one JSON object
 * and exit code 1 when either does not hold.
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { FlowResult } from './flow.js'
import { round } from './measure.js'
import { inItsOwnProcess } from './part.js'
import { boundMb, budgetMb, type Sample, type SoakHubOptions, type SoakHubResult } from './soak-hub.js'

export interface SoakResult {
  readonly minutes: number
  readonly rate: number
  readonly messages: number
  /** After the first quarter, in which the process warms up; and at the end. */
  readonly rssStartMb: number
  readonly rssEndMb: number
  /** Slope of the line through the samples after the first quarter (least squares). */
  readonly rssSlopeMbPerHour: number
  /** The largest the books were. */
  readonly booksMb: number
  readonly booksBoundMb: number
  readonly flat: boolean
  readonly bounded: boolean
}

/** Growth over the time that was fitted which still counts as flat: what the allocators' habits alone may do. */
const FLAT_MB = 10
const FLAT_SHARE = 0.05

/** What samples say about a run of so many minutes. */
export function judged(
  samples: readonly Sample[],
  run: { minutes: number; rate: number; boundMb: number },
): SoakResult {
  const warm = samples.slice(Math.floor(samples.length / 4))
  if (warm.length < 3) throw new RangeError(`${samples.length} samples are too few to see whether memory is flat`)
  const perSecond = slopeOf(warm.map(({ second, rssMb }) => [second, rssMb] as const))
  const first = warm[0]!
  const last = warm.at(-1)!
  const grown = perSecond * (last.second - first.second)
  const booksMb = Math.max(...samples.map((sample) => sample.booksMb))
  return {
    minutes: run.minutes,
    rate: run.rate,
    messages: last.messages,
    rssStartMb: first.rssMb,
    rssEndMb: last.rssMb,
    rssSlopeMbPerHour: round(perSecond * 3_600, 2),
    booksMb,
    booksBoundMb: run.boundMb,
    flat: grown <= Math.max(FLAT_MB, FLAT_SHARE * first.rssMb),
    bounded: booksMb <= run.boundMb,
  }
}

/** Slope of the line that fits points best (least squares). */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const together = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const alone = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return alone === 0 ? 0 : together / alone
}

/** Runs the soak. `rate` is half of what the hub can do when it is not told. */
export async function soak(
  minutes: number,
  rate: number | undefined,
  say: (line: string) => void,
): Promise<SoakResult> {
  say('measuring what the flow can do, and what a message leaves in the books …')
  const flow = await inItsOwnProcess<FlowResult>('flow', { messages: minutes < 1 ? 1_000 : 15_000, rounds: 1 })
  const perSecond = rate ?? Math.floor(flow.rounds[0]!.engine / 2)
  const options: SoakHubOptions = {
    minutes,
    rate: perSecond,
    sampleSeconds: Math.min(10, (minutes * 60) / 12),
    budgetMb: budgetMb(minutes, perSecond, flow.bytesPerMessage),
  }
  say(`${perSecond} messages a second for ${minutes} minutes, history budget ${options.budgetMb} MB`)
  let seen = ''
  const { samples } = await inItsOwnProcess<SoakHubResult>('soak-hub', options, (line) => {
    // One behind: the last line is the result.
    if (seen !== '') say(seen)
    seen = line
  })
  return judged(samples, { minutes, rate: perSecond, boundMb: boundMb(minutes, perSecond, flow.bytesPerMessage) })
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0)) throw new RangeError(`--${name} is a number above 0; got ${text}`)
  return value
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, rate: { type: 'string' } } })
  const minutes = positive('minutes', values.minutes) ?? 20
  const result = await soak(minutes, positive('rate', values.rate), (line) => void process.stderr.write(`${line}\n`))
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exitCode = result.flat && result.bounded ? 0 : 1
}

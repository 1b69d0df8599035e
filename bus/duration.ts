import { HubError, neverSent } from './errors.js'

/** A length of time with its unit: `'250ms'`, `'2s'`, `'5m'`, `'24h'`, `'400d'`. A day is 24 hours. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const SHAPE = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

export const HUB_DURATION = (text: string) =>
  new HubError('HUB_DURATION', `a duration is a number with ms, s, m, h or d, such as 30s; got "${text}"`, neverSent)

/** Milliseconds in a duration. Throws HUB_DURATION. */
export function milliseconds(duration: string): number {
  const found = SHAPE.exec(duration)
  if (found === null) throw HUB_DURATION(duration)
  return Math.round(Number(found[1]) * UNITS[found[2]!]!)
}

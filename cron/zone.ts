/** Clocks on the wall of a time zone. A wall time is held as the milliseconds that UTC would give it. */
export interface Zone {
  readonly name: string
  /** What the wall clock shows at an instant. */
  wallAt(instant: number): number
  /** Milliseconds by which the wall clock is ahead of UTC at an instant. */
  offsetAt(instant: number): number
  /**
   * When the wall clock shows this time: the first of two passes when it is shown twice, and when it is skipped, the
   * first moment after the gap.
   */
  instantOf(wall: number): number
}

const HOUR = 3_600_000
// Offsets from UTC lie between -12 and +14 hours; one hour more is looked at on either side.
const WEST = 13 * HOUR
const EAST = 15 * HOUR

const OFFSET_AS_NAME = /^[+-]|^(etc\/)?gmt[+-]?\d|^utc[+-]/i

/** A zone of the IANA database by its name, or undefined. Fixed offsets are refused: they know no daylight saving. */
export function zoneOf(name: string): Zone | undefined {
  if (name.trim() !== name || name === '' || OFFSET_AS_NAME.test(name)) return undefined
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }

  const wallAt = (instant: number): number => {
    const found: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instant)) found[type] = Number(value)
    const seconds = Date.UTC(found.year!, found.month! - 1, found.day!, found.hour!, found.minute!, found.second!)
    return seconds + (((instant % 1000) + 1000) % 1000)
  }
  const offsetAt = (instant: number): number => wallAt(instant) - instant

  const instantOf = (wall: number): number => {
    const before = offsetAt(wall - EAST)
    const after = offsetAt(wall + WEST)
    if (offsetAt(wall - before) === before) return wall - before
    if (offsetAt(wall - after) === after) return wall - after
    return changeBetween(wall - EAST, wall + WEST, offsetAt)
  }
  return Object.freeze({ name, wallAt, offsetAt, instantOf })
}

/** The first instant in (from, to] at which the offset is no longer the one at `from`. */
export function changeBetween(from: number, to: number, offsetAt: (instant: number) => number): number {
  const old = offsetAt(from)
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle) === old) low = middle
    else high = middle
  }
  return high
}

/** The date on the wall: `YYYY-MM-DD`. */
export function dateOfWall(wall: number): string {
  return new Date(wall).toISOString().slice(0, 10)
}

/** The wall time as people write it: `2026-03-29 04:00`. */
export function textOfWall(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16).replace('T', ' ')
}

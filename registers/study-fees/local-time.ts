export interface LocalTime {
  /** yyyymmdd */
  readonly day: string
  /** HHMMSS */
  readonly time: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The wall clock of a zone at a moment (milliseconds since 1970). Never a source of uniqueness: an hour comes twice a year. */
export function localTime(moment: number, timeZone: string): LocalTime {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  return { day: `${part.year}${part.month}${part.day}`, time: `${part.hour}${part.minute}${part.second}` }
}

/** The last millisecond of a local day (YYYY-MM-DD) in a zone, also on the days when clocks change. */
export function endOfDay(date: string, timeZone: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const midnight = Date.UTC(year, month - 1, day + 1)
  // The offset in force at the midnight meant: a second look settles the days on which it changes.
  let moment = midnight - offsetAt(midnight, timeZone)
  moment = midnight - offsetAt(moment, timeZone)
  return moment - 1
}

function offsetAt(moment: number, timeZone: string): number {
  const { day, time } = localTime(moment, timeZone)
  const number = (text: string, from: number, to: number) => Number(text.slice(from, to))
  const wall = Date.UTC(
    number(day, 0, 4),
    number(day, 4, 6) - 1,
    number(day, 6, 8),
    number(time, 0, 2),
    number(time, 2, 4),
    number(time, 4, 6),
  )
  return wall - Math.floor(moment / 1000) * 1000
}

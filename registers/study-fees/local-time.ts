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

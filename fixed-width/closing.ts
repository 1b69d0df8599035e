import { LINE_ENDS, type Machine } from './definition.js'

/** What a file of so many lines ends with: filler, and the end of the last line where it has one of its own. */
export interface Closing {
  /** Units to take away first. */
  readonly cut: number
  readonly text: string
  /** Lines of filler in it. */
  readonly lines: number
}

export function closingOf({ filler, lines: ends }: Machine, lines: number): Closing {
  const { write, last = write } = ends
  const end = LINE_ENDS[write]
  const missing = filler === undefined ? 0 : (filler.blockOf - (lines % filler.blockOf)) % filler.blockOf
  const text = missing === 0 ? '' : (filler!.text + end).repeat(missing)
  if (last === write || lines + missing === 0) return { cut: 0, text, lines: missing }
  if (missing === 0) return { cut: end.length, text: LINE_ENDS[last], lines: 0 }
  return { cut: 0, text: text.slice(0, text.length - end.length) + LINE_ENDS[last], lines: missing }
}

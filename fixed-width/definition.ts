import type { Compiled } from './compile.js'
import type { Encoding } from './encoding.js'
import type { Plan } from './plan.js'
import type { Transliteration } from './transliteration.js'

export const LINE_ENDS = { crlf: '\r\n', lf: '\n', none: '' } as const
export type LineEnd = keyof typeof LINE_ENDS

/** How lines end and what is forgiven about it. */
export interface Lines {
  /** Written after every record; `none`: records follow each other without a separator. */
  readonly write: LineEnd
  /** Accepted on read; `either` is CRLF or LF, line by line. */
  readonly read: LineEnd | 'either'
  /** The last line may lack its end. */
  readonly lastMayLackEnd: boolean
  /** Lines without a character are passed over. */
  readonly emptyIgnored: boolean
}

/** Two fields of a record that must be equal once its totals are known, and the code of the problem if they are not. */
export interface Balance {
  readonly record: string
  readonly fields: readonly [string, string]
  readonly otherwise: 'HUB_VOUCHER_UNBALANCED' | 'HUB_TOTAL_WRONG'
}

/** A layout in the form that reader and writer run on. */
export interface Machine {
  readonly name: string
  readonly plan: Plan
  readonly compiled: Compiled
  readonly encoding: Encoding
  readonly lines: Lines
  readonly transliterate: Transliteration | undefined
  readonly balances: readonly Balance[]
}

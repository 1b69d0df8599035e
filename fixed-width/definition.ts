import type { Compiled, Values } from './compile.js'
import type { Encoding } from './encoding.js'
import type { Plan } from './plan.js'
import type { Transliteration } from './transliteration.js'

export const LINE_ENDS = { crlf: '\r\n', lf: '\n', none: '' } as const
export type LineEnd = keyof typeof LINE_ENDS

/** How lines end and what is forgiven about it. */
export interface Lines {
  /** Written after every record; `none`: records follow each other without a separator. */
  readonly write: LineEnd
  /** Accepted on read; `either` is CRLF or LF, line by line; `optional`: the first record's decides, or that it has none. */
  readonly read: LineEnd | 'either' | 'optional'
  /** Written after the last record, where it is not as after the others. */
  readonly last?: LineEnd
  /** The last line may lack its end. */
  readonly lastMayLackEnd: boolean
  /** Lines without a character are passed over; `at-the-end`: those behind the last record that there may be. */
  readonly emptyIgnored: boolean | 'at-the-end'
}

/** Two fields of a record that must be equal once its totals are known, and the code of the problem if they are not. */
export interface Balance {
  readonly record: string
  readonly fields: readonly [string, string]
  readonly otherwise: 'HUB_VOUCHER_UNBALANCED' | 'HUB_TOTAL_WRONG'
}

/** Lines that fill a file up at its end, until the count of its lines is a multiple of a block's. */
export interface Filler {
  readonly text: string
  readonly blockOf: number
  /** A file without any is accepted too. */
  readonly mayLack?: boolean
}

/** A rule that a record breaks: where, and what would keep it. */
export interface Broken {
  readonly field: string
  readonly expected: string
}
/**
 * A rule above the columns of one record. `before` holds the latest of each name; when a repetition begins again, what stood
 * in it is forgotten behind the rule of the record that begins it.
 */
export type Rule = (record: Values, before: Readonly<Record<string, Values | undefined>>) => Broken | undefined

/** A layout in the form that reader and writer run on. */
export interface Machine {
  readonly name: string
  readonly plan: Plan
  readonly compiled: Compiled
  readonly encoding: Encoding
  readonly lines: Lines
  readonly transliterate: Transliteration | undefined
  readonly balances: readonly Balance[]
  readonly filler: Filler | undefined
  readonly rules: ReadonlyMap<string, Rule>
}

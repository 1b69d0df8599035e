// What the types of layouts accept, and what they must refuse: a layout is its TypeScript type. Compiled, never run.
import { blank, code, flag, tag } from '../../fixed-width/fields/constants.js'
import { cents, integer } from '../../fixed-width/fields/numbers.js'
import { list, orBlank, rest } from '../../fixed-width/fields/open.js'
import { digits, text } from '../../fixed-width/fields/text.js'
import { count, serial, sum } from '../../fixed-width/fields/totals.js'
import { oneOf, repeat } from '../../fixed-width/frame.js'
import { layout, record, spread } from '../../fixed-width/layout.js'

const bank = layout('bank', {
  summary: 'Every kind of record.',
  encoding: 'us-ascii',
  lines: { write: 'lf' },
  records: {
    head: record(10, { type: tag('0'), mode: code('T', 'P'), test: flag(), pieces: orBlank(integer(3)), _: blank(4) }),
    entry: record(8, { type: tag('1', '2'), amount: cents(5), line: serial(2) }),
    note: record({ least: 1, most: 71 }, { type: tag('3'), words: list(text(35), { most: 2 }) }),
    title: spread(record(6, { type: tag('T'), nominal: cents(5) }), record(6, { type: tag('U'), paid: cents(5) })),
    other: record({ least: 1, most: 80 }, { left: rest() }),
    tail: record(8, { type: tag('9'), entries: count(2, 'entry'), sum: sum(5, 'entry.amount') }),
  },
  frame: ['head', repeat(oneOf('entry', 'note', 'title', 'other')), 'tail'],
  rules: {
    entry: ({ amount }, { head }) =>
      head?.mode === 'T' && amount > 0n ? { field: 'amount', expected: 'nothing, in a test' } : undefined,
    // @ts-expect-error a rule sees the fields of its own record
    note: ({ amount }) => (amount > 0n ? { field: 'amount', expected: 'less' } : undefined),
  },
})

export async function reading(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const found of bank.read(bytes)) {
    // @ts-expect-error which record it is must be known before its fields are
    found.amount
    switch (found.record) {
      case 'head': {
        const mode: 'T' | 'P' = found.mode
        const test: boolean = found.test
        // @ts-expect-error blank columns read as undefined
        const pieces: number = found.pieces
        // @ts-expect-error blanks are no part of a record
        found._
        // @ts-expect-error one tag alone says nothing that the record's name does not
        found.type
        console.log(mode, test, pieces)
        break
      }
      case 'entry': {
        const type: '1' | '2' = found.type
        const amount: bigint = found.amount
        const line: number = found.line
        // @ts-expect-error money is exact
        const euros: number = found.amount
        console.log(type, amount, line, euros)
        break
      }
      case 'note': {
        const [first]: readonly (string | undefined)[] = found.words
        // @ts-expect-error what was read is not to be changed
        found.words.push('more')
        console.log(first)
        break
      }
      case 'title': {
        const both: bigint = found.nominal + found.paid
        console.log(both)
        break
      }
      case 'other': {
        const left: string = found.left
        console.log(left)
        break
      }
      case 'tail': {
        const totals: readonly [number, bigint] = [found.entries, found.sum]
        console.log(totals)
        break
      }
      // @ts-expect-error there is no such record
      case 'trailer':
    }
  }
}

bank.write([
  { record: 'head', mode: 'T', test: true },
  { record: 'head', mode: 'P', test: false, pieces: 7 },
  { record: 'entry', type: '2', amount: 5n },
  { record: 'note', words: ['first', 'second'] },
  { record: 'title', nominal: 5n, paid: 4n },
  { record: 'tail' },
  { record: 'tail', entries: 1, sum: 5n },
])
// @ts-expect-error a field is missing
bank.write([{ record: 'entry', type: '1' }])
// @ts-expect-error an amount is whole minor units
bank.write([{ record: 'entry', type: '1', amount: 5 }])
// @ts-expect-error a code that the layout does not know
bank.write([{ record: 'head', mode: 'X', test: true }])
// @ts-expect-error a record of two lines needs the fields of both
bank.write([{ record: 'title', nominal: 5n }])
// @ts-expect-error words are a list
bank.write([{ record: 'note', words: 'first' }])
// @ts-expect-error there is no such record
bank.write([{ record: 'trailer' }])

layout('frame', {
  summary: 'A frame that names what there is not.',
  encoding: 'us-ascii',
  lines: { write: 'lf' },
  records: { head: record(1, { type: tag('0') }) },
  // @ts-expect-error the frame names records of the layout
  frame: ['head', 'tail'],
})
// @ts-expect-error there is no such encoding
bank.inEncoding('latin-1')
// @ts-expect-error digits are a string, so that no zero is lost
export const wrong: ReturnType<typeof integer> = digits(3)

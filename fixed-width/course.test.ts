import t from 'tap'
import { tag } from './fields/constants.js'
import { digits } from './fields/text.js'
import { optional, repeat } from './frame.js'
import { layout, record, spread } from './layout.js'

const LENGTH = 4
const seen: string[] = []
/** What a rule finds when it looks back, told instead of judged. */
const tells = (
  own: { readonly record: string },
  before: Readonly<Record<string, { readonly value: string } | undefined>>,
) => {
  const found = Object.entries(before).flatMap(([name, one]) => (one === undefined ? [] : [`${name} ${one.value}`]))
  seen.push(`${own.record}: ${found.sort().join(', ')}`)
  return undefined
}
const line = (type: string) => record(LENGTH, { type: tag(type), value: digits(3) })
const batches = layout('batches', {
  summary: 'A file of this test.',
  encoding: 'us-ascii',
  lines: { write: 'lf' },
  frame: ['file', repeat('batch', repeat('row', optional('note')), 'end')],
  records: {
    file: line('F'),
    batch: line('B'),
    row: line('R'),
    note: line('N'),
    end: spread(line('E'), record(LENGTH, { type: tag('e'), more: digits(3) })),
  },
  rules: { file: tells, batch: tells, row: tells, note: tells, end: tells },
})
const FILE = ['F000', 'B001', 'R010', 'N011', 'R012', 'E001', 'e999', 'B002', 'R020', 'E002', 'e999']
const EXPECTED = [
  'file: ',
  'batch: file 000',
  'row: batch 001, file 000',
  'note: batch 001, file 000, row 010',
  // The record that begins a repetition still sees the one before it.
  'row: batch 001, file 000, note 011, row 010',
  'end: batch 001, file 000, row 012',
  'batch: batch 001, end 001, file 000, row 012',
  'row: batch 002, file 000',
  'end: batch 002, file 000, row 020',
]
const bytes = (lines: readonly string[]) => [Buffer.from(lines.map((one) => `${one}\n`).join(''))]

t.test(
  'rules look back at the repetitions that still go on, and at the one before while the next begins',
  async (t) => {
    seen.length = 0
    const records = []
    for await (const one of batches.read(bytes(FILE))) records.push(one)
    t.strictSame(seen, EXPECTED)
    seen.length = 0
    for await (const _ of batches.write(records));
    t.strictSame(seen, EXPECTED, 'a writer keeps them in the same way')
  },
)

t.test('what cannot be read is not looked back at, nor is what stood in its place before', async (t) => {
  seen.length = 0
  const { problems } = await batches.check(bytes(FILE.with(7, 'B00x')))
  t.match(problems, [{ code: 'HUB_FIELD_VALUE', line: 8 }])
  t.strictSame(seen.slice(-2), ['row: file 000', 'end: file 000, row 020'])
})

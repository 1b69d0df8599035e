import t from 'tap'
import { tag } from './fields/constants.js'
import { digits } from './fields/text.js'
import { blocks, sha256 } from './fields/totals.js'
import { repeat } from './frame.js'
import { layout, record } from './layout.js'

const filled = layout('filled', {
  summary: 'A file of this test.',
  encoding: 'us-ascii',
  lines: { write: 'lf', read: 'optional', lastMayLackEnd: true },
  filler: { text: '9999', blockOf: 4, mayLack: true },
  frame: ['head', repeat('row')],
  records: {
    head: record(4, { type: tag('H'), blocks: blocks(3, 4) }),
    row: record(4, { type: tag('R'), value: digits(3) }),
  },
})
const head = { record: 'head' } as const
const rows = (count: number) => Array.from({ length: count }, () => ({ record: 'row', value: '123' }) as const)
const written = async (bytes: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

t.test('a file is filled up to whole blocks, and one that is whole gets no more', async (t) => {
  t.equal(await written(filled.write([head, ...rows(1)])), 'H001\nR123\n9999\n9999\n')
  t.equal(await written(filled.write([head, ...rows(3)])), 'H001\nR123\nR123\nR123\n')
  t.equal(await written(filled.write([head, ...rows(4)])), `H002\n${'R123\n'.repeat(4)}${'9999\n'.repeat(3)}`)
})

t.test('the last line ends as it is told, be it filler or a record', async (t) => {
  const cases = [
    [{ lines: { last: 'none' } }, 2, 'H001\nR123\nR123\n9999'],
    [{ lines: { last: 'none' } }, 3, 'H001\nR123\nR123\nR123'],
    [{ lines: { write: 'crlf', last: 'none' } }, 3, 'H001\r\nR123\r\nR123\r\nR123'],
    [{ lines: { write: 'crlf', last: 'lf' } }, 2, 'H001\r\nR123\r\nR123\r\n9999\n'],
    [{ lines: { write: 'none', last: 'lf' } }, 2, 'H001R123R1239999\n'],
    [{ lines: { write: 'none', last: 'crlf' } }, 3, 'H001R123R123R123\r\n'],
    [{ lines: { write: 'none' } }, 1, 'H001R12399999999'],
    [{ lines: { write: 'none', last: 'lf' }, filler: 'none' }, 1, 'H001R123\n'],
  ] as const
  for (const [as, count, expected] of cases) {
    const variant = filled.variant(as)
    const file = await written(variant.write([head, ...rows(count)]))
    t.equal(file, expected)
    t.strictSame((await variant.check([Buffer.from(file)])).problems, [], JSON.stringify(expected))
  }
})

t.test('without its filler a layout refuses some', async (t) => {
  const bare = filled.variant({ filler: 'none' })
  t.match((await bare.check([Buffer.from('H001\nR123\n9999\n9999\n')])).problems[0], { code: 'HUB_RECORD_UNKNOWN' })
})

t.test('chunks that were handed over already are not changed by the end of the last line', async (t) => {
  const many = layout('many', {
    summary: 'A file of this test.',
    encoding: 'us-ascii',
    lines: { write: 'lf', last: 'none' },
    filler: { text: '9999', blockOf: 4 },
    frame: [repeat('row')],
    records: { row: record(4, { type: tag('R'), value: digits(3) }) },
  })
  // The writer hands over 64 KiB at a time: the file ends right behind a chunk, before it and elsewhere.
  for (const count of [13_105, 13_106, 13_107, 13_108, 26_215]) {
    const file = await written(many.write(rows(count)))
    const filler = (4 - (count % 4)) % 4
    t.equal(file.length, 5 * (count + filler) - 1, `${count} rows`)
    t.ok(file.endsWith(filler === 0 ? '\nR123' : '\n9999'))
  }
})

t.test('an empty file has no last line to end', async (t) => {
  const none = layout('none', {
    summary: 'A file of this test.',
    encoding: 'us-ascii',
    lines: { write: 'lf', last: 'crlf' },
    frame: [repeat('row')],
    records: { row: record(4, { type: tag('R'), value: digits(3) }) },
  })
  t.equal(await written(none.write([])), '')
})

t.test('a hash of what stands before is that of the bytes in the file', async (t) => {
  const hashed = layout('hashed', {
    summary: 'A file of this test.',
    encoding: 'us-ascii',
    lines: { write: 'lf', last: 'none', lastMayLackEnd: true },
    frame: ['row', 'hash'],
    records: {
      row: record(4, { type: tag('R'), value: digits(3) }),
      hash: record(65, { type: tag('H'), hash: sha256() }),
    },
  })
  const file = await written(hashed.write([...rows(1), { record: 'hash' }]))
  t.equal(file.length, 5 + 65)
  t.strictSame((await hashed.check([Buffer.from(file)])).problems, [])
})

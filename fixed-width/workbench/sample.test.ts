import { readdirSync } from 'node:fs'
import t from 'tap'
import { literal, spare, tag } from '../fields/constants.js'
import { cents, integer, signed } from '../fields/numbers.js'
import { rest } from '../fields/open.js'
import { text } from '../fields/text.js'
import { sum } from '../fields/totals.js'
import { atLeastOnce, oneOf, optional, repeat } from '../frame.js'
import { type AnyLayout, layout, record } from '../layout.js'
import { samplesOf } from './sample.js'

async function sampled(of: AnyLayout, seed: string, records: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of of.write(samplesOf(of, seed, records))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const FOLDER = new URL('../layouts/', import.meta.url)
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.layout.js'))
t.ok(names.length >= 3, 'the layouts are found')

for (const name of names) {
  t.test(
    `a sample of ${name.replace('.layout.js', '')} has nothing wrong, at any size and with any seed`,
    async (t) => {
      const { default: of } = (await import(new URL(name, FOLDER).href)) as { readonly default: AnyLayout }
      for (const [seed, records] of [
        ['1', 1],
        ['2', 10],
        ['3', 100],
        ['a', 1000],
        ['b', 3000],
      ] as const) {
        const bytes = await sampled(of, seed, records)
        const report = await of.check([bytes])
        t.same(report.problems.slice(0, 3), [], `seed ${seed}, ${records} records`)
        const found = Object.values(report.records).reduce((all, count) => all + count, 0)
        if (records >= 100) t.ok(found >= records * 0.5 && found <= records * 2, `${found} of about ${records} records`)
      }
      t.same(await sampled(of, 'again', 50), await sampled(of, 'again', 50), 'the same seed gives the same bytes')
      t.notSame(await sampled(of, 'again', 50), await sampled(of, 'other', 50))
    },
  )
}

t.test('every record of a frame turns up, whatever the frame', async (t) => {
  const of = layout('tree', {
    summary: 'A tree.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: {
      head: record(4, { type: tag('H'), _: spare(3) }),
      note: record(4, { type: tag('N'), text: text(3) }),
      batch: record(4, { type: tag('B'), number: integer(3) }),
      item: record(4, { type: tag('I'), number: integer(3) }),
      part: record(4, { type: tag('P'), number: integer(3) }),
      other: record({ least: 1, most: 9 }, { all: rest() }),
      foot: record(4, { type: tag('F'), text: text(3) }),
    },
    frame: ['head', optional('note'), repeat('batch', repeat(oneOf('item', 'other'), repeat('part'))), 'foot'],
  }) as unknown as AnyLayout
  const seen = new Set<string>()
  for (const seed of ['1', '2', '3', '4', '5', '6']) {
    const report = await of.check([await sampled(of, seed, 500)])
    t.equal(report.problemCount, 0)
    for (const [name, count] of Object.entries(report.records)) if (count > 0) seen.add(name)
    t.ok(report.lines >= 500 && report.lines < 520, `${report.lines} lines`)
  }
  t.same([...seen].sort(), ['batch', 'foot', 'head', 'item', 'note', 'part'], 'all but what no tag describes')
})

t.test('a record that could be taken for a more closely described one is drawn again', async (t) => {
  const of = layout('near', {
    summary: 'Near.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: {
      plain: record(2, { type: tag('A'), digit: integer(1) }),
      seven: record(2, { type: tag('A'), digit: tag('7') }),
    },
    frame: [atLeastOnce(oneOf('plain', 'seven'))],
  }) as unknown as AnyLayout
  let plain = 0
  for (const some of samplesOf(of, 'x', 2000))
    for (const one of some as { record: string; digit: number }[]) {
      if (one.record !== 'plain') continue
      plain++
      if (one.digit === 7) t.fail('a plain 7')
    }
  t.ok(plain > 500)
})

t.test('amounts that an unsigned total adds up are not negative', async (t) => {
  const of = layout('sums', {
    summary: 'Sums.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: {
      row: record(8, { type: tag('R'), amount: signed(cents(6), { plus: '+', minus: '-' }) }),
      end: record(8, { type: tag('E'), sum: sum(7, 'row.amount') }),
    },
    frame: [atLeastOnce('row', 'end')],
  }) as unknown as AnyLayout
  t.match(await of.check([await sampled(of, 's', 400)]), { problemCount: 0 })
})

t.test('amounts are nothing only where a total takes them away', async (t) => {
  const of = layout('reversals', {
    summary: 'Credits less reversals.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: {
      row: record(8, { type: tag('C', 'R'), amount: cents(7) }),
      end: record(8, {
        type: tag('E'),
        sum: sum(7, [
          { of: 'row.amount', where: { type: 'C' } },
          { of: '-row.amount', where: { type: 'R' } },
        ]),
      }),
    },
    frame: [atLeastOnce('row'), 'end'],
  }) as unknown as AnyLayout
  const report = await of.check([await sampled(of, 's', 400)])
  t.match(report, { problemCount: 0 })
  t.ok(report.sums['end.sum']! > 0n)
})

t.test('a field that cannot be drawn and need not be left out is named', async (t) => {
  const { sample: _, ...bare } = text(3)
  const of = layout('dumb', {
    summary: 'Dumb.',
    encoding: 'us-ascii',
    lines: { write: 'lf' },
    records: { row: record(4, { type: literal('R'), word: bare as ReturnType<typeof text> }) },
    frame: [repeat('row')],
  }) as unknown as AnyLayout
  t.throws(() => [...samplesOf(of, '1', 1)], { code: 'HUB_LAYOUT_SAMPLE', message: /row\.word says no sample/ })
})

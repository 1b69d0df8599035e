import t from 'tap'
import { hubGl } from '../layouts/hub-gl.layout.js'
import { ktl } from '../layouts/ktl.layout.js'
import { type Difference, differencesOf, type Numbered } from './diff.js'

type Values = Record<string, unknown>

const HEADER = { record: 'header', createdOn: '2026-03-06', createdAt: '23:59', bank: '31', serviceId: '1' }
const payment = (archiveId: number, more: Values = {}): Values => ({
  record: 'transaction',
  type: '3',
  account: '19503000000010',
  bookedOn: '2026-03-06',
  paidOn: '2026-03-05',
  archiveId: `A${archiveId}`,
  reference: String(100 + archiveId),
  payer: 'TESTI TEPPO',
  nameSource: 'A',
  amount: BigInt(archiveId * 100),
  correction: false,
  delivery: 'A',
  returnCode: '0',
  ...more,
})
const trailer = (count: number): Values => ({ record: 'trailer', count, sum: 0n })
const file = (...ids: readonly number[]) => [HEADER, ...ids.map((id) => payment(id)), trailer(ids.length)]
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

async function* pieces(records: readonly Values[], size: number): AsyncGenerator<readonly Numbered[]> {
  for (let at = 0; at < records.length; at += size)
    yield records.slice(at, at + size).map((values, i) => ({ line: at + i + 1, values: values as never }))
}

/** What differs, in short: `~5 amount`, `-3`, `+4`. */
async function diff(
  left: readonly Values[],
  right: readonly Values[],
  ignored: readonly string[] = [],
  machine = ktl.machine,
) {
  const short: string[] = []
  const all: Difference[] = []
  let equal = 0
  const how = {
    ignored: new Set(ignored),
    onEqual() {
      equal++
    },
  }
  for await (const found of differencesOf(machine, pieces(left, 7), pieces(right, 5), how)) {
    all.push(found)
    if (found.kind === 'missing') short.push(`-${found.left.line}`)
    else if (found.kind === 'added') short.push(`+${found.right.line}`)
    else short.push(`~${found.left.line} ${found.fields.map(({ field }) => field).join()}`)
  }
  return { short, all, equal }
}

t.test('equal files have no difference', async (t) => {
  t.match(await diff(file(...range(1, 50)), file(...range(1, 50))), { short: [], equal: 52 })
  t.match(await diff([], []), { short: [], equal: 0 })
})

t.test('a changed field is named with both values', async (t) => {
  const left = [HEADER, payment(1), payment(2), payment(3), trailer(3)]
  const right = [HEADER, payment(1), payment(2, { amount: 5n, payer: 'MALLI MAIJA' }), payment(3), trailer(3)]
  const { all, short, equal } = await diff(left, right)
  t.same(short, ['~3 payer,amount'])
  t.equal(equal, 4)
  t.match(all[0], {
    left: { line: 3 },
    right: { line: 3 },
    fields: [{ personal: true }, { field: 'amount', left: 200n, right: 5n, personal: false }],
  })
})

t.test('an inserted or missing record makes nothing behind it differ', async (t) => {
  t.same((await diff(file(...range(1, 40)), file(...range(1, 10), 99, ...range(11, 40)))).short, ['+12', '~42 count'])
  t.same((await diff(file(...range(1, 40)), file(...range(1, 10), ...range(12, 40)))).short, ['-12', '~42 count'])
  t.same((await diff(file(2, 3), file(1, 2, 3))).short, ['+2', '~4 count'], 'at the beginning')
  t.same((await diff(file(1, 2), file(1, 2, 3))).short, ['+4', '~4 count'], 'at the end')
  t.same((await diff(file(1, 2, 3), [])).short, ['-1', '-2', '-3', '-4', '-5'], 'nothing at all')
})

t.test('a change beside an insertion stays a change', async (t) => {
  const right = [
    HEADER,
    payment(1),
    payment(90),
    payment(2, { amount: 7n }),
    ...file(...range(3, 20)).slice(1, -1),
    trailer(20),
  ]
  t.same((await diff(file(...range(1, 20)), right)).short, ['+3', '~3 amount'])
})

t.test('only totals that differ are told of a trailer, and totals do not decide what belongs together', async (t) => {
  const { all } = await diff([HEADER, payment(1), trailer(1)], [HEADER, payment(1), trailer(2)])
  t.match(all, [{ kind: 'changed', fields: [{ field: 'count', left: 1, right: 2 }] }])
})

t.test('a block of thousands that one file has more is told as missing, and nothing else', async (t) => {
  const { short } = await diff(file(...range(1, 6000)), file(...range(1, 100), ...range(5101, 6000)))
  t.equal(short.length, 5001)
  t.same(short.slice(0, 2), ['-102', '-103'])
  t.equal(short.at(-1), '~6002 count')
})

t.test('fields may be ignored by name, of one record or of all', async (t) => {
  const left = file(1, 2, 3)
  const right = [
    { ...HEADER, bank: '99' },
    ...[1, 2, 3].map((id) => payment(id, { bookedOn: '2026-03-09' })),
    trailer(3),
  ]
  t.same((await diff(left, right, ['bank', 'transaction.bookedOn'])).short, [])
  t.same((await diff(left, right, ['trailer.bank', 'bookedOn'])).short, ['~1 bank'])
})

t.test(
  'where a running number makes every record differ, records are still paired by what they have in common',
  async (t) => {
    const voucher = (seq: number, word: number): Values => ({
    record: 'voucher', seq, voucherType: 'VM', number: 0, date: '2026-03-01', period: '2026-03', description: `V${word}`, reference: `${word}`,
    providerId: '', correction: false, corrects: '',
  }) // biome-ignore format: a record
    const left = range(1, 800).map((i) => voucher(i, i))
    const right = range(1, 801).map((i) => voucher(i, i < 5 ? i : i === 5 ? 999_999 : i - 1))
    const { short } = await diff(left, right, [], hubGl.machine)
    t.equal(short[0], '+5')
    t.equal(short[1], '~5 seq')
    t.ok(
      short.slice(1).every((one) => one.endsWith(' seq')),
      'nothing but the number differs',
    )
    t.equal(short.length, 797)
    t.match(await diff(left, right, ['voucher.seq'], hubGl.machine), { short: ['+5'], equal: 800 })
  },
)

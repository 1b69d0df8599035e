import t from 'tap'
import { fromJson, toJson } from './json.js'
import type { AnyLayout } from './layout.js'
import { ktl } from './layouts/ktl.layout.js'

const layout = ktl as unknown as AnyLayout

t.test('a record goes through JSON and back, bigints as digit strings', async (t) => {
  const record = { record: 'trailer', count: 1, sum: 12_345_678_901_234_567_890n, corrections: 0 }
  t.equal(toJson(record).sum, '12345678901234567890')
  t.same(fromJson(layout, 1, JSON.parse(JSON.stringify(toJson(record)))), record)
  t.same(fromJson(layout, 1, { record: 'trailer', sum: 35 }), { record: 'trailer', sum: 35n })
})

t.test('what the layout does not know is refused with the place of the record', async (t) => {
  const refused = (json: unknown, message: RegExp) =>
    t.throws(() => fromJson(layout, 3, json), { code: 'HUB_FIELD_REFUSED', message })
  refused({ record: 'lost' }, /line 3: unknown\.record holds one of header, transaction, trailer but got "lost"/)
  refused({ count: 1 }, /but got nothing/)
  refused([], /an object but got a list/)
  refused(null, /an object/)
  refused({ record: 'trailer', total: 1 }, /trailer\."total" holds no such field/)
  refused({ record: 'trailer', type: '9' }, /no such field/)
  refused({ record: 'trailer', sum: 1.5 }, /trailer\.sum holds whole minor units/)
  refused({ record: 'trailer', sum: '35,00' }, /trailer\.sum/)
  refused({ record: 'trailer', sum: 2 ** 60 }, /trailer\.sum/)
})

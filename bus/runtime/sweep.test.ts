import t from 'tap'
import { SeatedBooks } from '../../test/kit/seated.js'
import type { Standing } from '../ports/store.js'
import { Sweep } from './sweep.js'

const FLOW = 'shop/pick'

/** A sweep over books in memory, and what it takes up. */
function sweeping(books: SeatedBooks, known = (_partition: number) => Number.POSITIVE_INFINITY, asks = false) {
  const recalled: string[] = []
  const ended = new Set<string>()
  const sweep = new Sweep({
    store: books.store,
    dispatcher: {
      reading: () => ({ ended, over: () => ended.clear() }),
      recall({ id }: Standing) {
        recalled.push(id)
        return asks
      },
    },
    known,
  })
  return { sweep, recalled, ended }
}

t.test('everything is looked at in turn, so many rows at a time, and from the beginning again', async (t) => {
  const books = new SeatedBooks()
  for (let no = 0; no < 2_500; no++) books.accept(`waits-${no}`, FLOW, { state: 'waiting' })
  books.accept('last', FLOW)
  const { sweep, recalled } = sweeping(books)
  for (const [passes, found] of [
    [2, []],
    [1, ['last']],
    [2, ['last']],
    [1, ['last', 'last']],
  ] as const) {
    for (let pass = 0; pass < passes; pass++) await sweep.next()
    t.same(recalled, found)
  }
  t.ok(books.reads.every(({ of, rows }) => of === 'livingAfter' && rows <= 1_000))
})

t.test('what is on its way to its owner, or whose run ended while the books were read, is left alone', async (t) => {
  const books = new SeatedBooks()
  const [known, coming, other, over] = ['known', 'coming', 'other', 'over'].map((id, partition) =>
    books.accept(id, FLOW, { partition: partition % 3 }),
  )
  const { sweep, recalled, ended } = sweeping(books, (no) => (no === 0 ? known!.seq : no === 2 ? other!.seq : 0))
  t.ok(coming!.seq > 0)
  Object.assign(over!, { partition: 2, seq: other!.seq - 0.5 })
  ended.add('over')
  await sweep.next()
  t.same(recalled, ['known', 'other'])
})

t.test('of many keys the books are asked about some in each pass, and about the others in the next ones', async (t) => {
  const books = new SeatedBooks()
  const ids = Array.from({ length: 150 }, (_, no) => `behind-${no}`)
  for (const id of ids) books.accept(id, FLOW, { key: id })
  const { sweep, recalled } = sweeping(books, undefined, true)
  for (const count of [32, 64, 96, 128, 150]) {
    await sweep.next()
    t.equal(recalled.length, count)
  }
  t.same(recalled, ids)
})

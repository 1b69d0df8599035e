import t from 'tap'
import { HandTimers, SeatedBooks, SeatedRuns, SeatedTransport, settled } from '../../test/kit/seated.js'
import { partitionOf } from '../partition.js'
import { Distribution } from './distribution.js'
import { readHeld } from './key-turns.js'

const FLOW = 'shop/pick'
const KEY = 'customer-7'
const HOME = partitionOf(KEY)

/** The partition of KEY is run here, on books in which a dead letter holds it and two wait behind that. */
async function behindAHolder() {
  const books = new SeatedBooks()
  books.deadHolders.push({ flow: FLOW, key: KEY, messageId: 'dead', state: 'dead-letter', since: 0 })
  for (const id of ['first', 'second']) books.accept(id, FLOW, { key: KEY })
  const timers = new HandTimers()
  const transport = new SeatedTransport()
  const runs = new SeatedRuns(books, timers, { flows: [FLOW], limit: 4 })
  const { dispatcher } = runs
  const distribution = new Distribution({
    store: books.store,
    transport,
    dispatcher,
    after: timers.after,
    trouble: (sentence, error) => {
      throw new Error(sentence, { cause: error })
    },
  })
  await readHeld(books.store, dispatcher.keys)
  dispatcher.gain(HOME, new Set([FLOW]))
  distribution.opened(HOME, 2)
  await settled()
  return { books, transport, runs, distribution }
}

t.test(
  'a key that is freed lets its messages go on, and where its partition is run elsewhere, that one is told',
  async (t) => {
    const { books, transport, runs, distribution } = await behindAHolder()
    t.same(runs.begun, [])
    books.deadHolders.length = 0
    const freed = { kind: 'freed', partition: HOME, flow: FLOW, key: KEY, messageId: 'dead' } as const
    await distribution.came([freed])
    await settled()
    t.same(runs.begun, ['first'])
    distribution.closed(HOME)
    distribution.freed(HOME, FLOW, KEY, 'dead')
    t.same(transport.sent, [freed])
  },
)

t.test('a look finds what waits behind a key that was freed without a word', async (t) => {
  const { books, runs, distribution } = await behindAHolder()
  books.deadHolders.length = 0
  await distribution.came([{ kind: 'look', partition: HOME }])
  await settled()
  t.same(runs.begun, ['first'])
  await runs.end()
  t.same(runs.begun, ['first', 'second'])
})

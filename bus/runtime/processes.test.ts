import t from 'tap'
import { HandTimers, SeatedBooks, SeatedRuns, SeatedTransport, settled } from '../../test/kit/seated.js'
import { Living } from './living.js'
import { Processes } from './processes.js'

const FLOW = 'shop/pick'

/** One process on books in memory. */
function process(books: SeatedBooks, transport: SeatedTransport) {
  const timers = new HandTimers()
  const { dispatcher } = new SeatedRuns(books, timers, { flows: [FLOW], limit: 1 })
  const living = new Living()
  const processes = new Processes({
    store: books.store,
    seats: books.seatsOf('a', transport.isAlone),
    transport,
    dispatcher,
    living,
    chance: { now: () => 0, random: () => 0, after: timers.after },
    suspect: () => {},
    lost: () => {},
    moved: () => {},
    trouble: (sentence, error) => {
      throw new Error(sentence, { cause: error })
    },
  })
  return { processes, living, timers }
}

t.test(
  'what lives is counted anew while nobody else is there: others may have ended some before they went',
  async (t) => {
    const books = new SeatedBooks()
    books.accept('one', FLOW)
    const { processes, living, timers } = process(books, new SeatedTransport())
    await processes.start()
    await settled()
    living.add(FLOW, 7)
    for (let beat = 0; beat < 16; beat++) await timers.ring()
    t.equal(living.total, 1)
  },
)

t.test('who has no way to others is refused beside others, and others are refused beside it', async (t) => {
  for (const [transport, other] of [
    [new SeatedTransport(true), { alone: false }],
    [new SeatedTransport(true), { alone: true }],
    [new SeatedTransport(), { alone: true }],
  ] as const) {
    const books = new SeatedBooks()
    books.join('b', other)
    const { processes } = process(books, transport)
    await t.rejects(processes.start(), { code: 'HUB_NOT_ALONE', message: /used by b,/ })
    t.same([...books.members.keys()], ['b'])
    t.ok(books.partitions.every(({ owner }) => owner === undefined))
    t.equal(transport.isOpen, false)
    await processes.close()
  }
  const books = new SeatedBooks()
  books.join('b')
  const { processes } = process(books, new SeatedTransport())
  await processes.start()
  t.same([...books.members.keys()].sort(), ['a', 'b'])
})

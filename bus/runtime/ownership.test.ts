import t from 'tap'
import { latch, until } from '../../test/kit/event.js'
import { HandTimers, SeatedBooks, SeatedRuns, SeatedTransport, settled } from '../../test/kit/seated.js'
import { Distribution } from './distribution.js'
import { Ownership } from './ownership.js'

const FLOW = 'shop/pick'

/** One process on books in memory, with a dispatcher that begins one run at a time unless told. */
async function process(books = new SeatedBooks(), limit = 1) {
  const timers = new HandTimers()
  const transport = new SeatedTransport()
  const runs = new SeatedRuns(books, timers, { flows: [FLOW], limit })
  const trouble = (sentence: string, error: unknown) => {
    throw new Error(sentence, { cause: error })
  }
  const { dispatcher } = runs
  const { after } = timers
  const { store } = books
  const distribution = new Distribution({ store, transport, dispatcher, after, trouble })
  const ownership = new Ownership({
    store,
    seats: books.seatsOf('a'),
    transport,
    dispatcher,
    distribution,
    after,
    now: () => 0,
    leaseMs: 5_000,
    suspect: () => {},
    gained: () => {},
    lost: () => {},
    moved: () => {},
    beaten: async () => {},
    trouble,
  })
  await transport.open(distribution)
  await ownership.start()
  await settled()
  return { books, timers, transport, runs, distribution, ownership }
}

/** A message that stands in the books, and of which nobody tells. */
function became(books: SeatedBooks, id: string): void {
  Object.assign(books.living.get(id)!, { state: 'ready' })
}

t.test('what became ready is found although nobody told of it and its flow is never without work', async (t) => {
  const books = new SeatedBooks()
  books.accept('held', FLOW, { state: 'held' })
  for (let no = 0; no < 5; no++) books.accept(`busy-${no}`, FLOW)
  const { timers, runs } = await process(books)
  t.same(runs.begun, ['busy-0'])
  became(books, 'held')
  await timers.ring()
  await runs.end()
  t.same(runs.begun, ['busy-0', 'held'])
})

t.test('what waits behind a key that is free by now goes on although nobody told of it', async (t) => {
  const books = new SeatedBooks()
  const key = 'customer-7'
  books.deadHolders.push({ flow: FLOW, key, messageId: 'dead', state: 'dead-letter', since: 0 })
  books.accept('follower', FLOW, { key })
  for (let no = 0; no < 5; no++) books.accept(`busy-${no}`, FLOW)
  const { timers, runs } = await process(books)
  await timers.ring()
  t.same(runs.begun, ['busy-0'])
  books.deadHolders.length = 0
  await timers.ring()
  await runs.end()
  t.same(runs.begun, ['busy-0', 'follower'])
})

t.test('what is on its way, stands in line or runs is not begun a second time', async (t) => {
  const books = new SeatedBooks()
  for (let no = 0; no < 5; no++) books.accept(`busy-${no}`, FLOW, no > 2 ? { key: 'same' } : {})
  const { timers, runs } = await process(books, 4)
  for (let beat = 0; beat < 3; beat++) {
    books.accept(`late-${beat}`, FLOW)
    await timers.ring()
  }
  while (runs.running.size > 0) await runs.end()
  t.equal(new Set(runs.begun).size, runs.begun.length)
  t.same(
    runs.begun.filter((id) => id.startsWith('busy')),
    ['busy-0', 'busy-1', 'busy-2', 'busy-3', 'busy-4'],
  )
})

t.test('all partitions are looked at again when another process is gone, however it went', async (t) => {
  for (const leaving of [false, true]) {
    const { books, timers, ownership } = await process()
    books.join('b', { leaving })
    await timers.ring()
    books.members.delete('b')
    books.reads.length = 0
    await timers.ring()
    const looked = books.reads.filter(({ of }) => of === 'readyIn').map(({ partitions }) => partitions)
    for (const no of ownership.owned)
      t.ok(
        looked.some((one) => one?.length === 1 && one[0] === no),
        `${no}`,
      )
  }
})

t.test('what comes for a partition that was just let go of is told to whoever has it then', async (t) => {
  const { books, timers, transport, ownership } = await process()
  const left = latch()
  transport.taken = left.opened
  books.join('b')
  await timers.ring()
  const given = books.partitions.findIndex((_, no) => !ownership.owned.includes(no))
  t.not(given, -1)
  await transport.receiver!.came([{ kind: 'stirred', partition: given, id: 'x' }])
  t.same(transport.sent, [])
  left.open()
  await settled()
  t.same(transport.sent, [{ kind: 'look', partition: given }])
})

t.test(
  'a run that the books refuse, because others have the partition by now, rests before it is begun again',
  async (t) => {
    const books = new SeatedBooks()
    books.accept('fenced', FLOW)
    const { runs } = await process(books)
    for (let no = 0; no < 5 && runs.running.size > 0; no++) await runs.end({ is: 'fenced' })
    t.same(runs.begun, ['fenced'])
    await until('it to be begun again', () => runs.begun.length === 2)
  },
)

import t from 'tap'
import type { LivingMessage } from '../ports/message.js'
import { Inbox } from './inbox.js'

const message = (seq: number) => ({ id: `m${seq}`, flow: 'f', seq }) as LivingMessage

/** Books of one flow in memory: what is ready, by seq; a read can be stopped half way. */
class Books {
  readonly standing = new Set<number>()
  gate: Promise<void> = Promise.resolve()

  async ready(_: string, after: number, limit: number): Promise<LivingMessage[]> {
    const rows = [...this.standing]
      .filter((seq) => seq > after)
      .sort((one, other) => one - other)
      .slice(0, limit)
    await this.gate
    return rows.map(message)
  }
}

function takeAll(inbox: Inbox): number[] {
  const taken: number[] = []
  for (let next = inbox.take(); next !== undefined; next = inbox.take()) taken.push(next.seq)
  return taken
}

const nobody = () => false

t.test(
  'a lane that is rewound reads older messages that became ready, and those it had queued, in order',
  async (t) => {
    const books = new Books()
    const inbox = new Inbox('f', books, false)
    for (const seq of [1, 2, 8, 9]) {
      books.standing.add(seq)
      inbox.arrive(message(seq))
    }
    t.equal(inbox.take()?.seq, 1)
    for (const seq of [4, 5]) books.standing.add(seq)
    inbox.rewind(4)
    t.ok(inbox.needsMore())
    await inbox.load((id) => id === 'm1')
    t.strictSame(takeAll(inbox), [2, 4, 5, 8, 9])
    t.ok(inbox.complete)
  },
)

t.test('a rewind to what has not been read yet keeps the queue', async (t) => {
  const books = new Books()
  const inbox = new Inbox('f', books, false)
  inbox.arrive(message(1))
  books.standing.add(1).add(5)
  inbox.rewind(5)
  t.equal(inbox.length, 1)
  await inbox.load(nobody)
  t.strictSame(takeAll(inbox), [1, 5])
})

t.test('a rewind while the books are being read reads them again', async (t) => {
  const books = new Books()
  let open = () => {}
  books.gate = new Promise((resolve) => {
    open = resolve
  })
  const inbox = new Inbox('f', books, true)
  books.standing.add(8)
  const loading = inbox.load(nobody)
  books.standing.add(3)
  inbox.rewind(3)
  open()
  await loading
  t.equal(inbox.length, 0)
  t.ok(inbox.needsMore())
  await inbox.load(nobody)
  t.strictSame(takeAll(inbox), [3, 8])
})

t.test('what ended while the books were being read is not started a second time', async (t) => {
  const books = new Books()
  let open = () => {}
  books.gate = new Promise((resolve) => {
    open = resolve
  })
  books.standing.add(1).add(2)
  const inbox = new Inbox('f', books, true)
  const loading = inbox.load(nobody)
  inbox.ended('m1')
  open()
  await loading
  t.strictSame(takeAll(inbox), [2])
})

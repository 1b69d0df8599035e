import t from 'tap'
import {
  archive,
  build,
  decide,
  decided,
  describe,
  ends,
  order,
  orders,
  paid,
  refusal,
} from '../../test/patterns/step-kit.js'
import { booksOf } from '../ends.js'

const books = booksOf<unknown>()
const once = ({ orderId }: { orderId: string }) => orderId
type Announce = (inlet: unknown, body: unknown) => void
const settle = async (body: unknown) => body

t.test('change works in the books only', async (t) => {
  for (const no of [undefined, {}, { in: ends.take, once, apply: settle }, { once, apply: settle }])
    t.throws(() => build('change', [no]), refusal(/change works in the books; a foreign database is read by a reader/))
})

t.test('change takes what it does, its once-key, and the channels it announces on', async (t) => {
  t.throws(() => build('change', [{ in: books, once }]), refusal(/change takes apply as a function/))
  t.throws(() => build('change', [{ in: books, apply: settle }]), refusal(/change takes its once-key as a function/))
  t.throws(
    () => build('change', [{ in: books, once, apply: settle, announces: [ends.take] }]),
    refusal(/change sends to a channel, topic or signal/),
  )
})

t.test('change describes what it does and what it announces', async (t) => {
  t.equal(describe(build('change', [{ in: books, once, apply: settle }])), 'settle')
  t.equal(
    describe(build('change', [{ in: books, once, apply: settle, announces: [paid, archive] }])),
    'settle, announces topic:shop/paid, channel:shop/archive',
  )
  t.equal(describe(build('change', [{ in: books, once, apply: async () => {} }])), '(anonymous)')
})

t.test('change asks for a transaction under its once-key, and does nothing itself', async (t) => {
  let applied = 0
  const apply = async () => ++applied
  const { once: key, body } = decided(build('change', [{ in: books, once, apply }]), order, 'change')
  t.equal(key, 'o-1')
  t.equal(body, order)
  t.equal(applied, 0)
})

t.test('a once-key that is no text, or an empty one, is refused: it would stand for every message', async (t) => {
  for (const no of ['', undefined, null, 7])
    t.throws(
      () => decide(build('change', [{ in: books, once: () => no, apply: settle }]), order),
      refusal(/change settle needs a once-key; its once gave/),
    )
})

t.test('inside its transaction it changes, announces what it lists, and gives the next body', async (t) => {
  const tx = { mine: true }
  const apply = async (body: unknown, given: unknown, announce: Announce) => {
    t.equal(given, tx)
    announce(paid, body)
    announce(archive, { ...order, cents: 0 })
    return { settled: true }
  }
  const change = decided(build('change', [{ in: books, once, apply, announces: [paid, archive] }]), order, 'change')
  t.strictSame(await change.apply(change.body, tx), {
    body: { settled: true },
    announced: [
      { inlet: paid, body: order },
      { inlet: archive, body: { ...order, cents: 0 } },
    ],
  })
})

t.test('it announces nowhere else', async (t) => {
  const to = (inlet: unknown) => async (body: unknown, _tx: unknown, announce: Announce) => announce(inlet, body)
  for (const [inlet, named] of [
    [orders, /channel:shop\/orders is not among them/],
    [undefined, /this is not among them/],
  ] as const) {
    const node = build('change', [{ in: books, once, apply: to(inlet), announces: [paid] }])
    await t.rejects(decided(node, order, 'change').apply(order, {}), refusal(named))
  }
})

t.test('what apply throws leaves it as it is', async (t) => {
  const broken = new RangeError('no such order')
  const apply = async () => {
    throw broken
  }
  const change = decided(build('change', [{ in: books, once, apply }]), order, 'change')
  await t.rejects(change.apply(order, {}), broken)
})

import t from 'tap'
import { Type } from 'typebox'
import { latch } from '../../test/kit/event.js'
import { encodeBody } from '../codec.js'
import { question, schema } from '../ends.js'
import type { NewMessage } from '../ports/message.js'
import type { Fate } from '../ports/store.js'
import type { IdempotencyRow, Unit, UnitResult } from '../ports/unit.js'
import { Asking } from './asking.js'

const Order = schema(Type.Object({ orderId: Type.String() }))
const price = question('shop/price', Order, Order)
const call = { client: 'caller', idempotencyKey: 'k-1' }

type Commit = (unit: Unit) => Promise<UnitResult>

/** A process that runs nothing itself: every question goes to another one. */
function elsewhere(
  commit: Commit,
  fates: (id: string) => Fate | undefined = () => undefined,
  slow: () => Promise<unknown> = async () => {},
) {
  let no = 0
  const rows: IdempotencyRow[] = []
  return new Asking({
    store: {
      fate: async (id) => fates(id),
      async idempotency(_client, key) {
        const found = rows.find((row) => row.key === key)
        if (found !== undefined) await slow()
        return found
      },
    },
    chance: { now: Date.now, random: Math.random },
    admitTo: () => [{ id: `m-${++no}`, channel: 'shop/price', partition: 3 } as NewMessage],
    assertOpen: () => {},
    first: () => {},
    among: { placed: () => undefined, owns: () => true },
    async commit(unit) {
      const result = await commit(unit)
      if (unit.idempotency !== undefined)
        rows.push(result.state === 'refused' && result.refused === 'idempotency' ? result.row : unit.idempotency)
      return result
    },
    askMs: 10_000,
    deadlineMs: 10_000,
  })
}
const stands = async (): Promise<UnitResult> => ({ state: 'committed', seqs: [1] })

t.test('nobody is told that a question runs elsewhere before the books have it', async (t) => {
  const committed = latch<UnitResult>()
  const asking = elsewhere(() => committed.opened)
  const ask = () => asking.ask(price, { orderId: 'o-1' }, { ...call, within: '10ms' })
  await Promise.all([
    t.rejects(ask(), { code: 'HUB_NOT_ANSWERED' }),
    t.rejects(ask(), { code: 'HUB_NOT_ANSWERED' }, 'nor the one who asks the same meanwhile'),
  ])
  committed.open({ state: 'committed', seqs: [1] })
})

t.test('when the books have it, it is said to run', async (t) => {
  const asking = elsewhere(stands)
  t.match(await asking.ask(price, { orderId: 'o-1' }, { within: '50ms' }), { state: 'running', messageId: 'm-1' })
})

t.test('a commit that fails after its time is told to whoever still asks, and ends nothing else', async (t) => {
  const asking = elsewhere(async () => {
    throw new Error('the books are away')
  })
  await t.rejects(asking.ask(price, { orderId: 'o-1' }, { ...call, within: '10s' }), { message: 'the books are away' })
})

t.test('who asks again while another process runs it waits for the answer', async (t) => {
  let isDone = false
  const fates = (id: string): Fate =>
    ({
      id,
      state: isDone ? 'done' : 'ready',
      ...(isDone && { endedAt: 1, answer: encodeBody({ orderId: 'o-1' }) }),
    }) as Partial<Fate> as Fate
  const asking = elsewhere(stands, fates)
  const ask = (within: string) => asking.ask(price, { orderId: 'o-1' }, { ...call, within })
  t.match(await ask('20ms'), { state: 'running', messageId: 'm-1' })
  const again = ask('10s')
  isDone = true
  t.match(await again, { state: 'answered', messageId: 'm-1', answer: { orderId: 'o-1' } })
})

t.test('when another process has stored the same call first, nobody is promised the id of the second', async (t) => {
  const read = latch()
  const earlier: Commit = async ({ idempotency }) => ({
    state: 'refused',
    refused: 'idempotency',
    row: { ...idempotency!, messageId: 'm-0' },
  })
  const ready = (id: string) => ({ id, state: 'ready' }) as Partial<Fate> as Fate
  const asking = elsewhere(earlier, ready, () => read.opened)
  const ask = () => asking.ask(price, { orderId: 'o-1' }, { ...call, within: '20ms' })
  await t.rejects(ask(), { code: 'HUB_NOT_ANSWERED' }, 'the books are slow to tell of the first')
  read.open()
  t.match(await ask(), { state: 'running', messageId: 'm-0' })
})

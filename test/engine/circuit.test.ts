import t from 'tap'
import { Type } from 'typebox'
import { booksOf, channel, deadLetters, question, schema } from '../../bus/ends.js'
import { HubError, neverSent } from '../../bus/errors.js'
import { flow } from '../../bus/flow.js'
import type { ConnectionLimits } from '../../bus/limits.js'
import { until } from '../kit/event.js'
import { type TestHub, testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner, unknown } from '../kit/outside.js'

const Order = schema(Type.Object({ key: Type.String(), n: Type.Integer() }))
type Order = { key: string; n: number }
const orders = channel('shop/orders', Order)
const few = { retry: { attempts: 4, delay: '5ms' }, thenTo: deadLetters } as const

const opening = (limits: Partial<ConnectionLimits> = {}) => ({
  limitsOf: () => ({ deadlineMs: 2_000, breaker: { failures: 3, openMs: 40 }, ...limits }),
})

/** A partner that is down until it is told to come back. */
class Down extends Partner {
  down: false | (() => Error) = notDone
  readonly took: Order[] = []
  override async perform(what: string, request: unknown, use: Parameters<Partner['perform']>[2]): Promise<unknown> {
    if (this.down !== false) this.next.unshift(this.down())
    else if (what === 'rows') this.next.unshift(() => [{ row: 1 }])
    const answer = await super.perform(what, request, use)
    this.took.push(request as Order)
    return answer
  }
}

const stateOf = ({ engine }: TestHub) => engine.connections()[0]!

/** Probes that failed: failures beyond those that opened the circuit. */
const probed = (hub: TestHub, times: number) =>
  until(`${times} probes that fail`, () => stateOf(hub).failures >= 3 + times && stateOf(hub).state === 'open')

t.test(
  'a partner that is down for longer than all retries makes no dead letters, and the order per key stays',
  async (t) => {
    const partner = new Down()
    const hub = await testHub(
      t,
      [
        flow('shop/send')
          .from(orders)
          .inOrderBy(({ key }) => key, { afterDeadLetter: 'hold-the-key' })
          .onFailure(few)
          .to(endsOf(partner).take),
      ],
      opening(),
    )
    const sent: Order[] = [1, 2, 3, 4].flatMap((n) => ['a', 'b', 'c'].map((key) => ({ key, n })))
    const ids: string[] = []
    for (const order of sent) ids.push((await hub.engine.send(orders, order)).messageId)
    await probed(hub, 6)
    t.match(stateOf(hub), { name: 'partner', adapter: 'partner', state: 'open' })
    t.ok(stateOf(hub).until! > stateOf(hub).since)
    t.ok(partner.calls.length < 15, 'hardly anything was sent')
    t.equal(await hub.engine.store.countDeadLetters(), 0)
    partner.down = false
    for (const id of ids) await until('the end', async () => (await hub.engine.fate(id))?.state === 'done')
    for (const key of ['a', 'b', 'c'])
      t.strictSame(
        partner.took.filter((order) => order.key === key).map(({ n }) => n),
        [1, 2, 3, 4],
      )
    t.match(stateOf(hub), { state: 'closed', failures: 0 })
    t.ok(hub.logged.some((sentence) => /circuit is open/.test(sentence)))
    t.match(hub.logged.at(-1), /circuit is closed/)
  },
)

t.test(
  'a message that waits for a connection says so, and one whose flow never retries waits all the same',
  async (t) => {
    const partner = new Down()
    const hub = await testHub(
      t,
      [flow('shop/send').from(orders).to(endsOf(partner).take)],
      opening({
        breaker: { failures: 1, openMs: 60_000 },
      }),
    )
    await hub.engine.send(orders, { key: 'a', n: 1 })
    await until('the circuit', () => stateOf(hub).state === 'open')
    const { messageId } = await hub.engine.send(orders, { key: 'a', n: 2 })
    const waiting = await until('the refusal', async () => {
      const found = await hub.engine.store.living(messageId)
      return found?.state === 'retrying' && found
    })
    t.match(waiting, { tries: 0, lastCode: 'HUB_CIRCUIT_OPEN', lastError: /connection partner is not used until/ })
    const { due } = (await hub.engine.fate(messageId))!
    t.ok(due! >= stateOf(hub).until!)
    t.equal(partner.calls.length, 1, 'nothing was sent')
    t.same(
      (await hub.engine.store.records([messageId])).get(messageId) ?? [],
      [],
      'and nothing is written down as begun',
    )
  },
)

t.test('a change and the call after it: the change stands, the call that was refused is not in doubt', async (t) => {
  const partner = new Down()
  let changes = 0
  const hub = await testHub(
    t,
    [
      flow('shop/send')
        .from(orders)
        .onFailure(few)
        .change({
          in: booksOf<unknown>(),
          once: ({ key, n }) => `${key}-${n}`,
          apply: async (order) => {
            changes++
            return order
          },
        })
        .call(endsOf(partner).park)
        .drop('paid'),
    ],
    opening({ breaker: { failures: 1, openMs: 40 } }),
  )
  const first = await hub.engine.send(orders, { key: 'a', n: 1 })
  await until('the circuit', () => stateOf(hub).state === 'open')
  const second = await hub.engine.send(orders, { key: 'a', n: 2 })
  await until('a probe that fails', () => stateOf(hub).failures > 1)
  partner.down = false
  for (const { messageId } of [first, second])
    await until('the end', async () => (await hub.engine.fate(messageId))?.state === 'dropped')
  t.equal(changes, 2)
  t.strictSame(partner.took.map(({ n }) => n).sort(), [1, 2])
})

t.test('ask: while the connection is not used the effect stays in doubt, and is asked about when it is', async (t) => {
  const partner = new Down()
  partner.down = unknown
  partner.found = () => {
    if (partner.down !== false) throw notDone()
    return { state: 'answered', answer: { paid: true } }
  }
  const hub = await testHub(
    t,
    [flow('shop/send').from(orders).onFailure(few).call(endsOf(partner).ask).drop('paid')],
    opening(),
  )
  const { messageId } = await hub.engine.send(orders, { key: 'a', n: 1 })
  await probed(hub, 2)
  await until('the doubt', async () => {
    const [record] = (await hub.engine.store.records([messageId])).get(messageId)!
    return record?.state === 'in-doubt' && record.attempts === 1
  })
  partner.down = false
  await until('the end', async () => (await hub.engine.fate(messageId))?.state === 'dropped')
  t.equal(partner.calls.length, 1, 'it was never sent again')
})

t.test('resend: a refused resend leaves the effect in doubt, and the probe carries the same key', async (t) => {
  const partner = new Down()
  partner.down = unknown
  const hub = await testHub(
    t,
    [flow('shop/send').from(orders).onFailure(few).call(endsOf(partner).resend).drop('paid')],
    opening(),
  )
  const { messageId } = await hub.engine.send(orders, { key: 'a', n: 1 })
  await probed(hub, 3)
  await until('a record that says what failed', async () => {
    const [record] = (await hub.engine.store.records([messageId])).get(messageId)!
    return record?.state === 'in-doubt' && record.code === 'HUB_TEST_UNKNOWN'
  })
  partner.down = false
  await until('the end', async () => (await hub.engine.fate(messageId))?.state === 'dropped')
  t.equal(new Set(partner.calls.map(({ key }) => key)).size, 1)
})

t.test('a partner that clearly refuses is there: its refusals open no circuit', async (t) => {
  const partner = new Down()
  partner.down = () => new HubError('HUB_TEST_REFUSED', 'no such account', neverSent)
  const hub = await testHub(t, [flow('shop/send').from(orders).onFailure(few).to(endsOf(partner).take)], opening())
  for (let n = 0; n < 6; n++) await hub.engine.send(orders, { key: 'a', n })
  await until('the dead letters', async () => (await hub.engine.store.countDeadLetters()) === 6)
  t.match(stateOf(hub), { state: 'closed', failures: 0 })
})

t.test('who asks a question whose partner is not used is told at once, and nothing is kept', async (t) => {
  const partner = new Down()
  const Answer = schema(Type.Object({ ok: Type.Boolean() }))
  const pay = question('shop/pay', Order, Answer)
  const hub = await testHub(
    t,
    [
      flow('shop/send').from(orders).to(endsOf(partner).take),
      flow('shop/pay')
        .from(pay)
        .call(endsOf(partner).park)
        .reply(() => ({ ok: true })),
    ],
    opening({ breaker: { failures: 1, openMs: 60_000 } }),
  )
  const { messageId } = await hub.engine.send(orders, { key: 'a', n: 1 })
  await until('the circuit', () => stateOf(hub).state === 'open')
  await t.rejects(hub.engine.ask(pay, { key: 'a', n: 2 }), { code: 'HUB_CIRCUIT_OPEN' })
  const { rows } = await hub.engine.messages({}, { limit: 10 })
  t.strictSame(
    rows.map(({ id }) => id),
    [messageId],
  )
})

t.test('readings open the circuit and are refused like calls: it is one partner', async (t) => {
  const partner = new Down()
  const { rows, take } = endsOf(partner)
  const hub = await testHub(
    t,
    [
      flow('shop/price')
        .from(orders)
        .onFailure(few)
        .enrich(rows, (order, found) => ({ ...order, rows: found.length }))
        .to(take),
    ],
    opening(),
  )
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push((await hub.engine.send(orders, { key: 'a', n })).messageId)
  await probed(hub, 2)
  t.equal(await hub.engine.store.countDeadLetters(), 0)
  t.equal(partner.requests('take').length, 0)
  partner.down = false
  const fates = await until('the ends', async () => {
    const found = await Promise.all(ids.map((id) => hub.engine.fate(id)))
    return found.every((fate) => fate?.state === 'done') && found
  })
  t.ok(fates.every((fate) => fate!.tries! <= 4))
})

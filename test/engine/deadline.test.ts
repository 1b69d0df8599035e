import type { Kysely } from 'kysely'
import t from 'tap'
import { Type } from 'typebox'
import { temporaryBooks } from '../../adapters/database/temporary.js'
import { decodeBody } from '../../bus/codec.js'
import { booksOf, channel, deadLetters, schema, topic } from '../../bus/ends.js'
import { type Decoder, flow } from '../../bus/flow.js'
import type { EngineOptions } from '../../bus/runtime/engine.js'
import { latch, until } from '../kit/event.js'
import { type TestHub, testHub } from '../kit/hub.js'
import { endsOf, Partner } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String() }))
const orders = channel('shop/orders', Order)
const retries = { retry: { attempts: 3, delay: '5ms' }, thenTo: deadLetters } as const
const never = new Promise<never>(() => {})

/** Connections that wait for an answer for 40 ms and whose circuits never open. */
const short: Partial<EngineOptions> = {
  limitsOf: () => ({ deadlineMs: 40, breaker: { failures: 0, openMs: 1_000 } }),
}

/** A partner whose first answer comes when it is told to, long after the deadline. */
function lateOnce() {
  const partner = new Partner()
  const late = latch<unknown>()
  let said = false
  partner.next.push(async () => {
    const answer = await late.opened
    said = true
    return answer
  })
  const answersAtLast = async () => {
    late.open({ paid: 'late' })
    await until('the late answer', () => said)
  }
  return { partner, answersAtLast }
}

async function ended({ engine }: TestHub, messageId: string, state: string) {
  return until(`${state} of ${messageId}`, async () => {
    const fate = await engine.fate(messageId)
    return fate?.state === state && fate
  })
}

const recordsOf = async ({ engine }: TestHub, messageId: string) =>
  (await engine.store.records([messageId])).get(messageId) ?? []

t.test(
  'park: a call that is never answered is in doubt at its deadline, and its late answer changes nothing',
  async (t) => {
    const { partner, answersAtLast } = lateOnce()
    const hub = await testHub(t, [flow('shop/pay').from(orders).call(endsOf(partner).park).drop('paid')], short)
    const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
    await ended(hub, messageId, 'in-doubt')
    const before = await recordsOf(hub, messageId)
    t.match(before, [{ name: 'call partner.park#1', state: 'in-doubt', code: 'HUB_DEADLINE', attempts: 1 }])
    t.match(hub.engine.connections(), [{ name: 'partner', late: 1, running: 0 }])
    await answersAtLast()
    await until('the end of the late one', () => hub.engine.connections()[0]!.late === 0)
    await hub.engine.idle()
    t.strictSame(await recordsOf(hub, messageId), before)
    t.match(await hub.engine.fate(messageId), { state: 'in-doubt' })
    t.equal(partner.calls.length, 1)
  },
)

t.test('resend: it is sent again under the same key, and only the answer of the second try counts', async (t) => {
  const { partner, answersAtLast } = lateOnce()
  partner.next.push(() => ({ paid: 'second' }))
  const { resend, take } = endsOf(partner)
  const hub = await testHub(t, [flow('shop/pay').from(orders).onFailure(retries).call(resend).to(take)], short)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await ended(hub, messageId, 'done')
  await answersAtLast()
  await hub.engine.idle()
  t.strictSame(
    partner.calls.filter(({ what }) => what === 'resend').map(({ key, attempt }) => [key, attempt]),
    [
      [`${messageId}/call partner.resend#1`, 1],
      [`${messageId}/call partner.resend#1`, 2],
    ],
  )
  t.strictSame(partner.requests('take'), [{ paid: 'second' }])
})

t.test('ask: the partner is asked what became of it, and that is taken', async (t) => {
  const { partner, answersAtLast } = lateOnce()
  partner.found = () => ({ state: 'answered', answer: { paid: 'found' } })
  const { ask, take } = endsOf(partner)
  const hub = await testHub(t, [flow('shop/pay').from(orders).call(ask).to(take)], short)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await ended(hub, messageId, 'done')
  await answersAtLast()
  await hub.engine.idle()
  t.equal(partner.requests('ask').length, 1)
  t.strictSame(partner.requests('take'), [{ paid: 'found' }])
})

t.test('abandon: the flow goes on with its stand-in answer', async (t) => {
  const { partner, answersAtLast } = lateOnce()
  const { abandon, take } = endsOf(partner)
  const hub = await testHub(t, [flow('shop/pay').from(orders).call(abandon).to(take)], short)
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await ended(hub, messageId, 'done')
  await answersAtLast()
  await hub.engine.idle()
  t.strictSame(partner.requests('take'), [{ outcome: 'no-answer' }])
})

t.test('a call that is never answered does not keep its place from the next one', async (t) => {
  const partner = new Partner()
  partner.next.push(() => never)
  const hub = await testHub(t, [flow('shop/pay').from(orders).call(endsOf(partner).park).drop('paid')], {
    limitsOf: () => ({ deadlineMs: 40, concurrency: 1, breaker: { failures: 0, openMs: 1_000 } }),
  })
  const first = await hub.engine.send(orders, { orderId: 'o-1' })
  const second = await hub.engine.send(orders, { orderId: 'o-2' })
  await ended(hub, first.messageId, 'in-doubt')
  await ended(hub, second.messageId, 'dropped')
  t.match(hub.engine.connections(), [{ running: 0, waiting: 0, late: 1 }], 'the late one is shown')
})

t.test('a reader that never answers ends its run, which is tried again', async (t) => {
  const partner = new Partner()
  partner.next.push(
    () => never,
    () => [{ row: 7 }],
  )
  const { rows, take } = endsOf(partner)
  const hub = await testHub(
    t,
    [
      flow('shop/price')
        .from(orders)
        .onFailure(retries)
        .enrich(rows, (_order, found) => ({ row: found[0]!.row }))
        .to(take),
    ],
    { deadlineMs: 40 },
  )
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await ended(hub, messageId, 'done')
  t.strictSame(partner.requests('take'), [{ row: 7 }])
  const [first] = await hub.engine.store.traces(messageId)
  t.match(first, { outcome: 'retry HUB_DEADLINE' })
})

t.test('a stream that gives nothing is ended, whether a reader, a file or a function is its source', async (t) => {
  const partner = new Partner()
  partner.next.push(() => never)
  const { rows } = endsOf(partner)
  const all = { by: () => 'all', into: (_key: string, parts: AsyncIterable<unknown>) => ({ parts }) }
  const keep = {
    in: booksOf<unknown>(),
    once: () => 'k',
    apply: async ({ parts }: { parts: AsyncIterable<unknown> }) => {
      for await (const _ of parts);
    },
  }
  const stuck: Decoder<{ row: number }> = {
    name: 'stuck',
    async *read() {
      yield { row: 1 }
      await never
    },
  }
  const bad = { ifPartFails: 'fail-the-whole' } as const
  const sources = [1, 2, 3].map((n) => channel(`shop/source-${n}`, Order))
  const bytes = async function* () {}
  async function* rowsFrom() {
    await never
    yield { row: 1 }
  }
  const hub = await testHub(
    t,
    [
      flow('shop/reader').from(sources[0]!).split(rows, bad).aggregate(all).change(keep),
      flow('shop/file').from(sources[1]!).decode(stuck, bytes, bad).aggregate(all).change(keep),
      flow('shop/function')
        .from(sources[2]!)
        .split(rowsFrom as never, bad) // the types ask for rows that are there already
        .aggregate(all)
        .change(keep),
    ],
    { deadlineMs: 40 },
  )
  for (const source of sources) {
    const { messageId } = await hub.engine.send(source, { orderId: 'o-1' })
    t.match(await ended(hub, messageId, 'dead-letter'), { code: 'HUB_DEADLINE' }, source.uri)
  }
})

t.test(
  'an apply that never ends is rolled back; the others of its commit stand, and it cannot write later',
  async (t) => {
    const books = await temporaryBooks({ applyWithin: 100 })
    t.teardown(() => books.remove())
    await books.write(async (tx) =>
      tx.schema
        .createTable('shop_seen')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .execute(),
    )
    interface Tables {
      readonly shop_seen: { readonly id: string }
    }
    const seen = booksOf<Kysely<Tables>>()
    const told = topic('shop/told', Order)
    const partner = new Partner()
    const outside = latch()
    let late: unknown
    let together = 0
    const store: EngineOptions['store'] = {
      ...books.store,
      commit: (units) => {
        together = Math.max(together, units.filter(({ apply }) => apply !== undefined).length)
        return books.store.commit(units)
      },
    }
    const hub = await testHub(
      t,
      [
        flow('shop/keep')
          .from(orders)
          .change({
            in: seen,
            once: ({ orderId }) => orderId,
            apply: async (order, tx) => {
              const { orderId } = order
              await tx.insertInto('shop_seen').values({ id: orderId }).execute()
              if (orderId !== 'stuck') return order
              await outside.opened
              await tx
                .insertInto('shop_seen')
                .values({ id: 'late' })
                .execute()
                .catch((error: unknown) => {
                  late = error
                })
              return order
            },
          })
          .publish(told),
        flow('shop/tell').from(told).to(endsOf(partner).take),
      ],
      { store },
      books,
    )
    const sent = await Promise.all(['a', 'stuck', 'b'].map((orderId) => hub.engine.send(orders, { orderId })))
    await ended(hub, sent[0]!.messageId, 'done')
    await ended(hub, sent[2]!.messageId, 'done')
    t.match(await ended(hub, sent[1]!.messageId, 'dead-letter'), { code: 'HUB_CHANGE_SLOW', tries: 1 })
    t.equal(together, 3, 'they shared a commit')
    outside.open()
    await until('the late statement', () => late !== undefined)
    t.match(late, { code: 'HUB_TX_ENDED' })
    await hub.engine.idle()
    t.match(await hub.engine.fate(sent[1]!.messageId), { state: 'dead-letter' })
    const rows = await books.read<Tables>().selectFrom('shop_seen').select('id').orderBy('id').execute()
    t.strictSame(
      rows.map(({ id }) => id),
      ['a', 'b'],
    )
    t.strictSame(partner.requests('take').length, 2, 'the stuck one announced nothing')
    t.equal(await hub.engine.store.countDeadLetters(), 1)
  },
)

t.test('the record of a call in doubt holds its tries, through restarts', async (t) => {
  const partner = new Partner()
  partner.next.push(
    () => never,
    () => never,
  )
  const { resend } = endsOf(partner)
  const hub = await testHub(
    t,
    [
      flow('shop/pay')
        .from(orders)
        .onFailure({ retry: { attempts: 3, delay: '60s' }, thenTo: deadLetters })
        .call(resend)
        .drop('paid'),
    ],
    short,
  )
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await ended(hub, messageId, 'retrying')
  const [record] = await recordsOf(hub, messageId)
  t.match(record, { state: 'in-doubt', attempts: 1, code: 'HUB_DEADLINE' })
  t.equal(record!.result === undefined ? undefined : decodeBody(record!.result), undefined)
  const again = await hub.restart(undefined, {
    ...short,
    chance: { now: () => Date.now() + 120_000, random: () => 0.5 },
  })
  await until('the second try', () => partner.calls.length === 2)
  t.equal(partner.calls[1]!.attempt, 2)
  await again.stop()
})

import t from 'tap'
import { Type } from 'typebox'
import { openBooks } from '../../adapters/database/books.js'
import { defineAdapter } from '../../bus/adapter.js'
import { decodeBody } from '../../bus/codec.js'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { crashFolder, startCrashHub } from '../kit/crash.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

// Processes that start and die on a busy machine take their time.
t.setTimeout(300_000)

t.test('a message that kills the process is parked after three marks, and everything else goes on', async (t) => {
  const folder = crashFolder(t)
  const first = await startCrashHub(folder)
  for (let n = 0; n < 20; n++) first.send({ id: `o-${n}`, account: `a-${n}`, n })
  await until('the good ones', () => first.accepted.size === 20)
  first.send({ id: 'killer', account: 'k', n: 0, poison: true })
  await first.ended
  let starts = 1
  for (; starts < 10; starts++) {
    const hub = await startCrashHub(folder)
    for (let n = 0; n < 5 && !hub.over(); n++) hub.send({ id: `r-${starts}-${n}`, account: `b-${n}`, n })
    const parked = await until(
      'the end or rest',
      async () => hub.over() || (hub.accepted.size === 5 && (await rests(hub))),
      60_000,
    )
    if (parked !== true || !hub.over()) {
      await hub.stop()
      break
    }
  }
  const books = await openBooks({ folder })
  t.teardown(() => books.close())
  const { rows } = await books.store.deadLetters({ limit: 10 })
  t.match(rows, [{ code: 'HUB_KILLS_PROCESS', message: { flow: 'crash/settle' } }])
  t.equal(rows.length, 1, 'nobody else was parked')
  t.ok(starts <= 5, `parked after ${starts} starts`)
  const done = await books.read<{ crash_order: { id: string } }>().selectFrom('crash_order').select('id').execute()
  t.ok(done.length >= 25, `${done.length} others are done`)

  async function rests(hub: Awaited<ReturnType<typeof startCrashHub>>): Promise<boolean> {
    await Promise.race([hub.idle(), hub.ended])
    return true
  }
})

t.test(
  'a message that cannot be done is parked with its reason, and those of other keys are not delayed',
  async (t) => {
    const partner = new Partner()
    const Order = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }))
    const orders = channel('shop/orders', Order)
    const { engine } = await testHub(t, [
      flow('shop/pick')
        .from(orders)
        .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'hold-the-key' })
        .onFailure({ retry: { attempts: 1000, delay: '1h' }, thenTo: deadLetters })
        .transform(function price(order) {
          if (order.cents === 13) throw new Error('a bug that only this one meets')
          return order
        })
        .to(endsOf(partner).take),
    ])
    partner.next.push(notDone())
    const waiting = await engine.send(orders, { orderId: 'waits', cents: 1 })
    await until('the failure', async () => (await engine.fate(waiting.messageId))?.state === 'retrying')
    const bad = await engine.send(orders, { orderId: 'bad', cents: 13 })
    const good = await Promise.all(
      Array.from({ length: 50 }, (_, n) => engine.send(orders, { orderId: `good-${n}`, cents: n + 100 })),
    )
    await engine.idle()
    t.match(await engine.fate(bad.messageId), { state: 'dead-letter', code: 'HUB_STEP_FAILED' })
    for (const { messageId } of good) t.equal((await engine.fate(messageId))?.state, 'done')
    t.match(await engine.fate(waiting.messageId), { state: 'retrying', tries: 1 })
  },
)

t.test(
  'what an outside source delivers and nobody understands is kept as it came, and the source goes on',
  async (t) => {
    const partner = new Partner()
    const Row = schema(Type.Object({ row: Type.Integer() }))
    const { source, delivered } = sourceOf([{ row: 1 }, { row: 'two' }, { row: 3 }])
    const { engine } = await testHub(t, [flow('shop/rows').from(source).validate(Row).to(endsOf(partner).take)])
    await until('the last', () => delivered.length === 3)
    await engine.idle()
    t.strictSame(partner.requests('take'), [{ row: 1 }, { row: 3 }])
    const { rows } = await engine.store.deadLetters({ limit: 5 })
    t.match(rows, [{ code: 'HUB_BODY_REFUSED', reason: /row must be integer/ }])
    t.strictSame(decodeBody(rows[0]!.message.raw!), { row: 'two' })
  },
)

function sourceOf(bodies: readonly unknown[]) {
  const delivered: string[] = []
  const { rows } = defineAdapter({
    name: 'list',
    summary: 'Delivers a list.',
    options: Type.Object({}),
    open: async () => undefined,
    ends: (make) => ({
      rows: make.source<unknown>('rows', async (_client, deliver) => {
        for (const [index, body] of bodies.entries())
          delivered.push((await deliver({ body, once: `row-${index}` })).messageId)
      }),
    }),
  })('list')
  return { source: rows, delivered }
}

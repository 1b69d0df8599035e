import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { latch, until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String() }))
const orders = channel('shop/orders', Order)

t.test('a delay survives a restart and goes on at its time, not before', async (t) => {
  const partner = new Partner()
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [flow('shop/later').from(orders).delay('3d').to(endsOf(partner).take)], { chance })
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the wait', async () => (await hub.engine.fate(messageId))?.state === 'waiting')
  t.equal((await hub.engine.fate(messageId))?.due, now + 3 * 86_400_000)
  now += 2 * 86_400_000
  const second = await hub.restart()
  await second.engine.idle()
  t.equal(partner.calls.length, 0)
  now += 86_400_000
  const third = await second.restart()
  await until('the end', async () => (await third.engine.fate(messageId))?.state === 'done')
  t.equal(partner.calls.length, 1)
})

t.test('the wake-up comes by itself', async (t) => {
  const partner = new Partner()
  const { engine } = await testHub(t, [flow('shop/later').from(orders).delay('30ms').to(endsOf(partner).take)])
  await engine.send(orders, { orderId: 'o-1' })
  await engine.send(orders, { orderId: 'o-2' })
  await until('both', () => partner.calls.length === 2)
})

t.test(
  'SIGTERM drains: what runs ends, what is ready stays for the next process, nothing new is accepted',
  async (t) => {
    const partner = new Partner()
    const held = latch()
    partner.next.push(async () => void (await held.opened))
    const hub = await testHub(t, [flow('shop/slow').from(orders).to(endsOf(partner).take)], { concurrency: 1 })
    const first = await hub.engine.send(orders, { orderId: 'o-1' })
    const second = await hub.engine.send(orders, { orderId: 'o-2' })
    await until('the first', () => partner.calls.length === 1)
    const stopping = hub.stop()
    await t.rejects(hub.engine.send(orders, { orderId: 'o-3' }), { code: 'HUB_DRAINING' })
    held.open()
    await stopping
    t.match(await hub.engine.fate(first.messageId), { state: 'done' })
    t.match(await hub.engine.fate(second.messageId), { state: 'ready' })
    const again = await hub.restart()
    await again.engine.idle()
    t.match(await again.engine.fate(second.messageId), { state: 'done' })
  },
)

t.test('what does not end in the drain time is cut off and is in doubt, never silently repeated', async (t) => {
  const partner = new Partner()
  partner.next.push(() => new Promise(() => {}))
  const hub = await testHub(t, [flow('shop/slow').from(orders).call(endsOf(partner).park).drop('x')])
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the call', () => partner.calls.length === 1)
  await hub.engine.close(20)
  t.match(await hub.engine.fate(messageId), { state: 'in-doubt' })
})

t.test('above the backlog limit new messages are refused, and room lets them in again', async (t) => {
  const partner = new Partner()
  const { engine } = await testHub(t, [flow('shop/slow').from(orders).to(endsOf(partner).take)], { backlogLimit: 3 })
  await engine.pause('shop/slow', 'operator:test')
  for (const orderId of ['1', '2', '3']) await engine.send(orders, { orderId })
  await t.rejects(engine.send(orders, { orderId: '4' }), {
    code: 'HUB_BACKLOG_FULL',
    message: /3 messages are waiting, the limit is 3/,
  })
  await engine.resume('shop/slow', 'operator:test')
  await engine.idle()
  await engine.send(orders, { orderId: '4' })
  await engine.idle()
  t.equal(partner.calls.length, 4)
})

t.test('more messages than fit in memory come out in order', async (t) => {
  const partner = new Partner()
  const { engine } = await testHub(t, [flow('shop/many').from(orders).to(endsOf(partner).take)], { concurrency: 1 })
  await engine.pause('shop/many', 'operator:test')
  const all = Array.from({ length: 5_000 }, (_, n) => String(n))
  await Promise.all(all.map((orderId) => engine.send(orders, { orderId })))
  await engine.resume('shop/many', 'operator:test')
  await until('the last', () => partner.calls.length === 5_000, 60_000)
  t.strictSame(
    partner.requests('take').map((request) => (request as { orderId: string }).orderId),
    all,
  )
})

t.test('what a former version recorded and this one does not reach parks the message', async (t) => {
  const partner = new Partner()
  const { take, park } = endsOf(partner)
  const policy = { retry: { attempts: 5, delay: '300ms' }, thenTo: deadLetters } as const
  partner.next.push(() => ({ ok: 1 }), notDone())
  const hub = await testHub(t, [flow('shop/old').from(orders).onFailure(policy).call(park).to(take)])
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the failure', async () => (await hub.engine.fate(messageId))?.state === 'retrying')
  const changed = await hub.restart([flow('shop/old').from(orders).onFailure(policy).to(take)])
  await until('the parking', async () => (await changed.engine.fate(messageId))?.state === 'dead-letter')
  t.match(await changed.engine.fate(messageId), { code: 'HUB_FLOW_CHANGED', reason: /call partner.park#1/ })
  t.equal(partner.requests('take').length, 1, 'nothing was done on the way')
})

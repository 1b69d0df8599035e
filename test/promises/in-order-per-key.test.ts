import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { latch, until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Step = schema(Type.Object({ orderId: Type.String(), n: Type.Integer() }))
type Step = { orderId: string; n: number }
const steps = channel('shop/steps', Step)

const ordered = (partner: Partner, afterDeadLetter: 'hold-the-key' | 'go-on', attempts = 3) =>
  flow('shop/ordered')
    .from(steps)
    .inOrderBy(({ orderId }) => orderId, { afterDeadLetter })
    .onFailure({ retry: { attempts, delay: '10ms' }, thenTo: deadLetters })
    .to(endsOf(partner).take)

const of = (partner: Partner, orderId: string) =>
  (partner.requests('take') as Step[]).filter((step) => step.orderId === orderId).map(({ n }) => n)

t.test(
  'messages of one key keep their order while the first of them is tried again, and other keys go on',
  async (t) => {
    const partner = new Partner()
    const held = latch()
    partner.next.push(notDone(), () => undefined)
    const { engine } = await testHub(t, [ordered(partner, 'go-on')])
    await engine.send(steps, { orderId: 'a', n: 1 })
    partner.next.push(async () => void (await held.opened))
    for (const n of [2, 3, 4]) await engine.send(steps, { orderId: 'a', n })
    await engine.send(steps, { orderId: 'b', n: 1 })
    await until('b', () => of(partner, 'b').length === 1)
    held.open()
    await until('a', () => of(partner, 'a').includes(4))
    t.strictSame(
      of(partner, 'a').filter((n, at, all) => all.indexOf(n) === at),
      [1, 2, 3, 4],
    )
  },
)

t.test('a dead letter holds its key when the flow says so, until it is replayed', async (t) => {
  const partner = new Partner()
  partner.next.push(notDone())
  const { engine } = await testHub(t, [ordered(partner, 'hold-the-key', 1)])
  const { messageId } = await engine.send(steps, { orderId: 'a', n: 1 })
  await engine.send(steps, { orderId: 'a', n: 2 })
  await engine.send(steps, { orderId: 'b', n: 1 })
  await until('b', () => of(partner, 'b').length === 1)
  t.strictSame(of(partner, 'a'), [1])
  t.match(await engine.store.heldKeys({ limit: 10 }), { rows: [{ flow: 'shop/ordered', key: 'a', messageId }] })
  await engine.replay(messageId, 'operator:test')
  await until('a goes on', () => of(partner, 'a').includes(2))
  t.strictSame(of(partner, 'a'), [1, 1, 2])
})

t.test('dropping a dead letter frees its key', async (t) => {
  const partner = new Partner()
  partner.next.push(notDone())
  const hub = await testHub(t, [ordered(partner, 'hold-the-key', 1)])
  const { messageId } = await hub.engine.send(steps, { orderId: 'a', n: 1 })
  await hub.engine.send(steps, { orderId: 'a', n: 2 })
  await until('the dead letter', async () => (await hub.engine.fate(messageId))?.state === 'dead-letter')
  const again = await hub.restart()
  t.strictSame(of(partner, 'a'), [1], 'the key is held across a restart')
  await again.engine.dropDeadLetter(messageId, 'the customer withdrew', 'operator:test')
  await until('a goes on', () => of(partner, 'a').includes(2))
  t.match(await again.engine.fate(messageId), { state: 'dropped', reason: 'the customer withdrew' })
})

t.test('go-on: after a dead letter the next of the key is taken', async (t) => {
  const partner = new Partner()
  partner.next.push(notDone())
  const { engine } = await testHub(t, [ordered(partner, 'go-on', 1)])
  await engine.send(steps, { orderId: 'a', n: 1 })
  await engine.send(steps, { orderId: 'a', n: 2 })
  await until('a goes on', () => of(partner, 'a').includes(2))
  t.equal(await engine.store.countDeadLetters(), 1)
})

t.test('a long line behind one key keeps its order although most of it stays in the books', async (t) => {
  const partner = new Partner()
  const held = latch()
  partner.next.push(async () => void (await held.opened))
  const { engine } = await testHub(t, [ordered(partner, 'go-on')])
  const all = Array.from({ length: 300 }, (_, n) => n)
  for (const n of all) await engine.send(steps, { orderId: 'a', n })
  held.open()
  await until('the last', () => of(partner, 'a').length === 300, 60_000)
  t.strictSame(of(partner, 'a'), all)
})

t.test('order per key holds across a restart in the middle', async (t) => {
  const partner = new Partner()
  const hub = await testHub(t, [ordered(partner, 'go-on')])
  await hub.engine.pause('shop/ordered', 'operator:test')
  for (const n of [1, 2, 3]) for (const orderId of ['a', 'b']) await hub.engine.send(steps, { orderId, n })
  t.equal(partner.calls.length, 0, 'a paused flow takes nothing')
  const again = await hub.restart()
  t.match(again.engine.flows(), [{ id: 'shop/ordered', paused: true }], 'and stays paused')
  await again.engine.resume('shop/ordered', 'operator:test')
  await again.engine.idle()
  t.strictSame(of(partner, 'a'), [1, 2, 3])
  t.strictSame(of(partner, 'b'), [1, 2, 3])
})

t.test(
  'an operator frees a key from its dead letter: later messages go on, and a replay comes after them',
  async (t) => {
    const partner = new Partner()
    partner.next.push(notDone())
    const hub = await testHub(t, [ordered(partner, 'hold-the-key', 1)])
    const { messageId } = await hub.engine.send(steps, { orderId: 'a', n: 1 })
    for (const n of [2, 3]) await hub.engine.send(steps, { orderId: 'a', n })
    await until('the dead letter', async () => (await hub.engine.fate(messageId))?.state === 'dead-letter')
    const { engine } = await hub.restart()
    const release = { flow: 'shop/ordered', key: 'a', by: 'operator:test', reason: 'the later ones stand alone' }
    t.same(await engine.freeKey(release), [messageId])
    await engine.idle()
    t.strictSame(of(partner, 'a'), [1, 2, 3])
    t.match(await engine.deadLetter(messageId), { holdsKey: false }, 'the dead letter stays')
    const { rows } = await engine.store.audit({ limit: 10 })
    t.match(
      rows.find(({ action }) => action === 'keys free'),
      { actor: 'operator:test', object: `shop/ordered/${messageId}`, details: { reason: release.reason } },
    )
    await t.rejects(engine.freeKey(release), { code: 'HUB_KEY_NOT_HELD' })
    await engine.replay(messageId, 'operator:test')
    await engine.idle()
    t.strictSame(of(partner, 'a'), [1, 2, 3, 1])
  },
)

t.test('a key held by a message that is tried again is not freed, and the refusal says what to do', async (t) => {
  const partner = new Partner()
  partner.next.push(notDone())
  const policy = { retry: { attempts: 3, delay: '1h' }, thenTo: deadLetters } as const
  const slow = flow('shop/slow')
    .from(steps)
    .inOrderBy(({ orderId }) => orderId, { afterDeadLetter: 'hold-the-key' })
    .onFailure(policy)
    .to(endsOf(partner).take)
  const { engine } = await testHub(t, [slow])
  const { messageId } = await engine.send(steps, { orderId: 'a-person', n: 1 })
  await until('the failure', async () => (await engine.fate(messageId))?.state === 'retrying')
  const holder = { flow: 'shop/slow', key: 'a-person', messageId, state: 'retrying', code: String }
  t.match(await engine.store.keyHolders({}, { limit: 10 }), { rows: [holder] })
  const refused = engine.freeKey({ flow: 'shop/slow', key: 'a-person', by: 'operator:test', reason: 'a try' })
  const error = (await refused.catch((error: unknown) => error)) as Error
  t.match(error, { code: 'HUB_KEY_IN_USE', message: /tried again at .*mend the cause/ })
  t.notMatch(error.message, /a-person/, 'a key may say who somebody is')
})

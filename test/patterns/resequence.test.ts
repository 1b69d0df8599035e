import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { ended, partner, reached, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

const Scan = schema(Type.Object({ truck: Type.String(), no: Type.Integer({ minimum: 1 }) }, { $id: 'Scan' }))
const scans = channel('shop/scans', Scan)

// #region example
const scansInOrder = flow('shop/scans-in-order')
  .from(scans)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .resequence({ by: ({ truck }) => truck, position: ({ no }) => no, within: '1h', ifGap: 'go-on' })
  .to(warehouse.picks)
// #endregion

const scan = (no: number, truck = 'A') => ({ truck, no })
const taken = () => partner.requests('take').map((each) => (each as { no: number }).no)

t.test('messages go on by their positions, whatever the order in which they came', async (t) => {
  const hub = await testHub(t, [scansInOrder])
  const third = await hub.engine.send(scans, scan(3))
  await reached(hub, third.messageId, ['gathering'])
  const second = await hub.engine.send(scans, scan(2))
  await reached(hub, second.messageId, ['gathering'])
  const other = await hub.engine.send(scans, scan(1, 'B'))
  t.match(await ended(hub, other.messageId), { state: 'done' })
  const again = await hub.restart()
  await again.engine.send(scans, scan(1))
  t.match(await ended(again, third.messageId), { state: 'done' })
  t.strictSame(taken(), [1, 1, 2, 3])
})

t.test('the next one begins when the one before has ended, its retries included', async (t) => {
  const hub = await testHub(t, [scansInOrder])
  partner.next.push(notDone(), notDone())
  const sent = await Promise.all([scan(2), scan(1), scan(3)].map((each) => hub.engine.send(scans, each)))
  for (const { messageId } of sent) t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(taken(), [1, 1, 1, 2, 3])
})

t.test('a gap is waited for, and then passed over; who comes after all is late and goes on', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const hub = await testHub(t, [scansInOrder], { chance })
  const sent = []
  for (const no of [4, 2, 3]) {
    const { messageId } = await hub.engine.send(scans, scan(no))
    await reached(hub, messageId, ['gathering'])
    sent.push(messageId)
  }
  now += 3_600_000
  const later = await hub.restart()
  for (const id of sent) t.match(await ended(later, id), { state: 'done' })
  t.strictSame(taken(), [2, 3, 4])
  const late = await later.engine.send(scans, scan(1))
  t.match(await ended(later, late.messageId), { state: 'done' })
  t.strictSame(taken(), [2, 3, 4, 1])
})

t.test('or a gap is a dead letter, and so is who comes late', async (t) => {
  let now = Date.now()
  const chance = { now: () => now, random: () => 0.5 }
  const strict = flow('shop/strict')
    .from(scans)
    .resequence({ by: ({ truck }) => truck, position: ({ no }) => no, within: '1h', ifGap: 'dead-letter' })
    .to(warehouse.picks)
  const hub = await testHub(t, [strict], { chance })
  const second = await hub.engine.send(scans, scan(2))
  const third = await hub.engine.send(scans, scan(3))
  for (const { messageId } of [second, third]) await reached(hub, messageId, ['gathering'])
  now += 3_600_000
  const later = await hub.restart()
  t.match(await ended(later, second.messageId), { state: 'dead-letter', code: 'HUB_SEQUENCE_GAP' })
  t.match(await ended(later, third.messageId), { state: 'done' })
  const first = await later.engine.send(scans, scan(1))
  t.match(await ended(later, first.messageId), { state: 'dead-letter', code: 'HUB_SEQUENCE_LATE' })
  const fourth = await later.engine.send(scans, scan(4))
  t.match(await ended(later, fourth.messageId), { state: 'done' })
  t.strictSame(taken(), [3, 4])
})

t.test('two hundred in a shuffled order come out in theirs', async (t) => {
  const hub = await testHub(t, [scansInOrder])
  const shuffled = Array.from({ length: 200 }, (_, index) => ((index * 77) % 200) + 1)
  const sent = await Promise.all(shuffled.map((no) => hub.engine.send(scans, scan(no))))
  for (const { messageId } of sent) t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(
    taken(),
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
})

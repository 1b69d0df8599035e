import t from 'tap'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { archive, ended, invoices, type Order, order, orders } from './shop.js'

// #region example
const tellInterested = flow('shop/tell-interested')
  .from(orders)
  .filter(({ cents }) => cents > 0, { drop: 'nobody is interested' })
  .recipients(interestedIn, { accounting: invoices, auditors: archive })

function interestedIn({ cents }: Order): ('accounting' | 'auditors')[] {
  return cents > 100_000 ? ['accounting', 'auditors'] : ['accounting']
}
// #endregion

const seen: string[] = []
const taking = (name: string, from: typeof invoices) =>
  flow(`shop/${name}`)
    .from(from)
    .transform(({ cents }) => void seen.push(`${name} ${cents}`))
    .drop('taken')
const takers = [taking('accounting', invoices), taking('auditors', archive)]
t.beforeEach(() => seen.splice(0))

t.test('those that the body names get it', async (t) => {
  const hub = await testHub(t, [tellInterested, ...takers])
  for (const cents of [5, 200_000]) await ended(hub, (await hub.engine.send(orders, { ...order, cents })).messageId)
  await hub.engine.idle()
  t.strictSame(seen.sort(), ['accounting 200000', 'accounting 5', 'auditors 200000'])
})

t.test('a name that is not wired makes a dead letter, and nobody gets anything', async (t) => {
  const careless = flow('shop/tell-interested')
    .from(orders)
    .recipients(() => ['accounting', 'press'] as 'accounting'[], { accounting: invoices })
  const hub = await testHub(t, [careless, ...takers])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_RECIPIENT_UNKNOWN', tries: 1 })
  await hub.engine.idle()
  t.strictSame(seen, [])
})

t.test('an empty list is an answer: the message is done, and nobody has it', async (t) => {
  const hub = await testHub(t, [
    flow('shop/nobody')
      .from(orders)
      .recipients(() => [], { accounting: invoices } as never),
    ...takers,
  ])
  const { messageId } = await hub.engine.send(orders, order)
  t.match(await ended(hub, messageId), { state: 'done' })
  await hub.engine.idle()
  t.strictSame(seen, [])
})

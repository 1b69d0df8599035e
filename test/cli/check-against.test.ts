import { join } from 'node:path'
import t from 'tap'
import { Type } from 'typebox'
import { flowNodeOf } from '../../bus/builder.js'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { against, linesOfAgainst } from '../../roof/against.js'
import { until } from '../kit/event.js'
import { testHub } from '../kit/hub.js'
import { endsOf, notDone, Partner } from '../kit/outside.js'

const Order = schema(Type.Object({ orderId: Type.String() }, { $id: 'Order' }))
const Strict = schema(Type.Object({ orderId: Type.String(), country: Type.String() }, { $id: 'Order' }))
const orders = channel('shop/orders', Order)
const partner = new Partner()
const { park, resend, take } = endsOf(partner)
const policy = { retry: { attempts: 5, delay: '1h' }, thenTo: deadLetters } as const

const before = flow('shop/pay').from(orders).onFailure(policy).call(park).to(take)
const nodes = (...flows: Parameters<typeof flowNodeOf>[0][]) => flows.map(flowNodeOf)

t.test('messages that stand in the books are compared with the present flows, while the hub runs', async (t) => {
  partner.next.push(() => ({ paid: true }), notDone())
  const hub = await testHub(t, [before])
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the failure', async () => (await hub.engine.fate(messageId))?.state === 'retrying')
  const books = join(hub.books.folder, 'books.sqlite')
  const compare = (...flows: Parameters<typeof flowNodeOf>[0][]) => against(nodes(...flows), books)

  t.strictSame(await compare(before), { books, messages: 1, unfit: [] })
  t.match(linesOfAgainst(await compare(before)).join('\n'), /all of them fit/)
  const longer = flow('shop/pay').from(orders).onFailure(policy).call(park).to(take).call(resend).to(take)
  t.strictSame((await compare(longer)).unfit, [], 'what comes new behind the step it stands at')

  const [gone] = (await compare()).unfit
  t.match(gone, {
    flow: 'shop/pay',
    code: 'HUB_FLOW_UNKNOWN',
    count: 1,
    messages: [{ id: messageId, state: 'retrying' }],
  })
  const [moved] = (await compare(flow('shop/pay').from(orders).onFailure(policy).call(resend).to(take))).unfit
  t.match(moved, { code: 'HUB_FLOW_CHANGED', sentence: /call partner.park#1/, count: 1 })
  const stricter = channel('shop/orders', Strict)
  const [refused] = (await compare(flow('shop/pay').from(stricter).onFailure(policy).call(park).to(take))).unfit
  t.match(refused, { code: 'HUB_BODY_REFUSED', sentence: /country/ })
  t.match(linesOfAgainst(await compare()).join('\n'), new RegExp(`shop/pay: 1 no longer fit[\\s\\S]*${messageId}`))
})

t.test('a dead letter is looked at too, and books that are not there are named', async (t) => {
  partner.next.push(notDone())
  const once = flow('shop/once').from(orders).call(park).to(take)
  const hub = await testHub(t, [once])
  const { messageId } = await hub.engine.send(orders, { orderId: 'o-1' })
  await until('the end', async () => (await hub.engine.fate(messageId))?.state === 'dead-letter')
  const [found] = (await against([], hub.books.folder)).unfit
  t.match(found, { messages: [{ id: messageId, state: 'dead-letter' }] })
  t.strictSame((await against(nodes(once), hub.books.folder)).unfit, [])
  await t.rejects(against([], join(hub.books.folder, 'nowhere')), { code: 'HUB_BOOKS_IO' })
})

import t from 'tap'
import { Type } from 'typebox'
import { type Claim, channel, claimed, schema } from '../../bus/ends.js'
import { flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { ended, partner, warehouse } from './shop.js'

t.beforeEach(() => partner.clear())

// #region example
const Scanned = schema(Type.Object({ orderId: Type.String(), scan: Type.String() }, { $id: 'Scanned' }))
const Filed = schema(
  Type.Object({ orderId: Type.String(), claim: Type.Unsafe<Claim<string>>(Type.Object({ id: Type.String() })) }),
)
const scanned = channel('shop/scanned', Scanned)
const filed = channel('shop/filed', Filed)

const putAside = flow('shop/put-aside')
  .from(scanned)
  .claimCheck({ take: ({ scan }) => scan, leave: ({ orderId }) => ({ orderId }) })
  .publish(filed) // small from here on, however many flows it goes through

const fetch = flow('shop/fetch')
  .from(filed)
  .enrich(claimed<string>(), ({ orderId }, [scan]) => ({ orderId, scan }))
  .to(warehouse.picks)
// #endregion

t.test('what is large is kept once, and whoever has the claim gets it back', async (t) => {
  const hub = await testHub(t, [putAside, fetch])
  const scan = 'x'.repeat(100_000)
  const { messageId } = await hub.engine.send(scanned, { orderId: 'o-1', scan })
  await ended(hub, messageId)
  await hub.engine.idle()
  t.strictSame(partner.requests('take'), [{ orderId: 'o-1', scan }])
  const { rows } = await hub.books.store.messages({ flow: 'shop/fetch' }, { limit: 10 })
  const kept = await hub.books.store.body(rows[0]!.id)
  t.ok(kept!.body.length < 200, 'the message that went on carries only the claim')
})

t.test('a claim that nobody keeps is refused by name', async (t) => {
  const hub = await testHub(t, [fetch])
  const claim = { id: '00000000-0000-8000-8000-000000000000' } as Claim<string>
  const { messageId } = await hub.engine.send(filed, { orderId: 'o-1', claim })
  t.match(await ended(hub, messageId), { state: 'dead-letter', code: 'HUB_CLAIM_GONE' })
})

t.test('a claim can be redeemed by the run that made it', async (t) => {
  const both = flow('shop/both')
    .from(scanned)
    .claimCheck({ take: ({ scan }) => scan, leave: ({ orderId }) => ({ orderId }) })
    .enrich(claimed<string>(), ({ orderId }, [scan]) => ({ orderId, scan }))
    .to(warehouse.picks)
  const hub = await testHub(t, [both])
  const { messageId } = await hub.engine.send(scanned, { orderId: 'o-1', scan: 'small' })
  t.match(await ended(hub, messageId), { state: 'done' })
  t.strictSame(partner.requests('take'), [{ orderId: 'o-1', scan: 'small' }])
})

import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import t from 'tap'
import { Type } from 'typebox'
import { channel, deadLetters, schema } from '../../bus/ends.js'
import { type Decoder, flow } from '../../bus/flow.js'
import { testHub } from '../kit/hub.js'
import { notDone } from '../kit/outside.js'
import { books, ended, Paid, partner, warehouse } from './shop.js'

interface Arrived {
  readonly name: string
  readonly text: string
}
const files = channel('shop/files', schema(Type.Object({ name: Type.String(), text: Type.String() })))
const imported: unknown[] = []
t.beforeEach(() => partner.clear())
t.beforeEach(() => imported.splice(0))

// #region example
const paymentLines: Decoder<unknown> = {
  name: 'payment lines',
  async *read(bytes) {
    for await (const line of createInterface({ input: Readable.from(bytes) })) {
      const [orderId, cents] = line.split(';')
      yield { orderId, cents: Number(cents) }
    }
  },
}

const readPayments = flow('shop/read-payments')
  .from(files)
  .onFailure({ retry: { attempts: 3, delay: '20ms' }, thenTo: deadLetters })
  .decode(paymentLines, bytesOf, { ifPartFails: 'dead-letter-the-part' })
  .validate(Paid)
  .aggregate({ by: () => 'all', into: (_, payments, { name }) => ({ name, payments }) })
  .change({ in: books, once: ({ name }) => name, apply: importAll })
  .to(warehouse.picks)

async function* bytesOf({ text }: Arrived) {
  yield Buffer.from(text) // a real flow opens the file that its message names
}
async function importAll({ name, payments }: { name: string; payments: AsyncIterable<Paid> }) {
  let count = 0
  for await (const payment of payments) imported.push([++count, payment.orderId])
  return { name, count }
}
// #endregion

t.test(
  'the records of a file go through as a stream; what does not fit is kept as a dead letter of its own',
  async (t) => {
    const hub = await testHub(t, [readPayments])
    const { messageId } = await hub.engine.send(files, { name: 'a.txt', text: 'o-1;100\r\no-2;many\r\no-3;300' })
    t.match(await ended(hub, messageId), { state: 'done' })
    t.strictSame(imported, [
      [1, 'o-1'],
      [2, 'o-3'],
    ])
    t.strictSame(partner.requests('take'), [{ name: 'a.txt', count: 2 }])
    const { rows } = await hub.engine.store.deadLetters({ limit: 5 })
    t.match(rows, [
      { code: 'HUB_BODY_REFUSED', reason: /^part 2 of decode payment lines#1: Paid does not fit: \/cents/ },
    ])
  },
)

t.test('a retry after the change reads no payment into the books again, and no refused part twice', async (t) => {
  partner.next.push(notDone())
  const hub = await testHub(t, [readPayments])
  const { messageId } = await hub.engine.send(files, { name: 'a.txt', text: 'o-1;100\r\no-2;many' })
  t.match(await ended(hub, messageId), { state: 'done', tries: 2 })
  t.strictSame(imported, [[1, 'o-1']])
  t.equal(await hub.engine.store.countDeadLetters(), 1)
})

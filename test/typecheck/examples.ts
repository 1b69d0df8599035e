// Three flows as an integrator writes them, for systems that exist only as types. Compiled with the rest, never executed.
import { type Static, Type } from 'typebox'
import {
  type Books,
  type Callable,
  channel,
  deadLetters,
  type Reader,
  type Sink,
  type Source,
  schema,
  topic,
} from '../../bus/ends.js'
import { type Announce, type Codec, flow } from '../../bus/flow.js'

declare const shop: { queue(name: string): Source<unknown> }
declare const warehouse: { post<Body>(path: string): Sink<Body> }
declare const customs: { declare: Callable<{ orderId: string; code: string }, { declarationId: string }> }
declare const ledger: {
  outbox<Body>(nameOf: (body: Body) => string): Sink<Body & { readonly bytes: AsyncIterable<Uint8Array> }>
}
declare const books: Books<Transaction>
interface Transaction {
  order(id: string): Promise<{ id: string; status: string; cents: number }>
  save(order: { id: string; status: string }): Promise<void>
}

// 1. Content-based router with retry and dead letter ------------------------------------------------
const Order = schema(
  Type.Object(
    {
      orderId: Type.String(),
      country: Type.String({ minLength: 2, maxLength: 2 }),
      cents: Type.Integer({ minimum: 0 }),
    },
    { $id: 'Order' },
  ),
)
type Order = Static<typeof Order>

export const routeOrders = flow('shop/route-orders')
  .from(shop.queue('orders.new'))
  .validate(Order)
  .onFailure({ retry: { attempts: 5, delay: '2s', factor: 2, maxDelay: '5m' }, thenTo: deadLetters })
  .knownBy({ order: (order) => order.orderId })
  .choose(destinationOf, {
    domestic: (order) => order.transform(toPick).to(warehouse.post('/picks')),
    export: (order) =>
      order.call(customs.declare, { ask: withCode, into: toDeclaredPick }).to(warehouse.post('/picks')),
    embargoed: (order) => order.drop('no trade with this country'),
  })

function destinationOf({ country }: Order) {
  if (country === 'FI') return 'domestic'
  return country === 'XX' ? 'embargoed' : 'export'
}
function toPick({ orderId }: Order) {
  return { orderId }
}
function withCode({ orderId }: Order) {
  return { orderId, code: '9999.99' }
}
function toDeclaredPick({ orderId }: Order, { declarationId }: { declarationId: string }) {
  return { orderId, declarationId }
}

// 2. Nightly batch: split, aggregate, fixed-width file ---------------------------------------------
const LedgerDay = schema(Type.Object({ day: Type.String({ format: 'date' }) }, { $id: 'LedgerDay' }))
type LedgerDay = Static<typeof LedgerDay>
interface PaidEvent {
  readonly orderId: string
  readonly account: string
  readonly cents: bigint
}
interface Batch {
  readonly day: string
  readonly events: AsyncIterable<PaidEvent>
}
export const ledgerDays = channel('shop/ledger-days', LedgerDay)
declare const unposted: Reader<LedgerDay, PaidEvent>
declare const hubGl: Codec<Batch>

export const transferToLedger = flow('shop/transfer-to-ledger')
  .from(ledgerDays)
  .onFailure({ retry: { attempts: 3, delay: '10m' }, thenTo: deadLetters })
  .split(unposted, { ifPartFails: 'fail-the-whole' })
  .aggregate({ by: () => 'all', into: oneBatch })
  .encode(hubGl)
  .to(ledger.outbox(fileName), { once: fileName })

function oneBatch(_: string, events: AsyncIterable<PaidEvent>, { day }: LedgerDay): Batch {
  return { day, events } // a stream: the night's events never sit in memory together
}
function fileName({ day }: Batch) {
  return `gl-${day}.txt`
}

// 3. A signed return changes an order, once, and announces it --------------------------------------
const PaymentReturn = schema(
  Type.Object(
    {
      stamp: Type.String(),
      orderId: Type.String(),
      outcome: Type.Union([Type.Literal('paid'), Type.Literal('refused')]),
    },
    { $id: 'PaymentReturn' },
  ),
)
type PaymentReturn = Static<typeof PaymentReturn>
const OrderPaid = schema(Type.Object({ orderId: Type.String(), cents: Type.Integer() }, { $id: 'OrderPaid' }))
export const paymentReturns = channel('shop/payment-returns', PaymentReturn)
export const orderPaid = topic('shop/order-paid', OrderPaid)

export const settlePayment = flow('shop/settle-payment')
  .from(paymentReturns)
  .inOrderBy((payment) => payment.orderId, { afterDeadLetter: 'hold-the-key' })
  .onFailure({ retry: { attempts: 8, delay: '1s', factor: 2 }, thenTo: deadLetters })
  .change({ in: books, once: (payment) => payment.stamp, announces: [orderPaid], apply: settle })

// One transaction holds the once-key, the order, the announcement and "this message is done": all commit, or none.
async function settle({ orderId, outcome }: PaymentReturn, tx: Transaction, announce: Announce<typeof orderPaid>) {
  const order = await tx.order(orderId)
  if (outcome === 'refused' || order.status === 'paid') return
  await tx.save({ id: orderId, status: 'paid' })
  announce(orderPaid, { orderId, cents: order.cents })
}
